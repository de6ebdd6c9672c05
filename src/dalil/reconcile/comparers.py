"""Typed comparers: two values in, how they stand to each other and why out. Pure and symmetric."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dalil.values import Count, Time


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind of agreement, the rule, what each side says, and why. `swapped`: the second refines."""

    kind: str
    rule: str
    sentence: tuple[str, str]
    why: str
    swapped: bool = False


def compare_times(a: Time, b: Time, *, single: bool = True) -> Verdict | None:
    """By the days they can touch: equal, one inside the other, overlapping, apart."""
    says = (f"says {a.label}", f"says {b.label}")
    if a == b:
        return Verdict("same", "date-ranges", says, "They give the same time.")
    if not (a.edtf and b.edtf) or None in (a.earliest, a.latest, b.earliest, b.latest):
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
    assert time.earliest and time.latest
    return time.earliest, time.latest


def compare_counts(a: Count, b: Count) -> Verdict:
    """By the ranges the numbers leave open; unit nouns that differ are said, not translated."""
    says = (f"says {a.label}", f"says {b.label}")
    units = "" if a.unit == b.unit else f" The unit nouns differ ({a.unit or 'none'}, {b.unit or 'none'})."
    if a == b:
        return Verdict("same", "count-ranges", says, "They give the same count.")
    (a1, a2), (b1, b2) = _range(a), _range(b)
    if a1 > b2 or b1 > a2:
        if units:
            return Verdict("compatible", "count-ranges", says, "The numbers are apart, but not of the same unit." + units)
        return Verdict("conflicts", "count-ranges", says, "No number satisfies both.")
    if not units and (a.low, a.best, a.high) == (b.low, b.best, b.high):
        return Verdict("compatible", "count-ranges", says, "The same figure, qualified differently.")
    if (a1, a2) == (b1, b2):
        return Verdict("compatible", "count-ranges", says, "The same figure." + units)
    return Verdict("compatible", "count-ranges", says, "A number can satisfy both." + units)


def _range(count: Count) -> tuple[float, float]:
    """The numbers a count leaves open. "About" and "nearly" leave a tenth either way."""
    if count.qualifier in ("about", "around", "approximately", "some") and count.best is not None:
        return count.best * 0.9, count.best * 1.1
    if count.qualifier in ("nearly", "almost") and count.high is not None:
        return count.high * 0.9, count.high
    low = 0 if count.low is None else count.low
    return low, float("inf") if count.high is None else count.high
