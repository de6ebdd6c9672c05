"""Roots of evidence: what each claim rests on in the end, so that corroboration is counted by roots and not by documents.

A claim with a basis rests on that work, or on what the work is said to derive from; one without a basis rests on the work that
relays it, else on its own source. Two documents on one video have one root between them. So have sources that cite each other in a
circle; and, for one and the same statement, a source and the one it cites, and sources that relay one speaker or one agency.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from dalil.model import SPEAKER_ROLE, Claim, Row
from dalil.reconcile.comparing.said import said_in
from dalil.reconcile.identity import Linker

DERIVED = "derivedFrom"
CITES = "cites"
WORKS = ("work-", "source-")
UNSHARED = ("type", "name", "title", "identifier")
"""Terms on which two claims may well agree without one having it from the other."""
Steps = dict[str, set[str]]


def roots(claims: Iterable[Claim], linker: Linker, base: str) -> dict[str, tuple[NamedNode, ...]]:
    """Claim → its roots in order. An inferred claim has the roots of its premises."""
    claims = list(claims)
    derived, cited = _steps(claims, linker, base, DERIVED), _steps(claims, linker, base, CITES)
    circles = _circles(_joined(derived, cited))
    upstream = _contracted(derived, circles)

    def name(node: NamedNode) -> str:
        local = linker.canonical(node.value.removeprefix(base))
        return circles.get(local, local)

    found: dict[str, frozenset[str]] = {}
    for claim in claims:
        works = [name(work) for work in claim.basis or _carriers(claim, base)]
        found[claim.local] = frozenset(top for work in works for top in _tops(work, upstream))
    found |= _shared(claims, found, linker, base, _contracted(cited, circles))
    premises = {claim.local: claim.premises for claim in claims if claim.premises}
    return {
        claim.local: tuple(NamedNode(base + root) for root in sorted(_with_premises(claim.local, found, premises)))
        for claim in claims
    }


def _carriers(claim: Claim, base: str) -> list[NamedNode]:
    """What a claim without a basis stands in: of the works that relay it the one nearest to the speaker, else its source."""
    table = claim.anchor.source if isinstance(claim.anchor, Row) else None
    relays = [link for link in claim.via if link.value.removeprefix(base).startswith(WORKS) and link != table]
    return relays[-1:] or ([claim.source] if claim.source else [])


def _steps(claims: Iterable[Claim], linker: Linker, base: str, term: str) -> Steps:
    """Work → the works that it is said to be derived from, or to cite. Who denies or demands it says no such thing."""
    found: Steps = {}
    for claim in claims:
        if claim.mode not in SPEAKER_ROLE and not claim.withdrawn:
            for said in said_in(claim, linker, base):
                if said.term == term and isinstance(said.object, str):
                    found.setdefault(said.subject, set()).add(said.object)
    return found


def _joined(*graphs: Steps) -> Steps:
    found: Steps = {}
    for graph in graphs:
        for work, others in graph.items():
            found.setdefault(work, set()).update(others)
    return found


def _circles(steps: Steps) -> dict[str, str]:
    """Works that lead to each other → the first of them by name, which stands for all."""
    above = {work: _above(work, steps) for work in steps}
    return {
        work: min({other for other in reached if work in above.get(other, ())} | {work})
        for work, reached in above.items()
        if work in reached
    }


def _contracted(steps: Steps, circles: dict[str, str]) -> Steps:
    """The same steps between circles, each under its one name."""
    found: Steps = {}
    for work, others in steps.items():
        start = circles.get(work, work)
        found.setdefault(start, set()).update({circles.get(other, other) for other in others} - {start})
    return found


def _tops(work: str, upstream: Steps) -> set[str]:
    """The works at the far end of `derivedFrom`."""
    return {name for name in _above(work, upstream) | {work} if not upstream.get(name)}


def _above(work: str, upstream: Steps) -> set[str]:
    """Every work that a work leads to, by however many steps."""
    seen: set[str] = set()
    todo = [work]
    while todo:
        fresh = upstream.get(todo.pop(), set()) - seen
        seen |= fresh
        todo += fresh
    return seen


def _shared(
    claims: Iterable[Claim], found: dict[str, frozenset[str]], linker: Linker, base: str, cited: Steps
) -> dict[str, frozenset[str]]:
    """Claims without a basis that have one statement in common, and have it from each other or from one mouth → their one root."""
    groups: dict[tuple[str, str, str, bool], list[Claim]] = {}
    for claim in claims:
        if claim.source and not claim.basis and not claim.withdrawn and len(found[claim.local]) == 1:
            for said in said_in(claim, linker, base):
                if said.term not in UNSHARED:
                    groups.setdefault((said.subject, said.term, said.value, said.denied), []).append(claim)
    reached = {work: _above(work, cited) for work in cited}
    named: dict[str, set[str]] = {}
    for group in groups.values():
        rooted = {claim.local: min(found[claim.local]) for claim in group}
        if len(set(rooted.values())) > 1:
            merged = _merged(group, rooted, reached)
            for local, root in rooted.items():
                named.setdefault(local, set()).add(merged.get(root, root))
    return {local: frozenset({min(names)}) for local, names in named.items()}


def _merged(group: list[Claim], rooted: dict[str, str], reached: Steps) -> dict[str, str]:
    """Of the roots of one statement, those that are one: under the name of the one that cites none of the others."""
    linked: Steps = {}
    for one in set(rooted.values()):
        for other in reached.get(one, set()) & set(rooted.values()):
            linked.setdefault(one, set()).add(other)
            linked.setdefault(other, set()).add(one)
    mouths: Steps = {}
    relayed: set[str] = set()
    for claim in group:
        for who in (*claim.speakers, *claim.via):
            mouths.setdefault(who.value, set()).add(rooted[claim.local])
            relayed |= {who.value} if claim.via else set()
    for mouth in relayed:
        for root in mouths[mouth]:
            linked.setdefault(root, set()).update(mouths[mouth])
    merged = {}
    for root in linked:
        together = _above(root, linked) | {root}
        merged[root] = min({name for name in together if not reached.get(name, set()) & together} or together)
    return merged


def _with_premises(local: str, found: dict[str, frozenset[str]], premises: dict[str, tuple[str, ...]]) -> set[str]:
    works, todo, seen = set[str](), [local], {local}
    while todo:
        current = todo.pop()
        works |= found.get(current, frozenset())
        fresh = [p for p in premises.get(current, ()) if p not in seen]
        todo.extend(fresh)
        seen.update(fresh)
    return works
