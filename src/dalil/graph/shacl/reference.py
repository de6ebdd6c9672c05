"""pySHACL, the reference: on a graph in memory, parsed from text.

Two of its habits are mended here. rdflib rewrites literals as it reads them (`007` → `7`): that is switched
off for the while. And where values have no order (a day that no calendar has, a name and a number),
`sh:lessThan` raises or guesses by the alphabet: such comparisons are made here, as SHACL defines them.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from dalil.errors import InvalidGraph, ProjectError
from dalil.graph.shacl.results import Result, Term, ntriples
from dalil.graph.shacl.shapes import CONSTRAINTS, SH, Shapes
from dalil.vocabulary import RDF, XSD, local_name

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

COMPARISONS = ("lessThan", "lessThanOrEquals")
NUMBERS = frozenset(
    XSD + name
    for name in ("integer", "decimal", "double", "float", "nonNegativeInteger", "positiveInteger", "long", "int")
)
ORDERED = NUMBERS | {XSD + name for name in ("date", "dateTime", "boolean", "string")}


class Reference:
    """pySHACL with a dossier's shapes."""

    def __init__(self, shapes: Shapes) -> None:
        import pyshacl
        from rdflib import Graph

        self.name = f"pySHACL {pyshacl.__version__}"
        self._rules = Graph().parse(data=ntriples(shapes.triples), format="nt")
        self._compared = [shape for shape in shapes.speaking if shapes.values(shape, *COMPARISONS)]
        self._paths = {shape: shapes.values(shape, "path", *COMPARISONS) for shape in self._compared}
        self._speaking = shapes.speaking

    def results(self, nquads: bytes) -> list[Result]:
        """Everything that does not hold, in any order."""
        from rdflib import Graph

        try:
            merged = {quad.triple for quad in ox.parse(nquads, format=RdfFormat.N_QUADS)}
        except SyntaxError as error:
            raise InvalidGraph(f"the quads cannot be read: {error}") from error
        with _literal(), _quiet("rdflib.term", "pyshacl-validate"):
            facts = Graph().parse(data=ntriples(merged), format="nt")
            if all(_orderly(facts, path) for path in self._paths.values()):
                return list(_run(facts, self._rules))
            return [*_run(facts, self._without(*COMPARISONS)), *self._disordered(facts)]

    def _without(self, *names: str) -> Graph:
        """The rules without some constraints of shapes that speak."""
        from rdflib import Graph

        rules = Graph()
        left_out = {(_node(shape), SH + name) for shape in self._speaking for name in names}
        for triple in self._rules:
            if (triple[0], str(triple[1])) not in left_out:
                rules.add(triple)
        return rules

    def _disordered(self, facts: Graph) -> Iterator[Result]:
        """The comparisons by themselves: an empty sh:in lets pySHACL tell all that would be compared."""
        from rdflib import URIRef

        rules = self._without(*(CONSTRAINTS - {"property"}))
        for shape in self._compared:
            rules.add((_node(shape), URIRef(SH + "in"), URIRef(RDF + "nil")))
        for result in _run(facts, rules):
            for name in COMPARISONS:
                for predicate in self._rules.objects(URIRef(result.shape), URIRef(SH + name)):
                    others = facts.objects(_node(result.focus), predicate)
                    value = _node(cast("Term", result.value))
                    if not all(_in_order(value, other, equal=name == COMPARISONS[1]) for other in others):
                        component = f"{name[0].upper()}{name[1:]}ConstraintComponent"
                        yield result._replace(component=component)


def _run(facts: Graph, rules: Graph) -> Iterator[Result]:
    """The results that the report itself names; those nested in them are details."""
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import URIRef

    try:
        report = pyshacl.validate(facts, shacl_graph=rules, inference="none")[1]
    except (TypeError, ReportableRuntimeError) as error:
        report = error
    if isinstance(report, Exception):  # pySHACL raises some failures and returns others
        raise ProjectError(f"the shapes cannot be applied: {report}", "shapes") from report
    graph = cast("Graph", report)

    def says(result: Node, name: str) -> Node | None:
        return graph.value(result, URIRef(SH + name))

    for result in graph.objects(None, URIRef(SH + "result")):
        value, component = says(result, "value"), local_name(str(says(result, "sourceConstraintComponent")))
        yield Result(
            _term(says(result, "focusNode")),
            None if value is None else _term(value),
            component,
            str(says(result, "sourceShape")),
            str(says(result, "resultPath")) if component == "ClosedConstraintComponent" else "",
        )


def _orderly(facts: Graph, predicates: list[Term]) -> bool:
    """Whether all values of some predicates can be compared with each other, as rdflib would."""
    from rdflib import BNode

    nodes = [_node(predicate) for predicate in predicates]
    kinds = {_order(value) for node in nodes for value in facts.objects(None, node)}
    return not any(isinstance(node, BNode) for node in nodes) and (len(kinds) < 2 and "" not in kinds)


def _order(term: Node) -> str:
    """In which order a term stands: among numbers, or among the values of its datatype; "" in none."""
    from rdflib import Literal as Text

    if not isinstance(term, Text) or term.language or term.ill_typed:
        return ""
    datatype = str(term.datatype or XSD + "string")
    return "number" if datatype in NUMBERS else datatype if datatype in ORDERED else ""


def _in_order(value: Node, other: Node, *, equal: bool) -> bool:
    order = _order(value)
    if not order or order != _order(other):
        return False
    return bool(value < other) or (equal and bool(value.eq(other)))  # type: ignore[operator,attr-defined]


def _node(term: Term) -> Node:
    """A term as rdflib knows it."""
    from rdflib import BNode, URIRef
    from rdflib import Literal as Text

    if isinstance(term, Literal):
        return Text(term.value, lang=term.language, datatype=None if term.language else URIRef(term.datatype.value))
    return URIRef(term.value) if isinstance(term, NamedNode) else BNode(term.value)


def _term(node: Node | None) -> Term:
    """A term of rdflib's as everybody else knows it."""
    from rdflib import BNode
    from rdflib import Literal as Text

    if isinstance(node, BNode):
        return BlankNode(str(node))
    if not isinstance(node, Text):
        return NamedNode(str(node))
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype or XSD + "string")))


@contextmanager
def _literal() -> Iterator[None]:
    """Rdflib keeps literals as they are written."""
    import rdflib

    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


@contextmanager
def _quiet(*names: str) -> Iterator[None]:
    """Silence loggers and old ways of Python for a while: an ill-formed date is told by a shape, in words."""
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
