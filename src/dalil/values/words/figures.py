"""Numbers in figures, with the digits 0 to 9."""

from __future__ import annotations

import re
from decimal import Decimal

FIGURE = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4}")
DECIMAL = re.compile(r"[0-9]{1,6}\.[0-9]{1,6}")


def figure(words: list[str]) -> Decimal | None:
    """A single word that is one (`41`, `4,000`). With a decimal point it needs a scale behind it, to be whole again."""
    if len(words) == 1 and (FIGURE.fullmatch(words[0]) or DECIMAL.fullmatch(words[0])):
        return Decimal(words[0].replace(",", ""))
    return None
