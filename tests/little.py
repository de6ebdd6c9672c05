"""A little invented dossier for one test: tests/cases-bad/base, with what the test changes laid over it."""

import shutil
from pathlib import Path

from hypothesis import settings

from dalil.build import Dossier, hold_source, read_dossier
from dalil.project import Project, open_project

HERE = Path(__file__).parent
unhurried = settings(deadline=None)  # the first example may load a library
BASE = HERE / "cases-bad" / "base"


def make(root: Path, files: dict[str, str] | None = None, overlay: Path | None = None) -> Project:
    """The base dossier in a new folder, changed by a folder and by single files, its texts held."""
    shutil.copytree(BASE, root, ignore=shutil.ignore_patterns("README.md"))
    if overlay:
        shutil.copytree(overlay, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("README.md", "expected.*"))
    for name, text in (files or {}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    project = open_project(root)
    hold_texts(project)
    return project


def hold_texts(project: Project) -> None:
    """Hold every text of texts/ as the source of its name."""
    for text in sorted((project.root / "texts").glob("*")):
        hold_source(project, text, f"source:{text.stem}")


def facts(claims: str) -> str:
    """A fact file of the letter, with these claims."""
    return "source: source:letter\nclaims:\n" + claims.lstrip("\n")


def read(root: Path, claims: str) -> Dossier:
    """The base dossier with these claims."""
    return read_dossier(make(root, {"data/facts/letter.yaml": facts(claims)}))


def complaints(root: Path, claims: str) -> list[str]:
    """What is wrong with these claims, each as a person reads it."""
    return [str(error) for error in read(root, claims).errors]
