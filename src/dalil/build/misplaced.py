"""What lies in the folders of data/ and would be passed over, or taken for another file: said, never skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dalil.errors import DalilError, FactError, Where
from dalil.project import Project

READ = {"sources": (".yaml", ".yml"), "entities": (".yaml", ".yml"), "facts": (".yaml", ".yml"), "anchors": (".jsonl",)}


def misplaced(project: Project) -> list[DalilError]:
    """One error for each file that no build reads, and for each that has the id of another."""
    return [error for folder, suffixes in READ.items() for error in _in_folder(project, folder, suffixes)]


def _in_folder(project: Project, folder: str, suffixes: tuple[str, ...]) -> Iterator[DalilError]:
    first: dict[str, Path] = {}
    for path in sorted((project.data / folder).glob("*")):
        where = Where(project.name(path))
        if path.name.startswith(".") or path.suffix == ".md":
            continue
        if path.suffix not in suffixes:
            yield FactError(
                "nobody reads this", where, f"files in data/{folder}/ end in {' or '.join(suffixes)}; notes in .md"
            )
        elif re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", path.name):
            yield FactError("a file name with a line break or another control character", where, "rename the file")
        elif first.setdefault(path.stem, path) != path:
            yield FactError("two files with one id", where, f"the other is {first[path.stem].name}")
