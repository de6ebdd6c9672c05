"""JSON (RFC 8259), whole or one object a line, as rows. Numbers stay as written: 1.50 is "1.50"."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from dalil.errors import DalilError, FactError, SourceError, Where
from dalil.tabular.encodings import as_utf8
from dalil.tabular.nested import Cells, checked, frames, merged
from dalil.tabular.reading import GRAMMAR, LONGEST, Reading, Source, shown, steps
from dalil.tabular.records import Lines
from dalil.tabular.streams import Progress, short_lines

LINES_HINT = "one object a line? Write format: { type: jsonl }"


def lines(
    path: Source, reading: Reading, where: Where, size: int, progress: Progress | None = None, longest: int = LONGEST
) -> Iterator[pl.DataFrame]:
    """JSON lines: every line that is not empty is one record; `#row` is its line."""
    if reading.rows:
        raise FactError("rows: has no meaning for jsonl, where each line is a record", where, "leave rows out")
    stream = short_lines(path, as_utf8(path, reading.encoding, where, progress), longest)
    text = Lines(path, stream, longest)
    if not text.peek(1):
        raise _empty(path)
    return frames(path, _line_records(path, text), reading.nulls, size)


def _line_records(path: Source, text: Iterable[str]) -> Iterator[tuple[int, Cells]]:
    for number, line in enumerate(text, 1):
        if line.strip():
            try:
                record = _parsed(line)
            except ValueError as error:
                raise _wrong(
                    path, error, number, "the file may be cut short, or is one JSON: { type: json }"
                ) from error
            yield number, _record(path, record, number, Where(shown(path), number))


def document(
    path: Source, reading: Reading, where: Where, size: int, progress: Progress | None = None
) -> Iterator[pl.DataFrame]:
    """One JSON: the records that `rows` leads to, or the elements of the list that it is."""
    path_steps = steps(reading.rows, where)
    data = b"".join(as_utf8(path, reading.encoding, where, progress))
    if not data.strip():
        raise _empty(path)
    try:
        whole = _parsed(data.decode("utf-8"))
    except ValueError as error:
        hint = LINES_HINT if "Extra data" in str(error) else "the file may be cut short: fetch it again"
        raise _wrong(path, error, getattr(error, "lineno", 0), hint) from error
    records = _found(
        path, whole, path_steps if reading.rows else _default(path, whole, where), where, reading.rows or "$[*]"
    )
    place = Where(shown(path))
    return frames(
        path, ((n, _record(path, record, n, place)) for n, record in enumerate(records, 1)), reading.nulls, size
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(
            text, parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_object_without_repeats
        )
    except RecursionError as error:
        raise ValueError("objects within objects, deeper than any table") from error


def _no_number(word: str) -> str:
    raise ValueError(f"{word} is no JSON number")


def _object_without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object: {str(pairs)[:80]}")
    return found


def _default(path: Source, whole: Any, where: Where) -> list[str]:
    if isinstance(whole, list):
        return ["*"]
    lists = [key for key, value in whole.items() if isinstance(value, list)] if isinstance(whole, dict) else []
    choice = GRAMMAR
    if lists:
        choice = f'lists there are: {", ".join(lists)}; as in format: {{ rows: "$.{lists[0]}[*]" }}'
    raise FactError(f"{shown(path)} is no list: where are the records?", where, choice)


def _found(path: Source, whole: Any, path_steps: list[str], where: Where, rows: str) -> list[Any]:
    """What the path selects. As in RFC 9535, an element without a key of the path is passed over; all of them may not be."""
    found = [whole]
    for number, step in enumerate(path_steps, 1):
        fit: list[Any]
        if step == "*":
            fit = [one for one in found if isinstance(one, list)]
            said, after = "is no list", [item for one in fit for item in one]
        else:
            fit = [one for one in found if isinstance(one, dict) and step in one]
            said, after = f"has no {step!r}", [one[step] for one in fit]
        if found and (not fit or (step == "*" and len(fit) < len(found))):
            wrong = next((one for one in found if not isinstance(one, list)), found[0])
            keys = f"it has {', '.join(list(wrong)[:12])}" if isinstance(wrong, dict) else f"it is {str(wrong)[:40]!r}"
            raise FactError(f"{shown(path)}: {rows} leads nowhere: step {number} {said}", where, keys)
        found = after
    return found


def _record(path: Source, record: Any, row: int, place: Where) -> Cells:
    if not isinstance(record, dict):
        raise SourceError(f"record {row} is no object: {str(record)[:60]!r}", place, "every record is an object, { … }")
    return flat(path, record, row)


def flat(path: Source, value: Any, row: int, column: str = "") -> Cells:
    """Columns and cells of a value: `area.id` for a part, `names[*]` for the elements of a list, joined by MANY."""
    if isinstance(value, dict):
        cells: Cells = {}
        for key, inner in value.items():
            for name, cell in flat(path, inner, row, f"{column}.{key}" if column else key).items():
                if name in cells:
                    raise SourceError(f"record {row}: two keys make the column {name!r}", Where(shown(path)))
                cells[name] = cell
        return cells
    if isinstance(value, list):
        return merged([flat(path, inner, row, f"{column}[*]") for inner in value]) if value else {}
    if isinstance(value, bool):
        return {column: str(value).lower()}
    return {column: None if value is None else checked(path, row, column, value)}


def _wrong(path: Source, error: Exception, line: int, hint: str) -> DalilError:
    message = f"line {line}: {error}" if line else str(error)
    return SourceError(f"this is no JSON: {message}", Where(shown(path), line), hint)


def _empty(path: Source) -> SourceError:
    return SourceError("the file is empty", Where(shown(path)), "an empty list is written []")
