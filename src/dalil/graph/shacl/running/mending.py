"""Shapes said in another way, where an engine reads them otherwise than SHACL says, or takes too long; what they ask stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dalil.graph.shacl.shapes.shapegraph import NIL, Shapes
from dalil.graph.shacl.shapes.terms import IMPORTS, SH, SUBCLASS, Term
from dalil.vocabulary import RDF, TYPE, XSD

PATH, INVERSE, ALTERNATIVE = (NamedNode(SH + name) for name in ("path", "inversePath", "alternativePath"))
CLASS, HAS_VALUE, PROPERTY = (NamedNode(SH + name) for name in ("class", "hasValue", "property"))
FIRST, REST, DECLARE = NamedNode(RDF + "first"), NamedNode(RDF + "rest"), NamedNode(SH + "declare")
UNIQUE, TRUE = NamedNode(SH + "uniqueLang"), Literal("true", datatype=NamedNode(XSD + "boolean"))
REPEATED = ("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")


def quickened(shapes: Shapes) -> Iterator[Triple]:
    """All triples for `shacl`, which takes a quadratic time for a class within sh:or, sh:node and the like: asked for as the value
    of a path, it is found at once. Such shapes tell no results of their own.
    """
    speaking = set(shapes.speaking)
    for triple in shapes.triples:
        if triple.predicate != CLASS or triple.subject in speaking or not isinstance(triple.object, NamedNode):
            yield triple
            continue
        made: list[Triple] = []
        types = _listed(made, [TYPE, _said(made, NamedNode(SH + "zeroOrMorePath"), SUBCLASS)])
        asked = _said(made, PATH, types)
        yield from made
        yield Triple(asked, HAS_VALUE, triple.object)
        yield Triple(triple.subject, PROPERTY, asked)


def mended(shapes: Shapes) -> Iterator[Triple]:
    """All triples for pySHACL, but: sh:uniqueLang is in force only if `true` is written (1 is not); prefixes that are imported are
    declared; and the way back along a sequence begins with its last step.
    """
    for triple in shapes.triples:
        if triple.predicate == PATH and isinstance(triple.object, BlankNode) and _turns(shapes, triple.object):
            made: list[Triple] = []
            yield Triple(triple.subject, PATH, _straight(shapes, triple.object, made, back=False))
            yield from made
        elif triple.predicate != UNIQUE or triple.object == TRUE:
            yield triple
    yield from _declared(shapes)


def _declared(shapes: Shapes) -> Iterator[Triple]:
    imported = {(t.subject, t.object) for t in shapes.triples if t.predicate == IMPORTS}
    while more := {(a, d) for a, b in imported for c, d in imported if b == c} - imported:
        imported |= more
    for node, other in imported:
        yield from (Triple(node, DECLARE, declared) for declared in shapes.values(other, "declare"))  # type: ignore[arg-type]


def _turns(shapes: Shapes, node: Term) -> bool:
    """Whether a path goes back along anything but a single predicate."""
    inner = [*shapes.values(node, "inversePath", *REPEATED), *_members(shapes, node)]
    back = any(isinstance(step, BlankNode) for step in shapes.values(node, "inversePath"))
    return back or any(_turns(shapes, step) for step in inner)


def _members(shapes: Shapes, node: Term) -> list[Term]:
    heads = shapes.values(node, "alternativePath")
    return [member for head in heads or [node] for member in shapes.members(head)]


def _straight(shapes: Shapes, node: Term, made: list[Triple], *, back: bool) -> Term:
    """The same path, going back along single predicates only."""
    if isinstance(node, NamedNode):
        return _said(made, INVERSE, node) if back else node
    if shapes.values(node, "first"):
        steps = [_straight(shapes, step, made, back=back) for step in _members(shapes, node)]
        return _listed(made, steps[::-1] if back else steps)
    if inner := shapes.values(node, "inversePath"):
        return _straight(shapes, inner[0], made, back=not back)
    if shapes.values(node, "alternativePath"):
        steps = [_straight(shapes, step, made, back=back) for step in _members(shapes, node)]
        return _said(made, ALTERNATIVE, _listed(made, steps))
    for name in REPEATED:
        if inner := shapes.values(node, name):
            return _said(made, NamedNode(SH + name), _straight(shapes, inner[0], made, back=back))
    return node


def _said(made: list[Triple], predicate: NamedNode, value: Term) -> BlankNode:
    node = BlankNode()
    made.append(Triple(node, predicate, value))
    return node


def _listed(made: list[Triple], members: Iterable[Term]) -> Term:
    head: Term = NIL
    for member in reversed(list(members)):
        node = BlankNode()
        made += [Triple(node, FIRST, member), Triple(node, REST, head)]
        head = node
    return head
