"""XML as rows, read as a stream: a path of element names leads to the records. Namespaces are left out of names.

Entities and document types are refused: a list has no need of them, and attacks have.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import polars as pl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from dalil.errors import FactError, SourceError, Where
from dalil.tabular.nested import Cells, checked, frames, merged
from dalil.tabular.reading import Reading, Source, shown
from dalil.tabular.streams import Progress, blocks


def records(
    path: Source, reading: Reading, where: Where, size: int, progress: Progress | None = None
) -> Iterator[pl.DataFrame]:
    """The elements at the path `rows`, from below the root: INDIVIDUALS/INDIVIDUAL."""
    wanted = reading.rows.strip("/").split("/")
    if not all(name.strip() and name.replace("_", "").replace("-", "").replace(".", "").isalnum() for name in wanted):
        raise FactError(
            f"{reading.rows!r} is no path of element names",
            where,
            f"as in format: {{ rows: INDIVIDUALS/INDIVIDUAL }}, without the root; there are: {_paths(path)}",
        )
    if reading.encoding:
        raise FactError("an XML says its own encoding", where, "leave encoding out")
    found = ((n, _flat_record(path, element, n)) for n, element in enumerate(_elements(path, wanted, progress), 1))
    for number, frame in enumerate(frames(path, found, reading.nulls, size)):
        if not number and not frame.height:
            raise FactError(f"{shown(path)} has no {reading.rows}", where, f"there are: {_paths(path)}")
        yield frame


class _File(io.RawIOBase):
    """Blocks, as the parser wants to read them."""

    def __init__(self, stream: Iterator[bytes]) -> None:
        self.stream = stream

    def read(self, _: int = -1) -> bytes:
        return next(self.stream, b"")


def _events(path: Source, progress: Progress | None = None) -> Iterator[tuple[str, Any]]:
    place = Where(shown(path))
    try:
        yield from iterparse(_File(blocks(path, progress)), events=("start", "end"), forbid_dtd=True)
    except DefusedXmlException as error:
        raise SourceError(
            f"the XML has a document type or entities ({type(error).__name__}), which can hide other files or endless text",
            place,
            "if it comes from a publisher you trust, write a copy without <!DOCTYPE …>",
        ) from error
    except (ParseError, LookupError, ValueError) as error:
        line, column = getattr(error, "position", (0, 0))
        raise SourceError(
            f"this is no whole XML: {error}", Where(shown(path), line, column), "it may be cut short: fetch it again"
        ) from error


def _elements(path: Source, wanted: list[str], progress: Progress | None) -> Iterator[Element]:
    """Elements at the path, one at a time; what was read is let go."""
    open_: list[Element] = []
    names: list[str] = []
    for event, element in _events(path, progress):
        if event == "start":
            open_.append(element)
            names.append(local(element.tag))
            continue
        if names[1:] == wanted:
            yield element
        open_.pop()
        names.pop()
        if open_ and names[1 : len(wanted) + 1] != wanted:
            open_[-1].remove(element)


def _paths(path: Source) -> str:
    """Paths of elements that are repeated, for a hint."""
    counts: dict[str, int] = {}
    names: list[str] = []
    for event, element in _events(path):
        if event == "start":
            names.append(local(element.tag))
            if len(names) in {2, 3}:
                counts["/".join(names[1:])] = counts.get("/".join(names[1:]), 0) + 1
        else:
            names.pop()
            element.clear()
    return ", ".join([name for name, count in counts.items() if count > 1][:10]) or "no repeated elements"


def local(tag: str) -> str:
    """An element's name without its namespace."""
    return tag.rpartition("}")[2]


def _flat_record(path: Source, element: Element, row: int) -> Cells:
    cells = flat(path, element, row, "")
    cells.pop("", None)
    return cells


def flat(path: Source, element: Element, row: int, column: str) -> Cells:
    """Columns and cells of an element: its text, `@name` for attributes, `ENTITY_ALIAS/ALIAS_NAME` for what is in it."""
    cells: Cells = {}
    below = f"{column}/" if column else ""
    for name, value in element.attrib.items():
        cells[f"{below}@{local(name)}"] = checked(path, row, name, value)
    groups: dict[str, list[Cells]] = {}
    for child in element:
        name = f"{below}{local(child.tag)}"
        groups.setdefault(name, []).append(flat(path, child, row, name))
    for parts in groups.values():
        cells |= merged(parts)
    text = " ".join(filter(None, [element.text, *(child.tail for child in element)])) if groups else element.text or ""
    if text.strip() or not groups:
        cells[column] = checked(path, row, column, text)
    return cells
