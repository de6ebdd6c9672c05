"""Roots of evidence: what each claim rests on in the end.

A claim with a basis rests on that work, or on what the work is said to derive from; a claim
without one rests on its own source. Two documents on one video have one root between them.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from dalil.model import SPEAKER_ROLE, Claim
from dalil.reconcile.identity import Linker
from dalil.vocabulary import dalil

DERIVED = dalil("derivedFrom")


def roots(claims: Iterable[Claim], linker: Linker, base: str) -> dict[str, tuple[NamedNode, ...]]:
    """Claim → its roots in order. An inferred claim has the roots of its premises."""
    claims = list(claims)
    upstream: dict[str, set[str]] = {}

    def name(node: NamedNode) -> str:
        return linker.canonical(node.value.removeprefix(base))

    for claim in claims:
        for subject, predicate, object_ in claim.statements:
            if predicate == DERIVED and claim.mode not in SPEAKER_ROLE and isinstance(object_, NamedNode):
                upstream.setdefault(name(subject), set()).add(name(object_))
    found: dict[str, frozenset[str]] = {}
    for claim in claims:
        works = [name(work) for work in claim.basis] or ([name(claim.source)] if claim.source else [])
        found[claim.local] = frozenset(top for work in works for top in _tops(work, upstream))
    premises = {claim.local: claim.premises for claim in claims if claim.premises}
    return {
        claim.local: tuple(NamedNode(base + root) for root in sorted(_with_premises(claim.local, found, premises)))
        for claim in claims
    }


def _tops(work: str, upstream: dict[str, set[str]]) -> set[str]:
    """The works at the far end of `derivedFrom`; of works that derive from each other, one stands for all."""
    reached = _above(work, upstream)
    tops = {name for name in reached | {work} if not upstream.get(name, set()) - {name}}
    return tops or {min(name for name in reached if name in _above(name, upstream))}


def _above(work: str, upstream: dict[str, set[str]]) -> set[str]:
    """Every work that a work is said to derive from, by however many steps."""
    seen: set[str] = set()
    todo = [work]
    while todo:
        fresh = upstream.get(todo.pop(), set()) - seen
        seen |= fresh
        todo += fresh
    return seen


def _with_premises(local: str, found: dict[str, frozenset[str]], premises: dict[str, tuple[str, ...]]) -> set[str]:
    works, todo, seen = set[str](), [local], {local}
    while todo:
        current = todo.pop()
        works |= found.get(current, frozenset())
        fresh = [p for p in premises.get(current, ()) if p not in seen]
        todo.extend(fresh)
        seen.update(fresh)
    return works
