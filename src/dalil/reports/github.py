"""A report as workflow commands: GitHub Actions shows each at its line of the file.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from dalil.formats import visible
from dalil.reports.problems import SEVERITIES, Problem, counted

LEVELS = {"error": "error", "violation": "error", "warning": "warning", "info": "notice"}
SHOWN = 10
"""Errors, and warnings, of one step that GitHub shows in a change; the rest stand in the log only."""
LONGEST = 1000


def to_github(
    problems: Sequence[Problem],
    limit: int = 20,
    folder: str = "",
    holds: Callable[[str], str] = lambda _: "",
    note: str = "",
) -> str:
    """At most `limit` commands a rule (0 for all), those of different rules first, and a notice that says what was cut.

    `folder` is where the dossier lies in the repository: files are named from there.
    """
    ranked: list[tuple[int, int, int, Problem]] = []
    seen = Counter[tuple[str, str]]()
    for problem in problems:
        kind = problem.severity, problem.code
        seen[kind] += 1
        if not limit or seen[kind] <= limit:
            ranked.append((SEVERITIES.index(problem.severity), seen[kind], len(ranked), problem))
    lines = [_command(problem, folder, holds(problem.rule)) for *_, problem in sorted(ranked, key=lambda one: one[:3])]
    told = counted(problems)
    told += f"; {note}" if note else ""
    if left := len(problems) - len(lines):
        told += f"; {left:,} of them are left out here (dalil check --limit 0 writes all)"
    if len(lines) > SHOWN:
        told += f"; beside the changed lines {SHOWN} errors and {SHOWN} warnings are shown, the rest in this log"
    return "\n".join([*lines, *([f"::notice title=dalil::{_data(told)}"] if problems else []), ""])


def _command(problem: Problem, folder: str, holds: str) -> str:
    title = f"{problem.code}: {holds[:200]}" if holds else problem.code
    place = {"file": f"{folder}{problem.file}" if problem.file else "", "line": problem.line, "col": problem.column}
    told = ",".join(f"{key}={_property(str(value))}" for key, value in (place | {"title": title}).items() if value)
    return f"::{LEVELS[problem.severity]} {told}::{_data(_message(problem)[:LONGEST])}"


def _message(problem: Problem) -> str:
    """The words concerned, then what is wrong, then what to do."""
    thing = " ".join(filter(None, [problem.thing, problem.label]))
    words = f"“{problem.words[:200]}”" if problem.words else ""
    about = ": ".join(filter(None, [thing[:200], words]))
    value = f" → {problem.value[:200]}" if problem.tells_value else ""
    return "\n".join(filter(None, [about + value, problem.message, problem.hint and f"→ {problem.hint}"]))


def _data(text: str) -> str:
    """A message: a raw line break would end it, and the rest could be a command of its own."""
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
