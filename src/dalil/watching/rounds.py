"""Rounds of checks: each says what is new against the one before, what is mended, and what stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from dalil.errors import DalilError, DalilErrors, InvalidGraph, ProjectError
from dalil.project import open_project
from dalil.reports import Problem, Told, problems
from dalil.watching.files import INTERVAL, Files

if TYPE_CHECKING:
    from dalil.build import Dossier
    from dalil.graph.shacl.changing.standing import Standing
    from dalil.graph.shacl.findings import Report
    from dalil.project import Project

RESTING = 9
"""Of ten seconds, nine are rest, however many files there are to look at."""
STAGES = ("settings", "files", "graph")
"""In this order a check goes on: where files are wrong, nothing is known of the graph."""


@dataclass(frozen=True, slots=True)
class Round:
    """One check, and how it differs from the one before. `unseen` problems were not looked for: an earlier stage failed."""

    number: int
    when: datetime
    seconds: float
    changed: tuple[str, ...]
    new: tuple[Problem, ...]
    mended: tuple[Problem, ...]
    stays: int
    unseen: int
    looked: str = ""
    counts: dict[str, object] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong, as far as is known."""
        return not self.new and not self.stays and not self.unseen

    def as_dict(self) -> dict[str, Any]:
        """For programs: one object a round."""
        return {
            "round": self.number,
            "time": self.when.isoformat(timespec="seconds"),
            "seconds": round(self.seconds, 3),
            "changed": list(self.changed),
            "holds": self.holds,
            "new": [one.as_dict() for one in self.new],
            "mended": [one.as_dict() for one in self.mended],
            "stays": self.stays,
            "unseen": self.unseen,
            "validated": self.looked,
        }


@dataclass
class Watch:
    """A dossier under watch, by one engine; `only` some files if they are named."""

    root: Path
    engine: str = "auto"
    only: frozenset[str] = frozenset()
    known: dict[str, list[Problem]] = field(default_factory=lambda: {stage: [] for stage in STAGES})
    rounds: int = 0
    looked: str = ""
    """What of the graph was validated again in the last round."""
    _standing: tuple[str, Standing] | None = None

    def __post_init__(self) -> None:
        self.files = Files(self.root)
        self.files.look()

    def follow(self) -> Iterator[Round]:
        """A round now, and one after every change. Ends with whoever stops asking."""
        yield self.check(())
        pause = INTERVAL
        while True:
            sleep(pause)
            began = monotonic()
            changed = self.files.look()
            pause = max(INTERVAL, RESTING * (monotonic() - began))
            if changed:
                changed |= self.files.settle()
                yield self.check(sorted(changed))

    def check(self, changed: Iterable[Path]) -> Round:
        """One round. Whatever is wrong with the files is a problem, never an exception."""
        began = monotonic()
        self.looked = ""
        stage, found, dossier = self._found()
        self.files.accept(self.root / "data" / "anchors")
        chosen = [one for one in found if not self.only or one.file in self.only]
        new, mended, stays = self._compared(stage, chosen)
        deeper = STAGES[STAGES.index(stage) + 1 :]
        self.rounds += 1
        return Round(
            self.rounds,
            datetime.now().astimezone(),
            monotonic() - began,
            tuple(self._name(path) for path in changed),
            tuple(new),
            tuple(mended),
            stays,
            unseen=sum(len(self.known[name]) for name in deeper),
            looked=self.looked,
            counts=dossier.counts() if dossier else {},
        )

    def _found(self, tries: int = 3) -> tuple[str, list[Problem], Dossier | None]:
        """How far the check went, what it found there, and the dossier where it went to the end."""
        stage = "settings"
        try:
            project = open_project(self.root)
            stage = "files"
            report, dossier = self._report(project)
        except InvalidGraph as error:
            if error.report is None:
                return stage, problems(None, [error]), None
            return "graph", problems(error.report, (), Told.of(error.dossier)), error.dossier
        except DalilError as error:
            return stage, problems(None, [error]), None
        except OSError as error:  # a file that went while it was read, or what a build beside this swept away
            if tries > 1:
                sleep(INTERVAL)
                return self._found(tries - 1)
            gone = ProjectError(f"cannot be read: {error.strerror}", Path(error.filename or "").name or None)
            return "settings", problems(None, [gone]), None
        return "graph", problems(report, (), Told.of(dossier)), dossier

    def _report(self, project: Project) -> tuple[Report, Dossier]:
        """What does not hold in what people wrote: of the graph, only what a change affects is validated again.

        With tables, a whole check, which takes over from the newest build what has not changed. Raises as it does.
        """
        from dalil.build import check, read_dossier
        from dalil.build.rules import apply_rules
        from dalil.graph.store import load

        dossier = read_dossier(project)
        self.files.tables = frozenset(_tables(dossier))
        if dossier.errors:
            raise DalilErrors(dossier.errors)
        if dossier.mappings:
            checked = check(project, validator=self.engine)
            return checked.report, checked.dossier
        nquads = dossier.nquads()
        report = self._validated(project, nquads)
        if report.conforms:
            report = apply_rules(project, load(nquads), report, dossier=dossier)
            for anchorer in dossier.anchorers.values():
                anchorer.save()
        return report, dossier

    def _validated(self, project: Project, nquads: str) -> Report:
        """The report on the graph; what might never come to an end is asked of a process that can be stopped."""
        from dalil.build.digests import of_rules
        from dalil.build.pipeline import shape_files
        from dalil.graph.shacl.changing.standing import Standing
        from dalil.graph.shacl.running.shards import Task
        from dalil.graph.shacl.shapes.reading import load_shapes
        from dalil.graph.validate import validate

        digest, ontology = of_rules(project), project.resource("ontology") / "dalil.ttl"
        if self._standing and self._standing[0] == digest:
            standing = self._standing[1]
            report = standing.update(nquads)
            self.looked = str(standing.last)
            return report
        self._standing = None
        shapes = load_shapes(shape_files(project))
        if Task(self.engine, shapes, b"").may_hang:
            return validate(nquads, shapes, self.engine, ontology=ontology, seconds=project.validation["seconds"])
        standing = Standing(nquads, shapes, self.engine, ontology=ontology)
        self._standing = digest, standing
        return standing.report

    def _compared(self, stage: str, found: Sequence[Problem]) -> tuple[list[Problem], list[Problem], int]:
        """What is new, what is mended, how much stays. Stages before were passed; of those behind, nothing is known."""
        reached = STAGES[: STAGES.index(stage) + 1]
        before = [one for name in reached for one in self.known[name]]
        for name in reached:
            self.known[name] = list(found) if name == stage else []
        new = _beyond(found, before)
        return new, _beyond(before, found), len(found) - len(new)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name


def _beyond(found: Sequence[Problem], others: Sequence[Problem]) -> list[Problem]:
    """Those that the others do not have, or not as often."""
    left = Counter(one.identity for one in others)
    beyond = []
    for one in found:
        if left[one.identity]:
            left[one.identity] -= 1
        else:
            beyond.append(one)
    return beyond


def _tables(dossier: Dossier) -> Iterator[Path]:
    """Files that the mappings read, where they are files."""
    for mapping in dossier.mappings:
        for _, table in mapping.versions:
            yield from (path for path in table.paths if isinstance(path, Path))
