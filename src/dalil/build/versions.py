"""Versions of a table: nothing that an older version said is lost, and nothing that a newer one no longer says still stands.

A claim is the same in two versions where its row's key, its place in the mapping and its element are the same, and so is what
it says: statements, mode, source, speakers, chain, basis, hedge, certainty and note. Its words (the cells as written, under the
names that columns have), the row's place in the file and our own file and line may differ: then the first version's claim stands
on, in the words of that version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import polars as pl
from pyoxigraph import Literal, NamedNode

from dalil.facts.table.expressions import filled
from dalil.facts.table.prepare import Prepared
from dalil.facts.table.prototype import Prototype
from dalil.graph.template import pieces
from dalil.model import Claim
from dalil.values import Time

CHANGED = "changed in the version of "
GONE = "no longer in the version of "
UNREAD = "could not be read in the version of "
BETWEEN, WITHIN = "\x1e", "\x1f"
"""No control character is raw in a prepared column."""


def standing(versions: Sequence[tuple[Time, Prepared]]) -> list[Prepared]:
    """Each version's frame with the claims that it was the first to make, and their end where a later version says otherwise.

    `versions`: those of one claim mapping, oldest first, all rows of the same keys. A claim that was withdrawn and comes back
    is a new claim of the later version. The end is in the columns `withdrawn` and `withdrawal` of the prototype; rows keep
    their order.
    """
    told = pl.concat([_told(number, one) for number, (_, one) in enumerate(versions)])
    runs = _runs(told).join(_ends(versions), on="end", how="left")
    unread = [(number, issue.key) for number, (_, one) in enumerate(versions) for issue in one.issues]
    lost = pl.DataFrame(unread, schema={"end": pl.Int64, "key": pl.String}, orient="row").unique()
    runs = runs.join(lost.with_columns(lost=True), on=["end", "key"], how="left")
    why = pl.when("changed").then(pl.lit(CHANGED)).when("lost").then(pl.lit(UNREAD)).otherwise(pl.lit(GONE))
    runs = runs.with_columns((why + pl.col("edtf")).alias("withdrawal"))
    return [_first_made(number, one, runs) for number, (_, one) in enumerate(versions)]


def _made(one: Prepared) -> Prototype:
    return cast("Prototype", one.prototype)  # sources and entries have no versions


def _told(number: int, one: Prepared) -> pl.DataFrame:
    """What tells a version's claims apart, and what they say."""
    claim = _made(one).claim
    tokens = [pl.col(f"h{piece}").fill_null("") for piece in pieces(claim.local) if isinstance(piece, int)]
    return one.frame.select(
        pl.lit(number, dtype=pl.Int64).alias("version"),
        pl.int_range(pl.len(), dtype=pl.Int64).alias("at"),
        pl.concat_str(tokens or [pl.lit("")], separator=WITHIN).alias("who"),
        _content(claim).alias("says"),
        "key",
    )


def _content(claim: Claim) -> pl.Expr:
    """All that a claim says as one text, whatever the order of its statements and the width of its lists."""
    parts = [("mode", claim.mode), ("hedge", claim.hedge), ("certainty", claim.certainty), ("note", claim.note)]
    parts += [("source", claim.source.value if claim.source else "")]
    parts += [(key, node.value) for key in ("speakers", "basis") for node in getattr(claim, key)]
    parts += [(f"via {n}", node.value) for n, node in enumerate(claim.via)]
    for subject, predicate, object_ in claim.statements:
        end = str(object_) if isinstance(object_, NamedNode | Literal) else object_.local
        parts.append((predicate.value, f"{subject.value}{WITHIN}{end}"))
    said = [filled(f"{key}{WITHIN}{text}") for key, text in parts if text]
    return pl.concat_list(said).list.drop_nulls().list.unique().list.sort().list.join(BETWEEN)


def _runs(told: pl.DataFrame) -> pl.DataFrame:
    """Runs of versions that say the same, one after another: where each begins, and the version that ends it."""
    who, version, says = (pl.col(name) for name in ("who", "version", "says"))
    goes_on = (who == who.shift(1)) & (version == version.shift(1) + 1) & (says == says.shift(1))
    is_next = (who == who.shift(-1)) & (version.shift(-1) == version + 1)
    ordered = told.sort("who", "version").with_columns(
        (~goes_on.fill_null(value=False)).cum_sum().alias("run"), is_next.fill_null(value=False).alias("changed")
    )
    return ordered.group_by("run").agg(
        version.first(),
        pl.col("at").first(),
        pl.col("key").first(),
        pl.col("changed").last(),
        (version.last() + 1).alias("end"),
    )


def _ends(versions: Sequence[tuple[Time, Prepared]]) -> pl.DataFrame:
    """How a version is called that ends claims."""
    rows = [(number, time.local, time.edtf) for number, (time, _) in enumerate(versions)]
    return pl.DataFrame(rows, schema={"end": pl.Int64, "withdrawn": pl.String, "edtf": pl.String}, orient="row")


def _first_made(number: int, one: Prepared, runs: pl.DataFrame) -> Prepared:
    """The rows whose run begins in a version, with their end."""
    mine = runs.filter(pl.col("version") == number).select("at", "withdrawn", "withdrawal").sort("at")
    ends = {_made(one).column(name) or name: mine[name] for name in ("withdrawn", "withdrawal")}
    frame = one.frame[mine["at"]].with_columns(series.alias(name) for name, series in ends.items())
    return replace(one, frame=frame)


def _columns(one: Prepared, *makes: str) -> pl.DataFrame:
    return one.frame.select(pl.col(_made(one).column(make) or make).alias(make) for make in makes)
