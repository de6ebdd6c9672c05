"""What no single row can know: what goes by one name in two places, and things that stand above themselves."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from dalil.build.parts import WRITTEN
from dalil.errors import DalilError, FactError
from dalil.vocabulary import Curies

RINGS = ("within", "partOf", "subordinateTo")


def alike_claims(claims: pl.LazyFrame) -> Iterator[DalilError]:
    """Two claims of one name, or rows of two tables: names have source, key and place, and so may two mappings of one source."""
    numbers = claims.select(pl.col("claim").hash()).collect().to_series()
    if numbers.n_unique() < len(numbers):
        hint = "give one of the mappings a source of its own, or make the keys of its rows different"
        yield from _alike(claims.select("part", "claim", pl.col("recordedIn").alias("place")), "claim", "claims", hint)
    table = pl.col("part").str.split(".rows").list.first()
    rows = claims.filter(pl.col("part").str.contains(".rows", literal=True)).select(table.alias("part"), "passage")
    if rows.select("part").unique().collect().height > 1:
        shared = rows.select(table, pl.col("passage").hash()).unique().collect()
        if shared["passage"].is_duplicated().any():
            hint = "give one of the mappings a source of its own: a row goes by its source and its key"
            places = rows.unique().with_columns(place=pl.format("data/tables/{}.yaml", "part"))
            yield from _alike(places, "passage", "rows", hint)


def _alike(told: pl.LazyFrame, name: str, what: str, hint: str) -> Iterator[DalilError]:
    """One error for all that has the same places: how many, and an example."""
    twice = told.filter(pl.len().over(name) > 1).group_by(name).agg(pl.col("place").unique().sort())
    groups = twice.with_columns(pl.col("place").list.join(" and ").alias("places")).sort("places", name).collect()
    for (places,), group in groups.partition_by("places", as_dict=True, maintain_order=True).items():
        example = group[name].item(0)
        more = f", and {group.height - 1:,} more" if group.height > 1 else ""
        message = f"two {what} have one name, {example}{more}: by {places}"
        yield FactError(message, group["place"].item(0).item(0), hint)


def twice_described(names: pl.LazyFrame, curies: Curies, base: str) -> Iterator[DalilError]:
    """Sources and entries that are described twice: by two mappings, or by one and in data/."""
    of_things = pl.col("part").str.contains(r"\.(?:source|entity)-\d")
    of_files = pl.col("part") == WRITTEN
    table = pl.col("part").str.split(".").list.first()
    told = (
        names.filter((pl.col("kind") == "introduced") & (of_things | of_files)).select(table, "name", "place").unique()
    )
    twice = (
        told.filter(pl.len().over("name") > 1)
        .group_by("name")
        .agg(pl.col("place").sort())
        .sort("place", "name")
        .collect()
    )
    for _, group in twice.with_columns(pl.col("place").list.join(" ").alias("#")).group_by("#", maintain_order=True):
        first, *others = group["place"].item(0).to_list()
        called = curies.shorten(base + group["name"].item(0))
        more = f", and {group.height - 1:,} more" if group.height > 1 else ""
        message = f"{called} is described twice{more}: also in {', '.join(others)}"
        yield FactError(message, first, "describe it in one place: `when:` says for which rows a mapping describes it")


def rings(edges: pl.LazyFrame) -> list[tuple[str, list[str]]]:
    """Things that stand above themselves, by whatever number of held steps: role and members, in order.

    What has nothing above it is taken away until nothing changes: what is left is in a ring or below one.
    """
    found: list[tuple[str, list[str]]] = []
    held = edges.filter(
        pl.col("role").is_in(RINGS)
        & ~pl.col("mode").is_in(["denied", "demanded", "inferred"])
        & ~pl.col("assessment").is_in(["retracted", "conflict"])
    ).select("role", "subject", "object")
    for (role,), steps in held.unique().collect().partition_by("role", as_dict=True).items():
        found += [(str(role), ring) for ring in _rings(steps)]
    return sorted(found)


def _rings(steps: pl.DataFrame) -> list[list[str]]:
    while True:
        inner = steps.join(steps.select(pl.col("subject").alias("object")).unique(), on="object", how="semi")
        inner = inner.join(inner.select(pl.col("object").alias("subject")).unique(), on="subject", how="semi")
        if inner.height == steps.height:
            break
        steps = inner
    import networkx as nx

    graph = nx.DiGraph(steps.select("subject", "object").iter_rows())
    loops = [{node} for node in graph if graph.has_edge(node, node)]
    return [sorted(ring) for ring in [*(c for c in nx.strongly_connected_components(graph) if len(c) > 1), *loops]]
