"""build(): the road from files to a validated store, in reading order.

Nothing is written where a reader can see it until all of it is there: a build is made in a folder of
its own under .dalil/builds, and `build` is a link that is moved onto it in one step. Killed at any
moment, `build` is the old build or the new one. What has not changed is taken over from the old build.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dalil.build.digests import of_rules
from dalil.build.dossier import Dossier, read_dossier
from dalil.build.old import MANIFEST, Old
from dalil.build.place import locked, new_folder, show, sweep
from dalil.build.rules import Fault, apply_rules
from dalil.errors import DalilErrors, InvalidGraph
from dalil.graph.shacl.findings import Report
from dalil.graph.store import MEMORY_QUADS, load
from dalil.graph.validate import validate
from dalil.progress import SILENT, Progress
from dalil.project import Project

if TYPE_CHECKING:
    from dalil.build.opinion import Opinion
    from dalil.build.tabled import Tabled


@dataclass(frozen=True, slots=True)
class Checked:
    """A dossier that holds: what people wrote as N-Quads, what its tables give, and the report of its validation."""

    dossier: Dossier
    nquads: str
    report: Report
    tabled: Tabled | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: its folder, what it says of itself (the manifest), and what is new against the build before."""

    folder: Path
    manifest: dict[str, Any]
    report: Report
    news: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class How:
    """By which engines, and whether the old build may be used."""

    engine: str = "polars"
    validator: str = "auto"
    full: bool = False


def check(
    project: Project,
    progress: Progress = SILENT,
    *,
    engine: str = "polars",
    validator: str = "auto",
    oracle: bool = False,
) -> Checked:
    """Everything short of writing; with `oracle`, pySHACL judges a sample again. Raises DalilErrors (all of them) or InvalidGraph."""
    project.private.mkdir(exist_ok=True)
    how = How(engine, validator)
    with (
        tempfile.TemporaryDirectory(prefix="check-", dir=project.private) as folder,
        _opinion(project, how, wanted=oracle) as opinion,
    ):
        checked = _checked(project, Path(folder), progress, how, opinion)
        report = _ruled(project, checked, progress)
        return replace(checked, report=opinion.on(report))


def build(
    project: Project,
    progress: Progress = SILENT,
    store: str = "auto",
    *,
    engine: str = "polars",
    validator: str = "auto",
    full: bool = False,
) -> Built:
    """Check, load, apply the graph rules, write the dumps, and only then show it all as `build`.

    What has not changed since the old build is taken over from it, unless `full`: the result is the same, byte for byte.
    """
    with locked(project):
        sweep(project)
        folder = new_folder(project)
        try:
            how = How(engine, validator, full)
            with _opinion(project, how) as opinion:
                checked = _checked(project, folder, progress, how, opinion)
                built = _finished(project, folder, checked, progress, store, opinion)
            progress.stage("putting the new build in place")
            show(project, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    progress.stage("done")
    return built


def _opinion(project: Project, how: How, *, wanted: bool = True) -> Opinion:
    from dalil.build.opinion import Opinion

    return Opinion(project, shape_files(project), how.validator, wanted=wanted)


def _checked(project: Project, folder: Path, progress: Progress, how: How, opinion: Opinion) -> Checked:
    """The dossier read, encoded and validated; its parts, if it has tables, in the folder."""
    progress.stage("reading sources, registry and fact files")
    dossier = read_dossier(project)
    if dossier.errors:
        raise DalilErrors(dossier.errors)
    progress.stage("writing claims as quads")
    nquads = dossier.nquads()
    checked = (
        _with_tables(dossier, nquads, folder, progress, how)
        if dossier.mappings
        else _written(dossier, nquads, progress, how)
    )
    opinion.ask(nquads, checked.tabled, folder)
    if not checked.report.conforms:
        raise InvalidGraph("the graph does not hold to its shapes", opinion.on(checked.report), dossier=dossier)
    for anchorer in dossier.anchorers.values():
        anchorer.save()
    return checked


def _written(dossier: Dossier, nquads: str, progress: Progress, how: How) -> Checked:
    progress.stage("validating against the shapes")
    project = dossier.project
    ontology = project.resource("ontology") / "dalil.ttl"
    seconds = project.validation["seconds"]
    report = validate(nquads, shape_files(project), how.validator, ontology=ontology, seconds=seconds)
    return Checked(dossier, nquads, report)


def _with_tables(dossier: Dossier, nquads: str, folder: Path, progress: Progress, how: How) -> Checked:
    from dalil.build.tabled import with_tables
    from dalil.build.validation import validate_tables

    rules = of_rules(dossier.project)
    old = None if how.full else Old.of(dossier.project, rules)
    tabled = with_tables(dossier, nquads, folder, old, rules, how.engine, progress)
    progress.stage("validating against the shapes")
    report = validate_tables(tabled.tables, shape_files(dossier.project), how.validator)
    return Checked(dossier, nquads, report, tabled)


def _ruled(project: Project, checked: Checked, progress: Progress) -> Report:
    """The report with what the graph rules find. Raises InvalidGraph."""
    progress.stage("applying the graph rules")
    tabled = checked.tabled
    sample = tabled.sample() if tabled else []
    loaded = load([checked.nquads.encode(), *sample])
    written = load(checked.nquads) if tabled else None
    rows = _of_rows(tabled, checked.dossier) if tabled else None
    return apply_rules(project, loaded, checked.report, rows=rows, written=written, dossier=checked.dossier)


def _of_rows(tabled: Tabled, dossier: Dossier) -> dict[str, Sequence[Fault]]:
    """What rules about content find in rows."""
    from dalil.build.content import Content

    return dict(Content(tabled.tables, dossier).faults())


def _finished(
    project: Project, folder: Path, checked: Checked, progress: Progress, store: str, opinion: Opinion
) -> Built:
    """The graph rules applied, and all files of the build written."""
    from dalil.build.dumps import write_columns, write_texts
    from dalil.build.manifest import manifest_of
    from dalil.build.stores import make_store

    tabled = checked.tabled
    report = _ruled(project, checked, progress)
    quads = tabled.quads if tabled else checked.nquads.count("\n")
    if store == "disk" or (store == "auto" and quads > MEMORY_QUADS):
        progress.stage("loading the store")
        make_store(checked.nquads, tabled, folder)
    write_texts(folder, project, checked.nquads, tabled, progress)
    progress.stage("writing claims and edges")
    news = write_columns(folder, checked.dossier, tabled)
    report = opinion.on(report)
    progress.stage("writing the manifest")
    manifest = manifest_of(checked.dossier, checked.nquads, tabled, report, folder)
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return Built(project.build, manifest, report, news)


def shape_files(project: Project) -> list[Path]:
    """The shapes that hold for this dossier."""
    return project.rules("shapes", "*.ttl")
