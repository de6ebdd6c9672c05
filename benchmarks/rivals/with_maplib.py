"""The same triples by maplib: OTTR templates generated from the layout, into its store, written as N-Triples.

It begins with the prepared cells (layout.write_frames), so reading codes, days, counts and quotations is spared. A graph is
given for a whole call of `map`, so a graph per claim is out of reach: everything stands in the default graph, which is less
work. One call a frame; an optional argument that is empty leaves its triples out.
Run: python benchmarks/rivals/with_maplib.py FRAMES OUTPUT
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import polars as pl
from maplib import Model

sys.path.insert(0, str(Path(__file__).parents[1]))
from rivals.layout import LINES, XSD, Line

TAGGED = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>"  # the text's column of a tagged literal
HEAD = f"@prefix xsd: <{XSD}> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"


class Template:
    """The OTTR template of one frame, and the columns that its arguments are made from."""

    def __init__(self, name: str, lines: list[Line]) -> None:
        self.iri = f"https://example.org/template#{name}"
        self.columns: dict[tuple[str, ...], tuple[str, str, pl.Expr]] = {}
        triples = [self._triple(line) for line in lines]
        arguments = ", ".join(f"? {type_} ?{column}" for column, type_, _ in self.columns.values())
        self.text = f"{HEAD}<{self.iri}> [ {arguments} ] :: {{ {', '.join(triples)} }} ."

    def frame(self, cells: pl.DataFrame) -> pl.DataFrame:
        """The arguments, one row an instance."""
        return cells.select(expression.alias(column) for column, _, expression in self.columns.values())

    def _triple(self, line: Line) -> str:
        missing = [hole for hole in line.holes if hole not in line._replace(graph="").holes]  # the graph's name alone
        there = pl.all_horizontal(pl.col(hole).is_not_null() for hole in missing) if missing else pl.lit(value=True)
        subject = self._argument(line.subject, "ottr:IRI", pl.when(there).then(filled(line.subject)), *missing)
        return f"ottr:Triple({subject}, <{line.predicate}>, {self._object(line)})"

    def _object(self, line: Line) -> str:
        if line.iri:
            return f"<{line.iri}>" if "{" not in line.iri else self._argument(line.iri, "ottr:IRI", filled(line.iri))
        if "{" not in line.text:
            return json.dumps(line.text)
        cells = filled(line.text)
        if line.kind == "@en":
            return self._argument(line.text, "rdf:langString", tagged(cells, "en"))
        if line.kind == "date":
            cells = cells.str.to_date()
        elif line.kind == "integer":
            cells = cells.str.to_integer()
        return self._argument(line.text, f"xsd:{line.kind or 'string'}", cells)

    def _argument(self, text: str, type_: str, expression: pl.Expr, *needs: str) -> str:
        column, _, _ = self.columns.setdefault((text, type_, *needs), (f"a{len(self.columns)}", type_, expression))
        return f"?{column}"


def filled(text: str) -> pl.Expr:
    """A text with holes from a frame's columns, null where one of them is."""
    pieces = re.split(r"\{(\w+)\}", text)
    return pl.concat_str([pl.lit(piece) if n % 2 == 0 else pl.col(piece) for n, piece in enumerate(pieces)])


def tagged(cells: pl.Expr, language: str) -> pl.Expr:
    """A text with a language tag, as maplib holds it."""
    return pl.when(cells.is_not_null()).then(pl.struct(cells.alias(TAGGED), pl.lit(language).alias("l")))


def main(frames: Path, output: Path) -> None:
    """Frames → N-Triples."""
    model = Model()
    for name, lines in LINES.items():
        template = Template(name, lines)
        cells = pl.read_csv(frames / f"{name}.csv", infer_schema=False)
        model.add_template(template.text)
        model.map(template.iri, template.frame(cells), validate_iris=False)
    model.write(output, format="ntriples")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
