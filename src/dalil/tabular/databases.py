"""Answers of a database as rows: SQLite by its file, PostgreSQL by a connection that no message ever shows."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from typing import Any
from urllib.parse import quote

import polars as pl

from dalil.errors import FactError, SourceError, Where
from dalil.tabular.cells import finished, labels, names, refuse_controls
from dalil.tabular.columnar import typed
from dalil.tabular.reading import Reading, Source, shown
from dalil.tabular.streams import Progress, as_file

READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


def sqlite(
    path: Source, reading: Reading, where: Where, size: int, progress: Progress | None = None
) -> Iterator[pl.DataFrame]:
    """The answer to the query in `rows`, or a table of that name, or the only table. Nothing can be written by it."""
    with as_file(path, progress) as file:
        try:
            with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as connection:
                query = _query(path, connection, reading.rows, where)
                connection.set_authorizer(
                    lambda action, *_: sqlite3.SQLITE_OK if action in READS else sqlite3.SQLITE_DENY
                )
                yield from _answers(path, connection, query, reading, where, size)
        except sqlite3.DatabaseError as error:
            said = str(error)
            if "not a database" in said or "malformed" in said or "unable to open" in said:
                raise SourceError(f"this is no whole SQLite file: {said}", Where(shown(path))) from error
            hint = "a query only reads: SELECT … FROM …" if "authorized" in said else f"asked: {reading.rows[:200]}"
            raise FactError(f"{shown(path)}: {said}", where, hint) from error


def _query(path: Source, connection: sqlite3.Connection, rows: str, where: Where) -> str:
    listed = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
    tables = [name for (name,) in listed if not name.startswith("sqlite_")]
    wanted = rows.strip()
    if wanted in tables or (not wanted and len(tables) == 1):
        return 'SELECT * FROM "{}"'.format((wanted or tables[0]).replace('"', '""'))  # noqa: S608 - a name that is there
    if not wanted or " " not in wanted:
        said = f"has no table {wanted!r}" if wanted else "has several tables"
        raise FactError(
            f"{shown(path)} {said}", where, f"tables: {', '.join(tables)}; name one in rows:, or write a query"
        )
    return wanted


def _answers(
    path: Source, connection: sqlite3.Connection, query: str, reading: Reading, where: Where, size: int
) -> Iterator[pl.DataFrame]:
    cursor = connection.execute(query)
    if cursor.description is None:
        raise FactError(f"{shown(path)}: the query gives no rows", where, "write SELECT … FROM …")
    columns, first = labels(names(path, [column[0] for column in cursor.description], 0)), 1
    while True:
        part = cursor.fetchmany(size)
        if part or first == 1:
            cells = [
                [_cell(path, value, columns, row, n) for n, value in enumerate(line)]
                for row, line in enumerate(part, first)
            ]
            for row, line in enumerate(cells, first):
                refuse_controls(path, [cell or "" for cell in line], columns, row)
            lists = list(zip(*cells, strict=True)) or [()] * len(columns)
            frame = pl.DataFrame(
                [pl.Series(name, values, pl.String) for name, values in zip(columns, lists, strict=True)]
            )
            yield finished(frame, path, reading.nulls, first)
        first += len(part)
        if len(part) < size:
            return


def _cell(path: Source, value: object, columns: list[str], row: int, at: int) -> str | None:
    if isinstance(value, bytes):
        raise SourceError(
            f"row {row}, column {columns[at]!r} holds bytes, which are no text",
            Where(shown(path)),
            "leave the column out of the query, or write hex(column)",
        )
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return None if value is None else str(value)


def postgres(
    path: Source, reading: Reading, where: Where, size: int, progress: Progress | None = None
) -> Iterator[pl.DataFrame]:
    """The answer to the query in `rows`. `path` is the connection, or `env:NAME`, the variable that has it."""
    del progress  # nobody knows how many bytes will come
    if not reading.rows.strip():
        raise FactError("what is asked of the database?", where, "write format: { rows: SELECT … FROM … }")
    try:
        driver: Any = import_module("adbc_driver_postgresql.dbapi")
        import_module("pyarrow")
    except ImportError as error:
        raise SourceError("the table is in PostgreSQL", where, "pip install 'dalil[postgres]'") from error
    connection = _connected(driver, str(path), where)
    with closing(connection), closing(connection.cursor()) as cursor:
        try:
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute(reading.rows)
            batches: Any = cursor.fetch_record_batch()
            first = 1
            for batch in batches:
                for part in pl.DataFrame(batch).iter_slices(size):
                    part.columns = names(path, part.columns, 0)
                    yield typed(part, path, reading.nulls, first)
                    first += part.height
            if first == 1:
                yield typed(pl.DataFrame(batches.schema.empty_table()), path, reading.nulls, first)
        except driver.Error as error:
            raise FactError(
                f"PostgreSQL refuses the query ({getattr(error, 'sqlstate', None) or type(error).__name__})",
                where,
                f"asked: {reading.rows[:200]}",
            ) from None


def _connected(driver: Any, path: str, where: Where) -> Any:
    address = path
    if path.startswith("env:"):
        variable = path.removeprefix("env:")
        address = os.environ.get(variable, "")
        if not address:
            raise FactError(
                f"the environment has no {variable}, which should say how to reach the database",
                where,
                f"export {variable}=postgresql://…",
            )
    try:
        return driver.connect(address)
    except driver.Error:
        # the driver's message repeats the address, and with it a password
        raise SourceError(
            "PostgreSQL cannot be reached",
            where,
            "try the same address with psql; it is not shown here because it may have a password",
        ) from None
