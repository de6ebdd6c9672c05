r"""A quotation stands in its source, character for character after folding, or it is refused.

    >>> find("41 people", fold("They shot 41\u00a0people.")).exact
    '41\xa0people'

What counts as typography is the table of typography.py; whole words are boundaries.py's matter; places.py looks
them up. Nothing fuzzy is ever accepted: on a refusal, nearest.py says where to look and what differs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from hashlib import sha256

from dalil.errors import BadValue
from dalil.facts import refusals
from dalil.facts.folding import Folded, fold
from dalil.facts.places import Place, has_words, marks_agree, parts, places, standing
from dalil.facts.typography import folding_table
from dalil.model import Anchor

__all__ = ["Folded", "anchor", "find", "fold", "folding_table", "says", "stands", "words_hash"]

CONTEXT = 32


def find(quote: str, text: Folded, after: str | None = None, occurrence: int | None = None) -> Anchor:
    """The one place where a quotation stands. Raises QuoteNotFound or QuoteAmbiguous, never guesses.

    `after`: words before it; of the places behind them the nearest is meant. `occurrence`: the n-th place, from 1.
    """
    if occurrence is not None and (isinstance(occurrence, bool) or occurrence < 1):
        raise BadValue(f"occurrence: {occurrence} is no place", hint="the first place is occurrence: 1")
    found = places(quote, text) if has_words(quote) else []
    if not found:
        raise refusals.not_found(quote, text)
    if after is not None:
        place = _behind(quote, text, found, after, occurrence or 1)
    elif occurrence is None and len(found) > 1:
        raise refusals.ambiguous(quote, found, text)
    elif (occurrence or 1) > len(found):
        raise refusals.too_few(quote, occurrence or 1, None, found, text)
    else:
        place = found[(occurrence or 1) - 1]
    return anchor(text.original, place.start, place.end, "exact" if place.exact else "folded")


def _behind(quote: str, text: Folded, found: Sequence[Place], after: str, number: int) -> Place:
    """The n-th place behind the words of `after:`; all places of these words must lead to the same one."""
    stands_at = list(standing(after, text)) if has_words(after) else []
    if not stands_at:
        raise refusals.not_found(after, text, " (the words of after:)")
    nexts = {bisect_left(found, (words.end,)) + number - 1 for words in stands_at}
    chosen = [found[k] for k in sorted(nexts) if k < len(found)]
    if not chosen:
        raise refusals.too_few(quote, number, after, found, text)
    if len(chosen) > 1:
        raise refusals.ambiguous_after(quote, after, chosen, text)
    return chosen[0]


def stands(words: str, text: Folded) -> bool:
    """Whether words stand whole anywhere in a text: for a hedge that its passage must hold."""
    return has_words(words) and next(standing(words, text), None) is not None


def says(quote: str, exact: str) -> bool:
    """Whether a slice of a source is what a quotation says: the same words, or a passage with these ends."""
    slice_ = fold(exact).text
    if fold(quote).text.strip() == slice_:
        return marks_agree(quote, exact)
    return any(
        slice_.startswith(fold(first).text.strip()) and slice_.endswith(fold(last).text.strip())
        for first, last in parts(quote)
    )


def anchor(text: str, start: int, end: int, status: str) -> Anchor:
    """The anchor of a slice of a text, in the source's own characters."""
    exact = text[start:end]
    prefix, suffix = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Anchor(start, end, words_hash(exact), status, exact, prefix, suffix)


def words_hash(words: str) -> str:
    """The SHA-256 by which an anchor knows its words again."""
    return sha256(words.encode()).hexdigest()
