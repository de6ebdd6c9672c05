"""Rows without a key of their own, rows that repeat, columns that a file lacks, entries that a later version calls otherwise."""

import json
import shutil
from pathlib import Path

import pytest

import dalil
from dalil.build import build
from dalil.errors import DalilErrors
from dalil.project import Project
from tests.mappings import HEAD, claim, complaints, dossier, good

DIGEST = HEAD.replace("{id}", "{id}-{* | digest}")
SAYS = 'says: { "place:weir": { description: "{town}" } }'
PLACES = 'entities:\n  "place:{town | slug}": { type: Place, name: "{name}" }\n'


def said(project: Project, what: str) -> list[str]:
    """What the claims of a built dossier say, by one term."""
    found = dalil.open(project.root).query(f"SELECT ?said {{ GRAPH ?c {{ ?thing {what} ?said }} }} ORDER BY ?said")
    return [str(row["said"]) for row in found]


def built(root: Path, text: str, table: str, **others: str) -> Project:
    """The little dossier with a table, built."""
    files = {"data/tables/weir.csv": table, **{f"data/tables/{name}": content for name, content in others.items()}}
    project = dossier(root, text, files)
    shutil.rmtree(project.data / "facts")  # its text is not held here
    build(project)
    return project


def issues(project: Project) -> list[str]:
    """The reasons of what is reported."""
    report = project.private / "reports" / "weir.jsonl"
    return [json.loads(line)["reason"] for line in report.read_text(encoding="utf-8").splitlines()]


def test_a_digest_of_the_whole_row_tells_rows_apart(tmp_path: Path) -> None:
    """Cells count by their column: what one row has in the first, another has in the second."""
    text = claim(SAYS, head=DIGEST + "ignore: [a, b]\n")
    project = built(tmp_path, text, "id,town,a,b\n1,north,x,\n1,south,,x\n1,south,x,\n")

    assert said(project, "dalil:description") == ["north", "south", "south"]


def test_a_digest_of_the_whole_row_is_no_use_of_its_columns(tmp_path: Path) -> None:
    with pytest.raises(DalilErrors, match="neither used nor ignored: 'a'"):
        built(tmp_path, claim(SAYS, head=DIGEST), "id,town,a\n1,north,x\n")


@pytest.mark.parametrize("hole", ["{*}", "{* | slug}", "{* | digest | upper}"])
def test_of_a_whole_row_only_a_digest_is_taken(hole: str, tmp_path: Path) -> None:
    text = claim(f'says: {{ "place:weir": {{ description: "{hole}" }} }}')

    assert any("only a digest is taken" in complaint for complaint in complaints(tmp_path, text))


def test_the_words_of_a_claim_are_cells_and_no_digest(tmp_path: Path) -> None:
    text = claim('says: { "event:x-{* | digest}": { type: Attack, description: "{town}" } }', head=DIGEST)
    project = built(tmp_path, text, "id,town\n1,north\n")
    ((quote,),) = [
        tuple(row.values())
        for row in dalil.open(project.root).query("SELECT ?q { ?c dalil:quote ?q ; dalil:passage/dalil:rowKey ?k }")
    ]

    assert quote == "town: north"


def test_rows_that_are_the_same_in_every_cell_say_it_once(tmp_path: Path) -> None:
    text = claim(SAYS, head=HEAD + "on_error: report\n")
    project = built(tmp_path, text, "id,town\n1,north\n2,east\n1,north\n3,a\n3,b\n")

    assert said(project, "dalil:description") == ["east", "north"]
    assert [reason.split(": ")[0] for reason in issues(project)] == [
        "2 rows are the same, cell for cell",
        *["2 rows have the key '3'"] * 2,
    ]


def test_a_column_that_a_file_lacks_is_empty_only_if_the_mapping_says_so(tmp_path: Path) -> None:
    text = claim('says: { "place:weir": { description: ["{town}", "{river}"] } }')

    with pytest.raises(DalilErrors, match="the table has no column 'river'"):
        built(tmp_path / "one", text, "id,town\n1,north\n")
    project = built(tmp_path / "two", text.replace("claims:", "optional: [river]\nclaims:"), "id,town\n1,north\n")

    assert said(project, "dalil:description") == ["north"]


def test_a_condition_can_leave_out_empty_cells_beside_others(tmp_path: Path) -> None:
    text = claim('when: { town: { not: [north, ""] } }', 'says: { "place:weir": { description: "no {id}" } }')
    project = built(
        tmp_path, text + "ignore_rows: [{ town: [north] }, { town: '' }]\n", "id,town\n1,north\n2,east\n3,\n"
    )

    assert said(project, "dalil:description") == ["no 2"]
    assert [str(one.column) for one in good(tmp_path / "again", text).claims[0].when] == ["town", "town"]


def test_the_newest_version_says_how_an_entry_is_called(tmp_path: Path) -> None:
    """A new name is no fault of the table: both are claimed, each in its version."""
    head = HEAD.replace("table: weir.csv\n", "versions: { 2031: old.csv, 2041: new.csv }\n") + PLACES
    text = claim('says: { "place:{town | slug}": { name: "{name}" } }', head=head)
    project = built(
        tmp_path,
        text,
        "",
        **{"old.csv": "id,town,name\n1,a,Old\n2,b,Gone\n", "new.csv": "id,town,name\n0,c,Come\n1,a,New\n"},
    )
    labels = dalil.open(project.root).query(
        "SELECT ?label { ?p a dalil:Place ; rdfs:label ?label FILTER(REGEX(STR(?p), 'place-[abc]$')) } ORDER BY ?label"
    )

    assert [row["label"] for row in labels] == ["Come", "Gone", "New"]
    assert said(project, "dalil:name") == ["Come", "Gone", "New", "Old"]
