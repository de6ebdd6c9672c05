"""Absence against presence: one says that nothing was done about a thing, another that somebody did something about it.

An omission and a reaction meet in what they are about: the same thing, or a work and what it rests on. Whether they clash is a
matter of time: what was not done by one day may have been done by another.
"""

from __future__ import annotations

from collections.abc import Iterator

from dalil.model import Agreement
from dalil.reconcile.comparing.moments import Moments
from dalil.reconcile.comparing.periods import Period
from dalil.reconcile.comparing.said import Reader, Said
from dalil.reconcile.comparing.sentences import agreed, voice
from dalil.reconcile.comparing.verdicts import UNRELATED, Verdict

ABSENCE = "Omission"
CAUSE = "reactionTo"
ABOUT = ("about", CAUSE)
"""What says on which thing somebody did not act."""
PART = ("during", "partOf")
RULE = "absence-and-presence"


def unanswered(said: list[Said], moments: Moments, reader: Reader) -> Iterator[Agreement]:
    """Each claim that nobody acted on a thing, against each claim that somebody did."""
    answers, tied = _answers(said, moments, reader), _ties(said)
    blamed: dict[str, set[str]] = {}
    for s in said:
        if s.term == "agent" and not s.denied and _is_absence(s, moments):
            blamed.setdefault(s.subject, set()).add(s.value)
    for absence in said:
        if absence.term in ABOUT and not absence.denied and _is_absence(absence, moments):
            things = {absence.value} | tied.get(absence.value, set())
            for presence in (s for thing in sorted(things) for s in answers.get(thing, ())):
                who = sorted(b for b in blamed.get(absence.subject, ()) if _can_be(presence.value, b, moments, reader))
                if who and presence.claim.local != absence.claim.local:
                    yield _agreement(absence, presence, who[0], moments, reader)


def _is_absence(said: Said, moments: Moments) -> bool:
    return ABSENCE in moments.types.get(said.subject, ())


def _answers(said: list[Said], moments: Moments, reader: Reader) -> dict[str, list[Said]]:
    """Thing → statements that name who acted in answer to it, or in the course of such an answer."""
    whole: dict[str, set[str]] = {}
    cause: dict[str, set[str]] = {}
    for s in said:
        if not s.denied and isinstance(s.object, str):
            if s.term in PART:
                whole.setdefault(s.subject, set()).add(s.object)
            elif s.term == CAUSE:
                cause.setdefault(s.subject, set()).add(s.object)
    found: dict[str, list[Said]] = {}
    for s in said:
        if not s.denied and isinstance(s.object, str) and _is_doer(s.term, reader) and not _is_absence(s, moments):
            events = {s.subject} | _reached(s.subject, whole)
            for thing in sorted({thing for event in events for thing in cause.get(event, ())}):
                found.setdefault(thing, []).append(s)
    return found


def _is_doer(term: str, reader: Reader) -> bool:
    known = reader.vocabulary.properties.get(term)
    return term == "agent" or (known is not None and "agent" in known.broader)


def _ties(said: list[Said]) -> dict[str, set[str]]:
    """Each work with what it is derived from, and with what is derived from it, by however many steps."""
    up: dict[str, set[str]] = {}
    down: dict[str, set[str]] = {}
    for s in said:
        if s.term == "derivedFrom" and not s.denied and isinstance(s.object, str):
            up.setdefault(s.subject, set()).add(s.object)
            down.setdefault(s.object, set()).add(s.subject)
    return {work: _reached(work, up) | _reached(work, down) for work in up.keys() | down.keys()}


def _reached(start: str, steps: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        fresh = steps.get(todo.pop(), set()) - seen
        seen |= fresh
        todo.extend(fresh)
    return seen - {start}


def _can_be(doer: str, blamed: str, moments: Moments, reader: Reader) -> bool:
    """Whether who acted is among those who are said not to have acted, or may be: nobody says who belongs to such a group."""
    if _is_among(doer, blamed, reader):
        return True
    is_group = "Group" in moments.types.get(blamed, ())
    return is_group and not any(blamed in above for above in reader.above.values())


def _is_among(doer: str, blamed: str, reader: Reader) -> bool:
    return doer == blamed or blamed in reader.ancestors(doer)


def _agreement(absence: Said, presence: Said, blamed: str, moments: Moments, reader: Reader) -> Agreement:
    omitted = moments.period(absence.subject, absence)
    then = omitted or moments.told(absence)
    done = moments.period(presence.subject, presence) or moments.told(presence)
    among = _is_among(presence.value, blamed, reader)
    kind, why = _by_time(then, done, sure=among, dated=omitted is not None)
    if not among:
        why += f" No claim ties {reader.label(presence.value)} to {reader.label(blamed)}."
    acted = f"{reader.label(presence.subject)}, by {reader.label(presence.value)}"
    says = (_timed(reader.label(absence.subject), then), _timed(acted, done))
    told = f"{says[0]}, {voice(absence, reader)}; {says[1]}, {voice(presence, reader)}. {why}"
    return agreed(absence, presence, Verdict(kind, RULE, says, why), told)


def _timed(label: str, when: Period | None) -> str:
    return f"{label} ({when.label})" if when else label


def _by_time(then: Period | None, done: Period | None, *, sure: bool, dated: bool) -> tuple[str, str]:
    """What is said to be undone is undone up to the day on which it is said, or for the time that is given."""
    if then is None or done is None:
        return "compatible", "The time of one of the two is not known: the act can have come after."
    later = then.last is not None and done.first is not None and then.last < done.first
    if later or (dated and then.apart(done)):
        return UNRELATED, "Each is of its own time, and what was not done by one day may have been done by another."
    if sure and done.last is not None and (then.last is None or done.last <= then.last):
        return "conflicts", "The one says that nothing was done up to a time by which the other says that it was."
    return "compatible", "Whether the act came after is not known."
