"""What claims say, and how entries are called, in columns: the by-products of encoding on which claims of tables are compared.

Names are local ones (`event-x`, `time-2013-04`), literals are as N-Quads writes them. Claims that were withdrawn are not here.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from pyoxigraph import Literal, NamedNode

from dalil.build.blocks import BLOCK
from dalil.build.naming import Names, text_of
from dalil.build.parts import WRITTEN
from dalil.facts.table.expressions import filled
from dalil.facts.table.prepare import Prepared
from dalil.facts.table.prototype import Prototype
from dalil.model import Claim, Entity, Object
from dalil.vocabulary import Curies, local_name

STATEMENTS = dict.fromkeys(("part", "claim", "thing", "term", "object", "mode", "voice"), pl.String)
"""`claim` is a CURIE, as in claims.parquet; `voice` is who speaks in which source: one that repeats itself agrees with nobody."""
REGISTRY = dict.fromkeys(("part", "name", "label", "type", "published"), pl.String)
"""Local names of entries and sources that tables describe: what we call an entry, its class, and the day of a source."""
COMPARED = pl.col("mode") != "demanded"
"""Demands say what should be: rules of content read them, and they agree with nothing."""


def statements_of(prototype: Prototype, frame: pl.DataFrame, part: pl.Series, curies: Curies) -> pl.DataFrame:
    """The statements of a prepared frame. `part` names the part of each row."""
    claim, found = prototype.claim, [pl.DataFrame(schema=STATEMENTS)]
    if ends := prototype.column("withdrawn"):
        stands = frame[ends].is_null()
        frame, part = frame.filter(stands), part.filter(stands)
    names = Names(curies)
    speakers = names.many(claim.speakers).list.sort().list.join(" ")
    voice = pl.concat_str(names.one(claim.source).fill_null(""), speakers, separator=" ")
    for subject, predicate, object_ in claim.statements:
        told = frame.select(
            pl.lit(part).alias("part"),
            names.local(claim.local).alias("claim"),
            filled(curies.local(subject)).alias("thing"),
            pl.lit(local_name(predicate.value)).alias("term"),
            filled(_text(object_, curies)).alias("object"),
            pl.lit(claim.mode).alias("mode"),
            voice.alias("voice"),
        )
        found.append(told.drop_nulls(["claim", "thing", "object"]))
    return pl.concat(found).unique(maintain_order=True)


def written_statements(claims: Iterable[Claim], curies: Curies) -> pl.DataFrame:
    """The same of the claims that people wrote."""
    rows = [
        (
            WRITTEN,
            curies.shorten(curies.base + claim.local),
            curies.local(subject),
            local_name(predicate.value),
            _text(object_, curies),
            claim.mode,
            " ".join(
                [curies.shorten(claim.source) if claim.source else "", *sorted(map(curies.shorten, claim.speakers))]
            ),
        )
        for claim in claims
        if not claim.withdrawn
        for subject, predicate, object_ in claim.statements
    ]
    return pl.DataFrame(rows, schema=STATEMENTS, orient="row").unique(maintain_order=True)


def _text(object_: Object, curies: Curies) -> str:
    """A name, a literal, or the name of a value."""
    if isinstance(object_, NamedNode):
        return curies.local(object_)
    return str(object_) if isinstance(object_, Literal) else object_.local


def registry_of(one: Prepared, languages: tuple[str, ...]) -> pl.DataFrame:
    """The entries or sources of a frame: an entry goes by the first of the languages that it has a name in."""
    (local, class_), *_ = one.prototype.subjects
    labels, days = [], []
    for thing in one.prototype.things:  # type: ignore[union-attr]
        if isinstance(thing, Entity):
            labels.append(text_of(thing.label(languages)[1]))
        elif thing.published:
            days.append(filled(thing.published.local))
    nothing = pl.lit("")
    told = one.frame.select(
        pl.col(BLOCK).alias("part"),
        filled(local).alias("name"),
        pl.coalesce([*labels, nothing]).alias("label"),
        pl.coalesce([filled(class_), nothing]).alias("type"),
        pl.coalesce([*days, nothing]).alias("published"),
    )
    return told.drop_nulls("name")
