"""A build is whole or it is not there: the same bytes every time, and nothing half-made ever shows."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad

import dalil
from dalil.build import build, check, locked
from dalil.errors import DalilErrors, InvalidGraph, ProjectError, VerificationFailed
from dalil.graph import Encoder
from dalil.model import Claim
from dalil.project import open_project
from dalil.starter import make_dossier

FACTS = "data/facts/union-2021.yaml"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The worked example, with its two invented texts held."""
    make_dossier(tmp_path / "case")
    return tmp_path / "case"


def state(folder: Path) -> dict[str, str]:
    """What a reader sees in build/: every file's hash, checked against the manifest."""
    shown = (folder / "build").resolve()
    manifest = json.loads((shown / "manifest.json").read_text(encoding="utf-8"))
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in shown.iterdir() if path.is_file()}

    assert {name: about["sha256"] for name, about in manifest["files"].items()} == {
        name: digest for name, digest in found.items() if name != "manifest.json"
    }
    return found


def change(case: Path) -> None:
    """Another sentence of the same text becomes a claim: the next build is another one."""
    with (case / FACTS).open("a", encoding="utf-8") as file:
        file.write(
            "\n- quote: a meeting of dockers\n  says: { actor:dockers: { description: dockers at a meeting } }\n"
        )


def test_two_builds_are_the_same_bytes(case: Path, tmp_path: Path) -> None:
    """Building again, and building a copy elsewhere, gives identical files."""
    build(open_project(case))
    first = state(case)
    build(open_project(case))
    shutil.copytree(case / "data", tmp_path / "copy" / "data")
    shutil.copytree(case / ".dalil" / "vault", tmp_path / "copy" / ".dalil" / "vault")
    shutil.copy(case / "dalil.toml", tmp_path / "copy" / "dalil.toml")
    build(open_project(tmp_path / "copy"))

    assert first == state(case) == state(tmp_path / "copy")


def test_dumps_say_the_same(case: Path) -> None:
    """N-Quads are sorted and free of blank nodes; TriG holds the same quads; Turtle only the default graph."""
    import pyoxigraph as ox

    built = build(open_project(case))
    lines = (built.folder / "dossier.nq").read_text(encoding="utf-8").splitlines()
    quads = set(ox.parse(path=built.folder / "dossier.nq"))
    trig = set(ox.parse(path=built.folder / "dossier.trig"))
    turtle = {q.triple for q in ox.parse(path=built.folder / "registry.ttl")}

    assert lines == sorted(set(lines))
    assert not any("_:" in line.split('"')[0] for line in lines)
    assert quads == trig
    assert turtle == {q.triple for q in quads if isinstance(q.graph_name, ox.DefaultGraph)}


def test_without_the_text_the_claims_keep_their_names(case: Path) -> None:
    """The lock file stands in for a text that is not held, and the build says what it could not check."""
    with_text = build(open_project(case)).manifest
    names = {claim.local for claim in dalil.open(case).claims()}
    shutil.rmtree(case / ".dalil" / "vault")
    without = build(open_project(case)).manifest

    assert names == {claim.local for claim in dalil.open(case).claims()}
    assert (with_text["quotations_checked"], with_text["quotations_unchecked"]) == (with_text["quotations"], 0)
    assert (without["quotations_checked"], without["quotations_unchecked"]) == (0, with_text["quotations"])


def test_an_altered_lock_file_is_found_out(case: Path) -> None:
    """With the text held, a lock file that puts a quotation elsewhere is an error that names the quotation."""
    build(open_project(case))
    lock = case / "data" / "anchors" / "union-2021.jsonl"
    first, *rest = lock.read_text(encoding="utf-8").splitlines(keepends=True)
    entry = json.loads(first)
    entry["start"] += 1
    lock.write_text(json.dumps(entry, ensure_ascii=False) + "\n" + "".join(rest), encoding="utf-8")

    with pytest.raises(DalilErrors) as caught:
        check(open_project(case))
    assert repr(entry["quote"]) in str(caught.value)


def test_bad_input_leaves_the_old_build(case: Path) -> None:
    """A build that fails on its input changes nothing that can be seen."""
    build(open_project(case))
    before = state(case)
    (case / FACTS).write_text("source: source:union-2021\nclaims:\n- quote: nobody said this\n", encoding="utf-8")
    with pytest.raises(DalilErrors):
        build(open_project(case))

    assert before == state(case)
    assert len(list((case / ".dalil" / "builds").iterdir())) == 1


def test_a_broken_graph_rule_leaves_the_old_build(case: Path) -> None:
    """Rules are applied after loading; a build that breaks one is not shown, and the report says which."""
    build(open_project(case))
    before = state(case)
    (case / "queries").mkdir()
    rule = "#+ summary: Nobody is a perpetrator here.\n#+ expect: empty\nSELECT ?event { GRAPH ?g { ?event dalil:perpetrator ?a } }\n"
    (case / "queries" / "check-nobody.rq").write_text(rule, encoding="utf-8")
    with pytest.raises(InvalidGraph) as caught:
        build(open_project(case))

    assert before == state(case)
    assert "check-nobody" in {finding.shape for finding in caught.value.report.findings}


