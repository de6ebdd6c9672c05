"""What a statement's time is taken from, in columns: the dates of things and positions, their types, the days of sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from dalil.reconcile.comparing.moments import BODIES, DATED
from dalil.reconcile.scale.columns import OFFICE
from dalil.vocabulary import DALIL, Vocabulary

ROW = ["claim", "thing", "term", "object"]
POSITION = ("holder", *BODIES)


def changing(vocabulary: Vocabulary) -> list[str]:
    """Terms of which what holds at one time need not hold at another."""
    return sorted(name for name, one in vocabulary.properties.items() if one.changing)


def roles(vocabulary: Vocabulary) -> list[str]:
    """Terms that say who takes part, and that there is something at all: they change where the thing does."""
    known = vocabulary.properties.items()
    return ["type", *sorted(name for name, one in known if one.broader & {"participant", "agent"})]


def timed(vocabulary: Vocabulary) -> list[str]:
    """Terms of which one thing may be said for several times."""
    return [*changing(vocabulary), *roles(vocabulary)]


@dataclass(frozen=True)
class Context:
    """Statements that say when others hold. `statements`: all there are, under canonical names; `registered`: thing and class;
    `names`: those that another one stands for.
    """

    statements: pl.LazyFrame
    vocabulary: Vocabulary
    registered: pl.DataFrame
    names: Mapping[str, str]

    @cached_property
    def kinds(self) -> list[str]:
        """Classes of what can begin after somebody said that there was none."""
        marked = {name for name, value in self.vocabulary.annotations.get("changesInTime", ()) if value == "true"}
        return sorted(DALIL + name for name in self.vocabulary.classes if marked & self.vocabulary.ancestors(name))

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """What some blocks need: a few readings of all statements, and none where nothing in them changes in time."""
        said, office = pl.col("said"), frame.filter(pl.col("term") == OFFICE)
        of_roles = frame.filter(said.is_in(roles(self.vocabulary)))
        states = frame.filter(said.is_in(changing(self.vocabulary)))
        named = pl.concat([of_roles["subject"], office["object"], office["subject"]]).unique().to_frame("thing")
        types = self._having(["type"], named)
        registered = self.registered.filter((DALIL + pl.col("type")).is_in(self.kinds)).join(
            named, on="thing", how="semi"
        )
        begun = pl.concat(
            [types.filter(pl.col("object").is_in(self.kinds)).select("thing"), registered.select("thing")]
        )
        positions = self._having(POSITION, states.select("claim").unique())
        events = pl.concat([begun, positions.select("thing"), office.select(thing="subject")]).unique()
        sources = self.sources(frame).to_frame("thing")
        beside = self._having(list(DATED), states.select("claim").unique())
        found = [types, positions, beside, self._having(list(DATED), events), self._having(["published"], sources)]
        return pl.concat(found).unique(ROW).sort(ROW)

    def _having(self, terms: list[str] | tuple[str, ...], wanted: pl.DataFrame) -> pl.DataFrame:
        """The statements by some terms that a frame of things or of claims wants."""
        told = self.statements.filter(pl.col("term").is_in(list(terms)) & (pl.col("mode") != "denied"))
        if not wanted.height:
            return told.clear().collect()
        return told.join(wanted.lazy(), on=wanted.columns, how="semi").collect(engine="streaming")

    def sources(self, frame: pl.DataFrame) -> pl.Series:
        """The sources of some statements, by the names that stand for them."""
        return frame["source"].drop_nulls().unique().str.replace(":", "-", literal=True).replace(dict(self.names))

    def narrowed(self, whole: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
        """What one part of the blocks needs of what several do."""
        claims = frame.select("claim").unique()
        of_claims = whole.filter(pl.col("term").is_in([*POSITION, *DATED])).join(claims, on="claim", how="semi")
        things = pl.concat([frame["subject"], frame["object"], self.sources(frame), of_claims["thing"]])
        of_things = whole.join(things.unique().to_frame("thing"), on="thing", how="semi")
        return pl.concat([of_claims, of_things]).unique(ROW).sort(ROW)
