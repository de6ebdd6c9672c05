"""Whether two names may name one thing, and why: word by word, never by a measure of the whole.

Whole-string similarity prefers Bashar and Maher to التضامن and al-Tadamon. Here every word needs its own counterpart, numbers
must be equal, and a name within a longer one (a person, the society that bears his name) is another name.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from dalil.reconcile.resolving.lexicon import translated
from dalil.reconcile.resolving.skeleton import digits, words
from dalil.reconcile.resolving.sounds import odd_vowels, sounds

MOST_ODD = 3
"""Words without an equal counterpart: beyond that, names have too little in common to be looked at."""
MOST_WORDS = 30
"""A name with more is a text: it is equal to another one, or it is not."""
LONG_WORD = 7
"""From so many letters on, one letter may be a slip; in shorter words it is more often another word."""


class Likeness(NamedTuple):
    """How near two names are (1 is equal), and why they are near, in words."""

    score: float
    why: str


def likeness(first: str, second: str, *, person: bool = False) -> Likeness | None:
    """Why two names may be one; None where nothing says so. Names of persons must agree in every vowel that is written."""
    a, b = words(first), words(second)
    if not a or not b or digits(a) != digits(b) or _crossed(a, b):
        return None
    if sorted(a) == sorted(b):
        return _equal(first, second, a, b)
    if max(len(a), len(b)) > MOST_WORDS:
        return None
    found = _alike(a, b, person=person)
    if found or person or (translated(a), translated(b)) == (a, b):
        return found
    return _in_translation(first, second, person=person)


def _crossed(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether the numbers of two names go with other words: 1st Battalion of the 2nd Brigade, 2nd Battalion of the 1st."""
    orders = [[word for word in name if word.isdecimal()] for name in (a, b)]
    if len(set(orders[0])) < 2 or orders[0] == orders[1]:
        return False
    before, behind = ([_beside(name, step) for name in (a, b)] for step in (-1, 1))
    return before[0] != before[1] and behind[0] != behind[1]


def _beside(name: tuple[str, ...], step: int) -> set[tuple[str, str]]:
    """Each number with the word before or behind it."""
    return {(word, "".join(name[max(n + step, 0) : n + step + 1])) for n, word in enumerate(name) if word.isdecimal()}


def _alike(a: tuple[str, ...], b: tuple[str, ...], *, person: bool) -> Likeness | None:
    if len(a) != len(b):
        return None if within(a, b) or within(b, a) else _run_together(a, b)
    return _word_by_word(a, b, person=person)


def _in_translation(first: str, second: str, *, person: bool) -> Likeness | None:
    """Names that are alike once the words for brigades, ministries and the like are in one language."""
    a, b = translated(words(first)), translated(words(second))
    if sorted(a) == sorted(b):
        return Likeness(0.9, f"“{first}” and “{second}” are translations of each other")
    found = _alike(a, b, person=person)
    return found and Likeness(round(found.score - 0.05, 3), f"in translation, {found.why}")


def within(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether a name has all the words of another one and more."""
    return len(b) < len(a) and set(b) <= set(a)


def _equal(first: str, second: str, a: tuple[str, ...], b: tuple[str, ...]) -> Likeness:
    if first == second:
        return Likeness(1.0, f"the same name, “{first}”")
    if a == b:
        return Likeness(0.98, f"“{first}” and “{second}” are the same but for case, marks or article")
    return Likeness(0.96, f"“{first}” and “{second}” are the same words in another order")


def _run_together(a: tuple[str, ...], b: tuple[str, ...]) -> Likeness | None:
    """Names of which one is written in more words than the other: Hizb Allah, Hizballah."""
    left, right = _without(a, b), _without(b, a)
    one, other = "".join(left), "".join(right)
    told = f"“{' '.join(left)}” and “{' '.join(right)}”"
    if one == other:
        return Likeness(0.9, f"{told} differ only in where the words part")
    found = [x.consonants for x in sounds(one) for y in sounds(other) if x.consonants == y.consonants]
    if not found or max(map(len, found)) < 4 or _odd(one, other) != 0:
        return None
    return Likeness(0.8, f"{told} have the same consonants, parted into words otherwise")


def _word_by_word(a: tuple[str, ...], b: tuple[str, ...], *, person: bool) -> Likeness | None:
    """Each word that has no equal needs one that sounds like it, or is one letter away."""
    left, right = _without(a, b), _without(b, a)
    if len(left) > MOST_ODD:
        ordered = [right]  # too many to try in every order
    else:
        ordered = [list(order) for order in permutations(right)]
    found = [f for order in ordered if (f := _pairs(left, order, person=person, alone=len(left) == len(a)))]
    if not found:
        return None
    score, why = max(found, key=lambda one: one.score)
    return Likeness(round(score, 3), why)


def _without(a: tuple[str, ...], b: tuple[str, ...]) -> list[str]:
    """The words of a name that have no equal in another one."""
    rest = list(b)
    return [word for word in a if word not in rest or rest.remove(word)]  # type: ignore[func-returns-value]


def _pairs(left: list[str], right: list[str], *, person: bool, alone: bool) -> Likeness | None:
    found: list[Likeness] = []
    for one, other in zip(left, right, strict=True):
        near = _word(one, other, person=person, alone=alone)
        if near is None:
            return None
        found.append(near)
    return Likeness(min(one.score for one in found), "; ".join(one.why for one in found))


@lru_cache(maxsize=1 << 16)
def _word(one: str, other: str, *, person: bool, alone: bool) -> Likeness | None:
    """Two words: the same consonants and vowels that go together, else, where no person is named, one slip."""
    odd = _odd(one, other)
    if odd is not None and odd <= (0 if person else 1):
        few = max(len(s.consonants) for s in sounds(one)) < 2 + alone
        score = (0.92 if odd == 0 else 0.75) - (0.12 if few else 0)
        return Likeness(
            score, f"“{one}” and “{other}” have the same consonants" + ", and one vowel that differs" * bool(odd)
        )
    if not person and not alone and min(len(one), len(other)) >= LONG_WORD and one[0] == other[0]:
        from rapidfuzz.distance import OSA

        if OSA.distance(one, other, score_cutoff=1) == 1:
            return Likeness(0.8, f"“{one}” and “{other}” are one letter apart")
    return None


def _odd(one: str, other: str) -> int | None:
    """How far the vowels of two words are apart; None where their consonants differ."""
    found = [odd_vowels(x, y) for x in sounds(one) for y in sounds(other) if x.consonants == y.consonants]
    return min(found) if found else None
