"""What it costs to make quads of a table: dalil beside a bare string join, morph-kgc, maplib and rdflib, on the same quads.

An invented event table (make_events.py) goes through dalil's mapping; the same quads are made by pyarrow alone (the floor) and
by the rivals, each in an environment of its own, and all are compared as sets. Then a full build into the store on disk, beside
`oxigraph load` of the finished file. CPU seconds are those of whole processes, so that small tables show the start; ratios are
medians over pairs that ran one after the other. Ends with an error where two engines say different things.
Run: python benchmarks/tables.py [--rows N …] [--no-rivals] [--repeat N] [--envs FOLDER] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))
from make_events import BASE, TABLE, write_dossier
from rivals.layout import write_frames
from rivals.measure import OXIGRAPH, Spent, TooLong, canonical, differences, machine, measure, sorted_lines

HERE = Path(__file__).parent / "rivals"
PINS = {"morph-kgc": "morph-kgc==2.10.0", "maplib": "maplib==0.20.26", "rdflib": "rdflib==7.6.0"}
GOALS = {"floor": 2.5, "morph-kgc": 5, "maplib": 5, "rdflib": 10}
SPARED = {
    "morph-kgc": "begins with prepared cells",
    "maplib": "begins with prepared cells; no graph a claim, so triples",
    "rdflib": "begins with prepared cells",
}
LARGEST = 100_000  # rows up to which the rivals run, and from which goals are judged
QUICK = 30  # seconds under which a rival is run as often as we are
MEMORY = 500  # MB that dalil may hold at a million rows
# What the dossier says beside the rows, on its table and who made it: no other engine writes it.
BESIDE = ["grep", "-v", "-E", f"^<{BASE}(source-ged|actor-institute|snapshot-[^>]*)> "]
GRAPHLESS = ["sed", "-E", rf"s#> <{BASE}claim-[^ ]*> \.$#> .#; s#(\"(@en)?) <{BASE}claim-[^ ]*> \.$#\1 .#"]


class Bench:
    """Folders and settings of one run."""

    def __init__(self, arguments: argparse.Namespace, folder: Path) -> None:
        self.folder, self.limit, self.repeat = folder, arguments.limit, arguments.repeat
        self.envs = arguments.envs or Path(tempfile.gettempdir()) / "dalil-benchmark-envs"

    def environment(self, name: str) -> Path:
        """The Python of a rival's own environment, made where it is missing."""
        python = self.envs / name / "bin" / "python"
        if not python.is_file():
            subprocess.run([sys.executable, "-m", "venv", self.envs / name], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", PINS[name]], check=True)
        return python

    def size(self, rows: int) -> Size:
        """The dossier of so many rows, made where it is missing."""
        folder = self.folder / str(rows)
        if not (folder / TABLE).is_file():
            write_dossier(folder, rows)
        return Size(self, rows, folder)


class Size:
    """A dossier of one size, and what every engine made of it."""

    def __init__(self, bench: Bench, rows: int, folder: Path) -> None:
        self.bench, self.rows, self.folder = bench, rows, folder
        self.ours = folder / "dalil.nq"

    @cached_property
    def frames(self) -> Path:
        """The prepared cells, where the rivals begin."""
        folder = self.folder / "frames"
        if not folder.is_dir():
            write_frames(self.folder / TABLE, folder)
        return folder

    def dalil(self) -> Spent:
        """Table → N-Quads by dalil; its parts are put together outside what is measured."""
        made = self.folder / "made"
        _remove(made)
        spent = measure([sys.executable, HERE / "with_dalil.py", "text", self.folder, made], self.bench.limit)
        with self.ours.open("wb") as whole:
            for part in sorted((made / "parts").iterdir()):
                whole.write(part.read_bytes())
        _remove(made)
        return spent

    def floor(self) -> Spent:
        """The same by pyarrow alone."""
        command = [sys.executable, HERE / "floor.py", self.folder / TABLE, self.output("floor")]
        return measure(command, self.bench.limit)

    def rival(self, name: str) -> Spent:
        """The same by a rival. Raises TooLong."""
        script = HERE / f"with_{name.removesuffix('-kgc')}.py"
        self.output(name).unlink(missing_ok=True)
        return measure([self.bench.environment(name), script, self.frames, self.output(name)], self.bench.limit)

    def output(self, name: str) -> Path:
        return self.folder / f"{name}.nq"

    @cached_property
    def said(self) -> tuple[str, Path]:
        """What dalil says, sorted, with its hash."""
        path = self.folder / "dalil.sorted"
        return sorted_lines(self.ours, path, [BESIDE]), path

    def compare(self, name: str) -> None:
        """Another engine must have said the same; ends the benchmark where it did not."""
        (sha, ours), theirs = self.said, self.folder / f"{name}.sorted"
        if name == "maplib":
            ours = self.folder / "dalil.graphless.sorted"
            sha = sorted_lines(self.ours, ours, [BESIDE, GRAPHLESS])
        edits = [] if name == "floor" else [canonical()]
        if sorted_lines(self.output(name), theirs, edits) != sha:
            sys.exit(f"dalil and {name} make different quads of {self.rows:,} rows:\n{differences(ours, theirs)}")
        theirs.unlink()
        self.output(name).unlink()


def starts(bench: Bench, names: Sequence[str]) -> None:
    """What each engine costs before it has done anything: a table of one row."""
    size = bench.size(1)
    runs = [("dalil", size.dalil()), ("floor", size.floor()), *((name, size.rival(name)) for name in names)]
    told = ", ".join(f"{name} {spent.cpu:.2f}" for name, spent in runs)
    print(f"CPU seconds for one row, which are start: {told}")


def against_floor(size: Size) -> Spent:
    """Pairs of dalil and the floor; returns what dalil spent."""
    pairs = [(size.dalil(), size.floor()) for _ in range(size.bench.repeat if size.rows <= LARGEST else 1)]
    size.compare("floor")
    quads, text = _count(size.ours), size.ours.stat().st_size
    ours, floor = (_typical(side) for side in zip(*pairs, strict=True))
    ratio = median(ours.cpu / floor.cpu for ours, floor in pairs)
    print(f"\n{size.rows:,} rows, {quads:,} quads ({quads / size.rows:.1f} a row), {text / 1e6:,.0f} MB of text")
    print(f"dalil     {ours}   {size.rows / ours.cpu:9,.0f} rows a CPU second")
    if size.rows > LARGEST:
        print(f"          memory: goal {MEMORY} MB, {_kept(ours.memory <= MEMORY)}")
    print(f"floor     {floor}   {'dalil / floor':<17} {ratio:6.2f}{_goal('floor', ratio, size)}", flush=True)
    return ours


def against_rival(size: Size, name: str, ours: Spent) -> None:
    """One rival on the same quads, once where it is slow."""
    try:
        runs = [size.rival(name)]
        runs += [size.rival(name) for _ in range(size.bench.repeat - 1) if runs[0].wall < QUICK]
    except TooLong:
        print(f"{name:<9} stopped after {size.bench.limit:.0f} s: more than {size.bench.limit / ours.wall:.0f} times")
        size.output(name).unlink(missing_ok=True)
        return
    size.compare(name)
    spent = _typical(runs)
    ratio = spent.cpu / ours.cpu
    told = f"{name:<9} {spent}   {name + ' / dalil':<17} {ratio:6.2f}{_goal(name, ratio, size)}"
    print(f"{told}; {SPARED[name]}", flush=True)


def _typical(runs: Sequence[Spent]) -> Spent:
    return Spent(*map(median, zip(*runs, strict=True)))


def against_load(size: Size) -> None:
    """A full build into the store on disk, by stages, beside `oxigraph load` of the finished file."""
    builds, loads = [], []
    for _ in range(size.bench.repeat):
        for name in (".dalil", "build", "loaded"):
            _remove(size.folder / name)
        report = size.folder / "stages.json"
        measure([sys.executable, HERE / "with_dalil.py", "build", size.folder, report, "disk"], size.bench.limit)
        builds.append({k: v[0] for k, v in json.loads(report.read_text(encoding="utf-8"))["stages"].items()})
        load = [OXIGRAPH, "load", "--location", size.folder / "loaded", "--file", size.ours]
        loads.append(measure(load, size.bench.limit))
        optimize = measure([OXIGRAPH, "optimize", "--location", size.folder / "loaded"], size.bench.limit)
    total = [sum(stages.values()) / load.cpu for stages, load in zip(builds, loads, strict=True)]
    bare = [(sum(s.values()) - _checking(s)) / load.cpu for s, load in zip(builds, loads, strict=True)]
    print(f"\nfull build of {size.rows:,} rows into the store on disk")
    print(f"oxigraph load {_typical(loads)}; optimize {optimize}")
    for stage, spent in builds[-1].items():
        print(f"  {spent:7.2f} CPU s  {stage}")
    print(f"build without validation / load {median(bare):5.2f}   goal ≤ 1.15, {_kept(median(bare) <= 1.15)}")
    print(f"build with validation / load    {median(total):5.2f}   goal ≤ 2, {_kept(median(total) <= 2)}", flush=True)


def _checking(stages: dict[str, float]) -> float:
    return sum(spent for stage, spent in stages.items() if "validat" in stage or "rules" in stage)


def _goal(name: str, ratio: float, size: Size) -> str:
    """Whether a goal is kept. A small table says how long an engine takes to start, so nothing is judged by it."""
    if size.rows < LARGEST:
        return ""
    met = ratio <= GOALS[name] if name == "floor" else ratio >= GOALS[name]
    return f"   goal {'≤' if name == 'floor' else '≥'} {GOALS[name]}, {_kept(met)}"


def _kept(kept: bool) -> str:  # noqa: FBT001
    return "kept" if kept else "MISSED"


def _count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def run(bench: Bench, arguments: argparse.Namespace) -> None:
    """Every size against every engine."""
    names = list(PINS) if arguments.rivals else []
    starts(bench, names)
    for rows in arguments.rows:
        size = bench.size(rows)
        ours = against_floor(size)
        for name in names if rows <= LARGEST else ():
            against_rival(size, name, ours)
        if rows == arguments.build:
            against_load(size)
        for path in size.folder.glob("*.sorted"):
            path.unlink()


def main(words: Sequence[str] | None = None) -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description="dalil's tables beside a bare string join and three rivals")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--build", type=int, default=100_000, help="rows of the full build; 0 for none")
    parser.add_argument("--repeat", type=int, default=3, help="how often a pair is run")
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a run is stopped")
    parser.add_argument("--no-rivals", dest="rivals", action="store_false", help="only dalil and the floor: no network")
    parser.add_argument("--envs", type=Path, help="where the rivals' environments are, or are made")
    parser.add_argument("--folder", type=Path, help="where to make the tables and keep them")
    arguments = parser.parse_args(words)
    print(machine())
    if arguments.folder:
        run(Bench(arguments, arguments.folder), arguments)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(Bench(arguments, Path(folder)), arguments)


if __name__ == "__main__":
    main()
