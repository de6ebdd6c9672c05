"""The words of the graph: namespaces, CURIEs, and the terms that the ontology declares.

The ontology file is the only list of terms; this module reads it and knows none by heart
except the namespaces. CURIEs of a dossier are flat: `event:x` is `<base>event-x`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from dalil.errors import ProjectError, UnknownTerm, nearest

DALIL = "https://w3id.org/dalil/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
DCTERMS = "http://purl.org/dc/terms/"

STANDARD = {
    "dalil": DALIL,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "oa": OA,
    "prov": PROV,
    "dcterms": DCTERMS,
    "org": "http://www.w3.org/ns/org#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
}
MACHINE_KINDS = (
    *("claim", "passage", "row", "snapshot", "chain", "agreement", "judgement"),
    *("time", "count", "duration"),
)
SLUG = re.compile(r"[^\W_](?:[\w.~-]*[\w~])?")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_MACHINE = re.compile(r"[\w.~%-]+")
TYPE = NamedNode(RDF + "type")


def dalil(local: str) -> NamedNode:
    """A term of our own ontology."""
    return NamedNode(DALIL + local)


@dataclass(frozen=True)
class Curies:
    """Short names of one dossier, both ways: `event:x` ⇄ `<base>event-x`, `dalil:x` ⇄ its IRI."""

    base: str
    kinds: tuple[str, ...]

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Prefix → namespace, standard ones first: what queries and dumps declare."""
        return STANDARD | {kind: f"{self.base}{kind}-" for kind in (*self.kinds, *MACHINE_KINDS)}

    def expand(self, curie: str) -> NamedNode:
        """`event:x` or a full `https://…` → IRI. Raises UnknownTerm."""
        if re.match(r"https?://|urn:", curie):
            return _iri(curie, curie)
        prefix, colon, local = curie.partition(":")
        if not colon or prefix not in self.prefixes:
            raise UnknownTerm(f"{curie!r} has no known prefix", hint=nearest(prefix, self.prefixes, "prefix"))
        fits = SLUG if prefix in self.kinds else _MACHINE
        if prefix not in STANDARD and not fits.fullmatch(local):
            raise UnknownTerm(
                f"{curie!r} is not a name",
                hint="a name has letters, digits and - . _ ~ only, no spaces or slashes, and begins and ends with a letter or digit",
            )
        return _iri(self.prefixes[prefix] + local, curie)

    def shorten(self, iri: NamedNode | str) -> str:
        """IRI → CURIE where one exists, else the IRI itself."""
        text = iri.value if isinstance(iri, NamedNode) else iri
        if text.startswith(self.base):
            kind, dash, local = text[len(self.base) :].partition("-")
            if dash and (kind in self.kinds or kind in MACHINE_KINDS):
                return f"{kind}:{local}"
        for prefix, namespace in STANDARD.items():
            if text.startswith(namespace):
                return f"{prefix}:{text[len(namespace) :]}"
        return text

    def local(self, iri: NamedNode | str) -> str:
        """`<base>event-x` → `event-x`: how names look inside identifiers."""
        text = iri.value if isinstance(iri, NamedNode) else iri
        return text.removeprefix(self.base)


def _iri(text: str, written: str) -> NamedNode:
    try:
        return NamedNode(text)
    except ValueError as error:
        raise UnknownTerm(f"{written!r} is not an IRI: {error}") from error


@dataclass(frozen=True)
class Property:
    """A content property: what may stand on either side of it."""

    iri: NamedNode
    domain: str
    range: str
    single: bool = False
    transitive: bool = False
    changing: bool = False
    """Whether what holds at one time need not hold at another (dalil:changesInTime)."""
    broader: frozenset[str] = frozenset()
    """The properties that it is a direct sub-property of (local names)."""

    @property
    def key(self) -> str:
        """How a fact file writes it."""
        return local_name(self.iri.value)


