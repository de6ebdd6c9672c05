"""The files of a build for others: N-Quads, TriG and Turtle, and claims and edges as Parquet; the same bytes every time."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

from dalil.build.dossier import Dossier
from dalil.build.edges import write_edges
from dalil.build.news import by_version, news
from dalil.build.parts import STORE
from dalil.build.rows import bounded, written_rows
from dalil.build.tabled import Tabled
from dalil.graph.store import MEMORY_QUADS, to_trig, to_turtle
from dalil.progress import Progress
from dalil.project import Project

DUMP = "dossier.nq"
CLAIMS, EDGES = "claims.parquet", "edges.parquet"


def write_texts(folder: Path, project: Project, nquads: str, tabled: Tabled | None, progress: Progress) -> None:
    """The dump: one file where it fits into memory, else the parts alone; TriG only of what people wrote and nothing else."""
    prefixes = project.curies.prefixes
    progress.stage("writing N-Quads")
    if tabled is None:
        (folder / DUMP).write_bytes(nquads.encode())
        progress.stage("writing TriG and Turtle")
        (folder / "dossier.trig").write_bytes(to_trig(nquads, prefixes).encode())
    elif tabled.quads <= MEMORY_QUADS or not (folder / STORE).is_dir():
        with (folder / DUMP).open("wb") as whole:
            for path in tabled.tables.parts.paths():
                with path.open("rb") as part:
                    shutil.copyfileobj(part, whole, 1 << 20)
    (folder / "registry.ttl").write_bytes(to_turtle(nquads, prefixes).encode())


def write_columns(folder: Path, dossier: Dossier, tabled: Tabled | None) -> dict[str, Any]:
    """claims.parquet and edges.parquet: what SPARQL would say, for whoever reads columns. Gives what is new, table by table.

    Each is one file; in a dossier with tables a folder of several, which every reader of Parquet takes as one.
    """
    if tabled is None:
        claims, edges = written_rows(dossier.claims, dossier.judgements, dossier.roots, dossier.project.curies)
        claims.sort("part", "claim").write_parquet(folder / CLAIMS)
        bounded(edges).write_parquet(folder / EDGES)
        return {}
    tables = tabled.tables
    told = news(tabled)
    for mapping in tables.mappings:
        tabled.versions[mapping.id] = by_version(mapping, tables.shelf("claims"))
    write_edges(tables, folder / EDGES)
    for name, shelf in tables.shelves.items():
        if name != "edges":
            shelf.store(tables.parts.made, tables.kept(name))
    return told


def hashes(folder: Path) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of every file of the build that is for others."""
    files = [path for path in folder.iterdir() if path.is_file()]
    files += [path for name in (CLAIMS, EDGES) for path in (folder / name).glob("*")]
    return {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        for path in sorted(files)
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
