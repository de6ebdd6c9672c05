"""Tables in a build: what their rows name is there, every row is accounted for, and nothing half-made shows."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dalil
from dalil.build import Built, build, check
from dalil.errors import DalilErrors
from dalil.kg import explain, tell
from dalil.project import Project, open_project
from dalil.vocabulary import DALIL
from tests.little import hold_texts
from tests.tabled import (
    EVENT_ROWS,
    EVENTS,
    HEADER,
    LISTED,
    NAMES,
    NEW_ROWS,
    OLD_ROWS,
    Row,
    change,
    columns,
    dossier,
    event,
    full,
    manifest,
    person,
    state,
    text,
)
from tests.test_rows import asked_claims, asked_edges, told_claims, told_edges

TABLE, MAPPING = "data/tables/events.csv", "data/tables/events.yaml"
JUDGED = "- {{ {}: [{}], reason: seen in the film, who: actor:editors, when: 2031-06-01 }}\n"
STOP = EVENTS.replace("on_error: report\n", "")
ONE = 'table: {0}.csv\nrow: "{{id}}"\nsource: source:{1}\nclaims:\n- says: {{ "event:{2}-{{id}}": {{ type: Shooting }} }}\n'


def events(*rows: Row) -> dict[str, str | None]:
    """The register with these rows."""
    return {TABLE: text(rows, HEADER)}


def complaints(project: Project, made: Callable[[Project], object] = build) -> list[str]:
    """What is wrong with a dossier, each as a person reads it."""
    with pytest.raises(DalilErrors) as caught:
        made(project)
    return [str(error) for error in caught.value.errors]


def reported(project: Project, mapping: str = "events") -> list[dict[str, object]]:
    """What the report says."""
    lines = (project.private / "reports" / f"{mapping}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def said(project: Project, *names: str) -> set[tuple[str, ...]]:
    """Columns of claims.parquet."""
    return set(columns(project.build, "claims").select(names).iter_rows())


# --- names that nobody describes


def test_a_name_that_nobody_describes_stops_the_build_with_counts_and_examples(tmp_path: Path) -> None:
    rows = [event(f"w{n}", part="gone") for n in range(5)]
    (complaint,) = complaints(dossier(tmp_path / "case", {MAPPING: STOP, **events(*rows)}))

    assert complaint.startswith("data/tables/events.yaml:1")
    assert "5 rows cannot be read" in complaint
    assert complaint.count("event:weir-gone is described nowhere") == 3
    assert "on_error: report" in complaint


def test_a_claim_that_was_left_out_comes_back_when_its_name_does(tmp_path: Path) -> None:
    """Reported and left out, alone; taken in by the build after somebody described the name; and left out again."""
    project = dossier(tmp_path / "case", events(*EVENT_ROWS, event("w9", part="late")))
    build(project)
    (issue,) = reported(project)
    without = said(project, "claim")
    change(project.root, events(*EVENT_ROWS, event("w9", part="late"), event("late")))
    build(project)
    whole = said(project, "claim")
    change(project.root, events(*EVENT_ROWS, event("w9", part="late")))
    build(project)

    assert (issue["row"], issue["value"]) == (7, "event:weir-late")
    assert ("claim:register-w9-4",) in whole - without
    assert not any("late" in str(name) for name in without)
    assert ("claim:register-w9-1",) in without
    assert said(project, "claim") == without


def test_what_is_left_out_for_what_is_left_out_comes_back_with_it(tmp_path: Path) -> None:
    """Two claims describe what the other names; one of them waits for a third name. Neither is lost for good."""
    mapping = (
        'table: "events*.csv"\nrow: "{id}"\nsource: source:register\non_error: report\n'
        "ignore: [day, town, unit, killed, sources, sure, aliases, remark]\nclaims:\n"
        '- says: { "event:x-{id}": { type: Shooting, partOf: "event:x-{part}" } }\n'
    )
    rows = [event("a", part="b"), event("b", part="c")]
    project = dossier(tmp_path / "case", {MAPPING: mapping, "data/tables/listed.yaml": None, **events(*rows)})
    build(project)
    alone = said(project, "claim")
    change(project.root, {"data/entities/more.yaml": "event:x-c: { type: Shooting, name: The third }\n"})
    build(project)

    assert alone == set()
    assert said(project, "claim") == {("claim:register-a-1",), ("claim:register-b-1",)}
    assert state(project.build) == state(full(project, tmp_path / "copy").folder)


def test_more_reported_rows_than_the_ceiling_stop_the_build(tmp_path: Path) -> None:
    mapping = EVENTS.replace("on_error: report\n", "on_error: report\nceiling: 2\n")
    rows = [event(f"w{n}", part="gone") for n in range(3)]
    (complaint,) = complaints(dossier(tmp_path / "case", {MAPPING: mapping, **events(*rows)}))

    assert "3 rows are reported, and the ceiling is 2" in complaint


def test_a_fact_file_may_name_what_a_row_describes_and_nothing_else(tmp_path: Path) -> None:
    """A name that fits the mapping's pattern is believed until the rows are read."""
    facts = (
        "source: source:letter\nclaims:\n- quote: on 3 May 2031\n  says: {{ event:weir-{}: {{ date: 2031-05-03 }} }}\n"
    )
    project = dossier(tmp_path / "case", {"data/facts/letter.yaml": facts.format("w1")})
    change(project.root, {"texts/letter.txt": "INVENTED. on 3 May 2031 they came."})
    hold_texts(project)
    build(open_project(project.root))
    change(project.root, {"data/facts/letter.yaml": facts.format("w77")})

    assert any(
        "event:weir-w77" in one and "nobody describes it" in one for one in complaints(open_project(project.root))
    )


