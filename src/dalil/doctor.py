"""Where each setting comes from, what is missing, which versions run."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from dalil.build import MANIFEST
from dalil.errors import DalilError
from dalil.project import Project, open_project

PACKAGES = (
    *("dalil", "pyoxigraph", "rdflib", "oxrdflib", "pyshacl", "networkx", "SPARQLWrapper", "ruamel.yaml"),
    *("polars", "narwhals"),
)
EXTRAS = {
    "duckdb": ("duckdb", "pyarrow"),
    "excel": ("fastexcel",),
    "fast": ("shacl",),
    "postgres": ("adbc-driver-postgresql", "pyarrow"),
}
"""What `pip install dalil[…]` adds, and the packages it is made of."""


def examine(start: Path | None) -> dict[str, Any]:
    """Versions always; the dossier's settings and folders where there is one."""
    found: dict[str, Any] = {
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "extras": {name: _extra(name) for name in EXTRAS},
    }
    try:
        project = open_project(start)
        found["dossier"] = _dossier(project, start)
    except DalilError as error:
        found["problem"] = str(error)
    return found


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _extra(name: str) -> str:
    """Its packages with their versions, or how to get it."""
    found = {package: _version(package) for package in EXTRAS[name]}
    if "missing" in found.values():
        return f"not installed: pip install 'dalil[{name}]'"
    return ", ".join(f"{package} {number}" for package, number in found.items())


def _tables(project: Project) -> dict[str, str]:
    """Each mapping that is built, with the files that its rows come from, or what is wrong with it."""
    return {path.stem: _table(path, project) for path in project.mapping_files()}


def _table(path: Path, project: Project) -> str:
    from dalil.facts.table.mapping import open_mapping

    mapping, errors = open_mapping(path, project)
    if mapping is None or not mapping.versions:
        return errors[0].message if errors else "says nothing"
    files = [(label, file) for label, table in mapping.versions for file in table.paths]
    return ", ".join(
        f"{label.edtf}: {_file(file, project)}" if label else _file(file, project) for label, file in files
    )


def _file(file: Path | str, project: Project) -> str:
    """Where a table is: here its whole path is told; of a database, nothing that could be a password."""
    from dalil.tabular.reading import shown

    inside = isinstance(file, Path) and file.is_relative_to(project.root)
    return project.name(Path(file)) if inside else shown(file)


def _dossier(project: Project, start: Path | None) -> dict[str, Any]:
    origin = "--project" if start else "DALIL_PROJECT" if "DALIL_PROJECT" in os.environ else "the working folder"
    resources = {
        name: "the dossier" if project.resource(name).parent == project.root else "the package"
        for name in ("ontology", "shapes", "queries")
    }
    vault = project.private / "vault"
    return {
        "found by": origin,
        "title": project.title,
        "base": project.base,
        "taken from": resources,
        "sources": len(project.files("sources", ".yaml", ".yml")),
        "fact files": len(project.files("facts", ".yaml", ".yml")),
        "texts held": len(list(vault.glob("*.txt"))),
        "tables": _tables(project) or "none",
        "build": _build(project),
    }


def _build(project: Project) -> str:
    try:
        manifest = json.loads((project.build / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "none yet: dalil build"
    return f"{manifest['claims']} claims by dalil {manifest['dalil']}"


def tell_examination(found: dict[str, Any], indent: str = "") -> str:
    """The same as lines."""
    lines = []
    for key, value in found.items():
        if isinstance(value, dict):
            lines.append(f"{indent}{key}\n{tell_examination(value, indent + '  ')}".rstrip("\n"))
        else:
            lines.append(f"{indent}{key:<14} {value}")
    return "\n".join(lines) + "\n"
