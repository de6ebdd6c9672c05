"""What an update costs: one row, a block of rows, one fact file; beside the bare store operation of the same quads.

Dossiers of 10,000 and of 100,000 invented events, with a letter that people read by hand, are built once into a store on disk.
Then each is changed and built again. The bare operation opens the store as it was, takes out the quads that went and puts in
those that came. Seconds of the incremental build are those of `build()` itself; the start of Python stands beside it. After
every update a full build in a fresh folder must give the same bytes; if it does not, the benchmark ends with an error.
Run: python benchmarks/incremental.py [--rows N …] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).parent))
from make_events import COLUMNS, TABLE, write_dossier, write_table
from rivals.measure import Spent, machine, measure

HERE = Path(__file__).parent / "rivals"
LIMIT = 900
SECONDS, TIMES, GROWTH = 1, 3, 2  # goals: seconds an update, against the bare operation, large against small dossier
LETTER = "Invented letter.\n" + "".join(f"On day {n} the guards of pier {n} opened gate {n}.\n" for n in range(1, 40))
SOURCE = """title: An invented letter
type: Letter
voice: actor:institute
language: en
"""
FACTS = "data/facts/letter.yaml"


class Change(NamedTuple):
    """An update: what it is called, and what does it to a dossier."""

    name: str
    make: Callable[[Path], None]


class Cost(NamedTuple):
    """CPU and wall seconds."""

    cpu: float
    wall: float


def facts(changed: int = 0) -> str:
    """A fact file of twenty claims; of the first `changed` it says something else."""
    claims = [
        f"- quote: the guards of pier {n} opened gate {n}\n"
        f"  says: {{ event:gate-{n}: {{ type: {'Attack' if n <= changed else 'Event'}, participant: actor:institute }} }}\n"
        for n in range(1, 21)
    ]
    return "source: source:letter\nclaims:\n" + "".join(claims)


def edit_rows(folder: Path, first: int, count: int) -> None:
    """Say something else in some rows; none moves."""
    with (folder / TABLE).open(encoding="utf-8", newline="") as handle:
        rows = [tuple(row) for row in csv.reader(handle)][1:]
    at = COLUMNS.index("description")
    for n in range(first, first + count):
        rows[n] = (*rows[n][:at], f"Corrected: {rows[n][at]}", *rows[n][at + 1 :])
    write_table(folder / TABLE, rows)


CHANGES = (
    Change("one row", lambda folder: edit_rows(folder, 700, 1)),
    Change("100 rows", lambda folder: edit_rows(folder, 3000, 100)),
    Change("one fact file", lambda folder: (folder / FACTS).write_text(facts(3), encoding="utf-8") and None),
)


def make(folder: Path, rows: int) -> None:
    """A dossier with a large table and one small fact file, its text held."""
    write_dossier(folder, rows)
    for name in ("sources", "facts"):
        (folder / "data" / name).mkdir()
    (folder / "data/sources/letter.yaml").write_text(SOURCE, encoding="utf-8")
    (folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    (folder / FACTS).write_text(facts(), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "dalil",
        "--project",
        folder,
        "hold",
        folder / "letter.txt",
        "--source",
        "source:letter",
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def build(folder: Path) -> tuple[Cost, Spent, dict[str, list[float]]]:
    """Build a dossier: seconds of the call, of the whole process, and of its stages."""
    report = folder / "report.json"
    process = measure([sys.executable, HERE / "with_dalil.py", "build", folder, report, "disk"], LIMIT)
    stages = json.loads(report.read_text(encoding="utf-8"))["stages"]
    report.unlink()
    return Cost(*map(sum, zip(*stages.values(), strict=True))), process, stages


def bare(before: Path, removed: Sequence[bytes], added: Sequence[bytes]) -> Cost:
    """The same change on an opened store: quads out, quads in, on disk."""
    store = ox.Store(str(before))
    out, new = (list(ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS)) for lines in (removed, added))
    start = time.process_time(), time.perf_counter()
    for quad in out:
        store.remove(quad)
    store.extend(new)
    store.flush()
    return Cost(time.process_time() - start[0], time.perf_counter() - start[1])


def parts(folder: Path) -> dict[str, Path]:
    """The parts of a build's dump by name."""
    return {path.name: path for path in (folder / "build" / "parts").iterdir()}


