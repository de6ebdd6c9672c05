"""data/facts/<id>.yaml → drafts of claims: read, checked against the ontology, not yet anchored.

A draft names its quotation as written and its premises by label; `anchoring` makes claims of drafts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from dalil.errors import BadValue, DalilError, DalilErrors, FactError, UnknownTerm, Where, nearest
from dalil.facts.statements import read_says
from dalil.model import Source, Span, Statement
from dalil.project import Project
from dalil.yamlnodes import Node, read_yaml, refuse_unknown

FILE_KEYS = {"source": "whose words the claims quote", "claims": "the list of claims"}
CLAIM_KEYS = {
    "quote": "the source's words that support the claim: at most a dozen, or `first … last`",
    "after": "words that stand before the quotation, where it is repeated",
    "occurrence": "which one of the places is meant (1, 2 …), where it is repeated",
    "says": "what the words say: `{ subject: { term: value } }`",
    "by": "who holds, denies or demands it; by default the source's voice",
    "via": "the chain of those who relay it, nearest to the source first",
    "basis": "the footage, report or other work that it rests on",
    "mode": "asserted (default), alleged, denied, demanded, opined or inferred",
    "hedge": "the source's own hedge, in its words",
    "certainty": "the extractor's own: certain, probable or possible",
    "id": "a label, so that other claims can name this one",
    "from": "the premises of an inferred claim, by label",
    "reason": "why an inferred claim follows from its premises",
    "note": "ours: a decision that was taken",
}
CERTAINTIES = ("certain", "probable", "possible")


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim as a fact file writes it."""

    statements: tuple[Statement, ...]
    mode: str
    speakers: tuple[NamedNode, ...]
    span: Span | None
    via: tuple[NamedNode, ...]
    basis: tuple[NamedNode, ...]
    hedge: str
    certainty: str
    label: str
    premises: tuple[str, ...]
    reason: str
    note: str
    where: Where


@dataclass(frozen=True, slots=True)
class FactFile:
    """A parsed fact file: its id, its nodes, and the source it reads."""

    id: str
    node: Node
    source: str

    @property
    def claims(self) -> list[Node]:
        """The claims' nodes."""
        return self.node.mapping["claims"].items


def open_facts(path: Path, project: Project) -> FactFile:
    """The YAML of one fact file, with its top keys checked. Raises DalilErrors."""
    node = read_yaml(path, project.name(path))
    entries = node.mapping
    errors: list[DalilError] = refuse_unknown(node, FILE_KEYS, "a fact file")
    errors += [
        FactError(f"{key} is missing: {about}", node.where) for key, about in FILE_KEYS.items() if key not in entries
    ]
    if errors:
        raise DalilErrors(errors)
    if not entries["claims"].items:
        raise FactError("a fact file without claims", node.where, "write at least one, or delete the file")
    return FactFile(path.stem, node, entries["source"].text)


