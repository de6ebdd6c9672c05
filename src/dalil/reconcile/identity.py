"""Judgements: logged, reversible decisions on who is who, and on a claim's standing.

Sources are never rewritten: a Linker maps names to canonical ones when reading. A `different`
is a hard edge; judgements that contradict each other are an error that shows the chain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from dalil.errors import BadValue, DalilError, DalilErrors, FactError, IdentityError, UnknownTerm, gathering, nearest
from dalil.model import ASSESSMENTS, IDENTITY_VERDICTS, Judgement
from dalil.project import Project
from dalil.yamlnodes import Node, read_yaml, refuse_unknown

VERDICTS = (*IDENTITY_VERDICTS, *ASSESSMENTS)
KEYS = (*VERDICTS, "reason", "who", "when")


def read_judgements(
    project: Project, entities: Collection[str], claims: Mapping[str, str]
) -> tuple[list[Judgement], list[DalilError]]:
    """data/judgements.yaml; `claims` maps labels and CURIEs of claims to their local names."""
    path = project.data / "judgements.yaml"
    if not path.exists():
        return [], []
    judgements: list[Judgement] = []
    errors: list[DalilError] = []
    with gathering(errors):
        for node in read_yaml(path, project.name(path)).items:
            with gathering(errors, node.where):
                judgements.append(_judgement(node, project, entities, claims))
    return judgements, errors + _two_standings(judgements)


def _judgement(node: Node, project: Project, known: Collection[str], claims: Mapping[str, str]) -> Judgement:
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
    if not _is_day(when.text):
        raise BadValue(f"{when.text!r} is not a day", when.where, "write 2026-11-21")
    items = entries[verdict].items
    if verdict in IDENTITY_VERDICTS:
        about = tuple(sorted(_entity(item, project, known) for item in items))
        if len(set(about)) < 2:
            raise FactError(f"{verdict} needs two different entities", entries[verdict].where)
        _refuse_two_kinds(items, verdict, project)
    else:
        about = tuple(sorted({_claim(item, claims) for item in items}))
        if not about:
            raise FactError(f"{verdict} names no claim", entries[verdict].where)
    return Judgement(verdict, about, entries["reason"].text, entries["who"].text, when.text, node.where)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _refuse_two_kinds(items: list[Node], verdict: str, project: Project) -> None:
    """Nothing is an actor and a place; a source is a work, so those two may be one."""
    roots = [project.vocabulary.ancestors(project.vocabulary.kind_class(item.text)) - {"Entity"} for item in items]
    if verdict == "same" and not frozenset.intersection(*roots):
        names = ", ".join(item.text for item in items)
        raise FactError(f"things of different kinds are never the same: {names}", items[0].where)


def _two_standings(judgements: list[Judgement]) -> list[DalilError]:
    """A claim that is accepted and retracted at once has no standing at all."""
    first: dict[str, Judgement] = {}
    errors: list[DalilError] = []
    for judgement in judgements:
        for claim in () if judgement.is_identity else judgement.about:
            earlier = first.setdefault(claim, judgement)
            if earlier.verdict != judgement.verdict:
                message = f"a claim is {earlier.verdict} at line {earlier.where.line} and {judgement.verdict} here"
                errors.append(IdentityError(message, judgement.where, "withdraw one of the judgements"))
    return errors


def _entity(node: Node, project: Project, known: Collection[str]) -> str:
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
        """Transitive closure of `same`. Raises DalilErrors, an IdentityError for each `different` that contradicts it."""
        judgements = list(judgements)
        groups: dict[str, set[str]] = {}
        for judgement in judgements:
            if judgement.verdict == "same":
                merged = set().union(*(groups.get(name, {name}) for name in judgement.about))
                groups.update(dict.fromkeys(merged, merged))
        errors: list[DalilError] = []
        for judgement in judgements:
            with gathering(errors):
                if judgement.verdict == "different":
                    _refuse_contradiction(judgement, groups, judgements)
        if errors:
            raise DalilErrors(errors)
        return cls({name: min(group) for name, group in groups.items()})


def _refuse_contradiction(judgement: Judgement, groups: Mapping[str, set[str]], judgements: list[Judgement]) -> None:
    for first in judgement.about:
        for second in judgement.about:
            if first < second and second in groups.get(first, ()):
                chain = _chain(first, second, judgements)
                lines = "; ".join(f"{j.where.line}: same {' = '.join(map(_curie, j.about))}" for j in chain)
                raise IdentityError(
                    f"{_curie(first)} and {_curie(second)} are judged different here, and the same by line {lines}",
                    judgement.where,
                    "withdraw one of the judgements",
                )


def _curie(local: str) -> str:
    """`actor-x` → `actor:x`, as people write it."""
    return local.replace("-", ":", 1)


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
