"""The reference as a judge of the fast engine: what it is asked, what it finds, and what a build makes of it. All data is invented."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest

from dalil.build import Built, Checked, build, check
from dalil.errors import InvalidGraph
from dalil.graph.shacl.changing.oracle import Oracle, Sample, compare
from dalil.graph.shacl.changing.verdict import Difference, Verdict
from dalil.graph.shacl.results import Result
from dalil.graph.shacl.running.engines import make_engine
from dalil.graph.shacl.shapes.reading import read_shapes
from dalil.project import Project, open_project
from dalil.summary import summary
from tests.little import make
from tests.random_shapes import PREFIXES
from tests.tabled import change, dossier, manifest

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology" / "dalil.ttl"
SHAPES = sorted((ROOT / "shapes").glob("*.ttl"))
EX = "https://example.org/any#"
RULES = read_shapes(
    PREFIXES
    + """:named a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:minCount 1 ; sh:pattern "^x" ] .
:linked a sh:NodeShape ; sh:targetObjectsOf :q ; sh:property [ sh:path [ sh:inversePath :q ] ; sh:class :A ] .
"""
)
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def things(good: int, bad: int) -> Sample:
    """So many nodes that hold, and so many that do not."""
    lines = [
        f'<{EX}good{n}> {TYPE} <{EX}A> .\n<{EX}good{n}> <{EX}p> "x{n}" .\n<{EX}good{n}> <{EX}q> <{EX}end{n}> .'
        for n in range(good)
    ]
    lines += [f'<{EX}bad{n}> {TYPE} <{EX}A> .\n<{EX}bad{n}> <{EX}p> "y" .' for n in range(bad)]
    return Sample("\n".join(lines).encode())


class Wrong:
    """An engine that is wrong in a way of its own."""

    name = "wrong 1.0"
    cut = frozenset[str]()

    def __init__(self, how: Callable[[list[Result]], list[Result]]) -> None:
        self._how, self._right = how, make_engine("shacl", RULES)

    def results(self, nquads: bytes) -> list[Result]:
        return self._how(self._right.results(nquads))


def judged(how: Callable[[list[Result]], list[Result]], sample: Sample, count: int = 50) -> Verdict:
    return compare(Wrong(how), make_engine("pyshacl", RULES), RULES, sample, count)


def test_engines_that_agree_are_told_so():
    verdict = judged(lambda results: results, things(200, 200))

    assert (verdict.failing, verdict.passing, verdict.asked, verdict.differences) == (50, 50, 50, ())
    assert str(verdict).endswith("agrees on 50 failing and 50 passing nodes")
    assert verdict.agrees


def test_fewer_nodes_than_asked_are_all_judged():
    verdict = judged(lambda results: results, things(3, 2))

    assert (verdict.failing, verdict.passing) == (2, 6)  # three things, and what they lead to


def test_engine_that_finds_nothing_is_found_out():
    """What it passes over are passing nodes to it: some of them are judged."""
    verdict = judged(lambda _: [], things(10, 30))

    assert verdict.failing == 0
    assert {one.only for one in verdict.differences} == {make_engine("pyshacl", RULES).name}
    assert {one.component for one in verdict.differences} == {"PatternConstraintComponent"}
    assert not verdict.agrees


def test_engine_that_drops_every_other_result_is_found_out():
    assert len(judged(lambda results: sorted(results, key=str)[::2], things(100, 100)).differences) >= 3


def test_engine_that_invents_results_is_found_out():
    def more(results: list[Result]) -> list[Result]:
        return results + [one._replace(component="MinCountConstraintComponent", value=None) for one in results[:1]]

    (difference,) = judged(more, things(10, 10)).differences
    assert (difference.only, difference.component) == ("wrong 1.0", "MinCountConstraintComponent")


def test_engine_that_takes_another_value_is_found_out():
    def other(results: list[Result]) -> list[Result]:
        return [one._replace(value=one.focus) for one in results]

    differences = judged(other, things(10, 10)).differences
    assert {one.only for one in differences} == {"wrong 1.0", make_engine("pyshacl", RULES).name}


def test_differences_are_told_up_to_a_hundred():
    assert len(judged(lambda _: [], things(0, 300), 200).differences) == 100


def test_same_nodes_are_asked_every_time():
    asked: list[bytes] = []

    class Listening(Wrong):
        def results(self, nquads: bytes) -> list[Result]:
            asked.append(nquads)
            return super().results(nquads)

    sample = things(300, 300)
    turned = Sample(b"\n".join(reversed(sample.nquads.split(b"\n"))))
    for one in (sample, turned):
        compare(make_engine("shacl", RULES), Listening(list), RULES, one, 20)

    assert asked[0] == asked[1]
    assert asked[0].count(b"\n") < 150


def test_failing_nodes_are_taken_from_all_shapes():
    """A fault that thirty thousand nodes have leaves room for one that a single node has."""
    one = f"<{EX}stranger> <{EX}q> <{EX}target> .\n".encode()
    verdict = judged(
        lambda results: [r for r in results if "target" not in str(r)], Sample(things(0, 100).nquads + b"\n" + one)
    )
    failing = judged(
        lambda results: [r for r in results if "target" in str(r)], Sample(things(0, 100).nquads + b"\n" + one)
    )

    assert verdict.failing == 50
    assert {d.node for d in verdict.differences} == {EX + "target"}
    assert failing.failing == 1


def test_shapes_that_need_everything_are_not_cut():
    text = f"{PREFIXES} :s a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:message 'x' ; sh:select 'SELECT $this WHERE {{ $this <{EX}p> \"y\" }}' ] ."
    rules = read_shapes(text)
    fast, reference = (make_engine(name, rules) for name in ("shacl", "pyshacl"))

    assert compare(fast, reference, rules, things(5, 5), 50).agrees
    large = compare(fast, reference, rules, things(2000, 5), 50)
    assert "declares no dalil:reads" in str(large)
    assert not large.agrees


# --- the process


def asked(folder: Path, nquads: str, seconds: float = 100) -> Verdict:
    (folder / "some.nq").write_text(nquads, encoding="utf-8")
    oracle = Oracle(SHAPES, ONTOLOGY, "shacl", 50)
    oracle.ask(folder / "some.nq")
    return oracle.verdict(seconds)


def test_process_answers(tmp_path):
    verdict = asked(tmp_path, f"<{EX}claim> {TYPE} <https://w3id.org/dalil/ontology#Claim> .\n")

    assert (verdict.failing, verdict.differences, verdict.failure) == (1, (), "")


@pytest.mark.parametrize(("nquads", "why"), [("no quad", "cannot be read"), ("", "")])
def test_data_that_cannot_be_read_are_no_verdict_and_no_traceback(tmp_path, nquads, why):
    assert why in asked(tmp_path, nquads).failure


def test_process_that_takes_too_long_is_stopped(tmp_path):
    verdict = asked(tmp_path, "", 0.01)

    assert "no answer after" in str(verdict)
    assert not verdict.agrees


def test_process_that_dies_is_told(tmp_path):
    oracle = Oracle(SHAPES, ONTOLOGY, "shacl", 50)
    oracle._process.kill()
    oracle._process.wait()
    oracle.ask(tmp_path / "some.nq")

    assert "failed" in oracle.verdict(10).failure


def test_process_that_nobody_asks_ends_with_whoever_started_it():
    """A build that is killed leaves nothing behind."""
    program = "\n".join(
        [
            "import sys, time, pathlib",
            "from dalil.graph.shacl.changing.oracle import Oracle",
            f"oracle = Oracle([pathlib.Path({str(SHAPES[0])!r})], pathlib.Path({str(ONTOLOGY)!r}), 'shacl', 5)",
            "print(oracle._process.pid, flush=True)",
            "time.sleep(100)",
        ]
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        end = monotonic() + 60
        while alive(child) and monotonic() < end:
            sleep(0.1)
    assert not alive(child)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, ValueError):
        return False


def test_verdict_goes_through_a_pipe():
    verdict = Verdict("pySHACL 1", 2, 3, 50, (Difference("n", "s", "c", "v", "shacl 1"),))

    assert Verdict.of(json.loads(json.dumps(verdict.record()))) == verdict


# --- builds


def said(made: Built | Checked) -> Verdict:
    """The verdict on a build or a check."""
    assert made.report.oracle is not None
    return made.report.oracle


def with_oracle(project: Project, count: int = 50) -> Project:
    settings = project.root / "dalil.toml"
    plain = [line for line in settings.read_text(encoding="utf-8").splitlines() if not line.startswith("validation.")]
    settings.write_text("\n".join([*plain, f"validation.oracle = {count}"]) + "\n", encoding="utf-8")
    return open_project(project.root)


def test_build_tells_what_the_reference_says(tmp_path):
    project = with_oracle(make(tmp_path / "case"))
    built = build(project)

    assert re.search(r"; pySHACL \S+ agrees on \d+ failing and \d\d passing nodes", summary(built))
    assert built.manifest["validation"]["oracle"] == {
        "engine": said(built).engine,
        "asked": 50,
        "differences": 0,
    }
    assert not list(project.private.rglob("opinion.nq"))


def test_build_without_it_says_nothing_of_it(tmp_path):
    built = build(make(tmp_path / "case"))

    assert built.report.oracle is None
    assert "oracle" not in built.manifest["validation"]


def test_reference_is_not_asked_of_itself(tmp_path):
    assert build(with_oracle(make(tmp_path / "case")), validator="pyshacl").report.oracle is None


def test_check_asks_where_it_is_told_to(tmp_path):
    project = with_oracle(make(tmp_path / "case"))

    assert check(project).report.oracle is None
    assert said(check(project, oracle=True)).agrees


def test_what_does_not_hold_is_judged_again_before_anybody_is_told(tmp_path):
    rule = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://example.org/rules#noted> a sh:PropertyShape ; sh:targetClass <https://w3id.org/dalil/ontology#Claim> ;
    sh:path <https://w3id.org/dalil/ontology#note> ; sh:minCount 1 ; sh:severity sh:Violation ; sh:message "Write a note." .
"""
    project = with_oracle(make(tmp_path / "case", {"shapes/own.ttl": rule}))
    with pytest.raises(InvalidGraph) as caught:
        build(project)

    report = caught.value.report
    assert report.oracle.failing > 0
    assert report.oracle.agrees


