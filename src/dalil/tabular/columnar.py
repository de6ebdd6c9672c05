"""Typed tables as text: Parquet files, and answers of databases."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from polars.datatypes import DataTypeClass

from dalil.errors import FactError, SourceError, Where
from dalil.tabular.cells import CONTROL, finished, names, refuse_controls
from dalil.tabular.reading import MANY, Reading, Source, shown
from dalil.tabular.streams import Progress, as_file

Type = pl.DataType | DataTypeClass


def parquet(
    path: Source, reading: Reading, where: Where, size: int, progress: Progress | None = None
) -> Iterator[pl.DataFrame]:
    """A Parquet file. Dates are ISO 8601, lists one cell joined by MANY, parts of a struct columns of their own."""
    if reading.rows:
        raise FactError("rows: has no meaning for parquet, where all is one table", where, "leave rows out")
    with as_file(path, progress) as file:
        try:
            table = pl.scan_parquet(file)
            wanted, at = names(path, table.collect_schema().names(), 0), 0
            while True:
                part = table.slice(at, size).collect()
                if part.height or not at:
                    part.columns = wanted
                    yield typed(part, path, reading.nulls, at + 1)
                at += part.height
                if part.height < size:
                    return
        except pl.exceptions.PolarsError as error:
            cause = str(error).partition("\n")[0]
            raise SourceError(
                f"this is no whole Parquet file: {cause}", Where(shown(path)), "fetch it again"
            ) from error


def typed(frame: pl.DataFrame, path: Source, nulls: tuple[str, ...], first: int) -> pl.DataFrame:
    """A frame of any types as one of text."""
    flat = [column for name in frame.columns for column in _texts(path, pl.col(name), name, frame.schema[name])]
    text = frame.select(flat)
    odd = text.filter(pl.any_horizontal(pl.all().str.contains(CONTROL.pattern.replace(r"\x1f", r"\x1e"))))
    for cells in odd.head(1).iter_rows():
        refuse_controls(path, [cell or "" for cell in cells], text.columns, first)
    return finished(text, path, nulls, first)


def _texts(path: Source, value: pl.Expr, name: str, kind: Type) -> list[pl.Expr]:
    if isinstance(kind, pl.Struct):
        fields = [(value.struct.field(part.name), f"{name}.{part.name}", part.dtype) for part in kind.fields]
        return [one for inner, label, of in fields for one in _texts(path, inner, label, of)]
    if isinstance(kind, pl.Array):
        return _texts(path, value.arr.to_list(), name, pl.List(kind.inner))
    if not isinstance(kind, pl.List):
        return [_text(path, value, name, kind).alias(name)]
    if isinstance(kind.inner, pl.Struct):
        of = [(part.name, pl.List(part.dtype)) for part in kind.inner.fields]
        inner = [(value.list.eval(pl.element().struct.field(part)), f"{name}[*].{part}", k) for part, k in of]
        return [one for each, label, k in inner for one in _texts(path, each, label.removesuffix("[*]"), k)]
    element = _text(path, pl.element(), name, kind.inner).fill_null("")
    return [value.list.eval(element).list.join(MANY).alias(name if name.count("[*]") else f"{name}[*]")]


def _text(path: Source, value: pl.Expr, name: str, kind: Type) -> pl.Expr:
    if kind == pl.Binary or isinstance(kind, (pl.List, pl.Struct, pl.Object)):
        raise SourceError(
            f"column {name!r} holds {kind}, which is no text", Where(shown(path)), "leave it out, or write it as text"
        )
    if isinstance(kind, pl.Datetime):
        return value.dt.to_string("iso").str.replace(" ", "T").str.replace(r"\.0+($|[+Z])", "$1")
    if isinstance(kind, pl.Duration):
        return value.dt.to_string("iso")
    text = value.cast(pl.String)
    return text.str.replace(r"^(-?\d+)\.0$", "$1") if kind in {pl.Float32, pl.Float64} else text
