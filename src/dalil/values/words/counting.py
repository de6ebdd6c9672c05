"""What sources write of how many → a count. A share, a date, an ordinal or the number of a branch is none."""

from __future__ import annotations

import re

from dalil.errors import BadValue
from dalil.values.counts import Count, count_range
from dalil.values.words.calendars import MONTHS
from dalil.values.words.numbers import ENGLISH, NUMERALS, SCALES, leading_number, leading_numbers, number_of
from dalil.values.words.qualifying import (
    BEFORE,
    BEHIND,
    BETWEEN,
    COLLECTIVES,
    MULTITUDES,
    MULTITUDES_AS,
    NOT_UNITS,
    OR_TO,
    QUALIFIERS,
    STRICT,
    UNCOUNTED,
    UNCOUNTED_AS,
)
from dalil.values.words.writing import folded, head_of, tail_of, tidy

MULTITUDE = {**{word: word for word in MULTITUDES}, **MULTITUDES_AS}
NO_FIGURE = {**{word: word for word in UNCOUNTED}, **UNCOUNTED_AS}
LONGEST_TEXT, LONGEST_UNIT = 1000, 200
PLAIN = re.compile(r"([0-9]{1,15}) ([^\W\d_]+)")
NO_NOUNS = {*BEHIND, *NUMERALS, *NOT_UNITS}
ESTIMATES = re.compile(r"([0-9]+|\?)/([0-9]+|\?)/([0-9]+|\?)(?: (.*?))? ?\(low/best/high\)")
"""How the label of several estimates is written."""
NUMBER = "|".join(["[0-9]+", *(word for word in ENGLISH if len(word) > 2)])
TWO_COUNTS = re.compile(
    rf"\b(and|plus|including|as well as)( at least| about| nearly)? ({NUMBER}) [^\W\d]|[,;+&/] ?[0-9]", re.IGNORECASE
)
SHARE = re.compile(
    rf"(of (the |these |those )?|in (every )?)({NUMBER})\b|(half|halves|thirds?|quarters?|fifths?|tenths?)( of|$)|في ال(مئة|مائة)"
)

HINTS = [
    (re.compile("[$€£¥]"), "a sum of money is no count"),
    (re.compile("[%٪]|per ?cent|percentage|^[0-9]+ of (the |these |those )?[0-9]|في ال(مئة|مائة)"), "a share is no count: write the number of people, if the source gives it"),
    (re.compile(r"^\s*(no|none)( |$)", re.IGNORECASE), "if the source says that there were none, write 0 people"),
    (re.compile(r"^\s*[0-9]+(st|nd|rd|th)\b"), "an ordinal is no count"),
    (re.compile(r"\([0-9]+\)"), "the figure in brackets is another one"),
    (re.compile(r"^\s*[^\W\d].*[0-9]", re.DOTALL), "a number that names something (branch 227) is no count; write 41 civilians, at least 41 people"),
    (re.compile(r"[0-9].*[^\w.,][0-9]", re.DOTALL), "one figure and its unit noun, or a range: 40 to 50 people"),
    (re.compile(""), "write a number and its unit noun: 41 civilians, at least 41 people, hundreds of crimes, 2,000,000 people"),
]  # fmt: skip
"""What is wrong, as far as it can be seen, and what to write instead; the last one is for all else."""


def parse_count(text: str) -> Count:
    """`41 civilians`, `at least forty-one people`, `40 to 50 men`, `hundreds of crimes`, `countless civilians`. Raises BadValue.

    >>> parse_count("at least 41 people").local
    'count-ge41-people'
    >>> parse_count("two hundred and eighty-eight civilians").best
    288
    """
    if len(text) > LONGEST_TEXT:
        raise _no_count(text, f"a count has {LONGEST_TEXT:,} letters at most")
    if (plain := PLAIN.fullmatch(text)) and folded(plain[2]) not in NO_NOUNS:  # as nearly all cells of tables are
        figure = int(plain[1])
        return Count(_unit(plain[2], text), "", figure, figure, figure)
    words = _spaced(tidy(text))
    if found := ESTIMATES.fullmatch(words):
        low, best, high = (figure.replace("?", "") for figure in found.group(1, 2, 3))
        return count_range(low, best, high, found[4] or "")
    qualifier, rest = head_of(words, BEFORE)
    count = _of_two_figures(qualifier, rest, text) or _of_one_figure(qualifier, rest, text) or _of_none(words, text)
    if count is None:
        raise _no_count(text)
    return count


