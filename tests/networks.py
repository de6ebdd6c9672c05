"""Invented claims in a real store, for the tests of the network: nobody and nothing here exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import Any

import networkx as nx
from pyoxigraph import Literal, NamedNode, Quad, Store

from dalil.endpoint import Local
from dalil.errors import Where
from dalil.graph import Encoder
from dalil.model import Anchor, Claim, Entity, Judgement, Source, Statement
from dalil.network import Edge, Node, network, read_edges, read_nodes
from dalil.values import Time, parse_time
from dalil.vocabulary import TYPE, Curies, dalil

BASE = "https://example.org/mill/"
KINDS = ("actor", "concept", "event", "instrument", "place", "proposition", "source", "work")
CURIES = Curies(BASE, KINDS)
HERE = Where("data/facts/x.yaml", 1)


def node(curie: str) -> NamedNode:
    return CURIES.expand(curie)


@dataclass
class Case:
    """A dossier under construction: say things, then read it as the network does."""

    quads: list[Quad] = field(default_factory=list)
    encoder: Encoder = field(default_factory=lambda: Encoder(BASE))

    def say(self, *triples: str, quote: str = "as written", source: str = "source:letter", **about: Any) -> str:
        """One claim: `event:x perpetrator actor:y`, or `event:x date 2031-05`. Returns its CURIE."""
        mode = about.pop("mode", "asserted")
        speakers = tuple(node(name) for name in about.pop("by", "actor:society").split())
        digest = sha256(quote.encode("utf-8", "replace")).hexdigest()
        start = int(digest[:6], 16)
        claim = Claim(
            tuple(statement(*triple.split(" ", 2)) for triple in triples),
            mode,
            speakers,
            node(source) if source else None,
            quote,
            Anchor(start, start + len(quote), digest, "exact", quote) if source else None,
            where=HERE,
            **about,
        )
        self.quads += self.encoder.claim(claim)
        return f"claim:{claim.local.removeprefix('claim-')}"

    def register(self, curie: str, type_: str, *labels: tuple[str, str]) -> None:
        self.quads += self.encoder.entity(Entity(node(curie), type_, labels, where=HERE))

    def publish(self, curie: str, title: str) -> None:
        self.quads += self.encoder.source(Source(node(curie), "Letter", title, "en", node("actor:society"), where=HERE))

    def judge(self, verdict: str, *names: str) -> None:
        about = tuple(name.replace(":", "-", 1) for name in names)
        self.quads += self.encoder.judgement(Judgement(verdict, about, "because", "xy", "2031-06-01", HERE))

    def endpoint(self) -> Local:
        store = Store()
        store.extend(self.quads)
        return Local(store)

    def edges(self) -> list[Edge]:
        return read_edges(self.endpoint(), CURIES)

    def nodes(self) -> dict[str, Node]:
        return read_nodes(self.endpoint(), CURIES)

    def graph(self, **filters: Any) -> nx.MultiDiGraph:
        return network(self.edges(), self.nodes(), base=BASE, **filters)


def statement(subject: str, role: str, value: str) -> Statement:
    kind = value.partition(":")[0]
    object_: NamedNode | Literal | Time
    if kind in KINDS:
        object_ = node(value)
    elif role == "type":
        return Statement(node(subject), TYPE, dalil(value))
    elif role == "date":
        object_ = Time(words=value, scope="letter") if value[0].isalpha() else parse_time(value)
    else:
        object_ = Literal(value, language="en")
    return Statement(node(subject), dalil(role), object_)


def mill(languages: tuple[str, ...] = ("en",)) -> Case:
    """One attack, its two acts, two sources that disagree, a demand, a denial, a command chain."""
    case = Case(encoder=Encoder(BASE, languages))
    case.publish("source:letter", "An open letter")
    case.publish("source:daily", "The daily")
    case.register("event:attack", "Killing", ("en", "The attack on the mill"))
    case.register("actor:unit", "SecurityUnit", ("en", "Unit 12"), ("ar", "الوحدة ١٢"))
    case.register("actor:bureau", "Organisation", ("en", "The bureau"))
    case.register("actor:driver", "UnnamedPerson", ("en", "A driver"))
    case.register("actor:farmers", "UnnamedGroup", ("ar", "الفلاحون"))
    case.register("actor:society", "CivilSocietyOrganisation", ("en", "Relief society"))
    case.register("place:port", "City", ("en", "Port city"))
    case.say("event:attack date 2031-05-03", "event:attack place place:port", source="source:letter")
    case.say("event:attack perpetrator actor:unit", quote="by unit 12")
    case.say("event:attack perpetrator actor:unit", quote="unit twelve", source="source:daily", by="actor:daily")
    case.say("event:attack perpetrator actor:unit", quote="it was not us", by="actor:bureau", mode="denied")
    case.say("event:attack victim actor:farmers", "event:attack type Massacre", quote="the farmers")
    case.say("event:shooting partOf event:attack", "event:shooting type Shooting", quote="shot them")
    case.say("event:shooting perpetrator actor:driver", mode="alleged", hedge="it is said")
    case.say("event:burning partOf event:attack", "event:burning victim actor:farmers", quote="then burnt")
    case.say("event:shooting before event:burning", quote="then")
    case.say("actor:driver memberOf actor:unit", quote="of the unit")
    case.say("actor:unit subordinateTo actor:bureau", quote="under the bureau")
    case.say(
        "event:call demander actor:society",
        "event:call demands event:inquiry",
        "event:inquiry target actor:unit",
        quote="must be looked into",
        mode="demanded",
    )
    return case


def invented(events: int, actors: int, statements: int, seed: int = 7) -> Case:
    """A dossier of some size, by a random number generator with a fixed seed."""
    random, case = Random(seed), Case()
    for n in range(events):
        case.register(
            f"event:e{n}", random.choice(["Attack", "Demand", "Meeting"]), ("en", f"The event with the number {n}")
        )
    for n in range(actors):
        kind = random.choice(["Organisation", "UnnamedGroup"])
        case.register(f"actor:a{n}", kind, ("en", f"Body {n} " + "for one thing or another " * (n % 3)))
    roles = ["perpetrator", "victim", "addressee", "agent", "witness", "target", "responsible"]
    modes = ["asserted", "asserted", "alleged", "opined", "demanded"]
    for n in range(statements):
        event, actor = (
            f"event:e{random.randrange(events)}",
            f"actor:a{min(random.randrange(actors), random.randrange(actors))}",
        )
        other = random.randrange(max(events, actors))
        triple = {
            0: f"event:e{other % events} partOf event:e{other % events // 3}",
            1: f"actor:a{other % actors} memberOf actor:a{other % 5}",
            2: f"{event} about event:e{other % events}",
        }.get(n % 11, f"{event} {random.choice(roles)} {actor}")
        source = random.choice(["source:one", "source:two", "source:three"])
        case.say(triple, quote=f"words number {n}", source=source, mode=random.choice(modes))
    return case
