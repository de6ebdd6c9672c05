"""What a validation has to say: findings, each with the line that a person wrote, and the report that holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from dalil.graph.shacl.changing.verdict import Difference, Verdict

Severity = Literal["violation", "warning", "info"]
ORDER = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: on which node, by which shape, in which claim, and where a person wrote it down.

    `code` is that of the rule (`dalil explain D017`), "" for shapes that have none; `claim` is the IRI of the claim at
    fault, "" where there is none, or more than one.
    """

    focus: str
    path: str
    value: str
    component: str
    severity: Severity
    message: str
    shape: str
    where: str = ""
    code: str = ""
    claim: str = ""

    def sort_key(self) -> tuple[object, ...]:
        """Violations first, then by file and line; nothing is left to chance."""
        file, _, line = self.where.partition(" ")[0].rpartition(":")
        number = int(line) if line.isdigit() else 0
        return ORDER.index(self.severity), file, number, self.shape, self.focus, self.path, self.value, self.component


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found, by which engine, over how many quads."""

    findings: tuple[Finding, ...]
    engine: str
    quads: int
    shapes: int
    oracle: Verdict | None = None
    """What the reference said of a sample, where it was asked."""
    cut: tuple[str, ...] = ()
    """Shapes that found more than is told here: a hundred thousand of one kind are enough to know it by."""
    remarks: tuple[str, ...] = ()
    """What a person should know of the shapes: rules that are switched off, imports that were not read."""

    @property
    def conforms(self) -> bool:
        """Whether nothing is violated. Warnings are told and stop nothing (sh:conforms is false on them)."""
        return not any(finding.severity == "violation" for finding in self.findings)

    def with_findings(self, findings: Iterable[Finding]) -> Report:
        """The same report with more findings, such as those of the graph rules."""
        return replace(self, findings=ordered([*self.findings, *(set(findings) - set(self.findings))]))

    def with_oracle(self, verdict: Verdict) -> Report:
        """The same report with what the reference says of it: where the engines differ is a finding."""
        return replace(self.with_findings(map(_differing, verdict.differences)), oracle=verdict)

    def summary(self) -> dict[str, object]:
        """What a manifest says of the validation."""
        counts = Counter[str](finding.severity for finding in self.findings)
        return {
            "engine": self.engine,
            "shapes": self.shapes,
            "quads": self.quads,
            "conforms": self.conforms,
            **{f"{severity}s": counts[severity] for severity in ORDER},
            **({"cut": list(self.cut)} if self.cut else {}),
            **({"remarks": list(self.remarks)} if self.remarks else {}),
            "found": dict(sorted(Counter(finding.code or finding.shape for finding in self.findings).items())),
            **({"oracle": self.oracle.summary()} if self.oracle else {}),
        }


def _differing(one: Difference) -> Finding:
    """A warning: one of the engines is wrong, and nobody knows yet which."""
    message = (
        f"The engines differ: only {one.only} finds this. Validate with --engine pyshacl, and tell dalil's authors."
    )
    return Finding(one.node, "", one.value, one.component, "warning", message, one.shape)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In the order of a report."""
    return tuple(sorted(findings, key=Finding.sort_key))
