"""Which columns a mapping names, and what to say of those that the table lacks or that nobody accounts for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from dalil.errors import FEW, DalilError, FactError, UnknownTerm, Where, nearest
from dalil.facts.table.claims import templates_of
from dalil.model import WHOLE, ClaimMapping, Condition, Mapping, Template, ThingMapping

Named = Iterator[tuple[str, Where]]


def columns_used(mapping: Mapping) -> set[str]:
    """Every column that a hole, a condition or a join names; columns of a joined table as `name.column`."""
    return set(_first_named(mapping))


def columns_of_claim(claim: ClaimMapping) -> set[str]:
    """The columns that a claim needs, its conditions' too."""
    return {column for column, _ in _of_claim(claim)}


def columns_of_thing(thing: ThingMapping) -> set[str]:
    """The columns that a source or an entry needs, its conditions' too."""
    return {column for column, _ in _of_thing(thing)}


def tells_rows_apart(mapping: Mapping) -> bool:
    """Whether a digest of whole rows is asked for, so that the column WHOLE is wanted."""
    return any(column == WHOLE for column, _ in _all(mapping))


def unused(mapping: Mapping, columns: Sequence[str]) -> tuple[list[str], list[str]]:
    """Columns that the mapping names and the table lacks; and columns that it neither names nor ignores.

    `columns` are the table's, with those of joined tables as `name.column`, of which none need be accounted for.
    """
    used = columns_used(mapping)
    joined = tuple(f"{join.name}." for join in mapping.joins)
    unknown = sorted(used - {*columns, *mapping.optional})
    unaccounted = [
        name
        for name in columns
        if name not in used
        and not name.startswith(joined)
        and not any(name == pattern or fnmatchcase(name, pattern) for pattern in mapping.ignore)
    ]
    return unknown, unaccounted


def column_errors(mapping: Mapping, columns: Sequence[str], version: str = "") -> list[DalilError]:
    """What `unused` finds, as sentences with the mapping's lines; `version` is the label of the version that was read."""
    unknown, unaccounted = unused(mapping, columns)
    places = _first_named(mapping)
    table = f"the version {version} of the table" if version else "the table"
    errors: list[DalilError] = [
        UnknownTerm(f"{table} has no column {name!r}", places[name], nearest(name, columns, "column"))
        for name in unknown
    ]
    if unaccounted:
        shown = ", ".join(repr(name) for name in unaccounted[:FEW]) + " …" * (len(unaccounted) > FEW)
        count = len(unaccounted)
        what = f"a column of {table} is" if count == 1 else f"{count} columns of {table} are"
        hint = (
            f"use {'it' if count == 1 else 'them'} in a claim, or name {'it' if count == 1 else 'them'} under `ignore:`"
        )
        where = mapping.versions[0][1].where if mapping.versions else mapping.where
        errors.append(FactError(f"{what} neither used nor ignored: {shown}", where, hint))
    return errors


def _first_named(mapping: Mapping) -> dict[str, Where]:
    """Each column, and where the mapping names it first."""
    found: dict[str, Where] = {}
    for column, where in _all(mapping):
        if column == WHOLE:  # no column of the table, and no use of any
            continue
        found[column] = min(where, found.get(column, where))
    return found


def _all(mapping: Mapping) -> Named:
    yield from _of_templates([mapping.row, mapping.source])
    for join in mapping.joins:
        yield join.on, join.where
    for conditions in mapping.ignore_rows:
        yield from _of_conditions(conditions, mapping.where)
    for claim in mapping.claims:
        yield from _of_claim(claim)
    for thing in mapping.things:
        yield from _of_thing(thing)


def _of_claim(claim: ClaimMapping) -> Named:
    yield from _of_templates(templates_of(claim))
    yield from ((hole.column, claim.where) for hole in claim.each)
    yield from _of_conditions(claim.when, claim.where)


def _of_thing(thing: ThingMapping) -> Named:
    slots = [slot for found in thing.slots.values() for slot in found]
    yield from _of_templates([thing.name, thing.type, *(t for slot in slots for t in slot.templates.values())])
    yield from _of_conditions(thing.when, thing.where)


def _of_templates(templates: Iterable[Template]) -> Named:
    return ((hole.column, template.where) for template in templates for hole in template.holes)


def _of_conditions(conditions: Iterable[Condition], where: Where) -> Named:
    return ((condition.column, where) for condition in conditions)
