"""What a column holds, told without its cells: how many, how many different, of which form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dalil.drafting.dates import Dates, dates_in
from dalil.drafting.words import CERTAINTY, FREE, PERSONAL, TIMES, identifies, tokens

KINDS = {
    "empty": "empty in all rows",
    "constant": "the same in all rows",
    "date": "a date",
    "number": "a number",
    "decimal": "a decimal",
    "latitude": "a latitude",
    "longitude": "a longitude",
    "id": "an identifier",
    "link": "addresses",
    "mail": "mail addresses",
    "list": "lists",
    "code": "a code",
    "name": "short texts",
    "text": "free text",
}
"""What a column can hold, and how that is told."""
NULLS = ("NA", "N/A", "n/a", "#N/A", "NULL", "null", "NaN", "nan", "-", "--", "—", "-0-")
"""Cells by which tables say that they say nothing."""
CODES, CODE_LENGTH = 12, 24
"""A column of codes has at most so many different cells, of at most so many characters."""
LONG = 60
"""Characters, on average, from which cells are free text."""
SLUG = r"^[\p{L}\p{N}_.~-]*[\p{L}\p{N}_~]$"
"""Cells that can stand in a name behind a hyphen."""
NUMBER = r"^[+-]?(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)$"
DECIMAL = r"^[+-]?[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?$"
MANY = "\x1f"
"""Between the values of an array, or of a repeated element, in one cell."""
UUID = r"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what its cells are, by their form. `codes` are the only cells that are ever repeated elsewhere.

    `separator` stands between the elements of a list; `fits` says whether every cell can be part of a name.
    """

    name: str
    rows: int
    filled: int
    distinct: int
    kind: str
    shapes: tuple[tuple[str, int], ...] = ()
    codes: tuple[str, ...] = ()
    separator: str = ""
    dates: Dates | None = None
    fits: bool = True
    average: float = 0.0

    @property
    def words(self) -> list[str]:
        """The words of its name."""
        return tokens(self.name)

    @property
    def unique(self) -> bool:
        """Whether it names each row."""
        return 0 < self.rows == self.filled == self.distinct


def profile(cells: pl.Series) -> Column:
    """A column of texts, in which null is the empty cell."""
    trimmed = cells.str.strip_chars()
    filled = trimmed.filter(trimmed.is_not_null() & (trimmed != ""))
    words = tokens(cells.name)
    distinct = filled.n_unique() if filled.len() else 0
    separator = _separator(filled)
    kind, dates = _kind(filled, words, cells.len(), distinct, separator)
    personal = bool(set(words) & PERSONAL) and not set(words) & CERTAINTY
    return Column(
        name=cells.name,
        rows=cells.len(),
        filled=filled.len(),
        distinct=distinct,
        kind=kind,
        shapes=_shapes(filled) if kind in ("date", "id", "count", "number", "decimal", "code") else (),
        codes=tuple(sorted(filled.unique())) if kind == "code" and not personal else (),
        separator=separator if kind == "list" else "",
        dates=dates,
        fits=bool(filled.str.contains(SLUG).all()),
        average=_number_of(filled.str.len_chars().mean()),
    )


def nulls_in(frame: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Which markers of "nothing" stand in which columns of a table, in how many cells."""
    found: dict[str, dict[str, int]] = {}
    for column in frame.columns:
        cells = frame[column].str.strip_chars()
        for marker, count in cells.filter(cells.is_in(NULLS)).value_counts().iter_rows():
            found.setdefault(marker, {})[column] = count
    return {marker: found[marker] for marker in NULLS if marker in found}


def _kind(
    filled: pl.Series, words: Sequence[str], rows: int, distinct: int, separator: str
) -> tuple[str, Dates | None]:
    if not filled.len():
        return "empty", None
    dates = dates_in(filled, named=bool(TIMES.intersection(words)))
    if dates:
        return "date", dates
    if distinct == 1 and filled.len() == rows > 1:
        return "constant", None
    for kind, pattern in (("number", NUMBER), ("decimal", f"{DECIMAL}|{NUMBER}")):
        if filled.str.contains(pattern).all():
            return _number(kind, words, few=distinct <= CODES and filled.len() >= 3 * distinct), None
    return _text(filled, words, distinct, separator), None


def _number(kind: str, words: Sequence[str], *, few: bool) -> str:
    if {"lat", "latitude"}.intersection(words):
        return "latitude"
    if {"lon", "lng", "long", "longitude"}.intersection(words):
        return "longitude"
    if kind == "decimal":
        return "decimal"
    if identifies(words):
        return "id"
    return "code" if few else "number"


def _text(filled: pl.Series, words: Sequence[str], distinct: int, separator: str) -> str:
    """What texts are; the first that is so."""
    lengths = filled.str.len_chars()
    addressed = bool({"url", "link", "uri"}.intersection(words))
    few = distinct <= CODES and filled.len() >= 3 * distinct and _number_of(lengths.max()) <= CODE_LENGTH
    numbered = _share(filled, r"^[\p{L}\p{N}._/:~-]*\p{N}[\p{L}\p{N}._/:~-]*$") == 1
    answers = {
        "link": _share(filled, r"^\s*https?://\S") > (0.5 if addressed else 0.9),
        "mail": _share(filled, r"^[^@\s]+@[^@\s]+$") > 0.9,
        "list": bool(separator),
        "text": bool(FREE.intersection(words)),
        "id": _share(filled, UUID) == 1,
        "code": few,
    }
    for kind, so in answers.items():
        if so:
            return kind
    if _number_of(lengths.mean()) > LONG:
        return "text"
    return "id" if numbered or (identifies(words) and _share(filled, r"^\S+$") == 1) else "name"


def _share(cells: pl.Series, pattern: str) -> float:
    """Which part of the cells has this form."""
    return _number_of(cells.str.contains(pattern).mean())


def _number_of(value: Any) -> float:
    return float(value or 0)


def _separator(filled: pl.Series) -> str:
    """What stands between short elements in many cells, as ";" or "|" do."""
    for mark in (MANY, ";", "|"):
        many = filled.filter(filled.str.contains(mark, literal=True))
        if many.len() >= max(2, filled.len() // 100):
            elements = many.str.split(mark).explode().str.strip_chars()
            if _number_of(elements.str.len_chars().mean()) <= LONG:
                return mark
    return ""


def _shapes(filled: pl.Series) -> tuple[tuple[str, int], ...]:
    """The commonest forms of its cells: 9 for a digit, A and a for letters, runs of letters as one."""
    form = (
        filled.str.replace_all(r"\p{N}", "9").str.replace_all(r"\p{Lu}+", "A").str.replace_all(r"[\p{L}--\p{Lu}]+", "a")
    )
    counts = form.value_counts(sort=True).head(3)
    return tuple((str(shape), int(count)) for shape, count in counts.iter_rows() if len(str(shape)) <= CODE_LENGTH)
