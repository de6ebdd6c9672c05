"""When and how long, in the words of sources: what they come to, on what basis, and what stays unresolved and why."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.errors import BadValue
from dalil.values import Time, parse_time, read_expression, read_time
from dalil.values.words.calendars import MONTHS
from dalil.values.words.expressions import Basis
from tests.little import unhurried

PUBLISHED = parse_time("2031-05-14")
EVENT = parse_time("2031-05-03")

EXPLICIT = [
    # days, months, years
    ("3 May 2031", "2031-05-03"),
    ("May 3, 2031", "2031-05-03"),
    ("3rd of May 2031", "2031-05-03"),
    ("the third of May, 2031", "2031-05-03"),
    ("twenty-first of May 2031", "2031-05-21"),
    ("Saturday 3 May 2031", "2031-05-03"),
    ("on the morning of 3 May 2031", "2031-05-03"),
    ("3 Sept. 2031", "2031-09-03"),
    ("May 2031", "2031-05"),
    ("May of 2031", "2031-05"),
    ("in the month of May 2031", "2031-05"),
    ("in the year 2031", "2031"),
    ("2031 AD", "2031"),
    ("500 BC", "-0499"),
    ("500 B.C", "-0499"),
    ("May 3rd, 2031 A.D.", "2031-05-03"),
    ("May.3 2031", "2031-05-03"),
    ("May", "XXXX-05"),
    ("3 May", "XXXX-05-03"),
    # figures
    ("13/05/2031", "2031-05-13"),
    ("05/13/2031", "2031-05-13"),
    ("05/05/2031", "2031-05-05"),
    ("13.5.2031", "2031-05-13"),
    ("2031/05/13", "2031-05-13"),
    ("2031-5-3", "2031-05-03"),
    # EDTF itself
    ("2031~", "2031~"),
    ("2031-05/2031-06", "2031-05/2031-06"),
    ("2031-12", "2031-12"),
    # true on every day of a range
    ("3–9 May 2031", "2031-05-03/2031-05-09"),
    ("3-9 May 2031", "2031-05-03/2031-05-09"),
    ("May 3–9, 2031", "2031-05-03/2031-05-09"),
    ("from 3 to 9 May 2031", "2031-05-03/2031-05-09"),
    ("3 May to 9 June 2031", "2031-05-03/2031-06-09"),
    ("3 May 2031 until 9 June", "2031-05-03/2031-06-09"),
    ("30 December 2030 - 2 January 2031", "2030-12-30/2031-01-02"),
    ("May–June 2031", "2031-05/2031-06"),
    ("2029-2031", "2029/2031"),
    ("2029–31", "2029/2031"),
    ("from 2029 to 2031", "2029/2031"),
    ("2031-05-03 to 2031-05-09", "2031-05-03/2031-05-09"),
    ("since 2029", "2029/.."),
    ("ever since May 2029", "2029-05/.."),
    ("from 2029 onwards", "2029/.."),
    ("until 2031", "../2031"),
    ("since 2031-05", "2031-05/.."),
    ("until 2031-05-03", "../2031-05-03"),
    ("by 2031-05", "[..2031-05]"),
    ("from 2029 to the present", "2029/.."),
    ("May 2029 - present", "2029-05/.."),
    ("since 2029 until now", "2029/.."),
    ("starting in May 2029", "2029-05/.."),
    ("من 2029 حتى الآن", "2029/.."),
    # true on some day in it
    ("between 2029 and 2031", "[2029..2031]"),
    ("between 3 and 9 May 2031", "[2031-05-03..2031-05-09]"),
    ("between May and June 2031", "[2031-05..2031-06]"),
    ("before 2031", "[..2030]"),
    ("before May 2031", "[..2031-04]"),
    ("prior to 1 March 2031", "[..2031-02-28]"),
    ("after 2031", "[2032..]"),
    ("after 31 December 2031", "[2032-01-01..]"),
    ("by 2031", "[..2031]"),
    ("May 2031 at the latest", "[..2031-05]"),
    ("May 2031 at the earliest", "[2031-05..]"),
    ("between the 3rd and the 9th of May 2031", "[2031-05-03..2031-05-09]"),
    ("no later than May 2031", "[..2031-05]"),
    ("no earlier than May 2031", "[2031-05..]"),
    ("2029 or 2031", "[2029,2031]"),
    ("3 or 4 May 2031", "[2031-05-03,2031-05-04]"),
    ("2029 and 2031", "{2029,2031}"),
    ("3 and 9 May 2031", "{2031-05-03,2031-05-09}"),
    # how sure
    ("about May 2031", "2031-05~"),
    ("c. 1990", "1990~"),
    ("on or about 3 May 2031", "2031-05-03~"),
    ("possibly 2031", "2031?"),
    ("probably around 2031", "2031%"),
    # early, mid, late: approximate, and never a bound that nobody gave
    ("early May 2031", "2031-05~"),
    ("early-May 2031", "2031-05~"),
    ("mid-2031", "2031~"),
    ("the end of 2031", "2031~"),
    ("since early 2029", "2029~/.."),
    ("by the end of 2031", "[..2031~]"),
    # parts of years, decades, centuries
    ("spring 2031", "2031-21"),
    ("the summer of 2031", "2031-22"),
    ("fall 2031", "2031-23"),
    ("winter 2030-2031", "2030-24"),
    ("winter 2030/31", "2030-24"),
    ("the first quarter of 2031", "2031-33"),
    ("second half of 2031", "2031-41"),
    ("the 1990s", "199X"),
    ("early 1990s", "199X~"),
    ("before the 1990s", "[..1989]"),
    ("from the 1980s to the 1990s", "198X/199X"),
    ("before spring 2031", "[..2031-21]"),
    ("after early May 2031", "[2031-05~..]"),
    ("the 19th century", "18XX"),
    ("nineteenth century", "18XX"),
    # Arabic: Levant and Iraq, Egypt and the Gulf, Maghreb; the digits of both scripts; Persian names
    ("3 أيار 2031", "2031-05-03"),
    ("٣ مايو ٢٠٣١", "2031-05-03"),
    ("3 أيار/مايو 2031", "2031-05-03"),
    ("السبت، 3 أيار 2031م", "2031-05-03"),
    ("في 3 من أيار 2031", "2031-05-03"),
    ("كانون الثاني 2031", "2031-01"),
    ("تشرين الأول/أكتوبر 2031", "2031-10"),
    ("كانون الأول 2031", "2031-12"),
    ("3 أوت 2031", "2031-08-03"),
    ("غشت 2031", "2031-08"),
    ("جويلية 2031", "2031-07"),
    ("۳ مه ۲۰۳۱", "2031-05-03"),
    ("3-9 أيار 2031", "2031-05-03/2031-05-09"),
    ("من 3 إلى 9 أيار 2031", "2031-05-03/2031-05-09"),
    ("بين عامي 2029 و2031", "[2029..2031]"),
    ("منذ عام 2029", "2029/.."),
    ("قبل 2031", "[..2030]"),
    ("بعد أيار 2031", "[2031-06..]"),
    ("حتى 2031", "../2031"),
    ("أوائل أيار 2031", "2031-05~"),
    ("منتصف 2031", "2031~"),
    ("أواخر عام 2031", "2031~"),
    ("16 رمضان 1434 هـ الموافق 25 تموز 2013", "2013-07-25"),
    ("الخميس 25 تموز 2013 الموافق 16 رمضان 1434", "2013-07-25"),
    ("صيف 2031", "2031-22"),
    ("ربيع 2031", "2031-21"),
]


@pytest.mark.parametrize(("words", "edtf"), EXPLICIT, ids=[words for words, _ in EXPLICIT])
def test_words_that_say_it_alone_are_explicit(words: str, edtf: str) -> None:
    """A value that EDTF takes, the words kept beside it, and nothing else needed."""
    found = read_expression(words)

    assert (edtf, "explicit", "time", words) == (found.edtf, found.basis, found.kind, found.words)
    assert parse_time(edtf) == found.value


@pytest.mark.parametrize(("words", "edtf"), EXPLICIT, ids=[words for words, _ in EXPLICIT])
def test_the_same_words_in_other_letters_are_the_same_time(words: str, edtf: str) -> None:
    """Capitals, white space, a full stop at the end, marks that turn the direction of writing."""
    for same in (words.upper(), f"  {words} ", words.replace(" ", "  "), f"\u200f{words}\u200e", f"{words}."):
        assert (same, edtf) == (same, read_expression(same).edtf)


def test_the_extent_tells_between_from_from_to() -> None:
    """Some day between, or every day from the one to the other; the days are the same."""
    between, from_to = read_expression("between 2029 and 2031").value, read_expression("from 2029 to 2031").value

    assert isinstance(between, Time)
    assert isinstance(from_to, Time)
    assert (between.earliest, between.latest) == (from_to.earliest, from_to.latest)
    assert (between.extent, from_to.extent) == ("within", "throughout")


@pytest.mark.parametrize("words", ["early May 2031", "mid-2031", "the end of 2031", "أواخر 2031", "by the end of 2031"])
def test_what_edtf_has_no_sign_for_is_noted(words: str) -> None:
    """Early, mid and late are kept as approximate, and the convention is said."""
    assert "approximate" in read_expression(words).note


RELATIVE = [
    ("today", "2031-05-14"),
    ("Today", "2031-05-14"),
    ("yesterday", "2031-05-13"),
    ("the day before yesterday", "2031-05-12"),
    ("tomorrow", "2031-05-15"),
    ("last week", "[2031-05-01..2031-05-13]"),
    ("this week", "[2031-05-08..2031-05-20]"),
    ("last month", "2031-04"),
    ("next month", "2031-06"),
    ("this year", "2031"),
    ("last year", "2030"),
    ("earlier this month", "[2031-05..2031-05-14]"),
    ("earlier this year", "[2031..2031-05-14]"),
    ("later this year", "[2031-05-14..2031]"),
    ("early next year", "2032~"),
    ("the end of last month", "2031-04~"),
    ("last July", "2030-07"),
    ("last March", "[2030-03,2031-03]"),
    ("next March", "2032-03"),
    ("next July", "[2031-07,2032-07]"),
    ("last May", "2030-05"),
    ("three days ago", "2031-05-11"),
    ("two weeks ago", "2031-04-30~"),
    ("six months ago", "2030-11~"),
    ("a year ago", "2030~"),
    ("nearly 11 years ago", "2020~"),
    ("more than 11 years ago", "[..2020-05-14]"),
    ("since yesterday", "2031-05-13/.."),
    ("since last year", "2030/.."),
    ("by next year", "[..2032]"),
    ("by today", "[..2031-05-14]"),
    ("before last month", "[..2031-03]"),
    ("between 2029 and today", "[2029..2031-05-14]"),
    ("اليوم", "2031-05-14"),
    ("أمس", "2031-05-13"),
    ("العام الماضي", "2030"),
    ("قبل 11 عاماً", "2020~"),
]
DERIVED = [
    ("11th anniversary", "2042-05-03"),
    ("the eleventh anniversary of the shooting", "2042-05-03"),
    ("on the eve of the 11th anniversary", "2042-05-02"),
    ("the following day", "2031-05-04"),
    ("three days later", "2031-05-06"),
    ("two weeks earlier", "2031-04-19"),
    ("that day", "2031-05-03"),
    ("الذكرى السنوية الحادية عشرة", "2042-05-03"),
    ("في اليوم التالي", "2031-05-04"),
]


@pytest.mark.parametrize(("words", "edtf"), RELATIVE, ids=[words for words, _ in RELATIVE])
def test_words_that_count_from_the_document_need_its_day(words: str, edtf: str) -> None:
    """With it they are relative, and say what they count from; without it they stay unresolved, and say why."""
    known, unknown = read_expression(words, published=PUBLISHED), read_expression(words, event=EVENT)

    assert (edtf, "relative") == (known.edtf, known.basis)
    assert "the day of the document" in known.note
    assert (unknown.kind, unknown.edtf) == ("unresolved", "")
    assert "the day of the document" in unknown.reason


@pytest.mark.parametrize(("words", "edtf"), DERIVED, ids=[words for words, _ in DERIVED])
def test_words_that_count_from_an_event_need_its_day(words: str, edtf: str) -> None:
    """An anniversary is no date until that of the event is known, and then it is derived."""
    known, unknown = read_expression(words, event=EVENT), read_expression(words, published=PUBLISHED)

    assert (edtf, "derived") == (known.edtf, known.basis)
    assert known.note
    assert (unknown.kind, unknown.edtf) == ("unresolved", "")
    assert unknown.reason


@pytest.mark.parametrize(
    ("words", "given", "edtf"),
    [
        ("11th anniversary", "2031-05", "2042-05"),
        ("11th anniversary", "2031", "2042"),
        ("first anniversary", "2032-02-29", ""),
        ("fourth anniversary", "2032-02-29", "2036-02-29"),
        ("the eve of the first anniversary", "2031-05", ""),
        ("11th anniversary", "2031~", ""),
        ("11th anniversary", "9999", ""),
    ],
)
def test_anniversary_is_no_more_exact_than_its_event(words: str, given: str, edtf: str) -> None:
    """Nor is there one on a day that the calendar does not have."""
    assert edtf == read_expression(words, event=parse_time(given)).edtf


@pytest.mark.parametrize(
    ("words", "published", "edtf"),
    [
        ("today", "2031-05", ""),
        ("last month", "2031-05", "2031-04"),
        ("last month", "2031", ""),
        ("last year", "2031", "2030"),
        ("more than 11 years ago", "2031", "[..2020]"),
        ("more than 2 months ago", "2031-04-30", "[..2031-02-28]"),
        ("more than 11 years ago", "2031-05", "[..2020-05]"),
        ("less than 11 years ago", "2031-05-14", ""),
        ("earlier last month", "2031-05-14", ""),
        ("yesterday", "2031-05-14~", ""),
        ("yesterday", "0001-01-01", ""),
        ("last month", "2031-01-14", "2030-12"),
    ],
)
def test_relative_words_are_no_more_exact_than_the_document(words: str, published: str, edtf: str) -> None:
    """A letter of May gives a last month and no yesterday."""
    assert edtf == read_expression(words, published=parse_time(published)).edtf


DURATIONS = [
    ("nearly 11 years", "duration-nearly-P11Y"),
    ("for 11 years", "duration-P11Y"),
    ("for the past 11 years", "duration-P11Y"),
    ("about two weeks", "duration-about-P2W"),
    ("over a decade", "duration-over-P10Y"),
    ("منذ 11 عاماً", "duration-P11Y"),
    ("لمدة ثلاث سنوات", "duration-P3Y"),
]


@pytest.mark.parametrize(("words", "local"), DURATIONS)
def test_how_long_is_never_when(words: str, local: str) -> None:
    """A duration is not turned into a date, even if the day of the document is known."""
    found = read_expression(words, published=PUBLISHED, event=EVENT)

    assert found.value is not None
    assert (local, "duration", "") == (found.value.local, found.kind, found.edtf)


UNRESOLVED = {
    "cannot be told apart": ["03/04/2031", "3.4.2031", "11-12-2031"],
    "the decade or the century": ["the 2000s", "the 1900s"],
    "the year 2012 or a month": ["2011–12", "2011/12"],
    "there is no month 13": ["2011-13"],
    "the calendar has no": ["31 April 2031", "29 February 2031", "30 شباط 2032"],
    "is a Saturday": ["Monday 3 May 2031"],
    "a number that names something": [
        "branch 227",
        "Branch 227",
        "resolution 2254",
        "UNSCR 2118",
        "قرار 2254",
        "الفرع 227",
    ],
    "the Islamic calendar": ["16 رمضان 1434 هـ", "ربيع الأول 1434", "1434 هـ", "Ramadan 2031", "5 Muharram 1434"],
    "the Iranian calendar": ["۱۴ خرداد ۱۳۹۲", "14 Khordad 1392"],
    "the time of day": ["at 10:00 on 3 May 2031", "2031-05-03T10:00", "3 May 2031, noon"],
    "hours and minutes": ["3 hours", "for twenty minutes"],
    "the century is not said": ["the '90s", "3/5/31", "May '31"],
    "ends before it begins": [
        "from May to March 2031",
        "2031/2029",
        "between 2031 and 2029",
        "December to February 2031",
    ],
    "the year is not said": ["since May", "before 3 May"],
    "the words set no time": ["recently", "previously", "in recent months", "مؤخراً"],
    "not said in figures": ["a few days ago", "several years ago", "less than two years ago"],
    "there is no day beside it": ["before 1 January 0001", "after 9999"],
    "no month and no year": ["since the 3rd", "the 3rd"],
    "is nought": ["2031-05-00", "since 2031-00", "00/00/2031", "2031/05/00", "2031-00-00"],
    "how long is not said": ["for years", "several months", "many years"],
    "which week": ["Monday", "on Friday", "الجمعة"],
    "no part of a date": ["In the days since the report came out", "Christmas 2031", "not 2031", "227", "12031"],
    "too many words": ["May " * 100, "9" * 100_000],
}


@pytest.mark.parametrize(
    ("reason", "words"),
    [(reason, text) for reason, texts in UNRESOLVED.items() for text in texts],
    ids=lambda text: text[:30],
)
def test_what_cannot_be_resolved_says_why(reason: str, words: str) -> None:
    """No guess: an honest reason, which a person can act on."""
    found = read_expression(words)

    assert (found.kind, found.edtf, found.basis) == ("unresolved", "", "")
    assert reason in found.reason


# --- no day is invented


MONTH_WORDS = {name: month for name, month in MONTHS.items() if name != "ap"}
DAYS = st.dates(date(1000, 1, 1), date(9000, 12, 31))
WORDINGS = st.sampled_from(
    ["{d} {m} {y}", "{m} {d}, {y}", "{d}th of {m} {y}", "on {d} {m} {y}", "{d} {m}, {y}", "the {d} of {m} {y}", "{m} {y}", "in {m} of {y}", "{y}"]
)  # fmt: skip


@unhurried
@given(DAYS, WORDINGS, st.data())
def test_a_date_in_words_is_that_date(day: date, wording: str, data: st.DataObject) -> None:
    """With every name of every month: a day is that day, a month all its days, a year all of its."""
    name = data.draw(st.sampled_from([word for word, month in MONTH_WORDS.items() if month == day.month]))
    found = read_expression(wording.format(d=day.day, m=name, y=f"{day.year:04}")).value

    assert isinstance(found, Time)
    assert found.edtf == day.isoformat()[: 10 if "{d}" in wording else 7 if "{m}" in wording else 4]


@unhurried
@given(DAYS, DAYS, st.sampled_from(["from {} to {}", "between {} and {}", "{} - {}", "{} until {}"]))
def test_a_range_in_words_has_these_days_and_no_other(a: date, b: date, wording: str) -> None:
    """The first and the last are the bounds; and a range that runs backwards is none."""
    words = wording.format(f"{a:%-d %B} {a.year}", f"{b:%-d %B} {b.year}")
    found = read_expression(words)

    if a > b:
        assert "ends before it begins" in found.reason
        return
    assert isinstance(found.value, Time)
    assert (found.value.earliest, found.value.latest) == (a, b)


@unhurried
@given(DAYS, st.sampled_from(["before", "after"]), st.sampled_from(["%-d %B", "%B", ""]))
def test_before_and_after_leave_out_what_they_name(day: date, word: str, exactness: str) -> None:
    """The bound is the day next to it, whether a day, a month or a year is named."""
    named = f"{day.strftime(exactness)} {day.year}".strip()
    first = day if "d" in exactness else date(day.year, day.month if exactness else 1, 1)
    last_month = day.month if exactness else 12
    last = day if "d" in exactness else date(day.year, last_month, monthrange(day.year, last_month)[1])
    found = read_expression(f"{word} {named}").value

    assert isinstance(found, Time)
    expected = (None, first - timedelta(days=1)) if word == "before" else (last + timedelta(days=1), None)
    assert expected == (found.earliest, found.latest)


PARTS = st.sampled_from(
    [
        *MONTHS,
        "early",
        "mid-",
        "since",
        "until",
        "between",
        "and",
        "from",
        "to",
        "before",
        "after",
        "the",
        "of",
        "ago",
        "today",
        "last",
        "next",
        "week",
        "anniversary",
        "11th",
        "first",
        "half",
        "quarter",
        "century",
        "1990s",
        "spring",
        "2031",
        "2031-05",
        "3",
        "31",
        "29",
        "/",
        "-",
        "–",
        "..",
        "[",
        "]",
        "~",
        "?",
        "years",
        "for",
        "a",
        "و",
        "منذ",
        "بين",
    ]
)


@unhurried
@given(
    st.lists(PARTS, max_size=8).map(" ".join) | st.text(),
    st.sampled_from([None, PUBLISHED]),
    st.sampled_from([None, EVENT]),
)
def test_any_words_are_read_or_not_and_nothing_breaks(words: str, published: Time | None, event: Time | None) -> None:
    """Whatever is written: a value that stands for itself and says its basis, or a reason."""
    found = read_expression(words, published=published, event=event)

    assert found.basis in get_args(Basis)
    assert (found.kind == "unresolved") == bool(found.reason) == (not found.basis)
    if isinstance(found.value, Time):
        assert parse_time(found.edtf) == found.value


# --- in the first dossier


def test_the_first_dossier_derives_what_its_words_come_to() -> None:
    """Where people inferred a day, the words come to the same one from the same premises, and to none without them."""
    day = parse_time("2013-04-16")

    assert read_expression("on 16 April 2013").value == day
    assert read_expression("On the 11th anniversary of Al-Tadamon massacre", event=day).edtf == "2024-04-16"
    assert read_expression("Today", published=parse_time("2024-04-16")).edtf == "2024-04-16"
    assert read_expression("Today").edtf == ""
    assert read_expression("For nearly 11 years", published=parse_time("2022-05")).edtf == ""


# --- in fact files


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("3 May 2031", "2031-05-03"),
        ("May 2031", "2031-05"),
        ("from 2029 to 2031", "2029/2031"),
        ("٣ أيار ٢٠٣١", "2031-05-03"),
        ("2031-05-03", "2031-05-03"),
        ("13/05/2031", "2031-05-13"),
        ("since 2029", "2029/.."),
        ("c. 1990", "1990~"),
    ],
)
def test_plain_words_are_a_time_in_a_fact_file(text: str, edtf: str) -> None:
    """Where they say it alone and exactly, they are that EDTF, under the same name."""
    assert parse_time(edtf) == read_time(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("early May 2031", "write 2031-05~; early is kept as approximate"),
        ("the 19th century", "write 18XX"),
        ("3 May", "write XXXX-05-03"),
        ("Today", "write { words: Today }, and the date in an inferred claim"),
        ("yesterday", "the day of the document"),
        ("11th anniversary", "it is counted from an event: write { words: 11th anniversary }"),
        ("03/04/2031", "write 2031-04-03 or 2031-03-04"),
        ("31 April 2031", "the calendar has no 2031-04-31"),
        ("16 رمضان 1434", "the Islamic calendar"),
        ("nearly 11 years", "how long, and not when"),
        ("recently", "the words set no time; write EDTF"),
    ],
)
def test_a_fact_file_is_told_what_to_write(text: str, hint: str) -> None:
    """What rests on a convention, on another date or on a guess is not taken; the advice is the EDTF, or { words: … }."""
    with pytest.raises(BadValue, match=re.escape("is not a date in EDTF")) as caught:
        read_time(text)

    assert hint in (caught.value.hint or "")
