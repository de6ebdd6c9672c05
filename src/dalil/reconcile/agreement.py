"""Agreement: for each two claims on the same thing, whether they say the same, refine, go together, conflict, or speak of other times.

Claims are blocked by thing and property, so never all pairs are compared. What is not comparable
(two of several perpetrators, two names) is left alone: silence here means "not comparable", and
nothing is decided for anybody. Demands are not compared: they say what should be. Nor are claims that were retracted or
withdrawn, nor an inference with what it was drawn from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from dalil.model import Agreement, Claim
from dalil.reconcile.comparing.absences import unanswered
from dalil.reconcile.comparing.comparers import compare
from dalil.reconcile.comparing.large import pairs_of
from dalil.reconcile.comparing.moments import Moments
from dalil.reconcile.comparing.offices import held_by_two
from dalil.reconcile.comparing.orders import ORDER, orders
from dalil.reconcile.comparing.said import ABOVE, Reader, Said, hierarchy, said_in
from dalil.reconcile.comparing.sentences import agreed, sentence
from dalil.reconcile.identity import Linker
from dalil.values import Time
from dalil.vocabulary import Vocabulary

Pair = tuple[Said, Said]


def agreements(  # noqa: PLR0913 - what comparing needs to know, each thing once
    claims: Iterable[Claim],
    vocabulary: Vocabulary,
    linker: Linker,
    base: str,
    labels: Mapping[str, str],
    *,
    published: Mapping[str, Time] | None = None,
    types: Mapping[str, str] | None = None,
    retracted: Collection[str] = (),
    left_out: dict[tuple[str, str], int] | None = None,
) -> list[Agreement]:
    """All agreements among claims, in the order of their names.

    `published`: source → when its file says that it was made public; `types`: what the registry takes things for;
    `retracted`: claims that people have taken out; `left_out` is filled with (thing, term) → pairs of a large block not compared.
    """
    compared = [c for c in claims if c.mode != "demanded" and c.local not in retracted and not c.withdrawn]
    said = [s for claim in compared for s in said_in(claim, linker, base)]
    reader = Reader(vocabulary, linker, base, labels, *hierarchy(said))
    moments = Moments.of(said, reader, published or {}, types or {})
    said = [moments.dated(s) for s in said]
    drawn = _drawn(compared)
    return by_name(
        chain(
            _compared(_pairs(said, {} if left_out is None else left_out), reader, drawn),
            orders(said, reader),
            held_by_two(said, moments, reader),
            unanswered(said, moments, reader),
        )
    )


def by_name(found: Iterable[Agreement]) -> list[Agreement]:
    """Each once, in the order of names. Two claims of two values each can be told in two ways: one of them, always the same."""
    named: dict[str, Agreement] = {}
    for agreement in found:
        known = named.setdefault(agreement.local, agreement)
        if agreement.sentence < known.sentence:
            named[agreement.local] = agreement
    return [named[name] for name in sorted(named)]


def _pairs(said: list[Said], left_out: dict[tuple[str, str], int]) -> Iterator[Pair]:
    """Every two statements on one thing by one term, of two claims; of a large block some."""
    blocks: dict[tuple[str, str], list[Said]] = {}
    for s in said:
        if s.term != "type" or _is_bare_denial(s):
            blocks.setdefault((s.subject, s.term), []).append(s)
    denied = {subject for subject, term in blocks if term == "type"}
    for s in said:
        if s.term == "type" and s.subject in denied and not s.denied:
            blocks[s.subject, s.term].append(s)
    for (thing, term), block in blocks.items():
        pairs, more = pairs_of(block)
        if more:
            left_out[thing, term] = more
        for first, second in pairs:
            if first.claim.local != second.claim.local and (term != "type" or first.denied != second.denied):
                yield first, second


def _is_bare_denial(said: Said) -> bool:
    """Whether a claim denies nothing but that a thing is of a type: that a shooting took place. Types else are not compared."""
    return said.denied and len(said.claim.statements) == 1


def _compared(pairs: Iterable[Pair], reader: Reader, drawn: Mapping[str, Collection[str]]) -> Iterator[Agreement]:
    for first, second in pairs:
        one, other = first.claim.local, second.claim.local
        if one in drawn.get(other, ()) or other in drawn.get(one, ()):
            continue
        if agreement := agreement_of(first, second, reader):
            yield agreement


def agreement_of(first: Said, second: Said, reader: Reader) -> Agreement | None:
    """How two statements on one thing and property stand to each other, as an agreement of their claims."""
    first, second = sorted((first, second), key=lambda s: s.claim.local)
    verdict = compare(first, second, reader)
    if verdict is None or (verdict.kind == "same" and _one_voice(first, second)):
        return None
    if verdict.swapped:
        first, second, verdict = second, first, verdict.turned()
    return agreed(first, second, verdict, sentence(first, second, verdict, reader))


def _one_voice(first: Said, second: Said) -> bool:
    """One source repeating itself in one voice agrees with nobody."""
    return first.claim.source == second.claim.source and set(first.claim.speakers) == set(second.claim.speakers)


def _drawn(claims: Iterable[Claim]) -> dict[str, set[str]]:
    """Inferred claim → all that it was drawn from, by however many steps."""
    premises = {claim.local: set(claim.premises) for claim in claims if claim.premises}
    drawn: dict[str, set[str]] = {}
    for name in premises:
        seen, todo = {name}, [name]
        while todo:
            fresh = premises.get(todo.pop(), set()) - seen
            seen |= fresh
            todo.extend(fresh)
        drawn[name] = seen - {name}
    return drawn


__all__ = ["ABOVE", "ORDER", "Reader", "Said", "agreement_of", "agreements", "by_name", "orders"]
