"""Rules about graphs, which shapes cannot see: each queries/check-*.rq must answer nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, cast

from pyoxigraph import DefaultGraph, NamedNode, QuerySolution, Store

from dalil.build.dossier import Dossier
from dalil.build.rings import long_rings
from dalil.errors import InvalidGraph
from dalil.graph.validate import Finding, Report, Severity
from dalil.project import Project
from dalil.questions import Query, named_queries, with_prefixes
from dalil.vocabulary import dalil

RINGS = "check-rings"
SHOWN = 12
"""Things of a long ring that are told."""
MENTIONED = "check-mentioned"
WHOLE = ("check-known-entities", RINGS, MENTIONED)
"""Rules that look at all rows at once: with tables, build/integrity.py looks for the same in columns, but not for who is mentioned."""

OF_CONTENT = (
    "check-same-name",
    "check-said-of-itself",
    "check-order-of-times",
    "check-date-after-publication",
    "check-retrieved",
    "check-figures",
    "check-both-sides",
    "check-scripts",
)
"""Rules that are not about form: with tables they are asked of what people wrote alone, for a row of a sample is like no other.

build/content.py looks for the same in rows, but not for entries of one name, their scripts, figures, roles, nor for when sources were fetched."""
TOLD = 100_000
"""Rows at fault that are told of one rule."""


class Fault(NamedTuple):
    """What a rule says of a thing: the thing's local name, what is told of it, the mapping's line, and the claim's CURIE."""

    thing: str
    told: str
    place: str
    claim: str


def apply_rules(
    project: Project,
    store: Store,
    report: Report,
    *,
    rows: Mapping[str, Sequence[Fault]] | None = None,
    written: Store | None = None,
    dossier: Dossier | None = None,
) -> Report:
    """Ask every rule of the loaded store; with tables it holds what people wrote, and one row of every form, and `rows` is what
    rules about content find in all rows.

    Gives the report with the warnings that were found. Raises InvalidGraph with it where a rule is violated, and with
    the dossier, for its words.
    """
    rules = [q for name, q in named_queries(project).items() if name.startswith("check-") and q.expect == "empty"]
    rules = [rule for rule in rules if rows is None or rule.name not in WHOLE]
    alone = {rule.name: written for rule in rules if written and rule.name in OF_CONTENT}
    findings = [finding for rule in rules for finding in _broken(rule, project, alone.get(rule.name) or store)]
    findings += [finding for rule in rules if rule.name == RINGS for finding in _long(rule, project, store)]
    of_rows = [(rule, faults) for rule in rules if (faults := (rows or {}).get(rule.name))]
    findings += [_of_row(rule, fault, project) for rule, faults in of_rows for fault in faults[:TOLD]]
    cut = tuple(rule.name for rule, faults in of_rows if len(faults) > TOLD)
    told = replace(report.with_findings(findings), cut=(*report.cut, *cut)) if findings else report
    if not told.conforms:
        raise InvalidGraph("a rule of the graph is broken", told, dossier=dossier)
    return told


def _broken(rule: Query, project: Project, store: Store) -> Iterator[Finding]:
    """What a rule finds: its first column is the focus, the rest are told."""
    solutions = store.query(with_prefixes(rule.text, project.curies))
    names = [variable.value for variable in solutions.variables]  # type: ignore[union-attr]
    for row in solutions:  # type: ignore[union-attr]
        cells = {name: _text(row, name, project) for name in names}
        focus = row[names[0]]
        if rule.name == MENTIONED and isinstance(focus, NamedNode) and project.curies.shorten(focus) == project.editor:
            continue  # the settings speak of the editor
        place = cells.pop("recordedIn", "") or _place(store, focus)
        told = ", ".join(f"{name} {text}" for name, text in cells.items() if text and name != names[0])
        iri = focus.value if isinstance(focus, NamedNode) else str(focus)
        yield Finding(iri, "", told, "", cast("Severity", rule.severity), rule.summary, rule.name, place, rule.code)


def _long(rule: Query, project: Project, store: Store) -> Iterator[Finding]:
    """Rings that are longer than the rule's query can close."""
    for ring in long_rings(store):
        names = " ".join(project.curies.shorten(thing) for thing in ring.things[:SHOWN])
        names += f" and {len(ring.things) - SHOWN:,} more" if len(ring.things) > SHOWN else ""
        told, first = f"term {project.curies.shorten(ring.term)}, ring {names}", ring.things[0]
        quads = store.quads_for_pattern(first, ring.term, ring.things[1], None)
        place = min((_place(store, quad.graph_name) for quad in quads), default="")
        yield Finding(
            first.value, "", told, "", cast("Severity", rule.severity), rule.summary, rule.name, place, rule.code
        )


def _of_row(rule: Query, fault: Fault, project: Project) -> Finding:
    """What a rule finds in a row of a table."""
    severity, base = cast("Severity", rule.severity), project.base
    focus, claim = base + fault.thing, base + fault.claim.replace(":", "-", 1)
    return Finding(focus, "", fault.told, "", severity, rule.summary, rule.name, fault.place, rule.code, claim)


def _text(row: QuerySolution, name: str, project: Project) -> str:
    term = row[name]
    return project.curies.shorten(term) if isinstance(term, NamedNode) else getattr(term, "value", "")


def _place(store: Store, focus: object) -> str:
    """The fact file's line, where the focus has one."""
    if not isinstance(focus, NamedNode):
        return ""
    quads = store.quads_for_pattern(focus, dalil("recordedIn"), None, DefaultGraph())
    return min((quad.object.value for quad in quads), default="")  # type: ignore[union-attr]
