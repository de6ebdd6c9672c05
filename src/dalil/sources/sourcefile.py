"""data/sources/<id>.yaml ⇄ Source: who published it, whose voice it is, what in it is not fact."""

from __future__ import annotations

import io
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from dalil.errors import BadValue, DalilError, DalilErrors, FactError, UnknownTerm, Where, nearest
from dalil.model import Snapshot, Source, Span
from dalil.project import Project
from dalil.values import parse_time
from dalil.yamlnodes import Node, read_yaml, refuse_unknown

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
    errors: list[DalilError] = refuse_unknown(node, KEYS, "a source")
    for key in REQUIRED:
        if key not in entries or entries[key].value in ("", "TODO"):
            errors.append(FactError(f"{key} is missing: {KEYS[key]}", node.where))
    type_ = entries["type"].text if "type" in entries else "Source"
    if "Source" not in project.vocabulary.ancestors(type_):
        kinds = [c for c in project.vocabulary.classes if "Source" in project.vocabulary.ancestors(c)]
        where = entries["type"].where
        errors.append(UnknownTerm(f"{type_!r} is not a kind of source", where, nearest(type_, kinds, "kind")))
    if errors:
        raise DalilErrors(errors)
    return _source(path, entries, type_, project, node.where)


def _source(path: Path, entries: dict[str, Node], type_: str, project: Project, where: Where) -> Source:
    def text(key: str) -> str:
        return entries[key].text if key in entries else ""

    def actor(key: str) -> str:
        curie = text(key)
        if project.vocabulary.kind_class(curie) != "Actor":
            raise BadValue(f"{key} {curie!r} is not an actor", entries[key].where, "write actor:…")
        return curie

    try:
        return Source(
            iri=project.curies.expand(f"source:{path.stem}"),
            type=type_,
            title=text("title"),
            language=text("language"),
            voice=project.curies.expand(actor("voice")),
            publisher=project.curies.expand(actor("publisher")) if text("publisher") else None,
            published=parse_time(text("published")) if text("published") else None,
            url=text("url"),
            retrieved=text("retrieved"),
            rights=text("rights"),
            note=text("note"),
            furniture=_spans(entries.get("furniture")),
            no_fact=_spans(entries.get("noFact")),
            snapshots=_snapshots(entries.get("snapshots")),
            where=where,
        )
    except DalilError as error:
        raise error.at(where) from error


def _spans(node: Node | None) -> tuple[Span, ...]:
    return tuple(read_span(item) for item in (node.items if node else ()))


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


def whole_number(node: Node) -> int:
    """A count from 1. Raises BadValue."""
    if not node.text.isascii() or not node.text.isdigit() or int(node.text) < 1:
        raise BadValue(f"{node.text!r} is not a place in a row (1, 2, 3 …)", node.where)
    return int(node.text)


def _snapshots(node: Node | None) -> tuple[Snapshot, ...]:
    snapshots = []
    for item in node.items if node else ():
        entries = {key: value.text for key, value in item.mapping.items()}
        if sorted(entries) != sorted(SNAPSHOT_KEYS):
            raise FactError("a snapshot with other keys than `dalil hold` writes", item.where, "hold the file again")
        numbers = {key: int(entries.pop(key)) for key in ("bytes", "characters")}
        snapshots.append(Snapshot(**entries, **numbers))  # type: ignore[arg-type]
    return tuple(snapshots)


def recorded_snapshots(path: Path, project: Project) -> tuple[Snapshot, ...]:
    """The snapshots on record, even in a source file that is not complete yet."""
    if not path.exists():
        return ()
    return _snapshots(read_yaml(path, project.name(path)).mapping.get("snapshots"))


def record_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Add a snapshot to a source file (made new where there is none), keeping all else as written."""
    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=2, offset=0)
    yaml.preserve_quotes = True
    if path.exists():
        document = yaml.load(path.read_text(encoding="utf-8"))
    else:
        document = yaml.load(_skeleton(path.stem))
    entry = {key: getattr(snapshot, key) for key in SNAPSHOT_KEYS}
    entry["sha256"] = DoubleQuotedScalarString(snapshot.sha256)
    entry["text"] = DoubleQuotedScalarString(snapshot.text)
    document.setdefault("snapshots", []).append(entry)
    out = io.StringIO()
    yaml.dump(document, out)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(out.getvalue(), encoding="utf-8")
    part.replace(path)


def _skeleton(stem: str) -> str:
    return f"""\
# Made by `dalil hold`. Fill in what is TODO; `dalil check` says what is missing.
title: {stem}
voice: TODO      # actor:…, whose voice it is where nobody else is quoted
language: TODO   # en, ar, …
"""
