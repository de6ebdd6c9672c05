"""The command as scripts and people use it: data on stdout, all else on stderr, exit codes that can be relied on."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import dalil

ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(dalil.__file__).parents[1]), "COLUMNS": "120"}


def run(*words: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """One command in a fresh process."""
    command = [sys.executable, "-m", "dalil", *words]
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, input=stdin, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example, made and built by the commands themselves."""
    folder = tmp_path_factory.mktemp("cli")
    for words in (["init", "case"], ["-C", "case", "build"]):
        done = run(*words, cwd=folder)

        assert done.returncode == 0, done.stderr
    return folder / "case"


def claim_of(case: Path, words: str) -> str:
    """The CURIE of the one claim whose quotation begins so."""
    rows: list[dict[str, str]] = json.loads(
        run("query", "-", "--json", cwd=case, stdin="SELECT ?c ?q { ?c dalil:quote ?q }").stdout
    )
    return next("claim:" + row["c"].rpartition("claim-")[2] for row in rows if row["q"].startswith(words))


def test_build_tells_a_summary_on_stdout_and_progress_on_stderr(case: Path) -> None:
    """The summary is data; the stages are not."""
    done = run("build", cwd=case)

    assert "11 of 11 checked against the text" in done.stdout
    assert "2 conflicts" in done.stdout
    assert "validating" in done.stderr
    assert "validating" not in done.stdout


def test_strict_build_leaves_with_1_where_claims_conflict(case: Path) -> None:
    """--strict makes a conflict a finding."""
    assert run("build", "--strict", cwd=case).returncode == 1


@pytest.mark.parametrize("format_", ["table", "csv", "tsv", "json", "jsonl", "ttl", "nt"])
def test_every_format_has_every_row(case: Path, format_: str) -> None:
    """A format changes the writing, not the answer."""
    done = run("query", "SELECT ?a { GRAPH ?c { ?e dalil:injured ?a } }", "--format", format_, cwd=case)

    assert done.returncode == 0
    assert "count" in done.stdout
    assert done.stdout.count("ge3") == 1
    assert "2 rows" in done.stderr


def test_the_designs_own_question_runs_as_written(case: Path) -> None:
    """Prefixes are added; a denial is not returned as an accusation."""
    question = """SELECT ?actor ?speaker ?quote WHERE {
      GRAPH ?claim { event:shots-at-pier-4 dalil:perpetrator ?actor }
      ?claim dalil:accordingTo ?speaker ; dalil:quote ?quote .
    }"""
    rows = json.loads(run("query", "-", "--format", "json", cwd=case, stdin=question).stdout)

    assert [row["speaker"].rpartition("/")[2] for row in rows] == ["actor-harbour-union"]


def test_construct_gives_triples(case: Path) -> None:
    """A CONSTRUCT comes out as Turtle that parses."""
    import pyoxigraph as ox

    done = run("query", "CONSTRUCT { ?s ?p ?o } { GRAPH ?g { ?s ?p ?o } }", "-f", "ttl", cwd=case)

    assert len(list(ox.parse(done.stdout.encode(), format=ox.RdfFormat.TURTLE))) > 10


def test_explain_a_claim_shows_words_speaker_and_rivals(case: Path) -> None:
    """The denial is shown as one, with the claim it denies beside it."""
    told = run("explain", claim_of(case, "None of our guards"), cwd=case).stdout

    assert "“None of our guards fired at the dockers”" in told
    assert "denied by  Pier Company" in told
    assert "conflicts" in told
    assert "data/facts/company-2021.yaml:" in told


def test_explain_two_entities_gives_each_hop_its_words(case: Path) -> None:
    """How the company is tied to Northport, hop by hop."""
    story = json.loads(run("explain", "actor:pier-company", "place:northport", "--json", cwd=case).stdout)

    claims = [claim for hop in story["hops"] for claim in hop["claims"]]
    accused = [claim for claim in claims if any("perpetrator" in sentence for sentence in claim["says"])]

    assert len(story["hops"]) == 4
    assert all(claim["quote"] for claim in claims)
    assert accused
    assert all("denied by" in claim["rivals"][0]["sentence"] for claim in accused)


def test_explain_an_event_never_hides_a_denial_or_a_retraction(tmp_path: Path) -> None:
    """The accusation is shown with who denies it; retracted, it is shown as such with the reason, and clashes with nobody."""
    run("init", "case", cwd=tmp_path)
    case = tmp_path / "case"
    run("build", cwd=case)
    claim = claim_of(case, "guards of the Pier Company")
    story = json.loads(run("explain", claim, "--json", cwd=case).stdout)

    assert [rival["kind"] for rival in story["rivals"]] == ["conflicts"]

    entry = f"- retracted: {claim}\n  reason: for this test\n  who: editors\n  when: 2021-07-01\n"
    (case / "data/judgements.yaml").write_text(entry, encoding="utf-8")
    run("build", cwd=case)
    story = json.loads(run("explain", "event:shots-at-pier-4", "--json", cwd=case).stdout)
    (accusation,) = (one for one in story["claims"] if one["claim"] == claim)

    assert accusation["assessment"] == ["retracted"]
    assert [judgement["reason"] for judgement in accusation["judgements"]] == ["for this test"]
    assert "rivals" not in accusation


