"""Validation as a documenter meets it: refused shape files, findings with lines, and nothing passed over in silence. All data is invented."""

import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import combinations, product
from pathlib import Path
from random import Random
from zlib import crc32

import pyoxigraph as ox
import pytest
from pyoxigraph import RdfFormat

from dalil.build import read_dossier
from dalil.errors import DalilErrors, InvalidGraph, ProjectError, Where
from dalil.graph.shacl.places import LENT
from dalil.graph.shacl.shapes.reading import load_shapes
from dalil.graph.store import to_nquads
from dalil.graph.validate import Finding, Report, validate, validate_parts
from dalil.project import open_project
from dalil.vocabulary import DALIL, RDF, XSD

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology" / "dalil.ttl"
SHAPES = sorted((ROOT / "shapes").glob("*.ttl"))
WORLD = (ROOT / "shapes" / "examples" / "world.ttl").read_text(encoding="utf-8")
DATA = """
@prefix : <https://example.org/mill/> .
@prefix dalil: <https://w3id.org/dalil/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
RULES = """@prefix : <https://example.org/rules#> .
@prefix dalil: <https://w3id.org/dalil/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
WORDS = "dalil:source :source-letter ; dalil:quote 'on the morning' ; dalil:passage :passage-morning"
CLAIM = f"a dalil:Claim ; dalil:mode dalil:asserted ; dalil:accordingTo :actor-society ; {WORDS}"
PREMISES = "prov:wasDerivedFrom :claim-morning ; dalil:reason 'So.'"
WHOLE = ":a a sh:PropertyShape ; sh:targetClass dalil:Claim ; sh:path dalil:mode ; sh:minCount 1 ; sh:message 'One.' ; sh:severity sh:Violation ."


def nquads(*texts: str) -> str:
    return to_nquads(quad for text in texts for quad in ox.parse(DATA + text, format=RdfFormat.TRIG))


def check(*texts: str, engine: str = "auto") -> Report:
    return validate(nquads(WORLD, *texts), SHAPES, engine, ontology=ONTOLOGY)


def alike(text: str, shapes: Sequence[Path] = SHAPES) -> Report:
    """The report of a text, after both engines said the same of it."""
    fast, reference = (validate(text, shapes, engine, ontology=ONTOLOGY) for engine in ("shacl", "pyshacl"))
    assert fast.findings == reference.findings
    assert (fast.quads, fast.shapes) == (reference.quads, reference.shapes)
    return fast


def rules(folder: Path, text: str, name: str = "own.ttl") -> Path:
    folder.joinpath(name).write_text(RULES + text, encoding="utf-8")
    return folder / name


def claim(line: int, content: str) -> str:
    """A claim that holds to the shapes, written at a line of a fact file."""
    return f":claim-{line} {CLAIM} ; dalil:recordedIn 'data/facts/letter.yaml:{line}' . GRAPH :claim-{line} {{ {content} }}\n"


# --- shape files


