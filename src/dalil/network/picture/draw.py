"""Boxes, cards, lines and loops as SVG; each opens its quotations when pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from dalil.network.picture import pen
from dalil.network.picture.boxes import LANE, LINE, NOTE, PAD, SIDE, SIDES, SMALL, TITLE, Box, Line, Loop, Panel
from dalil.network.picture.pen import number as n
from dalil.network.picture.scene import Scene, Tie
from dalil.network.text import right_to_left

LEAD = 15.0
"""How far a line runs straight, beside its mark."""


def panel(scene: Scene, shown: Panel) -> Iterator[str]:
    """Lines first, so that boxes and their words lie above them."""
    loops = [(side, loop) for side in SIDES for loop in shown.loops[side]]
    for block in shown.blocks:
        yield from _frames(block)
    for line in shown.lines:
        yield _line(scene, line, shown.gutter(line.row.side))
    for side, loop in loops:
        yield _loop(scene, loop, left=side == "left")
    for box in chain(*(block.cards() for block in shown.blocks), *shown.sides.values()):
        yield from _box(scene, box)
    for line in shown.lines:
        yield _mark(scene, line.tie, line.box, line.port, right=line.row.side == "left")
    for side, loop in loops:
        yield _mark(scene, loop.tie, loop.box, loop.port, right=side == "right")


def _frames(card: Box) -> Iterator[str]:
    """Around a card and the cards inside it."""
    if card.children:
        rest = ' stroke="#b06f00" stroke-width="0.8"'
        yield pen.rect(card.x - 4, card.y - 4, card.width + 8, card.whole + 6, "#fffaf0", rest)
    for child in card.children:
        yield from _frames(child)


def _box(scene: Scene, box: Box) -> Iterator[str]:
    """An entity: name and type, ties in words, and the rows of a card."""
    data = scene.nodes[box.name]
    fill, edge = pen.FILL.get(str(data.get("kind")), pen.OTHER)
    dashes = ' stroke-dasharray="4 2"' if "Unnamed" in str(data.get("type", "")) else ""
    yield f"<g>{pen.tooltip(pen.about(scene, box.name), scene.nested.get(box.name, []))}"
    yield pen.rect(box.x, box.y, box.width, box.height, fill, f' stroke="{edge}"{dashes}')
    x, y, room = box.x + PAD, box.y + PAD, box.width - 2 * PAD
    rtl = right_to_left(box.title[0])
    for line in box.title:
        yield pen.text(line, x, y + LINE[TITLE] * 0.75, TITLE, bold=True, room=room, rtl=rtl)
        y += LINE[TITLE]
    if box.again:
        end, anchor = (x, "start") if rtl else (x + room, "end")
        yield pen.text("*", end, box.y + 11, TITLE, colour=pen.PALE, anchor=anchor)
    if box.note and box.beside:
        yield pen.text(box.note, x + room, y - LINE[TITLE] * 0.25, NOTE, colour=pen.PALE, anchor="end")
    elif box.note:
        yield pen.text(box.note, x, y + LINE[NOTE] * 0.75, NOTE, colour=pen.PALE)
        y += LINE[NOTE]
    yield "</g>"
    for lines, tie in box.texts:
        yield f"<g>{pen.tooltip(pen.sentence(scene, tie), [tie])}"
        for line in lines:
            yield pen.text(line, x, y + LINE[NOTE] * 0.75, NOTE, colour=pen.stroke(tie.mode)[0])
            y += LINE[NOTE]
        yield "</g>"
    for row in box.rows.values():
        end, anchor = (x, "start") if row.side == "left" else (x + room, "end")
        yield pen.text(row.label, end, row.y + 3.4, SMALL, colour=pen.stroke(row.mode)[0], anchor=anchor)


def _line(scene: Scene, line: Line, gutter: float) -> str:
    way = 1 if line.row.side == "left" else -1
    start = line.box.x + (line.box.width if way > 0 else 0)
    end = line.card.x + (0 if way > 0 else line.card.width)
    lead, bend, y = start + way * LEAD, way * (gutter - LEAD) * 0.55, line.row.y
    drawn = (
        f"M{n(start)} {n(line.port)}H{n(lead)}C{n(lead + bend)} {n(line.port)} {n(end - bend)} {n(y)} {n(end)} {n(y)}"
    )
    if line.tie.object == line.card.name:
        mark = pen.arrow(end, y, way, line.tie.mode)
    else:
        mark = f'<circle cx="{n(end)}" cy="{n(y)}" r="2" fill="{pen.stroke(line.tie.mode)[0]}"/>'
    return _tie(scene, line.tie, drawn, mark, ((start + end) / 2, (line.port + y) / 2))


def _loop(scene: Scene, loop: Loop, *, left: bool) -> str:
    way = -1 if left else 1
    edge = loop.box.x + (0 if left else SIDE)
    far = edge + way * (loop.lane + 1.5) * LANE
    drawn, mark = f"M{n(edge)} {n(loop.port)}H{n(far)}V{n(loop.until)}", ""
    if loop.until == loop.row.y:
        drawn += f"H{n(edge)}"
        mark = pen.arrow(edge, loop.row.y, -way, loop.tie.mode)
    return _tie(scene, loop.tie, drawn, mark, (far, (loop.port + loop.until) / 2))


def _tie(scene: Scene, tie: Tie, drawn: str, mark: str, middle: tuple[float, float]) -> str:
    line = pen.path(drawn, tie.mode, 1.2 if len(tie.claims) == 1 else 1.9)
    crossed = pen.cross(*middle) if tie.mode == "denied" else ""
    return f'<g class="tie">{pen.tooltip(pen.sentence(scene, tie), [tie])}{line}{mark}{crossed}</g>'


def _mark(scene: Scene, tie: Tie, box: Box, y: float, *, right: bool) -> str:
    """Which sources say it and how often, where the line leaves its box."""
    x, anchor = (box.x + box.width + 4, "start") if right else (box.x - 4, "end")
    return pen.text(scene.mark(tie), x, y - 1.5, NOTE - 1, anchor=anchor, halo=True)
