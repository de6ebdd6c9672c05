"""The W3C's own shapes for shapes (shacl-shacl, which pySHACL carries), asked of every shapes graph when it is loaded.

The fast engine needs a hundredth of a second for it. pySHACL needs two, so what it has found good is remembered
by its SHA-256 in a file, and not looked at again.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from dalil.graph.shacl.results import ntriples
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.shapes.terms import SH
from dalil.vocabulary import local_name

if TYPE_CHECKING:
    from rdflib import Graph

FAST = "shacl"
SHACL_SHACL = "assets/shacl-shacl.ttl"
BLANK = re.compile(r"(?<![^\s])_:\w+")
DEEP = 40
"""Steps that pySHACL goes down in shapes of shapes."""
KEPT = 64
"""Shapes graphs remembered as good."""
_GOOD: set[str] = set()
"""What this process found good: a build loads its shapes more than once."""


class Misuse(NamedTuple):
    """A node of a shapes graph that is not as SHACL defines it."""

    node: str
    """As N-Triples writes it."""
    path: str
    value: str
    component: str

    def __str__(self) -> str:
        term = f"sh:{local_name(self.path)}" if self.path.startswith(SH) else self.path
        if not term:
            return "is no shape as SHACL defines them (its sh:path, or a class that is a shape as well)"
        if self.component == "MaxCountConstraintComponent":
            return f"has more than one {term}"
        return f"has {term} {self.value}, which SHACL does not allow there"


def misuses(shapes: Shapes, known: Path | None = None) -> list[Misuse]:
    """What shacl-shacl finds in shapes. `known` is a file of what pySHACL found good before."""
    spec = importlib.util.find_spec("pyshacl")
    rules = Path(next(iter(spec.submodule_search_locations or ()), ""), SHACL_SHACL) if spec else Path()
    if not rules.is_file():
        return []
    text = ntriples(shapes.triples)
    if importlib.util.find_spec(FAST):
        return list(_fast(text, rules))
    digest = _digest(text)
    good = known.read_text(encoding="ascii", errors="ignore").split() if known and known.is_file() else []
    if digest in good or digest in _GOOD:
        return []
    found = list(_reference(text, rules))
    _GOOD.update([] if found else [digest])
    if known and not found:
        known.parent.mkdir(parents=True, exist_ok=True)
        known.write_text("".join(f"{line}\n" for line in [*good, digest][-KEPT:]), encoding="ascii")
    return found


def _digest(text: str) -> str:
    """The SHA-256 of triples, whatever their blank nodes are called this time."""
    names: dict[str, str] = {}
    same = BLANK.sub(lambda match: names.setdefault(match[0], f"_:{len(names)}"), text)
    return sha256(same.encode()).hexdigest()


def _fast(text: str, rules: Path) -> Iterator[Misuse]:
    import shacl

    report = shacl.Shapes.from_text(rules.read_text(encoding="utf-8"), format="turtle").validate_text(
        text, format="ntriples"
    )
    for result in report.results:
        yield Misuse(
            result.focus_node, (result.path or "").strip("<>"), result.value or "", local_name(result.component_iri)
        )


def _reference(text: str, rules: Path) -> Iterator[Misuse]:
    import pyshacl
    from rdflib import Graph, URIRef

    shapes, meta = Graph().parse(data=text, format="nt"), Graph().parse(rules)
    report = cast("Graph", pyshacl.validate(shapes, shacl_graph=meta, inference="none", max_validation_depth=DEEP)[1])
    for result in report.objects(None, URIRef(SH + "result")):
        cells = [
            report.value(result, URIRef(SH + name))
            for name in ("focusNode", "resultPath", "value", "sourceConstraintComponent")
        ]
        focus, path, value, component = (cell.n3() if cell is not None else "" for cell in cells)
        yield Misuse(focus, path.strip("<>"), value, local_name(component.strip("<>")))
