"""A second opinion on a validation: pySHACL judges some nodes again that the fast engine has judged, while the store is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl

from dalil.build.old import STATE
from dalil.build.parts import SMALL
from dalil.build.tabled import Tabled
from dalil.build.validation import Shards
from dalil.graph.shacl.changing.oracle import Oracle
from dalil.graph.shacl.changing.verdict import Verdict
from dalil.graph.shacl.findings import Report
from dalil.graph.shacl.running.engines import chosen
from dalil.project import Project

SAMPLE = 60_000
"""Quads of a dossier's tables that nodes are taken from."""
PATIENCE = 120
"""Seconds that a build waits for it at most: a hundred nodes take one."""
FILE = "opinion.nq"
"""Where they are while the process that reads them runs."""


@dataclass
class Opinion:
    """The process that is asked, where one is to be asked at all. Used with `with`: it never outlives a build."""

    project: Project
    shapes: Sequence[Path]
    validator: str = "auto"
    wanted: bool = True
    _oracle: Oracle | None = None
    _file: Path | None = None
    _before: Verdict | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        self.wanted = bool(self.wanted and self._count and chosen(self.validator) == "shacl")
        if self.wanted and not self.project.mapping_files():
            self._start()  # small dossiers are read in the time that pySHACL takes to load
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._oracle:
            self._oracle.end()
        if self._file:
            self._file.unlink(missing_ok=True)

    def ask(self, nquads: str, tabled: Tabled | None, folder: Path) -> None:
        """Begin to judge some nodes of what has just been validated; not where only changes were, and no one differed before."""
        self._before = self._of_old(tabled) if tabled else None
        if not self.wanted or self._before:
            return
        oracle = self._oracle or self._start()
        self._file = folder / FILE
        self._file.write_bytes(_sample(tabled) if tabled else nquads.encode())
        oracle.ask(self._file)

    def on(self, report: Report) -> Report:
        """The report with what was said of it."""
        if self._before:
            return report.with_oracle(self._before)
        if not (self._oracle and self._file):
            return report
        verdict = self._oracle.verdict(min(PATIENCE, self.project.validation["seconds"]))
        self._file.unlink(missing_ok=True)
        return report.with_oracle(verdict)

    @property
    def _count(self) -> int:
        return self.project.validation["oracle"]

    def _start(self) -> Oracle:
        ontology = self.project.resource("ontology") / "dalil.ttl"
        self._oracle = Oracle(self.shapes, ontology, self.validator, self._count)
        return self._oracle

    def _of_old(self, tabled: Tabled) -> Verdict | None:
        """The verdict of the build before, if there is one, it was asked as much, and there was no difference."""
        old = tabled.tables.old
        told = old.manifest.get("validation", {}).get("oracle", {}) if old and self.wanted else {}
        same = told.get("asked") == self._count and not told.get("differences") and not told.get("failure")
        return Verdict(told["engine"], asked=self._count, before=True) if told and same else None


def _sample(tabled: Tabled) -> bytes:
    """Some parts of the tables with all that they are lent: those with findings first, in an order that a hash gives."""
    tables = tabled.tables
    found = pl.read_parquet(tables.folder / STATE / "findings.parquet")["part"].unique().to_list()
    made = {name: part for name, part in tables.parts.made.items() if name not in SMALL and part.quads}
    names, quads = list[str](), 0
    for name in sorted(made, key=lambda name: (name not in found, sha256(name.encode()).digest())):
        names.append(name)
        quads += made[name].quads
        if quads > SAMPLE:
            break
    shards = Shards(tables, current=names)
    return b"".join(path.read_bytes() for path in tables.parts.paths(names)) + shards.context(b"")
