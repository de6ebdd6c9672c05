"""Rows become claims of exactly the shape of written ones; nothing comes from an empty cell, and nothing is lost in silence."""

import re
from dataclasses import replace

import polars as pl
import pytest
from pyoxigraph import Literal, NamedNode

from dalil.errors import FactError, Where
from dalil.facts.table.prepare import Memo, repeated, row_key
from dalil.model import Claim, Condition, Issue, Named, Row, Slot, Statement, Table
from dalil.values import count_range, parse_duration, parse_time
from dalil.vocabulary import TYPE, dalil
from tests.prepared import (
    BASE,
    PROJECT,
    WHERE,
    by_hand,
    claim,
    mapping,
    prepare,
    prototype_of,
    reasons,
    row_lines,
    rows,
    said,
    slot,
    template,
    written,
)

EVENT = "event:weir-{id}"
ATTACK = (EVENT, "type", slot("class", "Attack"))
DATE = (EVENT, "date", slot("time", "{start}/{end}"))
KILLED = (EVENT, "killed", slot("bounds", {"low": "{low}", "best": "{best}", "high": "{high}", "unit": "people"}))
PLACE = (EVENT, "place", slot("entity", "place:{town | slug}", "", "Place"))
NAME = (EVENT, "name", slot("text", "{name}", "en"))
UNITS = (EVENT, "perpetrator", slot("entity", "actor:{units | split ; | slug}", "", "Actor"))


def node(local: str) -> NamedNode:
    return NamedNode(BASE + local)


def test_a_row_makes_the_claim_that_a_person_would_write():
    of = claim(
        ATTACK,
        DATE,
        KILLED,
        PLACE,
        NAME,
        via=["actor:{who}"],
        basis=["work:{film}"],
        certainty="{sure | lookup sure}",
        hedge="{hedge}",
        note="row of {town}",
    )
    cells = {
        "id": "w 1", "start": "2031-05-03", "end": "2031-05-03", "low": "3", "best": "", "high": "5", "town": "New Weir",
        "name": 'The "flood"\nمجزرة', "who": "river-watch", "film": "film-1", "sure": "High", "hedge": "reportedly",
    }  # fmt: skip

    within = mapping(of, lookups={"ids": {"w 1": "w-1"}})
    of = replace(
        of,
        statements=tuple(
            (template("event:weir-{id | lookup ids}"), term, object_) for _, term, object_ in of.statements
        ),
    )
    prepared = prepare(of, cells, within=within)

    event = node("event-weir-w-1")
    time, count = parse_time("2031-05-03"), count_range("3", "", "5", "people")
    quote = (
        'id: w 1 | start: 2031-05-03 | end: 2031-05-03 | low: 3 | high: 5 | town: New Weir | name: The "flood"\nمجزرة'
    )
    row = Row(node("source-register"), "row-register-w%201", "w 1", "row=2")
    expected = Claim(
        (
            Statement(event, TYPE, dalil("Attack")),
            Statement(event, dalil("date"), time),
            Statement(event, dalil("killed"), count),
            Statement(event, dalil("place"), node("place-New-Weir")),
            Statement(event, dalil("name"), Literal('The "flood"\nمجزرة', language="en")),
        ),
        "asserted", (node("actor-river-watch"),), node("source-register"), quote, row, (node("actor-river-watch"),),
        (node("work-film-1"),), "reportedly", "certain", note="row of New Weir", where=WHERE, name="claim-register-w%201-1",
    )  # fmt: skip
    assert reasons(prepared) == []
    assert written(prepared) == by_hand(expected)
    assert prepared.values == {time.local: time, count.local: count}
    assert row_lines(prepared) == {
        f"<{BASE}row-register-w%201> {rest} ."
        for rest in (
            "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/dalil/ontology#Row>",
            f"<http://www.w3.org/ns/oa#hasSource> <{BASE}source-register>",
            '<https://w3id.org/dalil/ontology#rowKey> "w 1"',
            '<https://w3id.org/dalil/ontology#fragment> "row=2"',
        )
    }


