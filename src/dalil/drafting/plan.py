"""From columns to what a row says: statements that can stand, lines that a person must decide, columns that nothing is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from dalil.drafting import roles, terms
from dalil.drafting.keys import WHOLE, Key
from dalil.drafting.lines import Line, Own, date_of, describe, hole, in_name, prefix, quoted, split, writable
from dalil.drafting.profile import Column
from dalil.drafting.words import tokens

FLAGS = ({"0", "1"}, {"y", "n"}, {"yes", "no"}, {"true", "false"}, {"1"}, {"y"}, {"yes"}, {"true"}, {"x"})
"""Codes that only say whether something is so."""
SINGLE = {"date", "place", "killed", "born", "published"}
"""Terms of which a thing has one."""
CERTAINTIES = {"low": "possible", "medium": "probable", "high": "certain"}


@dataclass
class Plan:
    """Everything that a first mapping says of a table."""

    kind: str
    subject: str
    type: str
    """The class of a row: the root of its kind, or what a live line asks for."""
    lines: list[Line] = field(default_factory=list)
    own: list[Own] = field(default_factory=list)
    entities: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Name of an entity → its class, its display name, what is to be decided."""
    lookups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    flags: list[Column] = field(default_factory=list)
    """Columns that say whether something is so: each may be the condition of a claim."""
    used: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    """Columns that some line has, be it live or proposed."""

    def add(self, line: Line) -> None:
        """A statement; of a term that has one value the first is live."""
        if line.live and line.term in {other.term for other in self.lines if other.live} & SINGLE:
            line = Line(line.term, line.value, line.columns, f"{line.about}; or this one", live=False)
        self.lines.append(line)
        self.taken.update(line.columns)
        if line.live:
            self.used.update(line.columns)
            self.type = "Person" if line.term == "born" else self.type


def make_plan(columns: Sequence[Column], frame: pl.DataFrame, key: Key | None, stem: str) -> Plan:
    """What each row may say, by its columns."""
    able = [one for one in columns if one.kind != "empty" and writable(one)]
    kind = terms.kind_of_row(able, tokens(stem))
    named = "-".join(map(in_name, key.columns)) or f"{{{WHOLE}}}" if key else "TODO"
    plan = Plan(kind, f"{kind}:{prefix(stem)}-{named}", terms.ROOTS[kind])
    plan.used.update(one.name for one in (key.columns if key else ()))
    for group in roles.sourced_in(able):
        _own(plan, group)
    rest = [one for one in able if one.name not in plan.taken]
    for pair in roles.pairs_in(rest, frame):
        _pair(plan, pair, key)
    _figures(plan, [one for one in rest if one.name not in plan.taken])
    _times(plan, [one for one in rest if one.name not in plan.taken])
    for column in rest:
        if column.name not in plan.taken and column.name not in plan.used:
            _alone(plan, column)
    plan.taken.update(plan.used)
    return plan


def _own(plan: Plan, group: roles.Sourced) -> None:
    """A claim for a cell that has sources of its own; it is only proposed, for nobody has described these sources yet."""
    slug = "" if group.source.kind in ("id", "list") else "slug"
    source = f"source:{prefix(group.source.words[0])}-{hole(group.source, split(group.source), slug)}"
    certainty = ""
    if group.certainty is not None and group.certainty.codes:
        plan.lookups.setdefault("certainty", ())
        plan.lookups["certainty"] = tuple(sorted({*plan.lookups["certainty"], *group.certainty.codes}))
        certainty = hole(group.certainty, "lookup certainty")
    line = _statement(plan.kind, group.value)
    columns = [group.source.name, *([group.certainty.name] if group.certainty else [])]
    plan.own.append(Own(line, source, certainty, tuple(columns)))
    plan.taken.update((*line.columns, *columns))


def _statement(kind: str, column: Column) -> Line:
    """What one cell says of the row's own thing."""
    words = set(column.words)
    many = split(column)
    if words & terms.PLACES and kind != "place":
        about = f"{describe(column)}; TODO: two places of one name would be one"
        return Line(
            "place" if kind == "event" else "TODO",
            f"place:{hole(column, many, 'slug')}",
            (column.name,),
            about,
            live=False,
        )
    if words & {"name", "names", "alias", "aliases", "title", "label"} and column.kind in (
        "name",
        "list",
        "text",
        "code",
        "constant",
    ):
        term = "title" if kind == "work" and "title" in words else "name"
        return Line(term, hole(column, many), (column.name,), describe(column))
    if column.dates and not column.dates.doubtful and (term := terms.date_term(words, kind)):
        return Line(term, date_of(column), (column.name,), describe(column))
    if words & {"parent"} and kind == "actor":
        value = f"actor:TODO-{hole(column, many, '' if column.fits else 'slug')}"
        return Line(
            "subordinateTo",
            value,
            (column.name,),
            f"{describe(column)}; the parents' names as they are in `says`",
            live=False,
        )
    return Line("TODO", hole(column, many), (column.name,), describe(column), live=False)


