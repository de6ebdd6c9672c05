"""Rules about graphs, which shapes cannot see: each queries/check-*.rq must answer nothing."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, NamedNode, QuerySolution, Store

from dalil.errors import InvalidGraph
from dalil.graph.validate import Finding, Report
from dalil.project import Project
from dalil.questions import Query, named_queries, with_prefixes
from dalil.vocabulary import dalil

WHOLE = ("check-known-entities", "check-rings")
"""Rules that look at all rows at once: with tables, build/integrity.py looks for the same in columns."""


def apply_rules(project: Project, store: Store, report: Report, *, tables: bool = False) -> None:
    """Ask every rule of the loaded store; with tables it holds what people wrote, and one row of every form.

    Raises InvalidGraph with the report and what was found.
    """
    rules = [q for name, q in named_queries(project).items() if name.startswith("check-") and q.expect == "empty"]
    rules = [rule for rule in rules if not (tables and rule.name in WHOLE)]
    findings = [finding for rule in rules for finding in _broken(rule, project, store)]
    if findings:
        raise InvalidGraph("a rule of the graph is broken", report.with_findings(findings))


def _broken(rule: Query, project: Project, store: Store) -> Iterator[Finding]:
    """What a rule finds: its first column is the focus, the rest are told."""
    solutions = store.query(with_prefixes(rule.text, project.curies))
    names = [variable.value for variable in solutions.variables]  # type: ignore[union-attr]
    for row in solutions:  # type: ignore[union-attr]
        cells = {name: _text(row, name, project) for name in names}
        focus = row[names[0]]
        place = cells.pop("recordedIn", "") or _place(store, focus)
        told = ", ".join(f"{name} {text}" for name, text in cells.items() if text and name != names[0])
        iri = focus.value if isinstance(focus, NamedNode) else str(focus)
        yield Finding(iri, "", told, "", "violation", rule.summary, rule.name, place)


def _text(row: QuerySolution, name: str, project: Project) -> str:
    term = row[name]
    return project.curies.shorten(term) if isinstance(term, NamedNode) else getattr(term, "value", "")


def _place(store: Store, focus: object) -> str:
    """The fact file's line, where the focus has one."""
    if not isinstance(focus, NamedNode):
        return ""
    quads = store.quads_for_pattern(focus, dalil("recordedIn"), None, DefaultGraph())
    return min((quad.object.value for quad in quads), default="")  # type: ignore[union-attr]
