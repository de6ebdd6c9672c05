"""Text that goes into files and pictures: legal in XML, never steering the reader's screen, wrapped to a width."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain
from xml.sax.saxutils import escape

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
GONE = "\ufffd"
ADVANCES = {0.28: "!',.:;I[]`ijl|’‘ ", 0.4: "()/frt“”·-", 0.53: "ackszvxyJ", 0.92: "@MW%mw—…"}
"""Widths in em of letters that are not as wide as the others, after Noto Sans and Arial."""


def legal(text: str) -> str:
    """Without the characters that XML cannot hold; each is replaced visibly (U+FFFD)."""
    return ILLEGAL.sub(GONE, text)


def shown(text: str) -> str:
    """One line for a person: no illegal or direction-overriding characters, no line breaks."""
    return " ".join(STEERING.sub(GONE, legal(text)).split())


def markup(text: str) -> str:
    """Text as it stands between tags or in a double-quoted attribute."""
    return escape(legal(text), {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((d in ("R", "AL") for d in strong if d in ("L", "R", "AL")), False)


@lru_cache(maxsize=50_000)
def width(text: str, size: float) -> float:
    """About how wide a text is; nobody knows which font will draw it, so rather too much than too little."""
    return size * sum(map(_advance, text))


def _advance(char: str) -> float:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    narrow = next((em for em, chars in ADVANCES.items() if char in chars), None)
    return narrow or (0.68 if char.isupper() else 0.6)


def wrap(text: str, size: float, limit: float, lines: int) -> list[str]:
    """At most so many lines within the width; what does not fit is cut with an ellipsis."""
    found = [""]
    words = shown(text).split(" ")
    for piece in chain.from_iterable(_pieces(word, size, limit) for word in words):
        longer = f"{found[-1]} {piece}".strip()
        if not found[-1] or width(longer, size) <= limit:
            found[-1] = longer
        else:
            found.append(piece)
    if len(found) <= lines:
        return found
    last = found[lines - 1]
    while last and width(last + "…", size) > limit:
        last = last[:-1]
    return [*found[: lines - 1], last.rstrip() + "…"]


def _pieces(word: str, size: float, limit: float) -> list[str]:
    """A word, cut where it alone is wider than the line; marks stay with their letter."""
    pieces = [""]
    for char in word:
        if pieces[-1] and not unicodedata.combining(char) and width(pieces[-1] + char, size) > limit:
            pieces.append("")
        pieces[-1] += char
    return pieces
