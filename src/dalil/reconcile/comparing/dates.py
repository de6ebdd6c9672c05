"""Times compared: by the days on which they can lie, and by whether they are true on some day of a range or on every day of it."""

from __future__ import annotations

from functools import lru_cache

from dalil.reconcile.comparing.timewords import quoted, worded
from dalil.reconcile.comparing.verdicts import CACHED, Verdict
from dalil.values import Time
from dalil.values.days import as_in_the_north, days_of

RULE = "date-ranges"
DOUBT = frozenset("~?%")
REACH = 10
"""Convention: "about" reaches ten times as far as the date is long, so that about 2013 is no 1950."""


@lru_cache(maxsize=CACHED)
def compare_times(a: Time, b: Time, *, single: bool = True) -> Verdict | None:
    """Equal, one inside the other, overlapping, apart: docs/explanation/agreement.md has the table of all cases."""
    says = (worded(a), worded(b))
    if a == b:
        return Verdict("same", RULE, says)
    if not all(time.edtf and (time.earliest or time.latest) for time in (a, b)):
        return None
    if days_of(a) == days_of(b):
        return _same_days(a, b, says)
    if not days_of(a).meets(days_of(b)):
        return _apart(a, b, says) if single else None
    for one, other, swapped in ((a, b, False), (b, a, True)):
        if days_of(one).lies_in(days_of(other)):
            return _within(one, other, says, swapped=swapped)
    return Verdict("compatible", RULE, says, "Both can hold: they have days in common.")


def includes(whole: Time, part: Time) -> bool:
    """Whether who says the one has said the other too, and more: from 2011 to 2014, and 2012."""
    if not days_of(part).sure or _in_doubt(whole, part):
        return False
    if days_of(whole).lies_in(days_of(part)) and not _is_every(part):
        return True
    return _is_every(whole) and days_of(part).lies_in(days_of(whole))


def _same_days(a: Time, b: Time, says: tuple[str, str]) -> Verdict:
    """The same days, said with other doubts, or once of some day and once of every day."""
    if a.earliest == a.latest and not _in_doubt(a, b):
        return Verdict("same", RULE, says, "Both give one and the same day.")
    if _is_every(a) != _is_every(b) and not _in_doubt(a, b):
        every, some = (a, b) if _is_every(a) else (b, a)
        why = f"{quoted(every)} is said of every day, {quoted(some)} of some day among the same."
        return Verdict("refines", RULE, says, why, swapped=every is b)
    if _in_doubt(a, b):
        return Verdict("compatible", RULE, says, "They give the same days, and differ in how sure they are.")
    return Verdict("same" if days_of(a).sure else "compatible", RULE, says, "They give the same days.")


def _apart(a: Time, b: Time, says: tuple[str, str]) -> Verdict:
    if not _in_doubt(a, b):
        return Verdict("conflicts", RULE, says, "They have no day in common.")
    doubted = [time for time in (a, b) if _in_doubt(time)]
    told = f"{' and '.join(map(quoted, doubted))} {'are' if len(doubted) > 1 else 'is'}"
    if _is_far(a, b):
        own = "their" if len(doubted) > 1 else "its"
        why = f"They have no day in common, and {told} read as no more than {REACH} times {own} own length off."
        return Verdict("conflicts", RULE, says, why)
    return Verdict("compatible", RULE, says, f"They have no day in common, but {told} given with doubt.")


def _is_far(a: Time, b: Time) -> bool:
    """Whether two times are further apart than "about" reaches; what is uncertain may be wrong by any measure."""
    if any({"?", "%"} & set(time.edtf) for time in (a, b)):
        return False
    if any("~" in time.edtf and (not (time.earliest and time.latest) or "/" in time.edtf) for time in (a, b)):
        return False
    first, later = (days_of(time).stretches for time in sorted((a, b), key=lambda time: days_of(time).stretches))
    reach = sum(
        REACH * (t.latest - t.earliest).days + REACH for t in (a, b) if "~" in t.edtf and t.latest and t.earliest
    )
    return (later[0][0] - first[-1][1]).days > reach


def _within(one: Time, other: Time, says: tuple[str, str], *, swapped: bool) -> Verdict:
    """Of which the one lies inside the other."""
    if _is_every(other):
        return Verdict("compatible", RULE, says, _among(one, other))
    if not days_of(other).sure:
        why = f"Both can hold: {quoted(one)} lies between the first and the last day of {quoted(other)}."
        return Verdict("compatible", RULE, says, why)
    why = f"{quoted(one)} lies within {quoted(other)}"
    northern = as_in_the_north(other)
    if northern != other:
        if not days_of(as_in_the_north(one)).lies_in(days_of(northern)):
            return Verdict(
                "compatible", RULE, says, f"{why} as one half of the world has its seasons, not as the other."
            )
        why += ", as the northern half of the world has its seasons"
    return Verdict("refines", RULE, says, f"{why}.", swapped)


def _among(one: Time, other: Time) -> str:
    """What is true on every day of a range says something of each day within it, and more."""
    if "/" not in other.edtf:
        return f"Both can hold: {quoted(one)} is among {quoted(other)}."
    if _is_every(one):
        return f"Both can hold: {quoted(other)} takes in every day of {quoted(one)}."
    return f"Both can hold: what is said of every day {worded(other)} is said of {worded(one)} too."


def _is_every(time: Time) -> bool:
    """Whether a time is said of all that it names: every day of an interval, each date of a set in braces."""
    return time.extent == "throughout" or time.edtf.startswith("{")


def _in_doubt(*times: Time) -> bool:
    """Whether any is approximate or uncertain."""
    return any(DOUBT & set(time.edtf) for time in times)
