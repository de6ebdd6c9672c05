"""Every rule that a dossier is held to, shapes and queries alike, as reports name them and `dalil explain` shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dalil.project import Project

if TYPE_CHECKING:
    from dalil.graph.shacl.shapes.catalogue import Rule


def rules_of(project: Project) -> dict[str, Rule]:
    """The rules that hold for a dossier, by name, in order of their codes. Raises DalilErrors where they cannot be read."""
    from dalil.graph.shacl.shapes.catalogue import Check, rules
    from dalil.questions import read_query

    asked = [(path, read_query(path)) for path in project.rules("queries", "check-*.rq")]
    checks = [Check(path, q.code, q.summary, q.description, q.severity) for path, q in asked if q.expect == "empty"]
    return {rule.name: rule for rule in rules(project.rules("shapes", "*.ttl"), checks)}
