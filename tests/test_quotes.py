"""A quotation stands in its source but for typography, or it is refused: the promise, and attempts to break it.

The texts of tests/quotes/ are invented. Where ../shared/sources stands, quotations are also cut from it at run time.
"""

import doctest
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dalil.errors import BadValue, FactError, QuoteAmbiguous, QuoteNotFound
from dalil.facts import quotes
from dalil.facts.boundaries import cuts
from dalil.facts.folding import letters
from dalil.facts.places import LONGEST_PASSAGE, Place, has_words, places
from dalil.facts.quotes import Folded, find, fold, folding_table, says, stands, words_hash
from dalil.facts.typography import CHARACTERS, KEPT, MARKS

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "quotes").glob("*.txt")}
ENGLISH, ARABIC = fold(TEXTS["english"]), fold(TEXTS["arabic"])
Change = Callable[[str], str]
SOURCES = sorted((Path(__file__).parents[2] / "shared" / "sources").glob("*.txt"))


# --- typography: the variants of the notes' table, and those of the published one


def straight(words):
    return words.translate(str.maketrans("“”«»’‘—–−", '""""\'\'---'))


def curly(words):
    words = re.sub(r'(?<!\S)"', "“", words).replace('"', "”")
    return words.replace("'", "’").replace(" - ", " — ")


def spaced(words):
    return words.replace(" ", "\u00a0", 1).replace(" ", " \n  ")


def sprinkled(words):
    return re.sub(r"(\w)(\w)", "\\1\u00ad\\2\u200b", words)


def directed(words):
    return "\u200f" + words.replace(" ", " \u2067\u200e") + "\u2069\u202c"


def decomposed(words):
    return unicodedata.normalize("NFD", words)


def bare(words):
    marks = (c for c in unicodedata.normalize("NFD", words) if not unicodedata.category(c).startswith("M"))
    return "".join(marks).translate(str.maketrans("ةى", "هي", "ـ"))


def three_dots(words):
    return words.replace("…", "...")


VARIANTS: list[Change] = [str, straight, curly, spaced, sprinkled, directed, decomposed, bare, three_dots]


def sentences(text: Folded) -> Iterator[str]:
    """Each line, and each run of seven words in it, as the original has them."""
    for line in text.original.splitlines():
        words = [m.span() for m in re.finditer(r"\S+", line)]
        yield line
        yield from (line[words[i][0] : words[i + 6][1]] for i in range(0, len(words) - 6, 3))


QUOTED = [(text, words) for text in (ENGLISH, ARABIC) for words in sentences(text) if has_words(words)]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda f: f.__name__)
def test_typographic_variant_is_found_at_its_own_place(variant):
    for text, words in QUOTED:
        start = text.original.index(words)

        found = find(variant(words), text)

        assert (start, words) == (found.start, found.exact)
        assert found.status == ("exact" if variant(words) == words else "folded")


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("le café de Velna", "le cafe de Velna"),
        ("le cafe\u0301 de Velna", "le café de Velna"),
        ("Ελληνική έκθεση", "Ελληνικη εκθεση"),
        ("всё ещё мо\u0301ре", "все еще море"),
        ("ﬁve oﬃces", "five offices"),
        ("ﻻ ﷲ ﺍﻟﺰﻳﺘﻮﻥ", "لا الله الزيتون"),
        ("أُسرة إلى آخر ٱلحي", "اسره الي اخر الحي"),
        ("وائل مسؤول", "وايل مسوول"),
        ("שָׁלוֹם לכם", "שלום לכם"),
        ("צה״ל הודיע", 'צה"ל הודיע'),
        ("각하 보고서", unicodedata.normalize("NFD", "각하 보고서")),
        ("\u0958िला का", "क\u093cिला का"),
        ("Saʼd and Oʻrsen", "Sa'd and O'rsen"),
        ("a \u200b\n\t b", "a b"),
        ("5′ 10″ deep", "5' 10\" deep"),
        ("❤\ufe0f heart", "❤ heart"),
        ("a loss of \u22125 \u2010 then", "a loss of -5 - then"),
    ],
)
def test_published_folding_is_found(source, quote):
    found = find(quote, fold(source))

    assert (0, len(source), "folded") == (found.start, found.end, found.status)
    assert source == found.exact


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("41 people", "٤١ people"),
        ("41 people", "\uff14\uff11 people"),
        ("area of 10² km", "area of 102 km"),
        ("① people", "1 people"),
        ("½ of them", "1/2 of them"),
        ("x ≠ y", "x = y"),
        ("1\u20e3 first", "1 first"),
        ("a 5\u0305 b", "a 5 b"),
        ("мой список", "мои список"),
        ("його їжа", "його іжа"),
        ("ѓавол", "гавол"),
        ("شيء", "شي"),
        ("سړی", "سړي"),
        ("कि", "क"),
        ("The List", "the list"),
        ("Straße", "Strasse"),
        ("søn", "son"),
        ("1,041 names", "1 041 names"),
        ("1,041 names", "1041 names"),
        ("4.1 million", "41 million"),
        ("a \u202e14\u202c b", "a 14 b"),
        ("Saʿd", "Sa'd"),
        ("one - two", "one two"),
        ("wait... what", "wait.. what"),
    ],
)
def test_what_is_no_typography_is_refused(source, quote):
    with pytest.raises(QuoteNotFound):
        find(quote, fold(source))


