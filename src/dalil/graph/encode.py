"""Claim ⇄ quads: the only room that knows how provenance looks in RDF.

Content goes into a graph of the claim's own, everything about the claim into the default graph
(the shape of a nanopublication). There are no blank nodes: every node is named by its content.
Vocabularies: Web Annotation for anchors, PROV-O for inference, SKOS and DCTERMS for the registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from dalil.errors import Where
from dalil.graph.describe import DATE, INTEGER, LABEL, describe, known, texts
from dalil.graph.passages import HAS_STATE, describe_passage, describe_row, digest, passage_name
from dalil.model import (
    AGREEMENT_KINDS,
    ASSESSMENTS,
    IDENTITY_VERDICTS,
    SPEAKER_ROLE,
    Agreement,
    Anchor,
    Claim,
    Entity,
    Judgement,
    Named,
    Row,
    Snapshot,
    Source,
    Statement,
)
from dalil.values import Value
from dalil.vocabulary import DCTERMS, PROV, RDF, SKOS, TYPE, dalil

NOTE = NamedNode(SKOS + "editorialNote")
ISSUED = NamedNode(DCTERMS + "issued")
RETRIEVED = NamedNode("http://purl.org/pav/retrievedOn")
FIRST, REST, NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))


@dataclass(frozen=True, slots=True)
class Encoder:
    """Writes the things of one dossier as quads; `base` makes local names into IRIs.

    Every entity and source gets one rdfs:label, in the first of the dossier's languages that it has a name in.
    """

    base: str
    languages: tuple[str, ...] = ("en",)

    def node(self, local: str) -> NamedNode:
        """`claim-x` → `<base>claim-x`."""
        return NamedNode(self.base + local)

    def claim(self, claim: Claim) -> Iterator[Quad]:
        """Content inside, who said it and where outside, values described once."""
        iri = self.node(claim.local)
        for statement in claim.statements:
            yield from self._statement(statement, iri)
        role = "accordingTo"
        if claim.mode == "inferred":
            yield from self._inference(claim, iri)
        else:
            role = SPEAKER_ROLE.get(claim.mode, role)
            for speaker in claim.speakers:
                yield known(iri, dalil(role), speaker)
        yield known(iri, TYPE, dalil("Claim"))
        yield known(iri, dalil("mode"), dalil(claim.mode))
        yield known(iri, dalil("recordedIn"), Literal(_place(claim.where)))
        if claim.source:
            yield known(iri, dalil("source"), claim.source)
            yield known(iri, dalil("quote"), Literal(claim.quote))
            yield from self._anchor(iri, claim.source, claim.anchor)
        for basis in claim.basis:
            yield known(iri, dalil("basis"), basis)
        yield from self._relays(claim, iri)
        yield from texts(iri, {"hedge": claim.hedge, "certainty": claim.certainty, "withdrawal": claim.withdrawal})
        yield from _note(iri, claim.note)
        if claim.withdrawn:
            yield known(iri, dalil("withdrawn"), self.node(claim.withdrawn.local))
            yield from self.value(claim.withdrawn)

    def _anchor(self, claim: NamedNode, source: NamedNode, anchor: Anchor | Row | None) -> Iterator[Quad]:
        """The link to where the words stand. A row is described once for all its claims, and needs no looking up."""
        if isinstance(anchor, Row):
            yield known(claim, dalil("passage"), self.node(anchor.local))
        elif anchor:
            passage = self.node(passage_name(source, anchor, self.base))
            yield known(claim, dalil("anchorStatus"), Literal(anchor.status))
            yield known(claim, dalil("passage"), passage)
            yield from describe_passage(passage, source, anchor)

    def _statement(self, statement: Statement, graph: NamedNode) -> Iterator[Quad]:
        subject, predicate, object_ = statement
        if isinstance(object_, NamedNode | Literal):
            yield Quad(subject, predicate, object_, graph)
        else:
            yield Quad(subject, predicate, self.node(object_.local), graph)
            yield from self.value(object_)

    def value(self, value: Value | Named) -> Iterator[Quad]:
        """A time, count or duration, described by what it is named after; one known by name alone is described elsewhere."""
        if not isinstance(value, Named):
            yield from describe(self.node(value.local), value)

    def _inference(self, claim: Claim, iri: NamedNode) -> Iterator[Quad]:
        for premise in claim.premises:
            yield known(iri, NamedNode(PROV + "wasDerivedFrom"), self.node(premise))
        for who in claim.speakers:
            yield known(iri, NamedNode(PROV + "wasAttributedTo"), who)
        yield known(iri, dalil("reason"), Literal(claim.reason))

    def row(self, row: Row) -> Iterator[Quad]:
        """A row's own quads, once for all claims that stand in it."""
        yield from describe_row(self.node(row.local), row)

    def states(self, claims: Iterable[Claim], sources: Iterable[Source]) -> Iterator[Quad]:
        """On which snapshot the offsets of each passage count: the current one of its source. A row names its own."""
        current = {source.iri: source.snapshots[-1].local for source in sources if source.snapshots}
        for claim in claims:
            if claim.source in current and isinstance(claim.anchor, Anchor):
                passage = self.node(passage_name(claim.source, claim.anchor, self.base))
                yield known(passage, HAS_STATE, self.node(current[claim.source]))

    def _relays(self, claim: Claim, iri: NamedNode) -> Iterator[Quad]:
        """Who relays it; where the chain has two links or more, also in order."""
        for link in claim.via:
            yield known(iri, dalil("via"), link)
        if len(claim.via) < 2:
            return
        links = digest(" ".join(link.value.removeprefix(self.base) for link in claim.via))
        # In a prototype the links are holes, alike in every row: a chain in a table goes by its claim.
        name = f"chain-{claim.name.removeprefix('claim-') or links}"
        nodes = [self.node(f"{name}-{n}") for n in range(1, len(claim.via) + 1)]
        yield known(iri, dalil("relayChain"), nodes[0])
        for node, link, rest in zip(nodes, claim.via, [*nodes[1:], NIL], strict=True):
            yield known(node, FIRST, link)
            yield known(node, REST, rest)

    def source(self, source: Source) -> Iterator[Quad]:
        """A source as its file describes it, with the snapshots on record."""
        iri = source.iri
        for type_ in {"Source", source.type}:
            yield known(iri, TYPE, dalil(type_))
        title = Literal(source.title, language=source.language.lower())
        yield known(iri, NamedNode(DCTERMS + "title"), title)
        yield known(iri, LABEL, title)
        yield known(iri, dalil("voice"), source.voice)
        yield known(iri, dalil("recordedIn"), Literal(_place(source.where)))
        if source.publisher:
            yield known(iri, NamedNode(DCTERMS + "publisher"), source.publisher)
        if source.published:
            yield known(iri, ISSUED, self.node(source.published.local))
            yield from self.value(source.published)
        plain = {"language": source.language, "rights": source.rights, "identifier": source.url}
        described = {NamedNode(DCTERMS + key): text for key, text in plain.items()} | {RETRIEVED: source.retrieved}
        for predicate, text in described.items():
            if text:
                yield known(iri, predicate, Literal(text))
        yield from _note(iri, source.note)
        yield from self.snapshots(iri, source.snapshots)

    def snapshots(self, source: NamedNode, snapshots: Iterable[Snapshot]) -> Iterator[Quad]:
        """Which bytes of a source are on record."""
        for snapshot in snapshots:
            yield known(source, dalil("snapshot"), self.node(snapshot.local))
            yield from self._snapshot(snapshot)

    def _snapshot(self, snapshot: Snapshot) -> Iterator[Quad]:
        """The bytes, and the text made from them where there is one; of a table's version also its date."""
        iri = self.node(snapshot.local)
        yield known(iri, TYPE, dalil("Snapshot"))
        yield known(iri, NamedNode(DCTERMS + "format"), Literal(snapshot.format))
        yield from texts(iri, {"sha256": snapshot.sha256, "textSha256": snapshot.text, "encoding": snapshot.encoding})
        yield known(iri, dalil("bytes"), Literal(str(snapshot.bytes), datatype=INTEGER))
        if snapshot.text:
            yield known(iri, dalil("characters"), Literal(str(snapshot.characters), datatype=INTEGER))
        if snapshot.issued:
            yield known(iri, ISSUED, self.node(snapshot.issued.local))
            yield from self.value(snapshot.issued)

    def entity(self, entity: Entity) -> Iterator[Quad]:
        """A registry entry: what we call it and take it for."""
        yield known(entity.iri, TYPE, dalil(entity.type))
        yield known(entity.iri, dalil("recordedIn"), Literal(_place(entity.where)))
        names = {
            LABEL: (entity.label(self.languages),),
            NamedNode(SKOS + "prefLabel"): entity.labels,
            NamedNode(SKOS + "altLabel"): entity.names,
            dalil("ourName"): entity.our_names,
        }
        for predicate, writings in names.items():
            for tag, text in writings:
                yield known(entity.iri, predicate, Literal(text, language=tag))
        for address in entity.same_as:
            yield known(entity.iri, NamedNode(SKOS + "exactMatch"), NamedNode(address))
        yield from _note(entity.iri, entity.note)

    def judgement(self, judgement: Judgement) -> Iterator[Quad]:
        """A decision of ours: on identity, or on a claim's standing."""
        iri = self.node(judgement.local)
        verdict = (IDENTITY_VERDICTS | ASSESSMENTS)[judgement.verdict]
        link = dalil("judges" if judgement.is_identity else "assesses")
        yield known(iri, TYPE, dalil("Judgement"))
        yield known(iri, dalil("verdict"), dalil(verdict))
        yield known(iri, dalil("judgedOn"), Literal(judgement.when, datatype=DATE))
        yield known(iri, dalil("recordedIn"), Literal(_place(judgement.where)))
        yield from texts(iri, {"reason": judgement.reason, "judgedBy": judgement.who})
        if judgement.withdrawn:
            reason, who, when = judgement.withdrawn
            yield known(iri, dalil("withdrawnOn"), Literal(when, datatype=DATE))
            yield from texts(iri, {"withdrawnBecause": reason, "withdrawnBy": who})
        for local in judgement.about:
            yield known(iri, link, self.node(local))
            if judgement.acts and judgement.verdict in ASSESSMENTS:
                yield known(self.node(local), dalil("assessment"), dalil(verdict))

    def agreement(self, agreement: Agreement) -> Iterator[Quad]:
        """How two claims stand to each other; of two that refine, `refining` is the one that says more."""
        iri = self.node(agreement.local)
        yield known(iri, TYPE, dalil("Agreement"))
        yield known(iri, dalil("kind"), dalil(AGREEMENT_KINDS[agreement.kind]))
        yield from texts(iri, {"rule": agreement.rule})
        yield known(iri, dalil("sentence"), Literal(agreement.sentence, language="en"))
        for local in (agreement.first, agreement.second):
            yield known(iri, dalil("between"), self.node(local))
        if agreement.thing:
            yield known(iri, dalil("onThing"), self.node(agreement.thing))
            yield known(iri, dalil("onProperty"), TYPE if agreement.term == "type" else dalil(agreement.term))
        if agreement.kind == "refines":
            yield known(iri, dalil("refining"), self.node(agreement.first))

    def roots(self, roots: Mapping[str, Iterable[NamedNode]]) -> Iterator[Quad]:
        """What each claim rests on in the end: a work, or the source itself."""
        for local, works in roots.items():
            for work in works:
                yield known(self.node(local), dalil("root"), work)


def _note(iri: NamedNode, note: str) -> Iterator[Quad]:
    if note:
        yield known(iri, NOTE, Literal(note))


def _place(where: Where) -> str:
    return f"{where.file}:{where.line}"
