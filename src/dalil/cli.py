"""The `dalil` command: each verb parses, calls one function, prints.

Data goes to stdout, everything else to stderr. Exit codes: 0 fine, 1 findings, 2 usage, 3 input
unreadable, 4 a limit was hit, 5 network, 130 interrupted. Heavy imports happen inside the verbs.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from dalil.errors import DalilError, DalilErrors, InvalidGraph

if TYPE_CHECKING:
    from dalil.kg import KnowledgeGraph
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
AsJson = Annotated[bool, typer.Option("--json", help="For programs: JSON on stdout.")]


@app.callback()
def options(
    project: Annotated[Path | None, typer.Option("--project", "-C", help="The dossier's folder; by default here or above.")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Settings for every verb."""
    state.update(project=project, debug=debug)


def say(text: str) -> None:
    """A line for the person, on stderr."""
    from dalil.formats import visible

    print(f"{_wiped()}{visible(text)}", file=sys.stderr, flush=True)


def stage(text: str) -> None:
    """What is being done: a line that the next one replaces on a terminal, a line each elsewhere."""
    if not sys.stderr.isatty():
        say(f"· {text}")
        return
    print(f"{_wiped()}· {text} …", end="", file=sys.stderr, flush=True)
    state["stage"] = True
    if text == "done":
        print(_wiped(), end="", file=sys.stderr, flush=True)


def _wiped() -> str:
    """What clears the line of a stage, where one is shown."""
    return "\r\033[K" if state.pop("stage", False) else ""


def out(text: str) -> None:
    """Data, on stdout."""
    sys.stdout.write(text)


def fail(error: DalilError, *, as_json: bool = False) -> NoReturn:
    """Print an error (all of several) and leave with its code."""
    errors = error.errors if isinstance(error, DalilErrors) else [error]
    report = getattr(error, "report", None)
    if as_json:
        findings = report.as_dicts() if report else []
        out(json.dumps({"errors": [e.as_dict() for e in errors], "findings": findings}, ensure_ascii=False, indent=1) + "\n")
    else:
        for each in errors:
            say(str(each))
        if report:
            say(report.text())
        if len(errors) > 1:
            say(f"{len(errors)} errors")
    raise typer.Exit(error.exit_code)


def project_here() -> Project:
    """The dossier that the verb is about."""
    from dalil.project import open_project

    return open_project(state["project"])


def opened() -> KnowledgeGraph:
    """Its newest build; says so when the dossier has changed since."""
    from dalil import kg

    graph = kg.open(state["project"])
    if graph.stale:
        say("note: the dossier has changed since this build; `dalil build` brings it up to date")
    return graph


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Make a new dossier with one worked example."""
    from dalil.starter import make_dossier

    for name in make_dossier(folder):
        say(f"wrote {name}")
    say(f"next: cd {folder} && dalil build && dalil query perpetrators")


@app.command()
def hold(
    file: Annotated[Path, typer.Argument(help="The source's file: plain text.")],
    source: Annotated[str, typer.Option("--source", help="The source's id: source:my-letter.")],
    revise: Annotated[bool, typer.Option("--revise", help="The source itself changed: keep both versions.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Keep a source's file and text. The bytes go to the vault, their hashes into the source's file; no text is committed."""
    from dalil.build import hold_source

    done = hold_source(project_here(), file, source, revise=revise)
    say(done.sentence)
    for line in done.lost:
        say(line)
    if done.lost:
        raise typer.Exit(1)


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Report on these files only.")] = None,
    engine: Annotated[str, typer.Option(help="auto or pyshacl.")] = "auto",
    as_json: AsJson = False,  # noqa: FBT002 - a flag
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
    counts = checked.dossier.counts()
    if as_json:
        out(json.dumps({"errors": [], "findings": checked.report.as_dicts(), **counts}, ensure_ascii=False, indent=1) + "\n")
        return
    if checked.report.findings:
        say(checked.report.text())
    say(f"{counts['claims']} claims hold; {counts['quotations_checked']} quotations checked, {counts['quotations_unchecked']} not checked")


