"""A graph with nothing in it but text and numbers: what every file format can hold.

Lists are joined by spaces, nothing stands for "unknown". An edge's source is called `claim_source`,
because `source` is where an edge begins in every one of the formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import networkx as nx

from dalil.network.graph import caption

Value = str | int | float
Values = dict[str, Value]
RENAMED = {"source": "claim_source", "target": "claim_target", "id": "claim_id", "key": "claim_key"}


@dataclass(frozen=True, slots=True)
class PlainEdge:
    """An edge with a name of its own in the whole graph."""

    id: str
    source: str
    target: str
    key: str
    values: Values


@dataclass(frozen=True, slots=True)
class Plain:
    """A graph with nothing in it but text and numbers, in an order of names."""

    directed: bool
    multi: bool
    values: Values
    nodes: list[tuple[str, Values]]
    edges: list[PlainEdge]


def plain(graph: nx.Graph) -> Plain:
    """The graph as files hold it, with a sentence on what it shows."""
    edges = [
        PlainEdge(_edge_id(u, v, data), str(u), str(v), str(key), _values(data, RENAMED))
        for u, v, key, data in _edges(graph)
    ]
    nodes = sorted((str(name), _values(data, {})) for name, data in graph.nodes(data=True))
    about = _values(graph.graph, {}) | {"shows": caption(graph)}
    return Plain(graph.is_directed(), graph.is_multigraph(), about, nodes, sorted(edges, key=lambda e: e.id))


def _edges(graph: nx.Graph) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    if graph.is_multigraph():
        yield from graph.edges(keys=True, data=True)
    else:
        yield from ((u, v, "", data) for u, v, data in graph.edges(data=True))


def _edge_id(u: str, v: str, data: dict[str, Any]) -> str:
    """A name for every edge of the whole graph, the same however the graph was filtered."""
    parts = [data["claim"], u, data["role"], v] if "claim" in data else [u, v]
    return " ".join(map(str, parts))


def _values(data: dict[str, Any], renamed: dict[str, str]) -> Values:
    found: Values = {}
    for key, value in sorted(data.items()):
        many = isinstance(value, list | tuple | set)
        text = " ".join(map(str, value)) if many else value
        if text not in (None, ""):
            number = isinstance(text, int | float) and not isinstance(text, bool)
            found[renamed.get(key, key)] = text if number else str(text)
    return found


def types(rows: Iterable[Values]) -> dict[str, str]:
    """Attribute → the narrowest type that holds all its values."""
    kinds: dict[str, set[str]] = {}
    for row in rows:
        for key, value in row.items():
            name = "string" if isinstance(value, str) else "double" if isinstance(value, float) else "long"
            kinds.setdefault(key, set()).add(name)
    return {key: min(found) if found in ({"double"}, {"long"}) else "string" for key, found in sorted(kinds.items())}
