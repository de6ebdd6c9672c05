"""The columns of a prototype: each hole, or what several holes make together, is a numbered token in its names and texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from dalil.errors import FactError, Where
from dalil.facts.table.holes import MANY
from dalil.facts.table.transforms import behind_split, list_of
from dalil.model import Hole, Template
from dalil.project import Project

Make = Literal[
    "name", "entity", "bare", "class", "certainty", "text", "if-none", "integer", "https", "http",
    "time", "unresolved", "count", "bounds", "duration",
    "words", "key", "keyname", "element", "fragment", "state", "quote", "withdrawn", "withdrawal",
]  # fmt: skip
"""What a column is for, and so how it is made: names and texts, values, what a claim is known by."""
VALUES = frozenset({"time", "unresolved", "count", "bounds", "duration"})
TOKEN = re.compile(r"~h([0-9]+)~")


@dataclass(frozen=True, slots=True)
class Column:
    """How a column is made: from which templates, for `element` of a list (-1: from the whole cell), with which details.

    Details are edges (name), classes (entity), the root class (class), the keys of bounds, the columns of a quote.
    """

    make: Make
    templates: tuple[Template, ...] = ()
    element: int = -1
    detail: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """The cells that it depends on."""
        return tuple(dict.fromkeys(hole.column for template in self.templates for hole in template.holes))


class Required(NamedTuple):
    """Holes of which one group at least must be filled: else there is no claim, for this reason."""

    one_of: tuple[tuple[int, ...], ...]
    template: Template
    reason: str


def column_of_elements(hole: Hole, n: int) -> str:
    """The column for the elements of a list, of which every row has one by now."""
    return f"{MANY}{n}{MANY}{hole.column}"


def shown(column: str) -> str:
    """How messages call a column: that of elements as the list."""
    return Hole(column.rpartition(MANY)[2]).shown


def columns_of(*templates: Template) -> str:
    """The columns of some templates, as messages name them."""
    return ", ".join(dict.fromkeys(shown(hole.column) for template in templates for hole in template.holes))


def holes_in(text: str) -> tuple[int, ...]:
    """The numbers of a text's tokens."""
    return tuple(int(number) for number in TOKEN.findall(text))


@dataclass
class Tokens:
    """Gives out tokens; the same column has one token wherever it stands.

    `singled`: lists of which each row has one element by now, and the column that holds it.
    `widths`: how many elements every other list has at most.
    """

    project: Project
    singled: Mapping[Hole, str]
    widths: Mapping[Hole, int]
    numbers: dict[Column, int] = field(default_factory=dict)

    def token(self, make: Make, *templates: Template, element: int = -1, detail: tuple[str, ...] = ()) -> str:
        """`~h3~`, for a column made of templates as a mapping writes them."""
        seen = tuple(Template(tuple(self._seen(part) for part in template.parts)) for template in templates)
        many = any(hole.many for template in seen for hole in template.holes)
        column = Column(make, seen, element if many else -1, detail)
        return f"~h{self.numbers.setdefault(column, len(self.numbers))}~"

    def _seen(self, part: str | Hole) -> str | Hole:
        if isinstance(part, Hole) and (single := self.singled.get(list_of(part) or part)):
            return Hole(single, behind_split(part))
        return part

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns; the nth has the token n."""
        return tuple(self.numbers)

    def elements(self, *templates: Template) -> range:
        """For which elements of the one list in some templates something is said: once where there is no list. Raises FactError."""
        lists = {found for template in templates for hole in template.holes if (found := list_of(hole))}
        lists -= self.singled.keys()
        if len(lists) > 1:
            columns = " and ".join(sorted(repr(hole.column) for hole in lists))
            hint = "name them under `each`: their elements are then taken in parallel"
            raise FactError(f"two lists stand in one place: {columns}", _first(templates), hint)
        return range(self.widths.get(lists.pop(), 0)) if lists else range(1)

    def refuse_list(self, what: str, *templates: Template) -> None:
        """Raise FactError where a list stands in the place of one thing."""
        for template in templates:
            for hole in template.holes:
                if (found := list_of(hole)) and found not in self.singled:
                    hint = "name it under `each`: every element then makes a claim of its own"
                    raise FactError(f"{what} is one, and {template.text!r} is a list", template.where, hint)

    def local(self, template: Template, element: int = -1, classes: frozenset[str] = frozenset()) -> str:
        """`event:ged-{id}` → `event-ged-~h0~`. Raises UnknownTerm for a constant that is no name."""
        if (constant := template.constant) is not None:
            return self.project.curies.local(self.project.curies.expand(constant))
        head, *rest = template.parts
        kind, colon, start = head.partition(":") if isinstance(head, str) else ("", "", "")
        if not colon:
            return self.token("entity", template, element=element, detail=tuple(sorted(classes)))
        return f"{kind}-" + self._within([start, *rest] if start else rest, element)

    def _within(self, parts: list[str | Hole], element: int) -> str:
        found = ""
        for n, part in enumerate(parts):
            edges = "^" * (n == 0) + "$" * (n == len(parts) - 1)
            made = isinstance(part, Hole) and self.token("name", Template((part,)), element=element, detail=(edges,))
            found += made or str(part)
        return found

    def bare(self, template: Template) -> str:
        """The local name without its kind: `source:sfm-{id}` → `sfm-~h0~`."""
        local = self.local(template)
        return self.token("bare", template) if local.startswith("~") else local.partition("-")[2]

    def text(self, template: Template | None, element: int = -1) -> str:
        """A text with tokens; "" for none."""
        if template is None:
            return ""
        return "".join(
            part if isinstance(part, str) else self.token("text", Template((part,)), element=element)
            for part in template.parts
        )


def _first(templates: tuple[Template, ...]) -> Where:
    return next(iter(template.where for template in templates if template.holes), Where(""))
