"""Who is who: names that were judged to be one, read as one.

Sources are never rewritten: a Linker maps names to canonical ones when reading. A `different`
is a hard edge; judgements that contradict each other are an error that shows the chain.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dalil.errors import DalilError, DalilErrors, IdentityError, Where
from dalil.model import IDENTITY_VERDICTS, Judgement
from dalil.vocabulary import DALIL

JUDGED = f"""SELECT ?judgement ?verdict ?name {{
  ?judgement <{DALIL}verdict> ?verdict ; <{DALIL}judges> ?name
  FILTER NOT EXISTS {{ ?judgement <{DALIL}withdrawnOn> ?day }} }}"""
"""The judgements on who is who that act, one row a name."""


@dataclass(frozen=True)
class Linker:
    """Which names are one, by `same` judgements: names ⇄ the canonical one (first in order).

    The canonical name depends on nothing but the names that are one: not on the order of judging, nor on what was withdrawn.
    """

    _canonical: dict[str, str] = field(default_factory=dict)

    def canonical(self, name: str) -> str:
        """The name that stands for all names judged to be one."""
        return self._canonical.get(name, name)

    @cached_property
    def merged(self) -> dict[str, str]:
        """Each name that another one stands for → that one, in the order of names."""
        return {name: first for name, first in sorted(self._canonical.items()) if name != first}

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Linker:
        """Transitive closure of `same` that acts. Raises DalilErrors, an IdentityError for each `different` that contradicts it."""
        acting = [judgement for judgement in judgements if judgement.acts]
        same = sorted((j for j in acting if j.verdict == "same"), key=_order)
        linker = cls(_closure(judgement.about for judgement in same))
        errors: list[DalilError] = []
        for judgement in sorted((j for j in acting if j.verdict == "different"), key=_order):
            errors += linker.contradictions(judgement, same)
        if errors:
            raise DalilErrors(errors)
        return linker

    def contradictions(self, different: Judgement, same: Sequence[Judgement]) -> list[DalilError]:
        """Of each two names judged different and yet one by `same`: the shortest chain of judgements that ties them."""
        names = sorted(name for name in different.about if name in self._canonical)
        pairs = [(a, b) for n, a in enumerate(names) for b in names[n + 1 :] if self.canonical(a) == self.canonical(b)]
        return [_contradiction(a, b, different.where, _chain(a, b, same)) for a, b in pairs]


def read_linker(select: Callable[[str], Iterable[tuple[Any, ...]]], base: str) -> Linker:
    """The names that are one by the judgements of a graph. `select` answers SPARQL with rows of terms."""
    groups: dict[str, list[str]] = defaultdict(list)
    for judgement, verdict, name in select(JUDGED):
        if verdict.value == DALIL + IDENTITY_VERDICTS["same"]:
            groups[judgement.value].append(name.value.removeprefix(base))
    return Linker(_closure(groups.values()))


def _closure(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    """Name → the first of all names that are one with it."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while (up := above.setdefault(name, name)) != name:
            above[name] = name = above[up]
        return name

    for group in groups:
        tops = sorted({top(name) for name in group})
        above.update(dict.fromkeys(tops, tops[0]))
    return {name: top(name) for name in list(above)}


def _order(judgement: Judgement) -> tuple[Any, ...]:
    """One order for a set of judgements, however they came."""
    return judgement.where, judgement.about, judgement.local


def _contradiction(a: str, b: str, where: Where, chain: list[Judgement]) -> DalilError:
    elsewhere = {j.where.file for j in chain} != {where.file}
    places = (f"{j.where.file}:{j.where.line}" if elsewhere else str(j.where.line) for j in chain)
    lines = "; ".join(f"{p}: same {' = '.join(map(_curie, j.about))}" for p, j in zip(places, chain, strict=True))
    by = "by" if elsewhere else "by line"
    message = f"{_curie(a)} and {_curie(b)} are judged different here, and the same {by} {lines}"
    return IdentityError(message, where, "withdraw one of the judgements")


def _curie(local: str) -> str:
    """`actor-x` → `actor:x`, as people write it."""
    return local.replace("-", ":", 1)


def _chain(start: str, goal: str, same: Sequence[Judgement]) -> list[Judgement]:
    """The shortest run of `same` judgements that ties two names."""
    naming: Mapping[str, list[Judgement]] = defaultdict(list)
    for judgement in same:
        for name in judgement.about:
            naming[name].append(judgement)
    came: dict[str, tuple[str, Judgement] | None] = {start: None}
    todo = deque([start])
    while todo and goal not in came:
        name = todo.popleft()
        for judgement in naming[name]:
            for other in judgement.about:
                if other not in came:
                    came[other] = name, judgement
                    todo.append(other)
    chain: list[Judgement] = []
    step = came.get(goal)
    while step:
        chain.append(step[1])
        step = came[step[0]]
    return chain[::-1]
