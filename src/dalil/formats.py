"""Tables as text: for people (table), for programs (csv, tsv, json, jsonl), for linked data (ttl, nt).

Machine formats carry full IRIs and every column; the table for people shows labels and leaves out what is
empty. Neither cuts a row or a cell.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat
from rich.cells import cell_len

from dalil.endpoint import Table, Term
from dalil.errors import QueryError, nearest
from dalil.vocabulary import XSD, Curies, spoken

RESULT_SET = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
GAP, NARROW, INDENT = 3, 30, "    "
"""Between two columns of a grid; how narrow its widest column may get; what stands under a number."""
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
PLACE = ("source", "claim")


def plain(term: Term) -> str:
    """A term as SPARQL's CSV has it: the IRI or the text, nothing for unbound."""
    if term is None:
        return ""
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def short(term: Term, curies: Curies) -> str:
    """A term as a person reads it."""
    return curies.shorten(term) if isinstance(term, NamedNode) else plain(term)


def native(term: Term) -> str | int | float | bool | None:
    """A term as JSON has it: numbers and truth values as such, all else as text."""
    if not isinstance(term, Literal):
        return None if term is None else plain(term)
    kind = term.datatype.value.removeprefix(XSD)
    if kind == "integer":
        return int(term.value)
    if kind in ("decimal", "double", "float"):
        return float(term.value)
    return term.value == "true" if kind == "boolean" else term.value


def records(table: Table) -> list[dict[str, Any]]:
    """Rows as objects, one key a column."""
    return [dict(zip(table.columns, map(native, row), strict=True)) for row in table.rows]


def formulas(table: Table) -> int:
    """How many cells a spreadsheet would take for formulas: texts of others that begin as OWASP's "CSV injection" lists.

    csv and tsv are for programs, and nothing is put before such a cell: who hands a file on to a spreadsheet is told.
    """
    return sum(
        bool(FORMULA.match(plain(term))) and not NUMBER.fullmatch(plain(term)) for row in table.rows for term in row
    )


def to_csv(table: Table, _: Curies) -> str:
    """SPARQL 1.1 Query Results CSV: every cell as it is, also one that a spreadsheet would run."""
    return _separated(table, ",", plain, "\r\n")


def to_tsv(table: Table, _: Curies) -> str:
    """SPARQL 1.1 Query Results TSV: terms in their full form, so nothing is lost."""
    header = "\t".join(f"?{name}" for name in table.columns)
    lines = ["\t".join("" if term is None else _tsv(term) for term in row) for row in table.rows]
    return "\n".join([header, *lines, ""])


def _tsv(term: Term) -> str:
    return str(term).replace("\t", "\\t")


