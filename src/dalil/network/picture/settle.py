"""Order and heights within a panel: barycentre sweeps, of which the one with fewest crossings is kept.

Plain arithmetic on names in order: the same panel always settles in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from dalil.network.picture.boxes import PAD, PORT, SIDES, Box, Line, Loop, Panel

SWEEPS = 30


def settle(panel: Panel) -> None:
    """Place everything up and down, and the loops in lanes."""
    best: tuple[float, list[Box]] = float("inf"), panel.blocks
    for side in SIDES:
        panel.sides[side].sort(key=lambda box: box.name)
        for box in panel.sides[side]:
            box.measure()
    for _ in range(SWEEPS):
        _place(panel)
        cost = _crossings(panel.lines)
        if cost < best[0]:
            best = cost, list(panel.blocks)
        panel.blocks.sort(key=_pull(panel))
    panel.blocks[:] = best[1]
    _place(panel)
    for side in SIDES:
        _lanes(panel.loops[side])


def _place(panel: Panel) -> None:
    """Cards one below the other; boxes as near as they can be to what they are tied to."""
    height = panel.height
    spare = height - sum(block.whole for block in panel.blocks)
    y = gap = spare / (len(panel.blocks) + 1)
    for block in panel.blocks:
        block.stand(block.x, y)
        y += block.whole + gap
    for _ in range(2):  # rows follow the boxes, boxes follow the rows
        for side in SIDES:
            _place_side(panel, side, height)
        _pull_rows(panel.lines)
        for block in panel.blocks:
            block.stand(block.x, block.y)
    _ports(panel.lines)


def _pull_rows(lines: list[Line]) -> None:
    """Each row is drawn to the boxes its lines go to; rows of a card stand in that order."""
    centres: dict[int, list[float]] = defaultdict(list)
    for line in lines:
        centres[id(line.row)].append(line.box.centre)
    for line in lines:
        line.row.pull = sum(centres[id(line.row)]) / len(centres[id(line.row)])


def _place_side(panel: Panel, side: str, height: float) -> None:
    boxes = panel.sides[side]
    wish = _wishes(panel, side, height)
    boxes.sort(key=lambda box: (wish[box.name], box.name))
    tops = stack([box.height for box in boxes], [wish[b.name] - b.height / 2 for b in boxes], PAD, height)
    for box, top in zip(boxes, tops, strict=True):
        box.stand(box.x, top)


def _wishes(panel: Panel, side: str, height: float) -> dict[str, float]:
    """Where each box would stand best: at the middle of its rows, drawn a little to those it is tied to beside it."""
    rows: dict[str, list[float]] = defaultdict(list)
    for line in panel.lines:
        rows[line.box.name].append(line.row.y)
    own = {name: sum(found) / len(found) for name, found in rows.items()}
    friends: dict[str, set[str]] = defaultdict(set)
    for loop in panel.loops[side]:
        friends[loop.box.name].add(loop.end.name)
        friends[loop.end.name].add(loop.box.name)
    wish = {box.name: own.get(box.name, height / 2) for box in panel.sides[side]}
    for _ in range(4):
        for name in sorted(friends):
            near = sum(wish[other] for other in sorted(friends[name])) / len(friends[name])
            wish[name] = near if name not in own else 0.75 * own[name] + 0.25 * near
    return wish


def stack(sizes: Sequence[float], wishes: Sequence[float], gap: float, height: float) -> list[float]:
    """Tops of things in a column that do not overlap and stand as near to their wishes as they can.

    Least squares in a given order: neighbours that would overlap are pooled and share their mean.
    """
    offsets = [sum(sizes[:n]) + gap * n for n in range(len(sizes))]
    pools: list[list[float]] = []  # sum of wishes, how many
    for wish, offset in zip(wishes, offsets, strict=True):
        pools.append([wish - offset, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += count
    free = height - (offsets[-1] + sizes[-1]) if sizes else 0
    shifts = [total / count for total, count in pools for _ in range(int(count))]
    return [min(max(shift, 0), max(free, 0)) + offset for shift, offset in zip(shifts, offsets, strict=True)]


def _ports(lines: list[Line]) -> None:
    """The ends of lines at a box, one below the other, in the order of their rows."""
    ends: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        ends[id(line.box)].append(line)
    for found in ends.values():
        found.sort(key=lambda line: (line.row.y, line.tie.role, line.tie.mode))
        for number, line in enumerate(found):
            line.port = line.box.centre + PORT * (number - (len(found) - 1) / 2)


def _crossings(lines: list[Line]) -> float:
    """How many pairs of lines cross; length decides between equals."""
    cost = sum(abs(line.port - line.row.y) for line in lines) * 1e-6
    for side in SIDES:
        here = [(line.port, line.row.y) for line in lines if line.row.side == side]
        cost += sum((a - c) * (b - d) < 0 for n, (a, b) in enumerate(here) for c, d in here[:n])
    return cost


def _pull(panel: Panel) -> Callable[[Box], tuple[float, str]]:
    """Sort key of a block: the mean height of the boxes its lines go to."""
    ends: dict[str, list[float]] = defaultdict(list)
    for line in panel.lines:
        ends[line.card.name].append(line.port)

    def key(block: Box) -> tuple[float, str]:
        found = [y for card in block.cards() for y in ends[card.name]]
        return (sum(found) / len(found) if found else block.y + block.whole / 2), block.name

    return key


def _lanes(loops: list[Loop]) -> None:
    """Loops to one row share a lane; lanes that pass each other lie side by side, the shortest inside."""
    ends: dict[int, list[Loop]] = defaultdict(list)
    rows: dict[int, list[Loop]] = defaultdict(list)
    for loop in loops:
        ends[id(loop.box)].append(loop)
        rows[id(loop.row)].append(loop)
    for found in ends.values():
        for number, loop in enumerate(sorted(found, key=lambda o: (o.row.y, o.tie.role))):
            loop.port = loop.box.y + PAD * 1.5 + min(PORT, loop.box.height / len(found)) * number
    taken: list[tuple[int, float, float]] = []
    for group in sorted(rows.values(), key=_span):
        low, high = (find([o.port for o in group] + [group[0].row.y]) for find in (min, max))
        lane = 0
        while any(lane == other and low < b + PAD and a < high + PAD for other, a, b in taken):
            lane += 1
        taken.append((lane, low, high))
        _join(group, lane)


def _span(group: list[Loop]) -> tuple[float, str, str]:
    return max(abs(o.port - o.row.y) for o in group), group[0].end.name, group[0].row.label


def _join(group: list[Loop], lane: int) -> None:
    """Each runs to the next one that is nearer to the row, so that nothing is drawn twice."""
    goal = group[0].row.y
    for loop in group:
        nearer = [
            o.port
            for o in group
            if (o.port - goal) * (loop.port - goal) > 0 and abs(o.port - goal) < abs(loop.port - goal)
        ]
        loop.lane, loop.until = lane, min(nearer, key=lambda y: abs(y - loop.port), default=goal)
