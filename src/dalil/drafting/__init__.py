"""`dalil map`: a first mapping for a table, from its header, its types and the forms of its cells, with TODO lines.

Cells may name people, so none is written down: only how many there are, how many differ and what form they have. The one
exception are short codes that repeat, for their lookup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from dalil.drafting.keys import guess_key
from dalil.drafting.lines import prefix, quoted
from dalil.drafting.plan import make_plan
from dalil.drafting.profile import nulls_in, profile
from dalil.drafting.writing import write
from dalil.errors import BadValue, DalilError, FactError, ProjectError, SourceError, Where
from dalil.progress import SILENT, Progress
from dalil.project import Project
from dalil.tabular import Reading, Source, batches, kind_of
from dalil.vocabulary import SLUG

CELLS = 4_000_000
"""Cells that are looked at; of a larger table, its first rows."""
OWN = ("#file", "#row")


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a first mapping: how many rows were looked at, whether these were all, and how much is to be decided."""

    text: str
    rows: int
    whole: bool

    @property
    def todos(self) -> int:
        """How many lines have something to be decided."""
        return sum("TODO" in line for line in self.text.splitlines()[4:])


def draft_mapping(table: Source, name: str, *, source: str = "", rows: str = "", progress: Progress = SILENT) -> Draft:
    """A first mapping of a table. `name` is how the mapping calls the file, `source` whose words it is, `rows` where the
    records are (JSON, XML), the sheet or the query. Raises SourceError, FactError where the table cannot be read.
    """
    reading, frame, whole = _read(table, rows, progress)
    progress.stage("looking at the columns")
    nulls = nulls_in(frame)
    frame = frame.with_columns(_without(nulls))
    columns = []
    for number, column in enumerate(frame.columns, 1):
        columns.append(profile(frame[column]))
        progress.advance("columns", number, frame.width, "columns")
    stem = Path(name).name.split(".")[0] if name != "-" else "table"
    key = guess_key(frame, columns)
    plan = make_plan(columns, frame, key, stem)
    head = {"table": f"{quoted(name)}", **_format(reading, kind_of(table)), **_null(nulls)}
    head["source"] = f"{source or f'source:{prefix(stem)}'}" + (
        "" if source else "  # TODO: describe it in data/sources, or name another"
    )
    opening: dict[str, str | int] = {
        "table": name,
        "rows": frame.height,
        "read": "" if whole else " (the first of more)",
        "columns": frame.width,
    }
    return Draft(write(plan, columns, key, head, opening), frame.height, whole)


def _read(table: Source, rows: str, progress: Progress) -> tuple[Reading, pl.DataFrame, bool]:
    """The rows of a table, as far as they are looked at; a reading that the reader itself asks for is taken up."""
    reading = Reading(kind=kind_of(table), rows=rows)
    if reading.kind in ("csv", "tsv", "excel") and _headless(table, reading):
        reading = replace(reading, header=0)
    for _ in range(3):
        try:
            return reading, *_frame(table, reading, progress)
        except (SourceError, FactError) as error:
            better = _advised(reading, error.hint or "")
            if better == reading:
                raise _for_command(error) from None
            reading = better
    return reading, *_frame(table, reading, progress)


def _headless(table: Source, reading: Reading) -> bool:
    """Whether the first row is data: it holds numbers that are no years, or says that it says nothing."""
    try:
        first = next(batches(table, replace(reading, header=0), where=Where(str(table)), size=1)).head(1)
    except DalilError:
        return False  # reading it whole tells why
    cells = [cell.strip() for cell in first.drop(OWN, strict=False).row(0) if cell] if first.height else []
    return any(
        cell in ("-", "--", "—", "-0-")
        or (re.fullmatch("[0-9]+", cell) and not re.fullmatch("(1[89]|20)[0-9]{2}", cell))
        for cell in cells
    )


def _frame(table: Source, reading: Reading, progress: Progress) -> tuple[pl.DataFrame, bool]:
    progress.stage("reading the table")
    frames: list[pl.DataFrame] = []
    seen, whole = 0, True
    for frame in batches(table, reading, where=Where(str(table))):
        frames.append(frame.drop(OWN, strict=False))
        seen += frame.height
        progress.advance("table", seen)
        if seen * frame.width > CELLS:
            whole = False
            break
    return pl.concat(frames, how="diagonal"), whole


