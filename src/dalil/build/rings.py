"""Rings of any length in what people wrote: things that stand above themselves by way of many others.

SPARQL has no path across named graphs, so the graph rule `check-rings` closes rings of up to four steps. Here the same
steps are taken out of the store once, and longer rings are looked for among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, cast

from pyoxigraph import NamedNode, QuerySolutions, Store

from dalil.vocabulary import DALIL

SEEN_BY_QUERY = 4
"""The longest ring that queries/check-rings.rq closes."""
STEPS = f"""PREFIX dalil: <{DALIL}>
SELECT DISTINCT ?term ?thing ?above WHERE {{
  VALUES ?term {{ dalil:within dalil:partOf dalil:subordinateTo }}
  GRAPH ?claim {{ ?thing ?term ?above }}
  ?claim dalil:accordingTo ?speaker
  FILTER NOT EXISTS {{ ?claim dalil:assessment ?status FILTER(?status IN (dalil:retracted, dalil:conflict)) }}
  FILTER NOT EXISTS {{ ?claim dalil:withdrawn ?version }}
}}"""


class Ring(NamedTuple):
    """Things of which each stands above the one before it, and the first above the last."""

    term: NamedNode
    things: list[NamedNode]


def long_rings(store: Store) -> Iterator[Ring]:
    """A ring for each knot of things that stand above themselves, where it has more steps than the query sees."""
    above: dict[NamedNode, dict[NamedNode, set[NamedNode]]] = defaultdict(lambda: defaultdict(set))
    for row in cast("QuerySolutions", store.query(STEPS)):
        if isinstance(row["thing"], NamedNode) and isinstance(row["above"], NamedNode):
            above[cast("NamedNode", row["term"])][row["thing"]].add(row["above"])
    if not above:
        return
    import networkx as nx

    for term, steps in sorted(above.items(), key=str):
        graph = nx.DiGraph([(thing, other) for thing, others in steps.items() for other in others])
        for knot in nx.strongly_connected_components(graph):
            if len(knot) > SEEN_BY_QUERY and len(ring := _around(min(knot, key=str), steps)) > SEEN_BY_QUERY:
                yield Ring(term, ring)


def _around(start: NamedNode, steps: Mapping[NamedNode, Collection[NamedNode]]) -> list[NamedNode]:
    """The shortest way from a thing up to itself, without coming there twice."""
    before: dict[NamedNode, NamedNode] = {}
    front = [start]
    while start not in before:
        upper = {other: thing for thing in front for other in steps.get(thing, ()) if other not in before}
        before |= upper
        front = sorted(upper, key=str)
    ring = [start]
    while (thing := before[ring[-1]]) != start:
        ring.append(thing)
    return [start, *reversed(ring[1:])]
