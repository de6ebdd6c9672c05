"""build(): the road from files to a validated store, in reading order.

Nothing is written where a reader can see it until all of it is there: a build is made in a folder of
its own under .dalil/builds, and `build` is a link that is moved onto it in one step. Killed at any
moment, `build` is the old build or the new one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from dalil.build.dossier import Dossier, read_dossier
from dalil.build.inputs import fingerprint
from dalil.build.rules import apply_rules
from dalil.errors import DalilErrors, InvalidGraph, ProjectError
from dalil.graph import load, to_trig, to_turtle
from dalil.graph.store import MEMORY_QUADS
from dalil.graph.validate import Report, validate
from dalil.project import Project

MANIFEST = "manifest.json"
DUMP = "dossier.nq"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """A dossier that holds, as N-Quads, with the report of its validation."""

    dossier: Dossier
    nquads: str
    report: Report


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: its folder, and what it says of itself (the manifest)."""

    folder: Path
    manifest: dict[str, Any]
    report: Report


def check(project: Project, progress: Progress = lambda _: None) -> Checked:
    """Everything short of loading. Raises DalilErrors (all of them) or InvalidGraph."""
    progress("reading sources, registry and fact files")
    dossier = read_dossier(project)
    if dossier.errors:
        raise DalilErrors(dossier.errors)
    progress("writing claims as quads")
    nquads = dossier.nquads()
    progress("validating against the shapes")
    report = validate(nquads, shape_files(project), project.resource("ontology") / "dalil.ttl")
    if not report.conforms:
        raise InvalidGraph("the graph does not hold to its shapes", report)
    for anchorer in dossier.anchorers.values():
        anchorer.save()
    return Checked(dossier, nquads, report)


def build(project: Project, progress: Progress = lambda _: None, store: str = "auto") -> Built:
    """Check, load, apply the graph rules, write the dumps, and only then show it all as `build`."""
    with locked(project):
        _sweep(project)
        checked = check(project, progress)
        folder = _new_folder(project)
        try:
            progress("loading the store")
            on_disk = store == "disk" or (store == "auto" and checked.nquads.count("\n") > MEMORY_QUADS)
            loaded = load(checked.nquads, folder / "store" if on_disk else None)
            progress("applying the graph rules")
            apply_rules(project, loaded, checked.report)
            del loaded
            progress("writing N-Quads")
            files = {DUMP: checked.nquads}
            _write(folder, files)
            progress("writing TriG and Turtle")
            prefixes = project.curies.prefixes
            dumps = {
                "dossier.trig": to_trig(checked.nquads, prefixes),
                "registry.ttl": to_turtle(checked.nquads, prefixes),
            }
            _write(folder, dumps)
            progress("writing the manifest")
            manifest = _manifest(checked, files | dumps, on_disk=on_disk)
            _write(folder, {MANIFEST: json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"})
            progress("putting the new build in place")
            _show(project, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    progress("done")
    return Built(project.build, manifest, checked.report)


def shape_files(project: Project) -> list[Path]:
    """The shapes that hold for this dossier."""
    return project.rules("shapes", "*.ttl")


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())


def _manifest(checked: Checked, files: dict[str, str], *, on_disk: bool) -> dict[str, Any]:
    project = checked.dossier.project
    return {
        "dalil": _version(),
        "title": project.title,
        "base": project.base,
        "inputs": fingerprint(project),
        "quads": checked.nquads.count("\n"),
        "store": "disk" if on_disk else "memory",
        **checked.dossier.counts(),
        "validation": checked.report.summary(),
        "files": {
            name: {"bytes": len(text.encode()), "sha256": hashlib.sha256(text.encode()).hexdigest()}
            for name, text in sorted(files.items())
        },
    }


def _version() -> str:
    try:
        return version("dalil")
    except PackageNotFoundError:  # run from its folder, without being installed
        return "not installed"


@contextmanager
def locked(project: Project) -> Iterator[None]:
    """One build at a time in a dossier. Raises ProjectError where another is under way."""
    project.private.mkdir(exist_ok=True)
    with (project.private / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ProjectError("another build is under way in this dossier", hint="wait for it to end") from None
        yield


def _new_folder(project: Project) -> Path:
    builds = project.private / "builds"
    builds.mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="build-", dir=builds))


def _sweep(project: Project) -> None:
    """Remove what killed builds left, and builds that are no longer shown; the one shown stays."""
    shown = project.build.resolve() if project.build.is_symlink() else None
    for folder in (project.private / "builds").glob("build-*"):
        if folder.resolve() != shown:
            shutil.rmtree(folder, ignore_errors=True)


def _show(project: Project, folder: Path) -> None:
    """Move the link `build` onto a finished build, in one step."""
    if project.build.exists() and not project.build.is_symlink():
        raise ProjectError("build/ is a folder that dalil did not make", hint="move it away, then build again")
    folder.chmod(0o755)
    link = project.private / f"link-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(folder, project.root))
    link.replace(project.build)
