"""From a node of the graph back to the lines that people wrote: `data/facts/x.yaml:12 and 2 more`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from dalil.vocabulary import DALIL, OA

RECORDED_IN = DALIL + "recordedIn"
ABOUT = frozenset([*(DALIL + name for name in ("between", "assesses", "judges", "source")), OA + "hasSource"])
"""What a node that nobody mentions and nobody wrote down is about: the last resort."""


class Link(NamedTuple):
    """A tie of a node to another one, and the claim or node that says so."""

    predicate: str
    other: str
    holder: str


class Places:
    """Knows which line recorded what, and who mentions whom: a claim mentions whatever its content names."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._recorded: dict[str, set[str]] = defaultdict(set)
        self._users: dict[str, set[str]] = defaultdict(set)
        self._about: dict[str, set[str]] = defaultdict(set)
        self._from: dict[tuple[str, str], list[Link]] = defaultdict(list)
        self._to: dict[tuple[str, str], list[Link]] = defaultdict(list)
        for quad in quads:
            self._add(quad)

    def _add(self, quad: Quad) -> None:
        subject, predicate, object_ = (_text(term) for term in (quad.subject, quad.predicate, quad.object))
        if predicate == RECORDED_IN:
            self._recorded[subject].add(object_)
            return
        inside = not isinstance(quad.graph_name, DefaultGraph)
        holder = _text(quad.graph_name) if inside else subject
        self._from[predicate, subject].append(Link(predicate, object_, holder))
        self._to[predicate, object_].append(Link(predicate, subject, holder))
        self._users[object_].add(holder)
        if inside:
            self._users[subject].add(holder)
        if predicate in ABOUT:
            self._about[subject].add(object_)

    def links(self, node: str, out: Iterable[str] = (), into: Iterable[str] = ()) -> list[Link]:
        """What a node is tied to by some predicates, going out of it or into it."""
        found = [link for predicate in out for link in self._from.get((predicate, node), ())]
        return found + [link for predicate in into for link in self._to.get((predicate, node), ())]

    def written(self, nodes: Iterable[str]) -> str:
        """The lines that recorded these nodes, else those of whatever mentions them, else of what they are about."""
        lines = self._nearest(set(nodes), self._users) or self._nearest(set(nodes), self._about)
        if not lines:
            return ""
        first = min(lines, key=_by_file_and_line)
        return first if len(lines) == 1 else f"{first} and {len(lines) - 1} more"

    def _nearest(self, nodes: set[str], ties: dict[str, set[str]]) -> set[str]:
        """Recorded lines at the smallest distance along some ties."""
        seen = set(nodes)
        while nodes:
            if lines := set().union(*(self._recorded.get(node, set()) for node in nodes)):
                return lines
            nodes = set().union(*(ties.get(node, set()) for node in nodes)) - seen
            seen |= nodes
        return set()


def _by_file_and_line(place: str) -> tuple[str, int]:
    file, _, line = place.rpartition(":")
    return file, int(line) if line.isdigit() else 0


def key(text: str, language: str | None = None) -> str:
    """How a term is known here, whichever library it comes from: two writings in two languages are two terms."""
    return f"{text}@{language.lower()}" if language else text


def _text(term: object) -> str:
    if isinstance(term, Literal):
        return key(term.value, term.language)
    return term.value if isinstance(term, NamedNode) else str(term)
