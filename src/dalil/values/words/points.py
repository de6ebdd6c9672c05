"""One date in words: day, month and year, a season, a decade; with the words that say how sure it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dalil.errors import BadValue
from dalil.values.words.calendars import MONTHS, SEASONS, WEEKDAYS
from dalil.values.words.numbers import ORDINALS
from dalil.values.words.phrases import APPROXIMATE, EARLY_OR_LATE, FILLERS, NAMING, PARTS, UNCERTAIN
from dalil.values.words.writing import head_of

NUMERIC = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})([/.-])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})")
ISO = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")


@dataclass(frozen=True, slots=True)
class Point:
    """One side of a range: what it says of a date, and what it leaves to the other side."""

    year: str = ""
    month: int = 0
    day: int = 0
    whole: str = ""
    """EDTF of what has no month and day: a decade, a century, a season, a half."""
    mark: str = ""
    note: str = ""
    weekday: int | None = None

    @property
    def edtf(self) -> str:
        """The date, with XXXX for a year that is not said. Raises BadValue."""
        if self.whole:
            return self.whole + self.mark
        if not (self.year or self.month) or (self.day and not self.month):
            raise BadValue("the words give no month and no year")
        month = f"-{self.month:02}" if self.month else ""
        return (self.year or "XXXX") + month + (f"-{self.day:02}" if self.day else "") + self.mark


def read_point(words: str, *, alone: bool = True) -> Point:
    """One date, with the words around it that say how sure it is. Raises BadValue."""
    words, mark, note = _marks(words)
    words = without_fillers(words)
    point = _numeric(words) or whole_of(words) or _fragment(words)
    if alone and point.day and not point.month:
        raise BadValue("the words give no month and no year")
    return replace(point, mark=mark, note=note or point.note)


def without_fillers(words: str) -> str:
    """Without the words at its head that say nothing of the date: in the year 2013."""
    rest = words.strip()
    while (shorter := head_of(rest, FILLERS)[1]) != rest:
        rest = shorter
    return rest


def _marks(words: str) -> tuple[str, str, str]:
    """About, perhaps, early, mid, late: the sign that EDTF has for them, and a note of what it has none for."""
    marks, note = set[str](), ""
    while True:
        about, shorter = head_of(words, APPROXIMATE)
        shorter = without_fillers(shorter)
        unsure, shorter = head_of(shorter, UNCERTAIN)
        part, shorter = head_of(shorter, EARLY_OR_LATE)
        marks |= {"~"} if about or part else set()
        marks |= {"?"} if unsure else set()
        note = f"{part} is kept as approximate (~)" if part else note
        if not (about or unsure or part):
            return words, "%" if len(marks) == 2 else "".join(marks), note
        words = shorter


def _numeric(words: str) -> Point | None:
    """Figures only. Raises BadValue where day and month cannot be told apart."""
    if found := ISO.fullmatch(words) or YEAR_FIRST.fullmatch(words):
        return _figures(found["year"], found["month"] or "", found["day"] or "")
    found = NUMERIC.fullmatch(words)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), found[4]
    if first <= 12 and second <= 12 and first != second:
        hint = f"write {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}"
        raise BadValue("day and month cannot be told apart", hint=hint)
    return _figures(year, found[3], found[1]) if first > 12 else _figures(year, found[1], found[3])


def _figures(year: str, month: str, day: str) -> Point:
    """Raises BadValue for 00, which some tables write for what they do not know."""
    if "0" in (month.lstrip("0") or "0" * bool(month), day.lstrip("0") or "0" * bool(day)):
        raise BadValue("no month and no day is nought", hint="leave out what is not known: 2013-04, 2013")
    return Point(year, int(month or 0), int(day or 0))


def whole_of(words: str) -> Point | None:
    """What has no month: 1990s, the 19th century, spring 2013, the first half of 2013, 500 BC."""
    if found := re.fullmatch(r"([0-9]{3})0'?s", words):
        if found[1].endswith("0"):
            raise BadValue("it may be the decade or the century", hint=f"write {found[1]}X or {found[1][:2]}XX")
        return Point(whole=f"{found[1]}X")
    if found := re.fullmatch(r"([0-9]{1,4}) (?:bc|bce|ق\.?م)", words):
        return Point(whole=f"{-(int(found[1]) - 1):05}" if int(found[1]) > 1 else "0000")
    if found := re.fullmatch(r"(?:القرن )?(.+?)(?: century)?", words):
        nth = DAY.fullmatch(found[1])
        n = ORDINALS.get(found[1], int(nth[1]) if nth else 0)
        if n and found[0] != found[1]:
            return Point(whole=f"{n - 1:02}XX", note="a century is kept as its hundred years (18XX)")
    if found := re.fullmatch(r"(.+?) (?:of )?(?:عام |سنه )?([0-9]{4})(?:[-/]([0-9]{2}|[0-9]{4}))?", words):
        code, following = {**SEASONS, **PARTS}.get(found[1]), found[3]
        if code and (not following or (code == SEASONS["winter"] and int(following[-2:]) == (int(found[2]) + 1) % 100)):
            return Point(whole=f"{found[2]}-{code}")
    return None


def _fragment(words: str) -> Point:
    """Day, month, year and day of the week, in any order, each once at most. Raises BadValue for any other word."""
    point = Point()
    for token in _tokens(words):
        day = DAY.fullmatch(token)
        if token in WEEKDAYS and point.weekday is None:
            point = replace(point, weekday=WEEKDAYS[token])
        elif token in MONTHS and point.month in (0, MONTHS[token]):
            point = replace(point, month=MONTHS[token])
        elif re.fullmatch("[0-9]{4}", token) and not point.year:
            point = replace(point, year=token)
        elif day and 1 <= int(day[1]) <= 31 and not point.day:
            point = replace(point, day=int(day[1]))
        elif token in ORDINALS and ORDINALS[token] <= 31 and not point.day:
            point = replace(point, day=ORDINALS[token])
        elif FILLERS.get(token) is None:
            raise BadValue(_strange(token, words))
    if not (point.day or point.month or point.year):
        raise BadValue("the words give no date" if point.weekday is None else "which week is meant is not said")
    return point


def _tokens(words: str) -> list[str]:
    """The words, with names of months of two words as one; `نيسان/أبريل` names the same month twice."""
    for name in MONTHS:
        if " " in name:
            words = words.replace(name, name.replace(" ", "_"))
    tokens = re.sub(r"(?<=[^\W\d])/(?=[^\W\d])", " ", words.replace(",", " ").replace("،", " ")).split()
    return [token.replace("_", " ").rstrip(".") for token in tokens]


def _strange(token: str, words: str) -> str:
    """Why a word is no part of a date."""
    if set(words.split()) & NAMING:
        return "a number that names something is no date"
    if re.fullmatch(r"[0-9]{1,2}[:.][0-9]{2}|noon|midnight|a\.?m|p\.?m|[0-9]{1,2}[ap]m", token):
        return "the time of day is not kept"
    if re.fullmatch(r"'[0-9]{2}s?|[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}", token):
        return "the century is not said"
    return f"{token!r} is no part of a date"
