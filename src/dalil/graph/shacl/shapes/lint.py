"""What is wrong with anybody's shapes: what an engine would pass over in silence, or answer as it likes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from dalil.errors import DalilError, ProjectError
from dalil.graph.shacl.shapes.queries import query_faults
from dalil.graph.shacl.shapes.shapegraph import NIL, Shapes
from dalil.graph.shacl.shapes.terms import (
    FORMER,
    IMPORTS,
    INTEGER,
    LISTS,
    NAMELESS,
    NAMES,
    NUMBERS,
    ON_PATHS,
    PATHS,
    TARGETS,
    Term,
)
from dalil.vocabulary import local_name

OF_XML = re.compile(r"\\[pPiIcC]")
"""What regular expressions have in XML Schema and not in Python: some engines can read it."""
MOST = 10_000
"""Steps of a path that are looked at."""


def faults(shapes: Shapes) -> Iterator[DalilError]:
    """What is wrong with any shapes."""
    for shape, says in shapes.about.items():
        for property_ in says.get("property", []):
            if len(shapes.values(property_, "path")) != 1:
                yield fault(shapes, property_, "is a property shape without exactly one sh:path")
        for what in (*_misused(says), *_broken_lists(shapes, says), *_broken_paths(shapes, says)):
            yield fault(shapes, shape, what)
    yield from _rings(shapes)
    for constraint, what, hint in query_faults(shapes):
        yield fault(shapes, constraint, what, hint)


def remarks(shapes: Shapes) -> Iterator[str]:
    """What nothing refuses and a person should know, each in a sentence."""
    for shape in sorted(shapes.deactivated, key=str):
        yield f"the shape {called(shapes, shape)} is switched off (sh:deactivated), and asks nothing"
    for shape in shapes.undeclared:
        yield f"the shape {called(shapes, shape)} has a query without dalil:reads: each change asks for a full run"
    subjects = {triple.subject for triple in shapes.triples}
    for imported in sorted({t.object for t in shapes.triples if t.predicate == IMPORTS} - subjects, key=str):
        yield f"{imported} is imported (owl:imports) and not read: give its file as well"
    former = {f"sh:{name}" for says in shapes.about.values() for name in says.keys() & FORMER}
    for name in sorted(former):
        yield f"{name} is of a draft of SHACL, and asks nothing"


def fault(shapes: Shapes, shape: Term, what: str, hint: str | None = None) -> ProjectError:
    """An error at the shape's place, or at the named shape that holds a nameless one."""
    if isinstance(shape, NamedNode) and not shape.value.startswith(NAMELESS):
        return ProjectError(f"the shape {local_name(shape.value)} {what}", shapes.places.get(shape), hint)
    holder, seen = shape, set[Term]()
    while holder not in shapes.places and holder not in seen:
        seen.add(holder)
        holder = next((t.subject for t in shapes.triples if t.object == holder), holder)  # type: ignore[assignment]
    within = f" in {local_name(holder.value)}" if holder in shapes.places else ""
    return ProjectError(f"a shape without a name{within} {what}", shapes.places.get(holder), hint)


# --- anybody's


def _misused(says: dict[str, list[Term]]) -> Iterator[str]:
    """Parameters with a value of the wrong form, which engines refuse late or apply to no effect."""
    for name in sorted(says.keys() & (NUMBERS | NAMES | TARGETS | {"pattern", "severity"})):
        for value in says[name]:
            if name in NUMBERS and not (isinstance(value, Literal) and value.datatype == INTEGER):
                yield f"has sh:{name} {value}, which is no whole number"
            elif name in NAMES | TARGETS - {"targetNode"} and not isinstance(value, NamedNode):
                yield f"has sh:{name} {value}, which is no name"
            elif name == "pattern" and not _is_pattern(value.value):
                yield f"has sh:pattern {value}, which is no regular expression"
            elif name == "severity" and not isinstance(value, NamedNode):
                yield f"has sh:severity {value}, which is no name"
    if "path" not in says and (odd := sorted(says.keys() & ON_PATHS)):
        yield f"has sh:{odd[0]} and no sh:path to count on"
    if "qualifiedValueShape" in says and not says.keys() & {"qualifiedMinCount", "qualifiedMaxCount"}:
        yield "has sh:qualifiedValueShape, and neither sh:qualifiedMinCount nor sh:qualifiedMaxCount"


def _is_pattern(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return bool(OF_XML.search(pattern))
    except (RecursionError, OverflowError):
        return False
    return True


def _broken_lists(shapes: Shapes, says: dict[str, list[Term]]) -> Iterator[str]:
    """Lists that do not end, or that are none."""
    for name in sorted(says.keys() & LISTS):
        for head in says[name]:
            if wrong := _no_list(shapes, head):
                yield f"has sh:{name} with {wrong}"


def _no_list(shapes: Shapes, head: Term) -> str:
    """Why a node is no list, "" where it is one."""
    node, seen = head, set[Term]()
    while node != NIL and node not in seen:
        seen.add(node)
        first, rest = shapes.values(node, "first"), shapes.values(node, "rest")
        if len(first) != 1 or len(rest) != 1:
            return f"{head}, which is no list: one of its links has not one rdf:first and one rdf:rest"
        node = rest[0]
    return "" if node == NIL else "a list that runs in a circle"


def _broken_paths(shapes: Shapes, says: dict[str, list[Term]]) -> Iterator[str]:
    """Paths that are none, or that contain themselves."""
    for path in says.get("path", ()):
        todo, seen = [(path, frozenset[Term]())], 0
        while todo and (seen := seen + 1) < MOST:
            node, above = todo.pop()
            if isinstance(node, NamedNode) and node != NIL:
                continue
            steps = shapes.values(node, *PATHS)
            lists = shapes.values(node, "alternativePath") or ([] if steps else [node])
            wrong = next(filter(None, (_no_list(shapes, head) for head in lists)), "")
            if node in above or wrong or NIL in lists:
                yield (
                    "has an sh:path that contains itself"
                    if node in above
                    else f"has an sh:path that is none: {wrong or 'an empty list'}"
                )
                break
            inner = [member for head in lists for member in shapes.members(head)] if lists else steps
            todo += [(member, above | {node}) for member in inner]


def _rings(shapes: Shapes) -> Iterator[DalilError]:
    """Shapes that ask for themselves: SHACL leaves open what they mean, and engines differ."""
    done = set[Term]()
    for start in shapes.about:
        trail: list[Term] = []
        todo: list[tuple[Term, int]] = [(start, 0)]
        while todo:
            shape, depth = todo.pop()
            done |= set(trail[depth:])
            del trail[depth:]
            if shape in trail:
                names = [called(shapes, one) for one in [*trail[trail.index(shape) :], shape]]
                yield fault(shapes, shape, f"asks for itself: {' → '.join(names)}", "SHACL leaves open what that means")
                done |= set(trail)
            elif shape not in done:
                trail.append(shape)
                todo += [(other, len(trail)) for _, other in shapes.nested(shape)]
        done |= set(trail)


def called(shapes: Shapes, shape: Term) -> str:
    """A shape by its name, or by what it has where it has none."""
    if isinstance(shape, NamedNode) and not shape.value.startswith(NAMELESS):
        return local_name(shape.value)
    return "[ " + " ".join(f"sh:{name}" for name in sorted(shapes.about.get(shape, {})) if name != "type") + " ]"
