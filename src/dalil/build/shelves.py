"""What a build keeps of its parts in columns: claims, edges, names, values and issues, each a folder of Parquet files.

One file holds the rows of a sixteenth of a table's blocks, so an update rewrites a sixteenth at most; the others are linked.
Frames are laid down when they grow large, so memory stays bounded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from dalil.build.parts import AGREEMENTS, is_agreements

Schema = Mapping[str, pl.DataType | type[pl.DataType]]

HELD = 12_000_000
"""Bytes of one kind kept in memory before they are laid down."""

NAMES = {"part": pl.String, "kind": pl.String, "name": pl.String, "type": pl.String, "place": pl.String}
"""Entities by part, with the mapping's line: `introduced` with a type (`typed` by a claim that people wrote; `judged`: a table's claim); `mentioned`; `left`, for nobody describes them; and `wanted`
by claims that are left out for that."""
USES = {"part": pl.String, "name": pl.String}
"""Values (times, counts, durations) by part."""
TEXTS = {"name": pl.String, "text": pl.String}
"""Values with the N-Quads that describe them, once for all parts."""
ISSUES = {
    "part": pl.String,
    "file": pl.String,
    "row": pl.Int64,
    "key": pl.String,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "place": pl.String,
}
CUTS = dict.fromkeys(("part", "thing", "term"), pl.String) | dict.fromkeys(
    ("claims", "values", "uncompared", "pairs", "kept"), pl.Int64
)
"""Blocks of statements with more agreements than are kept, or more values than are compared."""
FINDINGS = dict.fromkeys(
    ("part", "focus", "path", "value", "component", "severity", "message", "shape", "where", "code", "claim"), pl.String
)


def drawer(part: str) -> str:
    """The file that a part's rows are in: `events.rows.3f…` in `events.rows.3`, what a table describes in `events.things`."""
    if is_agreements(part):
        return AGREEMENTS
    head, rows, block = part.partition(".rows.")
    if rows or "." not in head:
        return f"{head}{rows}{block[:1]}"
    return f"{head.partition('.')[0]}.things"


@dataclass
class Shelf:
    """Rows of one kind, gathered part by part, of which those of unchanged parts come from the old build."""

    folder: Path
    schema: Schema
    old: Path | None = None
    held: list[pl.DataFrame] = field(default_factory=list)
    laid: list[Path] = field(default_factory=list)
    _size: float = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Rows of a new part."""
        if frame.height:
            self.held.append(frame.select(pl.col(name).cast(type_) for name, type_ in self.schema.items()))
            self._size += frame.estimated_size()
        if self._size > HELD:
            self._lay_down()

    def _lay_down(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{len(self.laid):04}.laid"
        pl.concat(self.held).write_ipc(path)
        self.laid.append(path)
        self.held.clear()
        self._size = 0

    def forget(self, parts: Collection[str]) -> None:
        """Parts that are made again."""
        self.change(lambda frame: frame.filter(~pl.col("part").is_in(list(parts))))

    def change(self, how: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        """Rewrite what was added."""
        self.held = [how(frame) for frame in self.held]
        for path in self.laid:
            how(pl.read_ipc(path.read_bytes())).write_ipc(path)

    def fresh(self) -> pl.LazyFrame:
        """What was added."""
        frames = [pl.scan_ipc(path) for path in self.laid] + [frame.lazy() for frame in self.held]
        return pl.concat([pl.LazyFrame(schema=self.schema), *frames])

    def rows(self, kept: Collection[str]) -> pl.LazyFrame:
        """All rows: those of the kept parts as the old build has them, and what was added."""
        files = sorted(self.old.glob("*.parquet")) if self.old and kept else []
        before = [pl.scan_parquet(files).filter(pl.col("part").is_in(list(kept)))] if files else []
        return pl.concat([*before, self.fresh()])

    def store(self, parts: Collection[str], kept: Collection[str]) -> set[str]:
        """Write every file, or link it where all of its parts are kept and no other was in it. Gives the names of the files written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        wanted: dict[str, list[str]] = {}
        for part in sorted(parts):
            wanted.setdefault(drawer(part), []).append(part)
        same = self._unchanged(wanted, kept)
        for name in same:
            os.link(self._before(name), self.folder / f"{name}.parquet")
        rest = {name: group for name, group in wanted.items() if name not in same}
        fresh = self.fresh().collect() if rest else pl.DataFrame(schema=self.schema)
        names = {part: drawer(part) for part in fresh["part"].unique().to_list()}
        by_drawer = (
            fresh.with_columns(pl.col("part").replace_strict(names, return_dtype=pl.String).alias("#drawer"))
            if names
            else fresh
        )
        new = by_drawer.partition_by("#drawer", as_dict=True, include_key=False) if fresh.height else {}
        for name, group in rest.items():
            frames = [new.get((name,), pl.DataFrame(schema=self.schema)), self._kept(name, set(group) & set(kept))]
            pl.concat(frames).sort(self._order).write_parquet(self.folder / f"{name}.parquet", compression="lz4")
        for path in self.laid:
            path.unlink()
        self.laid.clear()
        return set(rest)

    @property
    def _order(self) -> list[str]:
        """All that tells rows apart: of claims their names, of all else every plain column."""
        plain = [name for name, type_ in self.schema.items() if type_ in (pl.String, pl.Int64)]
        return ["part", "claim"] if "quote" in self.schema else plain

    def _before(self, name: str) -> Path:
        return (self.old or Path()) / f"{name}.parquet"

    def _unchanged(self, wanted: dict[str, list[str]], kept: Collection[str]) -> set[str]:
        """Files of the old build that hold just what they should hold now."""
        found = set()
        for name, group in wanted.items():
            if self.old and set(group) <= set(kept) and self._before(name).is_file():
                held = set(pl.scan_parquet(self._before(name)).select("part").unique().collect()["part"].to_list())
                found |= {name} if held <= set(group) else set()
        return found

    def _kept(self, name: str, kept: set[str]) -> pl.DataFrame:
        if not self.old or not kept or not self._before(name).is_file():
            return pl.DataFrame(schema=self.schema)
        return pl.read_parquet(self._before(name)).filter(pl.col("part").is_in(list(kept)))
