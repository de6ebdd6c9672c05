"""The picture: nothing overlaps, nothing is lost without being counted, nothing in it can act."""

import re
from collections.abc import Callable
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.errors import QueryError
from dalil.network import ALL_KINDS, actors, svg
from dalil.network.graph import EVERY_MODE
from dalil.network.picture.boxes import BOLD, PAD, PORT, SIDES, Box, Panel
from dalil.network.picture.layout import arrange
from dalil.network.picture.page import PAGE
from dalil.network.picture.scene import scene
from dalil.network.picture.settle import stack
from dalil.network.text import right_to_left, shown, width, wrap
from tests.networks import Case, invented, mill

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "style", "rect", "g", "path", "circle", "text"}


def parsed(graph: nx.MultiDiGraph, title: str = "A picture", **options: Any) -> ET.Element:
    return ET.fromstring(svg(graph, title, **options))


def words(root: ET.Element) -> list[str]:
    """What stands on the page."""
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def told(root: ET.Element) -> str:
    """What opens when a reader points."""
    return "\n".join(element.text or "" for element in root.iter(f"{SVG}title"))


def boxes(panel: Panel) -> list[Box]:
    cards = [card for block in panel.blocks for card in block.cards()]
    return [*cards, *panel.sides["left"], *panel.sides["right"]]


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def long_roles() -> nx.MultiDiGraph:
    case = Case()
    for n in range(3):
        case.say(f"event:x aRoleWithAVeryLongNameIndeed{n} actor:y", f"event:x victim actor:z{n}", mode="demanded")
        case.say(f"event:x anotherRoleThatNeedsAllTheRoom{n} place:p{n}", mode="alleged")
    return case.graph(kinds=ALL_KINDS)


GRAPHS: dict[str, Callable[[], nx.MultiDiGraph]] = {
    "long roles": long_roles,
    "mill": lambda: mill().graph(modes=EVERY_MODE, kinds=ALL_KINDS),
    "actors only": lambda: mill().graph(kinds=["actor"]),
    "events only": lambda: mill().graph(kinds=["event"]),
    "size of a dossier": lambda: invented(20, 30, 110).graph(),
    "more than a page": lambda: invented(60, 100, 400).graph(),
}


@pytest.fixture(scope="module", params=GRAPHS)
def graph(request):
    return GRAPHS[request.param]()


@pytest.fixture(scope="module")
def panels(graph):
    return arrange(scene(graph, 120), 1.4)


def test_no_box_lies_on_another(panels):
    """Nor on a box of the next panel."""
    for panel in panels:
        assert not [(a.name, b.name) for a, b in combinations(boxes(panel), 2) if overlap(a, b)]
    for left, right in pairwise(panels):
        assert left.x + left.width < right.x


def test_everything_stands_inside_its_panel(panels):
    for panel in panels:
        for box in boxes(panel):
            assert panel.x <= box.x
            assert box.x + box.width <= panel.x + panel.width + 0.01
            assert box.y >= -0.01
            assert box.y + box.height <= panel.height + 0.01


def test_words_have_room_in_their_box(panels):
    """Names, roles and ties in words end before the edge, and before the next line."""
    for panel in panels:
        for box in boxes(panel):
            assert all(width(line, BOLD) + 2 * PAD <= box.width for line in box.title)
            for left, right in box.pairs():
                assert sum(width(row.label, 10) for row in (left, right) if row) < box.width
            rows = sorted({row.y for row in box.rows.values()})
            assert all(box.y + box.head < y < box.y + box.height for y in rows)
            assert all(b - a > 10 for a, b in pairwise(rows))


def test_lines_end_at_their_boxes(panels):
    """Each at a port of its own, a line's height from the next."""
    for panel in panels:
        for box in (box for side in SIDES for box in panel.sides[side]):
            ports = sorted(line.port for line in panel.lines if line.box is box)
            assert all(box.y <= port <= box.y + box.height for port in ports)
            assert all(b - a >= PORT - 0.01 for a, b in pairwise(ports))


def test_loops_of_different_rows_never_share_a_line(panels):
    """Two ties that run beside each other stay apart."""
    for panel in panels:
        for side in SIDES:
            for a, b in combinations(panel.loops[side], 2):
                if a.row is not b.row and a.lane == b.lane:
                    (c, d), (e, f) = sorted((a.port, a.until)), sorted((b.port, b.until))
                    assert d < e or f < c


