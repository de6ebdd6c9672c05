"""On which days a time can lie, gaps and all: 2011 or 2013 is not 2012, and the 16th of some month is not the 17th of April."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from dalil.values.times import Time

Stretch = tuple[date, date]
MOST = 1_000
"""Readings of unknown digits that are tried one by one."""
DATE = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?")
SEASONS = {  # EDTF's code -> from one month to another in which the sun ends the season, 0 the last December and 12 the next
    "21": ((3, 6), (9, 12)), "22": ((6, 9), (0, 3), (12, 15)), "23": ((9, 12), (3, 6)), "24": ((0, 3), (12, 15), (6, 9)),
    "25": ((3, 6),), "26": ((6, 9),), "27": ((9, 12),), "28": ((0, 3), (12, 15)),
    "29": ((9, 12),), "30": ((0, 3), (12, 15)), "31": ((3, 6),), "32": ((6, 9),),
}  # fmt: skip
TURN = 22
"""The last day of the month on which the sun can end a season."""


class Days(NamedTuple):
    """The stretches of days in which a time can lie, in order, none touching the next."""

    stretches: tuple[Stretch, ...]
    sure: bool = True
    """Whether it can be any of them; else they are only the first and the last day, and some between may be none of it."""

    def meets(self, other: Days) -> bool:
        """Whether the two have a day in common."""
        return any(a <= d and c <= b for a, b in self.stretches for c, d in other.stretches)

    def lies_in(self, other: Days) -> bool:
        """Whether each day of this is one of the other."""
        return all(any(c <= a and b <= d for c, d in other.stretches) for a, b in self.stretches)


@lru_cache(maxsize=16384)
def days_of(time: Time) -> Days:
    """The days on which a time can lie; an open side runs on for ever."""
    outer = ((time.earliest or date.min, time.latest or date.max),)
    text = re.sub("[~?%]", "", time.edtf)
    if "/" in text:
        return Days(outer)
    members = text[1:-1].split(",") if text[:1] in ("[", "{") else [text]
    found: list[Stretch] = []
    for member in members:
        first, dots, last = member.partition("..")
        stretches = _between(first, last) if dots else _of_date(first)
        if stretches is None:
            return Days(outer, sure=len(members) == 1 and "X" not in text)
        found += stretches
    return Days(_joined(found) or outer)


def as_in_the_north(time: Time) -> Time:
    """The same, with its seasons as those of the northern half of the world where it names none."""
    northern = re.sub("-2([1-4])(?![0-9])", lambda found: f"-{int(found[1]) + 24}", time.edtf)
    return time if northern == time.edtf else replace(time, edtf=northern)


def _between(first: str, last: str) -> list[Stretch] | None:
    begin, end = (_of_date(side) if side else [(date.min, date.max)] for side in (first, last))
    return begin and end and [(min(begin)[0], max(end, key=lambda one: one[1])[1])]


def _of_date(text: str) -> list[Stretch] | None:
    """None where the days cannot be told one by one."""
    found = DATE.fullmatch(text)
    if not found:
        return None
    if found[2] in SEASONS and "X" not in found[1]:
        return _of_season(int(found[1]), found[2])
    year, month, day = found[1], found[2] or "XX", found[3] or "XX"
    if (month.isdigit() and not 1 <= int(month) <= 12) or 10 ** f"{year}{found[2] or ''}".count("X") > MOST:
        return None
    months = [(y, m) for y in _readings(year) for m in _readings(month) if 1 <= m <= 12 and y]
    if day == "XX":
        return [(date(y, m, 1), _last(y, m)) for y, m in months]
    days = product(months, _readings(day))
    return [(one, one) for (y, m), d in days if 1 <= d <= _last(y, m).day for one in [date(y, m, d)]]


def _readings(pattern: str) -> list[int]:
    """Every number that figures and X can stand for."""
    return [int("".join(one)) for one in product(*("0123456789" if c == "X" else c for c in pattern))]


def _last(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


def _of_season(year: int, code: str) -> list[Stretch] | None:
    """As the half of the world has it that is meant, or either of them; a winter may be told by either of its years."""
    if not 1 < year < date.max.year:
        return None
    ends = [[divmod(12 * year + n - 1, 12) for n in months] for months in SEASONS[code]]
    return [(date(y, m + 1, 1), date(z, n + 1, TURN)) for (y, m), (z, n) in ends]


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for first, last in sorted(stretches):
        if found and (found[-1][1] == date.max or first <= found[-1][1] + timedelta(days=1)):
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return tuple(found)
