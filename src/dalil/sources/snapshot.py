"""Bytes → Snapshot: hashed, kept in the vault, decoded once into a canonical text with its own hash.

The canonical text is what quotations are anchored to: the decoded characters, line ends as \\n, no
byte-order mark, and nothing else changed. Bytes and text are kept under their SHA-256, never overwritten.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from dalil.errors import SnapshotChanged, SourceError, Where
from dalil.model import Snapshot, Source

MARKUP = (b"<!doctype", b"<html", b"%pdf", b"pk\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
MAX_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Held:
    """What `hold` did: the snapshot, and whether it is new to the source."""

    snapshot: Snapshot
    new: bool
    guessed: bool


@dataclass(frozen=True, slots=True)
class Vault:
    """A folder of bytes and texts named by their SHA-256."""

    folder: Path

    def put(self, data: bytes, suffix: str = "") -> str:
        """Keep bytes under their hash; writing the same twice is nothing."""
        digest = hashlib.sha256(data).hexdigest()
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / (digest + suffix)
        if not target.exists():
            part = target.with_name(f".{target.name}.{os.getpid()}")
            part.write_bytes(data)
            part.replace(target)
        return digest

    def text(self, source: Source) -> str | None:
        """The canonical text of a source's current snapshot, or None where it is not held here.

        Raises SourceError when what is held is not what its name says.
        """
        if not source.snapshots:
            return None
        digest = source.snapshots[-1].text
        path = self.folder / f"{digest}.txt"
        if not path.is_file():
            return None
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise SourceError(
                f"the held text of {source.title!r} was altered: it no longer has its hash {digest[:12]}…",
                source.where,
                "delete it from .dalil/vault and hold the source's file again",
            )
        return data.decode()


def canonical(data: bytes, name: str) -> tuple[str, str, bool]:
    """Bytes → (text, encoding, whether the encoding was guessed). Raises SourceError."""
    _refuse(data, name)
    try:
        text, encoding, guessed = data.decode("utf-8-sig"), "utf-8", False
    except UnicodeDecodeError:
        best = from_bytes(data).best()
        if best is None:
            raise SourceError("the encoding cannot be told", Where(name), "save it as UTF-8") from None
        text, encoding, guessed = str(best), best.encoding.replace("_", "-"), True
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"), encoding, guessed


def _refuse(data: bytes, name: str) -> None:
    if not data.strip():
        raise SourceError("the file is empty", Where(name))
    if len(data) > MAX_BYTES:
        raise SourceError(f"{len(data):,} bytes are too many for one source", Where(name), "split it")
    head = data.lstrip()[:64].lower()
    if head.startswith(MARKUP) or (b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise SourceError(
            "this is not plain text", Where(name), "hold the text that a person reads, saved as UTF-8"
        )


def read_file(path: Path) -> bytes:
    """A source's bytes. Raises SourceError with a sentence."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", Where(path.name)) from error


def hold(path: Path, vault: Vault, known: tuple[Snapshot, ...], where: Where, *, revise: bool = False) -> Held:
    """Put a file's bytes and its canonical text in the vault. Raises SnapshotChanged unless `revise`.

    `known` are the snapshots on record for the source, `where` its file.
    """
    data = read_file(path)
    text, encoding, guessed = canonical(data, path.name)
    digest = hashlib.sha256(data).hexdigest()
    current = known[-1] if known else None
    if current and current.sha256 != digest and not revise:
        raise SnapshotChanged(
            f"{path.name} is not the file on record: its SHA-256 is {digest[:12]}…, not {current.sha256[:12]}…",
            where,
            "hold the file on record; or, if the source itself changed, add --revise: both are kept",
        )
    vault.put(data)
    snapshot = Snapshot(
        sha256=digest,
        bytes=len(data),
        format="text/plain",
        encoding=encoding,
        text=vault.put(text.encode(), ".txt"),
        characters=len(text),
    )
    return Held(snapshot, new=current is None or current.sha256 != digest, guessed=guessed)
