"""`says:` → statements: each subject, term and value checked against the ontology and the registry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode

from dalil.errors import BadValue, DalilError, FactError, UnknownTerm, gathering, nearest
from dalil.facts.registry import class_of_kind
from dalil.model import Object, Source, Statement
from dalil.project import Project
from dalil.values import Count, Duration, Time, count_range, parse_count, parse_duration, read_time
from dalil.vocabulary import LANGUAGE, TYPE, XSD, Property, dalil
from dalil.yamlnodes import Node, refuse_unknown

Known = Mapping[str, frozenset[str]]
VALUES = ("Time", "Count", "Duration")


def read_says(says: Node, project: Project, source: Source, known: Known) -> tuple[list[Statement], list[DalilError]]:
    """All statements of a claim, and everything that is wrong in the others."""
    statements: list[Statement] = []
    errors: list[DalilError] = []
    for curie, facts in says.mapping.items():
        with gathering(errors, says.key_at(curie)):
            subject = _entity(curie, Node(curie, says.key_at(curie)), project, known)
            if not facts.value:
                raise FactError(f"nothing is said of {curie}", says.key_at(curie))
            for key, value in facts.mapping.items():
                with gathering(errors, value.where):
                    read = _reader(curie, key, value, facts, project, source, known)
                    for item in value.items:
                        with gathering(errors, item.where):
                            statements += [Statement(subject, *pair) for pair in read(item)]
    if len(set(statements)) < len(statements):
        errors.append(FactError("the same is said twice in one claim", says.where))
    return statements, errors


def _reader(  # noqa: PLR0913 - the whole context of one key
    curie: str, key: str, value: Node, facts: Node, project: Project, source: Source, known: Known
) -> Callable[[Node], Iterator[tuple[NamedNode, Object]]]:
    """What reads each value under a key: into the predicate and the object. Raises where the key has no place."""
    if not value.value:
        raise FactError(f"{key} of {curie} has no value", facts.key_at(key), "write one, or leave the key out")
    if key == "type":
        return lambda item: iter([(TYPE, dalil(class_of_kind(curie, item, project)))])
    term = project.vocabulary.properties.get(key)
    if term is None:
        hint = nearest(key, project.vocabulary.properties, "term")
        raise UnknownTerm(f"{key!r} is not a term of the ontology", facts.key_at(key), hint)
    if term.domain not in known[curie]:
        raise BadValue(
            f"{key} is said of a kind of {term.domain}, and {curie} is {_kinds(known[curie], project)}",
            facts.key_at(key),
            "another term, or another type in the registry",
        )
    return lambda item: ((term.iri, object_) for object_ in _objects(term, item, project, source, known))


def _objects(term: Property, node: Node, project: Project, source: Source, known: Known) -> Iterator[Object]:
    try:
        if term.range in VALUES:
            yield _value(term.range, node, project.curies.local(source.iri).removeprefix("source-"))
        elif term.range == "langString":
            yield from _texts(node, source.language)
        elif term.range == "string":
            yield Literal(_text(node))
        elif term.range == "integer":
            if not re.fullmatch(r"-?[0-9]{1,18}", node.text):
                raise BadValue(f"{node.text!r} is not a whole number of at most 18 digits")
            yield Literal(str(int(node.text)), datatype=NamedNode(XSD + "integer"))
        else:
            yield _object_entity(term, node, project, known)
    except DalilError as error:
        raise error.at(node.where) from error


def _value(range_: str, node: Node, source: str) -> Time | Count | Duration:
    if range_ == "Duration":
        return parse_duration(node.text)
    if range_ == "Time":
        if not isinstance(node.value, dict):
            return read_time(node.text)
        _only(node, ("words",), "a time that cannot be resolved")
        return Time(words=_text(node.mapping["words"]), scope=source)
    if not isinstance(node.value, dict):
        return parse_count(node.text)
    _only(node, ("low", "best", "high", "unit"), "a count")
    cells = {key: node.mapping[key].text if key in node.mapping else "" for key in ("low", "best", "high", "unit")}
    return count_range(**cells)


def _only(node: Node, keys: tuple[str, ...], what: str) -> None:
    for error in refuse_unknown(node, keys, what):
        raise error
    if not any(key in node.mapping for key in keys):
        raise BadValue(f"{what} without {' or '.join(keys)}", node.where)


def _texts(node: Node, language: str) -> Iterator[Literal]:
    if not isinstance(node.value, dict):
        yield Literal(_text(node), language=language.lower())
        return
    for tag, item in node.mapping.items():
        if not LANGUAGE.fullmatch(tag):
            raise BadValue(f"{tag!r} is not a language tag", node.key_at(tag), "write en, ar, ar-Latn …")
        yield Literal(_text(item), language=tag.lower())


def _text(node: Node) -> str:
    if not node.text.strip():
        raise BadValue("an empty text", node.where)
    return node.text


def _object_entity(term: Property, node: Node, project: Project, known: Known) -> NamedNode:
    iri = _entity(node.text, node, project, known)
    if term.range not in known[node.text]:
        raise BadValue(
            f"{term.key} wants a kind of {term.range}, and {node.text} is {_kinds(known[node.text], project)}",
            node.where,
            "another term, or another type in the registry",
        )
    return iri


def _entity(curie: str, node: Node, project: Project, known: Known) -> NamedNode:
    project.vocabulary.kind_class(curie)
    if curie not in known:
        raise UnknownTerm(
            f"{curie!r} is not in the registry, and no claim gives it a type",
            node.where,
            nearest(curie, known, "entity"),
        )
    return project.curies.expand(curie)


def _kinds(classes: frozenset[str], project: Project) -> str:
    """The most specific of some classes, for a sentence."""
    parents = {parent for name in classes for parent in project.vocabulary.parents.get(name, ())}
    return " and ".join(sorted(classes - parents)) or "unknown"
