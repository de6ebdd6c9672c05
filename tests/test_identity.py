"""Judgements: logged decisions that are read, closed under `same`, and refused where they contradict each other."""

from itertools import pairwise, permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.build import read_dossier
from dalil.errors import DalilErrors, IdentityError, Where
from dalil.model import Judgement, Withdrawal
from dalil.reconcile import Linker
from tests.little import facts, make, unhurried


def judged(verdict: str, *about: str, line: int = 1) -> Judgement:
    """A judgement on names."""
    return Judgement(verdict, tuple(sorted(about)), "r", "w", "2031-06-01", Where("data/judgements.yaml", line))


def told(root: Path, text: str) -> list[str]:
    """What is wrong with these judgements."""
    claims = facts("- id: date\n  quote: on 3 May 2031\n  says: { event:weir-shooting: { date: 2031-05-03 } }\n")
    project = make(root, {"data/judgements.yaml": text, "data/facts/letter.yaml": claims})
    return [str(error).removeprefix("data/judgements.yaml:") for error in read_dossier(project).errors]


REASONED = "  reason: r\n  who: w\n  when: 2031-06-01\n"


def test_judgements_are_read_with_their_claims_and_lines(tmp_path: Path) -> None:
    """Identity by CURIE, standing by label; each knows why, who, when and where it was written."""
    text = f"- same: [actor:river-watch, actor:editors]\n{REASONED}- accepted: letter/date\n{REASONED}"
    claims = facts("- id: date\n  quote: on 3 May 2031\n  says: { event:weir-shooting: { date: 2031-05-03 } }\n")
    dossier = read_dossier(make(tmp_path / "a", {"data/judgements.yaml": text, "data/facts/letter.yaml": claims}))
    same, accepted = dossier.judgements

    assert dossier.errors == []
    assert (same.verdict, same.about, same.is_identity, same.where.line) == (
        "same",
        ("actor-editors", "actor-river-watch"),
        True,
        1,
    )
    assert ("accepted", (dossier.claims[0].local,), False, 5) == (
        accepted.verdict,
        accepted.about,
        accepted.is_identity,
        accepted.where.line,
    )


def test_claim_may_be_named_by_its_curie(tmp_path: Path) -> None:
    """An analyst copies `claim:…` from an answer into a judgement."""
    dossier = read_dossier(make(tmp_path / "a"))
    name = "claim:" + dossier.claims[0].local.removeprefix("claim-")
    project = make(tmp_path / "b", {"data/judgements.yaml": f"- retracted: {name}\n{REASONED}"})

    assert [dossier.claims[0].local] == [
        local for judgement in read_dossier(project).judgements for local in judgement.about
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- same: actor:editors\n" + REASONED, "1:9: same needs two different entities"),
        ("- same: [actor:editors, actor:editors]\n" + REASONED, "1:9: same needs two different entities"),
        ("- same: [actor:editors, actor:editor]\n" + REASONED, "1:25: 'actor:editor' is not in the registry"),
        (
            "- same: [actor:editors, place:weir]\n" + REASONED,
            "1:10: things of different kinds are never the same: actor:editors, place:weir",
        ),
        ("- accepted: []\n" + REASONED, "1:13: accepted names no claim"),
        ("- accepted: letter/none\n" + REASONED, "1:13: no claim is called 'letter/none'"),
        ("- accepted: date\n" + REASONED, "1:13: no claim is called 'date'"),
        ("- agreed: letter/date\n" + REASONED, "1:3: 'agreed' is not a key of a judgement"),
        ("- accepted: letter/date\n  retracted: letter/date\n" + REASONED, "1:3: a judgement has one verdict"),
        ("- reason: r\n", "1:3: a judgement has one verdict"),
        ("- accepted: letter/date\n  reason: r\n  when: 2031-06-01\n", "1:3: a judgement without `who`"),
        ("- accepted: letter/date\n  reason: r\n  who: ' '\n  when: 2031-06-01\n", "1:3: a judgement without `who`"),
        ("- a text\n", "1:3: `key: value` lines are wanted here, not the text 'a text'"),
        ("", " an empty file"),
    ],
)
def test_half_a_judgement_is_none(tmp_path: Path, text: str, said: str) -> None:
    """A verdict, about things there are, with reason, who and when; else an error with its place."""
    assert [said] == [error.split("\n")[0] for error in told(tmp_path / "a", text)]


