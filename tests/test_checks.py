"""Each graph rule (queries/check-*.rq) finds the fault planted for it, and nothing in a dossier without faults. All data is invented."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import RdfFormat, Store

from dalil.build import build
from dalil.build.rings import long_rings
from dalil.errors import InvalidGraph, QueryError
from dalil.graph.shacl.findings import Finding
from dalil.questions import Query, read_query, with_prefixes
from dalil.vocabulary import DALIL, OWL, TYPE, Curies, Vocabulary, local_name
from tests.little import facts, make

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology" / "dalil.ttl"
BASE = "https://example.org/mill/"
CHECKS = {path.stem: read_query(path) for path in sorted((ROOT / "queries").glob("check-*.rq"))}
EXAMPLES = ROOT / "queries" / "examples"
WORLD = (EXAMPLES / "world.trig").read_text(encoding="utf-8")
PREFIXES = "".join(line for line in WORLD.splitlines(keepends=True) if line.startswith("@prefix"))


def within(number: int, inner: str, outer: str, more: str = "") -> str:
    """A claim that one place lies in another."""
    return (
        f":claim-w{number} a dalil:Claim ; dalil:accordingTo :actor-society ; dalil:recordedIn 'facts.yaml:{number}' {more} . "
        f"GRAPH :claim-w{number} {{ :place-{inner} a dalil:Site ; dalil:within :place-{outer} }}\n"
    )


def years(*numbers: int) -> str:
    """Times of a year each."""
    days = "dalil:earliest '{0}-01-01'^^xsd:date ; dalil:latest '{0}-12-31'^^xsd:date"
    return "".join(f":time-{number} {days.format(number)} .\n" for number in numbers)


def said(number: int, content: str, more: str = "") -> str:
    """A claim on the words of the world's first passage."""
    what = "a dalil:Claim ; dalil:mode dalil:asserted ; dalil:accordingTo :actor-society ; dalil:passage :passage-1"
    return f":claim-{number} {what} {more} . GRAPH :claim-{number} {{ {content} }}\n"


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
    "check-said-of-itself": {"GRAPH :claim-1 { :event-fire dalil:before :event-fire }": ["event-fire"]},
    "check-order-of-times": {
        years(2030, 2031) + said(7, ":event-a dalil:began :time-2031 ; dalil:ended :time-2030"): ["event-a"],
        years(2030, 2032)
        + said(7, ":event-a dalil:before :event-b ; dalil:date :time-2032 . :event-b dalil:date :time-2030"): [
            "event-a"
        ],
    },
    "check-same-name": {
        ":actor-z a dalil:Organisation ; skos:prefLabel 'Relief Society'@en ; dalil:recordedIn 'x:1' .": [
            "actor-society"
        ],
    },
    "check-date-after-publication": {
        years(2020, 2032)
        + ":source-2 <http://purl.org/dc/terms/issued> :time-2020 . :claim-7 dalil:source :source-2 ."
        + said(7, ":actor-x dalil:born :time-2032 ; dalil:ended :time-2032"): ["actor-x"],
    },
    "check-mentioned": {
        ":actor-z a dalil:Person ; skos:prefLabel 'Nobody'@en, 'Niemand'@de ; dalil:recordedIn 'x:1' .": ["actor-z"],
        ":source-9 a dalil:Source ; dalil:recordedIn 'x:1' .": ["source-9"],
    },
    "check-time-bounds": {
        ":time-2 a dalil:Time ; dalil:edtf '2031-02' ; dalil:earliest '2031-02-01'^^xsd:date ; dalil:latest '2031-03-01'^^xsd:date .": [
            "time-2"
        ],
        ":time-2 a dalil:Time ; dalil:edtf '2031' ; dalil:earliest '2031-01-01'^^xsd:date ; dalil:latest '2031-01-31'^^xsd:date .": [
            "time-2"
        ],
        ":time-2 a dalil:Time ; dalil:edtf '2031-02-03' ; dalil:latest '2031-02-03'^^xsd:date .": ["time-2"],
    },
    "check-types": {
        "GRAPH :claim-1 { :event-fire a 'Burning' }": ["event-fire"],
        "GRAPH :claim-1 { :event-fire a :place-mill }": ["event-fire"],
        ":actor-z a <http://xmlns.com/foaf/0.1/Person> ; dalil:recordedIn 'x:1' .": ["actor-z"],
    },
    "check-labels": {
        ":actor-driver skos:prefLabel 'The driver'@en ; a dalil:Person .": ["actor-driver"],
        ":actor-driver skos:prefLabel 'The driver'@en ; rdfs:label '' ; a dalil:Person .": ["actor-driver"],
        ":source-2 <http://purl.org/dc/terms/title> 'A letter'@en ; rdfs:label :source-2 .": ["source-2"],
    },
    "check-retrieved": {
        years(2031)
        + ":source-1 <http://purl.org/dc/terms/issued> :time-2031 ; <http://purl.org/pav/retrievedOn> '2030-12-31' .": [
            "source-1"
        ],
    },
    "check-figures": {
        ":claim-1 dalil:quote 'by 41' . :count-1 a dalil:Count ; rdfs:label '14 people' . GRAPH :claim-1 { :event-a dalil:killed :count-1 }": [
            "event-a"
        ],
        years(2030)
        + ":time-2030 rdfs:label '2030' . :claim-1 dalil:quote 'in 2031' ."
        + said(1, ":event-a dalil:date :time-2030"): ["event-a"],
    },
    "check-both-sides": {
        ":claim-1 dalil:source :source-1 . GRAPH :claim-1 { :event-a dalil:perpetrator :actor-x ; dalil:victim :actor-x }": [
            "event-a"
        ],
    },
    "check-scripts": {
        ":actor-z skos:altLabel 'Salam'@ar ; dalil:recordedIn 'x:1' .": ["actor-z"],
        ":actor-z skos:prefLabel 'سلام'@en ; dalil:recordedIn 'x:1' .": ["actor-z"],
    },
}
PLANTED = [(name, fault, found) for name, faults in FAULTS.items() for fault, found in faults.items()]


