"""Edges → NetworkX graphs; every tie keeps the claims that make it.

A projection is an interpretation. Each graph says in its attributes what it was made of and how many
statements were left out, for which reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from typing import Any

import networkx as nx

from dalil.errors import QueryError, nearest
from dalil.network.edges import Edge, Node

KINDS = ("actor", "event")
MODES = ("asserted", "alleged", "opined", "demanded", "inferred")
"""Shown unless asked otherwise: a denial is no tie."""
ALL_KINDS = ("actor", "concept", "event", "instrument", "place", "proposition", "source", "work")
EVERY_MODE = (*MODES, "denied")
REASONS = {
    "kind": "with other kinds of entity",
    "role": "of other roles",
    "source": "of other sources",
    "direct": "between actors directly",
}

Attributes = dict[str, Any]


def network(  # noqa: PLR0913 - each filter is one of the projection's words
    edges: Iterable[Edge],
    nodes: Mapping[str, Node],
    *,
    kinds: Collection[str] = KINDS,
    roles: Collection[str] | None = None,
    modes: Collection[str] = MODES,
    sources: Collection[str] | None = None,
    retracted: bool = False,
    base: str = "",
) -> nx.MultiDiGraph:
    """Entities as nodes, statements as edges (key: claim and role). Raises QueryError for a filter that nothing meets."""
    edges = list(edges)
    _check("mode", modes, EVERY_MODE)
    _check("kind", kinds, {node.kind for node in nodes.values()} | {*ALL_KINDS})
    _check("role", roles or (), {edge.role for edge in edges})
    _check("source", sources or (), {edge.source for edge in edges if edge.source})
    left: Counter[str] = Counter()
    kept: list[Edge] = []
    for edge in edges:
        reason = _reason(edge, kinds, roles, modes, sources, retracted=retracted)
        left[reason] += 1
        if not reason:
            kept.append(edge)
    graph = nx.MultiDiGraph()
    for name in sorted({end for edge in kept for end in (edge.subject, edge.object)}):
        graph.add_node(name, **_node(nodes.get(name) or Node(name, name, name.partition(":")[0])))
    for edge in sorted(kept, key=lambda e: (e.claim, e.subject, e.role, e.object)):
        graph.add_edge(edge.subject, edge.object, key=f"{edge.claim} {edge.role}", **_attributes(edge))
    unseen = [name for name, node in nodes.items() if node.kind in kinds and name not in graph]
    graph.graph |= {
        "base": base,
        "kinds": " ".join(kinds),
        "roles": " ".join(sorted(roles)) if roles else "all",
        "modes": " ".join(modes),
        "sources": " ".join(sorted(sources)) if sources else "all",
        "retracted": "shown" if retracted else "left out",
        "claims": len({edge.claim for edge in kept}),
        "statements": len(kept),
        **{f"left_out_{reason}": n for reason, n in sorted(left.items()) if reason},
        "left_out_untied": len(unseen),
    }
    return graph


def _check(what: str, asked: Collection[str], known: Collection[str]) -> None:
    for name in asked:
        if name not in known:
            raise QueryError(f"nothing here has the {what} {name!r}", hint=nearest(name, known, what))


def _reason(
    edge: Edge,
    kinds: Collection[str],
    roles: Collection[str] | None,
    modes: Collection[str],
    sources: Collection[str] | None,
    *,
    retracted: bool,
) -> str:
    """Why an edge is left out; empty where it is not."""
    if {edge.subject.partition(":")[0], edge.object.partition(":")[0]} - {*kinds}:
        return "kind"
    if roles and edge.role not in roles:
        return "role"
    if sources and edge.source not in sources:
        return "source"
    if edge.mode not in modes:
        return edge.mode
    return "retracted" if edge.assessment == "retracted" and not retracted else ""


def _node(node: Node) -> Attributes:
    return {"label": node.label, "kind": node.kind, "type": " ".join(node.type), "also": " ".join(node.also)}


def _attributes(edge: Edge) -> Attributes:
    return {
        "claim": edge.claim,
        "role": edge.role,
        "label": edge.label,
        "mode": edge.mode,
        "event": edge.event,
        "source": edge.source,
        "speaker": " ".join(edge.speakers),
        "quote": edge.quote,
        "hedge": edge.hedge,
        "assessment": edge.assessment,
        "earliest": edge.earliest.isoformat() if edge.earliest else None,
        "latest": edge.latest.isoformat() if edge.latest else None,
        "bounds_from": " ".join(edge.bounds_from),
    }


def caption(graph: nx.Graph) -> str:
    """What the graph shows and what it leaves out, in a sentence or two: for whoever sees only the picture."""
    about = graph.graph
    unit = "tie" if "projection" in about else "statement"
    shown = f"{_count(len(graph), 'entity')}, {_count(graph.number_of_edges(), unit)}"
    left = {key.removeprefix("left_out_"): n for key, n in about.items() if key.startswith("left_out_") and n}
    untied = left.pop("untied", 0)
    parts = [f"{n} {REASONS.get(reason, reason)}" for reason, n in sorted(left.items())]
    told = f"{shown} of {_count(about['claims'], 'claim')}." if "claims" in about else f"{shown}."
    if parts:
        told += f" Statements left out: {', '.join(parts)}."
    return told + (f" Known entities without a tie here: {untied}." if untied else "")


def _count(number: int, word: str) -> str:
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number} {word if number == 1 else plural}"


def actors(graph: nx.MultiDiGraph) -> nx.Graph:
    """Actors tied by the events they share: `weight` counts the events, `claims` has every claim it rests on.

    Sharing an event is no accusation: a victim and a perpetrator share one. Ties of actors without an
    event between them (membership, command) are not in it; `left_out_direct` counts them.
    """
    together = nx.Graph()
    kind = graph.nodes(data="kind")
    together.add_nodes_from((n, data) for n, data in graph.nodes(data=True) if data["kind"] == "actor")
    shared: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(dict)
    for event in (name for name in graph if kind[name] == "event"):
        claims = neighbours(graph, event)
        for pair in combinations(sorted(name for name in claims if kind[name] == "actor"), 2):
            shared[pair][event] = claims[pair[0]] | claims[pair[1]]
    for (first, second), events in sorted(shared.items()):
        names = sorted(set().union(*events.values()))
        together.add_edge(first, second, weight=len(events), events=sorted(events), claims=names)
    direct = sum(kind[u] == kind[v] == "actor" for u, v in graph.edges())
    together.graph |= graph.graph | {
        "claims": len({claim for *_, claims in together.edges(data="claims") for claim in claims}),
        "projection": "actors tied by the events they share; weight is the number of events",
        "left_out_direct": direct,
    }
    return together


def neighbours(graph: nx.Graph, name: str) -> dict[str, set[str]]:
    """Who a node is tied to, either way, and by which claims."""
    ties = list(graph.edges(name, data=True))
    ties += [(v, u, data) for u, v, data in graph.in_edges(name, data=True)] if graph.is_directed() else []
    found: dict[str, set[str]] = defaultdict(set)
    for _, other, data in ties:
        found[other] |= set(data["claims"] if "claims" in data else [data["claim"]])
    return found
