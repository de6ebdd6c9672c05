"""How words are compared: without case, Arabic vowel signs, marks of direction, and other scripts' digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٬٫", "01234567890123456789,.")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
DIRECTIONS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF], "")
ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": ""}
)
MARKS = re.compile("[\u064b-\u0652\u0670]")
MIXED = re.compile("[0-9٠-٩۰-۹]+")

LONGEST_PHRASE = 4
"""Words in the longest phrase that is looked up."""


def tidy(text: str) -> str:
    """One line: white space as single spaces, and without the marks that only turn the direction of writing."""
    return " ".join(text.translate(DIRECTIONS).split())


def folded(text: str) -> str:
    """For comparison only: lower case, plain hyphens and apostrophes, digits 0-9, Arabic letters without their marks."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFC", text).translate(DIRECTIONS).replace("’", "'")
    if any(len({ord(char) >> 4 for char in run}) > 1 for run in MIXED.findall(text)):
        return text  # digits of two scripts in one figure are no figure
    return MARKS.sub("", text.translate(DASHES).translate(ARABIC_LETTERS)).translate(DIGITS).lower()


def head_of(words: str, phrases: Mapping[str, str]) -> tuple[str, str]:
    """The longest phrase at the beginning, as the table has it, and the rest as written; none: "" and all of it."""
    tokens = words.split(" ")
    for length in range(min(LONGEST_PHRASE, len(tokens)), 0, -1):
        if (phrase := folded(" ".join(tokens[:length]))) in phrases:
            return phrases[phrase], " ".join(tokens[length:])
    return "", words


def tail_of(words: str, phrases: Mapping[str, str]) -> tuple[str, str]:
    """The same at the end."""
    tokens = words.split(" ")
    for length in range(min(LONGEST_PHRASE, len(tokens) - 1), 0, -1):
        if (phrase := folded(" ".join(tokens[-length:]))) in phrases:
            return phrases[phrase], " ".join(tokens[:-length])
    return "", words
