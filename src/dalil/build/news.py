"""What is new: in a build against the one before, and in each version of a table against the one before it."""

from __future__ import annotations

from typing import Any

import polars as pl

from dalil.build.tabled import Tabled
from dalil.facts.table.cells import key_of_name
from dalil.model import Mapping

LONGER = len("claim:") - len("row:")


def news(tabled: Tabled) -> dict[str, Any]:
    """Of each table: how many blocks were encoded anew, and which claims were added, changed or are gone since the old build."""
    tables, old = tabled.tables, tabled.tables.old
    fresh = {
        mapping.id: [part.name for part in tables.of(mapping) if part.name in tables.parts.fresh]
        for mapping in tables.mappings
    }
    found: dict[str, Any] = {name: {"encoded": sum(".rows" in part for part in parts)} for name, parts in fresh.items()}
    if old is None:
        return found
    files = sorted(old.shelf("claims").glob("*.parquet"))
    before = pl.scan_parquet(files).filter(~pl.col("part").is_in(sorted(tables.kept("claims")))).collect()
    now = tables.shelves["claims"].fresh().collect()
    for name, counts in found.items():
        one, other = (_of(frame, name) for frame in (before, now))
        same = other.join(one, on=other.columns, how="semi", nulls_equal=True).height
        both = other.join(one, on="claim", how="semi").height
        counts |= {"added": other.height - both, "changed": both - same, "gone": one.height - both}
    return found


def _of(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """The claims of one table, without what may change when nothing is said differently."""
    lists = [name for name, type_ in frame.schema.items() if type_ == pl.List(pl.String)]
    own = frame.filter(pl.col("part").str.starts_with(f"{table}.")).drop(
        "part", "recordedIn", "assessment", strict=False
    )
    return own.with_columns(pl.col(name).list.join("\x1f") for name in lists)


def by_version(mapping: Mapping, claims: pl.LazyFrame) -> list[dict[str, Any]]:
    """Of each version that is kept: how many claims it added, changed and withdrew, and how many stand with it.

    A claim is changed where one of the same row and place in the mapping was withdrawn for it.
    """
    if mapping.versions[0][0] is None:
        return []
    source = (mapping.source.constant or "").removeprefix("source:")
    labels = {f"row:{source}-{time.local.removeprefix('time-')}-": time for time, _ in mapping.versions if time}
    own = (
        claims.filter(pl.col("part").str.starts_with(f"{mapping.id}.rows"))
        .select("claim", "passage", "row", "withdrawn")
        .collect()
    )
    keys = {key: key_of_name(key) for key in own["row"].unique().to_list()}
    head = pl.col("passage").str.strip_suffix(pl.col("row").replace_strict(keys, return_dtype=pl.String))
    own = own.with_columns(head.alias("head"))
    own = own.with_columns(pl.col("claim").str.slice(pl.col("head").str.len_chars() + LONGER).alias("rest"))
    found: list[dict[str, Any]] = []
    standing = 0
    for label, time in labels.items():
        made = own.filter(pl.col("head") == label)
        ended = own.filter(pl.col("withdrawn") == f"time:{time.local.removeprefix('time-')}")
        changed = made.join(ended, on="rest", how="semi").height
        standing += made.height - ended.height
        counts = {
            "added": made.height - changed,
            "changed": changed,
            "withdrawn": ended.height - changed,
            "standing": standing,
        }
        found.append({"version": time.edtf, **counts})
    return found