# --- what goes by one name


def test_repeated_keys_are_reported_and_make_no_claim(tmp_path: Path) -> None:
    """Of rows that differ, none makes claims: which is meant, nobody knows. Of equal rows the first does."""
    project = dossier(
        tmp_path / "case", events(event("w1"), event("w1", killed="7"), event("w2"), event("w2"), event("w3"))
    )
    built = build(project)

    assert {row["row"] for row in reported(project)} == {2, 3, 5}
    assert {key for key, claim in said(project, "row", "claim") if claim.startswith("claim:register")} == {"w2", "w3"}
    assert built.manifest["tables"]["events"]["reported"] == 3


def test_a_thing_described_twice_differently_is_reported_until_the_rows_agree(tmp_path: Path) -> None:
    rows = [event("w1"), event("w2", unit="dam guard"), event("w3", unit="Dam Guard")]
    mapping = EVENTS.replace("| slug}", "| lower | slug}")
    project = dossier(tmp_path / "case", {MAPPING: mapping, "data/tables/listed.yaml": None, **events(*rows)})
    build(project)
    (issue,) = reported(project)
    change(project.root, events(rows[0], rows[1] | {"unit": "Dam Guard"}, rows[2]))
    built = build(project)

    assert (issue["row"], issue["value"]) == (3, "actor:unit-dam-guard")
    assert "described before, and differently" in str(issue["reason"])
    assert built.manifest["tables"]["events"]["reported"] == 0
    assert not (project.private / "reports" / "events.jsonl").exists()


def test_rings_across_tables_are_refused_unless_a_claim_in_them_is_retracted(tmp_path: Path) -> None:
    """One table says that w1 is part of w2, the other that w2 is part of w1."""
    back = (
        'table: back.csv\nrow: "{id}"\nsource: source:list\nclaims:\n'
        '- says: { "event:weir-{id}": { partOf: "event:weir-{whole}" } }\n'
    )
    files = {"data/tables/listed.yaml": back, "data/tables/back.csv": "id,whole\nw2,w1\n"}
    project = dossier(tmp_path / "case", {**files, **events(event("w1", part="w2"), event("w2"))})
    (complaint,) = complaints(project)
    change(project.root, {"data/judgements.yaml": JUDGED.format("retracted", "claim:list-w2-1")})
    build(open_project(project.root))

    assert "partOf goes round in a ring: event:weir-w1 → event:weir-w2" in complaint
    assert build(open_project(project.root)).news["events"]["encoded"] == 0
    change(project.root, {"data/judgements.yaml": None})
    assert complaints(open_project(project.root)) == [complaint]


