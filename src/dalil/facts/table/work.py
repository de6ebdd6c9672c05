"""A frame of rows on its way to being claims: filled column by column, and rid of rows that cannot become one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from dalil.errors import Where
from dalil.facts.table.evaluate import Batch, Memo
from dalil.facts.table.expressions import all_filled, filled
from dalil.facts.table.listing import LONGEST, elements, length, width
from dalil.facts.table.making import Bad
from dalil.facts.table.prototype import Prototype
from dalil.facts.table.rows import FILE, KEPT, KEY, ROW
from dalil.facts.table.thing_prototype import ThingPrototype
from dalil.facts.table.tokens import VALUES, Column, columns_of
from dalil.model import Hole, Issue, Template
from dalil.model import Mapping as TableMapping
from dalil.values import Value


@dataclass
class Work:
    """The rows that a claim or thing applies to; what is wrong with one is an issue, and the row goes.

    `frame` has the table's cells, `made` what becomes of them, row by row: a table may have a column that is called `h0`.
    """

    mapping: TableMapping
    where: Where
    frame: pl.DataFrame
    memo: Memo
    made: pl.DataFrame = field(default_factory=pl.DataFrame)
    issues: dict[Issue, None] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)

    def require(self, rules: Sequence[tuple[pl.Expr, Template, str]], keep: pl.Expr | None = None) -> None:
        """Rows in which a rule's expression is true are reported, and go; so do, silently, those in which `keep` is not."""
        if not rules and keep is None:
            return
        masks = [rule.alias(f"\x1f{n}") for n, (rule, _, _) in enumerate(rules)]
        found = self.made.with_columns(*masks, (pl.lit(value=True) if keep is None else keep).alias("\x1f"))
        wrong: dict[int, list[Bad]] = {}
        for n, (_, template, reason) in enumerate(rules):
            if found[f"\x1f{n}"].any():
                for row in found[f"\x1f{n}"].arg_true().to_list():
                    wrong.setdefault(row, []).append(Bad(columns_of(template), "", reason))
        kept = found["\x1f"]
        self._drop(wrong, None if kept.all() else kept)

    def need_key(self) -> None:
        """Rows without a key are reported, and go: their claims would have no name."""
        if self.frame[KEY].null_count():
            rows = self.frame[KEY].is_null().arg_true().to_list()
            batch = Batch(self.frame[rows], self.mapping, self.memo)
            batch.made(Column("words", (self.mapping.row,)))
            empty = [Bad(columns_of(self.mapping.row), "", "the key of the row is empty")]
            self._drop({row: batch.bad.get(n, empty) for n, row in enumerate(rows)}, place=str(self.mapping.row.where))

    def _drop(self, wrong: Mapping[int, Sequence[Bad]], keep: pl.Series | None = None, place: str = "") -> None:
        self._report(wrong, place)
        if wrong:
            good = pl.Series([row not in wrong for row in range(self.frame.height)])
            keep = good if keep is None else good & keep
        if keep is not None:
            self.frame = self.frame.filter(keep)
            self.made = self.made.filter(keep) if self.made.width else self.made

    def _report(self, wrong: Mapping[int, Sequence[Bad]], place: str = "") -> None:
        rows = sorted(wrong)
        places = self.frame[rows].select(FILE, ROW, KEY).iter_rows() if rows else ()
        for n, (file, row, key) in zip(rows, places, strict=True):
            for bad in wrong[n]:
                self.issues.setdefault(Issue(file or "", row or 0, key or "", *bad, place or str(self.where)))

    def one_by_one(self, single: Mapping[Hole, str], lists: Sequence[Hole], *, needed: bool) -> None:
        """A row for each element of some lists that run in parallel, which stands in a column of its own."""
        if not lists:
            return
        batch = Batch(self.frame, self.mapping, self.memo)
        distinct, index = batch.distinct(tuple(hole.column for hole in lists))
        lookups = self.mapping.lookups
        found = [elements(lists, cells, lookups, needed=needed) for cells in distinct]
        good = [[] if isinstance(one, Bad) else one for one in found]
        rows = [row for row, n in enumerate(index) for _ in good[n]]
        taken = [tuples for n in index for tuples in good[n]]
        columns = [
            pl.Series(single[hole], [element[place] for element in taken], dtype=pl.String)
            for place, hole in enumerate(lists)
        ]
        whole = self.frame[rows].with_columns(columns)
        self._drop({row: [bad] for row, n in enumerate(index) if isinstance(bad := found[n], Bad)})
        self.frame = whole

    def widths(self, lists: Sequence[Hole]) -> dict[Hole, int]:
        """How many places the longest cell of each list needs."""
        found = {}
        for hole in lists:
            distinct, index = Batch(self.frame, self.mapping, self.memo).distinct((hole.column,))
            lengths = [length(hole, cell, self.mapping.lookups) for (cell,) in distinct]
            reason = "{} elements, and one claim holds " + f"{LONGEST} at most → name the column under `each`"
            long = {row: lengths[n] for row, n in enumerate(index) if lengths[n] > LONGEST}
            self._drop({row: [Bad(hole.column, "", reason.format(n))] for row, n in long.items()})
            found[hole] = width(max((n for n in lengths if n <= LONGEST), default=0))
        return found

    def fill(self, made: Prototype | ThingPrototype, numbers: Collection[int], *, keep_bad: bool = False) -> None:
        """Makes some columns of a prototype; rows with a bad cell are reported, and go (or are kept, without it)."""
        if not self.made.width:
            self.made = self.frame.select(name for name in KEPT if name in self.frame.columns)
        if numbers:
            batch = Batch(self.frame, self.mapping, self.memo)
            self.made = self.made.hstack(batch.columns({n: made.columns[n] for n in sorted(numbers)}))
            self.values |= batch.values
            if keep_bad:
                self._report(batch.bad)
            else:
                self._drop(batch.bad)

    def leave_out(self, made: Prototype | ThingPrototype, names: frozenset[str]) -> None:
        """What mentions one of some names is reported, and goes: nobody describes them."""
        if not names:
            return
        unknown = pl.Series(sorted(names), dtype=pl.String)
        for local, needs in zip(made.mentioned, made.needs, strict=True):
            found = self.made.with_columns(pl.when(all_filled(needs)).then(filled(local)).alias("name"))["name"]
            wrong = found.is_in(unknown.implode()).fill_null(value=False)
            reason = "{} is described nowhere → describe it under `sources`, `entities` or in data/entities"
            called = {row: found[row].replace("-", ":", 1) for row in wrong.arg_true().to_list()}
            self._drop({row: [Bad("", name, reason.format(name))] for row, name in called.items()})

    def once(self, names: Sequence[int], lists: Sequence[Hole]) -> None:
        """Elements of one cell that lead to one claim make it once; where they differ otherwise, it is reported."""
        same = self.made.is_duplicated()
        if same.any():
            first = self.made.with_row_index("\x1f").unique(self.made.columns, keep="first")["\x1f"]
            self._drop({}, pl.int_range(self.made.height, eager=True).is_in(first.implode()))
        twice = self.made.select(FILE, ROW, *(f"h{n}" for n in dict.fromkeys(names))).is_duplicated()
        reason = "two elements of the cell make one claim, of two minds → correct the cell or the lookup"
        columns = ", ".join(dict.fromkeys(hole.column for hole in lists))
        self._drop({row: [Bad(columns, "", reason)] for row in twice.arg_true().to_list()})

    def finished(self, made: Prototype | ThingPrototype, order: Sequence[int]) -> pl.DataFrame:
        """The prototype's columns, the key and the row's place, in an order that depends on names only."""
        kept = (pl.col(name) for name in KEPT if name in self.made.columns)
        columns = (f"h{n}" for n in range(len(made.columns)))
        by = (f"h{n}" for n in dict.fromkeys(order))
        return self.made.select(*columns, pl.col(KEY).alias("key"), *kept).sort("key", *by, FILE, ROW)

    def used(self, made: Prototype | ThingPrototype, frame: pl.DataFrame) -> dict[str, Value]:
        """The values that a frame names, and those of the prototype itself."""
        if not frame.height:
            return {}
        found: dict[str, Value] = {value.local: value for value in made.values}
        for n, column in enumerate(made.columns):
            if column.make in VALUES:
                found.update((local, self.values[local]) for local in set(frame[f"h{n}"].to_list()) - {None})
        return found