def test_an_empty_cell_says_nothing():
    of = claim(ATTACK, DATE, KILLED, PLACE, NAME, UNITS)

    assert said(
        prepare(
            of,
            {
                "id": "1",
                "start": "2031",
                "end": "",
                "low": "",
                "best": "",
                "high": "",
                "town": "",
                "name": "",
                "units": " ; ",
            },
        )
    ) == {"claim-register-1-1: event-weir-1 type Attack"}
    bare = claim(DATE, NAME)
    assert said(prepare(bare, {"id": "1", "start": "", "end": "2031", "name": ""})) == set()


def test_a_claim_with_nothing_to_say_asks_nothing_of_its_other_cells():
    of = claim(NAME, source="source:{src}", certainty="{sure | lookup sure}")

    prepared = prepare(of, {"id": "1", "name": "", "src": "no name", "sure": "Medium"})

    assert prepared.frame.height == 0
    assert prepared.issues == []
    assert prepared.values == {}


def test_every_source_of_a_cell_makes_a_claim_of_its_own():
    """Security Force Monitor's pattern: a value, the ids of its sources, and how sure it is, in three columns."""
    of = claim(
        ("actor:{id}", "classification", slot("text", "{class | split ;}", "en")),
        source="source:sfm-{Source: Name | split ;}",
        speakers=["actor:pub-{Source: Name | split ; | lookup publisher}"],
        certainty="{Confidence | lookup sure}",
    )
    within = mapping(of, lookups={"publisher": {"a1": "weekly", "b2": "radio"}})

    prepared = prepare(
        of, {"id": "u1", "class": "Army;Guard", "Source: Name": "a1; b2 ;a1", "Confidence": "Low"}, within=within
    )

    assert reasons(prepared) == []
    assert said(prepared) == {
        f'claim-register-u1-1-sfm-{source}: actor-u1 classification "{text}"@en'
        for source in ("a1", "b2")
        for text in ("Army", "Guard")
    }
    speakers = {line for line in written(prepared) if "accordingTo" in line}
    assert speakers == {
        f"<{BASE}claim-register-u1-1-sfm-{source}> <https://w3id.org/dalil/ontology#accordingTo> <{BASE}actor-pub-{pub}> ."
        for source, pub in (("a1", "weekly"), ("b2", "radio"))
    }
    assert all("class: Army;Guard" in line for line in written(prepared) if "#quote>" in line)


def test_something_said_without_a_source_or_a_speaker_is_reported():
    of = claim(NAME, source="source:{src | split ;}", speakers=["actor:{by}", "actor:{by_2}"])
    cells = [
        {"id": "1", "name": "a", "src": "", "by": "x"},
        {"id": "2", "name": "b", "src": "s", "by": "", "by_2": ""},
        {"id": "3", "name": "c", "src": "s", "by": "", "by_2": "y"},
        {"id": "4", "name": "", "src": "", "by": ""},
    ]

    prepared = prepare(of, *cells)

    assert reasons(prepared) == [
        "2 src: there is something to say, and no source that says it",
        "3 by: there is something to say, and nobody who says it",
    ]
    assert prepared.frame["key"].to_list() == ["3"]


def test_something_said_of_nobody_is_reported():
    of = claim(("actor:{unit}", "name", slot("text", "{name}", "en")), ("actor:{unit}", "type", slot("class", "Group")))

    prepared = prepare(of, {"id": "1", "unit": "", "name": "Dam Guard"}, {"id": "2", "unit": "", "name": ""})

    assert reasons(prepared) == ["2 unit: there is something to say, and of nobody: the name is empty"]
    assert prepared.frame.height == 0


