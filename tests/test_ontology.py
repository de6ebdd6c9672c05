"""The ontology: every term explained, OWL 2 DL by itself, consistent; and these checks can fail.

The profile check is our own and knows only the part of OWL 2 DL that a file without blank nodes
can use (https://www.w3.org/TR/owl2-syntax/, sections 3, 5.8, 5.9 and 11).
"""

from collections.abc import Iterator
from pathlib import Path

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import Namespace
from rdflib.term import Node
from ruamel.yaml import YAML

from dalil.model import AGREEMENT_KINDS, ASSESSMENTS

FILE = Path(__file__).parents[1] / "ontology" / "dalil.ttl"
DALIL = Namespace("https://w3id.org/dalil/ontology#")
ONTOLOGY = URIRef("https://w3id.org/dalil/ontology")
EXAMPLE = Namespace("https://example.org/invented/")
ERRORS = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")  # where owlrl reports

RESERVED = tuple(str(vocabulary) for vocabulary in (OWL, RDF, RDFS, XSD))
STRUCTURE = {RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range}
STRUCTURE |= {OWL.disjointWith, OWL.equivalentClass, OWL.inverseOf, OWL.versionIRI, OWL.imports}
ANNOTATIONS = {RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.deprecated}
# OWL 2's datatype map as far as we use it. xsd:date and xsd:duration are not in it; rdf:langString
# came with RDF 1.1, after OWL 2, and stands where OWL 2 has rdf:PlainLiteral.
DATATYPES = {RDFS.Literal, RDF.langString, XSD.string, XSD.integer, XSD.nonNegativeInteger, XSD.boolean}
META = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual}
META |= {OWL.Ontology, OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.FunctionalProperty}
META |= {OWL.AsymmetricProperty, OWL.IrreflexiveProperty, OWL.InverseFunctionalProperty}
SIMPLE_ONLY = {OWL.FunctionalProperty, OWL.InverseFunctionalProperty}
SIMPLE_ONLY |= {OWL.AsymmetricProperty, OWL.IrreflexiveProperty}
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
VALUES = {DALIL.Time, DALIL.Count, DALIL.Duration, RDF.langString, XSD.string, XSD.integer}

INVENTED = """
@prefix dalil: <https://w3id.org/dalil/ontology#> . @prefix : <https://example.org/invented/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:mill-attack a dalil:Attack ; dalil:perpetrator :unit-12 ; dalil:place :old-mill ; dalil:killed :seven ;
    dalil:date :may ; dalil:manner "one after the other"@en ; dalil:characterisedAs :war-crime .
:mill-shooting a dalil:Shooting ; dalil:partOf :mill-attack ; dalil:before :burial .
:old-mill dalil:within :quarter . :quarter dalil:within :city .
:unit-12 a dalil:SecurityUnit ; dalil:subordinateTo :bureau ; dalil:identifier "12" .
:may a dalil:Time ; dalil:edtf "2031-05" ; dalil:earliest "2031-05-01"^^xsd:date .
:seven a dalil:Count ; dalil:low 7 ; dalil:unit "people" .
:claim a dalil:Claim ; dalil:source :letter ; dalil:accordingTo :society ; dalil:mode dalil:alleged .
:letter a dalil:Letter ; dalil:addressee :council .
"""


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(FILE)


def ours(graph: Graph) -> list[URIRef]:
    found = {s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(DALIL)}
    return sorted(found)


def below(graph: Graph, top: Node | None) -> set[Node]:
    return {term for term in graph.transitive_subjects(RDFS.subClassOf, top) if term}


def content_properties(graph: Graph) -> set[Node]:
    """What may stand under `says:`: properties of an entity."""
    return {s for s, o in graph.subject_objects(RDFS.domain) if o in below(graph, DALIL.Entity)}


def unexplained(graph: Graph) -> Iterator[str]:
    needed = {"label": RDFS.label, "definition": SKOS.definition, "example": SKOS.example}
    standard = (SKOS.closeMatch, RDFS.subClassOf, RDFS.subPropertyOf)
    for term in ours(graph):
        yield from (f"{term} has no {name}" for name, key in needed.items() if (term, key, None) not in graph)
        links = [o for key in standard for o in graph.objects(term, key) if not str(o).startswith(DALIL)]
        if not links and (term, DALIL.noStandardTerm, None) not in graph:
            yield f"{term} is not mapped, and does not say why"
        if (term, RDFS.isDefinedBy, ONTOLOGY) not in graph:
            yield f"{term} is not defined by the ontology"


