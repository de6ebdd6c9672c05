"""Where words stand, as quads: a passage of a text by its words and its position, a row of a table by its key.

Vocabulary: Web Annotation (W3C Recommendation of 23 February 2017), fragments of rows after RFC 7111.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from dalil.graph.describe import known, texts
from dalil.model import Anchor, Row
from dalil.vocabulary import OA, TYPE, XSD, dalil

OFFSET = NamedNode(XSD + "nonNegativeInteger")
HAS_SOURCE, HAS_STATE, HAS_SELECTOR = (NamedNode(OA + name) for name in ("hasSource", "hasState", "hasSelector"))


def passage_name(source: NamedNode, anchor: Anchor, base: str) -> str:
    """The local name of a place in a text, by source, position and words."""
    local = source.value.removeprefix(base)
    return f"passage-{digest(f'{local} {anchor.start} {anchor.end} {anchor.sha256}')}"


def describe_passage(passage: NamedNode, source: NamedNode, anchor: Anchor) -> Iterator[Quad]:
    """A specific resource, selected by its position and, where the text is held, by its words."""
    words, position = NamedNode(passage.value + "-quote"), NamedNode(passage.value + "-position")
    yield known(passage, TYPE, NamedNode(OA + "SpecificResource"))
    yield known(passage, HAS_SOURCE, source)
    yield known(passage, dalil("sha256"), Literal(anchor.sha256))
    yield known(passage, HAS_SELECTOR, position)
    yield known(position, TYPE, NamedNode(OA + "TextPositionSelector"))
    yield known(position, NamedNode(OA + "start"), Literal(str(anchor.start), datatype=OFFSET))
    yield known(position, NamedNode(OA + "end"), Literal(str(anchor.end), datatype=OFFSET))
    if anchor.exact is not None:
        yield known(passage, HAS_SELECTOR, words)
        yield known(words, TYPE, NamedNode(OA + "TextQuoteSelector"))
        for key in ("exact", "prefix", "suffix"):
            yield known(words, NamedNode(OA + key), Literal(getattr(anchor, key)))


def describe_row(iri: NamedNode, row: Row) -> Iterator[Quad]:
    """A row of a table: of which source, by which key, where in the file, and in which version."""
    yield known(iri, TYPE, dalil("Row"))
    yield known(iri, HAS_SOURCE, row.source)
    yield from texts(iri, {"rowKey": row.key, "fragment": row.fragment})
    if row.state:
        yield known(iri, HAS_STATE, row.state)


def digest(text: str) -> str:
    """Twenty hexadecimal digits of SHA-256: the names that a build gives by content."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]
