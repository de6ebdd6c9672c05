"""`lookups:` → codes and the terms they stand for, written in the mapping or read from a table."""

from __future__ import annotations

from collections.abc import Iterator

from dalil.errors import FEW, BadValue, DalilError, DalilErrors, FactError, UnknownTerm, gathering, nearest
from dalil.facts.table.holes import read_template
from dalil.facts.table.keys import LOOKUP_KEYS
from dalil.facts.table.tables import Folders, missing, reading
from dalil.model import Lookup
from dalil.yamlnodes import Node, refuse_unknown


def read_lookups(node: Node, folders: Folders) -> tuple[dict[str, Lookup], list[DalilError]]:
    """Every lookup, without entries where it cannot be read, and all that is wrong."""
    lookups: dict[str, Lookup] = {}
    errors: list[DalilError] = []
    for name, value in node.mapping.items():
        lookups[name] = Lookup(name, {}, node.key_at(name))  # so that nobody complains of it again where it is used
        with gathering(errors, node.key_at(name)):
            entries = _from_table(value, folders) if _is_table(value) else _written(value)
            if not entries:
                raise FactError(f"the lookup {name} has no entry", node.key_at(name), "write { code: term }")
            lookups[name] = Lookup(name, entries, node.key_at(name))
    return lookups, errors


def _is_table(node: Node) -> bool:
    """A lookup of which two of the three keys are there is meant to come from a table."""
    return len({"table", "key", "value"} & node.mapping.keys()) > 1


def _written(node: Node) -> dict[str, str]:
    errors: list[DalilError] = []
    entries = {}
    for code, value in node.mapping.items():
        with gathering(errors, value.where):
            term = read_template(value.text, value.where).constant
            if term is None:
                raise BadValue(f"{value.text!r} has a hole, and a lookup's terms are constants", value.where)
            entries[code.strip()] = term.strip()
    if errors:
        raise DalilErrors(errors)
    return entries


def _from_table(node: Node, folders: Folders) -> dict[str, str]:
    errors = refuse_unknown(node, LOOKUP_KEYS, "a lookup from a table")
    errors += missing(node, ("table", "key", "value"), LOOKUP_KEYS, "a lookup from a table")
    if errors:
        raise DalilErrors(errors)
    entries: dict[str, str] = {}
    first: dict[str, int] = {}
    twice: list[str] = []
    for row, code, term in _cells(node, folders):
        if entries.setdefault(code, term) != term:
            twice.append(f"{code!r} (rows {first[code]} and {row})")
        first.setdefault(code, row)
    if twice:
        shown = ", ".join(twice[:FEW]) + " …" * (len(twice) > FEW)
        what = "code stands" if len(twice) == 1 else "codes stand"
        message = f"{len(twice)} {what} for two terms in {node.mapping['table'].text}: {shown}"
        raise FactError(message, node.where, "one term a code: correct the table, or choose other columns")
    return entries


def _cells(node: Node, folders: Folders) -> Iterator[tuple[int, str, str]]:
    """Row, code and term of every row that has a code; a term that is not there says nothing. Raises DalilErrors."""
    from dalil.tabular import batches

    table = folders.table(node.mapping["table"], node.mapping)
    names = [node.mapping[key].text.strip() for key in ("key", "value")]
    for path in table.paths:
        for frame in batches(path, reading(table), where=table.where):
            errors = [
                UnknownTerm(f"{name!r} is not a column of {node.mapping['table'].text}", node.mapping[key].where, hint)
                for key, name in zip(("key", "value"), names, strict=True)
                if name not in frame.columns and (hint := nearest(name, frame.columns, "column"))
            ]
            if errors:
                raise DalilErrors(errors)
            for row, code, term in frame.select("#row", *names).iter_rows():
                if code and code.strip():
                    yield row, code.strip(), (term or "").strip()
