"""Draft → Claim: every quotation finds its place in the source, or the claim is refused.

With the text held, each quotation is looked up and compared with the lock file; without it the
lock file says where the words stand, and the claim is marked unchecked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from pyoxigraph import NamedNode

from dalil.errors import DalilError, FactError, QuoteNotFound, UnknownTerm, Where, nearest
from dalil.facts.drafts import Draft
from dalil.facts.lock import LockEntry, entry_of, read_lock, write_lock
from dalil.facts.places import ELLIPSIS
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

    def find(self, span: Span) -> Anchor | None:
        """Where words stand in the text, None where it is not held. Raises QuoteNotFound, QuoteAmbiguous."""
        if self._folded is None:
            return None
        try:
            return find(span.quote, self._folded, span.after, span.occurrence)
        except DalilError as error:
            raise error.at(span.where) from error

    def knows(self, span: Span) -> bool:
        """Whether a quotation can be placed: in the text, or by a lock file that was made of the text on record."""
        if self._folded is not None:
            return True
        known = self._known.get(_key(span))
        on_record = [snapshot.text for snapshot in self.source.snapshots[-1:]]
        return known is not None and on_record in ([], [known.text])

    def anchor(self, span: Span) -> Anchor:
        """Where a quotation stands. Raises QuoteNotFound, QuoteAmbiguous, FactError."""
        key = _key(span)
        if not self.knows(span):
            raise self.unknown([span])
        anchor = self.find(span)
        if anchor is None:
            return self._known[key].unchecked()
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

    def unknown(self, spans: Sequence[Span]) -> QuoteNotFound:
        """What to say of quotations that cannot be placed here: all of them at once, where the first stands."""
        what = repr(spans[0].quote) if len(spans) == 1 else f"{len(spans)} quotations from here on"
        verb = "was" if len(spans) == 1 else "were"
        return QuoteNotFound(
            f"{what} {verb} never looked up in the text on record of {self.source.title!r}, and that text is not held here",
            spans[0].where,
            f"dalil hold FILE --source source:{self.lock.stem}",
        )

    def save(self) -> None:
        """Write the lock file, when the text was there to check it by."""
        if self._folded is not None:
            write_lock(self.lock, self._used.values())

    def claim(self, draft: Draft) -> Claim:
        """The draft with its quotation anchored; its premises are named later, when all claims have names."""
        claim = Claim(
            statements=draft.statements,
            mode=draft.mode,
            speakers=in_order(draft.speakers),
            via=draft.via,
            basis=in_order(draft.basis),
            hedge=draft.hedge,
            certainty=draft.certainty,
            reason=draft.reason,
            note=draft.note,
            where=Where(draft.where.file, draft.where.line),
        )
        if draft.span is None:
            return claim
        anchor = self.anchor(draft.span)
        quote = draft.span.quote if anchor.exact is None else anchor.exact
        whole = anchor.exact is not None or not ELLIPSIS.search(quote)
        if draft.hedge and whole and not stands(draft.hedge, fold(quote)):
            hint = "quote a passage that holds the hedge, or drop it"
            raise FactError(f"the hedge {draft.hedge!r} does not stand in the quoted words", draft.span.where, hint)
        return replace(claim, source=self.source.iri, quote=quote, anchor=anchor)


def in_order(nodes: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
    """Speakers and works are sets: the order in which a file lists them says nothing."""
    return tuple(sorted(set(nodes), key=lambda node: node.value))


def _key(span: Span) -> SpanKey:
    return span.quote, span.after, span.occurrence


Drafted = tuple[Draft, Claim]


def name_premises(
    claims: Mapping[str, Claim], inferred: Iterable[Drafted], written: Collection[str]
) -> tuple[list[tuple[str, Claim]], list[DalilError]]:
    """Inferred claims by label, their premises by name, in the order of dependence; a claim cannot rest on itself.

    `claims` are the finished ones by label; `written` all labels there are, of claims right or wrong.
    """
    done = dict(claims)
    waiting = list(inferred)
    finished: list[tuple[str, Claim]] = []
    progress = True
    while progress:
        blocked = [pair for pair in waiting if any(p.label not in done for p in pair[0].premises)]
        ready = [pair for pair in waiting if all(p.label in done for p in pair[0].premises)]
        for draft, claim in ready:
            named = replace(claim, premises=tuple(sorted({done[p.label].local for p in draft.premises})))
            finished.append((draft.label, named))
            done |= {draft.label: named} if draft.label else {}
        progress, waiting = bool(ready), blocked
    return finished, _stuck([draft for draft, _ in waiting], written)


def _stuck(drafts: list[Draft], written: Collection[str]) -> list[DalilError]:
    """Premises that nobody wrote, and circles; what rests on a claim that is wrong itself is not said again."""
    errors: list[DalilError] = [
        UnknownTerm(f"no claim is called {p.label!r}", p.where, nearest(p.label, written, "claim"))
        for draft in drafts
        for p in draft.premises
        if p.label not in written
    ]
    premises = {draft.label: [p.label for p in draft.premises] for draft in drafts if draft.label}
    errors += [
        FactError("this claim rests on itself by way of its premises", draft.where, "break the circle")
        for draft in drafts
        if draft.label in _below(draft.label, premises)
    ]
    return errors


def _below(label: str, premises: Mapping[str, list[str]]) -> set[str]:
    """Every label that a claim rests on."""
    seen: set[str] = set()
    todo = list(premises.get(label, ()))
    while todo:
        if (current := todo.pop()) not in seen:
            seen.add(current)
            todo += premises.get(current, ())
    return seen