def difference(before: dict[str, Path], after: dict[str, Path]) -> tuple[list[bytes], list[bytes]]:
    """Quads that went and quads that came."""
    old: set[bytes] = set()
    new: set[bytes] = set()
    for name in before.keys() | after.keys():
        one, other = (side[name].read_bytes() if name in side else b"" for side in (before, after))
        if one != other:
            old.update(one.splitlines(keepends=True))
            new.update(other.splitlines(keepends=True))
    return sorted(old - new), sorted(new - old)


def files(folder: Path) -> dict[str, str]:
    """Every file of a build but the store, by hash."""
    root = folder / "build"
    paths = [Path(place, name) for place, _, names in os.walk(root) for name in names]
    inside = sorted((path.relative_to(root), path) for path in paths)
    return {str(name): _sha256(path) for name, path in inside if name.parts[0] != "store"}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def same_as_full(folder: Path) -> None:
    """A full build in a fresh folder must give the same bytes, and the store must hold the dump."""
    fresh = folder.with_name(f"{folder.name}-fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(folder, fresh, ignore=shutil.ignore_patterns("builds", "build", "before"))
    build(fresh)
    ours, theirs = files(folder), files(fresh)
    if ours != theirs:
        wrong = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
        sys.exit(f"the incremental build of {folder.name} differs from a full one: {', '.join(wrong[:10])}")
    quads = {len(ox.Store.read_only(str(place / "build" / "store"))) for place in (folder, fresh)}
    if len(quads) > 1:
        sys.exit(f"the stores of {folder.name} hold different numbers of quads: {quads}")
    shutil.rmtree(fresh)


def update(folder: Path, change: Change) -> Cost:
    """One change, built and compared; returns what it cost."""
    before = folder / "before"
    shutil.rmtree(before, ignore_errors=True)
    shutil.copytree(folder / "build" / "store", before / "store")
    shutil.copytree(folder / "build" / "parts", before / "parts")
    change.make(folder)
    cost, process, stages = build(folder)
    old = {path.name: path for path in (before / "parts").iterdir()}
    removed, added = difference(old, parts(folder))
    store = bare(before / "store", removed, added)
    same_as_full(folder)
    told = f"{len(removed):,} quads out, {len(added):,} in"
    print(f"  {change.name:<14} {cost.cpu:6.2f} CPU s {cost.wall:6.2f} s   (process {process.cpu:.2f} CPU s)   {told}")
    print(f"  {'bare store':<14} {store.cpu:6.3f} CPU s {store.wall:6.3f} s   {_against(cost, store)}")
    slow = sorted(stages.items(), key=lambda stage: -stage[1][0])[:4]
    print("     " + "; ".join(f"{name} {spent[0]:.2f}" for name, spent in slow), flush=True)
    return cost


def _against(cost: Cost, store: Cost) -> str:
    ratio = cost.wall / max(store.wall, 1e-4)
    kept = cost.wall <= SECONDS and ratio <= TIMES
    return f"update / bare store {ratio:.1f} (wall); goals ≤ {SECONDS} s and ≤ {TIMES}: {_kept(kept)}"


def _kept(kept: bool) -> str:  # noqa: FBT001
    return "kept" if kept else "MISSED"


def run(root: Path, sizes: Sequence[int]) -> None:
    """Every change in every dossier, then large against small."""
    costs: dict[str, list[Cost]] = {}
    for rows in sizes:
        folder = root / f"incremental-{rows}"
        shutil.rmtree(folder, ignore_errors=True)
        make(folder, rows)
        first, _, _ = build(folder)
        print(f"\n{rows:,} events; first build {first.cpu:.1f} CPU s, {first.wall:.1f} s", flush=True)
        for change in CHANGES:
            costs.setdefault(change.name, []).append(update(folder, change))
    print()
    for name, found in costs.items():
        if len(found) > 1:
            growth = found[-1].wall / found[0].wall
            print(
                f"{name}: {sizes[-1]:,} / {sizes[0]:,} = {growth:.1f} (wall); goal ≤ {GROWTH}, {_kept(growth <= GROWTH)}"
            )


def main(words: Sequence[str] | None = None) -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description="updates of a dossier beside the bare store operation")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--folder", type=Path, help="where to make the dossiers and keep them")
    arguments = parser.parse_args(words)
    print(machine())
    if arguments.folder:
        run(arguments.folder, arguments.rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), arguments.rows)


if __name__ == "__main__":
    main()
