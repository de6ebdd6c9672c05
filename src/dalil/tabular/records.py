"""Bytes of a csv cut where records end: whole chunks for polars, line by line for Python's csv module."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from dalil.errors import SourceError, Where
from dalil.tabular.reading import LONGEST, Source, shown

LINE_END = re.compile(rb"\r\n|\n|\r")
CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
C1 = re.compile(rb"\xc2[\x80-\x9f]")
BOM = b"\xef\xbb\xbf"


class Lines:
    """UTF-8 blocks, to be taken as lines or as chunks of whole records, in any order."""

    def __init__(self, path: Source, stream: Iterator[bytes], longest: int = LONGEST) -> None:
        self.path, self.stream, self.longest = path, stream, longest
        self.buffer, self.at, self.taken, self.ended = b"", 0, 0, False

    def fill(self, size: int) -> None:
        """Holds at least `size` bytes from here on, if there are as many."""
        parts, held = [self.buffer[self.at :]], len(self.buffer) - self.at
        while held < size and not self.ended:
            block = next(self.stream, b"")
            self.ended = not block
            parts.append(block)
            held += len(block)
        self.buffer, self.at = b"".join(parts), 0

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay to be taken."""
        if len(self.buffer) - self.at < size:
            self.fill(size)
        return self.buffer[self.at : self.at + size]

    def __iter__(self) -> Iterator[str]:
        """Lines with their ends, as the csv module wants them. Only what is asked for is taken."""
        while True:
            end = LINE_END.search(self.buffer, self.at)
            while not self.ended and (end is None or end.end() == len(self.buffer)):
                held = len(self.buffer) - self.at
                if held > self.longest:
                    raise self.too_long()
                self.fill(2 * held + 1)
                end = LINE_END.search(self.buffer, self.at)
            stop = end.end() if end else len(self.buffer)
            if stop == self.at:
                return
            line = self.buffer[self.at : stop]
            self.taken += stop - self.at
            self.at = stop
            yield line.decode("utf-8")

    def chunk(self, size: int, quote: bytes) -> bytes:
        """About `size` bytes of whole records: they end with a line that is outside quotes, counted by parity.

        They stay to be taken, by `take` or line by line.
        """
        while True:
            held = self.peek(size)
            if self.ended and len(held) <= size and len(self.buffer) - self.at <= size:
                return held
            if stop := _last_record(held, quote):
                return held[:stop]
            if size > self.longest:
                raise self.too_long()
            size *= 2

    def take(self, size: int) -> None:
        """Passes over bytes that were looked at."""
        self.at += size
        self.taken += size

    def too_long(self, begins: int = -1) -> SourceError:
        """A record that does not end."""
        begins = self.taken if begins < 0 else begins
        return SourceError(
            f"the record that begins at byte {begins:,} of the text is longer than {self.longest:,} bytes",
            Where(shown(self.path)),
            'a quotation mark is opened and never closed (write format: { quote: "" } if it is none), or this is no table',
        )


def _last_record(held: bytes, quote: bytes) -> int:
    """Where the last whole record ends; 0 if none does."""
    stop = held.rfind(b"\n") + 1
    marks = held.count(quote, 0, stop) if quote else 0
    while stop and marks % 2:
        before = held.rfind(b"\n", 0, stop - 1) + 1
        marks -= held.count(quote, before, stop)
        stop = before
    return stop


def regular(chunk: bytes, delimiter: bytes, quote: bytes, width: int) -> int:
    """How many records the chunk has, if it is csv in which nothing is left to taste (RFC 4180), else 0.

    That is: every quoted cell begins and ends at a delimiter or a line end, lines end alike, the delimiters are as many as
    records of `width` cells have, and no control character stands anywhere. If then no record is too long, which polars
    refuses, every reader reads the same.
    """
    if len(chunk.translate(None, CONTROLS)) != len(chunk) or (b"\xc2" in chunk and C1.search(chunk)):
        return 0
    bones = _bones(chunk, quote)
    records = bones.count(b"\n") + (not bones.endswith(b"\n"))
    if (
        chunk.startswith(BOM)
        or (quote and chunk.count(quote) % 2)
        or (b"\r" in bones and bones.count(b"\r") != bones.count(b"\r\n"))
        or bones.count(delimiter) != records * (width - 1)
        or (width == 1 and _blank(bones))
        or (len(bones) < len(chunk) and stray(delimiter, quote).search(bones))
    ):
        return 0
    return records


def _bones(chunk: bytes, quote: bytes) -> bytes:
    """What stands outside quotes; each quoted cell is one quotation mark, and one more for each that is doubled in it."""
    return quote.join(chunk.split(quote)[::2]) if quote and quote in chunk else chunk


def _blank(bones: bytes) -> bool:
    return bones.startswith((b"\n", b"\r")) or b"\n\n" in bones or b"\n\r" in bones


@cache
def stray(delimiter: bytes, quote: bytes) -> re.Pattern[bytes]:
    """A quotation mark that neither begins nor ends a cell."""
    q, d = re.escape(quote), re.escape(delimiter)
    return re.compile(rb"%b(?:(?<![%b\n%b]%b)(?<!\A%b)|(?![%b\r\n%b]|\Z))" % (q, d, q, q, q, d, q))
