"""A dossier on disk: its settings (dalil.toml), its folders, and where ontology, shapes and queries are.

Each of the three is looked for in the dossier first, then in the copy that travels with the package:
a dossier may have its own rules, and an empty one needs none.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode

from dalil.errors import ProjectError, Where, nearest
from dalil.vocabulary import LANGUAGE, Curies, Vocabulary

SETTINGS = "dalil.toml"
YAML = (".yaml", ".yml")
PACKAGE = Path(__file__).parent
KNOWN = {"title", "base", "publisher", "licence", "languages", "editor", "limits", "tables", "validation", "agreement"}
KNOWN_LIMITS = {"quote_words": 12}
KNOWN_VALIDATION = {"oracle": 50, "seconds": 600}
KNOWN_AGREEMENT = {"pairs": 100}


@dataclass(frozen=True)
class Project:
    """The settings and folders of one dossier."""

    root: Path
    title: str
    base: str
    publisher: str
    licence: str = ""
    languages: tuple[str, ...] = ("en",)
    editor: str = ""
    limits: dict[str, int] = field(default_factory=lambda: dict(KNOWN_LIMITS))
    validation: dict[str, int] = field(default_factory=lambda: dict(KNOWN_VALIDATION))
    """`oracle`: how many failing and how many passing nodes pySHACL judges again (0: none); `seconds`: how long a validation may take."""
    agreement: dict[str, int] = field(default_factory=lambda: dict(KNOWN_AGREEMENT))
    """`pairs`: how many agreements of tables are kept of what is said of one thing by one term (0: rows are not compared)."""
    tables: dict[str, tuple[str, ...]] | None = None
    """Mapping → where its table is, for the mappings that are built; None: all are, from where they say."""

    @property
    def data(self) -> Path:
        """What people write: sources, facts, entities, judgements."""
        return self.root / "data"

    @property
    def build(self) -> Path:
        """What a build makes: a link to the newest whole one."""
        return self.root / "build"

    @property
    def private(self) -> Path:
        """Never committed: held texts and builds."""
        return self.root / ".dalil"

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The ontology's terms."""
        return Vocabulary.load(self.resource("ontology") / "dalil.ttl")

    @cached_property
    def curies(self) -> Curies:
        """Short names ⇄ IRIs."""
        return Curies(self.base, self.vocabulary.kinds)

    def resource(self, name: str) -> Path:
        """The folder `ontology`, `shapes` or `queries`: the dossier's own, else the package's."""
        return next(iter(self.resources(name)))

    def resources(self, name: str) -> list[Path]:
        """Every place that has such a folder, the dossier's own first. Raises ProjectError."""
        places = [self.root / name, PACKAGE / "resources" / name, PACKAGE.parents[1] / name]
        found = [place for place in places if place.is_dir()]
        if not found:
            raise ProjectError(f"no folder {name}/ in the dossier, and none in the package")
        return found if found[0] == places[0] else found[:1]

    def rules(self, name: str, pattern: str) -> list[Path]:
        """The files of `shapes` or `queries`: the package's and the dossier's own, which win where names are equal."""
        folders = reversed(self.resources(name))
        return sorted({path.name: path for folder in folders for path in folder.glob(pattern)}.values())

    def too_long(self, quote: str) -> int:
        """How many words a quotation has, where that is more than may be quoted at a time; else 0."""
        words = len([word for word in re.split(r"\s+|…|\.{3,}", quote) if word])
        return words if words > self.limits["quote_words"] else 0

    def files(self, folder: str, *suffixes: str) -> list[Path]:
        """The files of a data folder in a stable order; a missing folder has none."""
        paths = (p for p in sorted((self.data / folder).glob("*")) if not p.name.startswith("."))
        return [path for path in paths if path.suffix in suffixes]

    def mapping_files(self) -> list[Path]:
        """The mappings that are built, in a stable order: those that dalil.toml names under [tables], else all."""
        return [path for path in self.files("tables", *YAML) if self.tables is None or path.stem in self.tables]

    def name(self, path: Path) -> str:
        """How messages call a file: relative to the dossier, with forward slashes, on one line."""
        inside = path.is_relative_to(self.root)
        name = path.relative_to(self.root).as_posix() if inside else path.name
        return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in name)


