"""Claims and what they rest on: sources, snapshots, passages, rows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from dalil.errors import Where
from dalil.values import Count, Duration, Time


class Named(NamedTuple):
    """A value known by its name alone (`time-2013-04`): it is described elsewhere, once for a whole table."""

    local: str


Object = NamedNode | Literal | Time | Count | Duration | Named

SPEAKER_ROLE = {"denied": "deniedBy", "demanded": "demandedBy"}
"""Mode → how the speaker stands to the claim; every other mode is `accordingTo`."""


class Statement(NamedTuple):
    """One triple of a claim's content. The object may be a value, described once for all claims."""

    subject: NamedNode
    predicate: NamedNode
    object: Object

    def sort_key(self) -> tuple[str, str, str]:
        """An order that no engine and no hash seed can change."""
        object_ = self.object
        text = str(object_) if isinstance(object_, NamedNode | Literal) else object_.local
        return self.subject.value, self.predicate.value, text


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a quotation stands in a source's canonical text: [start, end) in Unicode code points.

    `sha256` is the hash of the words. `exact`, `prefix` and `suffix` are the source's own
    characters, None or empty where the text is not held (status `unchecked`).
    """

    start: int
    end: int
    sha256: str
    status: str
    exact: str | None = None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Where a table says it: the row by its key, and by its place in the file (RFC 7111: `row=17`).

    `state` is the snapshot on which the place counts; None for a table of which no version is kept.
    """

    source: NamedNode
    local: str
    key: str
    fragment: str = ""
    state: NamedNode | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A written quotation, not yet looked up: in a fact file, or among furniture and no-fact."""

    quote: str
    after: str | None = None
    occurrence: int | None = None
    where: Where = Where("")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The bytes of a source as held, and the canonical text made from them, each by hash.

    A table has no canonical text: its rows are named by key. `issued` is the date of a version of it.
    """

    sha256: str
    bytes: int
    format: str
    encoding: str = ""
    text: str = ""
    characters: int = 0
    issued: Time | Named | None = None

    @property
    def local(self) -> str:
        """The name by content."""
        return f"snapshot-{self.sha256[:20]}"


@dataclass(frozen=True, slots=True)
class Source:
    """A document that says something: who published it, in whose voice, what is not fact in it."""

    iri: NamedNode
    type: str
    title: str
    language: str
    voice: NamedNode
    publisher: NamedNode | None = None
    published: Time | Named | None = None
    url: str = ""
    retrieved: str = ""
    rights: str = ""
    note: str = ""
    furniture: tuple[Span, ...] = ()
    no_fact: tuple[Span, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    where: Where = Where("")


@dataclass(frozen=True, slots=True)
class Entity:
    """A registry entry: what *we* call somebody or something, and what kind of thing we take it for."""

    iri: NamedNode
    type: str
    labels: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...] = ()
    our_names: tuple[tuple[str, str], ...] = ()
    same_as: tuple[str, ...] = ()
    note: str = ""
    where: Where = Where("")

    def label(self, languages: tuple[str, ...]) -> tuple[str, str]:
        """Language and text of the one display name: in the first of the languages that has one, else the first there is."""
        by_language = dict(reversed(self.labels))
        tags = (tag.lower() for tag in languages if tag.lower() in by_language)
        tag = next(tags, self.labels[0][0])
        return tag, by_language[tag]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one quotation supports, who holds it, on whose word, and where we wrote it down.

    An inferred claim has premises and a reason instead of a quotation; `speakers` are then those
    who infer. A table row names its claim itself (`name`); a written claim is named by hash.
    """

    statements: tuple[Statement, ...]
    mode: str
    speakers: tuple[NamedNode, ...]
    source: NamedNode | None = None
    quote: str = ""
    anchor: Anchor | Row | None = None
    via: tuple[NamedNode, ...] = ()
    basis: tuple[NamedNode, ...] = ()
    hedge: str = ""
    certainty: str = ""
    premises: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    where: Where = Where("")
    name: str = ""
    withdrawn: Time | Named | None = None
    withdrawal: str = ""
    _cached: list[str] = field(default_factory=list, init=False, compare=False, repr=False)

    @property
    def local(self) -> str:
        """`claim-<hash>` of source, anchor, speakers, mode and content (or premises)."""
        if not self._cached:
            self._cached.append(self.name or f"claim-{self._digest()}")
        return self._cached[0]

    def _digest(self) -> str:
        anchor = [self.anchor.start, self.anchor.end, self.anchor.sha256] if isinstance(self.anchor, Anchor) else None
        content = [
            self.source.value if self.source else "",
            anchor,
            sorted(self.premises),
            sorted(speaker.value for speaker in self.speakers),
            self.mode,
            sorted(statement.sort_key() for statement in self.statements),
        ]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:20]

    def named(self, name: str) -> Claim:
        """The same claim under a name given from outside, as table rows have."""
        return replace(self, name=name)
