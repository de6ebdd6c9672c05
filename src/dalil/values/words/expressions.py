"""What sources write of when and how long → a value with its basis, or an honest "unresolved" with the reason.

`explicit`: the words alone say it. `relative`: counted from the day of the document. `derived`: counted from another
event. Only the first may stand in a fact file as what a source says; the others are inferences, and need their premises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from dalil.errors import BadValue
from dalil.values.dates import read_date
from dalil.values.durations import Duration, parse_duration
from dalil.values.times import Time, parse_time
from dalil.values.words.calendars import OTHER_CALENDARS, UNITS
from dalil.values.words.numbers import ORDINALS
from dalil.values.words.relatives import COUNTED, DOCUMENT, read_anniversary, read_relative, with_dates
from dalil.values.words.writing import folded, tidy

Basis = Literal["", "explicit", "relative", "derived"]
LONGEST = 200
FOR = re.compile(r"(?:for|during|over|lasting) (?:the (?:last|past) )?|خلال |لمده |منذ |طوال ")
VAGUE = re.compile(rf"(?:(?:for|over|during) )?(?:(?:several|many|a few|some|countless) )?(?:{'|'.join(UNITS)})")
CORRESPONDS = re.compile(r" ?\(?(?:الموافق(?: ل)?|corresponding to) ?")
EDTF_SIGNS = re.compile(r"[0-9XYSETZ~?%/.,:+\[\]{}\s-]*")


@dataclass(frozen=True, slots=True)
class Expression:
    """Words about time, and what they come to: a value and how it was found, or the reason why there is none."""

    words: str
    value: Time | Duration | None = None
    basis: Basis = ""
    note: str = ""
    reason: str = ""
    hint: str = ""

    @property
    def kind(self) -> Literal["time", "duration", "unresolved"]:
        """What the words are about."""
        if self.value is None:
            return "unresolved"
        return "time" if isinstance(self.value, Time) else "duration"

    @property
    def edtf(self) -> str:
        """The time as EDTF; nothing for a duration, which is never turned into a date."""
        return self.value.edtf if isinstance(self.value, Time) else ""


def read_expression(words: str, *, published: Time | None = None, event: Time | None = None) -> Expression:
    """The words of a source, with the day of the document and of the event they count from, where these are known.

    >>> read_expression("between 16 and 18 April 2013").edtf
    '[2013-04-16..2013-04-18]'
    >>> read_expression("Today").reason
    'it is counted from the day of the document, which is not known'
    """
    said = tidy(words).strip(" ,;:()\"'“”‘’«»،؛")
    said = said if said.endswith("..") else said.rstrip(".")
    if len(said) > LONGEST:
        return Expression(words, reason="these are too many words for one time")
    try:
        return _read(words, said, published, event)
    except BadValue as error:
        return Expression(words, reason=error.message, hint=error.hint or "")


def _read(words: str, said: str, published: Time | None, event: Time | None) -> Expression:
    if EDTF_SIGNS.fullmatch(said) and (time := _as_edtf(said)):
        return Expression(words, time, "explicit")
    if short := re.fullmatch("([0-9]{2})([0-9]{2})-([0-9]{2})", said):  # a slip of the pen, or 2011-13
        century, first, last = short.groups()
        range_ = f"from one year to another is {century}{first}/{century}{last}" if last > first else ""
        raise BadValue(f"there is no month {last}", hint=range_)
    plain = _in_our_calendar(_plain(said))
    _refuse_other_calendars(plain)
    if derived := read_anniversary(plain, event):
        return Expression(words, parse_time(derived.edtf), "derived", derived.note)
    if relative := read_relative(plain, published, event):
        return Expression(words, parse_time(relative.edtf), relative.basis, relative.note)
    if duration := _as_duration(said) or _as_duration(FOR.sub("", plain, count=1) if FOR.match(plain) else ""):
        return Expression(words, duration, "explicit")
    if VAGUE.fullmatch(plain):
        raise BadValue("how long is not said in figures")
    dated = with_dates(plain, published)
    written = read_date(dated)
    if dated == plain:
        return Expression(words, parse_time(written.edtf), "explicit", written.note)
    return Expression(words, parse_time(written.edtf), "relative", written.note or f"counted from {DOCUMENT}")


def _plain(said: str) -> str:
    """Folded, with ordinals in figures, and early-June as early June."""
    words = folded(said)
    words = re.sub(
        r"[a-z]+-[a-z]+", lambda found: f"{ORDINALS[found[0]]}th" if found[0] in ORDINALS else found[0], words
    )
    words = re.sub(r"\b(early|mid|late)-(?=\w)", r"\1 ", words)
    words = re.sub(r"^([0-9]{4})/([0-9]{2})$", r"\1-\2", words)
    words = re.sub(r"\b([ab])\.([cd])(\b\.?)", r"\1\2", words)
    words = re.sub(r"(?<=[a-z])\.(?=[0-9])", " ", words)
    return re.sub(r"(?<=[0-9])م\b", "", words)


def _as_edtf(said: str) -> Time | None:
    try:
        return parse_time(said)
    except BadValue as error:
        if "before it begins" in error.message or "time of day" in error.message:
            raise
        return None


def _as_duration(said: str) -> Duration | None:
    try:
        return parse_duration(said)
    except BadValue as error:
        if "hours" in (error.hint or ""):
            raise BadValue("hours and minutes are not kept") from error
        return None


def _in_our_calendar(words: str) -> str:
    """Of a date that the source gives in two calendars, `16 رمضان 1434 الموافق 25 تموز 2013`, the one that can be read."""
    sides = CORRESPONDS.split(words)
    ours = [side for side in sides if not _of_another_calendar(side)]
    return ours[0] if len(sides) == 2 and len(ours) == 1 else words


def _refuse_other_calendars(words: str) -> None:
    if name := _of_another_calendar(words):
        hint = "convert it in an inferred claim, and say by which table"
        raise BadValue(f"{name!r} is of {OTHER_CALENDARS[name]}, and is not converted", hint=hint)


def _of_another_calendar(words: str) -> str:
    """The name that shows it."""
    tokens = re.sub(r"[^\w\s']", " ", words).split()
    return next((name for name in (*tokens, *map(" ".join, pairwise(tokens))) if name in OTHER_CALENDARS), "")


def read_time(text: str) -> Time:
    """A time as a fact file writes it: EDTF, or words that say it alone and exactly. Raises BadValue.

    >>> read_time("16 April 2013").edtf
    '2013-04-16'
    """
    try:
        return parse_time(text)
    except BadValue as error:
        found = read_expression(text)
        if isinstance(found.value, Time) and not found.note and "XXXX" not in found.edtf:
            return found.value
        if found.reason == error.message:
            raise
        raise BadValue(error.message, hint=_instead(found) or error.hint) from error


def _instead(found: Expression) -> str:
    """What a fact file may say in the place of such words."""
    if found.edtf:
        return f"write {found.edtf}" + f"; {found.note}" * bool(found.note)
    if found.kind == "duration":
        return "this is how long, and not when"
    if COUNTED in found.reason:
        why = found.reason.partition(",")[0]
        return f"{why}: write {{ words: {found.words} }}, and the date in an inferred claim, with its premises"
    if found.hint:
        return f"{found.reason}; {found.hint}"
    in_words = re.search(r"[^\W\d]", found.words[:LONGEST])
    return f"{found.reason}; write EDTF (2013-04-16, 2013-04, 2011/2013), or {{ words: … }}" if in_words else ""
