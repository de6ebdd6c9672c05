"""Offices that one holds at a time: two who are said to hold one are compared by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal

from dalil.model import Agreement
from dalil.reconcile.comparing.comparers import in_time
from dalil.reconcile.comparing.large import pairs_of
from dalil.reconcile.comparing.moments import Moments
from dalil.reconcile.comparing.said import Reader, Said
from dalil.reconcile.comparing.sentences import agreed, voice
from dalil.reconcile.comparing.verdicts import Verdict

UNNAMED = {"UnnamedPerson", "UnnamedGroup"}


@dataclass(frozen=True, slots=True)
class _Held:
    """An office of a body, and the statement that somebody holds it: `said` names the holder as its object."""

    body: str
    office: str
    said: Said


def held_by_two(said: list[Said], moments: Moments, reader: Reader) -> Iterator[Agreement]:
    """Two holders of one office: at one time they are in conflict, each at their own time they are not."""
    offices: dict[tuple[str, str], list[Said]] = {}
    for held in _offices(said, moments, reader):
        offices.setdefault((held.body, held.office), []).append(held.said)
    for (body, office), holders in sorted(offices.items()):
        for pair in pairs_of(holders)[0]:
            first, second = sorted(pair, key=lambda s: (s.claim.local, s.value))
            if first.claim.local != second.claim.local and are_two(first, second, moments):
                yield office_agreement(body, office, first, second, reader)


def are_two(first: Said, second: Said, moments: Moments) -> bool:
    """Whether the holders are two: somebody without a name may be the one who is named."""
    names = (first.value, second.value)
    return names[0] != names[1] and not any(moments.types.get(name, set()) & UNNAMED for name in names)


def office_agreement(body: str, office: str, first: Said, second: Said, reader: Reader) -> Agreement:
    """How two holders of one office stand to each other: `first` and `second` name them as their objects."""
    says = (reader.label(first.value), reader.label(second.value))
    why = f"The office of {office} has one holder at a time."
    verdict = in_time(Verdict("conflicts", "office-holders", says, why), first, second)
    one, other = (f"{name}, {voice(s, reader)}" for name, s in zip(verdict.says, (first, second), strict=True))
    return agreed(first, second, verdict, f"{reader.label(body)}, {office}: {one}; {other}. {verdict.why}")


def _offices(said: list[Said], moments: Moments, reader: Reader) -> Iterator[_Held]:
    """Who is said to hold what: by a term such as headOf, or by a position with the name of such an office."""
    marked = reader.vocabulary.annotations.get("oneAtATime", frozenset())
    terms = {name: words for name, words in marked if name in reader.vocabulary.properties}
    classes = {name: words for name, words in marked if name not in reader.vocabulary.properties}
    words = {word.casefold() for _, word in reader.vocabulary.annotations.get("soleOffice", ())}
    bodies: dict[str, set[str]] = {}
    called: dict[str, set[str]] = {}
    for s in said:
        if s.denied:
            continue
        if s.term in terms and isinstance(s.object, str):
            yield _Held(s.object, terms[s.term], replace(s, subject=s.object, object=s.subject))
        elif s.term == "forBody":
            bodies.setdefault(s.subject, set()).add(s.value)
        elif s.term == "classification" and isinstance(s.object, Literal) and s.object.value.casefold() in words:
            called.setdefault(s.subject, set()).add(s.object.value.casefold())
    for s in said:
        if s.term == "holder" and not s.denied:
            kinds = {classes[t] for t in moments.types.get(s.subject, ()) if t in classes}
            when = moments.period(s.subject, s) or moments.told(s)
            for body in sorted(bodies.get(s.subject, ())):
                for office in sorted(called.get(s.subject, set()) | kinds):
                    yield _Held(body, office, replace(s, when=when))
