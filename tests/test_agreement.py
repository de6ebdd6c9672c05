"""Agreement: two claims on the same thing are the same, refine, go together or conflict, whichever comes first; or nothing is said."""

from collections.abc import Iterable
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from dalil.build import check, read_dossier
from dalil.errors import InvalidGraph, Where
from dalil.model import Agreement, Claim, Judgement, Object, Statement
from dalil.reconcile import Linker, agreements
from dalil.reconcile.comparing.comparers import compare_counts, compare_durations, compare_times
from dalil.reconcile.comparing.large import PAIRS, WHOLE
from dalil.values import count_range, parse_count, parse_duration, parse_time
from dalil.vocabulary import TYPE, XSD, Vocabulary, dalil
from tests.little import complaints, facts, make, unhurried

BASE = "https://example.org/case/"
VOCABULARY = Vocabulary.load(Path(__file__).parents[1] / "ontology" / "dalil.ttl")
LABELS = {
    "event-x": "The shooting",
    "actor-guard": "the Guard",
    "actor-company": "the company",
    "actor-a": "A",
    "actor-b": "B",
}


def node(local: str) -> NamedNode:
    """`event-x` as an IRI."""
    return NamedNode(BASE + local)


def claim(speaker: str, *said: tuple[str, str, Object | str], source: str = "", mode: str = "asserted") -> Claim:
    """A claim of `a` in source `a`, unless another source relays it."""
    content = tuple(
        Statement(node(s), TYPE if p == "type" else dalil(p), node(o) if isinstance(o, str) else o) for s, p, o in said
    )
    return Claim(content, mode, (node(f"actor-{speaker}"),), node(f"source-{source or speaker}"))


def compare(*claims: Claim, linker: Linker | None = None) -> list[Agreement]:
    """All agreements among some claims."""
    return agreements(claims, VOCABULARY, linker or Linker(), BASE, LABELS)


def kinds(found: Iterable[Agreement]) -> list[tuple[str, str]]:
    """Kind and rule of each."""
    return sorted((agreement.kind, agreement.rule) for agreement in found)


def two(
    term: str,
    a: Object | str,
    b: Object | str,
    subject: str = "event-x",
    modes: tuple[str, str] = ("asserted", "asserted"),
) -> list[tuple[str, str]]:
    """How `a` of speaker a stands to `b` of speaker b, in either order."""
    pair = [claim("a", (subject, term, a), mode=modes[0]), claim("b", (subject, term, b), mode=modes[1])]
    found = compare(*pair)

    assert found == compare(*reversed(pair))
    return kinds(found)


# --- dates


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("2013-04-16", "2013-04-16", "same"),
        ("2013-04-16", "2013-04", "refines"),
        ("2013-04-16", "[2011..2013]", "refines"),
        ("2013-04-16", "2013-21", "refines"),
        ("2013-04-16", "2013-24", "conflicts"),
        ("[2013-04-16,2013-04-17]", "2013-04", "refines"),
        ("2014", "[2013..]", "refines"),
        ("2014-02", "[2013..2014]", "refines"),
        ("[2011..2013]", "[2012..2014]", "compatible"),
        ("[2011..2013]", "[2014..2015]", "conflicts"),
        ("2013-04-16", "2013-04-16/2013-04-16", "same"),
        ("2013-04-16/2013-04-18", "2013-04", "refines"),
        ("2013-04-01/2013-04-30", "2013-04", "refines"),
        ("2013-04-16/2013-05-02", "2013-04", "compatible"),
        ("2013-04-16", "2013-04-15/2013-04-18", "compatible"),
        ("2013-04-16", "2011/2013", "compatible"),
        ("2014", "2013/..", "compatible"),
        ("2012/2013", "2011/2014", "compatible"),
        ("2011/2013", "2012/2014", "compatible"),
        ("2011/2012", "2013/2014", "conflicts"),
        ("2013/..", "../2014", "compatible"),
        ("2013", "2013~", "compatible"),
        ("2013-04-16", "2013-04-17", "conflicts"),
        ("2013-04", "2013-05", "conflicts"),
        ("2013/..", "2011", "conflicts"),
        ("2013/..", "../2012", "conflicts"),
        ("2013-04~", "2013-05", "compatible"),
        ("2013-04", "2013-05?", "compatible"),
        ("2013-01", "2012-24", "refines"),
        ("XXXX-05", "2013-05", None),
        ("XXXX-05", "XXXX-06", None),
    ],
)
def test_dates_are_compared_by_their_days(a: str, b: str, kind: str | None) -> None:
    """Equal, one within the other, overlapping, apart; nothing is said of a month without a year."""
    assert ([(kind, "date-ranges")] if kind else []) == two("date", parse_time(a), parse_time(b))


