"""From shapes to what they read: every path, nested shape and parameter is walked as an engine would walk it."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from dalil.graph.shacl.changing.automaton import Automaton
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.shapes.terms import COMPONENTS, CORE, NESTED, REPORTS, SHAPE_LISTS, SPARQL, Term
from dalil.vocabulary import OWL, RDFS, TYPE, local_name

SUBCLASS = NamedNode(RDFS + "subClassOf")
METACLASSES = frozenset([RDFS + "Class", OWL + "Class"])
HARMLESS = CORE | SPARQL | COMPONENTS | REPORTS | {"type", "first", "rest", "shape"}
"""SHACL terms that read what this module knows of (`sh:shape` is how DCAT-AP lists its shapes, and reads nothing);
whatever else stands on a shape may read anything."""
BESIDE = ("equals", "disjoint", "lessThan", "lessThanOrEquals")
"""Parameters that name another predicate of the same node."""


class Unknowable(Exception):
    """Why nobody can say what the shapes read."""


class Reading:
    """Walks through the shapes as an engine would, and notes what it reads."""

    def __init__(self, shapes: Shapes) -> None:
        self.walk = Automaton()
        self.inner = set[int]()
        self._shapes = shapes
        self._done = set[tuple[Term, frozenset[int], bool]]()

    def targets(self, shape: Term) -> None:
        """What makes a node one that the shape is asked of."""
        start = frozenset([0])
        said = self._shapes.about[shape]
        if "targetClass" in said or not said.keys() & {"targetNode", "targetSubjectsOf", "targetObjectsOf"}:
            self._type(start)  # a shape without a target of its own is a class
        for name, backwards in (("targetSubjectsOf", False), ("targetObjectsOf", True)):
            for predicate in self._shapes.values(shape, name):
                self.walk.step(start, _named(predicate), backwards=backwards, some=True)
        if any(type_.value in METACLASSES for type_ in said.get("type", ())):
            self._type(start)

    def shape(self, shape: Term, states: frozenset[int], within: tuple[Term, ...], *, tells: bool) -> None:
        """What a shape reads of nodes in some states, and of their values. `tells`: its results are results of the report."""
        if shape in within:
            raise Unknowable(f"the shape {_name(shape)} uses itself")
        if (shape, states, tells) in self._done:
            return
        self._done.add((shape, states, tells))
        said, paths = self._shapes.about.get(shape, {}), self._shapes.values(shape, "path")
        if odd := sorted(said.keys() - HARMLESS):
            raise Unknowable(f"what sh:{odd[0]} of the shape {_name(shape)} reads is not known")
        if tells and paths and states != frozenset([0]):
            self.inner |= states - {0}
        values = self._path(paths[0], states) if paths else states
        self._parameters(shape, states, values)
        for name in (*sorted(NESTED), *sorted(SHAPE_LISTS)):
            for other in self._named_by(shape, name):
                self.shape(other, values, (*within, shape), tells=tells and name == "property")

    def _named_by(self, shape: Term, name: str) -> Iterable[Term]:
        for value in self._shapes.values(shape, name):
            yield from self._shapes.members(value) if name in SHAPE_LISTS else [value]

    def _parameters(self, shape: Term, states: frozenset[int], values: frozenset[int]) -> None:
        said = self._shapes.about.get(shape, {})
        if "class" in said:
            self._type(values)
        for name in BESIDE:
            for predicate in said.get(name, ()):
                self.walk.step(states if "path" in said else values, _named(predicate))
        if any(value.value in ("true", "1") for value in said.get("closed", ())):
            self.walk.step(values | states, None)  # on a property shape, engines differ whose triples are meant
        if any(value.value in ("true", "1") for value in said.get("qualifiedValueShapesDisjoint", ())):
            for sibling in self._siblings(shape):
                self.shape(sibling, values, (shape,), tells=False)
        if "sparql" in said or self._shapes.components(shape):
            self._queries(shape, states)

    def _siblings(self, shape: Term) -> set[Term]:
        """The qualified shapes beside this one, in whatever shapes hold it."""
        holders = [other for other in self._shapes.about if shape in self._shapes.values(other, "property")]
        beside = {other for holder in holders for other in self._shapes.values(holder, "property")} - {shape}
        return {qualified for other in beside for qualified in self._shapes.values(other, "qualifiedValueShape")}

    def _queries(self, shape: Term, states: frozenset[int]) -> None:
        """A query reads what it declares, from any node that it can come to along what it declares.

        Of a node it reads the type; from a class it does not go back to all that are of it.
        """
        reads = self._shapes.reads(shape)
        if not reads or shape in self._shapes.undeclared:
            raise Unknowable(f"the query of the shape {_name(shape)} declares no dalil:reads")
        hub = self.walk.star(states, ("reads", *sorted(reads)))
        for iri in sorted(reads - {TYPE.value, SUBCLASS.value}):
            for backwards in (False, True):
                self.walk.loop(hub, NamedNode(iri), backwards=backwards)
        if TYPE.value in reads:
            self._type(frozenset([hub]))

    def _type(self, states: frozenset[int]) -> None:
        """A class is asked for: the type, and all that is above it."""
        for state in self.walk.step(states, TYPE):
            self.walk.loop(self.walk.star(frozenset([state]), ("above",)), SUBCLASS)

    def _path(self, node: Term, states: frozenset[int], *, back: bool = False) -> frozenset[int]:
        """The states that a path ends in; backwards, where it is inverse."""
        values = self._shapes.values
        if isinstance(node, NamedNode):
            return self.walk.step(states, node, backwards=back)
        if heads := values(node, "alternativePath"):
            return frozenset().union(*(self._path(part, states, back=back) for part in self._shapes.members(heads[0])))
        if inner := values(node, "inversePath"):
            return self._path(inner[0], states, back=not back)
        if inner := values(node, "zeroOrOnePath"):
            return states | self._path(inner[0], states, back=back)
        for name in ("zeroOrMorePath", "oneOrMorePath"):
            if inner := values(node, name):
                hub = self.walk.star(states, (node, back))
                ends = self._path(inner[0], frozenset([hub]), back=back)
                self.walk.again(ends, hub)
                return frozenset([hub]) if name == "zeroOrMorePath" else ends
        parts = list(self._shapes.members(node))
        for part in reversed(parts) if back else parts:
            states = self._path(part, states, back=back)
        return states


def _named(term: Term) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise Unknowable(f"{term} stands where only a predicate can stand")
    return term


def _name(shape: Term) -> str:
    return local_name(shape.value) if isinstance(shape, NamedNode) else "without a name"
