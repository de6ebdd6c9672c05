"""data/sources/<id>.yaml ⇄ Source: who published it, whose voice it is, what in it is not fact."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from dalil.errors import (
    BadValue,
    DalilError,
    DalilErrors,
    FactError,
    SourceError,
    UnknownTerm,
    Where,
    gathering,
    nearest,
)
from dalil.model import Snapshot, Source, Span
from dalil.project import Project
from dalil.values import Time, parse_time
from dalil.vocabulary import LANGUAGE
from dalil.yamlnodes import Node, parse_yaml, read_yaml, refuse_unknown, whole_number

KEYS = {
    "title": "what it is called",
    "type": "what kind of document it is: a class under Source",
    "voice": "the actor whose voice it is where nobody else is quoted",
    "publisher": "the actor who published it",
    "language": "its language, as a BCP 47 tag",
    "published": "when, in EDTF, if the source or its publisher says so",
    "url": "where it was published",
    "retrieved": "when it was fetched",
    "rights": "whose it is and under which terms",
    "note": "ours",
    "furniture": "quotations that are page furniture, not the source's words",
    "noFact": "quotations that state no fact",
    "snapshots": "written by `dalil hold`: the bytes on record, by hash",
}
REQUIRED = ("title", "voice", "language")
SPAN_KEYS = ("quote", "after", "occurrence", "reason")
SNAPSHOT_KEYS = ("sha256", "bytes", "format", "encoding", "text", "characters")


def read_source(path: Path, project: Project) -> Source:
    """One source file. Raises DalilErrors with all that is wrong in it."""
    name = project.name(path)
    node = read_yaml(path, name)
    entries = node.mapping
    reader = _Reader(project, entries, refuse_unknown(node, KEYS, "a source"))
    for key in REQUIRED:
        if key not in entries or entries[key].value in ("", "TODO"):
            reader.errors.append(FactError(f"{key} is missing: {KEYS[key]}", node.where))
    source = reader.source(path.stem, node.where)
    if reader.errors or source is None:
        raise DalilErrors(reader.errors)
    return source


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the keys of one source file; what is wrong with one does not hide the others."""

    project: Project
    entries: dict[str, Node]
    errors: list[DalilError]

    def source(self, stem: str, where: Where) -> Source | None:
        """The source, if every key could be read."""
        voice, publisher = self.actor("voice"), self.actor("publisher")
        texts = {key: self.text(key) for key in ("title", "url", "retrieved", "rights", "note")}
        spans = {key: self.spans(key) for key in ("furniture", "noFact")}
        type_, language, published = self.type(), self.language(), self.published()
        with gathering(self.errors, where):
            iri = self.project.curies.expand(f"source:{stem}")
            snapshots = _snapshots(self.entries.get("snapshots"))
            if voice is None:
                return None
            return Source(
                iri=iri,
                type=type_,
                language=language,
                voice=voice,
                publisher=publisher,
                published=published,
                furniture=spans["furniture"],
                no_fact=spans["noFact"],
                snapshots=snapshots,
                where=where,
                **texts,
            )
        return None

    def text(self, key: str) -> str:
        with gathering(self.errors):
            return self.entries[key].text if key in self.entries else ""
        return ""

    def actor(self, key: str) -> NamedNode | None:
        curie = self.text(key)
        if curie in ("", "TODO"):
            return None
        with gathering(self.errors, self.entries[key].where):
            if self.project.vocabulary.kind_class(curie) != "Actor":
                raise BadValue(f"{key} {curie!r} is not an actor", self.entries[key].where, "write actor:…")
            return self.project.curies.expand(curie)
        return None

    def type(self) -> str:
        name, vocabulary = self.text("type") or "Source", self.project.vocabulary
        if "Source" not in vocabulary.ancestors(name):
            kinds = [c for c in vocabulary.classes if "Source" in vocabulary.ancestors(c)]
            where, hint = self.entries["type"].where, nearest(name, kinds, "kind")
            self.errors.append(UnknownTerm(f"{name!r} is not a kind of source", where, hint))
        return name

    def language(self) -> str:
        tag = self.text("language")
        if tag not in ("", "TODO") and not LANGUAGE.fullmatch(tag):
            where = self.entries["language"].where
            self.errors.append(BadValue(f"{tag!r} is not a language tag", where, "write en, ar, ar-Latn …"))
        return tag

    def published(self) -> Time | None:
        with gathering(self.errors, self.entries.get("published", Node("", Where(""))).where):
            return parse_time(text) if (text := self.text("published")) else None
        return None

    def spans(self, key: str) -> tuple[Span, ...]:
        found = []
        for item in self.entries[key].items if key in self.entries else ():
            with gathering(self.errors):
                span = read_span(item)
                if words := self.project.too_long(span.quote):
                    limit = self.project.limits["quote_words"]
                    hint = "write the first and the last words: `first words … last words`"
                    raise FactError(f"a quotation of {words} words, and {limit} is the limit", span.where, hint)
                found.append(span)
        return tuple(found)


