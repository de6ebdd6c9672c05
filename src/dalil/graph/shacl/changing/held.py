"""A store that keeps literals as they are written, and knows the classes that the ontology lends.

Oxigraph's store knows numbers and times by their value: it gives 7 where 007 went in, and takes two spellings for one.
Shapes can tell them apart (`sh:pattern`, `sh:maxCount`). So datatypes of XML Schema go into the store under another name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store

from dalil.errors import InvalidGraph
from dalil.graph.shacl.places import Places
from dalil.graph.shacl.shapes.terms import Term
from dalil.graph.store import load
from dalil.vocabulary import XSD

WRITTEN, GUARDED = f'"^^<{XSD}'.encode(), b'"^^<urn:x-dalil:as-written#'
"""How datatypes begin in N-Quads, and in the store. A text that has the latter of its own gets it back."""
HIERARCHY = NamedNode("urn:x-dalil:lent-by-the-ontology")


@dataclass
class Held:
    """Quads in memory, as they are written."""

    store: Store = field(default_factory=Store)

    @classmethod
    def of(cls, nquads: bytes, hierarchy: str = "") -> Held:
        """Quads, and the classes that an ontology lends (N-Triples). Raises InvalidGraph."""
        lent = hierarchy.replace(" .\n", f" {HIERARCHY} .\n").encode()
        end = b"" if nquads.endswith(b"\n") or not nquads else b"\n"
        try:
            if b"_:" in nquads:  # a bulk load would give nameless nodes other labels
                held = cls()
                held.store.bulk_extend(quads_of(nquads + end + lent))
                return held
            return cls(load(guarded(nquads + end + lent)))
        except SyntaxError as error:
            raise _unreadable(error) from error

    def change(self, added: Collection[Quad], removed: Collection[Quad]) -> None:
        """Take in and take out."""
        self.store.extend(added)
        for quad in removed:
            self.store.remove(quad)

    def text(self) -> bytes:
        """All of it but the classes, as N-Quads, in no order."""
        lent = f" {HIERARCHY} .".encode()
        lines = as_written(self.store.dump(format=RdfFormat.N_QUADS) or b"").split(b"\n")
        return b"".join(line + b"\n" for line in lines if line and not line.endswith(lent))


@dataclass(slots=True)
class HeldPlaces(Places):
    """Which line recorded what, and who mentions whom, asked of a store and not of a text."""

    held: Held = field(default_factory=Held)
    asked: set[str] = field(default_factory=set)
    """The nodes that answers rest on."""

    def _quads(self, nodes: Collection[str], having: str = "") -> Iterator[tuple[str, str, str, str]]:
        """The quads that have some nodes as subject or object; what has something in particular is asked of subjects only."""
        self.asked.update(nodes)
        for node in sorted(nodes):
            term = held_term(node)
            ways = [(None, None, term, None)] if not having else []
            if not isinstance(term, Literal):
                ways.append((term, None, None, None))  # type: ignore[arg-type]
            for way in ways:
                for quad in self.held.store.quads_for_pattern(*way):
                    s, p, o = str(quad.subject), str(quad.predicate), written(quad.object)  # type: ignore[arg-type]
                    graph = str(quad.graph_name) if isinstance(quad.graph_name, NamedNode | BlankNode) else ""
                    if quad.graph_name != HIERARCHY and having in f"{s} {p} {o} ":
                        yield s, p, o, graph


def quads_of(nquads: bytes) -> list[Quad]:
    """Quads as the store has them. Raises InvalidGraph."""
    try:
        return list(ox.parse(guarded(nquads), format=RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise _unreadable(error) from error


def guarded(nquads: bytes) -> bytes:
    """A text as it goes into the store: no datatype of XML Schema, so no literal has a value."""
    return nquads.replace(GUARDED, GUARDED + b"#").replace(WRITTEN, GUARDED + b".")


def as_written(nquads: bytes) -> bytes:
    """A text out of the store as it went in."""
    return nquads.replace(GUARDED + b".", WRITTEN).replace(GUARDED + b"#", GUARDED)


def written(term: Term) -> str:
    """How N-Quads writes a term of the store."""
    return as_written(str(term).encode()).decode() if isinstance(term, Literal) else str(term)


def held_term(text: str) -> Term:
    """A term as the store has it, from how N-Quads writes it."""
    if text.startswith("<") and "\\" not in text:
        return NamedNode(text[1:-1])
    line = guarded(f"<a:a> <a:a> {text} .".encode())
    term: Term = next(iter(ox.parse(line, format=RdfFormat.N_TRIPLES))).object
    return term


def held_result(term: Term) -> Term:
    """A term that an engine gives, as the store has it."""
    return held_term(str(term)) if isinstance(term, Literal) else term


def _unreadable(error: SyntaxError) -> InvalidGraph:
    return InvalidGraph(f"the quads cannot be read: {error.msg}")
