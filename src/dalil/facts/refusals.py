"""Why a quotation is refused, in the sentence that helps most: the place, the words, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from dalil.errors import QuoteAmbiguous, QuoteNotFound
from dalil.facts.boundaries import cuts
from dalil.facts.folding import Folded
from dalil.facts.nearest import line, nearest, widened
from dalil.facts.places import ELLIPSIS, LONGEST_PASSAGE, Place, has_words, hits, parts, standing

PLACES_SHOWN = 8
WORDS_SHOWN = 12


def not_found(quote: str, text: Folded, which: str = "") -> QuoteNotFound:
    """Words that nowhere stand whole; `which` says what they are, when they are not the whole quotation."""
    if not has_words(quote):
        return QuoteNotFound(f"{shown(quote)}{which} holds no word", hint="quote the source's words")
    for i, j in hits(quote, text):
        return QuoteNotFound(_flaw(shown(quote) + which, text, i, j), hint="quote whole words, as the source has them")
    if not which and ELLIPSIS.search(quote):
        return _no_passage(quote, text)
    return QuoteNotFound(
        f"{shown(quote)}{which} does not stand in the source; {nearest(quote, text)}",
        hint="quote the source's own words, or correct the claim",
    )


def _flaw(quoted: str, text: Folded, i: int, j: int) -> str:
    """What is wrong with words that occur in the source, but not whole or not with these marks."""
    start, end = widened(text, i, j)
    place = f"line {line(text, text.start(start) or 0)} of the source has {shown(text.drawn(start, end))}"
    for k, end_cut, char in ((i, "begins", text.text[i]), (j, "ends", text.text[j - 1])):
        if cuts(text, k) or (text.start(k) if k == i else text.end(k)) is None:
            return f"{quoted} {end_cut} inside a {'number' if char.isnumeric() else 'word'}: {place}"
    return f"{quoted} has other accents or vowel signs (they may be left out, not exchanged): {place}"


def _no_passage(quote: str, text: Folded) -> QuoteNotFound:
    """Why `first words … last words` names no passage."""
    ways = list(parts(quote))
    if not ways:
        return QuoteNotFound(
            f"{shown(quote)} does not stand in the source, and has words on one side of its ellipsis only",
            hint="write `first words … last words`, or leave the ellipsis out",
        )
    if len(ways) > 1:
        return QuoteNotFound(
            f"{shown(quote)} does not stand in the source, and has more than two parts",
            hint="a passage is `first words … last words`: for more, quote twice, in two claims",
        )
    first, last = ways[0]
    begins, ends = list(standing(first, text)), list(standing(last, text))
    if not begins:
        return not_found(first, text, " (the first words)")
    if not ends:
        return not_found(last, text, " (the last words)")
    lengths = [end.end - begin.start for begin in begins for end in ends if end.start >= begin.end]
    if not lengths:
        return QuoteNotFound(
            f"{shown(last)} stands in the source, but not after {shown(first)}:{listed(ends, text)}",
            hint="in `first words … last words` the order is the source's",
        )
    return QuoteNotFound(
        f"from {shown(first)} to {shown(last)} the source has {min(lengths):,} characters, "
        f"and a passage may have {LONGEST_PASSAGE:,}",
        hint="quote a shorter passage, or quote twice, in two claims",
    )


def ambiguous(quote: str, places: Sequence[Place], text: Folded) -> QuoteAmbiguous:
    """A quotation that stands at several places."""
    return QuoteAmbiguous(
        f"{shown(quote)} stands at {len(places)} places in the source:{listed(places, text)}",
        hint="say which one with after: (words that stand before it) or occurrence: 1, 2 …; or quote more words",
    )


def ambiguous_after(quote: str, after: str, places: Sequence[Place], text: Folded) -> QuoteAmbiguous:
    """Words of `after:` that stand at several places themselves, and lead to different ones."""
    return QuoteAmbiguous(
        f"the words of after:, {shown(after)}, stand more than once, so that {shown(quote)} may be any of "
        f"{len(places)} places:{listed(places, text)}",
        hint="give after: more words, or count with occurrence: alone",
    )


def too_few(quote: str, number: int, after: str | None, places: Sequence[Place], text: Folded) -> QuoteNotFound:
    """A quotation that stands in the source, but not often enough, or not behind the words of `after:`."""
    times = f" {number} times" if number > 1 else ""
    behind = f" after {shown(after)}" if after else ""
    return QuoteNotFound(
        f"{shown(quote)} stands in the source, but not{times}{behind}:{listed(places, text)}",
        hint="after: takes words that stand before the quotation; occurrence: counts places from 1",
    )


def listed(places: Sequence[Place], text: Folded) -> str:
    """The places, a line each: line number and a few words of context."""
    rows = [f"\n    line {line(text, p.start)}: {_in_context(p, text.original)}" for p in places[:PLACES_SHOWN]]
    more = len(places) - PLACES_SHOWN
    return "".join(rows) + (f"\n    and {more} more" if more > 0 else "")


def _in_context(place: Place, text: str) -> str:
    before = text[max(0, place.start - 60) : place.start].split()[-4:]
    behind = text[place.end : place.end + 60].split()[:4]
    return " ".join(["…", *before, f"[{_brief(text[place.start : place.end])}]", *behind, "…"])


def _brief(words: str) -> str:
    """Words on one line, no more than a fact file may quote, and printable."""
    listed_words = words.encode("utf-8", "replace").decode().split()
    if len(listed_words) > WORDS_SHOWN:
        listed_words[WORDS_SHOWN // 2 : -WORDS_SHOWN // 2] = ["…"]
    return " ".join(listed_words)


def shown(words: str) -> str:
    """Words in quotation marks, for a sentence."""
    return f'"{_brief(words)}"'
