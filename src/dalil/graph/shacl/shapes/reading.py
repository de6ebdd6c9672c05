"""Shape files as code: read, checked, and refused where an engine would pass over a mistake in silence.

A dossier's own rules are read strictly (`load_shapes`): whatever can complain has an IRI, a message and a
severity. The shapes of others (`read_shapes`) may lack all that; a slip is refused in either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple

from dalil.errors import DalilError, DalilErrors, ProjectError, Where, nearest
from dalil.graph.shacl.shapes.lines import Lines
from dalil.graph.shacl.shapes.lint import called, fault, faults, remarks
from dalil.graph.shacl.shapes.meta import misuses
from dalil.graph.shacl.shapes.own import own_faults
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.shacl.shapes.terms import (
    ADVANCED,
    CLASS,
    COMPONENTS,
    CONSTRAINTS,
    KNOWN,
    NAMELESS,
    NESTED,
    OURS,
    RULE,
    SEVERITIES,
    SH,
    SHAPE_LISTS,
    SUBCLASS,
    TARGET,
    TARGETS,
    Term,
)
from dalil.vocabulary import TYPE, local_name

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = [
    "CONSTRAINTS",
    "NAMELESS",
    "NESTED",
    "SEVERITIES",
    "SH",
    "SHAPE_LISTS",
    "TARGETS",
    "Shapes",
    "Term",
    "class_hierarchy",
    "load_shapes",
    "read_shapes",
]

FORMATS = {
    ".jsonld": RdfFormat.JSON_LD,
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".trig": RdfFormat.TRIG,
    ".xml": RdfFormat.RDF_XML,
}
"""How shapes of others are written, by the end of the file's name; anything else is Turtle."""


def load_shapes(paths: Sequence[Path], known: Path | None = None) -> Shapes:
    """Read a dossier's own shape files. Raises DalilErrors with everything that an engine would pass over.

    `known` is a file in which pySHACL keeps what it found good, where no faster engine is installed.
    """
    shapes = Shapes()
    errors: list[DalilError] = []
    for path in paths:
        try:
            errors += _read_own(path, f"{path.parent.name}/{path.name}", shapes)
        except DalilError as error:
            errors.append(error)
    if not paths:
        errors.append(ProjectError("there are no shape files, so nothing would be validated", "shapes"))
    shapes.triples.extend(Shapes(shapes.triples).class_targets())
    if errors := [*errors, *faults(shapes), *own_faults(shapes)] or [*_misused(_all_named(shapes), known)]:
        raise DalilErrors(errors)
    shapes.remarks.extend(remarks(shapes))
    return shapes


def read_shapes(source: Path | Sequence[Path] | str | bytes | Graph, known: Path | None = None) -> Shapes:
    """Shapes as others write them: without names, messages or severities, with queries and components of their own.

    `source` is a file or several (Turtle, or by the end of the name), Turtle text, or an rdflib Graph. Shapes
    without a name get one under NAMELESS. Raises DalilErrors with what an engine would pass over: a mistyped
    term, a shapes graph that asks nothing of anything, a property shape without a path, a query that is none.
    """
    shapes = Shapes()
    errors: list[DalilError] = []
    for name, text, format_ in _texts(source, errors):
        try:
            triples, lines = _parse(name, text, format_)
        except DalilError as error:
            errors.append(error)
            continue
        shapes.triples.extend(triples)
        for term in {triple.subject for triple in triples if isinstance(triple.subject, NamedNode)}:
            shapes.places.setdefault(term, Where(name, lines.of(term.value)))
        errors += _unknown(name, _of_shapes(triples), lines, KNOWN)
    named = _all_named(shapes)
    if not errors and not named.speaking and not named.deactivated:
        first = next(iter(shapes.places.values()), None)
        where = Where(first.file) if first else "shapes"
        errors.append(
            ProjectError("these shapes ask nothing of anything", where, "write sh:targetClass … and a constraint")
        )
    if errors := [*errors, *faults(named)] or [*_misused(named, known)]:
        raise DalilErrors(errors)
    named.remarks.extend(remarks(named))
    named.remarks.extend(_left_out(shapes))
    return named


def _texts(source: object, errors: list[DalilError]) -> Iterator[tuple[str, bytes, RdfFormat]]:
    """Name, text and format of whatever shapes can be given as."""
    if isinstance(source, str | bytes):
        yield "shapes", source.encode() if isinstance(source, str) else source, RdfFormat.TURTLE
    elif isinstance(source, Path | Sequence):
        for path in [source] if isinstance(source, Path) else source:
            try:
                yield f"{path.parent.name}/{path.name}", path.read_bytes(), FORMATS.get(path.suffix, RdfFormat.TURTLE)
            except OSError as error:
                errors.append(ProjectError(f"the shapes cannot be read: {error.strerror}", str(path)))
    else:
        yield "shapes", source.serialize(format="nt", encoding="utf-8"), RdfFormat.N_TRIPLES  # type: ignore[attr-defined]


