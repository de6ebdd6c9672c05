"""What it costs to compare a million claims on two hundred thousand things, one pass, and where others stop.

The claims are invented: five on a thing, by four terms, most of which say the same; and one thing with 10,000 claims, on which the cut
is shown. They lie in Parquet, as a build of tables keeps them, and come out as N-Quads. On a sample three rivals answer the same
question: `reconcile.agreements`, which compares written claims one by one (every agreement must be the same, word for word); all pairs
in plain Python; and a SPARQL self-join on pyoxigraph (both must find as many pairs). What differs ends the run with an error.
Run: python benchmarks/agreement.py [--claims N] [--sample N] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).parent))
from rivals.measure import machine, measure

from dalil.build.agreeing import text_of
from dalil.build.comparison import Comparison
from dalil.build.shelves import TEXTS
from dalil.build.statements import REGISTRY
from dalil.graph.columns import values_text
from dalil.graph.encode import Encoder
from dalil.model import Agreement, Claim, Statement
from dalil.project import Project, open_project
from dalil.reconcile import Linker, agreements
from dalil.reconcile.scale.columns import ROWS
from dalil.values import Value, parse_count, parse_time
from dalil.vocabulary import dalil

HERE = Path(__file__)
LIMIT = 1800
A_THING, BIG = 5, 10_000
SOURCES, PLACES, DISTRICTS, UNITS, SERVICES = 2000, 2000, 50, 3000, 40
SETTINGS = 'title = "Invented"\nbase = "https://example.org/agreement/"\npublisher = "nobody"\n'
DAY = date(2011, 3, 1)


class Said(NamedTuple):
    """A claim with its one statement."""

    claim: str
    thing: str
    term: str
    object: str
    source: int


def claims(count: int) -> Iterator[Said]:
    """Five claims on each thing, what is within and below what, and the thing with many."""
    dice = random.Random(20)
    for n in range(PLACES):
        yield Said(f"claim:within-{n}", f"place-k{n}", "within", f"place-d{n % DISTRICTS}", n % SOURCES)
    for n in range(UNITS):
        yield Said(f"claim:below-{n}", f"actor-u{n}", "subordinateTo", f"actor-s{n % SERVICES}", n % SOURCES)
    for n in range(count):
        thing = n // A_THING
        term = dice.choice(("date", "date", "killed", "place", "perpetrator"))
        yield Said(f"claim:c-{n}", f"event-t{thing}", term, _value(term, thing, dice), dice.randrange(SOURCES))
    for n in range(BIG):
        yield Said(f"claim:big-{n}", "event-big", "killed", f"count-{dice.randrange(300)}-people", n)


def _value(term: str, thing: int, dice: random.Random) -> str:
    """What most say of a thing; something wider; or something else."""
    how = dice.choice(("same", "same", "same", "wider", "other"))
    seed = thing * 7919 if how != "other" else dice.randrange(10**6)
    if term == "date":
        day = (DAY + timedelta(days=seed % 3000)).isoformat()
        return f"time-{day[:7] if how == 'wider' else day}"
    if term == "killed":
        return f"count-{'ge' * (how == 'wider')}{seed % 200}-people"
    if term == "place":
        return f"place-d{seed % PLACES % DISTRICTS}" if how == "wider" else f"place-k{seed % PLACES}"
    return f"actor-s{seed % UNITS % SERVICES}" if how == "wider" else f"actor-u{seed % UNITS}"


def value_of(name: str) -> Value:
    """The time or count of a name."""
    kind, _, rest = name.partition("-")
    return parse_time(rest) if kind == "time" else parse_count(rest.replace("ge", "at least ").replace("-", " "))


def make(folder: Path, count: int, *, whole: bool) -> None:
    """Statements, claims, registry and values in Parquet, and a dossier that they may be of."""
    told = [said for said in claims(count) if whole or not said.claim.startswith("claim:big-")]
    folder.mkdir(parents=True)
    (folder / "dalil.toml").write_text(SETTINGS, encoding="utf-8")
    frame = pl.DataFrame(told, schema=Said._fields, orient="row")
    voice = pl.format("source:s{} actor:p{}", "source", pl.col("source") % 300)
    rows = frame.with_columns(mode=pl.lit("asserted"), voice=voice, of_table=pl.lit(value=True))
    rows.select(ROWS).write_parquet(folder / "statements.parquet")
    source = pl.format("source:s{}", "source")
    speaker = pl.concat_list(pl.format("actor:p{}", pl.col("source") % 300))
    rows.select("claim", speaker.alias("speakers"), source, hedge=pl.lit("")).write_parquet(folder / "claims.parquet")
    kinds = {"actor-p": (300, "Publication {}"), "actor-u": (UNITS, "Unit {}"), "actor-s": (SERVICES, "Service {}")}
    kinds |= {"place-k": (PLACES, "Town {}"), "place-d": (DISTRICTS, "District {}")}
    entries = [(f"{k}{n}", label.format(n), "", "") for k, (count, label) in kinds.items() for n in range(count)]
    pl.DataFrame(entries, schema=list(REGISTRY)[1:], orient="row").write_parquet(folder / "registry.parquet")
    names = [name for name in frame["object"].unique().sort() if name.startswith(("time-", "count-"))]
    base = open_project(folder).base
    texts = list(values_text({name: value_of(name) for name in names}, base))
    pl.DataFrame(texts, schema=TEXTS, orient="row").write_parquet(folder / "values.parquet")


def columns(folder: Path) -> None:
    """The pass that is measured: from Parquet to N-Quads, part by part."""
    project, kinds, pairs = open_project(folder), Counter[str](), 0
    statements, told, registry, values = (
        folder / f"{n}.parquet" for n in ("statements", "claims", "registry", "values")
    )
    compared = Comparison(
        project,
        Linker(),
        pl.scan_parquet(statements),
        pl.scan_parquet(told),
        pl.scan_parquet(registry),
        pl.read_parquet(values),
        [],
    )
    cuts, sha = {}, hashlib.sha256()
    with (folder / "agreements.nq").open("wb") as out:
        for part in compared.parts(folder):
            found, cut = part.run()
            kinds.update(agreement.kind for agreement in found)
            sha.update("".join(map(repr, found)).encode())
            cuts |= cut
            for chunk in text_of(found, Encoder(project.base)):
                out.write(chunk)
    rivals = pl.scan_ipc(folder / "contested.arrow").group_by("thing", "term").len().collect()["len"]
    pairs = int((rivals * (rivals - 1) // 2).sum())
    left = {"/".join(block): cut._asdict() for block, cut in cuts.items()}
    report = {"kinds": dict(kinds), "statements": int(rivals.sum()), "pairs": pairs, "cuts": left}
    (folder / "columns.json").write_text(json.dumps(report), encoding="utf-8")


def objects(folder: Path) -> tuple[Project, list[Claim], dict[str, str]]:
    """The same claims as objects, and the labels."""
    project = open_project(folder)
    node, found = project.curies.expand, list[Claim]()
    frame = pl.read_parquet(folder / "statements.parquet").join(pl.read_parquet(folder / "claims.parquet"), on="claim")
    for row in frame.iter_rows(named=True):
        name, value = row["claim"].replace(":", "-", 1), row["object"]
        is_value = value.startswith(("time-", "count-"))
        said = value_of(value) if is_value else node(value.replace("-", ":", 1))
        content = (Statement(node(row["thing"].replace("-", ":", 1)), dalil(row["term"]), said),)
        found.append(Claim(content, "asserted", tuple(map(node, row["speakers"])), node(row["source"]), name=name))
    labels = dict(pl.read_parquet(folder / "registry.parquet").select("name", "label").iter_rows())
    return project, found, labels


def one_by_one(folder: Path) -> None:
    """As claims that people wrote are compared."""
    project, told, labels = objects(folder)
    found = agreements(told, project.vocabulary, Linker(), project.base, labels)
    _write(folder, "one-by-one", found)


def _write(folder: Path, name: str, found: Sequence[Agreement]) -> None:
    text = b"".join(text_of(found, Encoder(open_project(folder).base)))
    (folder / f"{name}.nq").write_bytes(text)


def all_pairs(folder: Path) -> None:
    """Every claim against every other: only the pairs on one thing by one term are counted, nothing is compared."""
    rows = list(pl.read_parquet(folder / "statements.parquet").select("thing", "term").iter_rows())
    (folder / "all-pairs.json").write_text(str(sum(one == other for one, other in combinations(rows, 2))))


def self_join(folder: Path) -> None:
    """The same pairs by SPARQL, each claim a graph."""
    project = open_project(folder)
    node, store = project.curies.expand, ox.Store()
    for claim, thing, term, value in pl.read_parquet(folder / "statements.parquet").select(ROWS[:4]).iter_rows():
        end = ox.NamedNode(project.base + value)
        store.add(ox.Quad(node(thing.replace("-", ":", 1)), dalil(term), end, node(claim)))
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?a { ?s ?p ?x } GRAPH ?b { ?s ?p ?y } FILTER(STR(?a) < STR(?b)) }"
    (row,) = store.query(query)  # type: ignore[misc]
    (folder / "self-join.json").write_text(row["n"].value)  # type: ignore[index,call-overload,union-attr]


STEPS = {"columns": columns, "one-by-one": one_by_one, "all-pairs": all_pairs, "self-join": self_join}


def made(folder: Path, what: str, count: int) -> int:
    """Make the claims in a process of its own, so that none of its memory is counted as that of the steps; gives how many there are."""
    measure([sys.executable, HERE, "--step", what, "--claims", str(count), "--folder", folder], LIMIT)
    rows = pl.scan_parquet(folder / "statements.parquet")
    told, things = rows.select(pl.len(), pl.col("thing").n_unique()).collect().row(0)
    print(f"\n{told:,} claims on {things:,} things", flush=True)
    return int(told)


def cost(step: str, folder: Path, count: int) -> float:
    """Run a step in a process of its own; tell and give its CPU seconds."""
    spent = measure([sys.executable, HERE, "--step", step, "--folder", folder], LIMIT)
    print(f"  {step:<12} {spent}   {spent.cpu / count * 1e6:8.1f} µs a claim", flush=True)
    return spent.cpu


def report(folder: Path) -> dict[str, object]:
    """What the pass found."""
    found: dict[str, object] = json.loads((folder / "columns.json").read_text(encoding="utf-8"))
    return found


def run(root: Path, count: int, sample: int) -> None:
    """The whole, then the sample with its rivals."""
    told = made(root / "whole", "whole", count)
    cost("columns", root / "whole", told)
    print("  " + json.dumps(report(root / "whole")))
    told = made(root / "sample", "sample", sample)
    times = {step: cost(step, root / "sample", told) for step in STEPS}
    ours = report(root / "sample")
    lines = [
        sorted((root / "sample" / f"{name}.nq").read_bytes().splitlines()) for name in ("agreements", "one-by-one")
    ]
    if lines[0] != lines[1]:
        sys.exit("agreements in columns differ from agreements one by one")
    pairs = {(root / "sample" / f"{name}.json").read_text() for name in ("all-pairs", "self-join")}
    if pairs != {str(ours["pairs"])}:
        sys.exit(f"{ours['pairs']} pairs in columns, and {pairs} by the rivals")
    print(f"  the same {len(lines[0]):,} quads one by one, the same {ours['pairs']:,} pairs by each")
    print("  " + "; ".join(f"{step} / columns {spent / times['columns']:.1f}" for step, spent in times.items()))


def main(words: Sequence[str] | None = None) -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description="agreement among very many claims, beside its rivals")
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, help="where to make the claims and keep them")
    parser.add_argument("--step", choices=[*STEPS, "whole", "sample"], help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    if arguments.step in STEPS:
        STEPS[arguments.step](arguments.folder)
        return
    if arguments.step:
        make(arguments.folder, arguments.claims, whole=arguments.step == "whole")
        return
    print(machine())
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        run(arguments.folder or Path(folder), arguments.claims, arguments.sample)
    print(f"\n{time.monotonic() - start:.0f} s in all")


if __name__ == "__main__":
    main()
