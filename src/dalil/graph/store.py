"""The quads of a build: sorted text, one store, dumps that are the same bytes every time.

The N-Quads text is the canonical form: one line a quad, sorted, no blank nodes. Everything else
(the store, TriG, Turtle) is made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

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


def load(nquads: str, folder: Path | None = None) -> Store:
    """One bulk load into memory, or into a new RocksDB store at `folder`."""
    store = Store(str(folder)) if folder else Store()
    store.bulk_load(nquads.encode(), format=RdfFormat.N_QUADS)
    if folder:
        store.flush()
        store.optimize()
    return store


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
