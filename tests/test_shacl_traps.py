"""The traps that a study of eleven engines found, each as a case: what an engine does by itself, and that we do not fall in. All data is invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import Dataset, Graph

from dalil.errors import DalilErrors, InvalidGraph, ProjectError
from dalil.graph.shacl.shapes.reading import load_shapes, read_shapes
from dalil.graph.validate import Report, validate

E = "https://example.org/"
HEAD = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix e: <{E}> .
"""
XSD = "http://www.w3.org/2001/XMLSchema#"
ONE = "e:s sh:targetSubjectsOf e:p ; sh:path e:q ; sh:minCount 1 ."
both = pytest.mark.parametrize("engine", ["shacl", "pyshacl"])


def quad(rest: str, graph: str = "") -> str:
    return f"<{E}a> <{E}p> {rest} {graph}.\n"


def store(text: str) -> Store:
    loaded = Store()
    loaded.load(text.encode(), format=RdfFormat.N_QUADS)
    return loaded


def found(report: Report) -> list[tuple[str, str, str, str]]:
    return [(f.focus.removeprefix(E), f.path, f.value, f.component) for f in report.findings]


# --- 1: plain and typed strings are one


@both
@pytest.mark.parametrize("value", ['"x"', f'"x"^^<{XSD}string>'])
@pytest.mark.parametrize("listed", ["'x'", "'x'^^xsd:string"])
@pytest.mark.parametrize("how", [str, store, None])
def test_plain_and_typed_strings_are_the_same_wherever_they_come_from(engine, value, listed, how):
    """Over Oxigraph's store, pySHACL reports violations that are none: it never sees a store here."""
    give: Callable[[str], Any] = how or (lambda text: Graph().parse(data=text, format="nt"))
    rules = f"{HEAD}e:s sh:targetSubjectsOf e:p ; sh:path e:p ; sh:in ( {listed} ) ; sh:hasValue {listed} ; sh:datatype xsd:string ."

    assert validate(give(quad(value)), rules, engine).findings == ()


# --- 2: named graphs


@both
@pytest.mark.parametrize("how", ["text", "dataset", "store"])
def test_what_stands_in_named_graphs_is_not_passed_over(engine, how):
    """pySHACL on N-Quads in a plain Graph sees nothing, and says that all is well."""
    text = quad('"x"', f"<{E}g> ")
    data: dict[str, Any] = {
        "text": text,
        "dataset": Dataset().parse(data=text, format="nquads"),
        "store": store(text),
    }

    assert found(validate(data[how], HEAD + ONE, engine)) == [("a", f"<{E}q>", "", "MinCountConstraintComponent")]


# --- 3: shapes that ask nothing


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "ask nothing of anything"),
        ("e:a e:b e:c .", "ask nothing of anything"),
        ("e:s a sh:NodeShape ; sh:targetClass e:C .", "ask nothing of anything"),
        (ONE.replace("minCount", "mincount"), "sh:mincount is no term of SHACL"),
        ("e:s a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:minCount 1 ] .", "sh:path"),
        (ONE.replace("minCount 1", "minCount 'one'"), "no whole number"),
        (ONE + " e:s sh:expression [ sh:path e:r ] .", "sh:expression is not applied"),
        ("e:s sh:target [ a sh:SPARQLTarget ] ; sh:nodeKind sh:IRI .", "ask nothing of anything"),
    ],
)
def test_shapes_that_an_engine_would_pass_over_are_refused(text, complaint):
    """Both engines say that all is well under most of these."""
    with pytest.raises(DalilErrors) as caught:
        read_shapes(HEAD + text)

    assert complaint in str(caught.value)


