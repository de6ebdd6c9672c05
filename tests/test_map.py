"""`dalil map`: a first mapping guesses by names and forms, asks what it cannot know, and repeats no cell."""

import csv
import io
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dalil
from dalil.drafting import draft_mapping, start_mapping
from dalil.errors import DalilError, ProjectError
from dalil.facts.table import columns_used, read_mapping, unused
from dalil.project import Project, open_project
from dalil.starter import make_dossier
from dalil.yamlnodes import parse_yaml
from tests.mappings import known

DATA = Path(__file__).parents[2] / "shared" / "data"
SOURCE = "title: A list\ntype: Dataset\nvoice: actor:harbour-union\nlanguage: en\nrights: invented\n"
TOWNS, VICTIMS = ["Weir", "Upper Mill", "Stone Ford"], ["Nela Ostrand", "Tam Birch", "Orla Venn", "Piet Hask"]
DAYS, NOTE = (
    ["2031-05-03", "2031-05-14", "2031-06-01"],
    "The gate was broken in the night, and nobody said who did it; see the second file.",
)


def incidents(rows: int = 40) -> list[dict[str, str]]:
    """An invented table with what tables of events have."""
    chance = random.Random(4)
    return [
        {
            "id": str(7000 + n),
            "date_start": DAYS[n % 3],
            "date_end": DAYS[n % 3],
            "reported": f"{1 + n % 12}/{1 + n % 9}/2031",
            "listed": f"{1 + n % 28}/{1 + n % 12}/2031",
            "low": str(n % 5),
            "best": str(n % 5 + 1),
            "high": str(n % 5 + 3),
            "deaths_civilians": str(n % 4),
            "side_a_id": str(n % 3),
            "side_a": ["Dam Guard", "River Watch", "Millers"][n % 3],
            "town": TOWNS[n % 3],
            "victim_name": chance.choice(VICTIMS) if n % 2 else "NA",
            "aliases": "Tam;Tammy" if n % 2 else "",
            "type_of_event": "ABC"[n % 3],
            "confirmed": "YN"[n % 2],
            "latitude": f"3{n % 3}.5{n}",
            "comment": f"{NOTE} {n}" if n % 2 else "",
            "office": "",
            "country": "Norland",
        }
        for n in range(rows)
    ]


def written(rows: Sequence[dict[str, str]], *above: dict[str, str]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]), quoting=csv.QUOTE_ALL)
    table.writeheader()
    table.writerows([*above, *rows])
    return text.getvalue()


def draft(tmp_path: Path, text: str, name: str = "incidents.csv", source: str = "") -> str:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return draft_mapping(tmp_path / name, name, source=source).text


def column(*cells: str, name: str = "c") -> str:
    return written([{"id": str(n), name: cell} for n, cell in enumerate(cells, 100)])


def live(text: str) -> str:
    """The mapping without its comments."""
    return "\n".join(line.partition("  # ")[0] for line in text.splitlines() if not line.strip().startswith("#"))


