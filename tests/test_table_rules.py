"""Rules about content find in rows what they find in fact files, and nothing else. All data is invented."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dalil.build import build, check
from dalil.errors import DalilErrors, InvalidGraph
from dalil.graph.shacl.findings import Finding
from dalil.project import Project, open_project
from dalil.vocabulary import DALIL
from tests.little import hold_texts
from tests.tabled import change, dossier, full, manifest, state, text

pytestmark = pytest.mark.slow  # a build or two each
CODES = ("D163", "D164", "D166")
COLUMNS = ("id", "began", "ended", "how", "day", "later", "friend")
MODES = ("asserted", "alleged", "denied", "demanded")
PUBLISHED = "title: {0}\ntype: Dataset\nvoice: actor:river-watch\nlanguage: en\npublished: 2031-06\n"
KINDS = (
    "actor:body-{id}: { type: Organisation }, event:early-{id}: { type: Shooting }, event:late-{id}: { type: Burial }"
)
SAYINGS: tuple[tuple[str, str, str], ...] = (
    ("id", "*", KINDS),
    ("began", "*", "actor:body-{id}: { began: {began} }"),
    *(("how", mode, "actor:body-{id}: { ended: {ended} }") for mode in MODES),
    *(("how", mode, "event:early-{id}: { date: {day} }") for mode in MODES),
    ("later", "*", "event:late-{id}: { date: {later} }, event:early-{id}: { before: event:late-{id} }"),
    ("friend", "*", "actor:body-{id}: { memberOf: actor:body-{friend} }"),
)
"""What a row says: the column that decides whether it does, its value, and the words."""
Row = dict[str, str]
Standing = tuple[str, int, str]


def row(number: str, **cells: str) -> Row:
    """A row that says nothing but that things are."""
    return {**dict.fromkeys(COLUMNS, ""), "id": number, **cells}


def quoted(content: str) -> str:
    """The words of a row, as a mapping has them: everything that has holes in quotation marks."""
    return " ".join(
        f'"{word.rstrip(":,")}"{word[len(word.rstrip(":,")) :]}' if "{" in word and len(word) > 1 else word
        for word in content.split()
    )


def mapping(table: str = "register") -> str:
    """All that a row may say."""
    lines = [f'table: {table}.csv\nrow: "{{id}}"\nsource: source:{table}\nclaims:']
    for column, value, content in SAYINGS:
        mode = f"\n  mode: {value}" if column == "how" else ""
        needs = f'{column}: "{value}"' + (
            f', {"ended" if "{ended}" in content else "day"}: "*"' if column == "how" else ""
        )
        lines.append(f"- when: {{ {needs} }}{mode}\n  says: {{ {quoted(content)} }}")
    return "\n".join(lines) + "\n"


def facts(rows: list[Row]) -> tuple[str, str]:
    """The same as a text with a sentence for each row, and the claims on it."""
    words = {one["id"]: f"Sheet {one['id']} says so." for one in rows}
    lines = ["source: source:letter\nclaims:"]
    for one in rows:
        for place, (column, value, content) in enumerate(SAYINGS, start=1):
            if says(one, place):
                told = content
                for name, cell in one.items():
                    told = told.replace(f"{{{name}}}", cell)
                mode = f", mode: {value}" if column == "how" else ""
                quote = f"quote: {words[one['id']]}"
                lines.append(f"- {{ id: {one['id']}-{place}, {quote}{mode}, says: {{ {told} }} }}")
    return "\n".join(["INVENTED.", *words.values()]) + "\n", "\n".join(lines) + "\n"


def says(one: Row, place: int) -> bool:
    """Whether a row makes a claim: it has a cell for every hole."""
    column, value, content = SAYINGS[place - 1]
    filled = all(cell or f"{{{name}}}" not in content for name, cell in one.items())
    return filled and one[column] != "" and value in ("*", one[column])


def judgements(about: str, standing: list[Standing]) -> str | None:
    """What analysts say of some claims."""
    line = "- {{ {}: [{}], reason: seen in the film, who: actor:editors, when: 2031-06-01 }}\n"
    return "".join(line.format(verdict, about.format(key, place)) for key, place, verdict in standing) or None


def tabled(root: Path, rows: list[Row], standing: list[Standing] | None = None) -> Project:
    """A dossier with these rows in a table."""
    files: dict[str, str | None] = {
        "data/tables/events.yaml": None,
        "data/tables/listed.yaml": None,
        "data/tables/register.yaml": mapping(),
        "data/tables/register.csv": text(rows, COLUMNS),
        "data/sources/register.yaml": PUBLISHED.format("Register"),
        "data/judgements.yaml": judgements("claim:register-{}-{}", standing or []),
    }
    return dossier(root, files)


def written(root: Path, rows: list[Row], standing: list[Standing]) -> Project:
    """The same in a fact file."""
    project = tabled(root, [])
    words, claims = facts(rows)
    files: dict[str, str | None] = {
        "data/tables/register.yaml": None,
        "data/sources/letter.yaml": PUBLISHED.format("Letter"),
        "texts/letter.txt": words,
        "data/facts/letter.yaml": claims,
        "data/judgements.yaml": judgements("letter/{}-{}", standing),
    }
    change(project.root, files)
    hold_texts(open_project(project.root))
    return open_project(project.root)


def findings(project: Project) -> list[Finding]:
    """What the rules about content find."""
    try:
        report = check(project).report
    except InvalidGraph as error:
        report = error.report
    return [finding for finding in report.findings if finding.code in CODES]


def found(project: Project) -> set[tuple[str, str]]:
    """Which rule is broken by what."""
    return {(finding.code, finding.focus.rpartition("/")[2]) for finding in findings(project)}


ROWS = [
    row("w0", began="2030", ended="2030-05", how="asserted", friend="w1"),
    row("w1", began="2030-05-03", ended="2030-05-02", how="alleged"),
    row("w2", friend="w2"),
    row("w3", how="asserted", day="2031-05-03", later="2031-04"),
    row("w4", how="asserted", day="2031-07-01"),
    row("w5", how="alleged", day="2031-07-01"),
]
FAULTS = {("D164", "actor-body-w1"), ("D163", "actor-body-w2"), ("D164", "event-early-w3"), ("D166", "event-early-w4")}


def test_a_wrong_row_is_found_and_named(tmp_path: Path) -> None:
    """With the rule's code, severity and message, the line of the mapping, the row, and the claim."""
    project = tabled(tmp_path / "case", ROWS)
    told = {finding.focus.rpartition("/")[2]: finding for finding in findings(project)}
    late = told["actor-body-w1"]

    assert found(project) == FAULTS
    assert (late.severity, late.shape, late.code) == ("violation", "check-order-of-times", "D164")
    assert late.value == "first 2030-05-03, last 2030-05-02, row w1"
    assert late.where == "data/tables/register.yaml:7"
    assert late.claim.endswith("/claim-register-w1-2")
    assert told["actor-body-w2"].value == "term dalil:memberOf, row w2"
    assert told["event-early-w4"].severity == "warning"
    assert told["event-early-w4"].value == "term dalil:date, first 2031-07-01, published 2031-06-30, row w4"


