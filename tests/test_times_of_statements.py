"""A statement about one time never conflicts with one about another: offices, bases, numbers of members, presence and absence."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from dalil.model import AGREEMENT_KINDS, Agreement, Claim, Object, Statement
from dalil.reconcile import RULES, Linker, agreements
from dalil.reconcile.comparing.timewords import at, worded
from dalil.values import Time, parse_count, parse_time
from tests.little import unhurried
from tests.test_agreement import BASE, LABELS, VOCABULARY, claim, kinds, node, two


def compare(
    *claims: Claim, published: Mapping[str, str] | None = None, types: Mapping[str, str] | None = None
) -> list[Agreement]:
    """All agreements, with the days of sources (`a` → 2031) and the types of the registry."""
    days = {f"source-{source}": parse_time(day) for source, day in (published or {}).items()}
    return agreements(claims, VOCABULARY, Linker(), BASE, LABELS, published=days, types=types)


def post(
    who: str, holder: str, *, began: str = "", ended: str = "", seen: str = "", office: str = "commander"
) -> Claim:
    """A claim of `who` that somebody holds an office of the company, from and to."""
    event = f"event-post-{holder}-{who}"
    dates: list[tuple[str, str, Object | str]] = [
        (event, term, parse_time(day)) for term, day in (("began", began), ("ended", ended), ("attested", seen)) if day
    ]
    return claim(
        who,
        (event, "type", "Position"),
        (event, "holder", f"actor-{holder}"),
        (event, "forBody", "actor-company"),
        (event, "classification", Literal(office, language="en")),
        *dates,
    )


def typed(who: str, *said: tuple[str, str, Object | str], mode: str = "asserted") -> Claim:
    """A claim in which `type` is said of dalil's classes."""
    from dalil.vocabulary import TYPE, dalil

    content = tuple(
        Statement(node(s), TYPE, dalil(str(o)))
        if p == "type"
        else Statement(node(s), dalil(p), node(o) if isinstance(o, str) else o)
        for s, p, o in said
    )
    return Claim(content, mode, (node(f"actor-{who}"),), node(f"source-{who}"))


# --- offices


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ({"began": "2011", "ended": "2013"}, {"began": "2014", "ended": "2016"}, "unrelated-in-time"),
        ({"began": "2011", "ended": "2013"}, {"began": "2012", "ended": "2016"}, "conflicts"),
        ({"began": "2011", "ended": "2013"}, {"began": "2013", "ended": "2016"}, "compatible"),
        ({"began": "2011-03-01"}, {"began": "2012-03-01"}, "compatible"),
        ({"began": "2011-03-01"}, {"began": "2012", "ended": "2014"}, "compatible"),
        ({"ended": "2010"}, {"began": "2012"}, "unrelated-in-time"),
        ({"seen": "2011-05-03"}, {"seen": "2013-06-01"}, "unrelated-in-time"),
        ({"seen": "2011-05-03"}, {"seen": "2011-05-03"}, "conflicts"),
        ({"seen": "2011"}, {"seen": "2011"}, "compatible"),
        ({"seen": "2011-05-03"}, {"began": "2010", "ended": "2012"}, "conflicts"),
        ({"seen": "2011/2013"}, {"seen": "2012"}, "conflicts"),
        ({"seen": "[2011..2013]"}, {"seen": "2012"}, "compatible"),
        ({}, {}, "conflicts"),
        ({"seen": "2011"}, {}, "compatible"),
    ],
)
def test_two_holders_of_one_office_are_compared_by_when(
    first: dict[str, str], second: dict[str, str], kind: str
) -> None:
    """At one time they conflict, each at their own time they do not, and where the times are open both can hold."""
    pair = [post("a", "x", **first), post("b", "y", **second)]
    found = compare(*pair)

    assert [agreement for agreement in found if agreement.rule == "office-holders"] == found
    assert [agreement.kind for agreement in found] == [kind]
    assert found == compare(*reversed(pair))


