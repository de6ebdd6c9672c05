"""The merged view of a store: names that were judged to be one, read as one. The dump and the store as written stay as they are.

Replaced by the canonical name: whatever claims say of the others, who speaks, relays, infers, and what claims rest on. Left as
written: what was judged (a judgement that two names are one is about two), and in which document words stand. What the registry
says of the others is gathered on the canonical name, their display names as further names; the others keep theirs, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from dalil.graph.describe import DEFAULT, LABEL
from dalil.vocabulary import OA, SKOS, TYPE, dalil

MERGED_FROM = dalil("mergedFrom")
FURTHER = NamedNode(SKOS + "altLabel")
DISPLAYED = {LABEL, NamedNode(SKOS + "prefLabel")}
GATHERED = {
    TYPE,
    FURTHER,
    dalil("ourName"),
    dalil("recordedIn"),
    NamedNode(SKOS + "exactMatch"),
    NamedNode(SKOS + "editorialNote"),
}
"""What the registry says of a thing, and may say several times."""
AS_WRITTEN = (dalil("judges"), dalil("source"), NamedNode(OA + "hasSource"))
"""Whose objects are names as such: what was judged, and the document in which words stand."""
BATCH = 100_000
"""Quads that one step replaces: a store holds a step in memory until it is done."""
STEPS = (
    ("GRAPH ?g {{ {name} ?p ?o }}", "GRAPH ?g {{ {first} ?p ?o }}", ""),
    ("GRAPH ?g {{ ?s ?p {name} }}", "GRAPH ?g {{ ?s ?p {first} }}", ""),
    ("?s ?p {name}", "?s ?p {first}", f"FILTER(?p NOT IN ({', '.join(map(str, AS_WRITTEN))}))"),
)
"""What is read otherwise in claims, and about them: the store does it itself, many times faster than quad by quad."""


def merge(store: Store, canonical: Mapping[str, str]) -> None:
    """Change a store into its merged view. `canonical`: IRI of each other name → IRI of the one that stands for it."""
    names = [(NamedNode(name), NamedNode(first)) for name, first in sorted(canonical.items())]
    for name, first in names:
        _gather(store, name, first)
        for old, new, unless in STEPS:
            _replace(store, old.format(name=name), new.format(first=first), unless)
    for name, first in names:
        store.add(Quad(first, MERGED_FROM, name, DEFAULT))
        _label(store, first, name)


def _replace(store: Store, old: str, new: str, unless: str) -> None:
    """One pattern put in the place of another, a batch at a time."""
    some = f"{{ SELECT * {{ {old} {unless} }} LIMIT {BATCH} }}"
    while store.query(f"ASK {{ {old} {unless} }}"):
        store.update(f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {some}")


def _gather(store: Store, name: NamedNode, first: NamedNode) -> None:
    """What the registry says of a name that another one stands for. A document that words stand in stays described."""
    quoted = _quoted(name, store)
    for quad in list(store.quads_for_pattern(name, None, None, DefaultGraph())):
        shown = quad.predicate in DISPLAYED
        if shown or quad.predicate in GATHERED:
            store.add(Quad(first, FURTHER if shown else quad.predicate, quad.object, DEFAULT))
            if not quoted and quad.predicate != LABEL:
                store.remove(quad)


def _quoted(name: NamedNode, store: Store) -> bool:
    """Whether words stand in it: a source has a voice, and claims name it."""
    found: Iterator[Quad] = chain(
        store.quads_for_pattern(name, dalil("voice"), None), store.quads_for_pattern(None, dalil("source"), name)
    )
    return next(found, None) is not None


def _label(store: Store, first: NamedNode, name: NamedNode) -> None:
    """A canonical name that nobody calls anything takes the display name of the first that has one."""
    if not next(iter(store.quads_for_pattern(first, LABEL, None, DefaultGraph())), None):
        store.extend([Quad(first, LABEL, q.object, DEFAULT) for q in store.quads_for_pattern(name, LABEL, None)])
