"""What mappings describe beside the registry: names with holes, their classes, and of sources the language and the voice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from dalil.errors import DalilError, FactError, UnknownTerm, Where
from dalil.model import ClaimMapping, Lookup, Mapping, Slot, Template
from dalil.project import Project
from dalil.yamlnodes import read_yaml

Pattern = tuple[re.Pattern[str], frozenset[str]]
"""Of CURIEs that rows make, and the classes of what they name."""
NAME = r"[^\W_][\w.~-]*"


@dataclass(frozen=True, slots=True)
class Described:
    """A name, constant or with holes (`actor:pub-{}`), and all classes of what it names.

    Of a source also its language, where it is one for all, and its voice.
    """

    name: Template
    classes: frozenset[str]
    language: str = ""
    voice: Template | None = None

    @property
    def shape(self) -> str:
        """`actor:pub-{}`: the same for all names that differ in their holes only."""
        return shape(self.name)

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the CURIEs look like that the table makes."""
        return re.compile("".join(re.escape(p) if isinstance(p, str) else r"[\w.~-]+" for p in self.name.parts))


def shape(template: Template) -> str:
    """The text of a template, its holes without what stands in them."""
    return "".join(part if isinstance(part, str) else "{}" for part in template.parts)


def terms_of(template: Template, lookups: dict[str, Lookup]) -> tuple[str, ...] | None:
    """Every text that a template can make, where its one hole ends in a lookup; a constant makes one. None for any other."""
    if template.constant is not None:
        return (template.constant,)
    found = [hole.steps[-1] for hole in template.holes if hole.steps]
    if len(template.holes) > 1 or not found or found[0].name != "lookup" or found[0].arguments[0] not in lookups:
        return None
    terms = sorted(set(lookups[found[0].arguments[0]].entries.values()) - {""})
    return tuple("".join(part if isinstance(part, str) else term for part in template.parts) for term in terms)


def describe(mapping: Mapping, project: Project) -> list[Described]:
    """What a mapping describes: its sources, its entities, and what its claims give a type to."""
    found: list[Described] = []
    for thing in mapping.things:
        classes = classes_of_type(thing.type, mapping, project)
        language = "".join(slot.templates[""].constant or "" for slot in thing.slots.get("language", ()))
        voice = next((slot.templates[""] for slot in thing.slots.get("voice", ())), None)
        found.append(Described(thing.name, classes, language, voice))
    for claim in mapping.claims:
        for subject, term, slot in claim.statements:
            if term == "type":
                found.append(Described(subject, classes_of_type(slot.templates[""], mapping, project)))
    return found


def introduced(mapping: Mapping, project: Project) -> tuple[dict[str, frozenset[str]], list[Pattern]]:
    """What other files may name because a mapping describes it: CURIEs, and patterns of them, each with all its classes.

    Classes are those that are certain for every row, and at least the root class of the name's kind.
    """
    entities: dict[str, frozenset[str]] = {}
    patterns: list[Pattern] = []
    for one in describe(mapping, project):
        with suppress(UnknownTerm):
            root = project.vocabulary.ancestors(project.vocabulary.kind_class(one.shape))
            if one.name.constant is not None:
                entities[one.shape] = entities.get(one.shape, root) | one.classes
            elif isinstance(one.name.parts[0], str):
                patterns.append((one.pattern, root | one.classes))
    return entities, patterns


def classes_of_type(type_: Template, mapping: Mapping, project: Project) -> frozenset[str]:
    """All classes that a `type` gives in every case; none, where cells name them.

    Of a wrong one, which is said where it stands, any.
    """
    vocabulary = project.vocabulary
    names = terms_of(type_, dict(mapping.lookups))
    if names is None:
        return frozenset()
    if not names or not set(names) <= vocabulary.classes:
        return vocabulary.classes
    return frozenset.intersection(*(vocabulary.ancestors(name) for name in names))


def settle(mapping: Mapping, project: Project, described: Sequence[Described]) -> tuple[Mapping, list[DalilError]]:
    """The mapping with what its sources decide: the language of texts, and who speaks where no `by` is written."""
    errors: list[DalilError] = []
    heads = _Heads(project, mapping, described)
    claims = tuple(_settled(claim, heads, errors) for claim in mapping.claims)
    return replace(mapping, claims=claims), errors


@dataclass(frozen=True, slots=True)
class _Heads:
    """Language and voice of sources, from their files or from the mappings that describe them."""

    project: Project
    mapping: Mapping
    described: Sequence[Described]

    def of(self, source: Template) -> list[Described] | None:
        """Of each source a template may name; None where that is not known, which is said elsewhere."""
        names = terms_of(source, dict(self.mapping.lookups))
        found: list[Described] = []
        for name in names or ():
            head = self._in_file(name) or self._described(name)
            if head is None:
                return None
            found.append(head)
        if names is None:
            found = [one for one in self.described if one.shape == shape(source)][:1]
        return found or None

    def _described(self, name: str) -> Described | None:
        of_source = (one for one in self.described if "Source" in one.classes)
        return next((one for one in of_source if one.pattern.fullmatch(name)), None)

    def _in_file(self, curie: str) -> Described | None:
        stem = curie.removeprefix("source:")
        paths = (self.project.data / "sources" / f"{stem}{suffix}" for suffix in (".yaml", ".yml"))
        path = next((path for path in paths if re.fullmatch(NAME, stem) and path.is_file()), None)
        try:
            entries = read_yaml(path, self.project.name(path)).mapping if path else {}
            texts = {key: entries[key].text for key in ("language", "voice") if key in entries}
        except DalilError:
            return None
        if len(texts) < 2 or not path:
            return None
        return Described(
            Template((curie,)),
            frozenset(),
            texts["language"],
            Template((texts["voice"],), Where(self.project.name(path))),
        )


def _settled(claim: ClaimMapping, heads: _Heads, errors: list[DalilError]) -> ClaimMapping:
    found = heads.of(claim.source)
    if found is None:
        return claim
    speakers = claim.speakers or _voice(claim, found)
    if not speakers:
        message = f"nobody says this: the voices of {claim.source.text} are not in this row"
        errors.append(FactError(message, claim.where, 'write by: "actor:…"'))
    languages = {head.language for head in found}
    language = languages.pop().lower() if len(languages) == 1 else ""
    if not language:
        errors += [
            FactError(f"the language of {term} is not known", slot.where, f'write {term}: {{ en: "…" }}')
            for _, term, slot in claim.statements
            if slot.kind == "text" and not slot.language
        ]
    return replace(claim, speakers=speakers, statements=tuple(_spoken(claim.statements, language)))


def _voice(claim: ClaimMapping, found: list[Described]) -> tuple[Template, ...]:
    """The one voice of the sources that a claim may have, if its holes are those of the claim's own row."""
    voices = {head.voice.parts: head.voice for head in found if head.voice}
    if len(voices) != 1:
        return ()
    voice = next(iter(voices.values()))
    same_row = found[0].name.parts == claim.source.parts and not any(hole.many for hole in claim.source.holes)
    return (voice,) if voice.constant is not None or same_row else ()


def _spoken(statements: Iterable[tuple[Template, str, Slot]], language: str) -> Iterable[tuple[Template, str, Slot]]:
    for subject, term, slot in statements:
        yield subject, term, replace(slot, language=language) if slot.kind == "text" and not slot.language else slot