def test_sentence_of_an_office_says_who_holds_it_when() -> None:
    """Body, office, both holders with their voices, and both times."""
    (found,) = compare(post("a", "x", began="2011", ended="2013"), post("b", "y", began="2014", ended="2016"))

    told = {"actor-x (from 2011 to 2013), according to A (a)", "actor-y (from 2014 to 2016), according to B (b)"}
    about, _, rest = found.sentence.removesuffix(".").partition(": ")
    assert about == "The company, commander"
    assert {*rest.partition(". ")[0].split("; ")} == told
    assert rest.endswith("Each is of its own time, and what holds at one time need not hold at another")


def test_other_offices_may_have_many_holders() -> None:
    """Two soldiers, or a commander and a clerk, are compared by nobody."""
    assert compare(post("a", "x", office="soldier"), post("b", "y", office="soldier")) == []
    assert compare(post("a", "x"), post("b", "y", office="clerk")) == []


def test_who_has_no_name_may_be_the_one_who_has() -> None:
    """An unnamed commander is no second one."""
    assert compare(post("a", "x"), post("b", "y"), types={"actor-y": "UnnamedPerson"}) == []


def test_heads_are_compared_by_the_days_of_their_sources() -> None:
    """A letter of 2010 and a letter of 2015 speak of the heads of their times."""
    pair = [claim("a", ("actor-x", "headOf", "actor-company")), claim("b", ("actor-y", "headOf", "actor-company"))]

    assert kinds(compare(*pair)) == [("conflicts", "office-holders")]
    assert kinds(compare(*pair, published={"a": "2010", "b": "2015"})) == [("unrelated-in-time", "office-holders")]
    assert kinds(compare(*pair, published={"a": "2010-05-03", "b": "2010-05-03"})) == [("conflicts", "office-holders")]
    assert kinds(compare(*pair, published={"a": "2010"})) == [("conflicts", "office-holders")]


# --- states of one thing


def test_numbers_of_members_change() -> None:
    """300 in 2031 and 500 in 2034 are no conflict; in one year, or in sources without a day, they are."""
    pair = [
        claim(who, ("actor-company", "memberCount", parse_count(count)))
        for who, count in (("a", "300 men"), ("b", "500 men"))
    ]

    assert kinds(compare(*pair)) == [("conflicts", "count-ranges")]
    assert kinds(compare(*pair, published={"a": "2031", "b": "2034"})) == [("unrelated-in-time", "count-ranges")]
    assert kinds(compare(*pair, published={"a": "2031-05", "b": "2031-05"})) == [("conflicts", "count-ranges")]


@pytest.mark.parametrize(("term", "a", "b"), [("killed", "41 men", "43 men"), ("injured", "2 men", "3 men")])
def test_what_happened_once_has_no_other_time(term: str, a: str, b: str) -> None:
    """Two sources of different years that count the dead of one event do disagree."""
    pair = [claim("a", ("event-x", term, parse_count(a))), claim("b", ("event-x", term, parse_count(b)))]

    assert kinds(compare(*pair, published={"a": "2031", "b": "2034"})) == [("conflicts", "count-ranges")]


def test_place_of_an_event_stays_a_conflict_though_the_dates_conflict_too() -> None:
    """That each gives another day to one event does not make two events of it."""
    pair = [
        claim(who, ("event-x", "place", place), ("event-x", "date", parse_time(day)))
        for who, place, day in (("a", "place-weir", "2031-05-03"), ("b", "place-mill", "2031-05-04"))
    ]

    assert kinds(compare(*pair)) == [("conflicts", "date-ranges"), ("conflicts", "single-value")]


def based(who: str, place: str, began: str, ended: str) -> Claim:
    """A claim that the company was based somewhere, from and to."""
    event = f"event-site-{place}"
    return claim(
        who,
        (event, "type", "Position"),
        (event, "holder", "actor-company"),
        (event, "place", place),
        (event, "began", parse_time(began)),
        (event, "ended", parse_time(ended)),
        ("actor-company", "basedAt", place),
    )


