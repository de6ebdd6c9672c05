"""Shape files as code: read, checked, and refused where an engine would pass over a mistake in silence.

Engines ignore what they do not know: a mistyped parameter, a shape that nothing applies, a name that
nobody declares. Only SHACL Core is let through (what needs SPARQL is a queries/check-*.rq), and every
shape that can complain has an IRI, a message and a severity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from dalil.errors import DalilError, DalilErrors, ProjectError, Where, nearest
from dalil.vocabulary import OWL, RDF, RDFS, TYPE, XSD, local_name


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SH = "http://www.w3.org/ns/shacl#"
SEVERITIES = {SH + name: name.lower() for name in ("Violation", "Warning", "Info")}
TARGETS = _words("targetNode targetClass targetSubjectsOf targetObjectsOf")
NUMBERS = _words("minCount maxCount minLength maxLength qualifiedMinCount qualifiedMaxCount")
NAMES = _words("class datatype nodeKind equals disjoint lessThan lessThanOrEquals")
SHAPE_LISTS = _words("and or xone")
NESTED = _words("property node not qualifiedValueShape")
ON_PATHS = _words("minCount maxCount uniqueLang lessThan lessThanOrEquals qualifiedValueShape")
OTHERS = _words("pattern in languageIn hasValue closed minExclusive minInclusive maxExclusive maxInclusive")
CONSTRAINTS = NUMBERS | NAMES | SHAPE_LISTS | NESTED | ON_PATHS | OTHERS
REST = _words(
    "NodeShape PropertyShape PropertyGroup Violation Warning Info severity message deactivated path flags"
    " alternativePath inversePath zeroOrMorePath oneOrMorePath zeroOrOnePath ignoredProperties"
    " qualifiedValueShapesDisjoint name description order group defaultValue"
    " IRI BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral"
)
CORE = TARGETS | CONSTRAINTS | REST
NEEDS_SPARQL = _words("sparql select ask prefixes declare rule target js")
INTEGER, CLASS, SUBCLASS = NamedNode(XSD + "integer"), NamedNode(OWL + "Class"), NamedNode(RDFS + "subClassOf")

Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True)
class Shapes:
    """The shapes of a dossier: what their files say, and in which file and line each one stands."""

    triples: list[Triple] = field(default_factory=list)
    places: dict[Term, Where] = field(default_factory=dict)

    @cached_property
    def about(self) -> dict[Term, dict[str, list[Term]]]:
        """Node → SHACL (or RDF) term by its short name → values."""
        found: dict[Term, dict[str, list[Term]]] = {}
        for triple in self.triples:
            if triple.predicate.value.startswith((SH, RDF)):
                says = found.setdefault(triple.subject, {})  # type: ignore[arg-type]
                says.setdefault(local_name(triple.predicate.value), []).append(triple.object)  # type: ignore[arg-type]
        return found

    def values(self, shape: Term, *names: str) -> list[Term]:
        """What a shape says under SHACL terms."""
        return [value for name in names for value in self.about.get(shape, {}).get(name, [])]

    def members(self, head: Term) -> Iterator[Term]:
        """The members of an RDF list."""
        while first := self.values(head, "first"):
            yield first[0]
            head = self.values(head, "rest")[0]

    @cached_property
    def targeted(self) -> list[Term]:
        """Shapes with a target of their own."""
        return [shape for shape, says in self.about.items() if TARGETS & says.keys()]

    @cached_property
    def speaking(self) -> list[Term]:
        """Shapes whose complaints reach the report: targeted ones, and their property shapes all the way down."""
        todo, seen = list(self.targeted), dict[Term, None]()
        while todo:
            shape = todo.pop(0)
            if shape not in seen:
                seen[shape] = None
                todo += self.values(shape, "property")
        return [shape for shape in seen if self.about.get(shape, {}).keys() & (CONSTRAINTS - {"property"} | {"path"})]

    def targets(self, shape: Term, name: str) -> list[str]:
        """The targets of a shape, or of the shapes that apply it as a property shape."""
        owners = [shape, *(other for other in self.about if shape in self.values(other, "property"))]
        return [term.value for owner in owners for term in self.values(owner, name)]


def load_shapes(paths: Sequence[Path]) -> Shapes:
    """Read shape files. Raises DalilErrors with everything that an engine would pass over."""
    shapes = Shapes()
    errors: list[DalilError] = []
    for path in paths:
        try:
            errors += _read(path, f"{path.parent.name}/{path.name}", shapes)
        except DalilError as error:
            errors.append(error)
    if not paths:
        errors.append(ProjectError("there are no shape files, so nothing would be validated", "shapes"))
    if errors := [*errors, *_faults(shapes)]:
        raise DalilErrors(errors)
    return shapes


def _read(path: Path, name: str, shapes: Shapes) -> Iterator[DalilError]:
    """Add one file to the shapes; what is wrong with the file by itself comes back."""
    try:
        text = path.read_text(encoding="utf-8")
        quads = ox.parse(text.encode(), format=RdfFormat.TURTLE, rename_blank_nodes=True)
        triples = [quad.triple for quad in quads]
    except SyntaxError as error:
        raise ProjectError(f"this is no Turtle: {error.msg}", Where(name, error.lineno or 0)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ProjectError(f"the shapes cannot be read: {error}", Where(name)) from error
    shapes.triples.extend(triples)
    for subject in sorted({t.subject for t in triples if isinstance(t.subject, NamedNode)}, key=str):
        place = Where(name, _line(text, subject.value))
        if (first := shapes.places.setdefault(subject, place)) != place:
            yield ProjectError(f"{local_name(subject.value)} is declared twice", place, f"first at {first}")
    if not Shapes(triples).targeted:
        yield ProjectError("no shape with a target stands here", Where(name), "write sh:targetClass …")
    terms = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
    for iri in sorted(term for term in terms if term.startswith(SH)):
        if (local := iri.removeprefix(SH)) not in CORE:
            query = "write a query with `expect: empty`: queries/check-….rq"
            hint = query if local in NEEDS_SPARQL else nearest(local, CORE)
            yield ProjectError(f"sh:{local} is no term of SHACL Core", Where(name, _line(text, iri)), hint)


def _line(text: str, iri: str) -> int:
    """The line that begins with an IRI, known by its last part; else the first that has it."""
    name = rf"[:#/]{re.escape(local_name(iri))}(?![\w-])"
    match = re.search(rf"^\S*{name}", text, re.MULTILINE) or re.search(name, text)
    return text.count("\n", 0, match.start()) + 1 if match else 0


def _faults(shapes: Shapes) -> Iterator[DalilError]:
    """What is wrong with the shapes of all files taken together."""
    used = {triple.object for triple in shapes.triples}
    for shape, says in shapes.about.items():
        typed = {SH + "NodeShape", SH + "PropertyShape"} & {term.value for term in says.get("type", [])}
        if typed and shape not in used and shape not in shapes.targeted:
            yield _fault(shapes, shape, "is never applied", "give it a target, or name it under a shape's sh:property")
        for other in (*shapes.values(shape, *NESTED), *_listed(shapes, shape)):
            if other not in shapes.about:
                yield _fault(shapes, shape, f"uses {other}, which nobody declares", "declare it, or correct the name")
        for property_ in says.get("property", []):
            if len(shapes.values(property_, "path")) != 1:
                yield _fault(shapes, property_, "is a property shape without exactly one sh:path")
        for what in _misused(says):
            yield _fault(shapes, shape, what)
    for shape in shapes.speaking:
        yield from _speechless(shapes, shape)


def _speechless(shapes: Shapes, shape: Term) -> Iterator[DalilError]:
    """What a shape lacks to be told apart from others, and to be understood."""
    if isinstance(shape, BlankNode):
        yield _fault(shapes, shape, "can complain and has no IRI", "name it, so that its findings can be told apart")
    languages = [getattr(m, "language", None) for m in shapes.values(shape, "message") if m.value.strip()]
    if not languages or len(set(languages)) < len(languages):
        yield _fault(shapes, shape, "has not one sh:message in a language", "say what is wrong and what to do")
    if [term.value in SEVERITIES for term in shapes.values(shape, "severity")] != [True]:
        yield _fault(shapes, shape, "has no severity", "write sh:severity sh:Violation, sh:Warning or sh:Info")
    if not CONSTRAINTS & shapes.about[shape].keys():
        yield _fault(shapes, shape, "demands nothing", "write a constraint such as sh:minCount 1")


def _listed(shapes: Shapes, shape: Term) -> Iterator[Term]:
    for head in shapes.values(shape, *SHAPE_LISTS):
        yield from shapes.members(head) if shapes.values(head, "first") else [head]


def _misused(says: dict[str, list[Term]]) -> Iterator[str]:
    """Parameters with a value of the wrong form, which engines refuse late or apply to no effect."""
    for name in sorted(says.keys() & (NUMBERS | NAMES | TARGETS | {"pattern"})):
        for value in says[name]:
            if name in NUMBERS and not (isinstance(value, Literal) and value.datatype == INTEGER):
                yield f"has sh:{name} {value}, which is no whole number"
            elif name in NAMES | TARGETS and not isinstance(value, NamedNode):
                yield f"has sh:{name} {value}, which is no name"
            elif name == "pattern" and not _is_pattern(value.value):
                yield f"has sh:pattern {value}, which is no regular expression"
    if "path" not in says and (odd := sorted(says.keys() & ON_PATHS)):
        yield f"has sh:{odd[0]} and no sh:path to count on"
    if "qualifiedValueShape" in says and not says.keys() & {"qualifiedMinCount", "qualifiedMaxCount"}:
        yield "has sh:qualifiedValueShape, and neither sh:qualifiedMinCount nor sh:qualifiedMaxCount"


def _is_pattern(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _fault(shapes: Shapes, shape: Term, what: str, hint: str | None = None) -> ProjectError:
    """An error at the shape's place, or at the named shape that holds a nameless one."""
    if isinstance(shape, NamedNode):
        return ProjectError(f"the shape {local_name(shape.value)} {what}", shapes.places.get(shape), hint)
    holder: Term | None = shape
    while holder is not None and holder not in shapes.places:
        holder = next((t.subject for t in shapes.triples if t.object == holder), None)  # type: ignore[assignment]
    within = f" in {local_name(holder.value)}" if isinstance(holder, NamedNode) else ""
    return ProjectError(f"a shape without a name{within} {what}", shapes.places.get(holder) if holder else None, hint)


def class_hierarchy(ontology: Path) -> list[Triple]:
    """What shapes need of the ontology: subclasses, and the individuals of its classes. Raises ProjectError."""
    try:
        triples = [quad.triple for quad in ox.parse(path=ontology, format=RdfFormat.TURTLE)]
    except (OSError, SyntaxError) as error:
        raise ProjectError(f"the ontology cannot be read: {error}", ontology.name) from error
    classes = {triple.subject for triple in triples if triple.predicate == TYPE and triple.object == CLASS}
    return [t for t in triples if t.predicate == SUBCLASS or (t.predicate == TYPE and t.object in classes)]
