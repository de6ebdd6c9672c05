"""In which formats a column writes its dates; where day and month cannot be told apart, both readings with their counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

EDTF = (r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", r"[0-9]{4}-(0[1-9]|1[0-2])", r"[12][0-9]{3}")
"""Day, month and year as EDTF has them: such cells need no format."""
DAY, MONTH = "(0?[1-9]|[12][0-9]|3[01])", "(0?[1-9]|1[0-2])"
NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
LONG, SHORT = f"(?i:{NAMES})", "(?i:" + "|".join(name[:3] for name in NAMES.split("|")) + ")"
CLOCK = r"[0-9]{2}:[0-9]{2}"
FORMATS = {
    "%Y-%m-%d": EDTF[0],
    "%Y-%m": EDTF[1],
    "%Y": EDTF[2],
    "%Y-%m-%dT%H:%M:%S": f"{EDTF[0]}T{CLOCK}:[0-9]{{2}}",
    "%Y-%m-%dT%H:%M:%SZ": f"{EDTF[0]}T{CLOCK}:[0-9]{{2}}Z",
    "%Y-%m-%d %H:%M:%S": f"{EDTF[0]} {CLOCK}:[0-9]{{2}}",
    "%Y-%m-%d %H:%M:%S.%f": rf"{EDTF[0]} {CLOCK}:[0-9]{{2}}\.[0-9]{{1,6}}",
    "%Y-%m-%d %H:%M": f"{EDTF[0]} {CLOCK}",
    "%Y/%m/%d": f"[0-9]{{4}}/{MONTH}/{DAY}",
    "%Y.%m.%d": rf"[0-9]{{4}}\.{MONTH}\.{DAY}",
    "%Y/%m": f"[0-9]{{4}}/{MONTH}",
    "%Y%m%d": "[12][0-9]{3}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])",
    "%m/%Y": f"{MONTH}/[0-9]{{4}}",
    "%-d %B %Y": f"{DAY} {LONG} [0-9]{{4}}",
    "%-d %b %Y": f"{DAY} {SHORT} [0-9]{{4}}",
    "%-d-%b-%Y": f"{DAY}-{SHORT}-[0-9]{{4}}",
    "%B %-d, %Y": f"{LONG} {DAY}, [0-9]{{4}}",
    "%b %-d, %Y": f"{SHORT} {DAY}, [0-9]{{4}}",
    "%B %Y": f"{LONG} [0-9]{{4}}",
    "%b %Y": f"{SHORT} [0-9]{{4}}",
    "%b-%Y": f"{SHORT}-[0-9]{{4}}",
}
SEPARATORS = "/.-"
DATED, WITH_MARKS = "[0-9]{2}", r"[0-9][/.-]|[A-Za-z.,] ?[0-9]{4}$"
"""What every date has; without a word for a time in the column's name also something between its parts."""
SHORT_YEAR = rf"[0-9]{{1,2}}[/.-]([0-9]{{1,2}}|{SHORT})[/.-][0-9]{{2}}"


@dataclass(frozen=True, slots=True)
class Dates:
    """How many cells of a column each format reads, most first; `unread` are the rest.

    `both`: cells that are a day in either order of day and month, in a column where no cell decides it. `mixed`: cells decide
    for one order and cells for the other. `short`: two-digit years.
    """

    formats: tuple[tuple[str, int], ...] = ()
    unread: int = 0
    both: int = 0
    mixed: tuple[int, int] | None = None
    short: int = 0

    @property
    def plain(self) -> bool:
        """Whether all is EDTF already."""
        return all(name in ("%Y-%m-%d", "%Y-%m", "%Y") for name, _ in self.formats)

    @property
    def doubtful(self) -> bool:
        """Whether a person must decide before any cell is read."""
        return bool(self.both or self.mixed or self.short)

    @property
    def step(self) -> str:
        """The step of a hole that reads them."""
        return "" if self.plain else f" | date {', '.join(name for name, _ in self.formats)}"


def dates_in(cells: pl.Series, *, named: bool) -> Dates | None:
    """The dates of a column of trimmed, filled cells; None where it has none. `named`: its name speaks of a time."""
    if not cells.len() or cells.str.contains(DATED if named else WITH_MARKS).sum() < 0.8 * cells.len():
        return None
    read: dict[str, int] = {}
    left = cells
    for name, pattern in FORMATS.items():
        if not left.len():
            break
        if not named and name in ("%Y", "%Y%m%d"):  # digits alone are rather a number
            continue
        fits = left.str.contains(f"^(?:{pattern})$")
        read[name] = int(fits.sum())
        left = left.filter(~fits)
    ordered = {separator: _ordered(left, separator) for separator in SEPARATORS if left.len()}
    short = int(left.str.contains(f"^(?:{SHORT_YEAR})$").sum())
    total = sum(read.values()) + sum(sum(found) for found in ordered.values())
    if total + short < 0.8 * cells.len():
        return None
    both, mixed = 0, None
    for separator, (day, month, either) in ordered.items():
        if day and month:
            mixed = (day, month)
        elif either and not day and not month:
            both = either
        first = f"%-d{separator}%-m{separator}%Y" if day >= month else f"%-m{separator}%-d{separator}%Y"
        read[first] = day + month + either
    formats = sorted(((name, count) for name, count in read.items() if count), key=lambda one: -one[1])
    return Dates(tuple(formats), cells.len() - total - short, both, mixed, short)


def _ordered(cells: pl.Series, separator: str) -> tuple[int, int, int]:
    """Cells like 9/9/9999 in which only a day can stand first, in which only a month can, and in which either can."""
    mark = re.escape(separator)
    parts = cells.str.extract_groups(f"^([0-9]{{1,2}}){mark}([0-9]{{1,2}}){mark}[0-9]{{4}}$").struct.unnest()
    first, second = (parts[name].cast(pl.Int16) for name in parts.columns)
    valid = first.is_between(1, 31) & second.is_between(1, 31) & ~((first > 12) & (second > 12))
    day = int((valid & (first > 12)).sum())
    month = int((valid & (second > 12)).sum())
    return day, month, int(valid.sum()) - day - month