def test_conflicts_as_json_has_the_promised_keys(case: Path) -> None:
    """kind, claims, rule, sentence: what scripts rely on."""
    conflicts = json.loads(run("conflicts", "--format", "json", cwd=case).stdout)
    everything = json.loads(run("conflicts", "--all", "--format", "json", cwd=case).stdout)

    assert {"kind", "claims", "rule", "sentence"} <= set(conflicts[0])
    assert {pair["kind"] for pair in conflicts} == {"conflicts"}
    assert {pair["kind"] for pair in everything} == {"conflicts", "refines", "same"}


@pytest.mark.parametrize("format_", ["graphml", "gexf", "json", "cytoscape", "csv", "svg", "table"])
def test_network_writes_every_format(case: Path, tmp_path: Path, format_: str) -> None:
    """A file appears, whole, with the guards in it."""
    done = run("network", "--format", format_, "-o", str(tmp_path / "net"), cwd=case)

    assert done.returncode == 0, done.stderr
    assert "guards" in (tmp_path / "net").read_text(encoding="utf-8")


def test_coverage_accounts_for_every_character(case: Path) -> None:
    """The worked example is read whole."""
    found = json.loads(run("coverage", "source:union-2021", "--json", cwd=case).stdout)

    assert found["characters"]["unread"] == 0
    assert sum(found["characters"].values()) == len((case / "texts/union-2021.txt").read_text(encoding="utf-8"))


