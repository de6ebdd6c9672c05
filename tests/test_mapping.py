"""Mappings: every key reads as the grammar says, and what is wrong is a sentence with its line. Nothing is built of a wrong one."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.facts.table import introduced, read_mapping
from dalil.facts.table.keys import CLAIM_KEYS, ENTITY_KEYS, HEAD_KEYS, KINDS, SOURCE_KEYS
from dalil.facts.table.tables import reading
from dalil.model import Condition, Hole, Slot, Step
from dalil.project import open_project
from dalil.tabular import KINDS as TABULAR_KINDS
from dalil.values import parse_time
from tests.mappings import HEAD, ROW, SAYS, SOURCE_LINE, TABLE, claim, complaints, dossier, good, known, read, unhurried

DESIGN = """\
# data/tables/ucdp.yaml
table: ged.csv                           # csv, tsv, parquet, jsonl; one file, many files, or a glob
source: source:ucdp-ged                  # or a hole: one source per row; a cell may carry its own (security-force data do)
claims:
- row: "{id}"                            # the anchor is the row
  says:
    event:ged-{id}:
      type: ArmedConflictEvent
      date: "{date_start}/{date_end}"
      killed: { low: "{low}", best: "{best}", high: "{high}" }
      participant: ["actor:ucdp-{side_a_new_id}", "actor:ucdp-{side_b_new_id}"]
      place: "place:prio-{priogrid_gid}"
"""
DESIGN_FILES = {
    "data/tables/ged.csv": "id,date_start,date_end,low,best,high,side_a_new_id,side_b_new_id,priogrid_gid\n",
    "data/sources/ucdp-ged.yaml": "title: Events\ntype: Dataset\nvoice: actor:river-watch\nlanguage: en\n",
}


def slots(found: Slot) -> dict[str, str]:
    return {key: template.text for key, template in found.templates.items()}


def test_design_reads_exactly_as_it_is_written_there(tmp_path: Path) -> None:
    mapping = good(tmp_path, DESIGN, DESIGN_FILES)
    (made,) = mapping.claims

    assert mapping.row.text == "{id}"
    assert (mapping.id, mapping.source.text, made.place, made.mode) == ("weir", "source:ucdp-ged", 1, "asserted")
    assert [template.text for template in made.speakers] == ["actor:river-watch"]
    assert [(subject.text, term, slot.kind, slots(slot)) for subject, term, slot in made.statements] == [
        ("event:ged-{id}", "type", "class", {"": "ArmedConflictEvent"}),
        ("event:ged-{id}", "date", "time", {"": "{date_start}/{date_end}"}),
        ("event:ged-{id}", "killed", "bounds", {"low": "{low}", "best": "{best}", "high": "{high}"}),
        ("event:ged-{id}", "participant", "entity", {"": "actor:ucdp-{side_a_new_id}"}),
        ("event:ged-{id}", "participant", "entity", {"": "actor:ucdp-{side_b_new_id}"}),
        ("event:ged-{id}", "place", "entity", {"": "place:prio-{priogrid_gid}"}),
    ]
    assert (str(made.where), str(made.statements[2][2].where)) == (
        "data/tables/weir.yaml:5:3",
        "data/tables/weir.yaml:10:15",
    )


def test_head_reads_whole(tmp_path: Path) -> None:
    head = """\
