"""SHACL engines behind one door: quads as text and checked shapes in, bare results out.

What an engine tells of a shape (path, message, severity) is read from the shapes themselves, so that all
engines say it alike; an engine answers only which node fails which shape on which value. Engines merge
named graphs. `shacl` (Rust) is some hundred times faster; pySHACL is the reference. Neither may see a
store: pySHACL compares plain strings wrongly there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, RdfFormat

from dalil.errors import InvalidGraph, ProjectError
from dalil.graph.shacl.changing.selection import only
from dalil.graph.shacl.results import TRIPLE, Engine, Result, Term, named, ntriples, path_told
from dalil.graph.shacl.running.installed import ENGINES, chosen, engine_name
from dalil.graph.shacl.running.mending import quickened
from dalil.graph.shacl.running.streams import Stream
from dalil.graph.shacl.shapes.shapegraph import Shapes

__all__ = ["ENGINES", "Fast", "chosen", "chosen_for", "make_engine"]

MOST, LEAST, IN_ALL = 100_000, 1_000, 300_000
"""Results of one run; of one shape where there are ever so many; and of all shapes together. A result costs ten kilobytes."""
LOUD = 10
"""A shape that finds more than one in so many of all results is asked alone where they are too many: a run costs seconds."""
NAMELESS = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^>\n]*>|#[^\n]*|_:([^\s"<>]*[^\s"<>.])')
"""Labels of nameless nodes in N-Quads, and what must be passed over to find them."""

if TYPE_CHECKING:
    import shacl


def chosen_for(name: str, shapes: Shapes) -> str:
    """The same for some shapes: `auto` is pySHACL where the other refuses them, as regular expressions that look ahead."""
    engine = chosen(name)
    if name == "auto" and engine == "shacl":
        try:
            make_engine(engine, shapes)
        except ProjectError:
            return "pyshacl"
    return engine


def make_engine(name: str, shapes: Shapes) -> Engine:
    """The engine of a name in ENGINES. Raises ProjectError where it is unknown or not installed, or refuses the shapes."""
    if chosen(name) == "shacl":
        return Fast(shapes)
    from dalil.graph.shacl.running.reference import Reference

    return Reference(shapes)


class Fast:
    """`shacl`, in Rust: validates text as it is, and merges its graphs itself."""

    def __init__(self, shapes: Shapes) -> None:
        self.name = engine_name("shacl")
        self.cut = frozenset[str]()
        self._rules, self._ready = shapes, _Compiled.of(shapes)

    def results(self, nquads: bytes) -> list[Result]:
        """What does not hold, in any order: everything, but of a shape that finds more than MOST, so many; `cut` names it."""
        try:
            return self._results(nquads.decode())
        except ValueError as error:  # text that is no UTF-8 among them
            raise InvalidGraph(f"the quads cannot be read: {error}") from error

    def results_of(self, stream: Stream) -> list[Result]:
        """The same of files, which are never in memory as text. Raises OSError too."""
        try:
            return self._results(stream)
        except ValueError as error:
            where = re.sub(r"parse error: \S*data\.nq", "parse error", str(error))
            raise InvalidGraph(f"the quads cannot be read: {where}") from error

    def _results(self, data: str | Stream) -> list[Result]:
        self.cut = frozenset()
        found = self._ready.found(data, MOST)
        return found if len(found) < MOST else list(self._apart(data, _louder_last(self._rules.speaking, found)))

    def _apart(self, data: str | Stream, todo: list[list[Term]]) -> Iterator[Result]:
        """The shapes that find too much together by fewer and fewer, so that each one is heard."""
        left = IN_ALL
        while todo:
            group = todo.pop()
            most = min(MOST, max(left, LEAST))
            found = _Compiled.of(only(self._rules, group)).found(data, most)
            if len(found) >= most and len(group) > 1:
                todo += _louder_last(group, found)
                continue
            if len(found) >= most:
                self.cut |= {group[0].value}
            left -= len(found)
            yield from found


def _is_true(values: Iterable[Term]) -> bool:
    return any(value.value == "true" for value in values)


def _louder_last(group: list[Term], found: list[Result]) -> list[list[Term]]:
    """Shapes that are to be asked apart, from the last: all that found little together, each other one alone; else halves."""
    counts = Counter(result.shape for result in found)
    loud = [shape for shape in group if counts[shape.value] * LOUD > len(found)]
    if not loud:
        return [group[len(group) // 2 :], group[: len(group) // 2]]
    quiet = [shape for shape in group if shape not in loud]
    return [*([shape] for shape in reversed(loud)), *([quiet] if quiet else [])]


class _Compiled(NamedTuple):
    """Shapes as the engine holds them, and how many nameless nodes they have: it numbers those of the data after them."""

    shapes: shacl.Shapes
    nameless: int

    @classmethod
    def of(cls, shapes: Shapes) -> _Compiled:
        import shacl

        if any("path" in says and _is_true(says.get("closed", ())) for says in shapes.about.values()):
            what = "sh:closed on a property shape is applied by this engine to the node, and not to the values"
            raise ProjectError(what, "shapes", "validate with the engine pyshacl, or put it in a shape under sh:node")
        triples = list(quickened(shapes))
        try:
            compiled = shacl.Shapes.from_text(ntriples(triples), format="ntriples")
        except ValueError as error:
            raise ProjectError(f"the shapes cannot be applied: {error}", "shapes") from error
        return cls(compiled, len({term for t in triples for term in t if isinstance(term, BlankNode)}))

    def found(self, data: str | Stream, most: int) -> list[Result]:
        """So many results at most."""
        if isinstance(data, str):
            terms = Terms([data], self.nameless)
            report = self.shapes.validate_text(data, format="nquads", max_results=most)
        else:
            terms = Terms(data.texts(), self.nameless)
            with data.as_file() as path:
                report = self.shapes.validate_file(str(path), max_results=most)
        return [_result(result, terms) for result in report.results]


class Terms(dict[str | None, Term]):
    """Terms from how the engine writes them, each read once.

    It numbers nameless nodes by their order in the text, those of the shapes first: here they get back their labels.
    """

    def __init__(self, nquads: Iterable[str], before: int) -> None:
        super().__init__()
        self._nquads, self._before = nquads, before

    def __missing__(self, text: str) -> Term:
        if text.startswith("<<"):
            raise ValueError(TRIPLE)
        if text.startswith("<") and "\\" not in text:
            term: Term = NamedNode(text[1:-1])
        elif text.startswith("_:"):
            number = int(text.rpartition("b")[2]) - self._before
            term = BlankNode(self._labels[number] if 0 <= number < len(self._labels) else text[2:])
        else:
            term = next(iter(ox.parse(f"<a:a> <a:a> {text} .", format=RdfFormat.N_TRIPLES))).object
        self[text] = term
        return term

    @cached_property
    def _labels(self) -> list[str]:
        """The labels of nameless nodes, in the order of the text."""
        return list(dict.fromkeys(label for text in self._nquads for label in NAMELESS.findall(text) if label))


def _result(result: shacl.Result, terms: Terms) -> Result:
    component = named(result.component_iri)
    return Result(
        terms[result.focus_node],
        None if result.value is None else terms[result.value],
        component,
        terms[result.source_shape].value,
        path_told(component, result.path or ""),
    )