@both
def test_rules_that_add_to_the_data_are_not_run_and_that_is_said(engine):
    """Trap 9: nothing is inferred behind anybody's back. Published shapes have rules beside what they ask."""
    rule = "[ a sh:TripleRule ; sh:subject sh:this ; sh:predicate e:q ; sh:object 1 ]"
    report = validate(
        quad('"x"'), f"{HEAD}{ONE} e:s sh:rule {rule} . e:t sh:target [ a sh:SPARQLTarget ] ; sh:rule {rule} .", engine
    )

    assert [finding.component for finding in report.findings] == ["MinCountConstraintComponent"]
    assert report.remarks == (
        "rules (sh:rule) are not run: what they would add to the data is not there",
        "the shape t has a target by query (sh:target), which is not applied",
    )


@both
@pytest.mark.parametrize("kind", ["rdfs:Class", "owl:Class", "e:Kind"])
def test_shape_that_is_a_class_of_any_kind_is_asked_of_its_instances(engine, kind):
    """The fast engine knows rdfs:Class only, and most published ontologies with shapes write owl:Class."""
    rules = f"""{HEAD}@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    e:Kind rdfs:subClassOf e:More . e:More rdfs:subClassOf rdfs:Class .
    e:C a {kind}, sh:NodeShape ; sh:property [ sh:path e:q ; sh:minCount 1 ] ."""
    data = f"<{E}a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{E}C> ."

    assert found(validate(data, rules, engine)) == [("a", f"<{E}q>", "", "MinCountConstraintComponent")]


def test_values_that_are_closed_are_left_to_the_engine_that_closes_them():
    """The fast engine closes the node that has them."""
    rules = (
        f"{HEAD}e:s sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:closed true ; sh:property [ sh:path e:q ] ] ."
    )
    data = f"<{E}a> <{E}p> <{E}b> .\n<{E}a> <{E}other> 1 .\n".replace(" 1 ", f" <{E}c> ") + f"<{E}b> <{E}r> <{E}c> .\n"
    report = validate(data, rules)

    assert [(finding.value, finding.component) for finding in report.findings] == [
        (f"{E}c", "ClosedConstraintComponent")
    ]
    assert report.engine.startswith("pySHACL")
    with pytest.raises(ProjectError, match="sh:closed on a property shape"):
        validate(data, rules, "shacl")


# --- 4: no message, no name


@both
def test_shape_without_a_message_is_told_in_words_of_ours_and_a_nameless_one_alike(engine):
    rules = f"{HEAD}e:s a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:datatype xsd:integer ; sh:maxLength 1 ] ."
    report = validate(quad('"xy"'), rules, engine)

    assert {f.message for f in report.findings} == {
        "It is not a well-formed value of the datatype xsd:integer.",
        "It is longer than 1 characters.",
    }
    assert report == validate(quad('"xy"'), rules, engine)
    assert report.findings == validate(quad('"xy"'), rules, "auto").findings


@both
def test_messages_of_queries_and_of_components_are_filled_in_alike(engine):
    rules = (
        HEAD
        + """
e:s a sh:NodeShape ; sh:targetSubjectsOf e:p ;
    sh:sparql [ sh:message "{$this} says {?value} by {?path}, and {?nobody}"@en, "nein"@de ;
        sh:select "SELECT $this ?path ?value WHERE { $this ?path ?value }" ] .
e:Long a sh:ConstraintComponent ; sh:parameter [ sh:path e:atLeast ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:message "shorter than {$atLeast}" ;
        sh:ask "ASK { FILTER (STRLEN(STR($value)) > $atLeast) }" ] .
e:t sh:targetSubjectsOf e:p ; sh:path e:p ; e:atLeast 9 ."""
    )
    messages = {f.message for f in validate(quad('"x"'), rules, engine).findings}

    assert messages == {f"<{E}a> says x by <{E}p>, and {{?nobody}}", "shorter than 9"}


# --- 5: a class asked for within alternatives


ALTERNATIVES = "e:s sh:targetSubjectsOf e:p ; sh:path e:p ; sh:or ( [ sh:class e:C ] [ sh:class e:D ] ) ; sh:severity sh:Violation ; sh:message 'x' ."


