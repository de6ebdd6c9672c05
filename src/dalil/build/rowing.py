"""A mapping's tables → rows by block: read in batches, joined, with their keys, every column accounted for."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from dalil.build.blocks import KEY, Blocks, digests, groups_of, stands
from dalil.errors import DalilErrors, FactError, nearest
from dalil.facts.table.columns import column_errors, columns_of_thing, tells_rows_apart
from dalil.facts.table.prepare import Memo, row_key
from dalil.facts.table.rows import VERSION
from dalil.facts.table.tables import reading
from dalil.model import WHOLE, Join, Mapping, Snapshot, Table, ThingMapping
from dalil.progress import Progress
from dalil.tabular import batches, fingerprint, fragment, media_type
from dalil.values import Time

BATCH = 20_000
GATHERED = 10
"""Batches whose different rows are held apart before they are made one."""


@dataclass(frozen=True)
class File:
    """One file of a table: its name without folders, what it holds by hash, and the version that it belongs to."""

    name: str
    snapshot: Snapshot

    def record(self) -> dict[str, object]:
        """For the manifest."""
        return {"name": self.name, "sha256": self.snapshot.sha256, "bytes": self.snapshot.bytes}


@dataclass
class Rows:
    """The rows of a mapping, read when they are first asked for."""

    mapping: Mapping
    folder: Path
    progress: Progress
    memo: Memo
    read: int = 0
    distinct: dict[int, list[pl.DataFrame]] = field(default_factory=dict)

    @cached_property
    def files(self) -> list[list[File]]:
        """The files of each version, hashed. Standard input and databases are none."""
        return [
            [
                File(name, _snapshot(path, table, time))
                for path, name in names_of(table, time).items()
                if isinstance(path, Path)
            ]
            for time, table in self.mapping.versions
        ]

    @property
    def lasting(self) -> bool:
        """Whether all rows come from files, so that equal hashes are equal rows."""
        tables = [*(table for _, table in self.mapping.versions), *(join.table for join in self.mapping.joins)]
        return all(isinstance(path, Path) for table in tables for path in table.paths)

    @cached_property
    def digest(self) -> str:
        """Of all bytes that the rows come from: the tables' own and those joined to them."""
        sha = hashlib.sha256()
        for version in self.files:
            for file in version:
                sha.update(f"{file.name} {file.snapshot.sha256}\n".encode())
        for join in self.mapping.joins:
            for path in join.table.paths:
                sha.update(f"{join.name} {fingerprint(path)[0] if isinstance(path, Path) else path}\n".encode())
        for lookup in self.mapping.lookups.values():
            sha.update(repr(sorted(lookup.entries.items())).encode())
        return sha.hexdigest()

    @cached_property
    def versions(self) -> list[tuple[Time | None, Blocks]]:
        """Every version's rows, on their way into blocks. Raises DalilErrors."""
        found = []
        for n, (time, table) in enumerate(self.mapping.versions):
            blocks = Blocks(self.folder / f"{self.mapping.id}-{n}")
            for frame in self._frames(table, time):
                blocks.add(frame)
                self._gather(frame, n)
                self.read += frame.height
                self.progress.advance(f"reading {self.mapping.id}", self.read, None, "rows")
            found.append((time, blocks))
        return found

    def groups(self) -> Iterator[tuple[dict[str, str], list[tuple[Time | None, pl.DataFrame]]]]:
        """Blocks with their digests, some at a time; every version has its frame, be it without rows."""
        times = [time for time, _ in self.versions]
        for frames in groups_of([blocks for _, blocks in self.versions]):
            yield self._digests(frames), list(zip(times, frames, strict=True))

    def _digests(self, frames: Sequence[pl.DataFrame]) -> dict[str, str]:
        """Of each block in all versions, with what its rows name: the version and its snapshots."""
        told = [digests(frame, places=self.mapping.fragments) for frame in frames]
        labels = [time.edtf if time else "" for time, _ in self.versions]
        if self.memo.states:
            labels = [
                " ".join([label, *(f.snapshot.sha256 for f in files)])
                for label, files in zip(labels, self.files, strict=True)
            ]
        found = {
            name: _together(labels, [one.get(name, "") for one in told]) for name in sorted(set[str]().union(*told))
        }
        if self.mapping.fragments and not any(frame["#fragment"].null_count() for frame in frames):
            return found
        where = [stands(frame) for frame in frames]
        return {
            name: f"{one}@{_together(labels, [of.get(name, '') for of in where])[:16]}" for name, one in found.items()
        }

    def _frames(self, table: Table, time: Time | None) -> Iterator[pl.DataFrame]:
        joins = [(join, _joined(join)) for join in self.mapping.joins]
        for path, name in names_of(table, time).items():
            accounted = False
            for batch in batches(path, reading(table), where=table.where, size=BATCH):
                frame = self._wide(batch, joins)
                if not accounted:
                    self._account(frame.columns)
                    accounted = True
                key = row_key(self.mapping, frame, self.memo).alias(KEY)
                yield frame.with_columns(key, _fragments(frame, table), pl.lit(name).alias("#file"))

    def _wide(self, frame: pl.DataFrame, joins: Sequence[tuple[Join, pl.DataFrame]]) -> pl.DataFrame:
        """A frame with all columns that the mapping may name: those of joined tables, those that a file lacks, the whole row."""
        frame = with_whole(frame) if tells_rows_apart(self.mapping) else frame
        joined = tuple(f"{join.name}." for join, _ in joins)
        frame = _with_empty(frame, [name for name in self.mapping.optional if not name.startswith(joined)])
        for join, other in joins:
            frame = frame.join(other, left_on=join.on, right_on=f"{join.name}.{join.key}", how="left")
        return _with_empty(frame, self.mapping.optional)

    def things(self, thing: ThingMapping) -> pl.DataFrame:
        """The different rows that describe a source or an entry: only the columns that it uses, with the first place of each.

        Where versions are kept, the place in the newest of them.
        """
        _ = self.versions
        return _distinct(self.distinct.get(thing.place, []), self._used(thing))

    def _gather(self, frame: pl.DataFrame, version: int) -> None:
        for thing in self.mapping.things:
            used = self._used(thing)
            held = self.distinct.setdefault(thing.place, [])
            held.append(_distinct([frame.select(*used, "#file", "#row", KEY, pl.lit(version).alias(VERSION))], used))
            if len(held) > GATHERED:
                self.distinct[thing.place] = [_distinct(held, used)]

    def _used(self, thing: ThingMapping) -> list[str]:
        ignored = {condition.column for conditions in self.mapping.ignore_rows for condition in conditions}
        return sorted(columns_of_thing(thing) | ignored)

    def _account(self, columns: list[str]) -> None:
        """Every column is used or ignored by name. Raises DalilErrors."""
        errors = column_errors(self.mapping, [name for name in columns if not name.startswith("#")])
        if errors:
            raise DalilErrors(errors)


