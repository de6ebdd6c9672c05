"""The same quads by rdflib: terms made in a loop, added to a Dataset, serialised as N-Quads.

It begins with the prepared cells (layout.write_frames), so reading codes, days, counts and quotations is spared.
Run: python benchmarks/rivals/with_rdflib.py FRAMES OUTPUT
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable
from pathlib import Path

from rdflib import Dataset, Literal, URIRef

sys.path.insert(0, str(Path(__file__).parents[1]))
from rivals.layout import LINES, XSD, Line

Term = Callable[[dict[str, str]], URIRef | Literal]


def main(frames: Path, output: Path) -> None:
    """Frames → N-Quads."""
    dataset = Dataset()
    for name, lines in LINES.items():
        makers = [(line.holes, iri(line.subject), URIRef(line.predicate), thing(line), graph(line)) for line in lines]
        with (frames / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                for holes, subject, predicate, object_, context in makers:
                    if all(row[hole] for hole in holes):
                        where = (context(row),) if context else ()
                        dataset.add((subject(row), predicate, object_(row), *where))
    dataset.serialize(output, format="nquads", encoding="utf-8")


def graph(line: Line) -> Term | None:
    """The claim's graph; None for the default graph."""
    return iri(line.graph) if line.graph else None


def thing(line: Line) -> Term:
    """The object."""
    if line.iri:
        return iri(line.iri)
    fill = filler(line.text)
    if line.kind.startswith("@"):
        return lambda row: Literal(fill(row), lang=line.kind[1:])
    kind = URIRef(XSD + line.kind) if line.kind else None
    return lambda row: Literal(fill(row), datatype=kind)


def iri(text: str) -> Term:
    """An IRI with holes; made once where it has none."""
    if "{" not in text:
        constant = URIRef(text)
        return lambda _: constant
    fill = filler(text)
    return lambda row: URIRef(fill(row))


def filler(text: str) -> Callable[[dict[str, str]], str]:
    """A text with holes, filled from a row; one that is nothing but a hole without formatting."""
    only = re.fullmatch(r"\{(\w+)\}", text)
    return (lambda row: row[only[1]]) if only else text.format_map


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
