"""Pages as tests: every block of a Markdown page is written, checked, asked or run, in the order of the page.

The words behind a block's language say what it is; who reads the page does not see them.

    console                  `$ ` commands and what they print; `…` stands for any stretch, on its own line for any lines
    console exit=1           the last command of the block leaves with this code
    console whole            one command only: what it prints has lines that begin with `$ ` too
    yaml data/facts/x.yaml   a file of the dossier; a fact file must pass, unless it is marked `wrong`
    yaml FILE append         added to the file instead
    python                   run, and compared where it has `>>>`
    sparql                   asked of the build: it gives rows
    others                   only read by people

A page may say in which folder it begins: `<!-- dossier: example -->`, `<!-- dossier: first -->`; otherwise an empty one.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import dalil
from dalil.build import read_dossier
from dalil.project import open_project

ROOT = Path(__file__).parents[1]
SOURCE = Path(dalil.__file__).parents[1]
ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if not key.startswith(("DALIL_", "FORCE_COLOR"))},
    "PYTHONPATH": os.pathsep.join(filter(None, [str(SOURCE), os.environ.get("PYTHONPATH")])),
    "PYTHONUNBUFFERED": "1",
    "PYTHONUTF8": "1",
    "COLUMNS": "80",
    "NO_COLOR": "1",
}
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = ("text", "yaml", "toml", "sparql")


class Untrue(AssertionError):
    """A page says what is not so."""


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the words behind it, its text, and the line of the page it begins at."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int

    @property
    def file(self) -> str:
        """The file that the block stands for, if it does."""
        return self.words[0] if self.language in FILES and self.words else ""


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    for match in BLOCK.finditer(page):
        yield Block(match[1], tuple(match[2].split()), match[3], page.count("\n", 0, match.start()) + 1)


def begins_in(page: str) -> str:
    """The dossier that a page begins in: example, first, or none."""
    match = re.search(r"^<!-- dossier: (\w+) -->$", page, re.MULTILINE)
    return match[1] if match else ""


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """A console block as commands, each with the lines it prints."""
    command, printed = "", list[str]()
    for line in text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, printed
            command, printed = line[2:], []
        else:
            printed.append(line)
    yield command, printed


def agree(told: list[str], printed: str) -> bool:
    """Whether the lines of a page say what was printed; nothing told is nothing compared."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line.rstrip()).replace("…", ".*") + r"\n" for line in told
    )
    return not told or re.fullmatch(pattern, "".join(f"{line}\n" for line in printed.splitlines())) is not None


def refreshed(told: list[str], printed: str) -> list[str]:
    """What the page should say: lines that still hold as they stand, and as many around its `…` as it had."""
    lines = printed.splitlines()
    if told.count("…") != 1:
        return _kept(told, lines)
    gap = told.index("…")
    head, tail = told[:gap], told[gap + 1 :]
    return [*_kept(head, lines[: len(head)]), "…", *_kept(tail, lines[len(lines) - len(tail) :])]


def _kept(told: list[str], lines: list[str]) -> list[str]:
    return [old if agree([old], line) else line for old, line in zip_longest(told[: len(lines)], lines, fillvalue="?")]


@dataclass
class Walk:
    """A walk through a page, in a folder of its own."""

    page: Path
    folder: Path
    demo: Path | None = None
    regold: bool = False
    names: dict[str, Any] = field(default_factory=dict)

    def run(self) -> None:
        """Every block in order. Raises Untrue at the first that does not hold."""
        page = self.page.read_text(encoding="utf-8")
        renewed = page
        try:
            for block in blocks(page):
                with chdir(self.folder):
                    renewed = renewed.replace(block.text, self._checked(block), 1)
        finally:
            if renewed != page:
                self.page.write_text(renewed, encoding="utf-8")

    def _checked(self, block: Block) -> str:
        try:
            return self._block(block)
        except Untrue as untrue:
            raise Untrue(f"{self.page.name}:{block.line}: {untrue}") from None

    def _block(self, block: Block) -> str:
        if block.language == "console":
            return self._console(block)
        if block.file:
            self._file(block)
        elif block.language == "python":
            self._python(block)
        elif block.language == "sparql" and not dalil.open(self.folder).query(block.text):
            raise Untrue("the question has no answer")
        return block.text

    def _console(self, block: Block) -> str:
        code = int(next((word.removeprefix("exit=") for word in block.words if word.startswith("exit=")), 0))
        first, *others = block.text.splitlines()
        pairs = [(first.removeprefix("$ "), others)] if "whole" in block.words else list(commands(block.text))
        renewed: list[str] = []
        for number, (command, told) in enumerate(pairs, 1):
            done, printed = self._command(command)
            wanted = code if number == len(pairs) else 0
            if done != wanted:
                raise Untrue(f"{command}: leaves with {done}, not {wanted}\n{printed}")
            if not agree(told, printed) and not self.regold:
                raise Untrue(f"{command} prints something else:\n{printed}\nThe page says:\n" + "\n".join(told))
            renewed += [f"$ {command}", *(told if agree(told, printed) else refreshed(told, printed))]
        return "\n".join([*renewed, ""])

    def _command(self, command: str) -> tuple[int, str]:
        name, *words = shlex.split(command)
        if name == "cd":
            self.folder = (self.folder / words[0]).resolve(strict=True)
            return 0, ""
        if command == "make demo":
            return self._demo()
        if name != "dalil":
            raise Untrue(f"{name}: the tests cannot run this")
        process = subprocess.run(
            [sys.executable, "-m", "dalil", *words],
            cwd=self.folder,
            env=ENVIRONMENT,
            check=False,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        # The stages of a build follow one another on one line of a terminal, and leave nothing there.
        kept = [line.rstrip() for line in process.stdout.splitlines() if not line.startswith("· ")]
        return process.returncode, "".join(f"{line}\n" for line in kept)

    def _demo(self) -> tuple[int, str]:
        """What `make demo` runs in the repository's dossier, without the environment that it makes."""
        if self.demo is None:
            raise Untrue("make demo: there is no dossier to run it in")
        elsewhere, self.folder = self.folder, self.demo
        recipe = re.search(r"^demo:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert recipe
        code, told = 0, ""
        lines = recipe[1].replace("$(OUT)", "out")
        for question, asked, plain in re.findall(
            r"^\t@?\$\((?:call ask,([^,]*),(.*)\)|DALIL\) (.*))$", lines, re.MULTILINE
        ):
            failed, printed = self._command(f"dalil {asked or plain}")
            heading = f"\n{question}\n$ dalil {asked}\n" if question else ""
            code, told = code or failed, told + heading + printed
        self.folder = elsewhere
        return code, told

    def _file(self, block: Block) -> None:
        path = self.folder / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if "append" in block.words else "w", encoding="utf-8") as file:
            file.write(block.text)
        if not block.file.startswith("data/facts/"):
            return
        errors = read_dossier(open_project(self.folder)).errors
        if errors and "wrong" not in block.words:
            raise Untrue("the fact file does not pass:\n" + "\n".join(map(str, errors)))
        if not errors and "wrong" in block.words:
            raise Untrue("the fact file passes, and is shown as one that does not")

    def _python(self, block: Block) -> None:
        self.names.setdefault("__name__", self.page.stem)
        if ">>> " not in block.text:
            exec(compile(block.text, self.page.name, "exec"), self.names)
            return
        test = doctest.DocTestParser().get_doctest(block.text, self.names, self.page.name, None, block.line)
        said: list[str] = []
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append, clear_globs=False)
        self.names |= test.globs
        if said:
            raise Untrue("".join(said))
