"""`table:`, `versions:`, `join:` and the tables of lookups → where rows come from, and how they are to be read."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from dalil.errors import BadValue, DalilError, DalilErrors, FactError, SourceError, Where, gathering, nearest
from dalil.facts.table.keys import FORMAT_KEYS, JOIN_KEYS, KINDS
from dalil.model import Join, Table
from dalil.project import Project
from dalil.values import Time, parse_time
from dalil.yamlnodes import Node, refuse_unknown, whole_number

if TYPE_CHECKING:
    from dalil.tabular import Reading

QUERIES = ("sqlite", "postgres")

Versions = tuple[tuple[Time | None, Table], ...]


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a mapping's files are looked for: its own folder, then the dossier's; or just where dalil.toml says.

    Second tables are looked for `beside` the first one too.
    """

    project: Project
    mapping: Path
    nulls: tuple[str, ...] = ()
    beside: tuple[Path, ...] = ()

    def with_neighbours(self, versions: Versions) -> Folders:
        """For second tables and lookups: the folders of the table's own files are looked into last."""
        paths = [path for _, table in versions for path in table.paths if isinstance(path, Path)]
        return replace(self, beside=tuple(dict.fromkeys(path.parent for path in paths)))

    def versions(self, entries: dict[str, Node], where: Where) -> Versions:
        """The table of a mapping, or its versions, oldest first. Raises DalilErrors."""
        if "table" in entries and "versions" in entries:
            raise FactError("both `table` and `versions`", entries["versions"].where, "write one of them")
        node = entries.get("versions") or entries.get("table")
        if node is None or not node.value:
            raise FactError("table is missing: where the rows are", where, "write table: file.csv")
        written = (self.project.tables or {}).get(self.mapping.stem)
        if isinstance(node.value, dict):
            return self._labelled(node, entries, written)
        if "versions" in entries:
            raise FactError("versions without dates", node.where, "write versions: { 2018-10-29: old.csv, … }")
        return ((None, self.table(node, entries, written)),)

    def _labelled(self, node: Node, entries: dict[str, Node], written: tuple[str, ...] | None) -> Versions:
        found: list[tuple[Time, Table]] = []
        errors: list[DalilError] = []
        if written is not None and len(written) != len(node.mapping):
            raise FactError(
                f"dalil.toml names {len(written)} files for {len(node.mapping)} versions", node.where, "one for each"
            )
        times: list[Time] = []
        for place, (label, value) in enumerate(node.mapping.items()):
            with gathering(errors, node.key_at(label)):
                times.append(_label(label))
                one = None if written is None else (written[place],)
                found.append((times[-1], self.table(value, entries, one)))
        for before, after in pairwise(times):
            if before.earliest and after.earliest and before.earliest >= after.earliest:
                message = f"the version {after.edtf} is not later than {before.edtf}"
                errors.append(FactError(message, node.key_at(after.edtf), "write the oldest version first"))
        if errors:
            raise DalilErrors(errors)
        return tuple(found)

    def table(self, node: Node, entries: dict[str, Node], written: tuple[str, ...] | None = None) -> Table:
        """A table by its files and its `format:`. Raises DalilErrors."""
        errors: list[DalilError] = []
        paths: list[Path | str] = []
        texts = (
            [(item.text, item.where) for item in node.items] if written is None else [(t, node.where) for t in written]
        )
        for text, where in texts:
            with gathering(errors, where):
                paths += self._found(text, where, own=written is None)
        table = Table(tuple(paths), "", nulls=self.nulls, where=node.where)
        with gathering(errors):
            table = _formatted(table, entries["format"]) if "format" in entries else table
            table = table if table.kind or not paths else replace(table, kind=self._kind(table))
            if table.kind in QUERIES and not table.rows:
                hint = 'write format: { rows: "SELECT … FROM …" }'
                raise FactError(f"a table of kind {table.kind} without a query", node.where, hint)
        if errors:
            raise DalilErrors(errors)
        return table

    def _found(self, text: str, where: Where, *, own: bool) -> tuple[Path | str, ...]:
        """The files of a path or a glob. Raises SourceError that names no folder outside the dossier."""
        from dalil.tabular import expand

        folders = [self.mapping.parent, self.project.root, *self.beside] if own else [self.project.root]
        try:
            return expand(text, folders, where)
        except SourceError as error:
            if any((folder / text).is_dir() for folder in folders):
                hint = f"name files, as in {text.rstrip('/')}/*.csv"
                raise SourceError(f"{text} is a folder, not a table", where, hint) from error
            looked = "beside the mapping and in the dossier" if own else "where dalil.toml says"
            hint = f"looked {looked}; to read it from elsewhere, write in dalil.toml: [tables] {self.mapping.stem} = …"
            raise SourceError(f"{text} is not there", where, hint) from error

    def _kind(self, table: Table) -> str:
        """What the files are, by their names. Raises FactError."""
        from dalil.tabular import kind_of

        kinds: dict[str, str] = {}
        for path in table.paths:
            name = self.project.name(path) if isinstance(path, Path) else path
            try:
                kinds[kind_of(name)] = name
            except FactError as error:
                raise error.at(table.where) from error
        if len(kinds) > 1:
            names = ", ".join(f"{name} ({kind})" for kind, name in sorted(kinds.items()))
            raise FactError(f"files of several kinds: {names}", table.where, "one mapping for each kind")
        return next(iter(kinds))


