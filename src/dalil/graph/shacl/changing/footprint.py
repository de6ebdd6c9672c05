"""What shapes read: from a node under question, over which predicates, in which direction, how far.

A footprint is a little automaton. Its state 0 is the node under question; a step leads from a state over one
predicate, forwards or backwards, to the next; a step of a starred path leads back to where it began. A triple
matters to a node if, and only if, a walk from the node reads it. It is derived from the shapes graph alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import NamedNode

from dalil.graph.shacl.changing.automaton import TooFar
from dalil.graph.shacl.changing.following import Reading, Unknowable
from dalil.graph.shacl.shapes.shapegraph import Shapes


class Step(NamedTuple):
    """One step of a walk, from a state to a state; without a predicate, over any. `some`: one triple is as good as all."""

    start: int
    predicate: NamedNode | None
    backwards: bool
    end: int
    some: bool = False


class Read(NamedTuple):
    """Predicate → the states that read it of a subject; the same of an object; states that read all of a subject."""

    out: dict[str, int]
    into: dict[str, int]
    everything: int


class Plan(NamedTuple):
    """What is read at a node: predicates with the states reached, and whether one triple is as good as all; `everything`: all of its triples."""

    out: Mapping[str, tuple[int, bool]]
    all_into: Sequence[tuple[NamedNode, int]]
    some_into: Mapping[str, NamedNode]
    everything: bool


@dataclass(frozen=True)
class Footprint:
    """What shapes read, as steps. `inner`: states whose nodes get results of their own, though no target names them.

    Sets of states are numbers, one bit a state.
    """

    steps: tuple[Step, ...]
    inner: int = 0
    needs_all: str = ""
    """Why only a validation of everything is right, "" where a part will do."""

    @classmethod
    def of(cls, shapes: Shapes) -> Footprint:
        """What some shapes read. What cannot be known from them is said in `needs_all`."""
        reading = Reading(shapes)
        try:
            for shape in shapes.targeted:
                reading.targets(shape)
                reading.shape(shape, frozenset([0]), (), tells=True)
        except Unknowable as reason:
            return cls((), needs_all=str(reason))
        except TooFar:
            return cls((), needs_all="the shapes reach too far, by too many ways, to be followed")
        steps = tuple(Step(*step) for step in reading.walk.steps())
        live = {step.start for step in steps} - {0}
        return cls(steps, sum(1 << state for state in reading.walk.before(reading.inner) & live))

    @property
    def forwards(self) -> frozenset[str]:
        """Predicates that are followed from subject to object."""
        return frozenset(step.predicate.value for step in self.steps if step.predicate and not step.backwards)

    @property
    def backwards(self) -> frozenset[str]:
        """Predicates that are followed from object to subject."""
        return frozenset(step.predicate.value for step in self.steps if step.predicate and step.backwards)

    @property
    def unbounded(self) -> frozenset[str]:
        """Predicates that may be followed any number of times."""
        after = self._after
        return frozenset(
            step.predicate.value for step in self.steps if step.predicate and step.start in after[step.end]
        )

    @property
    def depth(self) -> int:
        """The longest walk, counting no step of a star twice."""
        return self._longest(0, frozenset())

    def _longest(self, state: int, passed: frozenset[int]) -> int:
        ends = {step.end for step in self.steps if step.start == state} - passed - {state}
        return max((1 + self._longest(end, passed | {state}) for end in ends), default=0)

    @cached_property
    def _after(self) -> dict[int, set[int]]:
        """State → the states that a walk can come to from there, itself among them."""
        after = {step.end: {step.end} for step in self.steps} | {step.start: {step.start} for step in self.steps}
        grown = True
        while grown:
            sizes = sum(map(len, after.values()))
            for step in self.steps:
                after[step.start] |= after[step.end]
            grown = sum(map(len, after.values())) > sizes
        return after

    @cached_property
    def read(self) -> Read:
        """What is read of a triple, by its predicate."""
        read, everything = Read({}, {}, 0), 0
        for step in self.steps:
            if step.predicate is None:
                everything |= 1 << step.start
            elif not step.some:
                known = read.into if step.backwards else read.out
                known[step.predicate.value] = known.get(step.predicate.value, 0) | 1 << step.start
        return read._replace(everything=everything)

    @cached_property
    def targets(self) -> tuple[Mapping[str, NamedNode], Mapping[str, NamedNode]]:
        """The predicates that make nodes targets: whatever has them, and whatever they lead to."""
        out, into = dict[str, NamedNode](), dict[str, NamedNode]()
        for step in self.steps:
            if step.some and step.predicate:
                (into if step.backwards else out)[step.predicate.value] = step.predicate
        return out, into

    def plan(self, states: int) -> Plan:
        """What is read at a node in some states."""
        if states not in self._plans:
            out, into = dict[str, tuple[int, bool]](), dict[str, tuple[int, bool]]()
            here = [step for step in self.steps if states >> step.start & 1]
            for step in here:
                if step.predicate:
                    known = into if step.backwards else out
                    ends, some = known.get(step.predicate.value, (0, True))
                    known[step.predicate.value] = (ends | (1 << step.end & self._live), some and step.some)
            self._plans[states] = Plan(
                out,
                [(NamedNode(iri), ends) for iri, (ends, some) in into.items() if not some],
                {iri: NamedNode(iri) for iri, (_, some) in into.items() if some},
                any(step.predicate is None for step in here),
            )
        return self._plans[states]

    def arrivals(self, states: int) -> list[tuple[NamedNode, bool, int]]:
        """How a walk comes to some states: predicates, their directions, and the states before."""
        if states not in self._arrivals:
            found = dict[tuple[NamedNode, bool], int]()
            for step in self.steps:
                if step.predicate and states >> step.end & 1:
                    key = (step.predicate, step.backwards)
                    found[key] = found.get(key, 0) | 1 << step.start
            self._arrivals[states] = [(*key, starts) for key, starts in found.items()]
        return self._arrivals[states]

    @cached_property
    def _live(self) -> int:
        """The states that read anything."""
        live = 0
        for step in self.steps:
            live |= 1 << step.start
        return live

    @cached_property
    def _plans(self) -> dict[int, Plan]:
        return {}

    @cached_property
    def _arrivals(self) -> dict[int, list[tuple[NamedNode, bool, int]]]:
        return {}