def test_one_build_at_a_time(case: Path) -> None:
    """A second build in the same dossier is refused, not interleaved."""
    project = open_project(case)
    with locked(project), pytest.raises(ProjectError, match="another build"):
        build(project)


def test_a_folder_of_somebody_else_is_left_alone(case: Path) -> None:
    """A real folder called build is neither used nor removed."""
    (case / "build").mkdir()
    (case / "build" / "precious").write_text("mine", encoding="utf-8")
    with pytest.raises(ProjectError, match="did not make"):
        build(open_project(case))

    assert (case / "build" / "precious").read_text(encoding="utf-8") == "mine"


def test_an_altered_dump_is_not_opened(case: Path) -> None:
    """A dump that was changed after the build is refused when it is opened."""
    build(open_project(case))
    dump = case / "build" / "dossier.nq"
    dump.write_text(dump.read_text(encoding="utf-8").replace("asserted", "denied"), encoding="utf-8")
    with pytest.raises(VerificationFailed):
        _ = dalil.open(case).store


def test_on_disk_and_in_memory_hold_the_same(case: Path) -> None:
    """A RocksDB store answers what the in-memory one answers."""
    build(open_project(case), store="memory")
    asked = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?g ?s ?p ?o"
    in_memory = dalil.open(case).query(asked).to("json")
    build(open_project(case), store="disk")
    graph = dalil.open(case)

    assert graph.manifest["store"] == "disk"
    assert in_memory == graph.query(asked).to("json")


def test_rdflib_sees_the_store(case: Path) -> None:
    """kg.dataset is an rdflib Dataset in which each claim is a graph of its own."""
    build(open_project(case))
    graph = dalil.open(case)
    dataset = graph.dataset
    rows = dataset.query("SELECT ?q { GRAPH ?c { ?e dalil:perpetrator ?a } ?c dalil:quote ?q ; dalil:accordingTo ?s }")

    assert [str(row[0]) for row in rows] == ["guards of the Pier Company fired at a meeting of dockers"]  # type: ignore[index]
    assert len(graph.claims()) == sum(str(g.identifier).startswith(graph.project.base) for g in dataset.graphs())


def test_a_changed_dossier_makes_the_build_stale(case: Path) -> None:
    """An opened build knows when the files that it was made from have changed."""
    build(open_project(case))
    fresh = dalil.open(case).stale
    change(case)

    assert (fresh, dalil.open(case).stale) == (False, True)


def dalil_build(case: Path) -> subprocess.Popen[str]:
    """A real build in a process of its own, which tells its stages on stderr."""
    command = [sys.executable, "-m", "dalil", "-C", str(case), "build"]
    environment = os.environ | {"PYTHONPATH": str(Path(dalil.__file__).parents[1])}
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment)


@pytest.mark.parametrize("point", range(13))
def test_killed_at_any_moment_build_is_the_old_one_or_the_new_one(case: Path, point: int) -> None:
    """Killed as a stage begins (or, in the last cases, shortly after), what shows is one whole build or the other."""
    build(open_project(case))
    old = state(case)
    change(case)
    stage, pause = (point, 0.0) if point < 10 else (4, 0.02 * (point - 9))
    process = dalil_build(case)
    assert process.stderr
    told = [process.stderr.readline() for _ in range(stage + 1)]
    time.sleep(pause)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    seen = state(case)
    build(open_project(case))
    new = state(case)

    assert old != new
    assert seen in (old, new)
    # The last stages take a moment each: a process may be done before the signal is.
    assert seen == old or any(last in told[-1] for last in ("done", "in place", "manifest")) or point >= 10
    assert len(list((case / ".dalil" / "builds").iterdir())) <= 2


def test_interrupted_it_says_that_the_old_build_stands(case: Path) -> None:
    """Ctrl-C leaves with 130, a sentence, and nothing half-made."""
    build(open_project(case))
    old = state(case)
    change(case)
    process = dalil_build(case)
    assert process.stderr
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()

    assert process.returncode == 130
    assert "the old build" in said
    assert state(case) == old


def test_content_in_the_default_graph_is_refused(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quoting is not asserting: a build in which content leaks into the default graph does not pass its rules."""
    real = Encoder.claim

    def leaking(self: Encoder, claim: Claim) -> Iterator[Quad]:
        for quad in real(self, claim):
            yield quad
            yield Quad(quad.subject, quad.predicate, quad.object)

    monkeypatch.setattr(Encoder, "claim", leaking)
    with pytest.raises(InvalidGraph):
        build(open_project(case))
