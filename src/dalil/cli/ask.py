"""Verbs that ask: questions, the words under an edge, disagreements, the network."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from dalil.cli.shell import AsJson, AsWritten, Format, app, opened, out, project_here, say, state, tell_cuts, tell_names
from dalil.cli.shell import write as save

if TYPE_CHECKING:
    from dalil.endpoint import Table


@app.command(epilog="Example: dalil query perpetrators -p event=event:my-event")
def query(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE|-", help="A named question, a .rq file, SPARQL, or - for stdin.", show_default=False
        ),
    ] = "",
    parameter: Annotated[
        list[str] | None, typer.Option("-p", "--param", metavar="NAME=VALUE", help="A parameter of the question.")
    ] = None,
    format_: Format = "table",
    endpoint: Annotated[str, typer.Option(metavar="URL", help="Ask this SPARQL endpoint instead of the build.")] = "",
    as_written: AsWritten = False,
    as_json: AsJson = False,
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
            if not each.startswith("check-"):
                holes = " ".join(f"-p {p}=…" for p in question.parameters)
                out(f"{each:<20} {question.summary} {holes}".rstrip() + "\n")
        say("dalil query NAME asks one of them; the rules (check-…) are asked by every check and build")
        return
    pairs = [item.partition("=") for item in parameter or ()]
    if any(not equals for _, equals, _ in pairs):
        raise typer.BadParameter("write -p name=value", param_hint="-p")
    given = {key: value for key, _, value in pairs}
    question = questions.find_query(project, name, sys.stdin.read() if name == "-" else "")
    if endpoint:
        table = Remote(endpoint).select(question.bind(given, project.curies))
    else:
        graph = opened(merged=not as_written)
        table = graph.endpoint().select(graph.bind(question, given))
        tell_names(
            graph, question.text, *(f"<{term.value}>" for term in question.terms(given, project.curies).values())
        )
    out(write(table, "json" if as_json else format_, project.curies))
    _tell_formulas(table, format_)
    say(f"{len(table)} row{'s' * (len(table) != 1)}")


def _tell_formulas(table: Table, format_: str) -> None:
    """Cells are other people's words, and some are written for the spreadsheet that opens them."""
    from dalil.formats import formulas

    if format_ in ("csv", "tsv") and (found := formulas(table)):
        say(
            f"note: {found:,} cell{'s' * (found != 1)} would run as a formula in a spreadsheet: import the columns as text"
        )


@app.command(epilog="Example: dalil explain event:my-event place:my-town")
def explain(
    iri: Annotated[str, typer.Argument(metavar="IRI", help="claim:…, event:…, actor:…; or a rule: D017; D lists all.")],
    other: Annotated[str, typer.Argument(metavar="[IRI]", help="A second entity: how are the two tied?")] = "",
    as_written: AsWritten = False,
    as_json: AsJson = False,
) -> None:
    """Walk an edge back to its words. One claim, all claims on one entity, or how two entities are tied, hop by hop. A rule by its code: what it asks, with examples."""
    from dalil.kg.rules import explain_rule, tell_rule

    rule = None if other else explain_rule(iri, state["project"])
    if rule is not None:
        out(json.dumps(rule, ensure_ascii=False, indent=1) + "\n" if as_json else tell_rule(rule))
        return
    from dalil.kg import explain as story_of
    from dalil.kg import explain_link, tell

    graph = opened(merged=not as_written)
    tell_names(graph, iri, other)
    story = explain_link(graph, iri, other) if other else story_of(graph, iri)
    out(json.dumps(story, ensure_ascii=False, indent=1) + "\n" if as_json else tell(story))


@app.command(epilog="Example: dalil conflicts --all --about event:my-event")
def conflicts(
    every: Annotated[bool, typer.Option("--all", help="All agreements, not only conflicts.")] = False,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Only these kinds: conflicts, compatible, refines, same, unrelated-in-time."),
    ] = None,
    about: Annotated[
        str, typer.Option(metavar="IRI", help="Only those on a thing, or with a claim that names it.")
    ] = "",
    rule: Annotated[str, typer.Option(help="Only those by one rule: count-ranges, hierarchy …")] = "",
    format_: Format = "table",
    as_written: AsWritten = False,
    as_json: AsJson = False,
) -> None:
    """List who disagrees with whom, on what. Both quotations, and the rule that compared them."""
    from dalil.formats import FORMATS, write
    from dalil.kg import list_agreements, tell_agreements
    from dalil.kg.agreements import as_table

    if format_ not in FORMATS:
        raise typer.BadParameter(f"{format_!r}: {', '.join(FORMATS)}", param_hint="--format")
    graph = opened(merged=not as_written)
    tell_cuts(graph)
    found = list_agreements(graph, every=every, kinds=kind or (), rule=rule, about=about)
    if as_json or format_ == "json":
        out(json.dumps([a.as_dict() for a in found], ensure_ascii=False, indent=1) + "\n")
    elif format_ == "table":
        width = get_terminal_size().columns if sys.stdout.isatty() else 0
        out(
            tell_agreements(
                found, width, nothing="no agreements of this kind" if every or kind or rule else "no conflicts"
            )
        )
    else:
        table = as_table(found, graph)
        out(write(table, format_, graph.project.curies))
        _tell_formulas(table, format_)


@app.command(epilog="Example: dalil network --output network.svg")
def network(
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="graphml, gexf, json, cytoscape, csv, svg, or table (measures); by default what the file's name says, else table.",
            show_default=False,
        ),
    ] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; by default stdout.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="Only these roles: perpetrator, victim …")] = None,
    mode: Annotated[
        list[str] | None, typer.Option(help="Only claims of these modes (by default all but denied).")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only these kinds of entity (by default actor, event).")
    ] = None,
    projection: Annotated[
        str, typer.Option(help="statements, or actors: tied by the events that they share.")
    ] = "statements",
    as_written: AsWritten = False,
) -> None:
    """Measure, export or draw the network. Actors and events, tied by claims."""
    from dalil.kg import tell_network

    filters = {key: tuple(value) for key, value in {"roles": role, "modes": mode, "kinds": kind}.items() if value}
    data, caption = tell_network(
        opened(merged=not as_written),
        format_ or (output.suffix.lstrip(".") if output else "") or "table",
        projection=projection,
        **filters,
    )
    save(output, data)
    say(caption)
