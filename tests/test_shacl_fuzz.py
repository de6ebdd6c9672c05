"""Two engines, one answer: random graphs under random shapes of SHACL Core, and our own shapes over what was planted in real data.

Every case comes from its number, so that one that fails can be looked at again: `case(17)`. All data is invented.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest

from dalil.graph.shacl.results import Result
from dalil.graph.shacl.running.engines import make_engine
from dalil.graph.shacl.shapes.reading import read_shapes
from dalil.graph.validate import validate

E = "https://example.org/"
HEAD = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix e: <{E}> .
"""
XSD = "http://www.w3.org/2001/XMLSchema#"
NODES = [f"<{E}n{n}>" for n in range(6)] + ["_:a", "_:b"]
CLASSES, PREDICATES = [f"{E}C{n}" for n in range(3)], [f"{E}p{n}" for n in range(4)]
LITERALS = [
    *('"a"', '"b"', '"abc"', '""', '"a"@en', '"b"@en-GB', '"a"@ar', '"A"'),
    *(f'"{n}"^^<{XSD}integer>' for n in ("1", "2", "007", "-3", "x")),
    *(f'"{n}"^^<{XSD}decimal>' for n in ("1.0", "2.5")),
    *(f'"{n}"^^<{XSD}boolean>' for n in ("true", "1", "maybe")),
    *(f'"{n}"^^<{XSD}date>' for n in ("2031-01-02", "2031-02-31", "2030-12-31")),
    *(f'"{n}"^^<{XSD}dateTime>' for n in ("2031-01-02T03:04:05Z", "2031-01-02T03:04:05")),
    f'"1.5"^^<{XSD}double>',
    f'"z"^^<{E}own>',
]


def graph(chance: Random) -> str:
    """Some sixty quads: a class hierarchy, types, and anything said of anything; a third stands in a named graph."""
    lines = {f"<{CLASSES[1]}> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <{CLASSES[0]}>"}
    for node in NODES:
        if chance.random() < 0.8:
            lines.add(f"{node} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{chance.choice(CLASSES)}>")
    for _ in range(50):
        other = chance.choice(NODES if chance.random() < 0.5 else LITERALS)
        lines.add(f"{chance.choice(NODES)} <{chance.choice(PREDICATES)}> {other}")
    return "".join(f"{line}{f' <{E}g>' if chance.random() < 0.3 else ''} .\n" for line in sorted(lines))


