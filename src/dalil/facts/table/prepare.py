"""Rows → columns for the tokens of a prototype, in their final form: what depends on one row only, whatever the order or the batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

import polars as pl

from dalil.facts.table.columns import columns_of_claim, columns_of_thing
from dalil.facts.table.evaluate import Memo
from dalil.facts.table.expressions import all_filled
from dalil.facts.table.prototype import Prototype, lists, prototype, singled
from dalil.facts.table.rows import applying, repeated, row_key
from dalil.facts.table.thing_prototype import ThingPrototype, thing_lists, thing_prototype, thing_singled
from dalil.facts.table.tokens import holes_in
from dalil.facts.table.transforms import list_of
from dalil.facts.table.work import Work
from dalil.model import ClaimMapping, Hole, Issue, ThingMapping
from dalil.model import Mapping as TableMapping
from dalil.values import Time, Value

__all__ = [
    "Memo",
    "Prepared",
    "prepare_claims",
    "prepare_things",
    "repeated",
    "row_key",
]


NAMELESS = "there is something to say, and of nobody: the name is empty"


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows made ready for one prototype: one row a claim (or thing), sorted by key, then by its other names.

    `frame` has `h0`, `h1`, … (String; null says nothing), `key`, and of the table's own columns `#file`, `#row`, `#key`, `#block`.
    `issues` are the claims that are not made. `values`: local name → what it names, of all values in the frame.
    """

    prototype: Prototype | ThingPrototype
    frame: pl.DataFrame
    issues: list[Issue] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)


def prepare_claims(
    mapping: TableMapping,
    claim: ClaimMapping,
    rows: pl.DataFrame,
    version: Time | None,
    leave_out: frozenset[str],
    memo: Memo,
) -> Prepared:
    """All claims that rows make by one claim of a mapping. `rows`: cells as String, nulls applied, with `#file` and `#row`.

    `leave_out`: local names that nobody describes; claims that mention one are left out. A claim with a bad cell, without a source
    or without a subject is left out too; each is an issue. Raises FactError where the mapping asks for what cannot be.
    """
    work = Work(mapping, claim.where, applying(mapping, claim.when, columns_of_claim(claim), rows, memo), memo)
    work.need_key()
    single = singled(claim)
    each = list(dict.fromkeys(list_of(hole) or hole for hole in claim.each))
    work.one_by_one(single, each, needed=True)
    work.one_by_one(single, [hole for hole in single if hole not in each], needed=False)
    widths, states = work.widths(lists(claim)), bool(memo.states)
    made = memo.prototype(
        ("claim", claim.place, version, states, tuple(widths.values())),
        lambda: prototype(claim, mapping, memo.project, widths, version, states=states),
    )
    content = {n for said in made.said for n in (*said.subject, *said.object)}
    work.fill(made, content)
    spoken = {(said.subject, said.object): said.template for said in made.said}
    nameless = [
        (all_filled(object_) & ~all_filled(subject), template, NAMELESS)
        for (subject, object_), template in spoken.items()
        if subject and object_
    ]
    work.require(nameless, _any_filled([(*subject, *object_) for subject, object_ in spoken]))
    work.fill(made, set(range(len(made.columns))) - content)
    _require(work, made)
    return _prepared(work, made, leave_out, holes_in(made.claim.name), single)


def prepare_things(
    mapping: TableMapping, thing: ThingMapping, rows: pl.DataFrame, leave_out: frozenset[str], memo: Memo
) -> Prepared:
    """All sources or entries that rows describe, one for each row. A row with an empty name describes none.

    Without title, voice, type or a name of its own nothing is described, and that is an issue; so is any other bad cell, but it only
    is not said: a source whose day of publication is no day is still the source of its claims. Raises FactError.
    """
    work = Work(mapping, thing.where, applying(mapping, thing.when, columns_of_thing(thing), rows, memo), memo)
    single = thing_singled(thing)
    work.one_by_one(single, list(single), needed=True)
    widths = work.widths(thing_lists(thing))
    made = memo.prototype(
        ("thing", thing.what, thing.place, tuple(widths.values())), lambda: thing_prototype(thing, memo.project, widths)
    )
    (local, type_), *_ = made.subjects
    name, rest = holes_in(local), set(range(len(made.columns)))
    work.fill(made, name)
    work.require([], all_filled(name))
    needed = {*holes_in(type_), *(n for need in made.required for holes in need.one_of for n in holes)} - set(name)
    work.fill(made, needed)
    _require(work, made)
    work.fill(made, rest - needed - set(name), keep_bad=True)
    return _prepared(work, made, leave_out, name, single)


def _require(work: Work, made: Prototype | ThingPrototype) -> None:
    """What a claim or thing cannot do without is there, or the row is reported."""
    needed = [need for need in made.required if all(need.one_of)]
    work.require([(~_any_filled(need.one_of), need.template, need.reason) for need in needed])


def _prepared(
    work: Work,
    made: Prototype | ThingPrototype,
    leave_out: frozenset[str],
    order: Sequence[int],
    single: Mapping[Hole, str],
) -> Prepared:
    work.leave_out(made, leave_out)
    if single:
        work.once(order, list(single))
    frame = work.finished(made, order)
    return Prepared(made, frame, list(work.issues), work.used(made, frame))


def _any_filled(groups: Iterable[Sequence[int]]) -> pl.Expr:
    """Whether all holes are filled of one group at least."""
    return reduce(or_, map(all_filled, groups), pl.lit(value=False))
