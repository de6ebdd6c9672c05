"""Verbs for the desk: what editors complete, what is set and what is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from dalil.cli.shell import AsJson, app, out, project_here, state, write


@app.command(epilog="Example: dalil schema --output facts.schema.json")
def schema(
    tables: Annotated[bool, typer.Option("--tables", help="For the mappings in data/tables.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; by default stdout.")] = None,
) -> None:
    """Write a JSON Schema for editors. They then complete the keys and terms of fact files, or of mappings."""
    from dalil.facts import fact_schema

    project = project_here()
    if tables:
        from dalil.facts.table import mapping_schema

        found = mapping_schema(project)
    else:
        found = fact_schema(project.vocabulary)
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    write(output, text.encode())


@app.command(epilog="Example: dalil doctor")
def doctor(as_json: AsJson = False) -> None:
    """Show settings, folders and versions. Where each comes from, and what is missing."""
    from dalil.doctor import examine, tell_examination

    found = examine(state["project"])
    out(json.dumps(found, ensure_ascii=False, indent=1) + "\n" if as_json else tell_examination(found))
