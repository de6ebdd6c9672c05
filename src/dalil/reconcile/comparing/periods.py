"""The time for which something is said: a state that holds at one time need not hold at another.

A period has outer bounds (None: open) and, where it is known, a core on every day of which the statement holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dalil.reconcile.comparing.timewords import at, worded
from dalil.values import Time


@dataclass(frozen=True, slots=True)
class Period:
    """The days for which something is said, and how a person calls them."""

    first: date | None
    last: date | None
    core: tuple[date, date] | None
    label: str
    told: bool = False
    """Whether it is only the day of the source: what is said without a time is said of the time of telling."""
    of: str = ""
    """The position or event whose time it is, where it is that of one."""

    def apart(self, other: Period) -> bool:
        """Whether no day can lie in both."""
        return _ends_before(self, other) or _ends_before(other, self)

    def touches(self, other: Period) -> bool:
        """Whether the one ends on the very day on which the other begins: who leaves and who comes share it."""
        one_day = self.first == self.last and other.first == other.last
        return not one_day and (_ends_as(self, other) or _ends_as(other, self))

    def together(self, other: Period) -> bool:
        """Whether both certainly hold on one day: their cores meet, or the core of one covers all of the other."""
        if self.core and other.core:
            return self.core[0] <= other.core[1] and other.core[0] <= self.core[1]
        return self.covers(other) or other.covers(self)

    def covers(self, other: Period) -> bool:
        """Whether every day on which the other can hold is one on which this certainly does."""
        if not self.core or other.first is None or other.last is None:
            return False
        return self.core[0] <= other.first and other.last <= self.core[1]

    def excludes(self, other: Period) -> bool:
        """Whether this, if denied for all its days, leaves the other none: they share a day that is certain, or all days."""
        first, last = self.first or date.min, self.last or date.max
        if other.core and first <= other.core[1] and other.core[0] <= last:
            return True
        return first <= (other.first or date.min) and (other.last or date.max) <= last


def _ends_before(one: Period, other: Period) -> bool:
    return one.last is not None and other.first is not None and one.last < other.first


def _ends_as(one: Period, other: Period) -> bool:
    return one.last is not None and one.last == other.first


def held(began: Sequence[Time], ended: Sequence[Time], seen: Sequence[Time]) -> Period | None:
    """The period of a thing that began and ended at some times and was seen (dated, attested) at others."""
    began, ended, seen = _bounded(began), _bounded(ended), _bounded(seen)
    if not (began or ended or seen):
        return None
    first = min((t.earliest or date.min for t in (*began, *seen)), default=None) if began or not ended else None
    last = max((t.latest or date.max for t in (*ended, *seen)), default=None) if ended or not began else None
    return Period(
        None if first == date.min else first,
        None if last == date.max else last,
        _core(began, ended, seen),
        _label(began, ended, seen),
    )


def telling(published: Time, *, inferred: bool = False) -> Period | None:
    """The period of what a source says without a time: the day of the source, which may itself be an inference."""
    if not _bounded([published]):
        return None
    first, last = published.earliest, published.latest
    core = (first, last) if first and first == last else None
    label = f"told {at(published)}" + ", a day that is inferred" * inferred
    return Period(first, last, core, label, told=True)


def _bounded(times: Iterable[Time]) -> list[Time]:
    return sorted({t for t in times if t.earliest or t.latest}, key=lambda t: (t.earliest or date.min, t.edtf))


def _core(began: Sequence[Time], ended: Sequence[Time], seen: Sequence[Time]) -> tuple[date, date] | None:
    """From the first to the last day that is certain: a state does not stop in between."""
    days: list[date] = []
    for time in (*began, *ended, *seen):
        filled = time in seen and time.extent == "throughout"
        if time.earliest and time.latest and (filled or time.earliest == time.latest):
            days += [time.earliest, time.latest]
    starts, ends = [t.latest for t in began if t.latest], [t.earliest for t in ended if t.earliest]
    if starts and ends and max(starts) <= min(ends):
        days += [max(starts), min(ends)]
    return (min(days), max(days)) if days else None


def _label(began: Sequence[Time], ended: Sequence[Time], seen: Sequence[Time]) -> str:
    if began and ended:
        return f"from {worded(began[0])} to {worded(ended[-1])}"
    if began:
        return f"from {worded(began[0])} on"
    if ended:
        return f"until {worded(ended[-1])}"
    return " and ".join(at(t) for t in seen)
