"""Shapes over the merged graph: what does not hold, in a documenter's words, with the fact file's line.

Engines merge named graphs, so the data are the default graph and all claims as one, and the ontology lends
its classes. What a whole machine cannot hold is validated shard by shard, each with what it needs of the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, cast

from pyoxigraph import BlankNode, NamedNode

from dalil.errors import InvalidGraph
from dalil.graph.shacl.engines import make_engine
from dalil.graph.shacl.findings import ORDER, Finding, Report, Severity, ordered
from dalil.graph.shacl.places import LENT, Link, Place, Places
from dalil.graph.shacl.results import Engine, Result, Term, ntriples
from dalil.graph.shacl.shapes import SEVERITIES, TARGETS, Shapes, class_hierarchy, load_shapes
from dalil.vocabulary import STANDARD

__all__ = ["ORDER", "Finding", "Report", "Severity", "validate", "validate_parts"]

Part = bytes | Sequence[Path]
Context = bytes | Callable[[bytes], bytes]
STEPS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


def validate(nquads: str | bytes, shapes: Sequence[Path], ontology: Path, engine: str = "auto") -> Report:
    """Validate a dossier's N-Quads against shape files.

    Raises DalilErrors (shape files), ProjectError (ontology, engine), InvalidGraph (the quads are no N-Quads).
    """
    text = nquads.encode() if isinstance(nquads, str) else nquads
    return validate_parts([text], b"", shapes, ontology, engine)


def validate_parts(
    parts: Iterable[Part], context: Context, shapes: Sequence[Path], ontology: Path, engine: str = "auto"
) -> Report:
    """Validate shard by shard, one in memory at a time; the report is that of all of them together.

    A part is N-Quads text, or the files that hold it. `context` is what every part is validated with (the registry,
    values that several parts use), or gives it for one part's text, the one just taken. For the report to be that of
    the whole, every node's own description lies in one part or in the context, and the context lends each node that
    a part names the types that it has elsewhere, in the graph `places.LENT`: what has its type only from there is
    not asked for what its class asks for. Raises as `validate` does; InvalidGraph names the files of a part.
    """
    rules = load_shapes(shapes)
    hierarchy = ntriples(class_hierarchy(ontology)).encode()
    chosen = make_engine(engine, rules)
    found: dict[Finding, _Told] = {}
    quads = 0 if callable(context) else _lines(context)
    for part in parts:
        text, names = _read(part)
        lent = context(text) if callable(context) else context
        quads += _lines(text)
        for finding, told in _findings(chosen, rules, [text, lent], hierarchy, names):
            found[finding] = found[finding].and_also(told) if finding in found else told
    findings = (
        replace(finding, path=told.path or finding.path, where=str(told.place)) for finding, told in found.items()
    )
    return Report(ordered(findings), chosen.name, quads, len(rules.speaking))


def by_class(shapes: Sequence[Path], names: Iterable[str]) -> list[str]:
    """Those of some shapes that ask something of all things of a class, not of whoever has a role."""
    rules = load_shapes(shapes)
    return sorted(name for name in names if _rule(rules, name).by_class)


class _Told(NamedTuple):
    """What a finding goes back to: lines, and for a shape without a path, the roles that its node has."""

    place: Place
    roles: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        return "|".join(sorted(self.roles))

    def and_also(self, other: _Told) -> _Told:
        return _Told(self.place.or_nearer(other.place), self.roles | other.roles)


def _read(part: Part) -> tuple[bytes, str]:
    """A part's text, and the names of its files."""
    if isinstance(part, bytes):
        return part, ""
    return b"".join(path.read_bytes() for path in part), ", ".join(path.name for path in part)


def _lines(text: bytes) -> int:
    return text.count(b"\n") + (not text.endswith(b"\n") and bool(text))


def _findings(
    engine: Engine, rules: Shapes, texts: list[bytes], hierarchy: bytes, names: str
) -> Iterator[tuple[Finding, _Told]]:
    """What does not hold in some texts taken together. Nothing is looked up where nothing was found."""
    try:
        results = engine.results(b"".join([*map(_ended, texts), hierarchy]))
    except InvalidGraph as error:
        raise (error.at(names) if names else error) from None
    if results:
        asked = {shape: _rule(rules, shape) for shape in {result.shape for result in results}}
        places = Places(texts)
        chosen = _in_question(results, asked, texts, places)
        yield from _placed([_wanted(result, asked[result.shape]) for result in chosen], places)


def _in_question(results: list[Result], asked: dict[str, _Rule], texts: list[bytes], places: Places) -> list[Result]:
    """Without what is asked of all things of a class, where a thing has its type here only because that is lent."""
    if not any(LENT.encode() in text for text in texts):
        return results
    at_home = places.at_home(str(result.focus) for result in results if asked[result.shape].by_class)
    return [result for result in results if not asked[result.shape].by_class or str(result.focus) in at_home]


