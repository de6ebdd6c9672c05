"""Who says the same, refines, goes together or conflicts: each pair with both quotations side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dalil.errors import Where
from dalil.formats import visible
from dalil.kg.opened import KnowledgeGraph
from dalil.model import Claim
from dalil.vocabulary import local_name

ORDER = ("conflicts", "compatible", "refines", "same")
AGREEMENTS = """
SELECT ?agreement ?kind ?rule ?sentence ?claim WHERE {
  ?agreement dalil:kind ?kind ; dalil:rule ?rule ; dalil:sentence ?sentence ; dalil:between ?claim
  OPTIONAL { ?agreement dalil:refining ?refining FILTER(?refining != ?claim) }
} ORDER BY ?agreement ?refining ?claim"""


@dataclass(frozen=True, slots=True)
class Pair:
    """An agreement with its two claims; of two that refine, the first says more."""

    name: str
    kind: str
    rule: str
    sentence: str
    claims: tuple[Claim, ...]

    def as_dict(self) -> dict[str, Any]:
        """For `--format json`."""
        return {
            "kind": self.kind,
            "rule": self.rule,
            "sentence": self.sentence,
            "claims": ["claim:" + claim.local.removeprefix("claim-") for claim in self.claims],
            "quotes": [claim.quote for claim in self.claims],
            "recordedIn": [str(Where(claim.where.file, claim.where.line)) for claim in self.claims],
        }


def list_agreements(kg: KnowledgeGraph, *, every: bool = False) -> list[Pair]:
    """Conflicts, or all agreements, conflicts first."""
    claims = {kg.project.base + claim.local: claim for claim in kg.claims()}
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in kg.query(AGREEMENTS):
        rows.setdefault(row["agreement"], []).append(row)
    pairs = [
        Pair(
            name,
            local_name(found[0]["kind"]),
            found[0]["rule"],
            found[0]["sentence"],
            tuple(claims[r["claim"]] for r in found),
        )
        for name, found in rows.items()
    ]
    wanted = ORDER if every else ORDER[:1]
    return sorted((p for p in pairs if p.kind in wanted), key=lambda p: (ORDER.index(p.kind), p.sentence, p.name))


def tell_agreements(pairs: list[Pair]) -> str:
    """The pairs for a person: the sentence, then both quotations with their places."""
    lines: list[str] = []
    for number, pair in enumerate(pairs, 1):
        lines += [f"{number}. {pair.kind} ({pair.rule}): {pair.sentence}"]
        for claim in pair.claims:
            words = f"“{claim.quote}”" if claim.quote else f"inferred: {claim.reason}"
            lines.append(f"     {words}")
            lines.append(f"       claim:{claim.local.removeprefix('claim-')}, {claim.where.file}:{claim.where.line}")
        lines.append("")
    return visible("\n".join(lines) if lines else "no conflicts\n")
