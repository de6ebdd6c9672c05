"""Blocks of rows → their parts of the dump, and what is kept of them in columns: where facts and graph meet for tables.

Many blocks are encoded together, for an expression costs more to begin than a few hundred rows cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import chain
from operator import or_

import narwhals as nw
import polars as pl
from pyoxigraph import NamedNode, Quad

from dalil.build.blocks import BLOCK
from dalil.build.rows import claims_of, edges_of
from dalil.build.shelves import ISSUES, NAMES
from dalil.build.statements import statements_of
from dalil.build.versions import standing
from dalil.facts.table.expressions import all_filled
from dalil.facts.table.prepare import Memo, Prepared, prepare_claims, repeated
from dalil.facts.table.rows import is_data
from dalil.facts.table.tokens import VALUES, holes_in
from dalil.graph.columns import by_part, chunks, fill
from dalil.graph.encode import Encoder
from dalil.graph.template import lines
from dalil.model import Claim, ClaimMapping, Entity, Issue, Mapping, Row, Source
from dalil.values import Time, Value
from dalil.vocabulary import Curies

Versions = Sequence[tuple[Time | None, pl.DataFrame]]
Lines = tuple[pl.DataFrame, list[str]]
ANCHOR = "#anchor"
ROW = (BLOCK, "#file", "#row")
SILENT = "no claim of the mapping applies to this row → add a claim, or name such rows under `ignore_rows`"


@dataclass
class Encoded:
    """What some blocks give: frames with their templates, rows for the shelves, and what was left out and why."""

    text: list[Lines] = field(default_factory=list)
    claims: list[pl.DataFrame] = field(default_factory=list)
    edges: list[pl.DataFrame] = field(default_factory=list)
    names: list[pl.DataFrame] = field(default_factory=list)
    statements: list[pl.DataFrame] = field(default_factory=list)
    registry: list[pl.DataFrame] = field(default_factory=list)
    issues: list[pl.DataFrame] = field(default_factory=list)
    used: list[pl.DataFrame] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    mapped: list[pl.DataFrame] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def parts(self, engine: str) -> dict[str, list[bytes]]:
        """The N-Quads of each part."""
        found: dict[str, list[bytes]] = {}
        for frame, templates in self.text:
            for part, text in by_part(frame, templates, BLOCK, engine):
                found.setdefault(part, []).append(text)
        return found

    def sample(self) -> bytes:
        """One row of every form, for the rules that are about form."""
        return b"".join(chunk for frame, templates in self.text for chunk in chunks(frame.head(1), templates))


@dataclass(frozen=True)
class Scribe:
    """Encodes the blocks of one mapping. `leave_out`: names that nobody describes; claims that mention one are left out.

    Frames have the name of the part that each row goes to in the column `#block`, and are in its order.
    """

    mapping: Mapping
    encoder: Encoder
    curies: Curies
    memo: Memo
    leave_out: frozenset[str] = frozenset()

    def blocks(self, versions: Versions) -> Encoded:
        """The claims of some blocks' rows, and the rows that they stand in."""
        found = Encoded()
        twice = [repeated(self.mapping, frame) for _, frame in versions]
        single = [(time, _without(frame, issues)) for (time, frame), issues in zip(versions, twice, strict=True)]
        issues, ready = list(chain.from_iterable(twice)), list[Prepared]()
        for claim in self.mapping.claims:
            prepared = self._prepared(claim, single, found)
            issues += [issue for one in prepared for issue in one.issues]
            made = [one for one in self._standing(prepared, versions, found) if one.frame.height]
            ready += made
            self._claims(claim, made, found)
            self._mapped(prepared, found)
        found.text = [*self._rows(ready), *found.text]
        self._account(pl.concat([frame for _, frame in versions], how="diagonal"), issues, found)
        return found

    def _prepared(self, claim: ClaimMapping, versions: Versions, found: Encoded) -> list[Prepared]:
        prepared = [
            prepare_claims(self.mapping, claim, frame, time, self.leave_out, self.memo) for time, frame in versions
        ]
        for one in prepared:
            found.values |= one.values
        return [replace(one, frame=one.frame.sort(BLOCK, maintain_order=True)) for one in prepared]

    def _standing(self, prepared: list[Prepared], versions: Versions, found: Encoded) -> list[Prepared]:
        """Where several versions are kept: of each only what it was the first to say, with the end of what later ones lack."""
        if len(versions) == 1:
            return prepared
        stands = standing([(time, one) for (time, _), one in zip(versions, prepared, strict=True) if time])
        found.values |= {time.local: time for time, _ in versions if time}
        return stands

    def _claims(self, claim: ClaimMapping, ready: list[Prepared], found: Encoded) -> None:
        for one in ready:
            made = one.prototype.claim  # type: ignore[union-attr]
            for frame, works in rests_on(one.frame, made):
                roots = self.encoder.roots({made.local: works})
                found.text.append((frame, lines([*self.encoder.claim(made), *roots])))
            found.claims.append(claims_of(one.prototype, one.frame, one.frame[BLOCK], self.curies))  # type: ignore[arg-type]
            found.edges.append(edges_of(one.prototype, one.frame, one.frame[BLOCK], one.values, self.curies))  # type: ignore[arg-type]
            found.statements.append(statements_of(one.prototype, one.frame, one.frame[BLOCK], self.curies))  # type: ignore[arg-type]
            found.names += names_of(one, str(claim.where))
            found.used += values_of(one)

    def _mapped(self, prepared: list[Prepared], found: Encoded) -> None:
        found.mapped += [one.frame.select(ROW).unique() for one in prepared]

    def _rows(self, ready: Sequence[Prepared]) -> Iterator[Lines]:
        """Every row that a claim stands in, once, whichever of its claims comes first."""
        seen = pl.DataFrame(schema={ANCHOR: pl.String})
        for one in ready:
            anchor = one.prototype.claim.anchor  # type: ignore[union-attr]
            if not isinstance(anchor, Row):
                continue
            named = (
                nw.from_native(one.frame, eager_only=True).with_columns(fill(anchor.local).alias(ANCHOR)).to_native()
            )
            fresh = named.unique(subset=ANCHOR, keep="first", maintain_order=True)
            fresh = fresh.join(seen, on=ANCHOR, how="anti", maintain_order="left")
            seen = pl.concat([seen, fresh.select(ANCHOR)])
            if fresh.height:
                yield fresh, lines(self.encoder.row(anchor))

    def _account(self, rows: pl.DataFrame, issues: list[Issue], found: Encoded) -> None:
        """How many rows of each part make claims, are ignored or reported; a row that is none of these is an issue too."""
        data = rows.filter(is_data(self.mapping))
        said = (
            pl.DataFrame(issues, schema=[name for name in ISSUES if name != "part"], orient="row") if issues else None
        )
        placed = data.select(*ROW, "#key").unique()
        mapped = (
            pl.concat([placed.select(ROW).clear(), *found.mapped]).unique()
            if self.mapping.claims
            else placed.select(ROW)
        )
        rest = placed.join(mapped, on=ROW, how="anti", nulls_equal=True)
        if said is not None:
            here = rows.select(*ROW).unique().rename({"#file": "file", "#row": "row", BLOCK: "part"})
            found.issues.append(said.cast({"row": pl.Int64}).join(here, on=["file", "row"], how="left"))
            rest = rest.join(
                said.select("file", pl.col("row").cast(pl.Int64)).unique(),
                left_on=["#file", "#row"],
                right_on=["file", "row"],
                how="anti",
            )
        if rest.height:
            found.issues.append(self._silent(rest))
        for name, frame in (("rows", rows), ("mapped", mapped), ("data", data)):
            for part, n in frame.group_by(BLOCK).len().iter_rows():
                found.counts.setdefault(part, Counter())[name] += n
        for frame in found.claims:
            for part, n in frame.group_by("part").len().iter_rows():
                found.counts.setdefault(part, Counter())["claims"] += n
        for counts in found.counts.values():
            counts["ignored"] = counts["rows"] - counts.pop("data", 0)

    def _silent(self, rest: pl.DataFrame) -> pl.DataFrame:
        told = {"column": "", "value": "", "reason": SILENT, "place": str(self.mapping.where)}
        named = rest.rename({BLOCK: "part", "#file": "file", "#row": "row", "#key": "key"})
        return named.with_columns(pl.lit(text).alias(name) for name, text in told.items())

    def thing_templates(self, one: Prepared) -> list[str]:
        """The lines of a source or an entry, of all forms that it may have."""
        things = one.prototype.things  # type: ignore[union-attr]
        return lines(quad for thing in things for quad in self._thing(thing))

    def _thing(self, thing: Source | Entity) -> Iterator[Quad]:
        return self.encoder.source(thing) if isinstance(thing, Source) else self.encoder.entity(thing)


