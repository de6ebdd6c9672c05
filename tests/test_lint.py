"""Shape files as people and strangers write them: what is refused, by which words and on which line; what is let through. All invented."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from re import _parser  # type: ignore[attr-defined]  # as in dalil.graph.shacl.shapes.regexes
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple
from rdflib import Graph

from dalil.errors import DalilErrors, Where
from dalil.graph.shacl.results import ntriples
from dalil.graph.shacl.shapes.catalogue import Check, Rule, rules
from dalil.graph.shacl.shapes.meta import misuses
from dalil.graph.shacl.shapes.queries import followed
from dalil.graph.shacl.shapes.reading import NAMELESS, load_shapes, read_shapes
from dalil.graph.shacl.shapes.regexes import runaway
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.shapes.terms import OURS, SH
from dalil.graph.validate import validate
from dalil.vocabulary import DALIL, RDF

ROOT = Path(__file__).parents[1]
SUITE = ROOT.parent / "shared" / "suites" / "w3c-shacl" / "data-shapes-test-suite" / "tests"
PREFIXES = """@prefix : <https://example.org/rules#> .
@prefix dalil: <https://w3id.org/dalil/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FIRST = PREFIXES.count("\n") + 1
"""The line on which a test's own words begin."""
WORDS = "sh:message 'So. Do so.' ; sh:severity sh:Violation"
DECLARED = ":p sh:declare [ sh:prefix 'dalil' ; sh:namespace 'https://w3id.org/dalil/ontology#'^^xsd:anyURI ] .\n"


def property_shape(says: str, name: str = "a") -> str:
    """A whole shape of a dossier's own that asks something of a path."""
    return f":{name} a sh:PropertyShape ; sh:targetClass dalil:Claim ; sh:path dalil:mode ; {says} ; {WORDS} .\n"


def node_shape(says: str, name: str = "a") -> str:
    return f":{name} a sh:NodeShape ; sh:targetClass dalil:Claim ; {says} ; {WORDS} .\n"


def query(select: str, reads: str = "") -> str:
    """A shape with a query of its own."""
    footprint = f"dalil:reads {reads} ; " if reads else ""
    return DECLARED + node_shape(f'{footprint}sh:sparql [ sh:prefixes :p ; sh:select """{select}""" ]')


def own(folder: Path, text: str) -> Shapes:
    """The shapes of a dossier's own file."""
    (folder / "shapes").mkdir(exist_ok=True)
    (folder / "shapes" / "own.ttl").write_text(PREFIXES + text, encoding="utf-8")
    return load_shapes([folder / "shapes" / "own.ttl"])


def refused(folder: Path, text: str) -> list[str]:
    """What is told of a dossier's own file."""
    with pytest.raises(DalilErrors) as caught:
        own(folder, text)
    return [str(error) for error in caught.value.errors]


def foreign(text: str) -> list[str]:
    """What is told of somebody else's shapes, nothing where they are read."""
    try:
        read_shapes(PREFIXES + text)
    except DalilErrors as error:
        return [str(one) for one in error.errors]
    return []


