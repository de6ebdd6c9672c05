"""A little invented dossier with two tables: what happened at the weir, and two versions of a list of names."""

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyoxigraph as ox
from pyoxigraph import RdfFormat

from dalil.build import Built, build
from dalil.project import Project, open_project
from tests.little import BASE

Row = dict[str, str]
HEADER = ("id", "day", "town", "unit", "killed", "sources", "sure", "aliases", "part", "remark")
NAMES = ("id", "name", "unit", "born")
EVENTS = """\
table: "events*.csv"
row: "{id}"
source: source:register
on_error: report
ignore: [remark]
ignore_rows: [ { day: skip } ]
lookups:
  sure: { Low: possible, High: certain }
sources:
  "source:paper-{sources | split ;}": { title: "Paper {sources | split ;}", voice: "actor:river-watch", type: NewsReport, language: en }
entities:
  "actor:unit-{unit | slug}": { type: SecurityUnit, name: "{unit}" }
claims:
- says:
    event:weir-{id}:
      type: Shooting
      date: "{day}"
      place: "place:{town}"
      killed: { best: "{killed}", unit: people }
- when: { unit: "*" }
  source: "source:paper-{sources | split ;}"
  certainty: "{sure | lookup sure}"
  says: { "event:weir-{id}": { perpetrator: "actor:unit-{unit | slug}" } }
- each: ["{aliases | split ;}"]
  says: { "event:weir-{id}": { name: { en: "{aliases | split ;}" } } }
- when: { part: "*" }
  says: { "event:weir-{id}": { partOf: "event:weir-{part}" } }
"""
LISTED = """\
versions: { 2031-10-29: old.csv, 2032-10-30: new.csv }
row: "{id}"
anchor: key
source: source:list
on_error: report
entities:
  "actor:listed-{id}": { type: Person, name: "{name}" }
claims:
- says: { "actor:listed-{id}": { name: { en: "{name}" } } }
- says: { "actor:listed-{id}": { memberOf: "actor:unit-{unit | slug}" } }
- says: { "actor:listed-{id}": { born: "{born}" } }
"""
REGISTER = "title: Register of the weir\ntype: Dataset\nvoice: actor:river-watch\nlanguage: en\n"
FILES = {
    "data/tables/events.yaml": EVENTS,
    "data/tables/listed.yaml": LISTED,
    "data/sources/register.yaml": REGISTER,
    "data/sources/list.yaml": REGISTER.replace("Register of the weir", "List of names"),
    "data/entities/places.yaml": "place:mill: { type: Place, name: The mill }\n",
}
SEEN = ("store",)
"""What a build makes that is no file with the same bytes every time."""


def event(id_: str, **cells: str) -> Row:
    """A row of the register."""
    plain = {"day": "2031-05-03", "town": "weir", "unit": "Dam Guard", "killed": "41", "sources": "a;b", "sure": "High"}
    return {**dict.fromkeys(HEADER, ""), **plain, "id": id_, **cells}


def person(id_: str, **cells: str) -> Row:
    """A row of the list."""
    return {**dict.fromkeys(NAMES, ""), "id": id_, "name": f"N. {id_}", "unit": "Dam Guard", **cells}


EVENT_ROWS = tuple(event(f"w{n}", aliases=f"Day {n};The {n}") for n in range(5))
OLD_ROWS = tuple(person(f"p{n}") for n in range(4))
NEW_ROWS = (*OLD_ROWS[:2], person("p2", unit="Mill Guard"), person("p9"))


def text(rows: Iterable[Mapping[str, str]], header: Iterable[str]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(header), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def dossier(root: Path, files: Mapping[str, str | None] | None = None) -> Project:
    """The dossier with both tables; `files` are laid over it, and None takes one away."""
    shutil.copytree(BASE, root, ignore=shutil.ignore_patterns("README.md", "facts", "texts"))
    letter = "title: Letter\ntype: Letter\nvoice: actor:river-watch\nlanguage: en\n"
    tables = {
        "data/tables/events.csv": text(EVENT_ROWS, HEADER),
        "data/tables/old.csv": text(OLD_ROWS, NAMES),
        "data/tables/new.csv": text(NEW_ROWS, NAMES),
        "data/sources/letter.yaml": letter,
    }
    change(root, {**FILES, **tables, **(files or {})})
    return open_project(root)


def change(root: Path, files: Mapping[str, str | None]) -> None:
    """Write files, and take away those that are None."""
    for name, content in files.items():
        path = root / name
        if content is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def copy(project: Project, root: Path) -> Project:
    """The same dossier elsewhere, never built."""
    shutil.copytree(project.root, root, ignore=shutil.ignore_patterns(".dalil", "build"))
    return open_project(root)


def full(project: Project, root: Path, **how: Any) -> Built:
    """A full build of a fresh copy."""
    return build(copy(project, root), full=True, **how)


def state(folder: Path) -> dict[str, str]:
    """Every file of a build by its path, hashed; the store has no bytes of its own."""
    shown = folder.resolve()
    files = [path for path in sorted(shown.rglob("*")) if path.is_file()]
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if (name := path.relative_to(shown).as_posix()).partition("/")[0] not in SEEN
    }


def manifest(folder: Path) -> dict[str, Any]:
    """What a build says of itself."""
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def quads(folder: Path) -> list[str]:
    """What is in the store of a build, sorted."""
    store = ox.Store.read_only(str(folder.resolve() / "store"))
    return sorted((store.dump(format=RdfFormat.N_QUADS) or b"").decode().splitlines())


def columns(folder: Path, name: str) -> pl.DataFrame:
    """claims.parquet or edges.parquet, whole."""
    return pl.read_parquet(folder / f"{name}.parquet")
