"""Agreement within one block, be it of two statements or of ten thousand: what is cut is counted, and cut the same every time.

A small block is compared as written claims are: every two statements. Of a large one, statements of one value are taken together:
the values that most claims give are compared each with each, and of two values one pair of claims for each two voices, the first
by name; every relation once before any is told twice, conflicts first, until there are as many as anybody can read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, combinations_with_replacement, islice, product, zip_longest
from math import comb
from typing import NamedTuple

from dalil.model import Agreement
from dalil.reconcile.agreement import agreement_of
from dalil.reconcile.comparing.moments import Moments
from dalil.reconcile.comparing.offices import are_two, office_agreement
from dalil.reconcile.comparing.orders import orders
from dalil.reconcile.comparing.said import Reader, Said
from dalil.reconcile.comparing.verdicts import UNRELATED
from dalil.reconcile.scale.columns import BETWEEN, OFFICE, ORDERED

VALUES = 100
"""Different values of one block that are compared each with each."""
KINDS = ("conflicts", "refines", "compatible", UNRELATED, "same")
"""What is kept first where not all can be."""
TRIES = 3
"""Of two values, so many pairs of claims are looked at before they are taken to be unrelated."""

Voice = tuple[str, ...]
Pair = tuple[Said, Said]
Compare = Callable[[Said, Said], Agreement | None]


class Cut(NamedTuple):
    """What was left out of a block: values that were compared with nothing, and agreements that are more of the same."""

    claims: int
    values: int
    uncompared: int
    pairs: int
    kept: int


class _Value(NamedTuple):
    """The statements of one value in one mode and for one time, by who says it."""

    voices: Mapping[Voice, Sequence[Said]]

    @property
    def first(self) -> list[Said]:
        """One statement of each voice, in the order of claims' names."""
        return sorted((said[0] for said in self.voices.values()), key=_name)

    @property
    def size(self) -> int:
        return sum(map(len, self.voices.values()))

    def pairs(self, other: _Value) -> int:
        """How many pairs of statements there are; one voice that repeats itself makes none."""
        if self is other:
            return comb(self.size, 2) - sum(comb(len(said), 2) for said in self.voices.values())
        return self.size * other.size


@dataclass(frozen=True)
class Comparer:
    """Compares blocks. One with at most `most` pairs of statements is compared whole; of a larger one, so many agreements are kept.

    Two claims that are both `written` are compared elsewhere; `drawn`: inferred claim → what it was drawn from.
    """

    reader: Reader
    moments: Moments
    most: int
    written: Collection[str] = frozenset()
    drawn: Mapping[str, Collection[str]] | None = None

    def compare(self, block: tuple[str, str], said: Sequence[Said]) -> tuple[list[Agreement], Cut | None]:
        """The agreements of a block, some of them twice, and what was cut."""
        thing, term = block
        if term == ORDERED:
            return self._within(said, self._order)
        if term == OFFICE:
            body, _, office = thing.partition(BETWEEN)
            return self._within(
                [self._held(one, body) for one in said], lambda one, other: self._office(body, office, one, other)
            )
        return self._within([self.moments.dated(one) for one in said], self._agreement)

    def _within(self, said: Sequence[Said], compare: Compare) -> tuple[list[Agreement], Cut | None]:
        if comb(len(said), 2) <= self.most:
            return list(self._told(combinations(said, 2), compare)), None
        values = _values(said)
        chosen = values[:VALUES]
        relations = sorted(self._relations(chosen, compare), key=lambda one: KINDS.index(one[1].kind))
        rounds = zip_longest(*(chain([first], more) for _, first, more in relations))
        kept = list(islice((agreement for one in rounds for agreement in one if agreement), self.most))
        told = sum(pairs for pairs, _, _ in relations)
        cut = Cut(len({_name(s) for s in said}), len(values), len(values) - len(chosen), told, len(kept))
        return kept, cut if cut.uncompared or told > len(kept) else None

    def _relations(
        self, values: Sequence[_Value], compare: Compare
    ) -> Iterator[tuple[int, Agreement, Iterator[Agreement]]]:
        """Of every two values that stand in a relation: how many pairs say so, the first of them, and some others."""
        for one, other in combinations_with_replacement(values, 2):
            pairs = self._rivals(combinations(one.first, 2) if one is other else product(one.first, other.first))
            told = self._told(islice(pairs, TRIES), compare)
            if first := next(told, None):
                yield one.pairs(other), first, chain(told, self._told(islice(pairs, self.most), compare))

    def _told(self, pairs: Iterable[Pair], compare: Compare) -> Iterator[Agreement]:
        return (agreement for pair in self._rivals(pairs) if (agreement := compare(*pair)))

    def _rivals(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        """Pairs of two claims that are not compared elsewhere, and none of which was drawn from the other."""
        drawn = self.drawn or {}
        for one, other in pairs:
            a, b = one.claim.local, other.claim.local
            if a == b or (a in self.written and b in self.written):
                continue
            if a not in drawn.get(b, ()) and b not in drawn.get(a, ()):
                yield one, other

    def _agreement(self, one: Said, other: Said) -> Agreement | None:
        if one.term == "type" and one.denied == other.denied:
            return None
        return agreement_of(one, other, self.reader)

    def _order(self, one: Said, other: Said) -> Agreement | None:
        return next(orders((one, other), self.reader), None)

    def _held(self, said: Said, body: str) -> Said:
        """Who holds an office, as its object: by a term whose object is the body, or by a position."""
        if said.term != "holder":
            return replace(self.moments.dated(said), subject=body, object=said.subject)
        return replace(said, when=self.moments.period(said.subject, said) or self.moments.told(said))

    def _office(self, body: str, office: str, one: Said, other: Said) -> Agreement | None:
        first, second = sorted((one, other), key=lambda s: (s.claim.local, s.value))
        if not are_two(first, second, self.moments):
            return None
        return office_agreement(body, office, first, second, self.reader)


def _values(block: Sequence[Said]) -> list[_Value]:
    """The values of a block, those that most statements give first."""
    found: dict[tuple[str, ...], list[Said]] = {}
    for said in block:
        key = (said.subject, said.term, said.value, said.claim.mode, said.when.label if said.when else "")
        found.setdefault(key, []).append(said)
    return [_Value(_by_voice(group)) for _, group in sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))]


def _by_voice(group: Sequence[Said]) -> dict[Voice, list[Said]]:
    found: dict[Voice, list[Said]] = {}
    for said in sorted(group, key=_name):
        found.setdefault(_voice(said), []).append(said)
    return found


def _name(said: Said) -> str:
    return said.claim.local


def _voice(said: Said) -> Voice:
    source = said.claim.source.value if said.claim.source else ""
    return source, *sorted(speaker.value for speaker in said.claim.speakers)