def find_root(start: Path | str | None = None) -> Path:
    """The dossier's folder: the one named, `DALIL_PROJECT`, or the nearest above with a dalil.toml."""
    named = start or os.environ.get("DALIL_PROJECT")
    if named:
        root = Path(named).expanduser().resolve()
        if not (root / SETTINGS).is_file():
            raise ProjectError(f"no {SETTINGS} in {named}", hint=f"dalil init {named} makes a new dossier")
        return root
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise ProjectError(f"no {SETTINGS} here or above: this is not a dossier", hint="dalil init DIR makes a new one")


def open_project(start: Path | str | None = None) -> Project:
    """Read a dossier's settings. Raises ProjectError naming the key."""
    root = find_root(start)
    try:
        settings = tomllib.loads((root / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProjectError(f"cannot be read: {error}", Where(SETTINGS)) from error
    for key in settings:
        if key not in KNOWN:
            raise ProjectError(f"{key!r} is not a setting", Where(SETTINGS), nearest(key, KNOWN, "setting"))
    project = Project(
        root=root,
        title=_text(settings, "title"),
        base=_base(_text(settings, "base")),
        publisher=_text(settings, "publisher"),
        licence=_text(settings, "licence", ""),
        languages=_languages(settings.get("languages", ["en"])),
        editor=_text(settings, "editor", ""),
        limits=KNOWN_LIMITS | _numbers(settings, "limits", "limit", KNOWN_LIMITS),
        validation=KNOWN_VALIDATION | _numbers(settings, "validation", "setting", KNOWN_VALIDATION, zero=("oracle",)),
        agreement=KNOWN_AGREEMENT | _numbers(settings, "agreement", "setting", KNOWN_AGREEMENT, zero=("pairs",)),
        tables=_tables(settings["tables"]) if "tables" in settings else None,
    )
    _refuse_unmapped(project)
    return project


def _text(settings: dict[str, object], key: str, default: str | None = None) -> str:
    value = settings.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise ProjectError(f"{key} is missing or not a text", Where(SETTINGS), f'write {key} = "…"')
    return value


def _languages(value: object) -> tuple[str, ...]:
    tags = value if isinstance(value, list) else []
    if not tags or not all(isinstance(tag, str) and LANGUAGE.fullmatch(tag) for tag in tags):
        raise ProjectError("languages is not a list of language tags", Where(SETTINGS), 'write languages = ["en"]')
    return tuple(tags)


def _numbers(
    settings: dict[str, object], table: str, what: str, known: dict[str, int], zero: tuple[str, ...] = ()
) -> dict[str, int]:
    """A table of whole numbers from 1; those of `zero` may be 0."""
    value = settings.get(table, {})
    if not isinstance(value, dict):
        raise ProjectError(f"{table} is not a table", Where(SETTINGS), f"write [{table}]")
    numbers: dict[str, int] = value
    for key, number in numbers.items():
        if key not in known:
            raise ProjectError(f"{table}.{key} is not a {what}", Where(SETTINGS), nearest(key, known, what))
        if type(number) is not int or number < (key not in zero):
            least = 0 if key in zero else 1
            raise ProjectError(f"{table}.{key} is {number!r}, not a number from {least}", Where(SETTINGS))
    return numbers


def _base(base: str) -> str:
    try:
        NamedNode(base)
        fits = re.fullmatch(r"https?://[^\s<>\"{}|\\^`#?]+/", base)
    except ValueError:
        fits = None
    if not fits:
        raise ProjectError(
            f"base {base!r} is not an http(s) address that ends with a slash",
            Where(SETTINGS),
            'for example base = "https://example.org/my-case/"',
        )
    return base


def _tables(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ProjectError("tables is not a table", Where(SETTINGS), "write [tables]")
    tables = {}
    for key, paths in value.items():
        found = [paths] if isinstance(paths, str) else paths
        if not isinstance(found, list) or not found or not all(isinstance(p, str) and p.strip() for p in found):
            hint = f'write {key} = "path/to/table.csv", or a list of paths'
            raise ProjectError(f"tables.{key} is {paths!r}, not a path or a list of paths", Where(SETTINGS), hint)
        tables[key] = tuple(found)
    return tables


def _refuse_unmapped(project: Project) -> None:
    """Every table that is named has its mapping. Raises ProjectError."""
    mappings = {path.stem for path in project.files("tables", *YAML)}
    for key in project.tables or ():
        if key not in mappings:
            message = f"tables.{key} is for no mapping: there is no data/tables/{key}.yaml"
            raise ProjectError(message, Where(SETTINGS), nearest(key, mappings, "mapping"))
