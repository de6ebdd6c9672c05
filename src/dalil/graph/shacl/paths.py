"""Property paths as SPARQL writes them: engines name a path by a node that means nothing outside of their own graph."""

from __future__ import annotations

from pyoxigraph import NamedNode

from dalil.graph.shacl.results import Term
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.vocabulary import STANDARD

STEPS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def path_of(shapes: Shapes, shape: Term) -> tuple[str, list[str]]:
    """The path of a shape by its structure, and the predicates that it can begin with; nothing for a node shape."""
    nodes = shapes.values(shape, "path")
    return _path(shapes, nodes[0]) if nodes else ("", [])


def path_at(shapes: Shapes, node: Term) -> str:
    """The path that a node of a graph stands for, by its structure."""
    return _path(shapes, node)[0]


def short(iri: str) -> str:
    """An IRI as a path tells it: with a prefix that everybody knows, or in brackets."""
    for prefix, namespace in STANDARD.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"


def _path(shapes: Shapes, node: Term) -> tuple[str, list[str]]:
    if isinstance(node, NamedNode):
        return short(node.value), [node.value]
    if shapes.values(node, "first"):  # first of all: a list that also says something else is a sequence
        parts = [_path(shapes, part) for part in shapes.members(node)]
        return "/".join(text for text, _ in parts), parts[0][1]
    if heads := shapes.values(node, "alternativePath"):
        parts = [_path(shapes, part) for part in shapes.members(heads[0])]
        return f"({'|'.join(text for text, _ in parts)})", [step for _, steps in parts for step in steps]
    if inner := shapes.values(node, "inversePath"):
        return f"^{_whole(shapes, inner[0])[0]}", []
    for name, sign in STEPS.items():
        if inner := shapes.values(node, name):
            text, steps = _whole(shapes, inner[0], "inversePath", *STEPS)
            return text + sign, steps
    return "", []


def _whole(shapes: Shapes, node: Term, *others: str) -> tuple[str, list[str]]:
    """A path that a sign applies to: a sequence goes into brackets, and others where the sign would be read otherwise."""
    text, steps = _path(shapes, node)
    return (f"({text})" if shapes.values(node, "first", *others) else text), steps
