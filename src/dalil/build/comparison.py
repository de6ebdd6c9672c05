"""All statements that have rivals, part by part: with a digest of all that their agreements depend on, and compared when asked to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from dalil.build.saying import VALUES, Block, Sayings
from dalil.model import Agreement, Claim
from dalil.project import Project
from dalil.reconcile import Linker
from dalil.reconcile.agreement import _drawn as drawn
from dalil.reconcile.agreement import by_name
from dalil.reconcile.comparing.moments import Moments
from dalil.reconcile.comparing.said import Reader, Tie
from dalil.reconcile.scale.blocks import Comparer, Cut
from dalil.reconcile.scale.columns import batches, blocks, contested, hierarchy
from dalil.reconcile.scale.context import Context, timed
from dalil.values import Time

TOLD = ("speakers", "source", "hedge")
"""What a sentence may say of a claim."""


@dataclass
class Comparison:
    """Statements in columns, and what comparing them needs to know.

    `registry`: name, label, type, published of what is described; `described`: values with what describes each;
    `written`: the claims that people wrote. Two of those are compared elsewhere.
    """

    project: Project
    linker: Linker
    statements: pl.LazyFrame
    claims: pl.LazyFrame
    registry: pl.LazyFrame
    described: pl.DataFrame
    written: list[Claim]

    def parts(self, folder: Path) -> Iterator[Part]:
        """Part by part, in bounded memory. What has rivals lies in `folder` meanwhile."""
        told, place = self.claims.select("claim", *TOLD), folder / "contested.arrow"
        vocabulary = self.project.vocabulary
        rivals = contested(blocks(self.statements, vocabulary), timed(vocabulary))
        rivals.join(told, on="claim", how="left").sink_ipc(place)
        self.rivals = pl.scan_ipc(place)
        context = Context(
            self.statements, self.project.vocabulary, self._known.select(thing="name", type="type"), self.linker.merged
        )
        for frames in batches(self.rivals):
            whole = context.of(pl.concat(frames.values()))
            whole = whole.lazy().join(told, on="claim", how="left").collect()
            for number, frame in sorted(frames.items()):
                yield Part(self, number, frame, context.narrowed(whole, frame))

    @cached_property
    def sayings(self) -> Sayings:
        """Makes statements of columns."""
        return Sayings(self.project.base, self.written, self.described)

    @cached_property
    def reader(self) -> Reader:
        """Knows what has rivals, what is above it, and what all that is called."""
        labels = self._known.filter(pl.col("label") != "").select("name", "label")
        return Reader(
            self.project.vocabulary, self.linker, self.project.base, dict(labels.iter_rows()), *self._hierarchy
        )

    @cached_property
    def types(self) -> dict[str, str]:
        """What the registry takes things for."""
        return dict(self._known.select("name", "type").iter_rows())

    @cached_property
    def published(self) -> dict[str, Time]:
        """Source → its day."""
        dated = self._known.filter(pl.col("published") != "")
        days = self.sayings.objects(dated["published"])
        told = ((name, days[day]) for name, day in dated.select("name", "published").iter_rows())
        return {name: day for name, day in told if isinstance(day, Time)}

    @cached_property
    def drawn(self) -> dict[str, set[str]]:
        """Inferred claim → what it was drawn from."""
        return drawn(self.written)

    @cached_property
    def _known(self) -> pl.DataFrame:
        """The registry, as far as anything is compared, says it, or is above it."""
        higher = pl.Series([name for names in self._hierarchy[0].values() for name in names], dtype=pl.String)
        merged = pl.Series(list(self.linker.merged), dtype=pl.String)
        used = pl.concat([self._names, higher, merged]).unique().to_frame("name")
        return (
            self.registry.join(used.lazy(), on="name", how="semi").sort("name").unique("name", keep="first").collect()
        )

    @cached_property
    def _hierarchy(self) -> tuple[dict[str, set[str]], frozenset[Tie]]:
        return hierarchy(self.statements, self._names)

    @cached_property
    def _names(self) -> pl.Series:
        """Local names of all that has rivals, of who says it, and in which source."""
        curies = [pl.col("speakers").explode(), pl.col("source")]
        columns = [
            pl.col("subject"),
            pl.col("object"),
            *(curie.str.replace(":", "-", literal=True) for curie in curies),
        ]
        frames = [self.rivals.select(column.alias("name")).unique() for column in columns]
        is_thing = ~pl.col("name").str.contains(r'^"|^(?:time|count|duration)-')
        return pl.concat(frames).unique().filter(is_thing).drop_nulls().collect(engine="streaming")["name"]


@dataclass
class Part:
    """Some blocks, always the same ones, with the statements that say when theirs hold."""

    of: Comparison
    number: int
    frame: pl.DataFrame
    context: pl.DataFrame

    @cached_property
    def digest(self) -> str:
        """Of all that the agreements depend on: statements, dates, and of all names the labels, types and hierarchies."""
        sha = hashlib.sha256(f"{self.of.project.agreement}\x1e".encode())
        for frame in (self.frame, self.context):
            told = [
                pl.col("speakers").list.join(" "),
                *(pl.col(n).cast(pl.String) for n in frame.columns if n != "speakers"),
            ]
            cells = [cell.fill_null("") for cell in told]
            sha.update((frame.select(pl.concat_str(cells, separator="\x1c").str.join("\x1d")).item() or "").encode())
            sha.update(b"\x1e")
        for name in self._names:
            sha.update(f"{self._told(name)}\x1d".encode())
        return sha.hexdigest()

    def _told(self, name: str) -> str:
        """All that is known of a name."""
        reader, of = self.of.reader, self.of
        above = " ".join(f"{up}{'?' * ((name, up) in reader.inferred)}" for up in sorted(reader.above.get(name, ())))
        day = of.published.get(name)
        return "\x1c".join([name, reader.label(name), of.types.get(name, ""), day.local if day else "", above])

    @cached_property
    def _names(self) -> list[str]:
        frame = self.frame
        curies = [frame["speakers"].explode(), frame["source"]]
        told = [frame["subject"], frame["object"], *(curie.str.replace(":", "-", literal=True) for curie in curies)]
        names = {
            name for name in pl.concat(told).unique().drop_nulls().to_list() if not name.startswith((*VALUES, '"'))
        }
        return sorted(names.union(*(self.of.reader.ancestors(name) for name in names)))

    def run(self) -> tuple[list[Agreement], dict[Block, Cut]]:
        """The agreements, each once, in the order of their names; and what was left out of which block."""
        of, found, cuts = self.of, list[Agreement](), dict[Block, Cut]()
        context = self.context.with_columns(subject="thing", said="term")
        types = {name: of.types[name] for name in self._names if name in of.types}
        published = {name: of.published[name] for name in self._names if name in of.published}
        moments = Moments.of(of.sayings.all(context), of.reader, published, types)
        most = of.project.agreement["pairs"]
        comparer = Comparer(of.reader, moments, most, {claim.local for claim in of.written}, of.drawn)
        for block, said in of.sayings.blocks(self.frame):
            told, cut = comparer.compare(block, said)
            found += told
            if cut:
                cuts[block] = cut
        return by_name(found), cuts
