"""Shapes and data by chance, for properties that must hold of all: SHACL Core with every kind of path. All of it is invented."""

from collections.abc import Sequence

from hypothesis import strategies as st

PREFIXES = """@prefix : <https://example.org/any#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NODES = tuple(f"<https://example.org/any#n{number}>" for number in range(4))
PREDICATES = tuple(f"<https://example.org/any#{name}>" for name in "pqr")
CLASSES = tuple(f"<https://example.org/any#{name}>" for name in "ABC")
XSD = "^^<http://www.w3.org/2001/XMLSchema#"
LITERALS = (
    '"7"',
    '"b"',
    '"b"@en',
    f'"7"{XSD}integer>',
    f'"007"{XSD}integer>',
    f'"x"{XSD}integer>',
    f'"1.50"{XSD}decimal>',
)
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
GRAPHS = ("", " <https://example.org/any#claim-1>", " <https://example.org/any#claim-2>")

one = st.sampled_from
links = st.builds("{} {} {}{} .".format, one(NODES), one(PREDICATES), one(NODES + LITERALS), one(GRAPHS))
types = st.builds("{} {} {}{} .".format, one(NODES), st.just(TYPE), one(CLASSES), one(GRAPHS))
lines = st.one_of(links, links, types)
"""Quads that a change may bring or take."""
subclasses = st.builds("{} {} {} .".format, one(CLASSES), st.just(SUBCLASS), one(CLASSES))
data = st.builds(
    lambda few, many: frozenset(few | many), st.sets(subclasses, max_size=2), st.sets(lines, min_size=10, max_size=40)
)

paths = st.recursive(
    one(PREDICATES),
    lambda inner: st.one_of(
        st.builds("[ sh:inversePath {} ]".format, inner),
        st.builds("( {} {} )".format, inner, inner),
        st.builds("[ sh:alternativePath ( {} {} ) ]".format, inner, inner),
        st.builds("[ sh:{} {} ]".format, one(("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")), inner),
    ),
    max_leaves=3,
)
targets = st.one_of(
    st.builds("sh:targetClass {}".format, one(CLASSES)),
    st.builds("sh:targetNode {}".format, one(NODES + LITERALS[:2])),
    st.builds("sh:targetSubjectsOf {}".format, one(PREDICATES)),
    st.builds("sh:targetObjectsOf {}".format, one(PREDICATES)),
)
of_values = st.one_of(
    st.builds("sh:class {}".format, one(CLASSES)),
    st.builds("sh:datatype {}".format, one(("xsd:integer", "xsd:string", "rdf:langString"))),
    st.builds("sh:nodeKind {}".format, one(("sh:IRI", "sh:Literal"))),
    st.builds("sh:hasValue {}".format, one(NODES + LITERALS)),
    st.builds("sh:in ( {} {} )".format, one(NODES), one(LITERALS)),
    st.just('sh:pattern "^0"'),
    st.just("sh:minLength 2"),
    st.builds("sh:{} {}".format, one(("equals", "disjoint")), one(PREDICATES)),
)
closed = st.builds("sh:closed true ; sh:ignoredProperties ( rdf:type {} )".format, one(PREDICATES))
"""Of node shapes only: on a property shape the fast engine refuses it."""
of_counts = st.one_of(
    st.builds("sh:minCount {}".format, st.integers(1, 2)),
    st.builds("sh:maxCount {}".format, st.integers(0, 2)),
    st.just("sh:uniqueLang true"),
)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Constraints that hold other shapes."""
    whole = st.builds("[ {} ]".format, st.one_of(inner, inner, closed))
    return st.one_of(
        st.builds("sh:node {}".format, whole),
        st.builds("sh:not {}".format, whole),
        st.builds("sh:{} ( {} {} )".format, one(("or", "and", "xone")), whole, whole),
        st.builds("sh:property [ sh:path {} ; {} ]".format, paths, inner),
    )


constraints = st.recursive(of_values, _nested, max_leaves=3)
qualified = st.builds(
    "sh:qualifiedValueShape [ {} ] ; sh:qualified{} ; sh:qualifiedValueShapesDisjoint {}".format,
    constraints,
    one(("MinCount 1", "MaxCount 1")),
    one(("true", "false")),
)
properties = st.builds(
    "sh:property [ sh:path {} ; {} ]".format, paths, st.one_of(of_counts, constraints, constraints, qualified)
)


def _kind(part: str) -> str:
    """Of most constraints a shape has one of a kind; more would be refused."""
    return part if part.startswith("sh:property") else part.partition(" ")[0]


def _shape(number: int, target: str, parts: Sequence[str]) -> str:
    return f":s{number} a sh:NodeShape ; {target} ; {' ; '.join(parts)} .\n"


shapes = st.lists(
    st.tuples(
        targets,
        st.lists(st.one_of(properties, properties, constraints, closed), min_size=1, max_size=2, unique_by=_kind),
    ),
    min_size=1,
    max_size=2,
).map(lambda all_: PREFIXES + "".join(_shape(number, *one) for number, one in enumerate(all_)))
"""A shapes graph, as Turtle."""


def text(quads: frozenset[str]) -> str:
    """Quads as N-Quads."""
    return "".join(f"{line}\n" for line in sorted(quads))