# --- a dossier's own shapes


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (property_shape("sh:minCount 2 ; sh:maxCount 1"), "sh:minCount 2 and sh:maxCount 1: nothing holds to both"),
        (property_shape("sh:minInclusive 5 ; sh:maxExclusive 5"), "nothing holds to both"),
        (property_shape("sh:minLength 5 ; sh:maxLength 4"), "nothing holds to both"),
        (property_shape("sh:in ()"), "an empty sh:in"),
        (property_shape("sh:pattern '^(a+)+$'"), "which may never end: a repetition inside of another one can take 'a'"),
        (property_shape("sh:minCount 1 ; sh:flags 'i'"), "sh:flags 'i'"),
        (property_shape("sh:pattern 'a' ; sh:flags 'z'"), "sh:flags 'z'"),
        (property_shape("sh:minCount 1 ; sh:nodeKind sh:Iri"), "sh:Iri is no term of SHACL"),
        (property_shape("sh:minCount 1 ; sh:closed 7"), "sh:closed"),
        (property_shape("sh:minCount 1, 2"), "more than one sh:minCount"),
        (property_shape("sh:in ( 1 2 )").replace("( 1 2 )", "[ rdf:first 1 ]"), "which is no list"),
        (property_shape("sh:in :l") + ":l rdf:first 1 ; rdf:rest :l .", "a list that runs in a circle"),
        (property_shape("sh:minCount 1").replace("sh:path dalil:mode", "sh:path [ rdf:first dalil:mode ]"), "sh:path that is none"),
        (property_shape("sh:minCount 1").replace("sh:path dalil:mode", "sh:path [ rdfs:label 'mode' ]"), "sh:path that is none"),
        (property_shape("sh:minCount 1").replace("sh:path dalil:mode", "sh:path _:x") + "_:x sh:inversePath _:x .", "contains itself"),
        (property_shape("sh:minCount 1").replace("So. Do so.", "So {?x}. Do so."), "a message with {?x}, which nothing fills"),
        (node_shape("sh:or ( [ sh:class dalil:Claim ] [ sh:nodeKind sh:IRI ] )"), "sh:class inside of another shape"),
        (node_shape("sh:not [ sh:class dalil:Claim ]"), "sh:class inside of another shape"),
        (node_shape("sh:node [ sh:property [ sh:path dalil:via ; sh:class dalil:Actor ] ]"), "sh:class inside of another shape"),
        (property_shape("sh:pattern '^\\\\p{L}+$'"), "with \\p, which pySHACL cannot read"),
        (property_shape("sh:qualifiedValueShape [ sh:class dalil:Claim ] ; sh:qualifiedMaxCount 1"), "inside of another shape"),
        (property_shape("sh:node :a"), "asks for itself: a → a"),
        (property_shape("sh:node :b") + node_shape("sh:not :a", "b"), "asks for itself: a → b → a"),
        (node_shape("sh:or ( [ sh:not [ sh:and ( :a ) ] ] [ sh:nodeKind sh:IRI ] )"), "asks for itself: a → [ sh:not ] → [ sh:and ] → a"),
        (property_shape("sh:minCount 1 ; skos:notation 'X1'") + property_shape("sh:minCount 1 ; skos:notation 'X1'", "b"), "has the code X1, and so has b"),
        (property_shape("sh:minCount 1 ; skos:notation 'X1', 'X2'"), "has more than one code"),
        (property_shape("sh:minCount 1").replace("sh:Violation", "sh:Info, sh:Warning"), "has no severity"),
        (property_shape("sh:minCount 1").replace("sh:Violation", ":Fatal"), "has no severity"),
        (node_shape("sh:target [ sh:select 'SELECT ?this {}' ] ; sh:nodeKind sh:IRI"), "sh:target is not applied"),
        (node_shape("sh:rule [ a sh:TripleRule ] ; sh:nodeKind sh:IRI"), "sh:rule is not applied"),
    ],
)  # fmt: skip
def test_shape_that_cannot_be_meant_is_refused(tmp_path, text, complaint):
    told = refused(tmp_path, text)

    assert any(complaint in line for line in told), told
    assert all(re.match(r"shapes/own\.ttl:\d+: ", line) for line in told), told


def test_faults_stand_on_the_line_of_their_shape(tmp_path):
    text = property_shape("sh:minCount 1") + "\n" + property_shape("sh:minCount 3 ; sh:maxCount 2", "b")
    with pytest.raises(DalilErrors) as caught:
        own(tmp_path, text)

    assert [error.where for error in caught.value.errors] == [Where("shapes/own.ttl", FIRST + 2)]


def test_rule_that_is_switched_off_is_said_and_asks_nothing(tmp_path):
    shapes = own(tmp_path, property_shape("sh:minCount 1") + property_shape("sh:minCount 1 ; sh:deactivated true", "b"))

    assert [shape.value.rpartition("#")[2] for shape in shapes.speaking] == ["a"]
    assert shapes.remarks == ["the shape b is switched off (sh:deactivated), and asks nothing"]


def test_report_has_the_remarks(tmp_path):
    shapes = own(tmp_path, property_shape("sh:minCount 1") + property_shape("sh:minCount 1 ; sh:deactivated true", "b"))
    report = validate("", shapes)

    assert report.remarks == tuple(shapes.remarks)
    assert report.summary()["remarks"] == shapes.remarks