def badly_shaped(graph: Graph) -> Iterator[str]:
    entities = below(graph, DALIL.Entity)
    for term in content_properties(graph):
        domains, ranges = (list(graph.objects(term, key)) for key in (RDFS.domain, RDFS.range))
        if len(domains) != 1 or len(ranges) != 1:
            yield f"{term} needs one domain and one range"
        yield from (f"{term} has the domain {d}" for d in domains if d not in entities)
        yield from (f"{term} has the range {r}" for r in ranges if r not in entities | VALUES)


def outside_dl(graph: Graph) -> Iterator[str]:
    """What keeps a file without anonymous expressions from being OWL 2 DL."""
    yield from (f"blank node in {t}" for t in graph if any(isinstance(x, BNode) for x in t))
    if len(list(graph.objects(ONTOLOGY, OWL.versionIRI))) != 1:
        yield "the ontology has no version IRI"
    yield from _undeclared(graph)
    yield from _puns(graph)
    yield from _not_simple(graph)
    for subject in set(graph.subjects()) - {RDF.langString}:
        if str(subject).startswith(RESERVED):
            yield f"reserved name described: {subject}"
    for value in (o for o in graph.objects() if isinstance(o, Literal)):
        if value.ill_typed or (value.datatype and value.datatype not in DATATYPES):
            yield f"literal outside OWL 2: {value.n3()}"


def _declared(graph: Graph, *kinds: Node) -> set[Node]:
    return {s for kind in kinds for s in graph.subjects(RDF.type, kind)}


def _undeclared(graph: Graph) -> Iterator[str]:
    """Names used as class, property or individual without a declaration, or in the wrong place."""
    classes, individuals = _declared(graph, OWL.Class), _declared(graph, OWL.NamedIndividual)
    objects, data, annotations = (_declared(graph, kind) for kind in PROPERTIES)
    for s, p, o in graph:
        fits = p in ANNOTATIONS or p in annotations
        if p in (RDFS.subClassOf, OWL.disjointWith, OWL.equivalentClass):
            fits = s in classes and o in classes
        elif p == RDFS.subPropertyOf:
            fits = any(s in kind and o in kind for kind in (objects, data, annotations))
        elif p == RDFS.domain:
            fits = s in objects | data and o in classes
        elif p == RDFS.range:
            fits = o in classes if s in objects else s in data and o in DATATYPES
        elif p == RDF.type:
            fits = o in META or (s, o) == (RDF.langString, RDFS.Datatype) or (s in individuals and o in classes)
        elif p == OWL.inverseOf:
            fits = s in objects and o in objects
        elif p in (OWL.versionIRI, OWL.imports):
            fits = s == ONTOLOGY
        if not fits:
            yield f"undeclared or misplaced: {s} {p} {o}"


def _puns(graph: Graph) -> Iterator[str]:
    for kind in PROPERTIES:
        others = [other for other in PROPERTIES if other != kind]
        both = _declared(graph, kind) & _declared(graph, *others)
        yield from (f"{term} is a property of two kinds" for term in both)


def _not_simple(graph: Graph) -> Iterator[str]:
    """A transitive property, and whatever stands above one, may carry no cardinality."""
    objects = _declared(graph, OWL.ObjectProperty)
    for term in _declared(graph, OWL.TransitiveProperty):
        if term not in objects:
            yield f"{term} is transitive and no object property"
        for above in graph.transitive_objects(term, RDFS.subPropertyOf):
            if above in _declared(graph, *SIMPLE_ONLY):
                yield f"{above} is functional, asymmetric or irreflexive, and transitive below"


