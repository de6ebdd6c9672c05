"""edges.parquet of a dossier with tables: only files are made again in which a tie, or the date of an event, has changed."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from dalil.build.bounds import ORDER, bounded
from dalil.build.parts import WRITTEN
from dalil.build.shelves import drawer
from dalil.build.tables import Tables

SAID = ["claim", "source", "role", "subject", "object", "mode", "assessment", "earliest", "latest"]
IN_TIME = ("date", "partOf")


def restate(tables: Tables, standing: Mapping[str, str]) -> None:
    """Give claims and edges of tables the standing that analysts give them; of kept parts those come again that it changes."""
    for name in ("claims", "edges"):
        shelf = tables.shelves[name]
        files = sorted(shelf.old.glob("*.parquet")) if shelf.old else []
        if files:
            before = pl.scan_parquet(files).filter(pl.col("part").is_in(sorted(tables.parts.kept)))
            changed = before.filter(pl.col("assessment") != _verdict(standing))
            parts = changed.select("part").unique().collect()["part"].to_list()
            tables.restated.update(parts)
    for name in ("claims", "edges"):
        shelf = tables.shelves[name]
        if tables.restated and shelf.old:
            again = pl.scan_parquet(sorted(shelf.old.glob("*.parquet"))).filter(
                pl.col("part").is_in(sorted(tables.restated))
            )
            shelf.add(again.collect())
        shelf.change(lambda frame: _judged(frame, standing))


def _judged(frame: pl.DataFrame, standing: Mapping[str, str]) -> pl.DataFrame:
    """Written claims have their standing already."""
    of_table = pl.col("part") != WRITTEN
    return frame.with_columns(pl.when(of_table).then(_verdict(standing)).otherwise("assessment").alias("assessment"))


def _verdict(standing: Mapping[str, str]) -> pl.Expr:
    if not standing:
        return pl.lit("")
    return pl.col("claim").replace_strict(dict(standing), default="", return_dtype=pl.String)


def write_edges(tables: Tables, folder: Path) -> None:
    """The raw edges into the state, and with their bounds into `folder`."""
    shelf, made = tables.shelves["edges"], tables.parts.made
    kept = tables.parts.kept - tables.restated
    affected = _affected(tables, kept)
    written = shelf.store(made, kept)
    folder.mkdir()
    before = tables.old.folder / folder.name if tables.old else Path()
    again = {drawer(part) for part in made} if affected is None else written | affected
    raw = pl.scan_parquet(sorted(shelf.folder.glob("*.parquet")))
    in_time = raw.filter(pl.col("role").is_in(IN_TIME)).collect() if again else pl.DataFrame()
    for name in sorted({drawer(part) for part in made}):
        if name not in again and (before / f"{name}.parquet").is_file():
            os.link(before / f"{name}.parquet", folder / f"{name}.parquet")
        else:
            own = pl.read_parquet(shelf.folder / f"{name}.parquet")
            _with_bounds(own, in_time).write_parquet(folder / f"{name}.parquet", compression="lz4")


def _with_bounds(own: pl.DataFrame, in_time: pl.DataFrame) -> pl.DataFrame:
    """Edges with the bounds that all parts together give their events."""
    parts = own.select("part").unique()
    others = in_time.join(parts, on="part", how="anti")
    if not (in_time["role"] == "partOf").any():
        events = own.select("source", pl.col("event").alias("subject")).unique()
        others = others.join(events, on=["source", "subject"], how="semi")
    return bounded(pl.concat([own, others])).join(parts, on="part", how="semi").sort(ORDER)


def _affected(tables: Tables, kept: Collection[str]) -> set[str] | None:
    """Files with edges of events whose date has changed; None for all of them, where what is part of what has changed."""
    shelf = tables.shelves["edges"]
    files = sorted(shelf.old.glob("*.parquet")) if shelf.old else []
    if not files:
        return None
    before = pl.scan_parquet(files)
    of_kept = pl.col("part").is_in(sorted(kept))
    in_time = pl.col("role").is_in(IN_TIME)
    then, now = (frame.filter(in_time).select(SAID).unique() for frame in (before.filter(~of_kept), shelf.fresh()))
    changed = pl.concat(
        [one.join(other, on=SAID, how="anti", nulls_equal=True) for one, other in ((then, now), (now, then))]
    ).collect()
    if (changed["role"] == "partOf").any():
        return None
    dated = changed.select("source", pl.col("subject").alias("event")).unique()
    if not dated.height:
        return set()
    parts = (
        before.filter(of_kept).join(dated.lazy(), on=["source", "event"], how="semi").select("part").unique().collect()
    )
    return {drawer(part) for part in parts["part"].to_list()}
