"""Reports of what does not hold: grouped and bounded for people, whole for programs, and in the forms that others read."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Namespace
from rdflib.collection import Collection
from rdflib.namespace import RDF

from dalil.errors import DalilErrors, ProjectError, QueryError, QuoteNotFound, UnknownTerm, Where
from dalil.graph.shacl.findings import Finding, Report
from dalil.graph.shacl.shapes.catalogue import Rule
from dalil.reports import Options, Told, placed, problems, remark, write_report
from dalil.reports.paths import path_from
from dalil.reports.sarif import MOST

SH = Namespace("http://www.w3.org/ns/shacl#")
BASE = "https://example.org/mill/"
SHAPES = "https://w3id.org/dalil/shapes#"
WORDS = Rule(
    "D015", "claim-has-words", "a claim rests on words", "violation", "Quote the words.", "shapes/claim.ttl:27"
)
HOSTILE = "\x1b[31mred\x07\u202egnorw\n::error::owned%0A"


def finding(number: int = 1, **changes: Any) -> Finding:
    """A claim without words, on a line of its own."""
    told = {
        "focus": f"{BASE}claim-{number}",
        "path": "(dalil:quote|prov:wasDerivedFrom)",
        "value": "",
        "component": "MinCountConstraintComponent",
        "severity": "violation",
        "message": "Quote the words.",
        "shape": f"{SHAPES}claim-has-words",
        "where": f"data/facts/letter.yaml:{number}",
        "code": "D015",
        "claim": f"{BASE}claim-{number}",
    }
    return Finding(**(told | changes))


def report(*findings: Finding) -> Report:
    """Of an engine that nobody has."""
    return Report(findings, "engine 1.0", 100, 3)


def many(number: int) -> Report:
    """One rule, broken many times, in ten files."""
    return report(*(finding(n, where=f"data/facts/letter-{n % 10}.yaml:{n}") for n in range(1, number + 1)))


OPTIONS = Options(rules={"claim-has-words": WORDS})
ERRORS = [
    UnknownTerm("'dte' is not a term of the ontology", Where("data/facts/letter.yaml", 4, 36), "did you mean date?"),
    QuoteNotFound("“no such words” does not stand in the source", Where("data/facts/letter.yaml", 9)),
]


# --- one list of problems


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("data/facts/letter.yaml:12", ("data/facts/letter.yaml", 12, 0)),
        ("data/facts/letter.yaml:12 and 1,002 more", ("data/facts/letter.yaml", 12, 1002)),
        ("data/facts/black and 3 more.yaml:7", ("data/facts/black and 3 more.yaml", 7, 0)),
        ("shapes", ("shapes", 0, 0)),
        ("", ("", 0, 0)),
    ],
)
def test_a_place_is_read_as_file_line_and_how_many_more(where: str, expected: tuple[str, int, int]) -> None:
    assert placed(where) == expected


def test_errors_and_findings_are_one_list_with_the_words_concerned() -> None:
    told = Told(words={f"{BASE}claim-1": "the words", "data/facts/letter.yaml:2": "others"})
    several = DalilErrors(ERRORS)
    found = problems(report(finding(1), finding(2, claim="", focus=f"{BASE}passage-2")), [several], told)

    assert [(one.severity, one.code, one.line, one.column) for one in found] == [
        ("error", "UnknownTerm", 4, 36),
        ("error", "QuoteNotFound", 9, 0),
        ("violation", "D015", 1, 0),
        ("violation", "D015", 2, 0),
    ]
    assert [one.words for one in found] == ["", "", "the words", "others"]


def test_a_problem_is_the_same_when_lines_above_it_come_and_go() -> None:
    one, other = problems(report(finding(3), finding(3, where="data/facts/letter.yaml:99")))

    assert one.identity == other.identity
    assert one.line != other.line


# --- for people


def test_text_says_a_rule_once_and_every_line_begins_with_its_place() -> None:
    text = write_report(report(finding(1), finding(2)), (), "text", OPTIONS)

    assert text.splitlines()[:4] == [
        "violation D015: a claim rests on words [claim-has-words]",
        "  Quote the words.",
        "data/facts/letter.yaml:1: claim-1",
        "data/facts/letter.yaml:2: claim-2",
    ]
    assert text.splitlines()[-1].startswith("2 violations (engine 1.0); dalil explain D015")


def test_text_counts_by_rule_and_by_file_where_there_are_several() -> None:
    other = finding(3, severity="warning", code="D140", shape=f"{SHAPES}other", message="Hm.", where="data/a.yaml:1")
    text = write_report(report(finding(1), finding(2), other), ERRORS, "text", OPTIONS)

    assert re.search(r"^by rule\n +1  error      QuoteNotFound$", text, re.MULTILINE)
    assert re.search(r"^ +2  violation  D015 +a claim rests on words$", text, re.MULTILINE)
    assert re.search(r"^ +1  warning    D140$", text, re.MULTILINE)
    assert "by file\n          4  data/facts/letter.yaml\n          1  data/a.yaml\n" in text
    assert "2 errors, 2 violations, 1 warning (engine 1.0)" in text


def test_errors_stand_as_editors_read_them() -> None:
    text = write_report(None, ERRORS, "text", OPTIONS)

    assert text.startswith(
        "data/facts/letter.yaml:4:36: 'dte' is not a term of the ontology\n  → did you mean date?\n"
        "data/facts/letter.yaml:9: “no such words” does not stand in the source\n"
    )


def test_text_by_file_has_each_file_once() -> None:
    text = write_report(many(30), (), "text", Options(by="file", limit=2, rules=OPTIONS.rules))

    assert [line for line in text.splitlines() if line.endswith("(3)")] == [
        f"data/facts/letter-{n}.yaml (3)" for n in range(10)
    ]
    assert "data/facts/letter-3.yaml:13: violation D015: a claim rests on words: claim-13" in text
    assert text.count("… and 1 more like it") == 10


def test_a_hundred_thousand_results_stay_readable_and_what_is_cut_is_said() -> None:
    found = many(100_000)
    text = write_report(found, (), "text", OPTIONS)

    assert len(text.splitlines()) < 50
    assert "… and 99,980 more like it in 10 files (--limit 0 shows all, --format json has all)" in text
    assert "10,000  data/facts/letter-3.yaml" in text
    assert "100,000 violations" in text


def test_limit_0_shows_all() -> None:
    text = write_report(many(500), (), "text", Options(limit=0))

    assert "more like it" not in text
    assert sum(line.startswith("data/facts/") for line in text.splitlines()) == 500


def test_many_errors_of_a_kind_are_cut_and_the_others_shown() -> None:
    errors = [UnknownTerm(f"no {n}", Where("data/facts/a.yaml", n)) for n in range(1, 41)]
    text = write_report(None, [*errors, ERRORS[1]], "text", Options(limit=3))

    assert text.count("data/facts/a.yaml:") == 3
    assert "… and 37 more UnknownTerm like it in 1 file" in text
    assert "does not stand in the source" in text
    assert text.rstrip().endswith("41 errors")


def test_hostile_words_neither_steer_a_terminal_nor_flood_it() -> None:
    told = Told(labels={f"{BASE}claim-1": HOSTILE}, words={f"{BASE}claim-1": HOSTILE + "x" * 1_000_000})
    text = write_report(report(finding(1, value=HOSTILE * 1000)), (), "text", Options(told=told))

    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert len(text) < 2000
    assert not [line for line in text.splitlines() if line.startswith("::")]


def test_a_message_of_several_lines_is_no_command_of_a_host() -> None:
    """A log of GitHub's takes a line that begins with :: for a command, on stderr too."""
    errors = [UnknownTerm(f"a\n{HOSTILE}\n::error::c", Where("data/facts/a.yaml", 1), "b\n::error::d")]
    rule = WORDS._replace(label="long " * 10_000 + "\n::error::e")
    options = Options(rules={"claim-has-words": rule})
    text = write_report(report(finding(1, message="a\n::error::b")), errors, "text", options)

    assert not [line for line in text.splitlines() if line.startswith("::")]
    assert len(text) < 2000


