"""What every SHACL engine takes and gives: triples as text in, and for each thing that does not hold the node, the shape and the value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from dalil.graph.store import serialize

Term = NamedNode | BlankNode | Literal


class Result(NamedTuple):
    """Which node fails which shape. `path` is the predicate that a closed shape does not know, "" otherwise."""

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

    def results(self, nquads: bytes) -> list[Result]:
        """Everything that does not hold, in any order. Raises InvalidGraph, ProjectError."""


def ntriples(triples: Iterable[Triple]) -> str:
    """Triples as N-Triples text."""
    return serialize(triples, RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
