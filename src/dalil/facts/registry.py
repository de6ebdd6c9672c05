"""data/entities/*.yaml → the registry: what we call somebody or something, and what we take it for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dalil.errors import BadValue, DalilError, DalilErrors, FactError, UnknownTerm, nearest
from dalil.model import Entity
from dalil.project import Project
from dalil.yamlnodes import Node, read_yaml, refuse_unknown

KEYS = {
    "type": "what kind of thing we take it for: a class of the ontology",
    "name": "the display name: a text, or one a language (`{en: …, ar: …}`)",
    "names": "other names that the sources give, by language",
    "ours": "what only general knowledge tells: `names`, and `sameAs` (addresses elsewhere)",
    "note": "a decision that was taken, and why",
}
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """Entities by CURIE, and the classes each is known to belong to."""

    entities: dict[str, Entity]

    def __iter__(self) -> Iterator[Entity]:
        return iter(self.entities.values())


def read_registry(project: Project) -> tuple[Registry, list[DalilError]]:
    """All entity files; what is wrong in one entry does not hide the others."""
    entities: dict[str, Entity] = {}
    errors: list[DalilError] = []
    for path in project.files("entities", ".yaml", ".yml"):
        try:
            node = read_yaml(path, project.name(path))
            entries = node.mapping
        except DalilError as error:
            errors.append(error)
            continue
        for curie, entry in entries.items():
            try:
                if curie in entities:
                    first = entities[curie].where
                    raise FactError(f"{curie} is in the registry twice", node.key_at(curie), f"first at {first}")
                entities[curie] = _entity(curie, entry, node, project)
            except DalilErrors as several:
                errors += several.errors
            except DalilError as error:
                errors.append(error.at(entry.where))
    return Registry(entities), errors


def _entity(curie: str, entry: Node, file: Node, project: Project) -> Entity:
    where = file.key_at(curie)
    entries = entry.mapping
    if errors := refuse_unknown(entry, KEYS, "a registry entry"):
        raise DalilErrors(errors)
    for key in ("type", "name"):
        if key not in entries:
            raise FactError(f"{curie} has no {key}: {KEYS[key]}", where)
    ours = entries["ours"].mapping if "ours" in entries else {}
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
    if not isinstance(node.value, dict):
        return tuple((project.languages[0], item.text) for item in node.items)
    pairs: Iterable[tuple[str, Node]] = sorted(node.mapping.items())
    return tuple((tag.lower(), item.text) for tag, value in pairs for item in value.items)


def _address(node: Node) -> str:
    if not node.text.startswith(("https://", "http://")) or any(c in node.text for c in ' <>"{}|\\^`'):
        raise BadValue(f"{node.text!r} is not an address", node.where, "write https://…")
    return node.text
