"""Names as plain words, and the keys under which names with the same consonants meet, in Arabic and in Latin letters."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product
from unicodedata import category, digit, normalize

from dalil.reconcile.resolving.lexicon import ORDINALS, translated
from dalil.reconcile.resolving.sounds import sounds

PLAIN = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        "ı": "i",
        "ø": "o",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "þ": "th",
    }
)
ARTICLE = {"al", "el", "ul", "il"}
SUN = re.compile(r"[aeu](sh|th|dh|[sdtnrzl])")
PASSED_OVER = {"the", "of", "and", "for", "de", "du", "des", "la", "le", "les", "و"}
SERVANT = re.compile(r"(abd)[aeu]l(?!lah?$)(.{3,})|(.{2,}?)[aeiou](llah?)")
ARABIC_SERVANT = re.compile(r"(عبد)ال(?!له$)(.{2,})|(.{2,})(الله)")
WHOLE = {
    **dict.fromkeys(("الله", "لله", "allah", "alla"), "allah"),
    **dict.fromkeys(("abdul", "abdel", "abdal"), "abd"),
}
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
ROMAN = re.compile(r"\b(?=[IVX]{2,}\b)(X{0,3})(IX|IV|V?I{0,3})\b")
"""XVII Corps is the 17th; one letter alone is more often a letter."""
ROMAN_ONES = {"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
NUMBER = {"no", "nr", "number", "رقم"}
"""Before a figure: Branch No. 215."""
TEEN = {"عشر", "عشرة"}
READINGS = 8
"""At most so many ways to read one name."""


@lru_cache(maxsize=1 << 16)
def words(name: str) -> tuple[str, ...]:
    """A name as plain words: no case, no marks, no punctuation, no articles; digits apart from letters."""
    name = name if name.isupper() else ROMAN.sub(lambda n: f"{10 * len(n[1]) + ROMAN_ONES[n[2]]}", name)
    text = "".join(_plain(char) for char in normalize("NFKD", name.casefold()).translate(PLAIN))
    found = re.findall(r"\d+|[^\W\d_]+", ORDINAL.sub(r"\1", text))
    if len(found) > 1:
        found = _numbered(found)
    split = [part for n, word in enumerate(found) for part in _parts(word, found[n + 1 : n + 2])]
    return tuple(split or found)


def _numbered(found: list[str]) -> list[str]:
    """Ordinals as figures, the Arabic ones of two words too; and no word before a figure that only says that it is one."""
    told: list[str] = []
    for n, word in enumerate(found):
        if word in TEEN and n and found[n - 1] in ORDINALS and int(ORDINALS[found[n - 1]]) < 10:
            told[-1] = str(10 + int(told[-1]))
        elif not (word in NUMBER and found[n + 1 : n + 2] and found[n + 1].isdecimal()):
            told.append(ORDINALS.get(word, word))
    return told


def _plain(char: str) -> str:
    if char in "'’‘`ʿʾʼ´ـ" or category(char) in ("Mn", "Cf"):
        return ""
    return str(digit(char)) if category(char) == "Nd" else char


def _parts(word: str, following: list[str]) -> list[str]:
    """What a word is for comparing: no article, and the parts of names that are written in one or in two."""
    sun = SUN.fullmatch(word)
    if word in ARTICLE | PASSED_OVER or (sun and following and following[0].startswith(sun[1])):
        return []
    if match := SERVANT.fullmatch(word) or ARABIC_SERVANT.fullmatch(word):
        return ["allah" if part in ("llah", "lla", "الله") else part for part in match.groups() if part]
    if word in WHOLE:
        return [WHOLE[word]]
    return [word[2:] if word.startswith("ال") and len(word) > 3 else word]


def digits(name: tuple[str, ...]) -> tuple[str, ...]:
    """The numbers in a name, in order: units with different numbers are different units."""
    return tuple(sorted(word.lstrip("0") or "0" for word in name if word.isdecimal()))


def keys(name: tuple[str, ...]) -> frozenset[str]:
    """Under which keys a name is looked up, so that names with the same consonants meet: word by word in any order, and run together."""
    found: set[str] = set()
    for words_ in {name, translated(name)}:
        read = [dict.fromkeys(s.consonants for s in sounds(word)) or [word] for word in words_]
        for one in islice(product(*read), READINGS):
            found |= {" ".join(sorted(one)), "".join(one)}
    return frozenset(found)
