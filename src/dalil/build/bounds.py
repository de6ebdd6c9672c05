"""When the events of edges were: the bounds of an event's date as the edge's own source gives it, in joins over whole columns.

The same rules as `network.read_edges`, for a million edges in seconds: only what the source says itself and does not deny or
demand, and nobody retracted; of the event, else of what it is part of; open where one of several dates is open.
"""

from __future__ import annotations

import polars as pl

from dalil.model import SPEAKER_ROLE

LIST = pl.List(pl.String)
BOUNDS: dict[str, pl.DataType | type[pl.DataType]] = {"earliest": pl.Date, "latest": pl.Date, "bounds_from": LIST}
ORDER = ["part", "claim", "subject", "role", "object"]
EVENT = ["source", "event"]
PLACE = [*EVENT, "name"]
NOT_HELD = [*SPEAKER_ROLE, "inferred"]
"""Modes in which the speaker does not hold the claim true on its own words."""


def bounded(raw: pl.DataFrame) -> pl.DataFrame:
    """Raw edges → edges: dates go, and every tie to an event has the bounds of that event, and the claims that give them."""
    is_date = pl.col("object").str.starts_with("time:")
    held = ~pl.col("mode").is_in(NOT_HELD) & (pl.col("speakers").list.len() > 0)
    reliable = raw.filter(held & (pl.col("source") != "") & (pl.col("assessment") != "retracted"))
    said = reliable.rename({"subject": "name"})
    dates = said.filter(is_date & (pl.col("role") == "date")).select("source", "name", "claim", "earliest", "latest")
    wholes = said.filter(pl.col("role") == "partOf").select("source", "name", "object", "claim").unique()
    ties = raw.filter(~is_date).drop(list(BOUNDS))
    asked = ties.filter((pl.col("event") != "") & (pl.col("source") != "")).select(EVENT).unique()
    edges = ties.join(_bounds(asked, dates, wholes), on=EVENT, how="left")
    none = pl.lit([], dtype=LIST)
    return edges.with_columns(pl.col("bounds_from").fill_null(none)).select(raw.columns).sort(ORDER)


def _bounds(asked: pl.DataFrame, dates: pl.DataFrame, wholes: pl.DataFrame) -> pl.DataFrame:
    """Source and event → bounds: step by step from the event up to what it is part of, until one of a step has a date."""
    level = asked.with_columns(pl.col("event").alias("name"))
    seen, trail = level, level.clear().with_columns(pl.lit("").alias("claim"))
    found = [pl.DataFrame(schema={"source": pl.String, "event": pl.String, **BOUNDS})]
    while level.height:
        dated = level.join(dates, on=["source", "name"])
        found.append(_together(dated, trail))
        rest = level.join(dated, on=EVENT, how="anti")
        up = rest.join(wholes, on=["source", "name"])
        before = up.select(*PLACE, "object").join(trail, on=PLACE)
        steps = [frame.select(*EVENT, pl.col("object").alias("name"), "claim") for frame in (up, before)]
        level = steps[0].select(PLACE).unique().join(seen, on=PLACE, how="anti")
        trail = pl.concat(steps).unique().join(level, on=PLACE, how="semi")
        seen = pl.concat([seen, level])
    return pl.concat(found)


def _together(dated: pl.DataFrame, trail: pl.DataFrame) -> pl.DataFrame:
    """The bounds of all dates that one step found, the claims that give them, and those that led there."""
    led = trail.join(dated, on=PLACE, how="semi")
    claims = pl.concat([dated.select(*EVENT, "claim"), led.select(*EVENT, "claim")])
    earliest, latest = pl.col("earliest"), pl.col("latest")
    days = dated.group_by(EVENT).agg(
        pl.when(~earliest.is_null().any()).then(earliest.min()),
        pl.when(~latest.is_null().any()).then(latest.max()),
    )
    return days.join(claims.group_by(EVENT).agg(pl.col("claim").unique().sort().alias("bounds_from")), on=EVENT)
