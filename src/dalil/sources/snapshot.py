r"""Bytes → Snapshot: hashed, kept in the vault, decoded once into a canonical text with its own hash.

The canonical text is what quotations are anchored to: the decoded characters, line ends as \n, no
byte-order mark, and nothing else changed. Bytes and text are kept under their SHA-256, never overwritten.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from dalil.errors import SnapshotChanged, SourceError, Where
from dalil.model import Snapshot, Source

MARKUP = (b"pk\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
TEXT_WANTED = "hold the text that a person reads, saved as UTF-8"
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


def canonical(data: bytes, name: str, encoding: str = "") -> tuple[str, str, bool]:
    """Bytes → (text, encoding, whether the encoding was guessed). Raises SourceError.

    `encoding` is the one on record, so that the same bytes stay the same text whoever guesses, and with what.
    """
    _refuse(data, name)
    known = encoding or next((codec for mark, codec in MARKS if data.startswith(mark)), "utf-8")
    guessed = False
    try:
        text = data.decode("utf-8-sig" if known == "utf-8" else known)
    except (UnicodeDecodeError, LookupError) as error:
        best = from_bytes(data).best() if known == "utf-8" and not encoding else None
        if best is None:
            raise SourceError("the encoding cannot be told", Where(name), "save it as UTF-8") from error
        text, known, guessed = str(best), best.encoding.replace("_", "-"), True
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    _refuse_text(text, name)
    return text, known, guessed


def _refuse(data: bytes, name: str) -> None:
    if len(data) > MAX_BYTES:
        raise SourceError(f"more than {MAX_BYTES:,} bytes are too many for one source", Where(name), "split it")
    binary = b"\0" in data and not data.startswith(tuple(mark for mark, _ in MARKS))
    if binary or data.lstrip()[:64].lower().startswith(MARKUP) or b"%PDF-" in data[:1024]:
        raise SourceError("this is not plain text", Where(name), TEXT_WANTED)


def _refuse_text(text: str, name: str) -> None:
    if not text.strip():
        raise SourceError("the file is empty", Where(name))
    if "\0" in text or re.match(r"\s*<(!--|(!doctype|\?xml|html|head|body)\b)", text, re.IGNORECASE):
        raise SourceError("this is not plain text", Where(name), TEXT_WANTED)


def read_file(path: Path) -> bytes:
    """A source's bytes. Raises SourceError with a sentence."""
    if path.exists() and not path.is_file():
        raise SourceError(
            f"{'a directory' if path.is_dir() else 'no plain file'}, where a text is wanted", Where(path.name)
        )
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", Where(path.name)) from error


def hold(path: Path, vault: Vault, known: tuple[Snapshot, ...], where: Where, *, revise: bool = False) -> Held:
    """Put a file's bytes and its canonical text in the vault. Raises SnapshotChanged unless `revise`.

    `known` are the snapshots on record for the source, the last one current; `where` is its file.
    """
    data = read_file(path)
    digest = hashlib.sha256(data).hexdigest()
    on_record = next((shot for shot in reversed(known) if shot.sha256 == digest), None)
    text, encoding, guessed = canonical(data, path.name, on_record.encoding if on_record else "")
    if known and on_record is None and not revise:
        raise SnapshotChanged(
            f"{path.name} is not the file on record: its SHA-256 is {digest[:12]}…, not {known[-1].sha256[:12]}…",
            where,
            "hold the file on record; or, if the source itself changed, add --revise: both are kept",
        )
    text_digest = hashlib.sha256(text.encode()).hexdigest()
    if on_record and on_record.text != text_digest:
        raise SnapshotChanged(
            f"{path.name} no longer gives the text on record",
            where,
            f"correct its encoding, {encoding}, in {where.file}",
        )
    vault.put(data)
    vault.put(text.encode(), ".txt")
    snapshot = on_record or Snapshot(digest, len(data), "text/plain", encoding, text_digest, len(text))
    new = on_record is None or (revise and on_record != known[-1])
    return Held(snapshot, new=new, guessed=guessed)