def _ended(text: bytes) -> bytes:
    return text if not text or text.endswith(b"\n") else text + b"\n"


class _Rule(NamedTuple):
    """What a shape says of all its findings, and the ties that matter to it: predicates out of a focus, and into it."""

    path: str
    severity: Severity
    message: str
    out: frozenset[str]
    into: frozenset[str]
    by_class: bool


def _rule(rules: Shapes, iri: str) -> _Rule:
    shape = NamedNode(iri)
    path, steps = _path(rules, *rules.values(shape, "path"))
    out, into = (_terms(rules.targets(shape, name)) for name in ("targetSubjectsOf", "targetObjectsOf"))
    return _Rule(
        path,
        severity=cast("Severity", SEVERITIES[rules.values(shape, "severity")[0].value]),
        message=min(text.value for text in rules.values(shape, "message")),
        out=_terms(steps) if path else out,
        into=frozenset() if path else into,
        by_class=not any(rules.targets(shape, name) for name in TARGETS - {"targetClass"}),
    )


class _Wanted(NamedTuple):
    """A finding whose lines are wanted."""

    finding: Finding
    focus: str
    value: str
    out: frozenset[str]
    into: frozenset[str]

    def concerns(self, link: Link) -> bool:
        return link.predicate in self.out or link.predicate.removeprefix("^") in self.into


def _wanted(result: Result, rule: _Rule) -> _Wanted:
    finding = Finding(
        focus=_text(result.focus),
        path=_short(result.path) if result.path else rule.path,
        value=_text(result.value) if result.value else "",
        component=result.component,
        severity=rule.severity,
        message=rule.message,
        shape=result.shape,
    )
    out, into = (_terms([result.path]), frozenset[str]()) if result.path else (rule.out, rule.into)
    return _Wanted(finding, str(result.focus), str(result.value) if result.value else "", out, into)


def _placed(wanted: Sequence[_Wanted], places: Places) -> Iterator[tuple[Finding, _Told]]:
    """The findings with the lines that they go back to: where a role is at fault, those of the claims that give it."""
    links = places.links(_by_focus((w.focus, w.out) for w in wanted), _by_focus((w.focus, w.into) for w in wanted))
    starts: list[tuple[_Wanted, frozenset[str], frozenset[str]]] = []
    for want in wanted:
        mine = [link for link in links.get(want.focus, ()) if want.concerns(link)]
        exact = [link for link in mine if want.finding.path and link.other == want.value]
        roles = {_role(link) for link in mine if link.holder != want.focus or link.predicate.startswith("^")}
        holders = frozenset(link.holder for link in exact or mine) or frozenset([want.focus])
        starts.append((want, holders, frozenset() if want.finding.path else frozenset(roles)))
    written = places.written(holders for _, holders, _ in starts)
    for want, holders, told in starts:
        yield want.finding, _Told(written.get(holders, Place()), told)


def _by_focus(pairs: Iterable[tuple[str, frozenset[str]]]) -> Mapping[str, frozenset[str]]:
    """All predicates that matter for a node, to whichever shape."""
    found: dict[str, frozenset[str]] = {}
    for focus, predicates in pairs:
        if predicates:
            found[focus] = found.get(focus, frozenset()) | predicates
    return found


def _role(link: Link) -> str:
    sign = "^" if link.predicate.startswith("^") else ""
    return sign + _short(link.predicate.removeprefix("^")[1:-1])


def _terms(iris: Iterable[str]) -> frozenset[str]:
    """IRIs as N-Quads writes them."""
    return frozenset(f"<{iri}>" for iri in iris)


def _text(term: Term) -> str:
    """A term as a person reads it; a node without a name has none."""
    return "[]" if isinstance(term, BlankNode) else term.value


def _path(rules: Shapes, node: Term | None = None) -> tuple[str, list[str]]:
    """A path by its structure, as SPARQL writes it, and the predicates that it can begin with."""
    if node is None:
        return "", []
    if isinstance(node, NamedNode):
        return _short(node.value), [node.value]
    if heads := rules.values(node, "alternativePath"):
        parts = [_path(rules, part) for part in rules.members(heads[0])]
        return f"({'|'.join(text for text, _ in parts)})", [step for _, steps in parts for step in steps]
    if inner := rules.values(node, "inversePath"):
        return f"^{_whole(rules, inner[0])[0]}", []
    for name, sign in STEPS.items():
        if inner := rules.values(node, name):
            text, steps = _whole(rules, inner[0])
            return text + sign, steps
    parts = [_path(rules, part) for part in rules.members(node)]
    return "/".join(text for text, _ in parts), parts[0][1]


def _whole(rules: Shapes, node: Term) -> tuple[str, list[str]]:
    """A path that a sign applies to: a sequence goes into brackets."""
    text, steps = _path(rules, node)
    return (f"({text})" if rules.values(node, "first") else text), steps


def _short(iri: str) -> str:
    for prefix, namespace in STANDARD.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"
