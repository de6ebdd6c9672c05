"""The steps of a hole, each a pure function of one cell: no state, no locale, no order of rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from hashlib import sha256

from dalil.errors import BadValue, FactError
from dalil.facts.table.dates import cut, read_date
from dalil.facts.table.holes import MANY
from dalil.model import Hole, Lookup, Step
from dalil.values.slugs import slug

Lookups = Mapping[str, Lookup]
Made = str | tuple[str, ...]
"""What steps make of a cell: a text ("" says nothing), or the elements of a list."""
_GROUPS = re.compile(r"[0-9]{1,3}(?P<mark>[,\u066c'’ \u00a0\u2009\u202f])[0-9]{3}(?:(?P=mark)[0-9]{3})*|[0-9]+(?:\.0)?")


def split(cell: str, separator: str = "") -> list[str]:
    """The elements of a list, each trimmed, empty ones dropped, repeated ones once."""
    return list(dict.fromkeys(element for element in positions(cell, separator) if element))


def positions(cell: str, separator: str = "") -> list[str]:
    """The elements of a list as they stand, empty and repeated ones too: for lists that run in parallel.

    A cell that was an array keeps its own elements; other text is cut at the separator, by default `;`.
    """
    whole = cell.split(MANY)
    if len(whole) > 1 and not separator:
        return [element.strip() for element in whole]
    return [element.strip() for part in whole for element in part.split(separator or ";")]


def look_up(cell: str, lookup: Lookup) -> str:
    """The term for a code; what is not there makes no term. Raises BadValue."""
    code = cell.strip()
    if code not in lookup.entries:
        hint = f"add it to `lookups: {lookup.name}`, or take it out with `null`"
        raise BadValue(f"{code!r} is not in the lookup {lookup.name!r}", hint=hint)
    return lookup.entries[code]


def name_of(cell: str) -> str:
    """Any words as part of a name; it begins with a letter or digit even where the words have none."""
    found = slug(cell.strip())
    return f"x{found}" if found.startswith("_") else found


def figure(cell: str) -> str:
    """A whole number without what separates its thousands, in the digits 0 to 9. Raises BadValue.

    `12.0`, which spreadsheets make of 12, is 12; `1.234` may be either, and is neither.
    """
    plain = "".join(str(int(char)) if char.isdecimal() else char for char in cell.strip())
    match = _GROUPS.fullmatch(plain)
    if not match:
        hint = "a whole number, thousands apart by a comma, space or apostrophe; or take it out with `null`"
        raise BadValue(f"{cell!r} is not a count", hint=hint)
    return str(int(re.sub("[^0-9]", "", plain.removesuffix(".0"))))


def matched(cell: str, pattern: str) -> str:
    """The first group of a regular expression, or all that it matches; "" where that group took no part. Raises BadValue."""
    match = re.search(pattern, cell)
    if not match:
        raise BadValue(
            f"{cell!r} does not match {pattern!r}", hint="write a pattern that fits, or take it out with `null`"
        )
    return (match[1] or "") if match.re.groups else match[0]


_APPLY: dict[str, Callable[[str, tuple[str, ...], Lookups], Made]] = {
    "trim": lambda cell, *_: cell.strip(),
    "split": lambda cell, arguments, _: tuple(split(cell, *arguments[:1])),
    "lookup": lambda cell, arguments, lookups: look_up(cell, lookups[arguments[0]]),
    "slug": lambda cell, *_: name_of(cell),
    "lower": lambda cell, *_: cell.lower(),
    "upper": lambda cell, *_: cell.upper(),
    "date": lambda cell, formats, _: read_date(cell, formats),
    "month": lambda cell, *_: cut(cell, 2),
    "year": lambda cell, *_: cut(cell, 1),
    "count": lambda cell, *_: figure(cell),
    "null": lambda cell, cells, _: "" if cell.strip() in cells else cell,
    "match": lambda cell, arguments, _: matched(cell, arguments[0]),
    "digest": lambda cell, *_: sha256(cell.strip().encode()).hexdigest()[:12],
}


def apply(step: Step, cell: str, lookups: Lookups) -> Made:
    """One step on one cell that is not empty. Raises BadValue, and FactError for a step that there is not."""
    known = step.name in _APPLY and (step.name != "lookup" or step.arguments[0] in lookups)
    if not known:
        raise FactError(f"{' '.join([step.name, *step.arguments])!r} is not a step that the mapping knows")
    return _APPLY[step.name](cell, step.arguments, lookups)


def through(steps: tuple[Step, ...], cell: str, lookups: Lookups) -> Made:
    """A cell through all steps; behind `split`, each element goes its own way. Raises BadValue."""
    made: Made = cell
    for step in steps:
        if isinstance(made, str):
            made = apply(step, made, lookups) if made.strip() else ""
        else:
            made = _flat(apply(step, element, lookups) for element in made)
    return made if isinstance(made, tuple) or made.strip() else ""


def _flat(results: Iterable[Made]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for result in results:
        found.update(dict.fromkeys(result if isinstance(result, tuple) else (result,)))
    return tuple(element for element in found if element.strip())


@lru_cache(maxsize=4096)
def list_of(hole: Hole) -> Hole | None:
    """The list that a hole is an element of: its column up to `split`, written one way. None for a single cell."""
    for n, step in enumerate(hole.steps):
        if step.name == "split":
            before = tuple(step for step in hole.steps[:n] if step.name != "trim")
            return Hole(hole.column, (*before, Step("split", step.arguments)))
    return None


@lru_cache(maxsize=4096)
def behind_split(hole: Hole) -> tuple[Step, ...]:
    """What is done to each element of a list."""
    at = next(n for n, step in enumerate(hole.steps) if step.name == "split")
    return hole.steps[at + 1 :]
