"""Claim ⇄ quads: the only room that knows how provenance looks in RDF.

Content goes into a graph of the claim's own, everything about the claim into the default graph
(the shape of a nanopublication). There are no blank nodes: every node is named by its content.
Vocabularies: Web Annotation for anchors, PROV-O for inference, SKOS and DCTERMS for the registry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from dalil.errors import Where
from dalil.graph.describe import LABEL, describe
from dalil.model import (
    ASSESSMENTS,
    IDENTITY_VERDICTS,
    SPEAKER_ROLE,
    Agreement,
    Anchor,
    Claim,
    Entity,
    Judgement,
    Snapshot,
    Source,
    Statement,
)
from dalil.values import Value
from dalil.vocabulary import DCTERMS, OA, PROV, RDF, SKOS, TYPE, XSD, dalil

DEFAULT = DefaultGraph()
INTEGER = NamedNode(XSD + "integer")
OFFSET = NamedNode(XSD + "nonNegativeInteger")
DATE = NamedNode(XSD + "date")
NOTE = NamedNode(SKOS + "editorialNote")
RETRIEVED = NamedNode("http://purl.org/pav/retrievedOn")
FIRST, REST, NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))

Term = NamedNode | Literal


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
                yield _quad(iri, dalil(role), speaker)
        yield _quad(iri, TYPE, dalil("Claim"))
        yield _quad(iri, dalil("mode"), dalil(claim.mode))
        yield _quad(iri, dalil("recordedIn"), Literal(_place(claim.where)))
        if claim.source:
            yield _quad(iri, dalil("source"), claim.source)
            yield _quad(iri, dalil("quote"), Literal(claim.quote))
        if claim.source and claim.anchor:
            yield _quad(iri, dalil("anchorStatus"), Literal(claim.anchor.status))
            yield from self._passage(iri, claim.source, claim.anchor)
        for basis in claim.basis:
            yield _quad(iri, dalil("basis"), basis)
        yield from self._relays(claim, iri)
        yield from _texts(iri, {"hedge": claim.hedge, "certainty": claim.certainty})
        yield from _note(iri, claim.note)

    def _statement(self, statement: Statement, graph: NamedNode) -> Iterator[Quad]:
        subject, predicate, object_ = statement
        if isinstance(object_, NamedNode | Literal):
            yield Quad(subject, predicate, object_, graph)
        else:
            yield Quad(subject, predicate, self.node(object_.local), graph)
            yield from self.value(object_)

    def value(self, value: Value) -> Iterator[Quad]:
        """A time, count or duration, described by what it is named after."""
        yield from describe(self.node(value.local), value)

    def _inference(self, claim: Claim, iri: NamedNode) -> Iterator[Quad]:
        for premise in claim.premises:
            yield _quad(iri, NamedNode(PROV + "wasDerivedFrom"), self.node(premise))
        for who in claim.speakers:
            yield _quad(iri, NamedNode(PROV + "wasAttributedTo"), who)
        yield _quad(iri, dalil("reason"), Literal(claim.reason))

    def _passage(self, claim: NamedNode, source: NamedNode, anchor: Anchor) -> Iterator[Quad]:
        """Web Annotation: a specific resource selected by its words and by its position."""
        passage = self._passage_node(source, anchor)
        words, position = NamedNode(passage.value + "-quote"), NamedNode(passage.value + "-position")
        yield _quad(claim, dalil("passage"), passage)
        yield _quad(passage, TYPE, NamedNode(OA + "SpecificResource"))
        yield _quad(passage, NamedNode(OA + "hasSource"), source)
        yield _quad(passage, dalil("sha256"), Literal(anchor.sha256))
        yield _quad(passage, NamedNode(OA + "hasSelector"), position)
        yield _quad(position, TYPE, NamedNode(OA + "TextPositionSelector"))
        yield _quad(position, NamedNode(OA + "start"), Literal(str(anchor.start), datatype=OFFSET))
        yield _quad(position, NamedNode(OA + "end"), Literal(str(anchor.end), datatype=OFFSET))
        if anchor.exact is not None:
            yield _quad(passage, NamedNode(OA + "hasSelector"), words)
            yield _quad(words, TYPE, NamedNode(OA + "TextQuoteSelector"))
            for key in ("exact", "prefix", "suffix"):
                yield _quad(words, NamedNode(OA + key), Literal(getattr(anchor, key)))

    def _passage_node(self, source: NamedNode, anchor: Anchor) -> NamedNode:
        local = source.value.removeprefix(self.base)
        return self.node(f"passage-{_hash(f'{local} {anchor.start} {anchor.end} {anchor.sha256}')}")

    def states(self, claims: Iterable[Claim], sources: Iterable[Source]) -> Iterator[Quad]:
        """On which snapshot the offsets of each passage count: the current one of its source."""
        current = {source.iri: source.snapshots[-1].local for source in sources if source.snapshots}
        for claim in claims:
            if claim.source in current and claim.anchor:
                passage = self._passage_node(claim.source, claim.anchor)
                yield _quad(passage, NamedNode(OA + "hasState"), self.node(current[claim.source]))

    def _relays(self, claim: Claim, iri: NamedNode) -> Iterator[Quad]:
        """Who relays it; where the chain has two links or more, also in order."""
        for link in claim.via:
            yield _quad(iri, dalil("via"), link)
        if len(claim.via) < 2:
            return
        name = f"chain-{_hash(' '.join(link.value.removeprefix(self.base) for link in claim.via))}"
        nodes = [self.node(f"{name}-{n}") for n in range(1, len(claim.via) + 1)]
        yield _quad(iri, dalil("relayChain"), nodes[0])
        for node, link, rest in zip(nodes, claim.via, [*nodes[1:], NIL], strict=True):
            yield _quad(node, FIRST, link)
            yield _quad(node, REST, rest)

    def source(self, source: Source) -> Iterator[Quad]:
        """A source as its file describes it, with the snapshots on record."""
        iri = source.iri
        for type_ in {"Source", source.type}:
            yield _quad(iri, TYPE, dalil(type_))
        title = Literal(source.title, language=source.language.lower())
        yield _quad(iri, NamedNode(DCTERMS + "title"), title)
        yield _quad(iri, LABEL, title)
        yield _quad(iri, dalil("voice"), source.voice)
        yield _quad(iri, dalil("recordedIn"), Literal(_place(source.where)))
        if source.publisher:
            yield _quad(iri, NamedNode(DCTERMS + "publisher"), source.publisher)
        if source.published:
            yield _quad(iri, NamedNode(DCTERMS + "issued"), self.node(source.published.local))
            yield from self.value(source.published)
        texts = {"language": source.language, "rights": source.rights, "identifier": source.url}
        known = {NamedNode(DCTERMS + key): text for key, text in texts.items()} | {RETRIEVED: source.retrieved}
        for predicate, text in known.items():
            if text:
                yield _quad(iri, predicate, Literal(text))
        yield from _note(iri, source.note)
        for snapshot in source.snapshots:
            yield _quad(iri, dalil("snapshot"), self.node(snapshot.local))
            yield from self._snapshot(snapshot)

    def _snapshot(self, snapshot: Snapshot) -> Iterator[Quad]:
        iri = self.node(snapshot.local)
        yield _quad(iri, TYPE, dalil("Snapshot"))
        yield _quad(iri, NamedNode(DCTERMS + "format"), Literal(snapshot.format))
        yield from _texts(iri, {"sha256": snapshot.sha256, "textSha256": snapshot.text, "encoding": snapshot.encoding})
        for key in ("bytes", "characters"):
            yield _quad(iri, dalil(key), Literal(str(getattr(snapshot, key)), datatype=INTEGER))

    def entity(self, entity: Entity) -> Iterator[Quad]:
        """A registry entry: what we call it and take it for."""
        yield _quad(entity.iri, TYPE, dalil(entity.type))
        yield _quad(entity.iri, dalil("recordedIn"), Literal(_place(entity.where)))
        names = {
            LABEL: (entity.label(self.languages),),
            NamedNode(SKOS + "prefLabel"): entity.labels,
            NamedNode(SKOS + "altLabel"): entity.names,
            dalil("ourName"): entity.our_names,
        }
        for predicate, texts in names.items():
            for tag, text in texts:
                yield _quad(entity.iri, predicate, Literal(text, language=tag))
        for address in entity.same_as:
            yield _quad(entity.iri, NamedNode(SKOS + "exactMatch"), NamedNode(address))
        yield from _note(entity.iri, entity.note)

    def judgement(self, judgement: Judgement) -> Iterator[Quad]:
        """A decision of ours: on identity, or on a claim's standing."""
        iri = self.node(judgement.local)
        verdict = IDENTITY_VERDICTS.get(judgement.verdict, judgement.verdict)
        link = dalil("judges" if judgement.is_identity else "assesses")
        yield _quad(iri, TYPE, dalil("Judgement"))
        yield _quad(iri, dalil("verdict"), dalil(verdict))
        yield _quad(iri, dalil("judgedOn"), Literal(judgement.when, datatype=DATE))
        yield _quad(iri, dalil("recordedIn"), Literal(_place(judgement.where)))
        yield from _texts(iri, {"reason": judgement.reason, "judgedBy": judgement.who})
        for local in judgement.about:
            yield _quad(iri, link, self.node(local))
            if judgement.verdict in ASSESSMENTS:
                yield _quad(self.node(local), dalil("assessment"), dalil(verdict))

    def agreement(self, agreement: Agreement) -> Iterator[Quad]:
        """How two claims stand to each other; of two that refine, `refining` is the one that says more."""
        iri = self.node(agreement.local)
        yield _quad(iri, TYPE, dalil("Agreement"))
        yield _quad(iri, dalil("kind"), dalil(agreement.kind))
        yield from _texts(iri, {"rule": agreement.rule})
        yield _quad(iri, dalil("sentence"), Literal(agreement.sentence, language="en"))
        for local in (agreement.first, agreement.second):
            yield _quad(iri, dalil("between"), self.node(local))
        if agreement.kind == "refines":
            yield _quad(iri, dalil("refining"), self.node(agreement.first))

    def roots(self, roots: Mapping[str, Iterable[NamedNode]]) -> Iterator[Quad]:
        """What each claim rests on in the end: a work, or the source itself."""
        for local, works in roots.items():
            for work in works:
                yield _quad(self.node(local), dalil("root"), work)


def _quad(subject: NamedNode, predicate: NamedNode, object_: Term) -> Quad:
    return Quad(subject, predicate, object_, DEFAULT)


def _texts(iri: NamedNode, texts: Mapping[str, str]) -> Iterator[Quad]:
    for key, text in texts.items():
        if text:
            yield _quad(iri, dalil(key), Literal(text))


def _note(iri: NamedNode, note: str) -> Iterator[Quad]:
    if note:
        yield _quad(iri, NOTE, Literal(note))


def _place(where: Where) -> str:
    return f"{where.file}:{where.line}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]
