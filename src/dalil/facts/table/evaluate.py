"""Columns of a prototype → cells: expressions where the cell goes in as it is, Python once for every distinct input elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

import polars as pl

from dalil.facts.table.cells import ESCAPES, RARE, escaped, key_of_name
from dalil.facts.table.holes import MANY
from dalil.facts.table.making import Bad, Cell, Cells, maker
from dalil.facts.table.tokens import VALUES, Column
from dalil.model import Mapping as TableMapping
from dalil.project import Project
from dalil.values import Value

PLAIN_NAME = r"^[A-Za-z0-9](?:[A-Za-z0-9_.~-]*[A-Za-z0-9_~])?$"
PLAIN_KEY = r"^[A-Za-z0-9_.~-]+$"
SPECIAL = rf'[\\"\t\n\r{RARE}]'
CHECKS = {
    "name": PLAIN_NAME,
    "keyname": PLAIN_KEY,
    "key": SPECIAL,
    "fragment": SPECIAL,
    "text": SPECIAL,
    "quote": SPECIAL,
}
"""What the plain cells of a column look like (names), or what those have that are not plain (texts)."""
BESIDE = {
    "key": pl.col("#key"),
    "keyname": pl.col("#key"),
    "fragment": pl.col("#fragment"),
    "withdrawn": pl.repeat(None, pl.len(), dtype=pl.String),
    "withdrawal": pl.repeat(None, pl.len(), dtype=pl.String),
}
"""What is the same in every mapping. Whether a claim was withdrawn only a comparison of versions can tell: null until then."""
P = TypeVar("P")
REMEMBERED = 200_000
"""Results kept for a column: enough for every code and date, and no burden where each row has its own."""


@dataclass
class Memo:
    """What was made once and need not be made again: for one mapping, over all its batches and versions.

    `states`: the local name of the snapshot of each file, for rows that name theirs.
    """

    project: Project
    states: dict[str, str] = field(default_factory=dict)
    prototypes: dict[object, object] = field(default_factory=dict)
    _makers: dict[Column, Callable[[Cells], Cell]] = field(default_factory=dict)
    _cells: dict[Column, dict[Cells, Cell]] = field(default_factory=dict)

    def prototype(self, key: object, make: Callable[[], P]) -> P:
        """The prototype of a claim or thing for lists of certain widths."""
        if key not in self.prototypes:
            self.prototypes[key] = make()
        return self.prototypes[key]  # type: ignore[return-value]

    def cells(self, column: Column, distinct: Iterable[Cells], mapping: TableMapping) -> list[Cell]:
        """One cell for each distinct input of a column."""
        make = self._makers.get(column) or self._makers.setdefault(column, maker(column, mapping, self.project))
        known = self._cells.setdefault(column, {})
        if len(known) > REMEMBERED:
            known.clear()
        found = []
        for cells in distinct:
            cell = known.get(cells)
            if cell is None:
                cell = known[cells] = make(cells)
            found.append(cell)
        return found


@dataclass
class Batch:
    """A frame of rows and what is made of it: columns, and what is wrong by the number of the row."""

    frame: pl.DataFrame
    mapping: TableMapping
    memo: Memo
    bad: dict[int, list[Bad]] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    _indexes: dict[tuple[str, ...], tuple[list[Cells], list[int]]] = field(default_factory=dict)

    def distinct(self, inputs: tuple[str, ...]) -> tuple[list[Cells], list[int]]:
        """The distinct tuples of some columns, and for each row the number of its own."""
        if inputs not in self._indexes:
            columns = [self.frame[name].to_list() for name in inputs]
            rows: Sequence[Cells] = list(zip(*columns, strict=True)) if inputs else [()] * self.frame.height
            numbers = dict(zip(dict.fromkeys(rows), count(), strict=False))
            self._indexes[inputs] = list(numbers), [numbers[cells] for cells in rows]
        return self._indexes[inputs]

    def made(self, column: Column) -> pl.Series:
        """A column by Python, once for each distinct input."""
        distinct, index = self.distinct(column.inputs)
        cells = self.memo.cells(column, distinct, self.mapping)
        wrong = {n: cell.bad for n, cell in enumerate(cells) if cell.bad}
        for row, n in enumerate(index if wrong else ()):
            if n in wrong:
                self.bad.setdefault(row, []).append(wrong[n])
        if column.make in VALUES:
            self.values.update((cell.text, cell.value) for cell in cells if cell.text and cell.value)
        texts = [cell.text for cell in cells]
        return pl.Series([texts[n] for n in index], dtype=pl.String)

    def columns(self, columns: Mapping[int, Column]) -> pl.DataFrame:
        """The columns `h<n>`: by expressions as far as they go."""
        plain = {n: made for n, column in columns.items() if (made := expression(column, self.memo.states)) is not None}
        whole = self.frame.select(made.alias(f"h{n}") for n, made in plain.items())
        whole = self._finished(whole, {n: columns[n] for n in plain if columns[n].make in CHECKS})
        rest = {f"h{n}": self.made(column) for n, column in columns.items() if n not in plain}
        return whole.hstack(pl.DataFrame(rest)) if plain else pl.DataFrame(rest)

    def _finished(self, whole: pl.DataFrame, columns: Mapping[int, Column]) -> pl.DataFrame:
        """What expressions cannot do is done for the few columns that need it."""
        checks = [pl.col(f"h{n}").str.contains(CHECKS[column.make]) for n, column in columns.items()]
        if not checks or not whole.height:
            return whole
        found = whole.select(
            (~check if column.make in ("name", "keyname") else check).any()
            for check, column in zip(checks, columns.values(), strict=True)
        ).row(0)
        odd = {n: column for (n, column), is_odd in zip(columns.items(), found, strict=True) if is_odd}
        series = [self._odd_name(whole[f"h{n}"], c).alias(f"h{n}") for n, c in odd.items() if c.make == "name"]
        series += [_mapped(whole[f"h{n}"], key_of_name).alias(f"h{n}") for n, c in odd.items() if c.make == "keyname"]
        texts = {n: column for n, column in odd.items() if column.make not in ("name", "keyname")}
        whole = whole.with_columns(series) if series else whole
        return self._escaped(whole, texts) if texts else whole

    def _odd_name(self, series: pl.Series, column: Column) -> pl.Series:
        """Names of which some are no plain ASCII."""
        rows = (~series.str.contains(PLAIN_NAME)).arg_true().to_list()
        part = Batch(self.frame[rows], self.mapping, self.memo)
        made = part.made(column)
        for at, wrong in part.bad.items():
            self.bad.setdefault(rows[at], []).extend(wrong)
        return series.scatter(rows, made)

    def _escaped(self, whole: pl.DataFrame, columns: Mapping[int, Column]) -> pl.DataFrame:
        """Texts of which some have something that N-Quads escapes."""
        names = [f"h{n}" for n in columns]
        rare = whole.select(pl.col(names).str.contains(f"[{RARE}]").any()).row(0)
        common = [often_escaped(name) for name, is_rare in zip(names, rare, strict=True) if not is_rare]
        series = []
        for (n, column), is_rare in zip(columns.items(), rare, strict=True):
            if is_rare:
                many = column.make == "text" and whole[f"h{n}"].str.contains(MANY, literal=True).any()
                made = self.made(column) if many else _mapped(whole[f"h{n}"], escaped)
                series.append(made.alias(f"h{n}"))
        return whole.with_columns(*common, *series)


def expression(column: Column, states: Mapping[str, str]) -> pl.Expr | None:
    """A column for which plain cells need no Python; None for one that is made by it."""
    if column.make in ("name", "text"):
        return _as_written(column)
    if column.make == "quote":
        cells = [(name, pl.col(name).str.replace_all(MANY, "; ", literal=True)) for name in column.detail]
        return pl.concat_str([pl.lit(f"{name}: ") + cell for name, cell in cells], separator=" | ", ignore_nulls=True)
    if column.make == "state":
        return pl.col("#file").replace_strict(states, default=None, return_dtype=pl.String)
    return BESIDE.get(column.make)


def _as_written(column: Column) -> pl.Expr | None:
    """A hole without steps: a name is trimmed, a text stays as it is unless it is blank. None where there are steps."""
    hole = column.templates[0].parts[0]
    if isinstance(hole, str) or hole.steps:
        return None
    cell = pl.col(hole.column)
    return cell.str.strip_chars() if column.make == "name" else pl.when(cell.str.strip_chars() != "").then(cell)


def often_escaped(name: str) -> pl.Expr:
    """A column with what often has to be escaped, escaped."""
    found = pl.col(name)
    for char, written in ESCAPES.items():
        found = found.str.replace_all(char, written, literal=True)
    return found


def _mapped(series: pl.Series, make: Callable[[str], str]) -> pl.Series:
    made = {text: None if text is None else make(text) for text in series.unique().to_list()}
    return pl.Series([made[text] for text in series.to_list()], dtype=pl.String)
