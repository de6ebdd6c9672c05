"""Who says the same, refines, goes together or conflicts: each pair of claims with both quotations."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from dalil.endpoint import Table, Term
from dalil.errors import QueryError, nearest
from dalil.kg.opened import KnowledgeGraph
from dalil.model import AGREEMENT_KINDS, ASSESSMENTS
from dalil.reconcile import RULES
from dalil.vocabulary import dalil, local_name

KIND_OF = {term: kind for kind, term in AGREEMENT_KINDS.items()}
VERDICT_OF = {term: verdict for verdict, term in ASSESSMENTS.items()}
ORDER = list(AGREEMENT_KINDS)
AGREEMENTS = """
SELECT DISTINCT ?agreement ?kind ?rule ?sentence ?thing ?property ?first ?claim ?quote ?reason ?source ?recorded WHERE {{
  {kinds} {about}
  ?agreement dalil:kind ?kind ; dalil:rule ?rule ; dalil:sentence ?sentence ; dalil:between ?claim ;
             dalil:onThing ?thing ; dalil:onProperty ?property .
  ?claim dalil:recordedIn ?recorded
  OPTIONAL {{ ?agreement dalil:refining ?first }}
  OPTIONAL {{ ?claim dalil:quote ?quote }}
  OPTIONAL {{ ?claim dalil:reason ?reason }}
  OPTIONAL {{ ?claim dalil:source ?source }}
  FILTER NOT EXISTS {{ ?agreement dalil:between/dalil:assessment dalil:retracted }}
  FILTER NOT EXISTS {{ ?agreement dalil:between/dalil:withdrawn ?version }}
}}"""
ABOUT = """{{ ?agreement dalil:onThing <{iri}> }} UNION {{ ?agreement dalil:between <{iri}> }}
  UNION {{ GRAPH ?telling {{ ?about ?term <{iri}> }} ?agreement dalil:between ?telling }}
  UNION {{ GRAPH ?telling {{ <{iri}> ?term ?about }} ?agreement dalil:between ?telling }}"""
VALUES = """
SELECT DISTINCT ?agreement ?claim ?value WHERE {{
  {kinds} {about}
  ?agreement dalil:kind ?kind ; dalil:onThing ?thing ; dalil:onProperty ?property ; dalil:between ?claim .
  GRAPH ?claim {{ ?thing ?property ?value }}
}}"""
STANDINGS = """
SELECT ?claim ?verdict ?reason WHERE {
  ?judgement dalil:assesses ?claim ; dalil:verdict ?verdict ; dalil:reason ?reason
  FILTER NOT EXISTS { ?judgement dalil:withdrawnOn ?day }
} ORDER BY ?claim ?verdict ?reason"""
COLUMNS = ("kind", "rule", "sentence", "quote1", "source1", "claim1", "quote2", "source2", "claim2", "agreement")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two claims: its words, or why it was inferred, and where it stands."""

    claim: str
    quote: str
    reason: str
    source: str
    recorded: str
    value: str
    """What it says of the thing that is compared, for grouping; nothing where that is not one value."""
    assessed: tuple[tuple[str, str], ...] = ()
    """What people judged of it, each verdict with its reason."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An agreement with its two claims; of two that refine, the first says more."""

    name: str
    kind: str
    rule: str
    sentence: str
    thing: str
    property: str
    claims: tuple[Side, ...]

    def as_dict(self) -> dict[str, Any]:
        """For `--format json`."""
        told = [[{"verdict": verdict, "reason": reason} for verdict, reason in side.assessed] for side in self.claims]
        return {
            "kind": self.kind,
            "rule": self.rule,
            "sentence": self.sentence,
            "thing": self.thing,
            "property": self.property,
            "claims": [side.claim for side in self.claims],
            "quotes": [side.quote for side in self.claims],
            "recordedIn": [side.recorded for side in self.claims],
            **({"assessments": told} if any(told) else {}),
        }