def test_the_more_exact_date_refines() -> None:
    """Of two that refine, the first says more, and the sentence says which."""
    (found,) = compare(
        claim("a", ("event-x", "date", parse_time("2013"))), claim("b", ("event-x", "date", parse_time("2013-04")))
    )

    assert claim("b", ("event-x", "date", parse_time("2013-04"))).local == found.first
    assert (
        found.sentence
        == "The shooting, date: 2013-04, according to B (b); 2013, according to A (a). 2013-04 lies within 2013."
    )


def test_unresolved_words_of_two_sources_are_not_compared() -> None:
    """Today here and today there."""
    from dalil.values import Time

    assert two("date", Time(words="Today", scope="a"), Time(words="Today", scope="b")) == []
    assert two("date", Time(words="Today", scope="a"), parse_time("2013")) == []


# --- counts


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("41 civilians", "41 civilians", "same"),
        ("41 civilians", "at least 41 civilians", "compatible"),
        ("41 civilians", "at least 41 people", "compatible"),
        ("41 civilians", "41 people", "compatible"),
        ("41 civilians", "40 civilians", "conflicts"),
        ("41 civilians", "60 people", "compatible"),
        ("41 civilians", "40 people", "conflicts"),
        ("at least 41 civilians", "40 people", "conflicts"),
        ("41 people", "41 persons", "same"),
        ("41 persons", "40 people", "conflicts"),
        ("41 civilians", "40 soldiers", "compatible"),
        ("41 people", "40 families", "compatible"),
        ("41 people", "41 families", "compatible"),
        ("41 dockers", "40 people", "compatible"),
        ("3 young men", "2 men", "conflicts"),
        ("41", "40 people", "conflicts"),
        ("41", "40 families", "compatible"),
        ("41 شخصا", "41 مدنيا", "compatible"),
        ("over 40 people", "more than 40 people", "same"),
        ("more than 41 people", "41 people", "conflicts"),
        ("more than 40 people", "41 people", "compatible"),
        ("fewer than 41 people", "41 people", "conflicts"),
        ("at most 41 people", "41 people", "compatible"),
        ("at least 41 people", "up to 40 people", "conflicts"),
        ("hundreds of people", "41 people", "conflicts"),
        ("hundreds of people", "250 people", "compatible"),
        ("about 40 people", "41 people", "compatible"),
        ("about 40 people", "60 people", "conflicts"),
        ("nearly 4,000 people", "3,900 people", "compatible"),
        ("nearly 4,000 people", "4,001 people", "conflicts"),
        ("countless people", "41 people", None),
        ("countless people", "many people", None),
    ],
)
def test_counts_are_compared_by_what_they_leave_open(a: str, b: str, kind: str | None) -> None:
    """No number satisfies both, or one can; units that differ are said, not translated; countless is no number."""
    assert ([(kind, "count-ranges")] if kind else []) == two("killed", parse_count(a), parse_count(b))


def test_three_figures_of_an_estimate_are_told_in_words() -> None:
    """Low, best and high, as tables give them."""
    (found,) = compare(
        claim("a", ("event-x", "killed", count_range("3", "5", "8", "people"))),
        claim("b", ("event-x", "killed", parse_count("9 people"))),
    )

    assert "3 to 8 (best estimate 5) people, according to A (a)" in found.sentence
    assert found.sentence.endswith(
        "The number cannot be both 3 to 8 (best estimate 5) and 9."
    ) or found.sentence.endswith("The number cannot be both 9 and 3 to 8 (best estimate 5).")


def test_units_that_differ_are_said() -> None:
    """The sentence names both nouns, and says what follows from them."""
    for one, other, why in [
        ("41 men", "9 families", "are different units, so the numbers are not compared."),
        ("40 men", "9 dockers", "are different units, so the numbers are not compared."),
        ("7 men", "9 women", "count different people, so the numbers are not compared."),
        ("5 men", "9 people", "“men” counts a part of what “people” counts, so both can hold."),
    ]:
        (found,) = compare(
            claim("a", ("event-x", "killed", parse_count(one))), claim("b", ("event-x", "killed", parse_count(other)))
        )
        assert found.sentence.endswith(why)


