"""Durations as sources give them: how long, never turned into a date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dalil.errors import BadValue
from dalil.values.counts import QUALIFIERS, number_of
from dalil.values.slugs import slug

LONGEST = 999_999


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
    """`nearly 11 years`, `3 days`, or ISO 8601 `P11Y`. Raises BadValue."""
    words = " ".join(text.split())
    qualifier = next((q for q in QUALIFIERS if words.lower().startswith(q + " ")), "")
    rest = words[len(qualifier) :].strip()
    match = re.fullmatch(r"P([0-9]+)([YMWD])", rest) or re.fullmatch(r"(\S+) (year|month|week|day)s?", rest.lower())
    number = number_of(match[1]) if match else None
    if match is None or not number or number > LONGEST:
        raise BadValue(f"{text!r} is not a duration", hint="write: nearly 11 years, 18 months, 3 days")
    return Duration(f"P{number}{match[2][0].upper()}", qualifier)
