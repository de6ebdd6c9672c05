"""Which of a dossier's files have changed since they were last looked at.

They are looked at a few times a second, by size and time, and by content where these have changed: no system is needed
that reports changes, and a disk in a network works as well.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from dalil.project import SETTINGS

INTERVAL = 0.3
"""Seconds between two looks."""
SETTLED = 3.0
"""Seconds that are waited at most for a file that goes on changing."""
HASHED = 10_000_000
"""Bytes up to which a file is compared by content: a larger one has changed where its time has."""
FOLDERS = ("data", "ontology", "shapes", "queries", ".dalil/vault")

State = dict[Path, tuple[int, int]]


@dataclass
class Files:
    """The files that a dossier is made from, as they were when last looked at."""

    root: Path
    tables: frozenset[Path] = frozenset()
    """Tables that lie elsewhere."""
    _state: State = field(default_factory=dict)
    _hashes: dict[Path, str] = field(default_factory=dict)

    def look(self) -> set[Path]:
        """What came, changed or went since the last look; nothing of a file that was only touched."""
        state = self._now()
        moved = {path for path in state.keys() | self._state.keys() if state.get(path) != self._state.get(path)}
        self._state = state
        return {path for path in moved if self._differs(path)}

    def accept(self, folder: Path) -> None:
        """Take a folder as it is now: a check itself has written there."""
        for path in [*folder.glob("*"), *(path for path in self._state if path.parent == folder)]:
            if stat := _stat(path):
                self._state[path] = stat
                self._differs(path)
            else:
                self._state.pop(path, None)
                self._hashes.pop(path, None)

    def settle(self, pause: float = INTERVAL) -> set[Path]:
        """Wait until nothing changes between two looks, as while an editor saves; what changed meanwhile."""
        until, changed = monotonic() + SETTLED, set[Path]()
        while monotonic() < until:
            sleep(pause)
            if not (more := self.look()):
                break
            changed |= more
        return changed

    def __len__(self) -> int:
        return len(self._state)

    def _now(self) -> State:
        paths = [self.root / SETTINGS, *self.tables]
        for folder in FOLDERS:
            paths += _below(self.root / folder)
        return {path: stat for path in paths if (stat := _stat(path))}

    def _differs(self, path: Path) -> bool:
        before = self._hashes.get(path)
        now = _digest(path, self._state.get(path))
        self._hashes[path] = now
        return now != before


def _below(folder: Path, above: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Files of a folder and those under it, without hidden ones: an editor keeps its own there. A link that leads back ends."""
    real = os.path.realpath(folder)
    try:
        entries = [] if real in above else sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue
        if entry.is_dir():
            yield from _below(Path(entry.path), above | {real})
        else:
            yield Path(entry.path)


def _stat(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _digest(path: Path, stat: tuple[int, int] | None) -> str:
    """By content where that is quick, else by time and size; of a file that is gone, nothing."""
    if stat is None:
        return ""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if stat[1] <= HASHED else f"{stat}"
    except OSError:
        return ""
