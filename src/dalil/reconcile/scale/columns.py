"""Which statements of a million claims have to be compared: found in columns, so that nothing is held that has no rival.

Statements are compared inside blocks: those on one thing by one term, the two orders of two acts, the holders of one office. Most
statements of a table are alone in their block, and fall away before a line of Python looks at them.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping

import polars as pl

from dalil.reconcile.comparing.orders import ORDER
from dalil.reconcile.comparing.said import ABOVE, Tie
from dalil.vocabulary import DALIL, Vocabulary

ORDERED, OFFICE = "order of acts", "office"
"""The terms of blocks whose thing is two things: two acts that are put in order, a body and an office of it."""
BETWEEN = "\x1f"
PARTS = 64
TOGETHER = 200_000
"""Statements that are held at a time."""
BLOCK = ["thing", "term"]
ROWS = ["claim", "thing", "term", "object", "mode", "voice", "of_table"]
"""What is known of a statement; `thing`, `term` and `object` of what is said stand in blocks as `subject`, `said` and `object`."""


def canonical(statements: pl.LazyFrame, names: Mapping[str, str], retracted: Collection[str]) -> pl.LazyFrame:
    """Statements under the names that stand for others, without those of retracted claims."""
    if retracted:
        statements = statements.filter(~pl.col("claim").is_in(sorted(retracted)))
    if names:
        told = (pl.col(name).replace(dict(names)) for name in ("thing", "object"))
        statements = statements.with_columns(*told).unique()
    return statements.select(ROWS)


def blocks(statements: pl.LazyFrame, vocabulary: Vocabulary) -> pl.LazyFrame:
    """Statements by the blocks that they are compared in, some of them in two."""
    told = statements.with_columns(subject=pl.col("thing"), said=pl.col("term"))
    types, denials = told.filter(pl.col("term") == "type"), _denials(told)
    held = types.filter(pl.col("mode") != "denied").join(denials.select("thing").unique(), on="thing", how="semi")
    return pl.concat(
        [
            told.filter(pl.col("term") != "type"),
            denials,
            held,
            _orders(told),
            *_offices(told, vocabulary),
        ]
    )


def _denials(told: pl.LazyFrame) -> pl.LazyFrame:
    """Claims that deny nothing but that a thing is of a type: that there was a shooting."""
    alone = told.filter(pl.col("mode") == "denied").filter(pl.len().over("claim") == 1)
    return alone.filter(pl.col("term") == "type")


def _orders(told: pl.LazyFrame) -> pl.LazyFrame:
    """Each order under the names of both acts."""
    ends = [pl.col("thing"), pl.col("object")]
    both = pl.concat_str(pl.min_horizontal(ends), pl.max_horizontal(ends), separator=BETWEEN)
    orders = told.filter(
        pl.col("term").is_in(ORDER) & (pl.col("mode") != "denied") & ~pl.col("object").str.starts_with('"')
    )
    return orders.with_columns(thing=both, term=pl.lit(ORDERED))


def _offices(told: pl.LazyFrame, vocabulary: Vocabulary) -> Iterator[pl.LazyFrame]:
    """Who is said to hold what, under the names of body and office: by a term such as headOf, or by a position."""
    marked = vocabulary.annotations.get("oneAtATime", frozenset())
    terms = {name: words for name, words in marked if name in vocabulary.properties}
    classes = {DALIL + name: words for name, words in marked if name not in vocabulary.properties}
    words = {word.casefold() for _, word in vocabulary.annotations.get("soleOffice", ())}
    held = told.filter(pl.col("mode") != "denied")
    term, object_ = pl.col("term"), pl.col("object")
    if terms:
        office = term.replace_strict(terms, default="", return_dtype=pl.String)
        direct = held.filter(term.is_in(list(terms)))
        yield direct.with_columns(thing=pl.concat_str(object_, office, separator=BETWEEN), term=pl.lit(OFFICE))
    called = held.filter(term == "classification").with_columns(
        office=object_.str.extract('^"([^"]*)"').str.to_lowercase()
    )
    named = called.filter(pl.col("office").is_in(sorted(words))).select("subject", "office")
    kinds = held.filter((term == "type") & object_.is_in(list(classes)))
    of_kind = kinds.with_columns(office=object_.replace_strict(classes, default="", return_dtype=pl.String))
    offices = pl.concat([named, of_kind.select("subject", "office")]).unique()
    bodies = held.filter(term == "forBody").select("subject", body="object").unique()
    positions = held.filter(term == "holder").join(bodies.join(offices, on="subject"), on="subject")
    both = pl.concat_str("body", "office", separator=BETWEEN)
    yield positions.with_columns(thing=both, term=pl.lit(OFFICE)).drop("body", "office")


def contested(statements: pl.LazyFrame, timed: Collection[str]) -> pl.LazyFrame:
    """Those in a block with another claim, and not only among claims that people wrote; hashes that are equal may keep a few more.

    Nor are blocks wanted in which one voice says one thing again and again, unless by one of the terms in `timed`: what it says
    may be of several times.
    """
    block, claim = pl.concat_str(BLOCK, separator=BETWEEN).hash(), pl.col("claim").hash()
    told = pl.concat_str("subject", "object", "mode", "voice", separator=BETWEEN).hash()
    sizes = statements.group_by(block.alias("#block")).agg(
        pl.col("of_table").any() & (claim.min() != claim.max()),
        ((told.min() != told.max()) | pl.col("said").is_in(sorted(timed)).any()).alias("different"),
    )
    shared = sizes.filter(pl.col("of_table") & pl.col("different")).select("#block")
    rivals = statements.with_columns(block.alias("#block")).join(shared, on="#block", how="semi")
    return rivals.drop("#block", "voice")


def batches(statements: pl.LazyFrame) -> Iterator[dict[int, pl.DataFrame]]:
    """The statements part by part, some parts at a time: a part has whole blocks, always the same ones, in order.

    CRC-32 is the same number in every engine and on every machine.
    """
    sizes = statements.group_by("thing").len().collect(engine="streaming")
    parts = pl.Series("#part", [zlib.crc32(name.encode()) % PARTS for name in sizes["thing"].to_list()], dtype=pl.UInt8)
    placed = sizes.with_columns(parts)
    for group in _groups(placed):
        here = placed.filter(pl.col("#part").is_in(group)).select("thing", "#part")
        whole = statements.join(here.lazy(), on="thing").collect(engine="streaming")
        alone = pl.col("claim").n_unique().over(BLOCK) < 2
        whole = whole.filter(~alone).sort("#part", *BLOCK, "claim", "subject", "said", "object")
        yield {
            int(part): frame for (part,), frame in whole.partition_by("#part", as_dict=True, include_key=False).items()
        }


def _groups(placed: pl.DataFrame) -> Iterator[list[int]]:
    """Parts that are taken up together, as many as memory holds."""
    found, held = list[int](), 0
    for part, size in placed.group_by("#part").agg(pl.col("len").sum()).sort("#part").iter_rows():
        if found and held + size > TOGETHER:
            yield found
            found, held = [], 0
        found.append(part)
        held += size
    if found:
        yield found


def hierarchy(statements: pl.LazyFrame, names: pl.Series) -> tuple[dict[str, set[str]], frozenset[Tie]]:
    """What some names are said to be directly below, and what these are, and so on upwards; and which ties are only inferred."""
    steps = statements.filter(pl.col("term").is_in(ABOVE) & (pl.col("mode") != "denied"))
    steps = steps.select("thing", "object", inferred=pl.col("mode") == "inferred")
    level = names.unique().to_frame("thing")
    seen, above = level, dict[str, set[str]]()
    inferred = set[Tie]()
    while level.height:
        up = steps.join(level.lazy(), on="thing", how="semi").group_by("thing", "object").agg(pl.col("inferred").all())
        ties = up.collect(engine="streaming")
        for thing, higher, only in ties.iter_rows():
            above.setdefault(thing, set()).add(higher)
            if only:
                inferred.add((thing, higher))
        level = ties.select(thing="object").unique().join(seen, on="thing", how="anti")
        seen = pl.concat([seen, level])
    return above, frozenset(inferred)
