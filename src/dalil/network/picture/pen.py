"""How things are written in SVG: text, tooltips, colours. All words pass through here and are made harmless.

The palette is Okabe and Ito's, light with its dark edge: told apart by colour-blind readers, and by pattern in grey.
"""

from __future__ import annotations

from collections.abc import Iterable

from dalil.network.graph import Attributes
from dalil.network.picture.scene import Scene, Tie
from dalil.network.text import markup, shown

QUOTES, QUOTE = 12, 300
"""How many quotations a tooltip holds, and how many characters of each."""
DARK, PALE = "#1a1a1a", "#555555"
FILL = {
    "actor": ("#dcebf6", "#0072b2"),
    "event": ("#fdf0d5", "#b06f00"),
    "place": ("#daf0e8", "#00795a"),
    "work": ("#f6e4ee", "#a44a7d"),
    "source": ("#f6e4ee", "#a44a7d"),
}
OTHER = ("#ececec", "#666666")
STROKE = {  # colour, dashes
    "asserted": ("#333333", ""),
    "alleged": ("#0072b2", "8 4"),
    "opined": ("#a44a7d", "3 3"),
    "demanded": ("#8f5600", "0.1 4.5"),
    "inferred": ("#666666", "12 4 2 4"),
    "denied": ("#c8102e", ""),
}


def stroke(mode: str) -> tuple[str, str]:
    """Colour and dashes of a mode."""
    return STROKE.get(mode, ("#333333", ""))


def number(value: float) -> str:
    """A coordinate: one decimal, no trailing zeros, no minus zero."""
    return (
        f"{value:.1f}".rstrip("0").rstrip(".").replace("-0", "0")
        if abs(value) < 0.05
        else f"{value:.1f}".removesuffix(".0")
    )


def text(  # noqa: PLR0913 - as many as SVG's own attributes
    words: str,
    x: float,
    y: float,
    size: float,
    *,
    colour: str = DARK,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
    room: float = 0,
    rtl: bool = False,
) -> str:
    """One line of text; one that runs from right to left begins at the right end of its room."""
    extra = ' font-weight="600"' if bold else ""
    if halo:
        extra += ' stroke="#ffffff" stroke-width="2.5" paint-order="stroke" stroke-linejoin="round"'
    if rtl:
        x += room
        extra += ' direction="rtl" unicode-bidi="isolate"'
    place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{colour}"'
    return f'<text {place} text-anchor="{anchor}"{extra}>{markup(words)}</text>'


def rect(x: float, y: float, wide: float, tall: float, fill: str, rest: str = "") -> str:
    """A box with round corners."""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(tall)}"'
    return f'<rect {place} rx="4" fill="{fill}"{rest}/>'


def path(drawn: str, mode: str, heavy: float = 1.2) -> str:
    """A line in the manner of its mode."""
    colour, dashes = stroke(mode)
    dash = f' stroke-dasharray="{dashes}" stroke-linecap="round"' if dashes else ""
    thick = heavy + 0.6 if mode == "demanded" else heavy
    return f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{number(thick)}"{dash}/>'


def rule(x: float, tall: float) -> str:
    """Between two panels."""
    return f'<path d="M{number(x)} 0V{number(tall)}" stroke="#bbbbbb"/>'


def cross(x: float, y: float) -> str:
    """What is drawn through the middle of a denial."""
    drawn = f"M{number(x - 4)} {number(y - 4)}l8 8m0 -8l-8 8"
    return f'<path d="{drawn}" fill="none" stroke="{STROKE["denied"][0]}" stroke-width="2"/>'


def arrow(x: float, y: float, way: int, mode: str) -> str:
    """The head of a line that runs to the right (1) or to the left (-1)."""
    back = number(x - 6 * way)
    return (
        f'<path d="M{back} {number(y - 3)}L{number(x)} {number(y)}L{back} {number(y + 3)}Z" fill="{stroke(mode)[0]}"/>'
    )


def moved(pieces: Iterable[str], x: float, y: float) -> list[str]:
    """Pieces drawn from another corner."""
    return [f'<g transform="translate({number(x)} {number(y)})">', *pieces, "</g>"]


def about(scene: Scene, name: str) -> str:
    """The first line of an entity's tooltip."""
    data = scene.nodes[name]
    told = [scene.label(name), *(str(data.get(key) or "") for key in ("type", "also")), name]
    return " · ".join(shown(part) for part in dict.fromkeys(told) if part)


def sentence(scene: Scene, tie: Tie) -> str:
    """The first line of a tie's tooltip."""
    return shown(f"{scene.label(tie.subject)} · {tie.label} · {scene.label(tie.object)}")


def tooltip(head: str, ties: Iterable[Tie]) -> str:
    """What opens when a reader points: the words of the sources, whose they are, and where they stand."""
    claims = [claim for tie in ties for claim in tie.claims]
    lines = [head, *(_quoted(claim) for claim in claims[:QUOTES])]
    if len(claims) > QUOTES:
        lines.append(f"… and {len(claims) - QUOTES} more")
    return f"<title>{markup(chr(10).join(lines))}</title>"


def _quoted(claim: Attributes) -> str:
    quote = shown(str(claim.get("quote") or ""))
    cut = quote if len(quote) <= QUOTE else quote[:QUOTE] + "…"
    words = f"“{cut}”" if quote else "(no quotation: inferred)"
    hedge = f"hedge: {claim['hedge']}" if claim.get("hedge") else ""
    told = [words, claim.get("speaker"), claim.get("source"), claim.get("mode"), hedge, claim.get("claim")]
    return " · ".join(shown(str(part)) for part in told if part)