def _spaced(words: str) -> str:
    """Signs that stand close to a figure, as words of their own: `~41`, `41+`, `40–50`."""
    words = re.sub(r"^([~<>≥≤])(?=\d)", r"\1 ", words)
    words = re.sub(r"^([\d,]+)(?:\+|-plus)(?=\s|$)", r"\1 or more", words)
    return re.sub(r"^(\D{0,30}[\d,]+) ?[-‐‑‒–—] ?(?=\d)", r"\1 - ", words)


def _of_two_figures(qualifier: str, words: str, text: str) -> Count | None:
    """A range: `between 40 and 50 men`, `40 to 50 men`."""
    between, rest = head_of(words, BETWEEN)
    for low, first, behind in leading_numbers(rest):
        for joiner in (between,) if between else OR_TO:
            stands = folded(behind).startswith(joiner if joiner == "و" else f"{joiner} ")
            second = leading_number(behind[len(joiner) :].strip()) if stands else None
            if second is None:
                continue
            high, written, unit = second
            if qualifier:
                raise _no_count(text, "a range has no other words before it: { low: 40, high: 50, unit: people }")
            if _share_a_scale(first, low, written, high):
                raise _no_count(text, f"write both figures in full: {written!r} may be meant for the first, too")
            if low > high:
                raise _no_count(text, "the lower figure stands first")
            return Count(_unit(unit, text), "", low, None, high)
    return None


def _share_a_scale(first: str, low: int, second: str, high: int) -> bool:
    """Whether "40 to 50 thousand" may be 40,000 to 50,000: a scale stands behind the second figure only."""
    scales = [SCALES[word] for word in folded(second).split() if word in SCALES]
    return bool(scales) and not set(folded(first).split()) & set(SCALES) and 0 < low * scales[-1] <= high


def _of_one_figure(qualifier: str, words: str, text: str) -> Count | None:
    """`41 men`, `at least 41 men`, `41 or more men`, `41 men at least`."""
    number = leading_number(words)
    if number is None:
        return None
    figure, _, unit = number
    behind, unit = head_of(unit, BEHIND)
    at_the_end, unit = tail_of(unit, BEHIND)
    stated = {word for word in (qualifier, behind, at_the_end) if word}
    if len(stated) > 1:
        raise _no_count(text, "one of the two: at least, at most, about …")
    unit = _unit(_without_repetition(figure, unit), text)
    if not stated:
        return Count(unit, "", figure, figure, figure)
    said = stated.pop()
    bound = figure + STRICT.get(said, 0)
    if bound < 0:
        raise _no_count(text)
    return Count(unit, said, **{QUALIFIERS[said][1]: bound})


def _of_none(words: str, text: str) -> Count | None:
    """`hundreds of crimes`, `countless civilians`."""
    many, unit = head_of(words, MULTITUDE)
    few, other = head_of(words, NO_FIGURE)
    if many:
        return Count(_unit(_without_of(unit), text), many, low=MULTITUDES[many])
    if few:
        return Count(_unit(_without_of(other, "of|من" if few in COLLECTIVES else "من"), text), few)
    return None


def _without_of(unit: str, words: str = "of|من") -> str:
    return re.sub(f"^({words})( |$)", "", unit)


def _without_repetition(figure: int, unit: str) -> str:
    """`forty-one (41) men`: what stands behind, if it is the same figure; another one is not a unit, and is refused."""
    found = re.match(r"\(([^()]*)\) ?", unit)
    return unit[found.end() :] if found and number_of(found[1]) == figure else unit


def _unit(unit: str, text: str) -> str:
    """What is counted, as written: words, never the rest of a figure ("2 million", "41 to 43"), nor a date. Raises BadValue."""
    first, _, rest = unit.partition(" ")
    no_word = unit and not unit.lstrip("\"'“”‘’«»(")[:1].isalpha()
    a_figure = first.strip(",;.").lower() in NOT_UNITS or folded(first) in NUMERALS
    if no_word or a_figure or TWO_COUNTS.search(unit) or SHARE.match(unit):
        raise _no_count(text)
    if len(unit) > LONGEST_UNIT:
        raise _no_count(text, f"a unit noun has {LONGEST_UNIT} letters at most")
    if folded(first.strip(",.")) in MONTHS and re.fullmatch(r"([0-9]{4})?", rest):
        raise _no_count(text, "this is a date")
    return unit


def _no_count(text: str, hint: str = "") -> BadValue:
    """With what to write instead."""
    hint = hint or next(hint for sign, hint in HINTS if sign.search(text[:200]))
    return BadValue(f"{text!r} is not a count", hint=hint)
