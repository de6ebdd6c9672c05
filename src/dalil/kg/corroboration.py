"""On how much a statement rests: in how many sources it is held, and on how many roots of evidence these rest in the end."""

from __future__ import annotations

from typing import Any

from dalil.kg.opened import KnowledgeGraph
from dalil.model import SPEAKER_ROLE, Claim

HELD = """
SELECT ?subject ?property ?value ?holding ?source ?root WHERE {{
  GRAPH <{claim}> {{ ?subject ?property ?value }}
  GRAPH ?holding {{ ?subject ?property ?value }}
  ?holding dalil:accordingTo ?speaker ; dalil:source ?source ; dalil:root ?root
  FILTER(?property != rdf:type)
  FILTER NOT EXISTS {{ ?holding dalil:assessment dalil:retracted }}
  FILTER NOT EXISTS {{ ?holding dalil:withdrawn ?version }}
}} ORDER BY ?subject ?property ?value ?holding ?root"""

Held = dict[str, Any]


def corroboration(kg: KnowledgeGraph, claim: Claim) -> list[Held]:
    """Of each statement of a claim: the claims that hold the very same, their sources and roots. Equal answers are one."""
    if claim.mode == "inferred" or claim.mode in SPEAKER_ROLE:
        return []
    short = kg.project.curies.shorten
    rows: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in kg.query(HELD.format(claim=kg.project.base + claim.local)):
        rows.setdefault((row["subject"], row["property"], str(row["value"])), []).append(row)
    found: dict[str, Held] = {}
    for statement, holding in rows.items():
        held = {key: sorted({short(row[key]) for row in holding}) for key in ("source", "root", "holding")}
        one = found.setdefault(str(held), {"sources": held["source"], "roots": held["root"], "claims": held["holding"]})
        one.setdefault("properties", []).append(short(statement[1]).removeprefix("dalil:"))
    return list(found.values())


def tell_corroboration(found: list[Held]) -> list[str]:
    """`2 sources, 1 root`; with the properties, where not all statements of a claim are held alike."""
    lines = []
    for held in found:
        told = f"{_counted(held['sources'], 'source')}, {_counted(held['roots'], 'root')}"
        if len(held["claims"]) > 1:
            told += f": {', '.join(held['claims'])}"
        lines.append(f"{', '.join(sorted(set(held['properties'])))}: {told}" if len(found) > 1 else told)
    return lines


def _counted(names: list[str], what: str) -> str:
    return f"{len(names)} {what}{'s' * (len(names) != 1)}"
