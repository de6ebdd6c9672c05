"""What a part depends on beside its rows: the mapping as it was understood, and the rules and the program that made it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Mapped
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path

from dalil.model import Mapping
from dalil.project import PACKAGE, Project


def of_mapping(mapping: Mapping, rules: str) -> str:
    """SHA-256 of a mapping: of everything in it but where its tables lie on this machine."""
    versions = tuple((time, replace(table, paths=())) for time, table in mapping.versions)
    joins = tuple(join._replace(table=replace(join.table, paths=())) for join in mapping.joins)
    plain = _plain(replace(mapping, versions=versions, joins=joins))
    return hashlib.sha256(f"{rules}\n{plain}".encode()).hexdigest()


def of_rules(project: Project) -> str:
    """SHA-256 of ontology, shapes, graph rules, settings and program: where one changes, everything is made again."""
    sha = hashlib.sha256(f"{project.base} {project.languages} {_program()}".encode())
    for path in (
        project.resource("ontology") / "dalil.ttl",
        *project.rules("shapes", "*.ttl"),
        *project.rules("queries", "check-*.rq"),
    ):
        sha.update(path.name.encode() + path.read_bytes())
    return sha.hexdigest()


@cache
def _program() -> str:
    sha = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        sha.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return sha.hexdigest()


def _plain(thing: object) -> object:
    """The same text for the same content, whatever the order in which sets are kept."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return [type(thing).__name__, *(_plain(getattr(thing, part.name)) for part in fields(thing))]
    if isinstance(thing, Mapped):
        return sorted((str(key), _plain(value)) for key, value in thing.items())
    if isinstance(thing, frozenset | set):
        return sorted(map(str, thing))
    if isinstance(thing, tuple | list):
        return [_plain(one) for one in thing]
    return str(thing) if isinstance(thing, Path) else thing