def test_a_part_is_not_more_than_the_whole() -> None:
    """Of 41 people no 60 can be civilians, and the sentence says why."""
    (found,) = compare(
        claim("a", ("event-x", "killed", parse_count("60 civilians"))),
        claim("b", ("event-x", "killed", parse_count("41 people"))),
    )

    assert found.kind == "conflicts"
    assert found.sentence.endswith(
        "“civilians” counts a part of what “people” counts, and the part cannot be more than the whole."
    )


@pytest.mark.parametrize(
    ("low", "high", "other", "kind"),
    [
        (40, 50, "41 people", "refines"),
        (40, 50, "51 people", "conflicts"),
        (40, 50, "at least 41 people", "compatible"),
    ],
)
def test_a_figure_within_a_range_refines_it(low: int, high: int, other: str, kind: str) -> None:
    """Whoever gives both ends of a range is refined by whoever gives a figure in it."""
    assert two("killed", count_range(str(low), "", str(high), "people"), parse_count(other)) == [(kind, "count-ranges")]


def test_several_counts_of_one_pair_are_all_kept() -> None:
    """Two claims that agree on the injured and conflict on the killed are told twice."""
    a = claim(
        "a",
        ("event-x", "killed", parse_count("3 men")),
        ("event-x", "injured", parse_count("5 men")),
        ("event-y", "killed", parse_count("7 men")),
    )
    b = claim(
        "b",
        ("event-x", "killed", parse_count("4 men")),
        ("event-x", "injured", parse_count("5 men")),
        ("event-y", "killed", parse_count("8 men")),
    )

    assert kinds(compare(a, b)) == [
        ("conflicts", "count-ranges"),
        ("conflicts", "count-ranges"),
        ("same", "count-ranges"),
    ]


# --- durations, numbers, names


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("11 years", "11 years", "same"),
        ("12 months", "1 year", "same"),
        ("3 weeks", "21 days", "same"),
        ("nearly 11 years", "11 years", "compatible"),
        ("1 month", "30 days", "compatible"),
        ("at least 3 days", "2 weeks", "compatible"),
        ("11 years", "3 days", "conflicts"),
        ("nearly 11 years", "12 years", "conflicts"),
        ("at most 3 days", "4 days", "conflicts"),
    ],
)
def test_durations_are_compared_by_their_length(a: str, b: str, kind: str) -> None:
    """A thing has one duration; two that cannot both be are a conflict."""
    assert [(kind, "durations")] == two("duration", parse_duration(a), parse_duration(b))


def test_numbers_of_which_a_thing_has_one_conflict() -> None:
    """The 11th and the 12th anniversary are not one."""
    eleven, twelve = (Literal(n, datatype=NamedNode(XSD + "integer")) for n in ("11", "12"))

    assert two("anniversaryNumber", eleven, twelve, "event-day") == [("conflicts", "single-value")]
    assert two("anniversaryNumber", eleven, eleven, "event-day") == [("same", "same-value")]


def test_names_may_be_many() -> None:
    """The same name is agreement, another one is none of dalil's business."""
    name, other = Literal("The shooting", language="en"), Literal("A shooting", language="en")

    assert two("name", name, name) == [("same", "same-value")]
    assert two("name", name, other) == []


# --- things and hierarchies


def test_two_perpetrators_are_no_conflict_and_one_place_or_another_is() -> None:
    """A thing may have several perpetrators and one place."""
    assert two("perpetrator", "actor-guard", "actor-militia") == []
    assert two("place", "place-weir", "place-mill") == [("conflicts", "single-value")]
    assert two("perpetrator", "actor-guard", "actor-guard") == [("same", "same-thing")]


@pytest.mark.parametrize("term", ["memberOf", "subordinateTo", "headOf"])
def test_part_refines_the_whole(term: str) -> None:
    """Who accuses a company of the Guard and who accuses the Guard make one allegation at two levels, however far apart."""
    chain = [
        claim("c", ("actor-company", term, "actor-battalion")),
        claim("c", ("actor-battalion", term, "actor-guard")),
    ]
    a, b = (
        claim("a", ("event-x", "perpetrator", "actor-guard")),
        claim("b", ("event-x", "perpetrator", "actor-company")),
    )
    (found,) = compare(a, b, *chain)

    assert [found] == compare(*chain, b, a)
    assert ("refines", "hierarchy", b.local, a.local) == (found.kind, found.rule, found.first, found.second)


