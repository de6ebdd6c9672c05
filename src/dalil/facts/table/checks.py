"""What a mapping says, against ontology and registry, before a row is read: terms and classes, and every value that is known by now.

What only the rows tell (that a cell is a date, that an entity is known) is looked at when they are made ready.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dalil.errors import BadValue, DalilError, UnknownTerm, gathering, nearest
from dalil.facts.factfile import CERTAINTIES
from dalil.facts.registry import class_of_kind
from dalil.facts.table.columns import column_errors, columns_of_thing, columns_used, tells_rows_apart, unused
from dalil.facts.table.described import Described, shape, terms_of
from dalil.facts.table.names import Alternative, Names, is_address, most_specific, refuse_duplicate
from dalil.model import ClaimMapping, Slot, Template, ThingMapping
from dalil.model import Mapping as TableMapping
from dalil.project import Project
from dalil.values import count_range, parse_count, parse_duration, parse_time
from dalil.vocabulary import LANGUAGE
from dalil.yamlnodes import Node

__all__ = ["check_mapping", "column_errors", "columns_of_thing", "columns_used", "tells_rows_apart", "unused"]

Known = Mapping[str, frozenset[str]]
PEOPLE = {"by": ("Actor",), "via": ("Actor", "Work"), "basis": ("Work",)}


def check_mapping(
    mapping: TableMapping, project: Project, known: Known, described: Sequence[Described]
) -> list[DalilError]:
    """Everything in a mapping that ontology and registry do not allow."""
    names = Names(project, mapping.lookups, known, described)
    checker = _Checker(project, names, mapping.source, [])
    checker.source(mapping.source)
    for claim in mapping.claims:
        checker.claim(claim)
    for thing in mapping.things:
        checker.thing(thing)
    return checker.errors


@dataclass(frozen=True, slots=True)
class _Checker:
    """Looks at one claim, source or entry at a time; what is wrong with one does not hide the others."""

    project: Project
    names: Names
    head: Template
    errors: list[DalilError]

    def claim(self, claim: ClaimMapping) -> None:
        subjects: dict[Template, list[Alternative]] = {}
        for subject, term, slot in claim.statements:
            with gathering(self.errors, slot.where):
                if subject not in subjects:
                    subjects[subject] = []
                    subjects[subject] = self.names.alternatives(subject)
                if term == "type":
                    self._type(subject, slot.templates[""])
                elif subjects[subject]:
                    self._statement(subjects[subject], term, slot)
        if claim.source is not self.head:
            self.source(claim.source)
        for key, templates in zip(PEOPLE, (claim.speakers, claim.via, claim.basis), strict=True):
            for template in templates:
                # the voice of a source that has a file is looked at where the file is
                if template.where.file == claim.where.file:
                    with gathering(self.errors, template.where):
                        self._people(key, template)
        if claim.certainty:
            with gathering(self.errors, claim.certainty.where):
                self._certainty(claim.certainty)

    def source(self, template: Template) -> None:
        """A source of the dossier, or one that a mapping describes."""
        if not template.parts:
            return
        with gathering(self.errors, template.where):
            sources = [name for name, classes in self.names.known.items() if "Source" in classes]
            sources += [name for name in self.names.classes if name.startswith("source:")]
            names = terms_of(template, self.names.lookups)
            if names is None or shape(template) in self.names.classes:
                names = (shape(template),)
            for name in names:
                if name not in sources and not any(p.fullmatch(name) for p, _ in self.names.patterns):
                    hint = nearest(name, sources, "source")
                    if template.constant is None:
                        hint = "describe it under `sources:`, here or in another mapping"
                    said = template.text if "{}" in name else name
                    raise UnknownTerm(f"no source is called {said!r}", template.where, hint)

    def _statement(self, subjects: list[Alternative], key: str, slot: Slot) -> None:
        term = self.project.vocabulary.properties[key]
        for name, classes in subjects:
            if term.domain not in classes:
                kinds = most_specific(classes, self.project)
                message = f"{key} is said of a kind of {term.domain}, and {name} is {kinds}"
                raise BadValue(message, slot.where, "another term, or another type here or in the registry")
        if slot.kind == "entity":
            self._entity(key, slot)
        else:
            self._values(slot)

    def _entity(self, key: str, slot: Slot) -> None:
        for name, classes in self.names.alternatives(slot.templates[""]):
            if not slot.classes <= classes:
                wanted, kinds = " or ".join(sorted(slot.classes)), most_specific(classes, self.project)
                message = f"{key} wants a kind of {wanted}, and {name} is {kinds}"
                raise BadValue(message, slot.where, "another term, or another type here or in the registry")

    def _type(self, subject: Template, type_: Template) -> None:
        for name in terms_of(type_, self.names.lookups) or ():
            for curie in self.names.kinds(subject):
                class_of_kind(curie, Node(name, type_.where), self.project)

    def _people(self, key: str, template: Template) -> None:
        for name, classes in self.names.alternatives(template):
            if not classes.intersection(PEOPLE[key]):
                what = " or ".join(PEOPLE[key])
                raise BadValue(f"`{key}` wants a kind of {what}, and {name} is none", template.where)

    def _certainty(self, template: Template) -> None:
        terms = terms_of(template, self.names.lookups)
        if terms is None:
            hint = f"write one of {', '.join(CERTAINTIES)}, or {{column | lookup name}}"
            raise BadValue(f"the certainty {template.text!r} is no constant and no lookup", template.where, hint)
        for term in terms:
            if term not in CERTAINTIES:
                raise BadValue(f"{term!r} is not a certainty", template.where, nearest(term, CERTAINTIES, "certainty"))

    def _values(self, slot: Slot) -> None:
        """Values that are known by now: constants, and the terms of lookups."""
        if slot.kind == "bounds":
            _bounds(slot)
            return
        parse = PARSERS.get(slot.kind)
        for text in (terms_of(slot.templates[""], self.names.lookups) or ()) if parse else ():
            parse(text)  # type: ignore[misc]

    def thing(self, thing: ThingMapping) -> None:
        with gathering(self.errors, thing.name.where):
            self._name(thing)
        with gathering(self.errors, thing.type.where):
            self._type(thing.name, thing.type)
        for key, slots in thing.slots.items():
            for slot in slots:
                with gathering(self.errors, slot.where):
                    self._slot(key, slot, fixed=thing.name.constant is not None)

    def _name(self, thing: ThingMapping) -> None:
        kind = thing.name.text.partition(":")[0]
        if (kind == "source") != (thing.what == "source"):
            wanted = "source:…" if thing.what == "source" else "a kind of entity, as actor:… or place:…"
            hint = "sources stand under `sources:`, everything else under `entities:`"
            raise BadValue(f"{thing.name.text!r} is not named {wanted}", thing.name.where, hint)
        if thing.what == "source":
            refuse_duplicate(thing.name, self.names.known)
        if thing.name.constant is None:
            self.names.alternatives(thing.name)
        else:
            self.project.vocabulary.kind_class(thing.name.text)
            self.project.curies.expand(thing.name.text)

    def _slot(self, key: str, slot: Slot, *, fixed: bool) -> None:
        template = slot.templates[""]
        if fixed and template.holes:
            raise BadValue(
                f"{key} of one thing, from the cells of many rows: {template.text}",
                slot.where,
                "put a hole into its name, or write a constant",
            )
        if slot.kind == "entity":
            self._entity(key, slot)
        elif key == "language" and template.holes:
            hint = "write a list of entries under the source's name, one a language, each with its `when`"
            raise BadValue("the language of a source is a constant", slot.where, hint)
        elif key == "language" and template.constant and not LANGUAGE.fullmatch(template.constant):
            raise BadValue(f"{template.text!r} is not a language tag", slot.where, "write en, ar, ar-Latn …")
        elif key == "ours.sameAs" and template.constant and not is_address(template.constant):
            raise BadValue(f"{template.text!r} is not an address", slot.where, "write https://…")
        else:
            self._values(slot)


def _integer(text: str) -> None:
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise BadValue(f"{text!r} is not a whole number of at most 18 digits")


PARSERS: dict[str, Callable[[str], object]] = {
    "time": parse_time,
    "count": parse_count,
    "duration": parse_duration,
    "integer": _integer,
}


def _bounds(slot: Slot) -> None:
    constants = {key: template.constant for key, template in slot.templates.items()}
    if None not in constants.values():
        count_range(**{key: constants.get(key) or "" for key in ("low", "best", "high", "unit")})
        return
    for key in ("low", "best", "high"):
        if constants.get(key) is not None:
            count_range(str(constants[key]), "", "")
