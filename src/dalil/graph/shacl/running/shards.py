"""One shard through an engine: what everybody who validates does with it, here or in a process of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from dalil.errors import InvalidGraph, ProjectError
from dalil.graph.shacl.findings import Finding
from dalil.graph.shacl.results import Engine, Result
from dalil.graph.shacl.running.engines import Fast, make_engine
from dalil.graph.shacl.running.installed import chosen
from dalil.graph.shacl.running.streams import CAN_STREAM, Stream
from dalil.graph.shacl.running.texts import as_text
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.telling import Told, findings

STREAMED = 1_000_000
"""Bytes of texts from which on it costs less to stream them than to join and decode them."""
READABLE = 1_000_000_000
"""Bytes of files up to which they are read for the lines that findings go back to."""


class Shard(NamedTuple):
    """Data that are validated together: a text or the files that hold it, and what it is lent of the rest."""

    part: bytes | Sequence[Path]
    lent: bytes = b""


class Answer(NamedTuple):
    """What a shard has to say: findings with what they go back to and how often, how many quads were looked at, and the
    shapes that found more than is told.
    """

    findings: list[tuple[Finding, Told, int]]
    quads: int
    cut: frozenset[str] = frozenset()


@dataclass
class Task:
    """What is asked of every shard: an engine by name, the shapes, and the classes that the ontology lends."""

    engine: str
    rules: Shapes
    hierarchy: bytes = b""

    @property
    def may_hang(self) -> bool:
        """Whether nobody can be sure that it ends: pySHACL's regular expressions go back and back, and a query is a program.

        Those of the other engine take time in proportion to the text.
        """
        says = self.rules.about.values()
        return chosen(self.engine) == "pyshacl" or bool(self.rules.own_components) or any("sparql" in s for s in says)

    @cached_property
    def ready(self) -> Engine:
        """The engine with the shapes in it."""
        return make_engine(self.engine, self.rules)

    def of(self, shard: Shard) -> Answer:
        """Validate a shard. Raises InvalidGraph, with the names of its files, and ProjectError."""
        if isinstance(shard.part, bytes):
            results = self._results([shard.part, shard.lent])
            return self._told(results, [shard.part, shard.lent], lines(shard.part))
        try:
            return self._of_files(list(shard.part), shard.lent)
        except InvalidGraph as error:
            raise error.at(", ".join(path.name for path in shard.part)) from None
        except OSError as error:
            raise ProjectError(f"the data cannot be read: {error}", str(shard.part[0])) from error

    def _results(self, texts: list[bytes]) -> list[Result]:
        if isinstance(self.ready, Fast) and CAN_STREAM and sum(map(len, texts)) > STREAMED:
            return self.ready.results_of(Stream(texts, self.hierarchy))
        return self.ready.results(b"".join([*map(ended, texts), self.hierarchy]))

    def _of_files(self, paths: list[Path], lent: bytes) -> Answer:
        """Files are streamed where the engine can read them so, and read again only for the lines that findings go back to."""
        if not isinstance(self.ready, Fast) or not CAN_STREAM:
            text = as_text(paths)
            return self._told(self._results([text, lent]), [text, lent], lines(text))
        stream = Stream(paths, ended(lent) + self.hierarchy)
        results = self.ready.results_of(stream)
        quads = stream.lines
        if not results or sum(path.stat().st_size for path in paths) > READABLE:
            return self._told(results, [b""] * bool(results), quads)
        return self._told(results, [*stream.whole(), lent], quads)

    def _told(self, results: list[Result], texts: list[bytes], quads: int) -> Answer:
        told: dict[Finding, Told] = {}
        often = Counter[Finding]()
        for finding, more in findings(results, self.rules, texts):
            told[finding] = told[finding].and_also(more) if finding in told else more
            often[finding] += 1
        return Answer([(finding, more, often[finding]) for finding, more in told.items()], quads, self.ready.cut)


def lines(text: bytes) -> int:
    """How many lines, the last one with or without its end."""
    return text.count(b"\n") + (not text.endswith(b"\n") and bool(text))


def ended(text: bytes) -> bytes:
    """With a line's end."""
    return text if not text or text.endswith(b"\n") else text + b"\n"