@pytest.mark.parametrize(
    ("statement", "cell", "reason"),
    [
        (PLACE, {"town": "x"}, None),
        ((EVENT, "place", slot("entity", "place:{c}", "", "Place")), {"c": "New Weir"}, "c: 'New Weir' does not fit into a name → use `| slug` or `| lookup`"),
        ((EVENT, "place", slot("entity", "{c}", "", "Place")), {"c": "actor:x"}, "c: 'actor:x' is a kind of Actor, and here stands a kind of Place"),
        ((EVENT, "type", slot("class", "{c}")), {"c": "Person"}, "c: 'Person' is not a kind of Event → use `| lookup`, or another kind of name"),
        (DATE, {"start": "2031", "end": "never"}, "start, end: '2031/never' is not a date in EDTF"),
        ((EVENT, "killed", slot("count", "{c}")), {"c": "a man"}, "c: 'a man' is not a count"),
        (KILLED, {"low": "5", "best": "3", "high": ""}, "low, best, high: low ≤ best ≤ high does not hold in [5, 3]"),
        (KILLED, {"low": "5.5", "best": "", "high": ""}, "low, best, high: '5.5' is not a whole number"),
        ((EVENT, "duration", slot("duration", "{c}")), {"c": "long"}, "c: 'long' is not a duration"),
        ((EVENT, "name", slot("text", "{c | split ; | lookup sure}", "en")), {"c": "Low;Medium"}, "c: 'Medium' is not in the lookup 'sure'"),
        ((EVENT, "name", slot("text", "{c}", "en")), {"c": "a\x1fb"}, "c: several values where one is wanted → use `| split`"),
    ],
)  # fmt: skip
def test_a_bad_cell_leaves_its_claim_out_and_says_why(statement, cell, reason):
    cells = dict.fromkeys(("town", "start", "end", "low", "best", "high", "c"), "")
    prepared = prepare(claim(ATTACK, statement), {"id": "bad", **cells, **cell}, {"id": "good", **cells})

    found = [f"{issue.column}: {issue.reason}" for issue in prepared.issues]
    assert len(found) == (0 if reason is None else 1)
    assert all(one.startswith(reason) for one in found)
    assert prepared.frame["key"].to_list() == (["bad", "good"] if reason is None else ["good"])
    assert all(
        issue._replace(column="", value="", reason="")
        == Issue("weir.csv", 2, "bad", "", "", "", "data/tables/weir.yaml:12")
        for issue in prepared.issues
    )


def test_everything_wrong_with_a_row_is_said_at_once():
    prepared = prepare(
        claim(DATE, PLACE, ("event:{id}", "name", slot("text", "{name | match [a-z]+}", "en"))),
        {"id": "a b", "start": "x", "end": "y", "town": "t", "name": "7"},
    )

    assert [re.sub(" .*", "", reason) for reason in reasons(prepared)] == ["2", "2", "2"]
    assert {issue.column for issue in prepared.issues} == {"id", "start, end", "name"}


@pytest.mark.parametrize(
    ("conditions", "made"),
    [
        ([Condition("code", frozenset({"1", "2"}))], ["a", "b"]),
        ([Condition("code", frozenset({"1", "2"}), negated=True)], ["c", "d"]),
        ([Condition("code", any_value=True)], ["a", "b", "c"]),
        ([Condition("code", any_value=True, negated=True)], ["d"]),
        ([Condition("code", any_value=True), Condition("other", frozenset({"x"}))], ["b"]),
        ([], ["a", "b", "c", "d"]),
    ],
)
def test_a_claim_is_made_where_all_its_conditions_hold(conditions, made):
    cells = [
        {"id": "a", "code": "1"},
        {"id": "b", "code": " 2 ", "other": "x"},
        {"id": "c", "code": "3"},
        {"id": "d", "code": "", "other": "x"},
    ]

    assert prepare(claim(ATTACK, when=tuple(conditions)), *cells).frame["key"].to_list() == made


def test_ignored_rows_make_no_claims_and_no_complaints():
    of = claim(ATTACK)
    within = mapping(
        of, ignore_rows=((Condition("id", any_value=True, negated=True),), (Condition("id", frozenset({"total"})),))
    )

    prepared = prepare(of, {"id": "1"}, {"id": "", "x": "note"}, {"id": "total"}, within=within)

    assert prepared.issues == []
    assert prepared.frame["key"].to_list() == ["1"]


def test_a_row_without_a_key_is_reported_with_what_is_wrong():
    of = claim(("event:x", "name", slot("text", "{name}", "en")))

    assert reasons(prepare(of, {"id": "", "name": "a"})) == ["2 id: the key of the row is empty"]
    within = mapping(of, row="{id}-{code | lookup sure}")
    cells = [
        {"id": "1", "code": "High", "name": "a"},
        {"id": "1", "code": "", "name": "a"},
        {"id": "1", "code": "?", "name": "a"},
    ]
    prepared = prepare(of, *cells, within=within)
    assert prepared.frame["key"].to_list() == ["1-certain"]
    assert [reason[:40] for reason in reasons(prepared)] == [
        "3 id, code: the key of the row is empty",
        "4 code: '?' is not in the lookup 'sure' ",
    ]
    assert {issue.place for issue in prepared.issues} == {"data/tables/weir.yaml:12"}


