"""Files and texts as one stream of lines for an engine that reads a file by itself: the text of twenty million quads is never
in memory, and one that is there is copied neither into another nor into Python's own form of text.

The engine is given the name of a pipe, into which a thread writes what the files hold. Windows has no such pipes.
"""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import IO

CHUNK = 1 << 20
CAN_STREAM = hasattr(os, "mkfifo")


@dataclass
class Stream:
    """What some files (.gz unpacked) and texts hold, one after another, and some lines more. `lines` counts without these."""

    parts: Sequence[Path | bytes]
    more: bytes = b""
    lines: int = 0
    _failed: list[Exception] = field(default_factory=list)

    @contextmanager
    def as_file(self) -> Iterator[Path]:
        """A name under which all of it can be read once. Raises OSError at the end, if a file could not be read whole."""
        with tempfile.TemporaryDirectory(prefix="dalil-") as folder:
            pipe = Path(folder) / "data.nq"
            os.mkfifo(pipe)
            writer = Thread(target=self._write, args=[pipe], daemon=True)
            writer.start()
            try:
                yield pipe
            finally:
                self._release(pipe)
                writer.join()
                if self._failed:
                    raise OSError(str(self._failed[0])) from self._failed.pop()

    @staticmethod
    def _release(pipe: Path) -> None:
        """If nobody has read to the end, the thread is told that nobody will."""
        with suppress(OSError):
            os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))

    def _write(self, pipe: Path) -> None:
        self.lines = 0
        with suppress(BrokenPipeError), pipe.open("wb", buffering=0) as out:
            try:
                for chunk in self.chunks():
                    self.lines += chunk.count(b"\n")
                    out.write(chunk)
                out.write(self.more)
            except BrokenPipeError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, half a file must not be taken for a whole one
                self._failed.append(error)

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the parts; each ends with a line's end."""
        for part in self.parts:
            last = b"\n"
            with _opened(part) as handle:
                while chunk := handle.read(CHUNK):
                    yield chunk
                    last = chunk[-1:]
            if last != b"\n":
                yield b"\n"

    def whole(self) -> Iterator[bytes]:
        """What each of the parts holds."""
        for part in self.parts:
            with _opened(part) as handle:
                yield handle.read()

    def texts(self) -> Iterator[str]:
        """The lines that name a node without a name."""
        for part in self.parts:
            with _opened(part) as handle:
                yield from (line.decode(errors="replace") for line in handle if b"_:" in line)
        yield self.more.decode()


def _opened(part: Path | bytes) -> IO[bytes]:
    if isinstance(part, bytes):
        return BytesIO(part)
    return gzip.open(part, "rb") if part.suffix == ".gz" else part.open("rb")  # type: ignore[return-value]
