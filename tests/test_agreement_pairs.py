"""Pairs of values as a careful reader judges them: each was judged before dalil was asked. All are invented."""

from datetime import date
from itertools import pairwise

import pytest
from pyoxigraph import Literal

from dalil.errors import BadValue
from dalil.model import Agreement, Claim
from dalil.values import Count, Duration, Time, parse_count, parse_duration, parse_time
from dalil.values.days import days_of
from tests.test_agreement import claim, compare, kinds, node, two

DATES = [
    # of two dates one, and none between them
    ("[2013-04-16,2013-06-02]", "2013-05-01", "conflicts"),
    ("[2013-04-16,2013-06-02]", "2013-06-02", "refines"),
    ("[2011,2013]", "2012", "conflicts"),
    ("[2011,2013]", "2013-05", "refines"),
    ("[2011,2013]", "[2010..2012]", "compatible"),
    ("[2011,2012]", "[2011..2012]", "same"),
    # both of two
    ("{2011,2013}", "2013", "compatible"),
    ("{2011,2013}", "2012", "conflicts"),
    ("{2013-04,2013-05}", "2013", "refines"),
    # digits that are not known
    ("201X", "2013-05", "refines"),
    ("201X", "[2010..2019]", "same"),
    ("201X", "2009", "conflicts"),
    ("19XX", "1987", "refines"),
    ("2013-04-XX", "2013-04", "same"),
    ("2013-XX-16", "2013-04-16", "refines"),
    ("2013-XX-16", "2013-04-17", "conflicts"),
    ("2013-XX-16", "2013-04", "compatible"),
    ("2013-XX-31", "2013-04", "conflicts"),
    ("156X-12-25", "1563-12-25", "refines"),
    ("156X-12-25", "1563-05-02", "conflicts"),
    ("201X-04", "2013-06", "conflicts"),
    ("1984-1X", "1984-11", "refines"),
    ("1984-1X", "1984-05", "conflicts"),
    ("1XXX-XX-25", "1563-05-02", "compatible"),
    # seasons, of either half of the world
    ("2013-21", "2013-04-16", "refines"),
    ("2013-21", "2013-10", "compatible"),
    ("2013-21", "2013-08-16", "conflicts"),
    ("2013-24", "2013-04-16", "conflicts"),
    ("2012-24", "2013-01", "refines"),
    ("2013-22", "2013-07", "refines"),
    ("2013-25", "2013-06-10", "refines"),
    ("2013-26", "2013-12", "conflicts"),
    ("2013-33", "2013-02", "refines"),
    ("2013-33", "2013-05", "conflicts"),
    ("2013-40", "2013-06", "refines"),
    # about and perhaps
    ("2013~", "2014", "compatible"),
    ("2013~", "2020", "compatible"),
    ("2013~", "1950", "conflicts"),
    ("2013?", "1950", "compatible"),
    ("2013-04~", "2015-04", "conflicts"),
    ("2013-04-16~", "2013-04-20", "compatible"),
    ("2013-04-16~", "2014-04-16", "conflicts"),
    ("2013-04~/2013-06", "2013-03", "compatible"),
    ("2013-04-16?", "2013-04", "refines"),
    ("2013", "2013%", "compatible"),
    # open
    ("[..2013]", "2012", "refines"),
    ("[..2013]", "2014-01", "conflicts"),
    ("[2013..]", "[..2013]", "compatible"),
    ("2013-04-16/..", "2013-04-15", "conflicts"),
    ("../2013", "2012", "compatible"),
]


@pytest.mark.parametrize(("a", "b", "kind"), DATES)
def test_dates_are_judged_by_the_days_on_which_they_can_lie(a: str, b: str, kind: str) -> None:
    """Gaps and all."""
    assert two("date", parse_time(a), parse_time(b)) == [(kind, "date-ranges")]


@pytest.mark.parametrize("text", ["2013-04-16T10:00:00Z", "2013-04-16T10:00:00+03:00", "2013-04-16Z", "2013+03:00"])
def test_a_time_of_day_or_a_zone_is_refused(text: str) -> None:
    """Neither is kept, and neither may be lost in silence."""
    with pytest.raises(BadValue, match=r"EDTF|not kept"):
        parse_time(text)


