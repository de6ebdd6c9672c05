"""`sources:` and `entities:` of a mapping → sources and registry entries with holes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dalil.errors import BadValue, DalilError, FactError, gathering
from dalil.facts.table.claims import lists_in
from dalil.facts.table.conditions import read_conditions
from dalil.facts.table.keys import ENTITY_KEYS, OUR_KEYS, REQUIRED, SOURCE_KEYS
from dalil.facts.table.slots import Slots
from dalil.facts.table.tables import missing
from dalil.model import Condition, Slot, Template, ThingMapping
from dalil.yamlnodes import Node, refuse_unknown

KEYS = {"source": SOURCE_KEYS, "entity": ENTITY_KEYS}
CALLED = {"source": "a source", "entity": "a registry entry"}
STRINGS = ("title", "language", "url", "retrieved", "rights", "note")
SEVERAL = ("names", "ours.names", "ours.sameAs")
Found = Iterator[tuple[str, Slot]]


@dataclass(frozen=True, slots=True)
class ThingReader:
    """Reads what a mapping describes beside its claims: `what` is source or entity.

    Under one name may stand several entries, each with its own `when`.
    """

    slots: Slots
    what: Literal["source", "entity"]
    first: int = 1
    """The place of the first: no two things of a mapping have the same."""

    def things(self, node: Node) -> tuple[list[ThingMapping], list[DalilError]]:
        """Every entry that can be read, and everything that is wrong with the others."""
        things: list[ThingMapping] = []
        errors: list[DalilError] = []
        for name, value in node.mapping.items():
            where = node.key_at(name)
            if not value.value:
                errors.append(FactError(f"nothing is said of {name}", where))
            for item in value.items:
                with gathering(errors, where):
                    template = self.slots.template(Node(name, where))
                    things.append(self._thing(template, item, self.first + len(things), errors))
        return things, errors

    def _thing(self, name: Template, node: Node, place: int, errors: list[DalilError]) -> ThingMapping:
        entries, keys = node.mapping, KEYS[self.what]
        errors += refuse_unknown(node, keys, CALLED[self.what])
        errors += missing(node, REQUIRED[self.what], keys, CALLED[self.what])
        errors += [
            FactError(f"`{key}` has no value", node.key_at(key), "write one, or leave the key out")
            for key, value in entries.items()
            if key in keys and key not in REQUIRED[self.what] and not value.value
        ]
        written = {key: value for key, value in entries.items() if value.value}
        found: dict[str, tuple[Slot, ...]] = {}
        for key, value in written.items():
            with gathering(errors, value.where):
                for name_, slot in self._slots(key, value):
                    found[name_] = (*found.get(name_, ()), slot)
        when: tuple[Condition, ...] = ()
        with gathering(errors):
            when = read_conditions(written["when"]) if "when" in written else ()
        type_ = self._type(name, written, errors)
        errors += _refuse_lists(name, found)
        return ThingMapping(self.what, place, name, type_, found, when, name.where)

    def _type(self, name: Template, entries: dict[str, Node], errors: list[DalilError]) -> Template:
        """The class; where none can be read, which is said, the root class of the name's kind."""
        with gathering(errors):
            if "type" in entries:
                return self.slots.template(entries["type"])
        root = self.slots.project.vocabulary.prefixes.get(name.text.partition(":")[0], "Source")
        return Template((root,), name.where)

    def _slots(self, key: str, node: Node) -> Found:
        if key in ("voice", "publisher"):
            yield key, self.slots.slot("entity", node, "Actor")
        elif key == "published":
            yield key, self.slots.slot("time", node)
        elif key in STRINGS:
            yield key, self.slots.slot("string", node)
        elif key in ("name", "names"):
            yield from ((key, slot) for slot in self._labels(node))
        elif key == "ours":
            yield from self._ours(node)

    def _labels(self, node: Node) -> Iterator[Slot]:
        language = self.slots.project.languages[0].lower()
        for item in node.items:
            yield from self.slots.texts(item, language)

    def _ours(self, node: Node) -> Found:
        for error in refuse_unknown(node, OUR_KEYS, "`ours`"):
            raise error
        if "names" in node.mapping:
            yield from (("ours.names", slot) for slot in self._labels(node.mapping["names"]))
        for item in node.mapping["sameAs"].items if "sameAs" in node.mapping else ():
            yield "ours.sameAs", self.slots.slot("string", item)


def _refuse_lists(name: Template, slots: dict[str, tuple[Slot, ...]]) -> list[DalilError]:
    """Only names and addresses are several; a list in the thing's own name makes several things."""
    single = lists_in([name])
    errors: list[DalilError] = []
    if len(single) > 1:
        errors.append(BadValue(f"two lists in one name: {name.text}", name.where, "one list a name"))
    for key, slot in ((key, slot) for key, found in slots.items() for slot in found):
        more = sorted(f"{{{hole.column}}}" for hole in lists_in(slot.templates.values()) - single)
        if more and key not in SEVERAL:
            hint = "leave out `split`, or take one element with `match`"
            errors.append(BadValue(f"{key} is one, and {more[0]} is a list", slot.where, hint))
        elif len(more) > 1:
            message = f"two lists in one place: {' and '.join(more)}"
            errors.append(BadValue(message, slot.where, "a line for each list"))
    return errors
