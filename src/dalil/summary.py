"""What a build made and what a text's coverage is, as lines for a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dalil.formats import visible
from dalil.model import AGREEMENT_KINDS, Issue
from dalil.vocabulary import spoken

if TYPE_CHECKING:  # a sentence about an error must not wait for what a build needs
    from dalil.build import Built, Coverage
    from dalil.build.coverage import Run

LONGEST_CELL = 60
"""Characters of a cell that are shown: a hostile one has a megabyte."""
CHANGES = ("added", "changed", "withdrawn", "gone", "standing")
KINDS = tuple(AGREEMENT_KINDS)

COLOURS = {"claimed": "\033[32m", "furniture": "\033[90m", "no fact": "\033[36m", "unread": "\033[1;31m", "layout": ""}
MARKS = {"claimed": "", "furniture": "‹furniture ", "no fact": "‹no fact ", "unread": "‹UNREAD ", "layout": ""}


def summary(built: Built) -> str:
    """The build in a dozen lines: how much of what, what holds, what was not checked, where it lies."""
    m = built.manifest
    modes = ", ".join(f"{n} {mode}" for mode, n in m["claims_by_mode"].items())
    agreements = m["agreements"]
    told = ", ".join(f"{agreements[kind]} {kind}" for kind in KINDS if kind in agreements)
    told = "1 conflict" + told.removeprefix("1 conflicts") if told.startswith("1 conflicts") else told
    lines = [
        m["title"],
        f"  sources     {m['sources']} ({m['texts_held']} with text held){_of_tables(m, 'sources')}",
        f"  claims      {m['claims']}{f' ({modes})' if modes else ''}{_of_tables(m, 'claims')}",
        *_tables(built),
        f"  entities    {m['entities']}{_of_tables(m, 'entities')}",
        f"  quotations  {_quotations(m)}",
        f"  validation  {_validation(m['validation'])}{f'; {oracle}' if (oracle := built.report.oracle) else ''}",
        f"  agreements  {told or 'none found'}",
        *_agreements_left_out(m),
        *_agreements_of_tables(m),
        f"  judgements  {m['judgements']}",
        f"  dumps       build/: {', '.join(sorted({name.partition('/')[0] for name in m['files']}))} ({m['quads']:,} quads)",
    ]
    return "\n".join(lines) + "\n"


def _agreements_left_out(m: dict[str, Any]) -> list[str]:
    """That there are too many written claims on one thing to compare every two of them."""
    pairs = m.get("agreements_left_out")
    return (
        [f"{'':<14}not compared: {pairs:,} pairs of claims, more than a hundred on one thing by one term"]
        if pairs
        else []
    )


def _agreements_of_tables(m: dict[str, Any]) -> list[str]:
    """How claims of tables stand to each other, and what is more of the same and left out."""
    counts, cut = m.get("agreements_of_tables", {}), m.get("agreements_cut")
    told = ", ".join(
        f"{counts[kind]:,} {spoken(kind)}" for kind in (*KINDS, *sorted(counts.keys() - {*KINDS})) if kind in counts
    )
    lines = [f"of tables: {told}"] if told else []
    if cut:
        values = f", and {cut['values']:,} values compared with nothing" * bool(cut["values"])
        where = f"in {cut['blocks']:,} large block{'s' * (cut['blocks'] != 1)}"
        lines.append(f"left out: {cut['pairs']:,} more like them, {where}{values}: {cut['report']}")
    return [f"{'':<14}{line}" for line in lines]


def _of_tables(m: dict[str, Any], what: str) -> str:
    of_tables = m.get(f"{what}_of_tables")
    return "" if of_tables is None else f", and {of_tables:,} of tables"


def _tables(built: Built) -> list[str]:
    """What became of the rows of each table, what of it is new, and how much of it was encoded at all."""
    lines = []
    for name, record in built.manifest.get("tables", {}).items():
        told = [f"{record[key]:,} {key}" for key in ("mapped", "ignored", "reported") if record.get(key)]
        counts = f"{record.get('rows', 0):,} rows{': ' * bool(told)}{', '.join(told)}"
        lines.append(f"{name}: {counts}; {record.get('claims', 0):,} claims")
        lines += [f"  reported rows: {record['report']}"] if record.get("report") else []
        lines += _versions(record)
        news = built.news.get(name, {})
        lines += [*_difference("against the build before", news), *_reuse(record | news)]
    return [f"  {'' if n else 'tables':<10}  {line}" for n, line in enumerate(lines)]


def _versions(record: dict[str, Any]) -> list[str]:
    """What each version of a table brought and took, where it has several."""
    versions = [version for version in record.get("versions", ()) if isinstance(version, dict)]
    if len(versions) < 2:
        return []
    return [line for one in versions for line in _difference(f"version {one['version']}", one)]


def _difference(of_what: str, found: dict[str, Any]) -> list[str]:
    """Claims that came, changed and went, and how many stand; nothing where nothing is known of that."""
    told = [f"{found[key]:,} {key}" for key in CHANGES if key in found]
    return [f"  {of_what}: {', '.join(told)}"] if told else []


def _reuse(found: dict[str, Any]) -> list[str]:
    blocks = found.get("blocks", 0)
    return [f"  {found['encoded']:,} of {blocks:,} blocks encoded anew"] if blocks and "encoded" in found else []


def reports_text(manifest: dict[str, Any], root: Path) -> str:
    """Rows that a build left out, table by table: what their reports in the dossier at `root` say, counted, with examples."""
    told = []
    for name, record in manifest.get("tables", {}).items():
        path = root / record["report"] if record.get("report") else None
        if path is not None and path.is_file():
            lines = path.read_text(encoding="utf-8").split("\n")
            issues = [Issue(**json.loads(line)) for line in lines if line]
            told.append(f"{name}: {issues_text(issues, report=record['report'])}")
    return "\n".join(told)


def issues_text(issues: Sequence[Issue], limit: int = 3, report: str = "") -> str:
    """What is wrong with rows, for a person: how often each fault, most frequent first, then a few rows of each.

    `limit` rows of a fault are shown, `report` is the file that has all.
    """
    faults: dict[tuple[str, str], list[Issue]] = {}
    for issue in issues:
        faults.setdefault((issue.column, _fault(issue)), []).append(issue)
    ordered = sorted(faults.items(), key=lambda one: -len(one[1]))
    rows = len({(issue.file, issue.row) for issue in issues})
    lines = [f"{len(issues):,} fault{'s' * (len(issues) != 1)} in {rows:,} row{'s' * (rows != 1)}:"]
    lines += [f"  {len(found):>7,} × {_in_column(column)}{visible(fault)}" for (column, fault), found in ordered]
    for (column, _), found in ordered:
        for issue in found[:limit]:
            lines.append(
                f"{visible(issue.file)}, row {issue.row}, {_in_column(column)}{shown_cell(issue.value)}: {visible(issue.reason[:300])}"
            )
            lines.append(f"  makes no claim at {visible(issue.place)}")
        if len(found) > limit:
            lines.append(f"  … and {len(found) - limit:,} more like it")
    return "\n".join([*lines, *([f"all of them: {report}"] if report else [])])


def _fault(issue: Issue) -> str:
    """The reason without the cell, which is another one in every row, and without what to do."""
    reason = issue.reason.partition(" → ")[0]
    for written in (repr(issue.value), issue.value):
        reason = reason.replace(written, "…") if issue.value else reason
    return reason[:200]


def _in_column(column: str) -> str:
    return f"column {visible(column)}: " if column else ""


def shown_cell(text: str) -> str:
    """A cell in quotation marks, on one line: what steers a terminal is shown as code, and what is long is cut."""
    cut = text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}… ({len(text):,} characters)"
    return f"“{visible(cut).replace(chr(10), '⏎').replace(chr(9), '⇥')}”"


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
