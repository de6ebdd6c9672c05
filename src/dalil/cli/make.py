"""Verbs that make: a dossier, a held text, a check, a build, an account of what was read."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dalil.cli.shell import INTERRUPTED, AsJson, app, fail, out, project_here, say, stage
from dalil.errors import DalilErrors, InvalidGraph


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


@app.command(epilog="Example: dalil check data/facts/my-letter.yaml")
def check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Report on these files only.")] = None,
    engine: Annotated[str, typer.Option(help="auto or pyshacl.")] = "auto",
    as_json: AsJson = False,
) -> None:
    """Check everything, build nothing. YAML, terms, values, quotations, shapes: all errors at once."""
    from dalil.build import check as run_check

    if engine not in ("auto", "pyshacl"):
        raise typer.BadParameter(f"{engine!r}: auto or pyshacl", param_hint="--engine")
    project = project_here()
    try:
        checked = run_check(project)
    except (DalilErrors, InvalidGraph) as error:
        only = {project.name(path.resolve()) for path in files or ()}
        mine = error
        if only and isinstance(error, DalilErrors):
            mine = DalilErrors(e for e in error.errors if str(e.where).split(":")[0] in only)
            if not mine.errors:
                say(f"nothing wrong in {', '.join(sorted(only))}; {len(error.errors)} error(s) elsewhere: dalil check")
                return
        fail(mine, as_json=as_json)
    from dalil.summary import report_dicts, report_text

    counts = checked.dossier.counts()
    if as_json:
        out(
            json.dumps({"errors": [], "findings": report_dicts(checked.report), **counts}, ensure_ascii=False, indent=1)
            + "\n"
        )
        return
    if checked.report.findings:
        say(report_text(checked.report))
    say(
        f"{counts['claims']} claims hold; {counts['quotations_checked']} quotations checked, {counts['quotations_unchecked']} not checked"
    )


@app.command(epilog="Example: dalil build --strict")
def build(
    store: Annotated[str, typer.Option(help="auto, memory or disk.")] = "auto",
    strict: Annotated[bool, typer.Option("--strict", help="Leave with code 1 where claims conflict.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check, then write the graph to build/. The old build stays until the new one is whole."""
    from dalil import build as room
    from dalil.summary import summary

    if store not in ("auto", "memory", "disk"):
        raise typer.BadParameter(f"{store!r}: auto, memory or disk", param_hint="--store")
    try:
        built = room.build(project_here(), stage, store)
    except (DalilErrors, InvalidGraph) as error:
        if not as_json:
            say("nothing was built; the old build, if there was one, stands")
        fail(error, as_json=as_json)
    except KeyboardInterrupt:
        say("interrupted; the old build, if there was one, stands")
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        out(json.dumps(built.manifest, ensure_ascii=False, indent=1) + "\n")
    else:
        out(summary(built))
    if strict and built.manifest["agreements"].get("conflicts"):
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
