"""A report as the standard has it: sh:ValidationReport, with the line that a person wrote beside each result."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from dalil.graph.shacl.findings import Finding
from dalil.reports.paths import SH, path_from
from dalil.reports.problems import Problem
from dalil.vocabulary import SKOS, STANDARD, TYPE, dalil

IRI = re.compile(r"(?:https?|urn|mailto|tag|info|file):[^\s<>\"{}|\\^`]+")

Term = NamedNode | BlankNode | Literal


def to_turtle(problems: Sequence[Problem], has_path: Callable[[str], bool] = lambda _: True, nquads: str = "") -> str:
    """The findings as a validation report. Errors of files are no results of shapes: they are told elsewhere.

    sh:conforms is the standard's: false with a warning, too. `has_path` tells shapes that ask of a path's values from
    those that ask of the node itself, of whose findings `path` says which role it plays. From the `nquads` that were
    validated come the terms that values are, where a finding has their text only.
    """
    report, triples = BlankNode("report"), list[Triple]()
    found = [problem.origin for problem in problems if isinstance(problem.origin, Finding)]
    triples.append(Triple(report, TYPE, _sh("ValidationReport")))
    triples.append(Triple(report, _sh("conforms"), Literal(not found)))
    triples += [Triple(report, _sh("result"), BlankNode(f"r{number}")) for number in range(len(found))]
    terms = _terms({finding.value for finding in found}, nquads)
    for number, finding in enumerate(found):
        triples += _result(BlankNode(f"r{number}"), finding, terms, has_path)
    prefixes = {name: STANDARD[name] for name in ("dalil", "rdf", "skos", "xsd")} | {"sh": SH}
    return (ox.serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()


def _result(
    result: BlankNode, finding: Finding, terms: Mapping[str, Term], has_path: Callable[[str], bool]
) -> Iterator[Triple]:
    said: list[tuple[NamedNode, Term]] = [
        (TYPE, _sh("ValidationResult")),
        (_sh("focusNode"), _term(finding.focus)),
        (_sh("resultSeverity"), _sh(finding.severity.capitalize())),
        (_sh("resultMessage"), Literal(finding.message)),
        # A rule that is a question, and no shape, is what SHACL calls a constraint in SPARQL.
        (_sh("sourceConstraintComponent"), _sh(finding.component or "SPARQLConstraintComponent")),
    ]
    value = terms.get(finding.value) or _term(finding.value)
    said += [(_sh("value"), value)] if finding.value and finding.component else []
    said += [(_sh("sourceShape"), NamedNode(finding.shape))] if IRI.fullmatch(finding.shape) else []
    said += [(dalil("recordedIn"), Literal(finding.where))] if finding.where else []
    said += [(NamedNode(SKOS + "notation"), Literal(finding.code))] if finding.code else []
    if finding.path and (finding.component == "ClosedConstraintComponent" or has_path(finding.shape)):
        path, lists = path_from(finding.path, result.value)
        yield from lists
        said.append((_sh("resultPath"), path))
    for predicate, object_ in said:
        yield Triple(result, predicate, object_)


def _terms(texts: set[str], nquads: str) -> dict[str, Term]:
    """The terms of the data that have these texts; of two with one text (5 and "5"), that which comes first in N-Quads."""
    found: dict[str, Term] = {}
    for quad in ox.parse(nquads.encode(), format=RdfFormat.N_QUADS):
        for term in (quad.subject, quad.object):
            if isinstance(term, NamedNode | Literal) and term.value in texts:
                found[term.value] = min(term, found.get(term.value, term), key=str)
    return found


def _term(text: str) -> Term:
    """A term from what a finding says of it: an address is a name, anything else a text."""
    if text == "[]":
        return BlankNode()
    try:
        return NamedNode(text) if IRI.fullmatch(text) else Literal(text)
    except ValueError:
        return Literal(text)


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)
