"""The tables of a dossier → parts of the dump: only blocks whose rows, mapping or rules have changed are encoded anew."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from dalil.build.blocks import BLOCK, KEY, slices
from dalil.build.digests import of_mapping
from dalil.build.encoding import Encoded, Scribe, Versions, names_of, values_of
from dalil.build.old import STATE, Old
from dalil.build.parts import ABOUT, VALUES, Part, Parts
from dalil.build.rowing import Rows
from dalil.build.rows import CLAIMS, EDGES
from dalil.build.settling import settle
from dalil.build.shelves import CUTS, ISSUES, NAMES, TEXTS, USES, Schema, Shelf
from dalil.build.statements import REGISTRY, STATEMENTS, registry_of
from dalil.build.things import blocks_of_things
from dalil.facts.table.prepare import Memo, prepare_things
from dalil.graph.columns import values_text
from dalil.graph.encode import Encoder
from dalil.graph.template import lines
from dalil.model import Mapping, Named, ThingMapping
from dalil.progress import Progress
from dalil.project import Project
from dalil.values import Time, Value

ROWS = 6_000
"""Rows encoded together: some thirty megabytes of text."""
STATED = ("claims", "edges")
"""What tells how analysts take a claim."""
SPILL = "spill"
"""Where rows lie meanwhile, of tables that memory does not hold."""


@dataclass
class Tables:
    """All tables of a dossier on their way into a build at `folder`; what has not changed comes from the `old` one."""

    project: Project
    mappings: list[Mapping]
    folder: Path
    old: Old | None
    rules: str
    encoder: Encoder
    engine: str
    progress: Progress
    samples: dict[str, bytes] = field(default_factory=dict)
    restated: set[str] = field(default_factory=set)
    """Kept parts in whose columns the standing of a claim has changed."""
    texts: dict[str, str] = field(default_factory=dict)
    """What describes each value, by its local name."""
    described: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TEXTS))
    """Every value that is used, and what describes it."""
    encoded: int = 0
    missing: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Names that files or descriptions mention, and nobody describes."""

    @cached_property
    def parts(self) -> Parts:
        """The files of the dump."""
        return Parts(self.folder / "parts")

    @cached_property
    def shelves(self) -> dict[str, Shelf]:
        """What is kept in columns."""
        schemas: dict[str, Schema] = {
            "claims": CLAIMS,
            "edges": EDGES,
            "names": NAMES,
            "statements": STATEMENTS,
            "registry": REGISTRY,
            "values": USES,
            "issues": ISSUES,
            "cuts": CUTS,
        }
        state = self.folder / STATE
        return {
            name: Shelf(
                self.folder / "claims.parquet" if name == "claims" else state / name,
                schema,
                self.old.shelf(name) if self.old else None,
            )
            for name, schema in schemas.items()
        }

    @cached_property
    def rows(self) -> dict[str, Rows]:
        """The rows of each mapping, read when they are needed."""
        return {
            mapping.id: Rows(mapping, self.folder / SPILL, self.progress, Memo(self.project))
            for mapping in self.mappings
        }

    @cached_property
    def _reported(self) -> set[str]:
        """Parts of the old build with issues, which may be others now, or in other rows."""
        files = sorted(self.old.shelf("issues").glob("*.parquet")) if self.old else []
        return set(pl.scan_parquet(files).select("part").unique().collect()["part"].to_list()) if files else set()

    @cached_property
    def digests(self) -> dict[str, str]:
        """Of each mapping, as it was understood."""
        return {mapping.id: of_mapping(mapping, self.rules) for mapping in self.mappings}

    def run(self, known: Collection[str], values: Collection[str]) -> None:
        """Encode all that has changed. `known`: entities that people wrote down; `values`: those described there."""
        about = "".join(sorted({line for mapping in self.mappings for line in self._about(mapping)}))
        self.parts.write(ABOUT, [about.encode()])
        self.samples[ABOUT] = about.encode()  # rows of versions name their snapshots
        for mapping in self.mappings:
            self._mapping(mapping)
        self.missing = settle(self.shelves["names"], self.parts, known, self._again)
        shutil.rmtree(self.folder / SPILL, ignore_errors=True)
        self._describe(values)

    def shelf(self, name: str) -> pl.LazyFrame:
        """All rows of a kind, of fresh and of kept parts."""
        return self.shelves[name].rows(self.kept(name))

    def kept(self, name: str) -> set[str]:
        """The parts whose rows of a kind stand as the old build has them."""
        return self.parts.kept - self.restated if name in STATED else self.parts.kept

    def _mapping(self, mapping: Mapping) -> None:
        rows, old = self.rows[mapping.id], self.old
        record = old.table(mapping.id) if old else {}
        same = record.get("mapping") == self.digests[mapping.id]
        if old and same and rows.lasting and record.get("rows_sha256") == rows.digest:
            for part in old.parts.values():
                if part.table == mapping.id:
                    self.parts.take(part, old.folder)
            return
        self.progress.stage(f"encoding {mapping.id}")
        described: dict[str, str] = {}
        for thing in mapping.things:
            self._things(mapping, thing, described, same=same)
        for found, versions in rows.groups():
            wanted = {
                name: digest
                for name, digest in found.items()
                if not self._taken(_part(mapping, name), digest, same=same)
            }
            self._encode(mapping, versions, wanted)

    def _encode(
        self, mapping: Mapping, versions: Versions, wanted: dict[str, str], leave_out: Collection[str] = ()
    ) -> None:
        """Some blocks of a group, so many at a time as memory holds."""
        rows = self.rows[mapping.id]
        scribe = Scribe(mapping, self.encoder, self.project.curies, rows.memo, frozenset(leave_out))
        fresh = [(time, frame.filter(pl.col(BLOCK).is_in(list(wanted)))) for time, frame in versions]
        whole = (
            fresh[0][1] if len(fresh) == 1 else pl.concat([frame.select(BLOCK, KEY) for _, frame in fresh]).sort(KEY)
        )
        for piece, names in slices(whole, ROWS):
            part = pl.col(BLOCK).replace_strict({name: _part(mapping, name) for name in names}, return_dtype=pl.String)
            frames = [piece] if len(fresh) == 1 else [frame.filter(pl.col(BLOCK).is_in(names)) for _, frame in fresh]
            some = [(time, frame.with_columns(part)) for (time, _), frame in zip(fresh, frames, strict=True)]
            encoded = scribe.blocks(some)
            texts = encoded.parts(self.engine)
            for name in names:
                one = _part(mapping, name)
                self.parts.write(one, texts.get(one, []), wanted[name], encoded.counts.get(one, {}))
            self._keep(encoded)
            self.samples.setdefault(mapping.id, encoded.sample())
            self.encoded += sum(frame.height for _, frame in some)
            self.progress.advance(f"encoding {mapping.id}", self.encoded, rows.read, "rows")

    def _taken(self, part: str, digest: str, *, same: bool) -> bool:
        """Whether the old build has the part as it would be made now; then it is taken over."""
        old = self.old.parts.get(part) if self.old and same else None
        if not self.old or old is None or old.digest.partition("@")[0] != digest.partition("@")[0]:
            return False
        if part in self._reported and (old.digest != digest or ".rows" not in part):
            return False
        self.parts.take(replace(old, digest=digest), self.old.folder)
        return True

    def _keep(self, encoded: Encoded) -> None:
        for name in ("claims", "edges", "names", "statements", "registry", "issues"):
            for frame in getattr(encoded, name):
                self.shelves[name].add(frame)
        for frame in encoded.used:
            self.shelves["values"].add(frame)
        fresh = {name: value for name, value in encoded.values.items() if name not in self.texts}
        self.texts.update(values_text(fresh, self.project.base))

    def _about(self, mapping: Mapping) -> Iterator[str]:
        """The files that the table is read from, by hash, as snapshots of the source."""
        rows = self.rows[mapping.id]
        files = [file for version in rows.files for file in version]
        if len(mapping.versions) > 1:
            rows.memo.states.update({file.name: file.snapshot.local for file in files})
        if not mapping.source.constant:
            return
        source = self.project.curies.expand(mapping.source.constant)
        for snapshot in {file.snapshot.local: file.snapshot for file in files}.values():
            if isinstance(snapshot.issued, Time):
                self._keep(
                    Encoded(values={snapshot.issued.local: snapshot.issued}, used=[_used(ABOUT, snapshot.issued)])
                )
            named = replace(snapshot, issued=snapshot.issued and Named(snapshot.issued.local))
            yield from (f"{line}\n" for line in lines(self.encoder.snapshots(source, [named])))

    def _things(self, mapping: Mapping, thing: ThingMapping, described: dict[str, str], *, same: bool) -> None:
        """Sources or entries that a table describes: each once, in blocks by their own names."""
        rows = self.rows[mapping.id]
        scribe = Scribe(mapping, self.encoder, self.project.curies, rows.memo)
        prepared = prepare_things(mapping, thing, rows.things(thing), frozenset(), rows.memo)
        templates = scribe.thing_templates(prepared)
        stem = f"{mapping.id}.{thing.what}-{thing.place}"
        issues = pl.DataFrame(prepared.issues, schema=list(ISSUES)[1:], orient="row")
        for name, digest, frame, wrong in blocks_of_things(prepared, templates, thing, described):
            part = f"{stem}.{name}".rstrip(".")
            if self._taken(part, digest, same=same and not (issues.height or wrong)):
                continue
            here = frame.with_columns(pl.lit(part).alias(BLOCK))
            one = replace(prepared, frame=here)
            told = pl.concat(
                [issues, pl.DataFrame(wrong, schema=list(ISSUES)[1:], orient="row")], how="vertical_relaxed"
            )
            found = Encoded([(here, templates)], names=list(names_of(one, str(thing.where))), values=prepared.values)
            found.used += values_of(one)
            found.registry.append(registry_of(one, self.project.languages))
            found.issues.append(told.with_columns(pl.lit(part).alias("part")))
            issues = issues.clear()
            self.parts.write(part, found.parts(self.engine).get(part, []), digest, {"described": frame.height})
            self._keep(found)
            self.samples.setdefault(stem, found.sample())

    def _again(self, parts: Collection[str], leave_out: frozenset[str]) -> None:
        """Encode some blocks anew, without the claims that mention certain names."""
        for mapping in self.mappings:
            wanted = {part for part in parts if part.startswith(f"{mapping.id}.rows")}
            for found, versions in self.rows[mapping.id].groups() if wanted else ():
                blocks = {name: told for name, told in found.items() if _part(mapping, name) in wanted}
                again = {_part(mapping, name) for name in blocks}
                for part in again:
                    self.parts.drop(part)
                for shelf in self.shelves.values():
                    shelf.forget(again)
                self._encode(mapping, versions, blocks, leave_out)

    def _describe(self, written: Collection[str]) -> None:
        """Times, counts and durations, each described once; those that people wrote are described there."""
        texts = [pl.DataFrame(list(self.texts.items()), schema=TEXTS, orient="row")]
        if self.old:
            texts.append(pl.read_parquet(self.old.file("texts")))
        used = self.shelf("values").select("name").unique().collect()
        found = pl.concat(texts).unique(subset="name").join(used, on="name", how="semi").sort("name")
        file = self.folder / STATE / "texts.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        found.write_parquet(file, compression="lz4")
        self.described = found
        wanted = found.filter(~pl.col("name").is_in(list(written)))["text"].to_list()
        self.parts.write(VALUES, ["".join(wanted).encode()] if wanted else [])

    def counts(self, mapping: Mapping) -> Counter[str]:
        """Of a mapping's rows: how many were read, mapped, ignored, reported, and how many claims they make."""
        found: Counter[str] = Counter()
        for part in self.of(mapping):
            found.update(part.counts)
        return found

    def of(self, mapping: Mapping) -> Iterator[Part]:
        """The parts of a mapping."""
        return (part for _, part in sorted(self.parts.made.items()) if part.table == mapping.id)


def _part(mapping: Mapping, block: str) -> str:
    """How the part of a block is called."""
    return f"{mapping.id}.rows.{block}".rstrip(".")


def _used(part: str, value: Value) -> pl.DataFrame:
    return pl.DataFrame({"part": [part], "name": [value.local]})