def test_each_element_of_parallel_lists_makes_a_claim():
    of = claim(
        ("actor:{id}", "name", slot("text", "{alias | split ;}", "en")),
        hedge="{how | split ;}",
        each=["{alias | split ;}", "{how | split ;}"],
    )

    prepared = prepare(
        of,
        {"id": "1", "alias": "a; b;a;", "how": "x;y;x;"},
        {"id": "2", "alias": "a;b", "how": "x"},
        {"id": "3", "alias": "", "how": ""},
    )

    assert reasons(prepared) == [
        "3 alias, how: lists that run in parallel have as many elements: 2 in alias and 1 in how → correct the cells"
    ]
    assert [line.split(": ")[1] for line in sorted(said(prepared), key=lambda line: line[-5:])] == [
        'actor-1 name "a"@en',
        'actor-1 name "b"@en',
    ]
    assert all(re.fullmatch("claim-register-1-1-[0-9a-f]{8}", line.split(": ")[0]) for line in said(prepared))
    assert len({line.split(": ")[0] for line in said(prepared)}) == 2


def test_elements_that_lead_to_one_claim_make_it_once_or_are_reported():
    within = {"lookups": {"same": {"a": "one", "b": "one", "c": "two"}, "who": {"a": "x", "b": "y", "c": "y"}}}
    one = claim(NAME, source="source:{src | split ; | lookup same}")
    two = claim(NAME, source="source:{src | split ; | lookup same}", speakers=["actor:{src | split ; | lookup who}"])
    cells = {"id": "1", "name": "n", "src": "a;b;c"}

    once = prepare(one, cells, within=mapping(one, **within))
    twice = prepare(two, cells, within=mapping(two, **within))

    assert once.issues == []
    assert said(once) == {f'claim-register-1-1-{name}: event-weir-1 name "n"@en' for name in ("one", "two")}
    assert reasons(twice) == [
        "2 src: two elements of the cell make one claim, of two minds → correct the cell or the lookup"
    ]
    assert said(twice) == {'claim-register-1-1-two: event-weir-1 name "n"@en'}


def test_lists_stand_side_by_side_in_one_claim_and_subjects_meet_their_own_element():
    of = claim(UNITS, ("actor:{units | split ; | slug}", "name", slot("text", "{units | split ;}", "en")))

    assert said(prepare(of, {"id": "1", "units": "a b;c;a b"}, {"id": "2", "units": "d;e;f;g;h"}, {"id": "3"})) == {
        *(f"claim-register-1-1: event-weir-1 perpetrator actor-{unit}" for unit in ("a-b", "c")),
        *(f"claim-register-2-1: event-weir-2 perpetrator actor-{unit}" for unit in "defgh"),
        *(f'claim-register-1-1: actor-{unit.replace(" ", "-")} name "{unit}"@en' for unit in ("a b", "c")),
        *(f'claim-register-2-1: actor-{unit} name "{unit}"@en' for unit in "defgh"),
    }


def test_a_list_that_no_claim_can_hold_is_reported():
    prepared = prepare(claim(UNITS), {"id": "1", "units": ";".join(map(str, range(1001)))}, {"id": "2", "units": "a"})

    assert reasons(prepared) == [
        "2 units: 1001 elements, and one claim holds 1000 at most → name the column under `each`"
    ]
    assert prepared.frame["key"].to_list() == ["2"]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (
            {"statements": [("actor:{a | split ;}", "memberOf", slot("entity", "actor:{b | split ;}"))]},
            "two lists stand in one place: 'a' and 'b'",
        ),
        ({"source": "source:{a | split ;}-{b | split ;}"}, "the source is made of two lists"),
        ({"hedge": "{a | split ;}"}, "what stands here is one, and '{a}' is a list"),
        ({"via": ["actor:{a | split ;}"]}, "a link in the chain of relays is one"),
    ],
)
def test_a_list_where_one_thing_is_wanted_is_a_fault_of_the_mapping(keys, words):
    statements = keys.pop("statements", [ATTACK])

    with pytest.raises(FactError, match=re.escape(words)) as refused:
        prepare(claim(*statements, **keys), {"id": "1", "a": "x;y", "b": "z"})
    assert isinstance(refused.value.where, Where)


