"""How a long job shows on stderr: a bar with rate and remaining time on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from dalil.progress import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

EVERY = 5.0
"""Seconds between two lines of the same stage."""
REDRAWN = 0.1
"""Seconds between two pictures of a bar."""
SIZES = ("bytes", "kB", "MB", "GB", "TB")


def amount(number: float, unit: str) -> str:
    """`12,400 rows`; bytes in the largest unit that leaves a number above 1."""
    if unit != "bytes":
        return f"{number:,.0f} {unit}"
    power = 0
    while number >= 1000 and power < len(SIZES) - 1:
        number, power = number / 1000, power + 1
    return f"{number:,.0f} {SIZES[power]}" if not power else f"{number:,.1f} {SIZES[power]}"


def how_far(done: int, total: int | None, unit: str, seconds: float) -> str:
    """`12,400 of 100,000 rows, 6,200 rows/s`: the rate since the stage began, once there is one."""
    told = amount(done, unit)
    if total is not None:
        told = f"{told if unit == 'bytes' else f'{done:,}'} of {amount(total, unit)}"
    return f"{told}, {amount(done / seconds, unit)}/s" if seconds >= 1 and done else told


def remaining(done: int, total: int | None, seconds: float) -> str:
    """`, 14 s left` at the rate so far; nothing where that cannot be known."""
    if total is None or not 0 < done < total:
        return ""
    left = seconds * (total - done) / done
    return f", {left:.0f} s left" if left < 120 else f", {left / 60:.0f} min left"


class Lines(Progress):
    """A line for each stage, at most one every few seconds while it lasts, and one when a count is complete."""

    def __init__(self, tell: Callable[[str], None], clock: Callable[[], float] = monotonic) -> None:
        self.tell, self.clock = tell, clock
        self.began = self.told = clock()
        self.last: dict[str, tuple[int, int | None, str]] = {}

    def stage(self, text: str) -> None:
        self._close()
        self.began = self.told = self.clock()
        self.tell(f"· {text}")

    def advance(self, what: str, done: int, total: int | None = None, unit: str = "rows") -> None:
        now = self.clock()
        self.last[what] = done, total, unit
        if done == total:
            self._line(what, now)
            del self.last[what]
        elif now - self.told >= EVERY:
            self.told = now
            self._line(what, now)

    def _line(self, what: str, now: float) -> None:
        done, total, unit = self.last[what]
        seconds = now - self.began
        told = amount(done, unit) if done == total else how_far(done, total, unit, seconds)
        self.tell(f"· {what}: {told}{remaining(done, total, seconds)}")

    def _close(self) -> None:
        """A count of which nobody knew the end is complete when the next stage begins."""
        for what, (done, total, unit) in self.last.items():
            if total is None:
                self.tell(f"· {what}: {amount(done, unit)}")
        self.last.clear()


class Terminal(Progress):
    """One line that the next stage replaces; bars below one another where counts are told; nothing is left of either."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.began = self.drawn = clock()
        self.line = False
        self.bars: Bars | None = None
        self.tasks: dict[str, TaskID] = {}

    def stage(self, text: str) -> None:
        self.clear()
        self.began = self.clock()
        if text != "done":
            sys.stderr.write(f"· {text} …")
            sys.stderr.flush()
            self.line = True

    def advance(self, what: str, done: int, total: int | None = None, unit: str = "rows") -> None:
        if self.bars is None:
            self.clear()
            self.bars = _bars()
            self.bars.start()
        if what not in self.tasks:
            self.tasks[what] = self.bars.add_task(what, total=total, told="")
        now = self.clock()
        seconds = now - self.began
        told = how_far(done, total, unit, seconds) + remaining(done, total, seconds)
        self.bars.update(self.tasks[what], completed=done, total=total, told=told)
        if done == total or now - self.drawn >= REDRAWN:
            self.drawn = now
            self.bars.refresh()

    def clear(self) -> None:
        """Leave an empty line for whoever writes next."""
        if self.bars is not None:
            self.bars.stop()
            self.bars = None
            self.tasks.clear()
        if self.line:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
            self.line = False


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("· {task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[told]}", markup=False),
    )
    return Bars(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)


def is_terminal() -> bool:
    """Whether stderr can take back what it shows."""
    return sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")
