"""Shapes as they were read: what each one says, whom it is asked of, and what people call it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from dalil.errors import Where
from dalil.graph.shacl.shapes.terms import CLASS, CONSTRAINTS, NESTED, SH, SHAPE_LISTS, SUBCLASS, TARGETS, Term
from dalil.vocabulary import DALIL, RDF, RDFS, SKOS, local_name

NOTATION, LABEL, READS = NamedNode(SKOS + "notation"), NamedNode(RDFS + "label"), NamedNode(DALIL + "reads")
SHAPE_TYPES = frozenset(NamedNode(SH + name) for name in ("NodeShape", "PropertyShape"))
FUNCTIONS = frozenset(NamedNode(SH + name) for name in ("Function", "SPARQLFunction"))
TARGET_CLASS = NamedNode(SH + "targetClass")
RDFS_CLASS, NIL = NamedNode(RDFS + "Class"), NamedNode(RDF + "nil")


@dataclass(frozen=True)
class Shapes:
    """The shapes of a dossier, or of somebody else: what their files say, and in which file and line each one stands."""

    triples: list[Triple] = field(default_factory=list)
    places: dict[Term, Where] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    """What a person should know and nothing refuses: rules switched off, imports that were not read."""

    @cached_property
    def about(self) -> dict[Term, dict[str, list[Term]]]:
        """Node → SHACL (or RDF) term by its short name → values."""
        found: dict[Term, dict[str, list[Term]]] = {}
        predicates = {triple.predicate for triple in self.triples}
        names = {term: local_name(term.value) for term in predicates if term.value.startswith((SH, RDF))}
        for triple in self.triples:
            if name := names.get(triple.predicate):
                found.setdefault(triple.subject, {}).setdefault(name, []).append(triple.object)  # type: ignore[arg-type]
        return found

    @cached_property
    def _said(self) -> dict[tuple[Term, NamedNode], list[Term]]:
        """Everything by subject and predicate: notations, labels, footprints, parameters of others' components."""
        found: dict[tuple[Term, NamedNode], list[Term]] = {}
        for triple in self.triples:
            found.setdefault((triple.subject, triple.predicate), []).append(triple.object)  # type: ignore[arg-type]
        return found

    def values(self, shape: Term, *names: str) -> list[Term]:
        """What a shape says under SHACL terms."""
        return [value for name in names for value in self.about.get(shape, {}).get(name, [])]

    def members(self, head: Term) -> Iterator[Term]:
        """The members of an RDF list; each of its links once, so that one that runs in a circle ends."""
        seen = set[Term]()
        while head not in seen and (first := self.values(head, "first")):
            seen.add(head)
            yield first[0]
            head = next(iter(self.values(head, "rest")), NIL)

    @cached_property
    def targeted(self) -> list[Term]:
        """Shapes with a target of their own; one that is a class as well is asked of its instances."""
        return [shape for shape, says in self.about.items() if TARGETS & says.keys() or self._is_class(shape)]

    def _is_class(self, shape: Term) -> bool:
        types = self.values(shape, "type")
        return any(type_ in SHAPE_TYPES for type_ in types) and any(type_ in self._metaclasses for type_ in types)

    def class_targets(self) -> list[Triple]:
        """As sh:targetClass what shapes are asked of by being a class of another kind than rdfs:Class: engines pass over it."""
        classes = [
            shape for shape in self.about if self._is_class(shape) and RDFS_CLASS not in self.values(shape, "type")
        ]
        return [Triple(shape, TARGET_CLASS, shape) for shape in classes if isinstance(shape, NamedNode)]

    @cached_property
    def _metaclasses(self) -> set[Term]:
        """Classes of classes: rdfs:Class, owl:Class, and what the shapes say is under them."""
        found, before = {RDFS_CLASS, CLASS}, 0
        below = [(t.subject, t.object) for t in self.triples if t.predicate == SUBCLASS]
        while len(found) > before:
            before = len(found)
            found |= {sub for sub, above in below if above in found}  # type: ignore[misc]
        return found  # type: ignore[return-value]

    @cached_property
    def speaking(self) -> list[Term]:
        """Shapes whose complaints reach the report: targeted ones, and their property shapes all the way down."""
        todo, seen = list(self.targeted), dict[Term, None]()
        while todo:
            shape = todo.pop(0)
            if shape not in seen and shape not in self.deactivated:
                seen[shape] = None
                todo += self.values(shape, "property")
        demands = CONSTRAINTS - {"property"} | {"path"}
        return [shape for shape in seen if self.about.get(shape, {}).keys() & demands or self.components(shape)]

    @cached_property
    def deactivated(self) -> set[Term]:
        """Shapes that somebody switched off."""
        return {
            shape for shape, says in self.about.items() if any(v.value == "true" for v in says.get("deactivated", ()))
        }

    def targets(self, shape: Term, name: str) -> list[str]:
        """The targets of a shape, or of the shapes that apply it as a property shape."""
        owners = [shape, *self._holders.get(shape, ())]
        return [term.value for owner in owners for term in self.values(owner, name)]

    @cached_property
    def _holders(self) -> dict[Term, list[Term]]:
        """Property shape → the shapes that apply it."""
        found: dict[Term, list[Term]] = {}
        for shape in self.about:
            for held in dict.fromkeys(self.values(shape, "property")):
                found.setdefault(held, []).append(shape)
        return found

    def nested(self, shape: Term) -> Iterator[tuple[str, Term]]:
        """The shapes that a shape asks its nodes or their values to hold to, each with the term that says so."""
        for name in sorted(NESTED):
            for other in self.values(shape, name):
                yield name, other
        for name in sorted(SHAPE_LISTS):
            for head in self.values(shape, name):
                yield from ((name, member) for member in self.members(head))

    # --- what people call it

    def code(self, shape: Term | str) -> str:
        """How reports call a rule (D017), "" where it has no code."""
        return self._text(shape, NOTATION)

    def label(self, shape: Term | str) -> str:
        """The name of a rule for people, in English where it has one."""
        return self._text(shape, LABEL)

    def _text(self, shape: Term | str, predicate: NamedNode) -> str:
        texts = [value for value in self.said(_node(shape), predicate) if isinstance(value, Literal)]
        return min(texts, key=lambda text: (text.language != "en", text.value)).value if texts else ""

    # --- queries, and which predicates they follow

    def reads(self, shape: Term | str) -> frozenset[str]:
        """The predicates that the queries of a shape follow, as dalil:reads lists them on it, or on the constraint or component."""
        named = _node(shape)
        holders = [named, *self.values(named, "sparql"), *self.components(named)]
        return frozenset(iri for holder in holders for iri in self.declared(holder))

    def declared(self, node: Term) -> list[str]:
        """What dalil:reads lists on one node."""
        return [value.value for value in self.said(node, READS)]

    def said(self, node: Term, predicate: NamedNode) -> list[Term]:
        """What is said of a node under any predicate."""
        return self._said.get((node, predicate), [])

    @cached_property
    def undeclared(self) -> list[Term]:
        """Shapes with a query that nobody knows the footprint of: a change anywhere can matter to them."""
        return [
            shape
            for shape in self.about
            for holder in (*self.values(shape, "sparql"), *self.components(shape))
            if not self.declared(shape) and not self.declared(holder)
        ]

    @cached_property
    def own_components(self) -> dict[Term, list[Term]]:
        """Constraint components that the shapes bring along → the predicates that a shape must have to use them."""
        found: dict[Term, list[Term]] = {}
        for component, says in self.about.items():
            for parameter in says.get("parameter", ()):
                optional = any(value.value == "true" for value in self.values(parameter, "optional"))
                found.setdefault(component, []).extend([] if optional else self.values(parameter, "path"))
        found = {one: needed for one, needed in found.items() if not FUNCTIONS & set(self.values(one, "type"))}
        return {component: needed for component, needed in found.items() if needed}

    def components(self, shape: Term) -> list[Term]:
        """The components of its own kind that a shape uses."""
        return [
            component
            for component, needed in self.own_components.items()
            if all((shape, predicate) in self._said for predicate in needed)
        ]


def _node(shape: Term | str) -> Term:
    """A shape by its IRI; what is no IRI is no shape that anybody has."""
    try:
        return NamedNode(shape) if isinstance(shape, str) else shape
    except ValueError:
        return NIL
