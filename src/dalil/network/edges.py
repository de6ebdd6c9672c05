"""Rows → edges and nodes: one edge for every statement between two entities, with the claim that makes it.

A few plain queries, joined here, give any SPARQL 1.1 endpoint the same edges. Names that were judged to
be one are one here, as everywhere when reading; the claims keep what their sources say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from dalil.endpoint import Endpoint, Term
from dalil.reconcile import Linker, read_linker
from dalil.vocabulary import DALIL, PROV, RDF, RDFS, Curies, local_name

CONTENT = "SELECT ?claim ?subject ?role ?object { GRAPH ?claim { ?subject ?role ?object } FILTER(isIRI(?object)) }"
TYPED = f"""SELECT ?node ?type {{
  GRAPH ?claim {{ ?node <{RDF}type> ?type }} ?claim <{DALIL}mode> ?mode FILTER(?mode != <{DALIL}denied>) }}"""
REGISTERED = (
    f"SELECT ?node ?type ?label {{ ?node <{RDF}type> ?type ; <{RDFS}label> ?label ; <{DALIL}recordedIn> ?place }}"
)
RETRACTED = DALIL + "retracted"
SPEAKERS = ("accordingTo", "deniedBy", "demandedBy", "wasAttributedTo")


def _facts(class_: str, *predicates: str) -> str:
    """Everything of interest about the things of a class, one row a value."""
    values = " ".join(f"<{iri}>" for iri in predicates)
    return f"SELECT ?thing ?key ?value {{ ?thing a <{class_}> ; ?key ?value VALUES ?key {{ {values} }} }}"


CLAIMS = _facts(
    DALIL + "Claim",
    *(DALIL + key for key in ("mode", "source", "quote", "hedge", "assessment", "withdrawn", *SPEAKERS[:3])),
    PROV + SPEAKERS[3],
)
TIMES = _facts(DALIL + "Time", DALIL + "earliest", DALIL + "latest")


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement of one claim that ties two entities. All names are CURIEs; empty where there is none.

    `earliest` and `latest` bound the day of `event`, as its own source gives it; the claims in
    `bounds_from` say so. They stay empty rather than be taken from another source.
    """

    claim: str
    subject: str
    role: str
    object: str
    event: str = ""
    source: str = ""
    speakers: tuple[str, ...] = ()
    mode: str = ""
    quote: str = ""
    hedge: str = ""
    assessment: str = ""
    earliest: date | None = None
    latest: date | None = None
    bounds_from: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The role; where the claim does not assert it, with the mode: `perpetrator (denied)`."""
        return self.role if self.mode == "asserted" else f"{self.role} ({self.mode})"


@dataclass(frozen=True, slots=True)
class Node:
    """An entity. `type` is the registry's; where it has none, what claims call it. `also`: names judged to be its."""

    curie: str
    label: str
    kind: str
    type: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(slots=True)
class _Calendar:
    """When events were, source by source: only what the source says itself, and does not deny or demand."""

    dates: dict[tuple[str, str], list[Edge]] = field(default_factory=lambda: defaultdict(list))
    wholes: dict[tuple[str, str], list[Edge]] = field(default_factory=lambda: defaultdict(list))

    def bounds(self, source: str, event: str) -> tuple[date | None, date | None, tuple[str, ...]]:
        """First and last possible day: of the event itself, else of what it is part of."""
        level, seen = {event: frozenset[str]()}, {event}
        while level:
            found = [(edge, trail) for name, trail in level.items() for edge in self.dates[source, name]]
            if found:
                starts, ends = [e.earliest for e, _ in found], [e.latest for e, _ in found]
                claims = {e.claim for e, _ in found}.union(*(trail for _, trail in found))
                return _first(starts), _last(ends), tuple(sorted(claims))
            up: dict[str, frozenset[str]] = {}
            for name, trail in level.items():
                for edge in self.wholes[source, name]:
                    up[edge.object] = up.get(edge.object, frozenset()) | trail | {edge.claim}
            level = {name: trail for name, trail in up.items() if name not in seen}
            seen |= set(level)
        return None, None, ()


def _first(days: Sequence[date | None]) -> date | None:
    """The earliest; open where one of them is open."""
    return min(day for day in days if day) if all(days) else None


def _last(days: Sequence[date | None]) -> date | None:
    return max(day for day in days if day) if all(days) else None