def test_two_tables_of_one_source_may_not_make_claims_of_one_name(tmp_path: Path) -> None:
    files = {
        "data/tables/listed.yaml": ONE.format("more", "register", "more"),
        "data/tables/more.csv": "id\nw1\nz1\n",
    }
    told = complaints(dossier(tmp_path / "case", files))

    assert any("claim:register-w1-1" in one and "events.yaml:14" in one and "listed.yaml:5" in one for one in told)
    assert any("row:register-w1" in one and "events.yaml" in one and "listed.yaml" in one for one in told)


def test_two_tables_of_one_source_may_have_rows_of_their_own(tmp_path: Path) -> None:
    files = {"data/tables/listed.yaml": ONE.format("more", "register", "more"), "data/tables/more.csv": "id\nz1\n"}
    build(dossier(tmp_path / "case", files))


def test_a_key_and_a_place_may_not_look_like_another_key_and_place(tmp_path: Path) -> None:
    """The first claim of key `a` by paper `2`, and the second of key `a-1`: one name, so both lines are told."""
    mapping = (
        'table: "events*.csv"\nrow: "{id}"\nsource: source:register\n'
        "ignore: [day, town, unit, killed, sure, part, remark]\nsources:\n"
        '  "source:{sources | split ;}": { title: A, voice: actor:river-watch, type: NewsReport, language: en }\nclaims:\n'
        '- source: "source:{sources | split ;}"\n  says: { "event:x-{id}": { type: Shooting } }\n'
        '- when: { aliases: "*" }\n  says: { "event:x-{id}": { name: { en: "{aliases}" } } }\n'
    )
    rows = [event("a", sources="2;x"), event("a-1", sources="x", aliases="X")]
    files = {MAPPING: mapping, "data/tables/listed.yaml": None, **events(*rows)}
    told = complaints(dossier(tmp_path / "case", files))

    assert len(told) == 1
    assert "claim:register-a-1-2: by" in told[0]
    assert all(f"data/tables/events.yaml:{line}" in told[0] for line in (8, 10))


@pytest.mark.parametrize("where", ["registry", "mapping"])
def test_a_name_is_described_in_one_place(tmp_path: Path, where: str) -> None:
    """By a mapping and the registry, or by two mappings: an error that names both."""
    more = 'entities:\n  "actor:unit-{unit | slug}": { type: SecurityUnit, name: "{unit}" }\nclaims:\n'
    names = LISTED.replace("claims:\n", "").replace("entities:\n", more.removesuffix("claims:\n"))
    files = {
        "registry": {"data/entities/units.yaml": "actor:unit-Dam-Guard: { type: SecurityUnit, name: Dam Guard }\n"},
        "mapping": {"data/tables/listed.yaml": names.replace("- says", "claims:\n- says", 1)},
    }[where]
    told = complaints(dossier(tmp_path / "case", files))
    other = "data/entities/units.yaml:1" if where == "registry" else "data/tables/listed.yaml:7"

    assert any("actor:unit-Dam-Guard is described twice" in one and other in one for one in told), told
    assert all("data/tables/events.yaml:12" in one for one in told if "twice" in one)


# --- judgements


def test_a_retracted_claim_of_a_table_is_told_everywhere(tmp_path: Path) -> None:
    project = dossier(tmp_path / "case")
    build(project)
    change(project.root, {"data/judgements.yaml": JUDGED.format("retracted", "claim:register-w1-1")})
    built = build(open_project(project.root))
    graph = dalil.open(project.root)

    assert built.news["events"] == {"encoded": 0, "added": 0, "changed": 0, "gone": 0}
    assert {row for row in said(project, "claim", "assessment") if row[1]} == {("claim:register-w1-1", "retracted")}
    edges = columns(project.build, "edges").filter(pl.col("assessment") != "")
    assert set(edges["claim"]) == {"claim:register-w1-1"}
    assert "retracted" in tell(explain(graph, "claim:register-w1-1"))
    build(open_project(project.root))
    assert state(project.build) == state(full(open_project(project.root), tmp_path / "copy").folder)