def test_a_chain_of_relays_with_a_gap_is_reported():
    of = claim(ATTACK, via=["actor:{a}", "actor:{b}"])

    prepared = prepare(
        of, {"id": "1", "a": "x", "b": "y"}, {"id": "2", "a": "x", "b": ""}, {"id": "3", "a": "", "b": ""}
    )

    assert reasons(prepared) == [
        "3 b: a link in the chain of relays is empty",
        "4 a: a link in the chain of relays is empty",
        "4 b: a link in the chain of relays is empty",
    ]
    assert sum("#rest>" in line for line in written(prepared)) == 2


def test_values_that_are_the_same_in_every_row_are_known_once():
    of = claim(
        (EVENT, "date", slot("time", "2031-05/2031-05")),
        (EVENT, "duration", slot("duration", "3 days")),
        (EVENT, "began", slot("unresolved", "{when}")),
        (EVENT, "killed", slot("count", "{n} people")),
    )

    prepared = prepare(of, {"id": "1", "when": " early that year ", "n": "5"}, {"id": "2", "when": "", "n": ""})

    assert set(prepared.values) == {
        "time-2031-05",
        "duration-P3D",
        "time-unresolved-register--early-that-year",
        "count-5-people",
    }
    assert prepared.values["duration-P3D"] == parse_duration("3 days")
    assert "claim-register-2-1: event-weir-2 duration duration-P3D" in said(prepared)
    assert prepare(of, {"id": "", "when": "", "n": ""}).values == {}


def test_values_of_claims_left_out_are_not_described():
    prepared = prepare(
        claim(DATE, PLACE, ("event:{id}", "type", slot("class", "Attack"))),
        {"id": "a b", "start": "2031", "end": "2031", "town": ""},
    )

    assert prepared.values == {}
    assert len(prepared.issues) == 1


def test_a_version_names_its_claims_and_rows_and_leaves_room_for_their_end():
    of, label = claim(ATTACK), parse_time("2031-05")
    within = mapping(
        of, versions=((label, Table(("weir.csv",), "csv")), (parse_time("2041"), Table(("weir-2.csv",), "csv")))
    )

    prepared = prepare(of, {"id": "1"}, within=within, version=label, states={"weir.csv": "snapshot-abc"})

    made = prototype_of(prepared)
    withdrawn, withdrawal = made.column("withdrawn"), made.column("withdrawal")
    assert made.claim.withdrawn == Named(f"~{withdrawn}~")
    assert not any("withdraw" in line for line in written(prepared))
    ended = [pl.lit("time-2041").alias(str(withdrawn)), pl.lit("no longer there").alias(str(withdrawal))]
    filled = replace(prepared, frame=prepared.frame.with_columns(ended))
    assert {line for line in written(filled) if "withdraw" in line} == {
        f"<{BASE}claim-register-2031-05-1-1> <https://w3id.org/dalil/ontology#withdrawn> <{BASE}time-2041> .",
        f'<{BASE}claim-register-2031-05-1-1> <https://w3id.org/dalil/ontology#withdrawal> "no longer there" .',
    }
    assert f"<{BASE}row-register-2031-05-1> <http://www.w3.org/ns/oa#hasState> <{BASE}snapshot-abc> ." in row_lines(
        prepared
    )


def test_the_row_of_a_table_whose_rows_move_goes_by_its_key_alone():
    of = claim(ATTACK)

    assert not any(
        "fragment" in line for line in row_lines(prepare(of, {"id": "1"}, within=mapping(of, fragments=False)))
    )


def test_a_claim_of_constants_quotes_the_key():
    prepared = prepare(
        claim(("event:x", "place", slot("entity", "place:{town}", "", "Place")), place=1), {"id": "1", "town": "weir"}
    )
    constant = prepare(
        claim(("event:x", "type", slot("class", "Attack")), when=(Condition("town", any_value=True),)),
        {"id": "1", "town": "weir"},
    )

    assert [line for line in written(prepared) if '"town: weir"' in line]
    assert [line for line in written(constant) if '"id: 1"' in line]


