"""What a mapping may ask of dates and of regular expressions, so that every engine gives the same, in a time that ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dalil.errors import BadValue

DIRECTIVES = {
    "%Y": "the year in four digits",
    "%m": "the month in digits",
    "%d": "the day in digits",
    "%-m": "the month, without a leading zero too",
    "%-d": "the day, without a leading zero too",
    "%B": "the month's English name",
    "%b": "the month's English name in three letters",
    "%H": "the hour, which is not kept",
    "%M": "the minute, which is not kept",
    "%S": "the second, which is not kept",
    "%f": "parts of a second, which are not kept",
}
"""What a format of `date` may hold. Every other character stands for itself."""
YEAR, MONTH, DAY = ("%Y",), ("%m", "%-m", "%B", "%b"), ("%d", "%-d")

_PIECES = re.compile(
    r"""(?P<escape>\\.) | (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\]) | (?P<open>\((?:\?:|\?P<\w+>|\?.)?) | (?P<close>\))
    | (?P<often>(?:[*+?]|\{[0-9]*,?[0-9]*\})[?+]?) | (?P<bar>\|) | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


def refuse_format(format: str) -> None:
    """Raise BadValue for a format that is none, or that would have to invent a century or a month."""
    found = re.findall("%-?.?", format)
    hint = "write the parts as " + ", ".join(DIRECTIVES)
    if "%y" in found:
        raise BadValue(
            f"the two-digit year in {format!r} names no century", hint="write %Y, and years of four digits in the table"
        )
    for directive in found:
        if directive not in DIRECTIVES:
            raise BadValue(f"{directive!r} in the format {format!r} is no part of a date", hint=hint)
        if found.count(directive) > 1:
            raise BadValue(f"{directive!r} stands twice in the format {format!r}", hint=hint)
    years, months, days = (sum(part in found for part in parts) for parts in (YEAR, MONTH, DAY))
    if not years or days > months or max(months, days) > 1:
        raise BadValue(
            f"the format {format!r} does not make a date",
            hint="a year, a year and a month, or a year, a month and a day",
        )


def refuse_pattern(pattern: str) -> None:
    """Raise BadValue for a regular expression that is none, that engines read differently, or that may run for ever."""
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise BadValue(f"{pattern!r} is not a regular expression: {error}") from error
    pieces = [(piece.lastgroup or "", piece[0]) for piece in _PIECES.finditer(pattern)]
    if any(_is_special(*piece) for piece in pieces):
        raise BadValue(
            f"{pattern!r} looks around or back, and not every engine can",
            hint="use groups, sets and repetition only; the first group is what is taken",
        )
    if any(_repeats_repetition(pieces)):
        raise BadValue(
            f"{pattern!r} repeats a group that itself repeats or chooses",
            hint="such a pattern can take hours on one cell: write it without the outer repetition",
        )
    if compiled.fullmatch(""):
        raise BadValue(f"{pattern!r} matches an empty cell too", hint="write what must stand there: [0-9]+, not [0-9]*")


def _is_special(kind: str, piece: str) -> bool:
    """What the engines of regular expressions do not have in common."""
    return (
        (kind == "open" and piece not in ("(", "(?:") and not piece.startswith("(?P<"))
        or (kind == "escape" and piece[1] in "123456789ZzGX")
        or (kind == "often" and len(piece) > 1 and piece.endswith("+"))
    )


def _repeats_repetition(pieces: list[tuple[str, str]]) -> Iterator[bool]:
    """For each repetition, whether it is of a group that repeats or chooses: that takes time without end on the wrong cell."""
    groups, closed = [False], False
    for kind, piece in pieces:
        many = kind == "often" and not re.fullmatch(r"[?]\??|\{[01]?,?[01]\}\??", piece)
        yield many and closed
        groups[-1] |= many or kind == "bar"
        closed = False
        if kind == "open":
            groups.append(False)
        elif kind == "close" and len(groups) > 1:
            closed = groups.pop()
            groups[-1] |= closed
