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

PACKAGES = ("dalil", "pyoxigraph", "rdflib", "oxrdflib", "pyshacl", "networkx", "SPARQLWrapper", "edtf", "ruamel.yaml")


def examine(start: Path | None) -> dict[str, Any]:
    """Versions always; the dossier's settings and folders where there is one."""
    found: dict[str, Any] = {
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
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