STANDING = st.tuples(
    st.sampled_from(["w0", "w1", "w2"]),
    st.integers(2, len(SAYINGS)),
    st.sampled_from(["retracted", "conflict", "accepted"]),
)
DAYS = st.sampled_from(["", "2030", "2030-05", "2030-05-03", "2030-05-04", "2031-07", "2030~"])


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    """Rows that are right and wrong."""
    return [
        row(
            f"w{n}",
            began=draw(DAYS),
            ended=draw(DAYS),
            how=draw(st.sampled_from(MODES)),
            day=draw(DAYS),
            later=draw(DAYS),
            friend=draw(st.sampled_from(["", "w0", f"w{n}"])),
        )
        for n in range(8)
    ]


@settings(
    deadline=None, max_examples=6, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow]
)  # two builds each
@given(rows(), st.lists(STANDING, max_size=5, unique_by=lambda one: one[:2]))
def test_rows_break_the_rules_that_the_same_facts_break(some: list[Row], standing: list[Standing]) -> None:
    """Of whatever mode claims are, and however analysts take them."""
    said = {one["id"]: one for one in some}
    standing = [one for one in standing if says(said[one[0]], one[1])]
    with TemporaryDirectory() as folder:
        root = Path(folder)

        assert found(tabled(root / "rows", some, standing)) == found(written(root / "facts", some, standing))


