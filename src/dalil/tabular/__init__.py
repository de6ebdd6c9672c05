"""Tables of every format, read in batches of text: nothing is interpreted here, and nothing is lost in silence.

`batches` gives polars frames in which all columns are String (null = the cell says nothing) but `#row`, which counts.
A table that cannot be read whole is an error with file, row and what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import polars as pl

from dalil.errors import FactError, Where
from dalil.tabular import columnar, databases, jsons, separated, sheets, xmls
from dalil.tabular.cells import FILE, ROW
from dalil.tabular.encodings import encoding_of
from dalil.tabular.reading import KINDS, MANY, Reading, Source, expand, fragment, kind_of, media_type
from dalil.tabular.streams import Progress, fingerprint

__all__ = [
    "KINDS",
    "MANY",
    "Progress",
    "Reading",
    "Source",
    "batches",
    "columns",
    "encoding_of",
    "expand",
    "fingerprint",
    "fragment",
    "kind_of",
    "media_type",
]


Reader = Callable[[Source, Reading, Where, int, Progress | None], Iterator[pl.DataFrame]]
READERS: dict[str, Reader] = {
    "csv": separated.rows,
    "tsv": separated.rows,
    "excel": sheets.rows,
    "jsonl": jsons.lines,
    "json": jsons.document,
    "xml": xmls.records,
    "parquet": columnar.parquet,
    "sqlite": databases.sqlite,
    "postgres": databases.postgres,
}


def batches(
    path: Source, reading: Reading, *, where: Where, size: int = 20_000, progress: Progress | None = None
) -> Iterator[pl.DataFrame]:
    """The rows of a table in frames of at most `size` rows: its columns, `#file` (String) and `#row` (Int64).

    At least one frame comes, empty if the table has no rows. `where` is the place that names the table.
    Raises SourceError for bytes that are no such table, FactError for a reading that makes no sense.
    """
    reading = _settled(path, reading, where)
    yield from READERS[reading.kind](path, reading, where, size, progress)


def columns(path: Source, reading: Reading, where: Where) -> list[str]:
    """The names of a table's columns, in order, without `#file` and `#row`."""
    first = next(batches(path, reading, where=where))
    return [name for name in first.columns if name not in {FILE, ROW}]


def _settled(path: Source, reading: Reading, where: Where) -> Reading:
    try:
        kind = reading.kind or kind_of(path)
    except FactError as error:
        raise error.at(where) from None
    if kind not in KINDS:
        raise FactError(f"no kind of table is called {kind!r}", where, f"known: {', '.join(KINDS)}")
    return replace(reading, kind=kind)
