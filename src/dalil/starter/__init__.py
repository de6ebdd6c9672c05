"""`dalil init`: a new dossier with one worked example, whose two texts are invented and say so."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from dalil.build import hold_source
from dalil.errors import ProjectError
from dalil.project import open_project

TEXTS = {"union-2021": "texts/union-2021.txt", "company-2021": "texts/company-2021.txt"}


def make_dossier(folder: Path) -> list[str]:
    """Copy the example into a new or empty folder and hold its texts; the files written, in order."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProjectError(f"{folder} is not empty", hint="name a folder that does not exist yet")
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files(__package__) / "example") as example:
        shutil.copytree(example, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "gitignore").rename(folder / ".gitignore")
    written = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    project = open_project(folder)
    for source, text in TEXTS.items():
        hold_source(project, folder / text, f"source:{source}")
    return written
