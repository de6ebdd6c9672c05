"""A property path that stands written as SPARQL has it, as nodes: SHACL's form of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, NamedNode, Triple

from dalil.vocabulary import RDF, STANDARD

SH = "http://www.w3.org/ns/shacl#"
TOKEN = re.compile(r"<[^>]*>|[\w.-]+:[\w.%-]+|[()|/^*+?]")
REPEATED = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}
FIRST, REST, NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))

Node = NamedNode | BlankNode


def path_from(text: str, name: str = "path") -> tuple[Node, list[Triple]]:
    """The node that stands for a path, and the triples that say which path it is; its nodes are `name` and a number."""
    reader = _Reader(TOKEN.findall(text), name)
    return reader.alternatives(), reader.triples


@dataclass
class _Reader:
    """Reads from the loosest sign to the tightest: `|`, `/`, then `^`, brackets and repetition."""

    tokens: list[str]
    name: str
    triples: list[Triple] = field(default_factory=list)

    def alternatives(self) -> Node:
        parts = self._parts("|", self._sequence)
        return parts[0] if len(parts) == 1 else self._node("alternativePath", self._list(parts))

    def _sequence(self) -> Node:
        parts = self._parts("/", self._step)
        return parts[0] if len(parts) == 1 else self._list(parts)

    def _parts(self, sign: str, read: Callable[[], Node]) -> list[Node]:
        parts = [read()]
        while self.tokens and self.tokens[0] == sign:
            self.tokens.pop(0)
            parts.append(read())
        return parts

    def _step(self) -> Node:
        first = self.tokens.pop(0)
        if first == "^":
            return self._node("inversePath", self._step())
        node = self._bracketed() if first == "(" else _named(first)
        while self.tokens and self.tokens[0] in REPEATED:
            node = self._node(REPEATED[self.tokens.pop(0)], node)
        return node

    def _bracketed(self) -> Node:
        node = self.alternatives()
        self.tokens.pop(0)
        return node

    def _node(self, predicate: str, object_: Node) -> Node:
        node = self._fresh()
        self.triples.append(Triple(node, NamedNode(SH + predicate), object_))
        return node

    def _fresh(self) -> BlankNode:
        return BlankNode(f"{self.name}p{len(self.triples)}")

    def _list(self, parts: Sequence[Node]) -> Node:
        head: Node = NIL
        for part in reversed(parts):
            cell = self._fresh()
            self.triples += [Triple(cell, FIRST, part), Triple(cell, REST, head)]
            head = cell
        return head


def _named(written: str) -> NamedNode:
    if written.startswith("<"):
        return NamedNode(written[1:-1])
    prefix, _, local = written.partition(":")
    return NamedNode(STANDARD[prefix] + local)
