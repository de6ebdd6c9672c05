"""The words of a column's name, and what they speak of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

PERSONAL = {
    *(
        "name",
        "names",
        "person",
        "persons",
        "people",
        "victim",
        "victims",
        "witness",
        "witnesses",
        "suspect",
        "officer",
    ),
    *("commander", "contact", "phone", "email", "mail", "address", "passport", "surname", "alias", "aliases", "staff"),
    *("author", "reporter", "interviewee", "initial", "initials", "detainee", "prisoner", "mother", "father", "spouse"),
}
TIMES = {
    *("date", "dates", "time", "day", "year", "month", "when", "start", "end", "begin", "began", "ended", "since"),
    *("until", "from", "to", "on", "born", "birth", "dob", "founded", "published", "listed", "updated", "retrieved"),
    *("timestamp", "cited", "access", "accessed", "dissolution", "founding"),
}
CERTAINTY = {"confidence", "certainty", "reliability"}
FREE = {"comment", "comments", "note", "notes", "remark", "remarks", "description", "summary"}
IDENTIFIERS = {"id", "ids", "key", "uuid", "guid", "code", "ref", "reference", "number", "no", "nr", "num", "gid", "pk"}


def tokens(name: str) -> list[str]:
    """The words of a column's name, in small letters: `dateStart`, `date_start` and `Date: Start` have the same."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return re.findall(r"[^\W_]+", spaced.lower())


def identifies(words: Sequence[str]) -> bool:
    """Whether a column's name speaks of identifiers; a number of something counts."""
    said = [
        word for word, after in zip_longest(words, words[1:]) if not (word in ("number", "no", "num") and after == "of")
    ]
    return bool(set(said) & IDENTIFIERS)
