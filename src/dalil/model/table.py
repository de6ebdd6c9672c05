"""Tables and their mappings: a mapping is a fact file with holes, and a hole is a column and what is done to its cell.

What stands in a hole depends on one row only: never on the order of rows, on a counter or on an engine.
"""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from dalil.errors import Where
from dalil.values import Time

WHOLE = "#cells"
"""The column that stands for all cells of a row: `{* | digest}` tells rows apart that have no key of their own."""


class Step(NamedTuple):
    """One transform of a hole: `split ;` is ("split", (";",))."""

    name: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hole:
    """`{column | step arguments | …}`."""

    column: str
    steps: tuple[Step, ...] = ()

    @property
    def shown(self) -> str:
        """The column as a mapping writes it."""
        return "*" if self.column == WHOLE else self.column

    @property
    def many(self) -> bool:
        """Whether a cell may hold several values."""
        return any(step.name == "split" for step in self.steps)


@dataclass(frozen=True, slots=True)
class Template:
    """Text with holes, as written in a mapping; without holes, a constant. Empty where any of its holes is empty."""

    parts: tuple[str | Hole, ...]
    where: Where = Where("")

    @property
    def holes(self) -> tuple[Hole, ...]:
        """Its holes, in order."""
        return tuple(part for part in self.parts if isinstance(part, Hole))

    @property
    def constant(self) -> str | None:
        """The text, where it has no hole."""
        return None if self.holes else "".join(part for part in self.parts if isinstance(part, str))

    @property
    def text(self) -> str:
        """How errors show it: `event:ged-{id}`."""
        return "".join(part if isinstance(part, str) else f"{{{part.shown}}}" for part in self.parts)


Kind = Literal["entity", "class", "time", "unresolved", "count", "bounds", "duration", "text", "string", "integer"]


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands behind a term: its kind, and the templates that make it.

    One template under "" for most kinds; `bounds` has `low`, `best`, `high`, `unit`; `unresolved` is a time in `words`.
    `language` is the tag of a `text`. `classes` are what the term wants of an entity.
    """

    kind: Kind
    templates: Mapped[str, Template]
    language: str = ""
    classes: frozenset[str] = frozenset()
    where: Where = Where("")


class Condition(NamedTuple):
    """When a claim is made: the cell of `column` is one of `values` (or, `negated`, none of them).

    `any_value`: the cell is not empty (negated: it is empty).
    """

    column: str
    values: frozenset[str] = frozenset()
    any_value: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class ClaimMapping:
    """A claim with holes: `place` is its place in the mapping, from 1, and part of every claim's name.

    `statements`: subject, term (or "type"), object. `each`: columns whose cells hold lists, of which every element makes a claim.
    """

    place: int
    where: Where
    statements: tuple[tuple[Template, str, Slot], ...]
    source: Template
    speakers: tuple[Template, ...]
    when: tuple[Condition, ...] = ()
    each: tuple[Hole, ...] = ()
    mode: str = "asserted"
    via: tuple[Template, ...] = ()
    basis: tuple[Template, ...] = ()
    hedge: Template | None = None
    certainty: Template | None = None
    note: Template | None = None


@dataclass(frozen=True, slots=True)
class ThingMapping:
    """A source or a registry entry with holes. `slots` has the keys of a source file, or of a registry entry."""

    what: Literal["source", "entity"]
    place: int
    name: Template
    type: Template
    slots: Mapped[str, tuple[Slot, ...]]
    when: tuple[Condition, ...] = ()
    where: Where = Where("")


@dataclass(frozen=True, slots=True)
class Table:
    """Where rows come from, and how to read them. `paths` are files; a glob is resolved; "-" is standard input.

    `kind`: csv, excel, jsonl, json, xml, parquet, sqlite or postgres. `rows` is the path to the records (JSON, XML), the sheet
    (Excel) or the query (SQL). `nulls` are cells that say nothing. `skip` is how many rows after the header are no data (HXL).
    """

    paths: tuple[Path | str, ...]
    kind: str
    rows: str = ""
    delimiter: str = ""
    quote: str = '"'
    encoding: str = ""
    header: int = 1
    skip: int = 0
    nulls: tuple[str, ...] = ()
    where: Where = Where("")


class Join(NamedTuple):
    """Columns of a second table, `name.column`, by equal cells: `on` is our column, `key` theirs."""

    name: str
    table: Table
    on: str
    key: str
    where: Where


@dataclass(frozen=True, slots=True)
class Lookup:
    """Code → term, written in the mapping or read from a table."""

    name: str
    entries: Mapped[str, str]
    where: Where = Where("")


@dataclass(frozen=True, slots=True)
class Mapping:
    """data/tables/<id>.yaml, read and checked. `versions`: label and table of each version kept, oldest first; one without label otherwise."""

    id: str
    where: Where
    versions: tuple[tuple[Time | None, Table], ...]
    row: Template
    source: Template
    claims: tuple[ClaimMapping, ...]
    things: tuple[ThingMapping, ...] = ()
    joins: tuple[Join, ...] = ()
    lookups: Mapped[str, Lookup] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    ignore_rows: tuple[tuple[Condition, ...], ...] = ()
    fragments: bool = True
    on_error: Literal["stop", "report"] = "stop"
    ceiling: int = 1000


class Issue(NamedTuple):
    """What is wrong with a row, so that it makes no claim: where, in which column, in which words, why."""

    file: str
    row: int
    key: str
    column: str
    value: str
    reason: str
    place: str
    """The mapping's line whose claim is not made."""