def read_span(node: Node) -> Span:
    """A quotation as written: plain words, or a mapping with `quote`, `after`, `occurrence`."""
    if isinstance(node.value, str):
        return Span(node.value, where=node.where)
    entries = node.mapping
    if errors := refuse_unknown(node, SPAN_KEYS, "a quotation"):
        raise DalilErrors(errors)
    if "quote" not in entries:
        raise FactError("a quotation without `quote`", node.where)
    return Span(
        entries["quote"].text,
        entries["after"].text if "after" in entries else None,
        whole_number(entries["occurrence"]) if "occurrence" in entries else None,
        entries["quote"].where,
    )


def _snapshots(node: Node | None) -> tuple[Snapshot, ...]:
    snapshots = []
    for item in node.items if node else ():
        entries = {key: value.text for key, value in item.mapping.items()}
        if sorted(entries) != sorted(SNAPSHOT_KEYS):
            raise FactError("a snapshot with other keys than `dalil hold` writes", item.where, "hold the file again")
        digests = (entries["sha256"], entries["text"])
        if not all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests):
            raise BadValue("a SHA-256 has 64 digits, 0-9 and a-f", item.where, "hold the file again")
        numbers = {key: whole_number(item.mapping[key], 0) for key in ("bytes", "characters")}
        entries = {key: text for key, text in entries.items() if key not in numbers}
        snapshots.append(Snapshot(**entries, **numbers))  # type: ignore[arg-type]
    return tuple(snapshots)


def recorded_snapshots(path: Path, project: Project) -> tuple[Snapshot, ...]:
    """The snapshots on record, even in a source file that is not complete yet."""
    if not path.exists():
        return ()
    return _snapshots(read_yaml(path, project.name(path)).mapping.get("snapshots"))


def record_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Add a snapshot to a source file (made new where there is none); every other byte stays. Raises SourceError."""
    written = path.read_bytes().decode() if path.exists() else _skeleton(path.stem)
    added = _with_snapshot(written, snapshot)
    if _last_snapshot(added) != snapshot:
        raise SourceError(
            "the snapshot cannot be added", Where(path.name), "write `snapshots:` as lines, not in brackets"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(added.encode())
    part.replace(path)


def _last_snapshot(text: str) -> Snapshot | None:
    """What a source file ends up saying: a line put in the wrong place must never be written."""
    try:
        return _snapshots(parse_yaml(text.removeprefix("\ufeff"), "").mapping.get("snapshots"))[-1]
    except (DalilError, IndexError):
        return None


def _with_snapshot(written: str, snapshot: Snapshot) -> str:
    """The text of a source file with one snapshot more: behind the others, or at the end of the file."""
    node = parse_yaml(written.removeprefix("\ufeff"), "")
    entries = node.mapping
    known = entries["snapshots"].items if "snapshots" in entries else []
    lines, end = written.splitlines(keepends=True), "\r\n" if "\r\n" in written else "\n"
    lines[-1] = lines[-1].rstrip("\r\n") + end
    if known:
        at = max(value.where.line for value in known[-1].mapping.values())
    elif "snapshots" in entries:
        at = node.key_at("snapshots").line
        lines[at - 1] = f"snapshots:{end}"
    else:
        lines.append(f"snapshots:{end}")
        at = len(lines)
    indent = " " * (known[-1].where.column - len("- ") - 1) if known else ""
    fields = [f"{key}: {json.dumps(getattr(snapshot, key))}" for key in SNAPSHOT_KEYS]
    lines[at:at] = [f"{indent}{'  ' if n else '- '}{field}{end}" for n, field in enumerate(fields)]
    return "".join(lines)


def _skeleton(stem: str) -> str:
    return f"""\
# Made by `dalil hold`. Fill in what is TODO; `dalil check` says what is missing.
title: {stem}
voice: TODO      # actor:…, whose voice it is where nobody else is quoted
language: TODO   # en, ar, …
"""
