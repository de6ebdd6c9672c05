"""Times, counts and durations: nothing is invented, nothing is lost, and no two of them share a name."""

import doctest
import re
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
    durations,
    edtf,
    parse_count,
    parse_duration,
    parse_time,
    times,
)
from dalil.values.words import counting, expressions, numbers
from tests.little import unhurried

DAY = date.fromisoformat


# --- times


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
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
        ("XXXX-21", None, None),
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
        ("156X-12-25", "1560-12-25", "1569-12-25"),
        ("2013-1X", "2013-10-01", "2013-12-31"),
        ("2013-X4", "2013-04-01", "2013-04-30"),
        ("2013-04-1X", "2013-04-10", "2013-04-19"),
        ("2013-04-3X", "2013-04-30", "2013-04-30"),
        ("19XX-02-29", "1904-02-29", "1996-02-29"),
        ("2013-XX-31", "2013-01-31", "2013-12-31"),
        ("200X-26", "2000-06-01", "2009-08-31"),
        ("1950S2", "1900-01-01", "1999-12-31"),
        ("201X/2021", "2010-01-01", "2021-12-31"),
        ("201X/..", "2010-01-01", None),
        ("2004-06-XX/2004-07-03", "2004-06-01", "2004-07-03"),
        ("2004-06-~01/2004-06-~20", "2004-06-01", "2004-06-20"),
        ("2004?-06-~11", "2004-06-11", "2004-06-11"),
        ("2013-36", "2013-10-01", "2013-12-31"),
        ("2013-41", "2013-07-01", "2013-12-31"),
        ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31"),
        ("{1960,1961-12}", "1960-01-01", "1961-12-31"),
        ("Y170000002", None, None),
        ("Y-17E7", None, None),
        ("Y10000/..", None, None),
        ("9999/Y10000", "9999-01-01", None),
        ("-01XX", None, None),
        ("0000", None, None),
    ],
)
def test_time_is_bounded_by_the_days_it_can_touch(text: str, earliest: str | None, latest: str | None) -> None:
    """First and last day, and none where a side is open, unknown, or only the month is given."""
    found = parse_time(f" {text}\n")

    assert (text, earliest and DAY(earliest), latest and DAY(latest)) == (found.edtf, found.earliest, found.latest)


NO_DATES = [
    *(
        "2013-2X",
        "2013-02-3X",
        "XXXX-02-30",
        "1XX1-02-29",
        "2013-42",
        "2013-26-01",
        "-0000",
        "-0000-01-01",
        "2013-00-XX",
    ),
    *("Y2013", "Y12013-05", "Y1E999", "Y" + "9" * 5000, "1950S0", "1950S5", "1950S", "2013~~", "~2013~", "2013?~"),
    *(
        "[]",
        "{}",
        "[..]",
        "[2013",
        "2013]",
        "[,2013]",
        "[2013..2014..2015]",
        "[2013/2014]",
        "[2015..2013]",
        "{..2013,2014..,2015}",
    ),
    *(
        "../..",
        "/..",
        "../",
        "2013//2014",
        "201x",
        "2013-uu",
        "2004-(06)?-11",
        "(2013)?",
        "Y17E7-12-26",
        "2013-06/2013-05",
    ),
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


@pytest.mark.parametrize(
    ("text", "extent"),
    [
        ("2013-04", "within"),
        ("2013~", "within"),
        ("2013-21", "within"),
        ("[2011..2013]", "within"),
        ("{2011,2013}", "within"),
        ("2011/2013", "throughout"),
        ("2011/..", "throughout"),
        ("/2013", "throughout"),
    ],
)
def test_an_interval_holds_throughout_and_all_else_within(text: str, extent: str) -> None:
    """True on every day of it, or on some day in it."""
    assert extent == parse_time(text).extent


def test_spaces_in_a_set_are_not_part_of_its_name() -> None:
    """Two writings of one set are one time."""
    assert parse_time("[2011, 2013]") == parse_time("[2011,2013]")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("201x", "a capital X"),
        ("2013?~", "a percent sign"),
        ("2004-(06)?-11", "an older draft"),
        ("12013", "begins with Y"),
        ("2013-2014", "2011/2013"),
        ("16/04/2013", "year-month-day"),
        ("2013-4-6", "two digits"),
    ],
)
def test_other_writings_of_a_date_say_what_to_write(text: str, hint: str) -> None:
    """Older drafts and other formats: the advice is about what was written."""
    with pytest.raises(BadValue) as caught:
        parse_time(text)

    assert hint in (caught.value.hint or "")


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


SIGNS = st.text(alphabet="0123456789XYSETZ-/~?%[]{}., ", max_size=24)
PARTS = st.sampled_from(
    [
        *("2031", "203X", "XXXX", "-0500", "Y12031", "1950S2", "05", "1X", "X2", "24", "33", "41", "03", "3X", "31"),
        *("-", "-", "-", "/", "..", ",", "[", "]", "{", "}", "~", "?", "%"),
    ]
)


@unhurried
@given(SIGNS | st.lists(PARTS, max_size=9).map("".join) | st.text())
def test_any_text_is_a_time_or_refused(text: str) -> None:
    """Nothing but BadValue; and what is taken is in order, reads back, and has no sign that the shapes refuse."""
    try:
        time = parse_time(text)
    except BadValue:
        return

    assert time == parse_time(time.label)
    assert not (time.earliest and time.latest) or time.earliest <= time.latest
    assert re.fullmatch(r"[-+0-9XYSETZ:/.,~?%\[\]{}]+", time.edtf)


@unhurried
@given(
    st.text()
    | st.lists(st.sampled_from(["nearly", "a", "11", "years", "half", "and", "decade", "سنتين", "P3D"])).map(" ".join)
)
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    """Nothing but BadValue; and what is taken reads back from its label."""
    try:
        duration = parse_duration(text)
    except BadValue:
        return

    assert duration == parse_duration(duration.label)


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
        ("a year", "P1Y", "", "P1Y", "1 year"),
        ("half a year", "P6M", "", "P6M", "6 months"),
        ("a year and a half", "P18M", "", "P1Y6M", "18 months"),
        ("two and a half years", "P30M", "", "P2Y6M", "30 months"),
        ("nearly two decades", "P20Y", "nearly", "P20Y", "nearly 20 years"),
        ("a fortnight", "P2W", "", "P14D", "2 weeks"),
        ("one hundred days", "P100D", "", "P100D", "100 days"),
        ("no less than 3 days", "P3D", "at least", "P3D", "at least 3 days"),
        ("٣ days", "P3D", "", "P3D", "3 days"),
        ("سنتين", "P2Y", "", "P2Y", "2 years"),
        ("أكثر من ثلاث سنوات", "P3Y", "more than", "P3Y", "more than 3 years"),
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
        "half a day",
        "a year or two",
        "3 hours",
        "11.5 years",
        "P",
        "P1Y2M",
        "PT3H",
        "P-1Y",
        "P١١Y",
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


@pytest.mark.parametrize(
    "module", [counting, durations, edtf, expressions, numbers, times], ids=lambda module: module.__name__
)
def test_examples_in_the_docstrings_run(module: object) -> None:
    """The examples show what the code does."""
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
    assert doctest.testmod(module).attempted > 0  # type: ignore[arg-type]
