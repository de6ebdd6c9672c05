"""What a build made and what a text's coverage is, as lines for a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from dalil.build import Built, Coverage
from dalil.build.coverage import Run
from dalil.formats import visible
from dalil.graph.validate import Finding, Report
from dalil.vocabulary import local_name

KINDS = ("conflicts", "compatible", "refines", "same")

COLOURS = {"claimed": "\033[32m", "furniture": "\033[90m", "no fact": "\033[36m", "unread": "\033[1;31m", "layout": ""}
MARKS = {"claimed": "", "furniture": "‹furniture ", "no fact": "‹no fact ", "unread": "‹UNREAD ", "layout": ""}


def summary(built: Built) -> str:
    """The build in a dozen lines: how much of what, what holds, what was not checked, where it lies."""
    m = built.manifest
    modes = ", ".join(f"{n} {mode}" for mode, n in m["claims_by_mode"].items())
    agreements = m["agreements"]
    told = ", ".join(f"{agreements[kind]} {kind}" for kind in KINDS if kind in agreements)
    lines = [
        m["title"],
        f"  sources     {m['sources']} ({m['texts_held']} with text held)",
        f"  claims      {m['claims']} ({modes})",
        f"  entities    {m['entities']}",
        f"  quotations  {_quotations(m)}",
        f"  validation  {_validation(m['validation'])}",
        f"  agreements  {told or 'none found'}",
        f"  judgements  {m['judgements']}",
        f"  dumps       build/: {', '.join(sorted(m['files']))} ({m['quads']:,} quads)",
    ]
    return "\n".join(lines) + "\n"


def _quotations(m: dict[str, Any]) -> str:
    unchecked = m["quotations_unchecked"]
    told = f"{m['quotations_checked']} of {m['quotations']} checked against the text"
    if unchecked:
        told += f"; {unchecked} NOT checked, because the text is not held here (dalil hold FILE --source …)"
    return told


def _validation(v: dict[str, Any]) -> str:
    holds = "holds" if v["conforms"] else "DOES NOT HOLD"
    return f"{holds}: {v['violations']} violations, {v['warnings']} warnings ({v['shapes']} shapes, {v['engine']})"


def coverage_text(coverage: Coverage, *, colour: bool) -> str:
    """The text with each run marked by its kind, and the sums."""
    total = sum(coverage.counts.values())
    shown = "".join(_run(kind, visible(text), colour=colour) for kind, text in _stretches(coverage.runs))
    counts = [f"  {kind:<10} {n:>7,}  {n / total:>6.1%}" for kind, n in coverage.counts.items()]
    return "\n".join([shown.rstrip("\n"), "", f"{coverage.source}: {total:,} characters", *counts, ""])


def _stretches(runs: Iterable[Run]) -> list[tuple[str, str]]:
    """The runs as read: what stands between two of a kind belongs to them."""
    found: list[tuple[str, str]] = []
    for run in runs:
        if len(found) > 1 and found[-1][0] == "layout" and found[-2][0] == run.kind:
            (_, between), (_, before) = found.pop(), found.pop()
            found.append((run.kind, before + between + run.text))
        else:
            found.append((run.kind, run.text))
    return found


def _run(kind: str, text: str, *, colour: bool) -> str:
    if colour:
        return f"{COLOURS[kind]}{text}\033[0m" if COLOURS[kind] else text
    return f"{MARKS[kind]}{text}›" if MARKS[kind] else text


def report_text(report: Report, limit: int = 20) -> str:
    """A validation's findings for a person, by message: places and things first; what is cut is said."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in report.findings:
        groups.setdefault((finding.severity, finding.shape, finding.message), []).append(finding)
    lines = []
    for (severity, shape, message), found in groups.items():
        lines.append(f"{severity}: {message} [{local_name(shape)}]")
        for finding in found[:limit]:
            value = f" → {finding.value}" if finding.value else ""
            lines.append(f"  {finding.where or 'no place'}: {local_name(finding.focus)}{value}")
        if len(found) > limit:
            lines.append(f"  … and {len(found) - limit} more (--json has them all)")
    return "\n".join([*lines, f"{len(report.findings)} finding{'s' * (len(report.findings) != 1)} ({report.engine})"])


def report_dicts(report: Report) -> list[dict[str, str]]:
    """The findings for programs."""
    return [asdict(finding) for finding in report.findings]
