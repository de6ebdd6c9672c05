"""Dates in words → EDTF: one date, or what leads from one to another.

What the words say of a whole range is an interval, `2011/2013` (from, since, until); what they say of some day in
it is a set, `[2011..2013]` (between, before, after, by). Approximate and early, mid and late are `~`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from dalil.errors import BadValue
from dalil.values.times import parse_time
from dalil.values.words.phrases import FRAMES
from dalil.values.words.points import Point, read_point, whole_of, without_fillers


@dataclass(frozen=True, slots=True)
class Written:
    """A date as EDTF, and the convention by which the words were read, where there is one."""

    edtf: str
    note: str = ""


def read_date(words: str) -> Written:
    """Folded words, one date or two. Raises BadValue, which says why they are none."""
    if point := whole_of(without_fillers(words)):
        return Written(_checked(point.edtf, point), point.note)
    for pattern, edtf in FRAMES:
        if found := re.fullmatch(pattern, words):
            sides = [side for side in found.groups() if side]
            return _joined(sides[0], sides[1], edtf) if len(sides) == 2 else _open(read_point(sides[0]), edtf)
    point = read_point(words)
    return Written(_checked(point.edtf, point), point.note)


def _open(point: Point, frame: str) -> Written:
    """Since, until, before, after: a date with one side open."""
    if not point.year and not point.whole:
        raise BadValue("the year is not said")
    edtf = _checked(point.edtf, point)
    if "<" in frame or ">" in frame:
        edtf = _beside(point, edtf, later=">" in frame)
    return Written(re.sub("[<>]?@", edtf, frame), point.note)


def _joined(first: str, second: str, frame: str) -> Written:
    """Two dates; what one of them leaves out, the other one says."""
    begin, end = _fill(read_point(first, alone=False), read_point(second, alone=False))
    edtf = frame.replace("@", _checked(begin.edtf, begin), 1).replace("@", _checked(end.edtf, end), 1)
    if "," not in frame:
        parse_time(f"{begin.edtf}/{end.edtf}")  # refuses what ends before it begins
    return Written(edtf, begin.note or end.note)


def _fill(begin: Point, end: Point) -> tuple[Point, Point]:
    if begin.whole or end.whole:
        return begin, end
    if begin.year and not begin.month and end.day and not (end.month or end.year):  # 2011-13
        year = f"{begin.year[:2]}{end.day:02}"
        if end.day <= 12:
            hint = f"write {begin.year}/{year}, or {begin.year}-{end.day:02}"
            raise BadValue(f"it may be the year {year} or a month of {begin.year}", hint=hint)
        return begin, Point(year=year)
    return _with(begin, end), _with(end, begin)


def _with(point: Point, other: Point) -> Point:
    month = point.month or (other.month if point.day else 0)
    return replace(point, year=point.year or other.year, month=month)


def _beside(point: Point, edtf: str, *, later: bool) -> str:
    """The day, month or year next to a date, which "before" and "after" leave out; what has no sharp edge stays."""
    time = parse_time(edtf)
    edge = time.latest if later else time.earliest
    if point.mark or edge is None or (point.whole and "X" not in point.whole):
        return edtf
    try:
        beside = edge + timedelta(days=1 if later else -1)
    except OverflowError as error:
        raise BadValue("there is no day beside it") from error
    return beside.isoformat()[: 10 if point.day else 7 if point.month else 4]


def _checked(edtf: str, point: Point) -> str:
    """The same, if the calendar has it, and on that day of the week. Raises BadValue."""
    try:
        time = parse_time(edtf)
    except BadValue as error:
        raise BadValue(f"the calendar has no {edtf}") from error
    if (
        point.weekday is not None
        and point.year
        and point.day
        and time.earliest
        and time.earliest.weekday() != point.weekday
    ):
        raise BadValue(f"{edtf} is a {time.earliest:%A}, and the words name another day of the week")
    return edtf
