"""Who stands in which panel: cards of events in the middle, actors left, those acted on right.

A card has a row for every role, and lines end at rows, so no word is written on a line. What cannot be a
line without crossing a column is said in words on the box. A tall picture is cut into panels side by side,
in which an actor may stand again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dalil.network.picture.boxes import BOLD, CARD, INSET, NOTE, PAD, SIDE, Box, Line, Loop, Panel, Row
from dalil.network.picture.scene import Scene, Tie, in_words
from dalil.network.picture.settle import settle
from dalil.network.text import shown, width, wrap

MOST_PANELS, BETWEEN = 6, 24.0


def arrange(scene: Scene, ratio: float) -> list[Panel]:
    """Panels, placed: as many as make the picture largest on a page of that ratio."""
    tried = [_arranged(scene, count) for count in range(1, MOST_PANELS + 1)]
    sizes = [(panels[-1].x + panels[-1].width, max(panel.height for panel in panels)) for panels in tried]
    scales = [1 / max(wide, tall * ratio) for wide, tall in sizes]
    return tried[max(range(MOST_PANELS), key=lambda n: (scales[n] * 0.97**n, -n))]


def _arranged(scene: Scene, count: int) -> list[Panel]:
    panels, x = _panels(scene, count), 0.0
    for panel in panels:
        settle(panel)
        panel.x = x
        _columns(panel)
        x += panel.width + BETWEEN
    return panels


def _columns(panel: Panel) -> None:
    """Left boxes, cards, right boxes, each at its x."""
    x = panel.x + panel.outer("left")
    for box in panel.sides["left"]:
        box.stand(x, box.y)
    x += (SIDE if panel.sides["left"] else 0) + panel.gutter("left")
    for block in panel.blocks:
        block.stand(x, block.y)
    x += (CARD if panel.blocks else 0) + panel.gutter("right")
    for box in panel.sides["right"]:
        box.stand(x, box.y)


def _panels(scene: Scene, count: int) -> list[Panel]:
    """The cards shared out so that those with the same actors stay together, then everyone who belongs to them."""
    cards = {name: _card(scene, name) for name in scene.nodes if scene.sides[name] == "middle"}
    for tie in scene.ties:
        _tell(scene, tie, cards)
    for child, parent in scene.parents.items():
        cards[parent].children.append(cards[child])
    roots = [card for name, card in cards.items() if name not in scene.parents]
    for root in roots:
        _inset(root, CARD, scene)
    panels = [Panel(blocks) for blocks in _share(roots, _near(scene), count)] or [Panel([])]
    for panel in panels:
        _cast(scene, panel, cards)
    _loners(scene, panels)
    _side_ties(scene, panels)
    return panels


def _card(scene: Scene, name: str) -> Box:
    type_ = in_words(shown(str(scene.nodes[name].get("type", ""))))
    told = type_ in scene.label(name).lower()  # "Burial of the bodies" needs no "burial" beside it
    note = " · ".join(filter(None, ["" if told else type_, scene.when.get(name)]))
    return Box(name, CARD, wrap(scene.label(name), BOLD, CARD - 2 * INSET - 2 * PAD, 3), note)


def _tell(scene: Scene, tie: Tie, cards: dict[str, Box]) -> None:
    """A tie of a card: a row where it can be a line, else words."""
    if tie.subject in cards and tie.object in cards:
        if tie not in scene.nested.get(tie.subject, []):
            cards[tie.subject].texts.append(_words(scene, tie, CARD - 2 * INSET))
    elif tie.subject in cards or tie.object in cards:
        name = tie.subject if tie.subject in cards else tie.object
        side = scene.sides[tie.other(name)]
        label = _label(tie, name, side)
        cards[name].rows.setdefault((side, label), Row(label, tie.mode, side))


def _label(tie: Tie, card: str, side: str) -> str:
    """How a card calls a role; with an arrow where the role is the other's: `→ about`."""
    arrow = {"left": "→ ", "right": "← "}[side]
    return tie.label if tie.subject == card else arrow + tie.label


def _words(scene: Scene, tie: Tie, room: float) -> tuple[list[str], Tie]:
    """`about: The burning of the mill · ab ×3`; what is too long is cut, the mark never."""
    mark = f" · {scene.mark(tie)}".rstrip(" ·")
    lines = wrap(f"{tie.label}: {scene.label(tie.object)}", NOTE, room - 2 * PAD - width(mark, NOTE), 3)
    return [*lines[:-1], lines[-1] + mark], tie


