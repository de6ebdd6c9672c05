"""What a build says of itself: what it was made of, what it holds, what was found. The same for the same input, however it was made."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from dalil.build.agreed import account
from dalil.build.dossier import Dossier
from dalil.build.dumps import hashes
from dalil.build.inputs import fingerprint
from dalil.build.tabled import Tabled
from dalil.graph.shacl.findings import Report

ROWS = ("rows", "mapped", "ignored", "claims")


def manifest_of(dossier: Dossier, nquads: str, tabled: Tabled | None, report: Report, folder: Path) -> dict[str, Any]:
    """The manifest of a build whose files are all there."""
    project = dossier.project
    on_disk = (folder / "store").is_dir()
    counts = dossier.counts()
    if tabled:
        parts = [part for _, part in sorted(tabled.tables.parts.made.items())]
        counts["claims_of_tables"] = sum(part.counts.get("claims", 0) for part in parts)
        for what, kind in (("sources", ".source-"), ("entities", ".entity-")):
            counts[f"{what}_of_tables"] = sum(part.counts.get("described", 0) for part in parts if kind in part.name)
        counts |= account(tabled.tables.parts)
    found: dict[str, Any] = {
        "dalil": _version(),
        "title": project.title,
        "base": project.base,
        "inputs": fingerprint(project),
        "quads": tabled.quads if tabled else nquads.count("\n"),
        "store": "disk" if on_disk else "memory",
        **counts,
        "validation": report.summary(),
        "files": hashes(folder),
    }
    if tabled:
        found |= _of_tables(dossier, tabled)
    return found


def _of_tables(dossier: Dossier, tabled: Tabled) -> dict[str, Any]:
    tables = tabled.tables
    return {
        "tables": {mapping.id: _of_table(tabled, mapping.id) for mapping in dossier.mappings},
        "rules": tables.rules,
        "parts": [part.record() for _, part in sorted(tables.parts.made.items())],
    }


def _of_table(tabled: Tabled, name: str) -> dict[str, Any]:
    tables = tabled.tables
    mapping = next(mapping for mapping in tables.mappings if mapping.id == name)
    counts: Counter[str] = tables.counts(mapping)
    rows = tables.rows[name]
    found: dict[str, Any] = {key: counts[key] for key in ROWS}
    return found | {
        "reported": tabled.reported.get(name, 0),
        "blocks": sum(".rows" in part.name for part in tables.of(mapping)),
        "versions": tabled.versions.get(name, []),
        "files": [file.record() for version in rows.files for file in version],
        "mapping": tables.digests[name],
        "rows_sha256": rows.digest,
        **({"report": tabled.reports[name]} if name in tabled.reports else {}),
    }


def _version() -> str:
    try:
        return version("dalil")
    except PackageNotFoundError:  # run from its folder, without being installed
        return "not installed"
