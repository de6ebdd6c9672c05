"""Which columns tell the rows of a table apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from dalil.drafting.profile import Column
from dalil.drafting.words import PERSONAL, identifies

WHOLE = "* | digest"
"""The hole that is made of all cells of a row."""
TRIED = 10
"""Columns of which combinations are tried: the pairs and triples of ten are 165."""
ORDER = {"id": 0, "number": 1, "code": 2, "date": 3, "constant": 4, "name": 5, "link": 6, "decimal": 7}


@dataclass(frozen=True, slots=True)
class Key:
    """The columns whose cells name a row, and why they were taken; without columns it is the whole row."""

    columns: tuple[Column, ...]
    why: str

    @property
    def names(self) -> list[str]:
        """What stands in the holes of the key."""
        return [column.name for column in self.columns] or [WHOLE]


def guess_key(frame: pl.DataFrame, columns: Sequence[Column]) -> Key | None:
    """The best key of a table: one column, then two, then three; then the best there is, with what is wrong with it."""
    able = [column for column in columns if column.kind in ORDER and 0 < column.filled == column.rows]
    unique = sorted((column for column in able if column.unique), key=_rank)
    if unique:
        others = ", ".join(column.name for column in unique[1:4])
        also = f"; so are those of {others}" if others else ""
        return Key((unique[0],), f"all {unique[0].rows:,} cells are there, and all are different{also}")
    able = sorted((column for column in able if column.distinct > 1), key=lambda one: (_class(one)[0], -one.distinct))[
        :TRIED
    ]
    for width in (2, 3):
        for together in sorted(combinations(able, width), key=_width):
            if _distinct(frame, together) == frame.height:
                return Key(together, "no column tells all rows apart; together these do")
    return _best(frame, able)


def _best(frame: pl.DataFrame, able: Sequence[Column]) -> Key | None:
    """Where no three columns tell all rows apart: one that nearly does, else all cells of a row, else the best there is."""
    near = max(able, key=lambda one: one.distinct, default=None)
    alike = frame.height - (near.distinct if near else 0)
    if near and (alike <= frame.height // 100 or frame.n_unique() < frame.height):
        return Key((near,), f"TODO: {alike:,} of {frame.height:,} rows have the key of an earlier one")
    if frame.height and frame.n_unique() == frame.height:
        return Key(
            (), "TODO: no three columns tell all rows apart, only all cells of a row; any change makes another row"
        )
    return None


def _rank(column: Column) -> tuple[bool, bool, bool, int]:
    """Identifiers before names, names of people last."""
    return (*_class(column), not identifies(column.words), ORDER[column.kind])


def _class(column: Column) -> tuple[bool, bool]:
    return bool(set(column.words) & PERSONAL) and column.kind != "id", column.kind in ("link", "decimal", "name")


def _width(together: Sequence[Column]) -> int:
    return sum(ORDER[column.kind] for column in together)


def _distinct(frame: pl.DataFrame, together: Sequence[Column]) -> int:
    return frame.select(pl.struct([column.name for column in together]).n_unique()).item()  # type: ignore[no-any-return]
