"""Dates of a declared format → EDTF: the format says how precise they are, and the months are English whatever the locale."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from dalil.errors import BadValue

MONTHS = {
    name: n
    for n, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
SHORT = {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}
_ASCII = "[0-9]"
_DIRECTIVES = {
    "%Y": f"(?P<year>{_ASCII}{{4}})",
    "%m": f"(?P<month>{_ASCII}{{2}})",
    "%d": f"(?P<day>{_ASCII}{{2}})",
    "%-m": f"(?P<month>{_ASCII}{{1,2}})",
    "%-d": f"(?P<day>{_ASCII}{{1,2}})",
    "%B": f"(?P<month>{'|'.join(MONTHS)})",
    "%b": f"(?P<month>{'|'.join(sorted(SHORT, key=len, reverse=True))})",
    "%H": f"{_ASCII}{{1,2}}",
    "%M": f"{_ASCII}{{2}}",
    "%S": f"{_ASCII}{{2}}",
    "%f": f"{_ASCII}{{1,9}}",
}
_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?([?~%]?)")


@lru_cache(maxsize=512)
def _pattern(format: str) -> re.Pattern[str]:
    """The regular expression of a format; case and the width of spaces do not count. Raises BadValue."""
    pieces = re.split(r"(%-?.)|(\s+)", format)
    found = ""
    for piece in filter(None, pieces):
        if piece.startswith("%") and len(piece) > 1:
            if piece not in _DIRECTIVES:
                raise BadValue(f"{piece!r} in the format {format!r} is no part of a date")
            found += _DIRECTIVES[piece]
        else:
            found += r"\s+" if piece.isspace() else re.escape(piece)
    try:
        return re.compile(found, re.IGNORECASE)
    except re.error as error:
        raise BadValue(f"the format {format!r} names one part of a date twice") from error


def read_date(cell: str, formats: tuple[str, ...]) -> str:
    """A date in the first format that fits, as EDTF: `%B %Y` makes a month, never a day. Raises BadValue.

    >>> read_date("April 2013", ("%d %B %Y", "%B %Y"))
    '2013-04'
    """
    words = cell.strip()
    for format in formats:
        if match := _pattern(format).fullmatch(words):
            return _edtf(match, words)
    told = " or ".join(repr(format) for format in formats)
    raise BadValue(f"{cell!r} is not a date written {told}", hint="add its format, or take it out with `null`")


def _edtf(match: re.Match[str], words: str) -> str:
    parts = match.groupdict()
    month, day = (parts.get(key) or "" for key in ("month", "day"))
    if not parts.get("year") or (day and not month):
        raise BadValue(f"{words!r} has no year, or a day without a month", hint="nothing is added to a date")
    numbers = [int(parts["year"])]
    if month:
        numbers.append(int(month) if month.isdigit() else SHORT[month.lower()[:3]])
    if day:
        numbers.append(int(day))
    try:
        date(*[*numbers, 1, 1][:3])
    except ValueError:
        raise BadValue(
            f"{words!r} is no day of the calendar", hint="correct it in the table, or look at the format"
        ) from None
    year, *rest = numbers
    return "-".join([f"{year:04}", *(f"{n:02}" for n in rest)])


def cut(cell: str, parts: int) -> str:
    """An EDTF date, or an interval of two, cut to its month (2) or year (1); what is less precise stays. Raises BadValue."""
    return "/".join(_cut(side, parts, cell) for side in cell.strip().split("/"))


def _cut(side: str, parts: int, cell: str) -> str:
    match = _PLAIN.fullmatch(side)
    if not match:
        hint = "cut plain dates: 2013-04-16, or read them first with `date`"
        raise BadValue(f"{cell!r} is not a date that can be cut", hint=hint)
    return "-".join([part for part in match.groups()[:3] if part][:parts]) + match[4]
