"""Rows themselves: which are meant, and by which key they go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import reduce
from operator import and_, or_

import polars as pl

from dalil.facts.table.evaluate import Batch, Memo
from dalil.facts.table.tokens import Column, columns_of
from dalil.model import Condition, Issue
from dalil.model import Mapping as TableMapping

KEY, FILE, ROW, FRAGMENT = "#key", "#file", "#row", "#fragment"
PLACES = (FILE, ROW)
VERSION = "#version"
"""Which version of a table describes a source or an entry, from 0."""
KEPT = (FILE, ROW, KEY, "#block", VERSION)
"""The columns beside the mapping's own that go with a claim."""


def holds(conditions: Iterable[Condition]) -> pl.Expr:
    """Whether all conditions hold in a row: never null."""
    return reduce(and_, map(_holds, conditions), pl.lit(value=True))


def _holds(condition: Condition) -> pl.Expr:
    cell = pl.col(condition.column).str.strip_chars()
    if condition.any_value:
        found = (cell != "").fill_null(value=False)
    else:
        found = cell.is_in(sorted(condition.values)).fill_null(value=False)
    return ~found if condition.negated else found


def is_data(mapping: TableMapping) -> pl.Expr:
    """Whether a row is not among those that the mapping ignores."""
    return ~reduce(or_, map(holds, mapping.ignore_rows), pl.lit(value=False))


def row_key(mapping: TableMapping, rows: pl.DataFrame, memo: Memo) -> pl.Series:
    """The key of each row as written, spaces around it dropped; null where one of its cells is empty, or cannot be read."""
    parts = mapping.row.parts
    if all(isinstance(part, str) or not part.steps for part in parts):
        cells = [pl.lit(part) if isinstance(part, str) else pl.col(part.column).str.strip_chars() for part in parts]
        filled = [pl.col(hole.column).str.strip_chars() != "" for hole in mapping.row.holes]
        key = pl.when(reduce(and_, filled, pl.lit(value=True))).then(pl.concat_str(cells)).alias(KEY)
        return rows.select(key).to_series() if rows.width else pl.Series(KEY, [], dtype=pl.String)
    return Batch(rows, mapping, memo).made(Column("words", (mapping.row,))).alias(KEY)


def applying(
    mapping: TableMapping, when: Sequence[Condition], columns: AbstractSet[str], rows: pl.DataFrame, memo: Memo
) -> pl.DataFrame:
    """The rows that are data and for which conditions hold: the columns asked for, those of the key, and the rows' places.

    Their keys, and their fragments (RFC 7111: `row=17`), are made where they are not there yet.
    """
    if when or mapping.ignore_rows:
        rows = rows.filter(holds(when) & is_data(mapping))
    wanted = {*columns, *KEPT, FRAGMENT, *(hole.column for hole in (*mapping.row.holes, *mapping.source.holes))}
    rows = rows.select(name for name in rows.columns if name in wanted)
    if FRAGMENT not in rows.columns:
        rows = rows.with_columns(pl.concat_str(pl.lit("row="), pl.col(ROW).cast(pl.String)).alias(FRAGMENT))
    return rows if KEY in rows.columns else rows.with_columns(row_key(mapping, rows, memo))


def repeated(mapping: TableMapping, rows: pl.DataFrame) -> list[Issue]:
    """An issue for every row whose key another row has too: which of them is meant, nobody can say. `rows` have their key.

    Rows that are the same, cell for cell, say one thing: the first of them has no issue, and makes the claims.
    """
    data = rows.filter(is_data(mapping) & pl.col(KEY).is_not_null())
    groups = data.filter(pl.col(KEY).is_duplicated()).partition_by(KEY, as_dict=True)
    return [issue for (key,) in sorted(groups) for issue in _repeated(mapping, str(key), groups[key,])]


def _repeated(mapping: TableMapping, key: str, group: pl.DataFrame) -> Iterator[Issue]:
    places = group.select(PLACES).sort(PLACES).rows()
    told = ", ".join(_place(file, row, places[0][0]) for file, row in places[:5]) + ", …" * (len(places) > 5)
    reason = f"{len(places)} rows have the key {key!r}: {told} → drop all but one, or make the key of more columns"
    if group.select(name for name in group.columns if not name.startswith("#")).n_unique() == 1:
        reason = (
            f"{len(places)} rows are the same, cell for cell: {told} → drop all but one; the first makes the claims"
        )
        places = places[1:]
    columns = columns_of(mapping.row)
    for file, row in places:
        yield Issue(file or "", row or 0, key, columns, key, reason, str(mapping.row.where))


def _place(file: str | None, row: int | None, first: str | None) -> str:
    return f"row {row}" if file == first else f"row {row} of {file}"