@pytest.mark.parametrize(
    "day",
    [
        "2031-13-01",
        "2031-02-30",
        "2031-6-1",
        "20310601",
        "2031-W23-1",
        "٢٠٣١-٠٦-٠١",
        "yesterday",
        "2031-06-01T10:00",
        "2031-06",
        "''",
    ],
)
def test_judgement_was_made_on_a_day(tmp_path: Path, day: str) -> None:
    """One that the calendar has, in one way of writing it."""
    found = told(tmp_path / "a", f"- accepted: letter/date\n  reason: r\n  who: w\n  when: {day}\n")

    assert len(found) == 1
    assert "is not a day" in found[0] or "without `when`" in found[0]


def test_source_and_work_may_be_one(tmp_path: Path) -> None:
    """A document that the dossier quotes may be one that another source speaks of."""
    text = f"- same: [source:letter, work:the-letter]\n{REASONED}"
    works = "work:the-letter: { type: Document, name: The letter }\n"
    project = make(tmp_path / "a", {"data/judgements.yaml": text, "data/entities/works.yaml": works})

    assert read_dossier(project).errors == []


NAMES = st.sampled_from("abcdefg")
PAIRS = st.lists(st.lists(NAMES, min_size=2, max_size=3, unique=True), max_size=6)


@unhurried
@given(PAIRS)
def test_same_is_closed_and_has_one_name(pairs: list[list[str]]) -> None:
    """Who is the same as the same is the same: an equivalence, whose name is its first, in any order of judging."""
    judgements = [judged("same", *pair) for pair in pairs]
    linker = Linker.of(judgements)
    reverse = Linker.of(reversed(judgements))

    for pair in pairs:
        assert len({linker.canonical(name) for name in pair}) == 1
    for name in "abcdefg":
        group = {other for other in "abcdefg" if linker.canonical(other) == linker.canonical(name)}
        assert linker.canonical(name) == min(group) == reverse.canonical(name)
        assert linker.canonical(linker.canonical(name)) == linker.canonical(name)


@unhurried
@given(PAIRS, NAMES, NAMES)
def test_different_holds_or_is_an_error(pairs: list[list[str]], a: str, b: str) -> None:
    """No two names that were judged different are ever read as one."""
    judgements = [judged("same", *pair) for pair in pairs]
    together = a != b and Linker.of(judgements).canonical(a) == Linker.of(judgements).canonical(b)
    if a == b:
        return
    try:
        linker = Linker.of([*judgements, judged("different", a, b)])
    except DalilErrors:
        assert together
    else:
        assert not together
        assert linker.canonical(a) != linker.canonical(b)


def test_contradiction_shows_the_chain() -> None:
    """The shortest run of judgements that ties the two names, and the place of the one that parts them."""
    chain = [
        judged("same", "a", "b", line=1),
        judged("same", "b", "c", line=5),
        judged("same", "x", "y", line=9),
        judged("different", "a", "c", line=13),
    ]
    for order in permutations(chain):
        with pytest.raises(DalilErrors) as caught:
            Linker.of(order)
        (error,) = caught.value.errors

        assert isinstance(error, IdentityError)
        assert str(error.where) == "data/judgements.yaml:13"
        assert error.message == "a and c are judged different here, and the same by line 1: same a = b; 5: same b = c"


def test_every_contradiction_is_told() -> None:
    """Not the first only."""
    with pytest.raises(DalilErrors) as caught:
        Linker.of(
            [
                judged("same", "a", "b", "c"),
                judged("different", "a", "b", line=2),
                judged("different", "b", "c", line=3),
            ]
        )

    assert [error.where.line for error in caught.value.errors if isinstance(error.where, Where)] == [2, 3]


def test_unsure_ties_and_parts_nothing() -> None:
    """What was looked into and stays open changes no reading, and contradicts nobody."""
    linker = Linker.of([judged("same", "a", "b"), judged("unsure", "a", "b"), judged("unsure", "b", "c")])

    assert (linker.canonical("b"), linker.canonical("c")) == ("a", "c")


def test_claim_cannot_be_accepted_and_retracted(tmp_path: Path) -> None:
    """Two standings of one claim are a contradiction; the same one twice is none."""
    again = REASONED.replace("reason: r", "reason: again")
    twice = f"- accepted: letter/date\n{REASONED}- accepted: letter/date\n{again}"

    assert told(tmp_path / "a", twice) == []
    assert told(tmp_path / "b", twice + f"- retracted: letter/date\n{REASONED}") == [
        "9:3: a claim is accepted at line 1 and retracted here\n  → withdraw one of the judgements"
    ]


def test_judgement_is_named_by_its_content() -> None:
    """Another reason, day or person is another judgement; the order of the names is none."""
    first = judged("same", "a", "b")

    assert first.local == Judgement("same", ("b", "a"), "r", "w", "2031-06-01").local
    assert (
        len(
            {
                first.local,
                judged("unsure", "a", "b").local,
                Judgement("same", ("a", "b"), "r2", "w", "2031-06-01").local,
            }
        )
        == 3
    )


