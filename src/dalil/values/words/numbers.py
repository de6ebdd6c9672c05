"""Whole numbers as sources write them: figures of three scripts, English and Arabic words, and both together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dalil.values.words.arabic import ARABIC_NUMERALS, arabic_number
from dalil.values.words.figures import figure
from dalil.values.words.writing import folded

Number = tuple[int, str, str]
"""A number, how it is written, and what follows, as written."""
LARGEST = 10**15

_UNDER_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH = {word: n for n, word in enumerate(_UNDER_TWENTY.split())} | {
    word: 10 * n for n, word in enumerate(_TENS.split(), start=2)
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
DOZENS = {"dozen": 12, "score": 20}
JOINING = {"and", "a", "an", "half"}
"""Words that can stand inside a number: two hundred and one, a dozen, half a million."""

NUMERALS = {*ENGLISH, *SCALES, *DOZENS, *ARABIC_NUMERALS}
"""Every word that is a number or makes another one of it, folded."""

_FIRST = "first second third fourth fifth sixth seventh eighth ninth"
_TENTH = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
ORDINALS = {word: n for n, word in enumerate((*_FIRST.split(), *_TENTH.split()), start=1)}
for _ten, _word in enumerate(_TENS.split(), start=2):
    ORDINALS |= {
        f"{_word[:-1]}ieth": 10 * _ten,
        **{f"{_word}-{unit}": 10 * _ten + n for n, unit in enumerate(_FIRST.split(), start=1)},
    }
_ARABIC_ORDINALS = "اولي ثانيه ثالثه رابعه خامسه سادسه سابعه ثامنه تاسعه عاشره"
ARABIC_ORDINALS = {f"ال{word}": n for n, word in enumerate(_ARABIC_ORDINALS.split(), start=1)}
ARABIC_ORDINALS |= {
    "الحاديه عشره": 11,
    **{f"{word} عشره": n + 10 for word, n in ARABIC_ORDINALS.items() if 2 <= n <= 9},
    **dict.fromkeys(("العشرين", "العشرون"), 20),
}


def number_of(words: str) -> int | None:
    """A whole number, in figures (`41`, `4,000`, `٤١`, `2.5 million`) or in words; None for anything else.

    >>> number_of("two hundred and eighty-eight")
    288
    """
    return _whole(_words(words))


def _words(text: str) -> list[str]:
    """Its words, folded; those joined by a hyphen, apart."""
    return re.sub(r"(?<=[a-z])-(?=[a-z])", " ", folded(text)).split()


def leading_number(text: str) -> Number | None:
    """The longest number at the head of a text; None where there is none."""
    return next(leading_numbers(text), None)


def leading_numbers(text: str) -> Iterator[Number]:
    """Every number that the first words make, the longest first: "one hundred and two hundred" begins with two."""
    for end in reversed(_ends(text)):
        number = number_of(text[:end])
        if number is not None:
            yield number, text[:end], text[end:].strip()


def _ends(text: str) -> list[int]:
    """Where a number at the head of a text may end: behind each word of a run of numerals."""
    ends = []
    for found in re.finditer(r"\S+", text):
        words = _words(found[0])
        if not words or not all(_is_numeral(word) for word in words):
            break
        ends.append(found.end())
        if len(ends) > 20:
            break
    return ends


def _is_numeral(word: str) -> bool:
    return bool(
        word in NUMERALS or word in JOINING or (word[:1] == "و" and word[1:] in NUMERALS) or figure([word]) is not None
    )


def _whole(words: list[str]) -> int | None:
    if not words:
        return None
    number = arabic_number(words) if any("\u0600" <= word[0] <= "\u06ff" for word in words) else _english(words)
    if number is None or number != int(number) or number > LARGEST:
        return None
    return int(number)


def _english(words: list[str]) -> Decimal | None:
    """`a dozen`, `half a million`, and what is made of hundreds, thousands and millions."""
    if words[-1] in DOZENS:
        times = Decimal("0.5") if words[:-1] == ["half", "a"] else _times(words[:-1])
        return None if times is None else times * DOZENS[words[-1]]
    if words[:2] == ["half", "a"] and len(words) == 3 and words[2] in SCALES:
        return Decimal(SCALES[words[2]]) / 2
    return _scaled(words, 10**12)


def _times(words: list[str]) -> Decimal | None:
    """What stands before a scale: a figure, a number under a thousand, "a"; and "one and a half"."""
    if words in (["a"], ["an"]):
        return Decimal(1)
    if words[-3:] == ["and", "a", "half"]:
        whole = _times(words[:-3])
        return None if whole is None else whole + Decimal("0.5")
    return figure(words) or _scaled(words, 1000)


def _scaled(words: list[str], below: int) -> Decimal | None:
    """Scale by scale, the largest first, each once; "and" joins what follows a scale."""
    for word, scale in reversed(SCALES.items()):
        if word not in words:
            continue
        at = words.index(word)
        times, rest = _times(words[:at]), words[at + 1 :]
        if not times or scale >= below or times >= (100 if scale == 100 else 10**6):
            return None
        if rest[:1] == ["and"] and len(rest) > 1:
            rest = rest[1:]
        tail = _scaled(rest, scale) if rest else Decimal(0)
        return None if tail is None or not 0 <= tail < scale or (rest and not tail) else times * scale + tail
    return _under_hundred(words) if below > 10 else None


def _under_hundred(words: list[str]) -> Decimal | None:
    """A figure, one word, or tens and a digit."""
    if len(words) == 2 and ENGLISH.get(words[0], 0) >= 20 and 0 < ENGLISH.get(words[1], 0) < 10:
        return Decimal(ENGLISH[words[0]] + ENGLISH[words[1]])
    if len(words) != 1:
        return None
    return Decimal(ENGLISH[words[0]]) if words[0] in ENGLISH else figure(words)
