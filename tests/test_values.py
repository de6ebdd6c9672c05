"""Times, counts and durations: nothing is invented, nothing is lost, and no two of them share a name."""

import doctest
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from dalil.errors import BadValue
from dalil.values import (
    MULTITUDES,
    QUALIFIERS,
    UNCOUNTED,
    Count,
    Duration,
    Time,
    Value,
    count_range,
    counts,
    parse_count,
    parse_duration,
    parse_time,
    times,
)
from tests.little import unhurried

DAY = date.fromisoformat


# --- times


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2013-04-16", "2013-04-16", "2013-04-16"),
        ("2013-04", "2013-04-01", "2013-04-30"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2013", "2013-01-01", "2013-12-31"),
        ("2011/2013", "2011-01-01", "2013-12-31"),
        ("2013-04-16/2013-04", "2013-04-16", "2013-04-30"),
        ("2013~", "2013-01-01", "2013-12-31"),
        ("2013-04?", "2013-04-01", "2013-04-30"),
        ("2013-04-XX", "2013-04-01", "2013-04-30"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("2013-XX-16", "2013-01-16", "2013-12-16"),
        ("2013/..", "2013-01-01", None),
        ("../2013", None, "2013-12-31"),
        ("2013/", "2013-01-01", None),
        ("/2013", None, "2013-12-31"),
        ("2013/XXXX", "2013-01-01", None),
        ("XXXX/2013", None, "2013-12-31"),
        ("XXXX-05", None, None),
        ("XXXX", None, None),
        ("2013-21", "2013-01-01", "2014-02-28"),
        ("2015-24", "2015-01-01", "2016-02-29"),
        ("2013-26", "2013-06-01", "2013-08-31"),
        ("2013-33", "2013-01-01", "2013-03-31"),
        ("[2013,2011]", "2011-01-01", "2013-12-31"),
        ("{2013..}", "2013-01-01", None),
        ("[..2013]", None, "2013-12-31"),
        ("-0500", None, None),
        ("-0500/0100", None, "0100-12-31"),
        ("9999/..", "9999-01-01", None),
    ],
)
def test_time_is_bounded_by_the_days_it_can_touch(edtf: str, earliest: str | None, latest: str | None) -> None:
    """First and last day, and none where a side is open, unknown, or only the month is given."""
    found = parse_time(f" {edtf}\n")

    assert (edtf, earliest and DAY(earliest), latest and DAY(latest)) == (found.edtf, found.earliest, found.latest)


NO_DATES = [
    "2013-4-16",
    "2013-13",
    "2013-00",
    "2013-04-00",
    "2013-02-30",
    "2013-02-29",
    "1900-02-29",
    "2013-04-31/2013-05-01",
    "2013/2011",
    "2013-04-16/2013-04-15",
    "2013-04-16T10:00",
    "2013-04-16/2013-04-17T10:00",
    "2013-04-16Z",
    "16/04/2013",
    "04/16/2013",
    "16.04.2013",
    "20130416",
    "2013-106",
    "2013-W16",
    "13",
    "013",
    "12013",
    "Today",
    "recently",
    "2013-2014",
    "2013..2014",
    "2013--04",
    "2013-",
    "-2013-",
    "2013/2014/2015",
    "..",
    "/",
    "open",
    "2013/unknown",
    "unknown",
    "xxxx-05",
    "2013-xx",
    "uuuu",
    "2013-0X",
    "2013-1X",
    "2013-04-1X",
    "1950S2",
    "201X/..",
    "٢٠١٣",
    "２０１３",
    "2013-٠٤",
    "no",
    "null",
    "true",
    "1e3",
    "0o7",
    "12:30",
    "~",
    "?",
    "nan",
    "inf",
    "2013−04",
    "2013‑04",
]