def test_code_and_label_of_a_shape(tmp_path):
    text = property_shape("sh:minCount 1 ; skos:notation 'X7' ; rdfs:label 'Eins'@de, 'one'@en") + property_shape(
        "sh:minCount 1", "b"
    )
    shapes = own(tmp_path, text)

    assert [(shapes.code(s), shapes.label(s)) for s in shapes.speaking] == [("X7", "one"), ("", "")]
    assert shapes.code("https://example.org/rules#a") == "X7"
    assert (shapes.code("check-rings"), shapes.code(""), shapes.reads("")) == ("", "", frozenset())


# --- queries in shapes


@pytest.mark.parametrize(
    ("select", "complaint"),
    [
        ("SELECT $this { $this dalil:mode ?m . MINUS { $this dalil:quote ?q } }", "with MINUS"),
        ("SELECT $this { SERVICE <http://localhost:1/> { $this ?p ?o } }", "with SERVICE"),
        ("SELECT $this { VALUES ?m { dalil:denied } $this dalil:mode ?m }", "with VALUES"),
        ("SELECT $this { BIND (dalil:x AS ?this) }", "assigns ?this (AS ?this)"),
        ("SELECT (1 AS $this) {}", "assigns ?this (AS ?this)"),
        ("SELECT ?m { $this dalil:mode ?m }", "does not give back $this"),
        ("SELECT $this { { SELECT ?m { ?m dalil:mode ?n } } }", "whose inner SELECT does not give back $this"),
        ("SELECT $this { { SELECT * { ?m dalil:mode ?n } } }", "whose inner SELECT does not give back $this"),
        ("SELECT $this { $this dalil:mode ", "that is no SPARQL"),
        ("SELECT $this { $this nobody:mode ?m }", "declare prefixes"),
        ("ASK { $this dalil:mode ?m }", "that is no SELECT"),
        ("SELECT $this { $this dalil:mode ?m FILTER(dalil:reads(?m)) }", "The custom function"),
        ("SELECT $this { GRAPH ?g { $this dalil:mode ?m } }", "with GRAPH"),
    ],
)  # fmt: skip
def test_query_that_shacl_does_not_allow_is_refused(tmp_path, select, complaint):
    told = refused(tmp_path, query(select))

    assert any(complaint in line for line in told), told


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this { $this dalil:mode ?minus . FILTER (?minus != 'MINUS { SERVICE }') } # VALUES",
        "SELECT $this ?value { $this dalil:mode ?value . { SELECT $this (COUNT(?q) AS ?n) { $this dalil:quote ?q } GROUP BY $this } }",
        "SELECT * { $this dalil:mode ?value }",
        "SELECT $this { FILTER NOT EXISTS { $this dalil:service ?graph } }",
    ],
)
def test_query_that_only_looks_forbidden_is_read(tmp_path, select):
    assert len(own(tmp_path, query(select)).speaking) == 1


def test_query_follows_what_it_lists(tmp_path):
    select = "SELECT $this { $this dalil:via/^dalil:basis+ ?x . FILTER NOT EXISTS { ?x a dalil:Work } }"
    listed = "dalil:via, dalil:basis, rdf:type"
    shapes = own(tmp_path, query(select, listed))

    assert shapes.reads("https://example.org/rules#a") == {DALIL + "via", DALIL + "basis", RDF + "type"}
    assert (shapes.undeclared, shapes.remarks) == ([], [])


def test_query_that_follows_more_than_it_lists_is_refused_by_predicate(tmp_path):
    select = "SELECT $this { $this dalil:via ?x . OPTIONAL { ?x dalil:voice ?y } }"

    assert any(
        "follows dalil:voice, which dalil:reads does not list" in e
        for e in refused(tmp_path, query(select, "dalil:via"))
    )


def test_path_of_the_shape_is_followed_too_where_a_query_takes_it(tmp_path):
    path = "sh:path ( [ sh:inversePath dalil:via ] [ sh:alternativePath ( dalil:basis dalil:voice ) ] )"
    text = query("SELECT $this ?value { $this $PATH ?value . ?value dalil:mode ?mode }", "dalil:via, dalil:mode")
    told = refused(tmp_path, text.replace("a sh:NodeShape ;", f"a sh:PropertyShape ; {path} ;"))

    assert {line.partition("follows ")[2].partition(",")[0] for line in told} == {"dalil:basis", "dalil:voice"}