def broken(wrong: str, text: str = WHOLE) -> str:
    """A whole shape, with one part of it exchanged."""
    old, _, new = wrong.partition(" → ")
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("text", "complaint", "line"),
    [
        (broken("sh:minCount 1 ; → sh:minCount 1"), "this is no Turtle", 4),
        (broken("sh:minCount → sh:mincount"), "sh:mincount is no term of SHACL", 4),
        (broken("sh:Violation → sh:Fatal"), "sh:Fatal is no term", 4),
        (broken("sh:targetClass dalil:Claim ; → "), "no shape with a target stands here", 0),
        (broken("sh:message 'One.' ; → "), "the shape a has not one sh:message", 4),
        (broken("'One.' → 'One.', 'Two.'"), "the shape a has not one sh:message", 4),
        (broken("One. →  "), "the shape a has not one sh:message", 4),
        (broken("; sh:severity sh:Violation → "), "the shape a has no severity", 4),
        (broken("sh:minCount 1 ; → "), "the shape a demands nothing", 4),
        (broken("sh:minCount 1 → sh:minCount 'one'"), 'sh:minCount "one", which is no whole number', 4),
        (broken("sh:minCount 1 → sh:pattern '('"), "no regular expression", 4),
        (broken("sh:minCount 1 → sh:class 'Mode'"), "which is no name", 4),
        (broken("sh:path dalil:mode ; → "), "and no sh:path to count on", 4),
        (broken("sh:minCount 1 → sh:node :nobody"), "which nobody declares", 4),
        (broken("sh:minCount 1 → sh:qualifiedValueShape [ sh:minLength 1 ]"), "neither sh:qualifiedMinCount nor", 4),
        (broken("sh:minCount 1 → sh:or ( [ sh:minLength 1 ] :nobody )"), "which nobody declares", 4),
        (WHOLE + "\n:b a sh:PropertyShape ; sh:path dalil:quote ; sh:minCount 1 .", "the shape b is never applied", 5),
        (WHOLE + "\n:b a sh:NodeShape ; sh:targetClass dalil:Claim ; sh:property [ sh:path dalil:quote ; sh:minCount 1 ; sh:message 'x' ; sh:severity sh:Info ] .", "a shape without a name in b can complain and has no IRI", 5),
        (WHOLE + "\n:b a sh:NodeShape ; sh:targetClass dalil:Claim ; sh:property :c .\n:c sh:minCount 1 .", "the shape c is a property shape without exactly one sh:path", 6),
    ],
)  # fmt: skip
def test_broken_shapes_file_is_refused_by_name_and_line(tmp_path, text, complaint, line):
    folder = tmp_path / "shapes"
    folder.mkdir()
    with pytest.raises(DalilErrors) as caught:
        load_shapes([rules(folder, text)])

    told = [error for error in caught.value.errors if complaint in str(error)]
    assert told, caught.value
    assert told[0].where == Where("shapes/own.ttl", line)


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    first = rules(tmp_path, broken("sh:minCount → sh:mincount"), "first.ttl")
    second = rules(tmp_path, broken("; sh:severity sh:Violation → ").replace(":a", ":b"), "second.ttl")
    with pytest.raises(DalilErrors) as caught:
        load_shapes([first, second, tmp_path / "third.ttl"])

    files = {Path(error.where.file).name for error in caught.value.errors if isinstance(error.where, Where)}
    assert files == {"first.ttl", "second.ttl", "third.ttl"}


def test_shape_of_one_name_in_two_files_is_refused(tmp_path):
    files = [rules(tmp_path, WHOLE, name) for name in ("first.ttl", "second.ttl")]
    with pytest.raises(DalilErrors, match=r"second\.ttl:4: a is declared twice\n.*first at .*first\.ttl:4"):
        load_shapes(files)


def test_no_shapes_at_all_are_refused():
    with pytest.raises(DalilErrors, match="nothing would be validated"):
        validate("", [], ontology=ONTOLOGY)


def test_file_without_shapes_is_refused(tmp_path):
    with pytest.raises(DalilErrors, match="no shape with a target"):
        load_shapes([rules(tmp_path, "dalil:Claim dalil:mode dalil:asserted .")])


def test_file_that_is_no_utf8_is_refused(tmp_path):
    (tmp_path / "own.ttl").write_bytes(b"\xff\xfe:")
    with pytest.raises(DalilErrors, match=r"own\.ttl:1: this is no Turtle"):
        load_shapes([tmp_path / "own.ttl"])


def test_shape_that_targets_nothing_in_the_data_is_fine(tmp_path):
    assert validate("", [rules(tmp_path, WHOLE)], ontology=ONTOLOGY).conforms


def test_nameless_shapes_of_two_files_stay_apart(tmp_path):
    text = WHOLE.replace("dalil:mode", "[ sh:inversePath dalil:mode ]")
    other = text.replace(":a a", ":b a").replace("dalil:mode", "dalil:quote")
    shapes = load_shapes([rules(tmp_path, text, "one.ttl"), rules(tmp_path, other, "two.ttl")])

    assert len({shapes.values(shape, "path")[0] for shape in shapes.speaking}) == 2


