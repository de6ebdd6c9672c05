"""SHACL engines behind one door: quads as text and checked shapes in, bare results out.

What an engine tells of a shape (path, message, severity) is read from the shapes themselves, so that all
engines say it alike; an engine answers only which node fails which shape on which value. Engines merge
named graphs. `shacl` (Rust) is some hundred times faster; pySHACL is the reference. Neither may see a
store: pySHACL compares plain strings wrongly there.
"""

from __future__ import annotations

import importlib.util
from importlib.metadata import version
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, RdfFormat

from dalil.errors import InvalidGraph, ProjectError, nearest
from dalil.graph.shacl.results import Engine, Result, Term, ntriples
from dalil.graph.shacl.shapes import Shapes
from dalil.vocabulary import local_name

ENGINES = ("auto", "shacl", "pyshacl")
"""What `--engine` takes; `auto` is the fast one where it is installed."""

if TYPE_CHECKING:
    import shacl


def make_engine(name: str, shapes: Shapes) -> Engine:
    """The engine of a name in ENGINES. Raises ProjectError where it is unknown or not installed, or refuses the shapes."""
    if name not in ENGINES:
        raise ProjectError(f"{name!r} is no engine for shapes", hint=nearest(name, ENGINES, "engine"))
    fast = importlib.util.find_spec("shacl") is not None
    if name == "shacl" and not fast:
        raise ProjectError("the engine `shacl` is not installed", hint="install dalil[fast], or take --engine pyshacl")
    if name == "shacl" or (name == "auto" and fast):
        return Fast(shapes)
    from dalil.graph.shacl.reference import Reference

    return Reference(shapes)


class Fast:
    """`shacl`, in Rust: validates text as it is, and merges its graphs itself."""

    def __init__(self, shapes: Shapes) -> None:
        import shacl

        self.name = f"shacl {version('shacl')}"
        try:
            self._shapes = shacl.Shapes.from_text(ntriples(shapes.triples), format="ntriples")
        except ValueError as error:
            raise ProjectError(f"the shapes cannot be applied: {error}", "shapes") from error

    def results(self, nquads: bytes) -> list[Result]:
        """Everything that does not hold, in any order."""
        try:
            report = self._shapes.validate_text(nquads.decode(), format="nquads")
        except ValueError as error:  # text that is no UTF-8 among them
            raise InvalidGraph(f"the quads cannot be read: {error}") from error
        return [_result(result) for result in report.results]


def _result(result: shacl.Result) -> Result:
    closed = result.component == "ClosedConstraintComponent"
    return Result(
        _term(result.focus_node),
        None if result.value is None else _term(result.value),
        local_name(result.component_iri),
        _term(result.source_shape or "").value,
        _term(result.path or "").value if closed else "",
    )


def _term(text: str) -> Term:
    """A term from how N-Triples writes it. A nameless node's label means nothing outside of its graph."""
    if text.startswith("<") and "\\" not in text:
        return NamedNode(text[1:-1])
    if text.startswith("_:"):
        return BlankNode()
    term: Term = next(iter(ox.parse(f"<a:a> <a:a> {text} .", format=RdfFormat.N_TRIPLES))).object
    return term
