"""What the rules about content find in rows, in columns: a million rows are too many to be asked queries at each build.

The same as queries/check-said-of-itself.rq, check-order-of-times.rq and check-date-after-publication.rq find in what people wrote. Rings
are looked for in build/integrity.py. A row is all that still stands of it, be it in one version of its table or in several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import polars as pl

from dalil.build.dossier import Dossier
from dalil.build.inputs import fingerprint
from dalil.build.integrity import RINGS
from dalil.build.parts import WRITTEN
from dalil.build.rules import TOLD, Fault
from dalil.build.tables import Tables
from dalil.model import ASSESSMENTS
from dalil.questions import named_queries
from dalil.values import Time
from dalil.vocabulary import DALIL

EXCUSED = ("retracted", "conflict")
"""How a claim stands that makes no fault: the rules' queries name them too."""
STARTS = ("date", "began", "born", "published")
"""What has happened by the day that a source is published."""
ORDER = "check-order-of-times"
ROW = ["part", "row"]
CLAIMS = 1_000_000
"""Claims of which the order of times is asked together."""
EARLIEST, LATEST = (rf'<{DALIL}{term}> "([^"]*)"' for term in ("earliest", "latest"))


class _Rows(NamedTuple):
    """What some rows say, what of it counts, the claims that say it, and the bounds of times."""

    said: pl.LazyFrame
    reliable: pl.LazyFrame
    claims: pl.LazyFrame
    bounds: pl.LazyFrame

    @property
    def lasting(self) -> pl.LazyFrame:
        """Beginnings with the ends of the same thing in the same row, of things of which some end lies before some beginning."""
        began, ended = (self.reliable.filter(pl.col("term") == term) for term in ("began", "ended"))
        first, last = (frame.join(self.bounds, on="object") for frame in (began, ended))
        key = ["part", "thing"]
        odd = first.group_by(key).agg(pl.col("first").max()).join(last.group_by(key).agg(pl.col("last").min()), on=key)
        odd = odd.filter(pl.col("last") < pl.col("first"))
        first, last = (self._placed(frame.join(odd, on=key, how="semi")) for frame in (first, last))
        return first.join(last, on=[*ROW, "thing"]).select(
            "thing", "claim", "first", pl.col("last_right").alias("last")
        )

    @property
    def ordered(self) -> pl.LazyFrame:
        """Dates of events with those of what the same row says to come after them."""
        before = self._placed(self.said.filter(pl.col("term") == "before")).select(*ROW, "thing", later="object")
        dated = pl.concat([before.select("part", "thing"), before.select("part", thing="later")]).unique()
        dates = self.reliable.filter(pl.col("term") == "date").join(dated, on=["part", "thing"], how="semi")
        dates = self._placed(dates.join(self.bounds, on="object"))
        later = dates.select(*ROW, "last", later="thing")
        pairs = before.join(later, on=[*ROW, "later"]).join(dates.drop("last"), on=[*ROW, "thing"])
        return pairs.select("thing", "claim", "first", "last")

    def _placed(self, said: pl.LazyFrame) -> pl.LazyFrame:
        """With the keys of the rows that claims stand in. All that a row says is in one part."""
        return said.join(self.claims.select("claim", "row"), on="claim")


