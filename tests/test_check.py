"""`dalil check` and `dalil build` where something does not hold: formats, exit codes, which files, and what is cut."""

import json
import re
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest
from rdflib import BNode, Dataset, Graph, Namespace
from rdflib.namespace import RDF
from typer.testing import CliRunner

from dalil.build import read_dossier
from dalil.cli import app
from dalil.project import open_project
from dalil.starter import make_dossier
from tests.test_cli import ENVIRONMENT
from tests.test_reports import SARIF

RULES = Path(__file__).parent / "watch-shapes.ttl"
UNION, COMPANY = "data/facts/union-2021.yaml", "data/facts/company-2021.yaml"


class Done(NamedTuple):
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str, cwd: Path) -> Done:
    """One command in this process: the way in and out, with processes, is tested with the commands themselves."""
    with chdir(cwd):
        done = CliRunner().invoke(app, list(words))
    return Done(done.exit_code, done.stdout, done.stderr)


def dossier(folder: Path, severity: str = "Warning") -> Path:
    """The worked example, with a rule of its own that each of its eleven claims breaks."""
    make_dossier(folder)
    (folder / "shapes").mkdir()
    rules = RULES.read_text(encoding="utf-8").replace("sh:Warning", f"sh:{severity}")
    (folder / "shapes/own.ttl").write_text(rules, encoding="utf-8")
    with (folder / "dalil.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[validation]\noracle = 0\n")  # what pySHACL says of a sample is another matter
    return folder


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eleven warnings."""
    return dossier(tmp_path_factory.mktemp("check") / "warned")


@pytest.fixture(scope="module")
def violated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eleven violations."""
    return dossier(tmp_path_factory.mktemp("check") / "violated", "Violation")


def misspelt(folder: Path) -> Path:
    """The worked example with a term that nobody knows."""
    make_dossier(folder)
    file = folder / UNION
    file.write_text(file.read_text(encoding="utf-8").replace("perpetrator:", "perpetratr:"), encoding="utf-8")
    return folder


# --- exit codes


def test_warnings_alone_are_told_and_leave_with_0(warned: Path) -> None:
    done = run("check", cwd=warned)

    assert done.returncode == 0
    assert "warning: a claim says how sure it is [claim-is-sure]" in done.stderr
    assert "11 warnings" in done.stderr
    assert "11 claims hold" in done.stderr


def test_strict_makes_warnings_findings(warned: Path) -> None:
    assert run("check", "--strict", cwd=warned).returncode == 1


def test_violations_leave_with_1_and_stop_a_build(violated: Path) -> None:
    check, build = run("check", cwd=violated), run("build", cwd=violated)

    assert (check.returncode, build.returncode) == (1, 1)
    assert "violation: a claim says how sure it is [claim-is-sure]" in build.stderr
    assert "nothing was built" in build.stderr
    assert not (violated / "build").exists()


def test_what_a_build_would_refuse_by_its_rules_a_check_refuses_too(tmp_path: Path) -> None:
    """A town in its own pier: no shape sees a ring."""
    make_dossier(tmp_path / "case")
    with (tmp_path / "case" / COMPANY).open("a", encoding="utf-8") as facts:
        facts.write("\n- quote: two people\n  says: { place:northport: { within: place:pier-4 } }\n")
    done = run("check", cwd=tmp_path / "case")

    assert done.returncode == 1
    assert re.search(r"^violation D\d+: .*\[check-rings\]$", done.stderr, re.MULTILINE), done.stderr
    assert f"{COMPANY}:20: " in done.stderr


# --- what is told


def test_a_finding_has_its_line_its_claim_and_its_words(violated: Path) -> None:
    done = run("check", cwd=violated)
    lines = [line for line in done.stderr.splitlines() if line.startswith(f"{UNION}:10: ")]

    assert len(lines) == 1
    assert "claim:" in lines[0]
    assert "“guards of the Pier Company fired at a meeting of dockers”" in lines[0]


def test_limit_cuts_visibly(violated: Path) -> None:
    cut = run("check", "--limit", "2", cwd=violated).stderr
    whole = run("check", "--limit", "0", cwd=violated).stderr

    assert cut.count("claim:") == 2
    assert "… and 9 more like it in 2 files (--limit 0 shows all, --format json has all)" in cut
    assert whole.count("claim:") == 11


def test_by_file_each_file_has_its_own(violated: Path) -> None:
    done = run("check", "--by", "file", cwd=violated)

    assert f"{COMPANY} (5)" in done.stderr.splitlines()
    assert f"{UNION} (6)" in done.stderr.splitlines()


def test_of_some_files_only_theirs_is_told_and_the_rest_counted(violated: Path, tmp_path: Path) -> None:
    one = run("check", UNION, cwd=violated)
    broken = misspelt(tmp_path / "broken")
    other = run("check", COMPANY, cwd=broken)

    assert (one.returncode, other.returncode) == (1, 0)
    assert COMPANY not in one.stderr
    assert "5 problems elsewhere" in one.stderr
    assert f"nothing wrong in {COMPANY}; 1 problem elsewhere" in other.stderr


# --- formats


def test_every_format_goes_to_stdout_and_says_the_same(violated: Path) -> None:
    told = {name: run("check", "--format", name, cwd=violated) for name in ("json", "ttl", "sarif", "github")}
    sarif = json.loads(told["sarif"].stdout)
    jsonschema.validate(sarif, SARIF)
    shacl = "http://www.w3.org/ns/shacl#"
    report = Graph().parse(data=told["ttl"].stdout, format="turtle")

    assert {done.returncode for done in told.values()} == {1}
    assert len(json.loads(told["json"].stdout)["findings"]) == 11
    assert len(report.query(f"SELECT ?r {{ ?r a <{shacl}ValidationResult> ; <{shacl}value>?|!<{shacl}value> ?x }}")) > 0
    assert len(list(report.query(f"SELECT ?r {{ ?r a <{shacl}ValidationResult> }}"))) == 11
    assert len(sarif["runs"][0]["results"]) == 11
    assert told["github"].stdout.count("::error file=data/facts/") == 11


