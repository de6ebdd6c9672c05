"""Agreement: for each two claims on the same thing, whether they say the same, refine, go together or conflict.

Claims are blocked by thing and property, so never all pairs are compared. What is not comparable
(two of several perpetrators, two names) is left alone: silence here means "not comparable", and
nothing is decided for anybody. Demands are not compared: they say what should be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from pyoxigraph import Literal, NamedNode

from dalil.model import Agreement, Claim, Object
from dalil.reconcile.comparers import Verdict, compare_counts, compare_durations, compare_times
from dalil.reconcile.identity import Linker
from dalil.values import Count, Duration, Time
from dalil.vocabulary import Vocabulary, local_name, spoken

ABOVE = ("within", "partOf", "subordinateTo", "memberOf", "permanentMemberOf", "headOf")
ORDER = ("before", "mentionedBefore")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of one claim, with names made canonical."""

    claim: Claim
    subject: str
    term: str
    object: Object | str

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

    def ancestors(self, name: str) -> set[str]:
        """Everything a thing is said to be part of, a member of, or below."""
        seen: set[str] = set()
        todo = [name]
        while todo:
            fresh = self.above.get(todo.pop(), set()) - seen
            seen |= fresh
            todo.extend(fresh)
        return seen

    def label(self, name: str) -> str:
        """How the registry calls a thing."""
        return self.labels.get(name, name)


def agreements(
    claims: Iterable[Claim], vocabulary: Vocabulary, linker: Linker, base: str, labels: Mapping[str, str]
) -> list[Agreement]:
    """All agreements among claims, in the order of their names."""
    said = [s for claim in claims if claim.mode != "demanded" for s in _said(claim, linker, base)]
    above: dict[str, set[str]] = {}
    for s in said:
        if s.term in ABOVE and isinstance(s.object, str) and not s.denied:
            above.setdefault(s.subject, set()).add(s.object)
    reader = Reader(vocabulary, linker, base, labels, above)
    found = {a.local: a for pair in _pairs(said) if (a := _agreement(*pair, reader))}
    found |= {a.local: a for a in _orders(said, reader)}
    return [found[name] for name in sorted(found)]


def _said(claim: Claim, linker: Linker, base: str) -> Iterator[Said]:
    for subject, predicate, object_ in claim.statements:
        thing: Object | str = object_
        if isinstance(object_, NamedNode):
            thing = linker.canonical(object_.value.removeprefix(base))
        yield Said(claim, linker.canonical(subject.value.removeprefix(base)), local_name(predicate.value), thing)


def _pairs(said: list[Said]) -> Iterator[tuple[Said, Said]]:
    blocks: dict[Key, list[Said]] = {}
    for s in said:
        if s.term != "type":
            blocks.setdefault((s.subject, s.term), []).append(s)
    for block in blocks.values():
        for first, second in combinations(block, 2):
            if first.claim.local != second.claim.local:
                yield first, second


def _agreement(first: Said, second: Said, reader: Reader) -> Agreement | None:
    first, second = sorted((first, second), key=lambda s: s.claim.local)
    if first.denied and second.denied:
        return None
    if first.denied or second.denied:
        verdict = _denial(first, second)
    else:
        verdict = _compare(first, second, reader)
    if verdict is None or (verdict.kind == "same" and _one_voice(first, second)):
        return None
    if verdict.swapped:
        first, second = second, first
    about = f"{reader.label(first.subject)}, {spoken(first.term)}"
    sentence = f"{about}: {_who(first, reader)} {verdict.sentence[0]}; {_who(second, reader)} {verdict.sentence[1]}. {verdict.why}"
    return Agreement(
        first.claim.local, second.claim.local, verdict.kind, verdict.rule, sentence, _compared(first, second)
    )


def _compared(first: Said, second: Said) -> str:
    """On what two statements are compared, whichever comes first."""
    return json.dumps(sorted([s.subject, s.term, s.value] for s in (first, second)), ensure_ascii=False)


def _one_voice(first: Said, second: Said) -> bool:
    """One source repeating itself in one voice agrees with nobody."""
    return first.claim.source == second.claim.source and set(first.claim.speakers) == set(second.claim.speakers)