def test_place_within_a_place_is_no_conflict() -> None:
    """The weir lies in the town, and the event at both."""
    chain = claim("c", ("place-weir", "within", "place-town"))

    assert kinds(
        compare(claim("a", ("event-x", "place", "place-weir")), claim("b", ("event-x", "place", "place-town")), chain)
    ) == [("refines", "hierarchy")]


def test_membership_that_is_denied_or_demanded_ties_nothing() -> None:
    """A denied chain of command makes no two allegations one."""
    for mode in ("denied", "demanded"):
        chain = claim("c", ("actor-company", "memberOf", "actor-guard"), mode=mode)
        pair = (
            claim("a", ("event-x", "perpetrator", "actor-company")),
            claim("b", ("event-x", "perpetrator", "actor-guard")),
        )
        assert compare(*pair, chain) == []


def test_circle_of_parts_is_survived() -> None:
    """A within B within A: an answer, the same in any order, no endless search, and the circle is named."""
    circle = [claim("c", ("place-a", "within", "place-b")), claim("d", ("place-b", "within", "place-a"))]
    pair = [claim("a", ("event-x", "place", "place-a")), claim("b", ("event-x", "place", "place-b"))]

    assert compare(*circle, *pair) == compare(*reversed([*circle, *pair]))
    assert kinds(compare(*circle, *pair)) == [("compatible", "hierarchy")]
    assert "(place-a, place-b, place-a)" in compare(*circle, *pair)[0].sentence


def test_judgement_makes_two_names_one() -> None:
    """What was judged the same is compared as one, subjects and objects."""
    linker = Linker.of([Judgement("same", ("place-mill", "place-weir"), "r", "w", "2031-01-01", Where("x"))])

    assert kinds(
        compare(
            claim("a", ("event-x", "place", "place-weir")),
            claim("b", ("event-x", "place", "place-mill")),
            linker=linker,
        )
    ) == [("same", "same-thing")]


# --- denial, demand, one voice


@pytest.mark.parametrize("mode", ["asserted", "alleged", "opined", "inferred"])
def test_denial_conflicts_with_who_holds_it(mode: str) -> None:
    """The one denies what the other says, of things and of values alike."""
    assert two("perpetrator", "actor-guard", "actor-guard", modes=(mode, "denied")) == [("conflicts", "denial")]
    assert two("killed", parse_count("41 men"), parse_count("41  men"), modes=("denied", mode)) == [
        ("conflicts", "denial")
    ]


def test_sentence_of_a_denial_says_who_denies() -> None:
    """Holder and denier are not exchanged."""
    (found,) = compare(
        claim("a", ("event-x", "perpetrator", "actor-guard")),
        claim("b", ("event-x", "perpetrator", "actor-guard"), mode="denied"),
    )

    assert found.sentence == (
        "The shooting, perpetrator: the Guard, according to A (a); denied by B (b). The one denies what the other says."
    )


def test_denial_of_one_thing_says_nothing_of_another() -> None:
    """Who denies that the Guard did it does not deny that the militia did; two denials are no conflict."""
    assert two("perpetrator", "actor-guard", "actor-militia", modes=("asserted", "denied")) == []
    assert two("perpetrator", "actor-guard", "actor-guard", modes=("denied", "denied")) == []
    assert two("date", parse_time("2013"), parse_time("2014"), modes=("asserted", "denied")) == []


@pytest.mark.parametrize("mode", ["asserted", "denied", "demanded"])
def test_demands_are_compared_with_nothing(mode: str) -> None:
    """What should be neither agrees nor conflicts with what is said to be."""
    assert two("place", "place-weir", "place-mill", modes=("demanded", mode)) == []


def test_one_voice_does_not_agree_with_itself() -> None:
    """A source that repeats itself in one voice corroborates nobody; one that contradicts itself conflicts."""
    first, again, other = (
        claim("a", ("event-x", "place", place), (f"event-{n}", "place", "place-z"))
        for n, place in enumerate(["place-weir", "place-weir", "place-mill"])
    )

    assert compare(first, again) == []
    assert kinds(compare(first, other)) == [("conflicts", "single-value")]