@pytest.mark.parametrize(
    ("source", "quote", "stands_there"),
    [
        ("قُتِلَ حارس", "قتل حارس", True),
        ("قتل حارس", "قُتِلَ حارس", True),
        ("قُتِلَ حارس", "قُتل حارس", True),
        ("قُتِلَ حارس", "قَتَلَ حارس", False),
        ("قُتل حارس", "قَتل حارس", False),
        ("péché", "peche", True),
        ("péché", "pêche", False),
        ("أن", "إن", True),
        ("مسؤول", "مسوول", True),
    ],
)
def test_mark_may_be_left_out_and_never_exchanged(source, quote, stands_there):
    """Of "was killed" nobody may make "killed", where the source wrote the vowels that tell them apart."""
    assert stands(quote, fold(source)) is stands_there


def test_exchanged_mark_is_named_in_the_refusal():
    with pytest.raises(QuoteNotFound, match=r'has other accents or vowel signs .* line 1 of the source has "péché"'):
        find("pêche", fold("le péché dit"))


# --- meaning: numbers, negations, names


Rule = Callable[[str], list[str]]


def each(pattern: str, change: Change) -> Rule:
    """A rule: the words with one match of the pattern changed at a time."""

    def rule(words: str) -> list[str]:
        return [words[: m.start()] + change(m[0]) + words[m.end() :] for m in re.finditer(pattern, words)]

    return rule


ARABIC_DIGITS = str.maketrans("0123456789٠١٢٣٤٥٦٧٨٩", "٠١٢٣٤٥٦٧٨٩0123456789")
NAMES = [
    "Harbeq",
    "Velna",
    "Orsen",
    "Sidra",
    "Al-Sabra",
    "Northern",
    "Southern",
    "حربق",
    "فلنة",
    "أورسن",
    "سدرة",
    "الصبرة",
]
NEXT_NAME = dict(zip(NAMES, [*NAMES[1:], NAMES[0]], strict=True))
NEGATION = r"(?<=\S )\b(?:not|never|No|no|neither|nor|none|لم|لا|لن|ليس)\b "

