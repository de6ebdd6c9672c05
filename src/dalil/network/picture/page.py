"""The page around the picture: title, what is shown and left out, legend; sized for A3 on its side."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from dalil.errors import QueryError
from dalil.network.graph import caption
from dalil.network.picture import draw, pen
from dalil.network.picture.boxes import LINE, SMALL, Panel
from dalil.network.picture.layout import BETWEEN, arrange
from dalil.network.picture.pen import number as n
from dalil.network.picture.scene import Scene, scene
from dalil.network.text import markup, right_to_left, shown, width, wrap

MOST = 120
"""More entities than this cannot be read on a page; the best connected are shown, and the rest counted."""
PAGE = (400.0, 277.0)  # mm: A3 without its margins
NARROWEST = 560.0
MARGIN, HEADING = 22.0, 20.0
STYLE = (
    ".dalil text{font-family:'Noto Sans','Noto Sans Arabic','Segoe UI','Helvetica Neue',Arial,'DejaVu Sans',sans-serif}"
    ".dalil .tie:hover path{stroke-width:3.5}"
)


def svg(graph: nx.MultiDiGraph, title: str, most: int = MOST) -> str:
    """The network as a picture: SVG without scripts, or fonts from elsewhere. Raises QueryError where there is nothing to draw."""
    if not graph.is_multigraph():
        raise QueryError("a projection has no statements to draw", hint="draw the network itself, or export it as gexf")
    if not graph.number_of_edges():
        raise QueryError("there is nothing to draw: no statement here ties two entities", hint=caption(graph))
    cast = scene(graph, most)
    panels = arrange(cast, PAGE[0] / PAGE[1])
    wide = max(panels[-1].x + panels[-1].width, NARROWEST)
    tall = max(panel.height for panel in panels)
    told = _told(graph, cast)
    head, top = _heading(title, told, wide)
    foot, bottom = _legend(cast, panels, wide)
    size = (wide + 2 * MARGIN, top + tall + bottom + 3 * MARGIN)
    scale = min(PAGE[0] / size[0], PAGE[1] / size[1])
    body = [piece for panel in panels for piece in draw.panel(cast, panel)]
    body += [pen.rule(panel.x - BETWEEN / 2, tall) for panel in panels[1:]]
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" class="dalil" role="img" aria-labelledby="dalil-title dalil-about"',
        f' width="{size[0] * scale:.1f}mm" height="{size[1] * scale:.1f}mm" viewBox="0 0 {n(size[0])} {n(size[1])}">',
        f'<title id="dalil-title">{markup(shown(title))}</title>',
        f'<desc id="dalil-about">{markup(told)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect width="{n(size[0])}" height="{n(size[1])}" fill="#ffffff"/>',
        *pen.moved(head, MARGIN, MARGIN),
        *pen.moved(body, MARGIN, MARGIN + top),
        *pen.moved(foot, MARGIN, 2 * MARGIN + top + tall),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _told(graph: nx.MultiDiGraph, cast: Scene) -> str:
    told = caption(graph)
    if cast.left_nodes:
        cut = f"{cast.left_nodes} entities and {cast.left_claims} claims are left out of the picture"
        told = f"The {len(cast.nodes)} best connected of {len(graph)} entities; {cut}. The network: {told}"
    return told + " The picture shows what sources attribute, not what is so."


def _heading(title: str, told: str, wide: float) -> tuple[list[str], float]:
    rtl = right_to_left(title)
    lines, about = wrap(title, HEADING, wide, 2), wrap(told, SMALL, wide, 4)
    pieces = [
        pen.text(line, 0, HEADING * (1.25 * i + 0.8), HEADING, bold=True, room=wide, rtl=rtl)
        for i, line in enumerate(lines)
    ]
    y = HEADING * 1.25 * len(lines)
    pieces += [pen.text(t, 0, y + LINE[SMALL] * (i + 0.8), SMALL, colour=pen.PALE) for i, t in enumerate(about)]
    return pieces, y + LINE[SMALL] * len(about) + MARGIN / 2


def _legend(cast: Scene, panels: list[Panel], wide: float) -> tuple[list[str], float]:
    """Kinds, manners of lines, letters of sources: only those that occur."""
    pieces: list[str] = []
    x, y = 0.0, 0.0
    for sign, room, words in _signs(cast, panels):
        whole = room + width(words, SMALL) + 18
        if x and x + whole > wide:
            x, y = 0.0, y + LINE[SMALL] + 4
        pieces += pen.moved([sign, pen.text(words, room, 9, SMALL)], x, y)
        x += whole
    return pieces, y + LINE[SMALL]


def _signs(cast: Scene, panels: list[Panel]) -> Iterator[tuple[str, float, str]]:
    """Sign, its width, its meaning."""
    for kind in sorted({str(data["kind"]) for data in cast.nodes.values()}):
        fill, edge = pen.FILL.get(kind, pen.OTHER)
        yield pen.rect(0, 0, 18, 11, fill, f' stroke="{edge}"'), 23, kind
    if any("Unnamed" in str(data.get("type")) for data in cast.nodes.values()):
        yield pen.rect(0, 0, 18, 11, "#ffffff", ' stroke="#0072b2" stroke-dasharray="4 2"'), 23, "unnamed"
    used = {tie.mode for tie in cast.ties}
    for mode in [mode for mode in pen.STROKE if mode in used]:
        crossed = pen.cross(20, 6) if mode == "denied" else ""
        yield pen.path("M0 6H40", mode, 1.5) + crossed, 45, mode
    if cast.parents:
        frame = pen.rect(0, -1, 22, 13, "#fffaf0", ' stroke="#b06f00" stroke-width="0.8"')
        yield frame + pen.rect(4, 4, 14, 6, pen.FILL["event"][0], f' stroke="{pen.FILL["event"][1]}"'), 27, "part of"
    yield pen.text("×2", 0, 9, SMALL), 18, "said in two claims"
    if any(box.again for panel in panels for side in panel.sides.values() for box in side):
        yield pen.text("*", 0, 9, SMALL, bold=True), 12, "stands more than once"
    for source, letter in cast.letters.items():
        yield pen.text(letter, 0, 9, SMALL, bold=True), 12, shown(source)
