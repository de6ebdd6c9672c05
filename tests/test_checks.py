"""Each graph rule (queries/check-*.rq) finds the fault planted for it, and nothing in a dossier without faults. All data is invented."""

import re
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import RdfFormat, Store

from dalil.questions import Query, read_query, with_prefixes
from dalil.vocabulary import DALIL, OWL, TYPE, Curies, Vocabulary, local_name

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology" / "dalil.ttl"
BASE = "https://example.org/mill/"
CHECKS = {path.stem: read_query(path) for path in sorted((ROOT / "queries").glob("check-*.rq"))}
WORDS = "صباح 𝟙"
PREFIXES = f"""
@prefix : <{BASE}> .
@prefix dalil: <{DALIL}> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
GOOD = f"""
:actor-society a dalil:Organisation ; skos:prefLabel "Relief Society"@en ; dalil:recordedIn "data/entities/all.yaml:1" .
:time-2031 a dalil:Time ; rdfs:label "2031" ; dalil:edtf "2031" .
:source-1 dalil:snapshot :snapshot-1 . :snapshot-1 dalil:characters 10 .
:passage-1 oa:hasSource :source-1 ; oa:hasState :snapshot-1 ; oa:hasSelector :words-1, :place-1 ; dalil:sha256 "{sha256(WORDS.encode()).hexdigest()}" .
:words-1 oa:exact "{WORDS}" .
:place-1 oa:start "4"^^xsd:nonNegativeInteger ; oa:end "10"^^xsd:nonNegativeInteger .
:claim-1 a dalil:Claim ; dalil:mode dalil:asserted ; dalil:accordingTo :actor-society ; dalil:quote "{WORDS}" ;
    dalil:passage :passage-1 ; dalil:recordedIn "data/facts/letter.yaml:3" .
:claim-2 a dalil:Claim ; dalil:mode dalil:denied ; dalil:deniedBy :actor-society ; dalil:recordedIn "data/facts/letter.yaml:5" .
:claim-3 a dalil:Claim ; dalil:mode dalil:inferred ; prov:wasDerivedFrom :claim-1 ; dalil:recordedIn "data/facts/letter.yaml:7" .
:source-rows dalil:snapshot :snapshot-rows ; dalil:voice :actor-society .
:row-7 a dalil:Row ; oa:hasSource :source-rows ; oa:hasState :snapshot-rows ; dalil:rowKey "7" ; dalil:fragment "row=17" .
:claim-4 a dalil:Claim ; dalil:mode dalil:asserted ; dalil:accordingTo :actor-society ; dalil:source :source-rows ; dalil:quote "year: 2031" ;
    dalil:passage :row-7 ; dalil:recordedIn "data/tables/rows.yaml:3" ; dalil:withdrawn :time-2031 ; dalil:withdrawal "Gone." .
:claim-5 a dalil:Claim ; dalil:mode dalil:asserted ; dalil:accordingTo :actor-society ; dalil:source :source-1 ; dalil:quote "year: 2031" ;
    dalil:via :source-rows ; dalil:passage :row-7 ; dalil:recordedIn "data/tables/rows.yaml:3" .
:claim-6 a dalil:Claim ; dalil:mode dalil:asserted ; dalil:accordingTo :actor-society ; dalil:source :source-1 ; dalil:quote "year: 2031" ;
    dalil:via :actor-society ; dalil:passage :row-7 ; dalil:recordedIn "data/tables/rows.yaml:3" .