def test_bases_of_different_years_are_of_different_times() -> None:
    """A unit that is said to have moved; at one time it may have two bases, and nothing is said."""
    moved = compare(based("a", "place-weir", "2011", "2012"), based("b", "place-mill", "2013", "2014"))
    two_bases = compare(based("a", "place-weir", "2011", "2013"), based("b", "place-mill", "2012", "2014"))

    assert kinds(moved) == [("unrelated-in-time", "times")]
    assert two_bases == []


@pytest.mark.parametrize(
    ("first", "second", "kind"), [("2012", "2014", "unrelated-in-time"), ("2012-05-03", "2012-05-03", "conflicts")]
)
def test_time_that_stands_beside_a_state_is_its_time(first: str, second: str, kind: str) -> None:
    """`{ memberCount: 300 men, attested: 2012 }`, whatever the days of the sources."""
    pair = [
        claim(who, ("actor-company", "memberCount", parse_count(count)), ("actor-company", "attested", parse_time(day)))
        for who, count, day in (("a", "300 men", first), ("b", "500 men", second))
    ]
    found = compare(*pair, published={"a": "2031", "b": "2031"})

    assert [a.kind for a in found if a.term == "memberCount"] == [kind]


# --- denials


@pytest.mark.parametrize(
    ("days", "kind"),
    [({}, "conflicts"), ({"a": "2031", "b": "2034"}, "unrelated-in-time"), ({"a": "2031", "b": "2031"}, "conflicts")],
)
def test_presence_and_absence_at_different_times(days: dict[str, str], kind: str) -> None:
    """Who says in 2034 that a unit is not in a town does not contradict who says in 2031 that it is."""
    pair = [
        claim("a", ("actor-company", "operatesIn", "place-town")),
        claim("b", ("actor-company", "operatesIn", "place-town"), mode="denied"),
    ]

    assert kinds(compare(*pair, published=days)) == [(kind, "denial")]


def test_denial_of_an_act_is_of_the_time_of_the_act() -> None:
    """Years between accusation and denial change nothing."""
    pair = [
        claim("a", ("event-x", "perpetrator", "actor-guard")),
        claim("b", ("event-x", "perpetrator", "actor-guard"), mode="denied"),
    ]

    assert kinds(compare(*pair, published={"a": "2031", "b": "2044"})) == [("conflicts", "denial")]


def test_denial_of_an_inquiry_is_of_its_own_time() -> None:
    """No inquiry under way in 2031, one under way in 2034."""
    pair = [
        typed(
            "a",
            ("event-inquiry", "type", "Investigation"),
            ("event-inquiry", "investigator", "actor-guard"),
            mode="denied",
        ),
        typed("b", ("event-inquiry", "type", "Investigation"), ("event-inquiry", "investigator", "actor-guard")),
    ]

    assert kinds(compare(*pair, published={"a": "2031", "b": "2034"})) == [("unrelated-in-time", "denial")]
    assert kinds(compare(*pair)) == [("conflicts", "denial")]


def test_denial_that_it_happened_at_all() -> None:
    """A claim that denies nothing but the kind of a thing conflicts with whoever says that it was one."""
    held = typed("a", ("event-x", "type", "Shooting"), ("event-x", "place", "place-weir"))

    assert kinds(compare(held, typed("b", ("event-x", "type", "Shooting"), mode="denied"))) == [("conflicts", "denial")]
    assert compare(held, typed("b", ("event-x", "type", "Burning"), mode="denied")) == []
    assert compare(held, typed("b", ("event-x", "type", "Shooting"))) == []


def test_who_denies_the_whole_denies_its_parts() -> None:
    """Not the Guard, so not its company; of the company alone, nothing follows for the Guard. So of days and months."""
    chain = claim("c", ("actor-company", "memberOf", "actor-guard"))

    def told(held: str, denied: str) -> list[tuple[str, str]]:
        pair = [
            claim("a", ("event-x", "perpetrator", held)),
            claim("b", ("event-x", "perpetrator", denied), mode="denied"),
        ]
        return kinds(compare(*pair, chain))

    assert told("actor-company", "actor-guard") == [("conflicts", "denial")]
    assert told("actor-guard", "actor-company") == []
    assert two("date", parse_time("2013-04-16"), parse_time("2013-04"), modes=("asserted", "denied")) == [
        ("conflicts", "denial")
    ]


