"""Whole numbers in Arabic words: feminine, masculine, the cases, and figures with a thousand or a million behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from dalil.values.words.figures import figure

WORDS = {  # folded: no hamza on alef, no vowel signs
    **dict.fromkeys(("صفر",), 0),
    **dict.fromkeys(("واحد", "واحده", "احد", "احدي"), 1),
    **dict.fromkeys(("اثنان", "اثنين", "اثنتان", "اثنتين", "اثنا", "اثني", "اثنتا", "اثنتي"), 2),
    **dict.fromkeys(("ثلاثه", "ثلاث"), 3),
    **dict.fromkeys(("اربعه", "اربع"), 4),
    **dict.fromkeys(("خمسه", "خمس"), 5),
    **dict.fromkeys(("سته", "ست"), 6),
    **dict.fromkeys(("سبعه", "سبع"), 7),
    **dict.fromkeys(("ثمانيه", "ثماني", "ثمان"), 8),
    **dict.fromkeys(("تسعه", "تسع"), 9),
    **dict.fromkeys(("عشره", "عشر"), 10),
    **dict.fromkeys(("عشرون", "عشرين"), 20),
    **dict.fromkeys(("ثلاثون", "ثلاثين"), 30),
    **dict.fromkeys(("اربعون", "اربعين"), 40),
    **dict.fromkeys(("خمسون", "خمسين"), 50),
    **dict.fromkeys(("ستون", "ستين"), 60),
    **dict.fromkeys(("سبعون", "سبعين"), 70),
    **dict.fromkeys(("ثمانون", "ثمانين"), 80),
    **dict.fromkeys(("تسعون", "تسعين"), 90),
    **dict.fromkeys(("مئه", "مائه", "ميه"), 100),
    **dict.fromkeys(("مئتان", "مئتين", "مئتا", "مئتي", "مائتان", "مائتين", "مائتا", "مائتي"), 200),
    **{
        stem + hundred: n * 100
        for n, stem in enumerate(("ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع"), start=3)
        for hundred in ("مئه", "مائه")
    },
}
SCALES = {
    **dict.fromkeys(("الف", "الفا", "الاف"), 1000),
    **dict.fromkeys(("مليون", "مليونا", "ملايين"), 10**6),
    **dict.fromkeys(("مليار", "مليارا", "مليارات"), 10**9),
}
DUALS = {
    **dict.fromkeys(("الفان", "الفين", "الفا", "الفي"), 2000),
    **dict.fromkeys(("مليونان", "مليونين"), 2 * 10**6),
    **dict.fromkeys(("ملياران", "مليارين"), 2 * 10**9),
}
HUNDREDS, TENS = ("مئه", "مائه"), ("عشر", "عشره")
PLURALS = {"الاف", "ملايين", "مليارات"}
"""Scales that need a number before them: alone they say "thousands"."""
ARABIC_NUMERALS = {*WORDS, *SCALES, *DUALS}
"""Every word that is a number or makes another one of it."""


@dataclass(slots=True)
class _Sum:
    """What has been read: units, tens and hundreds make a group, which a thousand or a million multiplies."""

    total: Decimal = Decimal(0)
    group: Decimal = Decimal(0)
    ranks: set[int] = field(default_factory=set)
    scale: int = 10**12

    def take(self, word: str, before: str, *, joined: bool) -> bool:
        """Take one word more; False where it does not fit. `joined`: an "and" stands before it."""
        if before and not joined and word not in (*HUNDREDS, *SCALES) and not (word in TENS and _is_unit(before)):
            return False
        if word in DUALS and (word not in SCALES or joined) and not self.group:
            return self._close(DUALS[word] // 2, times=2)
        if word in SCALES:
            fits = bool(self.group) or word not in PLURALS
            return self._close(SCALES[word], times=self.group or 1) and fits
        if word in HUNDREDS and before and not joined:  # three hundred, in two words
            self.group *= 100
            return _is_unit(before) and not self._has(100)
        number = figure([word])
        if number is not None:
            self.group += number
            return not (self._has(1) or self._has(10) or self._has(100))
        value = WORDS.get(word, 0)
        self.group += value
        return word in WORDS and not (value == 10 and joined and 1 in self.ranks) and not self._has(_rank(value))

    def _close(self, scale: int, *, times: Decimal | int) -> bool:
        fits = scale < self.scale
        self.total, self.group, self.ranks, self.scale = self.total + times * scale, Decimal(0), set(), scale
        return fits

    def _has(self, rank: int) -> bool:
        """Whether units, tens or hundreds were there before; from now on they are."""
        had = rank in self.ranks
        self.ranks.add(rank)
        return had


def _rank(value: int) -> int:
    return 100 if value >= 100 else 10 if value >= 10 else 1


def _is_unit(word: str) -> bool:
    return 0 < WORDS.get(word if word in WORDS else word.removeprefix("و"), 0) < 10


def arabic_number(words: list[str]) -> Decimal | None:
    """The number that folded words make, read from the front; None where they make none."""
    read = _Sum()
    before = ""
    for written in words:
        # واحد is one, and also "and one": behind another word it is the latter
        joined = written.startswith("و") and (written not in ARABIC_NUMERALS or bool(before))
        if not read.take(written.removeprefix("و") if joined else written, before, joined=joined):
            return None
        before = written
    return read.total + read.group