def test_two_voices_in_one_source_do_agree() -> None:
    """A letter and the witness it quotes."""
    assert kinds(
        compare(
            claim("a", ("event-x", "place", "place-weir"), source="s"),
            claim("b", ("event-x", "place", "place-weir"), source="s"),
        )
    ) == [("same", "same-thing")]


def test_types_are_compared_by_nobody() -> None:
    """That one says killing and another massacre is neither agreement nor conflict."""
    pair = [
        Claim((Statement(node("event-x"), TYPE, dalil(kind)),), "asserted", (node(f"actor-{kind}"),), node("source-s"))
        for kind in ("Killing", "Massacre")
    ]

    assert compare(*pair) == []


# --- the order of acts


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("before", "before", "conflicts"),
        ("mentionedBefore", "before", "conflicts"),
        ("mentionedBefore", "mentionedBefore", "compatible"),
    ],
)
def test_opposite_orders_of_two_acts_are_told(first: str, second: str, kind: str) -> None:
    """Two that say which came first conflict; two lists need not be orders of acts at all."""
    pair = [claim("a", ("event-x", first, "event-y")), claim("b", ("event-y", second, "event-x"))]
    found = compare(*pair)

    assert [(kind, "order-of-acts")] == kinds(found)
    assert found == compare(*reversed(pair))


def test_the_same_order_is_agreement_and_a_claim_does_not_conflict_with_itself() -> None:
    """Only opposite orders of two claims are told as such."""
    assert two("before", "event-y", "event-y") == [("same", "same-thing")]
    assert compare(claim("a", ("event-x", "before", "event-y"), ("event-y", "before", "event-x"))) == []


def test_denied_order_is_no_order() -> None:
    """Who denies that the one came first does not say that the other did."""
    assert (
        compare(
            claim("a", ("event-x", "before", "event-y"), mode="denied"), claim("b", ("event-y", "before", "event-x"))
        )
        == []
    )


# --- whichever comes first

TIMES = st.sampled_from(
    [
        "2013",
        "2013-04",
        "2013-04-16",
        "2013-05",
        "2011/2013",
        "2012/2014",
        "2013~",
        "2014?",
        "2013/..",
        "../2012",
        "XXXX-05",
        "2013-24",
        "-0500/0100",
    ]
).map(parse_time)
COUNTS = st.sampled_from(
    [
        "41 men",
        "41 people",
        "at least 41 people",
        "more than 40 people",
        "40 people",
        "about 40 people",
        "nearly 41 people",
        "hundreds of people",
        "many people",
        "41",
    ]
).map(parse_count)
DURATIONS = st.sampled_from(
    [
        "11 years",
        "nearly 11 years",
        "132 months",
        "3 weeks",
        "21 days",
        "at least 3 days",
        "about 1 month",
        "up to 2 years",
    ]
).map(parse_duration)


@unhurried
@given(st.tuples(TIMES, TIMES) | st.tuples(COUNTS, COUNTS) | st.tuples(DURATIONS, DURATIONS))
def test_comparers_are_symmetric(pair: tuple[object, object]) -> None:
    """Turning the two around gives the same kind, rule and reason; only who is said to refine is turned too."""
    comparer = {"Time": compare_times, "Count": compare_counts, "Duration": compare_durations}[type(pair[0]).__name__]
    one, other = comparer(*pair), comparer(*reversed(pair))

    assert (one is None) == (other is None)
    if one and other:
        assert (one.kind, one.rule) == (other.kind, other.rule)
        assert one.says == other.says[::-1]
        assert one.swapped is (one.kind == "refines" and not other.swapped)


SUBJECTS = st.sampled_from(["event-x", "event-y"])
SAID = (
    st.tuples(SUBJECTS, st.just("date"), TIMES)
    | st.tuples(SUBJECTS, st.sampled_from(["killed", "injured"]), COUNTS)
    | st.tuples(SUBJECTS, st.just("place"), st.sampled_from(["place-a", "place-b", "place-c"]))
    | st.tuples(SUBJECTS, st.sampled_from(["before", "mentionedBefore"]), SUBJECTS)
    | st.tuples(st.sampled_from(["place-a", "place-b"]), st.just("within"), st.sampled_from(["place-b", "place-c"]))
)
CLAIMS = st.builds(
    lambda speaker, said, mode, source: claim(speaker, *said, mode=mode, source=source),
    st.sampled_from("ab"),
    st.lists(SAID, min_size=1, max_size=3),
    st.sampled_from(["asserted", "denied", "demanded", "alleged"]),
    st.sampled_from("st"),
)


