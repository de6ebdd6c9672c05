"""data/tables/<id>.yaml → Mapping: a fact file with holes, read whole; all that is wrong is gathered, with line and column."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from dalil.errors import BadValue, DalilError, FactError, UnknownTerm, Where, gathering, nearest
from dalil.facts.table.checks import check_mapping
from dalil.facts.table.claims import ClaimReader
from dalil.facts.table.conditions import read_conditions
from dalil.facts.table.described import Described, describe, settle
from dalil.facts.table.keys import HEAD_KEYS
from dalil.facts.table.lookups import read_lookups
from dalil.facts.table.slots import Slots
from dalil.facts.table.tables import Folders, read_joins
from dalil.facts.table.things import ThingReader
from dalil.model import ClaimMapping, Condition, Join, Lookup, Mapping, Table, Template, ThingMapping
from dalil.project import Project
from dalil.values import Time
from dalil.yamlnodes import Node, read_yaml, refuse_unknown, whole_number

CEILING = 1000


def read_mapping(
    path: Path,
    project: Project,
    known: Mapped[str, frozenset[str]],
    described: Sequence[Described] | None = None,
) -> tuple[Mapping | None, list[DalilError]]:
    """A mapping, checked against ontology and registry, and everything that is wrong with it.

    `known` is what the dossier knows (CURIE → classes); `described` what other mappings describe, by default those that
    `mapping_files` lists. A mapping that comes with errors is good for finding out what it describes, and for nothing else.
    """
    mapping, errors = open_mapping(path, project)
    if mapping is None:
        return None, errors
    if described is None:
        described = [one for other in project.mapping_files() if other != path for one in _described(other, project)]
    described = [*describe(mapping, project), *described]
    mapping, wrong = settle(mapping, project, described)
    errors += wrong
    errors += check_mapping(mapping, project, known, described)
    return mapping, list({str(error): error for error in errors}.values())


def _described(path: Path, project: Project) -> list[Described]:
    """What another mapping describes, as far as it can be read: what is wrong with it is said where it is read itself."""
    mapping, _ = open_mapping(path, project)
    return describe(mapping, project) if mapping else []


def open_mapping(path: Path, project: Project) -> tuple[Mapping | None, list[DalilError]]:
    """A mapping as written, its classes not yet looked at; None where not even its head can be read."""
    errors: list[DalilError] = []
    with gathering(errors):
        node = read_yaml(path, project.name(path))
        errors += refuse_unknown(node, HEAD_KEYS, "a mapping")
        return _Reader(path, project, node, errors).mapping(), errors
    return None, errors


class _Reader:
    """Reads the keys of one mapping; what is wrong with one does not hide the others."""

    def __init__(self, path: Path, project: Project, node: Node, errors: list[DalilError]) -> None:
        self.path, self.project, self.node, self.entries, self.errors = path, project, node, node.mapping, errors
        self.folders = Folders(project, path, self._nulls())
        self.slots = Slots(project, self._named("lookups"))

    def mapping(self) -> Mapping | None:
        """The mapping, if it has a row, a table and something to say."""
        self._refuse_empty()
        versions = self._versions()
        self.folders = self.folders.with_neighbours(versions)
        source, row = self._source(), self._row()
        sources = self._things("source", 1)
        things = (*sources, *self._things("entity", 1 + len(sources)))
        on_error = self._choice("on_error", ("stop", "report"))
        mapping = Mapping(
            id=self.path.stem,
            where=Where(self.node.where.file, 1),
            versions=versions,
            row=row,
            source=source,
            claims=self._claims(source),
            things=things,
            joins=self._joins(),
            lookups=self._lookups(),
            ignore=self._columns("ignore"),
            optional=self._columns("optional"),
            ignore_rows=self._ignore_rows(),
            fragments=self._choice("anchor", ("row", "key")) == "row",
            on_error="report" if on_error == "report" else "stop",
            ceiling=self._ceiling(on_error),
        )
        return mapping if mapping.claims or mapping.things else None

    def _refuse_empty(self) -> None:
        optional = ("null", "table", "versions", "row", "source")
        self.errors += [
            FactError(f"`{key}` has no value", self.node.key_at(key), "write one, or leave the key out")
            for key, value in self.entries.items()
            if key in HEAD_KEYS and key not in optional and not value.value
        ]
        if not {"claims", "sources", "entities"} & self.entries.keys():
            self.errors.append(FactError(f"claims is missing: {HEAD_KEYS['claims']}", self.node.where))

    def _has(self, key: str) -> bool:
        return key in self.entries and bool(self.entries[key].value)

    def _named(self, key: str) -> frozenset[str]:
        """The names under a key, be what stands behind them right or wrong."""
        node = self.entries.get(key)
        return frozenset(node.value) if node and isinstance(node.value, dict) else frozenset()

    def _nulls(self) -> tuple[str, ...]:
        node = self.entries.get("null")
        with gathering(self.errors):
            return tuple(item.text.strip() for item in node.items if item.text.strip()) if node else ()
        return ()

    def _versions(self) -> tuple[tuple[Time | None, Table], ...]:
        with gathering(self.errors):
            return self.folders.versions(self.entries, self.node.where)
        return ()

    def _source(self) -> Template:
        with gathering(self.errors):
            if self._has("source"):
                source = self.slots.template(self.entries["source"])
                if any(hole.many for hole in source.holes):
                    hint = "claims are named by it; a claim may have a `source` of its own, that may be many"
                    raise BadValue("the source of a table is one, and `split` makes several", source.where, hint)
                return source
            if "claims" in self.entries:
                raise FactError(f"source is missing: {HEAD_KEYS['source']}", self.node.where, "write source: source:…")
        return Template((), self.node.where)

    def _row(self) -> Template:
        """The key of a row: at the head, or in every claim the same."""
        nodes = [self.entries["row"]] if "row" in self.entries else []
        claims = self.entries["claims"].items if "claims" in self.entries else []
        nodes += [claim.value["row"] for claim in claims if isinstance(claim.value, dict) and "row" in claim.value]
        found: list[Template] = []
        for node in nodes:
            with gathering(self.errors):
                found.append(self._key(node))
        for template in found[1:]:
            if template.parts != found[0].parts:
                message = f"the row is {template.text!r} here, and {found[0].text!r} at line {found[0].where.line}"
                self.errors.append(FactError(message, template.where, "one key a row: write `row` once, at the head"))
        if not nodes:
            message = f"row is missing: {HEAD_KEYS['row']}"
            self.errors.append(FactError(message, self.node.where, 'write row: "{id}"'))
        return found[0] if found else Template((), self.node.where)

    def _key(self, node: Node) -> Template:
        template = self.slots.template(node)
        if not template.holes:
            raise BadValue(
                f"the row {template.text!r} has no hole", node.where, "name the columns that tell rows apart"
            )
        if any(hole.many for hole in template.holes):
            raise BadValue("the key of a row is one, and `split` makes several", node.where, "leave the step out")
        return template

    def _claims(self, source: Template) -> tuple[ClaimMapping, ...]:
        if not self._has("claims"):
            return ()
        claims, errors = ClaimReader(self.slots, source).claims(self.entries["claims"])
        self.errors += errors
        return tuple(claims)

    def _things(self, what: Literal["source", "entity"], first: int) -> tuple[ThingMapping, ...]:
        key = {"source": "sources", "entity": "entities"}[what]
        with gathering(self.errors):
            if self._has(key):
                things, errors = ThingReader(self.slots, what, first).things(self.entries[key])
                self.errors += errors
                return tuple(things)
        return ()

    def _joins(self) -> tuple[Join, ...]:
        with gathering(self.errors):
            if self._has("join"):
                joins, errors = read_joins(self.entries["join"], self.folders)
                self.errors += errors
                return joins
        return ()

    def _lookups(self) -> dict[str, Lookup]:
        with gathering(self.errors):
            if self._has("lookups"):
                lookups, errors = read_lookups(self.entries["lookups"], self.folders)
                self.errors += errors
                return lookups
        return {}

    def _columns(self, key: str) -> tuple[str, ...]:
        with gathering(self.errors):
            return tuple(item.text for item in self.entries[key].items) if self._has(key) else ()
        return ()

    def _ignore_rows(self) -> tuple[tuple[Condition, ...], ...]:
        found = []
        for item in self.entries["ignore_rows"].items if self._has("ignore_rows") else ():
            with gathering(self.errors):
                found.append(read_conditions(item))
        return tuple(found)

    def _choice(self, key: str, choices: tuple[str, ...]) -> str:
        with gathering(self.errors):
            if self._has(key):
                node = self.entries[key]
                if node.text not in choices:
                    raise UnknownTerm(f"{node.text!r} is no {key}", node.where, nearest(node.text, choices, key))
                return node.text
        return choices[0]

    def _ceiling(self, on_error: str) -> int:
        with gathering(self.errors):
            if self._has("ceiling"):
                node = self.entries["ceiling"]
                if on_error == "stop":
                    hint = "write on_error: report, or leave it out"
                    raise FactError("`ceiling` has a meaning with `on_error: report` only", node.where, hint)
                return whole_number(node, 0)
        return CEILING