def test_coverage_is_not_held_up_by_another_source(tmp_path: Path) -> None:
    """An error in the facts of one source is told, and does not hide what was read of another."""
    run("init", "other", cwd=tmp_path)
    facts = tmp_path / "other/data/facts/company-2021.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("place:", "plaice:", 1), encoding="utf-8")
    union = run("coverage", "source:union-2021", cwd=tmp_path / "other")
    company = run("coverage", "source:company-2021", cwd=tmp_path / "other")

    assert (union.returncode, company.returncode) == (0, 1)
    assert "errors in other files" in union.stderr
    assert "plaice" in company.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["query", "perpetraters"], 2, "did you mean perpetrators"),
        (["query", "perpetrators", "-p", "evnt=x"], 2, "did you mean event"),
        (["query", "SELECT ?x { ?x"], 2, "cannot be answered"),
        (["query", "perpetrators", "--format", "xls"], 2, "table, csv"),
        (["query", "perpetrators", "--endpoint", "http://127.0.0.1:1/query"], 5, "does not answer"),
        (["explain", "event:shots-at-pier-5"], 1, "did you mean event:shots-at-pier-4"),
        (["explain", "nonsense"], 1, "no known prefix"),
        (["coverage", "source:nobody"], 1, "no source is called"),
        (["hold", "no-such-file.txt", "--source", "source:union-2021"], 3, "No such file"),
        (["build", "--store", "cloud"], 2, "auto, memory or disk"),
        (["build", "--engine", "sparks"], 2, "polars or duckdb"),
        (["check", "--engine", "jena"], 2, "auto, shacl or pyshacl"),
        (["map", "no-such-table.csv"], 3, "no-such-table.csv"),
        (["init", "."], 3, "not empty"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_errors_are_sentences_with_an_exit_code(case: Path, words: list[str], code: int, said: str) -> None:
    """Nothing on stdout, what is wrong and what to do on stderr, and never a traceback."""
    done = run(*words, cwd=case)

    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_a_dossier_it_says_so(tmp_path: Path) -> None:
    """The hint is the command that makes a dossier."""
    done = run("build", cwd=tmp_path)

    assert done.returncode == 3
    assert "dalil init" in done.stderr


def test_before_a_build_it_says_so(tmp_path: Path) -> None:
    """A question before the first build is answered with what to do."""
    run("init", "case", cwd=tmp_path)
    done = run("query", "perpetrators", cwd=tmp_path / "case")

    assert done.returncode == 3
    assert "dalil build" in done.stderr


def test_check_gives_errors_as_json(tmp_path: Path) -> None:
    """An editor gets file, line, column, message and hint."""
    run("init", "other", cwd=tmp_path)
    facts = tmp_path / "other/data/facts/union-2021.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("perpetrator:", "perpetratr:"), encoding="utf-8")
    done = run("check", "--json", cwd=tmp_path / "other")
    error = json.loads(done.stdout)["errors"][0]

    assert done.returncode == 1
    assert (error["file"], error["line"]) == ("data/facts/union-2021.yaml", 12)
    assert "perpetrator" in error["hint"]


def test_schema_is_a_json_schema(case: Path) -> None:
    """dalil schema prints what an editor can use."""
    assert json.loads(run("schema", cwd=case).stdout)["$schema"].startswith("https://json-schema.org/")


def test_schema_of_mappings_has_their_keys(case: Path) -> None:
    """dalil schema --tables is for data/tables."""
    schema = json.loads(run("schema", "--tables", cwd=case).stdout)

    assert schema["$schema"].startswith("https://json-schema.org/")
    assert {"table", "row", "claims", "lookups"} <= schema["properties"].keys()


def test_doctor_tells_extras_and_tables(case: Path) -> None:
    """Which extras are there, in which version; where each table is, or that it is not there."""
    folder = case / "data/tables"
    folder.mkdir()
    for name in ("there", "gone"):
        mapping = f'table: {name}.csv\nrow: "{{id}}"\nsource: source:union-2021\nclaims: [{{ says: {{ "event:x-{{id}}": {{ type: Event }} }} }}]\n'
        (folder / f"{name}.yaml").write_text(mapping, encoding="utf-8")
    (folder / "there.csv").write_text("id\n1\n", encoding="utf-8")
    found = json.loads(run("doctor", "--json", cwd=case).stdout)
    shutil.rmtree(folder)

    assert set(found["extras"]) == {"duckdb", "excel", "fast", "postgres"}
    assert all(told[-1].isdigit() or "pip install" in told for told in found["extras"].values())
    assert found["dossier"]["tables"]["there"] == "data/tables/there.csv"
    assert "gone.csv" in found["dossier"]["tables"]["gone"]


@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_cells_that_a_spreadsheet_would_run_stay_as_they_are_and_are_told(case: Path, format_: str) -> None:
    """A program gets what stands in the graph; a person learns that it is no file to double-click."""
    question = 'SELECT * { VALUES ?cell { "=cmd|x" "+1+1" "-2+3" "@SUM(A1)" "-12.5" "plain" } }'
    done = run("query", question, "--format", format_, cwd=case)

    assert all(cell in done.stdout for cell in ("=cmd|x", "+1+1", "-2+3", "@SUM(A1)"))
    assert "4 cells would run as a formula in a spreadsheet" in done.stderr


def test_answer_without_formulas_is_not_warned_of(case: Path) -> None:
    """Numbers below zero are none."""
    done = run("query", 'SELECT * { VALUES ?cell { "-12.5" -3 "plain" } }', "--format", "csv", cwd=case)

    assert "spreadsheet" not in done.stderr


def test_rows_that_were_left_out_are_told_with_their_reasons(tmp_path: Path) -> None:
    """on_error: report builds the rest, counts what is wrong by reason, and says where all of it stands."""
    run("init", "case", cwd=tmp_path)
    case = tmp_path / "case"
    (case / "data/tables").mkdir()
    (case / "data/tables/log.csv").write_text("id,day\n1,2031\n2,some day\n3,no day\n", encoding="utf-8")
    source = "title: A log\ntype: Dataset\nvoice: actor:harbour-union\nlanguage: en\nrights: invented\n"
    (case / "data/sources/log.yaml").write_text(source, encoding="utf-8")
    mapping = 'table: log.csv\nrow: "{id}"\nsource: source:log\non_error: report\nclaims:\n- says: { "event:log-{id}": { type: Event, date: "{day}" } }\n'
    (case / "data/tables/log.yaml").write_text(mapping, encoding="utf-8")
    done = run("build", cwd=case)

    assert done.returncode == 0, done.stderr
    assert "log: 3 rows: 1 mapped, 2 reported; 1 claims" in done.stdout
    assert "log: 2 faults in 2 rows:\n        2 × column day: … is not a date" in done.stderr
    assert "log.csv, row 3, column day: “some day”" in done.stderr
    assert "all of them: .dalil/reports/log.jsonl" in done.stderr


@pytest.mark.parametrize("words", [["check"], ["map", "large.csv"]], ids=" ".join)
def test_interrupted_it_says_what_stands(case: Path, words: list[str]) -> None:
    """Ctrl-C at the first stage leaves with 130, one sentence, and nothing written."""
    (case / "large.csv").write_text("id,day\n" + "".join(f"{n},2031-05-03\n" for n in range(300_000)), encoding="utf-8")
    command = [sys.executable, "-m", "dalil", *words]
    with subprocess.Popen(command, cwd=case, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    (case / "large.csv").unlink()

    assert process.returncode == 130
    assert "interrupted; nothing was" in said
    assert not (case / "data/tables/large.yaml").exists()


def test_a_closed_pipe_is_no_traceback(case: Path) -> None:
    """`dalil query … | head -1` ends quietly."""
    command = f"{sys.executable} -m dalil query 'SELECT * {{ ?s ?p ?o }}' --format csv | head -1"
    done = subprocess.run(command, shell=True, cwd=case, env=ENVIRONMENT, capture_output=True, text=True, check=False)

    assert "Traceback" not in done.stderr
