"""A graph that stands validated: after every change its report is that of a validation of everything. All data is invented."""

import re
from collections import Counter
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalil.build import read_dossier
from dalil.errors import InvalidGraph
from dalil.graph.shacl.changing.held import as_written, guarded
from dalil.graph.shacl.changing.standing import Standing
from dalil.graph.validate import Report, validate
from dalil.project import open_project
from tests import random_shapes as any_

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology" / "dalil.ttl"
SHAPES = sorted((ROOT / "shapes").glob("*.ttl"))
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def same(one: Report, other: Report) -> None:
    assert Counter(one.findings) == Counter(other.findings)
    assert one == other


def follows(shapes: str, edits: list[frozenset[str]], engine: str = "shacl") -> Standing:
    """A standing graph, changed from each text to the next, each time compared with a validation of everything."""
    standing = Standing(any_.text(edits[0]), shapes, engine)
    for quads in edits:
        same(standing.update(any_.text(quads)), validate(any_.text(quads), shapes, engine))
    return standing


def edited(quads: frozenset[str], changes: list[set[str]]) -> list[frozenset[str]]:
    """What a text becomes by taking in what it has not, and taking out what it has."""
    texts = [quads]
    for change in changes:
        texts.append(texts[-1] ^ change)
    return texts


changes = st.lists(st.sets(any_.lines, min_size=1, max_size=3), min_size=1, max_size=3)


@settings(unhurried, max_examples=150)
@given(any_.shapes, any_.data, changes)
def test_report_is_that_of_everything_whatever_the_shapes(shapes, quads, edits):
    follows(shapes, edited(quads, edits))


@pytest.mark.slow
@settings(unhurried, max_examples=3000)
@given(any_.shapes, any_.data, changes)
def test_report_is_that_of_everything_three_thousand_times(shapes, quads, edits):
    follows(shapes, edited(quads, edits))


@settings(unhurried, max_examples=8)
@given(any_.shapes, any_.data, changes)
def test_report_is_that_of_everything_by_the_reference(shapes, quads, edits):
    follows(shapes, edited(quads, edits), "pyshacl")


# --- the first dossier


@pytest.fixture(scope="module")
def dossier() -> str:
    """The first dossier as quads, encoded without its texts."""
    return read_dossier(open_project(ROOT)).nquads()


def faults(text: str, seed: int) -> str:
    """A dossier with some lines taken out, and with some subjects, predicates or objects exchanged for those of other lines."""
    chance, lines = Random(seed), text.splitlines()
    parts = [re.fullmatch(r"(\S+) (\S+) (.*?)((?: <\S+claim-\w+>)? \.)", line) for line in lines]
    for number in chance.sample(range(len(lines)), chance.choice((1, 4, 15))):
        one, other = parts[number], parts[chance.randrange(len(lines))]
        assert one, lines[number]
        assert other
        part = chance.choice((0, 1, 2, 3))
        said = [*one.groups()]
        said[part] = other[part + 1]
        lines[number] = "" if part == 3 else f"{said[0]} {said[1]} {said[2]}{said[3]}"
    return "".join(f"{line}\n" for line in sorted({*lines} - {""}))


def test_faults_in_the_first_dossier_are_found_and_mended(dossier):
    standing = Standing(dossier, SHAPES, ontology=ONTOLOGY)
    found = 0
    for seed in range(6):
        for text in (faults(dossier, seed), dossier):
            same(standing.update(text), validate(text, SHAPES, ontology=ONTOLOGY))
            assert not standing.last.everything
            found += len(standing.report.findings)
    assert found > 10


def test_lines_that_move_are_told_and_nothing_else_is_validated(dossier):
    """A line more in a fact file moves all claims below it: findings say where they stand now."""
    wrong = dossier.replace(
        "ontology#perpetrator> <https://w3id.org/dalil/tadamon/actor-",
        "ontology#perpetrator> <https://w3id.org/dalil/tadamon/place-",
    )
    moved = re.sub(r"(yaml:)(\d+)", lambda match: f"{match[1]}{int(match[2]) + 1}", wrong)
    standing = Standing(wrong, SHAPES, ontology=ONTOLOGY)
    before = standing.report

    same(standing.update(moved), validate(moved, SHAPES, ontology=ONTOLOGY))
    assert {one.where for one in before.findings} != {one.where for one in standing.report.findings}


# --- what a change is, and when everything is validated


QUERY = """
:s a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:message "Two have one name." ; {} sh:select
    "SELECT $this ?value WHERE {{ $this <https://example.org/any#p> ?value . ?other <https://example.org/any#p> ?value FILTER (?other != $this) }}" ] .
"""
KINDS = f"""{any_.NODES[0]} {any_.TYPE} {any_.CLASSES[0]} .
{any_.NODES[1]} {any_.TYPE} {any_.CLASSES[0]} .
{any_.NODES[0]} {any_.PREDICATES[0]} "x" .
"""
SECOND = f'{any_.NODES[1]} {any_.PREDICATES[0]} "x" .\n'


def test_query_is_followed_along_what_it_declares():
    shapes = any_.PREFIXES + "@prefix dalil: <https://w3id.org/dalil/ontology#> ." + QUERY.format("dalil:reads :p ;")
    standing = Standing(KINDS, shapes)

    same(standing.change(SECOND), validate(KINDS + SECOND, shapes))
    assert len(standing.report.findings) == 2
    assert not standing.last.everything
    assert standing.change("", SECOND).findings == ()


