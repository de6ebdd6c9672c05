"""From an engine's bare results to findings: what the shape says of them, and the lines that they go back to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from pyoxigraph import BlankNode, NamedNode

from dalil.graph.shacl.findings import Finding, Severity
from dalil.graph.shacl.messages import message
from dalil.graph.shacl.paths import path_of, short
from dalil.graph.shacl.places import LENT, Link, Place, Places
from dalil.graph.shacl.results import Result, Term
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.shapes.terms import SEVERITIES, TARGETS
from dalil.vocabulary import DALIL


class Told(NamedTuple):
    """What a finding goes back to: lines, the claims at fault, and for a shape without a path, the roles that its node has."""

    place: Place
    roles: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        return "|".join(sorted(self.roles))

    @property
    def claim(self) -> str:
        """The one claim at fault, if it is one; else the one that was recorded there."""
        claims = self.claims or self.place.nodes
        return next(iter(claims))[1:-1] if len(claims) == 1 else ""

    def and_also(self, other: Told) -> Told:
        return Told(self.place.or_nearer(other.place), self.roles | other.roles, self.claims | other.claims)


def findings(
    results: list[Result], rules: Shapes, texts: list[bytes], places: Places | None = None
) -> Iterator[tuple[Finding, Told]]:
    """What results mean, found in some texts, or by `places`. Nothing is looked up where nothing was found."""
    if not results:
        return
    asked = {shape: rule_of(rules, shape) for shape in {result.shape for result in results}}
    places = places or Places(texts)
    chosen = _in_question(results, asked, texts, places)
    wanted = [_wanted(result, asked[result.shape], rules) for result in chosen]
    if any(DALIL.encode() in text for text in texts) or not texts:
        yield from _placed(wanted, places)
    else:  # nobody's fact file stands behind data of others
        yield from ((want.finding, Told(Place())) for want in wanted)


def _in_question(results: list[Result], asked: dict[str, Rule], texts: list[bytes], places: Places) -> list[Result]:
    """Without what is asked of all things of a class, where a thing has its type here only because that is lent."""
    if not any(LENT.encode() in text for text in texts):
        return results
    at_home = places.at_home(str(result.focus) for result in results if asked[result.shape].by_class)
    return [result for result in results if not asked[result.shape].by_class or str(result.focus) in at_home]


class Rule(NamedTuple):
    """What a shape says of all its findings, and the ties that matter to it: predicates out of a focus, and into it."""

    path: str
    severity: Severity
    out: frozenset[str]
    into: frozenset[str]
    by_class: bool
    code: str = ""


def rule_of(rules: Shapes, iri: str) -> Rule:
    """What a shape says of its findings."""
    shape = NamedNode(iri)
    path, steps = path_of(rules, shape)
    out, into = (_terms(rules.targets(shape, name)) for name in ("targetSubjectsOf", "targetObjectsOf"))
    return Rule(
        path,
        severity=_severity(rules.values(shape, "severity")),
        out=_terms(steps) if path else out,
        into=frozenset() if path else into,
        by_class=not any(rules.targets(shape, name) for name in TARGETS - {"targetClass"}),
        code=rules.code(shape),
    )


def _severity(given: list[Term]) -> Severity:
    """That of SHACL's three; one of somebody's own stops a build like a violation, so that nothing passes unseen."""
    return cast("Severity", SEVERITIES.get(given[0].value, "violation") if given else "violation")


class _Wanted(NamedTuple):
    """A finding whose lines are wanted."""

    finding: Finding
    focus: str
    value: str
    out: frozenset[str]
    into: frozenset[str]

    def concerns(self, link: Link) -> bool:
        return link.predicate in self.out or link.predicate.removeprefix("^") in self.into


def _wanted(result: Result, rule: Rule, rules: Shapes) -> _Wanted:
    finding = Finding(
        focus=_text(result.focus),
        path=short(result.path) if result.path else rule.path,
        value=_text(result.value) if result.value else "",
        component=result.component,
        severity=rule.severity,
        message=message(rules, NamedNode(result.shape), result),
        shape=result.shape,
        code=rule.code,
    )
    out, into = (_terms([result.path]), frozenset[str]()) if result.path else (rule.out, rule.into)
    return _Wanted(finding, str(result.focus), str(result.value) if result.value else "", out, into)


def _placed(wanted: Sequence[_Wanted], places: Places) -> Iterator[tuple[Finding, Told]]:
    """The findings with the lines that they go back to: where a role is at fault, those of the claims that give it."""
    links = places.links(_by_focus((w.focus, w.out) for w in wanted), _by_focus((w.focus, w.into) for w in wanted))
    starts: list[tuple[_Wanted, frozenset[str], frozenset[str]]] = []
    for want in wanted:
        mine = [link for link in links.get(want.focus, ()) if want.concerns(link)]
        exact = [link for link in mine if want.finding.path and link.other == want.value]
        roles = {_role(link) for link in mine if _is_role(want, link)}
        holders = frozenset(link.holder for link in exact or mine) or frozenset([want.focus])
        starts.append((want, holders, frozenset() if want.finding.path else frozenset(roles)))
    written = places.written(holders for _, holders, _ in starts)
    nodes = {node for want, holders, _ in starts for node in (want.focus, *holders)}
    claims = places.claims(nodes.union(*(place.nodes for place in written.values())))
    for want, holders, given in starts:
        place = written.get(holders, Place())
        at_fault = claims.intersection([want.focus]) or claims.intersection(holders)
        yield want.finding, Told(place._replace(nodes=place.nodes & claims), given, frozenset(at_fault))


def _by_focus(pairs: Iterable[tuple[str, frozenset[str]]]) -> Mapping[str, frozenset[str]]:
    """All predicates that matter for a node, to whichever shape."""
    found: dict[str, frozenset[str]] = {}
    for focus, predicates in pairs:
        if predicates:
            found[focus] = found.get(focus, frozenset()) | predicates
    return found


def _is_role(want: _Wanted, link: Link) -> bool:
    return DALIL in link.predicate and (link.holder != want.focus or link.predicate.startswith("^"))


def _role(link: Link) -> str:
    sign = "^" if link.predicate.startswith("^") else ""
    return sign + short(link.predicate.removeprefix("^")[1:-1])


def _terms(iris: Iterable[str]) -> frozenset[str]:
    """IRIs as N-Quads writes them."""
    return frozenset(f"<{iri}>" for iri in iris)


def _text(term: Term) -> str:
    """A term as a person reads it; a node without a name by its label."""
    return str(term) if isinstance(term, BlankNode) else term.value
