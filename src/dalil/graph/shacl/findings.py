"""What a validation has to say: findings, each with the line that a person wrote, and the report that holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["violation", "warning", "info"]
ORDER = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: on which node, by which shape, and where a person wrote it down."""

    focus: str
    path: str
    value: str
    component: str
    severity: Severity
    message: str
    shape: str
    where: str = ""

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

    @property
    def conforms(self) -> bool:
        """Whether nothing is violated. Warnings are told and stop nothing (sh:conforms is false on them)."""
        return not any(finding.severity == "violation" for finding in self.findings)

    def with_findings(self, findings: Iterable[Finding]) -> Report:
        """The same report with more findings, such as those of the graph rules."""
        return replace(self, findings=ordered([*self.findings, *findings]))

    def summary(self) -> dict[str, object]:
        """What a manifest says of the validation."""
        counts = Counter[str](finding.severity for finding in self.findings)
        return {
            "engine": self.engine,
            "shapes": self.shapes,
            "quads": self.quads,
            "conforms": self.conforms,
            **{f"{severity}s": counts[severity] for severity in ORDER},
        }


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, in the order of a report."""
    return tuple(sorted(set(findings), key=Finding.sort_key))