@dataclass(frozen=True)
class Vocabulary:
    """What the ontology declares: classes with their parents, and content properties."""

    parents: dict[str, frozenset[str]]
    prefixes: dict[str, str]
    properties: dict[str, Property]
    individuals: dict[str, frozenset[str]]
    comments: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """Annotation of ours (local name) → what it is said of (local name), with its value."""

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read the ontology's Turtle. Raises ProjectError."""
        try:
            triples = list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
        except (OSError, SyntaxError) as error:
            raise ProjectError(f"the ontology cannot be read: {error}", str(path)) from error
        return _read(triples)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of entity: event, actor, place and so on."""
        return tuple(sorted(self.prefixes))

    @cached_property
    def classes(self) -> frozenset[str]:
        """Classes whose instances a dossier may hold (local names)."""
        return frozenset(name for name in self.parents if "Entity" in self.ancestors(name))

    def ancestors(self, name: str) -> frozenset[str]:
        """The class itself and all its superclasses (local names)."""
        seen: set[str] = set()
        todo = [name]
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                todo.extend(self.parents.get(current, ()))
        return frozenset(seen)

    def kind_class(self, curie: str) -> str:
        """The root class of an entity's kind: `event:x` → `Event`. Raises UnknownTerm."""
        kind = curie.partition(":")[0]
        try:
            return self.prefixes[kind]
        except KeyError:
            raise UnknownTerm(
                f"{curie!r} is not the name of an entity", hint=nearest(kind, self.kinds, "kind")
            ) from None

    def members(self, class_name: str) -> frozenset[str]:
        """The individuals that the ontology itself declares of a class (modes, kinds, verdicts)."""
        return self.individuals.get(class_name, frozenset())


def spoken(term: str) -> str:
    """`perpetratorCount` → `perpetrator count`: a term, or a column named like one, as a person reads it."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in term).replace("_", " ")


def local_name(iri: str) -> str:
    """The part of an ontology IRI after `#` or the last `/`."""
    return re.split(r"[#/]", iri)[-1]


def _read(triples: Iterable[ox.Quad]) -> Vocabulary:
    by_predicate: dict[str, list[tuple[str, str]]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            key = triple.predicate.value
            by_predicate.setdefault(key, []).append((triple.subject.value, triple.object.value))
    pairs = by_predicate.get
    types = pairs(RDF + "type", [])
    ours = {s for s, _ in types if s.startswith(DALIL)}
    classes = {s for s, o in types if o == OWL + "Class" and s in ours}
    parents = {
        local_name(c): frozenset(local_name(o) for s, o in pairs(RDFS + "subClassOf", []) if s == c and o in classes)
        for c in classes
    }
    individuals: dict[str, set[str]] = {}
    for subject, type_ in types:
        if type_ in classes and subject in ours:
            individuals.setdefault(local_name(type_), set()).add(local_name(subject))
    bare = Vocabulary(
        parents=parents,
        prefixes={o: local_name(s) for s, o in pairs(DALIL + "prefix", [])},
        properties={},
        individuals={name: frozenset(found) for name, found in individuals.items()},
        comments={local_name(s): o for s, o in pairs(SKOS + "definition", []) if s in ours},
        annotations={
            local_name(p): frozenset((local_name(s), o) for s, o in found)
            for p, found in by_predicate.items()
            if p.startswith(DALIL)
        },
    )
    bare.properties.update(_properties(bare, by_predicate))
    return bare


def _properties(vocabulary: Vocabulary, by_predicate: dict[str, list[tuple[str, str]]]) -> dict[str, Property]:
    ranges = dict(by_predicate.get(RDFS + "range", []))
    singles = {s for s, o in by_predicate.get(DALIL + "singleValued", []) if o == "true"}
    types = by_predicate.get(RDF + "type", [])
    transitive = {s for s, o in types if o == OWL + "TransitiveProperty"}
    changing = {s for s, o in by_predicate.get(DALIL + "changesInTime", []) if o == "true"}
    broader: dict[str, set[str]] = {}
    for narrow, wide in by_predicate.get(RDFS + "subPropertyOf", []):
        if wide.startswith(DALIL):
            broader.setdefault(narrow, set()).add(local_name(wide))
    return {
        local_name(iri): Property(
            NamedNode(iri),
            local_name(domain),
            local_name(ranges.get(iri, "Entity")),
            single=iri in singles,
            transitive=iri in transitive,
            changing=iri in changing,
            broader=frozenset(broader.get(iri, ())),
        )
        for iri, domain in by_predicate.get(RDFS + "domain", [])
        if iri.startswith(DALIL) and local_name(domain) in vocabulary.classes
    }
