"""The floor: the same quads by pyarrow's string join alone, written by hand for this one table.

It reads the CSV in blocks, joins 20,000 rows at a time and writes the buffers as they are. It checks nothing (no duplicate
key, no word outside the lookup, no date that is none), knows that every cell is fit for an IRI, and keeps no order: what
remains is what any columnar writer must do.
Run: python benchmarks/rivals/floor.py TABLE OUTPUT
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

sys.path.insert(0, str(Path(__file__).parents[1]))
from make_events import COLUMNS, KINDS, SURE
from rivals.layout import LINES, QUOTED, SECOND_QUOTED, SHARED, Line

BATCH = 20_000
TEXTS = ("description", "side_a", "side_b", "place", "admin", "press")
ALWAYS = {"id", "kind", "time", "count", "side_a_id", "quote", "row", "source_id", "press_id", "best", "edtf", "label"}
ALWAYS |= {"earliest", "latest", "source_date"}

Columns = dict[str, Any]


def batches(path: Path) -> Iterator[Columns]:
    """The table's columns, all text, empty cells null, with the number of each row."""
    reader = csv.open_csv(
        path,
        csv.ReadOptions(block_size=8_000_000, use_threads=False),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            null_values=[""], strings_can_be_null=True, column_types=dict.fromkeys(COLUMNS, pa.string())
        ),
    )
    row = 2
    for block in reader:
        for start in range(0, block.num_rows, BATCH):
            batch = block.slice(start, BATCH)
            columns = dict(zip(batch.schema.names, batch.columns, strict=True))
            columns["row"] = pc.cast(pa.array(range(row, row + batch.num_rows)), pa.string())
            row += batch.num_rows
            yield columns


def join(*parts: Any, **options: str) -> Any:
    """Texts side by side, null where one is null."""
    return pc.binary_join_element_wise(*parts, "", **options)


def escaped(texts: Any) -> Any:
    """As N-Quads writes literals."""
    pairs = [("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")]
    return reduce(lambda text, pair: pc.replace_substring(text, *pair), pairs, texts)


def prepare(columns: Columns) -> None:
    """Add the columns that lines have holes for."""
    for name in TEXTS:
        columns[name] = escaped(columns[name])
    columns["kind"] = mapped(columns["type"], KINDS)
    columns["certainty"] = mapped(columns["confidence"], SURE)
    start, end = columns["date_start"], columns["date_end"]
    columns["time"] = pc.if_else(pc.equal(start, end), start, join(start, "--", end))
    low, best, high = (columns[name] for name in ("low", "best", "high"))
    columns["even"] = pc.fill_null(pc.and_(pc.equal(low, best), pc.equal(best, high)), fill_value=False)
    bounds = [pc.fill_null(text, "") for text in (low, best, high)]
    columns["count"] = join(pc.if_else(columns["even"], best, pc.binary_join_element_wise(*bounds, "..")), "-people")
    columns["quote"], second = (quoted(columns, names) for names in (QUOTED, SECOND_QUOTED))
    sure = pc.is_valid(columns["certainty"])
    columns["second"], columns["second_quote"] = pc.if_else(sure, columns["id"], None), pc.if_else(sure, second, None)


def mapped(codes: Any, terms: dict[str, str]) -> Any:
    """Codes → terms, null where there is none."""
    return pa.array(terms.values()).take(pc.index_in(codes, pa.array(terms)))


def quoted(columns: Columns, names: tuple[str, ...]) -> Any:
    """The cells a claim rests on, empty ones left out."""
    first, *others = (join(f"{name}: ", columns[name]) for name in names)
    others = [join(" | ", part) for part in others]
    return join(first, *others, null_handling="skip")


def text(columns: Columns, lines: list[Line]) -> pa.StringArray:
    """All lines of each row, those with an empty hole left out."""
    parts: list[Any] = []
    for line in lines:
        pieces = [piece if n % 2 == 0 else columns[piece] for n, piece in enumerate(re.split(r"\{(\w+)\}", line.nquad))]
        if ALWAYS.issuperset(line.holes):
            parts += pieces
        else:
            parts.append(join(*pieces))
    return join(*melted(parts), null_handling="replace", null_replacement="")


def melted(parts: Iterable[Any]) -> list[Any]:
    """Neighbouring constants as one."""
    found: list[Any] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return found


def write(out: BinaryIO, strings: Any) -> None:
    """The bytes of a column of strings, without a copy."""
    for chunk in strings.chunks if isinstance(strings, pa.ChunkedArray) else [strings]:
        offsets = pa.Array.from_buffers(pa.int32(), len(chunk) + 1, [None, chunk.buffers()[1]], offset=chunk.offset)
        begin, end = offsets[0].as_py(), offsets[len(chunk)].as_py()
        out.write(memoryview(chunk.buffers()[2])[begin:end])


class Common:
    """What many rows have in common, each once."""

    def __init__(self) -> None:
        self.tables: dict[str, list[pa.Table]] = {}

    def add(self, name: str, columns: Columns) -> None:
        """Note the things of one batch."""
        seen = self.tables.setdefault(name, [])
        seen.append(pa.table(columns).group_by(list(columns)).aggregate([]))
        if len(seen) == 20:
            seen[:] = [self.whole(name)]

    def whole(self, name: str) -> pa.Table:
        table = pa.concat_tables(self.tables[name])
        return table.group_by(table.column_names).aggregate([]).combine_chunks()

    def columns(self, name: str) -> Columns:
        """The columns of all things of a kind."""
        table = self.whole(name)
        return {column: table[column].chunk(0) for column in table.column_names}


def note(common: Common, columns: Columns) -> None:
    """Note what the rows of a batch have in common."""
    for name, keys in SHARED.items():
        common.add(name, {key: columns[key] for key in keys})
    common.add("times", {"time": columns["time"], "earliest": columns["date_start"], "latest": columns["date_end"]})
    day = columns["source_date"]
    common.add("times", {"time": day, "earliest": day, "latest": day})
    common.add("counts", {name: columns[name] for name in ("count", "even", "low", "best", "high")})


def shared(common: Common) -> Iterator[tuple[str, Columns]]:
    """Frames of what rows have in common."""
    for name in SHARED:
        columns = common.columns(name)
        yield name, {key: column.filter(pc.is_valid(columns[SHARED[name][0]])) for key, column in columns.items()}
    times = common.columns("times")
    yield "times", times | {"edtf": pc.replace_substring(times["time"], "--", "/")}
    counts = common.columns("counts")
    bounds = [pc.fill_null(counts[name], "?") for name in ("low", "best", "high")]
    uneven = join(pc.binary_join_element_wise(*bounds, "/"), " people (low/best/high)")
    yield "counts", counts | {"label": pc.if_else(counts["even"], join(counts["best"], " people"), uneven)}


def main(table: Path, output: Path) -> None:
    """Table → N-Quads."""
    pa.set_cpu_count(1)
    common = Common()
    with output.open("wb") as out:
        for columns in batches(table):
            prepare(columns)
            write(out, text(columns, LINES["events"]))
            note(common, columns)
        for name, columns in shared(common):
            write(out, text(columns, LINES[name]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