def test_difference_is_a_warning_of_its_own_kind(tmp_path, monkeypatch):
    differing = Verdict(
        "pySHACL 1", 1, 1, 50, (Difference(EX + "n", EX + "s", "ClassConstraintComponent", "v", "shacl 1"),)
    )
    monkeypatch.setattr(Oracle, "verdict", lambda self, _: self.end() or differing)
    built = build(with_oracle(make(tmp_path / "case")))

    (finding,) = (one for one in built.report.findings if one.focus == EX + "n")
    assert (finding.severity, finding.shape) == ("warning", EX + "s")
    assert "only shacl 1 finds this" in finding.message
    assert "says otherwise 1 time on 1 failing and 1 passing nodes" in summary(built)
    assert built.manifest["validation"]["oracle"]["differences"] == 1


# --- tables


def test_tables_are_judged_by_a_sample_and_once(tmp_path):
    """What has been judged is not judged again for the sake of a row, and the manifest is that of a full build."""
    project = with_oracle(dossier(tmp_path / "case"))
    first = build(project)
    rows = "id,day,town,unit,killed,sources,sure,aliases,part,remark\nw9,2031-05-03,weir,Dam Guard,3,a,High,,,\n"
    change(project.root, {"data/tables/events.csv": rows})
    second = build(project)
    told = manifest(project.build)
    again = build(project, full=True)

    assert (said(first).passing, said(first).differences) == (50, ())
    assert str(said(second)).endswith("agreed when everything was validated")
    assert said(again).passing > 20
    assert told == manifest(project.build) == again.manifest


def test_tables_are_judged_again_where_more_is_asked(tmp_path):
    project = with_oracle(dossier(tmp_path / "case"), 5)
    build(project)

    assert said(build(with_oracle(project, 7))).passing == 7
