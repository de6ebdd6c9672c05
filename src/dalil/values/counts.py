"""Counts as sources give them: how many of what, with bounds only where the words set them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dalil.errors import BadValue
from dalil.values.slugs import slug

MULTITUDES = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "millions": 2000000}
"""Convention: a plural multitude says at least two of it. Recorded as `low`, never as `best`."""
UNCOUNTED = {"countless", "many", "several", "numerous", "some"}
_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
NUMBER_WORDS = {word: number for number, word in enumerate(_WORDS)}
NOT_UNITS = {"to", "or", "and", "per", "percent", "hundred", "thousand", "million", "billion", "dozen", "score"} | {
    *("مئة", "مائة", "مئات", "ألف", "الف", "آلاف", "الاف", "مليون", "ملايين", "مليار"),
}
"""Words behind a figure that make another figure of it: "2 million people", "41 to 43 people"."""
QUALIFIERS = {  # written -> (short form for the name, each its own; which bounds the number gives)
    "at least": ("ge", "low"),
    "more than": ("gt", "low"),
    "over": ("over", "low"),
    "at most": ("le", "high"),
    "up to": ("upto", "high"),
    "fewer than": ("lt", "high"),
    "less than": ("less", "high"),
    "nearly": ("nearly", "high"),
    "almost": ("almost", "high"),
    "about": ("about", "best"),
    "around": ("around", "best"),
    "approximately": ("approx", "best"),
    "some": ("some", "best"),
}
STRICT = {"more than": 1, "over": 1, "fewer than": -1, "less than": -1}
"""Qualifiers that leave the figure itself out: "more than 40" says 41 or more."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what, as written: bounds only where the words give them."""

    unit: str
    qualifier: str = ""
    low: int | None = None
    best: int | None = None
    high: int | None = None

    @property
    def local(self) -> str:
        """The name by content: `count-41-civilians`, `count-ge41-people`, `count-3..5..8`."""
        unit = f"-{slug(self.unit)}" if self.unit else ""
        return f"count-{self._figure()}{unit}"

    def _figure(self) -> str:
        if self.qualifier in MULTITUDES or (self.qualifier in UNCOUNTED and self._number() is None):
            return self.qualifier
        if self.qualifier:
            return f"{QUALIFIERS[self.qualifier][0]}{self._number()}"
        if self.low == self.best == self.high:
            return str(self.best)
        return "..".join("" if n is None else str(n) for n in (self.low, self.best, self.high))

    def _number(self) -> int | None:
        bounds = (self.best, self.low, self.high)
        number = next((n for n in bounds if n is not None), None)
        return None if number is None else number - STRICT.get(self.qualifier, 0)

    @property
    def label(self) -> str:
        """How a person reads it."""
        number = self._number()
        if self.qualifier in MULTITUDES:
            return " ".join(filter(None, [self.qualifier, "of " * bool(self.unit) + self.unit]))
        if not self.qualifier and not self.low == self.best == self.high:
            figures = "/".join("?" if n is None else str(n) for n in (self.low, self.best, self.high))
            return f"{figures} {self.unit} (low/best/high)".replace("  ", " ")
        figure = "" if number is None else f"{number:,}"
        return " ".join(filter(None, [self.qualifier, figure, self.unit]))


def parse_count(text: str) -> Count:
    """`41 civilians`, `at least 41 people`, `hundreds of crimes`, `countless civilians`. Raises BadValue.

    >>> parse_count("at least 41 people").local
    'count-ge41-people'
    """
    words = " ".join(text.split())
    head = words.split(" ")[0].lower() if words else ""
    if head in MULTITUDES:
        return Count(_unit(re.sub("^of( |$)", "", words[len(head) :].strip()), text), head, low=MULTITUDES[head])
    qualifier = next((q for q in QUALIFIERS if words.lower().startswith(q + " ")), "")
    figure, _, unit = words[len(qualifier) :].strip().partition(" ")
    number = number_of(figure)
    if number is None and head in UNCOUNTED:
        return Count(_unit(words[len(head) :].strip(), text), head)
    if number is None or number + STRICT.get(qualifier, 0) < 0:
        raise _no_count(text)
    bounds = QUALIFIERS[qualifier][1] if qualifier else "exact"
    if bounds == "exact":
        return Count(_unit(unit, text), "", number, number, number)
    return Count(_unit(unit, text), qualifier, **{bounds: number + STRICT.get(qualifier, 0)})


def _unit(unit: str, text: str) -> str:
    """What is counted, as written: words, never the rest of a figure ("2 million", "41 to 43"). Raises BadValue."""
    first = unit.partition(" ")[0].strip(",;.").lower()
    is_word = unit.lstrip("\"'“”‘’«»(")[:1].isalpha()
    if unit and (not is_word or first in NOT_UNITS or re.search(r"[,;+&/] ?[0-9]", unit)):
        raise _no_count(text)
    return unit


def _no_count(text: str) -> BadValue:
    hint = "write a number and its unit noun: 41 civilians, at least 41 people, hundreds of crimes, 2,000,000 people"
    if any(char.isdigit() and not char.isascii() for char in text):
        hint = "write the figure with the digits 0 to 9: 41 civilians"
    elif len(re.findall("[0-9][0-9.,]*", text)) > 1:
        hint = "one figure and its unit noun; a range is { low: 41, high: 43, unit: people }"
    return BadValue(f"{text!r} is not a count", hint=hint)


def count_range(low: str, best: str, high: str, unit: str = "") -> Count:
    """Low, best and high estimate as a table gives them; an empty cell says nothing. Raises BadValue."""
    numbers = [number_of(n.strip()) if n.strip() else None for n in (low, best, high)]
    for text, number in zip((low, best, high), numbers, strict=True):
        if text.strip() and number is None:
            raise BadValue(f"{text!r} is not a whole number")
    known = [n for n in numbers if n is not None]
    if not known:
        raise BadValue("a count without any number", hint="leave the whole term out")
    if known != sorted(known):
        raise BadValue(f"low ≤ best ≤ high does not hold in {known}", hint="check the order of the figures")
    return Count(" ".join(unit.split()), "", *numbers)


def number_of(figure: str) -> int | None:
    """A whole number in figures (`41`, `4,000`) or in words up to twelve; None for anything else."""
    if re.fullmatch(r"[0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4}", figure):
        return int(figure.replace(",", ""))
    return NUMBER_WORDS.get(figure.lower())
