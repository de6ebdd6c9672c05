"""Mappings against ontology and registry, before a row is read: terms, classes, values, people, sources; and columns against tables."""

from pathlib import Path

import pytest

from dalil.errors import Where
from dalil.facts.table import column_errors, columns_of_claim, columns_of_thing, columns_used, unused
from dalil.facts.table.columns import tells_rows_apart
from tests.mappings import HEAD, SAYS, claim, complaints, good

BETTER = "another term, or another type here or in the registry"
NAME = "a name has letters, digits and - . _ ~ only, no spaces or slashes, and begins and ends with a letter or digit"
DATE = "no such day; months and days have two digits (2013-04-06)"
LOOKUPS = "lookups:\n  l: { a: actor:dam-guard, b: actor:river-watch }\n  odd: { a: actor:dam-guard, c: place:weir }\n  lost: { a: actor:dam-guard, b: actor:nobody }\n"


@pytest.mark.parametrize(
    "facts",
    [
        "type: Shooting",
        "perpetrator: 'actor:x-{unit}'",
        "perpetrator: '{unit | lookup l}'",
        "perpetrator: '{sources | split ; | lookup l}'",
        "perpetrator: 'actor:{unit | lookup names}'",
        "perpetrator: 'actor:y-{town}'",
        "perpetrator: actor:crew",
        "place: place:weir",
        "killed: 41 people",
        "killed: { low: '{killed}', high: 50, unit: men }",
        "killed: '{town | lookup counts}'",
        "date: 2031-05",
        "date: { words: Today }",
        "anniversaryNumber: 3",
        "duration: 3 days",
        "name: { en: '{town}', ar-Latn: x }",
    ],
)
def test_what_ontology_and_registry_allow_is_taken(tmp_path: Path, facts: str) -> None:
    head = (
        f"{HEAD}{LOOKUPS}  names: {{ a: dam-guard }}\n  counts: {{ weir: 3 men, bridge: at least 4 men }}\n"
        "entities: { actor:crew: { type: Group, name: Crew }, 'actor:y-{unit}': { type: Person, name: '{unit}' } }\n"
    )
    type_ = "type: Commemoration, " * (not facts.startswith("type"))

    assert complaints(tmp_path, claim(f"says: {{ 'event:weir-{{id}}': {{ {type_}{facts} }} }}", head=head)) == []


