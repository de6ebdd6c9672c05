"""The formats of a report: one function writes any of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dalil.errors import DalilError, QueryError, nearest
from dalil.graph.shacl.findings import Report
from dalil.reports.problems import Problem, Told, problems
from dalil.vocabulary import local_name

if TYPE_CHECKING:
    from dalil.graph.shacl.shapes.catalogue import Rule

FORMATS = ("text", "json", "ttl", "sarif", "github")
LIMIT = 20
"""How many findings of one rule are shown to people, where nothing else is asked."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a report is written: what the dossier calls its things, its rules by name, how much of a rule is shown (0: all).

    `folder` is where the dossier lies in its repository, for hosts that name files from there. Linked data need the
    `shapes` files, to know which of them ask of a path, and the `nquads` that were validated, to know what a value is.
    """

    told: Told = field(default_factory=Told)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    limit: int = LIMIT
    by: str = "rule"
    colour: bool = False
    folder: str = ""
    shapes: Sequence[Path] = ()
    nquads: str = ""

    def holds(self, rule: str) -> str:
        """What a rule asks for, in a few words."""
        found = self.rules.get(rule)
        return found.label if found else ""


def write_report(
    report: Report | None, errors: Iterable[DalilError] = (), format_: str = "text", options: Options | None = None
) -> str:
    """What is wrong, in one of FORMATS. Raises QueryError for another."""
    options = options or Options()
    found = problems(report, errors, options.told)
    return write_problems(found, report, format_, options)


def write_problems(found: Sequence[Problem], report: Report | None, format_: str, options: Options) -> str:
    """The same of problems that were chosen already from a report."""
    writers: dict[str, Callable[[Sequence[Problem], Report | None, Options], str]] = {
        "text": _text,
        "json": _json,
        "ttl": _turtle,
        "sarif": _sarif,
        "github": _github,
    }
    if format_ not in writers:
        raise QueryError(f"{format_!r} is not a format of reports", hint=nearest(format_, FORMATS, "format"))
    return writers[format_](found, report, options)


def as_dicts(found: Sequence[Problem], report: Report | None = None) -> dict[str, Any]:
    """Errors and findings for programs, apart as they come about, with the same keys; `cut` names rules that found more,
    `validation` is what a manifest says of it.
    """
    return {
        "errors": [one.as_dict() for one in found if one.severity == "error"],
        "findings": [one.as_dict() for one in found if one.severity != "error"],
        **({"cut": list(report.cut), "validation": report.summary()} if report else {}),
    }


def beyond(report: Report | None) -> str:
    """What no format has, because a validation stopped there: rules that found more; "" where all was counted."""
    if report is None or not report.cut:
        return ""
    names = ", ".join(sorted(local_name(shape) for shape in report.cut))
    return f"more than was counted was found by {names}: mend these, and check again"


def remark(found: Sequence[Problem], report: Report | None, format_: str) -> str:
    """What a format does not say, for whoever started the command; "" where it says all."""
    return "\n".join(filter(None, [_left_out(found, format_), beyond(report) if format_ in ("json", "ttl") else ""]))


def _left_out(found: Sequence[Problem], format_: str) -> str:
    if format_ == "sarif":
        from dalil.reports.sarif import MOST, left_out

        left = left_out(found)
        return f"{left:,} of {len(found):,} results are left out: a SARIF run has at most {MOST:,}" if left else ""
    if format_ == "ttl" and any(one.severity == "error" for one in found):
        return "the shapes were not applied, because files cannot be read as they should: the report has no results"
    return ""


def _text(found: Sequence[Problem], report: Report | None, options: Options) -> str:
    from dalil.reports.text import Text

    engine = report.engine if report else ""
    told = Text(options.limit, options.by, options.colour, options.holds).report(found, engine)
    return "".join(f"{line}\n" for line in (told, beyond(report)) if line)


def _json(found: Sequence[Problem], report: Report | None, _: Options) -> str:
    return json.dumps(as_dicts(found, report), ensure_ascii=False, indent=1) + "\n"


def _turtle(found: Sequence[Problem], _: Report | None, options: Options) -> str:
    from dalil.reports.turtle import to_turtle

    if any(one.severity == "error" for one in found):
        return ""
    has_path = _has_path(options.shapes) if found and options.shapes else lambda _: True
    return to_turtle(found, has_path, options.nquads)


def _has_path(paths: Sequence[Path]) -> Callable[[str], bool]:
    """Which shapes ask of the values of a path."""
    from pyoxigraph import NamedNode

    from dalil.graph.shacl.shapes.reading import load_shapes

    shapes = load_shapes(paths)
    return lambda shape: bool(shapes.values(NamedNode(shape), "path"))


def _sarif(found: Sequence[Problem], report: Report | None, options: Options) -> str:
    from dalil.reports.sarif import to_sarif

    return to_sarif(found, options.rules, report.engine if report else "", options.folder, beyond(report))


def _github(found: Sequence[Problem], report: Report | None, options: Options) -> str:
    from dalil.reports.github import to_github

    return to_github(found, options.limit, options.folder, options.holds, beyond(report))