@pytest.mark.parametrize("name", ["claim:register-w77-1", "claim:register-w 1-1", "claim:register-w1-1>"])
def test_a_judgement_about_a_claim_that_no_row_makes_is_an_error(tmp_path: Path, name: str) -> None:
    project = dossier(tmp_path / "case", {"data/judgements.yaml": JUDGED.format("retracted", f"'{name}'")})

    assert any(name in one for one in complaints(project))


# --- nothing half-made


def dalil_build(root: Path) -> subprocess.Popen[str]:
    """A real build in a process of its own, which tells its stages on stderr."""
    environment = os.environ | {"PYTHONPATH": str(Path(dalil.__file__).parents[1])}
    command = [sys.executable, "-m", "dalil", "-C", str(root), "build"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment)


@pytest.mark.slow
@pytest.mark.parametrize(("stage", "how"), [(3, signal.SIGKILL), (8, signal.SIGKILL), (5, signal.SIGINT)])
def test_interrupted_while_tables_are_encoded_the_old_build_stands(
    tmp_path: Path, stage: int, how: signal.Signals
) -> None:
    project = dossier(tmp_path / "case")
    build(project)
    old = state(project.build)
    change(project.root, events(*EVENT_ROWS, event("w9")))
    process = dalil_build(project.root)
    assert process.stderr
    for _ in range(stage):
        process.stderr.readline()
    process.send_signal(how)
    process.communicate()
    seen = state(project.build)
    build(project)

    assert seen == old
    assert state(project.build) == state(full(project, tmp_path / "copy").folder)
    assert private(project) == {"builds", "lock", "reports"}
    assert len(list((project.private / "builds").iterdir())) <= 2


def private(project: Project) -> set[str]:
    """What lies in .dalil."""
    return {path.name for path in project.private.iterdir()}


def test_bad_rows_leave_the_old_build_and_nothing_else(tmp_path: Path) -> None:
    project = dossier(tmp_path / "case", {MAPPING: STOP})
    build(project)
    old = state(project.build)
    change(project.root, events(event("w1", day="no day")))
    assert complaints(project)

    assert state(project.build) == old
    assert len(list((project.private / "builds").iterdir())) == 1
    assert private(project) == {"builds", "lock", "reports"}


def test_check_leaves_nothing_behind(tmp_path: Path) -> None:
    """It reads, encodes and validates the tables, and finds what a build would."""
    project = dossier(tmp_path / "case")
    checked = check(project)
    change(project.root, {MAPPING: STOP, **events(event("w1", day="no day"))})

    assert checked.tabled
    assert checked.tabled.quads > 100
    assert private(project) == {"reports"}
    assert not project.build.exists()
    assert len(complaints(project, check)) == 1
    assert private(project) == {"reports"}


# --- every row, every column

ROWS = st.lists(
    st.builds(
        event,
        st.sampled_from(["w1", "w2", "w3", "w4", "", "not a name!"]),
        day=st.sampled_from(["2031-05-03", "skip", "no day", ""]),
        town=st.sampled_from(["weir", ""]),
        unit=st.sampled_from(["Dam Guard", ""]),
        killed=st.sampled_from(["41", "", "many"]),
        sources=st.sampled_from(["a", "a;b", ""]),
        sure=st.sampled_from(["High", "Odd", ""]),
        part=st.sampled_from(["", "mill", "gone"]),
    ),
    max_size=6,
)


