"""For words that do not stand in a source: where to look, and what differs word by word.

A hint for people. Nothing here ever accepts a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from dalil.facts.folding import Folded, fold

# A hint need not be perfect, and a hopeless search in a very large text must stay short.
LONGEST_QUOTE, LONGEST_TEXT = 300, 20_000_000
LEAST_LIKENESS = 60
DIFFERENCES_SHOWN = 3
MARGIN = 30
# A word with what binds it inside, or one sign: so a full stop is not part of what differs.
_TOKEN = re.compile(r"\w+(?:['.,:/-]\w+)*|[^\w\s]")


def line(text: Folded, start: int) -> int:
    """The line, from 1, of a place in the original."""
    return text.original.count("\n", 0, start) + 1


def widened(text: Folded, i: int, j: int) -> tuple[int, int]:
    """[i, j) of the folded text, widened to whole stretches between spaces."""
    end = text.text.find(" ", max(i, j - 1))
    return text.text.rfind(" ", 0, i + 1) + 1, len(text.text) if end < 0 else end


@dataclass(frozen=True, slots=True)
class _Words:
    """A stretch of a folded text as words, which can be shown as the original writes them."""

    text: Folded
    spans: list[tuple[int, int]]

    @classmethod
    def of(cls, text: Folded, i: int, j: int) -> _Words:
        return cls(text, [match.span() for match in _TOKEN.finditer(text.text, i, j)])

    def folded(self) -> list[str]:
        return [self.text.text[i:j] for i, j in self.spans]

    def shown(self, first: int, last: int) -> str:
        """The original of the words [first, last), on one line."""
        if first >= last:
            return ""
        return " ".join(self.text.drawn(self.spans[first][0], self.spans[last - 1][1]).split())


def nearest(quote: str, text: Folded) -> str:
    """A clause: which line comes nearest, and what it says otherwise; or that nothing comes near."""
    from rapidfuzz.fuzz import partial_ratio_alignment  # only a mistaken quotation needs it

    wanted = fold(quote.strip()[:LONGEST_QUOTE])
    hay = text.text[:LONGEST_TEXT].lower()
    best = partial_ratio_alignment(wanted.text.lower(), hay, score_cutoff=LEAST_LIKENESS)
    if best is None or best.dest_end <= best.dest_start:
        part = f" in its first {LONGEST_TEXT:,} characters" if len(text.text) > LONGEST_TEXT else ""
        return f"nothing{part} comes near it"
    i, j = widened(text, best.dest_start, best.dest_end)
    source = _Words.of(text, widened(text, max(0, i - MARGIN), i)[0], widened(text, j, j + MARGIN)[1])
    found = _differences(source, _Words.of(wanted, 0, len(wanted.text)))
    more = len(found) - DIFFERENCES_SHOWN
    tail = f"; and {more} more" if more > 0 else ""
    return f"the nearest is line {line(text, text.start(i) or 0)}: " + "; ".join(found[:DIFFERENCES_SHOWN]) + tail


def _differences(source: _Words, quote: _Words) -> list[str]:
    """What differs, as clauses; the source's words around the quotation are no difference."""
    codes = SequenceMatcher(None, source.folded(), quote.folded(), autojunk=False).get_opcodes()
    spans = [list(code[1:]) for code in codes if code[0] != "equal"]
    if codes[0][0] != "equal":
        _, stop, begin, end = spans[0]
        spans[0][0] = max(0, stop - (end - begin))
    if codes[-1][0] != "equal":
        start, stop, begin, end = spans[-1]
        spans[-1][1] = min(stop, start + end - begin)
    return [_difference(source, quote, span) for span in spans if span[0] < span[1] or span[2] < span[3]]


def _difference(source: _Words, quote: _Words, span: Sequence[int]) -> str:
    """One difference, source [i, j) for quotation [m, n), with a word around it for the eye to find it by."""
    i, j, m, n = span
    after = int(j < len(source.spans) and n < len(quote.spans))
    # A word that was exchanged is seen beside the next one; a word left out or added is seen between two.
    before = int(min(i, m) > 0 and (i == j or m == n or not after))
    theirs, ours = source.shown(i - before, j + after), quote.shown(m - before, n + after)
    return f'the source says "{theirs}", the quotation "{ours}"'
