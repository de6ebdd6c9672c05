"""The build that is shown now, as far as the next one can take it over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dalil.build.parts import Part
from dalil.project import Project

MANIFEST = "manifest.json"
STATE = "state"


@dataclass(frozen=True, slots=True)
class Old:
    """A finished build: its folder, its manifest and its parts by name."""

    folder: Path
    manifest: dict[str, Any]
    parts: dict[str, Part]

    @classmethod
    def of(cls, project: Project, rules: str) -> Old | None:
        """The build shown, if it has parts and was made by the same rules and the same program; else None."""
        folder = project.build.resolve()
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            parts = {record["name"]: Part(**record) for record in manifest["parts"]}
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return cls(folder, manifest, parts) if manifest.get("rules") == rules else None

    def table(self, name: str) -> dict[str, Any]:
        """What it says of a mapping."""
        found: dict[str, Any] = self.manifest["tables"].get(name, {})
        return found

    def shelf(self, name: str) -> Path:
        """The folder of a shelf; its claims are for everybody."""
        return self.folder / "claims.parquet" if name == "claims" else self.folder / STATE / name

    def file(self, name: str) -> Path:
        """A single file of its state."""
        return self.folder / STATE / f"{name}.parquet"
