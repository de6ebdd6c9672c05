"""What a change can affect, and what has to be read to judge it: both are walks over a footprint, back and forth.

Validating a cut gives the results of the nodes that it was made for; those of other nodes in it mean nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad, Store

from dalil.graph.shacl.changing.footprint import Footprint, Plan
from dalil.graph.shacl.shapes.terms import Term

SCAN = 6
"""From so many predicates on, all triples of a node are read at once."""
FEW = 50
"""Triples into a node that are looked through before it is asked predicate by predicate: some nodes have a million."""


def affected(store: Store, added: Collection[Quad], removed: Collection[Quad], footprint: Footprint) -> set[Term]:
    """The nodes under question whose results a change may have changed. The store has what is added, and still what is removed."""
    out, into, everything = footprint.read
    marks = dict[Term, int]()
    for quad in (*added, *removed):
        predicate = quad.predicate.value
        if states := out.get(predicate, 0) | everything:
            _mark(marks, quad.subject, states)  # type: ignore[arg-type]
        if states := into.get(predicate, 0):
            _mark(marks, quad.object, states)  # type: ignore[arg-type]
    sure = {node for node, states in marks.items() if states & 1}
    for node in _retargeted(store, set(added), set(removed), footprint, sure):
        _mark(marks, node, 1)
    return back(store, marks, footprint)


def _retargeted(
    store: Store, added: set[Quad], removed: set[Quad], footprint: Footprint, sure: set[Term]
) -> Iterator[Term]:
    """Nodes, besides those that are sure, that had no triple of a predicate that makes targets, and have one now, or the other way round."""
    out, into = footprint.targets
    changed = added | removed
    ends: set[tuple[Term, NamedNode, bool]] = set()
    ends |= {(quad.subject, quad.predicate, False) for quad in changed if quad.predicate.value in out}  # type: ignore[misc]
    ends |= {(quad.object, quad.predicate, True) for quad in changed if quad.predicate.value in into}  # type: ignore[misc]
    for node, predicate, backwards in ends:
        if node in sure:
            continue
        before = after = False
        there = (None, predicate, node, None) if backwards else (node, predicate, None, None)
        for quad in store.quads_for_pattern(*there):
            before, after = before or quad not in added, after or quad not in removed
            if before and after:
                break
        if before != after:
            yield node


def back(store: Store, marks: Mapping[Term, int], footprint: Footprint) -> set[Term]:
    """The nodes under question from which a walk comes to some nodes in the states that they are marked with."""
    todo, seen = dict(marks), dict(marks)
    while todo:
        node, states = todo.popitem()
        for predicate, backwards, starts in footprint.arrivals(states):
            for other in _across(store, node, predicate, backwards=not backwards):
                if fresh := starts & ~seen.get(other, 0):
                    seen[other] = seen.get(other, 0) | starts
                    todo[other] = todo.get(other, 0) | fresh
    return {node for node, states in seen.items() if states & 1}


def reaching(store: Store, nodes: set[Term], footprint: Footprint) -> set[Term]:
    """Some nodes, and the targets that lead to them, where these give them results of their own: all that must be validated
    to have their results whole.
    """
    return nodes | back(store, dict.fromkeys(nodes, footprint.inner), footprint) if footprint.inner else nodes


def cut(store: Store, nodes: Iterable[Term], footprint: Footprint) -> bytes:
    """All that an engine reads to judge some nodes, as N-Triples: graphs are merged."""
    return Cut(store, footprint).of(nodes)


class TooMuch(Exception):
    """A cut has outgrown what it may have."""


@dataclass
class Cut:
    """The triples that walks from some nodes read. `most` is how many they may be."""

    store: Store
    footprint: Footprint
    most: int | None = None
    marks: dict[Term, int] = field(default_factory=dict)
    _lines: set[str] = field(default_factory=set)

    def of(self, nodes: Iterable[Term]) -> bytes:
        """The cut for some nodes, as N-Triples. Raises TooMuch."""
        self.marks.update(dict.fromkeys(nodes, 1))
        todo = dict(self.marks)
        while todo:
            node, states = todo.popitem()
            for other, ends in self._read(node, self.footprint.plan(states)):
                if fresh := ends & ~self.marks.get(other, 0):
                    self.marks[other] = self.marks.get(other, 0) | ends
                    todo[other] = todo.get(other, 0) | fresh
            if self.most is not None and len(self._lines) > self.most:
                raise TooMuch
        return "".join(f"{line} .\n" for line in sorted(self._lines)).encode()

    def inner(self) -> set[Term]:
        """The nodes of the cut that get results of their own without being a target."""
        return {node for node, states in self.marks.items() if states & self.footprint.inner}

    def _read(self, node: Term, plan: Plan) -> Iterator[tuple[Term, int]]:
        """The triples of a node, and the states in which the walk comes to its neighbours."""
        if not isinstance(node, Literal):
            if plan.everything or len(plan.out) >= SCAN:
                yield from self._read_all(node, plan)
            else:
                for iri, (reached, some) in plan.out.items():
                    yield from self._read_one(node, NamedNode(iri), reached, some=some)
        for predicate in self._unseen(node, plan.some_into):
            for quad in islice(self.store.quads_for_pattern(None, predicate, node, None), 1):
                self._lines.add(str(quad.triple))
        for predicate, ends in plan.all_into:
            for quad in self.store.quads_for_pattern(None, predicate, node, None):
                self._lines.add(str(quad.triple))
                if ends:
                    yield quad.subject, ends  # type: ignore[misc]

    def _unseen(self, node: Term, wanted: Mapping[str, NamedNode]) -> Iterable[NamedNode]:
        """Of predicates of which one triple into a node is enough, those that may have any beyond the first triples into it."""
        if len(wanted) < SCAN:
            return wanted.values()
        first = list(islice(self.store.quads_for_pattern(None, None, node, None), FEW))
        one_of_each = {quad.predicate.value: quad for quad in first if quad.predicate.value in wanted}
        self._lines.update(str(quad.triple) for quad in one_of_each.values())
        return [] if len(first) < FEW else [predicate for iri, predicate in wanted.items() if iri not in one_of_each]

    def _read_all(self, node: Term, plan: Plan) -> Iterator[tuple[Term, int]]:
        for quad in self.store.quads_for_pattern(node, None, None, None):  # type: ignore[arg-type]
            ends, _ = plan.out.get(quad.predicate.value, (-1, False))
            if ends >= 0 or plan.everything:
                self._lines.add(str(quad.triple))
            if ends > 0:
                yield quad.object, ends  # type: ignore[misc]

    def _read_one(self, node: Term, predicate: NamedNode, ends: int, *, some: bool) -> Iterator[tuple[Term, int]]:
        for quad in self.store.quads_for_pattern(node, predicate, None, None):  # type: ignore[arg-type]
            self._lines.add(str(quad.triple))
            if some:
                break
            if ends:
                yield quad.object, ends  # type: ignore[misc]


def _across(store: Store, node: Term, predicate: NamedNode, *, backwards: bool) -> Iterator[Term]:
    """The nodes at the other end of the triples of one predicate."""
    if backwards:
        for quad in store.quads_for_pattern(None, predicate, node, None):
            yield quad.subject  # type: ignore[misc]
    elif not isinstance(node, Literal):
        for quad in store.quads_for_pattern(node, predicate, None, None):
            yield quad.object  # type: ignore[misc]


def _mark(marks: dict[Term, int], node: Term, states: int) -> None:
    marks[node] = marks.get(node, 0) | states