@pytest.mark.parametrize("name", ["mill", "size of a dossier", "actors only", "events only"])
def test_every_claim_is_in_the_picture(name):
    """Drawn, nested or in words: pointing at it opens its quotation."""
    graph = GRAPHS[name]()
    text = told(parsed(graph))

    for *_, data in graph.edges(data=True):
        assert text.count(data["claim"])
        assert text.count(data["quote"])


def test_every_name_and_role_is_on_the_page():
    """What cannot be a line is said in words."""
    case = mill()
    for name in ("call", "inquiry", "burning"):
        case.register(f"event:{name}", "Event", ("en", f"The {name}"))
    page = " ".join(words(parsed(case.graph())))

    for text in ("The attack on the mill", "Unit 12", "perpetrator", "victim", "member of", "subordinate to"):
        assert text in page
    for text in (
        "perpetrator (alleged)",
        "demander (demanded)",
        "demands (demanded): The inquiry",
        "before: The burning",
    ):
        assert text in page
    assert "(denied)" not in page


def test_claims_of_one_role_are_one_line():
    """With the number of claims and the letters of their sources beside it."""
    root = parsed(mill().graph())

    assert "ab ×2" in words(root)
    assert {"source:daily", "source:letter"} < set(words(root))


def test_a_denial_is_crossed_and_named():
    """It is drawn only when asked for, and never as an accusation."""
    plain, asked = svg(mill().graph(), "t"), svg(mill().graph(modes=EVERY_MODE), "t")

    assert "#c8102e" not in plain
    assert asked.count("l8 8m0 -8l-8 8") == 2  # the line, and the legend
    assert "perpetrator (denied)" in words(ET.fromstring(asked))
    assert "1 denied" in plain


@pytest.mark.parametrize(("mode", "dashes"), [("alleged", "8 4"), ("demanded", "0.1 4.5"), ("asserted", None)])
def test_lines_are_drawn_in_the_manner_of_their_mode(mode, dashes):
    """Told apart without colour."""
    case = Case()
    case.say("event:x perpetrator actor:y", mode=mode)
    (line, *_) = (
        path
        for tie in parsed(case.graph()).iter(f"{SVG}g")
        if tie.get("class") == "tie"
        for path in tie.iter(f"{SVG}path")
    )

    assert line.get("stroke-dasharray") == dashes


