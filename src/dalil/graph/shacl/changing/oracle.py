"""The reference judges a sample again: nodes that the fast engine finds at fault, and nodes that it does not.

They are cut out with all that shapes read of them, so that pySHACL has a few thousand triples to validate and not
millions. It runs in a process of its own, which loads it while the dossier is still being read.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice, zip_longest
from pathlib import Path

from pyoxigraph import BlankNode

from dalil.errors import DalilError
from dalil.graph.shacl.changing.cut import cut, reaching
from dalil.graph.shacl.changing.following import METACLASSES, SUBCLASS
from dalil.graph.shacl.changing.footprint import Footprint
from dalil.graph.shacl.changing.held import Held, as_written, held_result
from dalil.graph.shacl.changing.verdict import Difference, Verdict
from dalil.graph.shacl.results import Engine, Result, Term, ntriples
from dalil.graph.shacl.running.engines import make_engine
from dalil.graph.shacl.running.workers import program
from dalil.graph.shacl.shapes.reading import class_hierarchy, load_shapes
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.vocabulary import TYPE

WHOLE = 5_000
"""Quads up to which the reference validates all of it, where no cut can be made."""
TOLD = 100
"""Differences that are told; a broken engine has one on every node."""


@dataclass(frozen=True)
class Sample:
    """Data to take nodes from: N-Quads, and the classes that an ontology lends."""

    nquads: bytes
    hierarchy: str = ""

    @property
    def whole(self) -> bytes:
        return b"\n".join([self.nquads, self.hierarchy.encode()])


def compare(fast: Engine, reference: Engine, shapes: Shapes, sample: Sample, count: int) -> Verdict:
    """What both engines say of at most `count` failing and `count` passing nodes: the fast one of everything, the other of a cut."""
    footprint, held = Footprint.of(shapes), Held.of(sample.nquads, sample.hierarchy)
    if footprint.needs_all and len(held.store) > WHOLE:
        return Verdict(reference.name, asked=count, failure=footprint.needs_all)
    said = fast.results(sample.whole)
    at_fault = {held_result(result.focus) for result in said}
    failing = _spread(_by_shape(said), count)
    passing = _spread((set(nodes) - at_fault for nodes in _targets(shapes, held)), count)
    chosen = {*failing, *passing}
    asked = sample.whole
    if not footprint.needs_all:
        asked = as_written(cut(held.store, reaching(held.store, chosen, footprint), footprint))
    ours, theirs = (_told(results, chosen) for results in (said, reference.results(asked)))
    differences = [Difference(*one, fast.name) for one in sorted(ours - theirs)]
    differences += [Difference(*one, reference.name) for one in sorted(theirs - ours)]
    return Verdict(reference.name, len(failing), len(passing), count, tuple(differences[:TOLD]))


def _told(results: Iterable[Result], chosen: set[Term]) -> set[tuple[str, str, str, str]]:
    """The results of the chosen nodes, as both engines would write them: a nameless value has no name that could be compared."""
    return {
        (
            getattr(result.focus, "value", ""),
            result.shape,
            result.component,
            "" if result.value is None else "[]" if isinstance(result.value, BlankNode) else str(result.value),
        )
        for result in results
        if held_result(result.focus) in chosen
    }


def _spread(groups: Iterable[Iterable[Term]], count: int) -> list[Term]:
    """The first of each group, then the second of each, and so on: in an order that a hash gives, the same every time."""
    ordered = [sorted((n for n in group if not isinstance(n, BlankNode)), key=_order)[:count] for group in groups]
    turns = chain.from_iterable(zip_longest(*ordered))
    return list(islice(dict.fromkeys(node for node in turns if node is not None), count))


def _order(node: Term) -> bytes:
    return sha256(str(node).encode()).digest()


def _by_shape(results: Iterable[Result]) -> Iterator[set[Term]]:
    groups: dict[str, set[Term]] = {}
    for result in results:
        groups.setdefault(result.shape, set()).add(held_result(result.focus))
    yield from (nodes for _, nodes in sorted(groups.items()))


def _targets(shapes: Shapes, held: Held) -> Iterator[set[Term]]:
    """The nodes of each target that a shape has."""
    store, below = held.store, dict[Term, set[Term]]()
    for quad in store.quads_for_pattern(None, SUBCLASS, None, None):
        below.setdefault(quad.object, set()).add(quad.subject)  # type: ignore[arg-type]
    for shape in shapes.targeted:
        classes = {shape} if {term.value for term in shapes.values(shape, "type")} & METACLASSES else set[Term]()
        for class_ in sorted({*shapes.values(shape, "targetClass"), *classes}, key=str):
            subclasses = _all_below(class_, below)
            yield {q.subject for c in subclasses for q in store.quads_for_pattern(None, TYPE, c, None)}  # type: ignore[misc]
        for predicate in shapes.values(shape, "targetSubjectsOf"):
            yield {quad.subject for quad in store.quads_for_pattern(None, predicate, None, None)}  # type: ignore[arg-type,misc]
        for predicate in shapes.values(shape, "targetObjectsOf"):
            yield {quad.object for quad in store.quads_for_pattern(None, predicate, None, None)}  # type: ignore[arg-type,misc]


def _all_below(class_: Term, below: dict[Term, set[Term]]) -> set[Term]:
    todo, found = [class_], {class_}
    while todo:
        fresh = below.get(todo.pop(), set()) - found
        found |= fresh
        todo += fresh
    return found


class Oracle:
    """The reference in a process of its own: started early, asked later, and told to go where it is not needed."""

    def __init__(self, shapes: Sequence[Path], ontology: Path, engine: str, count: int) -> None:
        self._count = count
        command, environment = program("dalil.graph.shacl.changing.oracle")
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._write({"shapes": [*map(str, shapes)], "ontology": str(ontology), "engine": engine, "count": count})

    def ask(self, nquads: Path) -> None:
        """Begin to compare on nodes of a file, while others go on."""
        self._write(str(nquads))

    def _write(self, what: object) -> None:
        if self._process.stdin:
            with suppress(OSError):  # it has died: whoever waits for the verdict is told
                self._process.stdin.write(json.dumps(what).encode() + b"\n")
                self._process.stdin.flush()

    def verdict(self, seconds: float) -> Verdict:
        """What it says, or why it says nothing."""
        try:
            answer, _ = self._process.communicate(timeout=seconds)
            return Verdict.of(json.loads(answer))
        except subprocess.TimeoutExpired:
            return Verdict("pySHACL", asked=self._count, failure=f"no answer after {seconds:,.0f} seconds")
        except (ValueError, OSError):
            return Verdict("pySHACL", asked=self._count, failure="the process that was asked failed")
        finally:
            self.end()

    def end(self) -> None:
        """Stop it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def main() -> None:
    """Load what is needed, wait to be asked, answer once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked is interrupted too, and ends this process
    job = json.loads(sys.stdin.readline() or "null")
    if not job:
        return
    try:
        shapes = load_shapes([Path(path) for path in job["shapes"]])
        fast, reference = (make_engine(name, shapes) for name in (job["engine"], "pyshacl"))
        hierarchy = ntriples(class_hierarchy(Path(job["ontology"])))
        if not (line := sys.stdin.readline()):
            return
        sample = Sample(Path(json.loads(line)).read_bytes(), hierarchy)
        verdict = compare(fast, reference, shapes, sample, job["count"])
    except DalilError as error:
        verdict = Verdict("pySHACL", asked=job["count"], failure=str(error))
    sys.stdout.write(json.dumps(verdict.record()))


if __name__ == "__main__":
    main()
