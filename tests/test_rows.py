"""Claims and edges in columns say exactly what SPARQL says of the store, for tables and for fact files."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Store

from dalil.build import read_dossier
from dalil.build.encoding import rests_on
from dalil.build.rows import CLAIMS, EDGES, assessments, bounded, claims_of, edges_of, written_rows
from dalil.endpoint import Local
from dalil.facts.table.prepare import Prepared
from dalil.graph.columns import text
from dalil.graph.encode import Encoder
from dalil.graph.store import load, to_nquads
from dalil.graph.template import lines
from dalil.model import Anchor, Claim, Judgement, Row
from dalil.network import read_edges
from dalil.project import open_project
from dalil.reconcile import Linker
from dalil.reconcile import roots as find_roots
from dalil.vocabulary import DALIL, PROV, Curies, local_name
from tests.networks import BASE, CURIES, HERE, node, statement
from tests.prepared import PROJECT, claim, mapping, prepare, rows, slot

ROOT = Path(__file__).parents[1]
SPOKEN = "accordingTo deniedBy demandedBy wasAttributedTo"


# --- what SPARQL says


def asked_claims(store: Store, curies: Curies) -> list[dict[str, Any]]:
    """Everything in claims.parquet but the part, one query a column."""
    keys = {key: f"<{DALIL}{key}>" for key in CLAIMS if key not in ("part", "claim", "speakers", "roots", "row")}
    keys["roots"], keys["row"] = f"<{DALIL}root>", f"<{DALIL}passage>/<{DALIL}rowKey>"
    keys["speakers"] = "|".join([*(f"<{DALIL}{key}>" for key in SPOKEN.split()[:3]), f"<{PROV}wasAttributedTo>"])
    found: dict[str, dict[str, list[str]]] = {
        curies.shorten(c): defaultdict(list)
        for (c,) in store.query(f"SELECT ?c {{ ?c a <{DALIL}Claim> }}")  # type: ignore[union-attr]
    }
    for key, path in keys.items():
        for name, value in store.query(f"SELECT ?claim ?value {{ ?claim a <{DALIL}Claim> ; {path} ?value }}"):  # type: ignore[union-attr]
            found[curies.shorten(name)][key].append(
                curies.shorten(value) if isinstance(value, NamedNode) else value.value
            )
    for about in found.values():
        about["mode"] = [local_name(mode.replace("dalil:", "/")) for mode in about["mode"]]
        about["assessment"] = [mode.replace("dalil:", "") for mode in about["assessment"]]
    lists = [key for key, type_ in CLAIMS.items() if type_ == pl.List(pl.String)]
    return [
        {"claim": name} | {key: sorted(about[key]) if key in lists else "".join(about[key]) for key in keys}
        for name, about in sorted(found.items())
    ]


def told_claims(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The frame's rows; a chain is in its own order, which these queries do not ask for."""
    assert dict(frame.schema) == CLAIMS
    return [row | {"via": sorted(row["via"])} for row in frame.drop("part").sort("claim").iter_rows(named=True)]


def asked_edges(store: Store, curies: Curies) -> list[tuple[Any, ...]]:
    """What the network reads from the store by SPARQL."""
    names = [name for name in EDGES if name != "part"]
    edges = [tuple(getattr(edge, name) for name in names) for edge in read_edges(Local(store), curies)]
    return sorted(edges, key=repr)


def told_edges(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    assert dict(frame.schema) == EDGES
    found = [
        tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row) for row in frame.drop("part").iter_rows()
    ]
    return sorted(found, key=repr)


# --- tables

KILLING = claim(
    ("event:weir-{id}", "type", slot("class", "Shooting")),
    ("event:weir-{id}", "date", slot("time", "{day}")),
    ("event:weir-{id}", "perpetrator", slot("entity", "actor:{units | split ; | slug}")),
    ("event:weir-{id}", "victim", slot("entity", "{whole name | lookup names}")),
    ("event:weir-{id}", "place", slot("entity", "place:{town}")),
    ("event:weir-{id}", "killed", slot("bounds", {"low": "{low}", "unit": "people"})),
    ("event:weir-{id}", "name", slot("text", "{hedge}", "en")),
    ("event:weir-{id}", "partOf", slot("entity", "event:weir-{part of}")),
    ("event:weir-{id}", "partOf", slot("entity", "event:war")),
    source="source:{src}",
    speakers=["actor:river-watch", "actor:{by | split ; | slug}"],
    via=["actor:{via}", "actor:agency"],
    basis=["work:{film}", "work:album"],
    certainty="{sure | lookup sure}",
    hedge="{hedge}",
    note="{hedge}",
)
DENIED = claim(("event:weir-{id}", "perpetrator", slot("entity", "actor:{units | slug}")), mode="denied", place=2)
WAR = claim(("event:war", "date", slot("time", "2031/..")), place=3, source="source:{src}")
HEADER = ("day", "units", "whole name", "town", "low", "part of", "src", "by", "via", "film", "sure", "hedge")
LOOKUPS = {"names": {"A": "actor:a", "B": "actor:b-c"}}
CELLS = st.fixed_dictionaries(
    {
        "day": st.sampled_from(["", "2031-05-03", "2031-05", "2031-05-01/..", "../2031-06", "today"]),
        "units": st.sampled_from(["", "x", "x;Y z", "x;y;x"]),
        "whole name": st.sampled_from(["", "A", "B"]),
        "town": st.sampled_from(["", "weir", "mill"]),
        "low": st.sampled_from(["", "3", "4"]),
        "part of": st.sampled_from(["", "0", "1", "2"]),
        "src": st.sampled_from(["register", "letter"]),
        "by": st.sampled_from(["", "a", "a;river-watch", "b;c"]),
        "via": st.sampled_from(["agency", "radio"]),
        "film": st.sampled_from(["", "f1"]),
        "sure": st.sampled_from(["", "High"]),
        "hedge": st.sampled_from(["", "it is said", 'so "he" \\n says\n\t\x01\\u0041', "قيل\x7f"]),
    }
)


