"""`dalil init`: a new dossier that holds from its first second, and is nobody else's folder."""

import re
from pathlib import Path

import pytest

from dalil.build import check, cover, read_dossier
from dalil.errors import ProjectError
from dalil.project import open_project
from dalil.starter import TEXTS, make_dossier


def test_example_holds_and_shows_what_dalil_is_for(tmp_path: Path) -> None:
    """No error, no finding, every quotation checked; a denial, a demand, a conflict and a refinement to look at."""
    make_dossier(tmp_path / "case")
    checked = check(open_project(tmp_path / "case"))
    counts = checked.dossier.counts()

    assert checked.report.findings == ()
    assert (counts["sources"], counts["texts_held"], counts["quotations_unchecked"]) == (2, 2, 0)
    assert {"asserted", "denied", "demanded"} == set(counts["claims_by_mode"])  # type: ignore[call-overload]
    assert {"conflicts", "refines"} <= set(counts["agreements"])  # type: ignore[call-overload]


def test_example_is_read_to_the_last_character(tmp_path: Path) -> None:
    """Coverage of both texts is whole, as the README says."""
    make_dossier(tmp_path / "case")
    dossier = read_dossier(open_project(tmp_path / "case"))

    assert [()] * len(TEXTS) == [cover(dossier, f"source:{source}").unread for source in TEXTS]


def test_files_are_told_and_are_there(tmp_path: Path) -> None:
    """What is told is what lies in the folder, texts held and nothing half-made; the vault is not committed."""
    written = make_dossier(tmp_path / "case")

    assert written == sorted(written)
    assert [name for name in written if not (tmp_path / "case" / name).is_file()] == []
    assert {"dalil.toml", ".gitignore", "README.md", "data/facts/union-2021.yaml"} <= set(written)
    assert "/.dalil/" in (tmp_path / "case" / ".gitignore").read_text().splitlines()
    assert not [path for path in (tmp_path / "case").rglob("*") if path.suffix in (".pyc", ".part")]


def test_example_is_invented_and_says_so(tmp_path: Path) -> None:
    """Both texts and the README, so that nobody takes them for evidence."""
    make_dossier(tmp_path / "case")

    assert all("INVENTED EXAMPLE" in (tmp_path / "case" / text).read_text() for text in TEXTS.values())
    assert "invented" in (tmp_path / "case" / "README.md").read_text()


def test_questions_of_the_readme_are_there(tmp_path: Path) -> None:
    """Each `dalil query NAME` of the README is a question that travels with dalil."""
    from dalil.questions import named_queries

    make_dossier(tmp_path / "case")
    named = re.findall(r"dalil query (\S+)", (tmp_path / "case" / "README.md").read_text())

    assert named
    assert set(named) <= set(named_queries(open_project(tmp_path / "case")))


def test_empty_folder_will_do(tmp_path: Path) -> None:
    """A folder that somebody made just now."""
    make_dossier(tmp_path)

    assert read_dossier(open_project(tmp_path)).errors == []


@pytest.mark.parametrize("kind", ["a file in it", "a hidden file in it", "a file itself", "a dossier"])
def test_nothing_of_anybody_else_is_touched(tmp_path: Path, kind: str) -> None:
    """A folder with anything in it, and a file, are refused and stay as they are."""
    target = tmp_path / "case"
    if kind == "a file itself":
        target.write_text("mine")
    elif kind == "a dossier":
        make_dossier(target)
    else:
        target.mkdir()
        (target / (".mine" if "hidden" in kind else "mine")).write_text("mine")
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(ProjectError, match="is not empty"):
        make_dossier(target)

    assert before == sorted(tmp_path.rglob("*"))


def test_two_dossiers_are_the_same(tmp_path: Path) -> None:
    """The same files give the same quads, wherever they lie."""
    dumps = []
    for name in ("one", "two/deeper"):
        make_dossier(tmp_path / name)
        dumps.append(read_dossier(open_project(tmp_path / name)).nquads())

    assert dumps[0] == dumps[1]