def _parse(name: str, text: bytes, format_: RdfFormat) -> tuple[list[Triple], Lines]:
    """A file's triples, each once, and the lines on which its names stand. Raises ProjectError."""
    try:
        quads = ox.parse(text, format=format_, rename_blank_nodes=True, base_iri=f"urn:x-dalil:{quote(name)}")
        triples = list(dict.fromkeys(quad.triple for quad in quads))
        return triples, Lines(text.decode())
    except SyntaxError as error:
        raise ProjectError(f"this is no {format_.name}: {error.msg}", Where(name, error.lineno or 0)) from error
    except UnicodeDecodeError as error:
        raise ProjectError(f"the shapes cannot be read: {error}", Where(name)) from error


def _read_own(path: Path, name: str, shapes: Shapes) -> Iterator[DalilError]:
    """Add one file to the shapes; what is wrong with the file by itself comes back."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ProjectError(f"the shapes cannot be read: {error.strerror}", Where(name)) from error
    triples, lines = _parse(name, text, RdfFormat.TURTLE)
    shapes.triples.extend(triples)
    for subject in sorted({t.subject for t in triples if isinstance(t.subject, NamedNode)}, key=str):
        place = Where(name, lines.of(subject.value))
        if (first := shapes.places.setdefault(subject, place)) != place:
            yield ProjectError(f"{local_name(subject.value)} is declared twice", place, f"first at {first}")
    if not Shapes(triples).targeted:
        yield ProjectError("no shape with a target stands here", Where(name), "write sh:targetClass …")
    yield from _unknown(name, triples, lines, OURS)


def _left_out(shapes: Shapes) -> Iterator[str]:
    """What published shapes have beside what they ask, and no engine here applies."""
    if any(triple.predicate == RULE for triple in shapes.triples):
        yield "rules (sh:rule) are not run: what they would add to the data is not there"
    for shape in sorted((shape for shape in shapes.about if shapes.values(shape, "target")), key=str):
        yield f"the shape {called(shapes, shape)} has a target by query (sh:target), which is not applied"


def _of_shapes(triples: list[Triple]) -> Iterator[Triple]:
    """Without what is said of other things: files of shapes hold catalogues, examples and leftovers."""
    shapes = Shapes(triples)
    terms = {SH + name for name in OURS | COMPONENTS}
    known = {shape for shape, says in shapes.about.items() if any(SH + name in terms for name in says)}
    known |= {other for shape in shapes.about for _, other in shapes.nested(shape)}
    for triple in triples:
        if triple.subject in known or triple.predicate == TYPE:
            yield triple


def _unknown(name: str, triples: Iterable[Triple], lines: Lines, known: frozenset[str]) -> Iterator[DalilError]:
    """Terms of SHACL's namespace that it does not have, or that are not applied here."""
    used = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
    for iri in sorted(term for term in used if term.startswith(SH)):
        local = iri.removeprefix(SH)
        if local in known or local.endswith("ConstraintComponent"):
            continue
        where = Where(name, lines.of(iri))
        if local in ADVANCED or local in COMPONENTS:
            hint = "say it in SHACL Core, or in a query: sh:sparql on a shape, or a queries/check-….rq of its own"
            yield ProjectError(f"sh:{local} is not applied: engines differ on it, or pass over it", where, hint)
        else:
            yield ProjectError(f"sh:{local} is no term of SHACL", where, nearest(local, known))


def _misused(shapes: Shapes, known: Path | None) -> Iterator[DalilError]:
    """What the W3C's shapes for shapes find; a path that is a list as well is left to engines."""
    named = {f"<{shape.value}>": shape for shape in shapes.about if isinstance(shape, NamedNode)}
    for misuse in misuses(shapes, known):
        shape = named.get(misuse.node)
        if not shape:
            yield ProjectError(f"a node of the shapes {misuse}", "shapes")
        elif misuse.path or not shapes.values(shape, "path"):
            yield fault(shapes, shape, str(misuse))


def _all_named(shapes: Shapes) -> Shapes:
    """With a name for each shape that has none: in the order of the text, so that it is the same next time."""
    inner = [other for shape in shapes.about for _, other in shapes.nested(shape)]
    nameless = [node for node in dict.fromkeys([*shapes.targeted, *inner]) if isinstance(node, BlankNode)]
    names: dict[object, NamedNode] = {node: NamedNode(f"{NAMELESS}{n}") for n, node in enumerate(nameless, 1)}
    triples = [
        Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object))
        for t in (*shapes.triples, *shapes.class_targets())
        if t.predicate not in (RULE, TARGET)
    ]
    return Shapes(triples, shapes.places)


def class_hierarchy(ontology: Path) -> list[Triple]:
    """What shapes need of the ontology: subclasses, and the individuals of its classes. Raises ProjectError."""
    try:
        triples = [quad.triple for quad in ox.parse(path=ontology, format=RdfFormat.TURTLE)]
    except (OSError, SyntaxError) as error:
        raise ProjectError(f"the ontology cannot be read: {error}", ontology.name) from error
    classes = {triple.subject for triple in triples if triple.predicate == TYPE and triple.object == CLASS}
    return [t for t in triples if t.predicate == SUBCLASS or (t.predicate == TYPE and t.object in classes)]
