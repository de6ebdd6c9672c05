"""The verb that settles who is who: candidates with reasons, judged by a person, never by itself."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dalil.cli.shell import AsJson, Format, app, interruptible, one_of, out, project_here, say

if TYPE_CHECKING:
    from dalil.kg.resolving import Candidate, Resolving
    from dalil.project import Project

COLUMNS = ("verdict", "first", "firstLabel", "second", "secondLabel", "score", "why", "reason")
"""Of the list: `verdict` and `reason` are for whoever fills it in."""


@app.command(epilog="Example: dalil resolve --who editors")
def resolve(
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE", help="Write the decisions of a csv or yaml file to the log; ask nothing."
        ),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the candidates, and ask nothing.")] = False,
    format_: Format = "table",
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Only these kinds (by default actor, instrument, place, work)."),
    ] = None,
    least: Annotated[float, typer.Option("--least", metavar="SCORE", help="Only candidates from this score on.")] = 0.0,
    who: Annotated[str, typer.Option(help="Who judges: initials, or a role.")] = "",
    as_json: AsJson = False,
) -> None:
    """Judge who is who. Candidates that may be one are shown with their reasons; what you decide goes to data/judgements.yaml."""
    from dalil.formats import FORMATS
    from dalil.kg.resolving import Resolving

    one_of(format_, list(FORMATS), "--format")
    project = project_here()
    desk = Resolving.open(project)
    if from_:
        _apply(desk, from_, who or _judge(project))
        return
    found = [one for one in desk.candidates(kind or ()) if one.score >= least]
    for cut in desk.cut:
        say(f"note: {cut.things:,} things have names like “{cut.like}”: not all of them were compared with each other")
    if list_ or as_json:
        _list(desk, found, "json" if as_json else format_)
    else:
        _ask(desk, found, who or _judge(project))


def _ask(desk: Resolving, found: list[Candidate], who: str) -> None:
    from dalil.cli.turns import Turns, ask_key, ask_line

    if not found:
        say("no candidates: no two things have names alike that nobody has judged")
        return
    who = who or ask_line("who judges? (initials, or a role) ")
    if not who:
        raise typer.BadParameter("a judgement says who judged: write --who editors", param_hint="--who")
    turns = Turns(desk, found, who, ask_key, ask_line)
    with interruptible("what was decided is written"):
        turns.run()
    written = len(desk.added)
    left = sum(not desk.verdict(one.pair) for one in found)
    say(f"{written} decision{'s' * (written != 1)} written to data/judgements.yaml; {left} left to judge")
    if written:
        say("next: dalil build")


def _apply(desk: Resolving, path: Path, who: str) -> None:
    from dalil.kg.resolving import read_decisions, today

    decisions = list(read_decisions(path, path.name, who, today()))
    new = [one for one in decisions if desk.verdict_on(one) != one.verdict]
    if new:
        desk.decide(new)
    known = f"; {len(decisions) - len(new)} were judged so before" if len(new) < len(decisions) else ""
    say(f"{len(new)} decision{'s' * (len(new) != 1)} written to data/judgements.yaml{known}")


def _list(desk: Resolving, found: list[Candidate], format_: str) -> None:
    from pyoxigraph import Literal

    from dalil.endpoint import Table
    from dalil.formats import write

    rows = [
        {
            "verdict": "",
            "first": one.first,
            "firstLabel": desk.label(one.first),
            "second": one.second,
            "secondLabel": desk.label(one.second),
            "score": f"{one.score:.2f}",
            "why": "; ".join(one.reasons),
            "reason": "",
        }
        for one in found
    ]
    if format_ == "json":
        out(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return
    if format_ == "table":
        out("".join(map(_told, rows)))
    else:
        table = Table(COLUMNS, [tuple(Literal(row[column]) for column in COLUMNS) for row in rows])
        out(write(table, format_, desk.project.curies))
    say(f"{len(rows)} candidate{'s' * (len(rows) != 1)}")


def _told(row: dict[str, str]) -> str:
    """A candidate for a person."""
    from dalil.formats import visible

    first, second = (f"{row[f'{which}Label']} ({row[which]})" for which in ("first", "second"))
    return visible(f"{row['score']}  {first}\n      {second}\n      {row['why']}\n\n")


def _judge(project: Project) -> str:
    """Who judges, where nobody says: the dossier's editor, else the initials of Git's user; names stay out of the graph."""
    if project.editor:
        return project.editor.partition(":")[2]
    try:
        told = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 - whichever git the person has
            capture_output=True,
            text=True,
            check=False,
            cwd=project.root,
            timeout=5,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return "".join(word[0] for word in told.stdout.split()).upper()