def test_colours_are_there_where_they_are_asked_for_only() -> None:
    found = report(finding(1))

    assert "\x1b[31mviolation D015\x1b[0m" in write_report(found, (), "text", Options(colour=True))
    assert "\x1b" not in write_report(found, (), "text", Options())


EMPTY = {"text": "", "json": '"findings": []', "ttl": "conforms true", "sarif": '"results": []', "github": ""}


@pytest.mark.parametrize(("format_", "expected"), list(EMPTY.items()))
def test_nothing_wrong_is_told_in_every_format(format_: str, expected: str) -> None:
    text = write_report(report(), (), format_, OPTIONS)

    assert expected in text
    assert bool(expected) == bool(text)


def test_another_format_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(QueryError, match="xml") as caught:
        write_report(report(), (), "xml")

    assert "sarif" in (caught.value.hint or "")


# --- for programs


def test_json_has_all_with_the_same_keys_for_errors_and_findings() -> None:
    told = json.loads(write_report(many(200), ERRORS, "json"))
    shared = {"severity", "code", "file", "line", "column", "message", "hint"}

    assert len(told["findings"]) == 200
    assert shared <= told["errors"][0].keys() & told["findings"][0].keys()
    assert told["errors"][0]["error"] == "UnknownTerm"
    assert {"focus", "path", "value", "component", "shape", "rule", "claim", "words"} <= told["findings"][0].keys()


