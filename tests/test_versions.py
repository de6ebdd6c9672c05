"""Versions of a table: what stands at the end is what the last version says, and nothing that any of them said is lost."""

from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalil.build.versions import CHANGED, GONE, UNREAD, standing
from dalil.facts.table.prepare import Memo, Prepared, prepare_claims
from dalil.model import ClaimMapping, Mapping, Table
from dalil.values import Time, parse_time
from tests.prepared import PROJECT, claim, mapping, prepare, rows, slot, written

TIMES = [parse_time(f"{year}-10-29") for year in range(2031, 2036)]
LISTED = claim(
    ("event:weir-{id}", "type", slot("class", "Shooting")),
    ("event:weir-{id}", "perpetrator", slot("entity", "actor:{unit | split ;}")),
    ("event:weir-{id}", "date", slot("time", "{day}")),
    certainty="{sure | lookup sure}",
)
NAMED = claim(("event:weir-{id}", "name", slot("text", "{aliases | split ;}", "en")), each=["{aliases | split ;}"])
Cells = dict[str, str]


def versions(of: ClaimMapping, *tables: list[Cells]) -> list[tuple[Time, Prepared]]:
    """A claim's prepared frames, version by version."""
    within = mapping(of, versions=tuple((time, _table()) for time in TIMES[: len(tables)]))
    header: list[Cells] = [dict.fromkeys(("id", "unit", "day", "sure", "aliases"), "")]
    return [
        (time, prepare(of, frame=rows(*header, *cells).slice(1), within=within, version=time))
        for time, cells in zip(TIMES, tables, strict=False)
    ]


def _table() -> Table:
    return mapping().versions[0][1]


def stood(of: ClaimMapping, *tables: list[Cells]) -> tuple[list[Prepared], pl.DataFrame]:
    prepared = versions(of, *tables)
    found = standing(prepared)
    times = [time for time, _ in prepared]
    return found, differences(list(zip(times, found, strict=True)))


def differences(found: list[tuple[Time, Prepared]]) -> pl.DataFrame:
    """Of what `standing` gives: how many claims each version added, changed and withdrew, and how many stand with it."""
    rows, stand, last = [], 0, [end for _, one in found for end in ends_all(one) if end[0]]
    for time, one in found:
        ended = [why or "" for when, why in last if when == time.local]
        changed = sum(why.startswith(CHANGED) for why in ended)
        stand += one.frame.height - len(ended)
        rows.append((time.edtf, one.frame.height - changed, changed, len(ended) - changed, stand))
    return pl.DataFrame(rows, schema=["version", "added", "changed", "withdrawn", "standing"], orient="row")


def ends(one: Prepared) -> dict[str, tuple[str | None, str | None]]:
    """Key → when and why its claim was withdrawn."""
    made = one.prototype
    columns = [made.column(make) for make in ("withdrawn", "withdrawal")]  # type: ignore[union-attr]
    return {key: (time, why) for key, time, why in one.frame.select("key", *columns).iter_rows()}


def row(id_: str, unit: str = "dam-guard", **more: str) -> Cells:
    return {"id": id_, "unit": unit, "day": "2031-05-03", "sure": "High", **more}


def test_what_says_the_same_stands_on_as_it_was_first_said():
    (old, new), counts = stood(LISTED, [row("w1")], [row("w1")])

    assert ends(old) == {"w1": (None, None)}
    assert ends(new) == {}
    assert counts.rows() == [("2031-10-29", 1, 0, 0, 1), ("2032-10-29", 0, 0, 0, 1)]


def test_what_changed_is_withdrawn_and_said_anew():
    (old, new), counts = stood(LISTED, [row("w1")], [row("w1", "mill-guard")])

    assert ends(old) == {"w1": ("time-2032-10-29", "changed in the version of 2032-10-29")}
    assert ends(new) == {"w1": (None, None)}
    assert counts.rows() == [("2031-10-29", 1, 0, 0, 1), ("2032-10-29", 0, 1, 0, 1)]


