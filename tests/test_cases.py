"""Cases in folders: little dossiers with the quads they become, and broken ones with every word of what is said of them.

`DALIL_REGOLD=1 pytest tests/test_cases.py` writes the expected files anew; read the difference before you keep it.
"""

import os
from pathlib import Path

import pytest

from dalil.build import check, read_dossier
from dalil.errors import DalilErrors
from dalil.graph import parse, to_nquads
from dalil.graph.decode import decode
from dalil.project import open_project
from tests.little import BASE, HERE, hold_texts, make

REGOLD = bool(os.environ.get("DALIL_REGOLD"))
GOOD = sorted(path for path in (HERE / "cases").iterdir() if path.is_dir())
BAD = sorted(path for path in (HERE / "cases-bad").iterdir() if path.is_dir() and path != BASE)


def agree(file: Path, text: str) -> None:
    """The text is what the file says, or, asked to, becomes it."""
    if REGOLD:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", GOOD, ids=lambda path: path.name)
def test_case_becomes_its_quads(case: Path, tmp_path: Path) -> None:
    """A dossier becomes exactly the quads on file, which hold to the shapes and decode to its claims."""
    import shutil

    shutil.copytree(case, tmp_path / "case")
    project = open_project(tmp_path / "case")
    hold_texts(project)

    checked = check(project)

    agree(case / "expected.nq", checked.nquads)
    assert decode(parse(checked.nquads), project.base) == checked.dossier.claims
    assert to_nquads(reversed(parse(checked.nquads))) == checked.nquads


@pytest.mark.parametrize("case", BAD, ids=lambda path: path.name)
def test_bad_case_says_what_is_wrong(case: Path, tmp_path: Path) -> None:
    """All that is wrong is said in one run: file, line, column, the words, and what to do."""
    project = make(tmp_path / "case", overlay=case)

    dossier = read_dossier(project)

    assert dossier.errors
    agree(case / "expected.txt", f"{DalilErrors(dossier.errors)}\n")


def test_what_bad_cases_change_is_right(tmp_path: Path) -> None:
    """The dossier under all bad cases has nothing wrong with it."""
    assert read_dossier(make(tmp_path / "base")).errors == []
