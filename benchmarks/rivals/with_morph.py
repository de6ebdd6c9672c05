"""The same quads by morph-kgc: RML generated from the layout, N-Quads with a graph per claim.

It begins with the prepared cells (layout.write_frames), so reading codes, days, counts and quotations is spared; an empty
cell leaves a quad out, and the second claim's names stand on a column that is empty where there is no second claim, so that
no SQL view is needed. One process is asked for: more would cost CPU, which is what is counted.
Run: python benchmarks/rivals/with_morph.py FRAMES OUTPUT
"""

from __future__ import annotations

import json
import runpy
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from rivals.layout import LINES, XSD, Line

PREFIXES = "@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix rml: <http://semweb.mmlab.be/ns/rml#> . @prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n"


def rules(frames: Path) -> Iterator[str]:
    """One triples map for all lines of a frame that have subject and graph in common."""
    for name, lines in LINES.items():
        ordered = sorted(lines, key=_place)
        for number, (_, group) in enumerate(groupby(ordered, key=_place)):
            members = list(group)
            source = f"rml:logicalSource [ rml:source {json.dumps(str(frames / f'{name}.csv'))} ; rml:referenceFormulation ql:CSV ]"
            graph = f" ; rr:graphMap [ {term(members[0].graph)} ]" if members[0].graph else ""
            objects = " ; ".join(
                f"rr:predicateObjectMap [ rr:predicate <{line.predicate}> ; rr:objectMap [ {thing(line)} ] ]"
                for line in members
            )
            yield f"<#{name}-{number}> {source} ; rr:subjectMap [ {term(members[0].subject)}{graph} ] ; {objects} .\n"


def _place(line: Line) -> tuple[str, str]:
    return line.subject, line.graph


def term(text: str, type_: str = "") -> str:
    """A term map: a template where there are holes, else a constant."""
    if "{" not in text:
        return f"rr:constant <{text}>"
    return f"rr:template {json.dumps(text)}{type_}"


def thing(line: Line) -> str:
    """The object's term map."""
    if line.iri:
        return term(line.iri)
    kind = ""
    if line.kind.startswith("@"):
        kind = f' ; rr:language "{line.kind[1:]}"'
    elif line.kind:
        kind = f" ; rr:datatype <{XSD}{line.kind}>"
    if "{" not in line.text:
        return f"rr:constant {json.dumps(line.text)}{kind}"
    if line.text.count("{") == 1 and line.text[0] == "{" and line.text[-1] == "}":
        return f"rml:reference {json.dumps(line.text[1:-1])}{kind}"
    return term(line.text, f" ; rr:termType rr:Literal{kind}")


def main(frames: Path, output: Path) -> None:
    """Frames → N-Quads."""
    with tempfile.TemporaryDirectory() as folder:
        mapping, settings = Path(folder) / "rules.ttl", Path(folder) / "settings.ini"
        mapping.write_text(PREFIXES + "".join(rules(frames)), encoding="utf-8")
        settings.write_text(
            f"[CONFIGURATION]\noutput_file: {output}\noutput_format: N-QUADS\nnumber_of_processes: 1\n"
            f"na_values: \nlogging_level: WARNING\n[EVENTS]\nmappings: {mapping}\n",
            encoding="utf-8",
        )
        sys.argv = ["morph_kgc", str(settings)]
        runpy.run_module("morph_kgc", run_name="__main__")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
