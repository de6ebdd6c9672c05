"""What a dossier's own shapes may not be: rules that people cannot tell apart or understand, that contradict
themselves, that engines take differently, or that take no end on millions of nodes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal

from dalil.errors import DalilError
from dalil.graph.shacl.shapes.lint import OF_XML, called, fault
from dalil.graph.shacl.shapes.queries import own_query_faults
from dalil.graph.shacl.shapes.regexes import runaway
from dalil.graph.shacl.shapes.shapegraph import NIL, NOTATION, Shapes
from dalil.graph.shacl.shapes.terms import CONSTRAINTS, NESTED, SEVERITIES, SHAPE_LISTS, Term

BOUNDS = (
    ("minCount", "maxCount"),
    ("minLength", "maxLength"),
    ("qualifiedMinCount", "qualifiedMaxCount"),
    ("minInclusive", "maxInclusive"),
    ("minInclusive", "maxExclusive"),
    ("minExclusive", "maxInclusive"),
    ("minExclusive", "maxExclusive"),
)
PLACEHOLDER = re.compile(r"\{[?$]\w+\}")
FLAGS = frozenset("ismxq")


def own_faults(shapes: Shapes) -> Iterator[DalilError]:
    """What is wrong with a dossier's own shapes besides."""
    used = {triple.object for triple in shapes.triples}
    for shape, says in shapes.about.items():
        if "path" in says and shape not in shapes.targeted and shape not in used:
            yield fault(shapes, shape, "is never applied", "name it under sh:property of a shape with a target")
        for _, other in shapes.nested(shape):
            if other not in shapes.about:
                yield fault(shapes, shape, f"uses {other}, which nobody declares", "declare it, or correct the name")
        for what, hint in (*_contradictions(says), *_unwise(says)):
            yield fault(shapes, shape, what, hint)
    for shape in shapes.speaking:
        yield from _speechless(shapes, shape)
    for constraint, what, hint in own_query_faults(shapes):
        yield fault(shapes, constraint, what, hint)
    yield from _costly_classes(shapes)
    yield from _codes(shapes)


def _speechless(shapes: Shapes, shape: Term) -> Iterator[DalilError]:
    """What a shape lacks to be told apart from others, and to be understood."""
    if isinstance(shape, BlankNode):
        yield fault(shapes, shape, "can complain and has no IRI", "name it, so that its findings can be told apart")
    languages = [getattr(m, "language", None) for m in shapes.values(shape, "message") if m.value.strip()]
    if not languages or len(set(languages)) < len(languages):
        yield fault(shapes, shape, "has not one sh:message in a language", "say what is wrong and what to do")
    if [term.value in SEVERITIES for term in shapes.values(shape, "severity")] != [True]:
        yield fault(shapes, shape, "has no severity", "write sh:severity sh:Violation, sh:Warning or sh:Info")
    if not CONSTRAINTS & shapes.about[shape].keys():
        yield fault(shapes, shape, "demands nothing", "write a constraint such as sh:minCount 1")


def _contradictions(says: dict[str, list[Term]]) -> Iterator[tuple[str, str]]:
    """Bounds that nothing can hold to."""
    for low, high in BOUNDS:
        for least in says.get(low, ()):
            for most in says.get(high, ()):
                if (a := _number(least)) is not None and (b := _number(most)) is not None:
                    open_ = "Exclusive" in low + high
                    if a > b or (open_ and a == b):
                        yield (
                            f"asks for sh:{low} {least.value} and sh:{high} {most.value}: nothing holds to both",
                            "correct one of them",
                        )
    if NIL in says.get("in", ()):
        yield "has an empty sh:in: nothing holds to it", "list what is allowed, or write sh:maxCount 0"


def _number(term: Term) -> float | None:
    try:
        return float(term.value) if isinstance(term, Literal) else None
    except ValueError:
        return None


def _unwise(says: dict[str, list[Term]]) -> Iterator[tuple[str, str | None]]:
    """What works on one engine, or on little data, and not on others."""
    marks = "".join(flags.value for flags in says.get("flags", ()))
    for pattern in says.get("pattern", ()):
        if sign := OF_XML.search(pattern.value):
            yield f"has sh:pattern {pattern.value!r} with {sign[0]}, which pySHACL cannot read", "list the characters"
        elif words := runaway(pattern.value, marks):
            yield (
                f"has sh:pattern {pattern.value!r}, which may never end: {words}",
                "write [ab]+ for (a|b)+ or (a+)+, so that each character can be taken in one way only",
            )
    for flags in says.get("flags", ()):
        if "pattern" not in says or not set(flags.value) <= FLAGS:
            yield (
                f"has sh:flags {flags.value!r}",
                "flags stand beside sh:pattern, and are of the letters i, s, m, x and q",
            )
    if "sparql" not in says:
        for message in says.get("message", ()):
            if hole := PLACEHOLDER.search(message.value):
                yield (
                    f"has a message with {hole[0]}, which nothing fills",
                    "only the messages of sh:sparql have values of their query",
                )


def _costly_classes(shapes: Shapes) -> Iterator[DalilError]:
    """sh:class inside of another shape: the fast engine takes the square of the time."""
    inner = NESTED - {"property"} | SHAPE_LISTS
    todo = [other for shape in shapes.about for name, other in shapes.nested(shape) if name in inner]
    within = set[Term]()
    while todo:
        if (shape := todo.pop()) not in within:
            within.add(shape)
            todo += [other for _, other in shapes.nested(shape)]
    for shape in shapes.about:
        if shape in within and shapes.values(shape, "class"):
            hint = "ask for the class on the property shape itself; give alternatives a common superclass"
            yield fault(
                shapes, shape, "asks for sh:class inside of another shape, which costs the square of the data", hint
            )


def _codes(shapes: Shapes) -> Iterator[DalilError]:
    """One code, one rule; one rule, one code."""
    for shape in shapes.about:
        if len(shapes.said(shape, NOTATION)) > 1:
            yield fault(shapes, shape, "has more than one code (skos:notation)", "keep the one that was published")
    counts = Counter(code for shape in shapes.about if (code := shapes.code(shape)))
    for shape in shapes.about:
        if counts[code := shapes.code(shape)] > 1 and code:
            others = sorted(called(shapes, s) for s in shapes.about if s != shape and shapes.code(s) == code)
            yield fault(
                shapes,
                shape,
                f"has the code {code}, and so has {', '.join(others)}",
                "give each rule a code of its own",
            )
