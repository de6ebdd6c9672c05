"""How claims of tables stand to each other and to what people wrote: agreements, as parts of the dump.

The statements of all claims lie in columns, and most have no rival: those fall away. What is left is compared part by part, and a
part whose statements, dates, names and hierarchies are those of the old build is taken over from it. What large blocks had to leave
out is counted, and noted block by block.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import groupby
from operator import attrgetter

import polars as pl

from dalil.build.agreed import note_cuts
from dalil.build.comparison import Comparison
from dalil.build.dossier import Dossier
from dalil.build.parts import AGREEMENTS, WRITTEN
from dalil.build.rows import assessments
from dalil.build.shelves import CUTS
from dalil.build.statements import COMPARED, REGISTRY
from dalil.build.tables import SPILL, Tables
from dalil.facts.table.cells import escaped
from dalil.graph.columns import chunks
from dalil.graph.encode import Encoder
from dalil.graph.template import lines
from dalil.model import Agreement
from dalil.reconcile import Linker
from dalil.reconcile.scale.blocks import Cut
from dalil.reconcile.scale.columns import canonical
from dalil.values import Time


def agree(tables: Tables, dossier: Dossier) -> None:
    """Compare all claims, and write those agreements of which one claim at least is a table's."""
    if not dossier.project.agreement["pairs"]:
        note_cuts(dossier.project, tables.shelf("cuts"))
        return
    tables.progress.stage("comparing claims")
    parts, old = tables.parts, tables.old
    folder = tables.folder / SPILL
    folder.mkdir(exist_ok=True)
    for compared in comparison(tables, dossier).parts(folder):
        name = f"{AGREEMENTS}-{compared.number:02x}"
        before = old.parts.get(name) if old else None
        if old and before and before.digest == compared.digest:
            parts.take(before, old.folder)
            continue
        found, cuts = compared.run()
        parts.write(name, text_of(found, dossier.encoder), compared.digest, _counts(found, list(cuts.values())))
        rows = [(name, *block, *cut) for block, cut in sorted(cuts.items())]
        tables.shelves["cuts"].add(pl.DataFrame(rows, schema=CUTS, orient="row"))
    shutil.rmtree(folder)
    note_cuts(dossier.project, tables.shelf("cuts"))


def comparison(tables: Tables, dossier: Dossier) -> Comparison:
    """All that is compared, and what comparing needs to know."""
    project, linker = dossier.project, Linker.of(dossier.judgements)
    standing = assessments(dossier.judgements).items()
    retracted = [project.curies.shorten(project.base + name) for name, verdict in standing if verdict == "retracted"]
    told = tables.shelf("statements").filter(COMPARED).with_columns(of_table=pl.col("part") != WRITTEN)
    described = tables.shelf("registry").drop("part")
    return Comparison(
        project,
        linker,
        canonical(told, linker.merged, retracted),
        tables.shelf("claims"),
        pl.concat([described, _written(dossier).lazy()]),
        tables.described,
        dossier.claims,
    )


def _written(dossier: Dossier) -> pl.DataFrame:
    """The entries and sources that people described."""
    local, languages = dossier.project.curies.local, dossier.project.languages
    rows = [(local(one.iri), one.label(languages)[1], one.type, "") for one in dossier.registry]
    for source in dossier.sources.values():
        day = source.published
        rows.append((local(source.iri), "", source.type, day.local if isinstance(day, Time) else ""))
    return pl.DataFrame(rows, schema=list(REGISTRY)[1:], schema_overrides=REGISTRY, orient="row")


def _counts(found: Sequence[Agreement], cuts: Sequence[Cut]) -> dict[str, int]:
    """How many agreements there are of each kind, and what was left out."""
    counts = dict(sorted(Counter(agreement.kind for agreement in found).items()))
    left = {"pairs": sum(c.pairs - c.kept for c in cuts), "values": sum(c.uncompared for c in cuts)}
    return counts | ({"cut blocks": len(cuts)} | {f"cut {what}": n for what, n in left.items()} if cuts else {})


class _Form(Agreement):
    """An agreement with tokens."""

    __slots__ = ()

    @property
    def local(self) -> str:
        """The name of each."""
        return "~h0~"


def text_of(found: Sequence[Agreement], encoder: Encoder) -> Iterator[bytes]:
    """Agreements, which are in the order of names, as N-Quads: written once with tokens for each kind, and filled in columns."""
    texts = [field.name for field in fields(Agreement) if field.name != "kind"]
    tokens = {name: f"~h{n}~" for n, name in enumerate(texts, start=1)}
    for kind, group in groupby(sorted(found, key=attrgetter("kind")), key=attrgetter("kind")):
        templates = lines(encoder.agreement(_Form(kind=kind, **tokens)))
        used = {tokens[name][1:-1]: name for name in texts if tokens[name] in "".join(templates)}
        rows = [(one.local, *(escaped(getattr(one, name)) for name in used.values())) for one in group]
        yield from chunks(pl.DataFrame(rows, dict.fromkeys(["h0", *used], pl.String), orient="row"), templates)