def test_what_is_gone_is_withdrawn():
    (old, new), counts = stood(LISTED, [row("w1"), row("w2")], [row("w2")])

    assert ends(old) == {"w1": ("time-2032-10-29", "no longer in the version of 2032-10-29"), "w2": (None, None)}
    assert ends(new) == {}
    assert counts.rows()[1] == ("2032-10-29", 0, 0, 1, 1)


def test_what_comes_back_is_a_new_claim():
    """It was not said for a while: one claim over the gap would hide that."""
    (first, _, third), counts = stood(LISTED, [row("w1")], [], [row("w1")])

    assert ends(first) == {"w1": ("time-2032-10-29", "no longer in the version of 2032-10-29")}
    assert ends(third) == {"w1": (None, None)}
    assert counts["standing"].to_list() == [1, 0, 1]


def test_what_changes_back_is_a_new_claim_too():
    found, counts = stood(LISTED, [row("w1")], [row("w1", "mill-guard")], [row("w1")])

    assert [one.frame.height for one in found] == [1, 1, 1]
    assert counts.rows()[2] == ("2033-10-29", 0, 1, 0, 1)


@pytest.mark.parametrize(
    "same", [{"unit": " dam-guard "}, {"unit": "dam-guard;dam-guard"}, {"day": " 2031-05-03"}, {"unused": "x"}]
)
def test_other_spelling_of_the_same_is_no_change(same):
    """Spaces, an element twice, another column: what the claim says is what counts, and the older words stand."""
    (old, new), _ = stood(LISTED, [row("w1")], [{**row("w1"), **same}])

    assert ends(old) == {"w1": (None, None)}
    assert new.frame.height == 0


def test_order_of_a_list_and_place_of_a_row_are_no_change():
    """Rows move, and a longer list elsewhere widens the prototype: neither is news."""
    first = [row("w1", "dam-guard;mill-guard"), row("w2")]
    second = [row("w2"), row("w0", "a;b;c"), row("w1", "mill-guard;dam-guard")]
    (old, new), counts = stood(LISTED, first, second)

    assert set(ends(old).values()) == {(None, None)}
    assert set(ends(new)) == {"w0"}
    assert counts.rows()[1] == ("2032-10-29", 1, 0, 0, 3)


def test_certainty_that_changes_is_a_change():
    (old, _), _ = stood(LISTED, [row("w1")], [row("w1", sure="Low")])

    assert ends(old)["w1"][1] == CHANGED + "2032-10-29"


def test_element_of_a_cell_comes_and_goes_by_itself():
    (old, new), counts = stood(NAMED, [row("w1", aliases="a;b")], [row("w1", aliases="b;c")])

    assert Counter(why for _, why in ends_all(old)) == {None: 1, GONE + "2032-10-29": 1}
    assert new.frame.height == 1
    assert counts.rows()[1] == ("2032-10-29", 1, 0, 1, 2)


def ends_all(one: Prepared) -> list[tuple[str | None, str | None]]:
    made = one.prototype
    columns = [made.column(make) for make in ("withdrawn", "withdrawal")]  # type: ignore[union-attr]
    return list(one.frame.select(columns).iter_rows())


def test_what_cannot_be_read_any_more_is_not_called_gone():
    (old, new), _ = stood(LISTED, [row("w1")], [row("w1", day="some day")])

    assert ends(old) == {"w1": ("time-2032-10-29", UNREAD + "2032-10-29")}
    assert new.frame.height == 0


def test_end_of_a_claim_is_written_as_quads():
    (old, _), _ = stood(LISTED, [row("w1")], [])
    lines = "\n".join(sorted(written(old)))

    assert '#withdrawal> "no longer in the version of 2032-10-29"' in lines
    assert "#withdrawn> <https://example.org/weir/time-2032-10-29>" in lines.replace(
        PROJECT.base, "https://example.org/weir/"
    )


