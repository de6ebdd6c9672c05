"""Words as Arabic and Latin letters both may write them: their consonants, and the vowels that are written between them.

Transliterations keep the consonants and disagree on nearly everything else, so a letter is read as the sounds that it may stand
for. Nothing here decides: two words with the same consonants, and vowels that go together, are worth a look, no more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product


def _table(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


LATIN = _table(
    "sh=š ch=š kh=x gh=ğ ph=f dj=j ck=k th=ts dh=dz b=b p=p t=t d=d k=k q=k c=k g=ğ j=j h=h f=f v=v l=l m=m n=n r=r s=s z=z x=k"
)
"""A letter or two → the sounds that it may stand for."""
LATIN_FIRST = _table("g=ğkj w=w y=y")
"""The same, where it begins a word: Gaddafi and Qadhafi, Gamal and Jamal."""
ARABIC = _table(
    "ب=bp پ=p ت=t ط=t ث=ts ج=jğ چ=š ح=h ه=h خ=x د=d ض=d ذ=dz ظ=zd ر=r ز=z ژ=z س=s ص=s ش=š غ=ğ ف=fv ڤ=v ق=kğ ك=k ک=k گ=ğkj"
    " ل=l م=m ن=n"
)
ARABIC_FIRST = _table("و=w ي=y ی=y")
VOWELS = _table("a=A e=AI i=I y=I o=U u=U w=U ا=A ى=A ة=A ي=I ی=I و=U ع=? ء=? ئ=? ؤ=?")
"""A letter → the vowels that it may stand for; `?` is any. Within a word w and y are heard as vowels, as و and ي are."""
SPELT = [
    (re.compile(pattern), vowel)
    for pattern, vowel in (
        *(("a[ah]*", "a"), ("e", "e"), ("i|y|ee|ie|iy|yi|ii", "i"), ("o|u|ou|oo|uu|ow|w", "u"), ("au|aw", "au")),
        ("[ae][iy]|ae", "ai"),
    )
]
"""How one vowel is written in Latin letters."""
TOGETHER = {frozenset(pair) for pair in (("a", "e"), ("e", "i"), ("ai", "e"), ("ai", "i"), ("au", "u"))}
"""Vowels that transliterations write for one another."""
PLAINLY = str.maketrans("oweiy", "uuiii")
LONGEST = 80
"""Letters of a word: what has more is none."""
READINGS = 8
"""At most so many ways to read one word."""


@dataclass(frozen=True, slots=True)
class Sound:
    """One reading of a word: its consonants, and the vowels as written before, between and after them, "" for none."""

    consonants: str
    vowels: tuple[str, ...]
    arabic: bool


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> tuple[Sound, ...]:
    """The ways to read a word; none where its letters are neither Arabic nor Latin, it has no consonant, or is too short or too long."""
    arabic = "\u0600" <= word[0] <= "\u06ff"
    if not (2 if arabic else 3) <= len(word) <= LONGEST:
        return ()
    units = _units(word, arabic=arabic)
    if not any(heard for heard, _ in units):
        return ()
    choices = [
        Sound("".join(chosen), vowels, arabic)
        for heard, vowels in map(_parted, _endings(units, arabic=arabic))
        for chosen in islice(product(*heard), READINGS)
    ]
    return tuple(dict.fromkeys(choices))[: 2 * READINGS]


Units = list[tuple[str, str]]
"""Consonants with what each may stand for, and runs of vowels, which stand for no consonant."""


def _units(word: str, *, arabic: bool) -> Units:
    """A word letter by letter; empty where a letter is of another script."""
    table, first = (ARABIC, ARABIC_FIRST) if arabic else (LATIN, LATIN_FIRST)
    units, n = Units(), 0
    while n < len(word):
        size = 2 if word[n : n + 2] in table else 1
        letter = word[n : n + size]
        heard = first.get(letter, "") if n == 0 else ""
        heard = heard or table.get(letter, "")
        if letter == "c" and word[n + 1 : n + 2] in ("e", "i", "y"):
            heard = "s"
        if not heard and letter not in VOWELS:
            return []
        if heard and not arabic and units and units[-1][1] == letter:
            pass  # Latin doubles a letter to say that it is long; Arabic writes it once
        elif not heard and units and not units[-1][0]:
            units[-1] = ("", units[-1][1] + letter)
        else:
            units.append((heard, letter))
        n += size
    return units


def _endings(units: Units, *, arabic: bool) -> list[Units]:
    """The ways to read how a word ends: with an h that is a letter (Saleh) or not (Fatimah), with a ة that is a t (Jabhat)."""
    found = [units]
    (_, before), (last, letter) = units[-2:] if len(units) > 1 else (("", ""), units[-1])
    if last == "h" and len(units) > 2 and arabic:
        found.append([*units[:-1], ("", "ة")])
    elif last == "h" and len(units) > 2 and not units[-2][0]:
        found.append([*units[:-2], ("", before)])
    elif letter.endswith("ة") and len(units) > 1:
        found.append([*units, ("t", "ت")])
    return found


def _parted(units: Units) -> tuple[list[str], tuple[str, ...]]:
    """What each consonant may be, and the vowels around them."""
    heard, vowels = list[str](), [""]
    for sound, letters in units:
        if sound:
            heard.append(sound)
            vowels.append("")
        else:
            vowels[-1] += letters
    return heard, tuple(vowels)


def odd_vowels(a: Sound, b: Sound) -> int:
    """Of two readings with the same consonants: how far the vowels are apart. 0 they go together, 1 one i is an o or u."""
    compare = _latin if not a.arabic and not b.arabic else _arabic if a.arabic and b.arabic else _across
    if b.arabic and not a.arabic:
        a, b = b, a
    pairs = list(zip(a.vowels, b.vowels, strict=True))
    inner = ["second", *["within"] * (len(pairs) - 3)][: len(pairs) - 2]
    places = ["first", *inner, "last"]
    lacking = sum(bool(v) != bool(w) for v, w in (pairs[0], pairs[-1]))
    return 2 * lacking + sum(compare(v, w, place) for (v, w), place in zip(pairs, places, strict=True))


def _latin(v: str, w: str, place: str) -> int:
    """Two Latin spellings: 0 where they may be one vowel, 1 where i stands against o or u (Homs, Hims), 2 otherwise."""
    if place == "last":
        v, w = (re.sub("e$", "a", letters) for letters in (v, w))  # Haniyeh, Haniya
    one, other = _spelt(v), _spelt(w)
    if one == other or (place != "last" and frozenset((one, other)) in TOGETHER):
        return 0
    return 1 if place in ("second", "within") and {v, w} <= {"i", "o", "u"} else 2


def _spelt(letters: str) -> str:
    """The vowel that Latin letters write; where they write several, those, each once."""
    several = re.sub(r"(.)\1+", r"\1", letters.translate(PLAINLY))
    return next((vowel for pattern, vowel in SPELT if pattern.fullmatch(letters)), several)


def _arabic(v: str, w: str, place: str) -> int:
    """Two Arabic spellings: another long vowel makes another name. A hamza may sit anywhere, and be left out at the beginning."""
    one, other = (frozenset("".join(VOWELS[letter] for letter in letters)) for letters in (v, w))
    return 0 if one == other or "?" in one | other or place == "first" else 2


def _across(arabic: str, latin: str, place: str) -> int:
    """Arabic writes long vowels only: where it has none, a short one may be read; the French ou at the beginning is short."""
    written, read = (frozenset("".join(VOWELS[letter] for letter in letters)) for letters in (arabic, latin))
    if "?" in written or (place == "first" and written):  # an alef at the beginning carries any vowel
        return 0
    if written:
        return 0 if written & read else 2
    return 0 if len(latin.rstrip("h")) < 2 or (place == "second" and latin == "ou") else 2
