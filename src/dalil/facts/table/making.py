"""How a column is made of its cells in Python: the steps of its holes, then what the place wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple

from dalil.errors import BadValue
from dalil.facts.table import cells as make
from dalil.facts.table.holes import MANY
from dalil.facts.table.tokens import Column, shown
from dalil.facts.table.transforms import Lookups, through
from dalil.model import WHOLE, Hole, Template
from dalil.model import Mapping as TableMapping
from dalil.project import Project
from dalil.values import Time, Value, count_range, parse_count, parse_duration

Cells = tuple[str | None, ...]
SHOWN = 200
"""Characters of a cell in a message."""
Renderer = Callable[[Cells], str]


class Bad(NamedTuple):
    """What is wrong with a cell: in which column, in which words, why."""

    column: str
    value: str
    reason: str


class Cell(NamedTuple):
    """What a column's inputs made: a text (None says nothing), the value it names, or what is wrong."""

    text: str | None
    value: Value | None = None
    bad: Bad | None = None


class _Wrong(Exception):
    """A cell that a step cannot take."""

    def __init__(self, column: str, value: str, error: BadValue) -> None:
        super().__init__()
        self.bad = Bad(column, brief(value), reason(error))


def reason(error: BadValue) -> str:
    """What is wrong and what to do, in one line."""
    return f"{error.message} → {error.hint}" if error.hint else error.message


def brief(cell: str) -> str:
    """A cell as messages show it: an array with its elements apart, and no more than a few lines of it."""
    text = cell.replace(MANY, "; ")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def maker(column: Column, mapping: TableMapping, project: Project) -> Callable[[Cells], Cell]:
    """What makes a column from the tuple of its inputs."""
    places = {name: n for n, name in enumerate(column.inputs)}
    renderers = [_renderer(template, places, column.element, mapping.lookups) for template in column.templates]
    finish = _finisher(column, project)
    names = ", ".join(shown(name) for name in column.inputs)

    def made(cells: Cells) -> Cell:
        texts: list[str] = []
        try:
            texts = [render(cells) for render in renderers]
            found = finish(texts)
        except _Wrong as wrong:
            return Cell(None, bad=wrong.bad)
        except BadValue as error:
            told = " ".join(text.strip() for text in texts if text.strip())
            return Cell(None, bad=Bad(names, brief(told), reason(error)))
        if isinstance(found, str) or found is None:
            return Cell(found or None)
        return Cell(found.local, found)

    return made


def _renderer(template: Template, places: dict[str, int], element: int, lookups: Lookups) -> Renderer:
    """The text of a template; "" where one of its holes is empty."""
    parts = [(part, -1) if isinstance(part, str) else (part, places[part.column]) for part in template.parts]

    def render(cells: Cells) -> str:
        text = ""
        for part, place in parts:
            if isinstance(part, str):
                text += part
                continue
            found = _hole(part, cells[place], element, lookups)
            if not found:
                return ""
            text += found
        return text

    return render


def _hole(hole: Hole, cell: str | None, element: int, lookups: Lookups) -> str:
    if cell is None or not cell.strip():
        return ""
    try:
        _refuse_array(hole, cell)
        found = through(hole.steps, cell, lookups)
    except BadValue as error:
        raise _Wrong(shown(hole.column), cell, error) from error
    if isinstance(found, str):
        return found
    return found[element] if 0 <= element < len(found) else ""


def _finisher(column: Column, project: Project) -> Callable[[Sequence[str]], str | Value | None]:
    """What becomes of the texts of a column's templates, by kind of place."""
    detail, vocabulary = column.detail, project.vocabulary
    of_one: dict[str, Callable[[str], str | Value]] = {
        "name": lambda text: make.part_of_name(text, detail[0]),
        "entity": lambda text: make.entity(text, vocabulary, frozenset(detail)),
        "bare": lambda text: make.entity(text, vocabulary, frozenset()).partition("-")[2],
        "class": lambda text: make.class_of(text, vocabulary, detail[0]),
        "certainty": lambda text: make.one_of(text, detail, "certainty"),
        "text": make.escaped,
        "words": str.strip,
        "integer": make.integer,
        "https": lambda text: make.behind(make.address(text), "https"),
        "http": lambda text: make.behind(make.address(text), "http"),
        "time": make.time,
        "count": parse_count,
        "duration": parse_duration,
    }
    of_all: dict[str, Callable[[Sequence[str]], str | Value | None]] = {
        "bounds": lambda texts: _bounds(dict(zip(detail, texts, strict=True))),
        "unresolved": lambda texts: _unresolved(*texts),
        "element": lambda texts: sha256(MANY.join(texts).encode()).hexdigest()[:8],
        "if-none": lambda texts: "" if any(texts[1:]) else make.escaped(texts[0]),
    }
    one = of_one.get(column.make)
    return (lambda texts: one(texts[0]) if texts[0].strip() else None) if one else of_all[column.make]


def _bounds(texts: dict[str, str]) -> Value | None:
    figures = {key: texts.get(key, "").strip() for key in ("low", "best", "high")}
    return count_range(**figures, unit=texts.get("unit", "")) if any(figures.values()) else None


def _unresolved(words: str, source: str) -> Value | None:
    """The source's own words, and which source."""
    if not words.strip() or not source.strip():
        return None
    return Time(words=words.strip(), scope=source.strip().partition(":")[2])


def _refuse_array(hole: Hole, cell: str) -> None:
    if MANY in cell and not hole.many and hole.column != WHOLE:
        raise BadValue("several values where one is wanted", hint="use `| split`")