# --- nobody acted, and somebody did


def silence(who: str, *dates: tuple[str, str, Object | str]) -> Claim:
    """A claim that the council did not answer a report."""
    return typed(
        who,
        ("event-silence", "type", "Omission"),
        ("event-silence", "agent", "actor-council"),
        ("event-silence", "about", "work-report"),
        *dates,
    )


def answer(who: str, by: str = "actor-council", to: str = "work-report") -> Claim:
    """A claim that somebody answered it."""
    return typed(
        who, ("event-answer", "type", "Reaction"), ("event-answer", "reactor", by), ("event-answer", "reactionTo", to)
    )


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        ({"a": "2031-05", "b": "2034"}, "unrelated-in-time"),
        ({"a": "2034", "b": "2031-05"}, "conflicts"),
        ({"a": "2031", "b": "2031"}, "conflicts"),
        ({"a": "2031"}, "compatible"),
        ({}, "compatible"),
    ],
)
def test_no_answer_and_an_answer_are_compared_by_the_days_of_the_tellings(days: dict[str, str], kind: str) -> None:
    """What was not done by one day may have been done by another; what was done before, was not undone."""
    pair = [silence("a"), answer("b")]
    found = compare(*pair, published=days)

    assert kinds(found) == [(kind, "absence-and-presence")]
    assert found == compare(*reversed(pair), published=days)


def test_answer_of_another_is_no_answer() -> None:
    """That a society answered does not contradict that the council did not; of a group without known members it stays open."""
    by_society, days = answer("b", "actor-society"), {"a": "2034", "b": "2031"}

    assert compare(silence("a"), by_society, published=days) == []
    (found,) = compare(silence("a"), by_society, published=days, types={"actor-council": "Group"})
    assert found.kind == "compatible"
    assert "No claim ties actor-society to actor-council." in found.sentence
    member = claim("c", ("actor-society", "memberOf", "actor-council"))
    assert kinds(compare(silence("a"), by_society, member, published=days)) == [("conflicts", "absence-and-presence")]


def test_answer_to_the_film_answers_the_report_on_it() -> None:
    """A report rests on its film; of another work nothing is said."""
    tie = claim("c", ("work-report", "derivedFrom", "work-film"))

    assert kinds(compare(silence("a"), answer("b", to="work-film"), tie)) == [("compatible", "absence-and-presence")]
    assert compare(silence("a"), answer("b", to="work-other"), tie) == []


# --- what is not compared


def test_inference_is_not_compared_with_what_it_was_drawn_from() -> None:
    """By however many steps; with others it is."""
    first = claim("a", ("event-x", "date", parse_time("2031")))
    other = claim("b", ("event-x", "date", parse_time("2033")))
    step = Claim(
        (Statement(node("event-z"), first.statements[0].predicate, parse_time("2040")),),
        "inferred",
        (node("actor-e"),),
        premises=(first.local,),
        reason="r",
    )
    drawn = Claim(
        (Statement(node("event-x"), first.statements[0].predicate, parse_time("2032")),),
        "inferred",
        (node("actor-e"),),
        premises=(step.local,),
        reason="r",
    )
    pairs = {frozenset((a.first, a.second)) for a in compare(first, other, step, drawn)}

    assert pairs == {frozenset((first.local, other.local)), frozenset((drawn.local, other.local))}


def test_retracted_and_withdrawn_claims_are_compared_with_nothing() -> None:
    """They stay on record, and agree and conflict with nobody."""
    from dataclasses import replace

    one, other = (claim(who, ("event-x", "place", place)) for who, place in (("a", "place-weir"), ("b", "place-mill")))
    gone = replace(other, withdrawn=parse_time("2032"), withdrawal="Row 7 is gone.")

    assert len(compare(one, other)) == 1
    assert compare(one, gone) == []
    assert agreements([one, other], VOCABULARY, Linker(), BASE, LABELS, retracted={other.local}) == []


