"""What is compared: one statement of one claim, and the time for which it is said; and what a comparer needs to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from dalil.model import Claim, Object
from dalil.reconcile.comparing.periods import Period
from dalil.reconcile.identity import Linker
from dalil.values import Count, Duration, Time
from dalil.vocabulary import DALIL, Vocabulary, local_name

ABOVE = ("within", "partOf", "subordinateTo", "memberOf", "permanentMemberOf", "headOf")
"""What puts one thing below another: places in places, acts in acts, units and people in bodies."""

Tie = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of one claim, with names made canonical."""

    claim: Claim
    subject: str
    term: str
    object: Object | str
    when: Period | None = None
    """The time for which it is said; None where none is known, and of what has no time of its own."""

    @property
    def value(self) -> str:
        """The object as text: a name, a literal, or the name of a value."""
        return self.object.local if isinstance(self.object, Time | Count | Duration) else str(self.object)

    @property
    def denied(self) -> bool:
        """Whether the claim denies the statement."""
        return self.claim.mode == "denied"


@dataclass(frozen=True)
class Reader:
    """What comparing needs to know: names, hierarchies, single-valued properties, how to call things."""

    vocabulary: Vocabulary
    linker: Linker
    base: str
    labels: Mapping[str, str]
    above: Mapping[str, set[str]]
    inferred: frozenset[Tie] = frozenset()
    """Ties of the hierarchies that no source says: the dossier infers them."""
    _reached: dict[str, frozenset[str]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def ancestors(self, name: str) -> frozenset[str]:
        """Everything a thing is said to be part of, a member of, or below."""
        if name not in self._reached:
            seen: set[str] = set()
            todo = [name]
            while todo:
                fresh = self.above.get(todo.pop(), set()) - seen
                seen |= fresh
                todo.extend(fresh)
            self._reached[name] = frozenset(seen)
        return self._reached[name]

    def chain(self, low: str, high: str) -> list[str]:
        """The shortest way up from one thing to another, both ends included; of two as short, the first by name."""
        paths, seen = [[low]], {low}
        while paths:
            path = paths.pop(0)
            if path[-1] == high and len(path) > 1:
                return path
            for name in sorted(self.above.get(path[-1], set()) - (seen - {high})):
                seen.add(name)
                paths.append([*path, name])
        return []

    def label(self, name: str) -> str:
        """How the registry calls a thing; a term of the ontology by its own name."""
        return self.labels.get(name) or name.removeprefix(DALIL)

    def is_single(self, term: str) -> bool:
        """Whether a thing has one value of a property, so that two different ones call for comparison."""
        known = self.vocabulary.properties.get(term)
        return known is not None and known.single


def said_in(claim: Claim, linker: Linker, base: str) -> Iterator[Said]:
    """The statements of a claim, with names made canonical."""
    for subject, predicate, object_ in claim.statements:
        thing: Object | str = object_
        if isinstance(object_, NamedNode):
            thing = linker.canonical(object_.value.removeprefix(base))
        yield Said(claim, linker.canonical(subject.value.removeprefix(base)), local_name(predicate.value), thing)


def hierarchy(said: Iterable[Said]) -> tuple[dict[str, set[str]], frozenset[Tie]]:
    """What each thing is said to be directly below, and which of these ties are only inferred. Denials tie nothing."""
    above: dict[str, set[str]] = {}
    told: set[Tie] = set()
    inferred: set[Tie] = set()
    for one in said:
        if one.term in ABOVE and isinstance(one.object, str) and not one.denied:
            above.setdefault(one.subject, set()).add(one.object)
            (inferred if one.claim.mode == "inferred" else told).add((one.subject, one.object))
    return above, frozenset(inferred - told)
