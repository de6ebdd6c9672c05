"""Texts read through the folding table of typography.py, with a map back to the original's code points."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, name, normalize

from dalil.facts.typography import CHARACTERS, MARKS, Rule

_INVISIBLE = frozenset("".join(r.characters for r in CHARACTERS if r.becomes == ""))
_DRAWN = frozenset("".join(r.characters for r in CHARACTERS if r.becomes is None))
_BECOMES = {c: r.becomes for r in CHARACTERS if r.becomes for c in r.characters}


@lru_cache(maxsize=4096)
def _mark_rule(base: str, mark: str) -> Rule | None:
    """The rule by which a mark on this letter is optional, or None where it must stay."""
    letter = name(base, "") if base else ""
    return next((r for r in MARKS if mark in r.characters and re.match(r.on, letter)), None)


def letters(text: str) -> list[tuple[str, set[str]]]:
    """Each folded character of a short text, with the optional marks that were taken from it."""
    read: list[tuple[str, set[str]]] = []
    base = ""
    plain = (normalize("NFKD", c).replace(" ", "") if c in _DRAWN else c for c in text if c not in _INVISIBLE)
    for char in normalize("NFD", "".join(plain)):
        if char in _INVISIBLE:  # a tatweel out of a drawn form
            continue
        rule = _mark_rule(base, char) if category(char)[0] == "M" else None
        if rule and read and not rule.loose:
            read[-1][1].add(char)
        elif not rule:
            base = char if category(char)[0] != "M" else base
            new = _BECOMES.get(char, char)
            if not (new == " " and read and read[-1][0] == " "):
                read.extend((c, set()) for c in new)
    return read


@lru_cache(maxsize=65536)
def _fold_unit(unit: str) -> str:
    return "".join(char for char, _ in letters(unit))


class _Kinds(dict[int, str]):
    """Code point → p plain, s space, m mark, d deleted, x drawn out to several; filled as texts need it."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _fold_unit(char)
        if _BECOMES.get(char) == " ":
            kind = "s"
        elif category(char)[0] == "M" and char not in _INVISIBLE:
            kind = "m"
        else:
            kind = "dp"[len(folded)] if len(folded) < 2 else "x"
        self[code] = kind
        return kind


class _Plain(dict[int, str]):
    """Code point → its folded character, where folding is one to one; itself elsewhere."""

    def __missing__(self, code: int) -> str:
        folded = _fold_unit(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_KINDS, _PLAIN = _Kinds(), _Plain()
# What does not fold one to one: a letter with its marks, a space run, deleted characters, drawn-out ones.
_UNIT = re.compile("[px]?(?:d*m)+|s(?:[dm]*s)+|d+|x")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as folding reads it (`text`), with a map back to the code points of the original.

    The map keeps only the units that do not fold one to one: where each begins in the folded text, how long it
    is there, and which slice of the original it stands for. A match may not begin or end within one.
    """

    original: str
    text: str
    _at: array[int]
    _size: array[int]
    _start: array[int]
    _stop: array[int]

    def start(self, i: int) -> int | None:
        """Where in the original the folded character i begins; None within a unit."""
        k = bisect_right(self._at, i) - 1
        if k < 0:
            return i
        within = i - self._at[k]
        if within == 0 and self._size[k]:
            return self._start[k]
        return self._stop[k] + within - self._size[k] if within >= self._size[k] else None

    def end(self, i: int) -> int | None:
        """Where in the original the folded character before i ends; None within a unit."""
        k = bisect_right(self._at, i - 1) - 1
        if k < 0:
            return i
        beyond = i - self._at[k] - self._size[k]
        return self._stop[k] + beyond if beyond >= 0 else None

    def drawn(self, i: int, j: int) -> str:
        """The original of the folded characters [i, j), widened to whole units."""
        while (start := self.start(i)) is None:
            i -= 1
        while (end := self.end(j)) is None:
            j += 1
        return self.original[start:end]


def fold(text: str) -> Folded:
    """Read a text through the table."""
    at, size, start, stop = (array("I") for _ in range(4))
    parts: list[str] = []
    done = length = 0
    for match in _UNIT.finditer(text.translate(_KINDS)):
        begin, end = match.span()
        unit = _fold_unit(text[begin:end])
        length += begin - done
        parts += (text[done:begin], unit)
        for column, value in zip((at, size, start, stop), (length, len(unit), begin, end), strict=True):
            column.append(value)
        length += len(unit)
        done = end
    parts.append(text[done:])
    return Folded(text, "".join(parts).translate(_PLAIN), at, size, start, stop)
