"""How long jobs show: lines that do not flood a log, a bar that leaves nothing on a terminal."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import count

import pytest

from dalil.cli.bars import EVERY, Lines, amount, how_far, remaining
from dalil.progress import SILENT, Progress
from tests.docs_blocks import ENVIRONMENT


def lines(*moments: float) -> tuple[Lines, list[str]]:
    """Progress in lines at given moments, and what it told."""
    told: list[str] = []
    clock: Iterator[float] = iter(moments) if moments else count()
    return Lines(told.append, lambda: next(clock)), told


def test_silent_progress_is_called_like_a_function_and_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    SILENT("reading")
    SILENT.stage("reading")
    SILENT.advance("reading", 1, 2, "rows")

    assert capsys.readouterr() == ("", "")


def test_whoever_shows_progress_needs_one_method() -> None:
    """A stage told by calling comes out of `stage`."""

    class Kept(Progress):
        told: tuple[str, ...] = ()

        def stage(self, text: str) -> None:
            self.told = (*self.told, text)

    kept = Kept()
    kept("reading")

    assert kept.told == ("reading",)


def test_lines_come_every_few_seconds_and_once_at_the_end() -> None:
    progress, told = lines(0, 0, 1, EVERY, EVERY + 1, 2 * EVERY, 2 * EVERY + 1)
    progress.stage("encoding")
    for done in (100, 200, 300, 400, 1000):
        progress.advance("rows of weir", done, 1000)

    assert told == [
        "· encoding",
        "· rows of weir: 200 of 1,000 rows, 40 rows/s, 20 s left",
        "· rows of weir: 400 of 1,000 rows, 40 rows/s, 15 s left",
        "· rows of weir: 1,000 rows",
    ]


def test_count_without_an_end_is_told_when_the_next_stage_begins() -> None:
    progress, told = lines()
    progress.stage("reading")
    progress.advance("weir.csv", 10, None, "rows")
    progress.advance("weir.csv", 632, None, "rows")
    progress.stage("encoding")

    assert told == ["· reading", "· weir.csv: 632 rows", "· encoding"]


@pytest.mark.parametrize(
    ("number", "unit", "told"),
    [(1234567, "rows", "1,234,567 rows"), (999, "bytes", "999 bytes"), (1_230_000_000, "bytes", "1.2 GB")],
)
def test_amounts_are_read_at_a_glance(number: int, unit: str, told: str) -> None:
    assert amount(number, unit) == told


def test_nothing_is_said_of_a_rate_or_an_end_that_nobody_knows() -> None:
    assert how_far(10, None, "rows", 0.1) == "10 rows"
    assert remaining(0, 10, 5) == remaining(10, 10, 5) == remaining(5, None, 5) == ""
    assert remaining(1, 1000, 60) == ", 999 min left"


def on_a_terminal(script: str) -> str:
    """What a Python script writes to a stderr that is a terminal."""
    master, slave = pty.openpty()
    environment = {**ENVIRONMENT, "TERM": "xterm"}
    with subprocess.Popen([sys.executable, "-c", script], stderr=slave, env=environment) as process:
        os.close(slave)
        told = b""
        try:
            while block := os.read(master, 4096):
                told += block
        except OSError:  # Linux says so at the end of a terminal
            pass
    os.close(master)
    assert process.returncode == 0
    return told.decode()


def test_terminal_shows_a_bar_and_takes_it_back() -> None:
    told = on_a_terminal("""
from dalil.cli.shell import progress, say
shown = progress()
shown.stage("encoding")
for done in range(0, 101, 20):
    shown.advance("rows of [weir]", done, 100, "rows")
shown.stage("done")
say("the end")
""")

    assert "· encoding …" in told
    assert "rows of [weir]" in told
    assert "100 of 100 rows" in told
    assert re.search(r"\x1b\[2K\r?[^·]*the end", told), "the bar is gone when the next line comes"


def test_dumb_terminal_gets_lines() -> None:
    script = (
        'import os; os.environ["TERM"] = "dumb"\nfrom dalil.cli.shell import progress\nprogress().stage("encoding")'
    )

    assert on_a_terminal(script) == "· encoding\r\n"