# --- as linked data


def results(text: str) -> Graph:
    """The report, as rdflib reads it."""
    return Graph().parse(data=text, format="turtle")


def test_turtle_is_a_validation_report_that_pyshacl_could_have_written() -> None:
    closed = finding(
        2,
        component="ClosedConstraintComponent",
        path="dalil:hue",
        value="a text",
        shape=f"{SHAPES}x",
        severity="warning",
    )
    graph = results(write_report(report(finding(1), closed), (), "ttl"))
    (whole,) = graph.subjects(RDF.type, SH.ValidationReport)
    demanded = (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape, SH.resultMessage)
    by_focus = {str(graph.value(result, SH.focusNode)): result for result in graph.objects(whole, SH.result)}
    first, second = (by_focus[f"{BASE}claim-{n}"] for n in (1, 2))
    (alternatives,) = graph.objects(graph.value(first, SH.resultPath), SH.alternativePath)

    assert str(graph.value(whole, SH.conforms)) == "false"
    for result in by_focus.values():
        assert (result, RDF.type, SH.ValidationResult) in graph
        assert all(len(list(graph.objects(result, predicate))) == 1 for predicate in demanded)
    assert [str(step).rpartition("#")[2] for step in Collection(graph, alternatives)] == ["quote", "wasDerivedFrom"]
    assert str(graph.value(second, SH.value)) == "a text"
    assert str(graph.value(second, SH.resultPath)).endswith("#hue")


