"""A JSON Schema of mappings, made from the ontology and the keys, so that editors complete them.

It helps while writing; `dalil check` decides. Draft 2020-12.
"""

from __future__ import annotations

from typing import Any

from dalil.facts.factfile import CERTAINTIES
from dalil.facts.factschema import TEXT, fact_schema
from dalil.facts.table.holes import STEPS
from dalil.facts.table.keys import (
    CLAIM_KEYS,
    ENTITY_KEYS,
    FORMAT_KEYS,
    HEAD_KEYS,
    JOIN_KEYS,
    KINDS,
    LOOKUP_KEYS,
    OUR_KEYS,
    REQUIRED,
    SOURCE_KEYS,
)
from dalil.project import Project

Schema = dict[str, Any]
TEXTS: Schema = {"anyOf": [TEXT, {"type": "array", "minItems": 1, "items": TEXT}]}
BY_LANGUAGE: Schema = {"anyOf": [TEXTS, {"type": "object", "minProperties": 1, "additionalProperties": TEXTS}]}


def mapping_schema(project: Project) -> Schema:
    """The schema of data/tables/*.yaml in a dossier."""
    vocabulary = project.vocabulary
    written = fact_schema(vocabulary)["$defs"]
    classes = {"anyOf": [{"enum": sorted(vocabulary.classes)}, {"$ref": "#/$defs/hole"}]}
    facts = written["facts"]
    facts["properties"]["type"] = _some(classes)
    modes = sorted(vocabulary.members("Mode") - {"inferred"})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A dalil mapping: a fact file with holes",
        "type": "object",
        "additionalProperties": False,
        "anyOf": [{"required": [key]} for key in ("claims", "sources", "entities")],
        "oneOf": [{"required": ["table"]}, {"required": ["versions"]}],
        "properties": _described(HEAD_KEYS, _head()),
        "$defs": {
            "hole": {"type": "string", "pattern": r"\{", "description": _steps()},
            "entity": {"type": "string", "pattern": rf"^(({'|'.join(vocabulary.kinds)}):|\{{)"},
            "text": written["text"],
            "facts": facts,
            "when": {"type": "object", "minProperties": 1, "additionalProperties": _condition()},
            "format": _object(FORMAT_KEYS, {"type": {"enum": list(KINDS)}}),
            "claim": _object(CLAIM_KEYS, _claim(modes), "says"),
            "source": _object(SOURCE_KEYS, _thing(classes), *REQUIRED["source"]),
            "registry": _object(ENTITY_KEYS, _thing(classes), *REQUIRED["entity"]),
        },
    }


def _head() -> dict[str, Schema]:
    lookup = _object(LOOKUP_KEYS, {"format": {"$ref": "#/$defs/format"}}, "table", "key", "value")
    join = _object(JOIN_KEYS, {"format": {"$ref": "#/$defs/format"}}, "table", "on", "key")
    entity = {"$ref": "#/$defs/entity"}
    return {
        "table": {"anyOf": [TEXTS, {"type": "object", "minProperties": 1, "additionalProperties": TEXTS}]},
        "versions": {"type": "object", "minProperties": 1, "additionalProperties": TEXTS},
        "format": {"$ref": "#/$defs/format"},
        "null": TEXTS,
        "row": {"$ref": "#/$defs/hole"},
        "anchor": {"enum": ["row", "key"]},
        "source": entity,
        "lookups": _each({"anyOf": [lookup, {"type": "object", "minProperties": 1, "additionalProperties": TEXT}]}),
        "join": _each(join),
        "ignore": TEXTS,
        "optional": TEXTS,
        "ignore_rows": _some({"$ref": "#/$defs/when"}),
        "on_error": {"enum": ["stop", "report"]},
        "ceiling": {"type": ["integer", "string"]},
        "sources": {**_each(_some({"$ref": "#/$defs/source"})), "propertyNames": {"pattern": "^source:"}},
        "entities": {**_each(_some({"$ref": "#/$defs/registry"})), "propertyNames": entity},
        "claims": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/claim"}},
    }


def _claim(modes: list[str]) -> dict[str, Schema]:
    entities = _some({"$ref": "#/$defs/entity"})
    says = {**_each({"$ref": "#/$defs/facts"}), "propertyNames": {"$ref": "#/$defs/entity"}}
    return {
        "row": {"$ref": "#/$defs/hole"},
        "when": {"$ref": "#/$defs/when"},
        "each": _some({"$ref": "#/$defs/hole"}),
        "source": {"$ref": "#/$defs/entity"},
        "says": says,
        "by": entities,
        "via": entities,
        "basis": entities,
        "mode": {"enum": modes},
        "certainty": {"anyOf": [{"enum": list(CERTAINTIES)}, {"$ref": "#/$defs/hole"}]},
    }


def _thing(classes: Schema) -> dict[str, Schema]:
    ours = _object(OUR_KEYS, {"names": BY_LANGUAGE, "sameAs": TEXTS})
    entity = {"$ref": "#/$defs/entity"}
    when = {"$ref": "#/$defs/when"}
    return {
        "type": classes,
        "name": BY_LANGUAGE,
        "names": BY_LANGUAGE,
        "ours": ours,
        "voice": entity,
        "publisher": entity,
        "when": when,
    }


def _condition() -> Schema:
    cells = {"anyOf": [TEXT, {"type": "array", "minItems": 1, "items": TEXT}]}
    negated = {"type": "object", "required": ["not"], "properties": {"not": cells}, "additionalProperties": False}
    return {"anyOf": [cells, {"type": "null"}, negated]}


def _steps() -> str:
    """Every step with what it does: what an editor shows at a hole."""
    lines = [f"{name} {rule.arguments}".strip() + f": {rule.about}" for name, rule in STEPS.items()]
    return "{column | step | step}. " + "; ".join(lines)


def _described(keys: dict[str, str], special: dict[str, Schema]) -> dict[str, Schema]:
    return {key: {**special.get(key, TEXT), "description": about} for key, about in keys.items()}


def _object(keys: dict[str, str], special: dict[str, Schema], *required: str) -> Schema:
    found: Schema = {"type": "object", "additionalProperties": False, "properties": _described(keys, special)}
    return {**found, "required": list(required)} if required else found


def _each(item: Schema) -> Schema:
    return {"type": "object", "minProperties": 1, "additionalProperties": item}


def _some(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "minItems": 1, "items": item}]}
