"""What validation costs: beside pySHACL on the same quads and shapes, beside loading the same quads, and after a small change.

Invented events (make_events.py) are built into quads; of every 997 quads one is left out, so that there is something to find.
dalil and pySHACL must find the same, result for result, or the benchmark ends with an error. Shapes are dalil's own and a small
set that knows nothing of dalil. Every figure is that of a process of its own, from its start to its end; only ratios travel from
one machine to another.
Run: python benchmarks/validate.py [--quads N …] [--rival N] [--large N] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).parent))
from make_events import BASE, write_dossier
from rivals.measure import Spent, TooLong, machine, measure

ROOT = Path(__file__).parents[1]
ONTOLOGY, OURS = ROOT / "ontology" / "dalil.ttl", sorted((ROOT / "shapes").glob("*.ttl"))
EVERY, ROW, LIMIT = 997, 34, 1800
JUDGED = 100_000
FASTER, SHARE, MEMORY, MILLISECONDS = 100, 0.5, 2048, 50  # goals
GENERIC = """@prefix : <https://example.org/generic#> .
@prefix dalil: <https://w3id.org/dalil/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:claim a sh:NodeShape ; sh:targetClass dalil:Claim ; sh:property :mode, :speaker, :quote, :source, :recorded .
:mode sh:path dalil:mode ; sh:minCount 1 ; sh:maxCount 1 ; sh:in ( dalil:asserted dalil:denied ) .
:speaker sh:path dalil:accordingTo ; sh:minCount 1 ; sh:or ( [ sh:class dalil:Organisation ] [ sh:class dalil:MediaOrganisation ] ) .
:quote sh:path dalil:quote ; sh:minCount 1 ; sh:maxCount 1 ; sh:minLength 3 .
:source sh:path dalil:source ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 .
:recorded sh:path dalil:recordedIn ; sh:minCount 1 ; sh:pattern "^data/[a-z]+/[^:]+:[0-9]+$" .
:time a sh:NodeShape ; sh:targetClass dalil:Time ; sh:property :label, :first .
:label sh:path rdfs:label ; sh:uniqueLang true ; sh:minCount 1 .
:first sh:path dalil:earliest ; sh:datatype xsd:date ; sh:lessThanOrEquals dalil:latest ; sh:minCount 1 .
:place sh:targetObjectsOf dalil:place ; sh:path ( dalil:within [ sh:zeroOrMorePath dalil:within ] ) ; sh:class dalil:Place .
:mentioned sh:targetClass dalil:Passage ; sh:path [ sh:inversePath dalil:passage ] ; sh:minCount 1 .
"""


# --- what a child does


def ours(data: Path, shapes: list[Path], answer: Path) -> None:
    """Dalil, as `validate` is called."""
    from dalil.graph.validate import validate

    is_ours = shapes == OURS
    found = validate(data, shapes, ontology=ONTOLOGY if is_ours else None).findings
    write(answer, ((f.focus, f.component, f.value, f.shape) for f in found))


def rival(data: Path, shapes: list[Path], answer: Path) -> None:
    """PySHACL as its users run it: on an rdflib graph."""
    import pyshacl
    from rdflib import Graph, Namespace

    from dalil.graph.shacl.results import ntriples
    from dalil.graph.shacl.shapes.reading import class_hierarchy

    triples = {quad.triple for quad in ox.parse(path=data, format=ox.RdfFormat.N_QUADS)}
    if shapes == OURS:
        triples |= set(class_hierarchy(ONTOLOGY))
    facts, rules = Graph().parse(data=ntriples(triples), format="nt"), Graph()
    for path in shapes:
        rules.parse(path)
    graph, sh = pyshacl.validate(facts, shacl_graph=rules)[1], Namespace("http://www.w3.org/ns/shacl#")
    names = ("focusNode", "sourceConstraintComponent", "value", "sourceShape")
    told = [[str(graph.value(one, sh[name]) or "") for name in names] for one in graph.objects(None, sh.result)]
    write(answer, ((focus, part.removeprefix(str(sh)), value, shape) for focus, part, value, shape in told))


def load(data: Path, _shapes: list[Path], _answer: Path) -> None:
    """The quads into a store in memory."""
    ox.Store().bulk_load(path=data, format=ox.RdfFormat.N_QUADS)


def load_to_disk(data: Path, _shapes: list[Path], answer: Path) -> None:
    """The quads into a store on disk."""
    with tempfile.TemporaryDirectory(dir=answer.parent) as folder:
        store = ox.Store(folder)
        store.bulk_load(path=data, format=ox.RdfFormat.N_QUADS)
        store.flush()


def change(data: Path, shapes: list[Path], answer: Path) -> None:
    """A hundred events say another thing of how many were killed, or have lost a line; and then are as they were."""
    from dalil.graph.shacl.changing.standing import Standing

    text = data.read_bytes()
    events = sorted({line.split(b" ")[0] for line in text.splitlines() if b"/event-ged-" in line.split(b" ")[0]})
    chosen = set(events[:: len(events) // 100][:100])
    gone = b"".join(line + b"\n" for line in text.splitlines() if line.split(b" ")[0] in chosen and b"#killed>" in line)
    standing = Standing(text, shapes, ontology=ONTOLOGY if shapes == OURS else None)
    spent = []
    for added, removed in ((b"", gone), (gone, b"")) * 3:
        start = time.process_time()
        standing.change(added, removed)
        spent.append((time.process_time() - start) * 1000)
    answer.write_text(f"{min(spent):.1f}")


def start(_data: Path, shapes: list[Path], _answer: Path) -> None:
    """What it costs to be there."""
    from dalil.graph.validate import validate

    validate(b"", shapes, ontology=ONTOLOGY if shapes == OURS else None)


def write(answer: Path, told: Iterable[tuple[str, ...]]) -> None:
    """Results as lines that can be compared."""
    answer.write_text("".join(f"{line!r}\n" for line in sorted(told)), encoding="utf-8")


CHILDREN: dict[str, Callable[[Path, list[Path], Path], None]] = {
    child.__name__: child for child in (ours, rival, load, load_to_disk, change, start)
}


# --- the benchmark


def quads(folder: Path, number: int) -> Path:
    """So many quads of invented events, with one in 997 left out."""
    path = folder / f"events-{number}.nq"
    if not path.is_file():
        dossier = folder / f"dossier-{number}"
        dossier.mkdir()
        write_dossier(dossier, number // ROW)
        command = [sys.executable, "-m", "dalil", "-C", str(dossier), "build", "--store", "memory"]
        subprocess.run(command, check=True, capture_output=True)
        with (dossier / "build" / "dossier.nq").open("rb") as built, path.open("wb") as made:
            made.writelines(line for n, line in enumerate(built, 1) if n % EVERY)
    return path


def multiplied(folder: Path, source: Path, number: int) -> Path:
    """The same again and again under other names, until there are so many."""
    path, times = folder / f"events-{number}.nq", 0
    if not path.is_file():
        with path.open("wb") as made:
            done = 0
            while done < number:
                with source.open("rb") as lines:
                    for line in lines:
                        made.write(line.replace(BASE.encode(), f"{BASE}{times}/".encode()))
                        done += 1
                times += 1
    return path


def child(what: str, data: Path, shapes: list[Path]) -> tuple[Spent, Path]:
    """One of the above in a process of its own: what it spent, and its answer."""
    answer = data.with_name(f"{data.stem}-{what}.txt")
    return measure([sys.executable, __file__, "--child", what, data, answer, *shapes], LIMIT), answer


def told(name: str, spent: Spent, more: str = "") -> None:
    """One line of the table."""
    print(f"  {name:<24}{spent}   {more}", flush=True)


def goal(text: str, *, kept: bool) -> str:
    """Whether a goal is kept."""
    return f"goal {text}, {'kept' if kept else 'MISSED'}"


def beside_the_rival(data: Path, shapes: list[Path], begin: Spent, number: int) -> None:
    """The same quads and shapes through dalil and through pySHACL: the same results, and the ratio of their time."""
    fast, mine = child("ours", data, shapes)
    told(
        "dalil",
        fast,
        f"{mine.read_text().count(chr(10)):,} results; without its start {fast.cpu - begin.cpu:.2f} CPU s",
    )
    try:
        slow, theirs = child("rival", data, shapes)
    except TooLong:
        print(f"  pySHACL: stopped after {LIMIT} s")
        return
    one, other = (Counter(path.read_text(encoding="utf-8").splitlines()) for path in (mine, theirs))
    if one != other:
        sys.exit(
            f"they find different things:\nonly dalil {list(one - other)[:5]}\nonly pySHACL {list(other - one)[:5]}"
        )
    empty = data.with_name("none.nq")
    empty.write_text("")
    rival_begin, _ = child("rival", empty, shapes)
    whole, work = slow.cpu / fast.cpu, (slow.cpu - rival_begin.cpu) / (fast.cpu - begin.cpu)
    judged = f", {goal(f'≥ {FASTER}', kept=work >= FASTER)}" if number >= JUDGED else ""
    told("pySHACL", slow, f"pySHACL / dalil {whole:.0f}; without both starts {work:.0f}{judged}; equal results")


def beside_loading(data: Path, shapes: list[Path], begin: Spent, _: int) -> None:
    """Validation without its start, against a load of the same file into memory, and into the store on disk of large dossiers."""
    fast, answer = child("ours", data, shapes)
    cpu = fast.cpu - begin.cpu
    told("dalil", fast, f"{answer.read_text().count(chr(10)):,} results; without its start {cpu:.2f} CPU s")
    for name in ("load", "load_to_disk"):
        loaded, _ = child(name, data, shapes)
        share = cpu / loaded.cpu
        told(name.replace("_", " "), loaded, f"dalil / load {share:.2f}, {goal(f'≤ {SHARE}', kept=share <= SHARE)}")


def main() -> None:
    """Sizes one after another; each with both sets of shapes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quads", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rival", type=int, default=100_000, help="the most quads that pySHACL is given")
    parser.add_argument("--large", type=int, default=20_000_000, help="0: none")
    parser.add_argument("--folder", type=Path, default=None)
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="dalil-validate-"))
    folder.mkdir(exist_ok=True)
    (folder / "generic.ttl").write_text(GENERIC, encoding="utf-8")
    print(machine())
    for name, shapes in (("dalil's shapes", OURS), ("generic shapes", [folder / "generic.ttl"])):
        begin, _ = child("start", folder / "none.nq", shapes)
        print(f"{name}: one start costs {begin.cpu:.2f} CPU s")
        for number in arguments.quads:
            data = quads(folder, number)
            print(f" {number:,} quads")
            (beside_the_rival if number <= arguments.rival else beside_loading)(data, shapes, begin, number)
            if number > arguments.rival:
                _, answer = child("change", data, shapes)
                spent = float(answer.read_text())
                print(
                    f"  100 changed events: {spent:.0f} ms CPU, {goal(f'≤ {MILLISECONDS} ms', kept=spent <= MILLISECONDS)}",
                    flush=True,
                )
        if arguments.large:
            data = multiplied(folder, quads(folder, max(arguments.quads)), arguments.large)
            print(f" {arguments.large:,} quads")
            spent, answer = child("ours", data, shapes)
            found = answer.read_text().count("\n")
            told("dalil", spent, f"{found:,} results; {goal(f'≤ {MEMORY:,} MB', kept=spent.memory <= MEMORY)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        what, data, answer, *shapes = sys.argv[2:]
        CHILDREN[what](Path(data), list(map(Path, shapes)), Path(answer))
    else:
        main()