def table(*cells: dict[str, str]) -> list[Prepared]:
    empty: dict[str, str] = dict.fromkeys(HEADER, "")
    keyed = [{**empty, "id": str(n), **row} for n, row in enumerate(cells)]
    return [prepare(of, frame=rows(*keyed), within=mapping(of, lookups=LOOKUPS)) for of in (KILLING, DENIED, WAR)]


def stored(prepared: Sequence[Prepared]) -> Store:
    """The claims, rows, roots and values of prepared frames, as a build writes them."""
    encoder, found = Encoder(PROJECT.base), list[str]()
    for one in prepared:
        made = one.prototype.claim  # type: ignore[union-attr]
        assert isinstance(made.anchor, Row)
        assert made.source
        for frame, works in rests_on(one.frame, made):
            quads = [*encoder.claim(made), *encoder.row(made.anchor), *encoder.roots({made.local: works})]
            found.append(text(frame, lines(quads)).decode())
        found.append(to_nquads(quad for value in one.values.values() for quad in encoder.value(value)))
    return load("".join(found))


def columns(prepared: Sequence[Prepared]) -> tuple[pl.DataFrame, pl.DataFrame]:
    curies = PROJECT.curies
    claims = pl.concat([claims_of(one.prototype, one.frame, "weir.rows", curies) for one in prepared])  # type: ignore[arg-type]
    raw = [edges_of(one.prototype, one.frame, "weir.rows", one.values, curies) for one in prepared]  # type: ignore[arg-type]
    return claims, pl.concat(raw)


@given(st.lists(CELLS, min_size=1, max_size=4))
@settings(deadline=None, max_examples=40)
def test_columns_of_tables_say_what_sparql_says(cells):
    prepared = table(*cells)
    store = stored(prepared)
    claims, raw = columns(prepared)

    assert told_claims(claims) == asked_claims(store, PROJECT.curies)
    assert told_edges(bounded(raw)) == asked_edges(store, PROJECT.curies)


def test_each_row_goes_to_its_own_part():
    """Blocks are encoded together, and kept apart."""
    one = table(
        {"units": "x", "src": "register", "via": "radio", "day": "2031"},
        {"units": "y;z", "src": "letter", "via": "radio"},
    )[0]
    parts = pl.Series("#block", ["weir.rows.0", "weir.rows.1"])
    claims = claims_of(one.prototype, one.frame, parts, PROJECT.curies)  # type: ignore[arg-type]
    raw = edges_of(one.prototype, one.frame, parts, one.values, PROJECT.curies)  # type: ignore[arg-type]

    assert claims.select("part", "source").rows() == [
        ("weir.rows.0", "source:register"),
        ("weir.rows.1", "source:letter"),
    ]
    assert raw.group_by("part").len().sort("part").rows() == [("weir.rows.0", 3), ("weir.rows.1", 3)]


def test_frame_without_rows_has_the_schema():
    one = table({"units": "x", "src": "register", "via": "radio"})[0]
    claims, raw = columns([Prepared(one.prototype, one.frame.clear())])

    assert (claims.height, raw.height, bounded(raw).height) == (0, 0, 0)
    assert dict(claims.schema) == CLAIMS
    assert dict(bounded(raw).schema) == dict(raw.schema) == EDGES


def test_same_tie_said_twice_by_one_claim_is_one_edge():
    of = claim(
        *[
            ("event:weir-{id}", role, slot("entity", f"actor:{{{cell}}}"))
            for role, cell in (("victim", "a"), ("victim", "b"))
        ]
    )
    one = prepare(of, {"id": "1", "a": "x", "b": "x"})

    assert edges_of(one.prototype, one.frame, "p", {}, PROJECT.curies)["object"].to_list() == ["actor:x"]  # type: ignore[arg-type]