def _denial(first: Said, second: Said) -> Verdict | None:
    if first.object != second.object:
        return None
    words = ("denies it", "holds it") if first.denied else ("holds it", "denies it")
    return Verdict("conflicts", "denial", words, "The one denies what the other says.")


def _compare(first: Said, second: Said, reader: Reader) -> Verdict | None:
    a, b = first.object, second.object
    single = first.term in reader.vocabulary.properties and reader.vocabulary.properties[first.term].single
    if isinstance(a, Time) and isinstance(b, Time):
        return compare_times(a, b, single=single)
    if isinstance(a, Count) and isinstance(b, Count):
        return compare_counts(a, b)
    if isinstance(a, str) and isinstance(b, str):
        return _compare_things(a, b, reader, single=single)
    if isinstance(a, Duration) and isinstance(b, Duration):
        return compare_durations(a, b, single=single)
    if isinstance(a, Literal) and isinstance(b, Literal):
        return _compare_literals(a, b, single=single)
    return None


def _compare_literals(a: Literal, b: Literal, *, single: bool) -> Verdict | None:
    if a == b:
        return Verdict("same", "same-value", ("says so", "says so"), "They say the same.")
    if single and not (a.language or b.language):
        return Verdict(
            "conflicts", "single-value", (f"says {a.value}", f"says {b.value}"), "Only one of the two can hold."
        )
    return None


def _compare_things(a: str, b: str, reader: Reader, *, single: bool) -> Verdict | None:
    names = (f"names {reader.label(a)}", f"names {reader.label(b)}")
    if a == b:
        return Verdict("same", "same-thing", names, "They name the same.")
    if b in reader.ancestors(a):
        return Verdict("refines", "hierarchy", names, _levels(a, b, reader))
    if a in reader.ancestors(b):
        return Verdict("refines", "hierarchy", names[::-1], _levels(b, a, reader), swapped=True)
    if single:
        return Verdict("conflicts", "single-value", names, "Only one of the two can hold.")
    return None


def _levels(low: str, high: str, reader: Reader) -> str:
    """Why the lower of two things refines the higher: by what kind of things they are."""
    low_label, high_label = reader.label(low), reader.label(high)
    if low.startswith("actor-"):
        return f"One allegation at two levels: {high_label}, and within it {low_label}."
    return f"One within the other: {high_label}, and in it {low_label}."


def _orders(said: list[Said], reader: Reader) -> Iterator[Agreement]:
    """Two acts given in opposite orders, be it by a "then" or by the order of a list."""
    given: dict[tuple[str, str], list[Said]] = {}
    for s in said:
        if s.term in ORDER and isinstance(s.object, str) and not s.denied:
            given.setdefault((s.subject, s.object), []).append(s)
    for (a, b), forwards in sorted(given.items()):
        for first in forwards:
            for second in given.get((b, a), ()) if a < b else ():
                if first.claim.local < second.claim.local:
                    yield _order(first, second, reader)
                elif second.claim.local < first.claim.local:
                    yield _order(second, first, reader)


def _order(first: Said, second: Said, reader: Reader) -> Agreement:
    def words(s: Said) -> str:
        how = "lists" if s.term == "mentionedBefore" else "puts"
        return f"{_who(s, reader)} {how} {reader.label(s.subject)} before {reader.label(str(s.object))}"

    listed = [s for s in (first, second) if s.term == "mentionedBefore"]
    why = {
        0: "Both say which came first.",
        1: "One of the orders is that of a list, which need not be the order of the acts.",
        2: "Both orders are those of lists, which need not be the order of the acts.",
    }[len(listed)]
    kind = "compatible" if len(listed) == 2 else "conflicts"
    sentence = f"{words(first)}; {words(second)}. {why}"
    return Agreement(first.claim.local, second.claim.local, kind, "order-of-acts", sentence, _compared(first, second))


def _who(said: Said, reader: Reader) -> str:
    claim = said.claim
    who = " and ".join(reader.label(s.value.removeprefix(reader.base)) for s in claim.speakers)
    if claim.mode == "inferred":
        return f"{who}, by inference,"
    return f"{who} ({local_name(claim.source.value).removeprefix('source-')})" if claim.source else who
