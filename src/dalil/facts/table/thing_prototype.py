"""A source or registry entry with holes → prototypes with tokens, as for claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from dalil.errors import FactError
from dalil.facts.table.tokens import Column, Required, Tokens, column_of_elements, holes_in
from dalil.facts.table.transforms import list_of
from dalil.model import Entity, Hole, Named, Slot, Source, Template, ThingMapping
from dalil.project import Project
from dalil.values import Time, parse_time

TEXTS = ("title", "url", "retrieved", "rights", "note")
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ThingPrototype:
    """A source, or an entry, with tokens in names and texts; `columns[i]` makes `h<i>`.

    `things` are several for an entry that may lack its name in one language: they have most lines in common, and for each row
    the lines whose holes are filled are those of one of them. The rest is as in a claim's prototype.
    """

    things: tuple[Source | Entity, ...]
    columns: tuple[Column, ...]
    subjects: tuple[tuple[str, str], ...]
    mentioned: tuple[str, ...]
    needs: tuple[tuple[int, ...], ...]
    values: tuple[Time, ...]
    required: tuple[Required, ...]


def thing_singled(thing: ThingMapping) -> dict[Hole, str]:
    """The lists of which every element makes a thing: those in its name."""
    found = dict.fromkeys(found for hole in thing.name.holes if (found := list_of(hole)))
    return {hole: column_of_elements(hole, n) for n, hole in enumerate(found)}


def thing_lists(thing: ThingMapping) -> tuple[Hole, ...]:
    """The lists whose elements stand side by side in one thing (`names`, `ours.sameAs`)."""
    slots = [slot for slots in thing.slots.values() for slot in slots]
    found = (list_of(hole) for slot in slots for template in slot.templates.values() for hole in template.holes)
    single = thing_singled(thing)
    return tuple(dict.fromkeys(hole for hole in found if hole and hole not in single))


def thing_prototype(thing: ThingMapping, project: Project, widths: Mapping[Hole, int]) -> ThingPrototype:
    """The prototype of a source or entry for lists of these widths. Raises FactError, UnknownTerm."""
    maker = _Maker(thing, project, Tokens(project, thing_singled(thing), widths))
    return maker.source() if thing.what == "source" else maker.entity()


class _Maker:
    def __init__(self, thing: ThingMapping, project: Project, tokens: Tokens) -> None:
        self.of, self.project, self.tokens = thing, project, tokens
        self.local = tokens.local(thing.name)
        root = self.local.partition("-")[0]
        root = "Source" if thing.what == "source" else project.vocabulary.prefixes.get(root, "")
        constant = thing.type.constant
        self.type = tokens.token("class", thing.type, detail=(root,)) if constant is None else constant

    def node(self, local: str) -> NamedNode:
        return NamedNode(self.project.base + local)

    def slots(self, key: str) -> tuple[Slot, ...]:
        return self.of.slots.get(key, ())

    def text(self, key: str) -> str:
        return next((self._one(slot) for slot in self.slots(key)), "")

    def _one(self, slot: Slot) -> str:
        self.tokens.refuse_list("what stands here", slot.templates[""])
        return self.tokens.text(slot.templates[""])

    def source(self) -> ThingPrototype:
        """Voice and title are what no source lacks; its language is the same for all rows."""
        actors = {key: self._actor(key) for key in ("voice", "publisher")}
        texts = {key: self.text(key) for key in TEXTS}
        published, values = self._published()
        if not actors["voice"]:
            raise FactError("a source without a voice", self.of.where, "write voice: actor:…")
        source = Source(
            iri=self.node(self.local),
            type=self.type,
            title=texts["title"],
            language=self._language(),
            voice=self.node(actors["voice"]),
            publisher=self.node(actors["publisher"]) if actors["publisher"] else None,
            published=published,
            url=texts["url"],
            retrieved=texts["retrieved"],
            rights=texts["rights"],
            note=texts["note"],
            where=self.of.where,
        )
        mentioned = tuple(dict.fromkeys(filter(None, actors.values())))
        required = [
            Required((holes_in(text),), self.slots(key)[0].templates[""], f"a source without a {key}")
            for key, text in (("voice", actors["voice"]), ("title", texts["title"]))
            if text
        ]
        return self._made((source,), mentioned, values, required)

    def entity(self) -> ThingPrototype:
        """The first language that has a name gives the label: one prototype for each that may be the first."""
        labels = [(slot.language.lower(), slot.templates[""]) for slot in self.slots("name")]
        if not labels:
            raise FactError("an entry without a name", self.of.where, "write name: …")
        lead = self._in_order(labels)
        names = tuple((tag, self.tokens.text(template)) for tag, template in labels)
        things = []
        for n in range(len(lead)):
            tag, template = lead[n]
            earlier = [found for _, found in lead[:n]]
            whole = self.tokens.token("if-none", template, *earlier) if earlier else self.tokens.text(template)
            things.append(self._entity(((tag, whole),) if n else names))
            if not template.holes:
                break
        groups = tuple(holes_in(text) for _, text in names)
        return self._made(tuple(things), (), (), [Required(groups, labels[0][1], "an entry without a name")])

    def _in_order(self, labels: list[tuple[str, Template]]) -> list[tuple[str, Template]]:
        """One name a language; the dossier's own languages first, as `Entity.label` has them."""
        by_tag = dict(reversed(labels))
        tags = [tag.lower() for tag in self.project.languages if tag.lower() in by_tag]
        return [(tag, by_tag[tag]) for tag in dict.fromkeys([*tags, *(tag for tag, _ in labels)])]

    def _entity(self, labels: Labels) -> Entity:
        return Entity(
            iri=self.node(self.local),
            type=self.type,
            labels=labels,
            names=tuple(self._names("names")),
            our_names=tuple(self._names("ours.names")),
            same_as=tuple(self._addresses()),
            note=self.text("note"),
            where=self.of.where,
        )

    def _names(self, key: str) -> Iterator[tuple[str, str]]:
        for slot in self.slots(key):
            for element in self.tokens.elements(slot.templates[""]):
                tag = (slot.language or self.project.languages[0]).lower()
                yield tag, self.tokens.text(slot.templates[""], element)

    def _addresses(self) -> Iterator[str]:
        """An address that begins with a hole may begin in two ways: of its two lines, one is empty."""
        for slot in self.slots("ours.sameAs"):
            template = slot.templates[""]
            if template.constant is not None:
                yield template.constant
                continue
            for element in self.tokens.elements(template):
                yield "https://" + self.tokens.token("https", template, element=element)
                yield "http://" + self.tokens.token("http", template, element=element)

    def _actor(self, key: str) -> str:
        for slot in self.slots(key):
            self.tokens.refuse_list(f"the {key}", slot.templates[""])
            return self.tokens.local(slot.templates[""], classes=slot.classes)
        return ""

    def _language(self) -> str:
        for slot in self.slots("language"):
            if (constant := slot.templates[""].constant) is not None:
                return constant
            raise FactError("the language of sources is a hole", slot.where, "write one entry a language, with `when`")
        return self.project.languages[0]

    def _published(self) -> tuple[Time | Named | None, tuple[Time, ...]]:
        for slot in self.slots("published"):
            template = slot.templates[""]
            if template.constant is None:
                self.tokens.refuse_list("the day of publication", template)
                return Named(self.tokens.token("time", template, detail=("",))), ()
            value = parse_time(template.constant)
            return Named(value.local), (value,)
        return None, ()

    def _made(
        self,
        things: tuple[Source | Entity, ...],
        mentioned: tuple[str, ...],
        values: tuple[Time, ...],
        required: list[Required],
    ) -> ThingPrototype:
        return ThingPrototype(
            things=things,
            columns=self.tokens.columns,
            subjects=((self.local, self.type),),
            mentioned=mentioned,
            needs=((),) * len(mentioned),
            values=values,
            required=(
                Required((holes_in(self.type),), self.of.type, "nothing says what kind of thing it is"),
                *required,
            ),
        )
