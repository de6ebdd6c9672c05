"""What is wrong with a dossier as one list: errors of files and findings of shapes alike, each with its place and its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from dalil.errors import DalilError, DalilErrors, Where
from dalil.graph.shacl.findings import Finding, Report
from dalil.vocabulary import Curies, local_name

if TYPE_CHECKING:  # a report must not wait for what a build needs
    from dalil.build import Dossier

SEVERITIES = ("error", "violation", "warning", "info")
"""An error is of a file, the rest of the graph; both of the first stop a build."""
PLACE = re.compile(r"(?P<file>.*?)(?::(?P<line>\d+))?(?: and (?P<more>[\d,]+) more)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Told:
    """How a dossier calls its things, and which words its claims rest on: what a report shows beside a bare name."""

    curies: Curies | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    """Claim, or the line that has one claim (`data/facts/x.yaml:12`) → its quotation, or why it was inferred."""

    @classmethod
    def of(cls, dossier: Dossier | None) -> Told:
        """What people wrote; of a table's rows the names already say the row."""
        if dossier is None:
            return cls()
        project = dossier.project
        labels = {source.iri.value: source.title for source in dossier.sources.values()}
        labels |= {entity.iri.value: entity.label(project.languages)[1] for entity in dossier.registry}
        words: dict[str, str] = {}
        lines: dict[str, set[str]] = {}
        for claim in dossier.claims:
            said = words[project.base + claim.local] = claim.quote or claim.reason
            lines.setdefault(f"{claim.where.file}:{claim.where.line}", set()).add(said)
        return cls(project.curies, labels, words | {line: min(said) for line, said in lines.items() if len(said) == 1})

    def short(self, term: str) -> str:
        """An IRI as a person reads it; anything else as it is."""
        shown = self.curies.shorten(term) if self.curies and "://" in term else term
        return shown if len(shown) < len(term) or "://" not in shown else local_name(shown) or shown


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `code` is what `dalil explain` takes: a rule's code, or the kind of an error."""

    severity: str
    code: str
    message: str
    hint: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    more: int = 0
    rule: str = ""
    thing: str = ""
    label: str = ""
    words: str = ""
    value: str = ""
    origin: DalilError | Finding | None = field(default=None, compare=False)

    @property
    def place(self) -> str:
        """`data/facts/x.yaml:12:3 and 2 more`, or nothing."""
        more = f" and {self.more:,} more" if self.more else ""
        return str(Where(self.file, self.line, self.column)) + more if self.file else ""

    @property
    def tells_value(self) -> bool:
        """Whether the value says more than the words do."""
        return bool(self.value) and self.value != self.words

    @property
    def identity(self) -> tuple[str, ...]:
        """What stays of it when lines above it come and go."""
        return self.code, self.rule, self.message, self.file, self.thing, self.value, self.words

    def as_dict(self) -> dict[str, Any]:
        """For programs: all that is known of it, under the same keys for errors and findings."""
        shared: dict[str, Any] = {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "hint": self.hint or None,
        }
        if isinstance(self.origin, Finding):
            found = {key: value for key, value in asdict(self.origin).items() if key not in shared}
            return shared | found | {"rule": self.rule, "label": self.label, "words": self.words}
        return {"error": self.code} | shared


def problems(report: Report | None, errors: Iterable[DalilError] = (), told: Told | None = None) -> list[Problem]:
    """Everything that is wrong: errors by place, then findings in the order of their report."""
    told = told or Told()
    single = [one for error in errors for one in (error.errors if isinstance(error, DalilErrors) else [error])]
    return [*map(_of_error, single), *(_of_finding(finding, told) for finding in (report.findings if report else ()))]


def _of_error(error: DalilError) -> Problem:
    where = error.where if isinstance(error.where, Where) else Where(str(error.where or ""))
    if isinstance(error.where, str):
        file, line, _ = placed(error.where)
        where = Where(file, line)
    return Problem(
        severity="error",
        code=type(error).__name__,
        message=error.message,
        hint=error.hint or "",
        file=where.file,
        line=where.line,
        column=where.column,
        origin=error,
    )


def _of_finding(finding: Finding, told: Told) -> Problem:
    file, line, more = placed(finding.where)
    rule = local_name(finding.shape)
    claim = getattr(finding, "claim", "")
    return Problem(
        severity=finding.severity,
        code=getattr(finding, "code", "") or rule,
        message=finding.message,
        file=file,
        line=line,
        more=more,
        rule=rule,
        thing=told.short(finding.focus),
        label=told.labels.get(finding.focus, ""),
        words=told.words.get(claim or finding.focus) or ("" if more else told.words.get(f"{file}:{line}", "")),
        value=told.short(finding.value),
        origin=finding,
    )


def counted(found: Iterable[Problem]) -> str:
    """`2 errors, 8 violations, 1 warning`."""
    counts = Counter(one.severity for one in found)
    plural = {severity: f"{severity}s" for severity in SEVERITIES} | {"info": "info"}
    told = ((counts[severity], severity) for severity in SEVERITIES if counts[severity])
    return ", ".join(f"{n:,} {severity if n == 1 else plural[severity]}" for n, severity in told)


def placed(where: str) -> tuple[str, int, int]:
    """`data/facts/x.yaml:12 and 2 more` as file, line and how many more."""
    match = PLACE.fullmatch(where)
    if match is None:
        return where, 0, 0
    return match["file"], int(match["line"] or 0), int((match["more"] or "0").replace(",", ""))
