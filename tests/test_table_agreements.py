"""Agreements of tables in a build: among rows and with what people wrote, in the graph, validated, counted; an update ends in the same bytes."""

import json
from pathlib import Path
from typing import Any

import pytest

import dalil
from dalil.build import Built, build
from dalil.kg.agreements import list_agreements
from dalil.project import Project, open_project
from dalil.summary import summary
from tests.little import facts, hold_texts
from tests.tabled import HEADER, REGISTER, change, dossier, event, full, manifest, state, text

pytestmark = pytest.mark.slow  # a build or two each
OTHER = """\
table: other.csv
row: "{id}"
source: source:other
claims:
- says:
    event:weir-{id}: { type: Shooting, date: "{day}", place: "place:{town}", killed: { best: "{killed}", unit: people } }
- when: { unit: "*" }
  says: { "event:weir-{id}": { perpetrator: "actor:{unit}" } }
"""
ROWS = [event("w0", sources="a"), event("w1", sources="a", killed="7"), event("w2", sources="", unit="")]


def others(*cells: tuple[str, str, str, str]) -> str:
    """The other table: id, day, killed, unit."""
    rows = [{"id": i, "day": day, "town": "weir", "killed": n, "unit": unit} for i, day, n, unit in cells]
    return text(rows, ["id", "day", "town", "killed", "unit"])


SAID = others(("w0", "2031-05", "41", ""), ("w1", "2031-05-04", "41", "unit-Dam-Guard"))
FILES: dict[str, str | None] = {
    "data/tables/events.csv": text(ROWS, HEADER),
    "data/tables/listed.yaml": None,
    "data/tables/other.yaml": OTHER,
    "data/tables/other.csv": SAID,
    "data/sources/other.yaml": REGISTER.replace("Register of the weir", "Other register"),
}


def two_tables(root: Path, files: dict[str, str | None] | None = None) -> Project:
    """A register of events and another one."""
    return dossier(root, {**FILES, **(files or {})})


def told(project: Project) -> list[tuple[str, str]]:
    """Kind and sentence of every agreement in the store of the build."""
    return sorted((pair.kind, pair.sentence) for pair in list_agreements(dalil.open(project.root), every=True))


def agreeing(built: Built) -> dict[str, Path]:
    """The parts that hold agreements."""
    return {path.name: path for path in (built.folder.resolve() / "parts").glob("agreements-*")}


def test_rows_of_two_tables_agree_refine_and_conflict(tmp_path: Path) -> None:
    """Found in the store by whoever lists agreements, with kind, sentence and both claims; the manifest counts them."""
    project = two_tables(tmp_path / "case")
    built = build(project)
    found = told(project)

    assert [kind for kind, _ in found].count("conflicts") == 2
    assert any(kind == "refines" and "2031-05-03" in sentence and "2031-05," in sentence for kind, sentence in found)
    assert any(kind == "same" and "perpetrator: Dam Guard" in sentence for kind, sentence in found)
    assert not any("weir-w2" in sentence for _, sentence in found)
    assert built.manifest["agreements_of_tables"] == {
        kind: [k for k, _ in found].count(kind) for kind in sorted({k for k, _ in found})
    }
    assert "conflicts" in summary(built)


def test_the_named_question_shows_both_rows(tmp_path: Path) -> None:
    """`dalil query conflicts` quotes the cells of either table."""
    project = two_tables(tmp_path / "case")
    build(project)
    quotes = {frozenset((row["quote1"], row["quote2"])) for row in dalil.open(project.root).query("conflicts")}

    assert any(any("2031-05-04" in quote for quote in pair) for pair in quotes)


def test_a_row_conflicts_with_what_people_wrote(tmp_path: Path) -> None:
    """A letter gives another day; the claims of the letter are compared among themselves only once."""
    project = two_tables(tmp_path / "case", {"texts/letter.txt": "On 9 May 2031 shots fell at the weir.\n"})
    claims = "- quote: On 9 May 2031\n  says: { event:weir-w0: { date: 2031-05-09 } }\n"
    change(project.root, {"data/facts/letter.yaml": facts(claims), "data/sources/letter.yaml": None})
    hold_letter(project)
    build(open_project(project.root))
    conflicts = [sentence for kind, sentence in told(project) if kind == "conflicts" and "weir-w0" in sentence]

    assert len(conflicts) == 1
    assert "2031-05-09" in conflicts[0]
    assert "2031-05-03" in conflicts[0]


