"""What a table is and how it is read: kinds, paths, and how a row of each kind is pointed at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from dalil.errors import FactError, SourceError, Where

MANY = "\x1f"
"""Unit separator (U+001F): joins the values of a repeated element of JSON, XML or Parquet in one cell."""

LONGEST = 64 * 1024 * 1024
"""Bytes of a line or record. A longer one is a quote that is never closed, or no table."""

KINDS = {
    "csv": "csv",
    "tsv": "tsv tab",
    "excel": "xlsx xlsm xlsb xls ods",
    "jsonl": "jsonl ndjson jl ijson",
    "json": "json geojson",
    "xml": "xml",
    "parquet": "parquet pq",
    "sqlite": "sqlite sqlite3 db",
    "postgres": "",
}
"""Kind and the suffixes it has."""

MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "jsonl": "application/x-ndjson",
    "json": "application/json",
    "xml": "application/xml",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "gz": "application/gzip",
    "zst": "application/zstd",
}
"""As registered with IANA; JSON lines are not yet."""

TEXTS = ("csv", "tsv", "jsonl", "json", "xml")
PACKED = (".gz", ".zst")
DATABASE = re.compile(r"env:\w+|postgres(?:ql)?://.*", re.DOTALL)
STDIN = "-"
Source = Path | str


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a table; every field may stay as it is.

    kind       one of KINDS; "" = by the suffix
    rows       where the records are: JSONPath, XML path, sheet, or SQL query
    delimiter  of csv; "" = found in the first rows (tab for tsv)
    quote      of csv; "" = a quotation mark is a character like others
    encoding   of a text; "" = byte order mark, UTF-8, else guessed
    header     the row that names the columns; 0 = none does, and they are called 1, 2, 3 …
    skip       rows after the header that are no data (HXL tags)
    nulls      cells that say nothing, as the empty cell does; compared without the space around them
    """

    kind: str = ""
    rows: str = ""
    delimiter: str = ""
    quote: str = '"'
    encoding: str = ""
    header: int = 1
    skip: int = 0
    nulls: tuple[str, ...] = ()


def kind_of(path: Source) -> str:
    """The kind of a table by its suffix, through .gz and .zst. Raises FactError with the kinds there are."""
    if DATABASE.fullmatch(str(path)):
        return "postgres"
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    last = suffixes[-1].removeprefix(".") if suffixes else ""
    for kind, known in KINDS.items():
        if last and last in known.split():
            return kind
    what = "standard input has no suffix" if str(path) == STDIN else f"no kind of table has the suffix .{last}"
    raise FactError(f"{shown(path)}: {what}", None, f"write format: {{ type: … }} with one of {', '.join(KINDS)}")


def media_type(path: Source, kind: str = "") -> str:
    """The media type of a table's file as it lies there, packed or not; "" of a database, which is no file."""
    suffix = Path(path).suffix.lower().removeprefix(".")
    if f".{suffix}" in PACKED or kind == "excel":
        return MEDIA_TYPES.get(suffix, "application/octet-stream")
    kind = kind or kind_of(path)
    return media_type(path, kind) if kind == "excel" else MEDIA_TYPES.get(kind, "")


def shown(path: Source) -> str:
    """The path as it may stand in a message: of a database, nothing that could be a password."""
    text = str(path)
    if text.startswith("postgres"):
        return "postgresql://…"
    return "standard input" if text == STDIN else text


def file_name(path: Source) -> str:
    """What `#file` says: the last part of the path."""
    text = str(path)
    if text == STDIN:
        return "stdin"
    return shown(path) if DATABASE.fullmatch(text) else Path(text).name


def expand(pattern: str | Sequence[str], folders: Sequence[Path], where: Where | None = None) -> tuple[Source, ...]:
    """The files of a path, a glob or a list of them, sorted; "-", `env:NAME` and postgresql:// stand for themselves.

    A relative one is looked for in each folder in turn, and taken from the first that has it.
    Raises SourceError with what was looked for.
    """
    patterns = [pattern] if isinstance(pattern, str) else list(pattern)
    if not patterns:
        raise FactError("no table is named", where, "write table: and a path, a glob or a list of paths")
    found: dict[Source, None] = {}
    for one in patterns:
        found |= dict.fromkeys(_files(one, folders, where))
    return tuple(found)


def _files(pattern: str, folders: Sequence[Path], where: Where | None) -> list[Source]:
    if pattern == STDIN or DATABASE.fullmatch(pattern):
        return [pattern]
    for folder in [Path()] if Path(pattern).is_absolute() else folders:
        path = folder / pattern
        if path.is_file():
            return [path]
        if path.is_dir():
            raise SourceError(f"{path} is a folder", where, f"name files, as in {pattern.rstrip('/')}/*.csv")
        if has_magic(pattern):
            matches = sorted(Path(name) for name in glob(str(path), recursive=True))  # noqa: PTH207 - may be absolute
            if files := [match for match in matches if match.is_file()]:
                return list[Source](files)
    looked = ", ".join(str(folder) for folder in folders) or "no folder"
    raise SourceError(
        f"{pattern} is not there (looked in {looked})", where, "or name its folder in dalil.toml under [tables]"
    )


def fragment(kind: str, rows: str, row: int) -> str:
    """How a row is pointed at, after the `#` of a URI; "" where no standard has a word for it (parquet, SQL).

    csv, tsv, excel  row=17       RFC 7111 section 2.1: rows count from 1, and the header is one of them
    jsonl            line=16,17   RFC 5147 section 2.2.2: positions between lines, so this is the 17th line
    json             /members/16  RFC 6901 JSON Pointer: the 17th record; none where `rows` has several [*]
    xml              (/*/A/B)[17] XPath 1.0: the 17th record in the order of the document
    """
    if kind in {"csv", "tsv", "excel"}:
        return f"row={row}"
    if kind == "jsonl":
        return f"line={row - 1},{row}"
    if kind == "xml":
        return f"(/*/{rows.strip('/')})[{row}]"
    if kind == "json":
        *path, last = (steps(rows) if rows else ["*"]) or [""]
        if last == "*" and "*" not in path:
            return "".join(f"/{name.replace('~', '~0').replace('/', '~1')}" for name in [*path, str(row - 1)])
    return ""


STEP = re.compile(r"\.([^.\[\]*'\"\s]+)|\['([^']*)'\]|\[\"([^\"]*)\"\]|(\[\*\])")
GRAMMAR = "write $ and then .name, ['name'] or [*], as in $.memberships[*]"


def steps(rows: str, where: Where | None = None) -> list[str]:
    """A JSONPath (RFC 9535, the part that names records): names, and "*" for every element of a list."""
    if not rows:
        return []
    found: list[str] = []
    at = 1
    while rows.startswith("$") and at < len(rows) and (step := STEP.match(rows, at)):
        found.append("*" if step[4] else next(name for name in step.groups() if name is not None))
        at = step.end()
    if not rows.startswith("$") or at < len(rows):
        raise FactError(f"{rows!r} is no path to records that dalil can follow", where, GRAMMAR)
    return found