def contradictions(ontology: Graph, data: str) -> list[str]:
    """What OWL 2 RL reasoning finds impossible about the ontology together with some data."""
    graph = Graph()
    for triple in ontology:
        graph.add(triple)
    graph.parse(data=data, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    nothing = [f"{s} is nothing" for s in graph.subjects(RDF.type, OWL.Nothing)]
    return [str(o) for o in graph.objects(None, ERRORS)] + nothing


def test_every_term_is_explained(ontology: Graph) -> None:
    """A term has label, definition, example and home, and leads to a standard term or says why not."""
    assert list(unexplained(ontology)) == []


def test_content_properties_have_one_domain_and_one_range(ontology: Graph) -> None:
    """A fact file can be checked key by key: each property has one place to stand."""
    assert list(badly_shaped(ontology)) == []
    assert DALIL.perpetrator in content_properties(ontology)


def test_provenance_is_not_content(ontology: Graph) -> None:
    """No fact file can say who speaks, which snapshot is read, or what we call a thing."""
    outside = {"accordingTo", "quote", "voice", "snapshot", "recordedIn", "ourName", "assessment", "edtf"}

    assert not {DALIL[name] for name in outside} & content_properties(ontology)


def test_ontology_is_owl_2_dl(ontology: Graph) -> None:
    """Any OWL 2 DL tool can read the file by itself, without loading another vocabulary."""
    assert list(outside_dl(ontology)) == []


def test_each_kind_of_entity_has_one_prefix(ontology: Graph) -> None:
    """CURIEs name eight kinds, each an Entity, and no kind has a hyphen."""
    prefixes = {str(o): s for s, o in ontology.subject_objects(DALIL.prefix)}
    kinds = {"event", "actor", "place", "work", "source", "instrument", "concept", "proposition"}

    assert kinds == set(prefixes)
    assert set(prefixes.values()) <= below(ontology, DALIL.Entity)


def test_individuals_are_the_words_that_the_code_writes(ontology: Graph) -> None:
    """Modes, kinds of agreement and verdicts are the fixed ones."""

    def members(name: str) -> set[str]:
        return {str(s).removeprefix(DALIL) for s in ontology.subjects(RDF.type, DALIL[name])}

    assert {"asserted", "alleged", "denied", "demanded", "opined", "inferred"} == members("Mode")
    assert set(AGREEMENT_KINDS.values()) == members("AgreementKind")
    assert {"judgedSame", "judgedDifferent", "judgedUnsure"} == members("Verdict")
    assert set(ASSESSMENTS.values()) == members("AssessmentStatus")


def test_examples_speak_the_vocabulary(ontology: Graph) -> None:
    """The example of a content property is a fact-file line that uses the property where it may stand."""
    roots = {str(o): s for s, o in ontology.subject_objects(DALIL.prefix)}
    for term in content_properties(ontology):
        example = str(ontology.value(term, SKOS.example))
        ((subject, facts),) = YAML(typ="safe", pure=True).load(example).items()
        root, domain = roots[subject.partition(":")[0]], ontology.value(term, RDFS.domain)

        assert str(term).removeprefix(DALIL) in facts
        assert domain in below(ontology, root) or root in below(ontology, domain), term
        assert (DALIL[facts.get("type", "Entity")], RDF.type, OWL.Class) in ontology


def test_licence_and_version_are_stated(ontology: Graph) -> None:
    """Whoever reuses the vocabulary knows under which terms, and which edition it is."""
    licence = URIRef("http://purl.org/dc/terms/license")

    assert URIRef("https://creativecommons.org/licenses/by/4.0/") == ontology.value(ONTOLOGY, licence)
    assert Literal("0.1.0") == ontology.value(ONTOLOGY, OWL.versionInfo)


def test_reasoning_finds_no_contradiction(ontology: Graph) -> None:
    """The ontology and a small invented dataset are consistent under OWL 2 RL."""
    assert contradictions(ontology, INVENTED) == []


def test_reasoning_finds_a_place_that_acts(ontology: Graph) -> None:
    """Kinds are disjoint: what is a place and a perpetrator is reported."""
    broken = INVENTED + ":mill-attack dalil:perpetrator :old-mill ."

    assert contradictions(ontology, broken)


BREAKS = {
    "unexplained": [
        "dalil:lonely a owl:Class .",
        'dalil:Bare a owl:Class ; rdfs:label "bare"@en ; rdfs:subClassOf dalil:Event .',
    ],
    "badly_shaped": [
        "dalil:perpetrator rdfs:range dalil:Place .",
        "dalil:when a owl:DatatypeProperty ; rdfs:domain dalil:Event ; rdfs:range xsd:boolean .",
    ],
    "outside_dl": [
        "dalil:Event rdfs:subClassOf [ a owl:Class ] .",
        "dalil:Event rdfs:subClassOf dalil:Happening .",
        "dalil:perpetrator a owl:DatatypeProperty .",
        "dalil:within a owl:FunctionalProperty .",
        "dalil:name a owl:TransitiveProperty .",
        "dalil:perpetrator rdfs:range xsd:string .",
        "dalil:name rdfs:range dalil:Actor .",
        "dalil:earliest rdfs:range xsd:date .",
        'dalil:Event dalil:remark "undeclared" .',
        'dalil:Event dalil:prefix "x"^^xsd:date .',
        'dalil:Event dalil:prefix "x"^^xsd:integer .',
        "rdfs:label a owl:AnnotationProperty .",
        "dalil:accepted a dalil:Nowhere .",
    ],
}
CASES = [(check, text) for check, texts in BREAKS.items() for text in texts]


@pytest.mark.parametrize(("check", "text"), CASES)
def test_checks_can_fail(ontology: Graph, check: str, text: str) -> None:
    """Each check reports a copy of the ontology into which one fault is put."""
    names = {"dalil": DALIL, "owl": OWL, "rdfs": RDFS, "xsd": XSD}
    prefixes = "".join(f"@prefix {name}: <{namespace}> . " for name, namespace in names.items())
    broken = Graph()
    for triple in ontology:
        broken.add(triple)
    broken.parse(data=prefixes + text, format="turtle")

    assert list(globals()[check](broken))
