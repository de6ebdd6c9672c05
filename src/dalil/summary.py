"""What a build made and what a text's coverage is, as lines for a person."""

from __future__ import annotations

from typing import Any

from dalil.build import Built, Coverage
from dalil.formats import visible

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
    shown = "".join(_run(run.kind, visible(run.text), colour=colour) for run in coverage.runs)
    counts = [f"  {kind:<10} {n:>7,}  {n / total:>6.1%}" for kind, n in coverage.counts.items()]
    return "\n".join([shown.rstrip("\n"), "", f"{coverage.source}: {total:,} characters", *counts, ""])


def _run(kind: str, text: str, *, colour: bool) -> str:
    if colour:
        return f"{COLOURS[kind]}{text}\033[0m" if COLOURS[kind] else text
    return f"{MARKS[kind]}{text}›" if MARKS[kind] else text
