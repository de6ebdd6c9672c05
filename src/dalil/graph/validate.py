"""Shapes over the merged graph: what does not hold, in a documenter's words, with the fact file's line.

Engines merge named graphs, so the data are the default graph and all claims as one, and the ontology lends
its classes. pySHACL works on a graph in memory, parsed from text: on a store it is slow, and compares
plain strings wrongly.
"""

from __future__ import annotations

import logging
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from pyoxigraph import NamedNode, RdfFormat, Triple

from dalil.errors import InvalidGraph, ProjectError
from dalil.graph.places import Places, key
from dalil.graph.shapes import SEVERITIES, SH, Shapes, class_hierarchy, load_shapes
from dalil.graph.store import parse, serialize
from dalil.vocabulary import STANDARD, local_name

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

Severity = Literal["violation", "warning", "info"]
ORDER = ("violation", "warning", "info")
PARTS = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "resultSeverity", "sourceShape")
COMPARISONS = ("lessThan", "lessThanOrEquals")
STEPS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: on which node, by which shape, and where a person wrote it down."""

    focus: str
    path: str
    value: str
    component: str
    severity: Severity
    message: str
    shape: str
    where: str = ""

    def sort_key(self) -> tuple[object, ...]:
        """Violations first, then by file and line; nothing is left to chance."""
        file, _, line = self.where.partition(" ")[0].rpartition(":")
        number = int(line) if line.isdigit() else 0
        return ORDER.index(self.severity), file, number, self.shape, self.focus, self.path, self.value, self.component


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found, by which engine, over how much."""

    findings: tuple[Finding, ...]
    engine: str
    triples: int
    shapes: int

    @property
    def conforms(self) -> bool:
        """Whether nothing is violated. Warnings are told and stop nothing (sh:conforms is false on them)."""
        return not any(finding.severity == "violation" for finding in self.findings)

    def with_findings(self, findings: Iterable[Finding]) -> Report:
        """The same report with more findings, such as those of the graph rules."""
        return replace(self, findings=_ordered([*self.findings, *findings]))

    def summary(self) -> dict[str, object]:
        """What a manifest says of the validation."""
        counts = Counter[str](finding.severity for finding in self.findings)
        return {
            "engine": self.engine,
            "shapes": self.shapes,
            "triples": self.triples,
            "conforms": self.conforms,
            **{f"{severity}s": counts[severity] for severity in ORDER},
        }


UNCOMPARED = Finding(
    *("", "", "", "LessThanConstraintComponent", "violation"),
    "Some values cannot be compared, so no values were: correct those that have the wrong form, then check again.",
    shape="",
)


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(set(findings), key=Finding.sort_key))


def validate(nquads: str, shapes: Sequence[Path], ontology: Path) -> Report:
    """Validate a dossier's N-Quads against shape files.

    Raises DalilErrors (shape files), ProjectError (ontology), InvalidGraph (the quads are no N-Quads).
    """
    rules = load_shapes(shapes)
    hierarchy = class_hierarchy(ontology)
    try:
        quads = parse(nquads)
    except SyntaxError as error:
        raise InvalidGraph(f"the quads cannot be read: {error}") from error
    merged = {quad.triple for quad in quads}
    engine, report, compared = _run(_ntriples([*merged, *hierarchy]), _ntriples(rules.triples))
    places = Places(quads)
    findings = [_placed(result, rules, places) for result in _results(report)] + [UNCOMPARED] * (not compared)
    return Report(_ordered(findings), engine, len(merged), len(rules.speaking))


def _ntriples(triples: Iterable[Triple]) -> str:
    return serialize(triples, RdfFormat.N_TRIPLES)  # type: ignore[arg-type]


def _run(data: str, shapes: str) -> tuple[str, Graph, bool]:
    """Two texts through pySHACL: the engine, its report as a graph, and whether values could be compared."""
    import pyshacl
    from rdflib import Graph, URIRef

    with _quiet("rdflib.term", "pyshacl-validate"):
        facts, rules = (Graph().parse(data=text, format="nt") for text in (data, shapes))
        report, compared = _apply(facts, rules), True
        if isinstance(report, Exception):
            # pySHACL stops where it should compare what has no order, such as a day that no calendar has.
            for name in COMPARISONS:
                rules.remove((None, URIRef(SH + name), None))
            report, compared = _apply(facts, rules), False
    if isinstance(report, Exception):
        raise ProjectError(f"the shapes cannot be applied: {report}", "shapes") from report
    return f"pySHACL {pyshacl.__version__}", report, compared


