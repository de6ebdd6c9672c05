"""Verbs that make: a dossier, a held text, a check, a build, an account of what was read."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dalil.cli.reporting import Limit, ReportFormat, Telling, clean, leave_code, parts_of, watch
from dalil.cli.shell import AsJson, app, fail, interruptible, one_of, out, progress, project_here, say
from dalil.errors import DalilError, DalilErrors

if TYPE_CHECKING:
    from dalil.build import Checked


@app.command(epilog="Example: dalil init my-case")
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Make a new dossier with one worked example."""
    from dalil.starter import make_dossier

    for name in make_dossier(folder):
        say(f"wrote {name}")
    say(f"next: cd {folder} && dalil build && dalil query perpetrators")


@app.command(epilog="Example: dalil hold my-letter.txt --source source:my-letter")
def hold(
    file: Annotated[Path, typer.Argument(help="The source's file: plain text.")],
    source: Annotated[str, typer.Option("--source", help="The source's id: source:my-letter.")],
    revise: Annotated[bool, typer.Option("--revise", help="The source itself changed: keep both versions.")] = False,
) -> None:
    """Keep a source's file and text. The bytes go to the vault, their hashes into the source's file; no text is committed."""
    from dalil.build import hold_source

    done = hold_source(project_here(), file, source, revise=revise)
    say(done.sentence)
    for line in done.lost:
        say(line)
    if done.lost:
        raise typer.Exit(1)


@app.command("map", epilog="Example: dalil map incidents.csv --source source:incident-list")
def map_(
    file: Annotated[str, typer.Argument(help="A table: csv, tsv, Excel, JSON, JSON lines, XML or Parquet.")],
    source: Annotated[str, typer.Option("--source", help="Whose words the rows are: source:my-list.")] = "",
    rows: Annotated[str, typer.Option(help="Where the records are: a path in JSON or XML, a sheet.")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The mapping; by default data/tables/NAME.yaml.")
    ] = None,
) -> None:
    """Write a first mapping for a table. Guesses by names and forms of its columns, with a TODO for each question left."""
    from dalil.drafting import start_mapping

    with interruptible("nothing was written"):
        done = start_mapping(project_here(), file, source=source, rows=rows, output=output, progress=progress())
    for line in done:
        say(line)


@app.command(epilog="Example: dalil check data/facts/my-letter.yaml")
def check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Report on these files only.")] = None,
    engine: Annotated[str, typer.Option(help="What checks the shapes: auto, shacl or pyshacl.")] = "auto",
    format_: ReportFormat = "text",
    by: Annotated[str, typer.Option(help="What a text is grouped by: rule or file.")] = "rule",
    limit: Limit = 20,
    strict: Annotated[bool, typer.Option("--strict", help="Leave with code 1 on warnings too.")] = False,
    watching: Annotated[bool, typer.Option("--watch", help="Stay, and check again whenever a file changes.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check everything, build nothing. YAML, terms, values, quotations, shapes: all errors at once."""
    from dalil.build import check as run_check

    one_of(engine, ("auto", "shacl", "pyshacl"), "--engine")
    project = project_here()
    telling = Telling(project, "json" if as_json else format_, by=by, limit=limit)
    only = {project.name(path.resolve()) for path in files or ()}
    if watching:
        raise typer.Exit(watch(telling, engine, only))
    try:
        with interruptible("nothing was built, and the old build, if there was one, stands"):
            checked = run_check(project, progress(), validator=engine, oracle=strict)
    except DalilError as error:
        report, errors, dossier = parts_of(error)
        told = telling.tell(report, errors, dossier, only=only)
        elsewhere = len(errors) + (len(report.findings) if report else 0) - len(told)
        if elsewhere:
            nothing = "" if told else f"nothing wrong in {', '.join(sorted(only))}; "
            say(f"{nothing}{elsewhere:,} problem{'s' * (elsewhere != 1)} elsewhere: dalil check")
        raise typer.Exit(leave_code(told, report, strict=strict)) from None
    counts = checked.dossier.counts()
    told = telling.tell(checked.report, (), checked.dossier, only=only, more=counts)
    if telling.format != "json":
        say(_what_holds(checked, counts))
    raise typer.Exit(leave_code(told, checked.report, strict=strict))


def _what_holds(checked: Checked, counts: dict[str, object]) -> str:
    tabled = checked.tabled.tables if checked.tabled else None
    rows = sum(tabled.counts(mapping)["claims"] for mapping in tabled.mappings) if tabled else 0
    more = f", and {rows:,} of tables" if tabled else ""
    checks = f"{counts['quotations_checked']} quotations checked, {counts['quotations_unchecked']} not checked"
    oracle = f"; {checked.report.oracle}" if checked.report.oracle else ""
    return f"{counts['claims']} claims hold{more}; {checks}{oracle}"


@app.command(epilog="Example: dalil build --strict")
def build(
    store: Annotated[str, typer.Option(help="auto, memory or disk.")] = "auto",
    engine: Annotated[str, typer.Option(help="What turns tables into claims: polars or duckdb.")] = "polars",
    full: Annotated[bool, typer.Option("--full", help="Take nothing over from the old build.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Leave with code 1 where claims conflict, or a rule warns.")
    ] = False,
    format_: ReportFormat = "text",
    as_json: AsJson = False,
) -> None:
    """Check, then write the graph to build/. The old build stays until the new one is whole."""
    from dalil import build as room
    from dalil.summary import reports_text, summary

    one_of(store, ("auto", "memory", "disk"), "--store")
    one_of(engine, ("polars", "duckdb"), "--engine")
    project = project_here()
    telling = Telling(project, "json" if as_json else format_)
    try:
        with interruptible("the old build, if there was one, stands"):
            built = room.build(project, progress(), store, engine=engine, full=full)
    except DalilError as error:
        if telling.format != "json":
            say("nothing was built; the old build, if there was one, stands")
        report, errors, dossier = parts_of(error)
        raise typer.Exit(leave_code(telling.tell(report, errors, dossier), report)) from None
    if telling.format == "json":
        out(json.dumps(built.manifest, ensure_ascii=False, indent=1) + "\n")
    else:
        telling.tell(built.report)
        (out if telling.format == "text" else say)(summary(built))
        if left_out := reports_text(built.manifest, project.root):
            say(left_out)
    counts = (built.manifest.get(key, {}) for key in ("agreements", "agreements_of_tables"))
    if strict and (any(found.get("conflicts") for found in counts) or not clean(built.report)):
        raise typer.Exit(1)


@app.command(epilog="Example: dalil coverage source:my-letter")
def coverage(
    source: Annotated[str, typer.Argument(help="source:my-letter")],
    as_json: AsJson = False,
) -> None:
    """Show what of a source has been read. Every character is claimed, furniture, without fact, or unread; unread ones give code 1."""
    from dalil.build import cover, read_dossier
    from dalil.summary import coverage_text

    dossier = read_dossier(project_here())
    if dossier.errors and (source not in dossier.anchorers or dossier.errors_in(source)):
        fail(DalilErrors(dossier.errors_in(source) or dossier.errors), as_json=as_json)
    if dossier.errors:
        say(f"note: errors in other files of the dossier ({len(dossier.errors)}): dalil check")
    found = cover(dossier, source)
    if as_json:
        runs = [{"kind": r.kind, "start": r.start, "end": r.end} for r in found.runs]
        out(json.dumps({"source": source, "characters": found.counts, "runs": runs}, indent=1) + "\n")
    else:
        out(coverage_text(found, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
    if found.unread:
        raise typer.Exit(1)