def _pair(plan: Plan, pair: roles.Pair, key: Key | None) -> None:
    """An entity of its own, and the term by which the row has it."""
    if pair.id.name in plan.taken or pair.name.name in plan.taken or (key and pair.id in key.columns):
        return
    term, kind = terms.pair_term([*pair.id.words, *pair.name.words], plan.kind)
    curie = f"{kind}:{prefix(pair.name.name)}-{in_name(pair.id)}"
    about = f"{pair.id.name}: {describe(pair.id)}; named in {pair.name.name}"
    torn = f"; {pair.torn:,} have no name or several" if pair.torn else ""
    live = bool(term) and not pair.torn and pair.id.kind != "constant"
    plan.add(Line(term or "TODO", curie, (pair.id.name, pair.name.name), about + torn, live=live))
    if any(line.value == curie and line.live for line in plan.lines):
        plan.entities[curie] = (
            terms.ROOTS[kind],
            hole(pair.name),
            "a more exact class; one prefix for columns that share their numbers",
        )


def _figures(plan: Plan, columns: Sequence[Column]) -> None:
    for group in roles.bounds_in(columns):
        names = tuple(column.name for column in group.columns.values())
        inner = ", ".join(
            f"{bound}: {quoted(hole(group.columns[bound]))}" for bound in roles.BOUNDS if bound in group.columns
        )
        term = terms.count_term(group.words) or (
            "killed" if terms.count_term(w for c in columns for w in c.words) else ""
        )
        about = f"{describe(next(iter(group.columns.values())))}; TODO: of what is it the number? and its unit"
        plan.add(Line(term or "TODO", f"{{ {inner} }}", names, about, live=bool(term) and plan.kind == "event"))
    for column in columns:
        term = terms.count_term(column.words)
        digits = all(re.fullmatch("[9, ]+", shape) for shape, _ in column.shapes)
        if column.name not in plan.taken and column.kind in ("number", "code") and term and digits:
            live = plan.kind == "event" and all(line.term != term for line in plan.lines)
            plan.add(Line(term, hole(column, _thousands(column)), (column.name,), describe(column), live=live))


def _thousands(column: Column) -> str:
    return "count" if any(re.search("[, ]", shape) for shape, _ in column.shapes) else ""


def _times(plan: Plan, columns: Sequence[Column]) -> None:
    for span in roles.spans_in(columns):
        term = terms.date_term({*span.begin.words, *span.end.words}, plan.kind)
        if term and span.end.filled >= span.begin.filled:
            value = f"{date_of(span.begin)}/{date_of(span.end)}"
            plan.add(Line(term, value, (span.begin.name, span.end.name), describe(span.begin)))
            continue
        about = "; TODO: of the thing itself, or of a position (type: Position) that the row is about?"
        for side, column in (("began", span.begin), ("ended", span.end)):
            plan.add(Line(side, date_of(column), (column.name,), describe(column) + about, live=False))
    for column in columns:
        if column.name in plan.taken or not column.dates or column.dates.doubtful:
            continue
        term = terms.date_term(column.words, plan.kind)
        if term:
            whole = any("%d" in name or "%-d" in name for name, _ in column.dates.formats)
            plan.add(Line(term, date_of(column), (column.name,), describe(column), live=whole))


def _alone(plan: Plan, column: Column) -> None:
    """A column that belongs to no other."""
    line = _statement(plan.kind, column)
    about, words = describe(column), set(column.words)

    def add(term: str, value: str, *, live: bool = False) -> None:
        plan.add(Line(term, value, (column.name,), about, live=live))

    if line.live and words <= {*tokens(plan.subject), "name", "names", "full", "title", "label", "alias", "aliases"}:
        plan.add(line)
    elif column.kind in ("latitude", "longitude") and plan.kind == "place":
        add(column.kind, hole(column), live=True)
    elif column.unique and column.kind == "id":
        add("identifier", hole(column), live=True)
    elif column.kind == "text":
        about += "; whose words, and may they be given out?"
        add("description", hole(column))
    elif {code.lower() for code in column.codes} in FLAGS:
        plan.flags.append(column)
        plan.taken.add(column.name)
    elif line.live or column.kind in ("name", "list") or (line.value.startswith("place:") and column.kind == "code"):
        plan.add(replace(line, live=False))
    elif column.codes and not words & {"year", "month", "day"}:
        spoken = any(code.isalpha() and len(code) > 3 for code in column.codes)
        if not spoken:
            plan.lookups.setdefault(prefix(column.name), column.codes)
        add("classification", hole(column, "" if spoken else f"lookup {prefix(column.name)}"))