@unhurried
@given(st.lists(CLAIMS, max_size=6), st.randoms(use_true_random=False))
def test_order_of_claims_says_nothing(these: list[Claim], chance: object) -> None:
    """Shuffled, the same agreements come out, in the same order, each of two different claims, by name, once."""
    distinct = list({c.local: c for c in these}.values())
    found = compare(*distinct)
    chance.shuffle(distinct)  # type: ignore[attr-defined]

    assert found == compare(*distinct)
    assert len(found) == len({agreement.local for agreement in found})
    assert not [agreement for agreement in found if agreement.first == agreement.second]


def test_every_pair_of_modes_is_answered() -> None:
    """No combination of modes is an accident."""
    modes = ("asserted", "alleged", "denied", "demanded", "opined", "inferred")
    found = {(a, b): two("place", "place-weir", "place-weir", modes=(a, b)) for a, b in product(modes, modes)}

    for (a, b), result in found.items():
        expected = (
            []
            if "demanded" in (a, b) or a == b == "denied"
            else [("conflicts", "denial")]
            if "denied" in (a, b)
            else [("same", "same-thing")]
        )
        assert expected == result


# --- large blocks


def test_a_thing_with_thousands_of_claims_is_compared_in_part_and_what_is_left_out_is_counted() -> None:
    """Every two values that occur are compared once at least, the same pairs in any order."""
    counts = [parse_count(f"{40 + n % 7} people") for n in range(2000)]
    claims = [claim(f"s{n}", ("event-x", "killed", count)) for n, count in enumerate(counts)]
    left: dict[tuple[str, str], int] = {}
    found = agreements(claims, VOCABULARY, Linker(), BASE, LABELS, left_out=left)
    told = {(a.kind, a.sentence.partition("according")[0]) for a in found}

    assert len(found) <= PAIRS
    assert left == {("event-x", "killed"): 2000 * 1999 // 2 - len(found)}
    assert len({kind for kind, _ in told}) == 2
    assert found == compare(*reversed(claims))


def test_a_block_of_a_hundred_is_compared_whole() -> None:
    """Nothing is left out of what a person could write."""
    claims = [claim(f"s{n}", ("event-x", "killed", parse_count(f"{n} people"))) for n in range(WHOLE)]
    left: dict[tuple[str, str], int] = {}
    found = agreements(claims, VOCABULARY, Linker(), BASE, LABELS, left_out=left)

    assert len(found) == WHOLE * (WHOLE - 1) // 2
    assert left == {}


# --- bad input, from the file on


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("date: 2031-05/2031-04", "ends before it begins"),
        ("date: '[2031-05..2031-04]'", "'[2031-05..2031-04]'"),
        ("killed: { low: 9, high: 3 }", "does not hold in [9, 3]"),
    ],
)
def test_a_range_the_wrong_way_round_is_refused_with_its_line(tmp_path: Path, value: str, told: str) -> None:
    """Before anything is compared."""
    (complaint,) = complaints(
        tmp_path / "case", f"- quote: on 3 May 2031\n  says: {{ event:weir-shooting: {{ {value} }} }}\n"
    )

    assert complaint.startswith("data/facts/letter.yaml:4:")
    assert told in complaint


def test_a_circle_of_places_is_named_and_ends_nothing(tmp_path: Path) -> None:
    """The comparison names the circle; so do the rules of the graph, which refuse it."""
    claims = """
- quote: at the weir
  occurrence: 1
  says: { place:weir: { within: place:town } }
- quote: at the weir
  occurrence: 2
  says: { place:town: { type: Place, name: town, within: place:weir } }
- quote: on 3 May 2031
  says: { event:weir-shooting: { place: place:weir } }
- quote: may have shot 41 farmers
  by: actor:dam-guard
  says: { event:weir-shooting: { place: place:town } }
"""
    project = make(tmp_path / "case", {"data/facts/letter.yaml": facts(claims)})
    (found,) = read_dossier(project).agreements

    assert found.kind == "compatible"
    assert "(place-town, the weir, place-town)" in found.sentence
    with pytest.raises(InvalidGraph) as caught:
        check(project)
    rings = [finding.value for finding in caught.value.report.findings if "ring " in finding.value]
    assert rings
    assert all("place-town" in ring and "place-weir" in ring for ring in rings)
