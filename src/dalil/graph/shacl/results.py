"""What every SHACL engine takes and gives: triples as text in, and for each thing that does not hold the node, the shape and the value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from dalil.graph.shacl.shapes.terms import SH
from dalil.graph.store import serialize

Term = NamedNode | BlankNode | Literal
TRIPLE = "a triple stands within a triple (RDF 1.2), which SHACL does not know"


class Result(NamedTuple):
    """Which node fails which shape. `path` is what the shape itself does not say: the predicate that a closed shape
    does not know, or that a query tells; "" otherwise. `component` is SHACL's own by its short name, or a full IRI.
    """

    focus: Term
    value: Term | None
    component: str
    shape: str
    path: str = ""


class Engine(Protocol):
    """Shapes, made ready to validate one text after another."""

    @property
    def name(self) -> str:
        """Engine and version, as reports tell it."""

    @property
    def cut(self) -> frozenset[str]:
        """Shapes that found more, the last time, than was told."""

    def results(self, nquads: bytes) -> list[Result]:
        """Everything that does not hold, in any order. Raises InvalidGraph, ProjectError."""


def named(component: str) -> str:
    """A constraint component as results call it, from its IRI."""
    return component.removeprefix(SH)


def path_told(component: str, path: str) -> str:
    """The path of a result, from how N-Triples writes it, where the shape does not say it."""
    told = component in ("ClosedConstraintComponent", "SPARQLConstraintComponent") or ":" in component
    return path[1:-1] if told and path.startswith("<") and path.endswith(">") else ""


def ntriples(triples: Iterable[Triple]) -> str:
    """Triples as N-Triples text."""
    return serialize(triples, RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
