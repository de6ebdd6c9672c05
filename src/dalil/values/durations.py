"""Durations as sources give them: how long, never turned into a date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dalil.errors import BadValue
from dalil.values.slugs import slug
from dalil.values.words.calendars import DUALS, MULTIPLES, UNITS
from dalil.values.words.numbers import leading_number
from dalil.values.words.qualifying import BEFORE
from dalil.values.words.writing import folded, head_of, tidy

LONGEST, LONGEST_TEXT = 999_999, 1000
CLOCK = re.compile(r"\b(hours?|minutes?|seconds)\b|\bساع|\bدقيق|\bدقائق")


@dataclass(frozen=True, slots=True)
class Duration:
    """How long, as written: an ISO 8601 duration and its qualifier; never turned into a date."""

    length: str
    qualifier: str = ""

    @property
    def local(self) -> str:
        """The name by content: `duration-nearly-P11Y`."""
        return "-".join(filter(None, ["duration", slug(self.qualifier), self.length]))

    @property
    def xsd(self) -> str:
        """The same length as xsd:duration, in the form that no store rewrites: no weeks, no 12 months."""
        number, unit = int(self.length[1:-1]), self.length[-1]
        if unit == "W":
            return f"P{7 * number}D"
        if unit != "M":
            return self.length
        years, months = divmod(number, 12)
        return "P" + f"{years}Y" * bool(years) + f"{months}M" * bool(months)

    @property
    def label(self) -> str:
        """How a person reads it."""
        number, unit = self.length[1:-1], self.length[-1]
        word = {"Y": "year", "M": "month", "W": "week", "D": "day"}[unit]
        plural = "" if number == "1" else "s"
        return f"{self.qualifier} {number} {word}{plural}".strip()


def parse_duration(text: str) -> Duration:
    """`nearly 11 years`, `two decades`, `a year and a half`, `سنتين`, or ISO 8601 `P11Y`. Raises BadValue.

    >>> parse_duration("nearly eleven years").label
    'nearly 11 years'
    """
    qualifier, rest = head_of(tidy(text[:LONGEST_TEXT]), BEFORE)
    number, unit = _iso(rest) or _half(folded(rest)) or _in_words(rest) or (0, "")
    if not 0 < number <= LONGEST or len(text) > LONGEST_TEXT:
        hint = "write: nearly 11 years, 18 months, 3 days"
        if CLOCK.search(folded(text)):
            hint = "hours and minutes are not kept: leave the term out, or write the days"
        raise BadValue(f"{text!r} is not a duration", hint=hint)
    return Duration(f"P{number}{unit}", qualifier)


def _iso(words: str) -> tuple[int, str] | None:
    match = re.fullmatch(r"P([0-9]{1,15})([YMWD])", words)
    return (int(match[1]), match[2]) if match else None


def _half(words: str) -> tuple[int, str] | None:
    """Years and a half, in months; nothing shorter can be cut in whole days, and "half a decade" is five years."""
    if match := re.fullmatch(r"half a (year|decade|century)", words):
        return {"year": (6, "M"), "decade": (5, "Y"), "century": (50, "Y")}[match[1]]
    match = re.fullmatch(r"(.+?) and a half (years|decades)|(?:a|one) (year|decade) and a half", words)
    if match is None:
        return None
    whole = _in_words(f"{match[1] or 'one'} years")
    unit = match[2] or f"{match[3]}s"
    return whole and ((12 * whole[0] + 6, "M") if unit == "years" else (10 * whole[0] + 5, "Y"))


def _in_words(words: str) -> tuple[int, str] | None:
    """A number and a unit; one Arabic word for two of them; "a year"."""
    if (whole := folded(words)) in DUALS:
        return DUALS[whole]
    article = re.fullmatch(r"(?:a|an) (\w+)", whole)
    number, _, unit = (1, "", article[1]) if article else leading_number(words) or (0, "", "")
    many, name = MULTIPLES.get(folded(unit)) or (1, UNITS.get(folded(unit), ""))
    return (number * many, name) if name else None