def hold_letter(project: Project) -> None:
    """The letter as a source with its text held."""
    letter = "title: Letter\ntype: Letter\nvoice: actor:river-watch\nlanguage: en\n"
    change(project.root, {"data/sources/letter.yaml": letter})
    hold_texts(open_project(project.root))


def test_retracted_claims_agree_with_nobody(tmp_path: Path) -> None:
    """And an update that takes one out, or in again, ends in the bytes of a full build."""
    project = two_tables(tmp_path / "case")
    before = state(build(project).folder)
    judged = "- { retracted: [claim:other-w1-1], reason: misprint, who: us, when: 2031-06-01 }\n"
    change(project.root, {"data/judgements.yaml": judged})
    without = build(open_project(project.root))
    sentences = [sentence for _, sentence in told(project)]
    anew = state(full(project, tmp_path / "copy").folder)
    seen = state(without.folder)
    change(project.root, {"data/judgements.yaml": None})

    assert not any("2031-05-04" in sentence for sentence in sentences)
    assert seen == anew
    assert state(build(open_project(project.root)).folder) == before


def test_withdrawn_claims_agree_with_nobody(tmp_path: Path) -> None:
    """What only the old version of a list says is no longer compared."""
    listed = """\
versions: { 2031-10-29: old.csv, 2032-10-30: new.csv }
row: "{id}"
anchor: key
source: source:list
claims:
- says: { "event:weir-{id}": { type: Shooting, date: "{day}" } }
"""
    columns = ["id", "day"]
    files: dict[str, str | None] = {
        "data/tables/listed.yaml": listed,
        "data/tables/old.csv": text([{"id": "w0", "day": "2031-07-01"}, {"id": "w1", "day": "2031-07-01"}], columns),
        "data/tables/new.csv": text([{"id": "w0", "day": "2031-08-01"}, {"id": "w1", "day": "2031-07-01"}], columns),
    }
    project = two_tables(tmp_path / "case", files)
    build(project)
    sentences = [sentence for kind, sentence in told(project) if kind == "conflicts"]

    assert any("weir-w1" in sentence and "2031-07-01" in sentence for sentence in sentences)
    assert any("weir-w0" in sentence and "2031-08-01" in sentence for sentence in sentences)
    assert not any("weir-w0" in sentence and "2031-07-01" in sentence for sentence in sentences)


def test_things_that_are_one_are_compared(tmp_path: Path) -> None:
    """A judgement that two events are one makes their claims meet; withdrawing it parts them again."""
    names = "event:weir-w1: { type: Shooting, name: One }\nevent:weir-w7: { type: Shooting, name: Seven }\n"
    later = others(("w7", "2031-09-09", "7", ""))
    project = two_tables(tmp_path / "case", {"data/tables/other.csv": later, "data/entities/more.yaml": names})
    apart = build(project).manifest["agreements_of_tables"]
    same = "- { same: [event:weir-w1, event:weir-w7], reason: one report, who: us, when: 2031-06-01 }\n"
    change(project.root, {"data/judgements.yaml": same})
    together = build(open_project(project.root)).manifest["agreements_of_tables"]
    change(project.root, {"data/judgements.yaml": None})

    assert apart.get("conflicts", 0) == 0
    assert together["conflicts"] == 1
    assert build(open_project(project.root)).manifest["agreements_of_tables"] == apart


@pytest.mark.parametrize(
    "files",
    [
        {"data/tables/other.csv": others(("w0", "2031-05-03", "41", ""), ("w1", "2031-05-04", "41", "unit-Dam-Guard"))},
        {"data/tables/other.csv": None, "data/tables/other.yaml": None, "data/sources/other.yaml": None},
        {"data/entities/places.yaml": "place:mill: { type: Place, name: The old mill }\n"},
        {"data/tables/events.csv": text([event("w0", sources="a", unit="Dam guard"), *ROWS[1:]], HEADER)},
        {"data/sources/other.yaml": REGISTER.replace("voice: actor:river-watch", "voice: actor:editors")},
        {"data/tables/events.csv": text([*ROWS, event("w3", part="w0", sources="")], HEADER)},
    ],
)
def test_an_update_ends_in_the_bytes_of_a_full_build(tmp_path: Path, files: dict[str, str | None]) -> None:
    """Whether a value, a label, a voice or what is above a thing has changed; and the stores hold the same."""
    project = two_tables(tmp_path / "case")
    build(project)
    change(project.root, files)
    seen = state(build(open_project(project.root)).folder)

    assert seen == state(full(project, tmp_path / "copy").folder)