def test_ontology_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "dalil.ttl").write_text("no turtle")
    with pytest.raises(ProjectError, match=r"dalil\.ttl: the ontology cannot be read"):
        validate("", SHAPES, ontology=tmp_path / "dalil.ttl")


def test_quads_that_are_none_are_refused():
    with pytest.raises(InvalidGraph, match="cannot be read"):
        validate("this is no quad .", SHAPES, ontology=ONTOLOGY)


# --- what is validated


def test_what_stands_in_named_graphs_is_seen():
    (finding,) = check(claim(7, ":event-attack dalil:perpetrator :place-mill")).findings

    assert (finding.focus, finding.path) == ("https://example.org/mill/place-mill", "^dalil:perpetrator")
    assert finding.where == "data/facts/letter.yaml:7"


def test_type_that_a_claim_gives_counts():
    says = ":event-attack dalil:perpetrator :actor-new . :actor-new a dalil:"

    assert check(claim(7, says + "UnnamedPerson")).conforms
    assert not check(claim(7, says + "City")).conforms


def test_subclasses_come_from_the_ontology():
    assert check(":actor-new a dalil:IntelligenceService ; dalil:subordinateTo :actor-society .").conforms


def test_typed_and_plain_strings_are_the_same():
    plain = nquads(WORLD, ":claim-morning dalil:certainty 'certain' .")
    typed = plain.replace('"certain"', '"certain"^^<http://www.w3.org/2001/XMLSchema#string>')

    assert typed != plain
    assert validate(typed, SHAPES, ontology=ONTOLOGY).findings == ()


def test_claim_has_one_kind_of_speaker_and_it_fits_the_mode():
    """Every mode with every set of roles: only six of them go together."""
    holds, denies, demands, infers = roles = (
        *("dalil:accordingTo", "dalil:deniedBy", "dalil:demandedBy"),
        "prov:wasAttributedTo",
    )
    fitting = {
        "asserted": holds,
        "alleged": holds,
        "opined": holds,
        "denied": denies,
        "demanded": demands,
        "inferred": infers,
    }
    sets = [chosen for size in range(len(roles) + 1) for chosen in combinations(roles, size)]
    claims, good = [], set()
    for number, (mode, chosen) in enumerate(product(fitting, sets)):
        parts = [
            f"dalil:mode dalil:{mode}",
            PREMISES if mode == "inferred" else WORDS,
            f"dalil:recordedIn 'f.yaml:{number}'",
        ]
        parts += [f"{role} :actor-society" for role in chosen]
        claims.append(f":claim-{number} a dalil:Claim ; {' ; '.join(parts)} .\n")
        if chosen == (fitting[mode],):
            good.add(number)
    found = {int(finding.focus.rpartition("-")[2]) for finding in check(*claims).findings}

    assert len(good) == len(fitting)
    assert found == set(range(len(claims))) - good


# --- where a finding was written


def line_of(*texts: str) -> set[str]:
    return {finding.where for finding in check(*texts).findings}


def test_claim_leads_to_its_line():
    assert line_of(":claim-1 a dalil:Claim ; dalil:recordedIn 'data/facts/a.yaml:12' .") == {"data/facts/a.yaml:12"}


def test_role_leads_to_the_claims_that_give_it_and_to_no_other_mention():
    mentions = claim(2, ":event-attack dalil:place :place-mill") + claim(9, ":event-attack dalil:victim :place-mill")

    assert line_of(mentions) == {"data/facts/letter.yaml:9"}


def test_several_lines_are_counted_and_sorted_as_numbers():
    misused = "".join(claim(n, ":event-attack dalil:victim :place-mill") for n in (10, 9, 11))

    assert line_of(misused) == {"data/facts/letter.yaml:9 and 2 more"}


