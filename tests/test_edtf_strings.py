"""EDTF as two other projects read it: their test strings, with every difference named and given its reason.

The strings are not in the repository: without ../shared/data there is nothing to compare.
And against the `edtf` library itself, on the dates that it reads rightly.
"""

import csv
import io
from contextlib import redirect_stdout
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from dalil.errors import BadValue
from dalil.values import parse_time
from dalil.values.edtf import Moment, span
from tests.little import unhurried

STRINGS = Path(__file__).parents[2] / "shared" / "data" / "edtf" / "strings.csv"
needs_the_strings = pytest.mark.skipif(not STRINGS.exists(), reason="the strings of two projects are not here")

TIME_OF_DAY = "no claim is about an hour: the day is to be written"
SIGNS_OF_2012 = "the draft of 2012 had ?~ for what is now %"
BRACKETS_OF_2012 = "the draft of 2012 had brackets; now the place of the sign says what it is meant for"
LETTERS_OF_2012 = "the draft of 2012 had u and x for what is now X"
REFUSED = {  # which another project takes, and we do not
    TIME_OF_DAY: {
        *("2001-02-03T09:30:01", "2004-01-01T10:10:10Z", "2004-01-01T10:10:10+05:00", "1985-04-12T23:20:30"),
        "2004-01-01T02:10:10+05:00",
    },
    SIGNS_OF_2012: {"1984?~", "2004?~", "2004-06-01?~", "2004-06?~-01", "2004-06?~", "2004?~-06"},
    LETTERS_OF_2012: {"196x", "19xx", "199u", "19uu", "1999-uu", "1999-02-uu", "1999-uu-uu"},
}
OTHER_BOUNDS = {  # which the library bounds otherwise
    "an unknown side is unknown; the library takes it for ten years": {"/2006", "2004-06-01/", "1984-06-02?/"},
    "nobody says in which half of the world, and a winter may end in the next year": {
        *("2001-21", "2003-22", "2000-23", "2010-24"),
    },
    "S says how many digits are sure: 1950S2 is a year from 1900 to 1999": {
        *("1950S2", "1953S2", "1953S3", "Y17101E4S3", "Y3388E2S3", "Y171010000S3"),
    },
    "no year is said, so no first and no last one": {"XXXX-XX-23"},
}


def rows(origin: str) -> list[dict[str, str]]:
    """The strings of one project."""
    if not STRINGS.exists():
        return []
    with STRINGS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["origin"].startswith(origin)]


def is_read(text: str) -> bool:
    """Whether we take it for a date."""
    try:
        parse_time(text)
    except BadValue:
        return False
    return True


def named(text: str, table: dict[str, set[str]]) -> str:
    """The reason for a difference, if one is given."""
    reasons = [reason for reason, strings in table.items() if text in strings]
    if not reasons and table is REFUSED and "(" in text:
        return BRACKETS_OF_2012
    return next(iter(reasons), "")


@needs_the_strings
@pytest.mark.parametrize("row", rows(""), ids=lambda row: f"{row['origin']} {row['string']}")
def test_strings_are_taken_or_refused_as_their_projects_say(row: dict[str, str]) -> None:
    """But for those that are named, with the reason. Where the two projects disagree, ISO 8601-2:2019 is on one side."""
    text = row["string"]

    assert is_read(text) == (row["expected"] == "accept" and not named(text, REFUSED))


@needs_the_strings
def test_all_strings_are_there_and_every_difference_is_one() -> None:
    """None is left out, and no reason is given for a string that is taken."""
    given_reasons = set(chain.from_iterable([*REFUSED.values(), *OTHER_BOUNDS.values()]))

    assert len(rows("")) == 193
    assert given_reasons <= {row["string"] for row in rows("")}
    assert not any(is_read(text) for text in chain.from_iterable(REFUSED.values()))


def day(text: str) -> Moment | None:
    """`-0199-01-01`; nothing for an open side."""
    if text in ("inf", "-inf"):
        return None
    year, month, number = text.removeprefix("-").split("-")
    return Moment(-int(year) if text.startswith("-") else int(year), int(month), int(number))


@needs_the_strings
@pytest.mark.parametrize(
    "row",
    [row for row in rows("python-edtf") if row["expected"] == "accept" and not named(row["string"], REFUSED)],
    ids=lambda row: row["string"],
)
def test_bounds_are_those_of_the_library(row: dict[str, str]) -> None:
    """The days that the words alone leave open, before and after the years of our calendar too."""
    uppers = row["upper_or_bounds"].split("|")
    theirs = day(row["lower_or_properties"]), day(uppers[1] if len(uppers) == 4 else uppers[0])
    ours = span(row["string"].replace(", ", ","))

    assert (ours == theirs) == (not named(row["string"], OTHER_BOUNDS))


