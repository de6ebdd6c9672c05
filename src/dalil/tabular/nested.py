"""Records within records made flat: one row a record, one column a path, one cell for all values of a repeated element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from dalil.errors import SourceError, Where
from dalil.tabular.cells import CONTROL, FILE, ROW, finished, joined, names, refuse_controls
from dalil.tabular.reading import Source, shown

Cells = dict[str, str | None]


def merged(parts: list[Cells]) -> Cells:
    """Cells of a repeated element: as many values in each as it is repeated, so that sibling lists stay parallel."""
    if len(parts) == 1:
        return parts[0]
    columns = dict.fromkeys(name for part in parts for name in part)
    return {name: joined([part.get(name) for part in parts]) for name in columns}


def frames(
    path: Source, records: Iterable[tuple[int, Cells]], nulls: tuple[str, ...], size: int
) -> Iterator[pl.DataFrame]:
    """Frames of flat records, every one with the columns of all: a column may come with the last record only.

    Frames wait on disk until all columns are known. A column without any value is left out where its element has parts:
    `area: null` here and `area: { id: x }` there make the column `area.id`.
    """
    with TemporaryDirectory(prefix="dalil-records-") as folder:
        seen: dict[str, bool] = {}
        kept = [
            _keep(_frame(path, batch, nulls, seen), Path(folder) / str(number))
            for number, batch in enumerate(_batches(records, size))
        ]
        parts = {part for name in seen for part in _above(name)}
        columns = [name for name, said in seen.items() if said or name not in parts]
        if columns:
            names(path, columns, 0)
        kinds = dict.fromkeys(columns, pl.String) | {FILE: pl.String, ROW: pl.Int64}
        for file in kept:
            frame = pl.read_parquet(file)
            yield frame.select(
                pl.col(name) if name in frame.columns else pl.lit(None, kind).alias(name)
                for name, kind in kinds.items()
            )
            file.unlink()
        if not kept:
            yield pl.DataFrame(schema=kinds)


def _above(name: str) -> Iterator[str]:
    """The elements that a column's element is part of."""
    for at, mark in enumerate(name):
        if mark in "./[":
            yield name[:at]
            if mark == "[":
                yield name[: at + 3]


def _batches(records: Iterable[tuple[int, Cells]], size: int) -> Iterator[list[tuple[int, Cells]]]:
    batch: list[tuple[int, Cells]] = []
    for record in records:
        batch.append(record)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _frame(path: Source, batch: list[tuple[int, Cells]], nulls: tuple[str, ...], seen: dict[str, bool]) -> pl.DataFrame:
    columns = dict.fromkeys(name for _, cells in batch for name in cells)
    if cleaned := {name for name in columns if name in {FILE, ROW}}:
        raise SourceError(f"dalil has its own column {cleaned.pop()}", Where(shown(path)), "rename it in a copy")
    lists = {name: [cells.get(name) for _, cells in batch] for name in columns}
    frame = pl.DataFrame(
        [pl.Series(name, values, pl.String) for name, values in lists.items()]
        + [pl.Series(ROW, [row for row, _ in batch], pl.Int64)]
    )
    done = finished(frame, path, nulls, None)
    for name in columns:
        seen[name] = seen.get(name, False) or done[name].null_count() < done.height
    return done


def _keep(frame: pl.DataFrame, file: Path) -> Path:
    frame.write_parquet(file, compression="lz4", statistics=False)
    return file


def checked(path: Source, row: int, column: str, text: str) -> str:
    """The text, or SourceError for a control character in it."""
    if CONTROL.search(text):
        refuse_controls(path, [text], [column], row, "record")
    return text
