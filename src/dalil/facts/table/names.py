"""Names with holes: which entities a template can name, and which classes they have in every case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from dalil.errors import FEW, BadValue, FactError, UnknownTerm, nearest
from dalil.facts.table.described import Described, shape, terms_of
from dalil.model import Lookup, Template
from dalil.project import Project
from dalil.vocabulary import SLUG

HINT = "a name has letters, digits and - . _ ~ only, no spaces or slashes, and begins and ends with a letter or digit"
Alternative = tuple[str, frozenset[str]]
"""A name as errors show it, and all classes of what it names."""


class Names:
    """The names of one mapping: knows the dossier's entities and what mappings describe."""

    def __init__(
        self,
        project: Project,
        lookups: Mapping[str, Lookup],
        known: Mapping[str, frozenset[str]],
        described: Sequence[Described],
    ) -> None:
        self.project, self.lookups, self.known = project, dict(lookups), known
        self.classes: dict[str, frozenset[str]] = {}
        for one in described:
            self.classes[one.shape] = self.classes.get(one.shape, frozenset()) | one.classes
        self.patterns = [(one.pattern, one.shape) for one in described if one.name.holes]

    def alternatives(self, template: Template) -> list[Alternative]:
        """What a template names: one entity or kind of name, or each that a lookup gives. Raises BadValue, UnknownTerm."""
        terms = terms_of(template, self.lookups)
        if not isinstance(template.parts[0], str) and (terms is None or len(template.parts) > 1):
            raise BadValue(
                f"the name {template.text!r} begins with a hole",
                template.where,
                "write its kind before it (actor:…), or let a lookup give whole names: {column | lookup name}",
            )
        if terms is None or (template.holes and shape(template) in self.classes):
            self._refuse_name(template)
            return [(template.text, self._by_shape(template))]
        return self._of_terms(template, terms)

    def kinds(self, template: Template) -> list[str]:
        """One name for each kind that a template names."""
        terms = terms_of(template, self.lookups) or (template.text,)
        return list({term.partition(":")[0]: term for term in terms}.values())

    def _of_terms(self, template: Template, terms: tuple[str, ...]) -> list[Alternative]:
        found: list[Alternative] = []
        strange: list[str] = []
        for term in terms:
            classes = self._known(term, template)
            if classes is None:
                strange.append(term)
            else:
                found.append((term, classes))
        if strange and len(terms) == 1:
            hint = nearest(strange[0], self._all(), "entity")
            message = f"{strange[0]!r} is not in the registry, and no claim gives it a type"
            raise UnknownTerm(message, template.where, hint)
        if strange:
            shown = ", ".join(strange[:FEW]) + " …" * (len(strange) > FEW)
            message = f"not in the registry, of the {len(terms)} names that {template.text!r} can make: {shown}"
            raise UnknownTerm(message, template.where, nearest(strange[0], self._all(), "entity"))
        return found

    def _known(self, curie: str, template: Template) -> frozenset[str] | None:
        """The classes of one entity, or None. Raises BadValue, UnknownTerm for what is no name."""
        try:
            self.project.vocabulary.kind_class(curie)
            self.project.curies.expand(curie)
        except UnknownTerm as error:
            raise error.at(template.where) from error
        if curie in self.known or curie in self.classes:
            return self._classes(curie, curie) | self.known.get(curie, frozenset())
        return next((self._classes(curie, own) for pattern, own in self.patterns if pattern.fullmatch(curie)), None)

    def _all(self) -> Iterator[str]:
        yield from self.known
        yield from (name for name in self.classes if "{}" not in name)

    def _refuse_name(self, template: Template) -> None:
        sample = shape(template).replace("{}", "0")
        kind, colon, local = sample.partition(":")
        if not colon or kind not in self.project.vocabulary.prefixes:
            hint = nearest(kind, self.project.vocabulary.kinds, "kind")
            raise UnknownTerm(f"{template.text!r} is not the name of an entity", template.where, hint)
        if not SLUG.fullmatch(local):
            raise BadValue(f"{template.text!r} is not a name", template.where, HINT)

    def _by_shape(self, template: Template) -> frozenset[str]:
        return self._classes(template.text, shape(template))

    def _classes(self, curie: str, own: str) -> frozenset[str]:
        """What is described under a shape, and at least the root class of the kind."""
        vocabulary = self.project.vocabulary
        return self.classes.get(own, frozenset()) | vocabulary.ancestors(vocabulary.kind_class(curie))


def most_specific(classes: frozenset[str], project: Project) -> str:
    """The most specific of some classes, for a sentence."""
    parents = {parent for name in classes for parent in project.vocabulary.parents.get(name, ())}
    return " and ".join(sorted(classes - parents)) or "unknown"


def refuse_duplicate(name: Template, known: Mapping[str, frozenset[str]]) -> None:
    """Raise FactError for a source that has a file of its own."""
    if name.constant in known:
        raise FactError(f"{name.text} has a file of its own", name.where, "describe it in one place")


def is_address(text: str) -> bool:
    """Whether a text is an http(s) address."""
    return bool(re.fullmatch("https?://[^/].*", text))