def test_one_version_stands_as_it_is():
    (only,), counts = stood(LISTED, [row("w1"), row("w2", "")])

    assert set(ends(only).values()) == {(None, None)}
    assert counts["standing"].to_list() == [2]


# --- any sequence of versions

KEYS = ["w1", "w2", "w 3", "é"]
tables = st.lists(
    st.dictionaries(
        st.sampled_from(KEYS),
        st.fixed_dictionaries(
            {
                "unit": st.sampled_from(
                    ["", "dam-guard", "mill-guard", "dam-guard;mill-guard", "mill-guard;dam-guard"]
                ),
                "day": st.sampled_from(["", "2031-05", "2031-06-01", "no day"]),
                "sure": st.sampled_from(["", "High", "Low"]),
                "aliases": st.sampled_from(["", "a", "a;b", "b", 'b;"c"', "c\\;a\n"]),
            }
        ),
        max_size=4,
    ),
    min_size=1,
    max_size=5,
)


def said(within: Mapping, of: ClaimMapping, cells: list[Cells]) -> set[str]:
    """What one version says by itself: its lines of content, without the claims' names and the rows'."""
    if not cells:
        return set()
    return content(prepare_claims(within, of, rows(*cells), TIMES[0], frozenset(), Memo(PROJECT)))


def content(prepared: Prepared, *, only_standing: bool = False) -> set[str]:
    lines = written(prepared)
    ended = {line.split(" ")[0] for line in lines if "#withdrawn>" in line}
    known: dict[str, list[str]] = {line.split(" ")[0]: [] for line in lines}
    for line in lines:
        parts = line.removesuffix(" .").split(" ")
        if parts[-1].startswith(f"<{PROJECT.base}claim-"):
            known.setdefault(parts[-1], []).append(" ".join(parts[:-1]))
        elif any(key in line for key in ("#mode>", "#certainty>", "#accordingTo>")):
            known[parts[0]].append(" ".join(parts[1:]))
    return {"\n".join(sorted(told)) for name, told in known.items() if told and not (only_standing and name in ended)}


def names(prepared: Prepared) -> list[str]:
    return [line.split(" ")[0] for line in written(prepared) if line.endswith("ontology#Claim> .")]


@pytest.mark.parametrize("of", [LISTED, NAMED], ids=["one claim a row", "one an element"])
@given(tables=tables)
@settings(deadline=None)
def test_what_stands_at_the_end_is_what_the_last_version_says(of, tables):
    history = [[{"id": key, **cells} for key, cells in table.items()] for table in tables]
    prepared = versions(of, *history)
    found = standing(prepared)
    within = mapping(of, versions=tuple((time, _table()) for time in TIMES[: len(history)]))
    last = said(within, of, history[-1])
    made = [name for one in found for name in names(one)]
    stand = [told for one in found for told in content(one, only_standing=True)]
    counts = differences(list(zip(TIMES, found, strict=False)))

    assert Counter(stand) == Counter(last)
    assert len(made) == len(set(made)) == sum(one.frame.height for one in found)
    assert counts["standing"].to_list() == [one.frame.height for _, one in prepared]
    assert sum(counts["added"]) + sum(counts["changed"]) == len(made)
    whole = {told for _, one in prepared for told in content(one)}
    assert {told for one in found for told in content(one)} == whole, "something that a version said is lost"


@given(tables=tables, order=st.randoms(use_true_random=False))
@settings(deadline=None)
def test_order_of_rows_is_no_matter(tables, order):
    history = [[{"id": key, **cells} for key, cells in table.items()] for table in tables]
    mixed = [order.sample(table, len(table)) for table in history]
    lines = [{line for one in standing(versions(LISTED, *each)) for line in written(one)} for each in (history, mixed)]

    assert lines[0] == lines[1]
