"""Names that nobody describes: claims that mention one are left out, and come back when somebody does.

What is left out depends on what the tables say now, never on the builds before: all that might come back is taken in first, then
what mentions a missing name is left out until nothing changes; and a part notes all missing names that its claims want.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import polars as pl

from dalil.build.parts import Parts
from dalil.build.shelves import NAMES, Shelf

Again = Callable[[Collection[str], frozenset[str]], None]
"""Encodes parts anew, without the claims that mention certain names."""
IN_ROWS = pl.col("part").str.contains(".rows", literal=True)
OF_PART = ["part", "name"]


def settle(shelf: Shelf, parts: Parts, known: Collection[str], again: Again) -> pl.DataFrame:
    """Leave out and take in claims. `known`: what people described. Gives what is missing where no claim can be left out for it."""
    written = pl.DataFrame({"name": sorted(known)}, schema={"name": pl.String})

    def names() -> pl.DataFrame:
        return shelf.rows(parts.kept).collect()

    if _is_settled(shelf.rows(parts.kept), written.lazy()):
        return pl.DataFrame(schema=NAMES)
    while returned := _returned(names(), written):
        again(returned, frozenset())
    while True:
        now = names()
        missing = _wanted(now).join(_described(now, written), on="name", how="anti")
        stale = _stale(now, missing)
        if not stale:
            return now.filter((pl.col("kind") == "mentioned") & ~IN_ROWS).join(missing, on=OF_PART, how="semi")
        before = _wanted(now.filter(pl.col("part").is_in(stale)))
        left_out = frozenset(missing["name"].to_list())
        again(stale, left_out)
        shelf.add(_notes(before, left_out, shelf.fresh().filter(pl.col("part").is_in(stale)).collect()))


def _is_settled(names: pl.LazyFrame, written: pl.LazyFrame) -> bool:
    """Whether nothing is missing and nothing was left out, as in most builds: asked without holding all names in memory."""
    kinds = {kind: names.filter(pl.col("kind") == kind) for kind in ("introduced", "mentioned")}
    described = pl.concat([kinds["introduced"].select("name"), written]).unique()
    missing = kinds["mentioned"].select("name").unique().join(described, on="name", how="anti")
    left = names.filter(pl.col("kind").is_in(["left", "wanted"]))
    found = (frame.select(pl.len()).collect(engine="streaming").item() for frame in (left, missing))
    return not any(found)


def _described(now: pl.DataFrame, written: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([now.filter(pl.col("kind") == "introduced").select("name"), written]).unique()


def _wanted(now: pl.DataFrame) -> pl.DataFrame:
    """What claims mention, be they left out or not."""
    return now.filter(pl.col("kind").is_in(["mentioned", "wanted"])).select("part", "name", "place").unique()


def _returned(now: pl.DataFrame, written: pl.DataFrame) -> list[str]:
    """Parts in which something was left out for a name that is described now."""
    left = now.filter(pl.col("kind") == "left")
    back = left.join(_described(now, written), on="name", how="semi") if left.height else left
    return sorted(back["part"].unique().to_list())


def _stale(now: pl.DataFrame, missing: pl.DataFrame) -> list[str]:
    """Parts that leave out other claims than those that want a missing name."""
    left = now.filter(pl.col("kind") == "left").select(OF_PART)
    due = missing.filter(IN_ROWS).select(OF_PART).unique()
    other = pl.concat([due.join(left, on=OF_PART, how="anti"), left.join(due, on=OF_PART, how="anti")])
    return sorted(other["part"].unique().to_list())


def _notes(before: pl.DataFrame, left_out: frozenset[str], fresh: pl.DataFrame) -> pl.DataFrame:
    """Which names parts are left without, and what the claims want that are left out for it."""
    left = before.filter(pl.col("name").is_in(list(left_out))).with_columns(kind=pl.lit("left"))
    mentioned = fresh.filter(pl.col("kind") == "mentioned")
    wanted = before.join(mentioned, on=["part", "name", "place"], how="anti").with_columns(kind=pl.lit("wanted"))
    return pl.concat([left, wanted]).with_columns(type=pl.lit("")).select(list(NAMES))
