"""Templates and prepared columns → N-Quads text: narwhals expressions, run by polars or by DuckDB, the same bytes from both.

A frame has one row a claim (or a source, or an entry) and the columns `h0`, `h1`, … as strings in their final form: part of an IRI,
or escaped as N-Quads wants it. A null says nothing: each line with a null in one of its holes is left out of that row.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby

import narwhals as nw
import polars as pl

from dalil.errors import ProjectError
from dalil.graph.describe import PARTS, value_cells, value_prototype
from dalil.graph.template import lines, pieces
from dalil.values import Value

ROWS = {"polars": 5_000, "duckdb": 20_000}
"""Rows at a time, by engine: an expression costs some milliseconds before the first row, a database more."""
WRITTEN = 500
"""Rows written at a time: a few megabytes go into memory that was just in use, where many want new pages (half as dear again)."""
TEXT, ORDER = "dalil_text", "dalil_order"

Piece = str | int


def fill(text: str) -> nw.Expr:
    """A text with tokens as an expression: null where any of its holes is null."""
    return _joined(pieces(text))


def text(frame: pl.DataFrame, templates: Sequence[str], engine: str = "polars") -> bytes:
    """The N-Quads of all rows: of each row its lines together, in the order of the templates. Raises ProjectError (engine)."""
    return b"".join(chunks(frame, templates, engine))


def chunks(
    frame: pl.DataFrame, templates: Sequence[str], engine: str = "polars", rows: int | None = None
) -> Iterator[bytes]:
    """The same text in pieces of so many rows, so that memory stays bounded. Raises ProjectError (engine)."""
    for column in _columns(frame, templates, engine, rows):
        for piece in column.iter_slices(WRITTEN):
            yield _bytes(piece)


def by_part(
    frame: pl.DataFrame, templates: Sequence[str], part: str, engine: str = "polars", rows: int | None = None
) -> Iterator[tuple[str, bytes]]:
    """The text of each part of a frame that is sorted by the column `part`; a long part comes in several pieces.

    An expression costs some milliseconds before the first row: many small parts at once are several times cheaper than each alone.
    """
    start = 0
    for column in _columns(frame, templates, engine, rows):
        parts = frame[part][start : start + column.height].rle()
        start, at = start + column.height, 0
        for length, name in zip(parts.struct.field("len"), parts.struct.field("value"), strict=True):
            yield name, _bytes(column[at : at + length])
            at += length


def texts_of(frame: pl.DataFrame, templates: Sequence[str]) -> list[str]:
    """The N-Quads of each row by itself."""
    return [text for column in _columns(frame, templates, "polars") for text in column[TEXT].to_list()]


def values_text(values: Mapping[str, Value], base: str) -> Iterator[tuple[str, str]]:
    """Times, counts and durations by local name → the N-Quads that describe each."""
    for kind, parts in PARTS.items():
        names = [name for name, value in values.items() if type(value).__name__ == kind]
        schema = {f"h{n}": pl.String for n in range(2 + len(parts))}
        frame = pl.DataFrame([(name, *value_cells(values[name])) for name in names], schema=schema, orient="row")
        yield from zip(names, texts_of(frame, lines(value_prototype(kind, base))), strict=True)


def _columns(
    frame: pl.DataFrame, templates: Sequence[str], engine: str, rows: int | None = None
) -> Iterator[pl.DataFrame]:
    """One column, a text a row, for so many rows at a time."""
    run = _engine(engine)
    holes = {piece for template in templates for piece in pieces(template) if isinstance(piece, int)}
    if templates and not holes:  # engines differ on how many rows a bare constant has
        constant = "".join(f"{template}\n" for template in templates)
        yield pl.DataFrame({TEXT: [constant] * frame.height}, schema={TEXT: pl.String})
    for part in frame.iter_slices(rows or ROWS[engine]) if holes else ():
        nullable = frozenset(hole for hole in holes if part[f"h{hole}"].null_count())
        yield run(part, _whole(tuple(templates), nullable))


def _engine(name: str) -> Callable[[pl.DataFrame, nw.Expr], pl.DataFrame]:
    if name == "polars":
        return _polars
    if name != "duckdb":
        raise ProjectError(f"no engine is called {name!r}", hint="polars or duckdb")
    if find_spec("duckdb") is None or find_spec("pyarrow") is None:
        raise ProjectError("the engine duckdb is not installed", hint="pip install 'dalil[duckdb]'")
    return _duckdb


@lru_cache(maxsize=256)
def _whole(templates: tuple[str, ...], nullable: frozenset[int]) -> nw.Expr:
    """All lines of a row as one text: as few and as long pieces as can be, for each is copied once a row.

    Neighbouring lines that stand or fall with the same holes are one text, which is null or is not.
    """
    cut = [pieces(f"{template}\n") for template in templates]
    parts: list[nw.Expr] = []
    for fails, alike in groupby(cut, key=lambda line: nullable.intersection(p for p in line if isinstance(p, int))):
        run = _merged(piece for line in alike for piece in line)
        parts += [_joined(run)] if fails else [_expression(piece) for piece in run]
    return nw.concat_str(*parts, ignore_nulls=True)


def _merged(parts: Iterable[Piece]) -> list[Piece]:
    """Neighbouring constants as one."""
    found: list[Piece] = []
    for piece in parts:
        if found and isinstance(piece, str) and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _joined(parts: Sequence[Piece]) -> nw.Expr:
    return nw.concat_str(*(_expression(piece) for piece in parts or [""]))


def _expression(piece: Piece) -> nw.Expr:
    return nw.lit(piece) if isinstance(piece, str) else nw.col(f"h{piece}")


def _polars(frame: pl.DataFrame, whole: nw.Expr) -> pl.DataFrame:
    return nw.from_native(frame, eager_only=True).select(whole.alias(TEXT)).to_native()


def _duckdb(frame: pl.DataFrame, whole: nw.Expr) -> pl.DataFrame:
    """DuckDB promises no order of rows, so that they carry a number."""
    import duckdb

    with duckdb.connect() as connection:
        numbered = connection.from_arrow(frame.with_row_index(ORDER).to_arrow())
        filled = nw.from_native(numbered).select(ORDER, whole.alias(TEXT)).sort(ORDER).select(TEXT)
        column: pl.DataFrame = filled.collect("polars").to_native()
    return column


def _bytes(column: pl.DataFrame) -> bytes:
    """One text after the other. A table writer does it fastest, where it is told to quote nothing and end no line."""
    out = io.BytesIO()
    column.write_csv(out, include_header=False, quote_style="never", line_terminator="")
    return out.getvalue()
