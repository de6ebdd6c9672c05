"""Some of the shapes by themselves: to find the one that takes too long, and to hear each of those that find too much."""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import NamedNode

from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.shapes.terms import CONSTRAINTS, SH, Term

DEMANDS = frozenset(NamedNode(SH + name) for name in CONSTRAINTS - {"property"})


def only(rules: Shapes, shapes: Collection[Term]) -> Shapes:
    """Shapes of which all that speak but some demand nothing; targets and paths are left."""
    silent = set(rules.speaking) - set(shapes)
    parameters = {path for needed in rules.own_components.values() for path in needed}
    gone = DEMANDS | parameters
    return Shapes([t for t in rules.triples if t.subject not in silent or t.predicate not in gone], rules.places)
