"""What shapes read, derived from the shapes alone. All shapes are invented."""

import pyoxigraph as ox
import pytest

from dalil.graph.shacl.changing.footprint import Footprint
from dalil.graph.shacl.shapes.reading import read_shapes
from dalil.graph.shacl.shapes.shapegraph import Shapes
from tests.random_shapes import PREFIXES

ANY = "https://example.org/any#"


def footprint(text: str) -> Footprint:
    return Footprint.of(read_shapes(PREFIXES + "@prefix dalil: <https://w3id.org/dalil/ontology#> .\n" + text))


def short(iris: frozenset[str]) -> set[str]:
    return {iri.rpartition("#")[2] for iri in iris}


def of(constraint: str, target: str = "sh:targetNode :n") -> Footprint:
    return footprint(f":s a sh:NodeShape ; {target} ; {constraint} .")


@pytest.mark.parametrize(
    ("constraint", "forwards", "backwards", "depth", "unbounded"),
    [
        ("sh:minLength 2", "", "", 0, ""),
        ("sh:property [ sh:path :p ; sh:minCount 1 ]", "p", "", 1, ""),
        ("sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ]", "p q", "", 2, ""),
        ("sh:property [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ]", "", "p", 1, ""),
        ("sh:property [ sh:path [ sh:inversePath ( :p [ sh:inversePath :q ] ) ] ; sh:minCount 1 ]", "q", "p", 2, ""),
        ("sh:property [ sh:path [ sh:alternativePath ( :p ( :q :r ) ) ] ; sh:minCount 1 ]", "p q r", "", 2, ""),
        ("sh:property [ sh:path ( [ sh:zeroOrOnePath :p ] :q ) ; sh:minCount 1 ]", "p q", "", 2, ""),
        ("sh:property [ sh:path ( [ sh:zeroOrMorePath :p ] :q ) ; sh:minCount 1 ]", "p q", "", 2, "p"),
        ("sh:property [ sh:path [ sh:oneOrMorePath ( :p :q ) ] ; sh:minCount 1 ]", "p q", "", 2, "p q"),
        ("sh:property [ sh:path :p ; sh:class :A ]", "p type subClassOf", "", 3, "subClassOf"),
        ("sh:property [ sh:path :p ; sh:lessThan :q ]", "p q", "", 1, ""),
        ("sh:property [ sh:path :p ; sh:node [ sh:property [ sh:path :q ; sh:disjoint :r ] ] ]", "p q r", "", 2, ""),
        ("sh:or ( [ sh:not [ sh:property [ sh:path :p ; sh:maxCount 0 ] ] ] [ sh:equals :q ] )", "p q", "", 1, ""),
        ("sh:property [ sh:path :p ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class :A ] ]", "p type subClassOf", "", 3, "subClassOf"),
    ],
)  # fmt: skip
def test_what_is_followed_and_how_far(constraint, forwards, backwards, depth, unbounded):
    found = of(constraint)

    assert (short(found.forwards), short(found.backwards)) == (set(forwards.split()), set(backwards.split()))
    assert (found.depth, short(found.unbounded)) == (depth, set(unbounded.split()))
    assert found.needs_all == ""


@pytest.mark.parametrize(
    ("target", "forwards", "backwards"),
    [
        ("sh:targetNode :n", "", ""),
        ("sh:targetClass :A", "type subClassOf", ""),
        ("sh:targetSubjectsOf :p", "p", ""),
        ("sh:targetObjectsOf :p", "", "p"),
        ("a rdfs:Class", "type subClassOf", ""),
    ],
)
def test_what_makes_a_node_a_target_is_read(target, forwards, backwards):
    found = of("sh:minLength 2", target)

    assert (short(found.forwards), short(found.backwards)) == (set(forwards.split()), set(backwards.split()))


def test_closed_shape_reads_all_of_a_node():
    assert [step.predicate for step in of("sh:closed true ; sh:ignoredProperties ( :p )").steps] == [None]
    assert of("sh:closed false").steps == ()


def test_disjoint_siblings_are_read_where_this_shape_is():
    """Whether a value counts for one depends on the shape of the other, whose own path is another one."""
    one = "sh:property [ sh:path :p ; sh:qualifiedMaxCount 0 ; sh:qualifiedValueShape [ sh:minLength 1 ] ; sh:qualifiedValueShapesDisjoint true ]"
    other = "sh:property [ sh:path :q ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:property [ sh:path :r ; sh:minCount 1 ] ] ]"
    by_p = {step.end for step in of(f"{one} ; {other}").steps if step.predicate and step.predicate.value == ANY + "p"}

    assert {step.predicate.value for step in of(f"{one} ; {other}").steps if step.predicate and step.start in by_p} == {
        ANY + "r"
    }


QUERY = "SELECT $this WHERE { $this <https://example.org/any#p> ?x . ?y <https://example.org/any#q> ?x }"


def test_query_is_read_along_what_it_declares_both_ways_and_without_end():
    found = of(f"dalil:reads :p, :q, rdf:type ; sh:sparql [ sh:message 'x' ; sh:select '{QUERY}' ]")

    assert short(found.forwards) == {"p", "q", "type", "subClassOf"}
    assert short(found.backwards) == {"p", "q"}
    assert short(found.unbounded) == {"p", "q", "subClassOf"}


def test_query_that_declares_nothing_needs_everything_and_it_is_said():
    found = of(f"sh:sparql [ sh:message 'x' ; sh:select '{QUERY}' ]")

    assert (found.needs_all, found.steps) == ("the query of the shape s declares no dalil:reads", ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (":s a sh:NodeShape ; sh:targetNode :n ; sh:property :t . :t sh:path :p ; sh:node :s .", "the shape s uses itself"),
        (":s a sh:NodeShape ; sh:targetNode :n ; sh:memberShape :t .", "what sh:memberShape of the shape s reads is not known"),
        (":s a sh:NodeShape ; sh:targetNode :n ; sh:property [ sh:path :p ; sh:equals 'q' ] .", "stands where only a predicate can stand"),
    ],
)  # fmt: skip
def test_shapes_that_nobody_can_follow_need_everything(text, why):
    """They are refused when they are read; whoever makes shapes in another way is not given a wrong answer."""
    triples = [quad.triple for quad in ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)]

    assert why in Footprint.of(Shapes(triples)).needs_all


def test_shapes_that_multiply_are_given_up_in_time():
    """Every shape asks two things of what the one before leads to: after thirty there would be a billion ways."""
    text = ":s0 a sh:NodeShape ; sh:targetNode :n .\n"
    for number in range(30):
        text += f":s{number} sh:property [ sh:path :p ; sh:node :s{number + 1} ], [ sh:path :q ; sh:node :s{number + 1} ] .\n"
    found = footprint(text + ":s30 a sh:NodeShape ; sh:minLength 1 .")

    assert "too far" in found.needs_all


def test_results_of_values_are_known():
    """A property shape of a property shape has results on the values, which no target names."""
    assert of("sh:property [ sh:path :p ; sh:minCount 1 ]").inner == 0
    assert of("sh:property [ sh:path :p ; sh:node [ sh:property [ sh:path :q ; sh:minCount 1 ] ] ]").inner == 0
    assert of("sh:property [ sh:path :p ; sh:property [ sh:path :q ; sh:minCount 1 ] ]").inner != 0