@pytest.mark.parametrize("term", ["within", "partOf", "subordinateTo"])
def test_a_row_that_puts_a_thing_into_itself_is_refused(tmp_path: Path, term: str) -> None:
    kind = {"within": "place", "partOf": "event", "subordinateTo": "actor"}[term]
    of = {"within": "Place", "partOf": "Shooting", "subordinateTo": "SecurityUnit"}[term]
    says = f'"{kind}:x-{{id}}": {{ type: {of}, {term}: "{kind}:x-{{id}}" }}'
    project = tabled(tmp_path / "case", ROWS[:1])
    told = f'table: register.csv\nrow: "{{id}}"\nsource: source:register\nignore: [{", ".join(COLUMNS[1:])}]\nclaims:\n- says: {{ {says} }}\n'
    change(project.root, {"data/tables/register.yaml": told})
    with pytest.raises(DalilErrors) as caught:
        check(open_project(project.root))

    assert f"{term} goes round in a ring: {kind}:x-w0" in str(caught.value)


def test_a_wrong_row_stops_an_update_too_and_a_judgement_excuses_it(tmp_path: Path) -> None:
    """Nothing of the row is encoded anew when the judgement goes; it is found all the same."""
    excuses: list[Standing] = [("w1", 2, "conflict"), ("w2", 12, "retracted"), ("w3", 7, "conflict")]
    project = tabled(tmp_path / "case", ROWS, excuses)
    built = build(project)
    kept = state(built.folder)
    change(project.root, {"data/judgements.yaml": judgements("claim:register-{}-{}", excuses[1:])})
    with pytest.raises(InvalidGraph) as caught:
        build(open_project(project.root))

    assert manifest(built.folder)["validation"]["warnings"] >= 1
    assert state(project.build) == kept == state(full(project_with(project, excuses), tmp_path / "copy").folder)
    assert {one.code for one in caught.value.report.findings if one.severity == "violation"} == {"D164"}


def project_with(project: Project, standing: list[Standing]) -> Project:
    """The dossier with its judgements back."""
    change(project.root, {"data/judgements.yaml": judgements("claim:register-{}-{}", standing)})
    return open_project(project.root)


GUARDS = 'table: guards.csv\nrow: "{{id}}"\nsource: source:list\nentities:\n  "actor:guard-{{id}}": {{ type: {}, name: "Guard {{id}}" }}\n'
PEOPLE = 'table: people.csv\nrow: "{id}"\nsource: source:register\nclaims:\n- says: { "actor:p-{id}": { type: Person, memberOf: "actor:guard-{of}" } }\n'
REGISTRY = "actor:guard-a: {{ type: {}, name: Guard A }}\nactor:guard-b: {{ type: Organisation, name: Guard B }}\n"


@pytest.mark.parametrize("where", ["table", "registry"])
def test_rows_are_asked_again_when_what_they_name_is_taken_for_something_else(tmp_path: Path, where: str) -> None:
    """The rows that name it have not changed: the update finds what a full build finds, and no more when it is set right."""

    def guards(kind: str) -> dict[str, str | None]:
        if where == "table":
            return {"data/tables/guards.yaml": GUARDS.format(kind)}
        return {"data/entities/guards.yaml": REGISTRY.format(kind)}

    files: dict[str, str | None] = {
        "data/tables/events.yaml": None,
        "data/tables/listed.yaml": None,
        "data/tables/guards.csv": "id\na\nb\n",
        "data/tables/people.yaml": PEOPLE,
        "data/tables/people.csv": "id,of\n1,a\n2,b\n",
    }
    project = dossier(tmp_path / "case", files | guards("Organisation"))
    before = build(project)
    right = state(before.folder)
    change(project.root, guards("Person"))
    built = build(open_project(project.root))
    told = {(one.code, one.focus.rpartition("/")[2]) for one in built.report.findings if one.severity == "warning"}
    wrong = state(built.folder)
    anew = state(full(project, tmp_path / "copy").folder)
    change(project.root, guards("Organisation"))

    assert not [one for one in before.report.findings if one.severity == "warning"]
    assert told == {("D006", f"actor-guard-{name}") for name in ("ab" if where == "table" else "a")}
    assert built.news["people"]["encoded"] == 0
    assert wrong == anew
    assert state(build(open_project(project.root)).folder) == right


