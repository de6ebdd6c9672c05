"""`dalil conflicts`: what is listed, how it is chosen, side by side where there is room, and many equal pairs told once."""

import csv
import io
import json
import shutil

import pytest
from rich.cells import cell_len

from dalil import kg
from dalil.build import build
from dalil.errors import QueryError
from dalil.kg import KnowledgeGraph, list_agreements, tell_agreements
from dalil.kg.agreements import Pair, Side, as_table
from dalil.kg.telling import SHOWN, grouped
from dalil.project import open_project
from tests.little import hold_texts
from tests.test_assessment import EXAMPLE
from tests.test_cli import run

EXPECTED = {"conflicts": 2, "refines": 1, "same": 1}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The worked example (invented), built."""
    case = tmp_path_factory.mktemp("conflicts") / "case"
    shutil.copytree(EXAMPLE, case)
    with (case / "dalil.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[validation]\noracle = 0\n")
    hold_texts(open_project(case))
    build(open_project(case))
    return kg.open(case)


def side(claim: str, value: str = "v", quote: str = "words") -> Side:
    """A claim of an invented source."""
    return Side(f"claim:{claim}", quote, "", "source:s", f"data/facts/s.yaml:{len(claim)}", value)


def pair(kind: str, *sides: Side, name: str = "") -> Pair:
    """An agreement on an invented count."""
    names = "-".join(s.claim for s in sides)
    return Pair(name or names, kind, "count-ranges", "A sentence.", "event:x", "killed", sides)


# --- what is listed


def test_conflicts_come_alone_and_all_on_demand(graph: KnowledgeGraph) -> None:
    """Conflicts first, then what merely differs."""
    everything = list_agreements(graph, every=True)
    kinds = [p.kind for p in everything]

    assert [p.kind for p in list_agreements(graph)] == ["conflicts"] * EXPECTED["conflicts"]
    assert {kind: kinds.count(kind) for kind in kinds} == EXPECTED
    assert kinds == sorted(kinds, key=list(EXPECTED).index)


@pytest.mark.parametrize("kind", EXPECTED)
def test_kind_is_chosen(graph: KnowledgeGraph, kind: str) -> None:
    """One kind, or several."""
    assert {p.kind for p in list_agreements(graph, kinds=[kind])} == {kind}
    assert {p.kind for p in list_agreements(graph, kinds=[kind, "same"])} == {kind, "same"}


def test_rule_is_chosen_of_all_kinds(graph: KnowledgeGraph) -> None:
    """A rule finds what it found, conflict or not."""
    assert [p.rule for p in list_agreements(graph, rule="date-ranges")] == ["date-ranges"]
    assert list_agreements(graph, rule="durations") == []


def test_thing_or_claim_is_chosen(graph: KnowledgeGraph) -> None:
    """A thing that is compared, one that a claim names, or a claim itself."""
    everything = list_agreements(graph, every=True)
    one = everything[0].claims[0].claim

    assert list_agreements(graph, every=True, about="event:shots-at-pier-4") == everything
    assert {p.property for p in list_agreements(graph, every=True, about="actor:pier-guards")} == {"perpetrator"}
    assert [p for p in everything if one in [s.claim for s in p.claims]] == list_agreements(
        graph, every=True, about=one
    )
    assert list_agreements(graph, every=True, about="actor:harbour-authority") == []


@pytest.mark.parametrize(
    ("given", "told"), [({"kinds": ["conflict"]}, "conflicts"), ({"rule": "count-range"}, "count-ranges")]
)
def test_what_there_is_none_of_is_refused_with_the_nearest(
    graph: KnowledgeGraph, given: dict[str, str], told: str
) -> None:
    """A slip is told, not answered with nothing."""
    with pytest.raises(QueryError) as caught:
        list_agreements(graph, **given)  # type: ignore[arg-type]

    assert told in str(caught.value)


def test_table_has_a_row_for_each(graph: KnowledgeGraph) -> None:
    """For csv and linked data: the same agreements, with both quotations."""
    pairs = list_agreements(graph, every=True)
    table = as_table(pairs, graph)

    assert len(table.rows) == len(pairs)
    assert {len(row) for row in table.rows} == {len(table.columns)}


# --- how it is told


def test_two_claims_stand_side_by_side_where_there_is_room(graph: KnowledgeGraph) -> None:
    """Both quotations begin on one line, no line is wider than the screen, and nothing is lost."""
    pairs = list_agreements(graph)
    wide, narrow = tell_agreements(pairs, 120), tell_agreements(pairs, 80)
    columns = [line for line in wide.splitlines() if line.startswith("     ")]

    assert any(line.count("“") == 2 for line in columns)
    assert all(cell_len(line) <= 120 for line in columns)
    assert not any(line.count("“") == 2 for line in narrow.splitlines() if line.startswith("     "))
    assert all(s.claim in wide for p in pairs for s in p.claims)
    assert "".join(sorted(wide.split())) != ""


def test_many_sources_that_say_the_same_are_told_once() -> None:
    """Of four claims that all say the same there are six pairs and one entry."""
    claims = [side(name) for name in ("a", "bb", "ccc", "dddd")]
    pairs = [pair("same", one, other) for n, one in enumerate(claims) for other in claims[n + 1 :]]
    told = tell_agreements(pairs)

    assert len(grouped(pairs)) == 1
    assert "4 claims say so (6 pairs; the sentence is of one)" in told
    assert [told.count(f"claim:{name}, ") for name in ("a", "bb", "ccc", "dddd")] == [1, 1, 1, 1]


def test_some_against_others_are_told_once_and_what_is_not_shown_is_counted() -> None:
    """Nine claims of one number against one of another; other numbers stay apart."""
    many = [side(f"n{n}", "41") for n in range(9)]
    pairs = [pair("conflicts", one, side("other", "43")) for one in many]
    pairs.append(pair("conflicts", many[0], side("third", "44")))
    told = tell_agreements(pairs)

    assert len(grouped(pairs)) == 2
    assert "9 claims beside 1 (9 pairs; the sentence is of one)" in told
    assert f"… and {9 - SHOWN} more (--format json has all)" in told


def test_pairs_without_one_value_each_are_never_taken_together() -> None:
    """Two acts in two orders, or a claim that gives two values: each pair for itself."""
    pairs = [pair("conflicts", side("a", ""), side("b", "x"), name=name) for name in ("one", "two")]

    assert len(grouped(pairs)) == 2


def test_which_of_two_refines_is_kept() -> None:
    """The claim that says more stands first, in groups too."""
    pairs = [pair("refines", side(f"day-{n}", "z-day"), side("month", "a-month")) for n in range(2)]
    (group,) = grouped(pairs)

    assert [len(sides) for sides in group.sides] == [2, 1]
    assert group.sides[1][0].claim == "claim:month"


def test_hostile_words_cannot_steer_the_screen() -> None:
    """Control characters and marks that turn the writing are shown, in both layouts."""
    bad = side("a", quote="x\x1b[2Jy\u202ez" + "long " * 200)
    for width in (80, 120):
        told = tell_agreements([pair("conflicts", bad, side("b", "w"))], width)
        assert "\x1b" not in told
        assert "\u202e" not in told


def test_nothing_found_is_said() -> None:
    """Not an empty screen."""
    assert tell_agreements([]) == "no conflicts\n"
    assert tell_agreements([], nothing="no agreements of this kind") == "no agreements of this kind\n"


# --- as a command


def test_command_chooses_and_writes(graph: KnowledgeGraph) -> None:
    """Options reach the list in every format; a slip leaves with an error that names what there is."""
    case = graph.project.root
    rows = list(csv.DictReader(io.StringIO(run("conflicts", "--all", "-f", "csv", cwd=case).stdout)))
    refined = json.loads(run("conflicts", "--kind", "refines", "--json", cwd=case).stdout)
    wrong = run("conflicts", "--kind", "refine", cwd=case)

    assert len(rows) == sum(EXPECTED.values())
    assert all(row["quote1"] and row["quote2"] for row in rows)
    assert [p["kind"] for p in refined] == ["refines"]
    assert refined[0]["thing"] == "event:shots-at-pier-4"
    assert refined[0]["property"] == "date"
    assert wrong.returncode != 0
    assert "refines" in wrong.stderr
    assert "Traceback" not in wrong.stderr
