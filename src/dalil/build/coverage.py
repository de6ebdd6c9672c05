"""Coverage: a source's text with every character accounted for.

A character is claimed (a claim quotes it), furniture, without fact, or not yet read. Characters that
are neither letter nor digit belong to what surrounds them and are counted as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from dalil.build.dossier import Dossier
from dalil.errors import DalilError, DalilErrors, SourceError, UnknownTerm, nearest
from dalil.facts import find, fold
from dalil.model import Anchor, Span

KINDS = ("claimed", "furniture", "no fact", "layout", "unread")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind: [start, end) in code points."""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole text as runs, in order."""

    source: str
    runs: tuple[Run, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Characters by kind; they add up to the text."""
        found = dict.fromkeys(KINDS, 0)
        for run in self.runs:
            found[run.kind] += run.end - run.start
        return found

    @property
    def unread(self) -> tuple[Run, ...]:
        """What nobody has read yet."""
        return tuple(run for run in self.runs if run.kind == "unread")


def cover(dossier: Dossier, curie: str) -> Coverage:
    """Account for every character of one source. Raises SourceError where its text is not held."""
    if curie not in dossier.sources:
        raise UnknownTerm(f"no source is called {curie!r}", hint=nearest(curie, dossier.sources, "source"))
    source, text = dossier.sources[curie], dossier.anchorers[curie].text
    if text is None:
        raise SourceError(
            f"the text of {source.title!r} is not held here", source.where, f"dalil hold FILE --source {curie}"
        )
    kinds = ["unread" if char.isalnum() else "layout" for char in text]
    _paint(kinds, "no fact", _places(text, source.no_fact))
    _paint(kinds, "furniture", _places(text, source.furniture))
    _paint(kinds, "claimed", _claimed(dossier, curie))
    position, runs = 0, []
    for kind, group in groupby(kinds):
        end = position + len(list(group))
        runs.append(Run(kind, position, end, text[position:end]))
        position = end
    return Coverage(curie, tuple(runs))


def _claimed(dossier: Dossier, curie: str) -> list[tuple[int, int]]:
    iri = dossier.sources[curie].iri
    return [(c.anchor.start, c.anchor.end) for c in dossier.claims if c.source == iri and isinstance(c.anchor, Anchor)]


def _places(text: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Where quotations of furniture and of no fact stand. Raises DalilErrors with all that do not."""
    folded, places = fold(text), []
    errors: list[DalilError] = []
    for span in spans:
        try:
            anchor = find(span.quote, folded, span.after, span.occurrence)
            places.append((anchor.start, anchor.end))
        except DalilError as error:
            errors.append(error.at(span.where))
    if errors:
        raise DalilErrors(errors)
    return places


def _paint(kinds: list[str], kind: str, places: list[tuple[int, int]]) -> None:
    for start, end in places:
        kinds[start:end] = [kind] * (end - start)
