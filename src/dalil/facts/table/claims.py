"""`claims:` of a mapping → claims with holes: every key and term is known, every template reads; classes are looked at in `checks`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dalil.errors import BadValue, DalilError, FactError, UnknownTerm, gathering, nearest
from dalil.facts.table.conditions import read_conditions
from dalil.facts.table.keys import BARRED, CLAIM_KEYS
from dalil.facts.table.slots import Slots
from dalil.facts.table.transforms import list_of
from dalil.model import ClaimMapping, Condition, Hole, Slot, Template
from dalil.yamlnodes import Node, refuse_unknown

Statements = tuple[tuple[Template, str, Slot], ...]
PEOPLE = ("by", "via", "basis")


@dataclass(frozen=True, slots=True)
class ClaimReader:
    """Reads the claims of one mapping."""

    slots: Slots
    source: Template

    def claims(self, node: Node) -> tuple[list[ClaimMapping], list[DalilError]]:
        """Every claim that can be read, and everything that is wrong with the others."""
        claims: list[ClaimMapping] = []
        errors: list[DalilError] = []
        for place, item in enumerate(node.items, 1):
            with gathering(errors, item.where):
                claims.append(self._claim(item, place, errors))
        return claims, errors

    def _claim(self, node: Node, place: int, errors: list[DalilError]) -> ClaimMapping:
        entries = node.mapping
        errors += refuse_unknown(node, {**CLAIM_KEYS, **BARRED}, "a table's claim")
        errors += [
            FactError(f"`{key}` has no place in a mapping: {why}", node.key_at(key), "drop it")
            for key, why in BARRED.items()
            if key in entries
        ]
        errors += [
            FactError(f"`{key}` has no value", node.key_at(key), "write one, or leave the key out")
            for key, value in entries.items()
            if key in CLAIM_KEYS and key != "says" and not value.value
        ]
        says = self._says(entries["says"], errors) if "says" in entries and entries["says"].value else ()
        if "says" not in entries or not entries["says"].value:
            errors.append(FactError("a claim without `says`: what the cells say", node.where))
        lists = {key: self._templates(entries, key, errors) for key in (*PEOPLE, "each")}
        ones = {key: self._one(entries, key, errors) for key in ("source", "hedge", "certainty", "note")}
        when: tuple[Condition, ...] = ()
        with gathering(errors):
            when = read_conditions(entries["when"]) if "when" in entries and entries["when"].value else ()
        mode = self._mode(entries, errors)
        each: tuple[Hole, ...] = ()
        with gathering(errors):
            each = _each(lists["each"])
        claim = ClaimMapping(
            place=place,
            where=node.where,
            statements=says,
            source=ones["source"] or self.source,
            speakers=lists["by"],
            when=when,
            each=each,
            mode=mode,
            via=lists["via"],
            basis=lists["basis"],
            hedge=ones["hedge"],
            certainty=ones["certainty"],
            note=ones["note"],
        )
        errors += _refuse_lists(claim)
        return claim

    def _says(self, node: Node, errors: list[DalilError]) -> Statements:
        found: list[tuple[Template, str, Slot]] = []
        with gathering(errors):
            for written, facts in node.mapping.items():
                where = node.key_at(written)
                with gathering(errors, where):
                    subject = self.slots.template(Node(written, where))
                    if not facts.value:
                        raise FactError(f"nothing is said of {written}", where)
                    for key, value in facts.mapping.items():
                        with gathering(errors, facts.key_at(key)):
                            found += [(subject, key, slot) for slot in self._values(key, value, facts, errors)]
        keys = [(s.parts, term, sorted((k, t.parts) for k, t in slot.templates.items())) for s, term, slot in found]
        if any(key in keys[:place] for place, key in enumerate(keys)):
            errors.append(FactError("the same is said twice in one claim", node.where))
        return tuple(found)

    def _values(self, key: str, value: Node, facts: Node, errors: list[DalilError]) -> list[Slot]:
        if not value.value:
            raise FactError(f"`{key}` has no value", facts.key_at(key), "write one, or leave the key out")
        properties = self.slots.project.vocabulary.properties
        if key != "type" and key not in properties:
            hint = nearest(key, properties, "term")
            raise UnknownTerm(f"{key!r} is not a term of the ontology", facts.key_at(key), hint)
        found: list[Slot] = []
        for item in value.items:
            with gathering(errors, item.where):
                of_term = (
                    [self.slots.slot("class", item)] if key == "type" else self.slots.of_term(properties[key], item)
                )
                found += of_term
        return found

    def _templates(self, entries: dict[str, Node], key: str, errors: list[DalilError]) -> tuple[Template, ...]:
        found = []
        for item in entries[key].items if key in entries else ():
            with gathering(errors, item.where):
                found.append(self.slots.template(item))
        return tuple(found)

    def _one(self, entries: dict[str, Node], key: str, errors: list[DalilError]) -> Template | None:
        if key not in entries or not entries[key].value:
            return None
        with gathering(errors, entries[key].where):
            return self.slots.template(entries[key])
        return None

    def _mode(self, entries: dict[str, Node], errors: list[DalilError]) -> str:
        modes = self.slots.project.vocabulary.members("Mode") - {"inferred"}
        with gathering(errors):
            if "mode" not in entries or not entries["mode"].value:
                return "asserted"
            node = entries["mode"]
            if node.text == "inferred":
                raise BadValue("a row infers nothing", node.where, "write an inferred claim in a fact file")
            if node.text not in modes:
                raise UnknownTerm(f"{node.text!r} is not a mode", node.where, nearest(node.text, modes, "mode"))
            return node.text
        return ""


def _each(templates: tuple[Template, ...]) -> tuple[Hole, ...]:
    for template in templates:
        if len(template.parts) != 1 or not template.holes or not template.holes[0].many:
            hint = 'write each: ["{aliases | split ;}"]'
            raise BadValue(f"`each` wants one hole that splits its cell, not {template.text!r}", template.where, hint)
    return tuple(hole for template in templates for hole in template.holes)


def _refuse_lists(claim: ClaimMapping) -> list[DalilError]:
    """A list stands only where several values may, and one at a time: of two, nobody knows which elements belong together."""
    single = {list_of(hole) for hole in (*claim.each, *claim.source.holes)}
    errors: list[DalilError] = []

    def look(what: str, most: int, *templates: Template) -> None:
        columns = sorted({f"{{{hole.column}}}" for hole in lists_in(templates) - single})
        if len(columns) > most:
            found = " and ".join(columns)
            hint = "name the columns under `each:`, and their elements make claims of their own, in parallel"
            message = f"two lists in one place: {found}" if most else f"{what} is one, and {found} is a list"
            errors.append(BadValue(message, templates[-1].where, hint))

    for subject, term, slot in claim.statements:
        look(term, 1, subject, *slot.templates.values())
    for template in (*claim.speakers, *claim.basis):
        look("a name", 1, template)
    for template in claim.via:
        look("each of those who relay", 0, template)
    for what in ("hedge", "certainty", "note"):
        look(what, 0, *filter(None, [getattr(claim, what)]))
    if len(lists_in([claim.source])) > 1:
        errors.append(
            BadValue(f"a source from two lists: {claim.source.text}", claim.source.where, "one list names it")
        )
    return errors + _unused_elements(claim)


def lists_in(templates: Iterable[Template]) -> set[Hole]:
    """The lists that some templates take elements from."""
    return {found for template in templates for hole in template.holes if (found := list_of(hole))}


def _unused_elements(claim: ClaimMapping) -> list[DalilError]:
    """`each` over a list that the claim says nothing of would make the same claim again and again."""
    named = lists_in(templates_of(claim))
    return [
        FactError(f"`each` names {hole.column!r}, and nothing in the claim says its element", claim.where)
        for hole in claim.each
        if list_of(hole) not in named
    ]


def templates_of(claim: ClaimMapping) -> list[Template]:
    """Every template of a claim, as written: statements, source, people, then what stands beside."""
    spoken = [t for subject, _, slot in claim.statements for t in (subject, *slot.templates.values())]
    beside = [t for t in (claim.hedge, claim.certainty, claim.note) if t]
    return [*spoken, claim.source, *claim.speakers, *claim.via, *claim.basis, *beside]