def ask(query: Query, *texts: str) -> list[ox.QuerySolution]:
    store = Store()
    for text in texts:
        store.load((text if text.startswith(("#", "@")) else PREFIXES + text).encode(), format=RdfFormat.TRIG)
    curies = Curies(BASE, Vocabulary.load(ONTOLOGY).kinds)
    solutions = store.query(with_prefixes(query.text, curies))
    assert isinstance(solutions, ox.QuerySolutions)
    return list(solutions)


def first_cells(rows: list[ox.QuerySolution]) -> list[str]:
    return [local_name(row[0].value) if isinstance(row[0], ox.NamedNode) else "_" for row in rows]


@pytest.mark.parametrize("name", CHECKS)
def test_check_is_silent_where_nothing_is_wrong(name):
    assert CHECKS[name].expect == "empty"
    assert ask(CHECKS[name], WORLD) == []


@pytest.mark.parametrize(("name", "fault", "found"), PLANTED)
def test_check_finds_the_planted_fault(name, fault, found):
    assert sorted(first_cells(ask(CHECKS[name], WORLD, fault))) == sorted(found)


def test_every_check_has_a_planted_fault_and_two_examples():
    files = {f"{name}/{file}.trig" for name in CHECKS for file in ("fail", "pass")}

    assert set(FAULTS) == set(CHECKS)
    assert {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.glob("*/*")} == files


@pytest.mark.parametrize("name", CHECKS)
def test_passing_example_is_silent(name):
    text = (EXAMPLES / name / "pass.trig").read_text(encoding="utf-8")

    assert {other for other, query in CHECKS.items() if ask(query, WORLD, text)} == set()


@pytest.mark.parametrize("name", CHECKS)
def test_failing_example_is_found_by_this_check_alone(name):
    text = (EXAMPLES / name / "fail.trig").read_text(encoding="utf-8")

    assert {other for other, query in CHECKS.items() if ask(query, WORLD, text)} == {name}


def test_every_check_has_a_code_of_its_own_and_a_summary_that_says_what_to_do():
    assert len({query.code for query in CHECKS.values()}) == len(CHECKS)
    assert [name for name, query in CHECKS.items() if not re.fullmatch(r"D1[5-9]\d", query.code)] == []
    assert [name for name, query in CHECKS.items() if len(re.split(r"[.;] ", query.summary)) < 2] == []


