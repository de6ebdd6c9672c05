"""Validation that would never end, or find ever so much: it is stopped, it says which shape it was, and nothing is left running. All data is invented."""

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dalil.build import check
from dalil.errors import InvalidGraph, ProjectError, Where
from dalil.graph.shacl.running import engines, workers
from dalil.graph.shacl.running.shards import Shard, Task
from dalil.graph.shacl.running.workers import OutOfTime, validate_apart
from dalil.graph.shacl.shapes.reading import load_shapes, read_shapes
from dalil.graph.validate import validate, validate_parts
from tests import tabled

pytestmark = pytest.mark.slow  # processes that have to be stopped
ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology" / "dalil.ttl"
E = "https://example.org/"
RULES = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <{E}> .
"""
MANY = "".join(
    f"e:few{n} sh:targetSubjectsOf e:p ; sh:path e:q{n} ; sh:maxCount 3 ; sh:pattern 'x' .\n" for n in range(9)
)
ENDLESS_PATTERN = "e:back-and-back sh:targetSubjectsOf e:p ; sh:path e:p ; sh:pattern '^(a+)+$' .\n"
ENDLESS_QUERY = """e:all-by-all a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:sparql [ sh:message "x" ; sh:select '''
SELECT $this ?value WHERE { $this ?p ?value . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o
  FILTER(STR(?c) = CONCAT(STR(?f), STR(?i), STR(?l), STR(?o))) }''' ] .
"""
LONG = f'<{E}a> <{E}p> "{"a" * 60}!" .\n'
ROWS = "".join(f'<{E}a{n}> <{E}p> "v{n}" .\n' for n in range(300))


def test_regular_expression_that_goes_back_and_back_is_no_matter_for_the_fast_engine():
    report = validate(LONG, RULES + ENDLESS_PATTERN, "shacl")

    assert [finding.component for finding in report.findings] == ["PatternConstraintComponent"]


@pytest.mark.parametrize(
    ("engine", "data", "endless", "name", "hint"),
    [
        ("pyshacl", LONG, ENDLESS_PATTERN, "back-and-back", "one repetition inside another"),
        ("pyshacl", ROWS, ENDLESS_QUERY, "all-by-all", "look at its query"),
        ("shacl", ROWS, ENDLESS_QUERY, "all-by-all", "look at its query"),
    ],
)
def test_shape_that_does_not_come_to_an_end_is_named_by_file_and_line(tmp_path, engine, data, endless, name, hint):
    """It is found among others in about the time that was allowed, once more."""
    path = tmp_path / "own.ttl"
    path.write_text(RULES + MANY + endless, encoding="utf-8")
    with pytest.raises(ProjectError) as caught:
        validate(data, path, engine, seconds=1)

    assert f"the shape {name} did not come to an end within 1 seconds" in caught.value.message
    assert caught.value.where == Where(f"{tmp_path.name}/own.ttl", 12)
    assert hint in (caught.value.hint or "")


def test_shapes_that_are_only_slow_together_are_told_as_such(monkeypatch):
    """Nothing is blamed that comes to an end by itself."""
    shapes = read_shapes(RULES + MANY)
    stopped = iter([True])

    def slow(*_: object) -> list[object]:
        if next(stopped, False):
            raise OutOfTime("…")
        return []

    monkeypatch.setattr("dalil.graph.shacl.running.workers.validate_apart", slow)
    monkeypatch.setattr("dalil.graph.shacl.running.culprits.validate_apart", slow)
    with pytest.raises(ProjectError, match="the shapes together did not come to an end within 5 seconds"):
        validate(ROWS, shapes, "pyshacl", seconds=5)


def test_process_that_is_killed_is_told_and_not_waited_for(monkeypatch):
    """Another shard is being validated meanwhile: it is stopped too."""
    started: list[workers.Worker] = []
    first = workers.Worker.__init__

    def watched(self: workers.Worker, task: Task) -> None:
        first(self, task)
        started.append(self)
        if len(started) == 2:
            os.kill(self._process.pid, signal.SIGKILL)

    monkeypatch.setattr(workers, "_idle", [])
    monkeypatch.setattr(workers.Worker, "__init__", watched)
    task = Task("pyshacl", read_shapes(RULES + ENDLESS_PATTERN))
    begin = time.monotonic()
    with pytest.raises(ProjectError, match=r"ended without an answer \(killed by signal 9\)"):
        list(validate_apart(task, [Shard(LONG.encode())] * 2, 2, 60))

    assert all(worker._process.returncode is not None for worker in started)
    assert time.monotonic() - begin < 50


def test_worker_ends_when_nobody_asks_any_more():
    """Whoever started it may have been killed: its pipe is closed then."""
    task = Task("shacl", read_shapes(RULES + MANY))
    worker = workers.Worker(task)
    worker.ask(Shard(LONG.encode()), None)
    assert worker._process.stdin is not None
    worker._process.stdin.close()

    assert worker._process.wait(20) == 0
    worker.end()


def test_one_process_is_asked_again_but_not_after_components_of_ones_own(monkeypatch):
    idle: list[workers.Worker] = []
    monkeypatch.setattr(workers, "_idle", idle)
    validate(LONG, RULES + MANY, "pyshacl")
    (worker,) = idle
    report = validate(LONG, RULES + "e:a sh:targetSubjectsOf e:p ; sh:path e:q ; sh:minCount 1 .", "pyshacl")
    assert idle == [worker]
    own = """e:Long a sh:ConstraintComponent ; sh:parameter [ sh:path e:atLeast ] ;
        sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER (STRLEN(STR($value)) > $atLeast) }" ] .
    e:s sh:targetSubjectsOf e:p ; sh:path e:p ; e:atLeast 99 ."""
    lacking = validate(LONG, RULES + own, "pyshacl")

    assert [f.component for f in report.findings] == ["MinCountConstraintComponent"]
    assert [f.component for f in lacking.findings] == [f"{E}Long"]
    assert idle == []
    worker.end()


def test_script_without_a_main_guard_may_validate(tmp_path):
    """And nothing of the folder that it runs in is imported by the process that validates."""
    (tmp_path / "pickle.py").write_text("raise SystemExit('imported from the working folder')")
    code = f"""
