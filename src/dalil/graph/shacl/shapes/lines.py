"""On which line of a text a name stands, so that an error can say so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NAME = re.compile(r"(?<=[:#/])[\w%-]+(?:\.[\w%-]+)*")
LEADING = re.compile(r"\S+")
NAME_END = re.compile(r"[:#/]")


@dataclass(frozen=True, slots=True)
class Lines:
    """A text's names by their last part: the line that begins with one, else the first that has it."""

    text: str
    _first: dict[str, int] = field(default_factory=dict)
    _leading: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, line in enumerate(self.text.split("\n"), 1):
            word = LEADING.match(line)
            for match in NAME.finditer(line):
                self._first.setdefault(match[0], number)
                if word and match.start() < word.end():
                    self._leading.setdefault(match[0], number)

    def of(self, iri: str) -> int:
        """The line of a name, 0 where it stands nowhere in these words."""
        name = NAME_END.split(iri)[-1]
        return self._leading.get(name) or self._first.get(name, 0)
