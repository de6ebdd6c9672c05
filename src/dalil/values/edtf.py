"""EDTF, the Extended Date/Time Format (ISO 8601-2:2019), levels 0 to 2: what is a date, and which days it can touch.

Our own reader. The `edtf` library reads 1950S2 as 1950, an unknown side as ten years, winter as one December,
and takes no 1984-1X; where it is right, tests/test_edtf_strings.py holds us to it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple


class Moment(NamedTuple):
    """A day of the proleptic calendar, whose years may lie before 1 (astronomical: 0 is 1 BC) and after 9999."""

    year: int
    month: int
    day: int


Span = tuple[Moment | None, Moment | None]
"""The first and the last day; None where it is open or unknown."""
NOWHERE: Span = (None, None)

DATE = re.compile(
    r"(?P<q1>[?~%]?)(?P<year>-?[0-9X]{4})(?P<q2>[?~%]?)"
    r"(?:-(?P<q3>[?~%]?)(?P<month>[0-9X]{2})(?P<q4>[?~%]?)(?:-(?P<q5>[?~%]?)(?P<day>[0-9X]{2})(?P<q6>[?~%]?))?)?"
)
LONG = re.compile(
    r"(?P<year>Y-?[1-9][0-9]{4,14}|Y-?[1-9][0-9]{0,14}E[0-9]{1,2}|-?[0-9]{4})(?:S(?P<digits>[0-9]{1,2}))?"
)
PARTS = {  # EDTF's codes in the place of the month, where it is clear which months they mean
    25: (3, 5), 26: (6, 8), 27: (9, 11), 29: (9, 11), 31: (3, 5), 32: (6, 8),  # seasons, north and south
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),  # quarters
    37: (1, 4), 38: (5, 8), 39: (9, 12), 40: (1, 6), 41: (7, 12),  # thirds and halves
}  # fmt: skip
ANYWHERE = {21, 22, 23, 24, 28, 30}
"""Seasons of no half of the world, and winters over the turn of a year: all that somebody may mean by them."""
EVERY_YEAR = "XXXX"
LEAP = 2000


def span(text: str) -> Span:
    """The first and last day that an EDTF string can touch. Raises ValueError where it is none.

    >>> span("156X-12-25")
    (Moment(year=1560, month=12, day=25), Moment(year=1569, month=12, day=25))
    """
    if text[:1] + text[-1:] in ("[]", "{}"):
        return _of_set(text[1:-1].split(","))
    begin, slash, end = text.partition("/")
    if not slash:
        return _of_date(text)
    sides = [NOWHERE if side in ("", "..") else _of_date(side) for side in (begin, end)]
    if begin in ("", "..") and end in ("", ".."):
        raise ValueError("both sides are open")
    return sides[0][0], sides[1][1]


def _of_set(members: list[str]) -> Span:
    """One of some dates, or all of them, in any order; `..` leads from one to another, or is open at either edge."""
    firsts: list[Moment | None] = []
    lasts: list[Moment | None] = []
    for n, member in enumerate(members):
        begin, dots, end = member.partition("..")
        open_before, open_after = dots and not begin and n == 0, dots and not end and n == len(members) - 1
        if open_before and open_after:
            raise ValueError("a set without a member")
        first = None if open_before else _of_date(begin)[0]
        last = None if open_after else _of_date(end if dots else begin)[1]
        if first and last and first > last:
            raise ValueError(f"{member} ends before it begins")
        firsts.append(first)
        lasts.append(last)
    return _if_all(firsts, min), _if_all(lasts, max)


def _if_all(days: list[Moment | None], choose: Callable[[list[Moment]], Moment]) -> Moment | None:
    known = [day for day in days if day]
    return choose(known) if len(known) == len(days) else None


@lru_cache(maxsize=32768)
def _of_date(text: str) -> Span:
    long = LONG.fullmatch(text)
    if long and (long["year"].startswith("Y") or long["digits"]):
        return _of_long_year(long["year"], long["digits"])
    match = DATE.fullmatch(text)
    if match is None or any(match[f"q{n}"] and match[f"q{n + 1}"] for n in (1, 3, 5)):
        raise ValueError("not a date")
    year, month, day = match.group("year", "month", "day")
    if year == "-0000":
        raise ValueError("no year is minus nought")
    if month and month.isdigit() and int(month) > 12:
        return _of_part(year, int(month), day)
    first = _first(year, month, day, 1)
    last = _first(year, month, day, -1)
    return NOWHERE if year.endswith(EVERY_YEAR) else (first, last)


def _of_long_year(year: str, digits: str | None) -> Span:
    """Years that are written with a Y (17E7: an exponent), and S: how many of its digits are sure."""
    figure, _, exponent = year.removeprefix("Y").partition("E")
    number = int(figure) * 10 ** int(exponent or 0)
    if digits is None:
        return Moment(number, 1, 1), Moment(number, 12, 31)
    unsure = len(figure.lstrip("-")) + int(exponent or 0) - int(digits)
    if unsure < 0 or digits.strip("0") == "":
        raise ValueError("it has not as many digits")
    low = abs(number) // 10**unsure * 10**unsure
    years = (low, low + 10**unsure - 1) if number >= 0 else (1 - low - 10**unsure, -low)
    return Moment(years[0], 1, 1), Moment(years[1], 12, 31)


def _of_part(year: str, code: int, day: str | None) -> Span:
    """A season, a quarter or another part of a year."""
    if day or code not in PARTS.keys() | ANYWHERE:
        raise ValueError("no such month")
    years = _numbers(year)
    if year.endswith(EVERY_YEAR):
        return NOWHERE
    first, last = years[0], years[-1]
    if code in ANYWHERE:
        return Moment(first, 1, 1), Moment(last + 1, 2, monthrange(last + 1, 2)[1])
    return Moment(first, PARTS[code][0], 1), Moment(last, PARTS[code][1], monthrange(last, PARTS[code][1])[1])


def _first(year: str, month: str | None, day: str | None, step: int) -> Moment:
    """The first day that fits, or, with step -1, the last. Raises ValueError where the calendar has none."""
    years = [LEAP] if year.endswith(EVERY_YEAR) else _numbers(year)
    months = [n for n in _numbers(month or "XX") if 1 <= n <= 12]
    days = [n for n in _numbers(day or "XX") if n]
    for y in years[::step]:
        for m in months[::step]:
            length = monthrange(y, m)[1]
            for d in days[::step]:
                if d <= length:
                    return Moment(y, m, d)
    raise ValueError("the calendar has no such day")


@lru_cache(maxsize=64)
def _numbers(pattern: str) -> list[int]:
    """Every number that figures and X can stand for, in order: 156X, -01XX, 1X."""
    digits = pattern.lstrip("-")
    found = [0]
    for digit in digits:
        found = [10 * n + d for n in found for d in (range(10) if digit == "X" else [int(digit)])]
    return [-n for n in reversed(found) if n] if pattern.startswith("-") else found
