"""States and steps: how `footprint` writes down where a walk through a graph can come to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode

MOST = 10_000
"""States, after which shapes reach too far to be followed."""


class TooFar(Exception):
    """More states than anybody meant."""


class _Way(NamedTuple):
    start: int
    predicate: NamedNode | None
    backwards: bool
    some: bool


class Automaton:
    """Grows from state 0. Walks that begin alike share their states; a star has a state of its own, entered without a step."""

    def __init__(self) -> None:
        self._ways = dict[_Way, set[int]]()
        self._stars = dict[tuple[object, ...], int]()
        self._free = dict[int, set[int]]()
        self._states = 1

    def step(
        self, states: frozenset[int], predicate: NamedNode | None, *, backwards: bool = False, some: bool = False
    ) -> frozenset[int]:
        """Where a step over a predicate leads to from some states."""
        ends = set[int]()
        for state in states:
            way = _Way(state, predicate, backwards, some)
            if way not in self._ways:
                self._ways[way] = {self._new()}
            ends |= self._ways[way]
        return frozenset(ends)

    def star(self, states: frozenset[int], key: tuple[object, ...]) -> int:
        """The state in which something can be repeated, for this something (`key`) begun from these states."""
        whole = (states, *key)
        if whole not in self._stars:
            self._stars[whole] = self._new()
        self.again(states, self._stars[whole])
        return self._stars[whole]

    def again(self, states: frozenset[int], star: int) -> None:
        """From some states a walk may go on as from another, without a step."""
        for state in states:
            self._free.setdefault(state, set()).add(star)

    def loop(self, state: int, predicate: NamedNode, *, backwards: bool = False) -> None:
        """A step that may be repeated."""
        self.again(self.step(frozenset([state]), predicate, backwards=backwards), state)

    def steps(self) -> Iterator[tuple[int, NamedNode | None, bool, int, bool]]:
        """All steps that a walk from state 0 can take, those without a predicate worked in."""
        outgoing = dict[int, list[tuple[_Way, int]]]()
        for way, ends in self._ways.items():
            outgoing.setdefault(way.start, []).extend((way, end) for end in ends)
        todo, seen = [0], {0}
        while todo:
            state = todo.pop()
            for same in sorted(self._closure(state)):
                for way, end in outgoing.get(same, ()):
                    yield state, way.predicate, way.backwards, end, way.some
                    if end not in seen:
                        seen.add(end)
                        todo.append(end)

    def before(self, states: set[int]) -> set[int]:
        """Some states, and those from which a walk comes to them without a step."""
        return {state for state in range(self._states) if self._closure(state) & states}

    def _closure(self, state: int) -> set[int]:
        todo, found = [state], {state}
        while todo:
            fresh = self._free.get(todo.pop(), set()) - found
            found |= fresh
            todo += fresh
        return found

    def _new(self) -> int:
        if self._states > MOST:
            raise TooFar
        self._states += 1
        return self._states - 1