def introduced(file: FactFile) -> dict[str, set[str]]:
    """Entities that the file's claims give a type to: CURIE → class names as written."""
    found: dict[str, set[str]] = {}
    for claim in file.claims:
        says = claim.value.get("says") if isinstance(claim.value, dict) else None
        for curie, facts in (says.value.items() if says and isinstance(says.value, dict) else ()):
            type_ = facts.value.get("type") if isinstance(facts.value, dict) else None
            for item in type_.items if type_ else ():
                if isinstance(item.value, str):
                    found.setdefault(curie, set()).add(item.value)
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads claims of one file: knows the source, the entities there are and their classes."""

    project: Project
    source: Source
    known: Mapping[str, frozenset[str]]
    editor: str = ""

    def drafts(self, file: FactFile) -> tuple[list[Draft], list[DalilError]]:
        """Every claim that can be read, and everything that is wrong with the others."""
        drafts: list[Draft] = []
        errors: list[DalilError] = []
        labels: dict[str, Where] = {}
        for node in file.claims:
            try:
                draft = self._draft(node, file.id)
                if draft.label in labels:
                    first = labels[draft.label].line
                    raise FactError(f"the label {draft.label!r} is taken", draft.where, f"by the claim at line {first}")
                if draft.label:
                    labels[draft.label] = draft.where
                drafts.append(draft)
            except DalilErrors as several:
                errors += several.errors
            except DalilError as error:
                errors.append(error.at(node.where))
        return drafts, errors

    def _draft(self, node: Node, file_id: str) -> Draft:
        entries = node.mapping
        errors: list[DalilError] = refuse_unknown(node, CLAIM_KEYS, "a claim")
        mode = self._mode(entries, node)
        errors += self._shape(entries, node, mode)
        statements: tuple[Statement, ...] = ()
        if "says" in entries:
            says, wrong = read_says(entries["says"], self.project, self.source, self.known)
            statements, errors = tuple(sorted(says, key=Statement.sort_key)), errors + wrong
        span = self._span(entries, errors)
        people = {key: self._refs(entries, key, errors) for key in ("by", "via", "basis")}
        if errors:
            raise DalilErrors(errors)
        label = entries["id"].text if "id" in entries else ""
        return Draft(
            statements=statements,
            mode=mode,
            speakers=people["by"] or (self.project.curies.expand(self.editor) if mode == "inferred" else self.source.voice,),
            span=span,
            via=people["via"],
            basis=people["basis"],
            label=f"{file_id}/{label}" if label else "",
            premises=tuple(
                item.text if "/" in item.text or ":" in item.text else f"{file_id}/{item.text}"
                for item in (entries["from"].items if "from" in entries else ())
            ),
            where=node.where,
            **{key: entries[key].text if key in entries else "" for key in ("hedge", "certainty", "reason", "note")},
        )

    def _mode(self, entries: dict[str, Node], node: Node) -> str:
        modes = self.project.vocabulary.members("Mode")
        if "mode" not in entries:
            return "inferred" if "from" in entries else "asserted"
        mode = entries["mode"]
        if mode.text not in modes:
            raise UnknownTerm(f"{mode.text!r} is not a mode", mode.where, nearest(mode.text, modes, "mode"))
        return mode.text

    def _shape(self, entries: dict[str, Node], node: Node, mode: str) -> list[DalilError]:
        """What must and must not stand together in one claim."""
        inferred = mode == "inferred"
        wanted = ("from", "reason", "says") if inferred else ("quote", "says")
        barred = ("quote", "after", "occurrence", "hedge", "via") if inferred else ("from", "reason")
        what = "an inferred claim" if inferred else f"a claim that is {mode}"
        errors: list[DalilError] = [
            FactError(f"{what} without `{key}`: {CLAIM_KEYS[key]}", node.where)
            for key in wanted
            if key not in entries or not entries[key].value
        ]
        errors += [
            FactError(f"`{key}` has no place in {what}", node.key_at(key), "drop it, or change the mode")
            for key in barred
            if key in entries
        ]
        if inferred and "by" not in entries and not self.editor:
            errors.append(FactError("nobody infers this", node.where, "write by: actor:…, or editor in dalil.toml"))
        certainty = entries.get("certainty")
        if certainty and certainty.text not in CERTAINTIES:
            hint = nearest(certainty.text, CERTAINTIES, "certainty")
            errors.append(BadValue(f"{certainty.text!r} is not a certainty", certainty.where, hint))
        return errors

    def _span(self, entries: dict[str, Node], errors: list[DalilError]) -> Span | None:
        if "quote" not in entries:
            return None
        quote, limit = entries["quote"], self.project.limits["quote_words"]
        words = [word for word in quote.text.split() if word not in ("…", "...")]
        if len(words) > limit:
            hint = "write the first and the last words: `first words … last words`"
            errors.append(FactError(f"a quotation of {len(words)} words, and {limit} is the limit", quote.where, hint))
        occurrence = None
        if "occurrence" in entries:
            text = entries["occurrence"].text
            if not (text.isascii() and text.isdigit() and int(text) > 0):
                errors.append(BadValue(f"{text!r} is not a place in a row", entries["occurrence"].where, "write 1, 2 …"))
            else:
                occurrence = int(text)
        return Span(quote.text, entries["after"].text if "after" in entries else None, occurrence, quote.where)

    def _refs(self, entries: dict[str, Node], key: str, errors: list[DalilError]) -> tuple[NamedNode, ...]:
        """Entities under a key: speakers are actors, a basis is a work, a chain may hold both."""
        wanted = {"by": {"Actor"}, "via": {"Actor", "Work"}, "basis": {"Work"}}[key]
        found = []
        for item in entries[key].items if key in entries else ():
            if item.text not in self.known:
                errors.append(UnknownTerm(f"{item.text!r} is not in the registry", item.where, nearest(item.text, self.known, "entity")))
            elif not wanted & self.known[item.text]:
                what = " or ".join(sorted(wanted)).lower()
                errors.append(BadValue(f"{item.text} under `{key}` is not an {what}", item.where))
            else:
                found.append(self.project.curies.expand(item.text))
        return tuple(found)
