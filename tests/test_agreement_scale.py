"""Agreement in columns: the same agreements as one by one where nothing is cut; and where something is, it is counted."""

import re
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from dalil.errors import Where
from dalil.model import Claim, Judgement, Object, Statement
from dalil.reconcile import Linker
from dalil.reconcile.scale.blocks import VALUES
from dalil.values import Count, parse_count, parse_time
from dalil.vocabulary import TYPE, dalil
from tests.compared import BASE, Entry, comparison, in_columns, one_by_one


def node(local: str) -> NamedNode:
    """`event-x` as an IRI."""
    return NamedNode(BASE + local)


def statement(subject: str, term: str, object_: Object | str) -> Statement:
    """One that names things by their local names, classes by theirs."""
    if term == "type":
        return Statement(node(subject), TYPE, dalil(str(object_)))
    return Statement(node(subject), dalil(term), node(object_) if isinstance(object_, str) else object_)


def claim(speaker: str, *said: Statement, source: str = "", mode: str = "asserted", name: str = "") -> Claim:
    """A claim of a speaker in a source, named by its content or by hand."""
    who, where = (node(f"actor-{speaker}"),), node(f"source-{source or speaker}")
    return Claim(tuple(said), mode, who, where, name=f"claim-{name}" if name else "")


PAIRS = 100

# --- the same as one by one

ACTORS = [f"actor-{name}" for name in "abcd"]
TIMES = ["2013-04-16", "2013-04", "2013", "2014", "2013/2014", "2013~", "2015/..", "2014-05-02"]
COUNTS = ["41 civilians", "at least 41 people", "40 people", "60 civilians", "hundreds of people", "countless people"]
WORDS = [Literal("Guard", language="en"), Literal("guard"), Literal("Commander", language="en"), Literal('a "b"\n')]
REGISTRY: list[Entry] = [
    ("actor-a", "The A", "SecurityUnit", ""),
    ("actor-b", "The “B”\n", "Person", ""),
    ("event-x", "The shooting", "Shooting", ""),
    ("event-p", "The post", "Position", ""),
    ("source-s", "", "Source", "time-2012"),
    ("source-t", "", "Source", "time-2014-05-02"),
]
DAYS = {"source-s": parse_time("2012"), "source-t": parse_time("2014-05-02")}

events, actors = st.sampled_from([f"event-{name}" for name in "xyp"]), st.sampled_from(ACTORS)
places = st.sampled_from([f"place-{name}" for name in "klm"])
times, counts = st.sampled_from(TIMES).map(parse_time), st.sampled_from(COUNTS).map(parse_count)
STATEMENTS = (
    st.builds(statement, events, st.sampled_from(["date", "began", "ended", "attested"]), times),
    st.builds(statement, events, st.sampled_from(["killed", "injured"]), counts),
    st.builds(statement, events, st.sampled_from(["perpetrator", "investigator"]), actors),
    st.builds(statement, st.sampled_from(["event-p", "event-y"]), st.just("holder"), actors),
    st.builds(statement, st.sampled_from(["event-p", "event-y"]), st.just("forBody"), actors),
    st.builds(statement, st.sampled_from(["event-p", "event-y"]), st.just("classification"), st.sampled_from(WORDS)),
    st.builds(statement, events, st.just("place"), places),
    st.builds(statement, events, st.sampled_from(["before", "mentionedBefore", "partOf"]), events),
    st.builds(statement, events, st.just("type"), st.sampled_from(["Shooting", "Position", "Investigation"])),
    st.builds(statement, actors, st.sampled_from(["memberOf", "subordinateTo", "headOf"]), actors),
    st.builds(statement, actors, st.sampled_from(["basedAt", "operatesIn"]), places),
    st.builds(statement, actors, st.just("name"), st.sampled_from(WORDS)),
    st.builds(statement, places, st.just("within"), places),
    st.builds(statement, st.sampled_from(["source-s", "source-u"]), st.just("published"), times),
)

FOLLOWED = re.compile("(said to come|listed) before [^;]* and [^;]*(said to come|listed) before")
"""A sentence with an order of more than two acts."""


@st.composite
def told(draw: st.DrawFn) -> list[Claim]:
    """Claims on a few things by a few terms, so that many of them meet."""
    found: dict[str, Claim] = {}
    statements = st.one_of(draw(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=5, unique=True)))
    for _ in range(draw(st.integers(2, 14))):
        said = draw(st.lists(statements, min_size=1, max_size=4, unique=True))
        mode = draw(st.sampled_from(["asserted", "asserted", "alleged", "denied", "demanded", "inferred"]))
        one = claim(draw(st.sampled_from("ab")), *said, source=draw(st.sampled_from("stu")), mode=mode)
        found[one.local] = one
    return list(found.values())