def test_class_within_alternatives_is_refused_in_a_dossier_and_applied_for_others(tmp_path):
    """It costs the fast engine a quadratic time: a dossier asks for a class right on the property."""
    path = tmp_path / "own.ttl"
    path.write_text(HEAD + ALTERNATIVES, encoding="utf-8")
    with pytest.raises(DalilErrors, match=r"own\.ttl:6.*sh:class"):
        load_shapes([path])
    fast, reference = (validate(quad(f"<{E}b>"), path, engine) for engine in ("shacl", "pyshacl"))

    assert found(fast) == found(reference) == [("a", f"<{E}p>", f"{E}b", "OrConstraintComponent")]


# --- 6: details are no results


@both
def test_details_of_a_result_are_not_counted(engine):
    rules = f"{HEAD}e:s a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:node [ sh:property [ sh:path e:q ; sh:minCount 1 ] ] ."

    assert found(validate(quad('"x"'), rules, engine)) == [("a", "", f"{E}a", "NodeConstraintComponent")]


# --- 7: warnings


@both
@pytest.mark.parametrize(
    ("severity", "told", "conforms"),
    [("sh:Info", "info", True), ("sh:Warning", "warning", True), ("e:Fatal", "violation", False)],
)
def test_severity_decides_and_not_what_the_engine_calls_conforming(engine, severity, told, conforms):
    """Both engines call data with a warning nonconforming. A severity of somebody's own stops a build."""
    report = validate(quad('"x"'), HEAD + ONE.replace(" .", f" ; sh:severity {severity} ."), engine)

    assert [finding.severity for finding in report.findings] == [told]
    assert report.conforms is conforms


# --- 8: paths by their structure


@both
def test_paths_are_told_by_structure_for_nameless_shapes_of_others(engine):
    path = "( e:q [ sh:zeroOrMorePath [ sh:inversePath ( e:r e:t ) ] ] )"
    report = validate(quad('"x"'), HEAD + ONE.replace("e:q", path), engine)

    assert [f.path for f in report.findings] == [f"<{E}q>/(^(<{E}r>/<{E}t>))*"]


# --- traps of pySHACL by itself


@both
def test_each_result_is_told_as_often_as_it_is_one(engine):
    """A value that lacks two classes, and two shapes alike: a set of results would hide some."""
    rules = f"{HEAD}e:s a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:class e:C, e:D ], [ sh:path e:p ; sh:class e:C ] ."

    assert len(validate(quad(f"<{E}b>"), rules, engine).findings) == 3


@both
def test_nameless_nodes_keep_their_labels(engine):
    text = '_:second <https://example.org/p> "_:x" .\n_:third <https://example.org/p> _:second .\n'
    wanted = [(label, f"<{E}q>", "", "MinCountConstraintComponent") for label in ("_:second", "_:third")]

    assert found(validate(text, HEAD + ONE, engine)) == wanted


@both
def test_nameless_nodes_of_several_files_stay_apart(tmp_path, engine):
    for name in ("a.nt", "b.nt"):
        (tmp_path / name).write_text(f'_:x <{E}p> "x" .\n', encoding="utf-8")
    (tmp_path / "c.ttl").write_text(f"[] <{E}p> [ <{E}p> 'x' ] .", encoding="utf-8")
    paths = [tmp_path / name for name in ("a.nt", "b.nt", "c.ttl")]
    report = validate(paths, HEAD + ONE, engine)

    assert len(report.findings) == len({f.focus for f in report.findings}) == 4
    assert report == validate(paths, HEAD + ONE, engine)


@both
def test_way_back_along_a_sequence_begins_with_its_last_step(engine):
    """pySHACL takes the steps in their own order."""
    data = quad(f"<{E}b>") + f"<{E}b> <{E}q> <{E}c> .\n"
    rules = f"{HEAD}e:s sh:targetNode e:c ; sh:path [ sh:inversePath ( e:p e:q ) ] ; sh:class e:C ."

    assert [f[2] for f in found(validate(data, rules, engine))] == [f"{E}a"]


