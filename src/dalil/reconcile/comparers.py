"""Typed comparers: two values in, how they stand to each other and why out. Pure and symmetric."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dalil.values import QUALIFIERS, Count, Duration, Time

DAYS = {"Y": 365.25, "M": 30.44, "W": 7.0, "D": 1.0}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind of agreement, the rule, what each side says, and why. `swapped`: the second refines."""

    kind: str
    rule: str
    sentence: tuple[str, str]
    why: str
    swapped: bool = False


def compare_times(a: Time, b: Time, *, single: bool = True) -> Verdict | None:  # noqa: PLR0911 - one a verdict
    """By the days they can touch: equal, one inside the other, overlapping, apart."""
    says = (f"says {a.label}", f"says {b.label}")
    if a == b:
        return Verdict("same", "date-ranges", says, "They give the same time.")
    if not all(time.edtf and (time.earliest or time.latest) for time in (a, b)):
        return None
    (a1, a2), (b1, b2) = _days(a), _days(b)
    if (a1, a2) == (b1, b2):
        return Verdict("compatible", "date-ranges", says, "The days are the same, how sure they are differs.")
    if b1 <= a1 and a2 <= b2:
        return Verdict("refines", "date-ranges", says, f"{a.label} lies within {b.label}.")
    if a1 <= b1 and b2 <= a2:
        return Verdict("refines", "date-ranges", says[::-1], f"{b.label} lies within {a.label}.", swapped=True)
    if a1 <= b2 and b1 <= a2:
        return Verdict("compatible", "date-ranges", says, "The times overlap.")
    if single and not {"~", "?", "%"} & set(a.edtf + b.edtf):
        return Verdict("conflicts", "date-ranges", says, "The times have no day in common.")
    if single:
        return Verdict("compatible", "date-ranges", says, "The times are apart, but at least one is approximate.")
    return None


def _days(time: Time) -> tuple[date, date]:
    """The first and last day; an open side runs on for ever."""
    return time.earliest or date.min, time.latest or date.max


def compare_counts(a: Count, b: Count) -> Verdict | None:
    """By the ranges the numbers leave open; unit nouns that differ are said, not translated. "Countless" is no number."""
    says = (f"says {a.label}", f"says {b.label}")
    units = "" if a.unit == b.unit else f" The unit nouns differ ({a.unit or 'none'}, {b.unit or 'none'})."
    if a == b:
        return Verdict("same", "count-ranges", says, "They give the same count.")
    if any((count.low, count.best, count.high) == (None, None, None) for count in (a, b)):
        return None
    (a1, a2), (b1, b2) = _range(a), _range(b)
    if a1 > b2 or b1 > a2:
        if units:
            return Verdict(
                "compatible", "count-ranges", says, "The numbers are apart, but not of the same unit." + units
            )
        return Verdict("conflicts", "count-ranges", says, "No number satisfies both.")
    return Verdict("compatible", "count-ranges", says, _how_both(a, b) + units)


def _how_both(a: Count, b: Count) -> str:
    """Why two counts that are not the same can both be true."""
    if _range(a) == _range(b) and a.unit != b.unit:
        return "The same figure."
    if (a.unit, a.low, a.best, a.high) == (b.unit, b.low, b.best, b.high):
        return "The same figure, qualified differently."
    return "A number can satisfy both."


def _range(count: Count) -> tuple[float, float]:
    """The numbers a count leaves open. "About", "nearly" and a best estimate alone leave a tenth."""
    if count.best is not None and count.low is None and count.high is None:
        return count.best * 0.9, count.best * 1.1
    if count.qualifier in ("nearly", "almost") and count.high is not None:
        return count.high * 0.9, count.high
    low = 0 if count.low is None else count.low
    return low, float("inf") if count.high is None else count.high


def compare_durations(a: Duration, b: Duration, *, single: bool = True) -> Verdict | None:
    """By the lengths that the words leave open; a month and a year are taken at their mean length."""
    says = (f"says {a.label}", f"says {b.label}")
    if a == b:
        return Verdict("same", "durations", says, "They give the same duration.")
    if a.xsd == b.xsd:
        return Verdict("compatible", "durations", says, "The same length, said differently.")
    (a1, a2), (b1, b2) = _length(a), _length(b)
    if a1 <= b2 and b1 <= a2:
        return Verdict("compatible", "durations", says, "A length can satisfy both.")
    return Verdict("conflicts", "durations", says, "No length satisfies both.") if single else None


def _length(duration: Duration) -> tuple[float, float]:
    """Shortest and longest, in days. "About" and "nearly" leave a tenth, a month or a year a fiftieth."""
    days = int(duration.length[1:-1]) * DAYS[duration.length[-1]]
    slack = days / 50 if duration.length[-1] in "YM" else 0.0
    low, high = days - slack, days + slack
    bound = QUALIFIERS[duration.qualifier][1] if duration.qualifier else "exact"
    if bound == "best":
        return days * 0.9, days * 1.1
    if bound == "low":
        return low, float("inf")
    if duration.qualifier in ("nearly", "almost"):
        return days * 0.9, high
    return (0.0 if bound == "high" else low), high