def test_a_claim_that_mentions_what_nobody_describes_is_left_out():
    of = claim(ATTACK, PLACE, UNITS)
    cells = [
        {"id": "1", "town": "weir", "units": "a;b"},
        {"id": "2", "town": "lost", "units": "a"},
        {"id": "3", "town": "", "units": "a;gone"},
    ]

    prepared = prepare(of, *cells, leave_out=frozenset({"place-lost", "actor-gone", "event-weir-1"}))

    assert [(issue.row, issue.value) for issue in prepared.issues] == [(3, "place:lost"), (4, "actor:gone")]
    assert all("is described nowhere" in issue.reason for issue in prepared.issues)
    assert prepared.frame["key"].to_list() == ["1"]


def test_a_prototype_says_whom_it_introduces_and_whom_it_mentions():
    of = claim(
        ATTACK, PLACE, ("actor:{a}", "name", slot("text", "{b}", "en")), ("actor:{c}", "type", slot("class", "{d}"))
    )

    made = prototype_of(prepare(of, {"id": "1", "town": "t", "a": "x", "b": "n", "c": "y", "d": "Group"}))

    columns = [column if column.make in ("name", "class", "text") else None for column in made.columns]
    tokens = {column.inputs[0]: f"~h{n}~" for n, column in enumerate(columns) if column}
    assert made.subjects == ((f"event-weir-{tokens['id']}", "Attack"), (f"actor-{tokens['c']}", tokens["d"]))
    assert made.mentioned == (f"place-{tokens['town']}", f"actor-{tokens['a']}", "source-register", "actor-river-watch")
    assert made.needs[1] == (int(tokens["b"].strip("~h")),)


def test_keys_that_repeat_are_reported_in_all_their_rows():
    frame = rows({"id": "1"}, {"id": "2"}, {"id": " 1 "}, {"id": "x"}, {"id": ""}, {"id": ""}, {"id": "x", "skip": "y"})
    within = mapping(claim(ATTACK), ignore_rows=((Condition("skip", any_value=True),),))
    keyed = frame.with_columns(row_key(within, frame, Memo(PROJECT)))

    issues = repeated(within, keyed)

    assert [(issue.row, issue.key) for issue in issues] == [(2, "1"), (4, "1")]
    assert issues[0].reason.startswith("2 rows have the key '1': row 2, row 4 → ")
    assert issues == repeated(within, keyed.reverse())


def test_a_slot_of_words_from_a_cell_with_many_sources_is_scoped_by_its_own_source():
    of = claim(
        (EVENT, "began", Slot("unresolved", {"": template("{when}")}, where=WHERE)), source="source:sfm-{src | split ;}"
    )

    assert set(prepare(of, {"id": "1", "when": "lately", "src": "a;b"}).values) == {
        "time-unresolved-sfm-a--lately",
        "time-unresolved-sfm-b--lately",
    }


def test_rows_that_are_the_same_cell_for_cell_say_one_thing():
    of = claim(ATTACK)
    frame = rows({"id": "1", "x": "a"}, {"id": "2"}, {"id": "1", "x": "a"}, {"id": "1", "x": "a"})
    keyed = frame.with_columns(row_key(mapping(of), frame, Memo(PROJECT)))

    issues = repeated(mapping(of), keyed)

    assert [issue.row for issue in issues] == [4, 5]
    assert issues[0].reason.startswith("3 rows are the same, cell for cell: row 2, row 4, row 5 → ")


def test_a_row_without_an_id_goes_by_all_its_cells():
    of = claim(("event:{* | digest}", "type", slot("class", "Attack")))
    frame = rows({"town": "weir"}, {"town": "dam"}).with_columns(pl.Series("#cells", ["weir\x1fx", "dam"]))

    prepared = prepare(of, frame=frame, within=mapping(of, row="{* | digest}"))

    assert reasons(prepared) == []
    assert prepared.frame.height == 2
    assert prepared.frame["key"].str.len_chars().unique().to_list() == [12]


def test_a_cell_of_any_length_is_told_in_brief():
    (issue,) = prepare(
        claim(PLACE), {"id": "x" * 100_000 + " ", "town": "t"}, {"id": "y z" * 100_000, "town": "t"}
    ).issues

    assert len(issue.value) < 300
    assert len(issue.reason) < 3000


def test_a_fragment_that_the_reader_gives_is_kept():
    frame = rows({"id": "1"}).with_columns(pl.lit('/a"b/16').alias("#fragment"))

    assert any('#fragment> "/a\\"b/16" .' in line for line in row_lines(prepare(claim(ATTACK), frame=frame)))
