"""Counts as sources give them: how many of what, with bounds only where the words set them."""

from __future__ import annotations

from dataclasses import dataclass

from dalil.errors import BadValue
from dalil.values.slugs import slug
from dalil.values.words.numbers import number_of
from dalil.values.words.qualifying import COLLECTIVES, MULTITUDES, QUALIFIERS, STRICT, UNCOUNTED


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
            return self.qualifier.replace(" ", ".")
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
        if self.qualifier in {*MULTITUDES, *COLLECTIVES}:
            return f"{self.qualifier} of {self.unit}" if self.unit else self.qualifier
        if not self.qualifier and self.best is None and self.low is not None and self.high is not None:
            return f"{self.low:,} to {self.high:,} {self.unit}".strip()
        if not self.qualifier and not self.low == self.best == self.high:
            figures = "/".join("?" if n is None else str(n) for n in (self.low, self.best, self.high))
            return f"{figures} {self.unit} (low/best/high)".replace("  ", " ")
        number = self._number()
        figure = "" if number is None else f"{number:,}"
        return " ".join(filter(None, [self.qualifier, figure, self.unit]))


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
