"""How columns are written in a mapping: as holes, in names, in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dalil.drafting.dates import Dates
from dalil.drafting.profile import KINDS, MANY, Column
from dalil.drafting.words import tokens

UNNAMED = re.compile(r"[{}|]")


@dataclass(frozen=True, slots=True)
class Line:
    """A statement: term and value as a mapping has them, what a person should know, and whether it stands or is only proposed."""

    term: str
    value: str
    columns: tuple[str, ...]
    about: str = ""
    live: bool = True


@dataclass(frozen=True, slots=True)
class Own:
    """A claim with a source of its own."""

    line: Line
    source: str
    certainty: str
    columns: tuple[str, ...]


def writable(column: Column) -> bool:
    """Whether a hole can name the column."""
    return bool(column.name) and not UNNAMED.search(column.name) and column.name == column.name.strip()


def prefix(stem: str) -> str:
    """Words of a file's or column's name, as part of names of entities."""
    return "-".join(word for word in tokens(stem) if not re.fullmatch(r"[0-9]{6,}", word))[:32].strip("-") or "table"


def hole(column: Column, *steps: str) -> str:
    """`{column | step | step}`."""
    return "{" + " | ".join([column.name, *filter(None, steps)]) + "}"


def in_name(column: Column) -> str:
    """The hole of a column that is part of a name."""
    return hole(column, "" if column.fits else "slug")


def date_of(column: Column) -> str:
    """The hole of a date, read by its formats."""
    return "{" + column.name + (column.dates.step if column.dates else "") + "}"


def split(column: Column) -> str:
    """The step that cuts its cells into elements; none where they are no lists."""
    if not column.separator or column.separator == MANY:
        return "split" if column.separator else ""
    return f'split "{column.separator}"' if column.separator in "|," else f"split {column.separator}"


def describe(column: Column) -> str:
    """A column in a few words, without a cell of it."""
    if column.kind in ("empty", "constant"):
        return KINDS[column.kind]
    parts = [f"{KINDS[column.kind]}{_with(column.separator)}"]
    parts.append(f"{column.filled:,} of {column.rows:,} filled, {column.distinct:,} different")
    if column.dates:
        parts += _readings(column.dates)
    elif column.shapes:
        parts.append("like " + " or ".join(shape for shape, _ in column.shapes))
    return ", ".join(parts)


def _with(separator: str) -> str:
    return f" with {separator}" if separator.isprintable() and separator else ""


def _readings(dates: Dates) -> Iterator[str]:
    """How its dates can be read; where that must be decided, both ways with their counts."""
    yield " and ".join(f"{name} {count:,}" for name, count in dates.formats)
    if dates.unread:
        yield f"TODO: {dates.unread:,} cells that no format reads"
    if dates.short:
        yield f"TODO: {dates.short:,} years of two digits, which dalil does not complete"
    if dates.both:
        one, other = dates.formats[0][0], _turned(dates.formats[0][0])
        yield f"TODO: day or month first? {dates.both:,} cells can be read as {one} or as {other}, and no cell decides"
    if dates.mixed:
        yield f"TODO: {dates.mixed[0]:,} cells can only have the day first, {dates.mixed[1]:,} only the month"


def _turned(format_: str) -> str:
    return format_.replace("%-d", "\0").replace("%-m", "%-d").replace("\0", "%-m")


def quoted(text: str) -> str:
    """A text as a YAML scalar in quotation marks; what cannot be seen is escaped."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(escapes.get(c) or (c if c.isprintable() else _escape(c)) for c in text) + '"'


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
