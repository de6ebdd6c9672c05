"""A mapping for one test, in the little dossier, beside a little table."""

import shutil
from pathlib import Path

from hypothesis import settings

from dalil.errors import DalilError, DalilErrors
from dalil.facts import read_registry
from dalil.facts.table import read_mapping
from dalil.model import Mapping
from dalil.project import Project, open_project

BASE = Path(__file__).parent / "cases-bad" / "base"
TABLE = "id,day,town,unit,killed,sources,sure,aliases\nw1,2031-05-03,weir,dam-guard,41,a;b,High,x;y\n"
SOURCE = "title: Register of the weir\ntype: Dataset\nvoice: actor:river-watch\nlanguage: en\n"
unhurried = settings(deadline=None)  # the first example may load a library
FILES = {"data/tables/weir.csv": TABLE, "data/sources/register.yaml": SOURCE}
ROW = 'row: "{id}"\n'
SOURCE_LINE = "source: source:register\n"
HEAD = f"table: weir.csv\n{ROW}{SOURCE_LINE}"


def dossier(root: Path, text: str, files: dict[str, str] | None = None) -> Project:
    """The little dossier with a register, its table and this mapping of it."""
    shutil.copytree(BASE, root / "case", ignore=shutil.ignore_patterns("README.md"))
    for name, content in {**FILES, "data/tables/weir.yaml": text, **(files or {})}.items():
        (root / "case" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "case" / name).write_text(content, encoding="utf-8")
    return open_project(root / "case")


def known(project: Project) -> dict[str, frozenset[str]]:
    """What registry and source files know."""
    registry, _ = read_registry(project)
    ancestors = project.vocabulary.ancestors
    sources = {f"source:{path.stem}": ancestors("Dataset") for path in project.files("sources", ".yaml")}
    return {curie: ancestors(entity.type) for curie, entity in registry.entities.items()} | sources


def read(root: Path, text: str, files: dict[str, str] | None = None) -> tuple[Mapping | None, list[DalilError]]:
    """A mapping and what is wrong with it."""
    project = dossier(root, text, files)
    return read_mapping(project.data / "tables" / "weir.yaml", project, known(project))


def good(root: Path, text: str, files: dict[str, str] | None = None) -> Mapping:
    """A mapping with which nothing is wrong."""
    mapping, errors = read(root, text, files)
    assert [str(error) for error in errors] == []
    assert mapping
    return mapping


def complaints(root: Path, text: str, files: dict[str, str] | None = None) -> list[str]:
    """What is wrong with a mapping, each as a person reads it, in the order of places."""
    return [str(error) for error in DalilErrors(read(root, text, files)[1]).errors]


def claim(*lines: str, head: str = HEAD) -> str:
    """A mapping of one claim."""
    return head + "claims:\n" + "".join(f"{'  ' if n else '- '}{line}\n" for n, line in enumerate(lines))


SAYS = "says: { 'event:weir-{id}': { type: Shooting, date: '{day}' } }"
