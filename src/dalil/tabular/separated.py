"""Comma-separated values (RFC 4180) and their kin: any delimiter, quote, encoding; quoted line breaks; rows counted.

polars reads what leaves nothing to taste; the rest goes through Python's csv module, strictly, which knows the row.
A cell that would be a formula in a spreadsheet (=, +, -, @) is text like any other, and is never evaluated.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from dalil.errors import FactError, SourceError, Where
from dalil.tabular.cells import ROW, finished, labels, names, refuse_controls, refuse_hxl
from dalil.tabular.encodings import as_utf8
from dalil.tabular.reading import LONGEST, Reading, Source, shown
from dalil.tabular.records import Lines, regular
from dalil.tabular.sniffing import delimiter_of
from dalil.tabular.streams import Progress, short_lines

SMALLEST, LARGEST = 1 << 18, 1 << 24
HEAD = 1 << 16


def rows(
    path: Source, reading: Reading, where: Where, size: int, progress: Progress | None = None
) -> Iterator[pl.DataFrame]:
    """A csv in frames; `#row` is its row after RFC 7111, in which a quoted line break begins no new row."""
    yield from Separated(path, reading, where, progress).batches(size)


class Separated:
    """One csv, opened: its columns are known, its rows are still to come."""

    def __init__(
        self, path: Source, reading: Reading, where: Where, progress: Progress | None = None, longest: int = LONGEST
    ) -> None:
        stream = short_lines(path, as_utf8(path, reading.encoding, where, progress), longest)
        self.path, self.lines = path, Lines(path, stream, longest)
        head = self.lines.peek(HEAD)
        if not head.strip():
            raise SourceError(
                "the file is empty", Where(shown(path)), "a table has at least a row that names its columns"
            )
        _refuse_dialect(reading, where)
        self.reading = replace(reading, delimiter=reading.delimiter or delimiter_of(path, reading, head))
        self.size = max(1, len(head) // max(1, head.count(b"\n")))
        csv.field_size_limit(longest)
        self.begins = 0
        self.row = 0
        self.columns = labels(self._header())

    def _header(self) -> list[str]:
        """Row `header`, and passes over the rows before it and `skip` rows after it."""
        if not self.reading.header:
            width = len(self._next_row(self._reader(peeked=True)))
            return [str(number) for number in range(1, width + 1)]
        records = self._reader()
        found: list[str] = []
        for _ in range(self.reading.header):
            found = self._next_row(records)
            self.row += 1
        for _ in range(self.reading.skip):
            if next(records, None) is not None:
                self.row += 1
        return names(self.path, found, self.reading.header)

    def _next_row(self, records: Iterator[list[str]]) -> list[str]:
        try:
            return next(records)
        except StopIteration:
            raise SourceError(
                f"the file has {self.row} rows, and row {self.reading.header} should name the columns",
                Where(shown(self.path)),
                "write format: { header: 1 }",
            ) from None
        except csv.Error as error:
            raise self._malformed(error) from error

    def _reader(self, *, peeked: bool = False) -> Iterator[list[str]]:
        text = iter(self.lines.peek(HEAD).decode("utf-8", "ignore").splitlines(keepends=True)) if peeked else self.lines
        quote = self.reading.quote
        return csv.reader(
            text,
            delimiter=self.reading.delimiter,
            quotechar=quote or None,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
            strict=True,
        )

    def batches(self, size: int) -> Iterator[pl.DataFrame]:
        """Frames of at most `size` rows; at least one, which is empty if the table is."""
        delimiter, quote = self.reading.delimiter.encode(), self.reading.quote.encode()
        wanted, seen = min(max(SMALLEST, self.size * size), LARGEST), False
        while chunk := self.lines.chunk(wanted, quote):
            count = len(delimiter) == 1 >= len(quote) and regular(chunk, delimiter, quote, len(self.columns))
            frame = self._fast(chunk, count) if count else self._strict(len(chunk))
            if not seen and frame.height:
                refuse_hxl(self.path, frame.select(pl.exclude(ROW)).row(0), frame[ROW][0])
            done = finished(frame, self.path, self.reading.nulls, None)
            seen = seen or done.height > 0
            yield from done.iter_slices(size)
        if not seen:
            yield finished(self._frame([], []), self.path, (), None)

    def _fast(self, chunk: bytes, count: int) -> pl.DataFrame:
        try:
            frame = pl.read_csv(
                chunk
                if chunk.endswith(b"\n")
                else chunk + b"\n",  # else polars lets a last record have a cell too many
                has_header=False,
                schema=dict.fromkeys(self.columns, pl.String),
                separator=self.reading.delimiter,
                quote_char=self.reading.quote or None,
            )
        except pl.exceptions.PolarsError:
            return self._strict(len(chunk))
        if frame.height != count:
            return self._strict(len(chunk))
        self.lines.take(len(chunk))
        rows = pl.int_range(self.row + 1, self.row + 1 + count, dtype=pl.Int64, eager=True).alias(ROW)
        self.row += count
        return frame.with_columns(rows)

    def _strict(self, size: int) -> pl.DataFrame:
        """The next `size` bytes and what belongs to their last record, by Python's csv module."""
        until, width = self.lines.taken + size, len(self.columns)
        rows: list[list[str]] = []
        numbers: list[int] = []
        records = self._reader()
        while self.lines.taken < until:
            self.begins = self.lines.taken
            try:
                record = next(records, None)
            except csv.Error as error:
                raise self._malformed(error) from error
            if record is None:
                break
            self.row += 1
            if not record:
                continue
            if len(record) != width:
                raise self._ragged(record)
            refuse_controls(self.path, record, self.columns, self.row)
            rows.append(record)
            numbers.append(self.row)
        return self._frame(rows, numbers)

    def _frame(self, rows: list[list[str]], numbers: list[int]) -> pl.DataFrame:
        cells = zip(*rows, strict=True) if rows else ((),) * len(self.columns)
        columns = [pl.Series(name, values, pl.String) for name, values in zip(self.columns, cells, strict=True)]
        return pl.DataFrame([*columns, pl.Series(ROW, numbers, pl.Int64)])

    def _ragged(self, record: list[str]) -> SourceError:
        hint = f"a delimiter within a cell needs quotes around the cell; cells are taken to be parted by {self.reading.delimiter!r}"
        if self.reading.quote and any("\n" in cell or self.reading.quote in cell for cell in record):
            hint += '; where quotation marks are characters like others, write format: { quote: "" }'
        return SourceError(
            f"row {self.row} has {len(record)} cells, the header has {len(self.columns)}: {' | '.join(record)[:80]}",
            Where(shown(self.path)),
            hint,
        )

    def _malformed(self, error: csv.Error) -> SourceError:
        if "field larger" in str(error):
            return self.lines.too_long(self.begins)
        return SourceError(
            f"row {self.row + 1}: {error}",
            Where(shown(self.path)),
            "within a quoted cell a quotation mark is written twice, and the cell ends with one; where quotation marks are "
            'characters like others, write format: { quote: "" }',
        )


def _refuse_dialect(reading: Reading, where: Where) -> None:
    for what, mark in (("delimiter", reading.delimiter or ","), ("quote", reading.quote or "'")):
        if len(mark) != 1 or mark in "\r\n\0":
            raise FactError(f"{what} {mark!r} is not one character", where, 'as in delimiter: ";" or "\\t"')
    if reading.quote and reading.delimiter == reading.quote:
        raise FactError(f"{reading.quote!r} cannot be delimiter and quote", where)
    if reading.header < 0 or reading.skip < 0:
        raise FactError("header and skip count rows from 0", where)
