"""Candidates: pairs of things that may be one, with the reasons, for a person to judge. Nothing here merges anything.

Things meet in blocks (an equal identifier, the same consonants, all words but one), so never all pairs are looked at. A block
that is too large says little about any two in it: it is cut, and the cut is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, product
from typing import NamedTuple

from dalil.model import Judgement
from dalil.reconcile.identity import Linker
from dalil.reconcile.resolving.likeness import LONG_WORD, MOST_WORDS, Likeness, likeness, within
from dalil.reconcile.resolving.skeleton import digits, keys, words

BLOCK = 60
"""So many things of one block are compared with each other."""

FEW = 3
"""A further name that more things have is no reason to take two of them for one."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Thing:
    """What may be somebody or something else: its name in the dossier, its classes, how it is called, its addresses elsewhere."""

    name: str
    types: frozenset[str]
    called: tuple[str, ...]
    same_as: tuple[str, ...] = ()
    person: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two things that may be one. The first in order stands first."""

    first: str
    second: str
    score: float
    reasons: tuple[str, ...]

    @property
    def pair(self) -> Pair:
        """The two names."""
        return self.first, self.second


class Cut(NamedTuple):
    """A block of which not all pairs were looked at: how many things have names like that of its first."""

    like: str
    things: int


@dataclass(frozen=True)
class Decided:
    """What judgements say of two things: by themselves, and by what they are one with."""

    linker: Linker
    apart: frozenset[frozenset[str]]
    unsure: frozenset[frozenset[str]]

    @classmethod
    def by(cls, judgements: Sequence[Judgement]) -> Decided:
        """Raises DalilErrors where judgements contradict each other."""
        linker = Linker.of(judgements)

        def pairs(verdict: str) -> frozenset[frozenset[str]]:
            acting = (j for j in judgements if j.acts and j.verdict == verdict)
            found = (combinations(map(linker.canonical, j.about), 2) for j in acting)
            return frozenset(frozenset(pair) for pair in chain.from_iterable(found))

        return cls(linker, pairs("different"), pairs("unsure"))

    def verdict(self, first: str, second: str) -> str:
        """How two things were judged; "" where nothing was decided."""
        a, b = self.linker.canonical(first), self.linker.canonical(second)
        if a == b:
            return "same"
        pair = frozenset((a, b))
        return "different" if pair in self.apart else "unsure" if pair in self.unsure else ""


@dataclass
class Search:
    """Candidates among things. `alike` says whether things of two classes may be one."""

    things: Iterable[Thing]
    decided: Decided
    alike: Callable[[frozenset[str], frozenset[str]], bool]
    cut: list[Cut] = field(default_factory=list)
    bearers: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def candidates(self) -> list[Candidate]:
        """All of them, the likeliest first."""
        groups = self._groups()
        self._count(groups)
        blocks: dict[str, list[int]] = defaultdict(list)
        for n, group in enumerate(groups):
            for key in _keys(group):
                blocks[key].append(n)
        pairs: set[tuple[int, int]] = set()
        for key in sorted(key for key, block in blocks.items() if len(block) > 1):
            pairs.update(combinations(self._cut(blocks[key], groups), 2))
        found = (self._candidate(groups[a], groups[b]) for a, b in pairs)
        return sorted((one for one in found if one), key=lambda one: (-one.score, one.pair))

    def _count(self, groups: Iterable[Thing]) -> None:
        """How many things have each name. One that many have, such as that of their service, says little about any two."""
        for group in groups:
            self.bearers.update({words(called) for called in group.called})

    def _groups(self) -> list[Thing]:
        """Things as they are read now: what was judged to be one is one, under all its names."""
        found: dict[str, list[Thing]] = defaultdict(list)
        for thing in self.things:
            found[self.decided.linker.canonical(thing.name)].append(thing)
        return [_together(name, sorted(group, key=lambda t: t.name)) for name, group in sorted(found.items())]

    def _cut(self, block: list[int], groups: Sequence[Thing]) -> list[int]:
        if len(block) > BLOCK:
            first = groups[block[0]]
            cut = Cut(first.called[0] if first.called else first.name, len(block))
            self.cut += [cut] if cut not in self.cut else []
        return block[:BLOCK]

    def _candidate(self, a: Thing, b: Thing) -> Candidate | None:
        """Two things with the reasons that they may be one; None where something forbids it, or nothing says so."""
        if self.decided.verdict(a.name, b.name) or not self.alike(a.types, b.types):
            return None
        if _other_numbers(a, b) or _contained(a, b):
            return None
        found = sorted(self._reasons(a, b), key=lambda one: (-one.score, one.why))
        if not found:
            return None
        reasons = tuple(dict.fromkeys(one.why for one in found if one.score >= found[0].score - 0.1))
        return Candidate(a.name, b.name, found[0].score, reasons[:3])

    def _reasons(self, a: Thing, b: Thing) -> Iterator[Likeness]:
        """Why two things may be one; a further name says less than a display name, and one that many have says nothing."""
        for address in sorted(set(a.same_as) & set(b.same_as)):
            yield Likeness(1.0, f"both are {address}")
        for (n, one), (m, other) in product(enumerate(a.called), enumerate(b.called)):
            further = bool(n) + bool(m)
            if further and max(self.bearers[words(one)], self.bearers[words(other)]) > FEW:
                continue
            if found := likeness(one, other, person=a.person or b.person):
                yield Likeness(round(found.score - 0.06 * further, 3), found.why)


def _together(name: str, group: list[Thing]) -> Thing:
    called = tuple(dict.fromkeys(one for thing in group for one in thing.called))
    same_as = tuple(sorted({one for thing in group for one in thing.same_as}))
    types = frozenset().union(*(thing.types for thing in group))
    return Thing(name, types, called, same_as, person=any(thing.person for thing in group))


def _keys(thing: Thing) -> set[str]:
    """Under what a thing is looked up: what it shares with another one that may be it."""
    found = {f"address: {address}" for address in thing.same_as}
    for called in thing.called:
        name = words(called)
        found |= {f"consonants: {key}" for key in keys(name)}
        if not thing.person and 1 < len(name) <= MOST_WORDS:
            found |= {
                f"all words but one: {' '.join(sorted(name[:n] + name[n + 1 :]))} {word[0]}…"
                for n, word in enumerate(name)
                if len(word) >= LONG_WORD
            }
    return found


def _other_numbers(a: Thing, b: Thing) -> bool:
    """Whether the display names of both have numbers, and others: branch 227, branch 215; or all names of both."""
    for called in (slice(1), slice(None)):
        first, second = ({digits(words(one)) for one in thing.called[called]} - {()} for thing in (a, b))
        if first and second and not first & second:
            return True
    return False


def _contained(a: Thing, b: Thing) -> bool:
    """Whether the display name of one has all the words of the other's, and more."""
    first, second = (words(thing.called[0]) if thing.called else () for thing in (a, b))
    return within(first, second) or within(second, first)