@needs_the_strings
@pytest.mark.parametrize(
    "row",
    [row for row in rows("edtf-ruby") if is_read(row["string"]) and row["lower_or_properties"].startswith("year=")],
    ids=lambda row: row["string"],
)
def test_dates_begin_where_the_other_project_has_them(row: dict[str, str]) -> None:
    """The first day."""
    said = dict(part.split("=") for part in row["lower_or_properties"].split(";"))

    assert span(row["string"])[0] == Moment(int(said["year"]), int(said["month"]), int(said["day"]))


def library(text: str) -> tuple[object, object] | None:
    """First and last day as the library has them; None where it refuses."""
    with redirect_stdout(io.StringIO()):  # the library prints what it cannot read
        try:
            parsed = parse_edtf(text)
            first, last = parsed.lower_strict(), parsed.upper_strict()
        except Exception:  # noqa: BLE001 - it raises whatever its parts raise
            return None
    return Moment(*first[:3]), Moment(*last[:3])


TWO = st.integers(1, 31).map("{:02d}".format)
YEARS = st.integers(1, 9999).map("{:04d}".format) | st.from_regex(r"[12][0-9]{2}X|[12][0-9]XX", fullmatch=True)
DATES = st.lists(TWO | st.just("XX"), max_size=2).flatmap(lambda rest: YEARS.map(lambda year: "-".join([year, *rest])))
MARKED = st.builds(str.__add__, DATES, st.sampled_from(["", "", "?", "~", "%"]))


def is_read_rightly(text: str) -> bool:
    """No season, whose months are a matter of the place; no sign behind an X, nor a day that only some months have."""
    year, month, number = (*text.rstrip("?~%").split("-"), "", "")[:3]
    unsure = "X" in year + month + number
    return not (month.isdigit() and int(month) > 12) and not (
        unsure and (text[-1] in "?~%" or number in ("29", "30", "31"))
    )


@unhurried
@given(MARKED.filter(is_read_rightly))
def test_dates_are_bounded_as_the_library_bounds_them(text: str) -> None:
    """Years, months and days, sure or not, with digits that are not known; and what no calendar has is refused."""
    theirs = library(text)
    try:
        ours = span(text)
    except ValueError:
        assert theirs is None
        return

    assert theirs is not None
    assert ours == theirs


@unhurried
@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_intervals_are_bounded_as_the_library_bounds_them(a: date, b: date, precision: int, other: int) -> None:
    """Month by month, and leap year by leap year."""
    first, last = sorted((a, b))
    text = f"{first.isoformat()[:precision]}/{last.isoformat()[:other]}"

    assert span(text) == library(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("[2011-05-01..2018-06-24]", Moment(2011, 5, 1), Moment(2018, 6, 24)),  # ixc/python-edtf#92
        ("1921/197X~", Moment(1921, 1, 1), Moment(1979, 12, 31)),  # ixc/python-edtf#77
        ("192X-33", Moment(1920, 1, 1), Moment(1929, 3, 31)),  # inukshuk/edtf.js#51
        ("1984-1X", Moment(1984, 10, 1), Moment(1984, 12, 31)),
        ("19XX-02-29", Moment(1904, 2, 29), Moment(1996, 2, 29)),
        ("1004-06-~01/2004-06-~20", Moment(1004, 6, 1), Moment(2004, 6, 20)),
        ("1950S2", Moment(1900, 1, 1), Moment(1999, 12, 31)),
        ("-1950S2", Moment(-1999, 1, 1), Moment(-1900, 12, 31)),
        ("Y17E7", Moment(170000000, 1, 1), Moment(170000000, 12, 31)),
        ("-0044-03-15", Moment(-44, 3, 15), Moment(-44, 3, 15)),
        ("-0004-02-29", Moment(-4, 2, 29), Moment(-4, 2, 29)),
        ("-000X", Moment(-9, 1, 1), Moment(-1, 12, 31)),
    ],
)
def test_what_libraries_fail_at_is_read(text: str, first: Moment, last: Moment) -> None:
    """Strings that other readers refuse, or bound wrongly, by their own issue trackers or by trial."""
    assert (first, last) == span(text)
