"""What every verb uses: the app, its settings, how it speaks, and how it leaves."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from dalil.errors import DalilError, DalilErrors

if TYPE_CHECKING:
    from dalil.kg import KnowledgeGraph
    from dalil.progress import Progress
    from dalil.project import Project

INTERRUPTED = 130

app = typer.Typer(
    help="dalil (دليل, evidence): knowledge graphs in which every edge opens the words that say it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
state: dict[str, Any] = {"project": None, "json": False}

Format = Annotated[str, typer.Option("--format", "-f", help="table, csv, tsv, json, jsonl, ttl or nt.")]
AsWritten = Annotated[
    bool, typer.Option("--as-written", help="Read every name as written, also where names were judged to be one.")
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs: JSON on stdout.")]


@app.callback()
def options(
    project: Annotated[
        Path | None, typer.Option("--project", "-C", help="The dossier's folder; by default here or above.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    """Settings for every verb."""
    state.update(project=project, debug=debug)


def say(text: str) -> None:
    """A line for the person, on stderr."""
    from dalil.formats import visible

    put(f"{visible(text)}\n")


def put(text: str) -> None:
    """Text for the person that is safe to show already, and may have colours."""
    shown = state.get("shown")
    if shown is not None:
        shown.clear()
    sys.stderr.write(text)
    sys.stderr.flush()


def progress() -> Progress:
    """Shows a job on stderr: on a terminal what the next stage takes back, else lines."""
    from dalil.cli.bars import Lines, Terminal, is_terminal

    if not is_terminal():
        return Lines(say)
    state["shown"] = Terminal()
    return state["shown"]  # type: ignore[no-any-return]


def one_of(value: str, choices: Sequence[str], option: str) -> None:
    """Refuse what an option does not know, and say what it knows."""
    if value not in choices:
        *others, last = choices
        raise typer.BadParameter(f"{value!r}: {', '.join(others)} or {last}", param_hint=option)


@contextmanager
def interruptible(what_stands: str) -> Iterator[None]:
    """Ctrl-C inside leaves with its own code and says what stands."""
    try:
        yield
    except KeyboardInterrupt:
        say(f"interrupted; {what_stands}")
        raise typer.Exit(INTERRUPTED) from None


def out(text: str) -> None:
    """Data, on stdout."""
    sys.stdout.write(text)


def fail(error: DalilError, *, as_json: bool = False) -> NoReturn:
    """Print an error (all of several) and leave with its code."""
    errors = error.errors if isinstance(error, DalilErrors) else [error]
    if as_json:
        told = {"errors": [each.as_dict() for each in errors], "findings": []}
        out(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    else:
        for each in errors:
            say(str(each))
        if len(errors) > 1:
            say(f"{len(errors)} errors")
    raise typer.Exit(error.exit_code)


def project_here() -> Project:
    """The dossier that the verb is about."""
    from dalil.project import open_project

    return open_project(state["project"])


def opened(*, merged: bool = True) -> KnowledgeGraph:
    """Its newest build; says so when the dossier has changed since."""
    from dalil import kg

    graph = kg.open(state["project"], merged=merged)
    if graph.stale:
        say("note: the dossier has changed since this build; `dalil build` brings it up to date")
    return graph


def tell_names(graph: KnowledgeGraph, *texts: str) -> None:
    """Say which of the names that somebody wrote are read as another one."""
    if not graph.linker.merged:
        return
    for name in sorted({name for text in texts for name in graph.names_in(text)}):
        say(f"note: {name} is read as {graph.standing(name)}, judged to be the same; --as-written keeps them apart")


def tell_cuts(graph: KnowledgeGraph) -> None:
    """Say how many agreements of tables are more of the same, and stand in no build."""
    if cut := graph.manifest.get("agreements_cut"):
        told = f"{cut['pairs']:,} agreements of tables are more of the same, in {cut['blocks']:,} large blocks"
        say(f"note: {told}, and are not listed; {cut['report']} says which")


def write(output: Path | None, data: bytes) -> None:
    """Bytes to stdout, or to a file that appears whole."""
    if output is None:
        sys.stdout.buffer.write(data)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(f".{output.name}.part")
    part.write_bytes(data)
    part.replace(output)
    say(f"wrote {output}")
