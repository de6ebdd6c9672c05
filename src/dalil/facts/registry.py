"""data/entities/*.yaml → the registry: what we call somebody or something, and what we take it for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from dalil.errors import BadValue, DalilError, DalilErrors, FactError, UnknownTerm, gathering, nearest
from dalil.model import Entity
from dalil.project import Project
from dalil.vocabulary import LANGUAGE
from dalil.yamlnodes import Node, read_yaml, refuse_unknown

KEYS = {
    "type": "what kind of thing we take it for: a class of the ontology",
    "name": "the display name: a text, or one a language (`{en: …, ar: …}`)",
    "names": "other names that the sources give, by language",
    "ours": "what only general knowledge tells: `names`, and `sameAs` (addresses elsewhere)",
    "note": "a decision that was taken, and why",
}
OUR_KEYS = {
    "names": "other names, by language, that no source of the dossier gives",
    "sameAs": "addresses of the same thing elsewhere",
}
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """Entities by CURIE, and the names under which something stands that is wrong."""

    entities: dict[str, Entity]
    broken: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Entity]:
        return iter(self.entities.values())


def read_registry(project: Project) -> tuple[Registry, list[DalilError]]:
    """All entity files; what is wrong in one entry does not hide the others."""
    entities: dict[str, Entity] = {}
    errors: list[DalilError] = []
    named: set[str] = set()
    for path in project.files("entities", ".yaml", ".yml"):
        with gathering(errors):
            node = read_yaml(path, project.name(path))
            named |= node.mapping.keys()
            for curie, entry in node.mapping.items():
                with gathering(errors, node.key_at(curie)):
                    if curie in entities:
                        first = entities[curie].where
                        raise FactError(f"{curie} is in the registry twice", node.key_at(curie), f"first at {first}")
                    entities[curie] = _entity(curie, entry, node, project)
    return Registry(entities, frozenset(named - entities.keys())), errors


def _entity(curie: str, entry: Node, file: Node, project: Project) -> Entity:
    where = file.key_at(curie)
    entries = entry.mapping
    ours = entries["ours"].mapping if "ours" in entries else {}
    errors = refuse_unknown(entry, KEYS, "a registry entry")
    errors += refuse_unknown(entries["ours"], OUR_KEYS, "`ours`") if ours else []
    errors += [
        FactError(f"{curie} has no {key}: {KEYS[key]}", where)
        for key in ("type", "name")
        if key not in entries or not entries[key].value
    ]
    if errors:
        raise DalilErrors(errors)
    return Entity(
        iri=project.curies.expand(curie),
        type=class_of_kind(curie, entries["type"], project),
        labels=_texts(entries["name"], project),
        names=_texts(entries["names"], project) if "names" in entries else (),
        our_names=_texts(ours["names"], project) if "names" in ours else (),
        same_as=tuple(_address(item) for item in (ours["sameAs"].items if "sameAs" in ours else ())),
        note=entries["note"].text if "note" in entries else "",
        where=where,
    )


def class_of_kind(curie: str, node: Node, project: Project) -> str:
    """The class named by a node, if it exists and fits the entity's kind. Raises UnknownTerm, BadValue."""
    vocabulary, name = project.vocabulary, node.text
    root = vocabulary.kind_class(curie)
    if name not in vocabulary.classes:
        raise UnknownTerm(f"{name!r} is not a class", node.where, nearest(name, vocabulary.classes, "class"))
    if root not in vocabulary.ancestors(name):
        fitting = [c for c in vocabulary.classes if root in vocabulary.ancestors(c)]
        hint = nearest(name, fitting, f"class of {root}")
        raise BadValue(f"{curie} is named as a kind of {root}, and {name} is not one", node.where, hint)
    return name


def _texts(node: Node, project: Project) -> Labels:
    """A text, or texts by language, in a stable order."""
    by_language = {project.languages[0]: node} if not isinstance(node.value, dict) else node.mapping
    for tag, value in by_language.items():
        if not LANGUAGE.fullmatch(tag):
            raise BadValue(f"{tag!r} is not a language tag", node.key_at(tag), "write en, ar, ar-Latn …")
        if not value.items or not all(item.text.strip() for item in value.items):
            raise BadValue("an empty name", value.where, "write it, or leave the key out")
    pairs: Iterable[tuple[str, Node]] = sorted(by_language.items())
    return tuple((tag.lower(), item.text) for tag, value in pairs for item in value.items)


def _address(node: Node) -> str:
    try:
        if re.fullmatch("https?://[^/].*", node.text):
            return NamedNode(node.text).value
    except ValueError:
        pass
    raise BadValue(f"{node.text!r} is not an address", node.where, "write https://…")
