"""Queries in shapes (sh:sparql, and the validators of components): parsed on load, and held to what SHACL allows of them.

The focus node and other values are put into a query before it is asked ($this). So SHACL forbids what would lose
them, and engines that do not look answer at random. What `dalil:reads` lists is checked against the query itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyoxigraph as ox
from pyoxigraph import NamedNode

from dalil.graph.shacl.paths import short
from dalil.graph.shacl.shapes.shapegraph import NIL, Shapes
from dalil.graph.shacl.shapes.terms import IMPORTS, PATHS, Term
from dalil.sparql import pieces
from dalil.vocabulary import local_name

FORBIDDEN = {
    "MINUS": "write FILTER NOT EXISTS { … }",
    "SERVICE": "a shape asks the data that it is given, and no other server",
    "VALUES": "write FILTER(?x IN (…)) in its place",
}
ALWAYS_GIVEN = frozenset({"this", "shapesGraph", "currentShape", "PATH"})
VALIDATORS = ("validator", "nodeValidator", "propertyValidator")
PATH = "<urn:x-dalil:path>"
CURIE = re.compile(r"(?<![?$\w])(?:@[\w-]+|(?:[A-Za-z][\w.-]*)?:[\w.%-]*)")
ASSIGNED = re.compile(r"\bAS\s*[?$](\w+)", re.IGNORECASE)
SELECT = re.compile(r"\bSELECT\b([^{}]*?)(?:\bWHERE\b|\bFROM\b|\{)", re.IGNORECASE)

Fault = tuple[Term, str, str | None]
"""The node that has a query, what is wrong with it, and what to do."""


class Asked(NamedTuple):
    """A query in a shape, with the variables that are given before it is asked, and the predicates that it may follow."""

    holder: Term
    form: str
    text: str
    given: frozenset[str]
    reads: frozenset[str]
    path: frozenset[str] = frozenset()
    """What $PATH follows."""


def query_faults(shapes: Shapes) -> Iterator[Fault]:
    """What is wrong with the queries of anybody's shapes."""
    for says in shapes.about.values():
        for constraint in says.get("sparql", ()):
            if len(shapes.values(constraint, "select")) != 1:
                yield (
                    constraint,
                    "is an sh:sparql without exactly one sh:select",
                    'write sh:select "SELECT $this WHERE { … }"',
                )
    for component in shapes.own_components:
        if not shapes.values(component, *VALIDATORS):
            yield component, "is a constraint component without a validator", "write sh:validator [ sh:ask … ]"
    for asked in _asked(shapes):
        yield from ((asked.holder, f"has a query {what}", hint) for what, hint in _faults(shapes, asked))


def own_query_faults(shapes: Shapes) -> Iterator[Fault]:
    """What a dossier's own queries may not do either: engines see all graphs as one, and there is no other."""
    for asked in _asked(shapes):
        if word := re.search(r"(?<![?$\w])(GRAPH|FROM)\b", _code(asked.text), re.IGNORECASE):
            hint = "leave it out; what matters by graph is a queries/check-….rq"
            yield asked.holder, f"has a query with {word[0]}, and shapes see all graphs as one", hint


def _asked(shapes: Shapes) -> Iterator[Asked]:
    """Every query once."""
    holders = {constraint: shape for shape in shapes.about for constraint in shapes.values(shape, "sparql")}
    for constraint, shape in holders.items():
        reads = frozenset([*shapes.declared(constraint), *shapes.declared(shape)])
        for text in shapes.values(constraint, "select"):
            yield Asked(constraint, "select", text.value, frozenset({"this"}), reads, _path(shapes, shape))
    for component, needed in shapes.own_components.items():
        parameters = frozenset(local_name(path.value) for path in needed)
        for validator in shapes.values(component, *VALIDATORS):
            reads = frozenset([*shapes.declared(component), *shapes.declared(validator)])
            for form, given in (("select", {"this"}), ("ask", {"this", "value"})):
                for text in shapes.values(validator, form):
                    yield Asked(validator, form, text.value, parameters | given, reads)


def _path(shapes: Shapes, shape: Term) -> frozenset[str]:
    """The predicates of a shape's sh:path, in whatever steps."""
    todo, seen = shapes.values(shape, "path"), set[Term]()
    while todo:
        if (node := todo.pop()) not in seen:
            seen.add(node)
            if not isinstance(node, NamedNode):
                todo += [*shapes.values(node, *PATHS), *shapes.members(node)]
    return frozenset(node.value for node in seen if isinstance(node, NamedNode) and node != NIL)


