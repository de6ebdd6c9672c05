"""A graph that stands validated: told what has changed, it validates what the change can affect, and no more.

Its report is always the one that a validation of everything would give. Where nobody can say what a change affects
(classes, queries without a footprint, nameless nodes) everything is validated, and `last` says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import BlankNode, NamedNode, Quad

from dalil.graph.shacl.changing.cut import Cut, TooMuch, affected, reaching
from dalil.graph.shacl.changing.following import METACLASSES, SUBCLASS
from dalil.graph.shacl.changing.footprint import Footprint
from dalil.graph.shacl.changing.held import Held, HeldPlaces, as_written, held_result, quads_of, written
from dalil.graph.shacl.findings import Finding, Report, ordered
from dalil.graph.shacl.results import Result, ntriples
from dalil.graph.shacl.running.engines import make_engine
from dalil.graph.shacl.running.shards import lines
from dalil.graph.shacl.running.texts import as_shapes, as_text
from dalil.graph.shacl.shapes.reading import class_hierarchy
from dalil.graph.shacl.shapes.terms import Term
from dalil.graph.shacl.telling import findings
from dalil.vocabulary import TYPE

if TYPE_CHECKING:
    from dalil.graph.shacl.running.texts import Data, Rules

FEW_NODES, FEW_TRIPLES = 500, 10_000
"""Up to here a part is always validated by itself; beyond, while it is so small a share of everything."""
BATCH = 100
"""Nodes whose findings are told together, where there are so many; then they are also told anew together."""
SHARE_OF_NODES, SHARE_OF_TRIPLES = 20, 4


class Last(NamedTuple):
    """What the last validation looked at: how many nodes, or everything, and why."""

    nodes: int
    everything: str = ""

    def __str__(self) -> str:
        return f"everything: {self.everything}" if self.everything else f"{self.nodes:,} nodes that the change affects"


class Standing:
    """Data held in memory with what does not hold in it. Not for two threads at a time."""

    def __init__(self, data: Data, shapes: Rules, engine: str = "auto", *, ontology: Path | None = None) -> None:
        """Validate everything. Raises as `graph.validate.validate` does."""
        self._rules = as_shapes(shapes, checked=ontology is not None)
        self._footprint = Footprint.of(self._rules)
        self._engine = make_engine(engine, self._rules)
        self._hierarchy = ntriples(class_hierarchy(ontology)) if ontology else ""
        self._text: bytes | None = None
        """The data as they were given last, where they are still that."""
        self._begin(as_text(data), "it is the first time")

    @property
    def report(self) -> Report:
        """What a validation of everything would report now."""
        missing = sorted(self._results.keys() - self._told.keys(), key=str)
        size = 1 if len(missing) < BATCH else BATCH
        for start in range(0, len(missing), size):
            self._tell(missing[start : start + size])
        told = (finding for found in self._told.values() for finding in found)
        speaking = len(self._rules.speaking)
        return Report(ordered(told), self._engine.name, self._quads, speaking, cut=tuple(sorted(self._more)))

    def update(self, nquads: str | bytes) -> Report:
        """The data are these quads now: whatever lines are new or gone is a change. Raises InvalidGraph, and changes nothing."""
        text = as_text(nquads)
        before, after = set(self._lines()), set(_lines(text))
        report = self.change(b"\n".join(after - before), b"\n".join(before - after))
        self._text, self._quads = text, lines(text)
        return replace(report, quads=self._quads)

    def change(self, added: str | bytes = b"", removed: str | bytes = b"") -> Report:
        """Take in some quads and take out others, given as N-Quads. Raises InvalidGraph, and changes nothing."""
        store = self._held.store
        given, gone = (dict.fromkeys(quads_of(as_text(text))) for text in (added, removed))
        taken_in = [quad for quad in given if quad not in store]
        taken_out = [quad for quad in gone if quad not in given and quad in store]
        why = self._why_all([*taken_in, *taken_out])
        self._text, self._whole = None, False  # until this has come to its end
        self._quads += len(taken_in) - len(taken_out)
        if why:
            self._held.change(taken_in, taken_out)
            self._begin(self._held.text(), why)
        else:
            self._validate(taken_in, taken_out)
        self._whole = True
        return self.report

    def _begin(self, text: bytes, why: str) -> None:
        """Validate everything."""
        results = self._engine.results(b"\n".join([text, self._hierarchy.encode()]))
        self._held, self._more = Held.of(text, self._hierarchy), self._engine.cut
        self._text = text
        self._quads, self.last, self._whole = lines(text), Last(0, why), True
        self._nameless = b"_:" in text and any(isinstance(n, BlankNode) for q in quads_of(text) for n in q.triple)
        self._told: dict[Term, list[Finding]] = {}
        self._rests_on: dict[str, list[list[Term]]] = defaultdict(list)
        self._results: dict[Term, list[Result]] = {}
        self._keep(results)

    def _why_all(self, changed: list[Quad]) -> str:
        """Why only a validation of everything would be right, "" where it is not needed."""
        nameless = any(isinstance(node, BlankNode) for quad in changed for node in quad.triple)
        reasons = {
            self._footprint.needs_all: bool(self._footprint.needs_all),
            "the validation before did not come to its end": not self._whole,
            "more was found than can be told one by one": bool(self._more),
            "nameless nodes are not the same from one text to the next": self._nameless or nameless,
            "what is a subclass of what has changed": any(quad.predicate == SUBCLASS for quad in changed),
            "what is a class has changed": any(map(_declares_class, changed)),
        }
        return next((why for why, holds in reasons.items() if holds), "")

    def _validate(self, added: list[Quad], removed: list[Quad]) -> None:
        """Validate what the change affects, or everything where that is much of it."""
        try:
            self._held.change(added, [])  # for a while the store has the old and the new
            try:
                mended, asked = self._affected(added, removed)
            finally:
                self._held.change([], removed)
            results = self._engine.results(as_written(self._cut().of(asked)))
        except TooMuch:
            self._begin(self._held.text(), "the change affects much of it")
            return
        self._forget(mended, [*added, *removed])
        self._keep(result for result in results if held_result(result.focus) in mended)
        self.last = Last(len(asked))

    def _affected(self, added: list[Quad], removed: list[Quad]) -> tuple[set[Term], set[Term]]:
        """The nodes whose results may be others now, and those that have to be validated to get these. Raises TooMuch.

        They are the same, unless nodes that no target names get results of their own, because a target leads to them:
        then all targets that lead to them are needed, too.
        """
        store, footprint = self._held.store, self._footprint
        mended = affected(store, added, removed, footprint)
        if footprint.inner:
            walk = self._cut()
            walk.of(mended)
            mended = mended | walk.inner()
        asked = reaching(store, mended, footprint)
        if len(asked) > max(FEW_NODES, self._quads // SHARE_OF_NODES):
            raise TooMuch
        return mended, asked

    def _cut(self) -> Cut:
        most = max(FEW_TRIPLES, self._quads // SHARE_OF_TRIPLES)
        return Cut(self._held.store, self._footprint, most)

    def _keep(self, results: Iterable[Result]) -> None:
        for result in results:
            self._results.setdefault(held_result(result.focus), []).append(result)

    def _forget(self, nodes: set[Term], changed: Iterable[Quad]) -> None:
        """Results of some nodes, and what is told of other results because of what has changed."""
        for node in nodes:
            self._results.pop(node, None)
            self._told.pop(node, None)
        ends = {end for quad in changed for end in (quad.subject, quad.object)} if self._rests_on else set()
        for end in ends:
            for foci in self._rests_on.pop(written(end), ()):  # type: ignore[arg-type]
                for focus in foci:
                    self._told.pop(focus, None)

    def _tell(self, foci: list[Term]) -> None:
        """What the results of some nodes mean, and the lines that they go back to."""
        places = HeldPlaces((), held=self._held)
        results = [(focus, result) for focus in foci for result in self._results[focus]]
        found = findings([result for _, result in results], self._rules, [], places)
        self._told |= {focus: [] for focus in foci}
        for (focus, _), (one, told) in zip(results, found, strict=True):
            self._told[focus].append(replace(one, path=told.path or one.path, where=str(told.place), claim=told.claim))
        for node in places.asked:
            self._rests_on[node].append(foci)

    def _lines(self) -> Iterable[bytes]:
        return _lines(self._held.text() if self._text is None else self._text)


def _declares_class(quad: Quad) -> bool:
    return quad.predicate == TYPE and isinstance(quad.object, NamedNode) and quad.object.value in METACLASSES


def _lines(text: bytes) -> list[bytes]:
    return [line for line in text.split(b"\n") if line]
