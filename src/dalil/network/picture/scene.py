"""What a picture shows of a graph: which ties, who stands on which side, which event holds which.

Statements of one role and mode between the same two entities are one tie, however many claims make it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_lowercase

import networkx as nx

from dalil.network.graph import Attributes

MIDDLE = frozenset({"event", "work", "source", "instrument", "proposition"})
ACTED_ON = frozenset(
    ("victim", "target", "addressee", "beneficiary", "sanctioned", "sought", "forBody", "about", "depicts")
)
"""Roles of those to whom something is done; they stand on the right. All others act, on the left."""

ORDER = frozenset({"before", "mentionedBefore"})
"""Roles that put events in an order; sources may contradict each other, so it is a count of votes."""


def in_words(term: str) -> str:
    """A term of the ontology as a person says it: `mentionedBefore` → mentioned before."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", term).lower()


@dataclass(frozen=True, slots=True)
class Tie:
    """All claims of one role and mode between two entities."""

    subject: str
    object: str
    role: str
    mode: str
    claims: tuple[Attributes, ...]

    @property
    def label(self) -> str:
        """The role in words, and the mode where it is not asserted."""
        words = in_words(self.role)
        return words if self.mode == "asserted" else f"{words} ({self.mode})"

    def other(self, name: str) -> str:
        """The end that is not `name`."""
        return self.object if name == self.subject else self.subject


@dataclass(frozen=True, slots=True)
class Scene:
    """The cast: entities, ties, sides, nesting; `turns` and `when` order events in time, `letters` mark sources."""

    nodes: dict[str, Attributes]
    ties: list[Tie]
    sides: dict[str, str]
    parents: dict[str, str]
    nested: dict[str, list[Tie]]
    turns: dict[str, int]
    when: dict[str, str]
    letters: dict[str, str]
    left_nodes: int
    left_claims: int

    def mark(self, tie: Tie) -> str:
        """Which sources say it, and in how many claims: `ab ×3`."""
        names = "".join(sorted({self.letters[c["source"]] for c in tie.claims if c["source"] in self.letters}))
        count = len({claim["claim"] for claim in tie.claims})
        return f"{names} ×{count}".strip() if count > 1 else names

    def label(self, name: str) -> str:
        """What a person reads."""
        return str(self.nodes[name].get("label") or name)


def scene(graph: nx.MultiDiGraph, most: int) -> Scene:
    """The best connected entities, at most so many, and everything that ties them."""
    shown = _best(graph, most)
    nodes = {name: dict(graph.nodes[name]) for name in sorted(shown)}
    ties = _ties(graph, shown)
    parents, nested = _nesting(ties, nodes)
    sources = sorted({str(c["source"]) for tie in ties for c in tie.claims if c["source"]})
    letters = dict(zip(sources, ascii_lowercase, strict=False)) if len(sources) <= len(ascii_lowercase) else {}
    every = {claim for *_, claim in graph.edges(data="claim")}
    left = len(every - {c["claim"] for tie in ties for c in tie.claims})
    sides, turns, when = _sides(nodes, ties), _turns(ties), _when(ties, parents, letters)
    return Scene(nodes, ties, sides, parents, nested, turns, when, letters, len(graph) - len(nodes), left)


def _turns(ties: list[Tie]) -> dict[str, int]:
    turns: Counter[str] = Counter()
    for tie in ties:
        if tie.role in ORDER and tie.mode != "denied":
            turns.update({tie.object: 1, tie.subject: -1})
    return turns


def _when(ties: list[Tie], parents: dict[str, str], letters: dict[str, str]) -> dict[str, str]:
    """The days that sources give an event; not said again inside the event it was taken from."""
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for claim in (claim for tie in ties for claim in tie.claims):
        if claim["earliest"] or claim["latest"]:
            found[claim["event"]].add(
                (claim["earliest"] or "", claim["latest"] or "", letters.get(claim["source"], ""))
            )
    return {
        name: ", ".join(f"{_days(first, last)} {letter}".strip() for first, last, letter in sorted(days))
        for name, days in found.items()
        if not days <= found.get(parents.get(name, ""), set())
    }


def _days(first: str, last: str) -> str:
    """Two bounds as a person writes them: a day, a month, a year, or from … to."""
    if first == last:
        return first
    if first and last:
        year, month = int(last[:4]), int(last[5:7])
        if first[:7] == last[:7] and (first[8:], last[8:]) == ("01", str(monthrange(year, month)[1])):
            return first[:7]
        if (first[4:], last[4:]) == ("-01-01", "-12-31") and first[:4] == last[:4]:
            return first[:4]
    return f"{first} … {last}".strip()


def _best(graph: nx.MultiDiGraph, most: int) -> set[str]:
    """Those with most neighbours, then most statements; whoever is left without a neighbour goes too."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for u, v in graph.edges():
        if u != v:
            neighbours[u].add(v)
            neighbours[v].add(u)
    order = sorted(graph, key=lambda name: (-len(neighbours[name]), -graph.degree[name], name))
    chosen = set(order[:most])
    return chosen if len(graph) <= most else {name for name in chosen if neighbours[name] & chosen}


def _ties(graph: nx.MultiDiGraph, shown: set[str]) -> list[Tie]:
    groups: dict[tuple[str, str, str, str], list[Attributes]] = defaultdict(list)
    for u, v, data in graph.edges(data=True):
        if u in shown and v in shown:
            groups[u, v, data["role"], data["mode"]].append(data)
    return [Tie(*key, tuple(sorted(found, key=lambda c: str(c["claim"])))) for key, found in sorted(groups.items())]


def _nesting(ties: list[Tie], nodes: dict[str, Attributes]) -> tuple[dict[str, str], dict[str, list[Tie]]]:
    """Event → the event that holds it: the one most claims name, without circles."""
    parents: dict[str, str] = {}
    nested: dict[str, list[Tie]] = defaultdict(list)
    holds = [t for t in ties if t.role == "partOf" and t.mode == "asserted"]
    for tie in sorted(holds, key=lambda t: (-len(t.claims), t.subject, t.object)):
        middle = {nodes[end]["kind"] for end in (tie.subject, tie.object)} <= MIDDLE
        if middle and tie.subject not in parents and tie.subject not in _chain(tie.object, parents):
            parents[tie.subject] = tie.object
            nested[tie.subject].append(tie)
    return parents, dict(nested)


def _chain(name: str, parents: dict[str, str]) -> Iterator[str]:
    """The event and all that hold it."""
    while name:
        yield name
        name = parents.get(name, "")


def _sides(nodes: dict[str, Attributes], ties: list[Tie]) -> dict[str, str]:
    """middle, left or right for every entity: by what they do, else where those stand whom they are tied to."""
    sides = {name: "middle" for name, data in nodes.items() if data["kind"] in MIDDLE}
    votes: Counter[str] = Counter()
    for tie in ties:
        for name in {tie.subject, tie.object} - sides.keys():
            if tie.other(name) in sides:
                passive = tie.role in ACTED_ON or nodes[name]["kind"] != "actor"
                votes[name] += len(tie.claims) * (1 if passive else -1)
    sides |= {name: "right" if votes[name] > 0 else "left" for name in votes}
    todo = [name for name in nodes if name not in sides]
    while todo:
        near = {
            n: next(
                (
                    sides[t.other(n)]
                    for t in ties
                    if n in (t.subject, t.object) and sides.get(t.other(n), "middle") != "middle"
                ),
                "",
            )
            for n in todo
        }
        found = {name: side for name, side in near.items() if side} or {todo[0]: "left"}
        sides |= found
        todo = [name for name in todo if name not in found]
    return sides
