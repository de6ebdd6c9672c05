"""pySHACL, the reference: on a graph in memory, parsed from text.

Some of its habits are mended here, for the time of a run. rdflib rewrites literals as it reads them (`007` → `7`): that is
switched off. Where values have no order (a day that no calendar has, a name and a number, a truth and a number),
pySHACL raises or guesses by the alphabet: all comparisons are made here, as SHACL and SPARQL define them.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from dalil.errors import InvalidGraph, ProjectError
from dalil.graph.shacl.results import TRIPLE, Result, Term, named, path_told
from dalil.graph.shacl.running.installed import engine_name
from dalil.graph.shacl.running.mending import mended
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.shapes.terms import SH
from dalil.vocabulary import XSD

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

NUMBERS = [
    "integer",
    "decimal",
    "double",
    "float",
    "long",
    "int",
    "short",
    "byte",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
    "nonNegativeInteger",
    "positiveInteger",
    "nonPositiveInteger",
    "negativeInteger",
]
ORDERED = {XSD + name: name for name in ("date", "dateTime", "time", "boolean")}
ORDERED |= {XSD + name: "number" for name in NUMBERS} | {XSD + name: "text" for name in ("string", "anyURI")}
"""Datatypes, and in which order their values stand."""
DEPTH = 40
"""Shapes within shapes; pySHACL itself stops at 15."""


class Reference:
    """pySHACL with a dossier's shapes."""

    def __init__(self, shapes: Shapes) -> None:
        self.name = engine_name("pyshacl")
        self.cut = frozenset[str]()
        with _literal(), _quiet("rdflib.term"):
            self._rules = _graph(mended(shapes))

    def results(self, nquads: bytes) -> list[Result]:
        """Everything that does not hold, in any order."""
        try:
            merged = {quad.triple for quad in ox.parse(nquads, format=RdfFormat.N_QUADS)}
        except SyntaxError as error:
            raise InvalidGraph(f"the quads cannot be read: {error}") from error
        if any(isinstance(triple.object, Triple) for triple in merged):
            raise InvalidGraph(f"the quads cannot be read: {TRIPLE}")
        with _literal(), _quiet("rdflib.term", "pyshacl-validate"), _in_order_of_sparql():
            return list(_run(_graph(merged), self._rules))


def _graph(triples: Iterable[Triple]) -> Graph:
    """Triples as a graph in memory, its nameless nodes under their own labels."""
    from rdflib import Graph

    graph = Graph()
    for triple in triples:
        graph.add(tuple(map(_node, triple)))  # type: ignore[arg-type]
    return graph


def _run(facts: Graph, rules: Graph) -> Iterator[Result]:
    """The results that the report itself names; those nested in them are details."""
    import pyshacl
    from rdflib import URIRef

    try:
        report = pyshacl.validate(facts, shacl_graph=rules, inference="none", max_validation_depth=DEPTH)[1]
    except Exception as error:  # noqa: BLE001 - pySHACL and rdflib raise whatever they please, plain Exception too
        report = error
    if isinstance(report, Exception):  # pySHACL raises some failures and returns others
        raise ProjectError(f"the shapes cannot be applied: {_said(report)}", "shapes") from report
    graph = cast("Graph", report)

    def says(result: Node, name: str) -> Node | None:
        return graph.value(result, URIRef(SH + name))

    for result in graph.objects(None, URIRef(SH + "result")):
        value, path = says(result, "value"), says(result, "resultPath")
        component = named(str(says(result, "sourceConstraintComponent")))
        yield Result(
            _term(says(result, "focusNode")),
            None if value is None else _term(value),
            component,
            str(says(result, "sourceShape")),
            path_told(component, path.n3() if isinstance(path, URIRef) else ""),
        )


def _said(error: Exception) -> str:
    """What an exception says, or what it is."""
    return str(error) or type(error).__name__


def _order(term: Node) -> str:
    """In which order a term stands: among numbers, texts, or the values of its datatype; "" in none."""
    from rdflib import Literal as Text

    if not isinstance(term, Text) or term.ill_typed:
        return ""
    return ORDERED.get(str(term.datatype or XSD + "string"), "text" if term.language else "")


def _compared(value: Any, other: Any) -> int:
    """-1, 0 or 1, as values are ordered in SPARQL, and texts by their letters. Raises TypeError where they have no order."""
    order = _order(value)
    if not order or order != _order(other):
        raise TypeError("these have no order")
    one, two = _plain(value, order), _plain(other, order)
    if order == "dateTime" and (one.tzinfo is None) != (two.tzinfo is None):
        return _without_a_zone(one, two)
    if one == two:
        return 0
    if not (one < two or one > two):  # no number
        raise TypeError("these have no order")
    return 1 if one > two else -1


def _plain(value: Any, order: str) -> Any:
    """What Python compares: of decimals and floating numbers it compares no pair."""
    plain = str(value) if order == "text" else value.toPython()
    return float(plain) if isinstance(plain, Decimal) else plain


def _without_a_zone(one: datetime, two: datetime) -> int:
    """Two times, one without a zone: they have an order if it is the same in every zone."""
    zones = (timezone(timedelta(hours=hours)) for hours in (-14, 14))
    found = {1 if _zoned(one, zone) > _zoned(two, zone) else -1 for zone in zones}
    if len(found) > 1:
        raise TypeError("these have no order")
    return found.pop()


def _zoned(time: datetime, zone: timezone) -> datetime:
    """A time, in a zone if it has none."""
    return time if time.tzinfo else time.replace(tzinfo=zone)


def _pairs(allowed: tuple[int, ...]) -> Callable[..., tuple[bool, list[Any]]]:
    """sh:lessThan and its sister: a result for each pair of values whose order is none of the allowed ones."""

    def compare(component: Any, values: Iterable[Node], others: Iterable[Node], graph: Any, focus: Node) -> Any:
        reports = []
        for value, other in ((value, other) for value in values for other in others):
            with suppress(TypeError):
                if _compared(value, other) in allowed:
                    continue
            reports.append(component.make_v_result(graph, focus, value_node=value))
        return bool(reports), reports

    return compare


@contextmanager
def _in_order_of_sparql() -> Iterator[None]:
    """For a while pySHACL compares values by `_compared`."""
    from pyshacl.constraints.core import property_pair_constraints as pairs
    from pyshacl.constraints.core import value_range_constraints as ranges

    seams: list[tuple[Any, str, Any]] = [
        (ranges, "compare_literal", _compared),
        (pairs.LessThanConstraintComponent, "_compare_lt", _pairs((-1,))),
        (pairs.LessThanOrEqualsConstraintComponent, "_compare_ltoe", _pairs((-1, 0))),
    ]
    before = [getattr(owner, name) for owner, name, _ in seams]
    for owner, name, ours in seams:
        setattr(owner, name, ours)
    try:
        yield
    finally:
        for (owner, name, _), theirs in zip(seams, before, strict=True):
            setattr(owner, name, theirs)


def _node(term: Term) -> Node:
    """A term as rdflib knows it."""
    from rdflib import BNode, URIRef
    from rdflib import Literal as Text

    if isinstance(term, Literal):
        plain = term.language or term.datatype.value == XSD + "string"  # rdflib keeps "a" and "a"^^xsd:string apart
        return Text(term.value, lang=term.language, datatype=None if plain else URIRef(term.datatype.value))
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
        return Literal(str(node), language=node.language.lower())
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
    """Silence loggers and warnings for a while: an ill-formed date is told by a shape, in words."""
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