def test_parts_of_which_nothing_has_changed_are_taken_over(tmp_path: Path) -> None:
    """The file of w1's agreements is the same file, when a row on w0 says something else."""
    project = two_tables(tmp_path / "case")
    first = {name: path.stat().st_ino for name, path in agreeing(build(project)).items()}
    change(project.root, {"data/tables/other.csv": SAID.replace("w0,2031-05,", "w0,2031-06,")})
    second = {name: path.stat().st_ino for name, path in agreeing(build(open_project(project.root))).items()}

    assert len(first) > 1
    assert sum(first[name] == second.get(name) for name in first) == len(first) - 1


OWN = """\
@prefix dalil: <https://w3id.org/dalil/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix own: <https://example.org/own#> .
own:no-conflict a sh:NodeShape ; rdfs:label "no conflict"@en ;
    sh:targetClass dalil:Agreement ;
    sh:property own:no-conflict-of-kind .
own:no-conflict-of-kind a sh:PropertyShape ; rdfs:label "no conflict is open"@en ;
    sh:path dalil:kind ; sh:in ( dalil:same dalil:refines dalil:compatible ) ;
    sh:severity sh:Warning ;
    sh:message "Two claims conflict, and nobody has said what to do about it. Assess one of them in judgements.yaml."@en .
"""


def test_shapes_are_asked_of_agreements_of_tables(tmp_path: Path) -> None:
    """A dossier's own rule finds every conflict; where nothing has changed, what was found stands."""
    project = two_tables(tmp_path / "case", {"shapes/own.ttl": OWN})
    first = build(project)
    conflicts = first.manifest["agreements_of_tables"]["conflicts"]
    change(project.root, {"data/tables/other.csv": SAID.replace("w0,2031-05,", "w0,2031-06,")})
    second = build(open_project(project.root))
    seen = state(second.folder)

    assert _warnings(first) == conflicts == 2
    assert _warnings(second) == second.manifest["agreements_of_tables"]["conflicts"] == 3
    assert seen == state(full(project, tmp_path / "copy").folder)


def _warnings(built: Built) -> int:
    return sum(finding.shape.endswith("no-conflict-of-kind") for finding in built.report.findings)


def test_what_a_large_block_leaves_out_is_told(tmp_path: Path) -> None:
    """In the manifest, in the summary, and block by block in a report, which goes when nothing is cut."""
    rows = [event("w0", sources="a;b;c;d;e"), *ROWS[1:]]
    project = two_tables(tmp_path / "case", {"data/tables/events.csv": text(rows, HEADER)})
    built = build(setting(project, 3))
    cut: dict[str, Any] = manifest(built.folder)["agreements_cut"]
    report = project.root / cut["report"]
    noted = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]

    assert {key: cut[key] for key in ("blocks", "pairs", "values")} == {"blocks": 1, "pairs": 7, "values": 0}
    assert [(one["thing"], one["term"], one["claims"], one["pairs"], one["kept"]) for one in noted] == [
        ("event-weir-w0", "perpetrator", 5, 10, 3)
    ]
    assert "7 more like them, in 1 large block" in summary(built)

    change(project.root, {"data/tables/events.csv": text(ROWS, HEADER)})
    assert "agreements_cut" not in build(open_project(project.root)).manifest
    assert not report.exists()


def setting(project: Project, pairs: int) -> Project:
    """The dossier with so many agreements kept of a block."""
    path = project.root / "dalil.toml"
    plain = path.read_text(encoding="utf-8").partition("\n[agreement]")[0]
    path.write_text(f"{plain}\n[agreement]\npairs = {pairs}\n", encoding="utf-8")
    return open_project(project.root)


def test_tables_are_not_compared_where_the_settings_say_so(tmp_path: Path) -> None:
    """And compared again when they no longer do: the parts go and come."""
    project = two_tables(tmp_path / "case")
    with_them = agreeing(build(project))
    without = build(setting(project, 0))
    none = agreeing(without)
    counted = without.manifest["agreements_of_tables"]

    assert with_them
    assert (none, counted) == ({}, {})
    assert agreeing(build(setting(project, 100))).keys() == with_them.keys()
