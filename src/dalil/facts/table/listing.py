"""Cells that hold lists: how long they are, and rows made of their elements, one by one."""

from __future__ import annotations

from collections.abc import Sequence

from dalil.errors import BadValue
from dalil.facts.table.holes import MANY
from dalil.facts.table.making import Bad, Cells, brief, reason
from dalil.facts.table.transforms import Lookups, positions, split, through
from dalil.model import Hole

LONGEST = 1000
"""Elements that one claim can hold side by side; more make claims of their own, with `each`."""


def elements(lists: Sequence[Hole], cells: Cells, lookups: Lookups, *, needed: bool) -> list[Cells] | Bad:
    """The elements of lists that run in parallel, each tuple once; or why they cannot.

    Not `needed`: where the lists are empty there is one row, without an element.
    """
    found: list[list[str]] = []
    for hole, cell in zip(lists, cells, strict=True):
        try:
            before = through(hole.steps[:-1], cell or "", lookups)
        except BadValue as error:
            return Bad(hole.column, brief(cell or ""), reason(error))
        text = before if isinstance(before, str) else MANY.join(before)
        separate = split if len(lists) == 1 else positions
        found.append(separate(text, *hole.steps[-1].arguments) if text.strip() else [])
    if len({len(one) for one in found}) > 1:
        told = " and ".join(f"{len(one)} in {hole.column}" for one, hole in zip(found, lists, strict=True))
        shown = " | ".join(brief(cell or "") for cell in cells)
        columns = ", ".join(hole.column for hole in lists)
        return Bad(columns, shown, f"lists that run in parallel have as many elements: {told} → correct the cells")
    tuples = dict.fromkeys(tuple(element or None for element in row) for row in zip(*found, strict=True))
    kept = [row for row in tuples if any(row)]
    return kept or ([] if needed else [(None,) * len(lists)])


def length(hole: Hole, cell: str | None, lookups: Lookups) -> int:
    """How many elements a cell has. One that cannot be read has one place, in which that is found out."""
    try:
        return len(through(hole.steps, cell, lookups)) if cell and cell.strip() else 0
    except BadValue:
        return 1


def width(longest: int) -> int:
    """Places for so many elements: a power of two, so that few prototypes are made."""
    return 1 << (longest - 1).bit_length() if longest else 0