def test_value_leads_to_the_claims_that_use_it():
    count = ":count-1 a dalil:Count ; rdfs:label 'no' ; dalil:unit 'farmers' ; dalil:low 7 ; dalil:best 3 ."

    assert line_of(count, claim(4, ":event-attack dalil:killed :count-1")) == {"data/facts/letter.yaml:4"}


def test_text_leads_to_the_claims_that_say_it():
    names = claim(4, ":event-attack dalil:name 'the fire'"), claim(5, ":event-attack dalil:name 'the fire'@en")

    assert line_of(*names) == {"data/facts/letter.yaml:4"}


def test_passage_and_selector_lead_to_the_claim_that_quotes_them():
    passage = ":passage-2 a oa:SpecificResource ; oa:hasSource :source-letter ; dalil:sha256 'short' ; oa:hasSelector :place-2 ."
    selector = ":place-2 a oa:TextPositionSelector ; oa:start '4'^^xsd:nonNegativeInteger ; oa:end '4'^^xsd:nonNegativeInteger ."
    user = claim(8, ":event-attack a dalil:Event").replace(":passage-morning", ":passage-2")
    report = check(passage, selector, user)

    assert sorted((f.shape.rpartition("#")[2], f.where) for f in report.findings) == [
        ("passage-has-hash", "data/facts/letter.yaml:8"),
        ("position-is-not-empty", "data/facts/letter.yaml:8"),
    ]


def test_entry_source_and_snapshot_lead_to_their_own_files():
    assert line_of(":actor-society skos:altLabel 'RS' .") == {"data/entities/all.yaml:1"}
    assert line_of(":source-letter dalil:voice :place-mill .") == {"data/sources/letter.yaml:1"}
    assert line_of(":snapshot-letter dalil:bytes 7 .") == {"data/sources/letter.yaml:1"}


def test_agreement_leads_to_its_claims():
    agreement = ":agreement-1 a dalil:Agreement ; dalil:between :claim-morning, :claim-three ; dalil:kind dalil:same ; dalil:rule 'dates' ."

    assert line_of(agreement) == {"data/facts/letter.yaml:3 and 1 more"}


def test_kind_leads_to_the_entry_and_to_the_claim_that_gives_another():
    assert line_of(claim(4, ":actor-society a dalil:Site")) == {"data/entities/all.yaml:1 and 1 more"}


def test_finding_names_the_rule_and_the_claim_at_fault():
    itself = ":claim-1 a dalil:Claim ; dalil:recordedIn 'data/facts/a.yaml:12' ."
    role = claim(7, ":event-attack dalil:perpetrator :place-mill")
    value = ":count-1 a dalil:Count ; rdfs:label 'no' ; dalil:unit 'farmers' ; dalil:low 7 ; dalil:best 3 ."
    base = "https://example.org/mill/"

    def told(*texts: str) -> set[tuple[str, str]]:
        return {(f.shape.rpartition("#")[2], f.claim.removeprefix(base)) for f in check(*texts).findings}

    assert ("claim-has-mode", "claim-1") in told(itself)
    assert told(role) == {("role-is-played-by-actor", "claim-7")}
    assert told(role, role.replace("-7", "-8")) == {("role-is-played-by-actor", "")}
    assert told(value, claim(4, ":event-attack dalil:killed :count-1")) == {("count-low-is-lowest", "claim-4")}
    assert told(":work-video dalil:voice :place-mill .") != set()
    assert {claim for _, claim in told(":work-video dalil:voice :place-mill .")} == {""}
    assert all(finding.code.startswith("D") for finding in check(itself, role, value).findings)


def test_what_nobody_wrote_has_no_line():
    assert line_of(":time-1 a dalil:Time ; rdfs:label 'never' .") == {""}


# --- the report


