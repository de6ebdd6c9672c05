"""Times, counts and durations as quads: each a node of its own, described once for all claims that use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from dalil.values import Count, Time, Value
from dalil.vocabulary import RDFS, TYPE, XSD, dalil

DEFAULT = DefaultGraph()
INTEGER = NamedNode(XSD + "integer")
DATE = NamedNode(XSD + "date")
DURATION = NamedNode(XSD + "duration")
LABEL = NamedNode(RDFS + "label")


def describe(iri: NamedNode, value: Value) -> Iterator[Quad]:
    """All that a value is: its kind, how a person reads it, its bounds."""
    yield Quad(iri, TYPE, dalil(type(value).__name__), DEFAULT)
    yield Quad(iri, LABEL, Literal(value.label), DEFAULT)
    for key, literal in _literals(value).items():
        if literal.value:
            yield Quad(iri, dalil(key), literal, DEFAULT)


def _literals(value: Value) -> Mapping[str, Literal]:
    """Its parts by term; an empty one says nothing."""
    if isinstance(value, Time):
        days = {"earliest": value.earliest, "latest": value.latest}
        bounds = {key: Literal(day.isoformat(), datatype=DATE) for key, day in days.items() if day}
        return {"edtf": Literal(value.edtf), "words": Literal(value.words), **bounds}
    qualifier = {"qualifier": Literal(value.qualifier)}
    if isinstance(value, Count):
        numbers = {"low": value.low, "best": value.best, "high": value.high}
        figures = {key: Literal(str(n), datatype=INTEGER) for key, n in numbers.items() if n is not None}
        return {"unit": Literal(value.unit), **qualifier, **figures}
    return {**qualifier, "length": Literal(value.xsd, datatype=DURATION)}
