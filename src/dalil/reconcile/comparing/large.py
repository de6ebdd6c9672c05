"""Blocks of hundreds of written statements: which pairs are compared, so that a thing with ten thousand claims costs no more.

A block of up to a hundred statements is compared whole. Of a larger one, statements of one value are taken together: the values
that most claims give are compared each with each, and of two values as many pairs of voices as there is room for, by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, combinations_with_replacement, islice, product
from math import comb

from dalil.reconcile.comparing.said import Said

WHOLE = 100
"""Statements of a block that is compared whole."""
PAIRS = 5_000
"""Pairs that are compared of a larger one."""
VALUES = 70
"""Values of a larger one that are compared each with each."""
Pair = tuple[Said, Said]


def pairs_of(block: Sequence[Said]) -> tuple[list[Pair], int]:
    """The pairs of a block that are compared, and how many are left out. The same ones, in whatever order the block comes."""
    whole = comb(len(block), 2)
    if len(block) <= WHOLE:
        return list(combinations(block, 2)), 0
    values = _values(block)[:VALUES]
    room = max(1, PAIRS // comb(len(values) + 1, 2))
    chosen = [
        pair for one, other in combinations_with_replacement(values, 2) for pair in islice(_between(one, other), room)
    ]
    return chosen, whole - len(chosen)


def _between(one: list[Said], other: list[Said]) -> Iterator[Pair]:
    return combinations(one, 2) if one is other else product(one, other)


def _values(block: Sequence[Said]) -> list[list[Said]]:
    """The values of a block, those that most statements give first: of each, one statement of every voice, by claims' names."""
    sizes: dict[tuple[str, bool, str], int] = {}
    voices: dict[tuple[str, bool, str], dict[tuple[str, ...], Said]] = {}
    for said in sorted(block, key=lambda s: (s.claim.local, s.value)):
        key = (said.value, said.denied, said.when.label if said.when else "")
        source = said.claim.source.value if said.claim.source else ""
        voice = (source, *sorted(speaker.value for speaker in said.claim.speakers))
        sizes[key] = sizes.get(key, 0) + 1
        voices.setdefault(key, {}).setdefault(voice, said)
    return [list(voices[key].values()) for key in sorted(voices, key=lambda key: (-sizes[key], key))]