def _label(label: str) -> Time:
    time = parse_time(label)
    if time.earliest is None:
        raise BadValue(f"the version {label!r} has no beginning", hint="write a day or a year")
    return time


def reading(table: Table) -> Reading:
    """How a table is read, in the words of the room that reads it."""
    from dalil.tabular import Reading

    keys = ("kind", "rows", "delimiter", "quote", "encoding", "header", "skip", "nulls")
    return Reading(**{key: getattr(table, key) for key in keys})


def _formatted(table: Table, node: Node) -> Table:
    """The table read as `format:` says. Raises DalilErrors."""
    entries = node.mapping
    errors = refuse_unknown(node, FORMAT_KEYS, "a table's format")
    changes: dict[str, str | int] = {}
    for key, value in entries.items():
        with gathering(errors, value.where):
            if key in ("header", "skip"):
                changes[key] = whole_number(value, 0)
            elif key in FORMAT_KEYS:
                _refuse_format(key, value)
                changes["kind" if key == "type" else key] = value.text
    if errors:
        raise DalilErrors(errors)
    return replace(table, **changes)  # type: ignore[arg-type]


def _refuse_format(key: str, node: Node) -> None:
    text = node.text
    if key == "type" and text not in KINDS:
        raise BadValue(f"{text!r} is no kind of table", node.where, nearest(text, KINDS, "kind"))
    if key in ("delimiter", "quote") and len(text) != 1 and not (key == "quote" and not text):
        raise BadValue(f"{key} is one character, not {text!r}", node.where, 'a tab is "\\t"')
    if key == "encoding":
        try:
            codecs.lookup(text)
        except (LookupError, ValueError):
            raise BadValue(f"{text!r} is no encoding", node.where, "write utf-8, utf-16, cp1252, cp1256 …") from None
    if key == "rows" and not text.strip():
        raise BadValue("`rows` has no value", node.where, FORMAT_KEYS["rows"])


def read_joins(node: Node, folders: Folders) -> tuple[tuple[Join, ...], list[DalilError]]:
    """Second tables, and all that is wrong with the others."""
    joins: list[Join] = []
    errors: list[DalilError] = []
    for name, value in node.mapping.items():
        with gathering(errors, node.key_at(name)):
            if not re.fullmatch(r"[\w-]+", name):
                raise BadValue(
                    f"{name!r} cannot name a second table", node.key_at(name), "letters, digits, - and _ only"
                )
            wrong = refuse_unknown(value, JOIN_KEYS, "a join") + missing(
                value, ("table", "on", "key"), JOIN_KEYS, "a join"
            )
            if wrong:
                raise DalilErrors(wrong)
            table = folders.table(value.mapping["table"], value.mapping)
            joins.append(Join(name, table, value.mapping["on"].text, value.mapping["key"].text, node.key_at(name)))
    return tuple(joins), errors


def missing(node: Node, keys: tuple[str, ...], about: dict[str, str], what: str) -> list[DalilError]:
    """One error for each key that is not there, or has no value."""
    return [
        FactError(f"{what} without `{key}`: {about[key]}", node.where)
        for key in keys
        if key not in node.mapping or not node.mapping[key].value
    ]
