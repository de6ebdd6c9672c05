"""What stands behind a key of a mapping → templates, and the kind of value that they make."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dalil.errors import BadValue, FactError, UnknownTerm, nearest
from dalil.facts.table.holes import read_template
from dalil.model import Hole, Slot, Template
from dalil.project import Project
from dalil.vocabulary import LANGUAGE, Property
from dalil.yamlnodes import Node, refuse_unknown

BOUNDS = ("low", "best", "high", "unit")
LITERALS = {"string": "string", "integer": "integer", "Duration": "duration"}


@dataclass(frozen=True, slots=True)
class Slots:
    """Reads templates and slots of one mapping: knows the ontology and the names of the lookups."""

    project: Project
    lookups: Collection[str]

    def template(self, node: Node) -> Template:
        """The template a node writes. Raises BadValue, UnknownTerm."""
        _refuse_bare(node)
        if not node.text.strip():
            raise BadValue("an empty text", node.where, "write a template, or leave the key out")
        template = read_template(node.text, node.where)
        for hole in template.holes:
            self._refuse_lookups(hole, node)
        return template

    def _refuse_lookups(self, hole: Hole, node: Node) -> None:
        names = [step.arguments[0] for step in hole.steps if step.name == "lookup"]
        for place, name in enumerate(names):
            if name not in self.lookups:
                hint = nearest(name, self.lookups, "lookup")
                raise UnknownTerm(f"{name!r} is not among the lookups", node.where, hint)
            if name in names[:place]:
                circle = " → ".join(names[names.index(name) : place + 1])
                raise BadValue(f"a lookup that leads back to itself: {circle}", node.where, "look up once")

    def of_term(self, term: Property, node: Node) -> Iterator[Slot]:
        """One value of a term; texts by language are several."""
        _refuse_bare(node, *BOUNDS, "words", languages=term.range == "langString")
        if term.range == "Time":
            if isinstance(node.value, dict):
                _only(node, ("words",), "a time that cannot be resolved")
                yield self.slot("unresolved", node.mapping["words"])
            else:
                yield self.slot("time", node)
        elif term.range == "Count":
            yield self._bounds(node) if isinstance(node.value, dict) else self.slot("count", node)
        elif term.range == "langString":
            yield from self.texts(node)
        elif term.range in LITERALS:
            yield self.slot(LITERALS[term.range], node)
        else:
            yield self.slot("entity", node, term.range)

    def slot(self, kind: str, node: Node, *classes: str, language: str = "") -> Slot:
        """A value of one template."""
        template = self.template(node)
        return Slot(kind, {"": template}, language, frozenset(classes), node.where)  # type: ignore[arg-type]

    def _bounds(self, node: Node) -> Slot:
        _only(node, BOUNDS, "a count")
        templates = {key: self.template(node.mapping[key]) for key in BOUNDS if key in node.mapping}
        return Slot("bounds", templates, where=node.where)

    def texts(self, node: Node, language: str = "") -> Iterator[Slot]:
        """A text, or texts by language: `{ en: "{name}", ar: "{name_ar}" }`."""
        if not isinstance(node.value, dict):
            yield self.slot("text", node, language=language)
            return
        for tag, value in node.mapping.items():
            if not LANGUAGE.fullmatch(tag):
                raise BadValue(f"{tag!r} is not a language tag", node.key_at(tag), "write en, ar, ar-Latn …")
            if not value.items:
                raise BadValue("an empty text", value.where, "write a template, or leave the key out")
            for item in value.items:
                yield self.slot("text", item, language=tag.lower())


def _refuse_bare(node: Node, *known: str, languages: bool = False) -> None:
    """`{id}` without quotation marks is a mapping to YAML, with a key and nothing behind it. Raises BadValue."""
    if isinstance(node.value, dict) and [value.value for value in node.value.values()] == [""]:
        column = next(iter(node.value))
        if column not in known and not (languages and LANGUAGE.fullmatch(column)):
            raise BadValue("a hole without quotation marks", node.where, f'write "{{{column}}}"')


def _only(node: Node, keys: tuple[str, ...], what: str) -> None:
    for error in refuse_unknown(node, keys, what):
        raise error
    if not any(key in node.mapping for key in keys if key != "unit"):
        wanted = " or ".join(key for key in keys if key != "unit")
        raise FactError(f"{what} without {wanted}", node.where)
