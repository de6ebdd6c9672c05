"""data/judgements.yaml: logged, reversible decisions on who is who, and on a claim's standing.

An entry that was taken back says so under `withdrawn` and stays in the log; it decides nothing any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

from dalil.errors import BadValue, DalilError, DalilErrors, FactError, IdentityError, UnknownTerm, gathering, nearest
from dalil.model import ASSESSMENTS, IDENTITY_VERDICTS, Judgement, Withdrawal
from dalil.project import Project
from dalil.yamlnodes import Node, read_yaml, refuse_unknown

VERDICTS = (*IDENTITY_VERDICTS, *ASSESSMENTS)
ACCOUNT = ("reason", "who", "when")
KEYS = (*VERDICTS, *ACCOUNT, "withdrawn")


def log_path(project: Project) -> Path:
    """Where the judgements of a dossier stand."""
    return project.data / "judgements.yaml"


def read_judgements(
    project: Project, entities: Collection[str], claims: Mapping[str, str]
) -> tuple[list[Judgement], list[DalilError]]:
    """All of data/judgements.yaml; `claims` maps labels and CURIEs of claims to their local names."""
    judgements, errors = _read(project, entities, claims)
    return judgements, errors + _two_standings(judgements) + _twice(judgements)


def read_identity(project: Project, entities: Collection[str]) -> tuple[list[Judgement], list[DalilError]]:
    """The judgements on who is who alone; those on claims are passed over."""
    return _read(project, entities, None)


def _read(
    project: Project, entities: Collection[str], claims: Mapping[str, str] | None
) -> tuple[list[Judgement], list[DalilError]]:
    path = log_path(project)
    if not path.exists():
        return [], []
    judgements: list[Judgement] = []
    errors: list[DalilError] = []
    with gathering(errors):
        for node in read_yaml(path, project.name(path)).items:
            with gathering(errors, node.where):
                if claims is not None or not set(ASSESSMENTS) & set(node.mapping):
                    judgements.append(_judgement(node, project, entities, {} if claims is None else claims))
    return judgements, errors


def judgement_of(node: Node, project: Project, known: Collection[str]) -> Judgement:
    """One decision on who is who, as written in a file. Raises DalilErrors."""
    return _judgement(node, project, known, {})


def _judgement(node: Node, project: Project, known: Collection[str], claims: Mapping[str, str]) -> Judgement:
    entries = node.mapping
    if errors := refuse_unknown(node, KEYS, "a judgement"):
        raise DalilErrors(errors)
    verdicts = [verdict for verdict in VERDICTS if verdict in entries]
    if len(verdicts) != 1:
        raise FactError("a judgement has one verdict", node.where, "one of " + ", ".join(VERDICTS))
    verdict = verdicts[0]
    reason, who, when = _account(node, "a judgement")
    withdrawn = _withdrawal(entries["withdrawn"], when) if "withdrawn" in entries else None
    items = entries[verdict].items
    if verdict in IDENTITY_VERDICTS:
        about = tuple(sorted(_entity(item, project, None if withdrawn else known) for item in items))
        if len(set(about)) < 2:
            raise FactError(f"{verdict} needs two different entities", entries[verdict].where)
        _refuse_two_kinds(items, verdict, project)
    else:
        about = tuple(sorted({_claim(item, claims) for item in items}))
        if not about:
            raise FactError(f"{verdict} names no claim", entries[verdict].where)
    return Judgement(verdict, about, reason, who, when, node.where, withdrawn)


def _account(node: Node, what: str) -> tuple[str, str, str]:
    """Why, who and when: nothing is decided without them."""
    entries = node.mapping
    for key in ACCOUNT:
        if key not in entries or not entries[key].text.strip():
            raise FactError(f"{what} without `{key}`", node.where, "say why, who and when")
    when = entries["when"]
    if not _is_day(when.text):
        raise BadValue(f"{when.text!r} is not a day", when.where, "write 2026-11-21")
    return entries["reason"].text, entries["who"].text, when.text


def _withdrawal(node: Node, judged: str) -> Withdrawal:
    if errors := refuse_unknown(node, ACCOUNT, "a withdrawal"):
        raise DalilErrors(errors)
    found = Withdrawal(*_account(node, "a withdrawal"))
    if found.when < judged:
        message = f"withdrawn on {found.when}, before it was judged on {judged}"
        raise BadValue(message, node.mapping["when"].where, "look which of the two days is wrong")
    return found


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


def _two_standings(judgements: Iterable[Judgement]) -> list[DalilError]:
    """A claim that is accepted and retracted at once has no standing at all."""
    first: dict[str, Judgement] = {}
    errors: list[DalilError] = []
    for judgement in judgements:
        for claim in judgement.about if judgement.acts and not judgement.is_identity else ():
            earlier = first.setdefault(claim, judgement)
            if earlier.verdict != judgement.verdict:
                message = f"a claim is {earlier.verdict} at line {earlier.where.line} and {judgement.verdict} here"
                errors.append(IdentityError(message, judgement.where, "withdraw one of the judgements"))
    return errors


def _twice(judgements: Iterable[Judgement]) -> list[DalilError]:
    """One judgement cannot act and be withdrawn; made again after all, it has a reason or a day of its own."""
    first: dict[str, Judgement] = {}
    errors: list[DalilError] = []
    for judgement in judgements:
        earlier = first.setdefault(judgement.local, judgement)
        if earlier.withdrawn != judgement.withdrawn:
            message = f"the same judgement as at line {earlier.where.line}, but for its withdrawal"
            hint = "a decision that is made again says anew why, and when"
            errors.append(IdentityError(message, judgement.where, hint))
    return errors


def _entity(node: Node, project: Project, known: Collection[str] | None) -> str:
    """The local name of an entity that there is; of what a withdrawn judgement names, whatever it was."""
    if known is not None and node.text not in known:
        raise UnknownTerm(f"{node.text!r} is not in the registry", node.where, nearest(node.text, known, "entity"))
    return project.curies.local(project.curies.expand(node.text))


def _claim(node: Node, claims: Mapping[str, str]) -> str:
    if node.text not in claims:
        raise UnknownTerm(f"no claim is called {node.text!r}", node.where, nearest(node.text, claims, "claim"))
    return claims[node.text]
