"""Columns that belong together: low, best and high; a number and its name; a cell, its sources and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from dalil.drafting.profile import Column
from dalil.drafting.words import CERTAINTY, IDENTIFIERS, identifies

BOUNDS = {
    "low": {"low", "min", "minimum", "lower", "least"},
    "best": {"best", "mid", "estimate", "central"},
    "high": {"high", "max", "maximum", "upper", "most"},
}
BEGIN, END = {"start", "begin", "began", "from", "first", "opened"}, {"end", "ended", "until", "to", "last", "closed"}
SOURCES = {"source", "sources", "reference", "references", "citation", "citations"}
FILLERS = {"name", "title", "label", "names", "new", "old", "organization", "organisation"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Columns that give one figure as low, best and high, or two of them."""

    columns: dict[str, Column]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Span:
    """A first and a last day."""

    begin: Column
    end: Column


@dataclass(frozen=True, slots=True)
class Pair:
    """An identifier and the name of what it identifies. `torn`: identifiers that have several names, or none."""

    id: Column
    name: Column
    torn: int = 0


@dataclass(frozen=True, slots=True)
class Sourced:
    """A cell with columns of its own for its sources and for how sure it is: Security Force Monitor's pattern."""

    value: Column
    source: Column
    certainty: Column | None


def bounds_in(columns: Sequence[Column]) -> list[Bounds]:
    """Figures of which at least two of low, best and high are there."""
    found: dict[tuple[str, ...], dict[str, Column]] = {}
    for column in columns:
        for bound, marks in BOUNDS.items():
            if column.kind in ("number", "code", "constant") and set(column.words) & marks:
                rest = tuple(word for word in column.words if word not in marks)
                found.setdefault(rest, {})[bound] = column
    return [
        Bounds(group, frozenset(rest))
        for rest, group in found.items()
        if len(group) > 1 and len(group.keys() - {"best"})
    ]


def spans_in(columns: Sequence[Column]) -> list[Span]:
    """Beginnings and ends: `date_start` and `date_end`."""
    found: dict[tuple[str, ...], dict[str, Column]] = {}
    for column in columns:
        if column.dates and not column.dates.doubtful:
            for side, marks in (("begin", BEGIN), ("end", END)):
                if set(column.words) & marks:
                    rest = tuple(word for word in column.words if word not in marks)
                    found.setdefault(rest, {}).setdefault(side, column)
    return [Span(group["begin"], group["end"]) for group in found.values() if len(group) == 2]


def pairs_in(columns: Sequence[Column], frame: pl.DataFrame) -> list[Pair]:
    """Identifiers whose names stand in another column: `side_a_id` and `side_a`."""
    by_base: dict[tuple[str, ...], Column] = {}
    for column in columns:
        if column.kind in ("name", "code", "constant", "list") and not identifies(column.words):
            by_base.setdefault(_base(column), column)
    found = []
    for column in columns:
        name = by_base.get(_base(column)) if identifies(column.words) else None
        if (
            name is not None
            and _base(column)
            and column.kind in ("id", "number", "code", "constant")
            and not column.unique
        ):
            found.append(Pair(column, name, _torn(frame, column, name)))
    return found


def _base(column: Column) -> tuple[str, ...]:
    return tuple(word for word in column.words if word not in IDENTIFIERS | {"name", "title", "label", "new", "old"})


def _torn(frame: pl.DataFrame, id_: Column, name: Column) -> int:
    rows = frame.select(pl.col(id_.name).alias("id"), pl.col(name.name).alias("name")).drop_nulls("id")
    names = rows.group_by("id").agg(pl.col("name").n_unique().alias("names"), pl.col("name").null_count().alias("none"))
    return names.filter((pl.col("names") != 1) | (pl.col("none") > 0)).height


def sourced_in(columns: Sequence[Column]) -> list[Sourced]:
    """Cells with their own sources; none where the table has a source of the whole row only."""
    labelled = {_label(column, CERTAINTY): column for column in columns if _label(column, CERTAINTY)}
    stray = labelled.keys() - {_label(column, SOURCES) for column in columns}  # `UUID: Name` beside `Confidence: Name`
    found, free = [], []
    for column in columns:
        label = _label(column, SOURCES) or (_label(column, {column.words[0]}, stray) if column.words else ())
        if not label:
            if not _label(column, CERTAINTY):
                free.append(column)
            continue
        certainty = labelled.get(label)
        same = [
            one for one in columns if one is not column and _same(one, label) and not _label(one, SOURCES | CERTAINTY)
        ]
        value = next(iter(same), None) or (_before(free) if certainty else None)
        if value is not None and column.filled:
            found.append(Sourced(value, column, certainty))
        free = []
    return found if len(found) > 1 or any(one.certainty for one in found) else []


def _label(column: Column, marks: set[str], among: Collection[tuple[str, ...]] | None = None) -> tuple[str, ...]:
    """What `Source: Name` or `name_source` is the source of; nothing where the mark is no part of the name's edge."""
    words = column.words
    if len(words) < 2 or not re.match(r"\s*\w+\s*:|.*[_\s-]\w+\s*$", column.name):
        return ()
    label = tuple(words[1:]) if words[0] in marks else tuple(words[:-1]) if words[-1] in marks else ()
    return label if (among is None or label in among) and not (among is not None and words[0] in CERTAINTY) else ()


def _same(column: Column, label: tuple[str, ...]) -> bool:
    words = tuple(column.words)
    return words == label or (words[-len(label) :] == label and set(words[: -len(label)]) <= FILLERS)


def _before(free: Sequence[Column]) -> Column | None:
    """The nearest column before a source's; where dates stand in parts before it, the one with the whole date."""
    if not free or not free[-1].filled:
        return next((column for column in reversed(free) if column.filled), None)
    parts = {"day", "month", "year"}
    if set(free[-1].words) & parts:
        return next((one for one in reversed(free) if one.dates and not set(one.words) & parts), free[-1])
    return free[-1]