def _inset(card: Box, wide: float, scene: Scene) -> None:
    """Inner cards a little narrower, in the order in which their sources put them."""
    card.width = wide
    card.measure()
    card.children.sort(key=lambda child: (scene.turns.get(child.name, 0), child.name))
    for child in card.children:
        _inset(child, max(wide - 2 * INSET, CARD * 0.8), scene)


def _near(scene: Scene) -> dict[str, set[str]]:
    near: dict[str, set[str]] = defaultdict(set)
    for tie in scene.ties:
        near[tie.subject].add(tie.object)
        near[tie.object].add(tie.subject)
    return near


def _share(roots: list[Box], near: dict[str, set[str]], count: int) -> Iterator[list[Box]]:
    """Blocks of about equal height; each begins with the tallest left and draws in what shares most with it."""
    left, people = list(roots), {root.name: set().union(*(near[c.name] for c in root.cards())) for root in roots}
    for number in range(count):
        goal = _tall(left) / (count - number)
        taken: list[Box] = []
        met: set[str] = set()
        while left and (number == count - 1 or not taken or _tall(taken) < goal):
            block = min(left, key=lambda root: (-len(met & people[root.name]), -root.whole, root.name))
            if taken and _tall(taken) + block.whole / 2 > goal and number < count - 1:
                break
            left.remove(block)
            taken.append(block)
            met |= people[block.name]
        if taken:
            yield taken


def _tall(blocks: list[Box]) -> float:
    return sum(block.whole + 2 * PAD for block in blocks)


def _cast(scene: Scene, panel: Panel, cards: dict[str, Box]) -> None:
    """Everyone at the sides who is tied to a card of this panel, with the lines."""
    here = {card.name for block in panel.blocks for card in block.cards()}
    for tie in scene.ties:
        ends = {tie.subject, tie.object}
        if len(ends & here) == 1 and not ends <= cards.keys():
            name = tie.subject if tie.subject in here else tie.object
            box = _box(scene, panel, tie.other(name))
            side = scene.sides[box.name]
            panel.lines.append(Line(tie, box, cards[name], cards[name].rows[side, _label(tie, name, side)]))
            box.ports += 1


def _box(scene: Scene, panel: Panel, name: str) -> Box:
    """The entity's box in this panel, made where it has none."""
    found = panel.box(name)
    if found is None:
        found = Box(name, SIDE, wrap(scene.label(name), BOLD, SIDE - 2 * PAD - 8, 4))
        found.measure()
        panel.sides[scene.sides[name]].append(found)
    return found


def _loners(scene: Scene, panels: list[Panel]) -> None:
    """Entities tied to no card: those tied to each other stay together, where most of their friends stand."""
    near, drawn = _near(scene), {box.name for panel in panels for boxes in panel.sides.values() for box in boxes}
    todo = [name for name in scene.nodes if scene.sides[name] != "middle" and name not in drawn]
    while todo:
        group = [todo[0]]
        for name in group:
            group += [other for other in sorted(near[name]) if other in todo and other not in group]
        friends = [other for name in group for other in near[name]]
        home = max(panels, key=lambda p: (sum(p.box(other) is not None for other in friends), -p.height))
        for name in group:
            _box(scene, home, name)
        todo = [name for name in todo if name not in group]


def _side_ties(scene: Scene, panels: list[Panel]) -> None:
    """Ties between boxes: a loop to a row where both stand on one side, else words on the subject's first box."""
    for tie in scene.ties:
        side = scene.sides[tie.subject]
        if "middle" in (side, scene.sides[tie.object]):
            continue
        both = [(panel, panel.box(tie.subject), panel.box(tie.object)) for panel in panels]
        panel, box, end = next(((p, s, e) for p, s, e in both if s and e), both[0])
        if box and end and box is not end and side == scene.sides[tie.object]:
            row = end.rows.setdefault((side, tie.label), Row(tie.label, tie.mode, side))
            panel.loops[side].append(Loop(tie, box, end, row))
        else:
            next(box for _, box, _ in both if box).texts.append(_words(scene, tie, SIDE))
    names = [box.name for panel in panels for boxes in panel.sides.values() for box in boxes]
    for panel in panels:
        for box in (box for boxes in panel.sides.values() for box in boxes):
            box.again = names.count(box.name) > 1