@pytest.mark.parametrize(
    ("engine", "name"),
    [("shacl", f"shacl {version('shacl')}"), ("pyshacl", f"pySHACL {version('pyshacl')}")],
)
def test_report_names_engine_and_what_it_saw(engine, name):
    report = check(engine=engine)

    assert report.engine == name
    assert report.quads == len(set(nquads(WORLD).splitlines()))
    assert report.shapes == len(load_shapes(SHAPES).speaking) > 100
    assert report.summary() == {
        "engine": report.engine,
        "shapes": report.shapes,
        "quads": report.quads,
        "conforms": True,
        "violations": 0,
        "warnings": 0,
        "infos": 0,
        "found": {},
    }


def test_warnings_are_told_and_conform():
    report = check(":actor-villagers dalil:memberOf :actor-driver .")

    assert [finding.severity for finding in report.findings] == ["warning"]
    assert report.conforms
    assert report.summary()["warnings"] == 1


def test_more_findings_can_join_a_report():
    more = Finding("x", "", "", "", "violation", "A rule is broken.", "check-rings", "data/facts/a.yaml:2")
    report = check(":actor-villagers dalil:memberOf :actor-driver .").with_findings([more, more])

    assert not report.conforms
    assert [finding.severity for finding in report.findings] == ["violation", "warning"]


def test_order_does_not_depend_on_the_order_of_the_quads():
    wrong = claim(10, ":event-attack dalil:victim :place-mill ; dalil:date :work-video"), ":claim-9 a dalil:Claim ."
    lines = nquads(WORLD, *wrong).splitlines(keepends=True)
    first = validate("".join(lines), SHAPES, ontology=ONTOLOGY)
    Random(7).shuffle(lines)

    assert len(first.findings) > 4
    assert validate("".join(lines), SHAPES, ontology=ONTOLOGY) == first


def test_paths_are_told_by_their_structure(tmp_path):
    paths = {
        "[ sh:inversePath dalil:via ]": "^dalil:via",
        "( dalil:via [ sh:oneOrMorePath dalil:memberOf ] )": "dalil:via/dalil:memberOf+",
        "[ sh:alternativePath ( dalil:via [ sh:zeroOrOnePath <https://example.org/p> ] ) ]": "(dalil:via|<https://example.org/p>?)",
    }
    shape = WHOLE.replace("sh:minCount 1", "sh:minCount 99")
    text = "".join(shape.replace(":a a", f":a{n} a").replace("dalil:mode", path) for n, path in enumerate(paths))
    report = validate(nquads(":claim-1 a dalil:Claim ."), [rules(tmp_path, text)], ontology=ONTOLOGY)

    assert {finding.path for finding in report.findings} == set(paths.values())


def test_details_of_a_result_are_no_results(tmp_path):
    text = ":b a sh:NodeShape ; sh:targetClass dalil:Claim ; sh:node :n ; sh:message 'B.' ; sh:severity sh:Violation .\n:n sh:property [ sh:path dalil:mode ; sh:minCount 1 ] ."
    report = validate(nquads(":claim-1 a dalil:Claim ."), [rules(tmp_path, text)], ontology=ONTOLOGY)

    assert [(finding.message, finding.component) for finding in report.findings] == [("B.", "NodeConstraintComponent")]


def test_impossible_date_is_a_finding_and_no_traceback(capfd):
    logger = logging.getLogger("rdflib.term")
    time = ":time-1 a dalil:Time ; rdfs:label 'x' ; dalil:edtf '2031-02' ; dalil:latest '2031-02-31'^^xsd:date ."
    report = check(time)

    assert [finding.value for finding in report.findings] == ["2031-02-31"]
    assert capfd.readouterr() == ("", "")
    assert not logger.disabled


