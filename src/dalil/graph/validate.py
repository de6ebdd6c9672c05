"""Shapes over the merged graph: what does not hold, in a documenter's words, with the fact file's line.

Engines merge named graphs, so the data are the default graph and all claims as one, and the ontology lends
its classes. What a whole machine cannot hold is validated shard by shard, each with what it needs of the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dalil.graph.shacl.findings import ORDER, Finding, Report, Severity, ordered
from dalil.graph.shacl.results import ntriples
from dalil.graph.shacl.running.engines import chosen_for
from dalil.graph.shacl.running.installed import engine_name
from dalil.graph.shacl.running.shards import Answer, Shard, Task, lines
from dalil.graph.shacl.running.texts import as_part, as_shapes
from dalil.graph.shacl.shapes.reading import class_hierarchy, load_shapes
from dalil.graph.shacl.telling import Told, rule_of
from dalil.progress import SILENT, Progress

if TYPE_CHECKING:
    from dalil.graph.shacl.running.texts import Data, Rules

__all__ = ["ORDER", "Finding", "Report", "Severity", "validate", "validate_parts"]

SECONDS = 600.0
"""How long one shard may take, where an engine might never come to an end."""
Part = bytes | Sequence[Path]
Context = bytes | Callable[[Part], bytes]


def validate(  # noqa: PLR0913 - one door for all who validate; everything after `engine` has a default that fits
    data: Data,
    shapes: Rules,
    engine: str = "auto",
    *,
    ontology: Path | None = None,
    checked: bool = False,
    seconds: float | None = None,
    workers: int = 1,
    progress: Progress = SILENT,
) -> Report:
    """Validate data against shapes.

    `data`: N-Quads text, a file or several (.ttl .nt .nq .trig .rdf .jsonld, also with .gz), a graph or dataset of rdflib's,
    a store of pyoxigraph's. Named graphs are merged. `shapes`: files, Turtle text, a graph of rdflib's, or Shapes.
    `ontology` lends its classes; with it, or with `checked`, shapes must be as a dossier's own must be: see docs/how-to/add-a-rule.md.
    Where an engine might never come to an end (pySHACL; queries in shapes), it is stopped after so many `seconds`.

    Raises DalilErrors (shape files), ProjectError (ontology, engine, out of time), InvalidGraph (the data cannot be read).
    """
    rules = as_shapes(shapes, checked=checked or ontology is not None)
    task = Task(chosen_for(engine, rules), rules, _hierarchy(ontology))
    report = _reported(task, _answers(task, [Shard(as_part(data))], workers, seconds), 0)
    progress.advance("validating", report.quads, report.quads, "quads")
    return report


def validate_parts(  # noqa: PLR0913 - as `validate`
    parts: Iterable[Part],
    context: Context,
    shapes: Rules,
    ontology: Path | None,
    engine: str = "auto",
    *,
    seconds: float | None = None,
    workers: int = 1,
) -> Report:
    """Validate shard by shard, one in memory at a time or one in each of several processes; the report is that of all of them together.

    A part is N-Quads text, or the files that hold it. `context` is what every part is validated with (the registry,
    values that several parts use), or gives it for one part, the one just taken. For the report to be that of
    the whole, every node's own description lies in one part or in the context, and the context lends each node that
    a part names the types that it has elsewhere, in the graph `places.LENT`: what has its type only from there is
    not asked for what its class asks for. Raises as `validate` does; InvalidGraph names the files of a part.
    """
    rules = as_shapes(shapes, checked=True)
    task = Task(chosen_for(engine, rules), rules, _hierarchy(ontology))
    shards = (Shard(part, context(part) if callable(context) else context) for part in parts)
    return _reported(task, _answers(task, shards, workers, seconds), 0 if callable(context) else lines(context))


def _hierarchy(ontology: Path | None) -> bytes:
    return ntriples(class_hierarchy(ontology)).encode() if ontology else b""


def _answers(task: Task, shards: Iterable[Shard], workers: int, seconds: float | None) -> Iterator[Answer]:
    """What the shards have to say: here, or in other processes where there are to be several or one must be able to be stopped."""
    if workers < 2 and not task.may_hang:
        yield from map(task.of, shards)
        return
    from dalil.graph.shacl.running.culprits import named_culprit
    from dalil.graph.shacl.running.workers import OutOfTime, validate_apart

    limit = (seconds or SECONDS) if task.may_hang else None
    try:
        yield from validate_apart(task, shards, workers, limit)
    except OutOfTime as error:
        raise named_culprit(task, error.shard, limit or SECONDS) from error


class _Found(NamedTuple):
    """A finding's places in all shards so far, and how often one of them told it."""

    told: Told
    times: int

    def and_also(self, told: Told, times: int) -> _Found:
        return _Found(self.told.and_also(told), max(self.times, times))


def _reported(task: Task, answers: Iterable[Answer], quads: int) -> Report:
    """All answers as one report: what several shards tell of one node is told once, as often as one of them does."""
    found: dict[Finding, _Found] = {}
    cut: set[str] = set()
    for answer in answers:
        quads += answer.quads
        cut |= answer.cut
        for finding, told, times in answer.findings:
            found[finding] = found[finding].and_also(told, times) if finding in found else _Found(told, times)
    findings = (
        replace(finding, path=told.path or finding.path, where=str(told.place), claim=told.claim)
        for finding, (told, times) in found.items()
        for _ in range(times)
    )
    name, shapes = engine_name(task.engine), len(task.rules.speaking)
    return Report(ordered(findings), name, quads, shapes, cut=tuple(sorted(cut)), remarks=tuple(task.rules.remarks))


def by_class(shapes: Sequence[Path], names: Iterable[str]) -> list[str]:
    """Those of some shapes that ask something of all things of a class, not of whoever has a role."""
    rules = load_shapes(shapes)
    return sorted(name for name in names if rule_of(rules, name).by_class)
