"""Validation of what is new: shapes over fresh parts, shard by shard, each with what it names elsewhere; rules over one row of every form."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from dalil.build.agreed import findings_of_agreements
from dalil.build.old import STATE, Old
from dalil.build.parts import ABOUT, PARTS, SMALL, VALUES, WRITTEN, is_agreements
from dalil.build.shelves import FINDINGS
from dalil.build.tables import Tables
from dalil.graph.shacl.findings import Finding, Report
from dalil.graph.shacl.places import LENT, lines
from dalil.graph.validate import by_class, validate_parts
from dalil.project import PACKAGE
from dalil.vocabulary import DALIL, TYPE

TYPED = pl.col("kind").is_in(["introduced", "typed"])
SHARD = 500_000
"""Quads of one shard: about half a gigabyte while it is validated."""
WORKERS = min(2, os.cpu_count() or 1)
"""Shards that are validated at once, each by a process: as many as there is memory for within two gigabytes."""


@dataclass
class Shards:
    """Fresh parts in shards, and for each what is lent to it: the types of what it names, and its times and counts."""

    tables: Tables
    validated: int = 0
    current: Sequence[str] = field(default_factory=tuple)

    def __iter__(self) -> Iterator[list[Path] | bytes]:
        parts = self.tables.parts
        names, quads = list[str](), 0
        if VALUES in self.wanted:
            yield self._shard([VALUES])
        for name in (name for name in self.wanted if name != VALUES):
            names.append(name)
            quads += parts.made[name].quads
            if quads >= SHARD:
                yield self._shard(names)
                names, quads = [], 0
        if names:
            yield self._shard(names)

    def _shard(self, names: list[str]) -> list[Path] | bytes:
        self.current = names
        if names == [VALUES]:
            return self._new_values()
        self.validated += sum(self.tables.parts.made[name].quads for name in names)
        self.tables.progress.advance("validating", self.validated, self.all, "quads")
        return self.tables.parts.paths(names)

    @cached_property
    def changed(self) -> set[str]:
        """The parts that the old build has not, or has otherwise."""
        parts, old = self.tables.parts, self.tables.old
        return set(parts.made) - (parts.unchanged(old.parts) if old else set())

    @cached_property
    def touched(self) -> list[str]:
        """Names whose types have changed, and names at fault for a role, that a changed part names or named: all is asked again
        of whatever names them.
        """
        old = self.tables.old
        if old is None:
            return []
        gone = set(old.parts) - self.tables.parts.unchanged(old.parts)
        before = pl.read_parquet(sorted(old.shelf("names").glob("*.parquet"))).filter(pl.col("part").is_in(list(gone)))
        now = self.names.filter(pl.col("part").is_in(list(self.changed)))
        then, types = (frame.filter(TYPED).select("name", "type").unique() for frame in (before, now))
        retyped = pl.concat(
            [one.join(other, on=["name", "type"], how="anti") for one, other in ((then, types), (types, then))]
        )
        at_fault = findings_of(old).filter(pl.col("part") == "")["focus"].str.strip_prefix(self.tables.project.base)
        named = pl.concat([before, now]).filter(pl.col("name").is_in(at_fault.implode()))
        return pl.concat([retyped.select("name"), named.select("name")])["name"].unique().to_list()

    @cached_property
    def all_again(self) -> bool:
        """Whether a dossier has shapes of its own: these may read further than what a changed part is lent."""
        own = self.tables.project.root / "shapes"
        return self.tables.old is None or (own != PACKAGE.parents[1] / own.name and any(own.glob("*.ttl")))

    @cached_property
    def wanted(self) -> list[str]:
        """Parts that have changed, and those that name what has; or all."""
        if self.all_again:
            return self._in_order(self.tables.parts.made)
        again = self.names.filter(pl.col("name").is_in(self.touched))["part"].unique().to_list() if self.touched else []
        return self._in_order(self.changed.union(again))

    @staticmethod
    def _in_order(names: Iterable[str]) -> list[str]:
        wanted = (name for name in names if not is_agreements(name))
        return sorted(wanted, key=lambda name: (".rows" in name, name not in SMALL, ".source-" not in name, name))

    @cached_property
    def all(self) -> int:
        """Quads to be validated."""
        return sum(self.tables.parts.made[name].quads for name in self.wanted)

    def _new_values(self) -> bytes:
        """Values that the old build has not: each is described by itself."""
        told = (self.tables.parts.folder / f"{VALUES}.nq").read_bytes()
        old = self.tables.old
        if old is None or VALUES not in old.parts:
            return told
        before = set((old.folder / PARTS / f"{VALUES}.nq").read_bytes().split(b"\n"))
        return b"".join(line + b"\n" for line in told.split(b"\n") if line and line not in before)

    @cached_property
    def names(self) -> pl.DataFrame:
        return self.tables.shelf("names").collect()

    def context(self, _: object) -> bytes:
        """What the current shard is lent: what people wrote, its times and counts, and of the entities it names their types."""
        base, tables = self.tables.project.base, self.tables
        here = self.names.filter(pl.col("part").is_in([*self.current, WRITTEN])).select("name").unique()
        introduced = self.names.filter(pl.col("kind").is_in(["introduced", "judged"]))
        sources = self._sources_of(introduced.join(here, on="name", how="semi"))
        told = set(re.findall(rf"<{re.escape(base)}([^>]*)>", sources.decode()))
        here = pl.concat([here, pl.DataFrame({"name": sorted(told)}, schema={"name": pl.String})]).unique()
        known = introduced.join(here, on="name", how="semi").filter(pl.col("type").is_not_null())
        typed = known.select("name", "type").unique().sort("name", "type")
        lent = "".join(f"<{base}{name}> <{TYPE.value}> <{DALIL}{type_}> {LENT} .\n" for name, type_ in typed.rows())
        used = (
            tables.shelf("values")
            .filter(pl.col("part").is_in([*self.current, ABOUT]))
            .select("name")
            .unique()
            .collect()
        )
        values = tables.described.join(pl.concat([used, here]).unique(), on="name", how="semi")["text"].to_list()
        shared = b"" if WRITTEN in self.current else (tables.parts.folder / f"{WRITTEN}.nq").read_bytes()
        snapshots = b"" if ABOUT in self.current else self._snapshots
        return shared + sources + snapshots + (lent + "".join(values)).encode()

    @cached_property
    def _snapshots(self) -> bytes:
        """The snapshots that rows of versions stand in, described."""
        start = f"<{self.tables.project.base}snapshot-".encode()
        told = (self.tables.parts.folder / f"{ABOUT}.nq").read_bytes().split(b"\n")
        return b"".join(line + b"\n" for line in told if line.startswith(start))

    def _sources_of(self, known: pl.DataFrame) -> bytes:
        """The sources that a shard names, described whole: shapes ask of every source that a claim has what a source must have."""
        tables = self.tables
        if ABOUT in self.current:
            heads = [tables.project.curies.local(tables.project.curies.expand(name)) for name in _heads(tables)]
            known = pl.concat(
                [known, self.names.filter(pl.col("name").is_in(heads) & (pl.col("kind") == "introduced"))]
            )
        sources = known.filter(
            pl.col("part").str.contains(".source-", literal=True) & ~pl.col("part").is_in(self.current)
        )
        subjects = sources.select(f"<{tables.project.base}" + pl.col("name") + ">").to_series().unique()
        found = []
        for part in sorted(sources["part"].unique().to_list()):
            told = lines((tables.parts.folder / f"{part}.nq").read_bytes())
            found += told.filter(pl.col("line").str.extract(r"^(<[^>]*>) ").is_in(subjects.implode()))["line"].to_list()
        return "".join(f"{line}\n" for line in found).encode()


def _heads(tables: Tables) -> list[str]:
    return [mapping.source.constant for mapping in tables.mappings if mapping.source.constant]


def validate_tables(tables: Tables, shapes: list[Path], engine: str) -> Report:
    """The report on the whole: fresh parts are validated, of the others what was found stands. Raises as `graph.validate` does."""
    project, old = tables.project, tables.old
    shards = Shards(tables)
    ontology, workers = project.resource("ontology") / "dalil.ttl", WORKERS if shards.all > SHARD else 1
    seconds = project.validation["seconds"]
    report = validate_parts(shards, shards.context, shapes, ontology, engine, seconds=seconds, workers=workers)
    found = pl.concat([_at_home(shards, report.findings, shapes), findings_of_agreements(tables, shapes, engine)])
    if old:
        found = pl.concat([found, _standing(shards, findings_of(old))])
    found = found.unique().sort(list(FINDINGS))
    file = tables.folder / STATE / "findings.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    found.write_parquet(file)
    told = [Finding(**row) for row in found.drop("part").unique().iter_rows(named=True)]
    return replace(report, findings=(), quads=tables.parts.quads).with_findings(told)


def findings_of(old: Old) -> pl.DataFrame:
    """What was found in the old build."""
    file = old.file("findings")
    return pl.read_parquet(file) if file.is_file() else pl.DataFrame(schema=FINDINGS)


def _standing(shards: Shards, before: pl.DataFrame) -> pl.DataFrame:
    """What was found before, and of which nothing has changed since."""
    base = shards.tables.project.base
    parts = shards.tables.parts
    told_anew = {*shards.wanted, *(name for name in parts.fresh if is_agreements(name))}
    kept = pl.col("part").is_in(sorted(set(parts.made) - told_anew))
    values = pl.lit(base) + shards.tables.described["name"]
    value = (pl.col("part") == VALUES) & pl.col("focus").is_in(pl.select(values).to_series().implode())
    role = (
        (pl.col("part") == "")
        & (not shards.all_again)
        & ~pl.col("focus").is_in([base + name for name in shards.touched])
    )
    return before.filter(kept | value | role)


def _at_home(shards: Shards, findings: Sequence[Finding], shapes: list[Path]) -> pl.DataFrame:
    """Findings with the parts that describe what is at fault; with none where it is at fault for what others say of it."""
    found = pl.DataFrame(
        [asdict(finding) for finding in findings], schema=list(FINDINGS)[1:], schema_overrides=FINDINGS
    )
    if not findings:
        return found.with_columns(part=pl.lit("")).select(list(FINDINGS))
    parts, focuses = shards.tables.parts, found.select("focus").unique()
    described = shards.names.filter(TYPED).select(
        (pl.lit(shards.tables.project.base) + pl.col("name")).alias("focus"), "part"
    )
    homes = [described.join(focuses, on="focus", how="semi")]
    for name in sorted(name for name in {*shards.wanted, *SMALL} if parts.made[name].quads):
        told = lines((parts.folder / f"{name}.nq").read_bytes()).filter(
            pl.col("line").str.contains(f" <{TYPE.value}> ", literal=True)
        )
        subjects = told.select(pl.col("line").str.extract(r"^<([^>]*)>").alias("focus")).unique()
        homes.append(subjects.join(focuses, on="focus", how="semi").with_columns(part=pl.lit(name)))
    of_class = found.filter(pl.col("shape").is_in(by_class(shapes, found["shape"].unique().to_list())))
    at_home = of_class.join(pl.concat(homes).unique(), on="focus", how="left").with_columns(
        pl.col("part").fill_null("")
    )
    rest = found.join(of_class, on=found.columns, how="anti").with_columns(part=pl.lit(""))
    return pl.concat([frame.select(list(FINDINGS)) for frame in (at_home, rest)])
