"""From a node of the graph back to the lines that people wrote: `data/facts/x.yaml:12 and 2 more`.

A million quads are not parsed for the sake of ten findings: the text is searched for the nodes that a
finding leads to, step by step, and only the lines that have them are taken apart. Nodes are known here as
N-Quads writes them (`<https://…>`, `"text"@en`). Nothing is imported for it: that would take longer than a search.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from dalil.vocabulary import DALIL, OA, TYPE

if TYPE_CHECKING:
    import polars as pl

RECORDED_IN = f"<{DALIL}recordedIn>"
ABOUT = frozenset([*(f"<{DALIL}{name}>" for name in ("between", "assesses", "judges", "source")), f"<{OA}hasSource>"])
"""What a node that nobody mentions and nobody wrote down is about: the last resort."""
FAR = (9, 0)
LITERAL, GRAPH = re.compile(r'.*"\S*'), re.compile(r" (<[^>]*>) \.$")
LENT = "<urn:x-dalil:lent>"
"""The graph of what one part of a dossier is lent of another's, so that shapes can be applied to it."""


class Link(NamedTuple):
    """A tie of a node to another one, and the claim or node that says so."""

    predicate: str
    other: str
    holder: str


class Place(NamedTuple):
    """The lines that a finding goes back to, the nodes recorded there, and by how many steps: of several shards, the nearest count."""

    distance: tuple[int, int] = FAR
    lines: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()

    def or_nearer(self, other: Place) -> Place:
        """Of two shards' answers for one finding: the nearer, and both where they are equally near."""
        if self.distance == other.distance:
            return Place(self.distance, self.lines | other.lines, self.nodes | other.nodes)
        return min(self, other, key=lambda place: place.distance)

    def __str__(self) -> str:
        if not self.lines:
            return ""
        first = min(self.lines, key=_by_file_and_line)
        return first if len(self.lines) == 1 else f"{first} and {len(self.lines) - 1} more"


