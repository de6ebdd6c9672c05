"""Draft → Claim: every quotation finds its place in the source, or the claim is refused.

With the text held, each quotation is looked up and compared with the lock file; without it the
lock file says where the words stand, and the claim is marked unchecked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from pyoxigraph import NamedNode

from dalil.errors import DalilError, FactError, QuoteNotFound, UnknownTerm, Where, nearest
from dalil.facts.factfile import Draft
from dalil.facts.lock import LockEntry, entry_of, read_lock, write_lock
from dalil.facts.quotes import Folded, find, fold, stands
from dalil.model import Anchor, Claim, Source, Span

SpanKey = tuple[str, str | None, int | None]


@dataclass
class Anchorer:
    """Looks up the quotations of one source, in its text or in its lock file."""

    source: Source
    text: str | None
    lock: Path
    name: str
    _folded: Folded | None = None
    _digest: str = ""
    _known: dict[SpanKey, LockEntry] = field(default_factory=dict)
    _used: dict[SpanKey, LockEntry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.lock.exists():
            self._known = read_lock(self.lock, self.name)
        if self.text is not None:
            self._folded = fold(self.text)
            self._digest = sha256(self.text.encode()).hexdigest()

    def anchor(self, span: Span) -> Anchor:
        """Where a quotation stands. Raises QuoteNotFound, QuoteAmbiguous, FactError."""
        key = (span.quote, span.after, span.occurrence)
        if self._folded is None:
            return self._from_lock(span, key)
        try:
            anchor = find(span.quote, self._folded, span.after, span.occurrence)
        except DalilError as error:
            raise error.at(span.where) from error
        known = self._known.get(key)
        found = entry_of(span, anchor, self._digest)
        if known and known.text == self._digest and known != found:
            raise FactError(
                f"the lock file {self.name} puts {span.quote!r} at {known.start}-{known.end}, "
                f"the text has it at {anchor.start}-{anchor.end}",
                span.where,
                "one of them was altered: restore the lock file, or delete it and check again",
            )
        self._used[key] = found
        return anchor

    def _from_lock(self, span: Span, key: SpanKey) -> Anchor:
        known = self._known.get(key)
        if known is None:
            raise QuoteNotFound(
                f"{span.quote!r} was never anchored, and the text of {self.source.title!r} is not held here",
                span.where,
                f"dalil hold FILE --source source:{self.lock.stem}",
            )
        return Anchor(known.start, known.end, known.sha256, "unchecked")

    def save(self) -> None:
        """Write the lock file, when the text was there to check it by."""
        if self._folded is not None:
            write_lock(self.lock, self._used.values())

    def claim(self, draft: Draft) -> Claim:
        """The draft with its quotation anchored; its premises still by label."""
        claim = Claim(
            statements=draft.statements,
            mode=draft.mode,
            speakers=in_order(draft.speakers),
            via=draft.via,
            basis=in_order(draft.basis),
            hedge=draft.hedge,
            certainty=draft.certainty,
            premises=draft.premises,
            reason=draft.reason,
            note=draft.note,
            where=Where(draft.where.file, draft.where.line),
        )
        if draft.span is None:
            return claim
        anchor = self.anchor(draft.span)
        quote = draft.span.quote if anchor.exact is None else anchor.exact
        if draft.hedge and anchor.exact is not None and not stands(draft.hedge, fold(anchor.exact)):
            hint = "quote a passage that holds the hedge, or drop it"
            raise FactError(f"the hedge {draft.hedge!r} does not stand in the quoted words", draft.where, hint)
        return replace(claim, source=self.source.iri, quote=quote, anchor=anchor, _cached=[])


def in_order(nodes: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
    """Speakers and works are sets: the order in which a file lists them says nothing."""
    return tuple(sorted(set(nodes), key=lambda node: node.value))


def name_premises(claims: Mapping[str, Claim], drafts: Iterable[Claim]) -> tuple[list[Claim], list[DalilError]]:
    """Inferred claims with premises by name instead of by label; a claim cannot rest on itself.

    `claims` are the finished ones by label; inferred ones are finished in the order of dependence.
    """
    done = dict(claims)
    waiting = list(drafts)
    finished: list[Claim] = []
    errors: list[DalilError] = []
    labels = {label for label in done} | {c.name for c in waiting if c.name}
    while waiting:
        ready = [claim for claim in waiting if all(p in done for p in claim.premises)]
        if not ready:
            errors += [_stuck(claim, labels) for claim in waiting]
            break
        for claim in ready:
            named = replace(claim, premises=tuple(sorted(done[p].local for p in claim.premises)), name="", _cached=[])
            finished.append(named)
            if claim.name:
                done[claim.name] = named
        waiting = [claim for claim in waiting if claim not in ready]
    return finished, errors


def _stuck(claim: Claim, labels: Iterable[str]) -> DalilError:
    known = frozenset(labels)
    for premise in claim.premises:
        if premise not in known:
            return UnknownTerm(f"no claim is called {premise!r}", claim.where, nearest(premise, known, "claim"))
    return FactError("this claim rests on itself by way of its premises", claim.where, "break the circle")