@pytest.mark.parametrize(
    ("tie", "loose"),
    [
        ("?other dalil:via ?actor", {"other", "actor"}),
        ("?other dalil:via ?actor FILTER(?actor = $this)", {"other", "actor"}),
        ("FILTER NOT EXISTS { ?other dalil:via dalil:nobody }", {"other"}),
        ("?other dalil:via ?x", set()),
        ("?x dalil:via ?y . ?z dalil:via ?y . { ?z dalil:via ?w } UNION { ?w dalil:via ?z }", set()),
    ],
)
def test_query_that_looks_at_what_nothing_ties_to_the_focus_can_list_nothing(tmp_path, tie, loose):
    text = query(f"SELECT $this {{ $this dalil:via ?x . {tie} }}", "dalil:via")
    told = refused(tmp_path, text) if loose else own(tmp_path, text).remarks

    assert any("which nothing ties to $this" in line for line in told) == bool(loose)


@pytest.mark.parametrize("step", ["?x ?p ?o", "?x !dalil:via ?o", "?x (dalil:via|!dalil:via) ?o"])
def test_query_that_follows_anything_can_list_nothing(tmp_path, step):
    select = f"SELECT $this {{ $this dalil:via ?x . {step} }}"

    assert any("follows any predicate" in line for line in refused(tmp_path, query(select, "dalil:via")))


def test_query_without_a_list_is_read_and_asks_for_a_full_run(tmp_path):
    shapes = own(tmp_path, query("SELECT $this { $this dalil:via ?x }"))

    assert [shape.value for shape in shapes.undeclared] == ["https://example.org/rules#a"]
    assert shapes.remarks == ["the shape a has a query without dalil:reads: each change asks for a full run"]


def test_predicates_of_a_query_are_found_wherever_they_stand():
    text = """PREFIX : <e:> SELECT * { ?a :p ?b . OPTIONAL { ?b :q/^:r ?c } FILTER EXISTS { ?c :s|:t ?d }
    { SELECT ?d { ?d :u* ?e } } UNION { GRAPH ?g { ?e :v ?f . BIND(EXISTS { ?f :w ?h } AS ?i) } } }"""

    assert followed(text) == {f"e:{name}" for name in "pqrstuvw"}


