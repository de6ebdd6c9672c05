"""Judgements: logged, reversible decisions on who is who, and on a claim's standing.

Sources are never rewritten: a Linker maps names to canonical ones when reading. A `different`
is a hard edge; judgements that contradict each other are an error that shows the chain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dalil.errors import BadValue, DalilError, DalilErrors, FactError, IdentityError, UnknownTerm, nearest
from dalil.model import ASSESSMENTS, IDENTITY_VERDICTS, Judgement
from dalil.project import Project
from dalil.yamlnodes import Node, read_yaml, refuse_unknown

VERDICTS = (*IDENTITY_VERDICTS, *ASSESSMENTS)
KEYS = (*VERDICTS, "reason", "who", "when")


def read_judgements(
    project: Project, entities: Iterable[str], claims: Mapping[str, str]
) -> tuple[list[Judgement], list[DalilError]]:
    """data/judgements.yaml; `claims` maps labels and CURIEs of claims to their local names."""
    path = project.data / "judgements.yaml"
    if not path.exists():
        return [], []
    known = frozenset(entities)
    judgements, errors = [], []
    try:
        nodes = read_yaml(path, project.name(path)).items
    except DalilError as error:
        return [], [error]
    for node in nodes:
        try:
            judgements.append(_judgement(node, project, known, claims))
        except DalilErrors as several:
            errors += several.errors
        except DalilError as error:
            errors.append(error.at(node.where))
    return judgements, errors


def _judgement(node: Node, project: Project, known: frozenset[str], claims: Mapping[str, str]) -> Judgement:
    entries = node.mapping
    if errors := refuse_unknown(node, KEYS, "a judgement"):
        raise DalilErrors(errors)
    verdicts = [verdict for verdict in VERDICTS if verdict in entries]
    if len(verdicts) != 1:
        raise FactError("a judgement has one verdict", node.where, "one of " + ", ".join(VERDICTS))
    verdict = verdicts[0]
    for key in ("reason", "who", "when"):
        if key not in entries or not entries[key].text.strip():
            raise FactError(f"a judgement without `{key}`", node.where, "say why, who and when")
    when = entries["when"]
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", when.text):
        raise BadValue(f"{when.text!r} is not a day", when.where, "write 2026-11-21")
    items = entries[verdict].items
    if verdict in IDENTITY_VERDICTS:
        about = tuple(sorted(_entity(item, project, known) for item in items))
        if len(set(about)) < 2:  # noqa: PLR2004 - one is not a pair
            raise FactError(f"{verdict} needs two different entities", entries[verdict].where)
    else:
        about = tuple(_claim(item, claims) for item in items)
    return Judgement(verdict, about, entries["reason"].text, entries["who"].text, when.text, node.where)


def _entity(node: Node, project: Project, known: frozenset[str]) -> str:
    if node.text not in known:
        raise UnknownTerm(f"{node.text!r} is not in the registry", node.where, nearest(node.text, known, "entity"))
    return project.curies.local(project.curies.expand(node.text))


def _claim(node: Node, claims: Mapping[str, str]) -> str:
    if node.text not in claims:
        raise UnknownTerm(f"no claim is called {node.text!r}", node.where, nearest(node.text, claims, "claim"))
    return claims[node.text]


@dataclass(frozen=True)
class Linker:
    """Which names are one, by `same` judgements: names ⇄ the canonical one (first in order)."""

    _canonical: dict[str, str] = field(default_factory=dict)

    def canonical(self, name: str) -> str:
        """The name that stands for all names judged to be one."""
        return self._canonical.get(name, name)

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Linker:
        """Transitive closure of `same`. Raises IdentityError where a `different` contradicts it."""
        judgements = list(judgements)
        groups: dict[str, set[str]] = {}
        for judgement in judgements:
            if judgement.verdict == "same":
                merged = set().union(*(groups.get(name, {name}) for name in judgement.about))
                groups.update(dict.fromkeys(merged, merged))
        for judgement in judgements:
            if judgement.verdict == "different":
                _refuse_contradiction(judgement, groups, judgements)
        return cls({name: min(group) for name, group in groups.items()})


def _refuse_contradiction(judgement: Judgement, groups: Mapping[str, set[str]], judgements: list[Judgement]) -> None:
    for first in judgement.about:
        for second in judgement.about:
            if first < second and second in groups.get(first, ()):
                chain = _chain(first, second, judgements)
                lines = "; ".join(f"{j.where.line}: same {' = '.join(j.about)}" for j in chain)
                raise IdentityError(
                    f"{first} and {second} are judged different here, and the same by line {lines}",
                    judgement.where,
                    "withdraw one of the judgements",
                )


def _chain(start: str, goal: str, judgements: list[Judgement]) -> list[Judgement]:
    """The shortest run of `same` judgements that ties two names."""
    paths: list[tuple[str, list[Judgement]]] = [(start, [])]
    seen = {start}
    while paths:
        name, path = paths.pop(0)
        if name == goal:
            return path
        for judgement in judgements:
            if judgement.verdict == "same" and name in judgement.about:
                for other in judgement.about:
                    if other not in seen:
                        seen.add(other)
                        paths.append((other, [*path, judgement]))
    return []