COUNTS = [
    ("dozens of people", "15 people", "conflicts"),
    ("hundreds of people", "150 people", "conflicts"),
    ("hundreds of people", "at least 150 people", "compatible"),
    ("0 civilians", "41 civilians", "conflicts"),
    ("0 people", "41 civilians", "conflicts"),
    ("0 civilians", "41 people", "compatible"),
    ("40-50 people", "between 42 and 45 people", "refines"),
    ("40-50 people", "45-60 people", "compatible"),
    ("fewer than 41 people", "at most 40 people", "same"),
    ("fewer than 41 people", "at least 41 people", "conflicts"),
    ("fewer than 42 people", "at least 41 people", "compatible"),
    ("about 5 people", "6 people", "compatible"),
    ("about 40 people", "nearly 40 people", "compatible"),
    ("41 girls", "40 children", "conflicts"),
    ("one person", "two people", "conflicts"),
]


@pytest.mark.parametrize(("a", "b", "kind"), COUNTS)
def test_counts_are_judged_by_what_their_words_leave_open(a: str, b: str, kind: str) -> None:
    """An approximate figure is never narrower than its sentence says."""
    assert two("killed", parse_count(a), parse_count(b)) == [(kind, "count-ranges")]


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("less than 3 days", "3 days", "conflicts"),
        ("more than two weeks", "14 days", "conflicts"),
        ("more than two weeks", "15 days", "compatible"),
        ("over 11 years", "11 years", "conflicts"),
        ("over 11 years", "at most 11 years", "conflicts"),
        ("over 11 years", "at least 11 years", "compatible"),
        ("about two years", "26 months", "compatible"),
    ],
)
def test_a_length_that_the_words_leave_out_is_left_out(a: str, b: str, kind: str) -> None:
    """More than two weeks is not 14 days."""
    assert two("duration", parse_duration(a), parse_duration(b)) == [(kind, "durations")]


DENIALS: list[tuple[str, Time | Count | Duration, Time | Count | Duration, bool]] = [
    ("date", parse_time("2011/2014"), parse_time("2012/2013"), True),
    ("date", parse_time("2012/2014"), parse_time("2013"), True),
    ("date", parse_time("2013"), parse_time("2012/2014"), False),
    ("date", parse_time("2013-04"), parse_time("2013-04-16"), False),
    ("date", parse_time("2013~"), parse_time("2012/2014"), False),
    ("killed", parse_count("41 people"), parse_count("at least 40 people"), True),
    ("killed", parse_count("more than 50 people"), parse_count("at least 40 people"), True),
    ("killed", parse_count("41 civilians"), parse_count("at least 40 people"), True),
    ("killed", parse_count("at least 40 people"), parse_count("41 people"), False),
    ("killed", parse_count("41 civilians"), parse_count("41 people"), False),
    ("killed", parse_count("41 people"), parse_count("at least 40 families"), False),
    ("killed", parse_count("41 people"), parse_count("countless people"), False),
    ("duration", parse_duration("5 days"), parse_duration("at least 3 days"), True),
    ("duration", parse_duration("3 days"), parse_duration("more than 3 days"), False),
    ("duration", parse_duration("at least 3 days"), parse_duration("5 days"), False),
]


@pytest.mark.parametrize(("term", "held", "denied", "conflict"), DENIALS)
def test_who_denies_a_value_denies_all_from_which_it_follows(
    term: str, held: Time | Count | Duration, denied: Time | Count | Duration, *, conflict: bool
) -> None:
    """That it were at least 40 is denied: then it were not 41. That it were 41 is denied: it may still be at least 40."""
    wanted = [("conflicts", "denial")] if conflict else []

    assert two(term, held, denied, modes=("asserted", "denied")) == wanted
    assert two(term, denied, held, modes=("denied", "alleged")) == wanted


# --- offices


def post(speaker: str, began: str, ended: str) -> Claim:
    """`speaker` says that somebody of the same name commanded the Guard."""
    event = f"event-{speaker}"
    dates = tuple((event, term, parse_time(day)) for term, day in (("began", began), ("ended", ended)) if day)
    office = (event, "classification", Literal("commander"))
    return claim(speaker, (event, "holder", f"actor-{speaker}"), (event, "forBody", "actor-guard"), office, *dates)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (("2011-01-01", "2013-05-05"), ("2012-01-01", "2014-05-05"), "conflicts"),
        (("2011-01-01", "2013-05-05"), ("2013-05-05", "2015"), "compatible"),
        (("", "2013-05-05"), ("2013-05-05", ""), "compatible"),
        (("2011-01-01", "2013-05-05"), ("2013-05-06", "2015"), "unrelated-in-time"),
        (("2011", "2013"), ("2013", "2015"), "compatible"),
        (("2011", ""), ("2013", "2015"), "compatible"),
        (("2013-05-05", "2013-05-05"), ("2013-05-05", "2013-05-05"), "conflicts"),
        (("", ""), ("", ""), "conflicts"),
    ],
)
def test_who_leaves_and_who_comes_may_share_a_day(one: tuple[str, str], other: tuple[str, str], kind: str) -> None:
    """A handover is no conflict."""
    pair = [post("a", *one), post("b", *other)]

    assert kinds(compare(*pair)) == [(kind, "office-holders")]
    assert compare(*pair) == compare(*reversed(pair))


