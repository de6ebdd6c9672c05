"""Claims compared in columns, as those of tables are: the same claims may be compared one by one, and have to agree the same."""

import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from dalil.build.comparison import Comparison
from dalil.build.rows import written_rows
from dalil.build.saying import Block
from dalil.build.shelves import TEXTS
from dalil.build.statements import COMPARED, REGISTRY, written_statements
from dalil.graph.columns import values_text
from dalil.model import Agreement, Claim
from dalil.project import open_project
from dalil.reconcile import Linker, agreements
from dalil.reconcile.scale.blocks import Cut
from dalil.reconcile.scale.columns import canonical
from dalil.values import Count, Duration, Time
from tests.little import BASE as DOSSIER

PROJECT = open_project(DOSSIER)
BASE = PROJECT.base
Entry = tuple[str, str, str, str]
"""Of the registry: name, label, type, day."""


def one_by_one(
    claims: Iterable[Claim],
    linker: Linker,
    registry: Collection[Entry] = (),
    published: Mapping[str, Time] | None = None,
    retracted: Collection[str] = (),
) -> list[Agreement]:
    """How written claims are compared."""
    labels, types = {n: label for n, label, _, _ in registry if label}, {n: kind for n, _, kind, _ in registry}
    return agreements(
        claims, PROJECT.vocabulary, linker, BASE, labels, published=published or {}, types=types, retracted=retracted
    )


def comparison(  # noqa: PLR0913 - what comparing needs to know
    claims: list[Claim],
    linker: Linker,
    registry: Collection[Entry] = (),
    retracted: Collection[str] = (),
    written: Collection[Claim] = (),
    days: Collection[Time] = (),
    most: int = 100,
) -> Comparison:
    """The same claims in columns; but for those that are `written`, rows of tables made them. `most`: agreements kept of a block."""
    people = [f"claim:{claim.local.removeprefix('claim-')}" for claim in written]
    told = written_statements(claims, PROJECT.curies).filter(COMPARED).lazy()
    told = told.with_columns(of_table=~pl.col("claim").is_in(people))
    out = [f"claim:{name.removeprefix('claim-')}" for name in retracted]
    objects = {s.object for claim in claims for s in claim.statements} | set(days)
    values = {value.local: value for value in objects if isinstance(value, Time | Count | Duration)}
    return Comparison(
        replace(PROJECT, agreement={"pairs": most}),
        linker,
        canonical(told, linker.merged, out),
        written_rows(claims, [], {}, PROJECT.curies)[0].lazy(),
        pl.LazyFrame(list(registry), schema=list(REGISTRY)[1:], schema_overrides=REGISTRY, orient="row"),
        pl.DataFrame(list(values_text(values, BASE)), schema=TEXTS, orient="row"),
        list(written),
    )


def in_columns(of: Comparison) -> tuple[list[Agreement], dict[Block, Cut]]:
    """All agreements in the order of their names, and what was cut."""
    found: list[Agreement] = []
    cuts: dict[Block, Cut] = {}
    with tempfile.TemporaryDirectory() as folder:
        for part in of.parts(Path(folder)):
            told, cut = part.run()
            found += told
            cuts |= cut
    return sorted(found, key=lambda agreement: agreement.local), cuts
