"""What a claim says: statements with tokens, whom they name, and the values in them that are the same in every row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from dalil.facts.table import cells
from dalil.facts.table.tokens import Tokens, holes_in
from dalil.model import Named, Object, Slot, Statement, Template
from dalil.project import Project
from dalil.values import Count, Duration, Time, Value, count_range, parse_count, parse_duration
from dalil.vocabulary import TYPE, XSD, dalil

BOUNDS = ("low", "best", "high", "unit")
INTEGER = NamedNode(XSD + "integer")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of a prototype: the tokens of both sides, and the template of its subject."""

    subject: tuple[int, ...]
    object: tuple[int, ...]
    template: Template


@dataclass
class Contents:
    """Gathers the statements of a claim; `source` is whose words they are."""

    tokens: Tokens
    project: Project
    source: Template
    statements: list[Statement] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    subjects: dict[tuple[str, str], None] = field(default_factory=dict)
    mentions: dict[tuple[str, tuple[int, ...]], None] = field(default_factory=dict)
    values: dict[Value, None] = field(default_factory=dict)

    def say(self, subject: Template, term: str, slot: Slot) -> None:
        """A statement, for every element of a list one."""
        for element in self.tokens.elements(subject, *slot.templates.values()):
            local = self.tokens.local(subject, element)
            if term == "type":
                name = self._class(subject, slot.templates[""], element)
                object_: Object = dalil(name)
                self.subjects.setdefault((local, name))
                predicate, holes = TYPE, holes_in(name)
            else:
                object_, holes = self._object(slot, element)
                predicate = self.project.vocabulary.properties[term].iri
                self.mentions.setdefault((local, holes))
                if slot.kind == "entity" and isinstance(object_, NamedNode):
                    self.mentions.setdefault((object_.value.removeprefix(self.project.base), holes_in(local)))
            self.statements.append(Statement(NamedNode(self.project.base + local), predicate, object_))
            self.said.append(Said(holes_in(local), holes, subject))

    def _class(self, subject: Template, template: Template, element: int) -> str:
        head = subject.parts[0] if subject.parts else ""
        root = self.project.vocabulary.prefixes.get(head.partition(":")[0], "") if isinstance(head, str) else ""
        constant = template.constant
        return self.tokens.token("class", template, element=element, detail=(root,)) if constant is None else constant

    def _object(self, slot: Slot, element: int) -> tuple[Object, tuple[int, ...]]:
        tokens, template = self.tokens, slot.templates.get("", Template(()))
        if slot.kind == "entity":
            local = tokens.local(template, element, slot.classes)
            return NamedNode(self.project.base + local), holes_in(local)
        if slot.kind in ("text", "string"):
            text = tokens.text(template, element)
            language = (slot.language or self.project.languages[0]).lower()
            return Literal(text, language=language) if slot.kind == "text" else Literal(text), holes_in(text)
        if slot.kind == "integer":
            figure = template.constant
            figure = tokens.token("integer", template, element=element) if figure is None else str(int(figure))
            return Literal(figure, datatype=INTEGER), holes_in(figure)
        return self._value(slot, element)

    def _value(self, slot: Slot, element: int) -> tuple[Named, tuple[int, ...]]:
        """A time, count or duration by its name; where nothing in it is a hole, it is known now."""
        templates, detail = list(slot.templates.values()), tuple(slot.templates)
        if slot.kind == "unresolved":
            templates.append(self.source)
        if not any(template.holes for template in templates):
            value = self._constant(slot)
            self.values.setdefault(value)
            return Named(value.local), ()
        token = self.tokens.token(slot.kind, *templates, element=element, detail=detail)  # type: ignore[arg-type]
        return Named(token), holes_in(token)

    def _constant(self, slot: Slot) -> Time | Count | Duration:
        texts = {key: template.constant or "" for key, template in slot.templates.items()}
        if slot.kind == "bounds":
            return count_range(**{key: texts.get(key, "") for key in BOUNDS})
        if slot.kind == "unresolved":
            return Time(words=texts[""], scope=self.tokens.bare(self.source))
        parse: dict[str, Callable[[str], Time | Count | Duration]]
        parse = {"time": cells.time, "count": parse_count, "duration": parse_duration}
        return parse[slot.kind](texts[""])
