"""What a cell, or several, make in its place: part of a name, a time, a count, a text. In their final form, for N-Quads."""

from __future__ import annotations

import re
from urllib.parse import quote as percent

from pyoxigraph import NamedNode

from dalil.errors import BadValue
from dalil.values import Time, parse_time
from dalil.vocabulary import SLUG, Vocabulary

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
"""What often stands in a cell and has to be escaped; the backslash first."""
RARE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff"
"""What hardly ever does (a range of a regular expression)."""
_RARE = re.compile(f"[{RARE}]")
_SHORT = {"\b": "\\b", "\f": "\\f"}
_INSIDE = re.compile(r"[\w.~-]+")


def escaped(text: str) -> str:
    """A text as pyoxigraph writes it between the quotation marks of a literal (canonical N-Quads)."""
    for char, written in ESCAPES.items():
        text = text.replace(char, written)
    return _RARE.sub(lambda found: _SHORT.get(found[0], f"\\u{ord(found[0]):04X}"), text)


def part_of_name(cell: str, edges: str) -> str:
    """A cell inside the name of an entity; `edges` tells whether it begins (^) or ends ($) the name. Raises BadValue."""
    text = cell.strip()
    first, last = text[:1].isalnum() or "^" not in edges, text[-1:] not in (".", "-") or "$" not in edges
    if text and not (_INSIDE.fullmatch(text) and first and last):
        raise BadValue(f"{text!r} does not fit into a name", hint="use `| slug` or `| lookup`")
    return text


def entity(text: str, vocabulary: Vocabulary, classes: frozenset[str]) -> str:
    """`actor:x`, which a lookup or a cell gives whole → `actor-x`. Raises BadValue."""
    kind, _, name = text.strip().partition(":")
    if kind not in vocabulary.prefixes or not SLUG.fullmatch(name):
        hint = "write the kind before the hole (actor:{column}), or a lookup that gives whole names"
        raise BadValue(f"{text!r} is not the name of an entity", hint=hint)
    root = vocabulary.prefixes[kind]
    if classes and not any(c in vocabulary.ancestors(root) or root in vocabulary.ancestors(c) for c in classes):
        raise BadValue(f"{text!r} is a kind of {root}, and here stands a kind of {' or '.join(sorted(classes))}")
    return f"{kind}-{name}"


def class_of(text: str, vocabulary: Vocabulary, root: str) -> str:
    """The class that a cell names, if there is one, and of the kind that its bearer is. Raises BadValue."""
    name = text.strip()
    if name not in vocabulary.classes:
        raise BadValue(f"{name!r} is not a class of the ontology", hint="use `| lookup`")
    if root and root not in vocabulary.ancestors(name):
        raise BadValue(f"{name!r} is not a kind of {root}", hint="use `| lookup`, or another kind of name")
    return name


def time(text: str) -> Time:
    """An EDTF string; two equal sides are one time. Raises BadValue."""
    first, slash, last = (side.strip() for side in text.partition("/"))
    return parse_time(first if slash and first == last else f"{first}{slash}{last}")


def integer(text: str) -> str:
    """A whole number, without leading zeros. Raises BadValue."""
    if not re.fullmatch(r"-?[0-9]{1,18}", text.strip()):
        raise BadValue(f"{text!r} is not a whole number of at most 18 digits", hint="use `| count`, or `| null`")
    return str(int(text))


def address(text: str) -> str:
    """An address elsewhere. Raises BadValue."""
    try:
        if re.fullmatch("https?://[^/].*", text.strip()):
            return NamedNode(text.strip()).value
    except ValueError:
        pass
    raise BadValue(f"{text!r} is not an address", hint="write https://…")


def one_of(text: str, words: tuple[str, ...], what: str) -> str:
    """One of a few words. Raises BadValue."""
    if text.strip() not in words:
        raise BadValue(f"{text!r} is not a {what}", hint=f"{', '.join(words)}: use `| lookup`")
    return text.strip()


def key_of_name(key: str) -> str:
    """A row's key inside names: percent-encoded where it has to be."""
    return percent(key, safe="~")


def behind(address: str, scheme: str) -> str:
    """An address without its scheme; "" where it has another."""
    return address.removeprefix(f"{scheme}://") if address.startswith(f"{scheme}://") else ""