# --- the order of more than two acts


def order(speaker: str, *acts: str, term: str = "before") -> Claim:
    """Each act before the next."""
    return claim(speaker, *((f"event-{a}", term, f"event-{b}") for a, b in pairwise(acts)))


def test_an_order_of_several_acts_is_followed_from_act_to_act() -> None:
    """Who puts x before y before z conflicts with who puts z before x, and the sentence has each step."""
    (found,) = compare(order("a", "x", "y", "z"), order("b", "z", "x"))

    assert (found.kind, found.rule) == ("conflicts", "order-of-acts")
    steps = "The shooting said to come before event-y and event-y said to come before event-z, according to A (a)"
    assert found.sentence.startswith(steps)
    assert "event-z said to come before the shooting, according to B (b)" in found.sentence
    assert [found] == compare(order("b", "z", "x"), order("a", "x", "y", "z"))


def test_a_way_with_a_list_in_it_is_that_of_a_list() -> None:
    """It is as sure as its least sure step."""
    assert kinds(compare(order("a", "x", "y", "z", term="mentionedBefore"), order("b", "z", "x"))) == [
        ("conflicts", "order-of-acts")
    ]
    lists = order("a", "x", "y", "z", term="mentionedBefore"), order("b", "z", "x", term="mentionedBefore")
    assert kinds(compare(*lists)) == [("compatible", "order-of-acts")]


def test_a_circle_in_one_claim_ends_nothing() -> None:
    """It is compared step by step."""
    found = compare(order("a", "x", "y", "z", "x"), order("b", "x", "y"))

    assert kinds(found) == [("conflicts", "order-of-acts"), ("same", "same-thing")]


# --- sentences


def sentence(*pair: Claim) -> str:
    """The sentence of the one agreement of two."""
    found: list[Agreement] = compare(*pair)
    assert len(found) == 1
    return found[0].sentence


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ("[2013-04..2013-05]", "[2013-04..2013-06]", "“between 2013-04 and 2013-05” lies within “between 2013-04 and 2013-06”."),
        ("2013-04-16?", "2013-04", "“perhaps 2013-04-16” lies within 2013-04."),
        ("2013-04-16", "2013-21", "2013-04-16 lies within “spring 2013”, as the northern half of the world has its seasons."),
        ("2013-02", "2013-33", "2013-02 lies within “the first quarter of 2013”."),
        ("2013", "201X", "2013 lies within “some year from 2010 to 2019”."),
        ("2013", "{2011,2013}", "Both can hold: 2013 is among “2011 and 2013”."),
        ("1950", "2013~", "They have no day in common, and “about 2013” is read as no more than 10 times its own length off."),
    ],
)  # fmt: skip
def test_the_reason_is_a_sentence(a: str, b: str, why: str) -> None:
    """Begun with a capital or a figure; what is no plain date in quotation marks."""
    told = sentence(claim("a", ("event-x", "date", parse_time(a))), claim("b", ("event-x", "date", parse_time(b))))

    assert told.endswith(f". {why}")


def test_a_name_with_an_article_is_written_as_its_place_wants() -> None:
    """With a capital at the beginning, without one further on; words that are quoted stay as they are."""
    before = claim("a", ("actor-guard", "place", "event-x")), claim("b", ("actor-guard", "place", "event-y"))
    told = sentence(*before)

    assert told.startswith("The Guard, place: ")
    assert " the shooting, according to A (a)" in told
    name = Literal("Words on The weir")
    assert "“Words on The weir”" in sentence(*(claim(s, ("event-x", "title", name)) for s in "ab"))
    assert node("event-x").value.endswith("event-x")


@pytest.mark.parametrize("text", sorted({text for a, b, _ in DATES for text in (a, b) if "-2" not in text}))
def test_days_with_gaps_have_the_bounds_of_the_time(text: str) -> None:
    """The first and the last day are those that EDTF gives it; between two stretches there is a gap."""
    time = parse_time(text)
    stretches = days_of(time).stretches

    assert stretches[0][0] == (time.earliest or date.min)
    assert stretches[-1][1] == (time.latest or date.max)
    assert all((second[0] - first[1]).days > 1 for first, second in pairwise(stretches))
