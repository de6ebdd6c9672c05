"""Agreements as text for a person: both quotations side by side, and many equal pairs told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from textwrap import wrap

from rich.cells import cell_len

from dalil.formats import visible
from dalil.kg.agreements import Pair, Side

BESIDE = 110
"""From so many columns on, the two claims stand side by side."""
INDENT, GAP = "     ", "   "
SHOWN = 4
"""Claims that are quoted on a side; the others are counted."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pairs that differ only in who speaks: the same kind, rule, thing, property and values."""

    pairs: tuple[Pair, ...]
    sides: tuple[tuple[Side, ...], ...]


def grouped(pairs: Sequence[Pair]) -> list[Group]:
    """Equal pairs together, in the order in which the first of each comes."""
    found: dict[tuple[str, ...], list[tuple[Pair, tuple[Side, ...]]]] = {}
    for pair in pairs:
        sides = pair.claims if pair.kind == "refines" else tuple(sorted(pair.claims, key=lambda side: side.value))
        values = tuple(side.value for side in sides) if all(side.value for side in sides) else (pair.name,)
        key = (pair.kind, pair.rule, pair.thing, pair.property, *values)
        found.setdefault(key, []).append((pair, sides))
    return [_group(same) for same in found.values()]


def _group(same: list[tuple[Pair, tuple[Side, ...]]]) -> Group:
    pairs = tuple(pair for pair, _ in same)
    if len(pairs) == 1:
        return Group(pairs, tuple((side,) for side in pairs[0].claims))
    if len({side.value for _, sides in same for side in sides}) == 1:
        everyone = {side.claim: side for _, sides in same for side in sides}
        return Group(pairs, (tuple(everyone.values()),))
    each = ({sides[n].claim: sides[n] for _, sides in same} for n in (0, 1))
    return Group(pairs, tuple(tuple(claims.values()) for claims in each))


def tell_agreements(pairs: Sequence[Pair], width: int = 80, *, nothing: str = "no conflicts") -> str:
    """The pairs for a person: the sentence, then the words of each claim and where they stand."""
    lines: list[str] = []
    for number, group in enumerate(grouped(pairs), 1):
        first = group.pairs[0]
        lines.append(f"{number}. {first.kind} ({first.rule}): {first.sentence}")
        if len(group.pairs) > 1:
            lines.append(INDENT + _how_many(group))
        columns = [_column(side, width) for side in group.sides]
        lines += _beside(columns, width) if width >= BESIDE and len(columns) > 1 else [x for c in columns for x in c]
        lines.append("")
    return visible("\n".join(lines) if lines else f"{nothing}\n")


def _how_many(group: Group) -> str:
    """`3 claims against 2, of which this is one of 6 pairs`."""
    if len(group.sides) == 1:
        return f"{len(group.sides[0])} claims say so ({len(group.pairs)} pairs; the sentence is of one)"
    one, other = map(len, group.sides)
    claims = f"{one} claim{'s' * (one != 1)} beside {other}"
    return f"{claims} ({len(group.pairs)} pairs; the sentence is of one)"


def _column(sides: Sequence[Side], width: int) -> list[str]:
    """The words of the claims of one side."""
    room = (width - len(GAP)) // 2 - len(INDENT) if width >= BESIDE else 0
    lines: list[str] = []
    for side in sides[:SHOWN]:
        words = f"“{side.quote}”" if side.quote else f"inferred: {side.reason}"
        lines += [f"{INDENT}{line}" for line in _wrapped(words, room)]
        below = [f"{side.claim}, {side.recorded}", *(f"judged {verdict}: {why}" for verdict, why in side.assessed)]
        lines += [f"{INDENT}  {line}" for text in below for line in _wrapped(text, room - 2)]
    if len(sides) > SHOWN:
        lines.append(f"{INDENT}… and {len(sides) - SHOWN} more (--format json has all)")
    return lines


def _wrapped(text: str, room: int) -> list[str]:
    """Lines that fit into a column; letters that take two cells, as Chinese ones do, make them shorter. No room: one line."""
    if room <= 0:
        return [text]
    width = room if cell_len(text) == len(text) else room // 2
    return wrap(text, width, break_on_hyphens=False) or [""]


def _beside(columns: list[list[str]], width: int) -> list[str]:
    """Two columns, the left one padded by what it takes on the screen."""
    room = (width - len(GAP)) // 2
    left, right = columns
    return [
        (f"{one}{' ' * max(room - cell_len(one), 0)}{GAP}{other.removeprefix(INDENT)}").rstrip()
        for one, other in zip_longest(left, right, fillvalue="")
    ]