# --- regular expressions


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a*)*", "(a|a)*", "(a|ab|b)*c", r"(\w+\s?)+", "(.*,)*", "([a-z]{1,8})+", r"(\d+)*$", "(x+x+)+y", "(?i)(a+A+)+",
     r"^(([a-z])+.)+[A-Z]([a-z])+$", "(" * 3000 + "a" + ")" * 3000],
)  # fmt: skip
def test_pattern_that_may_never_end_is_found(pattern):
    assert runaway(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["a+", "(ab)+", "(a+b)+", "(a|ab)*", "(foo|far)+", r"^(\w+\s)+$", "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "a*a*b", "(", "[^\n]+:[0-9]+"],
)  # fmt: skip
def test_pattern_that_ends_is_let_through(pattern):
    assert not runaway(pattern)


PARTS = st.recursive(
    st.sampled_from(["a", "b", "[ab]", ".", "a?", "b{1,3}"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        inner.map(lambda part: f"(?:{part})*"),
        inner.map(lambda part: f"(?:{part})+"),
    ),
    max_leaves=6,
)


class Backtracking:
    """Tries one way after another, as `re` does, and counts the steps that it takes."""

    MOST = 60_000

    def __init__(self, pattern: str, text: str) -> None:
        self.text, self.steps = text, 0
        any(end == len(text) for end in self.ends(_parser.parse(pattern), 0, 0))

    def ends(self, tokens: Any, index: int, start: int) -> Iterator[int]:
        self.steps += 1
        if self.steps > self.MOST:
            return
        if index == len(tokens):
            yield start
            return
        for end in self.one(str(tokens[index][0]), tokens[index][1], start):
            yield from self.ends(tokens, index + 1, end)

    def one(self, kind: str, arguments: Any, start: int) -> Iterator[int]:
        char = self.text[start : start + 1]
        if kind == "BRANCH":
            for way in arguments[1]:
                yield from self.ends(way, 0, start)
        elif kind == "MAX_REPEAT":
            yield from self.repeated(arguments, start, 0)
        elif kind == "SUBPATTERN":
            yield from self.ends(arguments[3], 0, start)
        elif char and (kind == "ANY" or ord(char) in ([arguments] if kind == "LITERAL" else [a for _, a in arguments])):
            yield start + 1

    def repeated(self, arguments: Any, start: int, times: int) -> Iterator[int]:
        least, most, body = arguments
        if times < most:
            for end in self.ends(body, 0, start):
                if end > start:
                    yield from self.repeated(arguments, end, times + 1)
        if times >= least:
            yield start


def test_backtracking_counts_what_never_ends():
    assert Backtracking("(?:a+)+", "a" * 18 + "!").steps > Backtracking.MOST
    assert Backtracking("(?:ab)+", "ab" * 9 + "!").steps < 1000


@given(PARTS)
def test_pattern_that_is_let_through_ends(part):
    """Every pattern of a few parts, on what is worst for it: a run that does not match in the end."""
    if not runaway(f"^{part}$"):
        worst = max(Backtracking(part, text + "!").steps for text in ("a" * 18, "ab" * 9, "b" * 18))

        assert worst < Backtracking.MOST, part


# --- the shapes of others


def test_shapes_of_others_need_neither_names_nor_messages_nor_severities():
    shapes = read_shapes(
        PREFIXES
        + ":a sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCount 1 ; sh:or ( [ sh:class :D ] [ sh:class :E ] ) ] ."
    )

    assert [shape.value for shape in shapes.speaking] == [f"{NAMELESS}1"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (":a sh:targetClass :C ; sh:property [ sh:path :p ; sh:mincount 1 ; sh:maxCount 3 ] .", "sh:mincount is no term of SHACL\n  → did you mean minCount"),
        (":a sh:targetClass :C ; sh:property [ sh:minCount 1 ] .", "without exactly one sh:path"),
        (":a sh:property [ sh:path :p ; sh:minCount 1 ] .", "these shapes ask nothing of anything"),
        (":a rdfs:label 'no shape' .", "these shapes ask nothing of anything"),
        ("", "these shapes ask nothing of anything"),
        (":a a sh:Nodeshape ; sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCount 1 ] .", "sh:Nodeshape is no term"),
        (":a sh:targetClass :C ; sh:node :a .", "asks for itself: a → a"),
        (":a sh:targetClass :C ; sh:nodeKind sh:IRI ; sh:memberShape :b .", "sh:memberShape is no term"),
        (":a sh:targetClass :C ; sh:nodeKind sh:IRI ; sh:js :b .", "sh:js is not applied"),
        (":a sh:targetClass :C ; sh:property [ sh:path :p ; sh:nodeKind sh:Severity ] .", "which SHACL does not allow there"),
        (":a sh:targetClass 'C' ; sh:nodeKind sh:IRI .", "which is no name"),
        (":a sh:targetClass :C ; sh:sparql [ sh:message 'x' ] .", "without exactly one sh:select"),
        (":k sh:parameter [ sh:path :k1 ] . :a sh:targetClass :C ; :k1 2 .", "a constraint component without a validator"),
        ("this is no Turtle", "this is no Turtle"),
    ],
)  # fmt: skip
def test_shapes_of_others_are_refused_where_an_engine_would_pass_over_a_slip(text, complaint):
    told = foreign(text)

    assert any(complaint in line for line in told), told


@pytest.mark.parametrize(
    "text",
    [
        ":C a rdfs:Class, sh:NodeShape ; sh:property [ sh:path :p ; sh:minCount 1 ] .",
        ":a sh:targetNode 'a text' ; sh:datatype xsd:string .",
        ":a sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCount 2 ; sh:maxCount 1 ; sh:in () ] .",
        ":a sh:targetClass :C ; sh:property [ sh:path :p ; sh:shape :b ; sh:minCount 1 ] . :b sh:nodeShape 1 .",
        ":k a sh:ConstraintComponent ; sh:parameter [ sh:path :k1 ] ; sh:validator [ a sh:SPARQLAskValidator ; sh:ask 'ASK { FILTER ($value = $k1) }' ] . :a sh:targetClass :C ; :k1 2 .",
        ":a sh:targetClass :C ; sh:severity :Fatal ; sh:nodeKind sh:IRI .",
        ":a sh:targetClass :C ; sh:property [ sh:path :p ; sh:pattern '^\\\\p{L}+$' ] .",
        ":a sh:targetClass :C ; sh:deactivated true ; sh:nodeKind sh:IRI .",
    ],
)
def test_odd_shapes_of_others_are_read(text):
    assert foreign(text) == []


def test_shapes_of_others_come_as_files_texts_and_graphs(tmp_path):
    text = PREFIXES + ":a sh:targetClass :C ; sh:nodeKind sh:IRI ."
    graph = Graph().parse(data=text)
    (tmp_path / "a.ttl").write_text(text)
    graph.serialize(tmp_path / "a.rdf", format="xml")
    graph.serialize(tmp_path / "a.nt", format="nt", encoding="utf-8")
    graph.serialize(tmp_path / "a.jsonld", format="json-ld")
    (tmp_path / "a name (with signs) ü.ttl").write_text(text)
    files = [*(tmp_path / f"a.{end}" for end in ("ttl", "rdf", "nt", "jsonld")), tmp_path / "a name (with signs) ü.ttl"]
    read = [read_shapes(one) for one in (text, text.encode(), graph, files[:1], *files)]

    assert {frozenset(shapes.triples) for shapes in read} == {frozenset(read[0].triples)}


def test_what_published_shapes_leave_out_is_said():
    text = """<https://example.org/rules> <http://www.w3.org/2002/07/owl#imports> <https://example.org/more> .
    :a sh:targetClass :C ; sh:nodeKind sh:IRI ; sh:shape :b ."""
    told = read_shapes(PREFIXES + text).remarks

    assert told == [
        "<https://example.org/more> is imported (owl:imports) and not read: give its file as well",
        "sh:shape is of a draft of SHACL, and asks nothing",
    ]


def test_shapes_file_that_is_hostile_is_refused_in_time_and_briefly():
    long = "x" * 1_000_000
    many = "".join(f":s{n} a sh:NodeShape ; sh:targetClass :C ; sh:nodeKind sh:IRI .\n" for n in range(3000))
    chain = (
        "".join(f":c{n} sh:node :c{n + 1} .\n" for n in range(3000)) + ":c0 sh:targetClass :C . :c3000 sh:node :c0 ."
    )
    for text in (f":a sh:{long} 1 .", f":a sh:targetClass :C ; sh:pattern '{long}(' .", chain, "\u202e\x00"):
        told = foreign(text)
        assert told
        assert all(len(line) < 100_000 for line in told)
    assert foreign(many) == []


@pytest.mark.parametrize("seed", range(4))
def test_spoilt_shapes_are_read_or_refused_and_nothing_else(seed, tmp_path):
    """Stretches of dalil's own shapes with lost, misplaced and exchanged triples: never a failure that is no sentence."""
    chance = Random(seed)
    whole = load_shapes(sorted((ROOT / "shapes").glob("*.ttl"))).triples
    terms = sorted({t.predicate for t in whole} | {NamedNode(SH + name) for name in OURS}, key=str)
    nodes = sorted({n for t in whole for n in (t.subject, t.object)}, key=str)
    told = 0
    for _ in range(15):
        start = chance.randrange(len(whole))
        triples = whole[start : start + chance.choice([20, 200])]
        for _ in range(chance.randrange(1, 12)):
            some, subject = (
                chance.randrange(len(triples)),
                chance.choice([n for n in nodes if not isinstance(n, Literal)]),
            )
            triples[some] = Triple(
                chance.choice([triples[some].subject, subject]),
                chance.choice([triples[some].predicate, *chance.sample(terms, 2)]),
                chance.choice([triples[some].object, chance.choice(nodes)]),
            )
        text = ntriples(triples)
        (tmp_path / "own.ttl").write_text(text)
        for read in (partial(read_shapes, text), partial(load_shapes, [tmp_path / "own.ttl"])):
            try:
                read()
            except DalilErrors as error:
                told += len(error.errors)

    assert told > 50


def test_suite_of_the_w3c_is_read_but_for_what_must_fail():
    if not SUITE.is_dir():
        pytest.skip("the W3C's suite is not here: it is not in the repository")
    tests = [path for path in sorted(SUITE.rglob("*.ttl")) if "sht:shapesGraph" in path.read_text(encoding="utf-8")]
    refused, wanted = set(), set()
    for path in tests:
        text = path.read_text(encoding="utf-8")
        (where,) = re.findall(r"sht:shapesGraph <([^>]*)>", text)
        wanted |= {path.name} if "mf:result sht:Failure" in text else set()
        try:
            read_shapes(path.parent / where if where else path)
        except DalilErrors:
            refused.add(path.name)

    assert len(tests) > 100
    assert refused == wanted


# --- the W3C's shapes for shapes


def parsed(text: str) -> Shapes:
    """Shapes as they are written, not looked at; blank nodes have new names each time."""
    quads = ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    return Shapes([quad.triple for quad in quads])


def test_both_engines_find_the_same_misuse(monkeypatch):
    text = ":a sh:targetClass :C ; sh:minCount 1, 2 ; sh:closed 7 ; sh:nodeKind :x ; sh:property :b . :b sh:path ( :p ) ; sh:flags 'i', 'x' ."
    fast = {(m.node, m.path, m.component) for m in misuses(parsed(text))}
    monkeypatch.setattr("dalil.graph.shacl.shapes.meta.FAST", "no such engine")

    assert {(m.node, m.path, m.component) for m in misuses(parsed(text))} == fast
    assert len(fast) > 4


def test_what_pyshacl_found_good_it_is_not_asked_again(monkeypatch, tmp_path):
    text = ":a sh:targetClass :C ; sh:or ( [ sh:nodeKind sh:IRI ] [ sh:minLength 3 ] ) ."
    known = tmp_path / "private" / "shapes.sha256"
    monkeypatch.setattr("dalil.graph.shacl.shapes.meta.FAST", "no such engine")
    monkeypatch.setattr("dalil.graph.shacl.shapes.meta._GOOD", set())

    assert misuses(parsed(":a sh:targetClass :C ; sh:closed 7 ."), known) != []
    assert not known.exists()
    assert misuses(parsed(text), known) == []
    monkeypatch.setattr("dalil.graph.shacl.shapes.meta._reference", lambda *_: pytest.fail("asked again"))
    assert misuses(parsed(text)) == []  # this process knows
    monkeypatch.setattr("dalil.graph.shacl.shapes.meta._GOOD", set())
    assert misuses(parsed(text), known) == []  # and so does the next


# --- the list of all rules


def test_catalogue_has_every_rule_with_its_examples():
    found = rules(
        sorted((ROOT / "shapes").glob("*.ttl")),
        [Check(ROOT / "queries" / "check-rings.rq", "D161", "No rings; look at it.", "Why.")],
    )
    ring = next(rule for rule in found if rule.kind == "query")

    assert [rule.code for rule in found] == sorted({rule.code for rule in found})
    assert all(rule.label and rule.message and rule.example_fail and rule.example_pass for rule in found)
    assert all(re.fullmatch(r"(shapes|queries)/[\w-]+\.(ttl|rq):[1-9]\d*", rule.where) for rule in found)
    assert (ring.name, ring.label, ring.where, ring.why) == (
        "check-rings",
        "No rings",
        "queries/check-rings.rq:1",
        "Why.",
    )


def test_catalogue_has_rules_of_a_dossiers_own_without_codes_or_examples_last(tmp_path):
    own(
        tmp_path, property_shape("sh:minCount 1", "its-own") + property_shape("sh:minCount 1 ; skos:notation 'X1'", "b")
    )
    found = rules([tmp_path / "shapes" / "own.ttl"])

    assert found[1] == Rule("", "its-own", "its own", "violation", "So. Do so.", f"shapes/own.ttl:{FIRST}")
    assert found[0].code == "X1"
