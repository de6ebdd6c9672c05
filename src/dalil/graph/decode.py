"""Quads → claims: the inverse of `encode`, so that nothing a claim says can be lost on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from dalil.errors import Where
from dalil.model import Anchor, Claim, Named, Row, Statement
from dalil.values import Count, Duration, Time, Value
from dalil.vocabulary import DALIL, OA, PROV, RDF, SKOS, TYPE, local_name

Description = dict[str, list[NamedNode | Literal]]


@dataclass(slots=True)
class _Quads:
    """The quads by subject (default graph) and by graph (content)."""

    base: str
    described: dict[str, Description] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    content: dict[str, list[Quad]] = field(default_factory=lambda: defaultdict(list))

    def one(self, iri: str, predicate: str) -> str:
        values = self.described[iri].get(predicate, [])
        return values[0].value if values else ""

    def nodes(self, iri: str, predicate: str) -> tuple[NamedNode, ...]:
        values = self.described[iri].get(predicate, [])
        return tuple(sorted((v for v in values if isinstance(v, NamedNode)), key=lambda v: v.value))


def decode(quads: Iterable[Quad], base: str) -> list[Claim]:
    """Every claim among the quads, in the order of its name."""
    graph = _Quads(base)
    for quad in quads:
        if isinstance(quad.graph_name, DefaultGraph):
            graph.described[quad.subject.value][quad.predicate.value].append(quad.object)  # type: ignore[union-attr,arg-type]
        else:
            graph.content[quad.graph_name.value].append(quad)
    claim = NamedNode(DALIL + "Claim")
    found = sorted(iri for iri, about in graph.described.items() if claim in about.get(TYPE.value, []))
    return [_claim(graph, iri) for iri in found]


def decode_values(quads: Iterable[Quad], base: str) -> dict[str, Value]:
    """The times, counts and durations that quads describe, by local name."""
    graph = _Quads(base)
    for quad in quads:
        graph.described[quad.subject.value][quad.predicate.value].append(quad.object)  # type: ignore[union-attr,arg-type]
    found = {iri.removeprefix(base): _value(graph, NamedNode(iri)) for iri in list(graph.described)}
    return {name: value for name, value in found.items() if isinstance(value, Value)}


def _claim(graph: _Quads, iri: str) -> Claim:
    mode = local_name(graph.one(iri, DALIL + "mode"))
    roles = (PROV + "wasAttributedTo", *(DALIL + r for r in ("accordingTo", "deniedBy", "demandedBy")))
    source = graph.one(iri, DALIL + "source")
    premises = graph.nodes(iri, PROV + "wasDerivedFrom")
    file, _, line = graph.one(iri, DALIL + "recordedIn").rpartition(":")
    claim = Claim(
        statements=tuple(sorted((_statement(graph, q) for q in graph.content[iri]), key=Statement.sort_key)),
        mode=mode,
        speakers=tuple(node for role in roles for node in graph.nodes(iri, role)),
        source=NamedNode(source) if source else None,
        quote=graph.one(iri, DALIL + "quote"),
        anchor=_anchor(graph, iri),
        via=_chain(graph, iri),
        basis=graph.nodes(iri, DALIL + "basis"),
        premises=tuple(node.value.removeprefix(graph.base) for node in premises),
        hedge=graph.one(iri, DALIL + "hedge"),
        certainty=graph.one(iri, DALIL + "certainty"),
        reason=graph.one(iri, DALIL + "reason"),
        note=graph.one(iri, SKOS + "editorialNote"),
        where=Where(file, int(line or 0)),
        withdrawn=_time(graph, graph.one(iri, DALIL + "withdrawn")),
        withdrawal=graph.one(iri, DALIL + "withdrawal"),
    )
    name = iri.removeprefix(graph.base)
    return claim if claim.local == name else claim.named(name)


def _statement(graph: _Quads, quad: Quad) -> Statement:
    object_ = quad.object
    if isinstance(object_, NamedNode):
        value = _value(graph, object_)
        return Statement(quad.subject, quad.predicate, value or object_)  # type: ignore[arg-type]
    return Statement(quad.subject, quad.predicate, object_)  # type: ignore[arg-type]


def _time(graph: _Quads, iri: str) -> Time | Named | None:
    value = _value(graph, NamedNode(iri)) if iri else None
    return value if isinstance(value, Time | Named) else None


def _value(graph: _Quads, node: NamedNode) -> Value | Named | None:
    """What a node stands for, where it is a value; its bare name where nothing describes it."""
    iri, local = node.value, node.value.removeprefix(graph.base)
    kind = local.partition("-")[0]
    if local == iri or kind not in ("time", "count", "duration"):
        return None
    if TYPE.value not in graph.described.get(iri, {}):
        return Named(local)

    def day(key: str) -> date | None:
        text = graph.one(iri, DALIL + key)
        return date.fromisoformat(text) if text else None

    def number(key: str) -> int | None:
        text = graph.one(iri, DALIL + key)
        return int(text) if text else None

    text = {key: graph.one(iri, DALIL + key) for key in ("edtf", "words", "unit", "qualifier")}
    if kind == "time":
        scope = iri.removeprefix(graph.base + "time-unresolved-").rpartition("--")[0] if text["words"] else ""
        return Time(text["edtf"], day("earliest"), day("latest"), text["words"], scope)
    if kind == "count":
        return Count(text["unit"], text["qualifier"], number("low"), number("best"), number("high"))
    return Duration(iri.rpartition("-")[2], text["qualifier"])  # 3 weeks are 21 days to every store


def _anchor(graph: _Quads, iri: str) -> Anchor | Row | None:
    passage = graph.one(iri, DALIL + "passage")
    if not passage:
        return None
    if (local := passage.removeprefix(graph.base)).startswith("row-"):
        return _row(graph, passage, local, NamedNode(graph.one(iri, DALIL + "source")))
    words, position = passage + "-quote", passage + "-position"
    held = OA + "exact" in graph.described[words]
    return Anchor(
        start=int(graph.one(position, OA + "start")),
        end=int(graph.one(position, OA + "end")),
        sha256=graph.one(passage, DALIL + "sha256"),
        status=graph.one(iri, DALIL + "anchorStatus"),
        exact=graph.one(words, OA + "exact") if held else None,
        prefix=graph.one(words, OA + "prefix"),
        suffix=graph.one(words, OA + "suffix"),
    )


def _row(graph: _Quads, iri: str, local: str, source: NamedNode) -> Row:
    """A row as described; of one that is not described here, only its name and the claim's source."""
    holder, state = graph.one(iri, OA + "hasSource"), graph.one(iri, OA + "hasState")
    return Row(
        source=NamedNode(holder) if holder else source,
        local=local,
        key=graph.one(iri, DALIL + "rowKey"),
        fragment=graph.one(iri, DALIL + "fragment"),
        state=NamedNode(state) if state else None,
    )


def _chain(graph: _Quads, iri: str) -> tuple[NamedNode, ...]:
    node, links = graph.one(iri, DALIL + "relayChain"), []
    while node and node != RDF + "nil":
        links.append(NamedNode(graph.one(node, RDF + "first")))
        node = graph.one(node, RDF + "rest")
    return tuple(links) or graph.nodes(iri, DALIL + "via")
