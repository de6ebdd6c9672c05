"""Where builds lie: each in a folder of its own, one of them shown as `build`, one made at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dalil.errors import ProjectError
from dalil.project import Project


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


def new_folder(project: Project) -> Path:
    """An empty folder for a build."""
    builds = project.private / "builds"
    builds.mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="build-", dir=builds))


def sweep(project: Project) -> None:
    """Remove what killed builds and checks left, and builds that are no longer shown; the one shown stays."""
    shown = project.build.resolve() if project.build.is_symlink() else None
    for folder in [*(project.private / "builds").glob("build-*"), *project.private.glob("check-*")]:
        if folder.resolve() != shown:
            shutil.rmtree(folder, ignore_errors=True)


def show(project: Project, folder: Path) -> None:
    """Move the link `build` onto a finished build, in one step. Raises ProjectError."""
    if project.build.exists() and not project.build.is_symlink():
        raise ProjectError("build/ is a folder that dalil did not make", hint="move it away, then build again")
    folder.chmod(0o755)
    link = project.private / f"link-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(folder, project.root))
    link.replace(project.build)