def test_query_that_declares_nothing_needs_everything_and_it_is_said():
    shapes = any_.PREFIXES + QUERY.format("")
    standing = Standing(KINDS, shapes)

    assert len(standing.change(SECOND).findings) == 2
    assert "declares no dalil:reads" in str(standing.last)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"{any_.CLASSES[0]} {any_.SUBCLASS} {any_.CLASSES[1]} .\n", "subclass"),
        (f"{any_.CLASSES[0]} {any_.TYPE} <http://www.w3.org/2002/07/owl#Class> .\n", "what is a class"),
        (f'_:x {any_.PREDICATES[0]} "1" .\n', "nameless"),
    ],
)
def test_change_of_classes_and_nameless_nodes_needs_everything_and_it_is_said(line, why):
    shapes = any_.PREFIXES + ":s a sh:NodeShape ; sh:targetClass :B ; sh:property [ sh:path :q ; sh:minCount 1 ] ."
    standing = Standing(KINDS, shapes)

    same(standing.change(line), validate(KINDS + line, shapes))
    assert why in str(standing.last)
    same(standing.change("", line), validate(KINDS, shapes))


def test_literals_are_what_was_written():
    """007 and 7 are two values, though they are one number."""
    shapes = any_.PREFIXES + ':s a sh:NodeShape ; sh:targetObjectsOf :p ; sh:pattern "^0" .'
    seven, zeros = (f'{any_.NODES[0]} {any_.PREDICATES[0]} "{text}"{any_.XSD}integer> .\n' for text in ("7", "007"))
    standing = Standing(zeros, shapes)

    assert [finding.value for finding in standing.change(seven).findings] == ["7"]
    assert standing.change("", seven).findings == ()


def test_line_that_is_there_already_and_line_that_is_not_are_no_change():
    shapes = any_.PREFIXES + ":s a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :q ; sh:minCount 1 ] ."
    standing = Standing(KINDS, shapes)
    before = standing.report

    assert standing.change(KINDS, SECOND) == before
    assert standing.last.nodes == 0


def test_text_that_cannot_be_read_changes_nothing():
    shapes = any_.PREFIXES + ":s a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :q ; sh:minCount 1 ] ."
    standing = Standing(KINDS, shapes)
    before = standing.report

    for wrong in ("no quad .\n", KINDS + '<a:a> <a:b> "\n', "\x00"):
        with pytest.raises(InvalidGraph, match="cannot be read"):
            standing.update(wrong)
        with pytest.raises(InvalidGraph, match="cannot be read"):
            standing.change("", wrong)
    assert standing.report == before
    same(standing.update(KINDS + SECOND), validate(KINDS + SECOND, shapes))


def test_change_of_much_is_a_validation_of_everything():
    shapes = any_.PREFIXES + ":s a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path :q ; sh:minCount 1 ] ."
    many = "".join(f'<https://example.org/any#m{n}> {any_.PREDICATES[0]} "{n}" .\n' for n in range(600))
    standing = Standing(KINDS, shapes)

    same(standing.change(many), validate(KINDS + many, shapes))
    assert "much of it" in str(standing.last)
    same(standing.change("", many), validate(KINDS, shapes))


def test_validation_that_is_interrupted_is_made_up_for(monkeypatch):
    shapes = any_.PREFIXES + ":s a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :q ; sh:minCount 1 ] ."
    standing = Standing(KINDS, shapes)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(standing._engine, "results", interrupted)
        with pytest.raises(KeyboardInterrupt):
            standing.update(KINDS.replace(any_.NODES[0], any_.NODES[2]))

    third = KINDS.replace(any_.NODES[0], any_.NODES[3])
    same(standing.update(third), validate(third, shapes))
    assert "did not come to its end" in str(standing.last)


HOSTILE = (
    "x" * 1_000_000,
    '\u202e\u0007\x1b[31m\x00\r\n\t"\\',
    '"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '"^^<urn:x-dalil:as-written#.integer>',
    '"^^<urn:x-dalil:as-written##',
    "urn:x-dalil:lent-by-the-ontology> .",
    " .\n",
)


def test_hostile_texts_are_kept_as_they_are():
    shapes = any_.PREFIXES + ":s a sh:NodeShape ; sh:targetObjectsOf :p ; sh:maxLength 2 ."
    node, predicate = (ox.NamedNode(term[1:-1]) for term in (any_.NODES[0], any_.PREDICATES[0]))
    quads = [ox.Quad(node, predicate, ox.Literal(text), ox.NamedNode("urn:claim")) for text in HOSTILE]
    lines = (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode().splitlines(keepends=True)
    standing = Standing("", shapes)

    for text in ("".join(lines), *lines, "".join(reversed(lines))):
        same(standing.update(text), validate(text, shapes))
    assert {finding.value for finding in standing.report.findings} == set(HOSTILE)


guards = st.lists(
    st.sampled_from(('"^^<urn:x-dalil:as-written#', '"^^<http://www.w3.org/2001/XMLSchema#', "#", ".", '"', "x"))
)


@given(guards)
def test_guarded_text_comes_back_as_it_was(parts):
    text = "".join(parts).encode()

    assert as_written(guarded(text)) == text
    assert b'"^^<http://www.w3.org/2001/XMLSchema#' not in guarded(text)