@app.command()
def build(
    store: Annotated[str, typer.Option(help="auto, memory or disk.")] = "auto",
    strict: Annotated[bool, typer.Option("--strict", help="Leave with code 1 where claims conflict.")] = False,  # noqa: FBT002 - a flag
    as_json: AsJson = False,  # noqa: FBT002 - a flag
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


@app.command()
def coverage(
    source: Annotated[str, typer.Argument(help="source:my-letter")],
    as_json: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Show what of a source has been read. Every character is claimed, furniture, without fact, or unread; unread ones give code 1."""
    from dalil.build import cover, read_dossier
    from dalil.summary import coverage_text

    dossier = read_dossier(project_here())
    if dossier.errors:
        fail(DalilErrors(dossier.errors), as_json=as_json)
    found = cover(dossier, source)
    if as_json:
        runs = [{"kind": r.kind, "start": r.start, "end": r.end} for r in found.runs]
        out(json.dumps({"source": source, "characters": found.counts, "runs": runs}, indent=1) + "\n")
    else:
        out(coverage_text(found, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
    if found.unread:
        raise typer.Exit(1)


@app.command()
def query(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE|-", help="A named question, a .rq file, SPARQL, or - for stdin.", show_default=False)] = "",
    parameter: Annotated[list[str] | None, typer.Option("-p", "--param", metavar="NAME=VALUE", help="A parameter of the question.")] = None,
    format_: Format = "table",
    endpoint: Annotated[str, typer.Option(metavar="URL", help="Ask this SPARQL endpoint instead of the build.")] = "",
    as_json: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Ask a named question, or any SPARQL. Without a name: the list of questions."""
    from dalil import questions
    from dalil.endpoint import Remote
    from dalil.formats import FORMATS, write

    if format_ not in FORMATS:
        raise typer.BadParameter(f"{format_!r}: {', '.join(FORMATS)}", param_hint="--format")
    project = project_here()
    if not name:
        for each, question in questions.named_queries(project).items():
            holes = " ".join(f"-p {p}=…" for p in question.parameters)
            out(f"{each:<20} {question.summary} {holes}".rstrip() + "\n")
        return
    pairs = [item.partition("=") for item in parameter or ()]
    if any(not equals for _, equals, _ in pairs):
        raise typer.BadParameter("write -p name=value", param_hint="-p")
    given = {key: value for key, _, value in pairs}
    question = questions.find_query(project, name, sys.stdin.read() if name == "-" else "")
    text = question.bind(given, project.curies)
    table = (Remote(endpoint) if endpoint else opened().endpoint()).select(text)
    out(write(table, "json" if as_json else format_, project.curies))
    say(f"{len(table)} row{'s' * (len(table) != 1)}")


@app.command()
def explain(
    iri: Annotated[str, typer.Argument(metavar="IRI", help="claim:…, event:…, actor:…")],
    other: Annotated[str, typer.Argument(metavar="[IRI]", help="A second entity: how are the two tied?")] = "",
    as_json: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Walk an edge back to its words. One claim, all claims on one entity, or how two entities are tied, hop by hop."""
    from dalil.kg import explain as story_of
    from dalil.kg import explain_link, tell

    graph = opened()
    story = explain_link(graph, iri, other) if other else story_of(graph, iri)
    out(json.dumps(story, ensure_ascii=False, indent=1) + "\n" if as_json else tell(story))


@app.command()
def conflicts(
    every: Annotated[bool, typer.Option("--all", help="All agreements, not only conflicts.")] = False,  # noqa: FBT002 - a flag
    format_: Format = "table",
    as_json: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """List who disagrees with whom, on what. Both quotations, and the rule that compared them."""
    from dalil.formats import FORMATS, write
    from dalil.kg import list_agreements, tell_agreements

    if format_ not in FORMATS:
        raise typer.BadParameter(f"{format_!r}: {', '.join(FORMATS)}", param_hint="--format")
    graph = opened()
    found = list_agreements(graph, every=every)
    if as_json or format_ == "json":
        out(json.dumps([a.as_dict() for a in found], ensure_ascii=False, indent=1) + "\n")
    elif format_ == "table":
        out(tell_agreements(found))
    else:
        name = "agreements" if every else "conflicts"
        out(write(graph.query(name).table, format_, graph.project.curies))


@app.command()
def network(
    format_: Annotated[str, typer.Option("--format", "-f", help="graphml, gexf, json, cytoscape, csv, svg, or table (measures); by default what the file's name says, else table.", show_default=False)] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; by default stdout.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="Only these roles: perpetrator, victim …")] = None,
    mode: Annotated[list[str] | None, typer.Option(help="Only claims of these modes (by default all but denied).")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only these kinds of entity (by default actor, event).")] = None,
) -> None:
    """Measure, export or draw the network. Actors and events, tied by claims."""
    from dalil.kg import tell_network

    filters = {key: tuple(value) for key, value in {"roles": role, "modes": mode, "kinds": kind}.items() if value}
    data, caption = tell_network(opened(), format_ or (output.suffix.lstrip(".") if output else "") or "table", **filters)
    _write(output, data)
    say(caption)


@app.command()
def schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; by default stdout.")] = None,
) -> None:
    """Write a JSON Schema for editors. They then complete the keys and terms of fact files."""
    from dalil.facts import fact_schema

    text = json.dumps(fact_schema(project_here().vocabulary), ensure_ascii=False, indent=1) + "\n"
    _write(output, text.encode())


def _write(output: Path | None, data: bytes) -> None:
    """Bytes to stdout, or to a file that appears whole."""
    if output is None:
        sys.stdout.buffer.write(data)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(f".{output.name}.part")
    part.write_bytes(data)
    part.replace(output)
    say(f"wrote {output}")


@app.command()
def doctor(as_json: AsJson = False) -> None:  # noqa: FBT002 - a flag
    """Show settings, folders and versions. Where each comes from, and what is missing."""
    from dalil.doctor import examine, tell_examination

    found = examine(state["project"])
    out(json.dumps(found, ensure_ascii=False, indent=1) + "\n" if as_json else tell_examination(found))


def main() -> None:
    """The entry point: errors become sentences and exit codes, never tracebacks."""
    try:
        sys.exit(app(prog_name="dalil", standalone_mode=False) or 0)
    except DalilError as error:
        if state.get("debug"):
            raise
        _leave(error)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if hasattr(error, "exit_code") and hasattr(error, "format_message"):
            error.show()  # type: ignore[attr-defined]
            sys.exit(error.exit_code)
        raise


def _leave(error: DalilError) -> NoReturn:
    try:
        fail(error)
    except typer.Exit as done:
        sys.exit(done.exit_code)
