"""The parts of a dump: one file for what people wrote, and for tables one for every block of rows.

A part whose rows have not changed is taken over from the old build by a hard link, so an update costs what changed.
The parts in the order of their names are the dump; each is in an order of its own that no engine can change.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PARTS = "parts"
STORE = "store"
WRITTEN = "written"
VALUES = "values"
ABOUT = "about"
AGREEMENTS = "agreements"
"""How the parts begin that say how claims of tables stand to each other."""
SMALL = (WRITTEN, VALUES, ABOUT)
"""Parts that are always made anew."""


def is_agreements(part: str) -> bool:
    """Whether a part says how claims stand to each other; those of a mapping have a dot."""
    return part.startswith(f"{AGREEMENTS}-") and "." not in part


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the dump: how much it holds, its hash, and the digest of the rows that it was made of.

    The digest ends in `@` and where the rows stood, if that is no part of the quads: only issues tell it.
    """

    name: str
    quads: int
    bytes: int
    sha256: str
    digest: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Its name in the folder `parts`."""
        return f"{self.name}.nq"

    @property
    def table(self) -> str:
        """The mapping that it comes from; "" for what people wrote and for values."""
        return self.name.partition(".")[0] if "." in self.name else ""

    def record(self) -> dict[str, Any]:
        """For the manifest."""
        return asdict(self) | {"counts": dict(self.counts)}


@dataclass(frozen=True)
class Parts:
    """The folder of a build's parts, while it is being filled."""

    folder: Path
    made: dict[str, Part] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)

    def write(
        self, name: str, chunks: Iterable[bytes], digest: str = "", counts: Mapping[str, int] | None = None
    ) -> Part:
        """A new part, written as it comes."""
        self.folder.mkdir(exist_ok=True)
        sha, size, quads = hashlib.sha256(), 0, 0
        with (self.folder / f"{name}.nq").open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
                sha.update(chunk)
                size += len(chunk)
                quads += chunk.count(b"\n")
        part = Part(name, quads, size, sha.hexdigest(), digest, dict(counts or {}))
        self.made[name] = part
        self.fresh.add(name)
        return part

    def take(self, part: Part, old: Path) -> None:
        """A part of the old build, as it is."""
        self.folder.mkdir(exist_ok=True)
        os.link(old / PARTS / part.file, self.folder / part.file)
        self.made[part.name] = part

    @property
    def kept(self) -> set[str]:
        """The parts taken over."""
        return set(self.made) - self.fresh

    def unchanged(self, old: Mapping[str, Part]) -> set[str]:
        """The parts that have the bytes that they had before, be they taken over or made anew."""
        return {name for name, part in self.made.items() if name in old and old[name].sha256 == part.sha256}

    def drop(self, name: str) -> None:
        """A part that has to be made again."""
        (self.folder / f"{name}.nq").unlink()
        self.made.pop(name)
        self.fresh.discard(name)

    def paths(self, names: Iterable[str] | None = None) -> list[Path]:
        """The files of some parts, or of all, in the order of the dump."""
        return sorted(self.folder / self.made[name].file for name in (self.made if names is None else names))

    @property
    def quads(self) -> int:
        """Of all parts."""
        return sum(part.quads for part in self.made.values())
