"""What we hold of claims: what people judge of them and of who is who, and how claims stand to each other."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import NamedTuple

from dalil.errors import Where


class Withdrawal(NamedTuple):
    """Why a judgement was taken back, by whom and on which day."""

    reason: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's decision, logged: two entities are one or not, or a claim is accepted or retracted."""

    verdict: str
    about: tuple[str, ...]
    reason: str
    who: str
    when: str
    where: Where = Where("")
    withdrawn: Withdrawal | None = None
    """Set where it was taken back: it stays in the log under its name, and decides nothing."""

    @property
    def acts(self) -> bool:
        """Whether it decides anything: it was not withdrawn."""
        return self.withdrawn is None

    @property
    def is_identity(self) -> bool:
        """Whether it is about who is who, not about a claim's standing."""
        return self.verdict in IDENTITY_VERDICTS

    @property
    def local(self) -> str:
        """The name by content."""
        text = json.dumps([self.verdict, sorted(self.about), self.reason, self.who, self.when])
        return f"judgement-{hashlib.sha256(text.encode()).hexdigest()[:20]}"


IDENTITY_VERDICTS = {"same": "judgedSame", "different": "judgedDifferent", "unsure": "judgedUnsure"}
ASSESSMENTS = {
    "accepted": "accepted",
    "conflict": "conflict",
    "work-needed": "workNeeded",
    "retracted": "retracted",
}
"""A verdict on a claim, as a judgement writes it → as the ontology calls it."""
AGREEMENT_KINDS = {
    "conflicts": "conflicts",
    "compatible": "compatible",
    "refines": "refines",
    "same": "same",
    "unrelated-in-time": "unrelatedInTime",
}
"""How two claims can stand to each other, what matters most first → as the ontology calls it."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two claims on the same thing stand to each other, by which rule, in a sentence.

    `about` is what they are compared on: two claims may agree on the place and conflict on the count.
    """

    first: str
    second: str
    kind: str
    rule: str
    sentence: str
    about: str = ""
    thing: str = ""
    """The thing on which they are compared, of two acts in two orders the first; and the term."""
    term: str = ""

    @property
    def local(self) -> str:
        """The name by content: the pair, the rule and what they are compared on."""
        pair = [self.first, self.second]
        directed = pair if self.kind == "refines" else sorted(pair)
        text = json.dumps([*directed, self.rule, self.about])
        return f"agreement-{hashlib.sha256(text.encode()).hexdigest()[:20]}"
