"""Two statements on the same thing and property compared, by the kind of their values. Pure and symmetric.

What is not comparable (two of several perpetrators, two names) gives None: silence means "not comparable".
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pyoxigraph import Literal

from dalil.model import Object
from dalil.reconcile.comparing.dates import compare_times, includes
from dalil.reconcile.comparing.quantities import compare_counts, compare_durations, counted_in, lasts_in
from dalil.reconcile.comparing.said import Reader, Said
from dalil.reconcile.comparing.timewords import quoted
from dalil.reconcile.comparing.verdicts import UNRELATED, Verdict
from dalil.values import Count, Duration, Time
from dalil.vocabulary import spoken

NO_LEVELS = frozenset(
    ("before", "mentionedBefore", "ledTo", "headOf", "partnerOf", "relativeOf", "similarTo", "exemplifies")
) | {"derivedFrom", "cites", "signatory"}
"""Properties on which a part does not stand for its whole: who heads a branch does not head the service above it."""

LONGEST = 200
"""Characters of a text that a sentence repeats; the claim has it whole."""


def compare(first: Said, second: Said, reader: Reader) -> Verdict | None:
    """How two statements on one thing and property stand to each other; None where they cannot be compared."""
    if _key(second) < _key(first):  # one order for both, so that the words are the same whichever comes first
        turned = compare(second, first, reader)
        return turned and turned.turned()
    if first.denied and second.denied:
        return None
    if first.denied or second.denied:
        verdict = _denial(first, second, reader)
    else:
        verdict = _values(first, second, reader) or _by_period(first, second, reader)
    return verdict and in_time(verdict, first, second)


def _key(said: Said) -> tuple[str, bool, str]:
    return said.value, said.denied, said.when.label if said.when else ""


def _values(first: Said, second: Said, reader: Reader) -> Verdict | None:
    """By the kind of value: times, counts, durations, things, literals."""
    a, b, single = first.object, second.object, reader.is_single(first.term)
    if isinstance(a, Time) and isinstance(b, Time):
        return compare_times(a, b, single=single)
    if isinstance(a, Count) and isinstance(b, Count):
        return compare_counts(a, b)
    if isinstance(a, Duration) and isinstance(b, Duration):
        return compare_durations(a, b, single=single)
    if isinstance(a, str) and isinstance(b, str):
        return _things(a, b, first.term, reader)
    if isinstance(a, Literal) and isinstance(b, Literal):
        return _literals(a, b, first.term, single=single)
    return None


def _literals(a: Literal, b: Literal, term: str, *, single: bool) -> Verdict | None:
    says = (shown(a), shown(b))
    if a == b:
        return Verdict("same", "same-value", says)
    if single and not (a.language or b.language):
        return Verdict("conflicts", "single-value", says, f"Only one {spoken(term)} can be right.")
    return None


def shown(literal: Literal) -> str:
    """Words in quotation marks, very long ones cut, numbers as they are."""
    if literal.datatype.value.endswith("integer"):
        return literal.value
    words = literal.value if len(literal.value) <= LONGEST else f"{literal.value[:LONGEST]}…"
    return f"“{words}”"


def _things(a: str, b: str, term: str, reader: Reader) -> Verdict | None:
    says = (reader.label(a), reader.label(b))
    if a == b:
        return Verdict("same", "same-thing", says)
    if term not in NO_LEVELS:
        a_below, b_below = b in reader.ancestors(a), a in reader.ancestors(b)
        if a_below and b_below:
            circle = ", ".join(map(reader.label, [*reader.chain(a, b), *reader.chain(b, a)[1:]]))
            why = f"Each is said to be within the other ({circle}): which is the wider is not settled."
            return Verdict("compatible", "hierarchy", says, why)
        if a_below or b_below:
            low, high = (a, b) if a_below else (b, a)
            return Verdict("refines", "hierarchy", says, levels(low, high, reader), swapped=b_below)
    if reader.is_single(term):
        why = f"Only one {spoken(term)} can be right, and neither of the two is known to lie within the other."
        return Verdict("conflicts", "single-value", says, why)
    return None


def levels(low: str, high: str, reader: Reader) -> str:
    """Why the lower of two things refines the higher: every level between them, and which tie is only inferred."""
    chain = reader.chain(low, high)
    names = [reader.label(name) for name in reversed(chain)]
    inferred = [
        f"the tie between {reader.label(one)} and {reader.label(other)} is inferred"
        for one, other in pairwise(chain)
        if (one, other) in reader.inferred
    ]
    note = f" ({'; '.join(inferred)})" if inferred else ""
    if low.startswith("actor-"):
        return f"One allegation at {_number(len(names))} levels: {', within it '.join(names)}{note}."
    return f"One lies within the other: {', within it '.join(names)}{note}."


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)


def _denial(first: Said, second: Said, reader: Reader) -> Verdict | None:
    """Who denies a statement denies all that says the same more exactly; of less exact ones nothing follows."""
    held, denied = (second, first) if first.denied else (first, second)
    verdict = _values(held, denied, reader)
    if verdict is None:
        return None
    if not (verdict.kind == "same" or (verdict.kind == "refines" and not verdict.swapped)):
        if not (follows := _follows(held.object, denied.object)):
            return None
        verdict = replace(verdict, kind="refines", why=follows, swapped=False)
    says = (verdict.says[1], verdict.says[0]) if first.denied else verdict.says
    if verdict.kind == "same":
        return Verdict("conflicts", "denial", says, "The one denies what the other says.")
    why = f"{verdict.why} Who denies the less exact statement denies the more exact one too."
    return Verdict("conflicts", "denial", says, why)


def _follows(held: Object | str, denied: Object | str) -> str:
    """Why who denies the one value denies the other too, where the one is neither the same nor a part of the other."""
    if isinstance(held, Time) and isinstance(denied, Time) and includes(held, denied):
        return f"Who says {quoted(held)} says {quoted(denied)} too."
    if isinstance(held, Count) and isinstance(denied, Count):
        return counted_in(held, denied)
    if isinstance(held, Duration) and isinstance(denied, Duration):
        return lasts_in(held, denied)
    return ""


# --- each at its own time


def _by_period(first: Said, second: Said, reader: Reader) -> Verdict | None:
    """Different things said of periods that are expressly apart: a unit based here and later there."""
    a, b = first.when, second.when
    if not (a and b) or a.told or b.told or not (isinstance(first.object, str) and isinstance(second.object, str)):
        return None
    says = (reader.label(first.object), reader.label(second.object))
    return Verdict(UNRELATED, "times", says) if a.apart(b) else None


def in_time(verdict: Verdict, first: Said, second: Said) -> Verdict:
    """What becomes of a verdict where what holds at one time need not hold at another: each value is told with its time."""
    a, b = first.when, second.when
    if a is None or b is None:
        return _half_timed(verdict, first, second)
    if a.of and a.of == b.of and verdict.kind not in ("conflicts", UNRELATED):
        return verdict  # one position, which two sources saw on different days
    if a.apart(b) and (verdict.kind in ("conflicts", UNRELATED) or not (a.told or b.told)):
        why = "Each is of its own time, and what holds at one time need not hold at another."
        return _timed(verdict, first, second, UNRELATED, why)
    if verdict.kind != "conflicts":
        return verdict
    kind, why = _beside(verdict, first, second, followed=a.touches(b) and not (a.told or b.told))
    return _timed(verdict, first, second, kind, why)


def _beside(verdict: Verdict, first: Said, second: Said, *, followed: bool) -> tuple[str, str]:
    """What becomes of a conflict at two times that are not apart. `followed`: the one ends on the day on which the other begins."""
    if followed and not (first.denied or second.denied):
        return "compatible", "The one can have followed the other on that day."
    if _one_time(first, second):
        return "conflicts", verdict.why
    return "compatible", "The times need not be the same, so both can hold."


def _half_timed(verdict: Verdict, first: Said, second: Said) -> Verdict:
    """One of the two, or neither, has a time. The day of a source is none against a source that has no day."""
    known = first.when or second.when
    if verdict.kind != "conflicts" or known is None or known.told:
        return verdict
    return _timed(verdict, first, second, "compatible", "For one of the two no time is given, so both can hold.")


def _timed(verdict: Verdict, first: Said, second: Said, kind: str, why: str) -> Verdict:
    told = [
        f"{says} ({said.when.label})" if said.when else says
        for says, said in zip(verdict.says, (first, second), strict=True)
    ]
    return replace(verdict, kind=kind, says=(told[0], told[1]), why=why, swapped=False)


def _one_time(first: Said, second: Said) -> bool:
    """Whether two statements in conflict are certainly about one time. Two tellings that are not apart are taken to be."""
    a, b = first.when, second.when
    if a is None or b is None or (a.told and b.told):
        return True
    if first.denied or second.denied:
        held, denied = (b, a) if first.denied else (a, b)
        return denied.excludes(held)
    return a.together(b)


__all__ = ["Verdict", "compare", "compare_counts", "compare_durations", "compare_times"]
