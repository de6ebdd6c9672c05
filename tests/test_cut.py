"""What a change can affect, and what is read to judge it. All data and shapes are invented."""

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from dalil.graph.shacl.changing.cut import Cut, TooMuch, affected, cut
from dalil.graph.shacl.changing.footprint import Footprint
from dalil.graph.shacl.shapes.reading import read_shapes
from tests.random_shapes import PREFIXES

ANY = "https://example.org/any#"


def graph(text: str) -> Store:
    store = Store()
    store.load(f"@prefix : <{ANY}> . {text}".encode(), format=RdfFormat.TRIG)
    return store


def quads(text: str) -> list[Quad]:
    return list(ox.parse(f"@prefix : <{ANY}> . {text}", format=RdfFormat.TRIG))


def reads(constraint: str, target: str = "sh:targetClass :A") -> Footprint:
    return Footprint.of(read_shapes(f"{PREFIXES} :s a sh:NodeShape ; {target} ; {constraint} ."))


def names(nodes: object) -> set[str]:
    """Nodes by the last part of their names."""
    assert isinstance(nodes, set | frozenset)
    return {node.value.rpartition("#")[2] for node in nodes}


def touched(footprint: Footprint, store: str, added: str = "", removed: str = "") -> set[str]:
    """The nodes that a change affects, in a graph that has both."""
    whole = graph(f"{store} {added} {removed}")
    return names(affected(whole, quads(added), quads(removed), footprint))


def lines(text: bytes) -> set[str]:
    return {line.replace(ANY, ":") for line in text.decode().splitlines()}


CHAIN = ":a :p :b . :b :q :c . :c :r :d . :z :p :y . :y :q :x ."


@pytest.mark.parametrize(
    ("path", "change", "nodes"),
    [
        (":p", ":a :p :e .", "a"),
        (":p", ":b :q :e .", ""),
        ("( :p :q )", ":b :q :e .", "a"),
        ("( :p :q )", ":c :r :e .", ""),
        ("( :p :q :r )", ":c :r :e .", "a"),
        ("( :p [ sh:zeroOrOnePath :q ] :r )", ":b :r :e .", "a"),
        ("[ sh:inversePath :p ]", ":a :p :e .", "e"),
        ("[ sh:inversePath ( :p :q ) ]", ":e :p :b .", "c"),
        ("[ sh:alternativePath ( :p :r ) ]", ":c :r :e .", "c"),
    ],
)
def test_change_affects_the_nodes_whose_paths_lead_there(path, change, nodes):
    footprint = reads(f"sh:property [ sh:path {path} ; sh:minCount 1 ]")

    assert touched(footprint, CHAIN, added=change) == touched(footprint, CHAIN, removed=change) == set(nodes.split())


def test_chain_of_any_length_is_walked_back():
    chain = " ".join(f":n{number} :p :n{number + 1} ." for number in range(50)) + " :n50 :p :n0 . :m :p :n49 ."

    for path in ("[ sh:zeroOrMorePath :p ]", "[ sh:oneOrMorePath :p ]"):
        footprint = reads(f"sh:property [ sh:path ( {path} :q ) ; sh:maxCount 1 ]")
        assert len(touched(footprint, chain, added=":n50 :q 1 .")) == 52


def test_type_of_a_value_affects_whoever_has_the_value():
    footprint = reads("sh:property [ sh:path :p ; sh:class :B ]")

    assert touched(footprint, CHAIN, added=":b a :B .") == {"a", "b"}  # b itself, as one that might be a target


def test_other_property_of_a_node_is_read_there():
    assert touched(reads("sh:property [ sh:path ( :p :q ) ; sh:lessThan :r ]"), CHAIN, added=":a :r 1 .") == {"a"}


def test_closed_shape_is_affected_by_anything_said_of_its_node():
    assert touched(reads("sh:closed true"), CHAIN, added=":a :never 1 .") == {"a"}


@pytest.mark.parametrize("target", ["sh:targetObjectsOf :p", "sh:targetSubjectsOf :p"])
def test_node_that_was_a_target_and_still_is_one_is_not_affected(target):
    """Half a million claims may name one place: one more is no change of what the place is."""
    footprint = reads("sh:minLength 1", target)

    assert touched(footprint, ":a :p :b .", added=":a :p :e . :e :p :b .") == {"e"}
    assert touched(footprint, ":a :p :b .", removed=":a :p :e . :e :p :b .") == {"e"}


def test_literals_are_targets_too():
    footprint = reads("sh:minLength 2", "sh:targetObjectsOf :p")
    store = graph(":a :p 'x' .")

    assert affected(store, quads(":a :p 'x' ."), [], footprint) == {Literal("x")}
    assert lines(cut(store, {Literal("x")}, footprint)) == {'<:a> <:p> "x" .'}


def test_cut_has_what_is_read_and_nothing_else():
    footprint = reads(
        "sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ] ; sh:property [ sh:path [ sh:inversePath :r ] ; sh:maxCount 1 ]"
    )
    whole = graph(
        f"{CHAIN} :a a :A . :A <http://www.w3.org/2000/01/rdf-schema#subClassOf> :B . :e :r :a . :f :r :a . :a :never :g ."
    )

    assert lines(cut(whole, {NamedNode(ANY + "a")}, footprint)) == {
        "<:a> <:p> <:b> .",
        "<:b> <:q> <:c> .",
        "<:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <:A> .",
        "<:A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <:B> .",
        "<:e> <:r> <:a> .",
        "<:f> <:r> <:a> .",
    }


def test_cut_merges_graphs_and_keeps_every_character():
    footprint = reads("sh:property [ sh:path :p ; sh:minCount 1 ]")
    text = 'a"b\\c\nd\te\u0000\u202e\U0001f600'
    store = graph("")
    for name in ("one", "two"):
        store.add(Quad(NamedNode(ANY + "a"), NamedNode(ANY + "p"), Literal(text), NamedNode(ANY + name)))
    (triple,) = ox.parse(cut(store, {NamedNode(ANY + "a")}, footprint), format=RdfFormat.N_TRIPLES)

    assert triple.object == Literal(text)


def test_of_a_thousand_roles_one_is_enough_to_be_a_target():
    footprint = reads("sh:minLength 1", "sh:targetObjectsOf :p, :q, :r, :s, :t, :u, :v")
    store = graph(" ".join(f":n{number} :{'pqrst'[number % 5]} :hub ." for number in range(1000)))
    told = lines(cut(store, {NamedNode(ANY + "hub")}, footprint))

    assert sorted(line.split()[1] for line in told) == ["<:p>", "<:q>", "<:r>", "<:s>", "<:t>"]


def test_cut_that_grows_too_large_is_given_up():
    footprint = reads("sh:property [ sh:path ( [ sh:zeroOrMorePath :p ] :q ) ; sh:maxCount 1 ]")
    store = graph(" ".join(f":n{number} :p :n{number + 1} ." for number in range(200)))

    assert len(lines(Cut(store, footprint, 200).of([NamedNode(ANY + "n0")]))) == 200
    with pytest.raises(TooMuch):
        Cut(store, footprint, 100).of([NamedNode(ANY + "n0")])