RULES: dict[str, Rule] = {
    "digits reversed": each(r"\d{2,}", lambda m: m[::-1]),
    "one more": each(r"\d+", lambda m: str(int(m) + 1)),
    "ten times": each(r"\d+", lambda m: m + "0"),
    "a digit less": each(r"\d{2,}", lambda m: m[1:]),
    "another digit": each(r"\d", lambda m: str((int(m) + 3) % 10)),
    "digits of the other script": each(r"\d+", lambda m: m.translate(ARABIC_DIGITS)),
    "no separator": each(r"(?<=\d)[.,:/](?=\d)", lambda _: ""),
    "another separator": each(r"(?<=\d)[.,:/](?=\d)", lambda _: " "),
    "no sign": each(r"−(?=\d)", lambda _: ""),
    "O for 0, l for 1": each(r"[01]", lambda m: {"0": "O", "1": "l"}[m]),
    "negation left out": each(NEGATION, lambda _: ""),
    "negation added": each(r"\b(?:was|were|did|has|said|burnt|fired)\b", lambda m: m + " not"),
    "negation added in Arabic": each(r"(?:أحصى|قال|احتجز|احترق|وأقرّت) ", lambda m: "لم " + m),
    "no contraction": each(r"n[’']t\b", lambda _: ""),
    "denied for confirmed": each(r"\bdenied\b", lambda _: "confirmed"),
    "another name": each("|".join(NAMES), NEXT_NAME.__getitem__),
    "half a name": each(r"\bAl-|\bNon-", lambda _: ""),
    "a letter in a name": each("|".join(NAMES), lambda m: m[:-1] + ("z" if m.isascii() else "ض")),
    "case of a name": each("Harbeq|Velna|Orsen|Sidra", str.lower),
    "hedge left out": each("at least |نحو ", lambda _: ""),
    "one for many": each(r"\b(?:names|houses|trucks|men)\b", lambda m: m[:-1]),
}
ALTERED = {
    f"{rule}: {changed}": (text, changed)
    for rule, change in RULES.items()
    for text, words in QUOTED
    if words in text.original.splitlines()
    for changed in change(words)
}


def test_there_are_altered_cases_in_number():
    assert len(ALTERED) >= 200
    assert all(any(change(words) for _, words in QUOTED) for change in RULES.values())


@pytest.mark.parametrize(("text", "quote"), ALTERED.values(), ids=ALTERED)
def test_altered_meaning_is_refused(text, quote):
    with pytest.raises(QuoteNotFound):
        find(quote, text)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda f: f.__name__)
def test_altered_meaning_is_refused_in_typographic_dress(variant):
    for text, quote in ALTERED.values():
        with pytest.raises(QuoteNotFound):
            find(variant(quote), text)


# --- boundaries


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("416 people", "41"),
        ("416 people", "16 people"),
        ("about 4.1 per cent", "1 per cent"),
        ("about 4.1 per cent", "about 4"),
        ("about 4.1 per cent", "about 4."),
        ("the 1,041 names", "1"),
        ("the 1,041 names", "041 names"),
        ("the 1\u202f041 names", "041 names"),
        ("the 12 345 678 names", "345"),
        ("at 14:30 sharp", "30 sharp"),
        ("on 16/4/2031", "4/2031"),
        ("from 2029–2031", "2031"),
        ("from 2029-2031", "2029"),
        ("minus −5 degrees", "5 degrees"),
        ("minus -5 degrees", "5 degrees"),
        ("a rate of .5 only", "5 only"),
        ("paid US$41 then", "41 then"),
        ("a share of 41% fell", "of 41"),
        ("killed 41+ men", "killed 41"),
        ("killed >41 men", "41 men"),
        ("item #41 lost", "41 lost"),
        ("10⁶ people", "10"),
        ("4½ hours", "4"),
        ("١٬٠٤١ اسماً", "٠٤١ اسما"),
        ("the 41st man", "41"),
        ("a 41-year-old man", "41"),
        ("an F-16 flew", "16 flew"),
        ("this man", "is man"),
        ("this man", "this ma"),
        ("Al-Sabra unit", "Sabra unit"),
        ("Al‑Sabra unit", "Sabra unit"),
        ("non-combatants fled", "combatants fled"),
        ("non-\ncombatants fled", "combatants fled"),
        ("were non-\ncombatants", "were non-"),
        ("the regime’s men", "the regime"),
        ("the regime’s men", "the regime’"),
        ("they weren't told", "they weren"),
        ("the U.S. men", "S. men"),
        ("so\u00adfar", "so"),
        ("foo\u200bbar", "foo"),
        ("snake_case", "snake"),
        ("والتضامن هنا", "التضامن هنا"),
        ("कि लेख", "क लेख"),
        ("wait… then", ".. then"),
        ("ﬁne", "ine"),
        ("四十一人", "十一人"),
        ("이름입니다", "이름"),
    ],
)
def test_no_match_cuts_a_word_or_a_number(source, quote):
    with pytest.raises(QuoteNotFound, match=r"(begins|ends) inside a (word|number)|does not stand"):
        find(quote, fold(source))


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("it was 41.", "41"),
        ("it was 41, and", "41"),
        ("(41 people)", "41 people"),
        ("“41 people”", "41 people"),
        ("the victims—41 people—fled", "41 people"),
        ("the victims —41 people", "41 people"),
        ("Sidra–Velna road", "Velna road"),
        ("the families’ list", "the families"),
        ("so pre- and post-war", "so pre-"),
        ("in 2031 200 men", "200 men"),
        ("12\n345 men", "345 men"),
        ("the end.Next one", "Next one"),
        ("مجزرة.وقال", "وقال"),
        ("…41 people", "41 people"),
        ("a 41 % share", "a 41"),
        ("杀害41人", "41人"),
        ("在杀害村民后", "杀害村民"),
        ("they did it (again)", "it (again)"),
        ("1) first", "first"),
    ],
)
def test_whole_words_are_found_beside_punctuation(source, quote):
    found = find(quote, fold(source))

    assert quote == found.exact == source[found.start : found.end]


