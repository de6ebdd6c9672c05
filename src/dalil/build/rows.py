"""Claims and edges in columns: the by-products of encoding that become claims.parquet and edges.parquet.

For tables they come from the same prototypes and prepared frames as the quads, for fact files from the claims; both say
exactly what SPARQL says of the store, as long as no names were judged to be one. Names are CURIEs, "" where there is none;
lists are sorted, but for `via`, which is a chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl
from pyoxigraph import Literal, NamedNode

from dalil.build.bounds import BOUNDS, LIST, ORDER, bounded
from dalil.build.naming import Names, text_of
from dalil.build.parts import WRITTEN
from dalil.facts.table.prototype import Prototype
from dalil.graph.passages import passage_name
from dalil.model import ASSESSMENTS, Anchor, Claim, Judgement, Row
from dalil.values import Time, Value
from dalil.vocabulary import Curies, local_name

__all__ = ["CLAIMS", "EDGES", "assessments", "bounded", "claims_of", "edges_of", "written_rows"]

Schema = dict[str, pl.DataType | type[pl.DataType]]
CLAIMS: Schema = {
    "part": pl.String,
    "claim": pl.String,
    "source": pl.String,
    "speakers": LIST,
    "mode": pl.String,
    "quote": pl.String,
    "hedge": pl.String,
    "certainty": pl.String,
    "assessment": pl.String,
    "via": LIST,
    "basis": LIST,
    "roots": LIST,
    "passage": pl.String,
    "row": pl.String,
    "recordedIn": pl.String,
    "withdrawn": pl.String,
}
"""`passage` is a passage:… of a text or a row:… of a table; `row` that row's key as written; `withdrawn` a time:…."""
EDGES: Schema = {
    "part": pl.String,
    "claim": pl.String,
    "subject": pl.String,
    "role": pl.String,
    "object": pl.String,
    "event": pl.String,
    "source": pl.String,
    "speakers": LIST,
    "mode": pl.String,
    "assessment": pl.String,
    **BOUNDS,
}
"""Raw edges, as `edges_of` and `written_rows` give them, have besides the ties of entities their dates, each with its own bounds."""


def claims_of(prototype: Prototype, frame: pl.DataFrame, part: pl.Series | str, curies: Curies) -> pl.DataFrame:
    """The claims of a prepared frame, in its order. `part` names the part of each row, or of all."""
    claim, names = prototype.claim, Names(curies)
    anchor = claim.anchor if isinstance(claim.anchor, Row) else None
    source = [claim.source] if claim.source else []
    basis = names.many(claim.basis).list.sort()
    columns = {
        "claim": names.local(claim.local),
        "source": names.one(claim.source),
        "speakers": names.many(claim.speakers).list.sort(),
        "mode": pl.lit(claim.mode),
        "quote": text_of(claim.quote),
        "hedge": text_of(claim.hedge),
        "certainty": text_of(claim.certainty),
        "assessment": pl.lit(""),
        "via": names.many(claim.via),
        "basis": basis,
        "roots": pl.when(basis.list.len() > 0).then(basis).otherwise(names.many(source)),
        "passage": names.local(anchor.local if anchor else ""),
        "row": text_of(anchor.key if anchor else ""),
        "recordedIn": pl.lit(f"{claim.where.file}:{claim.where.line}"),
        "withdrawn": names.local(claim.withdrawn.local if claim.withdrawn else ""),
    }
    filled = [expression.fill_null("").alias(name) for name, expression in columns.items() if CLAIMS[name] == pl.String]
    lists = [expression.alias(name) for name, expression in columns.items() if CLAIMS[name] == LIST]
    return frame.select(_part(part), *filled, *lists).select(list(CLAIMS))


def edges_of(
    prototype: Prototype, frame: pl.DataFrame, part: pl.Series | str, values: Mapping[str, Value], curies: Curies
) -> pl.DataFrame:
    """Raw edges of a prepared frame. `values`: local name → value, of all times in it. Withdrawn claims make none."""
    claim, names = prototype.claim, Names(curies)
    if ends := prototype.column("withdrawn"):
        stands = frame[ends].is_null()
        frame, part = frame.filter(stands), part if isinstance(part, str) else part.filter(stands)
    about = {
        "claim": names.local(claim.local),
        "source": names.one(claim.source).fill_null(""),
        "speakers": names.many(claim.speakers).list.sort(),
        "mode": pl.lit(claim.mode),
        "assessment": pl.lit(""),
    }
    found = [pl.DataFrame(schema=EDGES)]
    times = _times({**values, **{v.local: v for _, _, v in claim.statements if isinstance(v, Time)}})
    for subject, predicate, object_ in claim.statements:
        role = local_name(predicate.value)
        is_entity = isinstance(object_, NamedNode)
        if isinstance(object_, Literal) or not (is_entity or role == "date"):
            continue
        end = names.one(object_) if isinstance(object_, NamedNode) else names.local(object_.local)
        said = about | {"subject": names.one(subject), "role": pl.lit(role), "object": end}
        tied = frame.select(_part(part), *(expression.alias(name) for name, expression in said.items()))
        tied = tied.drop_nulls(["claim", "subject", "object"])
        found.append(names.ties(tied) if is_entity else tied.join(times, on="object", maintain_order="left"))
    return pl.concat([_completed(one) for one in found]).unique(ORDER, keep="first", maintain_order=True)


