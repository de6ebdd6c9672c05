"""Templates and columns: every row gets the lines of which it has all holes, in the same bytes from every engine."""

from collections.abc import Sequence
from importlib.util import find_spec

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from dalil.errors import ProjectError
from dalil.graph import columns
from dalil.graph.columns import by_part, chunks, fill, text, texts_of
from dalil.graph.template import lines, pieces
from tests.little import unhurried

ENGINES = ["polars", pytest.param("duckdb", marks=pytest.mark.skipif(not find_spec("duckdb"), reason="an extra"))]
HOSTILE = [
    "",
    '"',
    '\\"',
    "\n",
    "\r\n",
    "\t",
    "\\",
    ",",
    ";",
    "'",
    "مجزرة",
    "\u202e",
    "🕊",
    "\u0000",
    "~",
    "~h",
    "{0}",
    "%",
    "$1",
    " a ",
]
WORDS = st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8"), max_size=4)
CELLS = st.none() | WORDS
CONSTANTS = WORDS.map(lambda word: word.replace("~", ""))
HOLES = 4


def by_hand(frame: pl.DataFrame, templates: Sequence[str]) -> str:
    """What the text has to be, one row and one line at a time."""
    found = ""
    for row in frame.iter_rows(named=True):
        for template in templates:
            parts = [part if isinstance(part, str) else row[f"h{part}"] for part in pieces(template)]
            if None not in parts:
                found += "".join(parts) + "\n"
    return found


@st.composite
def templates(draw: st.DrawFn) -> str:
    """Constants and holes, in any order, the same hole more than once."""
    return "".join(draw(st.lists(CONSTANTS | st.integers(0, HOLES - 1).map("~h{}~".format), max_size=6)))


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    """Rows of cells, some of which say nothing; columns that no template knows stand among them."""
    height = draw(st.integers(0, 5))
    cells = {f"h{n}": draw(st.lists(CELLS, min_size=height, max_size=height)) for n in range(HOLES)}
    return pl.DataFrame({"key": ["k"] * height, **cells}, schema_overrides=dict.fromkeys(cells, pl.String))


@pytest.mark.parametrize("engine", ENGINES)
@unhurried
@given(frame=frames(), these=st.lists(templates(), max_size=4), rows=st.integers(1, 3))
def test_text_is_what_one_would_write_by_hand(engine: str, frame: pl.DataFrame, these: list[str], rows: int) -> None:
    """Nulls, quotes, line breaks, Arabic: whatever the cells, slices and engine."""
    assert text(frame, these, engine).decode() == by_hand(frame, these)
    assert b"".join(chunks(frame, these, engine, rows)).decode() == by_hand(frame, these)


@unhurried
@given(frame=frames(), these=st.lists(templates(), max_size=4), rows=st.integers(1, 3), data=st.data())
def test_parts_of_a_frame_have_the_text_of_their_rows(
    frame: pl.DataFrame, these: list[str], rows: int, data: st.DataObject
) -> None:
    """However the rows are cut, what a part gets is what it would get alone."""
    of = sorted(data.draw(st.lists(st.sampled_from("abc"), min_size=frame.height, max_size=frame.height)))
    frame = frame.with_columns(pl.Series("part", of, dtype=pl.String))
    found: dict[str, bytes] = {}
    for name, piece in by_part(frame, these, "part", rows=rows):
        found[name] = found.get(name, b"") + piece

    assert {name: text(frame.filter(part=name), these) for name in (of if these else ())} == found


@unhurried
@given(frame=frames(), these=st.lists(templates(), min_size=1, max_size=4))
def test_each_row_has_a_text_of_its_own(frame: pl.DataFrame, these: list[str]) -> None:
    """To compare what two rows say of one thing."""
    assert texts_of(frame, these) == [by_hand(frame[n : n + 1], these) for n in range(frame.height)]


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_stay_in_their_order(engine: str) -> None:
    """An engine that works on many rows at once hands them back as they came."""
    frame = pl.DataFrame({"h0": [str(n) for n in range(20_000)]})

    assert text(frame, ["~h0~"], engine).decode().split() == frame["h0"].to_list()


def test_line_without_one_of_its_holes_is_left_out() -> None:
    """And only that one: what a row has is said."""
    frame = pl.DataFrame({"h0": ["1", "2"], "h1": ["x", None]})

    assert (
        text(frame, ["<a~h0~> <p> <b> .", "<a~h0~> <q> <~h1~> ."])
        == b"<a1> <p> <b> .\n<a1> <q> <x> .\n<a2> <p> <b> .\n"
    )


@unhurried
@given(frame=frames(), template=templates())
def test_fill_is_null_where_a_hole_is(frame: pl.DataFrame, template: str) -> None:
    """A name made of two cells is no name where one of them is empty."""
    made = nw.from_native(frame, eager_only=True).with_columns(fill(template).alias("made"))["made"].to_list()
    lone = [by_hand(frame[n : n + 1], [template]) for n in range(frame.height)]

    assert [None if line is None else line + "\n" for line in made] == [line or None for line in lone]


@pytest.mark.parametrize(
    ("missing", "hint"), [("duckdb", "pip install 'dalil[duckdb]'"), ("pyarrow", "pip install 'dalil[duckdb]'")]
)
def test_engine_that_is_not_installed_is_named_with_its_extra(
    missing: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "find_spec", lambda name: None if name == missing else name)

    with pytest.raises(ProjectError) as caught:
        text(pl.DataFrame({"h0": ["a"]}), ["~h0~"], "duckdb")

    assert caught.value.hint == hint


def test_engine_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ProjectError, match="no engine is called 'spark'"):
        text(pl.DataFrame(), [], "spark")


def test_lines_are_sorted_and_each_stands_once() -> None:
    """Whatever the order of quads, a prototype has one text."""
    a, b = NamedNode("https://example.org/a-~h0~"), NamedNode("https://example.org/b")
    quads = [
        Quad(b, a, Literal('"~h1~"\t')),
        Quad(a, b, Literal("~h2~", language="ar"), a),
        Quad(b, a, Literal('"~h1~"\t')),
    ]

    assert (
        lines(quads)
        == lines(reversed(quads))
        == [
            '<https://example.org/a-~h0~> <https://example.org/b> "~h2~"@ar <https://example.org/a-~h0~> .',
            '<https://example.org/b> <https://example.org/a-~h0~> "\\"~h1~\\"\\t" .',
        ]
    )


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        ("", []),
        ("<a>", ["<a>"]),
        ("~h3~", [3]),
        ("<x/event-~h3~> .", ["<x/event-", 3, "> ."]),
        ("~h0~~h12~~h0~", [0, 12, 0]),
        ("~h~ ~hx~ ~h1", ["~h~ ~hx~ ~h1"]),
    ],
)
def test_pieces_are_constants_and_holes_in_order(template: str, parts: list[str | int]) -> None:
    assert pieces(template) == parts