@dataclass(frozen=True)
class Content:
    """What the claims of a dossier's tables say, for the rules that are about it."""

    tables: Tables
    dossier: Dossier

    def faults(self) -> Iterator[tuple[str, Sequence[Fault]]]:
        """Rule → what it finds in rows, in order; one more than are told where there are more."""
        yield "check-said-of-itself", self._told([self._of_itself()])
        yield ORDER, self._told(self._out_of_order(names) for names in self._batches())
        yield "check-date-after-publication", self._told([self._after_publication()])

    def _told(self, found: Iterable[pl.LazyFrame]) -> Sequence[Fault]:
        """Faults with their rows and places."""
        key = ["thing", "told", "claim"]
        frame = pl.DataFrame(schema=dict.fromkeys(key, pl.String))
        for some in found:
            here = some.select(key).unique().sort(key).head(TOLD + 1).collect(engine="streaming")
            frame = pl.concat([frame, here]).sort(key).head(TOLD + 1)
        claims = frame.lazy().select("claim").unique()
        rows = self._claims.select("claim", "place", "row").join(claims, on="claim", how="semi")
        whole = frame.join(rows.collect(engine="streaming"), on="claim")
        told = whole.with_columns(told=pl.format("{}, row {}", "told", "row")).select(Fault._fields)
        return list(map(Fault._make, told.sort(Fault._fields).iter_rows()))

    def _batches(self) -> Iterator[list[str]]:
        """Parts of rows, so many at a time as memory holds; what one row says is in one part.

        Of parts that were taken over nothing is new, where people have written nothing since: a violation would have stopped that build.
        """
        tables, project = self.tables, self.dossier.project
        rule, old = named_queries(project).get(ORDER), tables.old
        stops = rule is not None and rule.severity == "violation"
        same = stops and old is not None and old.manifest.get("inputs") == fingerprint(project)
        names, claims = list[str](), 0
        for name in sorted(tables.parts.fresh if same else tables.parts.made):
            names.append(name)
            claims += tables.parts.made[name].counts.get("claims", 0)
            if claims >= CLAIMS:
                yield names
                names, claims = [], 0
        yield names

    def _of_itself(self) -> pl.LazyFrame:
        """Things that are said of themselves."""
        term = pl.col("term")
        itself = self._reliable.filter((pl.col("thing") == pl.col("object")) & ~term.is_in(RINGS))
        return itself.select("thing", "claim", told=pl.format("term {}", _called(term)))

    def _out_of_order(self, names: list[str]) -> pl.LazyFrame:
        """Of one row of some parts: the end of a thing before its beginning, a later event before an earlier one."""
        here = pl.col("part").is_in(names)
        some = _Rows(self._said.filter(here), self._reliable.filter(here), self._claims.filter(here), self._bounds)
        pairs = pl.concat([some.lasting, some.ordered]).filter(pl.col("last") < pl.col("first"))
        return pairs.select("thing", "claim", told=pl.format("first {}, last {}", "first", "last"))

    def _after_publication(self) -> pl.LazyFrame:
        """What a source asserts to have happened, later than the last day on which it can have been published."""
        source, term = pl.col("voice").str.extract(r"^(\S+) ").alias("source"), pl.col("term")
        said = self._reliable.filter(term.is_in(STARTS) & (pl.col("mode") == "asserted")).with_columns(source)
        found = said.join(self._bounds, on="object").join(self._published, on="source")
        after = found.filter(pl.col("first") > pl.col("published"))
        told = pl.format("term {}, first {}, published {}", _called(term), "first", "published")
        return after.select("thing", "claim", told=told)

    @property
    def _said(self) -> pl.LazyFrame:
        """All that rows say and that still stands."""
        return self.tables.shelf("statements").filter(pl.col("part") != WRITTEN)

    @property
    def _reliable(self) -> pl.LazyFrame:
        """The same, without claims that were retracted or marked as conflict."""
        return self._said.filter(~pl.col("claim").is_in(self._excused)) if self._excused else self._said

    @cached_property
    def _excused(self) -> list[str]:
        curies = self.dossier.project.curies
        acting = [one for one in self.dossier.judgements if one.acts and not one.is_identity]
        names = {name for one in acting if ASSESSMENTS[one.verdict] in EXCUSED for name in one.about}
        return sorted(curies.shorten(curies.base + name) for name in names)

    @cached_property
    def _claims(self) -> pl.LazyFrame:
        """Claim → the key of its row, and the line of its mapping."""
        return self.tables.shelf("claims").select("part", "claim", "row", place="recordedIn")

    @cached_property
    def _bounds(self) -> pl.LazyFrame:
        """Time → its first and last day, as they are written; null where it is open."""
        text = pl.col("text")
        times = self.tables.described.lazy().filter(pl.col("name").str.starts_with("time-"))
        days = times.select(object="name", first=text.str.extract(EARLIEST), last=text.str.extract(LATEST))
        return days.collect().lazy()

    @cached_property
    def _published(self) -> pl.LazyFrame:
        """Source → the last day on which it can have been published."""
        days = self._bounds.select("last", published="object")
        told = self.tables.shelf("registry").select("name", "published").join(days, on="published")
        of_tables = told.select(source=pl.col("name").str.replace("-", ":", literal=True), published="last")
        shorten, sources = self.dossier.project.curies.shorten, self.dossier.sources.values()
        written: Mapping[str, str] = {
            shorten(one.iri): one.published.latest.isoformat()
            for one in sources
            if isinstance(one.published, Time) and one.published.latest
        }
        rows = pl.LazyFrame(list(written.items()), {"source": pl.String, "published": pl.String}, orient="row")
        return pl.concat([of_tables.drop_nulls(), rows]).collect().lazy()


def _called(term: pl.Expr) -> pl.Expr:
    return pl.format("dalil:{}", term)