def test_reserve_of_a_source_is_told_and_the_kind_stays() -> None:
    """A hedged claim conflicts like another; the sentence has its reserve."""
    from dataclasses import replace

    one, other = (claim(who, ("event-x", "place", place)) for who, place in (("a", "place-weir"), ("b", "place-mill")))
    (found,) = compare(one, replace(other, hedge="may"))

    assert found.kind == "conflicts"
    assert "according to B (b), with the reserve “may”" in found.sentence


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2031-05-03", "on 2031-05-03"),
        ("2031-05", "in 2031-05"),
        ("2031/2033", "from 2031 to 2033"),
        ("2031/..", "from 2031 on"),
        ("../2033", "until 2033"),
        ("[2031..2033]", "between 2031 and 2033"),
        ("[2031..]", "in 2031 or later"),
        ("[..2033]", "in 2033 or earlier"),
        ("[2031,2033]", "in 2031 or 2033"),
        ("2031~", "in about 2031"),
        ("2031?", "perhaps in 2031"),
        ("2031~/2033", "from about 2031 to 2033"),
    ],
)
def test_times_are_told_in_words(edtf: str, words: str) -> None:
    """Not everybody reads EDTF."""
    assert at(parse_time(edtf)) == words


def test_unresolved_time_is_told_in_its_own_words() -> None:
    """Between quotation marks."""
    assert worded(Time(words="Today", scope="a")) == "“Today”"


# --- whichever comes first

DAYS = st.sampled_from(["2011", "2012-05-03", "2011/2013", "2013/..", "[2010..2012]", "2014~"]).map(parse_time)
ACTORS = st.sampled_from(["actor-x", "actor-y", "actor-company", "actor-council"])
EVENTS = st.sampled_from(["event-x", "event-y"])
CLASSES = ["Position", "Omission", "Reaction", "Investigation", "Presidency"]
SAID = (
    st.tuples(EVENTS, st.just("type"), st.sampled_from(CLASSES))
    | st.tuples(EVENTS, st.sampled_from(["holder", "forBody", "agent", "reactor", "investigator"]), ACTORS)
    | st.tuples(EVENTS, st.sampled_from(["began", "ended", "attested", "date"]), DAYS)
    | st.tuples(EVENTS, st.sampled_from(["about", "reactionTo"]), st.sampled_from(["work-a", "work-b"]))
    | st.tuples(EVENTS, st.just("classification"), st.just(Literal("commander", language="en")))
    | st.tuples(EVENTS, st.sampled_from(["during", "partOf"]), EVENTS)
    | st.tuples(ACTORS, st.sampled_from(["headOf", "memberOf", "subordinateTo", "basedAt"]), ACTORS)
    | st.tuples(ACTORS, st.just("memberCount"), st.sampled_from(["3 men", "9 men"]).map(parse_count))
    | st.tuples(st.just("work-a"), st.just("derivedFrom"), st.just("work-b"))
)
CLAIMS = st.builds(
    lambda who, said, mode: typed(who, *said, mode=mode),
    st.sampled_from("abc"),
    st.lists(SAID, min_size=1, max_size=4),
    st.sampled_from(["asserted", "denied", "alleged"]),
)


@unhurried
@given(st.lists(CLAIMS, max_size=6), st.randoms(use_true_random=False))
def test_order_of_claims_says_nothing_of_times(these: list[Claim], chance: random.Random) -> None:
    """Shuffled, the same agreements come out; each is of two claims and of a known kind and rule, and says which conflict."""
    distinct = list({c.local: c for c in these}.values())
    days = {"a": "2011", "b": "2014-05-03"}
    found = compare(*distinct, published=days)
    chance.shuffle(distinct)

    assert found == compare(*distinct, published=days)
    assert {a.kind for a in found} <= set(AGREEMENT_KINDS)
    assert {a.rule for a in found} <= set(RULES)
    assert not [a for a in found if a.first == a.second or not a.thing or not a.term or not a.sentence.endswith(".")]