def _with_empty(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in names if name not in frame.columns)


def names_of(table: Table, time: Time | None) -> dict[Path | str, str]:
    """How the files of a table are called: by name; by folder and name where two have the same; with the version's date."""
    paths = [path for path in table.paths if isinstance(path, Path)]
    alike = len({path.name for path in paths}) < len(paths)
    top = os.path.commonpath([path.parent for path in paths]) if alike else ""
    found: dict[Path | str, str] = {}
    for path in table.paths:
        name = "standard input" if path == "-" else "database"
        if isinstance(path, Path):
            name = Path(os.path.relpath(path, top)).as_posix() if alike else path.name
        found[path] = f"{time.edtf}/{name}" if time else name
    return found


def with_whole(frame: pl.DataFrame) -> pl.DataFrame:
    """All cells of each row in one column, as written, empty ones too; with signs between them that no trimming takes for space."""
    cells = [
        pl.col(name).fill_null("").str.replace_all("\x1f", "\u241f", literal=True)
        for name in frame.columns
        if name not in ("#file", "#row")
    ]
    return frame.with_columns(pl.concat_str(cells, separator="\u241e").alias(WHOLE))


def _together(labels: Sequence[str], digests: Sequence[str]) -> str:
    """One digest of a block's digests in all versions."""
    told = (f"{label} {digest}" for label, digest in zip(labels, digests, strict=True))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _fragments(frame: pl.DataFrame, table: Table) -> pl.Series:
    """Where each row stands in its file, as a fragment of a URI."""
    return pl.Series(
        "#fragment", [fragment(table.kind, table.rows, row) or None for row in frame["#row"].to_list()], dtype=pl.String
    )


def _distinct(frames: Sequence[pl.DataFrame], used: Sequence[str]) -> pl.DataFrame:
    whole = pl.concat(frames, how="diagonal") if frames else pl.DataFrame()
    if not used:
        return whole.head(1)
    newest = whole.sort(VERSION, descending=True, maintain_order=True)
    return newest.unique(subset=list(used), keep="first", maintain_order=True)


def _joined(join: Join) -> pl.DataFrame:
    """The second table whole, its columns under the join's name. Raises FactError where a key stands there twice."""
    frames = [frame for path in join.table.paths for frame in batches(path, reading(join.table), where=join.where)]
    other = pl.concat(frames, how="diagonal") if frames else pl.DataFrame(schema={join.key: pl.String})
    if join.key not in other.columns:
        raise FactError(
            f"the table of join {join.name!r} has no column {join.key!r}",
            join.where,
            nearest(join.key, other.columns, "column"),
        )
    other = other.drop("#file", "#row", strict=False).unique()
    twice = other.filter(pl.col(join.key).is_not_null() & pl.col(join.key).is_duplicated())
    if twice.height:
        examples = ", ".join(sorted(set(twice[join.key].to_list()))[:3])
        many = twice[join.key].n_unique()
        raise FactError(
            f"{many} keys stand twice, with different cells, in the table of join {join.name!r}: {examples}",
            join.where,
            "a join needs one row for each key: make the rows equal, or leave one out",
        )
    return other.rename({name: f"{join.name}.{name}" for name in other.columns}).with_columns(
        pl.col(f"{join.name}.{join.key}")
    )


def _snapshot(path: Path, table: Table, time: Time | None) -> Snapshot:
    sha256, size = fingerprint(path)
    return Snapshot(sha256, size, media_type(path, table.kind), issued=time)