@both
def test_shapes_deeper_than_fifteen_are_applied(engine):
    inner = "[ sh:minLength 9 ]"
    for _ in range(20):
        inner = f"[ sh:node {inner} ]"
    report = validate(quad('"x"'), f"{HEAD}e:s sh:targetSubjectsOf e:p ; sh:path e:p ; sh:node {inner} .", engine)

    assert [f[3] for f in found(report)] == ["NodeConstraintComponent"]


@both
@pytest.mark.parametrize("last", ["_:x", f"<{E}b>", '"then"', f'"2031-02-31"^^<{XSD}date>', f'"true"^^<{XSD}boolean>'])
def test_values_without_an_order_fail_a_comparison_in_nested_shapes_too(engine, last):
    data = quad(f'"7"^^<{XSD}integer>') + f"<{E}a> <{E}q> {last} .\n"
    rules = f"{HEAD}e:s a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:node [ sh:property [ sh:path e:p ; sh:lessThan e:q ] ] ."

    assert [f[3] for f in found(validate(data, rules, engine))] == ["NodeConstraintComponent"]


@both
def test_triples_within_triples_are_refused_in_words(engine):
    with pytest.raises(InvalidGraph, match="a triple stands within a triple"):
        validate(
            quad(f'<<( <{E}a> <{E}p> "x" )>> '),
            HEAD + ONE.replace("e:q", "e:p").replace("minCount 1", "class e:C"),
            engine,
        )


def test_shapes_that_the_fast_engine_refuses_are_given_to_the_other():
    """It does not look ahead in regular expressions. Who asks for an engine by its name gets that one."""
    rules = f"{HEAD}e:s sh:targetSubjectsOf e:p ; sh:path e:p ; sh:pattern '^(?!x)' ."
    report = validate(quad('"xy"'), rules)

    assert report.engine.startswith("pySHACL ")
    assert [f[3] for f in found(report)] == ["PatternConstraintComponent"]
    with pytest.raises(ProjectError, match=r"(?s)the shapes cannot be applied: .*look-ahead"):
        validate(quad('"xy"'), rules, "shacl")


# --- data in any form


def test_data_may_be_files_of_any_kind(tmp_path):
    import gzip

    kinds = {"nq": RdfFormat.N_QUADS, "nt": RdfFormat.N_TRIPLES, "ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML}
    kinds |= {"trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}
    for suffix, form in kinds.items():
        text = ox.serialize((q.triple for q in store(quad('"x"'))), format=form) or b""
        (tmp_path / f"a.{suffix}").write_bytes(text)
        (tmp_path / f"a.{suffix}.gz").write_bytes(gzip.compress(text))
        for path in (tmp_path / f"a.{suffix}", tmp_path / f"a.{suffix}.gz"):
            assert len(validate(path, HEAD + ONE).findings) == 1


@pytest.mark.parametrize(
    ("name", "text", "error", "complaint"),
    [
        ("a.ttl", b"<a> nothing", InvalidGraph, r"a\.ttl:1"),
        ("a.nt", b"nothing", InvalidGraph, "cannot be read"),
        ("a.nt", b"\xff\xfe", InvalidGraph, "cannot be read"),
        ("a.csv", b"a,b", ProjectError, "of no known kind"),
        ("a.nt.gz", b"no gzip", ProjectError, "cannot be read"),
    ],
)
def test_data_that_cannot_be_read_are_named(tmp_path, name, text, error, complaint):
    (tmp_path / name).write_bytes(text)
    with pytest.raises(error, match=complaint):
        validate(tmp_path / name, HEAD + ONE)
    with pytest.raises(ProjectError, match="cannot be read"):
        validate(Path(tmp_path / "none.ttl"), HEAD + ONE)
    with pytest.raises(ProjectError, match="a dict cannot be validated"):
        validate({}, HEAD + ONE)  # type: ignore[arg-type]


def test_validation_stands_at_the_front():
    import dalil

    assert dalil.validate is validate