table: [weir.csv, "more-*.csv"]
format: { type: csv, delimiter: ";", quote: "'", encoding: utf-16, header: 2, skip: 1 }
null: ["", NA, "-"]
row: "{id}"
anchor: key
source: source:register
lookups: { sure: { Low: possible, High: certain } }
join: { other: { table: other.csv, on: id, key: ref } }
ignore: [sources, "alias*"]
ignore_rows: [{ id: "" }, { sure: [a, b], town: { not: weir } }]
on_error: report
ceiling: 50
"""
    files = {"data/tables/more-2.csv": "", "data/tables/more-1.csv": "", "data/tables/other.csv": "ref,title\n"}
    mapping = good(tmp_path, claim(SAYS, head=head), files)
    (_, table), (join,) = mapping.versions[0], mapping.joins

    assert [Path(path).name for path in table.paths] == ["weir.csv", "more-1.csv", "more-2.csv"]
    assert (table.kind, table.delimiter, table.quote, table.encoding, table.header, table.skip, table.nulls) == (
        *("csv", ";", "'", "utf-16"),
        *(2, 1, ("NA", "-")),
    )
    assert (join.name, join.on, join.key, join.table.kind, join.table.delimiter) == ("other", "id", "ref", "csv", "")
    assert mapping.lookups["sure"].entries == {"Low": "possible", "High": "certain"}
    assert (mapping.ignore, mapping.fragments, mapping.on_error, mapping.ceiling) == (
        ("sources", "alias*"),
        False,
        "report",
        50,
    )
    assert mapping.ignore_rows == (
        (Condition("id", any_value=True, negated=True),),
        (Condition("sure", frozenset({"a", "b"})), Condition("town", frozenset({"weir"}), negated=True)),
    )


def test_defaults_are_the_strict_ones(tmp_path: Path) -> None:
    mapping = good(tmp_path, claim(SAYS))

    assert (mapping.on_error, mapping.fragments, mapping.ignore, mapping.versions[0][1].nulls) == ("stop", True, (), ())
    assert reading(mapping.versions[0][1]).kind == "csv"


def test_kinds_of_tables_are_those_that_can_be_read() -> None:
    assert set(KINDS) == set(TABULAR_KINDS)


@pytest.mark.parametrize("key", ["table", "versions"])
def test_versions_have_their_dates(tmp_path: Path, key: str) -> None:
    head = f"{key}: {{ 2018-10-29: weir.csv, 2028: later.csv }}\n" + ROW + SOURCE_LINE
    mapping = good(tmp_path, claim(SAYS, head=head), {"data/tables/later.csv": TABLE})

    assert [(time, Path(table.paths[0]).name) for time, table in mapping.versions] == [
        (parse_time("2018-10-29"), "weir.csv"),
        (parse_time("2028"), "later.csv"),
    ]


def test_claim_reads_whole(tmp_path: Path) -> None:
    text = claim(
        'when: { town: "*", unit: "", id: { not: [w8, w9] }, day: { not: "" } }',
        'each: ["{aliases | split ;}", "{sure | split}"]',
        "source: 'source:r-{sources | split ;}'",
        "by: ['actor:x-{unit}', actor:river-watch]",
        "via: actor:editors",
        "basis: 'work:{id}'",
        "mode: alleged",
        "hedge: '{sure}'",
        "certainty: '{sure | lookup sure}'",
        "note: 'row {id}'",
        "says: { event:weir-shooting: { name: { en: '{aliases | split ;}', ar: '{sure | split | upper}' }, description: '{town}' } }",
        head=HEAD + "lookups: { sure: { High: certain } }\nsources:\n  'source:r-{id}': "
        "{ title: '{id}', voice: actor:river-watch, language: fr }\n",
    )
    (made,) = good(tmp_path, text).claims

    assert made.when == (
        Condition("town", any_value=True),
        Condition("unit", any_value=True, negated=True),
        Condition("id", frozenset({"w8", "w9"}), negated=True),
        Condition("day", any_value=True),
    )
    assert made.each == (Hole("aliases", (Step("split", (";",)),)), Hole("sure", (Step("split"),)))
    assert [(term, slot.kind, slot.language) for _, term, slot in made.statements] == [
        ("name", "text", "en"),
        ("name", "text", "ar"),
        ("description", "text", "fr"),
    ]
    written = [template and template.text for template in (made.source, made.hedge, made.certainty, made.note)]
    assert written == ["source:r-{sources}", "{sure}", "{sure}", "row {id}"]
    people = [[template.text for template in found] for found in (made.speakers, made.via, made.basis)]
    assert people == [["actor:x-{unit}", "actor:river-watch"], ["actor:editors"], ["work:{id}"]]
    assert made.mode == "alleged"


def test_slots_are_of_the_kind_that_the_term_wants(tmp_path: Path) -> None:
    says = (
        "says: { 'event:weir-{id}': { type: [Commemoration, '{unit | lookup kinds}'], date: { words: '{day}' }, killed: '{killed} people', "
        "detained: { best: 3, unit: men }, duration: 3 days, anniversaryNumber: '{killed}', place: 'place:{town | slug}', name: weir } }"
    )
    (made,) = good(tmp_path, claim(says, head=HEAD + "lookups: { kinds: { dam-guard: Shooting } }\n")).claims

    assert [(term, slot.kind, sorted(slot.classes)) for _, term, slot in made.statements] == [
        ("type", "class", []),
        ("type", "class", []),
        ("date", "unresolved", []),
        ("killed", "count", []),
        ("detained", "bounds", []),
        ("duration", "duration", []),
        ("anniversaryNumber", "integer", []),
        ("place", "entity", ["Place"]),
        ("name", "text", []),
    ]
    assert made.statements[-1][2].language == "en"


def test_things_read_with_their_slots(tmp_path: Path) -> None:
    text = (
        HEAD
        + """\