FURTHER = """\
@prefix : <https://example.org/bad/rules#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dalil: <{}> .
:member-of-named-body a sh:PropertyShape ; rdfs:label "a body with members has a name"@en ; skos:notation "X1" ;
    sh:targetSubjectsOf dalil:memberOf ; sh:path ( dalil:memberOf skos:prefLabel ) ; sh:minCount 1 ;
    sh:severity sh:Violation ; sh:message "The body has no name."@en .
"""


def test_a_rule_of_the_dossier_that_reads_far_finds_no_more_in_an_update(tmp_path: Path) -> None:
    """The name of the body stands in another table, which has not changed."""
    files: dict[str, str | None] = {
        "data/tables/events.yaml": None,
        "data/tables/listed.yaml": None,
        "data/tables/guards.yaml": GUARDS.format("Organisation"),
        "data/tables/guards.csv": "id\na\nb\n",
        "data/tables/people.yaml": PEOPLE,
        "data/tables/people.csv": "id,of\n1,a\n",
        "shapes/own.ttl": FURTHER.format(DALIL),
    }
    project = dossier(tmp_path / "case", files)
    build(project)
    change(project.root, {"data/tables/people.csv": "id,of\n1,a\n2,b\n"})
    built = build(open_project(project.root))

    assert built.report.conforms
    assert state(built.folder) == state(full(project, tmp_path / "copy").folder)


LASTING = """\
versions: { 2031-10-29: old.csv, 2032-10-30: new.csv }
row: "{id}"
anchor: key
source: source:list
claims:
- says: { "actor:body-{id}": { type: Organisation, began: "{began}" } }
- says: { "actor:body-{id}": { ended: "{ended}" } }
"""


def test_what_stands_of_a_row_is_one_row_whatever_its_version(tmp_path: Path) -> None:
    """A slip that the new version corrects is none; one that it makes is found against what the old one says."""
    files: dict[str, str | None] = {
        "data/tables/events.yaml": None,
        "data/tables/listed.yaml": LASTING,
        "data/tables/old.csv": "id,began,ended\na,2010,2009\nb,2010,2012\n",
        "data/tables/new.csv": "id,began,ended\na,2010,2019\nb,2013,2012\n",
    }

    assert found(dossier(tmp_path / "case", files)) == {("D164", "actor-body-b")}


def test_an_update_tells_what_a_full_build_tells(tmp_path: Path) -> None:
    """A warning on a row that was taken over stays, and a new row that is wrong stops the build."""
    fine = row("w0", began="2030", ended="2030-05", how="asserted")
    project = tabled(tmp_path / "case", [fine, ROWS[4]])
    build(project)
    change(project.root, {"data/tables/register.csv": text([fine, ROWS[4], row("w9", began="2031")], COLUMNS)})
    built = build(open_project(project.root))
    change(project.root, {"data/tables/register.csv": text([fine, ROWS[4], ROWS[1]], COLUMNS)})
    with pytest.raises(InvalidGraph) as caught:
        build(open_project(project.root))
    change(project.root, {"data/tables/register.csv": text([fine, ROWS[4], row("w9", began="2031")], COLUMNS)})

    assert manifest(built.folder)["validation"]["warnings"] == 1
    assert state(built.folder) == state(full(project, tmp_path / "copy").folder)
    assert {one.code for one in caught.value.report.findings if one.severity == "violation"} == {"D164"}
