"""What fact files may name because a table describes it: names that only the rows know, by their pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dalil.errors import DalilError, FactError, Where, gathering
from dalil.facts.table.described import Pattern, introduced
from dalil.facts.table.mapping import read_mapping
from dalil.model import Mapping
from dalil.project import Project

Classes = frozenset[str]
CLAIM = re.compile(r"claim:[A-Za-z0-9_.~%-]+")
"""What the name of a table's claim looks like: its row's key is percent-encoded."""


def read_mappings(
    paths: Sequence[Path], project: Project, known: Mapped[str, Classes]
) -> tuple[list[Mapping], list[DalilError]]:
    """All mappings that are built, and everything that is wrong with them."""
    found: list[Mapping] = []
    errors: list[DalilError] = []
    for path in paths:
        with gathering(errors):
            if not re.fullmatch(r"[\w-]+", path.stem):
                hint = "letters, digits, - and _: the parts of the dump are named after it"
                raise FactError(f"a mapping cannot be called {path.stem!r}", Where(project.name(path)), hint)
            mapping, wrong = read_mapping(path, project, known)
            errors += wrong
            found += [mapping] if mapping else []
    return found, errors


class Known(dict[str, Classes]):
    """Entities and their classes; a name that fits a mapping's pattern is one too, and is noted in `tabled` when it is asked for."""

    patterns: list[Pattern]
    tabled: set[str]

    @classmethod
    def of(cls, known: Mapped[str, Classes], mappings: Sequence[Mapping], project: Project, tabled: set[str]) -> Known:
        """What is known anyway, with what the mappings describe."""
        found = cls(known)
        found.patterns, found.tabled = [], tabled
        for mapping in mappings:
            names, patterns = introduced(mapping, project)
            found.patterns += [*patterns, *((re.compile(re.escape(name)), classes) for name, classes in names.items())]
        return found

    def __missing__(self, name: str) -> Classes:
        fitting = [classes for pattern, classes in self.patterns if pattern.fullmatch(name)]
        if not fitting:
            raise KeyError(name)
        self.tabled.add(name)
        return frozenset().union(*fitting)

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        fits = any(pattern.fullmatch(str(name)) for pattern, _ in self.patterns)
        if fits:
            self.tabled.add(str(name))
        return fits

    def get(self, name: str, default: Any = None) -> Any:
        """The classes of an entity, or the default."""
        return self[name] if name in self else default  # noqa: SIM401 - dict.get would not ask __missing__


class ClaimNames(dict[str, str]):
    """Labels and CURIEs of claims → local names; a name that a table's claims could have is one, and is noted in `tabled`."""

    heads: tuple[str, ...]
    tabled: set[str]

    @classmethod
    def of(cls, names: Mapped[str, str], mappings: Sequence[Mapping], tabled: set[str]) -> ClaimNames:
        """The names of written claims, with those that tables may give."""
        found = cls(names)
        sources = [mapping.source.constant or "" for mapping in mappings]
        found.heads = tuple(f"claim:{source.removeprefix('source:')}-" for source in sources)
        found.tabled = tabled
        return found

    def __missing__(self, name: str) -> str:
        if name not in self:
            raise KeyError(name)
        self.tabled.add(name)
        return name.replace(":", "-", 1)

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        return str(name).startswith(self.heads) and bool(CLAIM.fullmatch(str(name)))
