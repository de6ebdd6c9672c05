"""A report as SARIF 2.1.0, which code hosts and editors open: rules once, and each result at its file and line.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import quote

from dalil import errors
from dalil.graph.shacl.findings import Finding
from dalil.graph.shacl.shapes.catalogue import Rule
from dalil.project import SETTINGS
from dalil.reports.problems import SEVERITIES, Problem

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "violation": "error", "warning": "warning", "info": "note"}
MOST = 25_000
"""Results of one run that GitHub takes; it refuses a file that has more."""
LONGEST, BRIEF = 2000, 1024
"""Characters of what a result says, and of what a rule says: GitHub takes no more of the latter."""

Object = dict[str, Any]


def to_sarif(
    problems: Sequence[Problem], rules: Mapping[str, Rule], engine: str = "", folder: str = "", note: str = ""
) -> str:
    """One run. What is beyond MOST results is left out, the gravest last, and the run itself says so, with a `note`.

    `folder` is where the dossier lies in the repository: files are named from there.
    """
    ranked = sorted(problems, key=lambda one: SEVERITIES.index(one.severity))[:MOST]
    about = _descriptors(ranked, rules)
    index = {descriptor["id"]: n for n, descriptor in enumerate(about)}
    seen = Counter[str]()
    run: Object = {
        "tool": {"driver": {"name": "dalil", **_version(), "rules": about}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(len(problems), len(ranked), note)],
        "results": [_result(problem, index, seen, folder) for problem in ranked],
        **({"properties": {"engine": engine}} if engine else {}),
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def left_out(problems: Sequence[Problem]) -> int:
    """How many results a run has no room for."""
    return max(0, len(problems) - MOST)


def _version() -> dict[str, str]:
    try:
        return {"version": version("dalil")}
    except PackageNotFoundError:
        return {}


def _invocation(found: int, shown: int, note: str) -> Object:
    notes = [note] if note else []
    if found > shown:
        cut = f"{found:,} results were found; {shown:,} stand here, the gravest first. `dalil check --format json` has all."
        notes.insert(0, cut)
    told: Object = {"executionSuccessful": True}
    if notes:
        told["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}} for text in notes]
    return told


def _descriptors(problems: Sequence[Problem], rules: Mapping[str, Rule]) -> list[Object]:
    """What each rule, or kind of error, that has a result is about."""
    first = {problem.code: problem for problem in reversed(problems)}
    return [_descriptor(first[code], rules.get(first[code].rule)) for code in sorted(first)]


def _descriptor(problem: Problem, rule: Rule | None) -> Object:
    if rule is None:
        kind = getattr(errors, problem.code, None)
        about = ((kind.__doc__ or "").split("\n")[0] if kind else "") or problem.message
        told = {"name": problem.code, "short": about, "full": about, "help": about}
    else:
        examples = [("Fails:", rule.example_fail), ("Holds:", rule.example_pass)]
        shown = "\n\n".join([rule.message, *(f"{title}\n\n{text.strip()}" for title, text in examples if text)])
        told = {"name": rule.name, "short": rule.label or rule.name, "full": rule.message, "help": shown}
    return {
        "id": problem.code,
        "name": told["name"][:255],
        "shortDescription": {"text": told["short"][:BRIEF] or problem.code},
        "fullDescription": {"text": told["full"][:BRIEF] or problem.code},
        "help": {"text": f"{told['help'].strip()}\n\ndalil explain {problem.code}"},
        "defaultConfiguration": {"level": LEVELS[problem.severity]},
    }


def _result(problem: Problem, index: Mapping[str, int], seen: Counter[str], folder: str) -> Object:
    print_ = _fingerprint(problem)
    seen[print_] += 1
    same = f"{print_}:{seen[print_]}"
    return {
        "ruleId": problem.code,
        "ruleIndex": index[problem.code],
        "level": LEVELS[problem.severity],
        "message": {"text": _message(problem)},
        "locations": [{"physicalLocation": _location(problem, folder)}],
        # The first is read by GitHub, the second is named as the standard has it.
        "partialFingerprints": {"primaryLocationLineHash": same, "dalilFinding/v1": same},
        "properties": _properties(problem),
    }


def _fingerprint(problem: Problem) -> str:
    """The same when lines are added above, or words of the message change."""
    said = problem.identity if problem.severity == "error" else (*problem.identity[:2], *problem.identity[3:])
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def _message(problem: Problem) -> str:
    thing = " ".join(filter(None, [problem.thing, problem.label]))[:LONGEST]
    words = f" “{problem.words[:LONGEST]}”" if problem.words else ""
    value = f" → {problem.value[:LONGEST]}" if problem.tells_value else ""
    about = f"{thing}{words}{value}: " if thing else ""
    hint = f" → {problem.hint}" if problem.hint else ""
    return f"{about}{problem.message}{hint}" or problem.code


def _location(problem: Problem, folder: str) -> Object:
    """The line of the file. What is wrong with the graph as a whole is told at the dossier's settings: a place is demanded."""
    file = problem.file or SETTINGS
    region = {"startLine": problem.line, "startColumn": problem.column}
    known = {key: value for key, value in region.items() if value and problem.line}
    return {
        "artifactLocation": {"uri": quote(f"{folder}{file}"), "uriBaseId": "%SRCROOT%"},
        **({"region": known} if known else {}),
    }


def _properties(problem: Problem) -> Object:
    finding = problem.origin
    if not isinstance(finding, Finding):
        return {}
    told = {"focus": finding.focus, "path": finding.path, "value": finding.value, "claim": finding.claim}
    return {key: value[:LONGEST] for key, value in told.items() if value}
