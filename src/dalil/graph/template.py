"""Prototype quads → templates: N-Quads lines with hole tokens, `~h3~`, where a column of a table goes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import Quad, RdfFormat

from dalil.graph.store import serialize

HOLE = re.compile(r"~h([0-9]+)~")


def lines(quads: Iterable[Quad]) -> list[str]:
    """The canonical N-Quads lines of prototype quads, each once, sorted, without line ends."""
    return sorted({line for line in serialize(quads, RdfFormat.N_QUADS).split("\n") if line})


def pieces(text: str) -> list[str | int]:
    """Constants and hole numbers, in order; no constant is empty.

    >>> pieces("<x/event-~h3~> .")
    ['<x/event-', 3, '> .']
    """
    parts = HOLE.split(text)
    return [int(part) if at % 2 else part for at, part in enumerate(parts) if part]