def test_a_picture_cannot_act():
    """Whatever sources and registries say: no script, no link, no handler, nothing from elsewhere, no reversed text."""
    case, evil = mill(), '</title><script>alert(1)</script><a href="javascript:x" onload="y">\u202egnp\x00&'
    case.register("actor:evil", "Person", ("en", evil))
    case.register("event:evil", "Shooting", ("en", evil))
    case.say("event:evil agent actor:evil", "event:attack about event:evil", quote=evil, hedge="]]>", by="actor:evil")
    text = svg(case.graph(), evil)
    root = ET.fromstring(text)

    assert {element.tag.removeprefix(SVG) for element in root.iter()} == ALLOWED
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("on") or "href" in key]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]|url\\(|@import|http(?!://www.w3.org/2000/svg)", text)
    assert evil.replace("\u202e", "\ufffd").replace("\x00", "\ufffd") in told(root)


def test_right_to_left_names_are_written_so():
    """The name begins at the right; what we say beside it does not turn round."""
    case = mill()
    case.register("event:burning", "Burning", ("ar", "حرق الطاحونة في المدينة القديمة بعد إطلاق النار على الفلاحين"))
    root = parsed(case.graph())
    turned = [element.text or "" for element in root.iter(f"{SVG}text") if element.get("direction") == "rtl"]

    assert "الفلاحون" in turned
    assert any("حرق" in text for text in turned)
    assert all(right_to_left(text) for text in turned)
    assert not any("before" in text or "·" in text for text in turned)


def test_too_many_for_a_page_are_counted():
    """The best connected are shown; the picture says how many are not, and how many claims."""
    graph = invented(60, 100, 400).graph()
    text = svg(graph, "t")
    root = ET.fromstring(text)
    shown = set(re.findall(r"(?:event|actor):[ae]\d+(?= |$|\n)", told(root)))
    about = root.findtext(f"{SVG}desc", "")
    drawn = {data["claim"] for *_, data in graph.edges(data=True) if data["claim"] in text}
    every = {data["claim"] for *_, data in graph.edges(data=True)}
    told_left = re.search(
        r"The (\d+) best connected of (\d+) entities; (\d+) entities and (\d+) claims are left out", about
    )

    assert told_left
    best, total, left, claims = map(int, told_left.groups())
    assert total == len(graph) == best + left
    assert best <= 120
    assert len(shown) <= best
    assert claims <= len(every - drawn) <= claims + 20  # a tooltip holds twelve quotations and counts the rest
    assert about.split(".")[0] in " ".join(words(root))


def test_the_best_connected_stay():
    case = invented(10, 10, 60)
    for n in range(10):
        case.say(f"event:e{n} witness actor:hub", quote=f"hub {n}")

    assert "actor:hub" in told(parsed(case.graph(), most=6))


def test_it_fits_a_page():
    """A3 on its side, without margins."""
    for graph in (mill().graph(), invented(60, 100, 400).graph()):
        root = parsed(graph)
        size = [float(root.get(key, "").removesuffix("mm")) for key in ("width", "height")]

        assert size[0] <= PAGE[0] + 0.1
        assert size[1] <= PAGE[1] + 0.1


def test_it_can_be_read_out():
    """Title and description come first and are named as such."""
    root = parsed(mill().graph(), "The mill")

    assert root.get("role") == "img"
    assert root.get("aria-labelledby", "").split() == [root[0].get("id"), root[1].get("id")]
    assert root[0].text == "The mill"
    assert "Statements left out" in str(root[1].text)


def test_days_of_events_are_shown_with_their_source():
    """Once, at the event they were given for."""
    page = words(parsed(mill().graph()))

    assert [text for text in page if "2031-05-03" in text] == ["killing · 2031-05-03 b"]


@pytest.mark.parametrize("day", ["2031-05-03", "2031-05", "2032-02", "2031", "2031-05-03/2031-06-04", "2031-05-03/.."])
def test_days_are_written_as_they_were_given(day):
    """A month stays a month; an open end stays open."""
    case = Case()
    case.say(f"event:x date {day}", "event:x victim actor:y")

    assert f"{day.replace('/..', ' …').replace('/', ' … ')} a" in words(parsed(case.graph()))


def test_acts_stand_in_the_order_their_source_gives():
    """Inside the event they are part of."""
    (panel,) = arrange(scene(mill().graph(), 120), 1.4)
    attack = next(block for block in panel.blocks if block.name == "event:attack")

    assert [card.name for card in attack.children] == ["event:shooting", "event:burning"]


@pytest.mark.parametrize(
    "triples",
    [
        ["event:a partOf event:b", "event:b partOf event:a"],
        ["event:a partOf event:b", "event:a partOf event:c", "event:c partOf event:b"],
        ["event:a before event:b", "event:b before event:a"],
        ["event:a partOf event:a", "event:a agent actor:x"],
        ["actor:a memberOf actor:b", "actor:b memberOf actor:a"],
    ],
)
def test_circles_are_drawn(triples):
    """Sources contradict each other; every claim is still there."""
    case = Case()
    names = [case.say(triple, quote=triple) for triple in triples]
    text = told(parsed(case.graph()))

    assert all(name in text for name, triple in zip(names, triples, strict=True) if len(set(triple.split()[::2])) == 2)


def test_nothing_to_draw_is_an_error():
    """A blank page would look like an answer."""
    with pytest.raises(QueryError, match="nothing to draw"):
        svg(Case().graph(), "t")
    with pytest.raises(QueryError, match="projection"):
        svg(actors(mill().graph()), "t")


sizes = st.lists(st.tuples(st.floats(1, 90), st.floats(-50, 900)), min_size=1, max_size=30)


@given(sizes, st.floats(0, 12))
def test_a_column_keeps_order_and_distance(items, gap):
    """Things stand as near to their wishes as they can, never on each other, never above the top."""
    heights, wishes = zip(*items, strict=True)
    room = sum(heights) + gap * len(items) + 100
    tops = stack(heights, wishes, gap, room)

    assert min(tops) >= 0
    assert tops[-1] + heights[-1] <= room + 1e-6
    assert all(b - a >= h + gap - 1e-6 for a, b, h in zip(tops, tops[1:], heights, strict=False))


@given(st.text(max_size=300), st.integers(40, 300), st.integers(1, 4))
def test_wrapped_lines_are_never_too_long(text, limit, lines):
    """Nor too many; what is cut ends in an ellipsis, and nothing else is lost."""
    found = wrap(text, 10, limit, lines)

    assert len(found) <= lines
    assert all(width(line, 10) <= limit for line in found)
    if not found[-1].endswith("…"):
        assert "".join(found).replace(" ", "") == "".join(shown(text).split())