def test_refusal_says_which_end_cuts_what():
    text = fold("Title\n\nThe Al-Sabra unit counted 416 men.")

    with pytest.raises(QuoteNotFound, match=r'"Sabra unit" begins inside a word: line 3 .* "Al-Sabra unit"'):
        find("Sabra unit", text)
    with pytest.raises(QuoteNotFound, match=r'"counted 41" ends inside a number: line 3 .* "counted 416"'):
        find("counted 41", text)


@pytest.mark.parametrize("quote", ["", "  \n", "\u200b", "…", "— “”", "\u064b", "."])
def test_quotation_without_words_is_refused(quote):
    with pytest.raises(QuoteNotFound, match="holds no word"):
        find(quote, ENGLISH)


# --- repeated words


@pytest.fixture
def diary():
    return fold("Day one: the unit left Harbeq.\nDay two: the unit left Velna.\nDay three: the unit left Harbeq.\n")


def test_repeated_quotation_lists_its_places(diary):
    with pytest.raises(QuoteAmbiguous) as refused:
        find("the unit left", diary)

    assert str(refused.value).splitlines() == [
        '"the unit left" stands at 3 places in the source:',
        "    line 1: … Day one: [the unit left] Harbeq. Day two: the …",
        "    line 2: … left Harbeq. Day two: [the unit left] Velna. Day three: the …",
        "    line 3: … left Velna. Day three: [the unit left] Harbeq. …",
        "  → say which one with after: (words that stand before it) or occurrence: 1, 2 …; or quote more words",
    ]


def test_list_of_places_is_cut_and_says_so():
    with pytest.raises(QuoteAmbiguous, match="and 92 more"):
        find("again", fold("again and " * 100))


@pytest.mark.parametrize(
    ("after", "occurrence", "line"),
    [
        (None, 1, 1),
        (None, 3, 3),
        ("Day one", None, 1),
        ("Day two:", None, 2),
        ("Velna", None, 3),
        ("Day one", 2, 2),
        ("Day\u00a0one:", 3, 3),
        ("one: the unit left Harbeq. Day two", None, 2),
    ],
)
def test_after_and_occurrence_choose(diary, after, occurrence, line):
    found = find("the unit left", diary, after, occurrence)

    assert line == diary.original.count("\n", 0, found.start) + 1


@pytest.mark.parametrize(
    ("after", "occurrence", "error", "words"),
    [
        (None, 4, QuoteNotFound, "not 4 times"),
        (None, 0, BadValue, "no place"),
        (None, -1, BadValue, "no place"),
        (None, True, BadValue, "no place"),
        ("Day", None, QuoteAmbiguous, "stand more than once"),
        ("the unit", None, QuoteNotFound, None),
        ("Day three: the unit", None, QuoteNotFound, "not after"),
        ("Day three", 2, QuoteNotFound, "not 2 times after"),
        (
            "Day four",
            None,
            QuoteNotFound,
            r'"Day four" \(the words of after:\) does not stand .*"Day one", .* "Day four"',
        ),
        ("ay one", None, QuoteNotFound, "begins inside a word"),
        ("…", None, QuoteNotFound, "holds no word"),
    ],
)
def test_after_and_occurrence_never_guess(diary, after, occurrence, error, words):
    quote = "the unit left Velna" if words is None else "the unit left"
    after = "left Velna" if words is None else after
    with pytest.raises(error, match=words):
        find(quote, diary, after, occurrence)