def case(tmp_path: Path) -> Project:
    """The worked example, and a source whose words the rows are."""
    make_dossier(tmp_path / "case")
    (tmp_path / "case/data/sources/incident-list.yaml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "case/data/tables").mkdir()
    return open_project(tmp_path / "case")


def mapped(tmp_path: Path, text: str, name: str = "incidents.csv") -> tuple[Project, str, list[DalilError], list[str]]:
    """A table mapped in a dossier: the draft, what its reader says of it, and the columns that it does not account for."""
    project = case(tmp_path)
    table = project.root / name
    table.write_text(text, encoding="utf-8")
    start_mapping(project, str(table), source="source:incident-list")
    path = next((project.data / "tables").glob("*.yaml"))
    mapping, errors = read_mapping(path, project, known(project))
    assert mapping is not None, errors
    header = next(csv.reader(io.StringIO(text)))
    left, gone = unused(mapping, header)
    return project, path.read_text(encoding="utf-8"), errors, [*left, *gone]


def test_first_mapping_is_read_without_an_error_and_accounts_for_every_column(tmp_path):
    _, text, errors, left = mapped(tmp_path, written(incidents()))

    assert (errors, left) == ([], [])
    assert "TODO" in text


def test_first_mapping_builds_before_any_todo_is_answered(tmp_path):
    """What is live is enough for a build; what is asked stands in comments."""
    from dalil.build import build

    project, _, _, _ = mapped(tmp_path, written(incidents()))
    manifest = build(open_project(project.root)).manifest["tables"]["incidents"]

    assert (manifest["rows"], manifest["mapped"], manifest["claims"]) == (40, 40, 40)


def test_no_cell_is_repeated_but_short_codes(tmp_path):
    """Cells may name people: neither comments nor lines have one."""
    rows = incidents()
    text = draft(tmp_path, written(rows))
    told = {
        cell
        for row in rows
        for name in ("victim_name", "comment", "aliases", "latitude")
        if (cell := row[name]) != "NA"
    }

    assert [cell for cell in told if cell and cell in text] == []
    assert [name for name in VICTIMS for part in name.split() if part in text] == []
    assert all(f'"{code}": TODO' in text for code in "ABC")
    assert "lookup type-of-event" in text


def test_guesses_of_a_table_of_events(tmp_path):
    text = draft(tmp_path, written(incidents()), source="source:incident-list")
    said = live(text)

    assert 'row: "{id}"' in said
    assert 'date: "{date_start}/{date_end}"' in said
    assert 'killed: { low: "{low}", best: "{best}", high: "{high}" }' in said
    assert 'participant: "actor:side-a-{side_a_id}"' in said
    assert '"actor:side-a-{side_a_id}": { type: Actor, name: "{side_a}" }' in said
    assert 'null: ["NA"]' in said
    assert '# - when: { "confirmed": "Y" }' in text
    assert '- "office"  # empty in all rows' in text
    assert '- "country"  # the same in all rows' in text


@pytest.mark.parametrize(
    ("name", "cells", "said"),
    [
        ("day", ["2031-05-03", "2031-05", "2031"], 'date: "{day}"'),
        ("day", ["13/05/2031", "1/5/2031"], 'date: "{day | date %-d/%-m/%Y}"'),
        ("day", ["5/13/2031", "5/1/2031"], 'date: "{day | date %-m/%-d/%Y}"'),
        ("day", ["3 May 2031", "14 June 2031"], 'date: "{day | date %-d %B %Y}"'),
        ("day", ["May 3, 2031", "June 14, 2031"], 'date: "{day | date %B %-d, %Y}"'),
        ("when", ["2031-05-03T10:11:12", "2031-05-04T10:11:12"], 'date: "{when | date %Y-%m-%dT%H:%M:%S}"'),
        ("day", ["03.05.2031", "14.05.2031"], 'date: "{day | date %-d.%-m.%Y}"'),
        ("date", ["May 2031", "2031", "14 June 2031", "2 May 2031"], 'date: "{date | date %-d %B %Y, %Y, %B %Y}"'),
    ],
)
def test_dates_are_read_by_the_formats_that_they_have(tmp_path, name, cells, said):
    assert said in live(draft(tmp_path, column(*cells, name=name)))


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        (["3/5/2031", "4/5/2031"], "TODO: day or month first? 2 cells can be read as %-d/%-m/%Y or as %-m/%-d/%Y"),
        (["13/5/2031", "5/13/2031", "1/2/2031"], "TODO: 1 cells can only have the day first, 1 only the month"),
        (["3/5/31", "4/5/31"], "TODO: 2 years of two digits"),
        (["2031-05-03"] * 9 + ["some day"], "TODO: 1 cells that no format reads"),
    ],
)
def test_what_dates_leave_open_is_asked_with_counts(tmp_path, cells, asked):
    text = draft(tmp_path, column(*cells, name="date"))

    assert asked in text
    assert ("{date" in live(text)) == ("no format" in asked)


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([{"name": "a", "id": "1"}, {"name": "b", "id": "2"}], '"{id}"'),
        ([{"year": "2030", "no": "1"}, {"year": "2030", "no": "2"}, {"year": "2031", "no": "1"}], '"{year}-{no}"'),
        ([{"id": "1", "x": "a"}, {"id": "1", "x": "a"}, {"id": "2", "x": "b"}], "have the key of an earlier one"),
        (
            [{f"c{n}": str(bits >> n & 1) for n in range(4)} for bits in range(16)],
            '"{* | digest}"',
        ),
        ([{"id": "", "x": "a"}, {"id": "", "x": "a"}, {"id": "1", "x": ""}], "TODO: no column is filled in every row"),
    ],
    ids=["unique", "two together", "repeated", "all together", "none"],
)
def test_key_is_what_tells_rows_apart(tmp_path, rows, key):
    line = next(line for line in draft(tmp_path, written(rows)).splitlines() if line.startswith("row: "))

    assert key in line


def test_names_of_people_are_no_key_where_anything_else_is(tmp_path):
    rows = [{"victim_name": f"{name} {n}", "ref": f"R/{n}"} for n, name in enumerate(VICTIMS)]

    assert 'row: "{ref}"' in draft(tmp_path, written(rows))


def test_cells_with_their_own_sources_become_claims_of_these_sources(tmp_path):
    """Security Force Monitor's pattern: a value, the ids of its sources, how sure the reader is."""
    rows = [
        {
            "id": str(n),
            "Unit:Name": f"Unit {n}",
            "Source: Name": "a1;b2" if n % 2 else "a1",
            "Confidence: Name": ["High", "Medium", "Low"][n % 3],
            "Unit:parent_id": "Bureau",
            "Source: Unit:parent_id": "a1;c3",
            "Confidence: Unit:parent_id": "High",
        }
        for n in range(12)
    ]
    text = draft(tmp_path, written(rows), "units.csv")

    assert (
        '# - source: "source:source-{Source: Name | split ;}"\n#   certainty: "{Confidence: Name | lookup certainty}"'
        in text
    )
    assert '{ name: "{Unit:Name}" } }' in text
    assert '#     "High": certain' in text
    assert "{ subordinateTo:" in text


