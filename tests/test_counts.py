"""Counts: what sources write of how many, in figures and in words, English and Arabic; and what is no count."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.errors import BadValue
from dalil.values import MULTITUDES, QUALIFIERS, UNCOUNTED, Count, count_range, parse_count
from dalil.values.words.numbers import ENGLISH, leading_number, number_of
from tests.little import unhurried

READ = [
    ("41 civilians", Count("civilians", "", 41, 41, 41), "count-41-civilians"),
    ("41", Count("", "", 41, 41, 41), "count-41"),
    ("4,000 citizens", Count("citizens", "", 4000, 4000, 4000), "count-4000-citizens"),
    ("two  main\nperpetrators", Count("main perpetrators", "", 2, 2, 2), "count-2-main-perpetrators"),
    ("0 people", Count("people", "", 0, 0, 0), "count-0-people"),
    ("at least 41 people", Count("people", "at least", 41), "count-ge41-people"),
    ("At least Three people", Count("people", "at least", 3), "count-ge3-people"),
    ("more than 40 people", Count("people", "more than", 41), "count-gt40-people"),
    ("fewer than 40 people", Count("people", "fewer than", None, None, 39), "count-lt40-people"),
    ("up to 40 people", Count("people", "up to", None, None, 40), "count-upto40-people"),
    ("nearly 4,000 citizens", Count("citizens", "nearly", None, None, 4000), "count-nearly4000-citizens"),
    ("some 41 people", Count("people", "some", None, 41), "count-some41-people"),
    ("some people", Count("people", "some"), "count-some-people"),
    ("hundreds of crimes", Count("crimes", "hundreds", 200), "count-hundreds-crimes"),
    ("hundreds", Count("", "hundreds", 200), "count-hundreds"),
    ("countless civilians", Count("civilians", "countless"), "count-countless-civilians"),
    ("3 فلاحين", Count("فلاحين", "", 3, 3, 3), "count-3-فلاحين"),
    ("two members of branch 227", Count("members of branch 227", "", 2, 2, 2), "count-2-members-of-branch-227"),
    # since issue 5; the names above are older, and stay
    ("two hundred and eighty-eight people", Count("people", "", 288, 288, 288), "count-288-people"),
    ("at least forty-one people", Count("people", "at least", 41), "count-ge41-people"),
    ("a hundred people", Count("people", "", 100, 100, 100), "count-100-people"),
    ("half a million people", Count("people", "", 500000, 500000, 500000), "count-500000-people"),
    ("2.5 million people", Count("people", "", 2500000, 2500000, 2500000), "count-2500000-people"),
    ("2 million", Count("", "", 2000000, 2000000, 2000000), "count-2000000"),
    ("60-plus men", Count("men", "at least", 60), "count-ge60-men"),
    ("one and a half million people", Count("people", "", 1500000, 1500000, 1500000), "count-1500000-people"),
    ("41 in critical condition", Count("in critical condition", "", 41, 41, 41), "count-41-in-critical-condition"),
    ("two third parties", Count("third parties", "", 2, 2, 2), "count-2-third-parties"),
    ("a dozen men", Count("men", "", 12, 12, 12), "count-12-men"),
    ("more than two dozen men", Count("men", "more than", 25), "count-gt24-men"),
    ("forty-one (41) civilians", Count("civilians", "", 41, 41, 41), "count-41-civilians"),
    ("exactly 41 civilians", Count("civilians", "", 41, 41, 41), "count-41-civilians"),
    ("no fewer than 41 people", Count("people", "at least", 41), "count-ge41-people"),
    ("41 or more people", Count("people", "at least", 41), "count-ge41-people"),
    ("41+ people", Count("people", "at least", 41), "count-ge41-people"),
    ("41 people at most", Count("people", "at most", None, None, 41), "count-le41-people"),
    ("~41 people", Count("people", "about", None, 41), "count-about41-people"),
    ("roughly 41 people", Count("people", "about", None, 41), "count-about41-people"),
    ("under 40 people", Count("people", "fewer than", None, None, 39), "count-lt40-people"),
    ("40 to 50 people", Count("people", "", 40, None, 50), "count-40....50-people"),
    ("40–50 people", Count("people", "", 40, None, 50), "count-40....50-people"),
    ("41-43 people", Count("people", "", 41, None, 43), "count-41....43-people"),
    ("between forty and fifty people", Count("people", "", 40, None, 50), "count-40....50-people"),
    ("between one hundred and two hundred men", Count("men", "", 100, None, 200), "count-100....200-men"),
    ("from 40 to 50 men", Count("men", "", 40, None, 50), "count-40....50-men"),
    ("41 or 42 people", Count("people", "", 41, None, 42), "count-41....42-people"),
    ("900 to two thousand men", Count("men", "", 900, None, 2000), "count-900....2000-men"),
    ("tens of thousands of people", Count("people", "tens of thousands", 20000), "count-tens.of.thousands-people"),
    ("hundreds of thousands", Count("", "hundreds of thousands", 200000), "count-hundreds.of.thousands"),
    ("several hundred people", Count("people", "hundreds", 200), "count-hundreds-people"),
    ("a few thousand people", Count("people", "thousands", 2000), "count-thousands-people"),
    ("a few people", Count("people", "a few"), "count-a.few-people"),
    ("an unknown number of civilians", Count("civilians", "an unknown number"), "count-an.unknown.number-civilians"),
    # Arabic
    ("٤١ مدني", Count("مدني", "", 41, 41, 41), "count-41-مدني"),
    ("۴۱ نفر", Count("نفر", "", 41, 41, 41), "count-41-نفر"),
    ("واحد وأربعون مدني", Count("مدني", "", 41, 41, 41), "count-41-مدني"),
    ("مئتان وثمانية وثمانون شهيد", Count("شهيد", "", 288, 288, 288), "count-288-شهيد"),
    ("ثلاث مئة مدني", Count("مدني", "", 300, 300, 300), "count-300-مدني"),
    ("3 آلاف مدني", Count("مدني", "", 3000, 3000, 3000), "count-3000-مدني"),
    ("خمسة وأربعون ألف نازح", Count("نازح", "", 45000, 45000, 45000), "count-45000-نازح"),
    ("ما لا يقل عن 41 مدني", Count("مدني", "at least", 41), "count-ge41-مدني"),
    ("41 مدني على الأقل", Count("مدني", "at least", 41), "count-ge41-مدني"),
    ("أكثر من ٤٠ شخص", Count("شخص", "more than", 41), "count-gt40-شخص"),
    ("بين 40 و50 مدني", Count("مدني", "", 40, None, 50), "count-40....50-مدني"),
    ("عشرات المدنيين", Count("المدنيين", "tens", 20), "count-tens-المدنيين"),
    ("آلاف المدنيين", Count("المدنيين", "thousands", 2000), "count-thousands-المدنيين"),
    ("عشرات الآلاف من المدنيين", Count("المدنيين", "tens of thousands", 20000), "count-tens.of.thousands-المدنيين"),
    ("العديد من المدنيين", Count("المدنيين", "many"), "count-many-المدنيين"),
]


@pytest.mark.parametrize(("text", "count", "local"), READ, ids=[text for text, _, _ in READ])
def test_count_is_read_as_written(text: str, count: Count, local: str) -> None:
    """Bounds stand only where the words set them; the unit noun stays as written."""
    found = parse_count(text)

    assert (count, local) == (found, found.local)


@pytest.mark.parametrize("text", [text for text, _, _ in READ])
def test_label_of_every_count_reads_back(text: str) -> None:
    """What a person reads, written into a fact file, is the same count again."""
    count = parse_count(text)

    assert count == parse_count(count.label)


def test_more_than_keeps_the_figure_that_was_written() -> None:
    """More than 40 begins at 41, and is still called more than 40."""
    found = parse_count("more than 40 people")

    assert (found.low, found.label) == (41, "more than 40 people")


def test_a_range_says_nothing_of_the_best_figure() -> None:
    """Forty to fifty is not forty-five."""
    found = parse_count("40 to 50 people")

    assert (found.low, found.best, found.high, found.label) == (40, None, 50, "40 to 50 people")


NO_COUNTS = {
    "what goes on behind the figure": ["at least 40 but no more than 50", "41 (or 42) people", "41 out of hand"],
    "identifiers": [
        "branch 227",
        "Branch 227",
        "resolution 2254",
        "UNSCR 2118",
        "No. 5",
        "#12",
        "the 227",
        "B-52 crews",
    ],
    "ordinals and dates": ["227th battalion", "1st of them", "16 April 2013", "16 April", "3 نيسان 2013"],
    "money": ["$41", "$5 million", "more than $4 million", "41 €"],
    "shares": [
        "41 out of 60",
        "41 % of them",
        "41% of them",
        "41٪",
        "41 per cent",
        "41 percent of them",
        "two thirds of the men",
        "half of the people",
        "one in three people",
        "1 in every 3",
        "41 في المئة",
        "one third",
        "two quarters of the men",
        "41 of 60 people",
        "41 per 1000",
    ],
    "two counts": [
        "41 people, 3 children",
        "3 people; 4 children",
        "41 men and 3 children",
        "41 men, including 7 boys",
        "41 41 civilians",
        "41 people including seven women",
        "forty-one (42) civilians",
    ],
    "no figure": [
        "",
        " ",
        "at least",
        "at least many people",
        "at least at least 3 people",
        "no people",
        "a man",
        "people",
    ],
    "ranges that say no range": [
        "50 to 40 people",
        "about 40 to 50 people",
        "40 to 50 to 60 people",
        "41 and 43 people",
        "40 to 50 thousand people",
        "two to three million people",
        "between 40 people",
        "from 40 people",
    ],
    "signs": ["-3 people", "−3 people", "4.1 people", "1,00 people", "1,000,00 people", "1 000 people", "41people"],
    "no number of things": [
        "fewer than 0 people",
        "less than 0",
        "at least 41 people at most",
        "dozens 4",
        "countless 5 people",
    ],
    "other figures": [
        "４１ people",
        "4١ people",
        "½ people",
        "² people",
        "41 ² people",
        "IV people",
        "1e3 people",
        "0x29 people",
    ],
    "words that make no number": [
        "two and three men",
        "forty one two men",
        "hundred people",
        "two hundred hundred",
        "ألف ألف مدني",
        "خمسة ستة مدنيين",
    ],
    "hostile": [
        "9" * 5000 + " people",
        "9" * 1_000_000,
        "nan people",
        "inf people",
        "1 " * 100_000,
        "two " * 100_000,
        "3 " + "a" * 201,
        "3 " + "a" * 1_000_000,
    ],
}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in NO_COUNTS.items() for text in texts], ids=lambda text: text[:24]
)
def test_what_is_no_count_is_refused(kind: str, text: str) -> None:
    """Never read as the one figure in front; and the advice fits on a screen."""
    with pytest.raises(BadValue, match="is not a count") as caught:
        parse_count(text)

    assert caught.value.hint, kind
    assert len(str(caught.value)) < 3000


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("branch 227", "a number that names something"),
        ("41% of them", "a share is no count"),
        ("16 April 2013", "a date"),
        ("227th battalion", "an ordinal"),
        ("50 to 40 people", "the lower figure stands first"),
        ("40 to 50 thousand people", "both figures in full"),
        ("no people", "0 people"),
        ("forty-one (42) men", "another one"),
    ],
)
def test_refusal_says_why(text: str, hint: str) -> None:
    """Each in its own words."""
    with pytest.raises(BadValue) as caught:
        parse_count(text)

    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("cells", "count"),
    [
        (("3", "5", "8", "people"), Count("people", "", 3, 5, 8)),
        (("41", "41", "41", ""), parse_count("41")),
        (("", "5", "", " dead\n people "), Count("dead people", "", None, 5, None)),
        (("two", "", "1,000", ""), Count("", "", 2, None, 1000)),
        (("forty", "", "٥٠", "men"), Count("men", "", 40, None, 50)),
    ],
)
def test_range_of_a_table_is_read(cells: tuple[str, str, str, str], count: Count) -> None:
    """An empty cell says nothing; the same figures are the same count, however they came."""
    assert count == count_range(*cells)


@pytest.mark.parametrize(
    "cells", [("", "", ""), ("8", "5", "3"), ("3", "", "2"), ("-1", "", ""), ("1.5", "2", ""), ("many", "", "")]
)
def test_range_that_cannot_be_is_refused(cells: tuple[str, str, str]) -> None:
    """No number at all, an order that does not hold, no whole number."""
    with pytest.raises(BadValue):
        count_range(*cells)


FIGURES = st.none() | st.integers(0, 10**9)


@unhurried
@given(
    st.tuples(FIGURES, FIGURES, FIGURES).filter(lambda figures: any(n is not None for n in figures)),
    st.sampled_from(["", "people", "members of branch 227", "مدنيين"]),
)
def test_label_of_estimates_reads_back(figures: tuple[int | None, int | None, int | None], unit: str) -> None:
    """Low, best and high of a table, whichever of them are known."""
    known = iter(sorted(n for n in figures if n is not None))
    low, best, high = (None if n is None else next(known) for n in figures)

    assert parse_count(Count(unit, "", low, best, high).label) == Count(unit, "", low, best, high)


@unhurried
@given(
    st.sampled_from(["", *QUALIFIERS]),
    st.integers(1, 10**12),
    st.sampled_from(["", "people", "مدنيين", "members of branch 227"]),
)
def test_label_of_a_count_reads_back(qualifier: str, figure: int, unit: str) -> None:
    """Every qualifier with every figure."""
    count = parse_count(f"{qualifier} {figure} {unit}".strip())

    assert count == parse_count(count.label)


def test_shapes_know_every_word_that_gives_no_figure() -> None:
    """A countless with a figure, or hundreds with a best one, is found by the shapes whatever the word."""
    shapes = (Path(__file__).parents[1] / "shapes" / "count.ttl").read_text(encoding="utf-8")
    listed = {word for found in re.findall(r"sh:in \(([^)]*)\)", shapes) for word in re.findall('"([^"]*)"', found)}

    assert listed == {*MULTITUDES, *UNCOUNTED} - {*QUALIFIERS}


# --- numbers in words


def english(number: int) -> str:
    """A number in English words, written by other rules than those that read it."""
    names = {n: word for word, n in ENGLISH.items()}
    if number < 21 or (number < 100 and number % 10 == 0):
        return names[number]
    if number < 100:
        return f"{names[number // 10 * 10]}-{names[number % 10]}"
    for size, word in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            head, rest = divmod(number, size)
            joined = f" {'and ' if rest < 100 else ''}{english(rest)}" if rest else ""
            return f"{english(head)} {word}{joined}"
    raise AssertionError(number)


ARABIC_UNITS = ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"]
ARABIC_TENS = ["", "عشرة", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
ARABIC_HUNDREDS = ["", "مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"]


def arabic(number: int) -> str:
    """A number from 1 to 999,999 in Arabic words."""
    thousands, rest = divmod(number, 1000)
    hundreds, tens = divmod(rest, 100)
    parts = []
    if thousands:
        parts += [
            {1: "ألف", 2: "ألفان"}.get(thousands) or f"{arabic(thousands)} {'آلاف' if thousands < 11 else 'ألفاً'}"
        ]
    parts += [ARABIC_HUNDREDS[hundreds]] if hundreds else []
    if 11 <= tens <= 19:
        parts += [f"{'أحد' if tens == 11 else 'اثنا' if tens == 12 else ARABIC_UNITS[tens - 10]} عشر"]
    elif tens:
        parts += [part for part in (ARABIC_UNITS[tens % 10], ARABIC_TENS[tens // 10]) if part]
    return " و".join(parts)


@unhurried
@given(st.integers(0, 10**9 - 1))
def test_numbers_in_english_words_are_read(number: int) -> None:
    """Whatever the number; and the noun behind it is left alone."""
    assert number_of(english(number)) == number
    assert leading_number(f"{english(number)} people") == (number, english(number), "people")


@unhurried
@given(st.integers(1, 999_999))
def test_numbers_in_arabic_words_are_read(number: int) -> None:
    """Units before tens, teens, duals, and thousands behind what they count."""
    assert number_of(arabic(number)) == number


WORDS = st.lists(
    st.sampled_from(
        [*ENGLISH, "hundred", "thousand", "and", "a", "half", "dozen", "to", "between", "at least", "people"]
    )
    | st.sampled_from(
        [*MULTITUDES, *QUALIFIERS, "of", "or more", "%", "41", "4,000", "2.5", "-", "–", "(", ")", "و", "ألف"]
    )
    | st.text(max_size=4),
    max_size=8,
).map(" ".join)


@unhurried
@given(WORDS | st.text())
def test_any_words_are_a_count_or_refused(text: str) -> None:
    """Whatever is written: a count whose figures are in order and whose label is one line, or BadValue."""
    try:
        count = parse_count(text)
    except BadValue:
        return
    known = [n for n in (count.low, count.best, count.high) if n is not None]

    assert known == sorted(known)
    assert all(n >= 0 for n in known)
    assert known or count.qualifier
    assert "\n" not in count.label
