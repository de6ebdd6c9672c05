"""A claim of a fact file → a draft: checked against the ontology and the registry, not yet anchored.

A draft names its quotation as written and its premises by label; `anchoring` makes claims of drafts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode

from dalil.errors import BadValue, DalilError, DalilErrors, FactError, UnknownTerm, Where, gathering, nearest
from dalil.facts.factfile import CERTAINTIES, CLAIM_KEYS, FactFile, label_of
from dalil.facts.statements import read_says
from dalil.model import Source, Span, Statement
from dalil.project import Project
from dalil.yamlnodes import Node, refuse_unknown, whole_number


class Premise(NamedTuple):
    """A premise as written: the label of another claim (`file/label`), and where it is named."""

    label: str
    where: Where


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
    premises: tuple[Premise, ...]
    reason: str
    note: str
    where: Where


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
        first: dict[str, Where] = {}
        for node in file.claims:
            with gathering(errors, node.where):
                label = label_of(node)
                if first.setdefault(label, node.where) != node.where and label:
                    hint = f"by the claim at line {first[label].line}"
                    errors.append(FactError(f"the label {label!r} is taken", node.mapping["id"].where, hint))
                drafts.append(self._draft(node, file.id))
        return drafts, errors

    def _draft(self, node: Node, file_id: str) -> Draft:
        entries = node.mapping
        errors: list[DalilError] = refuse_unknown(node, CLAIM_KEYS, "a claim")
        errors += self._shape(entries, node)
        says: list[Statement] = []
        if "says" in entries and entries["says"].value:
            with gathering(errors):
                says, wrong = read_says(entries["says"], self.project, self.source, self.known)
                errors += wrong
        span = self._span(entries, errors)
        people = {key: self._refs(entries, key, errors) for key in ("by", "via", "basis")}
        texts = {
            key: self._text(entries, key, errors) for key in ("mode", "hedge", "certainty", "id", "reason", "note")
        }
        premises = self._premises(entries, file_id, errors)
        if errors:
            raise DalilErrors(errors)
        label, mode = texts.pop("id"), texts.pop("mode") or ("inferred" if premises else "asserted")
        return Draft(
            statements=tuple(sorted(says, key=Statement.sort_key)),
            mode=mode,
            speakers=people["by"]
            or (self.project.curies.expand(self.editor) if mode == "inferred" else self.source.voice,),
            span=span,
            via=people["via"],
            basis=people["basis"],
            label=f"{file_id}/{label}" if label else "",
            premises=premises,
            where=node.where,
            **texts,
        )

    def _shape(self, entries: dict[str, Node], node: Node) -> list[DalilError]:
        """What must and must not stand together in one claim, by its mode."""
        errors: list[DalilError] = []
        errors += self._for_mode(entries, node, self._mode(entries, errors))
        wanted = ("quote", "says", "from", "reason", "mode")
        errors += [
            FactError(f"`{key}` has no value", node.key_at(key), "write one, or leave the key out")
            for key, value in entries.items()
            if key in CLAIM_KEYS and key not in wanted and not value.value
        ]
        with gathering(errors):
            certainty = entries.get("certainty")
            if certainty and certainty.value and certainty.text not in CERTAINTIES:
                hint = nearest(certainty.text, CERTAINTIES, "certainty")
                raise BadValue(f"{certainty.text!r} is not a certainty", certainty.where, hint)
        with gathering(errors):
            label = entries.get("id")
            if label and label.value and not re.fullmatch(r"[\w.~-]+", label.text):
                hint = "a label has letters, digits and - . _ ~ only"
                raise BadValue(f"{label.text!r} is not a label", label.where, hint)
        return errors

    def _mode(self, entries: dict[str, Node], errors: list[DalilError]) -> str:
        """The mode as written; where none is, or none that there is, the one that the other keys speak for."""
        modes = self.project.vocabulary.members("Mode")
        with gathering(errors):
            if "mode" in entries:
                mode = entries["mode"]
                if mode.text in modes:
                    return mode.text
                raise UnknownTerm(f"{mode.text!r} is not a mode", mode.where, nearest(mode.text, modes, "mode"))
        return "inferred" if "from" in entries else "asserted"

    def _for_mode(self, entries: dict[str, Node], node: Node, mode: str) -> list[DalilError]:
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
        return errors

    def _text(self, entries: dict[str, Node], key: str, errors: list[DalilError]) -> str:
        with gathering(errors):
            return entries[key].text if key in entries else ""
        return ""

    def _premises(self, entries: dict[str, Node], file_id: str, errors: list[DalilError]) -> tuple[Premise, ...]:
        found = []
        for item in entries["from"].items if "from" in entries else ():
            with gathering(errors):
                label = item.text if "/" in item.text else f"{file_id}/{item.text}"
                found.append(Premise(label, item.where))
        return tuple(found)

    def _span(self, entries: dict[str, Node], errors: list[DalilError]) -> Span | None:
        if "quote" not in entries or not entries["quote"].value:
            return None
        with gathering(errors):
            quote = self._words(
                entries["quote"], "a quotation", "write the first and the last words: `first words … last words`"
            )
            after = self._words(entries["after"], "`after`", "a few words are enough") if "after" in entries else None
            occurrence = whole_number(entries["occurrence"]) if "occurrence" in entries else None
            return Span(quote, after, occurrence, entries["quote"].where)
        return None

    def _words(self, node: Node, what: str, hint: str) -> str:
        """The source's words, quoted briefly."""
        if words := self.project.too_long(node.text):
            limit = self.project.limits["quote_words"]
            raise FactError(f"{what} of {words} words, and {limit} is the limit", node.where, hint)
        return node.text

    def _refs(self, entries: dict[str, Node], key: str, errors: list[DalilError]) -> tuple[NamedNode, ...]:
        """Entities under a key: speakers are actors, a basis is a work, a chain may hold both."""
        wanted = {"by": ("Actor",), "via": ("Actor", "Work"), "basis": ("Work",)}[key]
        found = []
        for item in entries[key].items if key in entries else ():
            with gathering(errors):
                if item.text not in self.known:
                    hint = nearest(item.text, self.known, "entity")
                    raise UnknownTerm(f"{item.text!r} is not in the registry", item.where, hint)
                if not self.known[item.text].intersection(wanted):
                    what = " or ".join(wanted)
                    raise BadValue(f"`{key}` wants a kind of {what}, and {item.text} is none", item.where)
                found.append(self.project.curies.expand(item.text))
        return tuple(found)
