"""Times as sources give them: an EDTF string with its first and last day, or the source's words.

No day is invented: an open side has no bound, a season touches every day that somebody may mean by it,
and "Today" stays the source's word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import quote as percent

from dalil.errors import BadValue
from dalil.values.edtf import Moment, span
from dalil.values.slugs import slug

Extent = Literal["within", "throughout"]
LONGEST = 1000
OTHER_WRITINGS = [
    (re.compile(r"^[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}$"), "write year-month-day: 2013-04-16"),
    (re.compile(r"[0-9]{2}[xu]{1,2}|[xu]{4}|-uu|-xx"), "an unknown digit is a capital X: 201X, 2013-XX"),
    (re.compile(r"\?~|~\?"), "uncertain and approximate in one is a percent sign: 2013%"),
    (
        re.compile(r"^\(?[0-9]{4}.*\("),
        "the brackets are of an older draft; a sign before a part is meant for it: 2004-06-~11",
    ),
    (
        re.compile(r"^-?[0-9]{5,}$"),
        "a year of more than four digits begins with Y: Y12013; a day is written 2013-04-16",
    ),
    (
        re.compile(r"^[0-9]{4}-[0-9]{4}$|^[0-9]{4}\.\.[0-9]{4}$"),
        "from one year to another is 2011/2013; some time between them is [2011..2013]",
    ),
]
"""What is written in other formats and older drafts, and what EDTF has for it."""


@dataclass(frozen=True, slots=True)
class Time:
    """When: an EDTF string with its bounds, or, unresolved, the source's words and the source.

    `earliest` and `latest` are the first and last day it can touch; None where it is open, unknown,
    or outside the years 1 to 9999, in which calendars and stores agree on what a day is.
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

    @property
    def extent(self) -> Extent:
        """`throughout` for an interval, `2011/2013`: true on every day of it; `within` for all else: on some day."""
        return "throughout" if "/" in self.edtf else "within"


def parse_time(text: str) -> Time:
    """An EDTF string (levels 0-2) with its first and last day. Raises BadValue.

    >>> parse_time("2013-04").latest
    datetime.date(2013, 4, 30)
    """
    text = text.strip()
    if text[:1] in ("[", "{"):
        text = text.replace(", ", ",")
    if timed := re.search(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T", text):
        raise BadValue(f"the time of day in {text!r} is not kept", hint=f"write the day: {timed[1]}")
    if len(text) > LONGEST:
        raise BadValue(f"{text!r} is not a date in EDTF", hint=f"it has more than {LONGEST:,} signs")
    try:
        first, last = span(text)
    except ValueError as error:
        raise BadValue(f"{text!r} is not a date in EDTF", hint=_date_hint(text)) from error
    if first and last and first > last:
        raise BadValue(f"{text!r} ends before it begins", hint="write the earlier date first")
    return Time(text, _day(first), _day(last))


def _day(moment: Moment | None) -> date | None:
    """The calendar day of a bound; None where it is open, or outside the years 1 to 9999."""
    return date(*moment) if moment and date.min.year <= moment.year <= date.max.year else None


def _date_hint(text: str) -> str:
    """What to write instead."""
    for wrong, hint in OTHER_WRITINGS:
        if wrong.search(text):
            return hint
    if all(re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){0,2}", part) for part in text.split("/")):
        return "no such day; months and days have two digits (2013-04-06)"
    return "write 2013-04-16, 2013-04, 2013, 2011/2013, 2013~; or { words: … } if it cannot be resolved"