# --- fact files


@pytest.fixture(scope="module")
def first():
    """The first dossier, without its judgements of identity: columns keep the names that sources use."""
    dossier = read_dossier(open_project(ROOT))
    dossier.judgements = [judgement for judgement in dossier.judgements if not judgement.is_identity]
    return dossier


def test_columns_of_the_first_dossier_say_what_sparql_says(first):
    store = load(first.nquads())
    claims, raw = written_rows(first.claims, first.judgements, first.roots, first.project.curies)

    assert claims.height > 250
    assert told_claims(claims) == asked_claims(store, first.project.curies)
    assert told_edges(bounded(raw)) == asked_edges(store, first.project.curies)
    assert bounded(raw)["bounds_from"].list.len().sum() > 50


def test_order_of_the_columns_is_that_of_names(first):
    claims, raw = written_rows(reversed(first.claims), first.judgements, first.roots, first.project.curies)
    again = written_rows(first.claims, first.judgements, first.roots, first.project.curies)

    assert claims.equals(again[0])
    assert raw.equals(again[1])
    assert bounded(raw.sample(fraction=1.0, shuffle=True, seed=7)).equals(bounded(raw))


NAMES = ["event:a", "event:b", "event:c", "actor:x", "actor:y"]
DAYS = ["2031", "2031-05-03", "2031-04/..", "../2031-07", "Today", "2031-06~"]
tied = st.tuples(st.sampled_from(NAMES), st.sampled_from(["partOf", "perpetrator", "memberOf"]), st.sampled_from(NAMES))
dated = st.tuples(st.sampled_from(NAMES), st.just("date"), st.sampled_from(DAYS))
said = st.fixed_dictionaries(
    {
        "triples": st.lists(tied | dated, min_size=1, max_size=3),
        "mode": st.sampled_from(["asserted", "asserted", "asserted", "alleged", "denied", "demanded", "inferred"]),
        "source": st.sampled_from(["source:letter", "source:letter", "source:daily"]),
        "by": st.sampled_from(["", "actor:x", "actor:y actor:x"]),
        "hedge": st.sampled_from(["", "may"]),
        "verdict": st.sampled_from(["", "", "", "retracted", "accepted", "conflict"]),
    }
)


def invented(number: int, about: dict[str, Any]) -> Claim:
    inferred = about["mode"] == "inferred"
    return Claim(
        statements=tuple(dict.fromkeys(statement(*triple) for triple in about["triples"])),
        mode=about["mode"],
        speakers=tuple(map(node, about["by"].split())),
        source=None if inferred else node(about["source"]),
        quote="" if inferred else f"words {number}",
        anchor=None if inferred else Anchor(number, number + 5, "0" * 64, "unchecked"),
        premises=(f"claim-{number}",) if inferred else (),
        hedge=about["hedge"],
        where=HERE,
    )


@given(st.lists(said, max_size=8))
@settings(deadline=None)
def test_columns_of_any_fact_files_say_what_sparql_says(entries):
    """Retractions, denials, rings of parts, open ends and two sources that disagree."""
    claims = [invented(n, about) for n, about in enumerate(entries)]
    judgements = [
        Judgement(about["verdict"], (claim.local,), "so", "xy", "2031-07-01", HERE)
        for about, claim in zip(entries, claims, strict=True)
        if about["verdict"]
    ]
    roots = find_roots(claims, Linker(), BASE)
    encoder = Encoder(BASE)
    quads: Iterable[Any] = [
        *(quad for claim in claims for quad in encoder.claim(claim)),
        *(quad for judgement in judgements for quad in encoder.judgement(judgement)),
        *encoder.roots(roots),
    ]
    store = load(to_nquads(quads))
    told, raw = written_rows(claims, judgements, roots, CURIES)

    assert told_claims(told) == asked_claims(store, CURIES)
    assert told_edges(bounded(raw)) == asked_edges(store, CURIES)


def test_retraction_outweighs_what_else_was_judged():
    verdicts = ["accepted", "retracted", "conflict"]
    judgements = [Judgement(verdict, ("claim-1",), "so", "xy", "2031-07-01") for verdict in verdicts]
    judgements.append(Judgement("same", ("actor-a", "actor-b"), "so", "xy", "2031-07-01"))

    assert assessments(judgements) == {"claim-1": "retracted"}


def test_queries_of_this_test_ask_for_something():
    """A query that asks for nothing would agree with everything."""
    store = stored(
        table(
            {
                "units": "x",
                "src": "register",
                "via": "radio",
                "film": "f1",
                "sure": "High",
                "hedge": "may",
                "day": "2031",
            }
        )
    )
    (found, *_) = [row for row in asked_claims(store, PROJECT.curies) if row["mode"] == "asserted" and row["hedge"]]

    assert {key for key, value in found.items() if not value} == {"assessment", "withdrawn"}