def _accounted(rows: list[Row], built: Built, project: Project) -> None:
    record = built.manifest["tables"]["events"]
    issues = reported(project) if record["reported"] else []
    told = {issue["row"] for issue in issues}
    numbers = set(range(2, len(rows) + 2))
    ignored = {n for n, row in enumerate(rows, 2) if row["day"] == "skip"}
    own = columns(project.build, "claims").filter(pl.col("part").str.starts_with("events."))
    by_key = Counter(row["id"] for row in rows if row["day"] != "skip")
    mapped = {min(n for n, row in enumerate(rows, 2) if row["id"] == key and n not in ignored) for key in own["row"]}

    assert record["rows"] == len(rows)
    assert record["ignored"] == len(ignored)
    assert record["mapped"] == len(mapped)
    assert record["claims"] == own.height == own["claim"].n_unique()
    assert record["reported"] == len(told)
    assert mapped | ignored | told == numbers
    assert not ignored & (mapped | told)
    assert all(by_key[key] == 1 or own.filter(pl.col("row") == key)["passage"].n_unique() == 1 for key in own["row"])


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(ROWS)
def test_every_row_is_mapped_ignored_or_reported(rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = dossier(Path(folder) / "case", {"data/tables/listed.yaml": None, **events(*rows)})
        _accounted(rows, build(project), project)


def test_a_column_that_is_neither_used_nor_ignored_stops_the_build(tmp_path: Path) -> None:
    project = dossier(tmp_path / "case", {MAPPING: EVENTS.replace("ignore: [remark]\n", "")})

    assert any("neither used nor ignored: 'remark'" in one for one in complaints(project))


# --- columns


def _alike(project: Project) -> None:
    """claims.parquet and edges.parquet, read as folders, and SPARQL."""
    graph = dalil.open(project.root)
    claims, edges = (columns(project.build, name) for name in ("claims", "edges"))

    assert told_claims(claims) == asked_claims(graph.store, project.curies)
    assert told_edges(edges) == asked_edges(graph.store, project.curies)


@pytest.mark.slow
def test_columns_say_what_sparql_says_build_after_build(tmp_path: Path) -> None:
    """After edits of rows, of dates that bound other rows' edges, of what is part of what, and of judgements."""
    rows = [event(f"w{n}", part="w0" if n else "", day="2031-05-03" if n % 2 else "") for n in range(6)]
    edits: list[dict[str, str | None]] = [
        events(*rows),
        events(*rows[:-1], event("w9", part="w1")),
        events(rows[0] | {"day": "2031-04"}, *rows[1:]),
        events(rows[0], rows[1] | {"part": "", "day": "2030"}, *rows[2:]),
        {"data/judgements.yaml": JUDGED.format("retracted", "claim:register-w1-1")},
        {"data/judgements.yaml": JUDGED.format("accepted", "claim:register-w2-2-paper-a")},
        {"data/tables/new.csv": text(OLD_ROWS[1:], NAMES), "data/judgements.yaml": None},
    ]
    project = dossier(tmp_path / "case")
    for edit in edits:
        change(project.root, edit)
        build(open_project(project.root))
        _alike(project)


# --- versions

PEOPLE = st.lists(
    st.builds(
        person,
        st.sampled_from([f"p{n}" for n in range(4)]),
        name=st.sampled_from(["A", "B"]),
        unit=st.sampled_from(["Dam Guard", "Mill Guard", ""]),
        born=st.sampled_from(["", "1990", "1991-02"]),
    ),
    max_size=4,
    unique_by=lambda row: row["id"],
)


def stated(rows: list[Row]) -> dict[tuple[str, int], str]:
    """Row and place in the mapping → what the claim says; a unit that no event names is nobody's."""
    places = ("name", "unit", "born")
    return {
        (row["id"], n): row[cell]
        for row in rows
        for n, cell in enumerate(places, 1)
        if row[cell] and row[cell] != "Mill Guard"
    }


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(PEOPLE, PEOPLE)
def test_versions_are_counted_as_the_two_tables_say(old: list[Row], new: list[Row]) -> None:
    """Nobody is named but who is described: every row of either version gives its person a name."""
    with tempfile.TemporaryDirectory() as folder:
        files = {"data/tables/old.csv": text(old, NAMES), "data/tables/new.csv": text(new, NAMES)}
        project = dossier(Path(folder) / "case", files)
        first, second = build(project).manifest["tables"]["listed"]["versions"]
        then, now = stated(old), stated(new)
        changed = {key for key in then.keys() & now.keys() if then[key] != now[key]}
        added, gone = now.keys() - then.keys(), then.keys() - now.keys()
        ended = {claim for claim, withdrawn in said(project, "claim", "withdrawn") if withdrawn}

        assert first == {
            "version": "2031-10-29",
            "added": len(then),
            "changed": 0,
            "withdrawn": 0,
            "standing": len(then),
        }
        assert second == {
            "version": "2032-10-30",
            "added": len(added),
            "changed": len(changed),
            "withdrawn": len(gone),
            "standing": len(now),
        }
        assert ended == {f"claim:list-2031-10-29-{key}-{place}" for key, place in gone | changed}


def test_a_claim_that_is_withdrawn_keeps_its_name(tmp_path: Path) -> None:
    """A first build knows one version; the next adds another, and only tells the end of what it no longer says."""
    project = dossier(tmp_path / "case", {"data/tables/new.csv": text(OLD_ROWS, NAMES)})
    build(project)
    before = said(project, "claim")
    change(project.root, {"data/tables/new.csv": text(NEW_ROWS, NAMES)})
    build(project)
    store = dalil.open(project.root).store
    asked = f"SELECT ?c ?why {{ ?c <{DALIL}withdrawn> ?t ; <{DALIL}withdrawal> ?why }}"
    ended = {project.curies.shorten(claim): why.value for claim, why in store.query(asked)}  # type: ignore[union-attr]

    assert before <= said(project, "claim")
    assert ended.keys() <= {claim for (claim,) in before}
    assert ended["claim:list-2031-10-29-p3-1"] == "no longer in the version of 2032-10-30"


def test_versions_may_be_called_the_same_and_lie_in_two_folders(tmp_path: Path) -> None:
    """Each row names the snapshot of its own version."""
    listed = LISTED.replace("old.csv", "2031/list.csv").replace("new.csv", "2032/list.csv")
    files = {
        "data/tables/listed.yaml": listed,
        "data/tables/2031/list.csv": text(OLD_ROWS, NAMES),
        "data/tables/2032/list.csv": text(NEW_ROWS, NAMES),
    }
    project = dossier(tmp_path / "case", files)
    built = build(project)
    hashes = [file["sha256"][:20] for file in built.manifest["tables"]["listed"]["files"]]
    asked = "SELECT ?row ?state { ?row <http://www.w3.org/ns/oa#hasState> ?state }"
    states = {(r.value.rsplit("/")[-1], s.value) for r, s in dalil.open(project.root).store.query(asked)}  # type: ignore[union-attr]

    assert {state[-20:] for row, state in states if row.startswith("row-list-2031")} == {hashes[0]}
    assert {state[-20:] for row, state in states if row.startswith("row-list-2032")} == {hashes[1]}


def test_a_corrected_file_of_a_version_is_named_by_all_its_rows(tmp_path: Path) -> None:
    """Rows that stayed as they were stand in another snapshot now."""
    project = dossier(tmp_path / "case")
    build(project)
    change(project.root, {"data/tables/old.csv": text([*OLD_ROWS, person("p8")], NAMES)})
    build(project)

    assert state(project.build) == state(full(project, tmp_path / "copy").folder)


def test_a_table_without_rows_makes_no_claim(tmp_path: Path) -> None:
    project = dossier(tmp_path / "case", {**events(), "data/tables/new.csv": text([], NAMES)})
    record = manifest(build(project).folder)["tables"]

    assert (record["events"]["rows"], record["events"]["claims"]) == (0, 0)
    assert record["listed"]["versions"][1]["standing"] == 0
