"""The places where words stand in a text: whole, and the same character for character after folding.

An optional mark may be left out, not exchanged: of a vocalised "was killed" nobody may make "killed".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import category

from dalil.facts.boundaries import cuts
from dalil.facts.folding import Folded, fold, letters

LONGEST_PASSAGE = 2000
ELLIPSIS = re.compile(r"\s*[\[(]?(?:[\u2026\u22ef]|\.{3,})[\])]?\s*")


class Place(NamedTuple):
    """Where words stand in the original text: [start, end), and whether with the very same code points."""

    start: int
    end: int
    exact: bool


def places(quote: str, text: Folded) -> list[Place]:
    """Every place of a quotation: as it is written; failing that, as `first words … last words`."""
    return list(standing(quote, text)) or passages(quote, text)


def has_words(quote: str) -> bool:
    """Whether anything is left to look for: a letter, a digit, a symbol."""
    return any(category(char)[0] in "LNS" for char in fold(quote).text)


def standing(words: str, text: Folded) -> Iterator[Place]:
    """The places where the words stand whole, in order."""
    words = words.strip()
    for i, j in hits(words, text):
        start, end = text.start(i), text.end(j)
        if start is None or end is None or cuts(text, i) or cuts(text, j):
            continue
        exact = text.original[start:end]
        if exact == words or marks_agree(words, exact):
            yield Place(start, end, exact == words)


def hits(words: str, text: Folded) -> Iterator[tuple[int, int]]:
    """Where the folded words occur in the folded text, within other words too."""
    wanted = fold(words).text.strip()
    i = text.text.find(wanted) if wanted else -1
    while i >= 0:
        yield i, i + len(wanted)
        i = text.text.find(wanted, i + 1)


def marks_agree(words: str, exact: str) -> bool:
    """Whether, of each letter's optional marks, one side has all that the other has."""
    ours, theirs = ([marks for char, marks in letters(side) if char != " "] for side in (words, exact))
    return all(a <= b or b <= a for a, b in zip(ours, theirs, strict=True))


def parts(quote: str) -> Iterator[tuple[str, str]]:
    """Each way to read one ellipsis of a quotation as words left out; any other is the source's own."""
    for match in ELLIPSIS.finditer(quote):
        first, last = quote[: match.start()], quote[match.end() :]
        if has_words(first) and has_words(last):
            yield first, last


def passages(quote: str, text: Folded) -> list[Place]:
    """From each place of the first words to the nearest place of the last words behind it."""
    found = set()
    for first, last in parts(quote):
        ends = list(standing(last, text))
        for begin in standing(first, text):
            k = bisect_left(ends, (begin.end,))
            if k < len(ends) and ends[k].end - begin.start <= LONGEST_PASSAGE:
                found.add(Place(begin.start, ends[k].end, begin.exact and ends[k].exact))
    return sorted(found)