@dataclass
class Maker:
    """Writes shapes in Turtle, as deep as it is allowed to."""

    chance: Random

    def shapes(self) -> str:
        return HEAD + "".join(f"e:s{n} {self.targets()} ; {self.shape(2)} .\n" for n in range(4))

    def targets(self) -> str:
        one = self.chance.choice
        return one([
            f"sh:targetClass <{one(CLASSES)}>",
            f"sh:targetSubjectsOf <{one(PREDICATES)}>",
            f"sh:targetObjectsOf <{one(PREDICATES)}>",
            f"sh:targetNode {one(NODES[:6])}, {one(LITERALS)}",
        ])  # fmt: skip

    def shape(self, depth: int) -> str:
        """A node shape or a property shape, from its first predicate on."""
        if self.chance.random() < 0.5:
            return f"sh:path {self.path(2)} ; {self.constraints(depth, on_path=True)}"
        return f"a sh:NodeShape ; {self.constraints(depth, on_path=False)}"

    def path(self, depth: int) -> str:
        one = self.chance.choice
        if depth == 0 or self.chance.random() < 0.4:
            return f"<{one(PREDICATES)}>"
        inner = [self.path(depth - 1) for _ in range(2)]
        return one([
            f"[ sh:inversePath {inner[0]} ]",
            f"( {inner[0]} {inner[1]} )",
            f"[ sh:alternativePath ( {inner[0]} {inner[1]} ) ]",
            f"[ sh:zeroOrMorePath {inner[0]} ]",
            f"[ sh:oneOrMorePath {inner[0]} ]",
            f"[ sh:zeroOrOnePath {inner[0]} ]",
        ])  # fmt: skip

    def constraints(self, depth: int, *, on_path: bool) -> str:
        """One to three constraints, no parameter twice."""
        known = {text.split()[0]: text for text in self.known(depth, on_path=on_path)}
        some = self.chance.sample(list(known.values()), self.chance.randint(1, 3))
        severity = self.chance.choice(["", "", " ; sh:severity sh:Warning", " ; sh:message 'own'"])
        return " ; ".join(some) + severity

    def known(self, depth: int, *, on_path: bool) -> list[str]:
        one, low = self.chance.choice, self.chance.randint(0, 2)
        found = [
            f"sh:class <{one(CLASSES)}>",
            f"sh:datatype {one(['rdf:langString', *(f'xsd:{t}' for t in ('string', 'integer', 'date', 'boolean', 'decimal'))])}",
            f"sh:nodeKind sh:{one(['IRI', 'BlankNode', 'Literal', 'BlankNodeOrIRI', 'IRIOrLiteral', 'BlankNodeOrLiteral'])}",
            f"sh:minInclusive {low}",
            f"sh:maxExclusive {low + 1}",
            f"sh:minExclusive {one(LITERALS)}",
            f"sh:minLength {low + 1}",
            f"sh:maxLength {low}",
            one(["sh:pattern '^[a-c]+$'", "sh:pattern 'A' ; sh:flags 'i'"]),
            "sh:languageIn ( 'en' 'de' )",
            f"sh:in ( {one(LITERALS)} {one(LITERALS)} {one(NODES[:6])} )",
            f"sh:hasValue {one(LITERALS + NODES[:6])}",
            f"sh:equals <{one(PREDICATES)}>",
            f"sh:disjoint <{one(PREDICATES)}>",
        ]
        if not on_path:
            found.append(f"sh:closed true ; sh:ignoredProperties ( rdf:type <{one(PREDICATES)}> )")
        else:
            found += [
                f"sh:minCount {low + 1}",
                f"sh:maxCount {low}",
                "sh:uniqueLang true",
                f"sh:lessThan <{one(PREDICATES)}>",
                f"sh:lessThanOrEquals <{one(PREDICATES)}>",
            ]
        return found + (self.nested(depth - 1, on_path=on_path) if depth else [])

    def nested(self, depth: int, *, on_path: bool) -> list[str]:
        inner = [f"[ {self.shape(depth)} ]" for _ in range(2)]
        counted = f"sh:qualifiedValueShape {inner[0]} ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1"
        return [
            f"sh:node [ a sh:NodeShape ; {self.constraints(depth, on_path=False)} ]",
            f"sh:not {inner[0]}",
            f"sh:and ( {inner[0]} {inner[1]} )",
            f"sh:or ( {inner[0]} {inner[1]} )",
            f"sh:xone ( {inner[0]} {inner[1]} )",
            f"sh:property [ sh:path {self.path(1)} ; {self.constraints(depth, on_path=True)} ]",
            *([counted] * on_path),
        ]


def case(seed: int) -> tuple[str, str]:
    """The data and the shapes of a number."""
    chance = Random(seed)
    return graph(chance), Maker(chance).shapes()


def results(engine: str, data: str, shapes: str) -> Counter[Result]:
    return Counter(make_engine(engine, read_shapes(shapes)).results(data.encode()))


def alike(seed: int) -> int:
    """How many results a case has, after both engines had the same."""
    data, shapes = case(seed)
    fast, reference = (results(engine, data, shapes) for engine in ("shacl", "pyshacl"))
    assert fast == reference, f"case({seed})"
    return fast.total()


@pytest.mark.parametrize("seed", range(60))
def test_engines_agree_on_random_shapes_over_random_graphs(seed):
    alike(seed)


@pytest.mark.slow
def test_engines_agree_on_many_more_of_them():
    found = [alike(seed) for seed in range(1000, 1600)]

    assert sum(found) > 10_000
    assert sum(map(bool, found)) > 500


@pytest.mark.parametrize("seed", range(3))
def test_reports_of_both_engines_are_the_same_down_to_the_words(seed):
    data, shapes = case(seed)
    fast, reference = (validate(data, shapes, engine) for engine in ("shacl", "pyshacl"))

    assert fast.findings == reference.findings
    assert all(finding.message for finding in fast.findings)
    assert len(fast.findings) == results("shacl", data, shapes).total()
