"""The order of acts: two acts put in opposite orders, be it by a "then" or by the order of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from dalil.model import Agreement
from dalil.reconcile.comparing.said import Reader, Said
from dalil.reconcile.comparing.sentences import agreed, voice
from dalil.reconcile.comparing.verdicts import Verdict

Ends = tuple[str, str]
"""Two acts, the one that is put first in front."""
LONGEST = 30
"""Orders in one claim that are followed from act to act."""
ORDER = ("before", "mentionedBefore")
LISTS = {
    0: "The two orders are opposite, and both are said in words.",
    1: "The two orders are opposite; one of them is that of a list, which need not be the order of the acts.",
    2: "The two orders are opposite, but both are those of lists, which need not be the order of the acts.",
}


def orders(said: Iterable[Said], reader: Reader) -> Iterator[Agreement]:
    """Two acts given in opposite orders, by every two claims that do."""
    given: dict[tuple[str, str], list[Said]] = {}
    of_claims: dict[str, list[Said]] = {}
    for s in said:
        if s.term in ORDER and isinstance(s.object, str) and not s.denied:
            given.setdefault((s.subject, s.object), []).append(s)
            of_claims.setdefault(s.claim.local, []).append(s)
    ways = {name: _follow(steps) for name, steps in of_claims.items() if 1 < len(steps) <= LONGEST}
    for found in ways.values():
        for ends, way in found.items():
            given.setdefault(ends, []).append(replace(way[0], object=way[-1].object, term=_term(way)))
    for (a, b), forwards in sorted(given.items()):
        for pair in product(forwards, given.get((b, a), ()) if a < b else ()):
            first, second = sorted(pair, key=lambda s: s.claim.local)
            if first.claim.local != second.claim.local:
                yield _order(
                    first, second, [ways.get(s.claim.local, {}).get(_ends(s), [s]) for s in (first, second)], reader
                )


def _follow(steps: Sequence[Said]) -> dict[Ends, list[Said]]:
    """The orders that a claim gives by way of other acts, each by its shortest way: who puts A before B and B before C, A before C."""
    nexts: dict[str, list[Said]] = {}
    for step in sorted(steps, key=lambda s: (s.term, s.value)):
        nexts.setdefault(step.subject, []).append(step)
    ways: dict[Ends, list[Said]] = {}
    for start, firsts in nexts.items():
        todo, seen = [[step] for step in firsts], {start}
        while todo:
            way = todo.pop(0)
            if way[-1].value in seen:
                continue
            seen.add(way[-1].value)
            if len(way) > 1:
                ways[start, way[-1].value] = way
            todo += [[*way, step] for step in nexts.get(way[-1].value, ())]
    direct = {_ends(step) for step in steps}
    return {ends: way for ends, way in ways.items() if ends not in direct}


def _ends(said: Said) -> Ends:
    return said.subject, said.value


def _term(way: Sequence[Said]) -> str:
    """A way is as sure as its least sure step, which may be that of a list."""
    return max((step.term for step in way), key=ORDER.index)


def _order(first: Said, second: Said, ways: Sequence[Sequence[Said]], reader: Reader) -> Agreement:
    """Two orders in words cannot both hold; two lists can; of one of each it is said that it is a list."""
    lists = sum(s.term == "mentionedBefore" for s in (first, second))
    kind = "compatible" if lists == 2 else "conflicts"
    verdict = Verdict(kind, "order-of-acts", (_ordered(ways[0], reader), _ordered(ways[1], reader)), LISTS[lists])
    one, other = verdict.says
    told = f"{one}, {voice(first, reader)}; {other}, {voice(second, reader)}. {verdict.why}"
    return agreed(first, second, verdict, told)


def _ordered(way: Sequence[Said], reader: Reader) -> str:
    how = {"mentionedBefore": "listed", "before": "said to come"}
    steps = (f"{reader.label(s.subject)} {how[s.term]} before {reader.label(s.value)}" for s in way)
    return " and ".join(steps)
