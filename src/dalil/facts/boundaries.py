"""Where a quotation may begin and end: never inside a word or a number.

A cut word is another word ("Greenfield" out of "Thomas-Greenfield"), a cut number another number ("41" out of
"416", "1,041" or "-41"). Where it is in doubt, the cut is refused: a longer quotation is always possible.
"""

from __future__ import annotations

import re
from unicodedata import category

from dalil.facts.folding import Folded

# Joins two digits: 4.1, 1,041, 14:30, 16/4/2013, 10^6, and the Arabic comma, decimal and thousands signs.
DIGIT_JOINERS = ".,:/^\u00b7\u060c\u066b\u066c"
BEFORE_NUMBER = "+\u00b1<>\u2264\u2265~\u2248\u223c#\u2116\u00a7"
AFTER_NUMBER = "+%\u2030\u066a\u00b0"
HYPHENS = "-\u2010\u2011\ufe63\uff0d\u05be"
LONG_DASHES = "\u2014\u2015\u2e3a\u2e3b"
# Thai, Lao, Tibetan, Myanmar, Khmer, kana, Han: words stand there without spaces, so no cut can be seen.
_UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_GROUP_BEFORE = re.compile(r"(?<!\d)\d{1,3}$")
_GROUP_AFTER = re.compile(r"\d{3}(?!\d)")


def is_word(char: str) -> bool:
    """Whether a character is part of words and numbers: a letter, a digit, a mark that folding keeps."""
    return char.isalnum() or char == "_" or category(char)[0] == "M"


def cuts(text: Folded, i: int) -> bool:
    """Whether position i of the folded text lies inside a word or a number."""
    read = text.text
    if not 0 < i < len(read):
        return False
    left, right = read[i - 1], read[i]
    if category(right)[0] == "M" or (is_word(left) and is_word(right)):
        return _one_word(left, right)
    return _signs(text, i) or _binds(text, i - 1) or _binds(text, i)


def _one_word(left: str, right: str) -> bool:
    if category(right)[0] == "M" or (left.isnumeric() and right.isnumeric()):
        return True
    return not (_UNSPACED.match(left) or _UNSPACED.match(right))


def _signs(text: Folded, i: int) -> bool:
    """Whether i parts a number from a sign of its own: -5, .5, $5, 5%, 5+."""
    read = text.text
    left, right = read[i - 1], read[i]
    if left.isnumeric():
        return right in AFTER_NUMBER or category(right) == "Sc"
    if not right.isnumeric():
        return False
    if left == ".":
        return i == 1 or read[i - 2] in " (["
    if left == "-":
        return not (i > 1 and is_word(read[i - 2])) and text.drawn(i - 1, i) not in LONG_DASHES
    return left in BEFORE_NUMBER or category(left) == "Sc"


def _binds(text: Folded, k: int) -> bool:
    """Whether the character at k makes one word or number of its two neighbours."""
    read = text.text
    if not 0 < k < len(read) - 1:
        return False
    left, joiner, right = read[k - 1], read[k], read[k + 1]
    if joiner == " ":
        return _groups_digits(text, k) or (left == "-" and _broken(text, k - 1))
    if joiner == "-" and right == " ":
        return _broken(text, k)
    if not (is_word(left) and is_word(right)):
        return False
    numbers = left.isnumeric() and right.isnumeric()
    if joiner == "-":
        return numbers or text.drawn(k, k + 1) in HYPHENS
    initial = joiner == "." and left.isalpha() and right.isalpha() and not (k > 1 and is_word(read[k - 2]))
    return joiner == "'" or initial or (numbers and joiner in DIGIT_JOINERS)


def _groups_digits(text: Folded, k: int) -> bool:
    """1 200, as French and the SI write it: one space in the line, three digits after it."""
    read = text.text
    if not (_GROUP_BEFORE.search(read[max(0, k - 4) : k]) and _GROUP_AFTER.match(read, k + 1)):
        return False
    space = text.drawn(k, k + 1)
    return len(space) == 1 and space not in "\n\r\t\v\f\x85\u2028\u2029"


def _broken(text: Folded, k: int) -> bool:
    """A word that a hyphen breaks over two lines."""
    read = text.text
    if k < 1 or k + 2 >= len(read) or not (is_word(read[k - 1]) and is_word(read[k + 2])):
        return False
    return text.drawn(k, k + 1) in HYPHENS and any(c in "\n\u2028\u2029\x85" for c in text.drawn(k + 1, k + 2))
