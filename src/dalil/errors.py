"""What can go wrong, in one tree; every error says where, in which words, and what to do next.

DalilError
├── ProjectError            the dossier's settings or folders cannot be read
├── SourceError             a source's bytes or text cannot be had
│   └── SnapshotChanged     other bytes than those on record were offered for a source
├── FactError               a fact file says what it may not say
│   ├── QuoteNotFound       the words do not stand in the source
│   ├── QuoteAmbiguous      the words stand there more than once
│   ├── UnknownTerm         a key, class or entity that nobody declared
│   └── BadValue            a date, count or text that cannot be read as what it should be
├── InvalidGraph            shapes or graph rules do not hold; carries the report
├── IdentityError           judgements that contradict each other
├── QueryError
│   ├── UnknownQuery
│   ├── LimitHit            an answer was cut, and says so
│   └── EndpointUnavailable
├── ProtectedContent        something protected was about to leave
└── VerificationFailed      a release does not say what it is signed to say

DalilErrors gathers several of them: a build reports all it can find, not the first only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from unicodedata import name

FEW = 10
LONGEST = 2000
"""Characters of a message: a hostile file has words of a megabyte."""


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file: line and column count from 1; 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


class DalilError(Exception):
    """Root of the tree: `message` is a sentence, `where` a place in a file, `hint` what to do."""

    exit_code = 1

    def __init__(self, message: str, where: Where | str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.where, self.hint = _brief(message), where, hint and _brief(hint)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f"\n  → {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"

    def at(self, where: Where | str) -> DalilError:
        """The same error, placed: for code that knows the words but not the file."""
        if self.where is None:
            self.where = where
        return self

    def as_dict(self) -> dict[str, str | int | None]:
        """For `--json`: the kind, the place, the words and the advice."""
        where = self.where if isinstance(self.where, Where) else Where(str(self.where or ""))
        return {
            "error": type(self).__name__,
            "file": where.file,
            "line": where.line,
            "column": where.column,
            "message": self.message,
            "hint": self.hint,
        }


class ProjectError(DalilError):
    """The dossier's settings or folders cannot be read."""

    exit_code = 3


class SourceError(DalilError):
    """A source's bytes or text cannot be had."""

    exit_code = 3


class SnapshotChanged(SourceError):
    """Other bytes than those on record were offered for a source."""


class FactError(DalilError):
    """A fact file says what it may not say."""


class QuoteNotFound(FactError):
    """The words do not stand in the source."""


class QuoteAmbiguous(FactError):
    """The words stand in the source more than once."""


class UnknownTerm(FactError):
    """A key, class or entity that nobody declared."""


class BadValue(FactError):
    """A date, count or text that cannot be read as what it should be."""


class InvalidGraph(DalilError):
    """Shapes or graph rules do not hold; `report` has the findings.

    `dossier` has the words that they concern.
    """

    def __init__(self, message: str, report: Any = None, hint: str | None = None, *, dossier: Any = None) -> None:
        super().__init__(message, None, hint)
        self.report, self.dossier = report, dossier


class IdentityError(DalilError):
    """Judgements that contradict each other."""


class QueryError(DalilError):
    """A question that cannot be asked or answered."""

    exit_code = 2


class UnknownQuery(QueryError):
    """No question of that name."""


class LimitHit(QueryError):
    """An answer was cut short, and says so."""

    exit_code = 4


class EndpointUnavailable(QueryError):
    """The remote endpoint does not answer, or not in SPARQL."""

    exit_code = 5


class ProtectedContent(DalilError):
    """Something protected was about to leave."""


class VerificationFailed(DalilError):
    """A release does not say what it is signed to say."""


class DalilErrors(DalilError):
    """Several errors at once, sorted by place."""

    def __init__(self, errors: Iterable[DalilError]) -> None:
        self.errors = sorted(errors, key=_place)
        super().__init__(f"{len(self.errors)} error{'s' * (len(self.errors) != 1)}")
        self.exit_code = max((error.exit_code for error in self.errors), default=1)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


def _place(error: DalilError) -> tuple[str, int, int, str]:
    where = error.where if isinstance(error.where, Where) else Where(str(error.where or ""))
    return where.file, where.line, where.column, error.message


def _brief(message: str) -> str:
    left_out = len(message) - LONGEST
    if left_out <= 0:
        return message
    return f"{message[: LONGEST // 2]} … ({left_out:,} characters left out) … {message[-LONGEST // 2 :]}"


@contextmanager
def gathering(errors: list[DalilError], where: Where | None = None) -> Iterator[None]:
    """What goes wrong inside is added to `errors`, at `where` if it has no place of its own."""
    try:
        yield
    except DalilErrors as several:
        errors += several.errors
    except DalilError as error:
        errors.append(error.at(where) if where else error)


def nearest(word: str, known: Iterable[str], kind: str = "term") -> str:
    """The hint that suggests the nearest known words, lists a few, or says how many there are to look at."""
    names = sorted(set(known))
    close = get_close_matches(word[:LONGEST], names, n=3, cutoff=0.6)
    if not close:
        close = [name for name in names if word and word.lower() in name.lower()][:3]
    if close:
        return "did you mean " + " or ".join(close) + "?" + _lookalike(word, close[0])
    if len(names) <= FEW:
        return f"known: {', '.join(names)}" if names else f"no {kind} is known"
    return f"no {kind} comes near it ({len(names)} are known)"


def _lookalike(word: str, meant: str) -> str:
    """Which letter only looks like the one that is meant: nobody can see it."""
    if len(word) != len(meant):
        return ""
    odd = [theirs for theirs, ours in zip(word, meant, strict=True) if theirs != ours]
    if not odd or any(char.isascii() for char in odd):
        return ""
    return f" ({odd[0]!r} is {name(odd[0], 'another character')})"
