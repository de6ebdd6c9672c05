"""From a node of the graph back to the lines that people wrote: `data/facts/x.yaml:12 and 2 more`.

A million quads are not parsed for the sake of ten findings: the text is searched for the nodes that a
finding leads to, step by step, and only the lines that have them are taken apart. Nodes are known here as
N-Quads writes them (`<https://…>`, `"text"@en`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from dalil.vocabulary import DALIL, OA, TYPE

if TYPE_CHECKING:
    import polars as pl

RECORDED_IN = f"<{DALIL}recordedIn>"
ABOUT = frozenset([*(f"<{DALIL}{name}>" for name in ("between", "assesses", "judges", "source")), f"<{OA}hasSource>"])
"""What a node that nobody mentions and nobody wrote down is about: the last resort."""
FAR = (9, 0)
LENT = "<urn:x-dalil:lent>"
"""The graph of what one part of a dossier is lent of another's, so that shapes can be applied to it."""


class Link(NamedTuple):
    """A tie of a node to another one, and the claim or node that says so."""

    predicate: str
    other: str
    holder: str


class Place(NamedTuple):
    """The lines that a finding goes back to, and by how many steps: of several shards, the nearest count."""

    distance: tuple[int, int] = FAR
    lines: frozenset[str] = frozenset()

    def or_nearer(self, other: Place) -> Place:
        """Of two shards' answers for one finding: the nearer, and both where they are equally near."""
        if self.distance == other.distance:
            return Place(self.distance, self.lines | other.lines)
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
    _lines: list[pl.DataFrame] = field(default_factory=list)
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
                if lines := frozenset[str]().union(*(self._recorded.get(node, ()) for node in front)):
                    found[start] = Place((way, steps), frozenset(map(_written, lines)))
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
        """Subject, predicate, object and graph ("" for the default) of the lines that name some nodes anywhere."""
        import polars as pl

        if not nodes:
            return
        if not self._lines:
            self._lines += [lines(text) for text in self.texts if text]
        line = pl.col("line")
        wanted = line.str.contains(having, literal=True) if having else pl.lit(value=True)
        rest, is_node = pl.col("rest"), pl.col("rest").str.starts_with("<")
        for text in self._lines:
            chosen = text.filter(wanted).filter(line.str.contains_any(sorted(nodes)))
            parts = chosen.select(line.str.splitn(" ", 3).struct.rename_fields(["s", "p", "rest"]).struct.unnest())
            yield from parts.select(
                "s",
                "p",
                pl.when(is_node).then(rest.str.extract(r"^(\S+)")).otherwise(rest.str.extract(r'^(.*"\S*)')).alias("o"),
                rest.str.extract(r" (<[^>]*>) \.$").fill_null("").alias("g"),
            ).iter_rows()


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