@pytest.mark.parametrize(
    "text", [*NO_DATES, "", " ", "16 April 2013", "April 2013", "2013 04", "2013\n2014", "9" * 100_000]
)
def test_what_is_no_date_is_refused(text: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Impossible days, other calendars' digits, words, times of day: refused with advice, and nothing printed."""
    with pytest.raises(BadValue) as caught:
        parse_time(text)

    assert caught.value.hint
    assert capfd.readouterr() == ("", "")


YEARS = st.integers(0, 10**4).map("{:04d}".format) | st.sampled_from(
    ["0000", "0001", "1900", "2000", "2004", "9999", "20 1", "٢٠١٣"]
)
TWO = st.integers(0, 40).map("{:02d}".format) | st.sampled_from(["1", "001", "1x"])
DATES = st.lists(TWO, max_size=3).flatmap(lambda rest: YEARS.map(lambda year: "-".join([year, *rest])))


def read(text: str, *, plainly: bool) -> object:
    """A time, or what is wrong with it; with or without the short way for plain dates."""
    with pytest.MonkeyPatch.context() as patch:
        if not plainly:
            patch.setattr(times, "_plain_bounds", lambda _: None)
        try:
            return parse_time(text)
        except BadValue as error:
            return str(error)


@unhurried
@given(st.lists(DATES, min_size=1, max_size=3).map("/".join))
def test_plain_dates_are_read_as_the_library_reads_them(text: str) -> None:
    """Years, months, days and intervals of them, with days that no calendar has and years out of order."""
    assert read(text, plainly=True) == read(text, plainly=False)


@unhurried
@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_dates_that_there_are_need_no_library(a: date, b: date, precision: int, other: int) -> None:
    """And come to the same, month by month and leap year by leap year."""
    first, last = sorted((a, b))
    for text in (first.isoformat()[:precision], f"{first.isoformat()[:precision]}/{last.isoformat()[:other]}"):
        assert times._plain_bounds(text) is not None
        assert read(text, plainly=True) == read(text, plainly=False)


def test_time_of_day_says_which_day_to_write() -> None:
    """The advice names the day that was written, not another."""
    with pytest.raises(BadValue, match="write the day: 2031-05-03"):
        parse_time("2031-05-03T10:00")


@unhurried
@given(st.dates(), st.dates(), st.sampled_from(["", "~", "?", "%"]))
def test_every_interval_of_days_holds_what_it_says(a: date, b: date, mark: str) -> None:
    """Any two days, sure or not, give back themselves."""
    first, last = min(a, b), max(a, b)

    found = parse_time(f"{first.isoformat()}{mark}/{last.isoformat()}")

    assert (first, last) == (found.earliest, found.latest)


# --- counts


@pytest.mark.parametrize(
    ("text", "count", "local"),
    [
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
        ("٣ فلاحين".replace("٣", "3"), Count("فلاحين", "", 3, 3, 3), "count-3-فلاحين"),
        ("two members of branch 227", Count("members of branch 227", "", 2, 2, 2), "count-2-members-of-branch-227"),
    ],
)
def test_count_is_read_as_written(text: str, count: Count, local: str) -> None:
    """Bounds stand only where the words set them; the unit noun stays as written."""
    found = parse_count(text)

    assert (count, local) == (found, found.local)


def test_more_than_keeps_the_figure_that_was_written() -> None:
    """More than 40 begins at 41, and is still called more than 40."""
    found = parse_count("more than 40 people")

    assert (found.low, found.label) == (41, "more than 40 people")


NO_COUNTS = [
    *(
        "",
        " ",
        "at least",
        "at least many people",
        "at least at least 3 people",
        "a hundred people",
        "twenty people",
        "no people",
    ),
    *(
        "41 41 civilians",
        "41 to 43 people",
        "41 or 42 people",
        "41 – 43 people",
        "41-43 people",
        "41 and 43 people",
        "41 or more",
    ),
    *(
        "-3 people",
        "−3 people",
        "4.1 people",
        "1,00 people",
        "1,000,00 people",
        "1 000 people",
        "41people",
        "41+ people",
        "~41 people",
    ),
    *(
        "2 million people",
        "2 hundred",
        "3 dozen people",
        "41 % of them",
        "41% of them",
        "41 per cent",
        "41 percent of them",
    ),
    *(
        "fewer than 0 people",
        "less than 0",
        "41 people, 3 children",
        "3 people; 4 children",
        "dozens 4",
        "countless 5 people",
    ),
    *(
        "٤١ مدنياً",
        "４１ people",
        "4١ people",
        "½ people",
        "² people",
        "41 ² people",
        "IV people",
        "1e3 people",
        "0x29 people",
    ),
    *("9" * 5000 + " people", "3 آلاف مدني", "nan people", "inf people"),
]


@pytest.mark.parametrize("text", NO_COUNTS, ids=lambda text: text[:24])
def test_what_is_no_count_is_refused(text: str) -> None:
    """A range, a share, a multiple, a sign, another script's digits: never read as the one figure in front."""
    with pytest.raises(BadValue, match="is not a count") as caught:
        parse_count(text)

    assert caught.value.hint
    assert len(str(caught.value)) < 3000


@pytest.mark.parametrize(
    ("cells", "count"),
    [
        (("3", "5", "8", "people"), Count("people", "", 3, 5, 8)),
        (("41", "41", "41", ""), parse_count("41")),
        (("", "5", "", " dead\n people "), Count("dead people", "", None, 5, None)),
        (("two", "", "1,000", ""), Count("", "", 2, None, 1000)),
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


# --- durations


@pytest.mark.parametrize(
    ("text", "length", "qualifier", "xsd", "label"),
    [
        ("nearly 11 years", "P11Y", "nearly", "P11Y", "nearly 11 years"),
        ("Eleven  Years", "P11Y", "", "P11Y", "11 years"),
        ("P11Y", "P11Y", "", "P11Y", "11 years"),
        ("1 year", "P1Y", "", "P1Y", "1 year"),
        ("18 months", "P18M", "", "P1Y6M", "18 months"),
        ("12 months", "P12M", "", "P1Y", "12 months"),
        ("3 weeks", "P3W", "", "P21D", "3 weeks"),
        ("at least 3 days", "P3D", "at least", "P3D", "at least 3 days"),
    ],
)
def test_duration_is_read_as_written(text: str, length: str, qualifier: str, xsd: str, label: str) -> None:
    """Its unit stays; the xsd:duration beside it is in the one form that no store rewrites."""
    found = parse_duration(text)

    assert (length, qualifier, xsd, label) == (found.length, found.qualifier, found.xsd, found.label)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "11",
        "years",
        "nearly",
        "a year",
        "3 hours",
        "11.5 years",
        "P",
        "P1Y2M",
        "PT3H",
        "P-1Y",
        "P١١Y",
        "٣ days",
        "0 days",
        "P0D",
        "-3 days",
        "9" * 5000 + " days",
        "P" + "9" * 5000 + "D",
        "9999999 days",
    ],
    ids=lambda text: text[:12],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    """Other units, fractions, other digits, nothing at all, and for ever."""
    with pytest.raises(BadValue, match="is not a duration"):
        parse_duration(text)


# --- names


WORDS = st.text(max_size=12) | st.sampled_from(
    ["people", "people ", "peo ple", "peo-ple", "People", "pe\u0301ople", "péople", "", "!", "?"]
)
UNITS = WORDS.map(lambda words: " ".join(words.encode("utf-8", "ignore").decode().split()))
FIGURES = st.none() | st.integers(0, 12) | st.integers(0, 10**15)


@st.composite
def count_values(draw: st.DrawFn) -> Count:
    """Any count that a file or a table can give, and some that only a program could make."""
    qualifier, unit = draw(st.sampled_from(["", *QUALIFIERS, *MULTITUDES, *sorted(UNCOUNTED)])), draw(UNITS)
    if qualifier in MULTITUDES:
        return Count(unit, qualifier, MULTITUDES[qualifier])
    figure = draw(st.integers(1, 12) | st.integers(1, 10**15))
    if qualifier in QUALIFIERS and not (qualifier in UNCOUNTED and draw(st.booleans())):
        return Count(unit, qualifier, **{QUALIFIERS[qualifier][1]: figure})
    if qualifier:
        return Count(unit, qualifier)
    low, best, high = draw(st.tuples(FIGURES, FIGURES, FIGURES).filter(any))
    return Count(unit, "", low, best, high)


SCOPES = st.from_regex(r"[a-z0-9]([a-z0-9.~-]{0,6}[a-z0-9])?", fullmatch=True)
UNRESOLVED = st.builds(Time, words=UNITS.filter(bool), scope=SCOPES)
DATED = st.sampled_from(
    [
        "2013",
        "2013-04",
        "2013-04-16",
        "2011/2013",
        "2013~",
        "2013?",
        "2013%",
        "?2013",
        "2013/..",
        "../2013",
        "/2013",
        "2013/",
        "XXXX-05",
        "[2013]",
        "{2013}",
        "-0500",
        "2013/-0005",
    ]
)
DURATIONS = st.builds(
    Duration, st.builds("P{}{}".format, st.integers(1, 99), st.sampled_from("YMWD")), st.sampled_from(["", *QUALIFIERS])
)
VALUES: st.SearchStrategy[Value] = count_values() | UNRESOLVED | st.builds(Time, DATED) | DURATIONS


@unhurried
@given(VALUES, VALUES)
def test_two_values_never_share_a_name(a: Value, b: Value) -> None:
    """A name is its value's alone, whatever the unit, the qualifier, the words or the source."""
    assert (a == b) == (a.local == b.local)


@unhurried
@given(st.lists(UNITS, min_size=2, max_size=6, unique=True), st.sampled_from(["", *QUALIFIERS]))
def test_units_written_differently_are_kept_apart(units: list[str], qualifier: str) -> None:
    """Of many ways to write a unit noun, no two meet in one name."""
    names = {Count(unit, qualifier, best=3).local for unit in units}

    assert len(units) == len(names)


def test_qualifiers_are_kept_apart() -> None:
    """More than 40 and over 40 are two writings, and so are two nodes."""
    written = [parse_count(f"{qualifier} 40 people") for qualifier in QUALIFIERS]

    assert not [pair for pair in combinations(written, 2) if pair[0].local == pair[1].local]


def test_a_hash_in_the_words_makes_no_false_meeting() -> None:
    """Words that spell the hash of other words do not get their name."""
    crafted = Count("people!", "", 3, 3, 3).local.rpartition("_")[2]

    assert Count(f"people {crafted}", "", 3, 3, 3).local != Count("people!", "", 3, 3, 3).local
    assert Count(f"people_{crafted}", "", 3, 3, 3).local != Count("people!", "", 3, 3, 3).local


def test_today_of_one_source_is_not_today_of_another() -> None:
    """Where the source ends and the words begin can be told."""
    assert Time(words="2022 Today", scope="letter").local != Time(words="Today", scope="letter-2022").local


@unhurried
@given(VALUES)
def test_every_name_is_an_iri_of_one_segment(value: Value) -> None:
    """Names are legal in an IRI and hold neither slash nor hash."""
    iri = NamedNode(f"https://example.org/case/{value.local}")

    assert value.local == iri.value.removeprefix("https://example.org/case/")
    assert not set("/#?") & set(value.local)


@unhurried
@given(
    st.sampled_from(["", *QUALIFIERS]),
    st.integers(1, 10**12),
    st.sampled_from(["", "people", "مدنيين", "members of branch 227"]),
)
def test_label_of_a_count_reads_back(qualifier: str, figure: int, unit: str) -> None:
    """What a person reads, written into a fact file, is the same count again."""
    count = parse_count(f"{qualifier} {figure} {unit}".strip())

    assert count == parse_count(count.label)


@pytest.mark.parametrize("module", [counts, times], ids=lambda module: module.__name__)
def test_examples_in_the_docstrings_run(module: object) -> None:
    """The examples show what the code does."""
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
    assert doctest.testmod(module).attempted > 0  # type: ignore[arg-type]