def same(*names: str) -> Judgement:
    """A judgement that some things are one."""
    return Judgement("same", tuple(sorted(names)), "seen", "us", "2030-01-01", Where("judgements.yaml", 1))


@settings(
    deadline=None, max_examples=100, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(told(), st.booleans(), st.integers(0, 3), st.integers(0, 1))
def test_claims_agree_in_columns_as_they_do_one_by_one(
    claims: list[Claim],
    merged: bool,
    people: int,
    out: int,
) -> None:
    """Kind, rule, sentence and name of each; but for what two claims of people say, which is compared elsewhere.

    Nor are orders in one row followed from act to act, as those in a claim of people are.
    """
    linker = Linker.of([same("actor-a", "actor-c"), same("event-x", "event-y")] if merged else [])
    written, retracted = claims[:people], {claim.local for claim in claims[people : people + out]}
    names = {claim.local for claim in written}
    expected = [
        agreement
        for agreement in one_by_one(claims, linker, REGISTRY, DAYS, retracted)
        if not {agreement.first, agreement.second} <= names
        and agreement.rule != "absence-and-presence"
        and not FOLLOWED.search(agreement.sentence)
    ]
    found, cuts = in_columns(comparison(claims, linker, REGISTRY, retracted, written, list(DAYS.values()), 1_000_000))

    assert found == expected
    assert cuts == {}


# --- blocks that are cut


def many(count: int, **how: str) -> list[Claim]:
    """Claims on how many were killed: each of a source of its own, but for `source`."""
    term, values = how.pop("term", "killed"), how.pop("values", "41 people;41 people;60 people").split(";")
    said = [parse_count(value) for value in values]
    return [
        claim("a", statement("event-x", term, said[n % len(said)]), **{"source": f"s{n}", "name": f"{n:05}", **how})
        for n in range(count)
    ]


def test_a_block_of_fourteen_claims_is_compared_whole() -> None:
    """Ninety-one pairs; of fifteen claims there are more than are kept, and that is said."""
    claims = many(15)
    whole, none = in_columns(comparison(claims[:14], Linker()))
    cut, left = in_columns(comparison(claims, Linker()))

    assert whole == one_by_one(claims[:14], Linker())
    assert none == {}
    assert len(cut) == PAIRS
    assert [(block, tuple(cut)) for block, cut in left.items()] == [(("event-x", "killed"), (15, 2, 0, 105, PAIRS))]
    assert {agreement.local for agreement in cut} <= {agreement.local for agreement in one_by_one(claims, Linker())}


def test_of_a_block_that_is_cut_every_relation_is_kept_once_and_conflicts_first() -> None:
    """One claim among two hundred says otherwise: it is not lost among those who agree."""
    claims = [*many(200, values="41 people"), *many(1, values="7 people", name="other", source="z")]
    found, cuts = in_columns(comparison(claims, Linker()))

    assert Counter(agreement.kind for agreement in found) == {"conflicts": 50, "same": 50}
    assert [cut.pairs - cut.kept for cut in cuts.values()] == [199 * 100 + 200 - PAIRS]


def test_one_source_that_repeats_itself_is_told_once() -> None:
    """Rows of one table say the same again and again: nobody agrees with himself, and another source agrees once with each voice."""
    claims = [*many(300, values="41 people", source="t"), *many(1, values="41 people", source="u", name="other")]
    found, cuts = in_columns(comparison(claims, Linker()))

    assert [(agreement.kind, agreement.first, agreement.second) for agreement in found] == [
        ("same", "claim-00000", "claim-other")
    ]
    assert [cut.pairs for cut in cuts.values()] == [300]


def test_values_that_are_compared_with_nothing_are_counted() -> None:
    """The values that most claims give are compared."""
    said = [
        claim("a", statement("event-x", "killed", Count("", "", n, n, n)), source=f"s{n}") for n in range(VALUES + 7)
    ]
    found, cuts = in_columns(comparison([*said, *many(3, values="1000")], Linker()))

    assert len(found) == PAIRS
    assert {cut.uncompared for cut in cuts.values()} == {8}
    assert any("1,000" in agreement.sentence for agreement in found)


def test_ten_thousand_claims_on_one_thing_are_compared_by_value() -> None:
    """Not fifty million pairs: as many comparisons as there are pairs of values, and the same result in any order of claims."""
    claims = many(10_000, values=";".join(f"{n} people" for n in range(40)))
    found, cuts = in_columns(comparison(claims, Linker()))
    again, _ = in_columns(comparison(claims[::-1], Linker()))

    assert found == again
    assert {agreement.kind for agreement in found} == {"conflicts"}
    assert [(cut.claims, cut.values, cut.kept) for cut in cuts.values()] == [(10_000, 40, PAIRS)]
