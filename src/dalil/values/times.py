"""Times as sources give them: EDTF (ISO 8601-2:2019), which the `edtf` library reads and we bound.

No day is invented: an open side has no bound, a season touches every day that somebody may mean by it,
and "Today" stays the source's word.
"""

from __future__ import annotations

import io
import re
from calendar import monthrange
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import inf
from time import struct_time
from urllib.parse import quote as percent

from dalil.errors import BadValue
from dalil.values.slugs import slug

Bounds = tuple[date | None, date | None]
PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class Time:
    """When: an EDTF string with its bounds, or, unresolved, the source's words and the source.

    `earliest` and `latest` are the first and last day it can touch; None where it is open.
    """

    edtf: str = ""
    earliest: date | None = None
    latest: date | None = None
    words: str = ""
    scope: str = ""

    @property
    def local(self) -> str:
        """The name by content: `time-2013-04`, `time-2011--2013`, `time-unresolved-x--Today`."""
        if self.edtf:
            return "time-" + percent(self.edtf.replace("/", "--"), safe="~")
        return f"time-unresolved-{self.scope}--{slug(self.words)}"

    @property
    def label(self) -> str:
        """How a person reads it."""
        return self.edtf or self.words


def parse_time(text: str) -> Time:
    """An EDTF string (levels 0-2) with its first and last day. Raises BadValue.

    >>> parse_time("2013-04").latest
    datetime.date(2013, 4, 30)
    """
    text = text.strip()
    if timed := re.search(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T", text):
        raise BadValue(f"the time of day in {text!r} is not kept", hint=f"write the day: {timed[1]}")
    try:
        earliest, latest = _plain_bounds(text) or _edtf_bounds(text)
    except (ValueError, OverflowError) as error:
        raise BadValue(f"{text!r} is not a date in EDTF", hint=_date_hint(text)) from error
    if earliest and latest and earliest > latest:
        raise BadValue(f"{text!r} ends before it begins", hint="write the earlier date first")
    return Time(text, earliest, latest)


def _plain_bounds(text: str) -> Bounds | None:
    """The bounds of a year, month or day, or of an interval of two: nearly all that tables hold. None for all else.

    The library takes milliseconds for each, and gives the same (tests/test_values.py).
    """
    first, slash, last = text.partition("/")
    begin = _days(first)
    end = _days(last) if slash else begin
    return (begin[0], end[1]) if begin and end else None


def _days(text: str) -> tuple[date, date] | None:
    """First and last day of a plain year, month or day; None where it is none, or the calendar has no such day."""
    match = PLAIN.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        if day:
            only = date(int(year), int(month), int(day))
            return only, only
        start, end = int(month or 1), int(month or 12)
        return date(int(year), start, 1), date(int(year), end, monthrange(int(year), end)[1])
    except ValueError:
        return None


def _edtf_bounds(text: str) -> Bounds:
    """Bounds of any other EDTF string. Raises ValueError."""
    _edtf(text)
    return _bounds(text)


@lru_cache(maxsize=4096)
def _edtf(text: str) -> Bounds:
    """First and last day of an EDTF string as the library has them. Raises ValueError."""
    from edtf import EDTFObject, EDTFParseException, parse_edtf

    if re.search("[0-9]S[0-9]", text):
        raise ValueError("1950S2 means 1900 to 1999, and the library says 1950")
    try:
        with redirect_stdout(io.StringIO()):  # the library prints what it cannot read
            parsed = parse_edtf(text)
    except (EDTFParseException, AttributeError, TypeError) as error:
        raise ValueError("not a date") from error
    if not isinstance(parsed, EDTFObject):
        raise ValueError("not a date")  # noqa: TRY004 - wrong words, not a wrong type of ours
    try:
        return _day(parsed.lower_strict()), _day(parsed.upper_strict())
    except (AttributeError, TypeError) as error:
        raise ValueError("no bounds") from error


def _bounds(text: str) -> Bounds:
    """The days a time can touch, part by part: an open or unknown side has none."""
    parts = re.split(r"/|,|\.\.", text.strip("[]{}"))
    sides = [_side(part) for part in parts if part]
    firsts, lasts = [first for first, _ in sides], [last for _, last in sides]
    if "/" not in text:  # a set: its members may stand in any order
        firsts, lasts = _if_all(firsts, min), _if_all(lasts, max)
    return firsts[0] if parts[0] else None, lasts[-1] if parts[-1] else None


def _if_all(days: list[date | None], choose: Callable[[list[date]], date]) -> list[date | None]:
    known = [day for day in days if day]
    return [choose(known) if len(known) == len(days) else None]


def _side(text: str) -> Bounds:
    if "XXXX" in text:
        return None, None
    season = re.search(r"([0-9]{4})-[?~%]?(21|22|23|24|28|30)[?~%]?$", text)
    if not season:
        return _edtf(text)
    # Nobody says in which half of the world, and a winter may end in the next year: the whole time it can touch.
    year = int(season[1])
    return date(year, 1, 1), date(year + 1, 3, 1) - timedelta(days=1)


def _day(struct: object) -> date | None:
    """The calendar day of a bound; None where it is open or outside the years 1-9999."""
    if struct in (inf, -inf):
        return None
    if not isinstance(struct, struct_time):
        raise TypeError("neither a day nor open")
    if not date.min.year <= struct.tm_year <= date.max.year:
        return None
    return date(*struct[:3])


def _date_hint(text: str) -> str:
    if re.fullmatch(r"[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}", text):
        return "write year-month-day (2013-04-16): day and month cannot be told apart"
    if all(re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){0,2}", part) for part in text.split("/")):
        return "no such day; months and days have two digits (2013-04-06)"
    return "write 2013-04-16, 2013-04, 2013, 2011/2013, 2013~; or { words: … } if it cannot be resolved"
