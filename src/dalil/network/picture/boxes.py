"""The pieces of a picture: boxes with their rows, lines and loops between them, panels of three columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from dalil.network.picture.scene import Tie
from dalil.network.text import right_to_left, width

CARD, SIDE = 250.0, 140.0
"""Widths: a card of an event, a box at the side."""
GUTTERS = 44.0, 84.0
"""The room for lines between them: for a few, for many."""
TITLE, SMALL, NOTE = 11.0, 10.0, 9.5
"""Font sizes: names; roles; types and ties in words."""
BOLD = TITLE * 1.08
"""What a name measures like: it is set in bold, and some fonts are wide."""
LINE = {TITLE: 13.0, SMALL: 12.5, NOTE: 11.5}
PAD, INSET, PORT, LANE = 5.0, 7.0, 10.5, 11.0
SIDES = ("left", "right")


@dataclass(slots=True)
class Row:
    """A role on a card: where its lines end."""

    label: str
    mode: str
    side: str
    y: float = 0
    pull: float = 0


@dataclass(slots=True)
class Box:
    """An entity as drawn: name, type, ties in words, and on a card the rows of roles."""

    name: str
    width: float
    title: list[str]
    note: str = ""
    again: bool = False
    texts: list[tuple[list[str], Tie]] = field(default_factory=list)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    children: list[Box] = field(default_factory=list)
    ports: int = 0
    head: float = 0
    height: float = 0
    x: float = 0
    y: float = 0

    def measure(self) -> None:
        """How tall it is; rows in any order take the same room."""
        words = sum(len(lines) for lines, _ in self.texts) + bool(self.note and not self.beside)
        self.head = PAD + LINE[TITLE] * len(self.title) + LINE[NOTE] * words
        self.height = max(self.head + LINE[SMALL] * len(self.pairs()), self.ports * PORT) + PAD

    @property
    def beside(self) -> bool:
        """Whether the type has room at the end of the name."""
        room = width(self.title[-1], BOLD) + width(self.note, NOTE) + 4 * PAD <= self.width
        return room and not right_to_left(self.title[0])

    @property
    def whole(self) -> float:
        """With the cards inside it."""
        return self.height + sum(child.whole + INSET for child in self.children) + INSET * bool(self.children)

    @property
    def centre(self) -> float:
        """Half way down."""
        return self.y + self.height / 2

    def pairs(self) -> list[tuple[Row | None, Row | None]]:
        """Rows of both sides; two on a line if all of them fit so."""
        lefts, rights = (sorted((r for r in self.rows.values() if r.side == side), key=_row) for side in SIDES)
        longest = sum(max((width(row.label, SMALL) for row in rows), default=0) for rows in (lefts, rights))
        if longest + 4 * PAD > self.width:
            return [*((row, None) for row in lefts), *((None, row) for row in rights)]
        return list(zip_longest(lefts, rights))

    def cards(self) -> Iterator[Box]:
        """The card itself and all inside it."""
        yield self
        for child in self.children:
            yield from child.cards()

    def stand(self, x: float, y: float) -> None:
        """Take a place, with rows and inner cards."""
        self.x, self.y = x, y
        for number, pair in enumerate(self.pairs()):
            for row in filter(None, pair):
                row.y = y + self.head + LINE[SMALL] * (number + 0.5)
        y += self.height + INSET
        for child in self.children:
            child.stand(x + (self.width - child.width) / 2, y)
            y += child.whole + INSET


def _row(row: Row) -> tuple[float, str]:
    return row.pull, row.label


@dataclass(slots=True)
class Line:
    """A tie drawn from a box at the side to a row of a card."""

    tie: Tie
    box: Box
    card: Box
    row: Row
    port: float = 0


@dataclass(slots=True)
class Loop:
    """A tie of two boxes on one side, drawn around the outside. Those that end at one row share a lane.

    It leaves its box at `port`, and runs along the lane as far as `until`, where the next one joins.
    """

    tie: Tie
    box: Box
    end: Box
    row: Row
    lane: int = 0
    port: float = 0
    until: float = 0


@dataclass(slots=True)
class Panel:
    """Three columns; most graphs need one panel."""

    blocks: list[Box]
    sides: dict[str, list[Box]] = field(default_factory=lambda: {side: [] for side in SIDES})
    lines: list[Line] = field(default_factory=list)
    loops: dict[str, list[Loop]] = field(default_factory=lambda: {side: [] for side in SIDES})
    x: float = 0

    def box(self, name: str) -> Box | None:
        """The box of an entity at the side, if it stands in this panel."""
        return next((box for boxes in self.sides.values() for box in boxes if box.name == name), None)

    def outer(self, side: str) -> float:
        """Room for the loops on one side."""
        return LANE * (2 + max(loop.lane for loop in self.loops[side])) if self.loops[side] else 0

    def gutter(self, side: str) -> float:
        """Room for the lines on one side: more of them need more."""
        if not self.sides[side] or not self.blocks:
            return 0
        few, many = GUTTERS
        return min(few + 1.5 * sum(line.row.side == side for line in self.lines), many)

    @property
    def width(self) -> float:
        """Of all columns that have something in them."""
        sides = sum(SIDE + self.gutter(side) + self.outer(side) for side in SIDES if self.sides[side])
        return sides + (CARD if self.blocks else 0)

    @property
    def height(self) -> float:
        """Of the tallest column."""
        middle = sum(block.whole + 2 * PAD for block in self.blocks)
        return max([middle, *(sum(box.height + PAD for box in boxes) for boxes in self.sides.values())])