@pytest.mark.parametrize("last", ["'2031-02-31'^^xsd:date", ":place-mill", "[]", "'then'"])
def test_value_that_cannot_be_compared_does_not_hide_what_else_is_wrong(last):
    """pySHACL stops at `earliest <= latest` where one of them is no day of the calendar."""
    days = f"dalil:earliest '2031-02-01'^^xsd:date ; dalil:latest {last}"
    time = f":time-1 a dalil:Time ; rdfs:label 'x' ; dalil:edtf '2031-02' ; {days} ."
    found = alike(nquads(WORLD, time, claim(7, ":event-attack dalil:place :work-video"))).findings

    assert {f.shape.rpartition("#")[2] for f in found} >= {
        "time-ends-on-a-day",
        "time-begins-before-it-ends",
        "role-is-played-by-place",
    }


@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
def test_shapes_that_an_engine_refuses_are_told_as_such(tmp_path, engine):
    lacking = WHOLE.replace("sh:minCount 1", "sh:minCount -1")
    with pytest.raises(ProjectError, match=r"the shapes cannot be applied: "):
        validate(nquads(":claim-1 a dalil:Claim ."), [rules(tmp_path, lacking)], engine, ontology=ONTOLOGY)


def test_importing_validation_loads_no_engine():
    code = (
        "import sys, dalil.graph.validate; print(sorted({'rdflib', 'pyshacl', 'shacl', 'polars'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"


# --- two engines, one report


def examples(name: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "shapes" / "examples").glob(f"*/{name}"))]


def test_engines_agree_on_all_failing_examples_together():
    """Every shape is broken in every way it can be, and the examples spoil each other in more."""
    report = alike(nquads(WORLD, *examples("fail.ttl")))

    assert {finding.shape for finding in report.findings} == {shape.value for shape in load_shapes(SHAPES).speaking}


