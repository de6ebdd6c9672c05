"""A plan as the YAML of a mapping: what is live, what is proposed, what is left aside, each with what is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from dalil.drafting.keys import Key
from dalil.drafting.lines import Line, Own, describe, quoted, writable
from dalil.drafting.plan import CERTAINTIES, Plan
from dalil.drafting.profile import Column

HEAD = """\
# A first mapping of {table}, by `dalil map`: {rows:,} rows{read}, {columns} columns.
# These are guesses, by the names and forms of columns. Whoever knows the table answers the TODOs; docs/reference/table-mappings.md
# has the grammar. In forms 9 is a digit, A and a are letters; no cell is repeated here but short codes.
"""


def write(
    plan: Plan, columns: Sequence[Column], key: Key | None, head: Mapping[str, str], opening: Mapping[str, str | int]
) -> str:
    """The text of a mapping. `head` has its first keys as YAML, each with its comment; `opening` is for the first lines."""
    lines = [
        HEAD.format(**{name: _safe(str(value)) if isinstance(value, str) else value for name, value in opening.items()})
    ]
    lines += [f"{name}: {value}" for name, value in head.items()]
    lines += [*_row(key), *_lookups(plan), *_entities(plan), *_claims(plan), *_ignored(plan, columns)]
    return "\n".join(lines) + "\n"


def _row(key: Key | None) -> Iterator[str]:
    if key is None:
        yield 'row: "{TODO}"  # TODO: no column is filled in every row; which ones tell the rows apart?'
        return
    yield f"row: {quoted('-'.join(f'{{{name}}}' for name in key.names))}  # {_safe(key.why)}"


def _lookups(plan: Plan) -> Iterator[str]:
    """What the proposed lines look up."""
    for number, (name, codes) in enumerate(plan.lookups.items()):
        if number == 0:
            yield "\n# lookups:  # TODO: what each code stands for; take the # away"
        yield f"#   {quoted(name)}:"
        for code in codes:
            yield f"#     {quoted(code)}: {CERTAINTIES.get(code.strip().lower(), 'TODO') if name == 'certainty' else 'TODO'}"


def _entities(plan: Plan) -> Iterator[str]:
    for number, (curie, (type_, name, about)) in enumerate(plan.entities.items()):
        if number == 0:
            yield "\nentities:"
        yield f"  {quoted(curie)}: {{ type: {type_}, name: {quoted(name)} }}  # TODO: {about}"


def _claims(plan: Plan) -> Iterator[str]:
    article = "an" if plan.kind[0] in "ae" else "a"
    yield f"\nclaims:\n# TODO: is each row {article} {plan.kind}, and do these columns name it?"
    yield f"- says:\n    {quoted(plan.subject)}:"
    yield f"      type: {plan.type}  # TODO: a more exact class"
    terms = Counter(line.term for line in plan.lines if line.live)
    for term in terms:
        lines = [line for line in plan.lines if line.live and line.term == term]
        if len(lines) > 1:
            yield f"      {term}:"
        yield from (_statement(line, "      ", item=len(lines) > 1) for line in lines)
    yield from (_statement(line, "      # ") for line in plan.lines if not line.live)
    if plan.own:
        yield "\n# TODO: these cells have sources of their own. Describe the sources under `sources`, then take the # away"
    for own in plan.own:
        yield from _own(plan, own)
    yield from _flags(plan)


def _statement(line: Line, indent: str, *, item: bool = False) -> str:
    value = line.value if line.value.startswith("{ ") else quoted(line.value)
    return f"{indent}{'-' if item else f'{line.term}:'} {value}  # {_safe(line.about)}"


def _flags(plan: Plan) -> Iterator[str]:
    """A claim for each column that says whether something is so."""
    for number, column in enumerate(plan.flags):
        if number == 0:
            yield "\n# TODO: what it means when one of these is so"
        yes = next(code for code in reversed(column.codes) if code.lower() in ("1", "y", "yes", "true", "x"))
        yield f"# - when: {{ {quoted(column.name)}: {quoted(yes)} }}  # {_safe(describe(column))}"
        yield f"#   says: {{ {quoted(plan.subject)}: {{ TODO: TODO }} }}"


def _own(plan: Plan, own: Own) -> Iterator[str]:
    yield f"# - source: {quoted(own.source)}"
    if own.certainty:
        yield f"#   certainty: {quoted(own.certainty)}"
    yield f"#   says: {{ {quoted(plan.subject)}: {{ {own.line.term}: {quoted(own.line.value)} }} }}  # {_safe(own.line.about)}"


def _ignored(plan: Plan, columns: Sequence[Column]) -> Iterator[str]:
    """Every column that no live line has: to be taken off this list when one of them does."""
    left = [column for column in columns if column.name not in plan.used]
    if left:
        yield "\n# Columns that no line above uses; take one off when a line does.\nignore:"
    for column in left:
        told = "; proposed above" if column.name in plan.taken else ""
        barred = "; TODO: no hole can name it, rename it in the table" if not writable(column) else ""
        yield f"- {quoted(column.name)}  # {_safe(describe(column))}{told}{barred}"


def _safe(text: str) -> str:
    """A text in a comment: on one line, and nothing in it that cannot be seen."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