def _advised(reading: Reading, hint: str) -> Reading:
    """The reading with what an error's hint asks for, where that is definite: `skip: 1`, `header: 2`, `delimiter: ";"`."""
    if skip := re.search(r"\bskip: ([0-9]+)", hint):
        reading = replace(reading, skip=int(skip[1]))
    if header := re.search(r"\bheader: ([0-9]+)", hint):
        reading = replace(reading, header=int(header[1]))
    if "type: jsonl" in hint:
        reading = replace(reading, kind="jsonl")
    if 'quote: ""' in hint:
        reading = replace(reading, quote="")
    if delimiter := re.search(r'\bdelimiter: "(.)"', hint):
        reading = replace(reading, delimiter=delimiter[1])
    return reading


def _for_command(error: DalilError) -> DalilError:
    """The same error, where it asks for `rows`, with the option that says so."""
    if error.hint and "rows: " in error.hint:
        error.hint = re.sub(r'format: \{ rows: "?(.*?)"? \}', r"--rows '\1'", error.hint)
    return error


def _without(nulls: dict[str, dict[str, int]]) -> list[pl.Expr]:
    cells = pl.all()
    return (
        [pl.when(cells.str.strip_chars().is_in(list(nulls))).then(None).otherwise(cells).name.keep()] if nulls else []
    )


def _format(reading: Reading, by_suffix: str) -> dict[str, str]:
    """What the mapping must say of how the table is read."""
    said = [
        *([f"type: {reading.kind}"] if reading.kind != by_suffix else []),
        *([f"rows: {quoted(reading.rows)}"] if reading.rows else []),
        *([f"delimiter: {quoted(reading.delimiter)}"] if reading.delimiter else []),
        *(['quote: ""'] if not reading.quote else []),
        *([f"header: {reading.header}"] if reading.header != 1 else []),
        *([f"skip: {reading.skip}"] if reading.skip else []),
    ]
    if not said:
        return {}
    about = "  # the row of HXL tags is no data" if reading.skip else ""
    about = about if reading.header else "  # TODO: the first row looks like data; columns are called 1, 2, 3 …"
    return {"format": "{ " + ", ".join(said) + " }" + about}


def _null(nulls: dict[str, dict[str, int]]) -> dict[str, str]:
    if not nulls:
        return {}
    told = "; ".join(f"{quoted(marker)} in {_columns(list(columns))}" for marker, columns in nulls.items())
    return {"null": "[" + ", ".join(map(quoted, nulls)) + f"]  # TODO: do they say nothing? {told}"}


def _columns(names: Sequence[str]) -> str:
    shown = ", ".join(name if name.isprintable() else ascii(name) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more columns"


def start_mapping(
    project: Project,
    file: str,
    *,
    source: str = "",
    rows: str = "",
    output: Path | None = None,
    progress: Progress = SILENT,
) -> list[str]:
    """Write the first mapping of a table into a dossier, and say what is to be done next.

    Raises ProjectError where a mapping of that name is there already, BadValue for a source that is no name.
    """
    if source and (not source.startswith("source:") or not SLUG.fullmatch(source.removeprefix("source:"))):
        raise BadValue(f"{source!r} is not the name of a source", hint="write --source source:my-list")
    table = Path(file).resolve()
    inside = table.is_relative_to(project.root)
    stem = re.sub(r"[^\w.~-]+|^[^\w]+", "-", table.name.split(".")[0]).strip("-_.").lower() or "table"
    output = (output or project.data / "tables" / f"{stem}.yaml").resolve()
    if output.exists():
        raise ProjectError(
            f"{project.name(output)} is there already", hint="name another with --output, or move it away"
        )
    name = table.relative_to(project.root).as_posix() if inside else table.name
    draft = draft_mapping(table, name, source=source, rows=rows, progress=progress)
    progress.stage("done")
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("x", encoding="utf-8") as mapping:
        mapping.write(draft.text)
    said = [
        f"wrote {project.name(output)}: {draft.rows:,} rows{'' if draft.whole else ', the first of more,'} looked at, {draft.todos} lines to decide"
    ]
    if not inside:
        said.append(
            f'the table is outside the dossier; say in dalil.toml where: [tables] {output.stem} = "…/{table.name}"'
        )
    return [*said, "next: answer the TODOs, then dalil check"]
