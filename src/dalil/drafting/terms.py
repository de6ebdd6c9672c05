"""What a row seems to be, and which term of the ontology a column's name speaks of: guesses, by English words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dalil.drafting.profile import Column
from dalil.drafting.words import PERSONAL

COUNTS = {
    "killed": {
        "killed",
        "dead",
        "death",
        "deaths",
        "fatality",
        "fatalities",
        "casualties",
        "died",
        "low",
        "best",
        "high",
    },
    "injured": {"injured", "wounded", "hurt", "injuries"},
    "detained": {"detained", "arrested", "arrests", "detentions", "detainees", "imprisoned"},
    "rescued": {"rescued"},
}
PLACES = {
    *("place", "location", "city", "town", "village", "district", "province", "governorate", "region", "adm", "admin"),
    *("site", "municipality", "neighbourhood", "neighborhood", "area", "grid", "gid", "where", "address", "country"),
    *("subdistrict", "county", "camp", "prison", "state"),
}
ACTORS = {
    *("actor", "actors", "side", "party", "group", "unit", "organization", "organisation", "org", "member", "force"),
    *("forces", "army", "company", "person", "people", "legislator", "candidate", "officer", "armed", "agency"),
}
EVENTS = {
    *("event", "events", "incident", "incidents", "attack", "attacks", "violation", "strike", "battle", "conflict"),
    *("meeting", "vote", "veto", "vetoes", "protest", "arrest", "killing", "strikes", "violence"),
}
PEOPLE = {"birth", "born", "dob", "gender", "sex", "surname", "nationality", "given", "rank"}
ROOTS = {"actor": "Actor", "event": "Event", "place": "Place", "work": "Work"}
"""Kind of name → the class that is never wrong for it."""


def kind_of_row(columns: Sequence[Column], stem: Sequence[str]) -> str:
    """What a row is most likely about: an event, an actor, a place or a work."""
    words = [word for column in columns for word in column.words] + list(stem) * 2
    scores = {
        "event": 2 * _any(words, EVENTS) + 2 * _any(words, *COUNTS.values()) + _any(words, {"date"}),
        "actor": 2 * _any(words, PEOPLE) + 2 * _any(words, ACTORS) + _any(words, PERSONAL),
        "place": 2 * _any(words, {"latitude", "lat"}) + _any(words, PLACES) + 2 * _any(stem, PLACES),
        "work": _any(words, {"title", "headline"})
        + _any(words, {"url", "isbn", "doi"})
        + _any(words, {"author", "publisher"}),
    }
    return max(scores, key=lambda kind: scores[kind])


def count_term(words: Iterable[str]) -> str:
    """The term of a figure; "" where its name does not speak of people harmed."""
    said = set(words)
    return next((term for term, marks in COUNTS.items() if said & (marks - {"low", "best", "high"})), "")


def pair_term(words: Iterable[str], row: str) -> tuple[str, str]:
    """For an identifier with its name: the term by which a row of this kind has it, and the kind of what it names."""
    said = set(words)
    if said & {"parent", "superior", "commander"} and row == "actor":
        return "subordinateTo", "actor"
    if row == "event" and said & {"conflict", "war", "campaign", "dyad", "episode"}:
        return "partOf", "event"
    if said & PLACES and not said & ACTORS:
        return ("place" if row == "event" else "within" if row == "place" else ""), "place"
    if said & ACTORS:
        term = {"event": "participant", "actor": "memberOf", "work": "author"}.get(row, "")
        return next(
            (one for one in ("perpetrator", "victim", "target") if one in said), term
        ) if row == "event" else term, "actor"
    return "", "actor"


def date_term(words: Iterable[str], row: str) -> str:
    """The term of a day that a row of this kind has; "" where there is none."""
    said = set(words)
    if row == "actor":
        return "born" if said & {"birth", "born", "dob", "birthdate"} else ""
    other = {
        "source",
        "retrieved",
        "access",
        "accessed",
        "updated",
        "modified",
        "entered",
        "created",
        "archive",
        "timestamp",
    }
    if said & other or row == "place":
        return ""
    return {"event": "date", "work": "published"}[row]


def _any(words: Iterable[str], *marks: set[str]) -> int:
    return int(any(set(words) & one for one in marks))