def read_edges(endpoint: Endpoint, curies: Curies, *, merged: bool = True) -> list[Edge]:
    """Every statement of every claim whose object is an entity, in the order of claims. Names judged to be one are one if `merged`."""
    linker = linker_of(endpoint, curies) if merged else Linker()
    about = _grouped(endpoint, CLAIMS)
    times = {time: _days(keys) for time, keys in _grouped(endpoint, TIMES).items()}
    calendar, found = _Calendar(), []
    short = cache(lambda iri: _canonical(curies.shorten(iri), linker, curies))
    for claim, subject, predicate, object_ in _texts(endpoint, CONTENT):
        if claim not in about:  # a graph of somebody else's, in a store that holds more than a dossier
            continue
        keys, role = about[claim], local_name(predicate)
        if "withdrawn" in keys:  # its own source says so no longer
            continue
        edge = _edge(curies.shorten(claim), short(subject), role, short(object_), keys, curies)
        reliable = edge.source and "accordingTo" in keys and edge.assessment != "retracted"
        if reliable and role == "date" and object_ in times:
            earliest, latest = times[object_]
            dated = Edge(edge.claim, edge.subject, role, edge.object, earliest=earliest, latest=latest)
            calendar.dates[edge.source, edge.subject].append(dated)
        if reliable and role == "partOf":
            calendar.wholes[edge.source, edge.subject].append(edge)
        if _kind(edge.subject) in curies.kinds and _kind(edge.object) in curies.kinds:
            found.append(edge)
    return sorted({_bounded(e, calendar) for e in found}, key=lambda e: (e.claim, e.subject, e.role, e.object))


def _edge(claim: str, subject: str, role: str, object_: str, about: dict[str, list[str]], curies: Curies) -> Edge:
    def one(key: str) -> str:
        return min(about.get(key, [""]))

    return Edge(
        claim=claim,
        subject=subject,
        role=role,
        object=object_,
        event=next((name for name in (subject, object_) if _kind(name) == "event"), ""),
        source=curies.shorten(one("source")),
        speakers=tuple(sorted(curies.shorten(who) for key in SPEAKERS for who in about.get(key, []))),
        mode=local_name(one("mode")),
        quote=one("quote"),
        hedge=one("hedge"),
        assessment="retracted" if RETRACTED in about.get("assessment", []) else local_name(one("assessment")),
    )


def _bounded(edge: Edge, calendar: _Calendar) -> Edge:
    if not edge.event or not edge.source:
        return edge
    earliest, latest, claims = calendar.bounds(edge.source, edge.event)
    return replace(edge, earliest=earliest, latest=latest, bounds_from=claims)


def read_nodes(endpoint: Endpoint, curies: Curies, *, merged: bool = True) -> dict[str, Node]:
    """Every entity that the registry describes or a claim types, by CURIE; of names judged to be one, the canonical's label."""
    linker = linker_of(endpoint, curies) if merged else Linker()
    types: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, set[tuple[bool, str]]] = defaultdict(set)
    also: dict[str, set[str]] = defaultdict(set)
    for other, first in linker.merged.items():
        also[curies.shorten(curies.base + first)].add(curies.shorten(curies.base + other))
    for node, type_, label in endpoint.select(REGISTERED).rows:
        written = curies.shorten(_text(node))
        name = _canonical(written, linker, curies)
        types[name].add(local_name(_text(type_)))
        labels[name].add((name != written, _text(label)))
    claimed: dict[str, set[str]] = defaultdict(set)
    for named, class_ in _texts(endpoint, TYPED):
        claimed[_canonical(curies.shorten(named), linker, curies)].add(local_name(class_))
    names = sorted({name for name in (*types, *claimed) if _kind(name) in curies.kinds})
    return {
        name: Node(
            name,
            min(labels[name])[1] if labels[name] else name,
            _kind(name),
            _narrow(types[name] or claimed[name], name),
            tuple(sorted(also[name])),
        )
        for name in names
    }


def _narrow(types: set[str], name: str) -> tuple[str, ...]:
    """Without the class that the name's kind already tells, where there is a narrower one."""
    return tuple(sorted(types - {_kind(name).capitalize()} or types))


def linker_of(endpoint: Endpoint, curies: Curies) -> Linker:
    """Who was judged to be who, by the judgements that act."""
    return read_linker(lambda query: endpoint.select(query).rows, curies.base)


def _canonical(curie: str, linker: Linker, curies: Curies) -> str:
    kind, colon, name = curie.partition(":")
    local = linker.canonical(f"{kind}-{name}")
    return curie if not colon or local == f"{kind}-{name}" else curies.shorten(curies.base + local)


def _grouped(endpoint: Endpoint, query: str) -> dict[str, dict[str, list[str]]]:
    things: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for thing, key, value in _texts(endpoint, query):
        things[thing][local_name(key)].append(value)
    return things


def _days(keys: dict[str, list[str]]) -> tuple[date | None, date | None]:
    earliest, latest = (keys.get(key, []) for key in ("earliest", "latest"))
    return (
        date.fromisoformat(min(earliest)) if earliest else None,
        date.fromisoformat(max(latest)) if latest else None,
    )


def _texts(endpoint: Endpoint, query: str) -> Iterator[tuple[str, ...]]:
    rows: Iterable[tuple[Term, ...]] = endpoint.select(query).rows
    return (tuple(map(_text, row)) for row in rows)


def _text(term: Term) -> str:
    return "" if term is None else term.value


def _kind(curie: str) -> str:
    return curie.partition(":")[0]
