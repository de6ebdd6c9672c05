"""What in a SPARQL text is code, and what only looks like it: strings, addresses, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

OPAQUE = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r'|<[^<>"{}|^`\\\s]*>|\#[^\n]*',
    re.DOTALL,
)
NAMES = re.compile(r"[?$]\w+|@[\w-]+|:[\w.%-]*")


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut into code and what code must not touch (True)."""
    position = 0
    for match in OPAQUE.finditer(text):
        yield text[position : match.start()], False
        yield match[0], True
        position = match.end()
    yield text[position:], False


def calls_out(text: str) -> bool:
    """Whether a query would ask another server (SERVICE); rather once too often: the engine reads more than the grammar."""
    code = " ".join("" if opaque else NAMES.sub(" ", piece) for piece, opaque in pieces(text))
    return "service" in code.lower()