def test_repeated_words_of_after_may_lead_to_one_place(diary):
    found = find("Day three", diary, after="left")

    assert found.exact == "Day three"


def test_exact_place_does_not_win_over_a_folded_one():
    """Which of two was meant is the documenter's to say, not the keyboard's."""
    text = fold("the regime's men; the regime’s men")

    with pytest.raises(QuoteAmbiguous):
        find("the regime's men", text)


# --- first words … last words


@pytest.mark.parametrize("dots", [" … ", "…", " ... ", "...", " [...] ", " (…) ", " .... "])
def test_passage_reaches_to_the_nearest_last_words(dots):
    text = fold("At dawn they left. Then they ate bread, and later they ate bread again.")

    found = find(f"they left{dots}ate bread", text)

    assert found.exact == "they left. Then they ate bread"
    assert found.status == "exact"


def test_passage_with_typography_is_folded():
    found = find("the regime's men … were “lost”", fold("So the regime’s men, all of them, were “lost” then"))

    assert found.status == "folded"
    assert found.exact == "the regime’s men, all of them, were “lost”"


def test_ellipsis_of_the_source_is_matched_as_it_stands():
    text = fold("First they said… nothing at all. They said other things, nothing at all.")

    assert find("they said... nothing", text).exact == "they said… nothing"
    assert (find("First they said… nothing … other things", text).exact or "").endswith("other things")


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("they left … ate no bread", r'"ate no bread" \(the last words\) .*"ate bread", the quotation "ate no bread"'),
        ("they fled … ate bread", r'"they fled" \(the first words\)'),
        ("they left … ate brea", r'"ate brea" \(the last words\) ends inside a word'),
        ("ate bread … they left", "not after"),
        ("they left …", "one side of its ellipsis"),
        ("… ate bread", "one side of its ellipsis"),
        ("At dawn … they ate … at night", "more than two parts"),
    ],
)
def test_passage_that_does_not_stand_is_refused(quote, words):
    with pytest.raises(QuoteNotFound, match=words):
        find(quote, fold("At dawn they left. Then they ate bread"))


def test_more_than_two_parts_say_to_quote_twice():
    with pytest.raises(QuoteNotFound, match="quote twice"):
        find("one … three … five", fold("one two three four five"))


def test_passage_has_a_limit_and_the_refusal_names_it():
    far = "here it begins" + " word" * 500 + " and here it ends"

    with pytest.raises(QuoteNotFound, match=f"has 2,531 characters, and a passage may have {LONGEST_PASSAGE:,}"):
        find("here it begins … here it ends", fold(far))


def test_passage_with_a_repeated_beginning_is_ambiguous():
    text = fold("they left early.\nthey left late and ate bread. they left.")

    with pytest.raises(QuoteAmbiguous, match=r"stands at 2 places(.|\n)*line 1(.|\n)*line 2"):
        find("they left … ate bread", text)
    assert find("they left … ate bread", text, occurrence=2).exact == "they left late and ate bread"
    assert find("they left … ate bread", text, after="early").exact == "they left late and ate bread"


# --- hints


@pytest.mark.parametrize(
    ("quote", "hint"),
    [
        ("team counted 14 people", 'the nearest is line 3: the source says "41 people", the quotation "14 people"'),
        ("Al-Sabra unit did fire", 'line 4: the source says "did not fire", the quotation "did fire"'),
        ("No order was never given", 'line 5: the source says "was given", the quotation "was never given"'),
        ("denied that 90 trucks left", 'line 7: the source says "9 trucks", the quotation "90 trucks"'),
        ("crossed the bridge of Velna", 'line 11: the source says "of Orsen", the quotation "of Velna"'),
        ("the Committee's Team counted", 'the source says "team counted", the quotation "Team counted"'),
        (
            "Branch 75 has held 203 men",
            'says "57 has", the quotation "75 has"; the source says "230 men", the quotation "203',
        ),
    ],
)
def test_refusal_shows_the_nearest_place_and_what_differs(quote, hint):
    with pytest.raises(QuoteNotFound) as refused:
        find(quote, ENGLISH)

    assert hint in refused.value.message


