"""What a finding says: the shape's own message, with its placeholders filled in, else a sentence of ours for the constraint."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode

from dalil.graph.shacl.paths import path_of, short
from dalil.graph.shacl.results import Result, Term
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.shapes.terms import CONSTRAINTS
from dalil.vocabulary import RDF, local_name

PLACE = re.compile(r"\{[?$](\w+)\}")
LONGEST = 200
"""Characters of a term in a message."""
SENTENCES = {
    "And": "It does not hold to all of the shapes that it must hold to.",
    "Class": "It is not of the class {class}.",
    "Closed": "This property is not among those that may be used here.",
    "Datatype": "It is not a well-formed value of the datatype {datatype}.",
    "Disjoint": "It must not have the same value under {disjoint}.",
    "Equals": "It must have the same values under {equals}.",
    "HasValue": "The value {hasValue} is missing.",
    "In": "It is none of the values that are allowed: {in}.",
    "LanguageIn": "Its language is none of those that are allowed: {languageIn}.",
    "LessThan": "It is not less than the value of {lessThan}.",
    "LessThanOrEquals": "It is greater than the value of {lessThanOrEquals}.",
    "MaxCount": "There are more values than the {maxCount} that are allowed.",
    "MaxExclusive": "It is not less than {maxExclusive}.",
    "MaxInclusive": "It is greater than {maxInclusive}.",
    "MaxLength": "It is longer than {maxLength} characters.",
    "MinCount": "There are fewer values than the {minCount} that are needed.",
    "MinExclusive": "It is not greater than {minExclusive}.",
    "MinInclusive": "It is less than {minInclusive}.",
    "MinLength": "It is shorter than {minLength} characters.",
    "Node": "It does not hold to the shape {node}.",
    "NodeKind": "It is not of the kind {nodeKind}.",
    "Not": "It holds to a shape that it must not hold to.",
    "Or": "It holds to none of the shapes of which one is enough.",
    "Pattern": "It does not match the pattern {pattern}.",
    "QualifiedMaxCount": "More than {qualifiedMaxCount} values hold to the shape in question.",
    "QualifiedMinCount": "Fewer than {qualifiedMinCount} values hold to the shape in question.",
    "SPARQL": "A query finds it at fault.",
    "UniqueLang": "There is more than one value in a language.",
    "Xone": "It does not hold to exactly one of the shapes in question.",
}
CORE = frozenset(f"{name}ConstraintComponent" for name in SENTENCES)
"""The constraint components that SHACL itself has."""
OTHER = "It does not hold to {component}."


def message(rules: Shapes, shape: Term, result: Result) -> str:
    """What one result says. Messages of queries and of components of one's own may name the node, its value and parameters."""
    mine = rules.values(shape, "message")
    if result.component in CORE - {"SPARQLConstraintComponent"}:
        return _chosen(mine) or _sentence(rules, shape, result.component)
    theirs = [text for source in _sources(rules, shape, result.component) for text in rules.values(source, "message")]
    written = _chosen(theirs if result.component.startswith("SPARQL") else mine or theirs) or _chosen(mine)
    if not written:
        return SENTENCES["SPARQL"] if result.component in CORE else OTHER.format(component=short(result.component))
    return PLACE.sub(lambda place: _filled(rules, shape, result, place), written)


def _chosen(texts: list[Term]) -> str:
    """In English where there is a choice; several constraints of one kind are told together, for engines do not tell which."""
    english = [t for t in texts if not isinstance(t, Literal) or t.language is None or t.language.startswith("en")]
    return " ".join(sorted({text.value for text in english or texts[:1]}))


def _sources(rules: Shapes, shape: Term, component: str) -> list[Term]:
    """Where the messages of queries stand: with the query, or with the validators of a component."""
    if component.startswith("SPARQL"):
        return rules.values(shape, "sparql")
    node = NamedNode(component)
    return [node, *rules.values(node, "validator", "nodeValidator", "propertyValidator")]


def _filled(rules: Shapes, shape: Term, result: Result, place: re.Match[str]) -> str:
    """What a placeholder stands for; one that nobody knows stays as it is."""
    name = place[1]
    if name == "this":
        return _text(result.focus)
    if name == "value":
        return _text(result.value) if result.value is not None else ""
    if name in ("path", "PATH"):
        return short(result.path) if result.path else path_of(rules, shape)[0]
    parameters = rules.values(NamedNode(result.component), "parameter") if ":" in result.component else []
    paths = [path for parameter in parameters for path in rules.values(parameter, "path")]
    given = [value for path in paths if local_name(path.value) == name for value in rules.said(shape, _named(path))]
    return ", ".join(sorted(_text(value) for value in given)) or place[0]


def _named(path: Term) -> NamedNode:
    return path if isinstance(path, NamedNode) else NamedNode(RDF + "nil")


def _sentence(rules: Shapes, shape: Term, component: str) -> str:
    name = component.removesuffix("ConstraintComponent")
    parameter = name[0].lower() + name[1:]
    values = rules.values(shape, parameter) if parameter in CONSTRAINTS else []
    listed = [member for value in values for member in rules.members(value)] or values
    told = ", ".join(_text(value) for value in listed[:10]) + (" …" if len(listed) > 10 else "")
    return SENTENCES[name].replace("{" + parameter + "}", told or "()")


def _text(term: Term) -> str:
    """A term in a sentence: a name with its prefix, a text as it is."""
    text = short(term.value) if isinstance(term, NamedNode) else term.value
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