def _without(frame: pl.DataFrame, issues: Sequence[Issue]) -> pl.DataFrame:
    """The rows that no issue names."""
    places = pl.DataFrame([(i.file, i.row) for i in issues], {"#file": pl.String, "#row": pl.Int64}, orient="row")
    return frame.join(places, on=["#file", "#row"], how="anti", nulls_equal=True, maintain_order="left")


def rests_on(frame: pl.DataFrame, claim: Claim) -> Iterator[tuple[pl.DataFrame, Sequence[NamedNode]]]:
    """Claims with what they rest on in the end: the works that are their basis; those without, on their source."""
    source = [claim.source] if claim.source else []
    given = [all_filled(holes_in(work.value)) for work in claim.basis]
    with_basis = reduce(or_, given, pl.lit(value=False))
    for some, works in ((frame.filter(with_basis), claim.basis), (frame.filter(~with_basis), source)):
        if some.height:
            yield some, works


def names_of(one: Prepared, place: str) -> Iterator[pl.DataFrame]:
    """By part: who gets a type in a frame, and who is only mentioned."""
    made = one.prototype
    typed = [("introduced", local, class_) for local, class_ in made.subjects]
    named = [("mentioned", local, "") for local in made.mentioned]
    frame = nw.from_native(one.frame, eager_only=True)
    for (kind, local, class_), needed in zip([*typed, *named], [*((),) * len(typed), *made.needs], strict=True):
        told = frame.select(
            nw.col(BLOCK).alias("part"),
            nw.lit(kind).alias("kind"),
            fill(local).alias("name"),
            fill(class_).alias("type"),
            nw.lit(place).alias("place"),
            *(nw.col(f"h{n}").is_null().alias(f"#{n}") for n in needed),
        )
        for n in needed:
            told = told.filter(~nw.col(f"#{n}"))
        yield told.select(list(NAMES)).filter(~nw.col("name").is_null()).unique().to_native()


def values_of(one: Prepared) -> Iterator[pl.DataFrame]:
    """By part: the local names of the values that a frame uses."""
    made = one.prototype
    for n, column in enumerate(made.columns):
        if column.make in VALUES:
            yield one.frame.select(pl.col(BLOCK).alias("part"), pl.col(f"h{n}").alias("name")).drop_nulls().unique()
    parts = one.frame[BLOCK].unique()
    for value in made.values:
        yield pl.DataFrame(
            {"part": parts, "name": [value.local] * len(parts)}, schema={"part": pl.String, "name": pl.String}
        )