def test_refusal_in_arabic_shows_the_source_s_own_characters():
    with pytest.raises(QuoteNotFound, match='line 8: the source says "36 يوماً", the quotation "63 يوما"'):
        find("على جثته طوال 63 يوما", ARABIC)


def test_nothing_near_is_said_to_be_so():
    with pytest.raises(QuoteNotFound, match="nothing comes near it"):
        find("Zyx qwv jkp", ENGLISH)


@given(st.text(max_size=60))
def test_any_refusal_is_a_sentence(quote):
    """No quotation, however odd, makes the hint stumble."""
    for text in (ENGLISH, fold("a\u0301\u0338… ﬁ 각 क़ि"), fold("")):
        if not (has_words(quote) and places(quote, text)):
            with pytest.raises(QuoteNotFound, match=r"holds no word|does not stand|inside a|other accents|part"):
                find(quote, text)


# --- properties

PIECES = [
    *"abé41 ٤١\n\t .,'’-–—−…\"“/%$²½",
    *[
        "e\u0301",
        "a\u0338",
        "\u00ad",
        "\u200b",
        "\u200f",
        "ﬁ",
        "ـ",
        "ح",
        "قُ",
        "أ",
        "ؤ",
        "ة",
        "각",
        "क़ि",
        "й",
        "ё",
        "中",
        "四",
    ],
    *[
        "...",
        "  ",
        "\u00a0",
        "\u0301",
        "\u064e",
        "\ufe74",
        "ﻷ",
        "\u20e3",
        "\u0654",
        "\ufe0f",
        "word",
        "not ",
        " the ",
        "1,0",
    ],
]
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=40)


@given(texts)
@settings(max_examples=500)
def test_folding_is_idempotent(text):
    once = fold(text).text

    assert once == fold(once).text
    assert once == "".join(char for char, _ in letters(text))


@given(texts)
@settings(max_examples=500)
def test_folding_keeps_every_digit_and_adds_none(text):
    def digits(words: str) -> list[str]:
        return [c for c in words if unicodedata.category(c)[0] == "N"]

    assert digits(text) == digits(fold(text).text)


@given(texts)
@settings(max_examples=500)
def test_map_is_monotone_and_within_the_text(text):
    read = fold(text)
    size = len(read.text)
    starts = [s for i in range(size) if (s := read.start(i)) is not None]
    ends = [e for i in range(1, size + 1) if (e := read.end(i)) is not None]

    assert all(a < b for a, b in pairwise(starts))
    assert all(a < b for a, b in pairwise(ends))
    assert len(starts) == len(ends)
    assert all(0 <= s < e <= len(text) for s, e in zip(starts, ends, strict=True))


@st.composite
def slices(draw, *, whole_words):
    """A folded text and a slice [i, j) of it that begins and ends with a unit, and with a word if asked."""
    read = fold(draw(texts))
    size = len(read.text)
    starts = [i for i in range(size) if read.start(i) is not None and not (whole_words and cuts(read, i))]
    assume(starts)
    i = draw(st.sampled_from(starts))
    ends = [j for j in range(i + 1, size + 1) if read.end(j) is not None and not (whole_words and cuts(read, j))]
    assume(ends)
    return read, i, draw(st.sampled_from(ends))


@given(slices(whole_words=False))
@settings(max_examples=500)
def test_slice_between_two_offsets_folds_to_its_folded_slice(cut):
    read, i, j = cut

    assert read.text[i:j] == fold(read.original[read.start(i) : read.end(j)]).text


@given(slices(whole_words=True))
@settings(max_examples=500)
def test_words_cut_between_boundaries_are_found_at_their_own_place(cut):
    read, i, j = cut
    start, end = read.start(i), read.end(j)
    quote = read.original[start:end]
    assume(quote == quote.strip() and has_words(quote))

    assert Place(start, end, True) in places(quote, read)
    try:
        found = find(quote, read)
    except QuoteAmbiguous:
        assert len(places(quote, read)) > 1
    else:
        assert (start, end, quote, "exact", words_hash(quote)) == (
            found.start, found.end, found.exact, found.status, found.sha256,
        )  # fmt: skip