@pytest.mark.parametrize(
    ("says", "said"),
    [
        ("'event:weir-{id}': {}", "9:11: nothing is said of event:weir-{id}"),
        ("'event:weir-{id}': { dat: '{day}' }", "9:32: 'dat' is not a term of the ontology\n  → did you mean date?"),
        ("'event:weir-{id}': { date: '' }", "9:32: `date` has no value\n  → write one, or leave the key out"),
        (
            "'event:weir-{id}': { type: Shoting }",
            "9:38: 'Shoting' is not a class\n  → did you mean Shooting or Throwing?",
        ),
        (
            "'actor:weir-{id}': { type: Shooting }",
            "9:38: actor:weir-{id} is named as a kind of Actor, and Shooting is not one",
        ),
        (
            "'event:weir-{id}': { type: '{unit | lookup kinds}' }",
            "9:38: 'Shoting' is not a class\n  → did you mean Shooting or Throwing?",
        ),
        (
            "'{id}': { type: Shooting }",
            (
                "9:11: the name '{id}' begins with a hole\n"
                "  → write its kind before it (actor:…), or let a lookup give whole names: {column | lookup name}"
            ),
        ),
        ("'evnt:{id}': { type: Shooting }", "9:11: 'evnt:{id}' is not the name of an entity\n  → did you mean event?"),
        ("'event:weir {id}': { type: Shooting }", f"9:11: 'event:weir {{id}}' is not a name\n  → {NAME}"),
        ("'event:{id}.': { type: Shooting }", f"9:11: 'event:{{id}}.' is not a name\n  → {NAME}"),
        ("event:a/b: { type: Shooting }", f"9:11: 'event:a/b' is not a name\n  → {NAME}"),
        (
            "event:weir-burning: { date: '{day}' }",
            (
                "9:11: 'event:weir-burning' is not in the registry, and no claim gives it a type\n"
                "  → did you mean event:weir-burial or event:weir-shooting?"
            ),
        ),
        (
            "'actor:weir-{id}': { date: '{day}' }",
            f"9:38: date is said of a kind of Event, and actor:weir-{{id}} is Actor\n  → {BETTER}",
        ),
        (
            "'event:weir-{id}': { demander: actor:river-watch }",
            f"9:42: demander is said of a kind of Demand, and event:weir-{{id}} is Event\n  → {BETTER}",
        ),
        (
            "'{unit | lookup odd}': { memberOf: actor:dam-guard }",
            f"9:46: memberOf is said of a kind of Actor, and place:weir is Place\n  → {BETTER}",
        ),
        (
            "event:weir-shooting: { perpetrator: 'place:{town}' }",
            f"9:47: perpetrator wants a kind of Actor, and place:{{town}} is Place\n  → {BETTER}",
        ),
        (
            "event:weir-shooting: { perpetrator: '{unit | lookup odd}' }",
            f"9:47: perpetrator wants a kind of Actor, and place:weir is Place\n  → {BETTER}",
        ),
        (
            "event:weir-shooting: { perpetrator: '{unit | lookup lost}' }",
            "9:47: not in the registry, of the 2 names that '{unit}' can make: actor:nobody",
        ),
        (
            "event:weir-shooting: { perpetrator: 'actor:{unit | lookup part}' }",
            "9:47: 'actor:dam' is not in the registry, and no claim gives it a type\n  → did you mean actor:dam-guard or actor:editors?",
        ),
        (
            "event:weir-shooting: { perpetrator: actor:dam-gard }",
            "9:47: 'actor:dam-gard' is not in the registry, and no claim gives it a type\n  → did you mean actor:dam-guard?",
        ),
        ("event:weir-shooting: { date: 2031-13-01 }", f"9:40: '2031-13-01' is not a date in EDTF\n  → {DATE}"),
        (
            "event:weir-shooting: { date: '{town | lookup dates}' }",
            f"9:40: '2031-13' is not a date in EDTF\n  → {DATE}",
        ),
        ("event:weir-shooting: { killed: { low: x, best: '{killed}' } }", "9:42: 'x' is not a whole number"),
        (
            "event:weir-shooting: { killed: { low: 5, best: 3 } }",
            "9:42: low ≤ best ≤ high does not hold in [5, 3]\n  → check the order of the figures",
        ),
        ("event:weir-shooting: { killed: { unit: men } }", "9:42: a count without low or best or high"),
        ("event:weir-shooting: { killed: { lo: 3 } }", "9:44: 'lo' is not a key of a count\n  → did you mean low?"),
        (
            "event:weir-shooting: { killed: many? }",
            (
                "9:42: 'many?' is not a count\n"
                "  → write a number and its unit noun: 41 civilians, at least 41 people, hundreds of crimes, 2,000,000 people"
            ),
        ),
        (
            "event:weir-shooting: { duration: soon }",
            "9:44: 'soon' is not a duration\n  → write: nearly 11 years, 18 months, 3 days",
        ),
        (
            "'event:weir-{id}': { type: Commemoration, anniversaryNumber: 3rd }",
            "9:72: '3rd' is not a whole number of at most 18 digits",
        ),
        (
            "event:weir-shooting: { name: { english: x } }",
            "9:42: 'english' is not a language tag\n  → write en, ar, ar-Latn …",
        ),
        ("event:weir-shooting: { name: ' ' }", "9:40: an empty text\n  → write a template, or leave the key out"),
        (
            "event:weir-shooting: { name: ['{town}', '{town}'] }",
            "9:9: the same is said twice in one claim",
        ),
        (
            "'event:weir-{id | split}': { name: '{aliases | split ;}' }",
            (
                "9:46: two lists in one place: {aliases} and {id}\n"
                "  → name the columns under `each:`, and their elements make claims of their own, in parallel"
            ),
        ),
    ],
)
def test_what_ontology_or_registry_forbid_is_a_sentence(tmp_path: Path, says: str, said: str) -> None:
    head = f"{HEAD}{LOOKUPS}".replace("lookups:\n", "lookups:\n  dates: { weir: 2031-13 }\n").replace(
        "  l: {", "  kinds: { a: Shoting }\n  part: { a: dam }\n  l: {"
    )
    line = head.count("\n") + 2
    (found,) = complaints(tmp_path, claim(f"says: {{ {says} }}", head=head))

    assert found.startswith(f"data/tables/weir.yaml:{line}{said[said.index(':') :]}")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("by: place:weir", "10:5: `by` wants a kind of Actor, and place:weir is none"),
        ("by: '{unit | lookup odd}'", "10:5: `by` wants a kind of Actor, and place:weir is none"),
        ("via: event:weir-shooting", "10:6: `via` wants a kind of Actor or Work, and event:weir-shooting is none"),
        ("basis: 'actor:{unit}'", "10:8: `basis` wants a kind of Work, and actor:{unit} is none"),
        ("certainty: sure", "10:12: 'sure' is not a certainty\n  → known: certain, possible, probable"),
        (
            "certainty: '{sure}'",
            (
                "10:12: the certainty '{sure}' is no constant and no lookup\n"
                "  → write one of certain, probable, possible, or {column | lookup name}"
            ),
        ),
        (
            "certainty: '{sure | lookup l}'",
            "10:12: 'actor:dam-guard' is not a certainty\n  → known: certain, possible, probable",
        ),
        (
            "source: source:regster",
            "10:9: no source is called 'source:regster'\n  → did you mean source:register or source:letter?",
        ),
        ("source: actor:river-watch", "10:9: no source is called 'actor:river-watch'"),
        (
            "source: 'source:r-{sources | split ;}'",
            "10:9: no source is called 'source:r-{sources}'\n  → describe it under `sources:`, here or in another mapping",
        ),
        (
            "source: '{sources | lookup l}'",
            "10:9: no source is called 'actor:dam-guard'\n  → describe it under `sources:`, here or in another mapping",
        ),
        (
            "source: 'source:odd-{sources | split ;}'",
            '9:1: nobody says this: the voices of source:odd-{sources} are not in this row\n  → write by: "actor:…"',
        ),
    ],
)
def test_wrong_people_and_sources_are_sentences(tmp_path: Path, line: str, said: str) -> None:
    head = (
        f"{HEAD}{LOOKUPS}sources: {{ 'source:odd-{{id}}': {{ title: x, voice: 'actor:v-{{unit}}', language: en }} }}\nclaims: []\n"
    ).replace("claims: []\n", "")
    found = complaints(tmp_path, claim(SAYS, line, head=head))
    number, column, words = said.split(":", 2)

    assert len(found) == 1
    assert found[0].startswith(f"data/tables/weir.yaml:{int(number) + 1}:{int(column) + 2}:{words}")


