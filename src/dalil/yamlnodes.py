"""YAML in which every word knows its line and column, and nothing is more than it looks.

Every scalar is a string: `no` is not false and `2013-04-16` is not a datetime. Refused, because each
has been used to hide or to blow up content: duplicate keys, anchors and aliases, tags, second documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from dalil.errors import BadValue, DalilError, FactError, UnknownTerm, Where, nearest

MAX_BYTES = 16_000_000
MAX_DEPTH = 24
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What neither YAML nor XML may hold; an escape ("\\0") must not bring it in by the back door."""


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar (str), a list of nodes or a mapping of nodes, and where it begins."""

    value: str | list[Node] | dict[str, Node]
    where: Where
    keys: dict[str, Where] | None = None

    @property
    def text(self) -> str:
        """The scalar. Raises FactError where a list or mapping stands instead."""
        if not isinstance(self.value, str):
            raise FactError(f"a text is wanted here, not {self._kind()}", self.where)
        return self.value

    @property
    def items(self) -> list[Node]:
        """A list's members; a scalar or mapping counts as a list of one, nothing as none."""
        if isinstance(self.value, list):
            return self.value
        return [] if self.value == "" else [self]

    @property
    def mapping(self) -> dict[str, Node]:
        """The mapping. Raises FactError where something else stands instead."""
        if not isinstance(self.value, dict):
            raise FactError(f"`key: value` lines are wanted here, not {self._kind()}", self.where)
        return self.value

    def key_at(self, key: str) -> Where:
        """Where a key of this mapping stands."""
        return (self.keys or {}).get(key, self.where)

    def _kind(self) -> str:
        if isinstance(self.value, str):
            return f"the text {self.value!r}" if self.value else "nothing"
        return "a list" if isinstance(self.value, list) else "a mapping"


def read_yaml(path: Path, name: str) -> Node:
    """Parse one file; `name` is how errors call it. Raises FactError with line and column."""
    return parse_yaml(read_text(path, name), name)


def parse_yaml(text: str, name: str) -> Node:
    """Parse YAML text; `name` is how errors call it. Raises FactError with line and column."""
    if found := UNFIT.search(text):
        raise _unfit(found[0], Where(name, text.count("\n", 0, found.start()) + 1))
    try:
        events = iter(YAML(typ="safe", pure=True).parse(text))
        return _document(events, name)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Where(name, mark.line + 1, mark.column + 1) if mark else Where(name)
        hint = "a text that holds `: `, `#` or begins with a special character needs quotation marks"
        hint = "indent with spaces" if "\\t" in str(error.problem) else hint
        raise FactError(f"not YAML: {error.problem or error.context}", where, hint) from error
    except YAMLError as error:
        raise FactError(f"not YAML: {str(error).splitlines()[0]}", Where(name)) from error


def read_text(path: Path, name: str) -> str:
    """A file's text, or a sentence why not: missing, a directory, too big, not UTF-8, empty."""
    where = Where(name)
    if path.is_symlink() and not path.exists():
        raise FactError("a link to nothing", where, f"it points to {path.readlink().name}")
    if not path.is_file():
        problem = "a directory" if path.is_dir() else "no such file"
        raise FactError(f"{problem}, where a YAML file is wanted", where)
    size = path.stat().st_size
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise FactError(f"{size:,} bytes are more than {limit} MB", where, "split it, or map a table")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FactError(f"cannot be read: {error.strerror}", where) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "save it as UTF-8"
        raise FactError(f"not UTF-8: byte 0x{data[error.start]:02x}", Where(name, line), hint) from error
    if not text.strip():
        raise FactError("an empty file", where, "write what it should say, or delete it")
    return text


def _document(events: Iterator[Any], name: str) -> Node:
    root: Node | None = None
    for event in events:
        if isinstance(event, DocumentStartEvent) and root is not None:
            raise FactError("a second document", _where(event, name), "one document a file: drop the ---")
        if isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent | AliasEvent):
            root = _node(event, events, name, 0)
        if isinstance(event, StreamEndEvent):
            break
    if root is None:
        raise FactError("nothing but comments", Where(name), "write what it should say, or delete it")
    return root


def _node(event: Any, events: Iterator[Any], name: str, depth: int) -> Node:
    where = _where(event, name)
    _refuse(event, where, depth)
    if isinstance(event, ScalarEvent):
        if found := UNFIT.search(event.value):
            raise _unfit(found[0], where)
        plain_null = event.style is None and event.value in ("~", "null")
        return Node("" if plain_null else event.value, where)
    if isinstance(event, SequenceStartEvent):
        items = []
        while not isinstance(event := next(events), SequenceEndEvent):
            items.append(_node(event, events, name, depth + 1))
        return Node(items, where)
    return _mapping(events, name, depth, where)


def _mapping(events: Iterator[Any], name: str, depth: int, where: Where) -> Node:
    entries: dict[str, Node] = {}
    keys: dict[str, Where] = {}
    while not isinstance(event := next(events), MappingEndEvent):
        key = _node(event, events, name, depth + 1)
        if isinstance(event, ScalarEvent):
            key = Node(event.value, key.where)  # `null:` is a key like any other
        if key.text in keys:
            first = keys[key.text]
            raise FactError(f"{key.text!r} stands twice in one mapping", key.where, f"first at line {first.line}")
        keys[key.text] = key.where
        entries[key.text] = _node(next(events), events, name, depth + 1)
    return Node(entries, where, keys)


def _refuse(event: Any, where: Where, depth: int) -> None:
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise FactError(
            "YAML anchors and aliases are refused", where, "write the value out; quote a text that begins with & or *"
        )
    tag = getattr(event, "tag", None)
    if tag:
        raise FactError(f"the YAML tag {tag!s} is refused", where, "quote a text that begins with !")
    if depth > MAX_DEPTH:
        raise FactError(f"nested more than {MAX_DEPTH} deep", where)


def _unfit(char: str, where: Where) -> FactError:
    return FactError(f"the character U+{ord(char):04X} is refused", where, "write the words without it")


def _where(event: Any, name: str) -> Where:
    mark = event.start_mark
    return Where(name, mark.line + 1, mark.column + 1)


def whole_number(node: Node, least: int = 1) -> int:
    """A number in plain digits. Raises BadValue."""
    if not re.fullmatch("[0-9]{1,12}", node.text) or int(node.text) < least:
        raise BadValue(f"{node.text!r} is not a whole number from {least}", node.where)
    return int(node.text)


def refuse_unknown(node: Node, known: dict[str, str] | tuple[str, ...] | frozenset[str], what: str) -> list[DalilError]:
    """One UnknownTerm for each key of a mapping that is not among the known ones."""
    return [
        UnknownTerm(f"{key!r} is not a key of {what}", node.key_at(key), nearest(key, known, "key"))
        for key in node.mapping
        if key not in known
    ]
