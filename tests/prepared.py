"""A mapping made by hand for one test, rows for it, and what they make: quads, in text."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Mapped
from pathlib import Path
from typing import Any

import polars as pl
from pyoxigraph import Quad, RdfFormat

from dalil.errors import Where
from dalil.facts.table.holes import read_template
from dalil.facts.table.prepare import Memo, Prepared, prepare_claims, prepare_things
from dalil.facts.table.prototype import Prototype
from dalil.facts.table.thing_prototype import ThingPrototype
from dalil.graph.columns import text
from dalil.graph.encode import Encoder
from dalil.graph.store import serialize
from dalil.graph.template import lines
from dalil.model import (
    Claim,
    ClaimMapping,
    Condition,
    Lookup,
    Mapping,
    Row,
    Slot,
    Source,
    Table,
    Template,
    ThingMapping,
)
from dalil.project import Project, open_project

WHERE = Where("data/tables/weir.yaml", 12)
PROJECT: Project = open_project(Path(__file__).parent / "cases-bad" / "base")
BASE = PROJECT.base
Cells = Mapped[str, str]
CODES = {"Low": "possible", "High": "certain"}


def template(written: str) -> Template:
    return read_template(written, WHERE)


def slot(kind: Any, written: str | dict[str, str], language: str = "", *classes: str) -> Slot:
    texts = {"": written} if isinstance(written, str) else written
    return Slot(kind, {key: template(text) for key, text in texts.items()}, language, frozenset(classes), WHERE)


def claim(*statements: tuple[str, str, Slot], place: int = 1, **keys: Any) -> ClaimMapping:
    """A claim; what else it has is written as in a mapping."""
    read: dict[str, Any] = {"source": template(keys.pop("source", "source:register"))}
    for key in ("speakers", "via", "basis"):
        given = keys.pop(key, ["actor:river-watch"] if key == "speakers" else [])
        read[key] = tuple(template(text) for text in given)
    for key in ("hedge", "certainty", "note"):
        read[key] = template(keys.pop(key)) if key in keys else None
    read["each"] = tuple(template(text).holes[0] for text in keys.pop("each", ()))
    return ClaimMapping(place, WHERE, tuple((template(s), term, o) for s, term, o in statements), **read, **keys)


def thing(
    what: Any, name: str, type_: str, /, *, when: tuple[Condition, ...] = (), **slots: Slot | Sequence[Slot]
) -> ThingMapping:
    found = {key.replace("_", "."): (one,) if isinstance(one, Slot) else tuple(one) for key, one in slots.items()}
    return ThingMapping(what, 1, template(name), template(type_), found, when, WHERE)


def mapping(*claims: ClaimMapping, lookups: dict[str, dict[str, str]] | None = None, **keys: Any) -> Mapping:
    tables = {"sure": CODES, **(lookups or {})}
    keys["row"], keys["source"] = template(keys.get("row", "{id}")), template(keys.get("source", "source:register"))
    keys.setdefault("versions", ((None, Table(("weir.csv",), "csv")),))
    known = {name: Lookup(name, entries) for name, entries in tables.items()}
    return Mapping("weir", WHERE, claims=claims, lookups=known, **keys)


def rows(*cells: Cells) -> pl.DataFrame:
    """Rows of a file, of which the first is the header; an empty text is no cell."""
    columns = dict.fromkeys(name for row in cells for name in row)
    frame = pl.DataFrame(
        {name: [row.get(name) or None for row in cells] for name in columns}, schema=dict.fromkeys(columns, pl.String)
    )
    places = [
        pl.Series("#file", ["weir.csv"] * len(cells)),
        pl.Series("#row", range(2, len(cells) + 2), dtype=pl.Int64),
    ]
    return frame.hstack(places)


def prepare(of: ClaimMapping, *cells: Cells, within: Mapping | None = None, **keys: Any) -> Prepared:
    """What a claim makes of rows."""
    frame: pl.DataFrame = keys["frame"] if "frame" in keys else rows(*cells)
    memo = keys.get("memo") or Memo(PROJECT, keys.get("states", {}))
    version, leave_out = keys.get("version"), keys.get("leave_out", frozenset())
    return prepare_claims(within or mapping(of), of, frame, version, leave_out, memo)


def describe(of: ThingMapping, *cells: Cells, within: Mapping | None = None) -> Prepared:
    """What a source or an entry makes of rows."""
    return prepare_things(within or mapping(), of, rows(*cells), frozenset(), Memo(PROJECT))


def written(prepared: Prepared) -> set[str]:
    """The lines that prepared rows make."""
    made, encoder, quads = prepared.prototype, Encoder(BASE, PROJECT.languages), list[Quad]()
    if isinstance(made, Prototype):
        quads += encoder.claim(made.claim)
    for thing_ in made.things if isinstance(made, ThingPrototype) else ():
        quads += encoder.source(thing_) if isinstance(thing_, Source) else encoder.entity(thing_)
    return {line for line in text(prepared.frame, lines(quads)).decode().split("\n") if line}


def prototype_of(prepared: Prepared) -> Prototype:
    """The prototype of a claim."""
    assert isinstance(prepared.prototype, Prototype)
    return prepared.prototype


def row_lines(prepared: Prepared) -> set[str]:
    anchor = prototype_of(prepared).claim.anchor
    assert isinstance(anchor, Row)
    return {line for line in text(prepared.frame, lines(Encoder(BASE).row(anchor))).decode().split("\n") if line}


def lines_of(quads: Iterable[Quad]) -> set[str]:
    """The lines of ordinary quads, without those that describe values: of tables, these are written once for all rows."""
    found = {line for line in serialize(quads, RdfFormat.N_QUADS).split("\n") if line}
    return {line for line in found if not re.match(f"<{re.escape(BASE)}(time|count|duration)-", line)}


def by_hand(made: Claim) -> set[str]:
    """The lines of an ordinary claim."""
    return lines_of(Encoder(BASE).claim(made))


def short(term: str) -> str:
    """`<https://…/event-x>` → `event-x`."""
    return re.sub(f"<(?:{re.escape(BASE)}|[^>]*#)([^>]*)>", r"\1", term)


def said(prepared: Prepared) -> set[str]:
    """The statements that prepared rows make, as `claim: subject term object`."""
    found = set()
    for line in written(prepared):
        subject, predicate, rest = line.removesuffix(" .").split(" ", 2)
        object_, _, graph = rest.rpartition(" ")
        if graph.startswith(f"<{BASE}claim-"):
            found.add(f"{short(graph)}: {short(subject)} {short(predicate)} {short(object_)}")
    return found


def reasons(prepared: Prepared) -> list[str]:
    """What is wrong, as `row column: reason`."""
    return [f"{issue.row} {issue.column}: {issue.reason}" for issue in prepared.issues]
