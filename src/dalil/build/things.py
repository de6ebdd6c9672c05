"""Sources and registry entries that a table describes, in blocks by their own names; nobody is described twice, differently."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import narwhals as nw
import polars as pl

from dalil.build.blocks import begins_block, block_names
from dalil.facts.table.prepare import Prepared
from dalil.facts.table.rows import VERSION
from dalil.graph.columns import fill, texts_of
from dalil.model import Issue, ThingMapping
from dalil.vocabulary import DALIL

NAME = "#thing"
RECORDED = f"<{DALIL}recordedIn>"


def blocks_of_things(
    prepared: Prepared, templates: list[str], thing: ThingMapping, described: dict[str, str]
) -> Iterator[tuple[str, str, pl.DataFrame, list[Issue]]]:
    """Name, digest and frame of each block, in the order of names, and what is wrong with it.

    Of a thing that rows describe differently, the first row counts (by file and row), and the others are issues.
    `described` are those of the mapping's other entries so far, with how: what comes twice is described once.
    """
    (local, _), *_ = prepared.prototype.subjects
    named = nw.from_native(prepared.frame).with_columns(fill(local).alias(NAME)).to_native()
    if VERSION in named.columns:  # the newest version that describes it says how we describe it
        named = named.filter(pl.col(VERSION) == pl.col(VERSION).max().over(NAME))
    holes = [name for name in named.columns if name.startswith("h")]
    different = named.sort(NAME, "#file", "#row").unique(subset=[NAME, *holes], keep="first", maintain_order=True)
    first = different.unique(subset=NAME, keep="first", maintain_order=True)
    others = different.filter(pl.col(NAME).is_duplicated()).join(
        first.select(NAME, "#file", "#row"), on=[NAME, "#file", "#row"], how="anti"
    )
    issues = [_twice(row, thing) for row in others.iter_rows(named=True)]
    first, again = _new(first, templates, described)
    issues += [_twice(row, thing) for row in again.iter_rows(named=True)]
    names = first[NAME].to_list()
    blocks = block_names(names, sorted(name for name in names if begins_block(name)))
    by_block = first.with_columns(pl.Series("#block", blocks)).partition_by("#block", as_dict=True, include_key=False)
    for (block,) in sorted(by_block) or [("",)]:
        frame = by_block[block,].sort(NAME) if by_block else first
        yield str(block), _digest(frame.select(holes), templates), frame, issues
        issues = []


def _new(first: pl.DataFrame, templates: list[str], described: dict[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The things not described before, and those that were, but differently. Where it was written down is no difference."""
    texts = texts_of(first, [line for line in templates if RECORDED not in line])
    names = first[NAME].to_list()
    told = [(described.get(name), text) for name, text in zip(names, texts, strict=True)]
    described.update((name, text) for name, (before, text) in zip(names, told, strict=True) if before is None)
    fresh = pl.Series([before is None for before, _ in told], dtype=pl.Boolean)
    other = pl.Series([before is not None and before != text for before, text in told], dtype=pl.Boolean)
    return first.filter(fresh), first.filter(other)


def _digest(frame: pl.DataFrame, templates: list[str]) -> str:
    sha = hashlib.sha256("\n".join(templates).encode())
    cells = [pl.col(name).fill_null("\x00") for name in frame.columns]
    text = frame.select(pl.concat_str(cells, separator="\x1c").str.join("\x1d")).item() if cells else ""
    sha.update((text or "").encode())
    return sha.hexdigest()


def _twice(row: dict[str, object], thing: ThingMapping) -> Issue:
    name = str(row[NAME]).replace("-", ":", 1)
    reason = f"{name} is described before, and differently → make the rows equal, or leave one out; the first counts"
    return Issue(str(row["#file"] or ""), int(str(row["#row"] or 0)), "", "", name, reason, str(thing.where))