def _separated(table: Table, delimiter: str, cell: Callable[[Term], str], end: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(table.columns)
    writer.writerows([cell(term) for term in row] for row in table.rows)
    return out.getvalue()


def to_json(table: Table, _: Curies) -> str:
    """A list of objects, one a row."""
    return json.dumps(records(table), ensure_ascii=False, indent=1) + "\n"


def to_jsonl(table: Table, _: Curies) -> str:
    """One object a line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records(table))


def to_turtle(table: Table, curies: Curies) -> str:
    """Triples of a CONSTRUCT as Turtle; rows of a SELECT in the W3C's result set vocabulary."""
    triples = table.triples if table.triples is not None else _result_set(table)
    used = {"rs": RESULT_SET} | curies.prefixes
    return (ox.serialize(triples, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()


def to_nt(table: Table, _: Curies) -> str:
    """The same as N-Triples."""
    triples = table.triples if table.triples is not None else _result_set(table)
    return (ox.serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def _result_set(table: Table) -> tuple[ox.Triple, ...]:
    """https://www.w3.org/2001/sw/DataAccess/tests/result-set#, with named rows instead of blank ones."""
    type_ = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    rs = {
        name: NamedNode(RESULT_SET + name)
        for name in ("ResultSet", "resultVariable", "solution", "index", "binding", "variable", "value")
    }
    head = NamedNode("urn:dalil:result")
    triples = [ox.Triple(head, type_, rs["ResultSet"])]
    triples += [ox.Triple(head, rs["resultVariable"], Literal(name)) for name in table.columns]
    for number, row in enumerate(table.rows, 1):
        solution = NamedNode(f"urn:dalil:result:{number}")
        triples += [
            ox.Triple(head, rs["solution"], solution),
            ox.Triple(solution, rs["index"], Literal(number)),
        ]
        for name, term in zip(table.columns, row, strict=True):
            if term is not None:
                binding = NamedNode(f"urn:dalil:result:{number}:{name}")
                triples += [
                    ox.Triple(solution, rs["binding"], binding),
                    ox.Triple(binding, rs["variable"], Literal(name)),
                    ox.Triple(binding, rs["value"], term),
                ]
    return tuple(triples)


def to_table(table: Table, curies: Curies, width: int = 0) -> str:
    """For a person: labels for names, nothing empty, a grid where it fits the width, else a few lines a row."""
    if not table.rows:
        return "(no rows)\n"
    columns, rows = _for_people(table, curies)
    width = width or get_terminal_size().columns
    *others, widest = sorted(max(map(cell_len, cells)) for cells in zip(columns, *rows, strict=True))
    fits = sum(others) + GAP * len(columns) + min(widest, NARROW) <= width
    return _grid(columns, rows, width) if fits else _stanzas(columns, rows, width)


def _for_people(table: Table, curies: Curies) -> tuple[list[str], list[list[str]]]:
    """Columns and cells as read: `x` shows what `xLabel` says, and a column without any value is left out."""
    labels = {name: f"{name}Label" for name in table.columns if f"{name}Label" in table.columns}
    found: list[dict[str, str]] = []
    for row in table.rows:
        terms = dict(zip(table.columns, row, strict=True))
        shown = {name: terms[labels[name]] or term if name in labels else term for name, term in terms.items()}
        found.append({name: _cell(term, curies) for name, term in shown.items() if name not in labels.values()})
    kept = [name for name in table.columns if any(cells.get(name) for cells in found)] or list(found[0])
    return kept, [[cells[name] for name in kept] for cells in found]


def _cell(term: Term, curies: Curies) -> str:
    return visible(" ".join(short(term, curies).removeprefix("dalil:").split()))


def _grid(columns: list[str], rows: list[list[str]], width: int) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    out = io.StringIO()
    widest = max(range(len(columns)), key=lambda i: max(cell_len(row[i]) for row in rows))
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(columns):
        grid.add_column(Text(spoken(name)), no_wrap=i != widest)
    for row in rows:
        grid.add_row(*map(Text, row))
    Console(file=out, width=width, highlight=False).print(grid)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n")).strip("\n") + "\n"


def _stanzas(columns: list[str], rows: list[list[str]], width: int) -> str:
    """A row as what it says, then its quotation, then where that stands."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = {name: cell for name, cell in zip(columns, row, strict=True) if cell}
        quote = cells.pop("quote", "")
        place = " · ".join(cells.pop(name) for name in PLACE if name in cells)
        says = _packed([f"{spoken(name)}: {cell}" for name, cell in cells.items()], width)
        quoted = wrap(f"“{quote}”", width - len(INDENT)) if quote else []
        lead = f"{number}.".ljust(len(INDENT) - 1) + " "
        told = [*says, *quoted, *([place] if place else [])]
        lines += [f"{lead if i == 0 else INDENT}{line}" for i, line in enumerate(told)] + [""]
    return "\n".join(lines[:-1]) + "\n"


def _packed(pieces: list[str], width: int) -> list[str]:
    """Pieces in lines of a width, none of them cut."""
    lines: list[str] = []
    for piece in pieces:
        if lines and cell_len(f"{lines[-1]} · {piece}") <= width - len(INDENT):
            lines[-1] += f" · {piece}"
        else:
            lines.append(piece)
    return lines


def visible(text: str) -> str:
    """Text that cannot steer a terminal: control and direction-override characters are shown."""
    return STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


FORMATS: dict[str, Callable[[Table, Curies], str]] = {
    "table": to_table,
    "csv": to_csv,
    "tsv": to_tsv,
    "json": to_json,
    "jsonl": to_jsonl,
    "ttl": to_turtle,
    "nt": to_nt,
}


def write(table: Table, format_: str, curies: Curies) -> str:
    """A table in one of FORMATS. Raises QueryError for another."""
    if format_ not in FORMATS:
        raise QueryError(f"{format_!r} is not a format", hint=nearest(format_, FORMATS, "format"))
    return FORMATS[format_](table, curies)


__all__ = ["FORMATS", "formulas", "native", "plain", "records", "short", "visible", "write"]
