"""A verdict: how two statements stand to each other, by which rule, what each says, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

UNRELATED = "unrelated-in-time"
CACHED = 65536
"""Pairs of values whose verdict is kept: many claims give the same few values."""
RULES = {
    "date-ranges": "times, by the days they touch",
    "count-ranges": "counts, by the numbers they leave open and by what is counted",
    "durations": "lengths of time",
    "same-thing": "the same thing named by two",
    "same-value": "the same words or number given by two",
    "single-value": "two values where a thing has one",
    "hierarchy": "a part and its whole: places, acts, units and people in bodies",
    "denial": "what one holds and another denies",
    "order-of-acts": "two acts in opposite orders",
    "office-holders": "two holders of an office that one holds at a time",
    "times": "states of which each has its own time",
    "absence-and-presence": "that nobody acted on a thing, and that somebody did",
}
"""The rules by which claims are compared, each with what it compares."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind of agreement, the rule, what each side says, and why.

    `says` is in the order of the two statements. Of two of which one refines the other, the first does, unless `swapped`.
    """

    kind: str
    rule: str
    says: tuple[str, str]
    why: str = ""
    swapped: bool = False

    def turned(self) -> Verdict:
        """The same verdict on the two statements in the other order."""
        return replace(self, says=self.says[::-1], swapped=self.kind == "refines" and not self.swapped)
