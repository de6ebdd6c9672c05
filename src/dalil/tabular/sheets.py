"""Sheets of a spreadsheet (.xlsx, .xls, .ods), as the text that stands in the cells; formulas as their last result."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import polars as pl

from dalil.errors import FactError, SourceError, Where
from dalil.tabular.cells import ROW, finished, labels, names, refuse_controls, refuse_hxl
from dalil.tabular.reading import Reading, Source, shown
from dalil.tabular.streams import Progress, as_file

MIDNIGHT = r"^(\d{4}-\d\d-\d\d) 00:00:00(?:\.0+)?$"
MOMENT = r"^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$"
TIME_ALONE = r"^1899-12-3[01] (\d\d:\d\d:\d\d(?:\.\d+)?)$"


def rows(
    path: Source, reading: Reading, where: Where, size: int, progress: Progress | None = None
) -> Iterator[pl.DataFrame]:
    """A sheet, by its name in `rows`, or the only one. Dates are written 2018-10-29; `#row` is the row of the sheet."""
    grid = _grid(path, reading.rows, where, progress)
    header = reading.header
    if grid.height < max(header, 1):
        said = f"row {header}, which should name the columns, is not there" if grid.height else "the sheet is empty"
        raise SourceError(said, Where(shown(path)), "write format: { header: … }, or name another sheet in rows:")
    titles = [cell or "" for cell in grid.row(header - 1)] if header else [str(n) for n in range(1, grid.width + 1)]
    columns = labels(names(path, titles, header))
    grid.columns = columns
    first = header + reading.skip + 1
    numbers = pl.int_range(first, max(first, grid.height + 1), dtype=pl.Int64, eager=True).alias(ROW)
    body = grid.slice(first - 1).with_columns(numbers) if grid.height >= first else grid.clear().with_columns(numbers)
    body = body.filter(~pl.all_horizontal(pl.col(columns).is_null()))
    if body.height and not reading.skip:
        refuse_hxl(path, body.select(columns).row(0), body[ROW][0])
    for part in body.iter_slices(size) if body.height else [body]:
        _refuse_controls(path, part, columns)
        yield finished(part, path, reading.nulls, None)


def _grid(path: Source, sheet: str, where: Where, progress: Progress | None) -> pl.DataFrame:
    try:
        excel: Any = import_module("fastexcel")
    except ImportError as error:
        raise SourceError(f"{shown(path)} is a spreadsheet", where, "pip install 'dalil[excel]'") from error
    with as_file(path, progress) as file:
        try:
            book = excel.read_excel(file)
            there: list[str] = book.sheet_names
            if (sheet or len(there) > 1) and sheet not in there:
                said = f"has no sheet {sheet!r}" if sheet else "has several sheets"
                listed = ", ".join(map(repr, there))
                raise FactError(f"{shown(path)} {said}", where, f"write format: {{ rows: … }} with one of {listed}")
            loaded = book.load_sheet(sheet or there[0], header_row=None, skip_rows=0, dtypes="string")
            return _as_shown(loaded.to_polars())
        except excel.FastExcelError as error:
            cause = str(error).partition("\n")[0]
            raise SourceError(
                f"the spreadsheet cannot be read: {cause}", Where(shown(path)), "open and save it again, or as csv"
            ) from error


def _as_shown(grid: pl.DataFrame) -> pl.DataFrame:
    """Fastexcel writes every date with a time, and a time alone on the day before 1900."""
    text = pl.all().str
    return grid.with_columns(text.replace(TIME_ALONE, "$1")).with_columns(
        text.replace(MIDNIGHT, "$1").str.replace(MOMENT, "${1}T$2")
    )


def _refuse_controls(path: Source, frame: pl.DataFrame, columns: list[str]) -> None:
    odd = frame.filter(pl.any_horizontal(pl.col(columns).str.contains(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")))
    for row in odd.head(1).iter_rows(named=True):
        refuse_controls(path, [row[name] or "" for name in columns], columns, row[ROW])
