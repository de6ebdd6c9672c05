"""The quads of a build: sorted text, one store, dumps that are the same bytes every time.

The N-Quads text is the canonical form: one line a quad, sorted, no blank nodes. Everything else
(the store, TriG, Turtle) is made from it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

MEMORY_QUADS = 2_000_000
"""Up to here an in-memory store is faster than RocksDB by 3-6 times and fits (425 bytes a quad)."""


def to_nquads(quads: Iterable[Quad]) -> str:
    """Canonical N-Quads: unique lines in code point order, the default graph's among them."""
    lines = {line for line in serialize(quads, RdfFormat.N_QUADS).split("\n") if line}
    return "".join(f"{line}\n" for line in sorted(lines))


def serialize(quads: Iterable[Quad], format_: RdfFormat, prefixes: Mapping[str, str] | None = None) -> str:
    """Quads as text, in the order given."""
    return (ox.serialize(quads, format=format_, prefixes=dict(prefixes or {})) or b"").decode()


def parse(nquads: str) -> list[Quad]:
    """N-Quads text → quads, in the order of the text."""
    return list(ox.parse(nquads.encode(), format=RdfFormat.N_QUADS))


def load(
    nquads: str | bytes | Path | Iterable[bytes | Path], folder: Path | None = None, *, lenient: bool = False
) -> Store:
    """One bulk load into memory, or into a new RocksDB store at `folder`, of a text or of many, each a whole number of lines.

    `lenient` trusts what dalil wrote itself: no IRI is looked at. It takes a fifth of the work off a load into memory.
    Raises SyntaxError (no N-Quads; nothing is loaded then) and OSError.
    """
    store = Store(str(folder)) if folder else Store()
    if isinstance(nquads, str):
        nquads = nquads.encode()
    pieces = [nquads] if isinstance(nquads, bytes | Path) else nquads
    store.bulk_load(cast("IO[bytes]", _Chain(pieces)), format=RdfFormat.N_QUADS, lenient=lenient)
    if folder:
        store.flush()
    return store


class _Chain(io.RawIOBase):
    """Texts and files as one stream: the store takes one input, and one bulk load is cheaper than many."""

    def __init__(self, texts: Iterable[bytes | Path]) -> None:
        super().__init__()
        self._streams = (text.open("rb", buffering=0) if isinstance(text, Path) else io.BytesIO(text) for text in texts)
        self._current: io.RawIOBase | io.BytesIO = io.BytesIO()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        while not (found := self._current.read(size) or b""):
            self._current.close()
            following = next(self._streams, None)
            if following is None:
                self._current = io.BytesIO()
                return b""
            self._current = following
        return found


def to_trig(nquads: str, prefixes: Mapping[str, str]) -> str:
    """TriG: the default graph first, then one block a claim, in the order of names."""
    return serialize(_by_graph(parse(nquads)), RdfFormat.TRIG, prefixes)


def to_turtle(nquads: str, prefixes: Mapping[str, str]) -> str:
    """Turtle of the default graph: what we know of sources, claims and entities, asserting no claim."""
    known = (q.triple for q in parse(nquads) if isinstance(q.graph_name, DefaultGraph))
    return serialize(known, RdfFormat.TURTLE, prefixes)  # type: ignore[arg-type]


def _by_graph(quads: list[Quad]) -> Iterable[Quad]:
    ordered = sorted(quads, key=_graph)
    for _, group in groupby(ordered, key=_graph):
        yield from group


def _graph(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
