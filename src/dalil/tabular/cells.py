"""Columns and cells of every format made alike: names, nulls, characters that no cell may have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import polars as pl

from dalil.errors import SourceError, Where
from dalil.tabular.reading import MANY, Source, file_name, shown

FILE, ROW = "#file", "#row"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Unicode's control characters, without tab and line breaks."""
HXL = re.compile(r"#[A-Za-z]\w*(?:\s*[+].*)?")


def names(path: Source, header: Sequence[str], row: int) -> list[str]:
    """The names of columns: white space within them is one blank, and one without name is "". Raises SourceError."""
    cleaned = [" ".join(name.split()) for name in header]
    place = Where(shown(path))
    if not any(cleaned):
        raise SourceError(f"row {row}, which should name the columns, is empty", place, "write format: { header: … }")
    if twice := [name for name, count in Counter(filter(None, cleaned)).items() if count > 1]:
        columns = ", ".join(
            f"{name!r} (columns {' and '.join(str(n) for n, other in enumerate(cleaned, 1) if other == name)})"
            for name in twice[:10]
        )
        raise SourceError(f"columns of the same name: {columns}", place, "rename one of them in a copy of the table")
    if taken := {FILE, ROW} & set(cleaned):
        raise SourceError(f"dalil has its own column {taken.pop()}", place, "rename it in a copy of the table")
    if odd := next((name for name in cleaned if CONTROL.search(name)), ""):
        raise SourceError(f"row {row}: {_escaped(odd)} has a control character in its name", place)
    return cleaned


def refuse_hxl(path: Source, cells: Sequence[str | None], row: int) -> None:
    """A row of tags of the Humanitarian Exchange Language is no data."""
    said = [cell.strip() for cell in cells if cell and cell.strip()]
    if said and all(HXL.fullmatch(cell) for cell in said):
        raise SourceError(
            f"row {row} is an HXL row: its cells are tags ({', '.join(said[:3])} …), not data",
            Where(shown(path)),
            "write format: { skip: 1 }",
        )


def labels(cleaned: Sequence[str]) -> list[str]:
    """One label a column: its name, or a stand-in that only this module reads."""
    return [name or f"\0{number}" for number, name in enumerate(cleaned, 1)]


def finished(frame: pl.DataFrame, path: Source, nulls: Sequence[str], first: int | None) -> pl.DataFrame:
    """Cells that say nothing are null, `#file` is added, and `#row` counts from `first` if it is not there yet.

    Raises SourceError where a column without name has something in it.
    """
    cells = [name for name in frame.columns if name != ROW]
    frame = _without_empty(frame, cells, [marker.strip() for marker in nulls])
    if first is not None:
        frame = frame.with_columns(pl.int_range(first, first + frame.height, dtype=pl.Int64).alias(ROW))
    nameless = [name for name in cells if name.startswith("\0")]
    for name in nameless:
        if (said := frame.filter(pl.col(name).is_not_null())).height:
            raise SourceError(
                f"row {said[ROW][0]}: column {name[1:]} has no name in the header, but a cell: {said[name][0]!r}",
                Where(shown(path)),
                "give the column a name in a copy of the table",
            )
    named = [name for name in cells if name not in nameless]
    return frame.select(*named, pl.lit(file_name(path), pl.String).alias(FILE), ROW)


def _without_empty(frame: pl.DataFrame, cells: list[str], markers: list[str]) -> pl.DataFrame:
    """Null for what says nothing.

    Trimming costs as much as reading: without markers, only those columns are trimmed in which some cell begins with white
    space, or with a letter beyond ASCII, where more white space is.
    """
    if not frame.height:
        return frame
    if not markers:
        low, high = frame.select(pl.col(cells).min()).row(0), frame.select(pl.col(cells).max()).row(0)
        cells = [
            n
            for n, least, most in zip(cells, low, high, strict=True)
            if least is not None and (least < "!" or most >= "\x80")
        ]
    text = pl.col(cells)
    trimmed = text.str.strip_chars()
    silent = trimmed.is_in(["", *markers]) if markers else trimmed == ""
    return frame.with_columns(pl.when(silent).then(None).otherwise(text).name.keep())


def refuse_controls(path: Source, cells: Sequence[str], columns: Sequence[str], row: int, what: str = "row") -> None:
    """Raises SourceError for a cell with a control character: invisible, it would make two equal words differ."""
    for name, cell in zip(columns, cells, strict=False):
        if odd := CONTROL.search(cell):
            raise SourceError(
                f"{what} {row}, column {name.replace(chr(0), '')!r}: control character {_escaped(odd[0])[1:-1]} in "
                f"{_escaped(cell[max(0, odd.start() - 20) : odd.end() + 20])}",
                Where(shown(path)),
                "take it out in a copy of the table"
                + ("; or the encoding is wrong: such bytes are letters in cp1252" if odd[0] >= "\x80" else ""),
            )


def _escaped(text: str) -> str:
    return "'" + CONTROL.sub(lambda odd: f"\\u{ord(odd[0]):04x}", text) + "'"


def joined(values: Sequence[str | None]) -> str | None:
    """Several values of one record in one cell."""
    return MANY.join(value or "" for value in values) if any(values) else None