def written_rows(
    claims: Iterable[Claim],
    judgements: Iterable[Judgement],
    roots: Mapping[str, Iterable[NamedNode]],
    curies: Curies,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The claims that people wrote, and their raw edges."""
    claims, standing = list(claims), assessments(judgements)
    told = [_written(claim, standing.get(claim.local, ""), roots.get(claim.local, ()), curies) for claim in claims]
    named = pl.DataFrame(told, schema=CLAIMS, orient="row")
    ends: Schema = dict.fromkeys(("claim", "subject", "role", "object"), pl.String)
    tied = pl.DataFrame([row for claim in claims for row in _tied(claim, curies)], schema=ends, orient="row")
    tied = tied.join(named.select("part", "claim", "source", "speakers", "mode", "assessment"), on="claim")
    objects = (statement.object for claim in claims for statement in claim.statements)
    times = _times({value.local: value for value in objects if isinstance(value, Time)})
    dates = tied.filter(pl.col("role") == "date").join(times, on="object")
    edges = pl.concat([_completed(Names(curies).ties(tied)), _completed(dates)])
    return named.sort("part", "claim"), edges.unique(ORDER, keep="first").sort(ORDER)


def assessments(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Claim → how it stands by the judgements on it. A retraction outweighs what else was judged."""
    found: dict[str, str] = {}
    for judgement in judgements:
        for local in judgement.about if judgement.acts and not judgement.is_identity else ():
            verdict = ASSESSMENTS[judgement.verdict]
            verdicts = {verdict, found.get(local, verdict)}
            found[local] = "retracted" if "retracted" in verdicts else min(verdicts)
    return found


def _written(claim: Claim, standing: str, roots: Iterable[NamedNode], curies: Curies) -> tuple[object, ...]:
    """A row of CLAIMS."""
    short, passage, row = curies.shorten, "", ""
    if isinstance(claim.anchor, Row):
        passage, row = claim.anchor.local, claim.anchor.key
    elif isinstance(claim.anchor, Anchor) and claim.source:
        passage = passage_name(claim.source, claim.anchor, curies.base)
    return (
        WRITTEN,
        short(curies.base + claim.local),
        short(claim.source) if claim.source else "",
        sorted(map(short, claim.speakers)),
        claim.mode,
        claim.quote if claim.source else "",
        claim.hedge,
        claim.certainty,
        standing,
        list(map(short, claim.via)),
        sorted(map(short, claim.basis)),
        sorted(map(short, roots)),
        short(curies.base + passage) if passage else "",
        row,
        f"{claim.where.file}:{claim.where.line}",
        short(curies.base + claim.withdrawn.local) if claim.withdrawn else "",
    )


def _tied(claim: Claim, curies: Curies) -> Iterator[tuple[str, str, str, str]]:
    """Claim, subject, role and object of every statement whose object is a node."""
    name = curies.shorten(curies.base + claim.local)
    for subject, predicate, object_ in claim.statements:
        if not isinstance(object_, Literal):
            iri = object_.value if isinstance(object_, NamedNode) else curies.base + object_.local
            yield name, curies.shorten(subject), local_name(predicate.value), curies.shorten(iri)


def _times(values: Mapping[str, Value]) -> pl.DataFrame:
    """The times of the calendar among some values, by CURIE, each with its first and last day."""
    rows = [
        (f"time:{name.removeprefix('time-')}", value.earliest, value.latest)
        for name, value in values.items()
        if isinstance(value, Time) and (value.earliest or value.latest)
    ]
    return pl.DataFrame(rows, schema={"object": pl.String, "earliest": pl.Date, "latest": pl.Date}, orient="row")


def _completed(tied: pl.DataFrame) -> pl.DataFrame:
    """With the event that each tie has an end in, and no bounds but those that a date has of its own."""
    subject, object_ = (pl.col(name) for name in ("subject", "object"))
    event = (
        pl.when(subject.str.starts_with("event:")).then(subject).when(object_.str.starts_with("event:")).then(object_)
    )
    known = tied.lazy().collect_schema().names()
    days = [pl.lit(None, dtype=pl.Date).alias(name) for name in ("earliest", "latest") if name not in known]
    more = tied.with_columns(
        event.otherwise(pl.lit("")).alias("event"), pl.lit([], dtype=LIST).alias("bounds_from"), *days
    )
    return more.select(list(EDGES))


def _part(part: pl.Series | str) -> pl.Expr:
    return pl.lit(part).alias("part")
