"""data/anchors/<id>.jsonl: where each quotation of a source stands, for machines that do not hold its text.

One JSON line a quotation, sorted by place, the same bytes every time; written by the machine, read by people in
reviews. A line never holds more of the source than the fact file quotes.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dalil.errors import DalilError, DalilErrors, FactError, Where
from dalil.facts.places import ELLIPSIS
from dalil.facts.quotes import words_hash
from dalil.model import Anchor, Span

Key = tuple[str, str | None, int | None]

REQUIRED = {"quote": str, "start": int, "end": int, "sha256": str, "status": str, "text": str}
OPTIONAL = {"after": str, "occurrence": int}
STATUSES = ("exact", "folded")
RESTORE = "restore the file, or delete it and build again where the text is held"
_HASH = re.compile("[0-9a-f]{64}")


class Unsound(ValueError):
    """What is wrong with a line; becomes a FactError once its number is known."""


@dataclass(frozen=True, slots=True)
class LockEntry:
    """One line: a quotation as written, where its words stand, their hash, and the hash of the whole text."""

    quote: str
    after: str | None
    occurrence: int | None
    start: int
    end: int
    sha256: str
    status: str
    text: str

    @property
    def key(self) -> Key:
        return self.quote, self.after, self.occurrence

    def unchecked(self) -> Anchor:
        """The anchor that the line vouches for, where the text is not held."""
        return Anchor(self.start, self.end, self.sha256, "unchecked")

    def as_line(self) -> str:
        record = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(record, ensure_ascii=False) + "\n"


def entry_of(span: Span, place: Anchor, text: str) -> LockEntry:
    """The line for a quotation that was found; `text` is the SHA-256 of the canonical text."""
    return LockEntry(span.quote, span.after, span.occurrence, place.start, place.end, place.sha256, place.status, text)


def read_lock(path: Path, name: str | None = None) -> dict[Key, LockEntry]:
    """The entries of a lock file by (quote, after, occurrence); none where there is no file.

    Raises FactError, or DalilErrors for several lines, naming file and line; `name` is the file's in messages.
    """
    name = name or path.name
    entries: dict[Key, LockEntry] = {}
    errors: list[DalilError] = []
    for number, line in enumerate(_lines(path, name), 1):
        try:
            entry = _entry(line)
        except (ValueError, RecursionError) as error:
            errors.append(FactError(f"this line of the lock file is not sound: {error}", Where(name, number), RESTORE))
            continue
        if entry.key in entries:
            errors.append(FactError(f"{entry.quote!r} is in the lock file twice", Where(name, number), RESTORE))
        entries[entry.key] = entry
    if errors:
        raise errors[0] if len(errors) == 1 else DalilErrors(errors)
    return entries


def _lines(path: Path, name: str) -> list[str]:
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FactError(f"the lock file cannot be read: {error.strerror}", Where(name)) from error
    except UnicodeDecodeError as error:
        raise FactError("the lock file is not UTF-8", Where(name), RESTORE) from error
    # Not splitlines(): a quotation may hold U+2028, which JSON leaves as it is.
    return text.removesuffix("\n").split("\n") if text else []


def _entry(line: str) -> LockEntry:
    """One line, checked in full. Raises Unsound, or the ValueError of JSON."""
    record = json.loads(line, object_pairs_hook=_object)
    if not isinstance(record, dict):
        raise Unsound("it is no JSON object")
    if missing := REQUIRED.keys() - record.keys():
        raise Unsound(f"it has no {', '.join(sorted(missing))}")
    for key, value in record.items():
        expected = (REQUIRED | OPTIONAL).get(key)
        if expected is None:
            raise Unsound(f"nobody knows its key {key!r}")
        if not isinstance(value, expected) or isinstance(value, bool):
            raise Unsound(f"its {key} is {value!r}")
    entry = LockEntry(**{"after": None, "occurrence": None, **record})
    _check(entry)
    return entry


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise Unsound("it has a key twice")
    return record


def _check(entry: LockEntry) -> None:
    if not (_HASH.fullmatch(entry.sha256) and _HASH.fullmatch(entry.text)):
        raise Unsound("a SHA-256 has 64 hexadecimal digits")
    if entry.status not in STATUSES:
        raise Unsound(f"its status is {entry.status!r}, not exact or folded")
    if not 0 <= entry.start < entry.end:
        raise Unsound(f"it puts its words at {entry.start}-{entry.end}")
    if entry.occurrence is not None and entry.occurrence < 1:
        raise Unsound(f"its occurrence is {entry.occurrence}, and places count from 1")
    # An exact quotation is its own witness, with no text at hand; only where words are left out it cannot be.
    witness = entry.status == "exact" and not ELLIPSIS.search(entry.quote)
    if witness and words_hash(entry.quote.strip()) != entry.sha256:
        raise Unsound(f"the words of {entry.quote!r} do not have its hash")


def write_lock(path: Path, entries: Iterable[LockEntry]) -> bool:
    """Write the entries, sorted, all or nothing; True when the file changed. An unchanged one is not touched."""
    distinct = {entry.key: entry for entry in entries}
    ordered = sorted(distinct.values(), key=_order)
    data = "".join(entry.as_line() for entry in ordered).encode()
    if (path.read_bytes() if path.is_file() else b"") == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return True


def _order(entry: LockEntry) -> tuple[int, int, str, str, int]:
    return entry.start, entry.end, entry.quote, entry.after or "", entry.occurrence or 0
