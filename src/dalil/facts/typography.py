"""What counts as typography: the published folding table.

A quotation and its source may differ by what this table names, and by nothing else. Digits, signs, letters
and their case are never folded into one another; `KEPT` says which look-alikes stay apart, and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise


def _run(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: these characters are read as `becomes`; None means the plain letters they draw.

    `on` limits a mark to the letters whose Unicode name begins so. A mark of a `loose` rule may be left out
    and also exchanged; any other mark may be left out on either side, never exchanged.
    """

    what: str
    characters: str
    becomes: str | None = ""
    on: str = ""
    loose: bool = False


CHARACTERS = (
    Rule(
        "white space of any kind and length, line ends too",
        _run(0x09, 0x0D)
        + _run(0x1C, 0x20)
        + "\x85\xa0\u1680"
        + _run(0x2000, 0x200A)
        + "\u2028\u2029\u202f\u205f\u3000",
        " ",
    ),
    Rule(
        "double quotation marks and primes",
        "\u201c\u201d\u201e\u201f\u2033\u2036\xab\xbb\u301d\u301e\u301f\uff02\u02ba\u02ee\u05f4",
        '"',
    ),
    Rule(
        "single quotation marks, apostrophes and primes",
        "`\xb4\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\uff07\u02b9\u02bb\u02bc\u02bd\u05f3",
        "'",
    ),
    Rule(
        "hyphens, dashes and the minus sign",
        "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d\u05be",
        "-",
    ),
    Rule("ellipsis", "\u2026\u22ef", "..."),
    Rule("two-dot leader", "\u2025", ".."),
    Rule("Latin and Armenian ligatures", _run(0xFB00, 0xFB06) + _run(0xFB13, 0xFB17), None),
    Rule("Arabic letters as a PDF draws them", _run(0xFB50, 0xFDF9) + _run(0xFE70, 0xFEFC), None),
    Rule("alef wasla", "\u0671", "\u0627"),
    Rule("ta marbuta, read as ha", "\u0629", "\u0647"),
    Rule("alef maqsura, read as ya", "\u0649", "\u064a"),
    Rule("tatweel", "\u0640", ""),
    Rule("soft hyphen, zero-width characters, byte-order mark", "\xad\u034f\u200b\u200c\u200d\u2060\ufeff", ""),
    Rule("direction marks, embeddings and isolates", "\u061c\u200e\u200f\u202a\u202b\u202c" + _run(0x2066, 0x2069), ""),
    Rule("variation selectors", _run(0xFE00, 0xFE0F), ""),
)

MARKS = (
    Rule(
        "diacritics on Latin and Greek letters",
        _run(0x300, 0x304)
        + _run(0x306, 0x30C)
        + "\u030f\u0311\u0313\u0314\u031b"
        + _run(0x323, 0x328)
        + "\u032d\u032e\u0330\u0331\u0342\u0345\u0361",
        on="LATIN |GREEK ",
    ),
    Rule(
        "the acute that stresses a Cyrillic vowel",
        "\u0301",
        on="CYRILLIC (CAPITAL|SMALL) LETTER (A|IE|I|O|U|YERU|E|YU|YA|UKRAINIAN IE|BYELORUSSIAN-UKRAINIAN I)$",
    ),
    Rule("the two dots of Cyrillic yo", "\u0308", on="CYRILLIC (CAPITAL|SMALL) LETTER IE$"),
    Rule("hamza and madda on alef", "\u0653\u0654\u0655", on="ARABIC LETTER ALEF$", loose=True),
    Rule("hamza on waw and ya", "\u0654", on="ARABIC LETTER (WAW|YEH)$"),
    Rule("Arabic vowel signs", _run(0x64B, 0x652) + "\u0670"),
    Rule(
        "Quranic marks",
        _run(0x610, 0x61A) + _run(0x6D6, 0x6DC) + _run(0x6DF, 0x6E4) + "\u06e7\u06e8" + _run(0x6EA, 0x6ED),
    ),
    Rule("Hebrew points and accents", _run(0x591, 0x5BD) + "\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"),
)

KEPT = (
    (
        "digits of any script, superscripts, circled digits, fractions",
        "a number is quoted in the digits it was written in; 10\xb2 is not 102",
    ),
    ("letters and their case", "a name or an acronym is its letters"),
    (
        "\u0439, \u0457, \u045e and other Cyrillic letters with a breve or dots",
        "they are letters of their own, not accented ones",
    ),
    ("hamza that stands alone", "a letter of its own"),
    ("Persian and Urdu ya and kaf", "Pashto and Sindhi tell them from the Arabic ones"),
    ("strokes and enclosures laid over a sign", "\u2260 is not ="),
    ("vowel signs and viramas of Indic and other scripts", "they are not optional there"),
    ("half rings of transliteration", "ayn and hamza are letters"),
    ("direction overrides", "they change the order in which the characters are read"),
    ("full-width letters and digits", "digits are never folded"),
)


def folding_table() -> str:
    """The table as Markdown, for the reference."""
    rows = ["| what | characters | read as |", "|---|---|---|"]
    for rule in (*CHARACTERS, *MARKS):
        read_as = {"": "nothing", " ": "one space", None: "its letters"}.get(rule.becomes, f"`{rule.becomes}`")
        rows.append(f"| {rule.what} | {_code_points(rule.characters)} | {read_as} |")
    kept = [f"| {what} | {why} |" for what, why in KEPT]
    marks = "A mark may be left out of the quotation or of the source; but for those on alef, none may be exchanged."
    return "\n".join([*rows, "", marks, "", "| never folded | because |", "|---|---|", *kept, ""])


def _code_points(characters: str) -> str:
    codes = sorted(map(ord, characters))
    breaks = [i for i, (a, b) in enumerate(pairwise(codes), 1) if b != a + 1]
    runs = [codes[i:j] for i, j in pairwise([0, *breaks, len(codes)])]
    return ", ".join(f"U+{run[0]:04X}" + (f"–{run[-1]:04X}" if len(run) > 1 else "") for run in runs)
