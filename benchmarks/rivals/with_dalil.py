"""dalil's side: a table's quads as text, or a whole build with what each stage cost.

As text: the dossier is read, its rows are checked, encoded and written as the parts of a dump; nothing is validated or loaded.
Run: python benchmarks/rivals/with_dalil.py text DOSSIER FOLDER
     python benchmarks/rivals/with_dalil.py build DOSSIER REPORT [auto|memory|disk] [full]
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import polars as pl  # noqa: F401 - so that a build's own time has no import of it

from dalil.build import build
from dalil.build.digests import of_rules
from dalil.build.dossier import read_dossier
from dalil.build.tabled import with_tables
from dalil.errors import DalilErrors
from dalil.progress import SILENT, Progress
from dalil.project import open_project


class Watch(Progress):
    """CPU and wall seconds of every stage, in the order in which they began."""

    def __init__(self) -> None:
        self.stages: dict[str, list[float]] = {}
        self.since = ("opening the dossier", time.process_time(), time.perf_counter())

    def stage(self, text: str) -> None:
        """The stage before has ended."""
        name, cpu, wall = self.since
        spent = self.stages.setdefault(name, [0.0, 0.0])
        self.since = (text, time.process_time(), time.perf_counter())
        spent[0] += self.since[1] - cpu
        spent[1] += self.since[2] - wall


def text(dossier: Path, folder: Path) -> None:
    """Table → N-Quads, in the parts of a dump."""
    project = open_project(dossier)
    read = read_dossier(project)
    if read.errors:
        raise DalilErrors(read.errors)
    folder.mkdir()
    with_tables(read, read.nquads(), folder, None, of_rules(project), "polars", SILENT)


def whole(dossier: Path, report: Path, store: str, *, full: bool) -> None:
    """A build, and a JSON file of what each stage took."""
    watch = Watch()
    built = build(open_project(dossier), watch, store, full=full)
    watch.stage("")
    told = {"stages": watch.stages, "quads": built.manifest["quads"], "news": built.news}
    report.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    what, first, second, *more = sys.argv[1:]
    if what == "text":
        text(Path(first), Path(second))
    else:
        whole(Path(first), Path(second), more[0] if more else "auto", full="full" in more)