def _faults(shapes: Shapes, asked: Asked) -> Iterator[tuple[str, str | None]]:
    code = _code(asked.text)
    forbidden = [word for word in FORBIDDEN if re.search(rf"(?<![?$\w]){word}\b", code, re.IGNORECASE)]
    for word in forbidden:
        yield f"with {word}, which SHACL does not allow", FORBIDDEN[word]
    for name in sorted({*ASSIGNED.findall(code)} & (asked.given | ALWAYS_GIVEN)):
        yield f"that assigns ?{name} (AS ?{name}), which is given to it", "take another variable"
    for number, projection in enumerate(SELECT.findall(code)):
        inner = number > 0 or asked.form == "ask"
        lost = (asked.given if inner else {"this"}) - set(re.findall(r"[?$](\w+)", projection))
        if lost and (inner or "*" not in projection):
            where = "whose inner SELECT" if inner else "that"
            yield f"{where} does not give back ${min(lost)}", f"write SELECT ${min(lost)} …"
    if not forbidden:
        yield from _unreadable(shapes, asked)


def _unreadable(shapes: Shapes, asked: Asked) -> Iterator[tuple[str, str | None]]:
    """Not SPARQL, or of the other form; else, what it follows beyond what it says it follows."""
    text = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in _prefixes(shapes, asked.holder).items())
    text += "".join(piece if opaque else re.sub(r"[?$]PATH\b", PATH, piece) for piece, opaque in pieces(asked.text))
    try:
        answer = ox.Store().query(text)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:  # RuntimeError: a function that nobody knows
        hint = 'declare prefixes: sh:prefixes <…>, with sh:declare [ sh:prefix "dalil" ; sh:namespace … ] there'
        yield f"that is no SPARQL: {getattr(error, 'msg', error)}", hint if "refix" in str(error) else None
        return
    if isinstance(answer, ox.QuerySolutions) != (asked.form == "select") or isinstance(answer, ox.QueryTriples):
        yield f"that is no {asked.form.upper()}", None
    elif asked.reads:
        used = followed(text)
        if loose := untied(text, asked.given):
            hint = "tie it to $this by a predicate, or leave dalil:reads out: then a full run follows each change"
            yield f"that looks at ?{min(loose)}, which nothing ties to $this, so no list can be right", hint
        yield from _beyond(used | asked.path if PATH[1:-1] in used else used, asked.reads)


def _beyond(used: frozenset[str], listed: frozenset[str]) -> Iterator[tuple[str, str | None]]:
    if "" in used:
        yield (
            "that follows any predicate, so no list can be right",
            "name the predicates in the query, or leave dalil:reads out: then a full run follows each change",
        )
    for iri in sorted(used - listed - {"", PATH[1:-1]}):
        yield f"that follows {short(iri)}, which dalil:reads does not list", f"write dalil:reads …, {short(iri)}"


def followed(query: str) -> frozenset[str]:
    """The predicates that a query follows, in either direction; "" stands for any."""
    return frozenset(iri for _, predicate, _ in _patterns(_algebra(query)) for iri in _steps(predicate))


def untied(query: str, given: frozenset[str]) -> frozenset[str]:
    """The variables of a query's patterns that no pattern ties to what is given, by however many others."""
    from rdflib import Variable

    groups: list[set[str]] = [set(given)]
    for pattern in _patterns(_algebra(query)):
        names = {str(term) for term in pattern if isinstance(term, Variable)}
        tied = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names] + [names.union(*tied)]
    return frozenset(name for group in groups for name in group if not group & given)


def _algebra(query: str) -> Any:
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    return translateQuery(parseQuery(query)).algebra


def _patterns(node: Any) -> Iterator[Any]:
    """The triple patterns in what rdflib makes of a query."""
    if isinstance(node, dict):
        for block in (block for key, blocks in node.items() if key == "triples" for block in blocks):
            yield from [block] if isinstance(block, tuple) else (block[n : n + 3] for n in range(0, len(block), 3))
        node = [value for key, value in node.items() if key != "triples"]
    if isinstance(node, list | tuple | set):
        for part in node:
            yield from _patterns(part)


def _steps(predicate: Any) -> Iterator[str]:
    """The predicates of a path."""
    from rdflib import URIRef
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

    match predicate:
        case URIRef():
            yield str(predicate)
        case SequencePath() | AlternativePath():
            yield from (iri for part in predicate.args for iri in _steps(part))
        case MulPath():
            yield from _steps(predicate.path)
        case InvPath():
            yield from _steps(predicate.arg)
        case _:  # a variable, or all but some
            yield ""


def _code(text: str) -> str:
    """A query without strings, addresses, comments and short names: keywords, variables and signs are left."""
    return " ".join(CURIE.sub(" ", piece) for piece, opaque in pieces(text) if not opaque)


def _prefixes(shapes: Shapes, holder: Term) -> dict[str, str]:
    """What sh:prefixes declares, there and in what it imports."""
    found: dict[str, str] = {}
    todo, seen = shapes.values(holder, "prefixes"), set[Term]()
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += shapes.said(node, IMPORTS)
            for declared in shapes.values(node, "declare"):
                names, spaces = shapes.values(declared, "prefix"), shapes.values(declared, "namespace")
                found |= {name.value: space.value for name in names for space in spaces}
    return found


__all__ = ["followed", "own_query_faults", "query_faults"]