@given(texts, texts)
@settings(max_examples=500)
def test_what_is_found_says_what_was_quoted(text, quote):
    """Whatever find accepts has the quotation's digits and letters, the source's characters, and whole words."""
    read = fold(text)
    try:
        found = find(quote, read)
    except FactError:
        return
    assert found.exact == text[found.start : found.end]
    assert text[: found.start].endswith(found.prefix)
    assert text[found.end :].startswith(found.suffix)
    assert found.exact is not None
    assert says(quote, found.exact)
    if "..." not in fold(quote).text:
        assert fold(quote).text.strip() == fold(found.exact).text


words_of_latin = st.text("abcdefgh ABCXYZ0123456789", min_size=3, max_size=60)


@given(words_of_latin, st.data())
@settings(max_examples=500)
def test_changing_any_digit_or_letter_is_refused(text, data):
    words = [m.span() for m in re.finditer(r"\S+", text)]
    assume(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = text[words[first][0] : words[last][1]]
    k = data.draw(st.sampled_from([k for k, c in enumerate(quote) if c != " "]))
    other = data.draw(st.sampled_from("abcdefghijABCXYZéñß0123456789٤५"))
    changed = quote[:k] + other + quote[k + 1 :]
    pattern = r"\s+".join(
        map(re.escape, unicodedata.normalize("NFD", changed).replace("\u0301", "").replace("\u0303", "").split())
    )
    assume(not re.search(rf"(?<!\w){pattern}(?!\w)", text))

    with pytest.raises(QuoteNotFound):
        find(changed, fold(text))


# --- the table


def test_table_is_rendered_whole():
    page = folding_table()

    for rule in (*CHARACTERS, *MARKS):
        assert f"| {rule.what} |" in page
    for what, why in KEPT:
        assert f"| {what} | {why} |" in page
    assert "U+2018–201B" in page


def test_no_character_has_two_rules():
    seen = [c for rule in CHARACTERS for c in rule.characters]

    assert len(seen) == len(set(seen))


@pytest.mark.slow
def test_folding_of_every_code_point_is_idempotent_and_keeps_digits():
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        folded = fold(char).text
        assert folded == fold(folded).text
        assert unicodedata.category(char)[0] != "N" or folded == char, hex(code)


def test_example_of_the_docstring_runs():
    assert doctest.testmod(quotes).failed == 0


# --- large texts


@pytest.mark.parametrize(
    "line",
    [
        "We saw the “men” — forty of them — marched toward a giant hole; ‘one’ by one, they said… no. ",
        "وقالت اللجنة إنّ مئةً قُتلوا في حَيّ الزَّيتُـــونِ جنوب المدينة، على أيدي عناصر. ",
        "hindi \u0939\u093f\u0928\u094d\u0926\u0940  two  spaces\n\n",
    ],
)
def test_text_of_a_million_characters_is_folded_and_searched(line):
    half = line * (500_000 // len(line))
    text = fold(half + "the needle’s 41 eyes" + "\n" + half)

    found = find("the needle's 41 eyes", text)

    assert (len(half), "the needle’s 41 eyes") == (found.start, found.exact)
    with pytest.raises(QuoteNotFound, match='says "41 eyes", the quotation "14 eyes"'):
        find("the needle's 14 eyes", text)
    # The map costs memory only where the text does not fold one to one.
    assert sum(len(column) for column in (text._at, text._size, text._start, text._stop)) < 4 * len(text.original)


# --- the real texts, where they are at hand; none of them is kept here


@pytest.mark.skipif(not SOURCES, reason="../shared/sources is not here: the real texts are never committed")
@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name[:3])
def test_quotations_cut_from_the_real_texts(path):
    text = fold(path.read_text(encoding="utf-8"))
    for words in sentences(text):
        if not has_words(words):
            continue
        for variant in VARIANTS:
            try:
                assert find(variant(words), text).exact == words
            except QuoteAmbiguous:
                assert words in {text.original[p.start : p.end] for p in places(variant(words), text)}
        for name in (
            "digits reversed",
            "one more",
            "ten times",
            "another digit",
            "negation left out",
            "negation added",
        ):
            for changed in RULES[name](words):
                if changed not in text.original:
                    with pytest.raises(QuoteNotFound):
                        find(changed, text)
