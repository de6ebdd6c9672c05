"""All rules in one list, as people ask about them: code, what must hold, where it is written, an example that fails and one that passes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, cast

from dalil.graph.shacl.findings import Severity
from dalil.graph.shacl.shapes.reading import SEVERITIES, Shapes, Term, load_shapes
from dalil.vocabulary import local_name


class Rule(NamedTuple):
    """One thing that must hold, written as a shape or as a query that must find nothing."""

    code: str
    """How reports call it, such as D017; "" for a rule of a dossier's own that has none."""
    name: str
    """claim-has-mode, check-premises: of the shape, or of the query's file."""
    label: str
    """What holds, in a few words."""
    severity: Severity
    message: str
    """What is wrong where it does not hold, and what to do."""
    where: str
    """shapes/claim.ttl:21"""
    example_fail: str = ""
    """Invented data that break it, as Turtle (a shape) or TriG (a query); "" where there are none."""
    example_pass: str = ""
    kind: Literal["shape", "query"] = "shape"
    why: str = ""
    """More of what a query is for."""


class Check(NamedTuple):
    """What a query's header says, for whoever can read headers: questions are another room's."""

    path: Path
    code: str
    summary: str
    description: str = ""
    severity: str = "violation"


def rules(shapes: Sequence[Path] | Shapes, checks: Iterable[Check] = ()) -> list[Rule]:
    """The rules of shape files, and of queries that must find nothing, in order of their codes.

    Examples lie beside the rules: examples/<name>/fail.ttl and pass.ttl, or .trig. Raises DalilErrors.
    """
    folders = {} if isinstance(shapes, Shapes) else {f"{path.parent.name}/{path.name}": path.parent for path in shapes}
    read = shapes if isinstance(shapes, Shapes) else load_shapes(shapes)
    found = [_of_shape(read, shape, folders) for shape in read.speaking]
    found += [_of_query(check) for check in checks]
    return sorted(found, key=lambda rule: (not rule.code, rule.code, rule.name))


def _of_shape(shapes: Shapes, shape: Term, folders: dict[str, Path]) -> Rule:
    place = shapes.places.get(shape)
    name = local_name(shape.value)
    folder = folders.get(place.file) if place else None
    messages = sorted(text.value for text in shapes.values(shape, "message"))
    severities = [SEVERITIES.get(term.value, "violation") for term in shapes.values(shape, "severity")]
    return Rule(
        shapes.code(shape),
        name,
        shapes.label(shape) or name.replace("-", " "),
        cast("Severity", severities[0] if severities else "violation"),
        next(iter(messages), ""),
        str(place or ""),
        _example(folder, name, "fail.ttl"),
        _example(folder, name, "pass.ttl"),
    )


def _of_query(check: Check) -> Rule:
    folder, name = check.path.parent, check.path.stem
    holds, _, todo = check.summary.partition("; ")
    return Rule(
        check.code,
        name,
        holds.removesuffix("."),
        cast("Severity", check.severity),
        todo[:1].upper() + todo[1:] or check.summary,
        f"{folder.name}/{check.path.name}:1",
        _example(folder, name, "fail.trig"),
        _example(folder, name, "pass.trig"),
        "query",
        check.description,
    )


def _example(folder: Path | None, rule: str, file: str) -> str:
    """An example as it stands in its file, "" where there is none."""
    path = folder / "examples" / rule / file if folder else None
    return path.read_text(encoding="utf-8") if path and path.is_file() else ""
