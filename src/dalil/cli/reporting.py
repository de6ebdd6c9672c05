"""How check and build tell what does not hold: people read it on stderr, programs get it on stdout."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dalil.cli.shell import one_of, out, put, say
from dalil.errors import DalilError, DalilErrors, InvalidGraph

if TYPE_CHECKING:
    from dalil.build import Dossier
    from dalil.graph.shacl.findings import Report
    from dalil.project import Project
    from dalil.reports import Options, Problem, Told
    from dalil.watching import Round

FORMATS = ("text", "json", "ttl", "sarif", "github")

ReportFormat = Annotated[str, typer.Option("--format", "-f", help="text, json, ttl, sarif or github.")]
Limit = Annotated[int, typer.Option(min=0, help="How many findings of a rule are shown, 0 for all; by default 20.")]


class Telling:
    """What was asked of a report, and how it is told."""

    def __init__(self, project: Project, format_: str, *, by: str = "rule", limit: int = 20) -> None:
        one_of(format_, FORMATS, "--format")
        one_of(by, ("rule", "file"), "--by")
        self.project, self.format, self.by, self.limit = project, format_, by, limit

    def tell(
        self,
        report: Report | None,
        errors: Iterable[DalilError] = (),
        dossier: Dossier | None = None,
        *,
        only: Collection[str] = (),
        more: dict[str, Any] | None = None,
    ) -> list[Problem]:
        """Write the report, of some files only if they are named; the problems that were told. `more` goes with JSON."""
        from dalil.reports import Told, as_dicts, problems, remark, write_problems

        told = Told.of(dossier if report and report.findings else None)
        found = problems(report, errors, told)
        for line in report.remarks if report else ():
            say(f"note: {line}")
        chosen = [one for one in found if one.file in only] if only else found
        if self.format == "json":
            out(json.dumps({**as_dicts(chosen, report), **(more or {})}, ensure_ascii=False, indent=1) + "\n")
            return chosen
        options = self._options(told, rules=any(one.severity != "error" for one in chosen))
        if self.format == "ttl" and chosen and dossier is not None:
            options = replace(options, nquads=dossier.nquads())
        text = write_problems(chosen, report, self.format, options)
        if self.format == "text":
            put(text)
        else:
            out(text)
            if note := remark(chosen, report, self.format):
                say(note)
            if self.format == "ttl":
                self._errors([one.origin for one in chosen if isinstance(one.origin, DalilError)])
        return chosen

    def tell_round(self, round_: Round) -> None:
        """A round of a watch: when, what changed, what is new and what is mended, and what stays as it was."""
        from dalil.reports import write_problems
        from dalil.reports.text import Text

        names = ", ".join(round_.changed[:3]) or "first check"
        more = f" and {len(round_.changed) - 3:,} more" if len(round_.changed) > 3 else ""
        say(f"{chr(10) * bool(round_.changed)}{round_.when:%H:%M:%S} {names}{more}")
        options = self._options(None, rules=any(one.severity != "error" for one in (*round_.new, *round_.mended)))
        put(f"new ({len(round_.new):,})\n" if round_.new and round_.changed else "")
        put(write_problems(round_.new, None, "text", options))
        if round_.mended:
            put(f"mended ({len(round_.mended):,})\n")
            put("".join(f"  {line}\n" for line in Text(self.limit, holds=options.holds).mended(round_.mended)))
        if round_.stays:
            say(f"{round_.stays:,} stay{'s as it was' if round_.stays == 1 else ' as they were'}")
        if round_.unseen:
            say(f"{round_.unseen:,} of before not looked for: what is wrong here comes first")
        if round_.holds:
            say(f"all holds: {round_.counts.get('claims', 0):,} claims")
        looked = f"; validated {round_.looked}" if round_.looked else ""
        say(f"{round_.seconds:.1f} s{looked}")

    def _errors(self, errors: list[DalilError]) -> None:
        """What a format has no form for is told as text."""
        from dalil.reports import write_report

        put(write_report(None, errors, "text", self._options(None, rules=False)))

    def _options(self, told: Told | None, *, rules: bool) -> Options:
        from dalil.build.pipeline import shape_files
        from dalil.reports import Options, Told, rules_of

        return Options(
            told=told or Told(),
            rules=rules_of(self.project) if rules else {},
            limit=self.limit,
            by=self.by,
            colour=coloured(sys.stderr),
            folder=folder_in_repository(self.project.root),
            shapes=shape_files(self.project) if self.format == "ttl" else (),
        )


def coloured(stream: Any) -> bool:
    """Whether a stream is a terminal that shows colours, and nobody asked for none."""
    return bool(stream.isatty()) and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def folder_in_repository(root: Path) -> str:
    """Where a dossier lies in what GitHub Actions checked out: `case/`, or nothing."""
    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or root).resolve()
    inside = root.is_relative_to(workspace) and root != workspace
    return f"{root.relative_to(workspace).as_posix()}/" if inside else ""


def leave_code(told: Sequence[Problem], report: Report | None = None, *, strict: bool = False) -> int:
    """The code of the gravest error, 1 where something does not hold; where one is strict, of a warning or a doubt too."""
    codes = [one.origin.exit_code for one in told if isinstance(one.origin, DalilError)]
    stops = ("violation", "warning") if strict else ("violation",)
    # Where the reference could not be asked, nobody knows whether it agrees.
    doubted = strict and report is not None and report.oracle is not None and not report.oracle.agrees
    return max([*codes, int(doubted or any(one.severity in stops for one in told))])


def clean(report: Report) -> bool:
    """Whether nothing is even warned of."""
    from dalil.reports import problems

    return leave_code(problems(report), report, strict=True) == 0


def parts_of(error: DalilError) -> tuple[Report | None, list[DalilError], Dossier | None]:
    """A failed check as report, errors and dossier."""
    if isinstance(error, InvalidGraph) and error.report is not None:
        return error.report, [], error.dossier
    return None, error.errors if isinstance(error, DalilErrors) else [error], None


def watch(telling: Telling, engine: str, only: Collection[str]) -> int:
    """Check, and again whenever a file changes, until Ctrl-C: that is how a watch ends, and no failure."""
    from dalil.watching import Watch

    if telling.format not in ("text", "json"):
        raise typer.BadParameter(f"{telling.format!r}: a watch tells text or json", param_hint="--format")
    watched = Watch(telling.project.root, engine, frozenset(only))
    say("checking; Ctrl-C ends it")
    try:
        for round_ in watched.follow():
            if telling.format == "json":
                out(json.dumps(round_.as_dict(), ensure_ascii=False) + "\n")
                sys.stdout.flush()
            else:
                telling.tell_round(round_)
            if round_.number == 1:
                say(f"watching {len(watched.files):,} files")
    except KeyboardInterrupt:
        say("no longer watching; nothing was built")
    return 0
