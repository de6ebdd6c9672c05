"""What a command costs, and whether two files of quads say the same: for the scripts that run rivals beside us."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

OXIGRAPH = str(Path(sys.executable).parent / "oxigraph")


class Spent(NamedTuple):
    """CPU seconds (user and system, the command's own children too), wall seconds, and the most memory held, in MB."""

    cpu: float
    wall: float
    memory: float

    def __str__(self) -> str:
        return f"{self.cpu:8.2f} CPU s {self.wall:8.2f} s {self.memory:7,.0f} MB"


class TooLong(Exception):
    """A command that was stopped at its limit."""


def measure(command: Sequence[str | Path], limit: float, folder: Path | None = None) -> Spent:
    """Run a command to its end. Raises TooLong; a command that fails ends the benchmark with its words."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=said, cwd=folder)
        done = 0
        while not done:
            done, status, usage = os.wait4(child.pid, os.WNOHANG)
            if not done and time.monotonic() - start > limit:
                child.kill()
                os.wait4(child.pid, 0)
                child.returncode = -9
                raise TooLong
            time.sleep(0.005)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(map(str, command))} failed:\n{said.read().decode()[-3000:]}")
    return Spent(usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024)


def sorted_lines(path: Path, output: Path, edits: Sequence[Sequence[str]] = ()) -> str:
    """SHA-256 of the sorted different lines of a file, after commands that edit its text; they are written to `output`."""
    environment = os.environ | {"LC_ALL": "C"}
    commands = [*edits, ["sort", "-u", "-S", "1G", "-T", str(output.parent), "-o", str(output)]]
    source = path.open("rb")
    running: list[subprocess.Popen[bytes]] = []
    for command in commands:
        running.append(subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, env=environment))
        source.close()
        source = running[-1].stdout  # type: ignore[assignment]
    source.read()
    if any(process.wait() not in (0, 1 if "grep" in process.args else 0) for process in running):  # type: ignore[operator]
        sys.exit(f"{path.name} could not be sorted")
    with output.open("rb") as made:
        return hashlib.file_digest(made, "sha256").hexdigest()


def canonical() -> list[str]:
    """Reads N-Quads as other engines escape them and writes them as pyoxigraph does."""
    return [OXIGRAPH, "convert", "--from-format", "nq", "--to-format", "nq"]


def differences(first: Path, second: Path, most: int = 5) -> str:
    """The first lines that stand in one file only; both sorted."""
    found = []
    for flag, who in (("-23", first), ("-13", second)):
        command = ["comm", flag, first, second]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"LC_ALL": "C"}) as comm:
            lines = [comm.stdout.readline().decode() for _ in range(most)]  # type: ignore[union-attr]
            comm.kill()
        found += [f"only in {who.name}: {line}" for line in lines if line]
    return "".join(found)


def machine() -> str:
    """Date, processors, system, Python and the command: the first line of a result."""
    command = " ".join(["python", "benchmarks/" + Path(sys.argv[0]).name, *sys.argv[1:]])
    system = f"{os.cpu_count()} shared cores, {platform.system()} {platform.machine()}"
    return f"# {datetime.now(UTC).date()}, {system}, Python {platform.python_version()}: {command}"