def list_agreements(
    kg: KnowledgeGraph, *, every: bool = False, kinds: Collection[str] = (), rule: str = "", about: str = ""
) -> list[Pair]:
    """Conflicts, or all agreements, or those of some kinds, by one rule, about one thing or claim; conflicts first.

    Raises QueryError for a kind or rule that there is none of.
    """
    wanted = [_kind(kind) for kind in kinds] or (ORDER if every or rule else ORDER[:1])
    if rule and rule not in RULES:
        raise QueryError(f"no rule is called {rule!r}", hint=nearest(rule, RULES, "rule"))
    named = " ".join(dalil(AGREEMENT_KINDS[kind]).value.join("<>") for kind in wanted)
    iri = kg.project.curies.expand(kg.standing(about)).value if about else ""
    parts = {"kinds": f"VALUES ?kind {{ {named} }}", "about": ABOUT.format(iri=iri) if about else ""}
    values: dict[tuple[str, str], list[str]] = {}
    for row in kg.query(VALUES.format(**parts)):
        values.setdefault((row["agreement"], row["claim"]), []).append(str(row["value"]))
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in kg.query(AGREEMENTS.format(**parts)):
        if not rule or row["rule"] == rule:
            rows.setdefault(row["agreement"], []).append(row)
    assessed, short = standings(kg), kg.project.curies.shorten
    pairs = [_pair(name, found, values, assessed, kg) for name, found in rows.items()]
    return sorted(pairs, key=lambda p: (ORDER.index(p.kind), p.sentence, short(p.name)))


def _kind(written: str) -> str:
    kind = KIND_OF.get(written.removeprefix("dalil:"), written)
    if kind not in AGREEMENT_KINDS:
        raise QueryError(f"no kind is called {written!r}", hint=nearest(written, AGREEMENT_KINDS, "kind"))
    return kind


def _pair(
    name: str,
    rows: list[dict[str, Any]],
    values: dict[tuple[str, str], list[str]],
    assessed: dict[str, tuple[tuple[str, str], ...]],
    kg: KnowledgeGraph,
) -> Pair:
    short = kg.project.curies.shorten
    one = rows[0]
    rows = sorted(rows, key=lambda row: (row["claim"] != row["first"], row["claim"]))
    sides = []
    for row in rows:
        said = values.get((name, row["claim"]), [])
        sides.append(
            Side(
                short(row["claim"]),
                row["quote"] or "",
                row["reason"] or "",
                short(row["source"]) if row["source"] else "",
                row["recorded"],
                said[0] if len(said) == 1 else "",
                assessed.get(row["claim"], ()),
            )
        )
    kind, thing, term = KIND_OF[local_name(one["kind"])], short(one["thing"]), local_name(one["property"])
    return Pair(name, kind, one["rule"], one["sentence"], thing, term, tuple(sides))


def standings(kg: KnowledgeGraph) -> dict[str, tuple[tuple[str, str], ...]]:
    """Claim → what people judged of it, each verdict with its reason: one is never shown without the other."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in kg.query(STANDINGS):
        found.setdefault(row["claim"], []).append((VERDICT_OF[local_name(row["verdict"])], row["reason"]))
    return {claim: tuple(told) for claim, told in found.items()}


def as_table(pairs: Iterable[Pair], kg: KnowledgeGraph) -> Table:
    """One row an agreement, as the questions `agreements` and `conflicts` answer it."""
    expand = kg.project.curies.expand
    rows: list[tuple[Term, ...]] = []
    for pair in pairs:
        cells: list[Term] = [
            dalil(AGREEMENT_KINDS[pair.kind]),
            Literal(pair.rule),
            Literal(pair.sentence, language="en"),
        ]
        for side in pair.claims:
            source = expand(side.source) if side.source else None
            cells += [Literal(side.quote) if side.quote else None, source, expand(side.claim)]
        rows.append((*cells, NamedNode(pair.name)))
    return Table(COLUMNS, rows)