sources:
  "source:r-{id}":
  - { when: { sure: High }, type: Letter, title: "{id}", voice: "actor:x-{unit}", language: en, published: "{day}", url: "{town}" }
  - { when: { sure: { not: High } }, title: "{id}", voice: "actor:x-{unit}", language: ar }
entities:
  "actor:x-{unit}":
    type: SecurityUnit
    name: { en: "{unit}", ar: "{town}" }
    names: "{aliases | split ;}"
    ours: { names: { ar: x }, sameAs: ["https://example.org/{id}", "https://example.org/2"] }
    note: seen
"""
    )
    mapping = good(tmp_path, text)
    first, second, entity = mapping.things

    assert [(thing.what, thing.place, thing.name.text, thing.type.text) for thing in mapping.things] == [
        ("source", 1, "source:r-{id}", "Letter"),
        ("source", 2, "source:r-{id}", "Source"),
        ("entity", 3, "actor:x-{unit}", "SecurityUnit"),
    ]
    assert (first.when, second.when[0].negated) == ((Condition("sure", frozenset({"High"})),), True)
    assert {key: [slot.kind for slot in found] for key, found in first.slots.items()} == {
        "title": ["string"],
        "voice": ["entity"],
        "language": ["string"],
        "published": ["time"],
        "url": ["string"],
    }
    assert {
        key: [(slot.language, slot.templates[""].text) for slot in found] for key, found in entity.slots.items()
    } == {
        "name": [("en", "{unit}"), ("ar", "{town}")],
        "names": [("en", "{aliases}")],
        "ours.names": [("ar", "x")],
        "ours.sameAs": [("", "https://example.org/{id}"), ("", "https://example.org/2")],
        "note": [("", "seen")],
    }


def test_lookup_is_read_from_a_table(tmp_path: Path) -> None:
    codes = "code;term;more\n a ;actor:dam-guard;1\na;actor:dam-guard;2\n;lost;3\nb;;4\n"
    head = HEAD + 'lookups: { units: { table: codes.csv, key: code, value: term, format: { delimiter: ";" } } }\n'
    mapping = good(
        tmp_path, claim(SAYS, "by: '{unit | lookup units}'", head=head), {"data/codes.csv": "", "codes.csv": codes}
    )

    assert mapping.lookups["units"].entries == {"a": "actor:dam-guard", "b": ""}


def test_lookup_may_be_the_table_itself(tmp_path: Path) -> None:
    head = HEAD + "lookups: { towns: { table: weir.csv, key: id, value: town } }\n"
    mapping = good(tmp_path, claim(SAYS, "note: '{aliases | lookup towns}'", head=head))

    assert mapping.lookups["towns"].entries == {"w1": "weir"}


def test_one_key_may_stand_in_every_claim(tmp_path: Path) -> None:
    head = "table: weir.csv\nsource: source:register\n"
    text = (
        claim("row: '{id}'", SAYS, head=head)
        + "- row: '{ id }'\n  says: { event:weir-shooting: { description: '{town}' } }\n"
    )

    assert [made.place for made in good(tmp_path, text).claims] == [1, 2]


def test_table_of_entities_needs_no_source(tmp_path: Path) -> None:
    text = "table: weir.csv\n" + ROW + "entities: { 'place:{town}': { type: Place, name: '{town}' } }\n"
    mapping = good(tmp_path, text)

    assert (mapping.claims, mapping.source.parts) == ((), ())


def test_other_files_may_name_what_a_table_describes(tmp_path: Path) -> None:
    text = claim(
        SAYS,
        head=HEAD
        + "entities: { actor:crew: { type: Group, name: Crew }, 'actor:x-{unit}': { type: Person, name: x } }\n",
    )
    project = dossier(tmp_path, text)
    mapping, _ = read_mapping(project.data / "tables" / "weir.yaml", project, known(project))
    assert mapping
    entities, patterns = introduced(mapping, project)
    ancestors = project.vocabulary.ancestors

    assert entities == {"actor:crew": ancestors("Group")}
    assert [(bool(p.fullmatch("actor:x-1")), bool(p.fullmatch("event:weir-1.2")), found) for p, found in patterns] == [
        (True, False, ancestors("Person")),
        (False, True, ancestors("Shooting")),
    ]
    assert not any(
        pattern.fullmatch(name) for pattern, _ in patterns for name in ("actor:x-", "actor:x-a b", "event:weird-1")
    )


def test_one_mapping_names_what_another_describes(tmp_path: Path) -> None:
    text = claim(SAYS, "source: 'source:r-{sources | split ;}'", "by: 'actor:p-{unit}'")
    other = (
        "table: weir.csv\nrow: '{id}'\nsources:\n"
        "  'source:r-{id}': { title: '{id}', voice: actor:river-watch, language: ar }\n"
        "entities: { 'actor:p-{unit}': { type: Person, name: '{unit}' } }\n"
    )

    assert good(tmp_path, text, {"data/tables/other.yaml": other}).claims[0].speakers[0].text == "actor:p-{unit}"


def test_mapping_with_errors_still_says_what_it_describes(tmp_path: Path) -> None:
    mapping, errors = read(tmp_path, claim("says: { 'event:weir-{id}': { type: Shooting, dat: x } }"))

    assert len(errors) == 1
    assert mapping
    assert mapping.claims[0].statements[0][1] == "type"


def test_unreadable_mapping_is_none(tmp_path: Path) -> None:
    mapping, errors = read(tmp_path, "table: [\n")

    assert mapping is None
    assert str(errors[0]).startswith("data/tables/weir.yaml:2:1: not YAML: ")


WRITE_ONE = "write one, or leave the key out"
CONDITION = (
    'write column: value, column: [value, value], column: "*" (not empty), column: "" (empty) or column: { not: … }'
)
LOOKED = (
    "looked beside the mapping and in the dossier; to read it from elsewhere, write in dalil.toml: [tables] weir = …"
)
TYPES = "write format: { type: … } with one of csv, tsv, excel, jsonl, json, xml, parquet, sqlite, postgres"
EACH = "name the columns under `each:`, and their elements make claims of their own, in parallel"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD, ["1:1: claims is missing: the list of claims that each row makes"]),
        (HEAD + "claims:\n", [f"4:1: `claims` has no value\n  → {WRITE_ONE}"]),
        (
            HEAD + "claim: x\n" + claim(SAYS, head=""),
            ["4:1: 'claim' is not a key of a mapping\n  → did you mean claims?"],
        ),
        (
            claim(SAYS, head="source: source:register\n" + ROW),
            ["1:1: table is missing: where the rows are\n  → write table: file.csv"],
        ),
        (
            claim(SAYS, head="table: weir.csv\nsource: source:register\n"),
            [
                '1:1: row is missing: the key of a row, from its cells: `{id}`; no two rows have the same\n  → write row: "{id}"'
            ],
        ),
        (
            claim(SAYS, head="table: weir.csv\n" + ROW),
            ["1:1: source is missing: whose words the rows are; a claim may have its own\n  → write source: source:…"],
        ),
        (
            claim(SAYS, head="table: weir.csv\nrow: x\n" + SOURCE_LINE),
            ["2:6: the row 'x' has no hole\n  → name the columns that tell rows apart"],
        ),
        (
            claim(SAYS, head="table: weir.csv\nrow: '{id | split}'\n" + SOURCE_LINE),
            ["2:6: the key of a row is one, and `split` makes several\n  → leave the step out"],
        ),
        (
            claim(SAYS, "row: '{day}'"),
            ["6:8: the row is '{day}' here, and '{id}' at line 2\n  → one key a row: write `row` once, at the head"],
        ),
        (
            claim(
                SAYS, "by: actor:river-watch", head="table: weir.csv\nrow: '{id}'\nsource: 'source:{sources | split}'\n"
            ),
            [
                (
                    "3:9: the source of a table is one, and `split` makes several\n"
                    "  → claims are named by it; a claim may have a `source` of its own, that may be many"
                )
            ],
        ),
        (
            HEAD + "anchor: cell\non_error: go\nceiling: 3\n" + claim(SAYS, head=""),
            [
                "4:9: 'cell' is no anchor\n  → known: key, row",
                "5:11: 'go' is no on_error\n  → known: report, stop",
                "6:10: `ceiling` has a meaning with `on_error: report` only\n  → write on_error: report, or leave it out",
            ],
        ),
        (
            HEAD + "on_error: report\nceiling: x\n" + claim(SAYS, head=""),
            ["5:10: 'x' is not a whole number from 0"],
        ),
        (
            HEAD + "ignore_rows: [{ id: { nt: x } }]\n" + claim(SAYS, head=""),
            ["4:23: 'nt' is not a key of a condition\n  → did you mean not?"],
        ),
    ],
)
def test_wrong_head_is_a_sentence(tmp_path: Path, text: str, said: list[str]) -> None:
    assert complaints(tmp_path, text) == [f"data/tables/weir.yaml:{one}" for one in said]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("table: wier.csv", [f"1:8: wier.csv is not there\n  → {LOOKED}"]),
        ("table: 'wier-*.csv'", [f"1:8: wier-*.csv is not there\n  → {LOOKED}"]),
        ("table: ../facts", ["1:8: ../facts is a folder, not a table\n  → name files, as in ../facts/*.csv"]),
        ("table: '-'", [f"1:8: standard input: standard input has no suffix\n  → {TYPES}"]),
        (
            "table: ../sources/letter.yaml",
            [f"1:8: data/tables/../sources/letter.yaml: no kind of table has the suffix .yaml\n  → {TYPES}"],
        ),
        (
            "table: [weir.csv, weir.xml]",
            [
                (
                    "1:8: files of several kinds: data/tables/weir.csv (csv), data/tables/weir.xml (xml)\n"
                    "  → one mapping for each kind"
                )
            ],
        ),
        (
            "table: weir.csv\nversions: { 2018: weir.csv }",
            ["2:11: both `table` and `versions`\n  → write one of them"],
        ),
        (
            "versions: weir.csv",
            ["1:11: versions without dates\n  → write versions: { 2018-10-29: old.csv, … }"],
        ),
        (
            "versions: { 2028: weir.csv, 2018: weir.csv, 2018-01: weir.csv }",
            [
                "1:29: the version 2018 is not later than 2028\n  → write the oldest version first",
                "1:45: the version 2018-01 is not later than 2018\n  → write the oldest version first",
            ],
        ),
        (
            "versions: { ../2018: weir.csv, spring: weir.csv, 2019: none.csv }",
            [
                "1:13: the version '../2018' has no beginning\n  → write a day or a year",
                (
                    "1:32: 'spring' is not a date in EDTF\n"
                    "  → write 2013-04-16, 2013-04, 2013, 2011/2013, 2013~; or { words: … } if it cannot be resolved"
                ),
                f"1:56: none.csv is not there\n  → {LOOKED}",
            ],
        ),
        (
            "table: weir.csv\nformat: { type: sqlite }",
            ['1:8: a table of kind sqlite without a query\n  → write format: { rows: "SELECT … FROM …" }'],
        ),
        (
            "table: weir.csv\nformat: { type: cvs, delimiter: ;;, quote: ab, encoding: utf-88, header: x, skip: -1, rows: '', sheet: a }",
            [
                "2:17: 'cvs' is no kind of table\n  → did you mean csv?",
                "2:33: delimiter is one character, not ';;'\n  → a tab is \"\\t\"",
                "2:44: quote is one character, not 'ab'\n  → a tab is \"\\t\"",
                "2:58: 'utf-88' is no encoding\n  → write utf-8, utf-16, cp1252, cp1256 …",
                "2:74: 'x' is not a whole number from 0",
                "2:83: '-1' is not a whole number from 0",
                "2:93: `rows` has no value\n  → where the rows are: a path in JSON or XML, a sheet, a query",
                "2:97: 'sheet' is not a key of a table's format\n  → known: delimiter, encoding, header, quote, rows, skip, type",
            ],
        ),
    ],
)
def test_table_that_cannot_be_had_is_a_sentence(tmp_path: Path, head: str, said: list[str]) -> None:
    text = claim(SAYS, head=f"{head}\n{ROW}{SOURCE_LINE}")

    assert complaints(tmp_path, text, {"data/tables/weir.xml": "<a/>"}) == [
        f"data/tables/weir.yaml:{one}" for one in said
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["mode: told"], ["6:9: 'told' is not a mode\n  → known: alleged, asserted, demanded, denied, opined"]),
        (["mode: inferred"], ["6:9: a row infers nothing\n  → write an inferred claim in a fact file"]),
        (["saying: x"], ["6:3: 'saying' is not a key of a table's claim\n  → did you mean says?"]),
        (["note: ''"], [f"6:3: `note` has no value\n  → {WRITE_ONE}"]),
        (["note: '{id'"], ["6:9: a `{` without its `}` in '{id'\n  → write {{ for the brace itself"]),
        (["when: {}"], [f"6:3: `when` has no value\n  → {WRITE_ONE}"]),
        (["when: { id: [] }"], [f"6:15: a condition on 'id' without a value\n  → {CONDITION}"]),
        (
            ["when: { id: ['', a] }"],
            [f'6:15: in a list of cells, "" and "*" have no place (\'id\')\n  → {CONDITION}'],
        ),
        (["when: { id: { not: { not: a } } }"], [f"6:15: a condition on 'id' that cannot be read\n  → {CONDITION}"]),
        (
            ["each: aliases"],
            [
                "6:9: `each` wants one hole that splits its cell, not 'aliases'\n  → write each: [\"{aliases | split ;}\"]"
            ],
        ),
        (
            ["each: '{aliases | split ;}'"],
            ["5:3: `each` names 'aliases', and nothing in the claim says its element"],
        ),
        (
            ["note: '{id | lookup lost}'"],
            ["6:9: 'lost' is not among the lookups\n  → no lookup is known"],
        ),
        (
            ["hedge: '{aliases | split ;}'", "via: 'actor:{aliases | split ;}'"],
            [
                f"6:10: hedge is one, and {{aliases}} is a list\n  → {EACH}",
                f"7:8: each of those who relay is one, and {{aliases}} is a list\n  → {EACH}",
            ],
        ),
    ],
)
def test_wrong_claim_is_a_sentence(tmp_path: Path, lines: list[str], said: list[str]) -> None:
    assert complaints(tmp_path, claim(SAYS, *lines)) == [f"data/tables/weir.yaml:{one}" for one in said]


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("quote", "the row is the quotation: the cells that a claim rests on are quoted for it"),
        ("after", "the row is the quotation, and its key says which one"),
        ("occurrence", "the row is the quotation, and its key says which one"),
        ("from", "a table states; what follows from it is inferred in a fact file"),
        ("reason", "a table states; what follows from it is inferred in a fact file"),
        ("id", "a claim of a table is named by its row and its place in the mapping"),
    ],
)
def test_keys_of_fact_files_that_have_no_place_are_refused_with_a_reason(tmp_path: Path, key: str, why: str) -> None:
    assert complaints(tmp_path, claim(SAYS, f"{key}: x")) == [
        f"data/tables/weir.yaml:6:3: `{key}` has no place in a mapping: {why}\n  → drop it"
    ]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("{ c: {} }", "4:12: the lookup c has no entry\n  → write { code: term }"),
        ("{ c: text }", "4:15: `key: value` lines are wanted here, not the text 'text'"),
        ("{ c: { x: '{y}' } }", "4:20: '{y}' has a hole, and a lookup's terms are constants"),
        ("{ c: { table: c.csv, key: k } }", "4:15: a lookup from a table without `value`: its column with the terms"),
        ("{ c: { table: c.csv, key: k, val: v } }", None),
        ("{ c: { table: c.csv, key: k, value: vv } }", "4:46: 'vv' is not a column of c.csv\n  → did you mean v?"),
        ("{ c: { table: d.csv, key: k, value: v } }", f"4:24: d.csv is not there\n  → {LOOKED}"),
        (
            "{ c: { table: c.csv, key: k, value: v } }",
            (
                "4:15: 2 codes stand for two terms in c.csv: 'a' (rows 2 and 4), 'b' (rows 3 and 7)\n"
                "  → one term a code: correct the table, or choose other columns"
            ),
        ),
    ],
)
def test_wrong_lookup_is_a_sentence(tmp_path: Path, head: str, said: str | None) -> None:
    files = {"data/tables/c.csv": "k,v\na,1\nb,2\na,3\n,4\na,1\nb,5\n"}
    found = complaints(tmp_path, claim(SAYS, head=f"{HEAD}lookups: {head}\n"), files)

    assert found == [f"data/tables/weir.yaml:{said}"] if said else len(found) == 2


def test_lookup_that_leads_back_to_itself_is_refused(tmp_path: Path) -> None:
    head = HEAD + "lookups: { a: { x: y }, b: { y: x } }\n"
    text = claim(
        SAYS, "note: '{id | lookup a | lookup b}'", "hedge: '{id | lookup a | lookup b | lookup a}'", head=head
    )

    assert complaints(tmp_path, text) == [
        "data/tables/weir.yaml:8:10: a lookup that leads back to itself: a → b → a\n  → look up once"
    ]


def test_wrong_join_is_a_sentence(tmp_path: Path) -> None:
    joins = "{ 'a b': { table: weir.csv, on: unit, key: id }, c: { table: weir.csv }, d: { table: none.csv, on: unit, key: id } }"

    assert complaints(tmp_path, claim(SAYS, head=f"{HEAD}join: {joins}\n")) == [
        "data/tables/weir.yaml:4:9: 'a b' cannot name a second table\n  → letters, digits, - and _ only",
        "data/tables/weir.yaml:4:59: a join without `key`: the column of the second table with the same cells",
        "data/tables/weir.yaml:4:59: a join without `on`: the column of this table",
        f"data/tables/weir.yaml:4:92: none.csv is not there\n  → {LOOKED}",
    ]


JUNK = st.recursive(
    st.sampled_from(
        [
            "",
            "x",
            "{id}",
            "{id | split ;}",
            "event:{id}",
            "actor:dam-guard",
            "source:register",
            "2031",
            "-1",
            "*",
            "{",
            "{a | lookup sure}",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [
                    "x",
                    "",
                    "id",
                    "{id}",
                    "type",
                    "name",
                    "table",
                    "not",
                    "low",
                    "words",
                    "en",
                    "actor:{id}",
                    "source:a-{id}",
                    "says",
                    "when",
                    "label",
                ]
            ),
            inner,
            max_size=2,
        )
    ),
    max_leaves=4,
)
KEYS = sorted(
    {
        *HEAD_KEYS,
        *(f"claims/{key}" for key in CLAIM_KEYS),
        *(f"sources/{key}" for key in SOURCE_KEYS),
        *(f"entities/{key}" for key in ENTITY_KEYS),
    }
)


@unhurried
@given(st.dictionaries(st.sampled_from(KEYS), JUNK, min_size=1, max_size=3))
def test_whatever_stands_in_a_mapping_it_is_read_or_is_a_sentence(fuzzed: Path, changes: dict[str, Any]) -> None:
    mapping: dict[str, Any] = {
        "table": "weir.csv",
        "row": "{id}",
        "source": "source:register",
        "claims": [{"says": {"event:weir-{id}": {"type": "Shooting", "date": "{day}"}}}],
        "sources": {"source:r-{id}": {"title": "{id}", "voice": "actor:dam-guard", "language": "en"}},
        "entities": {"actor:x-{id}": {"type": "Person", "name": "{id}"}},
    }
    for key, value in changes.items():
        head, _, tail = key.partition("/")
        inside = mapping[head] if tail else None
        for one in inside if isinstance(inside, list) else inside.values() if isinstance(inside, dict) else []:
            if isinstance(one, dict):
                one[tail] = value
        if not tail:
            mapping[head] = value
    path = fuzzed / "case" / "data" / "tables" / "weir.yaml"
    path.write_text(json.dumps(mapping), encoding="utf-8")
    project = open_project(fuzzed / "case")

    found, errors = read_mapping(
        path, project, {"source:register": frozenset({"Source"}), "actor:dam-guard": frozenset({"Actor", "Entity"})}
    )

    assert found or errors
    assert all(str(error).startswith("data/tables/weir.yaml:") for error in errors)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("fuzzed")
    dossier(root, claim(SAYS))
    return root
