"""Rows by block: runs of rows in the order of their keys, cut where a key's own hash says so.

So an edit touches the blocks of the keys that it is about and no other, wherever the rows stand in the file, and neighbours in
the order of keys are neighbours here. A block has some five hundred rows. Tables of more than a quarter million rows are laid
down on disk meanwhile, so that memory does not grow with the table.
"""

from __future__ import annotations

import hashlib
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

HELD = 250_000
"""Rows of a table that is kept in memory; of a larger one, so many wait for a file."""
WAITING = 50_000
GROUP = 25_000
"""Rows that are taken up again at a time."""
ROWS = 512
"""Rows of a block, on average: one key in so many begins one."""
TOGETHER = 10_000
"""Rows whose digests are made together."""
BLOCK, KEY = "#block", "#key"
PLACES = ("#file", "#fragment")
ORDER = (KEY, "#file", "#row")


def begins_block(key: str) -> bool:
    """Whether a key is the first of a block. CRC-32 is the same number in every engine and on every machine."""
    return zlib.crc32(key.encode()) % ROWS == 0


def block_names(keys: Iterable[str], edges: Sequence[str]) -> list[str]:
    """The name of each key's block, after the key that begins it. `edges`: all keys that begin one, sorted."""
    names = ["0", *(hashlib.sha256(edge.encode()).hexdigest()[:10] for edge in edges)]
    return [names[bisect_right(edges, key)] for key in keys]


@dataclass
class Blocks:
    """The rows of one version of a table, on their way into blocks."""

    folder: Path
    rows: int = 0
    held: list[pl.DataFrame] = field(default_factory=list)
    laid: list[Path] = field(default_factory=list)
    edges: set[str] = field(default_factory=set)
    schema: dict[str, pl.DataType] = field(default_factory=dict)
    is_spread: bool = False

    def add(self, frame: pl.DataFrame) -> None:
        """Rows with their keys."""
        self.edges.update(key for key in frame[KEY].drop_nulls().to_list() if begins_block(key))
        self.schema |= frame.schema
        self.held.append(frame)
        self.rows += frame.height
        if sum(held.height for held in self.held) > (WAITING if self.laid else HELD):
            self._lay_down(self.folder / "read")

    def _lay_down(self, place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"{len(self.laid):04}.arrow"
        pl.concat(self.held, how="diagonal").write_ipc(path)
        self.laid.append(path)
        self.held.clear()

    def spread(self, starts: Sequence[str]) -> None:
        """Rows that were laid down go to one folder for each group; `starts` are the first keys of the groups but the first."""
        if not self.laid or self.is_spread:
            return
        self.is_spread = True
        if self.held:
            self._lay_down(self.folder / "read")
        for path in self.laid:
            frame = pl.read_ipc(path.read_bytes())
            groups = [bisect_right(starts, key or "") for key in frame[KEY].to_list()]
            for (group,), rows in (
                frame.with_columns(pl.Series("#group", groups))
                .partition_by("#group", as_dict=True, include_key=False)
                .items()
            ):
                place = self.folder / f"{group}"
                place.mkdir(exist_ok=True)
                rows.write_ipc(place / path.name)
            path.unlink()

    def group(self, number: int, edges: Sequence[str]) -> pl.DataFrame:
        """The rows of a group in the order of keys, with the names of their blocks."""
        files = sorted((self.folder / f"{number}").glob("*.arrow")) if self.laid else []
        frames = [pl.read_ipc(path.read_bytes()) for path in files] if self.laid else self.held
        whole = pl.concat([pl.DataFrame(schema=self.schema), *frames], how="diagonal").sort(ORDER)
        keys = whole[KEY].fill_null("").to_list()
        return whole.with_columns(pl.Series(BLOCK, block_names(keys, edges), dtype=pl.String))


def groups_of(versions: Sequence[Blocks]) -> Iterator[list[pl.DataFrame]]:
    """All rows, some blocks at a time, as many as memory holds; of every version the frame with the same blocks."""
    edges = sorted(set[str]().union(*(blocks.edges for blocks in versions)))
    laid = any(blocks.laid for blocks in versions)
    count = 1 + sum(blocks.rows for blocks in versions) // GROUP if laid else 1
    starts = edges[:: max(1, len(edges) // count)][1:] if count > 1 else []
    for blocks in versions:
        if laid and not blocks.laid and blocks.held:
            blocks._lay_down(blocks.folder / "read")  # noqa: SLF001 - all versions go the same way
        blocks.spread(starts)
    for number in range(len(starts) + 1):
        yield [blocks.group(number, edges) for blocks in versions]


def digests(frame: pl.DataFrame, *, places: bool) -> dict[str, str]:
    """SHA-256 of the rows of each block of a sorted frame; with their places in the file where those are part of the anchors."""
    columns = sorted(name for name in frame.columns if not name.startswith("#"))
    columns += [name for name in PLACES if places and name in frame.columns]
    return _digests(frame, columns)


def stands(frame: pl.DataFrame) -> dict[str, str]:
    """A digest of the places of the rows of each block."""
    return _digests(frame.with_columns(pl.col("#row").cast(pl.String)), ["#file", "#row"])


def _digests(frame: pl.DataFrame, columns: Sequence[str]) -> dict[str, str]:
    head = "\x1c".join(columns)
    cells = [pl.col(name).fill_null("\x00") for name in columns]
    text = pl.concat_str(cells, separator="\x1c").alias("text") if cells else pl.lit("").alias("text")
    found = {}
    for part, _ in slices(frame, TOGETHER):
        texts = (
            part.select(BLOCK, text).group_by(BLOCK, maintain_order=True).agg(pl.col("text").str.join("\x1d"), pl.len())
        )
        for name, joined, length in texts.iter_rows():
            found[name] = hashlib.sha256(f"{head}\x1d{length}\x1d{joined}".encode()).hexdigest()
    return found


def slices(frame: pl.DataFrame, rows: int) -> Iterator[tuple[pl.DataFrame, list[str]]]:
    """A sorted frame in pieces of about so many rows, none of which cuts a block, with the names of their blocks."""
    names: list[str] = []
    start = held = 0
    for name, length in frame.group_by(BLOCK, maintain_order=True).len().iter_rows():
        names.append(name)
        held += length
        if held >= rows:
            yield frame.slice(start, held), names
            start, held, names = start + held, 0, []
    if names:
        yield frame.slice(start, held), names