def test_voice_of_a_source_in_the_same_row_speaks(tmp_path: Path) -> None:
    head = HEAD + "sources: { 'source:r-{id}': { title: x, voice: 'actor:v-{unit}', language: en } }\n"
    (made,) = good(tmp_path, claim(SAYS, "source: 'source:r-{id}'", head=head)).claims

    assert [template.text for template in made.speakers] == ["actor:v-{unit}"]


def test_language_of_texts_is_asked_for_where_sources_have_several(tmp_path: Path) -> None:
    head = HEAD + (
        "lookups: { where: { a: source:register, b: source:ar } }\n"
        "sources: { source:ar: { title: x, voice: actor:river-watch, language: ar } }\n"
    )
    says = "says: { event:weir-shooting: { name: '{town}', description: { en: '{town}' } } }"

    assert complaints(tmp_path, claim(says, "source: '{sources | lookup where}'", head=head)) == [
        'data/tables/weir.yaml:7:40: the language of name is not known\n  → write name: { en: "…" }'
    ]


@pytest.mark.parametrize(
    ("things", "said"),
    [
        ("sources: { 'source:r-{id}': { title: x, voice: 'actor:{unit}', language: en, type: Letter } }", []),
        ("entities: { 'actor:{unit}': { type: '{town | lookup types}', name: '{unit}' } }", []),
        (
            "sources: { 'source:r-{id}': { title: x } }",
            [
                "5:29: a source without `language`: its language, as a BCP 47 tag",
                "5:29: a source without `voice`: the actor whose voice it is where nobody else is quoted",
            ],
        ),
        (
            "sources: { 'actor:r-{id}': { title: x, voice: place:weir, language: english, published: x } }",
            [
                "5:12: 'actor:r-{id}' is not named source:…\n  → sources stand under `sources:`, everything else under `entities:`",
                f"5:47: voice wants a kind of Actor, and place:weir is Place\n  → {BETTER}",
                "5:69: 'english' is not a language tag\n  → write en, ar, ar-Latn …",
                (
                    "5:89: 'x' is not a date in EDTF\n"
                    "  → write 2013-04-16, 2013-04, 2013, 2011/2013, 2013~; or { words: … } if it cannot be resolved"
                ),
            ],
        ),
        (
            "sources: { source:register: { title: x, voice: actor:river-watch, language: en } }",
            ["5:12: source:register has a file of its own\n  → describe it in one place"],
        ),
        (
            "sources: { 'source:r-{id}': { title: x, voice: actor:river-watch, language: '{sure}' } }",
            [
                (
                    "5:77: the language of a source is a constant\n"
                    "  → write a list of entries under the source's name, one a language, each with its `when`"
                )
            ],
        ),
        (
            "entities: { actor:crew: { type: Group, name: '{town}' } }",
            [
                "5:46: name of one thing, from the cells of many rows: {town}\n  → put a hole into its name, or write a constant"
            ],
        ),
        (
            "entities: { 'source:{id}': { type: Source, name: x } }",
            [
                (
                    "5:13: 'source:{id}' is not named a kind of entity, as actor:… or place:…\n"
                    "  → sources stand under `sources:`, everything else under `entities:`"
                )
            ],
        ),
        (
            "entities: { 'actor:{unit}': { name: x, names: '', nmae: x } }",
            [
                "5:29: a registry entry without `type`: what kind of thing we take it for: a class of the ontology",
                "5:40: `names` has no value\n  → write one, or leave the key out",
                "5:51: 'nmae' is not a key of a registry entry\n  → did you mean name or names?",
            ],
        ),
        (
            "entities: { 'actor:{unit}': { type: Person, name: '{aliases | split ;}', ours: { sameAs: x, label: y } } }",
            [
                "5:51: name is one, and {aliases} is a list\n  → leave out `split`, or take one element with `match`",
                "5:93: 'label' is not a key of `ours`\n  → known: names, sameAs",
            ],
        ),
        (
            "entities: { 'actor:{unit}': { type: Person, name: x, ours: { sameAs: x } } }",
            ["5:70: 'x' is not an address\n  → write https://…"],
        ),
        ("entities: { place:x: }", ["5:13: nothing is said of place:x"]),
    ],
)
def test_things_are_checked_as_their_files_are(tmp_path: Path, things: str, said: list[str]) -> None:
    found = complaints(tmp_path, f"{HEAD}lookups: {{ types: {{ a: Person, b: Group }} }}\n{things}\n")

    assert len(found) == len(said)
    assert all(one.startswith(f"data/tables/weir.yaml:{start}") for one, start in zip(found, said, strict=True))


