"""The network of a build as bytes: measures for a person, a file for another program, a picture."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from dalil.endpoint import Table
from dalil.errors import QueryError, nearest
from dalil.formats import write
from dalil.kg.opened import KnowledgeGraph

COLUMNS = ("entity", "degree", "betweenness", "pagerank", "claims")
SUFFIXES = {"cyjs": "cytoscape", "xml": "graphml"}


PROJECTIONS = ("statements", "actors")
"""Actors and events as they are stated, or actors tied by the events that they share."""


def tell_network(
    kg: KnowledgeGraph, format: str, *, projection: str = "statements", **filters: Any
) -> tuple[bytes, str]:
    """The network in a format (or `table`: its measures), and what it shows and leaves out. Raises QueryError."""
    from dalil.network import actors, caption, export

    if projection not in PROJECTIONS:
        raise QueryError(f"{projection!r} is not a projection", hint=nearest(projection, PROJECTIONS, "projection"))
    graph = kg.network(**filters)
    graph = actors(graph) if projection == "actors" else graph
    told = caption(graph)
    if format != "table":
        return export(graph, SUFFIXES.get(format, format)), told
    return write(_measured(kg, graph), "table", kg.project.curies).encode(), told


def _measured(kg: KnowledgeGraph, graph: Any) -> Table:
    from dalil.network import measures

    rows: list[tuple[NamedNode | Literal, ...]] = []
    for m in measures(graph):
        figures = (Literal(m.degree), Literal(f"{m.betweenness:.3f}"), Literal(f"{m.pagerank:.3f}"), Literal(m.claims))
        rows.append((kg.project.curies.expand(m.node), *figures))
    return Table(COLUMNS, rows)  # type: ignore[arg-type]
