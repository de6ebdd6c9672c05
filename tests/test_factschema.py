"""The JSON Schema that editors use: it takes what dalil takes, completes what the ontology has, and marks what nobody declared."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from dalil.facts import fact_schema
from dalil.vocabulary import Vocabulary

ROOT = Path(__file__).parents[1]
VOCABULARY = Vocabulary.load(ROOT / "ontology" / "dalil.ttl")
SCHEMA = fact_schema(VOCABULARY)
GOOD = sorted(
    [
        *(ROOT / "data" / "facts").glob("*.yaml"),
        *(ROOT / "tests" / "cases").glob("*/data/facts/*.yaml"),
        *(ROOT / "src").rglob("facts/*.yaml"),
    ]
)


def as_editors_read(text: str) -> Any:
    """YAML as a plain loader has it, dates as the texts that JSON makes of them."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


def faults(text: str) -> list[str]:
    """Where the schema finds fault, as paths."""
    found = jsonschema.Draft202012Validator(SCHEMA).iter_errors(as_editors_read(text))
    return sorted("/".join(map(str, error.absolute_path)) for error in found)


def with_claim(claim: str) -> str:
    """A fact file of one claim."""
    return f"source: source:letter\nclaims:\n- {claim}\n"


def test_schema_is_one() -> None:
    """It holds to the draft that it names, and survives JSON."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("path", GOOD, ids=lambda path: f"{path.parents[2].name}-{path.stem}")
def test_real_fact_files_are_accepted(path: Path) -> None:
    """The two documents, the worked example and the golden cases, loaded by a plain YAML loader."""
    assert faults(path.read_text(encoding="utf-8")) == []


def test_both_documents_are_among_them() -> None:
    """The test above has tested the real files."""
    assert {"coalition-2024", "ngo-letter-2022", "union-2021", "company-2021"} <= {path.stem for path in GOOD}


@pytest.mark.parametrize(
    "claim",
    [
        "{ quote: a, says: { event:x: { date: 2031-05-03 } } }",
        "{ quote: a, says: { event:x: { date: 2031 } } }",
        "{ quote: a, says: { event:x: { date: [2031, { words: Today }] } } }",
        "{ quote: 41, says: { event:x: { killed: 41 } } }",
        "{ quote: a, says: { event:x: { killed: { low: 1, best: 2, high: 3, unit: men } } } }",
        "{ quote: true, says: { event:x: { name: true, manner: { ar: x, en: 3 } } }, id: 1, note: 2.5, hedge: no }",
        "{ from: [a, b], reason: r, mode: inferred, says: { event:x: { duration: 3 weeks } } }",
        "{ quote: a, occurrence: 2, after: b, by: [actor:x, actor:y], via: source:s, basis: work:w, says: { actor:x: { type: [Person, Group] } } }",
    ],
)
def test_what_dalil_takes_is_accepted(claim: str) -> None:
    """Numbers, booleans and dates that a loader makes of texts are no faults."""
    assert faults(with_claim(claim)) == []


@pytest.mark.parametrize(
    ("claim", "path"),
    [
        ("{ quote: a, says: { event:x: { dates: 2031 } } }", "claims/0/says/event:x"),
        ("{ quote: a, says: { event:x: { type: Shoting } } }", "claims/0/says/event:x/type"),
        ("{ quote: a, says: { event:x: { type: Claim } } }", "claims/0/says/event:x/type"),
        ("{ quote: a, says: { event:x: { quote: a } } }", "claims/0/says/event:x"),
        ("{ quote: a, says: { events:x: { date: 2031 } } }", "claims/0/says"),
        ("{ quote: a, says: { event:x: {} } }", "claims/0/says/event:x"),
        ("{ quote: a, says: {} }", "claims/0/says"),
        ("{ quote: a, says: [event:x] }", "claims/0/says"),
        ("{ quote: a }", "claims/0"),
        ("{ says: { event:x: { date: 2031 } } }", "claims/0"),
        ("{ quote: a, from: b, reason: r, says: { event:x: { date: 2031 } } }", "claims/0"),
        ("{ from: b, says: { event:x: { date: 2031 } } }", "claims/0"),
        ("{ quote: a, qoute: b, says: { event:x: { date: 2031 } } }", "claims/0"),
        ("{ quote: a, mode: denies, says: { event:x: { date: 2031 } } }", "claims/0/mode"),
        ("{ quote: a, certainty: sure, says: { event:x: { date: 2031 } } }", "claims/0/certainty"),
        ("{ quote: a, by: river-watch, says: { event:x: { date: 2031 } } }", "claims/0/by"),
        ("{ quote: a, by: [], says: { event:x: { date: 2031 } } }", "claims/0/by"),
        ("{ quote: [a], says: { event:x: { date: 2031 } } }", "claims/0/quote"),
        ("{ quote: a, says: { event:x: { perpetrator: the Guard } } }", "claims/0/says/event:x/perpetrator"),
        ("{ quote: a, says: { event:x: { date: { word: Today } } } }", "claims/0/says/event:x/date"),
        ("{ quote: a, says: { event:x: { killed: { lowest: 3 } } } }", "claims/0/says/event:x/killed"),
    ],
)
def test_what_nobody_declared_is_marked(claim: str, path: str) -> None:
    """An unknown key, term, class or mode is a fault, at its place."""
    assert [path] == faults(with_claim(claim))


@pytest.mark.parametrize(
    "text",
    [
        "source: letter\nclaims: [{ quote: a, says: { event:x: { date: 2031 } } }]\n",
        "source: source:x\nclaims: []\n",
        "claims: []\n",
        "[]\n",
    ],
)
def test_file_that_is_no_fact_file_is_marked(text: str) -> None:
    """Without a source or a claim it is none."""
    assert faults(text)


def test_every_term_of_the_ontology_is_offered_with_its_meaning() -> None:
    """An editor completes each property and each class, and says what it means."""
    facts = SCHEMA["$defs"]["facts"]["properties"]

    assert {*VOCABULARY.properties, "type"} == set(facts)
    assert not [key for key, about in facts.items() if key != "type" and not about["description"]]
    assert sorted(VOCABULARY.classes) == facts["type"]["anyOf"][0]["enum"]
