"""What can be measured on a network, and how two entities are tied: every figure and hop opens its claims."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from dalil.errors import DalilError, QueryError, nearest
from dalil.network.graph import Attributes, caption, neighbours

DAMPING, TOLERANCE, ROUNDS = 0.85, 1e-10, 1000


@dataclass(frozen=True, slots=True)
class Measure:
    """One node's place in the simple undirected graph: neighbours, paths through it, and the claims behind them."""

    node: str
    label: str
    kind: str
    degree: int
    betweenness: float
    pagerank: float
    claims: int


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path, with every statement that ties its two ends."""

    start: str
    end: str
    edges: tuple[Attributes, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """The CURIEs of all claims that make it."""
        found = {name for data in self.edges for name in (data["claims"] if "claims" in data else [data["claim"]])}
        return tuple(sorted(found))


def _simple(graph: nx.Graph) -> nx.Graph:
    """Who is tied to whom: no direction, no loops, one edge a pair, in an order of names."""
    simple = nx.Graph()
    simple.add_nodes_from(sorted(graph))
    simple.add_edges_from(sorted({(min(u, v), max(u, v)) for u, v in graph.edges() if u != v}))
    return simple


def measures(graph: nx.Graph) -> list[Measure]:
    """Degree, betweenness (exact, share of all pairs) and PageRank, best connected first.

    All ignore direction, weight and number of claims: a tie is a tie. Betweenness takes time with nodes × edges.
    """
    simple = _simple(graph)
    between, rank = nx.betweenness_centrality(simple), _pagerank(simple)
    rows = [
        Measure(
            name,
            graph.nodes[name].get("label", name),
            graph.nodes[name].get("kind", ""),
            simple.degree[name],
            between[name],
            rank[name],
            len(set().union(*neighbours(graph, name).values())),
        )
        for name in simple
    ]
    return sorted(rows, key=lambda row: (-row.degree, -row.claims, row.node))


def _pagerank(graph: nx.Graph) -> dict[str, float]:
    """Power iteration: NetworkX's own needs scipy, and stops six orders of magnitude too early on large graphs."""
    count = len(graph)
    rank = dict.fromkeys(graph, 1 / count) if count else {}
    for _ in range(ROUNDS):
        loose = sum(rank[name] for name in graph if not graph[name])
        start = (1 - DAMPING + DAMPING * loose) / max(count, 1)
        after = {n: start + DAMPING * sum(rank[m] / len(graph[m]) for m in graph[n]) for n in graph}
        error = sum(abs(after[name] - rank[name]) for name in graph)
        rank = after
        if error < TOLERANCE:
            break
    return rank


def path(graph: nx.Graph, start: str, end: str) -> list[Hop]:
    """The shortest way between two entities, direction aside, each hop with its claims. Raises DalilError."""
    for name in (start, end):
        if name not in graph:
            raise QueryError(f"{name!r} is not in this network", hint=_like(graph, name))
    try:
        names = nx.shortest_path(_simple(graph), start, end)
    except nx.NetworkXNoPath:
        told = " and ".join(graph.nodes[name].get("label", name) for name in (start, end))
        hint = "other kinds, roles or modes may tie them; " + caption(graph)
        raise DalilError(f"no chain of statements here ties {told}", hint=hint) from None
    return [Hop(a, b, tuple(_between(graph, a, b))) for a, b in pairwise(names)]


def _between(graph: nx.Graph, a: str, b: str) -> list[Attributes]:
    found = [
        {"subject": u, "object": v, **data}
        for u, v in ((a, b), (b, a))[: 2 if graph.is_directed() else 1]
        if graph.has_edge(u, v)
        for data in (graph[u][v].values() if graph.is_multigraph() else [graph[u][v]])
    ]
    return sorted(found, key=lambda data: (str(data.get("claim")), str(data.get("role")), data["subject"]))


def _like(graph: nx.Graph, name: str) -> str:
    """The nearest names, found by name or by label."""
    hint = nearest(name, graph, "entity")
    word = name.partition(":")[2].replace("-", " ").lower() or name.lower()
    by_label = [node for node, label in graph.nodes(data="label") if label and word in label.lower()]
    return hint if hint.startswith("did") or not by_label else "did you mean " + " or ".join(sorted(by_label)[:3]) + "?"
