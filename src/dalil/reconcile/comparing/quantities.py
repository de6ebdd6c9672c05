"""Counts and durations compared: by the numbers that their words leave open, and by what is counted."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from dalil.reconcile.comparing.units import counts_heads, relation
from dalil.reconcile.comparing.verdicts import CACHED, Verdict
from dalil.values import MULTITUDES, QUALIFIERS, STRICT, Count, Duration

DAYS = {"Y": 365.25, "M": 30.44, "W": 7.0, "D": 1.0}
SLACK = 0.1
"""Convention: "about", "nearly" and a best estimate alone leave a tenth of the figure open."""
NEARLY = ("nearly", "almost")
ENDLESS = float("inf")


@lru_cache(maxsize=CACHED)
def compare_counts(a: Count, b: Count) -> Verdict | None:
    """By the ranges the numbers leave open; unit nouns that differ are never compared in silence. "Countless" is no number."""
    if a == b:
        return Verdict("same", "count-ranges", (_told(a), _told(b)))
    if any((count.low, count.best, count.high) == (None, None, None) for count in (a, b)):
        return None
    kind, why = _by_units(a, b)
    return Verdict(kind, "count-ranges", (_told(a), _told(b)), why, swapped=kind == "refines" and not _is_inside(a, b))


def _by_units(a: Count, b: Count) -> tuple[str, str]:
    """Kind and reason: numbers of one unit are compared as such, those of a part and a whole as such, others not at all."""
    if a.unit == b.unit:
        return _numbers(a, b)
    if not a.unit or not b.unit:
        if counts_heads(a.unit or b.unit):
            kind, why = _numbers(a, b)
            return kind, f"{why} Only one of the two names a unit; the other is read as the same.".strip()
        return "compatible", f"Only one of the two names a unit, “{a.unit or b.unit}”, so the numbers are not compared."
    related = relation(a.unit, b.unit)
    if related == "same":
        kind, why = _numbers(a, b)
        return kind, f"{why} “{a.unit}” and “{b.unit}” are read as the same unit.".strip()
    if related in ("narrower", "wider"):
        return _part(a, b) if related == "narrower" else _part(b, a)
    how = "count different people" if related == "apart" else "are different units"
    return "compatible", f"“{a.unit}” and “{b.unit}” {how}, so the numbers are not compared."


def _numbers(a: Count, b: Count) -> tuple[str, str]:
    """Of one unit: whether a number can be both."""
    (a1, a2), (b1, b2) = _range(a), _range(b)
    read = _conventions(a, b)
    if a1 > b2 or b1 > a2:
        return "conflicts", f"The number cannot be both {_quoted(a)} and {_quoted(b)}.{read}"
    if (a.low, a.best, a.high) == (b.low, b.best, b.high) and (a1, a2) == (b1, b2):
        return "same", "" if _figure(a) == _figure(b) else f"“{_figure(a)}” and “{_figure(b)}” leave the same open."
    if _is_inside(a, b) or _is_inside(b, a):
        inner, outer = (a, b) if _is_inside(a, b) else (b, a)
        return "refines", f"{_figure(inner)} lies within {_figure(outer)}."
    for one, other, exact in ((a, b, a1 == a2), (b, a, b1 == b2)):
        if exact:
            return "compatible", f"{_figure(one)} satisfies “{_figure(other)}”.{read}"
    return "compatible", f"A number can be both {_quoted(a)} and {_quoted(b)}.{read}"


def _part(narrow: Count, wide: Count) -> tuple[str, str]:
    """What the one counts is a part of what the other counts: 41 civilians can be among 60 people, 60 among 41 cannot."""
    tie = f"“{narrow.unit}” counts a part of what “{wide.unit}” counts"
    read = _conventions(narrow, wide)
    if _range(narrow)[0] > _range(wide)[1]:
        return "conflicts", f"{tie}, and the part cannot be more than the whole.{read}"
    return "compatible", f"{tie}, so both can hold.{read}"


def counted_in(held: Count, denied: Count) -> str:
    """Why who denies the one count denies the other too: 41 is at least 40. Nothing where it does not follow."""
    if any((count.low, count.best, count.high) == (None, None, None) for count in (held, denied)):
        return ""
    (a1, a2), (b1, b2) = _range(held), _range(denied)
    read = _conventions(held, denied)
    related = "same" if held.unit == denied.unit else relation(held.unit, denied.unit)
    if related == "same" and b1 <= a1 and a2 <= b2:
        return f"Whatever “{_figure(held)}” leaves open satisfies “{_figure(denied)}”.{read}"
    if related == "narrower" and b1 <= a1 and b2 == ENDLESS:
        return f"“{held.unit}” counts a part of what “{denied.unit}” counts, and the part alone satisfies “{_figure(denied)}”.{read}"
    return ""


def _is_inside(a: Count, b: Count) -> bool:
    """Whether one is a figure, or a range, strictly within a range that the other gives with both its ends."""
    closed = [None not in (c.low, c.high) for c in (a, b)]
    if not all(closed) or (b.best is not None and b.low != b.high):
        return False
    (a1, a2), (b1, b2) = _range(a), _range(b)
    return b1 <= a1 and a2 <= b2 and (a1, a2) != (b1, b2)


def _range(count: Count) -> tuple[float, float]:
    """The numbers a count leaves open."""
    if count.best is not None and count.low is None and count.high is None:
        return count.best - _slack(count.best), count.best + _slack(count.best)
    if count.qualifier in NEARLY and count.low is None and count.high is not None:
        return count.high - _slack(count.high), count.high
    low = 0 if count.low is None else count.low
    return low, ENDLESS if count.high is None else count.high


def _slack(figure: int) -> int:
    """A tenth, and one at least: whole numbers, so that the sentence says what was compared."""
    return -(-figure // 10)


def _figure(count: Count) -> str:
    """The number as written, without its unit; the three figures of an estimate in words."""
    if count.qualifier or count.best is None or count.low == count.best == count.high:
        return replace(count, unit="").label.removesuffix(" of").strip()
    best = f"best estimate {count.best:,}"
    if count.low is not None and count.high is not None:
        return f"{count.low:,} to {count.high:,} ({best})"
    if count.low is None and count.high is None:
        return f"an estimated {count.best:,}"
    return f"at least {count.low:,} ({best})" if count.low is not None else f"at most {count.high:,} ({best})"


def _quoted(count: Count) -> str:
    """Words that are no figure at all in quotation marks."""
    return f"“{_figure(count)}”" if count.qualifier in MULTITUDES else _figure(count)


def _told(count: Count) -> str:
    """The whole count as a sentence has it."""
    is_estimate = not count.qualifier and count.best is not None and not count.low == count.best == count.high
    return f"{_figure(count)} {count.unit}".strip() if is_estimate else count.label


def _conventions(*counts: Count) -> str:
    """How words that leave a number open are read, for those among the counts."""
    said = []
    for count in dict.fromkeys(counts):
        low, high = _range(count)
        if count.qualifier in MULTITUDES:
            said.append(f" “{count.qualifier}” is read as {low:,.0f} or more.")
        elif count.low is None and (count.high is None or count.qualifier in NEARLY):
            said.append(f" “{_figure(count)}” is read as {low:,.0f} to {high:,.0f}.")
    return "".join(said)


@lru_cache(maxsize=CACHED)
def compare_durations(a: Duration, b: Duration, *, single: bool = True) -> Verdict | None:
    """By the lengths that the words leave open; a month and a year are taken at their mean length."""
    says = (a.label, b.label)
    if a == b or (a.xsd == b.xsd and a.qualifier == b.qualifier):
        return Verdict("same", "durations", says, "" if a == b else "The same length in other units.")
    (a1, a2), (b1, b2) = _length(a), _length(b)
    if a1 <= b2 and b1 <= a2 and not _is_left_out(a, b):
        return Verdict("compatible", "durations", says, f"A length can be both {a.label} and {b.label}.")
    return (
        Verdict("conflicts", "durations", says, f"The length cannot be both {a.label} and {b.label}.")
        if single
        else None
    )


def _is_left_out(a: Duration, b: Duration) -> bool:
    """Whether one is the very length that the other leaves out, or beyond it: more than two weeks, and 14 days."""
    for strict, other in ((a, b), (b, a)):
        if strict.qualifier in STRICT:
            opposite = ("low", "high")[QUALIFIERS[strict.qualifier][1] == "low"]
            bound = QUALIFIERS[other.qualifier][1] if other.qualifier else "exact"
            if strict.xsd == other.xsd and bound in ("exact", opposite):
                return True
    return False


def lasts_in(held: Duration, denied: Duration) -> str:
    """Why who denies the one length denies the other too: five days are at least three."""
    (a1, a2), (b1, b2) = _length(held), _length(denied)
    follows = b1 <= a1 and a2 <= b2 and denied.qualifier and not _is_left_out(held, denied)
    return f"Whatever “{held.label}” leaves open satisfies “{denied.label}”." if follows else ""


def _length(duration: Duration) -> tuple[float, float]:
    """Shortest and longest, in days. "About" and "nearly" leave a tenth, a month or a year a fiftieth."""
    days = int(duration.length[1:-1]) * DAYS[duration.length[-1]]
    slack = days / 50 if duration.length[-1] in "YM" else 0.0
    low, high = days - slack, days + slack
    bound = QUALIFIERS[duration.qualifier][1] if duration.qualifier else "exact"
    if bound == "best":
        return days * (1 - SLACK), days * (1 + SLACK)
    if bound == "low":
        return low, ENDLESS
    if duration.qualifier in NEARLY:
        return days * (1 - SLACK), high
    return (0.0 if bound == "high" else low), high
