"""Writing to data/judgements.yaml: entries are added at its end, and all that people wrote there stays as it is.

A file appears whole or not at all, and what is added is read again before it counts.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from dalil.errors import DalilError, FactError, ProjectError, Where, gathering
from dalil.model import IDENTITY_VERDICTS, Judgement
from dalil.project import Project
from dalil.reconcile.judgements import judgement_of, log_path
from dalil.yamlnodes import Node, parse_yaml, read_yaml

PLAIN = re.compile(r"[^\W\d_][\w ,.()’-]*[\w.)]")
"""What YAML takes as it stands."""
SAID_OTHERWISE = {"yes", "no", "true", "false", "null", "on", "off", "y", "n"}
COLUMNS = ("verdict", "first", "second", "reason", "who", "when")


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides of some names, not yet in the log: names as people write them."""

    verdict: str
    names: tuple[str, ...]
    reason: str
    who: str
    when: str
    where: Where = Where("")

    @property
    def entry(self) -> str:
        """As an entry of the log."""
        lines = [f"- {self.verdict}: [{', '.join(map(_scalar, self.names))}]"]
        lines += [f"  {key}: {_scalar(getattr(self, key))}" for key in ("reason", "who", "when")]
        return "".join(f"{line}\n" for line in lines)

    def judgement(self, project: Project, known: Collection[str]) -> Judgement:
        """As read from the log. Raises DalilErrors, at the place where it was decided."""
        errors: list[DalilError] = []
        with gathering(errors):
            if self.verdict not in IDENTITY_VERDICTS:
                raise FactError(f"{self.verdict!r} is no verdict on who is who", hint=", ".join(IDENTITY_VERDICTS))
            (node,) = parse_yaml(self.entry, self.where.file).items
            read = judgement_of(node, project, known)
            return Judgement(read.verdict, read.about, read.reason, read.who, read.when, self.where)
        error = errors[0]
        raise type(error)(error.message, self.where, error.hint)


def _scalar(text: str) -> str:
    """A text on one line of YAML, that reads as it was written."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d|[a-z]+:[\w.~-]*\w", text):
        return text
    plain = PLAIN.fullmatch(text) and text.lower() not in SAID_OTHERWISE
    quoted = json.dumps(text, ensure_ascii=False)
    return text if plain else "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in quoted)


def append(project: Project, decisions: Collection[Decision]) -> bytes:
    """Add entries to the log. Gives the bytes that were added. Raises FactError where the file takes none."""
    path = log_path(project).resolve()
    old = path.read_bytes() if path.exists() else b""
    added = _added(old, decisions)
    name = project.name(log_path(project))
    before, after = _entries(old, name), -1
    with gathering([]):
        after = _entries(old + added, name)
    if after != before + len(decisions):
        hint = "a list is wanted, each entry of which begins with `- `"
        raise FactError("an entry cannot be added at the end of this file", Where(name), hint)
    _put(path, old + added)
    return added


def take_back(project: Project, added: bytes) -> bool:
    """Undo an addition, where the file still ends with it."""
    path = log_path(project).resolve()
    old = path.read_bytes() if path.exists() else b""
    if not old.endswith(added):
        return False
    rest = old.removesuffix(added)
    if rest:
        _put(path, rest)
    else:
        path.unlink()
    return True


def _added(old: bytes, decisions: Collection[Decision]) -> bytes:
    """The entries in the manner of the file: its line ends, its indentation, a blank line before each."""
    indent = match[1].decode() if (match := re.search(rb"^( *)- ", old, re.MULTILINE)) else ""
    blank = not old or re.search(rb"\n\s*\n$", old)
    text = ("\n" if old and not old.endswith(b"\n") else "") + ("" if blank else "\n")
    text += "\n".join(re.sub("^", indent, one.entry.rstrip("\n"), flags=re.MULTILINE) + "\n" for one in decisions)
    return text.replace("\n", "\r\n" if b"\r\n" in old else "\n").encode()


def _entries(data: bytes, name: str) -> int:
    """How many entries a file has; one of comments alone has none."""
    text = data.decode("utf-8-sig")
    if not re.search(r"^\s*[^#\s]", text, re.MULTILINE):
        return 0
    return len(parse_yaml(text, name).items)


def _put(path: Path, data: bytes) -> None:
    """A file that is there whole, or as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ProjectError(
            f"{path.name} cannot be written: {error.strerror}", hint="nothing was added to it"
        ) from error


def read_decisions(path: Path, name: str, who: str, when: str) -> Iterator[Decision]:
    """Decisions from a table (csv) or from entries as the log has them (yaml). `who` and `when` where they do not say."""
    if path.suffix.lower() in (".yaml", ".yml"):
        yield from (_written(node, who, when) for node in read_yaml(path, name).items)
        return
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FactError("not UTF-8", Where(name), "save the table as UTF-8") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in COLUMNS[:4] if column not in (rows.fieldnames or ())]
    if missing:
        hint = "`dalil resolve --list --format csv` writes such a table, to be filled in"
        raise FactError(f"no column {', '.join(missing)}", Where(name, 1), hint)
    before = 1
    for row in rows:
        where, before = Where(name, before + 1), rows.line_num
        cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
        if cells["verdict"]:
            names = cells["first"], cells["second"]
            yield Decision(cells["verdict"], names, cells["reason"], cells["who"] or who, cells["when"] or when, where)


def _written(node: Node, who: str, when: str) -> Decision:
    texts = {key: value.text for key, value in node.mapping.items() if key in ("reason", "who", "when")}
    verdicts = [verdict for verdict in IDENTITY_VERDICTS if verdict in node.mapping]
    if len(verdicts) != 1 or set(node.mapping) - {*verdicts, "reason", "who", "when"}:
        hint = (
            "same, different or unsure with two names; reason; and, where they differ from what is given, who and when"
        )
        raise FactError("a decision on who is who is wanted here", node.where, hint)
    names = tuple(item.text for item in node.mapping[verdicts[0]].items)
    account = {"reason": "", "who": who, "when": when} | texts
    return Decision(verdicts[0], names, account["reason"], account["who"], account["when"], node.where)