from dalil.graph.validate import validate
report = validate({LONG!r}, {RULES + "e:a sh:targetSubjectsOf e:p ; sh:path e:q ; sh:minCount 1 ."!r}, "pyshacl")
print(len(report.findings))
"""
    answer = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (answer.stdout, answer.stderr) == ("1\n", "")


def test_bad_quads_are_told_from_another_process_too():
    with pytest.raises(InvalidGraph, match="the quads cannot be read"):
        validate("this is no quad .", RULES + MANY, "pyshacl")


@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
def test_shards_in_two_processes_give_the_report_of_one(tmp_path, engine):
    shapes = sorted((ROOT / "shapes").glob("*.ttl"))
    context = b"<https://example.org/claim-0> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/dalil/ontology#Claim> .\n"
    parts = []
    for number in range(1, 4):
        parts.append([tmp_path / f"{number}.nq"])
        parts[-1][0].write_bytes(context.replace(b"claim-0", f"claim-{number}".encode()))
    one, two = (validate_parts(parts, context, shapes, ONTOLOGY, engine, workers=workers) for workers in (1, 2))
    whole = validate(context + b"".join(path.read_bytes() for (path,) in parts), shapes, engine, ontology=ONTOLOGY)

    assert len(one.findings) > 8
    assert one == two == whole


def test_what_is_wrong_with_a_shard_names_its_file_from_another_process(tmp_path):
    (tmp_path / "a.nq").write_text("nothing like it")
    shapes = sorted((ROOT / "shapes").glob("*.ttl"))
    with pytest.raises(InvalidGraph, match=r"a\.nq: the quads cannot be read"):
        validate_parts([[tmp_path / "a.nq"]] * 3, b"", shapes, ONTOLOGY, workers=2)


def test_ten_thousand_violations_of_one_shape_are_all_told():
    claims = "".join(
        f"<{E}claim-{n}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/dalil/ontology#Claim> .\n"
        f'<{E}claim-{n}> <https://w3id.org/dalil/ontology#recordedIn> "data/facts/a.yaml:{n}" .\n'
        for n in range(1, 10_001)
    )
    shape = "e:a sh:targetClass <https://w3id.org/dalil/ontology#Claim> ; sh:path e:mode ; sh:minCount 1 ."
    report = validate(claims, RULES + shape)

    assert [finding.where for finding in report.findings] == [f"data/facts/a.yaml:{n}" for n in range(1, 10_001)]
    assert report.findings[6].claim == f"{E}claim-7"
    assert report.cut == ()


def test_shape_that_finds_more_than_anybody_reads_is_named_and_hides_no_other(monkeypatch):
    monkeypatch.setattr(engines, "MOST", 100)
    monkeypatch.setattr(engines, "LEAST", 10)
    monkeypatch.setattr(engines, "IN_ALL", 150)
    loud = "".join(f"e:loud{n} sh:targetSubjectsOf e:p ; sh:path e:p ; sh:class e:c{n} .\n" for n in range(3))
    quiet = "e:quiet a sh:NodeShape ; sh:targetNode e:a7 ; sh:property [ sh:path e:q ; sh:minCount 1 ] .\n"
    report = validate(ROWS, RULES + loud + MANY + quiet)

    assert report.cut == tuple(f"{E}loud{n}" for n in range(3))
    assert {f.focus for f in report.findings if f.component.startswith("Min")} == {f"{E}a7"}
    assert 100 < len(report.findings) <= 300
    assert report.summary()["cut"] == list(report.cut)


def test_shapes_of_the_package_are_all_such_that_they_end():
    """So they are validated in this process, and a build costs no start of another."""
    assert not Task("shacl", load_shapes(sorted((ROOT / "shapes").glob("*.ttl")))).may_hang


# --- files that are larger than memory likes


@pytest.fixture
def streamed(monkeypatch):
    """Every file of lines is streamed, however small."""
    monkeypatch.setattr("dalil.graph.shacl.running.texts.LARGE", 0)


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.usefixtures("streamed")
def test_streamed_file_gives_the_report_of_its_text(tmp_path, end, packed):
    text = f'{ROWS}_:second <{E}p> "_:first" .\n_:third <{E}p> _:second .{end}'
    path = tmp_path / ("a.nt.gz" if packed else "a.nt")
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    shapes = RULES + "e:a sh:targetSubjectsOf e:p ; sh:path e:p ; sh:class e:C ."
    report = validate(path, shapes)

    assert report == validate(text, shapes)
    assert report.quads == 302
    assert {finding.focus for finding in report.findings if finding.focus.startswith("_:")} == {"_:second", "_:third"}


@pytest.mark.usefixtures("streamed")
def test_streamed_file_leads_to_lines_and_is_lent_the_ontology(tmp_path):
    path = tmp_path / "a.nq"
    path.write_text(
        f"<{E}claim-1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/dalil/ontology#Claim> .\n"
        f'<{E}claim-1> <https://w3id.org/dalil/ontology#recordedIn> "data/facts/a.yaml:7" .\n'
    )
    shapes = sorted((ROOT / "shapes").glob("*.ttl"))
    report = validate(path, shapes, ontology=ONTOLOGY)

    assert {finding.where for finding in report.findings} == {"data/facts/a.yaml:7"}
    assert report == validate(path.read_text(), shapes, ontology=ONTOLOGY)


@pytest.mark.parametrize("end", ["", "\n"])
def test_text_that_is_streamed_to_the_engine_gives_the_report_of_one_that_is_not(monkeypatch, end):
    text = f'{ROWS}_:second <{E}p> "_:first" .\n_:third <{E}p> _:second .{end}'
    shapes = RULES + "e:a sh:targetSubjectsOf e:p ; sh:path e:p ; sh:class e:C ."
    report = validate(text, shapes)
    monkeypatch.setattr("dalil.graph.shacl.running.shards.STREAMED", 0)

    assert validate(text, shapes) == report
    assert len(report.findings) == report.quads == 302
    with pytest.raises(InvalidGraph, match=r"cannot be read.*line 303"):
        validate(text.rstrip() + "\nno triple\n", shapes)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_value_of_several_words_leads_to_the_line_of_who_says_it(newline):
    dalil = "https://w3id.org/dalil/ontology#"
    lines = [
        f'<{E}x> <{E}p> "the weir" <{E}claim-2> .',
        f'<{E}y> <{E}p> "the \\"weir\\" of old"@en <{E}claim-1> .',
        f'<{E}claim-1> <{dalil}recordedIn> "data/facts/a.yaml:7" .',
        f'<{E}claim-2> <{dalil}recordedIn> "data/facts/a.yaml:9" .',
        f'<{E}z> <{E}q> "a <{E}claim-1> <{dalil}recordedIn> here" .',
    ]
    shapes = RULES + "e:a a sh:NodeShape ; sh:targetObjectsOf e:p ; sh:minLength 12 ."
    (found,) = validate(newline.join(lines), shapes).findings

    assert (found.focus, found.where) == ("the weir", "data/facts/a.yaml:9")


@pytest.mark.parametrize(
    ("name", "content", "error", "complaint"),
    [
        (
            "a.nt",
            LONG.encode() + b"no triple\n" + ROWS.encode() * 100,
            InvalidGraph,
            r"a\.nt: .*cannot be read.*line 2",
        ),
        ("a.nt", b"\xff\xfe\n", InvalidGraph, "cannot be read"),
        ("a.nt.gz", gzip.compress(ROWS.encode() * 100)[:-400], ProjectError, "cannot be read"),
        ("a.nt.gz", b"not packed", ProjectError, "cannot be read"),
    ],
)
@pytest.mark.usefixtures("streamed")
def test_half_a_file_is_never_taken_for_a_whole_one(tmp_path, name, content, error, complaint):
    (tmp_path / name).write_bytes(content)
    threads = threading.active_count()
    with pytest.raises(error, match=complaint):
        validate(tmp_path / name, RULES + MANY)

    assert threading.active_count() == threads


# --- tables, shard by shard


def test_tables_are_validated_by_two_processes_as_by_one(tmp_path, monkeypatch):
    """A rule of the dossier's own that many claims break, in many shards: the same findings with the same lines."""
    own = """@prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix dalil: <https://w3id.org/dalil/ontology#> .
    <https://example.org/own#sure> a sh:PropertyShape ; sh:targetClass dalil:Claim ; sh:path dalil:certainty ; sh:minCount 1 ;
        sh:message "Say how sure it is."@en ; sh:severity sh:Violation ."""
    project = tabled.dossier(tmp_path / "d", {"shapes/own.ttl": own})
    monkeypatch.setattr("dalil.build.validation.SHARD", 40)
    started: list[Task] = []
    first = workers.Worker.__init__

    def watched(self: workers.Worker, task: Task) -> None:
        started.append(task)
        first(self, task)

    monkeypatch.setattr(workers.Worker, "__init__", watched)
    reports = []
    for number in (1, 2):
        monkeypatch.setattr("dalil.build.validation.WORKERS", number)
        with pytest.raises(InvalidGraph) as caught:
            check(project)
        reports.append(caught.value.report)
        assert len(started) == (2 if number == 2 else 0)

    assert reports[0].findings == reports[1].findings
    violated = [finding for finding in reports[0].findings if finding.severity == "violation"]
    assert len(violated) > 10
    assert all(finding.where and finding.claim == finding.focus for finding in violated)


def test_processes_find_the_package_and_not_its_rooms():
    """A path into the package would put `errors` or `formats` of ours before the libraries of that name."""
    _, environment = workers.program("dalil.graph.shacl.running.worker")
    first = Path(environment["PYTHONPATH"].split(os.pathsep)[0])

    assert (first / "dalil" / "__init__.py").is_file()