def test_engines_agree_on_all_passing_examples_together():
    alike(nquads(WORLD, *examples("pass.ttl")))


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", sorted((ROOT / "shapes" / "examples").glob("*/*.ttl")), ids=lambda p: f"{p.parent.name}-{p.stem}"
)
def test_engines_agree_on_each_example(path):
    alike(nquads(WORLD, path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def dossier() -> list[str]:
    """The lines of the first dossier's N-Quads."""
    read = read_dossier(open_project(ROOT))
    assert read.errors == []
    return read.nquads().splitlines(keepends=True)


def spoilt(lines: list[str], seed: int, faults: int) -> list[str]:
    """Lines with faults planted: some lost, some said of another subject, some with another object or form."""
    chance = Random(seed)
    parts = [line.split(" ", 2) for line in lines]
    for _ in range(faults):
        one, other = chance.choice(parts), chance.choice(parts)
        match chance.randrange(5):
            case 0:
                one[2] = other[2]
            case 1:
                one[0] = other[0]
            case 2:
                one[1] = other[1]
            case 3:
                form = chance.choice(
                    [
                        '"007"^^<{}integer>',
                        '"x"^^<{}integer>',
                        '"2031-02-31"^^<{}date>',
                        '"1"^^<{}boolean>',
                        '"\\u0041\\n"',
                        '"é\\"\\\\"@ar',
                    ]
                )
                one[2] = form.format(XSD) + " .\n"
            case _:
                parts.remove(one)
    return sorted({" ".join(part) for part in parts})


@pytest.mark.parametrize("seed", range(4))
def test_engines_agree_on_a_spoilt_cut_of_the_first_dossier(dossier, seed):
    cut = Random(seed).sample(dossier, 1200)
    report = alike("".join(spoilt(cut, seed, 120)))

    assert len(report.findings) > 100


@pytest.mark.slow
def test_engines_agree_on_the_whole_first_dossier_with_planted_faults(dossier):
    report = alike("".join(spoilt(dossier, 11, 400)))

    assert len(report.findings) > 100
    assert any(finding.where for finding in report.findings)


def test_closed_shapes_and_literals_as_they_are_written_are_told_alike(tmp_path):
    """A closed shape's path is the predicate that it does not know; `007` stays `007`."""
    closed = WHOLE.replace("sh:PropertyShape", "sh:NodeShape").replace(
        "sh:path dalil:mode ; sh:minCount 1", "sh:closed true ; sh:property :b"
    )
    inner = ":b sh:path dalil:best ; sh:maxCount 0 ; sh:in ( 7 ) ; sh:message 'b' ; sh:severity sh:Info ."
    odd = r""":claim-1 a dalil:Claim ; dalil:best '007'^^xsd:integer, '1'^^xsd:boolean, 'x\n"'@en ; dalil:voice 'a'@en, 'a', [] ."""
    report = alike(nquads(odd), [rules(tmp_path, closed + inner)])

    assert {f.path for f in report.findings if f.component.startswith("Closed")} == {"rdf:type", "dalil:voice"}
    assert {f.value for f in report.findings if f.component.startswith("In")} == {"007", "1", 'x\n"'}


@pytest.mark.parametrize(
    "low", ["'7'", "'7'@en", ":place-mill", "'7.0'^^xsd:decimal", "'2031-01-01'^^xsd:date", "[]", "true"]
)
@pytest.mark.parametrize("best", ["'6'", "'6'@en", ":place-a", "6", "'2031-01-02'^^xsd:date", "[]", "false"])
def test_what_has_no_order_is_compared_alike(low, best, tmp_path):
    shape = WHOLE.replace(
        "dalil:mode ; sh:minCount 1", "dalil:low ; sh:lessThanOrEquals dalil:best ; sh:lessThan dalil:best"
    )
    alike(nquads(f":claim-1 a dalil:Claim ; dalil:low {low}, 6 ; dalil:best {best}, 9 ."), [rules(tmp_path, shape)])


def test_individuals_of_the_ontology_are_no_findings():
    """It lends its classes and their individuals, and is not itself in question."""
    assert alike("").findings == ()


def test_engine_that_nobody_knows_is_refused_with_the_nearest():
    with pytest.raises(ProjectError, match=r"'shackl' is no engine(.|\n)*shacl"):
        check(engine="shackl")


def test_where_the_fast_engine_is_missing_the_reference_steps_in():
    code = f"""
import sys
sys.modules["shacl"] = None
from pathlib import Path
from dalil.graph.validate import validate
print(validate("", {[str(path) for path in SHAPES]!r} and [Path(p) for p in {[str(path) for path in SHAPES]!r}], ontology=Path({str(ONTOLOGY)!r})).engine)
"""
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.startswith("pySHACL ")


# --- shard by shard


def shards(lines: list[str], number: int) -> tuple[list[bytes], bytes]:
    """Claims with their passages in some parts, everything else as what all of them share."""
    parts: list[list[str]] = [[] for _ in range(number)]
    shared: list[str] = []
    home: dict[str, int] = {}
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if predicate == f"<{DALIL}passage>":
            home.setdefault(rest.split(" ")[0], hash_of(rest.split(" ")[0]) % number)
            home[subject] = home[rest.split(" ")[0]]
    for line in lines:
        subject, _, rest = line.split(" ", 2)
        graph = rest.split(" ")[-2] if rest.count(" ") > 1 else ""
        key = next(
            (
                k
                for k in (graph, subject, subject[:-1].removesuffix("-quote").removesuffix("-position") + ">")
                if k in home
            ),
            "",
        )
        (parts[home[key]] if key else shared).append(line)
    return ["".join(part).encode() for part in parts], "".join(shared).encode()


def hash_of(text: str) -> int:
    return crc32(text.encode())


def lent(parts: list[bytes], shared: bytes) -> Callable[[bytes | Sequence[Path]], bytes]:
    """What is shared, and the types that other parts give to what a part or the shared names: in the graph of what is lent."""
    types: dict[bytes, set[bytes]] = {}
    for line in b"".join([*parts, shared]).splitlines():
        subject, predicate, object_, *_ = line.split(b" ")
        if predicate == f"<{RDF}type>".encode():
            types.setdefault(subject, set()).add(b" ".join([subject, predicate, object_, LENT.encode(), b".\n"]))

    def lend(part: bytes | Sequence[Path]) -> bytes:
        assert isinstance(part, bytes)
        named = {name for line in (part + shared).splitlines() for name in line.split(b" ")[:3:2]}
        return shared + b"".join(sorted(line for name in named for line in types.get(name, ())))

    return lend


@pytest.mark.parametrize("faults", [0, 60])
@pytest.mark.parametrize("number", [1, 2, 7])
def test_report_of_shards_is_that_of_the_whole(dossier, number, faults):
    """Faults of the kind that one claim makes: a role for somebody who has another nature, a mode that is none."""
    lines = misused(dossier, faults)
    parts, shared = shards(lines, number)
    whole = validate("".join(lines), SHAPES, ontology=ONTOLOGY)
    report = validate_parts(parts, lent(parts, shared), SHAPES, ONTOLOGY)

    assert all(parts)
    assert bool(faults) == any(finding.severity == "violation" for finding in whole.findings)
    assert report.findings == whole.findings


def misused(lines: list[str], faults: int) -> list[str]:
    """Content of claims with another entity in the role, or none of the modes."""
    chance = Random(faults)
    said = [n for n, line in enumerate(lines) if line.count(" ") == 4 and "/claim-" in line.split(" ")[3]]
    spoilt = list(lines)
    for number in chance.sample(said, faults):
        subject, predicate, rest = lines[number].split(" ", 2)
        other = lines[chance.choice(said)].split(" ")[2]
        if other.startswith("<"):
            spoilt[number] = f"{subject} {predicate} {other} {rest.split(' ', 1)[1]}"
    return sorted(set(spoilt))


def test_shards_may_be_files_and_are_read_one_after_another(tmp_path):
    """The context may be a function of the part; a part that is no N-Quads is named."""
    (tmp_path / "a.nq").write_text(nquads(claim(7, ":event-attack dalil:perpetrator :place-mill")))
    (tmp_path / "b.nq").write_text(nquads(claim(8, ":event-attack dalil:perpetrator :place-mill")))
    world = nquads(WORLD).encode()
    seen: list[bytes | Sequence[Path]] = []

    def world_again(part: bytes | Sequence[Path]) -> bytes:
        seen.append(part)
        return world

    contexts: list[bytes | Callable[[bytes | Sequence[Path]], bytes]] = [world, world_again]
    for context in contexts:
        report = validate_parts([[tmp_path / "a.nq"], [tmp_path / "b.nq"]], context, SHAPES, ONTOLOGY)
        assert [finding.where for finding in report.findings] == ["data/facts/letter.yaml:7 and 1 more"]
    (tmp_path / "b.nq").write_text("nothing like it")

    assert len(seen) == 2
    with pytest.raises(InvalidGraph, match=r"b\.nq: the quads cannot be read"):
        validate_parts([[tmp_path / "a.nq"], [tmp_path / "b.nq"]], world, SHAPES, ONTOLOGY)


def test_roles_of_one_node_in_several_shards_are_one_finding():
    parts = [
        nquads(claim(n, f":event-attack dalil:{role} :place-mill")).encode()
        for n, role in ((7, "victim"), (8, "perpetrator"))
    ]
    (finding,) = validate_parts(parts, nquads(WORLD).encode(), SHAPES, ONTOLOGY).findings

    assert (finding.path, finding.where) == ("^dalil:perpetrator|^dalil:victim", "data/facts/letter.yaml:7 and 1 more")


def test_no_line_is_looked_for_where_nothing_is_wrong():
    """A dossier that holds costs its validation and nothing else."""
    text = nquads(WORLD).replace("\n", "\n", 1)
    code = f"""
import sys
from pathlib import Path
from dalil.graph.validate import validate
paths = [Path(p) for p in {[str(path) for path in SHAPES]!r}]
assert validate({text!r}, paths, "shacl", ontology=Path({str(ONTOLOGY)!r})).conforms
print("polars" in sys.modules)
"""
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "False"