COLUMNS = ["id", "day", "town", "unit", "killed", "sources", "sure", "aliases", "other.id", "other.title"]
WHOLE = """\
table: weir.csv
row: "{id}"
source: source:register
join: { other: { table: weir.csv, on: unit, key: id } }
lookups: { sure: { High: certain } }
ignore: ["ali*"]
ignore_rows: [{ killed: "" }]
entities: { 'place:{town}': { type: Place, name: "{town}", when: { sure: High } } }
claims:
- when: { sources: "*" }
  certainty: "{sure | lookup sure}"
  says: { 'event:weir-{id}': { type: Shooting, date: "{day}", name: "{other.title}" } }
"""


def test_every_column_that_a_mapping_names_is_used(tmp_path: Path) -> None:
    mapping = good(tmp_path, WHOLE)

    assert columns_used(mapping) == {"id", "day", "town", "unit", "killed", "sources", "sure", "other.title"}
    assert columns_of_claim(mapping.claims[0]) == {"id", "day", "other.title", "sure", "sources"}
    assert columns_of_thing(mapping.things[0]) == {"town", "sure"}
    assert unused(mapping, COLUMNS) == ([], [])
    assert column_errors(mapping, COLUMNS) == []


def test_digest_of_a_whole_row_uses_no_column(tmp_path: Path) -> None:
    mapping = good(tmp_path, claim(SAYS, head=HEAD.replace("{id}", "{id}-{* | digest}")))

    assert tells_rows_apart(mapping)
    assert columns_used(mapping) == {"id", "day"}
    assert not tells_rows_apart(good(tmp_path / "other", claim(SAYS)))


def test_hole_without_a_column_is_a_sentence(tmp_path: Path) -> None:
    mapping = good(tmp_path, WHOLE)
    columns = ["date" if name == "day" else name for name in COLUMNS if name != "killed"]

    assert unused(mapping, columns) == (["day", "killed"], ["date"])
    assert [str(error) for error in column_errors(mapping, columns)] == [
        "data/tables/weir.yaml:12:54: the table has no column 'day'\n  → known: aliases, date, id, other.id, other.title, sources, sure, town, unit",
        "data/tables/weir.yaml:1: the table has no column 'killed'\n  → known: aliases, date, id, other.id, other.title, sources, sure, town, unit",
        (
            "data/tables/weir.yaml:1:8: a column of the table is neither used nor ignored: 'date'\n"
            "  → use it in a claim, or name it under `ignore:`"
        ),
    ]


def test_column_that_disappears_in_a_new_version_is_a_sentence(tmp_path: Path) -> None:
    mapping = good(tmp_path, WHOLE)
    columns = [name.replace("town", "towns") for name in COLUMNS]
    first, second = column_errors(mapping, [*columns, *(f"extra {n}" for n in range(20))], "2028")

    assert str(first) == (
        "data/tables/weir.yaml:8:13: the version 2028 of the table has no column 'town'\n  → did you mean towns?"
    )
    assert str(second).startswith(
        "data/tables/weir.yaml:1:8: 21 columns of the version 2028 of the table are neither used nor ignored: 'towns', 'extra 0'"
    )
    assert str(second).endswith("'extra 8' …\n  → use them in a claim, or name them under `ignore:`")
    assert isinstance(second.where, Where)
