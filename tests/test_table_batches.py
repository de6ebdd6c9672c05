"""What a row makes depends on that row alone: on no order, no batch, and on nothing that was made before."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dalil.facts.table.evaluate import REMEMBERED, Batch
from dalil.facts.table.prepare import Memo, Prepared
from dalil.facts.table.tokens import Column
from dalil.model import Condition, Issue, Lookup
from dalil.values import Value
from tests.little import unhurried
from tests.prepared import PROJECT, claim, mapping, prepare, rows, slot, template, written

EVENT = "event:weir-{id}"
OF = claim(
    (EVENT, "type", slot("class", "Attack")),
    (EVENT, "date", slot("time", "{start}/{end}")),
    (EVENT, "killed", slot("bounds", {"low": "{low}", "best": "{best}", "unit": "{unit}"})),
    (EVENT, "perpetrator", slot("entity", "actor:{units | split ; | slug}", "", "Actor")),
    (EVENT, "place", slot("entity", "place:{town}", "", "Place")),
    (EVENT, "name", slot("text", "{town} on {start}", "en")),
    source="source:{src | split ;}",
    each=["{each | split ,}"],
    hedge="{each | split ,}",
    certainty="{sure | lookup sure}",
    when=(Condition("town", frozenset({"nowhere"}), negated=True),),
)
WITHIN = mapping(OF)
CELLS = st.fixed_dictionaries(
    {
        "start": st.sampled_from(["2031-05-03", "2031", "", "x"]),
        "end": st.sampled_from(["2031-05-03", "2032", ""]),
        "low": st.sampled_from(["1", "2,000", "", "many"]),
        "best": st.sampled_from(["3", "", "9999"]),
        "unit": st.sampled_from(["people", "", "مدنيين"]),
        "units": st.sampled_from(["", "a", "a;b c;d", "حرس;a;a"]),
        "town": st.sampled_from(["weir", "", "New Weir", "nowhere", "سد", '"']),
        "src": st.sampled_from(["s", "s;t", "", "s;t u"]),
        "each": st.sampled_from(["it is said", "a,b", "a,a", ""]),
        "sure": st.sampled_from(["Low", "High", "", "Medium"]),
    }
)


def parts(frame: pl.DataFrame, sizes: list[int]) -> Iterator[pl.DataFrame]:
    """A frame in batches of these sizes, and a last one with the rest."""
    at = 0
    for size in sizes:
        yield frame[at : at + size]
        at += size
    yield frame[at:]


def whole(prepared: list[Prepared]) -> tuple[set[str], set[Issue], dict[str, Value]]:
    lines = {line for one in prepared for line in written(one)}
    values = {local: value for one in prepared for local, value in one.values.items()}
    return lines, {issue for one in prepared for issue in one.issues}, values


@unhurried
@given(
    st.lists(CELLS, min_size=1, max_size=12), st.lists(st.integers(0, 5), max_size=4), st.randoms(use_true_random=False)
)
def test_the_order_of_rows_and_the_size_of_batches_change_nothing(cells, sizes, random):
    frame = rows(*({"id": f"r {n}" if n == 3 else f"r{n}", **cell} for n, cell in enumerate(cells)))
    order = list(range(frame.height))
    random.shuffle(order)
    memo = Memo(PROJECT)

    at_once = prepare(OF, frame=frame, within=WITHIN)
    shuffled = prepare(OF, frame=frame[order], within=WITHIN)
    in_parts = [prepare(OF, frame=part, within=WITHIN, memo=memo) for part in parts(frame[order], sizes)]

    assert shuffled.frame.equals(at_once.frame)
    assert set(shuffled.issues) == set(at_once.issues)
    assert whole(in_parts) == whole([at_once])


@unhurried
@given(st.lists(CELLS, min_size=1, max_size=6))
def test_every_row_makes_claims_or_is_left_out_for_a_reason(cells):
    frame = rows(*({"id": f"r{n}", **cell} for n, cell in enumerate(cells)))

    prepared = prepare(OF, frame=frame, within=WITHIN)

    made = set(prepared.frame["#row"].to_list()) | {issue.row for issue in prepared.issues}
    quiet = {n + 2 for n, cell in enumerate(cells) if cell["town"] == "nowhere" or not cell["each"].strip()}
    assert made | quiet == set(range(2, len(cells) + 2))
    assert not made & {n + 2 for n, cell in enumerate(cells) if cell["town"] == "nowhere"}
    assert set(prepared.values) == {local for line in written(prepared) for local in _values(line)}


def _values(line: str) -> list[str]:
    objects = [word.rpartition("/")[2].rstrip(">") for word in line.split(" ") if word.startswith("<")]
    return [local for local in objects if local.startswith(("time-", "count-"))]


def test_claims_come_in_the_order_of_keys_and_then_of_their_other_names():
    of = claim((EVENT, "type", slot("class", "Attack")), source="source:{src | split ;}")

    prepared = prepare(of, {"id": "b", "src": "z;a"}, {"id": "a", "src": "c"}, {"id": "B", "src": "d"})

    names = [line.split(" ")[0].rpartition("/")[2] for line in sorted(written(prepared)) if "#Claim>" in line]
    assert prepared.frame["key"].to_list() == ["B", "a", "b", "b"]
    assert names == ["claim-register-B-1-d>", "claim-register-a-1-c>", "claim-register-b-1-a>", "claim-register-b-1-z>"]
    assert prepared.frame["#row"].to_list() == [4, 3, 2, 2]


class Counted(dict[str, str]):
    """A lookup that knows how often it was asked."""

    asked = 0

    def __getitem__(self, code: str) -> str:
        self.asked += 1
        return super().__getitem__(code)


def test_a_code_is_looked_up_once_for_all_rows_and_batches():
    codes = Counted(Low="possible", High="certain")
    of = claim((EVENT, "type", slot("class", "Attack")), certainty="{sure | lookup sure}")
    within = mapping(of)
    within.lookups["sure"] = Lookup("sure", codes)  # type: ignore[index]
    frame = rows(*({"id": str(n), "sure": "Low" if n % 2 else "High"} for n in range(500)))
    memo = Memo(PROJECT)

    made = [prepare(of, frame=frame[at : at + 100], within=within, memo=memo) for at in range(0, 500, 100)]

    assert sum(one.frame.height for one in made) == 500
    assert codes.asked == 2


def test_what_is_remembered_has_an_end():
    column, memo = Column("words", (template("{c | upper}"),)), Memo(PROJECT)
    for start in range(0, 3 * REMEMBERED, REMEMBERED // 2):
        cells = [(f"c{n}",) for n in range(start, start + REMEMBERED // 2)]
        assert memo.cells(column, cells, mapping())[-1].text == cells[-1][0].upper()

    assert len(memo._cells[column]) <= 1.5 * REMEMBERED


def test_columns_that_no_claim_needs_are_not_carried_along():
    of = claim((EVENT, "type", slot("class", "Attack")))

    prepared = prepare(of, {"id": "1", **{f"column {n}": "x" for n in range(10_000)}})

    assert len(prepared.frame.columns) < 12


def test_a_column_of_the_table_may_be_called_like_one_of_ours():
    cells = {"id": "1", "h3": "e", "h0": "a", "key": "b", "~h1~": "c", "#h1": "d"}
    of = claim(*((EVENT, "name", slot("text", f"{{{name}}}", "en")) for name in ("h3", "h0", "key", "~h1~", "#h1")))

    found = {line for line in written(prepare(of, cells)) if "#name>" in line}

    assert {line.split('"')[1] for line in found} == {"a", "b", "c", "d", "e"}
    assert written(prepare(of, cells)) & {
        line for line in written(prepare(of, cells)) if "id: 1 | h3: e | h0: a" in line
    }


def test_the_same_bytes_come_from_every_hash_seed(tmp_path):
    script = tmp_path / "prepare.py"
    script.write_text(
        "from tests.test_table_batches import OF, WITHIN\nfrom tests.prepared import prepare\n"
        "cells = {'start': '2031', 'end': '2032', 'low': '1', 'best': '3', 'unit': '', 'units': 'a;b c;d', 'town': 'weir', 'src': 's;t',"
        " 'each': 'a,b', 'sure': 'Low'}\n"
        "made = prepare(OF, *({'id': str(n), **cells} for n in range(9)), within=WITHIN)\n"
        "print(made.frame.write_csv(), made.prototype.claim, made.prototype.mentioned)\n"
    )
    root = str(Path(__file__).parents[1])

    told = {
        subprocess.run([sys.executable, script], env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}/src:{root}"}, capture_output=True, check=True).stdout
        for seed in ("0", "1", "2")
    }  # fmt: skip

    assert len(told) == 1


def test_empty_frames_make_empty_frames():
    frame = rows(
        {
            "id": "1",
            **dict.fromkeys(["start", "end", "low", "best", "unit", "units", "town", "src", "each", "sure"], "x"),
        }
    )[:0]

    prepared = prepare(OF, frame=frame, within=WITHIN)

    assert prepared.frame.height == 0
    assert prepared.issues == []
    assert Batch(frame, WITHIN, Memo(PROJECT)).distinct(("id",)) == ([], [])