def test_turtle_holds_to_what_shacl_says_of_its_own_reports(tmp_path: Path) -> None:
    """Asked by pySHACL, with the demands of the standard's section on reports written as shapes."""
    from pyshacl import validate

    shapes = tmp_path / "report.ttl"
    shapes.write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:x-test:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        :report a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
            sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ,
                [ sh:path sh:result ; sh:class sh:ValidationResult ] .
        :result a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
            sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
                [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
                [ sh:path sh:value ; sh:maxCount 1 ] ,
                [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:in ( sh:Violation sh:Warning sh:Info ) ] ,
                [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
                [ sh:path sh:sourceShape ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
                [ sh:path sh:resultMessage ; sh:minCount 1 ; sh:datatype xsd:string ] .""",
        encoding="utf-8",
    )
    rule = finding(4, shape="check-rings", component="", path="", value="a told, b told", code="D160")
    text = write_report(
        report(finding(1), finding(2, value="http://[no address"), finding(3, where=""), rule), (), "ttl"
    )
    conforms, _, told = validate(results(text), shacl_graph=str(shapes))

    assert conforms, told


def test_turtle_is_the_same_each_time() -> None:
    assert write_report(many(50), (), "ttl") == write_report(many(50), (), "ttl")


def test_turtle_conforms_where_nothing_was_found_only() -> None:
    info = report(finding(severity="info"))

    assert "conforms true" in write_report(report(), (), "ttl")
    assert "conforms false" in write_report(info, (), "ttl"), "the standard's sense: any result"


@pytest.mark.parametrize(
    ("path", "sparql"),
    [
        ("dalil:quote", "dalil:quote"),
        ("^dalil:quote", "^dalil:quote"),
        ("(dalil:a|^prov:b|rdfs:c)", "(dalil:a|^prov:b|rdfs:c)"),
        ("dalil:a/dalil:b*", "dalil:a/dalil:b*"),
        ("(dalil:a/dalil:b)+", "(dalil:a/dalil:b)+"),
        ("^(dalil:a/(dalil:b|<urn:x:c>)?)", "^(dalil:a/(dalil:b|<urn:x:c>)?)"),
    ],
)
def test_a_path_that_is_written_becomes_nodes_and_is_read_back(path: str, sparql: str) -> None:
    from pyoxigraph import NamedNode, Triple

    from dalil.graph.shacl.paths import path_of
    from dalil.graph.shacl.shapes.reading import Shapes

    node, triples = path_from(path)
    shape = NamedNode("urn:x:shape")

    assert path_of(Shapes([*triples, Triple(shape, NamedNode(str(SH.path)), node)]), shape)[0] == sparql


# --- as editors and code hosts read it

TEXT = {"type": "object", "properties": {"text": {"type": "string", "minLength": 1}}, "required": ["text"]}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
SARIF = {
    # What SARIF 2.1.0 demands of the objects that are used here (sections 3.13 to 3.58), and GitHub of a location.
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "properties": {"type": "object"},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "name": {"type": "string"},
                                                "shortDescription": TEXT,
                                                "fullDescription": TEXT,
                                                "help": TEXT,
                                                "defaultConfiguration": {
                                                    "type": "object",
                                                    "properties": {"level": LEVEL},
                                                    "additionalProperties": False,
                                                },
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "invocations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["executionSuccessful"],
                            "properties": {
                                "executionSuccessful": {"type": "boolean"},
                                "toolExecutionNotifications": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["message"],
                                        "properties": {"message": TEXT, "level": LEVEL},
                                    },
                                },
                            },
                        },
                    },
                    "results": {
                        "type": "array",
                        "maxItems": MOST,
                        "items": {
                            "type": "object",
                            "required": ["message", "ruleId", "locations", "partialFingerprints"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": LEVEL,
                                "message": TEXT,
                                "partialFingerprints": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                },
                                "properties": {"type": "object"},
                                "locations": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {
                                        "type": "object",
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "properties": {
                                                            "uri": {"type": "string", "pattern": r"^[!-~]+$"},
                                                            "uriBaseId": {"type": "string"},
                                                        },
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "required": ["startLine"],
                                                        "properties": {
                                                            "startLine": {"type": "integer", "minimum": 1},
                                                            "startColumn": {"type": "integer", "minimum": 1},
                                                        },
                                                        "additionalProperties": False,
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def sarif(found: Report | None, errors: list[Any] | None = None, options: Options = OPTIONS) -> Any:
    """The one run of a SARIF file that is what the standard demands."""
    told = json.loads(write_report(found, errors or (), "sarif", options))
    jsonschema.validate(told, SARIF)
    (run,) = told["runs"]
    return run


def test_sarif_has_each_rule_once_and_each_result_at_its_line() -> None:
    run = sarif(report(finding(1), finding(2), finding(3, severity="info", code="D1", where="")), ERRORS)
    rules = run["tool"]["driver"]["rules"]
    first = run["results"][0]["locations"][0]["physicalLocation"]

    assert [rule["id"] for rule in rules] == ["D015", "D1", "QuoteNotFound", "UnknownTerm"]
    assert rules[0]["shortDescription"]["text"] == "a claim rests on words"
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert first["artifactLocation"]["uri"] == "data/facts/letter.yaml"
    assert first["region"] == {"startLine": 4, "startColumn": 36}
    assert [result["level"] for result in run["results"]] == ["error"] * 4 + ["note"]
    assert run["results"][-1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "dalil.toml"


def test_sarif_names_files_as_addresses_relative_to_the_repository() -> None:
    run = sarif(report(finding(where="data/facts/بيان two.yaml:3")), options=Options(folder="cases/mill/"))
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert uri == "cases/mill/data/facts/%D8%A8%D9%8A%D8%A7%D9%86%20two.yaml"


def test_sarif_knows_a_result_again_when_lines_move_and_tells_twins_apart() -> None:
    def prints(found: Report) -> list[str]:
        return [one["partialFingerprints"]["primaryLocationLineHash"] for one in sarif(found)["results"]]

    moved = report(finding(1, where="data/facts/letter.yaml:40"), finding(2))
    twins = prints(report(finding(5), finding(5, component="MaxCountConstraintComponent")))

    assert prints(report(finding(1), finding(2))) == prints(moved)
    assert len(set(twins)) == 2


def test_sarif_of_more_than_a_host_takes_is_cut_with_a_notice_gravest_first() -> None:
    warnings = [finding(n, severity="warning", code="D140") for n in range(MOST)]
    run = sarif(report(*warnings, finding(1)))
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]

    assert len(run["results"]) == MOST
    assert run["results"][0]["ruleId"] == "D015"
    assert "25,001 results were found" in notice["message"]["text"]


def test_rules_that_found_more_than_was_counted_are_named_in_every_format() -> None:
    found = replace(report(finding(1)), cut=(f"{SHAPES}claim-has-words",))
    (notice,) = sarif(found)["invocations"][0]["toolExecutionNotifications"]

    assert "more than was counted was found by claim-has-words" in write_report(found, (), "text")
    assert json.loads(write_report(found, (), "json"))["cut"] == [f"{SHAPES}claim-has-words"]
    assert "by claim-has-words" in notice["message"]["text"]
    assert "by claim-has-words" in write_report(found, (), "github")
    assert "by claim-has-words" in remark(problems(found), found, "ttl")


STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^,:\r\n]*,?)*)::([^\r\n]*)")


def test_github_commands_stand_one_a_line_whatever_the_words_are() -> None:
    told = Told(words={f"{BASE}claim-1": HOSTILE})
    bad = finding(1, where="data/facts/a,b:c%.yaml:7", value=HOSTILE)
    text = write_report(report(bad), ERRORS, "github", Options(told=told, rules=OPTIONS.rules))
    lines = text.splitlines()

    assert all(COMMAND.fullmatch(line) for line in lines), lines
    assert len(lines) == 4
    assert "file=data/facts/a%2Cb%3Ac%25.yaml,line=7,title=D015%3A a claim rests on words" in text
    assert "%250A" in text, "a per cent sign of the words is no escape"
    assert "\x1b" not in text


def test_github_shows_different_rules_first_and_says_what_is_left_out() -> None:
    others = [finding(n, code=f"D{n}", shape=f"{SHAPES}s{n}", message=f"{n}") for n in range(200, 204)]
    lines = write_report(report(*many(50).findings, *others), (), "github", Options(limit=5)).splitlines()
    codes = [match[1] for line in lines if (match := re.search(r"title=(D\d+)", line))]

    assert set(codes[:5]) == {"D015", "D200", "D201", "D202", "D203"}
    assert len(lines) == 5 + 4 + 1
    assert "54 violations; 45 of them are left out here" in lines[-1]


def test_an_error_of_no_file_is_told_in_every_format() -> None:
    for format_ in ("text", "json", "sarif", "github"):
        assert "no such engine" in write_report(None, [ProjectError("no such engine")], format_)


@settings(deadline=None, max_examples=40)
@given(st.text(), st.text(), st.text(), st.text(), st.sampled_from(["violation", "warning", "info"]))
def test_whatever_the_words_are_every_format_can_be_read(
    value: str, message: str, where: str, words: str, severity: str
) -> None:
    """Texts of others: line breaks, quotation marks, escapes, what looks like an address."""
    found = report(finding(1, value=value, message=message, where=where, severity=severity))
    options = Options(told=Told(words={f"{BASE}claim-1": words}))
    errors = [UnknownTerm(message or "x", Where(where, 1), words)]
    text = write_report(found, errors, "text", options)

    assert not STEERS.search(text)
    assert json.loads(write_report(found, errors, "json", options))["findings"][0]["value"] == value
    assert sarif(found, errors, options)["results"]
    assert all(COMMAND.fullmatch(line) for line in write_report(found, errors, "github", options).split("\n")[:-1])
    graph = Graph().parse(data=write_report(found, (), "ttl", options), format="turtle")
    assert [str(told) for told in graph.objects(None, SH.resultMessage)] == [message]
