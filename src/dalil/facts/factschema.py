"""A JSON Schema of fact files, made from the ontology, so that editors complete keys and terms.

It helps while writing; `dalil check` decides. Draft 2020-12.
"""

from __future__ import annotations

from typing import Any

from dalil.facts.factfile import CERTAINTIES, CLAIM_KEYS, FILE_KEYS
from dalil.vocabulary import Property, Vocabulary

Schema = dict[str, Any]
TEXT: Schema = {"type": ["string", "number", "boolean"]}
"""Editors read YAML with types; dalil does not: 41, 2013-04-16 and true are texts to it."""


def fact_schema(vocabulary: Vocabulary) -> Schema:
    """The schema of data/facts/*.yaml."""
    kinds = "|".join(vocabulary.kinds)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A dalil fact file",
        "type": "object",
        "required": ["source", "claims"],
        "additionalProperties": False,
        "properties": {
            "source": {"type": "string", "pattern": "^source:", "description": FILE_KEYS["source"]},
            "claims": {
                "type": "array",
                "minItems": 1,
                "items": {"$ref": "#/$defs/claim"},
                "description": FILE_KEYS["claims"],
            },
        },
        "$defs": {
            "entity": {"type": "string", "pattern": f"^({kinds}):"},
            "text": {"anyOf": [TEXT, {"type": "object", "additionalProperties": TEXT}]},
            "claim": _claim(vocabulary),
            "facts": _facts(vocabulary),
        },
    }


def _claim(vocabulary: Vocabulary) -> Schema:
    entities = _some({"$ref": "#/$defs/entity"})
    special: dict[str, Schema] = {
        "says": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"$ref": "#/$defs/entity"},
            "additionalProperties": {"$ref": "#/$defs/facts"},
        },
        "by": entities,
        "via": entities,
        "basis": entities,
        "mode": {"enum": sorted(vocabulary.members("Mode"))},
        "certainty": {"enum": list(CERTAINTIES)},
        "from": _some(TEXT),
        "occurrence": {"type": ["integer", "string"]},
    }
    properties = {key: {**special.get(key, TEXT), "description": about} for key, about in CLAIM_KEYS.items()}
    rests_on = [{"required": ["quote"]}, {"required": ["from", "reason"]}]
    required = {"required": ["says"], "oneOf": rests_on}
    return {"type": "object", **required, "additionalProperties": False, "properties": properties}


def _facts(vocabulary: Vocabulary) -> Schema:
    properties: dict[str, Schema] = {"type": _some({"enum": sorted(vocabulary.classes)})}
    for key, term in sorted(vocabulary.properties.items()):
        properties[key] = {**_value(term), "description": vocabulary.comments.get(key, "")}
    return {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": properties}


def _value(term: Property) -> Schema:
    match term.range:
        case "Time":
            words = {
                "type": "object",
                "required": ["words"],
                "properties": {"words": TEXT},
                "additionalProperties": False,
            }
            return _some({"anyOf": [TEXT, words]})
        case "Count":
            keys = dict.fromkeys(("low", "best", "high", "unit"), TEXT)
            return _some({"anyOf": [TEXT, {"type": "object", "properties": keys, "additionalProperties": False}]})
        case "Duration" | "string" | "integer":
            return _some(TEXT)
        case "langString":
            return _some({"$ref": "#/$defs/text"})
        case _:
            return _some({"$ref": "#/$defs/entity"})


def _some(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "minItems": 1, "items": item}]}
