"""Which character parts the cells of a csv, seen in its first rows."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from itertools import islice

from dalil.errors import SourceError, Where
from dalil.tabular.reading import Reading, Source, shown

CANDIDATES = ",;\t|"
ROWS = 20


def delimiter_of(path: Source, reading: Reading, head: bytes) -> str:
    """The delimiter that cuts the first rows into as many cells each, and the most; a comma where none is seen."""
    text = head.decode("utf-8", "ignore")
    if told := re.match(r'"?sep=(.)"?\r?\n', text):
        raise SourceError(
            f"row 1 only tells Excel the delimiter ({told[1]!r})",
            Where(shown(path), 1),
            f'write format: {{ delimiter: "{told[1]}", header: 2 }}',
        )
    if reading.kind == "tsv":
        return "\t"
    scores = {mark: _score(text, mark, reading) for mark in CANDIDATES}
    best = max(CANDIDATES, key=lambda mark: (scores[mark], -CANDIDATES.index(mark)))
    return best if scores[best] > (0, 1) else ","


def _score(text: str, mark: str, reading: Reading) -> tuple[int, int]:
    """(Rows that have as many cells as the header, these cells)."""
    widths: list[int] = []
    records = csv.reader(text.splitlines(keepends=True), delimiter=mark, quotechar=reading.quote or None)
    with suppress(csv.Error):
        widths = [
            len(record) for record in islice(records, max(reading.header - 1, 0), ROWS + reading.header) if record
        ]
    if not widths or widths[0] == 1:
        return 0, 1
    return sum(width == widths[0] for width in widths), widths[0]
