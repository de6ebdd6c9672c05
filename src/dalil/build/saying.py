"""Statements in columns → statements as they are compared: with their claims, and with values and literals as objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import polars as pl
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from dalil.graph.decode import decode_values
from dalil.model import Claim, Object
from dalil.reconcile.comparing.said import Said
from dalil.values import Count, Duration, Time, Value

VALUES = ("time-", "count-", "duration-")
Block = tuple[str, str]


class Line(NamedTuple):
    """A statement in columns, with what is known of its claim."""

    thing: str
    term: str
    claim: str
    subject: str
    said: str
    object: str
    mode: str
    of_table: bool
    speakers: Sequence[str] | None
    source: str | None
    hedge: str | None


@dataclass
class Sayings:
    """Makes statements of lines. `written`: claims that people wrote; `described`: values of tables, with what describes each."""

    base: str
    written: Iterable[Claim]
    described: pl.DataFrame
    _claims: dict[str, Claim] = field(default_factory=dict)

    def blocks(self, frame: pl.DataFrame) -> Iterator[tuple[Block, list[Said]]]:
        """The statements of each block, of a frame that is in the order of blocks."""
        self._claims.clear()
        objects = self.objects(frame["object"])
        lines = map(Line._make, frame.select(Line._fields).iter_rows())
        for block, group in groupby(lines, key=itemgetter(0, 1)):
            yield block, [Said(self._claim(line), line.subject, line.said, objects[line.object]) for line in group]

    def all(self, frame: pl.DataFrame) -> list[Said]:
        """The statements of a frame."""
        return [said for _, block in self.blocks(frame) for said in block]

    def _claim(self, line: Line) -> Claim:
        """What columns say of a claim; one that people wrote, as it was read."""
        if line.claim not in self._claims:
            local = line.claim.replace(":", "-", 1)
            self._claims[line.claim] = self._of_table(line, local) if line.of_table else self._written[local]
        return self._claims[line.claim]

    def _of_table(self, line: Line, local: str) -> Claim:
        speakers = tuple(map(self._node, line.speakers or ()))
        source = self._node(line.source) if line.source else None
        return Claim((), line.mode, speakers, source, hedge=line.hedge or "", name=local)

    def _node(self, curie: str) -> NamedNode:
        return NamedNode(curie if "//" in curie else self.base + curie.replace(":", "-", 1))

    @cached_property
    def _written(self) -> dict[str, Claim]:
        return {claim.local: claim for claim in self.written}

    @cached_property
    def _written_values(self) -> dict[str, Value]:
        objects = (s.object for claim in self.written for s in claim.statements)
        return {value.local: value for value in objects if isinstance(value, Time | Count | Duration)}

    def objects(self, texts: pl.Series) -> Mapping[str, Object | str]:
        """What the texts of a column stand for: names of things stay names."""
        distinct = texts.drop_nulls().unique()
        found: dict[str, Object | str] = {text: text for text in distinct.to_list()}
        names = pl.DataFrame({"name": [text for text in found if text.startswith(VALUES)]}, schema={"name": pl.String})
        told = self.described.join(names, on="name", how="semi")["text"].to_list()
        known = self._written_values | decode_values(parse("".join(told), format=RdfFormat.N_QUADS), self.base)
        literals = {text: _literal(text) for text in found if text.startswith('"')}
        return found | literals | {name: known[name] for name in names["name"].to_list() if name in known}


def _literal(text: str) -> Literal:
    """A literal, from how N-Quads writes it."""
    (quad,) = parse(f"<a:a> <a:a> {text} .", format=RdfFormat.N_TRIPLES)
    literal: Literal = quad.object  # it begins with a quotation mark
    return literal