def test_hxl_tags_are_no_row(tmp_path):
    tags = dict.fromkeys(incidents()[0], "") | {"date_start": "#date+start", "town": "#loc+name"}

    assert "format: { skip: 1 }" in draft(tmp_path, written(incidents(), tags))


def test_rows_without_a_header_are_not_taken_for_one(tmp_path):
    text = draft(tmp_path, '36,12,"aka","WEIR CO",-0- \n37,13,"aka","MILL CO",-0- \n')

    assert "format: { header: 0 }" in text
    assert "WEIR" not in text


def test_records_of_json_are_asked_for_with_the_option(tmp_path):
    (tmp_path / "x.json").write_text('{"members": [{"id": "1"}], "posts": []}', encoding="utf-8")
    with pytest.raises(DalilError, match=r"--rows '\$\.members\[\*\]'"):
        draft_mapping(tmp_path / "x.json", "x.json")
    text = draft_mapping(tmp_path / "x.json", "x.json", rows="$.members[*]").text

    assert 'rows: "$.members[*]"' in text


@pytest.mark.parametrize(
    "name",
    [
        "a: b",
        "#c",
        "- d",
        '"e"',
        "'f'",
        "[g]",
        "h*",
        "i|j",
        "{k}",
        "name 名前",
        "l, m",
        "NULL",
        "no",
        "n\\o",
        "%p",
        "~",
    ],
)
def test_any_name_of_a_column_makes_yaml(tmp_path, name):
    _, text, errors, left = mapped(tmp_path, column("x", "y", "z", name=name))

    assert (errors, left) == ([], [])
    assert "claims" in parse_yaml(text, "x.yaml").mapping


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12), min_size=1, max_size=5),
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=9), min_size=5, max_size=5),
        max_size=6,
    ),
)
def test_any_table_makes_yaml(tmp_path_factory, names, cells):
    """Whatever stands in header and cells."""
    header = [f"{n} {' '.join(name.split())}" for n, name in enumerate(names)]
    rows = [dict(zip(header, row, strict=False)) for row in cells] or [dict.fromkeys(header, "")]
    text = draft(tmp_path_factory.mktemp("any"), written(rows))

    assert {"table", "row", "source", "claims"} <= parse_yaml(text, "x.yaml").mapping.keys()


def test_existing_mapping_is_not_overwritten(tmp_path):
    project, text, _, _ = mapped(tmp_path, written(incidents()))
    with pytest.raises(ProjectError, match="is there already"):
        start_mapping(project, str(project.root / "incidents.csv"))

    assert (project.data / "tables/incidents.yaml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["incidents.csv"], 0, "lines to decide"),
        (["incidents.csv", "--source", "somebody"], 1, "write --source source:my-list"),
        (["nowhere.csv"], 3, "nowhere.csv"),
        (["dalil.toml"], 1, "no kind of table has the suffix .toml"),
    ],
)
def test_map_on_the_command_line(tmp_path, words, code, said):
    project = case(tmp_path)
    (project.root / "incidents.csv").write_text(written(incidents()), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(dalil.__file__).parents[1]), "COLUMNS": "120"}
    command = [sys.executable, "-m", "dalil", "map", *words]
    done = subprocess.run(command, cwd=project.root, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_table_outside_the_dossier_is_named_without_its_folder(tmp_path):
    """A mapping is committed; where the table lies on this machine is not."""
    project, _, _, _ = mapped(tmp_path, written(incidents()))
    outside = tmp_path / "elsewhere.csv"
    outside.write_text(written(incidents()), encoding="utf-8")
    said = start_mapping(project, str(outside))
    text = (project.data / "tables/elsewhere.yaml").read_text(encoding="utf-8")

    assert str(tmp_path) not in text
    assert any("[tables] elsewhere" in line for line in said)


REAL = [
    *(("ucdp/conflict_data_BGD.csv", ""), ("unsc-vetoes/unsc_vetoes_1946_sept2022.csv", ""), ("edtf/strings.csv", "")),
    *(("sfm-nigeria/ng_orgs_20191024.tsv", ""), ("sfm-nigeria/sources_20190501.csv", "")),
    *(("sanctions/watchman/sdn.csv", ""), ("sanctions/watchman/alt.csv", ""), ("ftm/donations.ijson", "")),
    *(("sanctions/un_consolidated_20181029.xml", "ENTITIES/ENTITY"), ("ftm/senzing-open-sanctions.json", "")),
    *(
        ("popolo/kenya-v2-ep-popolo.json", f"$.{name}[*]")
        for name in ("persons", "organizations", "memberships", "areas")
    ),
]


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here: real data is never committed")
@pytest.mark.parametrize(("name", "rows"), REAL)
def test_real_table_makes_a_mapping_that_is_read(tmp_path, name, rows):
    project = case(tmp_path)
    table = project.root / Path(name).name
    table.symlink_to(DATA / name)
    path = project.data / "tables" / "real.yaml"
    path.write_text(draft_mapping(table, table.name, source="source:incident-list", rows=rows).text, encoding="utf-8")
    mapping, errors = read_mapping(path, project, known(project))

    assert mapping is not None
    assert errors == []
    assert columns_used(mapping)