def test_a_report_in_turtle_says_what_pyshacl_says_of_the_same_data(tmp_path: Path) -> None:
    """Focus, path, value (a text, a number, a name), component, severity and shape of each result."""
    from pyshacl import validate

    case = tmp_path / "case"
    make_dossier(case)
    (case / "shapes").mkdir()
    own = """@prefix dalil: <https://w3id.org/dalil/ontology#> . @prefix own: <https://example.org/own#> .
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        own:counts a sh:NodeShape ; sh:targetSubjectsOf dalil:low ; sh:property own:few, own:nameless .
        own:few a sh:PropertyShape ; sh:path dalil:low ; sh:maxExclusive 1 ; sh:severity sh:Warning ; sh:message "Few."@en .
        own:nameless a sh:PropertyShape ; sh:path [ sh:alternativePath ( dalil:unit dalil:high ) ] ; sh:nodeKind sh:IRI ;
            sh:severity sh:Info ; sh:message "A name."@en .
        own:claims a sh:NodeShape ; sh:targetClass dalil:Claim ; sh:property own:mode .
        own:mode a sh:PropertyShape ; sh:path dalil:mode ; sh:in ( dalil:denied ) ;
            sh:severity sh:Violation ; sh:message "All is denied."@en ."""
    (case / "shapes/own.ttl").write_text(own, encoding="utf-8")
    ours = Graph().parse(data=run("check", "--format", "ttl", cwd=case).stdout, format="turtle")
    data = Dataset(default_union=True).parse(data=read_dossier(open_project(case)).nquads(), format="nquads")
    merged = Graph()
    for triple in data.triples((None, None, None)):
        merged.add(triple)
    _, theirs, _ = validate(merged, shacl_graph=Graph().parse(data=own, format="turtle"))

    assert len(results(ours)) == 15
    assert results(ours) == results(theirs)


def results(report: object) -> list[tuple[str, ...]]:
    """What tells the results of a report apart; of a path that is not one predicate, that it is none."""
    assert isinstance(report, Graph)
    names = ("focusNode", "value", "sourceConstraintComponent", "resultSeverity", "sourceShape", "resultPath")
    shacl = Namespace("http://www.w3.org/ns/shacl#")
    found = []
    for result in report.subjects(RDF.type, shacl.ValidationResult):
        terms = [report.value(result, shacl[name]) for name in names]
        found.append(tuple("[]" if isinstance(term, BNode) else term.n3() if term else "" for term in terms))
    return sorted(found)


def test_errors_of_files_are_told_in_every_format(tmp_path: Path) -> None:
    """A validation report has no form for them: they go to stderr, and there is no report."""
    case = misspelt(tmp_path / "case")
    told = {name: run("check", "--format", name, cwd=case) for name in ("json", "ttl", "sarif", "github")}

    assert {done.returncode for done in told.values()} == {1}
    assert json.loads(told["json"].stdout)["errors"][0]["line"] == 12
    assert json.loads(told["sarif"].stdout)["runs"][0]["results"][0]["ruleId"] == "UnknownTerm"
    assert told["github"].stdout.startswith(f"::error file={UNION},line=12,col=")
    assert told["ttl"].stdout == ""
    assert "the report has no results" in told["ttl"].stderr
    assert "did you mean perpetrator" in told["ttl"].stderr


def test_a_build_tells_its_report_in_a_format(warned: Path, violated: Path) -> None:
    """A build that fails as one that does not: the report is the data, the summary is not."""
    good = run("build", "--format", "sarif", cwd=warned)
    bad = run("build", "--format", "sarif", cwd=violated)

    assert (good.returncode, bad.returncode) == (0, 1)
    assert [len(json.loads(done.stdout)["runs"][0]["results"]) for done in (good, bad)] == [11, 11]
    assert "validation" in good.stderr
    assert run("build", "--strict", cwd=warned).returncode == 1


def test_files_are_named_from_the_repository_that_github_checked_out(
    warned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(warned.parent))
    done = run("check", "--format", "github", cwd=warned)

    assert f"::warning file={warned.name}/data/facts/" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "--format", "xml"], "text, json, ttl, sarif or github"),
        (["check", "--by", "claim"], "rule or file"),
        (["check", "--limit", "-1"], "--limit"),
        (["build", "--format", "csv"], "text, json, ttl, sarif or github"),
    ],
)
def test_an_option_that_is_none_is_a_usage_error(warned: Path, words: list[str], said: str) -> None:
    done = run(*words, cwd=warned)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_terminal_gets_no_colours_where_it_asks_for_none(violated: Path) -> None:
    """`script` gives the command a terminal; NO_COLOR is set for tests of pages, and taken away here."""
    if shutil.which("script") is None:
        pytest.skip("there is no `script` here to give a terminal")
    plain = {key: value for key, value in ENVIRONMENT.items() if key != "NO_COLOR"} | {"TERM": "xterm"}
    seen = {}
    for name, environment in (("colour", plain), ("none", plain | {"NO_COLOR": "1"})):
        command = ["script", "-qec", f"{sys.executable} -m dalil check", "/dev/null"]
        done = subprocess.run(command, cwd=violated, env=environment, capture_output=True, text=True, check=False)
        seen[name] = done.stdout

    assert "\x1b[31mviolation" in seen["colour"]
    assert "\x1b[31m" not in seen["none"]
    assert "violation: a claim says" in seen["none"]