GRAPH :claim-4 {{ :event-fire dalil:date :time-2031 }}
GRAPH :claim-5 {{ :event-fire dalil:began :time-2031 }}
GRAPH :claim-6 {{ :event-fire dalil:ended :time-2031 }}
GRAPH :claim-1 {{ :event-fire a dalil:Burning ; dalil:date :time-2031 . :place-mill a dalil:Site ; dalil:within :place-city . :place-city a dalil:City }}
GRAPH :claim-2 {{ :place-city dalil:within :place-mill }}
GRAPH :claim-3 {{ :event-fire dalil:place :place-mill }}
"""


def within(number: int, inner: str, outer: str, more: str = "") -> str:
    """A claim that one place lies in another."""
    return (
        f":claim-w{number} a dalil:Claim ; dalil:accordingTo :actor-society ; dalil:recordedIn 'facts.yaml:{number}' {more} . "
        f"GRAPH :claim-w{number} {{ :place-{inner} a dalil:Site ; dalil:within :place-{outer} }}\n"
    )


FAULTS = {
    "check-default-graph": {
        ":event-fire dalil:perpetrator :actor-society .": ["event-fire"],
        ":event-fire dalil:date :time-2031 ; dalil:place :place-mill .": ["event-fire", "event-fire"],
        ":event-fire a dalil:Burning .": ["event-fire"],
        ":actor-society dalil:termOfAnotherDossier 'x' .": ["actor-society"],
    },
    "check-content-has-claim": {"GRAPH :claim-9 { :place-mill a dalil:Site }": ["claim-9"]},
    "check-claim-has-content": {":claim-9 a dalil:Claim .": ["claim-9"]},
    "check-denial-is-no-accusation": {
        ":claim-2 dalil:accordingTo :actor-society .": ["claim-2"],
        ":claim-1 dalil:demandedBy :actor-society .": ["claim-1"],
    },
    "check-blank-nodes": {
        ":claim-1 dalil:basis [ a dalil:Video ] .": ["claim-1", "_"],
        "GRAPH :claim-1 { :event-fire dalil:agent _:somebody }": ["event-fire"],
        "GRAPH _:unnamed { :event-fire dalil:agent :actor-society }": ["event-fire"],
    },
    "check-rings": {
        within(1, "a", "a"): ["place-a"],
        within(1, "a", "b") + within(2, "b", "a"): ["place-a"],
        within(1, "c", "b") + within(2, "a", "c") + within(3, "b", "a"): ["place-a"],
        within(1, "d", "c") + within(2, "a", "d") + within(3, "b", "a") + within(4, "c", "b"): ["place-a"],
        within(1, "city", "mill"): ["place-city"],
    },
    "check-known-entities": {
        "GRAPH :claim-1 { :event-fire dalil:agent :actor-unheard-of }": ["actor-unheard-of"],
        "GRAPH :claim-1 { :event-unheard-of dalil:agent :actor-society }": ["event-unheard-of"],
    },
    "check-registry-types": {":place-mill skos:prefLabel 'Old Mill'@en .": ["place-mill"]},
    "check-passage-words": {
        ":passage-1 oa:hasSelector [ oa:start 4 ; oa:end 11 ] .": ["passage-1"],
        ":passage-1 oa:hasSelector [ oa:exact 'otherwise.' ] .": ["passage-1"],
        ":passage-1 oa:hasSelector [ oa:exact '123456' ] .": ["passage-1"],
    },
    "check-passage-state": {
        ":passage-1 oa:hasState :snapshot-2 .": ["passage-1"],
        ":snapshot-1 dalil:characters 9 .": ["passage-1"],
        ":passage-9 oa:hasSource :source-rows ; oa:hasState :snapshot-rows ; oa:hasSelector :place-1 .": ["passage-9"],
        ":row-7 oa:hasState :snapshot-1 .": ["row-7"],
    },
    "check-row-source": {
        ":claim-4 dalil:source :source-2 .": ["claim-4"],
        ":claim-4 dalil:source :source-2 ; dalil:via :actor-somebody .": ["claim-4"],
    },
    "check-quote-words": {":claim-1 dalil:quote 'otherwise' .": ["claim-1"]},
    "check-premises": {":claim-1 prov:wasDerivedFrom :claim-3 .": ["claim-1", "claim-3"]},
}
PLANTED = [(name, fault, found) for name, faults in FAULTS.items() for fault, found in faults.items()]


def ask(query: Query, *texts: str) -> list[ox.QuerySolution]:
    store = Store()
    for text in texts:
        store.load((PREFIXES + text).encode(), format=RdfFormat.TRIG)
    curies = Curies(BASE, Vocabulary.load(ONTOLOGY).kinds)
    solutions = store.query(with_prefixes(query.text, curies))
    assert isinstance(solutions, ox.QuerySolutions)
    return list(solutions)


def first_cells(rows: list[ox.QuerySolution]) -> list[str]:
    return [local_name(row[0].value) if isinstance(row[0], ox.NamedNode) else "_" for row in rows]


@pytest.mark.parametrize("name", CHECKS)
def test_check_is_silent_where_nothing_is_wrong(name):
    assert CHECKS[name].expect == "empty"
    assert ask(CHECKS[name], GOOD) == []


@pytest.mark.parametrize(("name", "fault", "found"), PLANTED)
def test_check_finds_the_planted_fault(name, fault, found):
    assert sorted(first_cells(ask(CHECKS[name], GOOD, fault))) == sorted(found)


def test_every_check_has_a_planted_fault():
    assert set(FAULTS) == set(CHECKS)


@pytest.mark.parametrize("status", ["retracted", "conflict"])
def test_ring_that_an_analyst_has_judged_is_a_disagreement_and_no_fault(status):
    ring = within(1, "a", "b") + within(2, "b", "a", f"; dalil:assessment dalil:{status}")

    assert ask(CHECKS["check-rings"], GOOD, ring) == []


def test_ring_of_two_versions_of_a_table_is_no_ring():
    """The older version says that a is in b, the newer one that b is in a."""
    ring = within(1, "a", "b", "; dalil:withdrawn :time-2031") + within(2, "b", "a")

    assert ask(CHECKS["check-rings"], GOOD, ring) == []


def test_ring_that_many_hold_is_one_ring():
    """And found in a time that does not grow with the power of claims on each of its edges."""
    edges = [(f"{number}{held}", pair) for held in range(20) for number, pair in enumerate(("ab", "bc", "cd", "da"), 1)]
    rows = ask(CHECKS["check-rings"], GOOD, "".join(within(int(n), *pair) for n, pair in edges))

    assert {row["ring"].value for row in rows} == {" ".join(f"{BASE}place-{name}" for name in "abcd")}
    assert len(rows) == 20


def test_ring_says_where_it_was_written():
    rows = ask(CHECKS["check-rings"], GOOD, within(7, "b", "a"), within(8, "a", "b"))

    assert [row["recordedIn"].value for row in rows] == ["facts.yaml:8"]


def test_list_of_what_the_default_graph_may_hold_is_the_ontologys():
    """All of dalil's properties that no fact file can say."""
    vocabulary = Vocabulary.load(ONTOLOGY)
    kinds = {OWL + kind for kind in ("ObjectProperty", "DatatypeProperty")}
    triples = [quad.triple for quad in ox.parse(path=ONTOLOGY, format=RdfFormat.TURTLE)]
    declared = {str(t.subject)[1:-1] for t in triples if t.predicate == TYPE and str(t.object)[1:-1] in kinds}
    ours = {local_name(iri) for iri in declared if iri.startswith(DALIL)} - set(vocabulary.properties)
    listed = re.search(r"NOT IN \((.*?)\)\)", CHECKS["check-default-graph"].text, re.DOTALL)

    assert listed is not None
    assert set(re.findall(r"dalil:(\w+)", listed[1])) == ours