GONE = Withdrawal("Two gates.", "w", "2031-06-03")
BACK = "  withdrawn: { reason: Two gates., who: w, when: 2031-06-03 }\n"


def test_withdrawn_judgement_stays_in_the_log(tmp_path: Path) -> None:
    """With why, who and when; its name is the one that it had before."""
    text = f"- same: [actor:river-watch, actor:editors]\n{REASONED}"
    before, after = (
        read_dossier(make(tmp_path / name, {"data/judgements.yaml": text + more})).judgements[0]
        for name, more in (("a", ""), ("b", BACK))
    )

    assert (before.acts, after.acts, after.withdrawn) == (True, False, GONE)
    assert before.local == after.local


def test_withdrawn_judgement_decides_nothing() -> None:
    """It ties nobody, parts nobody, and contradicts nobody."""
    same = judged("same", "a", "b")
    gone = Judgement("same", ("b", "c"), "r", "w", "2031-06-01", withdrawn=GONE)
    apart = Judgement("different", ("a", "b"), "r", "w", "2031-06-01", withdrawn=GONE)

    assert Linker.of([same, gone, apart, judged("different", "a", "c")]).merged == {"b": "a"}


@unhurried
@given(PAIRS, PAIRS, st.randoms(use_true_random=False))
def test_order_and_what_was_withdrawn_leave_no_trace(
    acting: list[list[str]], gone: list[list[str]], random: Random
) -> None:
    """The same judgements in force give the same canonical names, in any order, with anything withdrawn among them."""
    judgements = [judged("same", *pair) for pair in acting]
    logged = judgements + [
        Judgement("same", tuple(sorted(pair)), "r", "x", "2031-06-01", withdrawn=GONE) for pair in gone
    ]
    random.shuffle(logged)

    assert Linker.of(logged).merged == Linker.of(judgements).merged


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("  withdrawn: yes\n", "5:14: `key: value` lines are wanted here, not the text 'yes'"),
        ("  withdrawn: { who: w, when: 2031-06-03 }\n", "5:14: a withdrawal without `reason`"),
        ("  withdrawn: { reason: r, who: w }\n", "5:14: a withdrawal without `when`"),
        ("  withdrawn: { reason: r, who: w, when: later }\n", "5:41: 'later' is not a day"),
        (
            "  withdrawn: { reason: r, who: w, when: 2031-05-31 }\n",
            "5:41: withdrawn on 2031-05-31, before it was judged on 2031-06-01",
        ),
        ("  withdrawn: { reason: r, who: w, when: 2031-06-03, why: x }\n", "5:53: 'why' is not a key of a withdrawal"),
        (
            BACK + "- same: [actor:editors, actor:river-watch]\n" + REASONED,
            "6:3: the same judgement as at line 1, but for its withdrawal",
        ),
    ],
)
def test_half_a_withdrawal_is_none(tmp_path: Path, more: str, said: str) -> None:
    """It says why, who and when, and not before the judgement was made; to judge so again needs words of its own."""
    text = f"- same: [actor:river-watch, actor:editors]\n{REASONED}{more}"

    assert [said] == [error.split("\n")[0] for error in told(tmp_path / "a", text)]


def test_withdrawn_judgement_may_name_what_is_gone(tmp_path: Path) -> None:
    """An entry that left the registry does not force anybody to rewrite the log."""
    text = f"- same: [actor:river-watch, actor:closed-down]\n{REASONED}"

    assert told(tmp_path / "a", text + BACK) == []
    assert len(told(tmp_path / "b", text)) == 1


def test_withdrawing_settles_a_contradiction(tmp_path: Path) -> None:
    """As the hint says."""
    same = f"- same: [actor:river-watch, actor:editors]\n{REASONED}"
    different = f"- different: [actor:river-watch, actor:editors]\n{REASONED}"

    assert len(told(tmp_path / "a", same + different)) == 1
    assert told(tmp_path / "b", same + BACK + different) == []
    assert told(tmp_path / "c", same + different + BACK) == []


def test_long_chain_is_found_at_once() -> None:
    """Ten thousand judgements in a row, and one that parts the ends."""
    names = [f"a{n:05}" for n in range(10_001)]
    chain = [judged("same", one, other, line=n) for n, (one, other) in enumerate(pairwise(names))]

    assert set(Linker.of(chain).merged.values()) == {"a00000"}
    with pytest.raises(DalilErrors) as caught:
        Linker.of([*chain, judged("different", names[0], names[-1])])
    assert len(caught.value.errors) == 1
