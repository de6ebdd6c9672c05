"""For which time a statement is said, where what it says changes in time.

A position has dates of its own; what is said of a body without a date is said of the day of its source. What happened once
(who did it, where, how many) has the time of the event and no other: two sources of different years do not speak of different times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dalil.reconcile.comparing.periods import Period, held, telling
from dalil.reconcile.comparing.said import Reader, Said
from dalil.values import Time
from dalil.vocabulary import DALIL

DATED = {"began": 0, "ended": 1, "date": 2, "attested": 2}
"""Terms that say when a thing began, ended, or was seen to hold."""
BODIES = ("forBody", "place")
"""Where somebody has a position: what the direct terms (memberOf, subordinateTo, basedAt) have as their object."""
Dates = tuple[list[Time], list[Time], list[Time]]


@dataclass(frozen=True)
class Moments:
    """The dates that claims give of things, the days of sources, and what kind each thing is said to be."""

    reader: Reader
    dates: Mapping[tuple[str, str], Dates]
    """(claim, source or "" for anybody; thing) → when it began, ended, was seen."""
    positions: Mapping[tuple[str, str, str], str]
    """(claim, holder, body) → the position."""
    tellings: Mapping[str, Period]
    types: Mapping[str, set[str]]
    changing: frozenset[str]
    """Things of a kind that can begin after somebody said that there was none: a position, an inquiry."""

    @classmethod
    def of(
        cls, said: Iterable[Said], reader: Reader, published: Mapping[str, Time], registered: Mapping[str, str]
    ) -> Moments:
        """Read from all statements that are compared, the days of sources, and the types that the registry gives."""
        dates: dict[tuple[str, str], Dates] = {}
        types = {name: {kind} for name, kind in registered.items()}
        holders: dict[tuple[str, str], list[str]] = {}
        bodies: dict[tuple[str, str], list[str]] = {}
        for s in said:
            if s.denied:
                continue
            if s.term in DATED and isinstance(s.object, Time):
                for scope in (f"claim {s.claim.local}", f"source {_source(s, reader)}", ""):
                    dates.setdefault((scope, s.subject), ([], [], []))[DATED[s.term]].append(s.object)
            elif s.term == "type":
                types.setdefault(s.subject, set()).add(s.value.removeprefix(DALIL))
            elif s.term == "holder":
                holders.setdefault((s.claim.local, s.subject), []).append(s.value)
            elif s.term in BODIES:
                bodies.setdefault((s.claim.local, s.subject), []).append(s.value)
        positions = {
            (claim, holder, body): event
            for (claim, event), found in holders.items()
            for holder in found
            for body in bodies.get((claim, event), ())
        }
        vocabulary = reader.vocabulary
        marked = {name for name, value in vocabulary.annotations.get("changesInTime", ()) if value == "true"}
        kinds = {name for names in types.values() for name in names if marked & vocabulary.ancestors(name)}
        changing = frozenset(thing for thing, names in types.items() if names & kinds)
        return cls(reader, dates, positions, _tellings(said, reader, published), types, changing)

    def dated(self, said: Said) -> Said:
        """The statement with the time for which it is said."""
        return replace(said, when=when) if (when := self._when(said)) else said

    def period(self, thing: str, said: Said) -> Period | None:
        """When a thing was, as the claim of a statement gives it, else its source, else anybody."""
        for scope in (f"claim {said.claim.local}", f"source {_source(said, self.reader)}", ""):
            if (found := self.dates.get((scope, thing))) and (period := held(*found)):
                return replace(period, of=thing)
        return None

    def told(self, said: Said) -> Period | None:
        """The day of the source in which it is said."""
        return self.tellings.get(_source(said, self.reader))

    def _beside(self, said: Said) -> Period | None:
        """When it was, as the same claim says of the same thing: `{ basedAt: place:weir, attested: 2012 }`."""
        found = self.dates.get((f"claim {said.claim.local}", said.subject))
        return held(*found) if found else None

    def _when(self, said: Said) -> Period | None:
        known = self.reader.vocabulary.properties.get(said.term)
        if known and known.changing:
            event = self.positions.get((said.claim.local, said.subject, said.value))
            return (self.period(event, said) if event else self._beside(said)) or self.told(said)
        is_role = said.term == "type" or (known is not None and bool(known.broader & {"participant", "agent"}))
        if is_role and said.subject in self.changing:
            return self.period(said.subject, said) or self.told(said)
        return None


def _source(said: Said, reader: Reader) -> str:
    source = said.claim.source
    return reader.linker.canonical(source.value.removeprefix(reader.base)) if source else ""


def _tellings(said: Iterable[Said], reader: Reader, published: Mapping[str, Time]) -> dict[str, Period]:
    """Source → its day: as its file gives it, else as claims do, what a source says before what is inferred."""
    times = {reader.linker.canonical(source): (time, False) for source, time in published.items()}
    dated = [s for s in said if s.term == "published" and not s.denied]
    for s in sorted(dated, key=lambda s: (s.claim.mode == "inferred", s.value)):
        if isinstance(s.object, Time) and (s.object.earliest or s.object.latest):
            times.setdefault(s.subject, (s.object, s.claim.mode == "inferred"))
    periods = {source: telling(time, inferred=inferred) for source, (time, inferred) in times.items()}
    return {source: period for source, period in periods.items() if period}
