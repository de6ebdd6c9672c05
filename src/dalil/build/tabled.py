"""A dossier's tables, encoded, accounted for and validated: all that a build adds for them, and all that can be wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from pyoxigraph import NamedNode

from dalil.build.agreeing import agree
from dalil.build.dossier import Dossier
from dalil.build.edges import restate
from dalil.build.integrity import alike_claims, rings, twice_described
from dalil.build.old import Old
from dalil.build.parts import ABOUT, WRITTEN
from dalil.build.rows import assessments, written_rows
from dalil.build.shelves import NAMES
from dalil.build.statements import written_statements
from dalil.build.tables import Tables
from dalil.errors import DalilError, DalilErrors, FactError, UnknownTerm
from dalil.model import Mapping
from dalil.progress import Progress
from dalil.values import Count, Duration, Time
from dalil.vocabulary import TYPE, local_name

SHOWN = 3
"""Examples of each kind of fault."""


@dataclass
class Tabled:
    """The tables of a dossier on their way into a build."""

    tables: Tables
    errors: list[DalilError] = field(default_factory=list)
    reports: dict[str, str] = field(default_factory=dict)
    reported: dict[str, int] = field(default_factory=dict)
    versions: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def sample(self) -> list[bytes]:
        """One row of every form that was encoded anew, and the snapshots that rows name, for the rules that are about form."""
        about = self.tables.parts.folder / f"{ABOUT}.nq"
        return [about.read_bytes(), *(text for _, text in sorted(self.tables.samples.items()))]

    @property
    def quads(self) -> int:
        """Of the whole dump."""
        return self.tables.parts.quads


def with_tables(  # noqa: PLR0913 - all that a build knows
    dossier: Dossier, nquads: str, folder: Path, old: Old | None, rules: str, engine: str, progress: Progress
) -> Tabled:
    """Encode all tables. Raises DalilErrors with everything that is wrong with their rows."""
    project = dossier.project
    tables = Tables(project, dossier.mappings, folder, old, rules, dossier.encoder, engine, progress)
    _written(tables, dossier, nquads)
    tables.run(_known(dossier), _values(dossier))
    found = Tabled(tables)
    for mapping in dossier.mappings:
        _report(found, mapping)
    found.errors += _dangling(dossier, tables)
    found.errors += _judged(dossier, tables)
    found.errors += _alike(tables)
    shorten, base = project.curies.shorten, project.base
    restate(tables, {shorten(base + name): verdict for name, verdict in assessments(dossier.judgements).items()})
    found.errors += _rings(tables)
    if found.errors:
        raise DalilErrors(found.errors)
    agree(tables, dossier)
    return found


def _written(tables: Tables, dossier: Dossier, nquads: str) -> None:
    """What people wrote is a part like others, and always made anew: it is small."""
    tables.parts.write(WRITTEN, [nquads.encode()])
    claims, edges = written_rows(dossier.claims, dossier.judgements, dossier.roots, dossier.project.curies)
    tables.shelves["claims"].add(claims)
    tables.shelves["edges"].add(edges)
    tables.shelves["statements"].add(written_statements(dossier.claims, dossier.project.curies))
    local = dossier.project.curies.local
    names = [
        (WRITTEN, "mentioned", local(dossier.project.curies.expand(name)), "", "") for name in sorted(dossier.tabled)
    ]
    described = [*dossier.registry, *dossier.sources.values()]
    names += [(WRITTEN, "introduced", local(one.iri), one.type, str(one.where)) for one in described]
    typed = (s for claim in dossier.claims for s in claim.statements if s.predicate == TYPE)
    names += [
        (WRITTEN, "typed", local(one.subject), local_name(one.object.value), "")
        for one in typed
        if isinstance(one.object, NamedNode)
    ]
    names += [(WRITTEN, "judged", name.replace(":", "-", 1), "Claim", "") for name in sorted(dossier.judged)]
    tables.shelves["names"].add(pl.DataFrame(names, schema=NAMES, orient="row"))


def _known(dossier: Dossier) -> set[str]:
    """Local names of all that people described: registry, sources, what claims give a type to."""
    local = dossier.project.curies.local
    known = {local(entity.iri) for entity in dossier.registry} | {
        local(source.iri) for source in dossier.sources.values()
    }
    typed = (s.subject for claim in dossier.claims for s in claim.statements if s.predicate == TYPE)
    return known | {local(subject) for subject in typed}


def _values(dossier: Dossier) -> set[str]:
    """Local names of the times, counts and durations that people wrote: they are described there."""
    objects = {
        s.object for claim in dossier.claims for s in claim.statements if isinstance(s.object, Time | Count | Duration)
    }
    published = {source.published for source in dossier.sources.values() if isinstance(source.published, Time)}
    return {value.local for value in objects | published}


def _report(found: Tabled, mapping: Mapping) -> None:
    """What is wrong with the rows of a mapping: all of it to a file, an error where the mapping says that it stops a build."""
    project = found.tables.project
    issues = found.tables.shelf("issues").filter(pl.col("part").str.starts_with(f"{mapping.id}.")).collect()
    path = project.private / "reports" / f"{mapping.id}.jsonl"
    path.unlink(missing_ok=True)
    if not issues.height:
        return
    issues = issues.drop("part").unique().sort("file", "row", "column", "place")
    path.parent.mkdir(exist_ok=True)
    issues.write_ndjson(path)
    found.reports[mapping.id] = project.name(path)
    rows = found.reported[mapping.id] = issues.select("file", "row").n_unique()
    if mapping.on_error == "report" and rows <= mapping.ceiling:
        return
    hint = f"all of them: {project.name(path)}; correct the table or the mapping"
    if mapping.on_error == "stop":
        hint += ", or write on_error: report, which leaves their claims out"
        message = f"{rows:,} row{'s' * (rows != 1)} cannot be read as the mapping says"
    else:
        message = f"{rows:,} rows are reported, and the ceiling is {mapping.ceiling:,}"
    found.errors.append(FactError(f"{message}:{_examples(issues)}", mapping.where, hint))


def _examples(issues: pl.DataFrame) -> str:
    """The faults by column, the most frequent first, each with a few examples."""
    lines = []
    for (column,), group in sorted(issues.partition_by("column", as_dict=True).items(), key=lambda one: -one[1].height):
        what = f"column {column!r}" if column else "rows as a whole"
        lines.append(f"\n  {what}: {group.height:,}")
        lines += [
            f"\n    {row['file']}, row {row['row']}: {row['reason']}" for row in group.head(SHOWN).iter_rows(named=True)
        ]
    return "".join(lines)


def _dangling(dossier: Dossier, tables: Tables) -> Iterator[DalilError]:
    """Names in files and in descriptions of sources that no row introduces."""
    shorten, base = dossier.project.curies.shorten, dossier.project.base
    for (name,), found in tables.missing.partition_by("name", as_dict=True).items():
        curie = shorten(f"{base}{name}")
        places = sorted(set(found["place"].to_list()) - {""})
        hint = "no row of a table introduces it, and the registry does not know it"
        yield UnknownTerm(f"{curie!r} is named, and nobody describes it", places[0] if places else None, hint)


def _judged(dossier: Dossier, tables: Tables) -> Iterator[DalilError]:
    """Claims that judgements are about, and that no row makes."""
    if dossier.judged:
        claims = tables.shelf("claims").filter(pl.col("claim").is_in(sorted(dossier.judged))).select("claim").collect()
        for name in sorted(dossier.judged - set(claims["claim"].to_list())):
            hint = "no row makes it now; `dalil query` shows the claims that there are"
            yield UnknownTerm(f"no claim is called {name!r}", "data/judgements.yaml", hint)


def _alike(tables: Tables) -> Iterator[DalilError]:
    """Claims, rows and entries that two places give one name."""
    if any(".rows" in part for part in tables.parts.fresh):
        yield from alike_claims(tables.shelf("claims"))
    yield from twice_described(tables.shelf("names"), tables.project.curies, tables.project.base)


def _rings(tables: Tables) -> Iterator[DalilError]:
    """Things that stand above themselves; the graph rule `check-rings` looks for the same in dossiers without tables."""
    for role, ring in rings(tables.shelf("edges")):
        shown = " → ".join(ring[:SHOWN]) + " …" * (len(ring) > SHOWN)
        yield FactError(
            f"{role} goes round in a ring: {shown}", None, "look for a subject and a value that were swapped"
        )
