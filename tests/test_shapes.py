"""Every shape has an example that it passes and one that it catches, and the shapes know every term of the ontology."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode

from dalil.graph.shacl.shapes.reading import CONSTRAINTS, NESTED, SEVERITIES, SHAPE_LISTS, Term, load_shapes
from dalil.graph.store import to_nquads
from dalil.graph.validate import Finding, validate
from dalil.vocabulary import DALIL, Vocabulary, local_name

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "shapes" / "examples"
WORLD = EXAMPLES / "world.ttl"
ONTOLOGY = ROOT / "ontology" / "dalil.ttl"
FILES = sorted((ROOT / "shapes").glob("*.ttl"))
QUERIES = sorted((ROOT / "queries").glob("check-*.rq"))
SHAPES = load_shapes(FILES)
NAMES = {local_name(shape.value): shape for shape in SHAPES.speaking}


def findings(*files: Path, extra: str = "") -> tuple[Finding, ...]:
    texts = [path.read_text(encoding="utf-8") for path in files]
    quads = [quad for text in [*texts, extra] for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    return validate(to_nquads(quads), SHAPES, ontology=ONTOLOGY).findings


def components(shape: Term) -> set[str]:
    """The constraint components that a shape's parameters stand for."""
    names = SHAPES.about[shape].keys() & (CONSTRAINTS - {"property", "qualifiedValueShape"})
    return {f"{name[0].upper()}{name[1:]}ConstraintComponent" for name in names}


def nested() -> Iterator[Term]:
    """Shapes that stand inside others and never speak for themselves."""
    for shape in SHAPES.about:
        yield from SHAPES.values(shape, *(NESTED - {"property"}))
        for head in SHAPES.values(shape, *SHAPE_LISTS):
            yield from SHAPES.members(head)


def classes_of(target: str) -> dict[str, set[str]]:
    """Term → the classes or datatypes that shapes with this target ask for."""
    wanted: dict[str, set[str]] = {}
    for shape in SHAPES.targeted:
        for term in SHAPES.values(shape, target):
            for class_ in SHAPES.values(shape, "class", "datatype"):
                wanted.setdefault(local_name(term.value), set()).add(local_name(class_.value))
    return wanted


def test_world_of_the_examples_holds():
    assert findings(WORLD) == ()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_passing_example_is_silent(name):
    assert findings(WORLD, EXAMPLES / name / "pass.ttl") == ()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_failing_example_is_caught_by_this_shape_alone_and_in_its_words(name):
    shape = NAMES[name]
    found = findings(WORLD, EXAMPLES / name / "fail.ttl")

    assert {local_name(finding.shape) for finding in found} == {name}
    assert {finding.message for finding in found} == {SHAPES.values(shape, "message")[0].value}
    assert {finding.severity for finding in found} == {SEVERITIES[SHAPES.values(shape, "severity")[0].value]}
    assert {finding.component for finding in found} == components(shape), "a constraint that no example needs"


def test_every_shape_has_both_examples_and_every_example_a_shape():
    files = {f"{name}/{file}" for name in NAMES for file in ("pass.ttl", "fail.ttl")}

    assert {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.glob("*/*")} == files


def test_every_rule_has_a_label_and_a_code_of_its_own():
    """Of shapes and of graph rules together: a code is what a person looks up."""
    checks = [re.search(r"^#\+ code: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE) for path in QUERIES]
    codes = [SHAPES.code(shape) for shape in SHAPES.speaking] + [match[1] for match in checks if match]

    assert [name for name, shape in NAMES.items() if not SHAPES.label(shape)] == []
    assert [code for code in codes if not re.fullmatch(r"D[0-9]{3}", code)] == []
    assert sorted(codes) == sorted(set(codes))
    assert len(codes) == len(NAMES) + len(QUERIES)


def test_no_shape_is_switched_off_and_none_needs_everything():
    """Each change to a dossier is validated by its neighbourhood."""
    assert SHAPES.remarks == []
    assert SHAPES.undeclared == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shapes_file_is_wellformed_shacl(path):
    from pyshacl.entrypoints import meta_validate
    from rdflib import Graph

    conforms, _, text = meta_validate(Graph().parse(path), inference="none", max_validation_depth=40)

    assert conforms, text


def test_no_class_is_asked_for_inside_another_shape():
    """`shacl` is quadratic there (notes on engines): ask for a class on the shape itself."""
    assert [shape for shape in nested() if SHAPES.values(shape, "class", "node", "property")] == []


def test_no_string_in_shapes_has_a_datatype():
    """pySHACL keeps "a" and "a"^^xsd:string apart; our quads are plain."""
    assert [path.name for path in FILES if '"^^' in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("name", sorted(NAMES))
def test_message_says_what_is_wrong_and_what_to_do(name):
    (message,) = SHAPES.values(NAMES[name], "message")

    assert isinstance(message, Literal)
    assert message.language == "en"
    assert message.value.endswith((".", "…"))
    assert len(re.split(r"[.;] ", message.value)) > 1, "one sentence only"


def test_shapes_ask_for_the_domain_of_every_term():
    properties = Vocabulary.load(ONTOLOGY).properties
    asked = classes_of("targetSubjectsOf")

    assert {key: asked.get(key) for key in properties} == {key: {term.domain} for key, term in properties.items()}


def test_shapes_ask_for_the_range_of_every_term():
    properties = Vocabulary.load(ONTOLOGY).properties
    asked = classes_of("targetObjectsOf")

    assert {key: asked.get(key) for key in properties} == {key: {term.range} for key, term in properties.items()}


def test_shapes_name_no_term_that_the_ontology_lacks():
    triples = [quad.triple for quad in ox.parse(path=ONTOLOGY, format=ox.RdfFormat.TURTLE)]
    declared = {triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode)}
    named = {term.value for triple in SHAPES.triples for term in triple if isinstance(term, NamedNode)}

    assert sorted(iri for iri in named if iri.startswith(DALIL) and iri not in declared) == []


def test_shapes_know_every_kind_of_entity():
    vocabulary = Vocabulary.load(ONTOLOGY)
    kinds = {name for name, parents in vocabulary.parents.items() if "Entity" in parents}
    (kind,) = SHAPES.values(NAMES["entity-is-of-one-kind"], "qualifiedValueShape")

    assert {local_name(term.value) for head in SHAPES.values(kind, "in") for term in SHAPES.members(head)} == kinds


def test_thing_of_the_wrong_kind_is_caught_under_every_term():
    """One graph with every term misused once: a judgement stands on either side of it."""
    properties = Vocabulary.load(ONTOLOGY).properties
    says = "".join(f":subject-{key} <{term.iri.value}> :object-{key} .\n" for key, term in properties.items())
    found = findings(WORLD, extra=f"@prefix : <https://example.org/mill/> .\n{says}")

    assert {local_name(finding.focus) for finding in found} >= {f"subject-{key}" for key in properties}
    assert {local_name(finding.focus) for finding in found} >= {f"object-{key}" for key in properties}
