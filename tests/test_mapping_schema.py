"""The JSON Schema of mappings: it takes what dalil takes, completes what there is, and marks what nobody declared."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from dalil.facts.table import mapping_schema
from dalil.facts.table.holes import STEPS
from dalil.project import open_project
from tests.mappings import BASE, HEAD, SAYS, claim
from tests.test_mapping import DESIGN
from tests.test_mapping_checks import WHOLE

SCHEMA = mapping_schema(open_project(BASE))
GOOD = sorted((Path(__file__).parents[1] / "data" / "tables").glob("*.yaml"))


def as_editors_read(value: Any) -> Any:
    """Dates and numbers are texts where JSON has no other word for them: as keys, and days."""
    if isinstance(value, dict):
        return {"null" if key is None else str(key): as_editors_read(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_editors_read(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def faults(text: str) -> list[str]:
    """Where the schema finds fault, as paths."""
    found = jsonschema.Draft202012Validator(SCHEMA).iter_errors(as_editors_read(YAML(typ="safe", pure=True).load(text)))
    return sorted("/".join(map(str, error.absolute_path)) for error in found)


def test_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_real_mappings_are_accepted(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        DESIGN,
        WHOLE,
        claim(
            SAYS, "when: { a: 1, b: [x, 2], c: '*', d: { not: '' } }", "mode: alleged", "certainty: '{x | lookup y}'"
        ),
        claim(SAYS, "each: ['{a | split ;}']", "by: '{x | lookup y}'", "via: [actor:x, 'source:{y}']", "note: 3"),
        claim(SAYS, head=HEAD.replace("table: weir.csv", "versions: { 2018-10-29: a.csv, 2028: [b.csv, c.csv] }")),
        HEAD
        + "lookups: { a: { 1: x }, b: { table: b.csv, key: k, value: v, format: { skip: 1 } } }\n"
        + claim(SAYS, head=""),
        HEAD + "sources: { 'source:{id}': [{ title: x, voice: 'actor:{y}', language: en, when: { a: b } }] }\n",
        HEAD
        + "entities: { 'actor:{id}': { type: Person, name: { en: x }, names: [x], ours: { sameAs: 'https://{x}' } } }\n",
        HEAD
        + "format: { header: 2, rows: '$.a[*]' }\nnull: ['', NA]\non_error: report\nceiling: 5\nanchor: key\n"
        + claim(SAYS, head=""),
    ],
)
def test_what_dalil_takes_is_accepted(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (HEAD, ""),
        (claim(SAYS, head=HEAD + "versions: { 2018: x.csv }\n"), ""),
        (claim(SAYS, head=HEAD + "lookup: {}\n"), ""),
        (claim(SAYS, head=HEAD + "format: { type: cvs }\n"), "format/type"),
        (claim(SAYS, head=HEAD + "on_error: go\n"), "on_error"),
        (claim(SAYS, head=HEAD + "join: { a: { table: x.csv } }\n"), "join/a"),
        (claim(SAYS, head=HEAD.replace('"{id}"', "id")), "row"),
        (claim(SAYS, "quote: x"), "claims/0"),
        (claim(SAYS, "mode: inferred"), "claims/0/mode"),
        (claim(SAYS, "when: {}"), "claims/0/when"),
        (claim("note: x"), "claims/0"),
        (claim("says: { 'event:{id}': { dat: x } }"), "claims/0/says/event:{id}"),
        (claim("says: { 'event:{id}': { type: Shoting } }"), "claims/0/says/event:{id}/type"),
        (claim("says: { 'evnt:{id}': { type: Shooting } }"), "claims/0/says"),
        (HEAD + "sources: { 'source:{id}': { title: x } }\n", "sources/source:{id}"),
        (HEAD + "sources: { 'actor:{id}': { title: x, voice: actor:x, language: en } }\n", "sources"),
    ],
)
def test_what_nobody_declared_is_marked(text: str, path: str) -> None:
    assert path in faults(text)


def test_editor_shows_every_step_and_what_it_does() -> None:
    shown = SCHEMA["$defs"]["hole"]["description"]

    assert all(name in shown and rule.about in shown for name, rule in STEPS.items())
