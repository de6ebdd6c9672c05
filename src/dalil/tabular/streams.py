"""Bytes of a table: packed or not, from a file or standard input; and the fingerprint of what was read."""

from __future__ import annotations

import atexit
import gzip
import hashlib
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from dalil.errors import DalilError, SourceError, Where
from dalil.tabular.reading import DATABASE, LONGEST, STDIN, TEXTS, Source, kind_of, shown

BLOCK = 1 << 20
Progress = Callable[[int], None]
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError)


def local(path: Source) -> Path:
    """The file that holds a table's bytes: its own, or the one that standard input was kept in. Raises SourceError."""
    if str(path) == STDIN:
        return _kept_stdin()
    if DATABASE.fullmatch(str(path)):
        raise SourceError(f"{shown(path)} is a database, not a file", None, "write format: { type: postgres }")
    return Path(path)


@cache
def _kept_stdin() -> Path:
    """Standard input can be read once, a table is read more often."""
    with tempfile.NamedTemporaryFile(prefix="dalil-stdin-", delete=False) as kept:
        atexit.register(Path(kept.name).unlink, missing_ok=True)
        shutil.copyfileobj(sys.stdin.buffer, kept, BLOCK)
    return Path(kept.name)


def blocks(path: Source, progress: Progress | None = None) -> Iterator[bytes]:
    """A table's bytes, unpacked, in blocks. `progress` gets how many bytes of the file were read since it was last told.

    Raises SourceError where the file cannot be opened, or is packed and damaged or cut short.
    """
    told = 0
    with reported(path), local(path).open("rb") as file, _unpacked(path, file) as stream:
        while block := stream.read(BLOCK):
            yield block
            if progress and (now := file.tell()) > told:
                progress(now - told)
                told = now
        if progress and (now := file.tell()) > told:
            progress(now - told)


@contextmanager
def reported(path: Source) -> Iterator[None]:
    """What the system says of a file, as a SourceError."""
    try:
        yield
    except DalilError:
        raise
    except DAMAGED as error:
        raise SourceError(
            f"the packed file is damaged or cut short ({error}); what could be unpacked is not used",
            Where(shown(path)),
            "fetch it again, and compare its size with the publisher's",
        ) from error
    except IsADirectoryError as error:
        raise SourceError("is a folder, not a table", Where(shown(path)), "name the files in it") from error
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", Where(shown(path))) from error


@contextmanager
def _unpacked(path: Source, file: BinaryIO) -> Iterator[BinaryIO]:
    suffix = Path(path).suffix.lower()
    if suffix == ".gz":
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield cast("BinaryIO", unpacked)
    elif suffix == ".zst":
        yield cast("BinaryIO", _Zstandard(file))
    else:
        yield file


class _Zstandard:
    """Frames one after another; unlike zstandard's own reader, it notices that the last one is cut short."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.rest, self.whole = file, b"", True
        self.frame = zstandard.ZstdDecompressor().decompressobj()

    def read(self, size: int) -> bytes:
        while True:
            packed = self.rest or self.file.read(size // 8)
            if not packed:
                if not self.whole:
                    raise EOFError("the last frame does not end")
                return b""
            if self.whole:
                self.frame, self.whole = zstandard.ZstdDecompressor().decompressobj(), False
            out = self.frame.decompress(packed)
            self.whole, self.rest = self.frame.eof, self.frame.unused_data if self.frame.eof else b""
            if out:
                return out


@contextmanager
def as_file(path: Source, progress: Progress | None = None) -> Iterator[Path]:
    """A table's bytes as an unpacked file, for formats that must be read here and there (Excel, Parquet, SQLite)."""
    with reported(path):
        if Path(path).suffix.lower() not in {".gz", ".zst"}:
            file = local(path)
            size = file.stat().st_size
            if file.is_dir():
                raise IsADirectoryError(file)
            yield file
            if progress:
                progress(size)
            return
        with tempfile.NamedTemporaryFile(prefix="dalil-table-", suffix=Path(path).with_suffix("").suffix) as copy:
            for block in blocks(path, progress):
                copy.write(block)
            copy.flush()
            yield Path(copy.name)


def short_lines(path: Source, stream: Iterator[bytes], longest: int = LONGEST) -> Iterator[bytes]:
    """The same blocks, or a SourceError where a line is longer than any table has."""
    at = begins = 0
    for block in stream:
        newline = block.find(b"\n")
        first = at + (newline if newline >= 0 else len(block)) - begins
        at += len(block)
        if first <= longest and newline >= 0:
            begins = at - len(block) + block.rfind(b"\n") + 1
        if max(first, at - begins) > longest:
            raise SourceError(
                f"the line that begins at byte {begins:,} is longer than {longest:,} bytes",
                Where(shown(path)),
                "this is no table of lines, or its line ends are lost",
            )
        yield block


def fingerprint(path: Source, longest: int = LONGEST) -> tuple[str, int]:
    """SHA-256 (hex) and size of a table's file as it lies there, packed or not.

    In the same pass a plain text with a line longer than `longest` is refused. Raises SourceError.
    """
    digest, size = hashlib.sha256(), 0
    with reported(path), local(path).open("rb") as file:
        stream = iter(lambda: file.read(BLOCK), b"")
        for block in short_lines(path, stream, longest) if _plain_lines(path) else stream:
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def _plain_lines(path: Source) -> bool:
    """JSON and XML may stand on one line however long; a line of csv or jsonl may not."""
    try:
        return kind_of(path) in {*TEXTS} - {"json", "xml"} and Path(path).suffix.lower() not in {".gz", ".zst"}
    except DalilError:
        return False
