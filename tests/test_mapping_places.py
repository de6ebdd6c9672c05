"""Where tables are: beside the mapping, in the dossier, or where dalil.toml says; and which mappings are built."""

from pathlib import Path

import pytest

from dalil.errors import DalilError
from dalil.facts.table import read_mapping
from dalil.project import Project, open_project
from tests.mappings import HEAD, ROW, SAYS, SOURCE_LINE, TABLE, claim, dossier, known

LOOKED = "to read it from elsewhere, write in dalil.toml: [tables] weir = …"


def settled(root: Path, setting: str, text: str = "", files: dict[str, str] | None = None) -> Project:
    """The little dossier with a setting more."""
    project = dossier(root, text or claim(SAYS), files)
    settings = project.root / "dalil.toml"
    settings.write_text(f"{settings.read_text()}\n{setting}\n", encoding="utf-8")
    return open_project(project.root)


def paths(project: Project) -> list[str] | list[list[str]]:
    """Where the mapping's tables are, from the dossier; or what is wrong."""
    mapping, errors = read_mapping(project.data / "tables" / "weir.yaml", project, known(project))
    if errors or mapping is None:
        return [str(error) for error in errors]
    root = project.root.parent
    return [
        [Path(path).resolve().relative_to(root.resolve()).as_posix() for path in table.paths]
        for _, table in mapping.versions
    ]


def test_without_the_setting_all_mappings_are_built(tmp_path: Path) -> None:
    project = dossier(tmp_path, claim(SAYS), {"data/tables/b.yml": "", "data/tables/.c.yaml": ""})

    assert project.tables is None
    assert [path.name for path in project.mapping_files()] == ["b.yml", "weir.yaml"]


@pytest.mark.parametrize(
    ("setting", "built"),
    [("[tables]", []), ("[tables]\nweir = 'x.csv'", ["weir.yaml"]), ("tables = { b = ['x.csv', 'y.csv'] }", ["b.yml"])],
)
def test_with_the_setting_those_are_built_that_it_names(tmp_path: Path, setting: str, built: list[str]) -> None:
    project = settled(tmp_path, setting, files={"data/tables/b.yml": ""})

    assert [path.name for path in project.mapping_files()] == built


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("tables = 3", "dalil.toml: tables is not a table\n  → write [tables]"),
        (
            "[tables]\nwier = 'x.csv'",
            "dalil.toml: tables.wier is for no mapping: there is no data/tables/wier.yaml\n  → did you mean weir?",
        ),
        *(
            (
                f"[tables]\nweir = {value}",
                (
                    f"dalil.toml: tables.weir is {shown}, not a path or a list of paths\n"
                    '  → write weir = "path/to/table.csv", or a list of paths'
                ),
            )
            for value, shown in (
                ("3", "3"),
                ("''", "''"),
                ("[]", "[]"),
                ("[1]", "[1]"),
                ("true", "True"),
                ("['a', ' ']", "['a', ' ']"),
            )
        ),
    ],
)
def test_wrong_setting_is_a_sentence(tmp_path: Path, setting: str, said: str) -> None:
    with pytest.raises(DalilError) as caught:
        settled(tmp_path, setting)

    assert str(caught.value) == said


def test_table_is_looked_for_beside_the_mapping_then_in_the_dossier(tmp_path: Path) -> None:
    beside = dossier(tmp_path / "a", claim(SAYS), {"weir.csv": TABLE})
    above = dossier(
        tmp_path / "b", claim(SAYS, head="table: lists/x.csv\n" + ROW + SOURCE_LINE), {"lists/x.csv": TABLE}
    )

    assert paths(beside) == [["case/data/tables/weir.csv"]]
    assert paths(above) == [["case/lists/x.csv"]]


def test_setting_wins_over_the_mapping(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for name in ("a.csv", "b.csv"):
        (tmp_path / "elsewhere" / name).write_text(TABLE, encoding="utf-8")

    assert paths(settled(tmp_path, "[tables]\nweir = '../elsewhere/*.csv'")) == [["elsewhere/a.csv", "elsewhere/b.csv"]]


def test_second_tables_are_looked_for_beside_the_first_too(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "elsewhere" / "codes.csv").write_text("code,term\nx,y\n", encoding="utf-8")
    head = (
        HEAD
        + "lookups: { a: { table: codes.csv, key: code, value: term } }\njoin: { b: { table: codes.csv, on: unit, key: code } }\n"
    )

    assert paths(settled(tmp_path, "[tables]\nweir = '../elsewhere/a.csv'", claim(SAYS, head=head))) == [
        ["elsewhere/a.csv"]
    ]


def test_setting_has_a_file_for_each_version(tmp_path: Path) -> None:
    text = claim(SAYS, head="versions: { 2018: old.csv, 2028: new.csv }\n" + ROW + SOURCE_LINE)
    files = {"x/1.csv": TABLE, "x/2.csv": TABLE}
    one = settled(tmp_path / "one", "[tables]\nweir = 'x/1.csv'", text, files)
    two = settled(tmp_path / "two", "[tables]\nweir = ['x/1.csv', 'x/2.csv']", text, files)

    assert paths(two) == [["case/x/1.csv"], ["case/x/2.csv"]]
    assert paths(one) == ["data/tables/weir.yaml:1:11: dalil.toml names 1 files for 2 versions\n  → one for each"]


def test_file_that_is_not_where_the_setting_says_is_a_sentence(tmp_path: Path) -> None:
    assert paths(settled(tmp_path, "[tables]\nweir = 'x.csv'")) == [
        f"data/tables/weir.yaml:1:8: x.csv is not there\n  → looked where dalil.toml says; {LOOKED}"
    ]
