"""The W3C's tests of SHACL, through both engines and our door: the same results, node for node, or a failure where one is asked for.

The suite is not in the repository. An exception names the test, the engine and the reason; one that is mended is told too.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from dalil.errors import DalilError
from dalil.graph.shacl.paths import path_at, path_of
from dalil.graph.shacl.results import Result, named
from dalil.graph.shacl.running.engines import make_engine
from dalil.graph.shacl.running.texts import as_text
from dalil.graph.shacl.shapes.reading import read_shapes
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.shapes.terms import SH, Term
from dalil.graph.validate import validate

SUITE = Path(__file__).parents[2] / "shared" / "suites" / "w3c-shacl" / "data-shapes-test-suite" / "tests"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
ACTION = NamedNode(MF + "action")
EXCEPTIONS = {
    (
        "pyshacl",
        "sparql/pre-binding/shapesGraph-001",
    ): "pySHACL does not know $shapesGraph, and says so: an error is raised"
}
"""(engine, test) → why its results are others than the suite's."""

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C's suite is not here: it is not in the repository")


class Told(NamedTuple):
    """One result as the suite compares it."""

    focus: str
    path: str
    value: str
    component: str
    severity: str


def cases() -> list[Path]:
    """The files of all tests, one in each."""
    return sorted(path for path in SUITE.rglob("*.ttl") if any(t.predicate == ACTION for t in read(path)))


def read(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(as_text(path), format=RdfFormat.N_QUADS)]


def expected(graph: Shapes) -> list[Told] | None:
    """What the suite says: the results, or None for a failure. Nameless nodes are those of the same file's data."""
    (outcome,) = [t.object for t in graph.triples if t.predicate.value == MF + "result"]
    if outcome == NamedNode(SHT + "Failure"):
        return None
    return [told(graph, node) for node in graph.values(outcome, "result")]  # type: ignore[arg-type]


def told(graph: Shapes, node: Term) -> Told:
    def says(name: str) -> str:
        return written(next(iter(graph.values(node, name)), None))

    paths = graph.values(node, "resultPath")
    return Told(
        says("focusNode"),
        path_at(graph, paths[0]) if paths else "",
        says("value"),
        named(says("sourceConstraintComponent")[1:-1]),
        says("resultSeverity"),
    )


def answered(rules: Shapes, result: Result) -> Told:
    shape = NamedNode(result.shape)
    severity = next(iter(rules.values(shape, "severity")), NamedNode(SH + "Violation"))
    path = path_at(rules, NamedNode(result.path)) if result.path else path_of(rules, shape)[0]
    return Told(written(result.focus), path, written(result.value), result.component, written(severity))


def written(term: Term | None) -> str:
    """A term as N-Triples writes it; the case of a language tag says nothing."""
    if isinstance(term, Literal) and term.language:
        return str(Literal(term.value, language=term.language.lower()))
    return "" if term is None else str(term)


def graphs(path: Path) -> tuple[Path, Path]:
    """The files of a test's data and shapes."""
    found = {
        t.predicate.value: Path(t.object.value.removeprefix("file://"))  # type: ignore[union-attr]
        for t in read(path)
        if t.predicate.value.startswith(SHT) and t.predicate.value.endswith("Graph")
    }
    return found[SHT + "dataGraph"], found[SHT + "shapesGraph"]


def outcome(path: Path, engine: str) -> list[Told] | None:
    """What dalil says, or None where it signals a failure."""
    data, shapes = graphs(path)
    try:
        rules = read_shapes(shapes)
        results = make_engine(engine, rules).results(as_text(data))
        report = validate(data, shapes, engine)
    except DalilError:
        return None
    found = [answered(rules, result) for result in results]
    assert sorted((f.path, f.component) for f in report.findings) == sorted((t.path, t.component) for t in found)
    return found


@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
@pytest.mark.parametrize("path", cases() if SUITE.is_dir() else [], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_results_are_those_of_the_suite(path, engine):
    wanted, found = expected(Shapes(read(path))), outcome(path, engine)
    name = f"{path.parent.parent.name}/{path.parent.name}/{path.stem}"
    same = (wanted is None) == (found is None) and Counter(wanted or ()) == Counter(found or ())
    reason = EXCEPTIONS.get((engine, name))
    assert same == (reason is None), (wanted, found)


def test_the_suite_is_whole():
    assert len(cases()) == 121
    assert len(EXCEPTIONS) == 1
