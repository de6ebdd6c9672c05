"""Times, counts and durations as quads: each a node of its own, described once for all claims that use it; and how a quad is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from dalil.values import Count, Time, Value
from dalil.vocabulary import RDFS, TYPE, XSD, dalil

Term = NamedNode | Literal

DEFAULT = DefaultGraph()
INTEGER = NamedNode(XSD + "integer")
DATE = NamedNode(XSD + "date")
DURATION = NamedNode(XSD + "duration")
LABEL = NamedNode(RDFS + "label")


def known(subject: NamedNode, predicate: NamedNode, object_: Term) -> Quad:
    """A quad of the default graph: something that we know, and no source says."""
    return Quad(subject, predicate, object_, DEFAULT)


def texts(iri: NamedNode, said: Mapping[str, str]) -> Iterator[Quad]:
    """Plain texts by term; an empty one says nothing."""
    for key, text in said.items():
        if text:
            yield known(iri, dalil(key), Literal(text))


def describe(iri: NamedNode, value: Value) -> Iterator[Quad]:
    """All that a value is: its kind, how a person reads it, its bounds."""
    yield known(iri, TYPE, dalil(type(value).__name__))
    yield known(iri, LABEL, Literal(value.label))
    for key, literal in _literals(value).items():
        if literal.value:
            yield known(iri, dalil(key), literal)


PLAIN = re.compile(r"[A-Za-z0-9 ,./~?%-]*")
"""Texts in which nothing has to be escaped, such as dates and figures."""
PARTS: dict[str, dict[str, NamedNode | None]] = {
    "Time": {"edtf": None, "words": None, "earliest": DATE, "latest": DATE},
    "Count": {"unit": None, "qualifier": None, "low": INTEGER, "best": INTEGER, "high": INTEGER},
    "Duration": {"qualifier": None, "length": DURATION},
}
"""What each kind of value may be described by, and the datatypes."""


def value_prototype(kind: str, base: str) -> Iterator[Quad]:
    """The description of a kind of value with tokens: its local name, its label, its parts in the order of PARTS."""
    iri = NamedNode(f"{base}~h0~")
    yield known(iri, TYPE, dalil(kind))
    yield known(iri, LABEL, Literal("~h1~"))
    for n, (key, datatype) in enumerate(PARTS[kind].items(), start=2):
        literal = Literal(f"~h{n}~", datatype=datatype) if datatype else Literal(f"~h{n}~")
        yield known(iri, dalil(key), literal)


def value_cells(value: Value) -> list[str | None]:
    """What stands in the tokens behind the name, as N-Quads writes it; None says nothing."""
    literals = {key: literal.value for key, literal in _literals(value).items()}
    said = [value.label, *(literals.get(key) for key in PARTS[type(value).__name__])]
    return [(text and (text if PLAIN.fullmatch(text) else str(Literal(text))[1:-1])) or None for text in said]


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
