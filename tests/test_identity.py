"""Judgements: logged decisions that are read, closed under `same`, and refused where they contradict each other."""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.build import read_dossier
from dalil.errors import DalilErrors, IdentityError, Where
from dalil.model import Judgement
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