@pytest.mark.parametrize("status", ["retracted", "conflict"])
def test_ring_that_an_analyst_has_judged_is_a_disagreement_and_no_fault(status):
    ring = within(1, "a", "b") + within(2, "b", "a", f"; dalil:assessment dalil:{status}")

    assert ask(CHECKS["check-rings"], WORLD, ring) == []


def test_ring_of_two_versions_of_a_table_is_no_ring():
    """The older version says that a is in b, the newer one that b is in a."""
    ring = within(1, "a", "b", "; dalil:withdrawn :time-2031") + within(2, "b", "a")

    assert ask(CHECKS["check-rings"], WORLD, ring) == []


def test_ring_that_many_hold_is_one_ring():
    """And found in a time that does not grow with the power of claims on each of its edges."""
    edges = [(f"{number}{held}", pair) for held in range(20) for number, pair in enumerate(("ab", "bc", "cd", "da"), 1)]
    rows = ask(CHECKS["check-rings"], WORLD, "".join(within(int(n), *pair) for n, pair in edges))

    assert {row["ring"].value for row in rows} == {" ".join(f"{BASE}place-{name}" for name in "abcd")}
    assert len(rows) == 20


def stored(*texts: str) -> Store:
    store = Store()
    for text in (WORLD, *texts):
        store.load((text if text.startswith("#") else PREFIXES + text).encode(), format=RdfFormat.TRIG)
    return store


@pytest.mark.parametrize("length", [5, 6, 40, 2000])
def test_ring_of_any_length_is_found(length):
    steps = "".join(within(n, f"r{n}", f"r{(n + 1) % length}") for n in range(length))
    (ring,) = long_rings(stored(steps))

    assert [local_name(thing.value) for thing in ring.things] == [f"place-r{n}" for n in range(length)]


@pytest.mark.parametrize("more", ["; dalil:assessment dalil:conflict", "; dalil:withdrawn :time-2031"])
def test_long_ring_that_is_settled_is_none(more):
    steps = "".join(within(n, f"r{n}", f"r{(n + 1) % 6}", more if n == 3 else "") for n in range(6))

    assert list(long_rings(stored(steps))) == []


def test_long_chain_and_short_ring_are_no_long_ring():
    chain = "".join(within(n, f"r{n}", f"r{n + 1}") for n in range(300))

    assert list(long_rings(stored(chain, within(900, "a", "b"), within(901, "b", "a")))) == []


def test_long_ring_stops_a_build_and_names_its_line(tmp_path):
    places = "weir", "b", "c", "d", "e", "f"
    steps = zip(places, [*places[1:], "weir"], strict=True)
    says = "\n".join(f"    place:{inner}: {{ type: Place, within: place:{outer} }}" for inner, outer in steps)
    project = make(
        tmp_path / "d", {"data/facts/letter.yaml": facts(f"- quote: at the weir on 3 May 2031\n  says:\n{says}\n")}
    )
    with pytest.raises(InvalidGraph) as caught:
        build(project)

    (finding,) = [one for one in caught.value.report.findings if one.shape == "check-rings"]
    assert (finding.code, finding.where) == ("D161", "data/facts/letter.yaml:3")
    assert "ring place:b place:c place:d place:e place:f place:weir" in finding.value


def warnings(root: Path, files: dict[str, str]) -> list[Finding]:
    """What a build of the little dossier warns of, and builds nonetheless."""
    built = build(make(root, files))
    found = [finding for finding in built.report.findings if finding.severity == "warning"]
    assert built.manifest["validation"]["warnings"] == len(found)
    return found


def test_warning_of_a_graph_rule_is_told_and_stops_nothing(tmp_path):
    """Of the entries that no claim speaks of, the editor is spoken of by the settings."""
    found = warnings(tmp_path / "d", {})

    assert {finding.code for finding in found} == {"D167"}
    assert {local_name(f.focus) for f in found} == {"actor-dam-guard", "event-weir-burial", "place-weir"}


def test_rule_with_a_severity_that_is_none_is_refused(tmp_path):
    (tmp_path / "check-it.rq").write_text("#+ expect: empty\n#+ severity: grave\nSELECT ?s { ?s ?p ?o }")
    with pytest.raises(QueryError, match="has the severity 'grave'"):
        read_query(tmp_path / "check-it.rq")


def test_ring_says_where_it_was_written():
    rows = ask(CHECKS["check-rings"], WORLD, within(7, "b", "a"), within(8, "a", "b"))

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