@dataclass(slots=True)
class Places:
    """Knows which line recorded what, and who mentions whom: a claim mentions whatever its content names."""

    texts: Sequence[bytes]
    _asked: set[bytes] = field(default_factory=set)
    _heard: list[bytes] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    _recorded: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _users: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _about: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def links(self, out: Mapping[str, Collection[str]], into: Mapping[str, Collection[str]]) -> dict[str, list[Link]]:
        """Node → what it is tied to by some predicates: `out` of it (node → predicates), `into` it."""
        found: dict[str, list[Link]] = defaultdict(list)
        for s, p, o, g in self._quads({*out, *into}):
            if p in out.get(s, ()):
                found[s].append(Link(p, o, g or s))
            if p in into.get(o, ()):
                found[o].append(Link("^" + p, s, g or s))
        return found

    def at_home(self, nodes: Iterable[str]) -> set[str]:
        """Those of some nodes that have a type here, not only a lent one."""
        wanted = set(nodes)
        return {s for s, p, _, g in self._quads(wanted, f" <{TYPE.value}> ") if s in wanted and g != LENT}

    def claims(self, nodes: Iterable[str]) -> set[str]:
        """Those of some nodes that are claims."""
        wanted = set(nodes)
        return {s for s, *_ in self._quads(wanted, f" <{TYPE.value}> <{DALIL}Claim> ") if s in wanted}

    def written(self, starts: Iterable[frozenset[str]]) -> dict[frozenset[str], Place]:
        """The lines that recorded these nodes, else those of whatever mentions them, else of what they are about."""
        wanted = set(starts)
        found = self._nearest(wanted, self._users, 0)
        return found | self._nearest(wanted - found.keys(), self._about, 1)

    def _nearest(self, starts: set[frozenset[str]], ties: dict[str, set[str]], way: int) -> dict[frozenset[str], Place]:
        """Recorded lines at the smallest distance along some ties, for all starts at once: a search a step."""
        found: dict[frozenset[str], Place] = {}
        fronts, seen, steps = {start: set(start) for start in starts}, {start: set(start) for start in starts}, 0
        while fronts:
            self._learn(set().union(*fronts.values()))
            for start, front in list(fronts.items()):
                if recorded := frozenset(front) & self._recorded.keys():
                    lines = frozenset(_written(line) for node in recorded for line in self._recorded[node])
                    found[start] = Place((way, steps), lines, recorded)
                    del fronts[start]
                    continue
                fronts[start] = set().union(*(ties.get(node, set()) for node in front)) - seen[start]
                seen[start] |= fronts[start]
                if not fronts[start]:
                    del fronts[start]
            steps += 1
        return found

    def _learn(self, nodes: set[str]) -> None:
        """Where nodes were recorded; of those that were not, who mentions them."""
        fresh = nodes - self._known
        self._known |= fresh
        for s, _, o, _ in self._quads(fresh, f" {RECORDED_IN} "):
            self._recorded[s].add(o)
        nameless = {node for node in fresh if node not in self._recorded}
        for s, p, o, g in self._quads(nameless):
            if o in nameless:
                self._users[o].add(g or s)
            if s in nameless and g:
                self._users[s].add(g)
            if s in nameless and p in ABOUT:
                self._about[s].add(o)

    def _quads(self, nodes: Collection[str], having: str = "") -> Iterator[tuple[str, str, str, str]]:
        """Subject, predicate, object and graph ("" for the default) of all lines that name some nodes as subject or object,
        and maybe of others; of lines that begin with a node and go on with something in particular.
        """
        if not nodes:
            return
        words = {node.encode().partition(b" ")[0] for node in nodes}
        if not having:
            yield from map(_parted, self._named(words))
            return
        for text in self.texts:
            yield from (_parted(line) for line in _saying(text, having.encode(), words))

    def _named(self, words: set[bytes]) -> list[bytes]:
        """The lines that name something; who mentions a node is mostly among what was told of it the last time."""
        if not words <= self._asked:
            self._asked, self._heard = words, [line for text in self.texts for line in _naming(text, words)]
        return self._heard


def _naming(text: bytes, words: set[bytes]) -> Iterator[bytes]:
    """The lines with one of some words before their third space: all that begin subjects and objects are among those."""
    none_of_them = words.isdisjoint
    return (line for line in BytesIO(text) if not none_of_them(line.split(b" ", 3)))


def _saying(text: bytes, having: bytes, subjects: set[bytes]) -> Iterator[bytes]:
    """The lines in which something in particular follows one of some subjects."""
    at = text.find(having)
    while at >= 0:
        start, end = text.rfind(b"\n", 0, at) + 1, text.find(b"\n", at)
        end = len(text) if end < 0 else end
        if text[start:at] in subjects:
            yield text[start:end]
        at = text.find(having, end)


def _parted(line: bytes) -> tuple[str, str, str, str]:
    """Subject, predicate, object and graph of a line."""
    s, _, told = line.decode().rstrip().partition(" ")
    p, _, rest = told.partition(" ")
    literal, graph = LITERAL.match(rest) if rest.startswith('"') else None, GRAPH.search(rest)
    return s, p, literal[0] if literal else rest.partition(" ")[0], graph[1] if graph else ""


def lines(text: bytes) -> pl.DataFrame:
    """N-Quads by line. A control character is never raw in canonical N-Quads, so one may part its columns."""
    import polars as pl

    return pl.read_csv(
        text, has_header=False, separator="\x1f", quote_char=None, infer_schema=False, new_columns=["line"]
    )


def _written(literal: str) -> str:
    """A literal's text, from how N-Quads writes it."""
    if "\\" not in literal:
        return literal[1:-1]
    text: str = next(iter(ox.parse(f"<a:a> <a:a> {literal} .", format=ox.RdfFormat.N_TRIPLES))).object.value
    return text


def _by_file_and_line(place: str) -> tuple[str, int]:
    file, _, line = place.rpartition(":")
    return file, int(line) if line.isdigit() else 0
