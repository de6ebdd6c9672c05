"""Times that are counted from another one: today and last month from the day of the document, anniversaries from an event."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dalil.errors import BadValue
from dalil.values.times import Time
from dalil.values.words.calendars import MONTHS, UNITS
from dalil.values.words.numbers import ARABIC_ORDINALS, ORDINALS, leading_number
from dalil.values.words.phrases import EARLY_OR_LATE
from dalil.values.words.qualifying import BEFORE, QUALIFIERS
from dalil.values.words.writing import head_of

PRECISION = {"D": 10, "M": 7, "Y": 4}
LEVELS = {"D": "day", "M": "month", "Y": "year"}
DAYS = {  # folded -> days from that of the document
    **dict.fromkeys(("today", "tonight", "this morning", "this afternoon", "this evening", "اليوم"), 0),
    **dict.fromkeys(("yesterday", "last night", "yesterday evening", "امس", "البارحه"), -1),
    **dict.fromkeys(("the day before yesterday", "اول امس", "اول من امس"), -2),
    **dict.fromkeys(("tomorrow", "غدا"), 1),
}
PERIODS = {  # folded -> the unit, and how many of them from that of the document
    **{f"{word} {unit}": (UNITS[unit], n) for word, n in (("this", 0), ("last", -1), ("next", 1)) for unit in ("week", "month", "year")},
    **dict.fromkeys(("هذا الاسبوع",), ("W", 0)),
    **dict.fromkeys(("الاسبوع الماضي",), ("W", -1)),
    **dict.fromkeys(("الاسبوع المقبل", "الاسبوع القادم"), ("W", 1)),
    **dict.fromkeys(("هذا الشهر",), ("M", 0)),
    **dict.fromkeys(("الشهر الماضي",), ("M", -1)),
    **dict.fromkeys(("الشهر المقبل", "الشهر القادم"), ("M", 1)),
    **dict.fromkeys(("هذا العام", "هذه السنه"), ("Y", 0)),
    **dict.fromkeys(("العام الماضي", "السنه الماضيه"), ("Y", -1)),
    **dict.fromkeys(("العام المقبل", "السنه المقبله", "العام القادم"), ("Y", 1)),
}  # fmt: skip
_PLAIN = (*DAYS, *(words for words, (unit, _) in PERIODS.items() if unit != "W"))
COUNTED_WORDS = re.compile(r"\b(?:" + "|".join(sorted(_PLAIN, key=len, reverse=True)) + r")\b")
OF_AN_EVENT = {  # folded -> days from that of an event that was told before
    **dict.fromkeys(("the same day", "that day", "that very day", "on that day", "on the same day"), 0),
    **dict.fromkeys(("the following day", "the next day", "the day after", "a day later", "one day later"), 1),
    **dict.fromkeys(("the previous day", "the day before", "a day earlier", "one day earlier", "the eve"), -1),
    **dict.fromkeys(("اليوم نفسه", "ذلك اليوم", "في ذلك اليوم"), 0),
    **dict.fromkeys(("اليوم التالي", "في اليوم التالي"), 1),
    **dict.fromkeys(("اليوم السابق", "في اليوم السابق"), -1),
}
EDGES = {"earlier ": -1, "later ": 1}
COUNTED = "it is counted from"
DOCUMENT = "the day of the document"
VAGUE = re.compile(
    r"(recently|lately|previously|soon|formerly|once|(?:in )?recent .*|in the (?:past|future)|مؤخرا|سابقا|حديثا|قريبا)"
)
ANNIVERSARY = re.compile(r"(?:on )?(?:the )?(eve of )?(?:the )?([\w-]+) anniversary(?: of .*)?")
ARABIC_ANNIVERSARY = re.compile(r"(?:في )?(?:ال)?ذكري(?: السنويه)? (.+?)(?: (?:ل|من).*)?")


@dataclass(frozen=True, slots=True)
class Counted:
    """A date that was counted, from what, and how."""

    edtf: str
    basis: Literal["relative", "derived"]
    note: str


def read_relative(words: str, published: Time | None, event: Time | None) -> Counted | None:
    """Folded words; None where they count from nothing. Raises BadValue where they do and it is not known."""
    bare = re.sub(r"^(?:on|in|during) (?!recent|that|the same|the past|the future)", "", words)
    if VAGUE.fullmatch(words):
        raise BadValue("the words set no time")
    if bare in DAYS:
        return _relative(_day(_known(published, "D", DOCUMENT), DAYS[bare]), published)
    return _in_period(bare, published) or _of_event(bare, words, event) or _ago(bare, published)


def with_dates(words: str, published: Time | None) -> str:
    """The same words, with yesterday and last year as dates: since yesterday, by next year. Raises BadValue."""

    def dated(found: re.Match[str]) -> str:
        if found[0] in DAYS:
            return _day(_known(published, "D", DOCUMENT), DAYS[found[0]])
        unit, n = PERIODS[found[0]]
        return _period(_known(published, unit, DOCUMENT), unit, n)

    return COUNTED_WORDS.sub(dated, words)


def _in_period(words: str, published: Time | None) -> Counted | None:
    """`last week`, `this year`, `earlier this month`, `early next year`, `last July`."""
    before = next((before for before in EDGES if words.startswith(before)), "")
    part, rest = head_of(words.removeprefix(before), EARLY_OR_LATE)
    unit, n = PERIODS.get(rest.removeprefix("of "), ("", 0))
    if not unit:
        return None if before or part else _named_month(words, published)
    if (before and (n or part)) or (unit == "W" and (before or part)):
        return None
    if before:
        return _relative(_rest(_known(published, "D", DOCUMENT), unit, EDGES[before]), published)
    day = _known(published, "D" if unit == "W" else unit, DOCUMENT)
    return _relative(_period(day, unit, n) + "~" * bool(part), published)


def _named_month(words: str, published: Time | None) -> Counted | None:
    """Last July, said in September, is that of this year or of the last one; said in May, it can be one only."""
    word, _, name = words.partition(" ")
    month, step = MONTHS.get(name, 0), {"last": -1, "next": 1}.get(word, 0)
    if not month or not step:
        return None
    day = _known(published, "M", DOCUMENT)
    years = [day.year, day.year + step] if (month - day.month) * step > 0 else [day.year + step]
    named = [f"{_year(year)}-{month:02}" for year in sorted(years)]
    return _relative(named[0] if len(named) == 1 else f"[{','.join(named)}]", published)


def _of_event(bare: str, words: str, event: Time | None) -> Counted | None:
    """`the following day`, `three days later`."""
    later = re.fullmatch(r"(.+?) (later|earlier|after|before)(?: (?:that|it))?", bare)
    number = leading_number(later[1]) if later else None
    days = OF_AN_EVENT.get(bare, OF_AN_EVENT.get(words))
    if days is None and later and number and UNITS.get(number[2]) in ("D", "W"):
        days = number[0] * (7 if UNITS[number[2]] == "W" else 1) * (1 if later[2] in ("later", "after") else -1)
    if days is None:
        return None
    day = _known(event, "D", "a day that was told before")
    how_far = f"{abs(days)} day{'s' * (abs(days) != 1)} {'after' if days > 0 else 'before'}" if days else "the day of"
    return Counted(_day(day, days), "derived", f"{how_far} {day.isoformat()}")


def _ago(bare: str, published: Time | None) -> Counted | None:
    """`nearly 11 years ago`, `قبل 11 عاما`: to the day only where days are counted."""
    found = re.fullmatch(r"(.+) ago|قبل (.+)", bare)
    if found is None:
        return None
    qualifier, rest = head_of(found[1] or found[2], BEFORE)
    number = leading_number(re.sub("^an? ", "one ", rest))
    unit = UNITS.get(number[2]) if number else None
    if number is None or unit is None:
        if found[2]:
            return None
        raise BadValue("how long ago is not said in figures")
    bound = QUALIFIERS[qualifier][1] if qualifier else ""
    exact = unit == "D" and not bound
    if bound == "high" and qualifier not in ("nearly", "almost"):
        raise BadValue("how long ago is not said in figures")
    day = _known(published, "D" if unit in "DW" else unit, DOCUMENT)
    if bound == "low":
        return _relative(f"[..{_edge(day, number[0], unit, _plain_date(published))}]", published)
    return _relative(_back(day, number[0], unit) + "~" * (not exact), published)


def read_anniversary(words: str, event: Time | None) -> Counted | None:
    """`the 11th anniversary`, `on the eve of the third anniversary of …`; None for other words. Raises BadValue."""
    found = ANNIVERSARY.fullmatch(words)
    arabic = None if found else ARABIC_ANNIVERSARY.fullmatch(words)
    nth = found[2] if found else arabic[1] if arabic else ""
    figure = re.fullmatch("([0-9]{1,3})(?:st|nd|rd|th)", nth)
    years = int(figure[1]) if figure else {**ORDINALS, **ARABIC_ORDINALS}.get(nth, 0)
    if not years:
        return None
    known = _plain_date(event)
    if not known:
        raise BadValue(f"{COUNTED} an event, whose date is not known")
    edtf = _year(int(known[:4]) + years) + known[4:]
    note = f"{years} years after {known}"
    if found and found[1]:
        if len(known) < PRECISION["D"]:
            raise BadValue("the day before it needs the day of the event")
        edtf, note = _day(_date(edtf), -1), f"the day before that, {note}"
    return Counted(_date(edtf).isoformat() if len(edtf) == PRECISION["D"] else edtf, "derived", note)


def _relative(edtf: str, published: Time | None) -> Counted:
    return Counted(edtf, "relative", f"counted from {published.edtf if published else ''}, {DOCUMENT}")


def _known(time: Time | None, unit: str, what: str) -> date:
    """The first day of a time that is known as exactly as the unit that is counted. Raises BadValue."""
    known = _plain_date(time)
    if not known:
        raise BadValue(f"{COUNTED} {what}, which is not known")
    if len(known) < PRECISION[unit]:
        raise BadValue(f"{COUNTED} {what}, of which the {LEVELS[unit]} is not known")
    return _date(known + "-01-01"[len(known) - 4 :])


def _plain_date(time: Time | None) -> str:
    """A day, a month or a year, as sure as can be; nothing else can be counted from."""
    return time.edtf if time and re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}", time.edtf) and time.earliest else ""


def _date(edtf: str) -> date:
    try:
        return date.fromisoformat(edtf)
    except ValueError as error:
        raise BadValue(f"the calendar has no {edtf}") from error


def _day(day: date, days: int) -> str:
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError as error:
        raise BadValue("the calendar has no such day") from error


def _year(year: int) -> str:
    if not date.min.year <= year <= date.max.year:
        raise BadValue("the calendar has no such year")
    return f"{year:04}"


def _months(day: date, months: int) -> str:
    years, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return f"{_year(years)}-{month + 1:02}"


def _period(day: date, unit: str, n: int) -> str:
    """The same, the last or the next one. A week may begin on Saturday, Sunday or Monday: all the days somebody may mean."""
    if unit == "W":
        first, last = {0: (-6, 6), -1: (-13, -1), 1: (1, 13)}[n]
        return f"[{_day(day, first)}..{_day(day, last)}]"
    return _months(day, n) if unit == "M" else _year(day.year + n)


def _rest(day: date, unit: str, edge: int) -> str:
    """What of this month or year lies before the day of the document, or behind it."""
    period = day.isoformat()[: PRECISION[unit]]
    return f"[{period}..{_day(day, 0)}]" if edge < 0 else f"[{_day(day, 0)}..{period}]"


def _back(day: date, number: int, unit: str) -> str:
    if unit in "DW":
        return _day(day, -number * (7 if unit == "W" else 1))
    return _months(day, -number) if unit == "M" else _year(day.year - number)


def _edge(day: date, number: int, unit: str, known: str) -> str:
    """The last day that lies so long before; as exact as the day from which it is counted."""
    edtf = _back(day, number, unit)
    month = _months(day, -number * (12 if unit == "Y" else 1)) if unit in "MY" else edtf
    if unit in "DW" or len(known) == PRECISION[unit]:
        return edtf
    if len(known) == PRECISION["M"]:
        return month
    last = monthrange(int(month[:4]), int(month[5:]))[1]
    return f"{month}-{min(day.day, last):02}"
