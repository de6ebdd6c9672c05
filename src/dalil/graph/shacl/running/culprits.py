"""Which shape it is that an engine does not come to an end with: halves of the shapes are tried until one is left."""

from __future__ import annotations

from dataclasses import replace

from pyoxigraph import NamedNode

from dalil.errors import ProjectError
from dalil.graph.shacl.changing.selection import only
from dalil.graph.shacl.running.shards import Shard, Task
from dalil.graph.shacl.running.workers import OutOfTime, validate_apart
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.shapes.terms import Term
from dalil.vocabulary import local_name

LEAST = 2.0
"""Seconds for one try, however many there are: the data must be read, perhaps beside other work."""
QUERY = "look at its query: what it asks of a node should start at $this and follow named predicates"
PATTERN = "write the regular expression without one repetition inside another, as in (a+)+; the engine `shacl` does not mind them"


def named_culprit(task: Task, shard: Shard, seconds: float) -> ProjectError:
    """The error that names the shape for which no answer came in so many seconds; it is sought about as long again."""
    suspects = [shape for shape in task.rules.speaking if _may_hang(task.rules, shape)] or task.rules.speaking
    tries = max(1, (len(suspects) - 1).bit_length())
    each = max(LEAST, seconds / 2 / tries)
    while len(suspects) > 1:
        half = suspects[: len(suspects) // 2]
        suspects = suspects[len(half) :] if _ends(task, shard, half, each) else half
    (shape,) = suspects
    if _ends(task, shard, [shape], max(LEAST, seconds / 2)):
        hint = "give them more time, or take the engine `shacl`: dalil[fast]"
        return ProjectError(f"the shapes together did not come to an end within {seconds:g} seconds", "shapes", hint)
    why = PATTERN if task.rules.values(shape, "pattern") else QUERY if task.rules.values(shape, "sparql") else None
    label = task.rules.label(shape) if isinstance(shape, NamedNode) else ""
    what = f"the shape {local_name(shape.value)}" + (f" ({label})" if label else "")
    return ProjectError(f"{what} did not come to an end within {seconds:g} seconds", task.rules.places.get(shape), why)


def _may_hang(rules: Shapes, shape: Term) -> bool:
    return bool(
        rules.values(shape, "pattern", "sparql", *("node", "not", "and", "or", "xone")) or rules.components(shape)
    )


def _ends(task: Task, shard: Shard, shapes: list[Term], seconds: float) -> bool:
    """Whether some shapes by themselves come to an end."""
    try:
        list(validate_apart(replace(task, rules=only(task.rules, shapes)), [shard], 1, seconds))
    except OutOfTime:
        return False
    return True