def _apply(facts: Graph, rules: Graph) -> Graph | Exception:
    """The report as a graph, or why there is none (pySHACL raises some failures and returns others)."""
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError

    try:
        report = pyshacl.validate(facts, shacl_graph=rules, inference="none")[1]
    except (TypeError, ReportableRuntimeError) as error:
        return error
    return cast("Graph | Exception", report)


@contextmanager
def _quiet(*names: str) -> Iterator[None]:
    """Silence loggers and old ways of Python for a while: an ill-formed date is told by a shape, in words."""
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled


class _Result(NamedTuple):
    """A finding as the engine gives it: focus and value by their whole terms, and what its path can begin with."""

    finding: Finding
    focus: str
    value: str
    steps: list[str]


def _results(report: Graph) -> Iterator[_Result]:
    """The results that the report itself names; those nested in them are details."""
    from rdflib import URIRef

    for result in report.objects(None, URIRef(SH + "result")):
        says = {name: report.value(result, URIRef(SH + name)) for name in PARTS}
        texts = {name: "" if node is None else str(node) for name, node in says.items()}
        messages = sorted(str(text) for text in report.objects(result, URIRef(SH + "resultMessage")))
        path, steps = _path(report, says["resultPath"])
        finding = Finding(
            focus=texts["focusNode"],
            path=path,
            value=texts["value"],
            component=local_name(texts["sourceConstraintComponent"]),
            severity=cast("Severity", SEVERITIES[texts["resultSeverity"]]),
            message=messages[0],
            shape=texts["sourceShape"],
        )
        yield _Result(finding, _key(says["focusNode"]), _key(says["value"]), steps)


def _key(node: Node | None) -> str:
    """A node as Places knows it."""
    return "" if node is None else key(str(node), getattr(node, "language", None))


def _path(graph: Graph, node: Node | None) -> tuple[str, list[str]]:
    """A path by its structure, as SPARQL writes it, and the predicates that it can begin with."""
    from rdflib import BNode, URIRef
    from rdflib.collection import Collection

    if node is None:
        return "", []
    if not isinstance(node, BNode):
        return _short(str(node)), [str(node)]
    if head := graph.value(node, URIRef(SH + "alternativePath")):
        parts = [_path(graph, part) for part in Collection(graph, head)]
        return f"({'|'.join(text for text, _ in parts)})", [step for _, steps in parts for step in steps]
    if inner := graph.value(node, URIRef(SH + "inversePath")):
        return f"^{_path(graph, inner)[0]}", []
    for name, sign in STEPS.items():
        if inner := graph.value(node, URIRef(SH + name)):
            text, steps = _path(graph, inner)
            return text + sign, steps
    parts = [_path(graph, part) for part in Collection(graph, node)]
    return "/".join(text for text, _ in parts), parts[0][1]


def _short(iri: str) -> str:
    for prefix, namespace in STANDARD.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"


def _placed(result: _Result, rules: Shapes, places: Places) -> Finding:
    """The finding with the lines that it goes back to: where a role is at fault, those of the claims that give it."""
    finding, focus = result.finding, result.focus
    if finding.path:
        links = places.links(focus, out=result.steps)
        exact = [link for link in links if link.other == result.value]
        return replace(finding, where=places.written({link.holder for link in exact or links} or {focus}))
    shape = NamedNode(finding.shape)
    outward = places.links(focus, out=rules.targets(shape, "targetSubjectsOf"))
    inward = places.links(focus, into=rules.targets(shape, "targetObjectsOf"))
    said = {_short(link.predicate) for link in outward if link.holder != focus}
    path = "|".join(sorted(said | {"^" + _short(link.predicate) for link in inward}))
    holders = {link.holder for link in (*outward, *inward)} or {focus}
    return replace(finding, path=path, where=places.written(holders))
