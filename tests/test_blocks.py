"""Rows go into blocks by their keys alone, so that an edit costs what it touches."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.build import blocks, build, rowing, tables
from dalil.build.blocks import BLOCK, KEY, Blocks, begins_block, block_names, digests, groups_of, slices
from tests.mappings import unhurried
from tests.tabled import EVENT_ROWS, HEADER, change, dossier, event, full, manifest, quads, state, text

MANY = [event(f"w{n}", aliases=f"a{n}") for n in range(40)]
KEYS = st.lists(st.text("abcdé01-", min_size=1, max_size=4), min_size=1, max_size=30, unique=True)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of rows is several blocks."""
    monkeypatch.setattr(blocks, "ROWS", 4)


def frame(keys: list[str], first: int = 2) -> pl.DataFrame:
    """Rows of one file, as they are read."""
    numbers = list(range(first, first + len(keys)))
    told = {"id": keys, "#file": ["t.csv"] * len(keys), "#row": numbers, KEY: keys}
    return pl.DataFrame(told | {"#fragment": [f"row={n}" for n in numbers]})


def spread(folder: Path, *batches: pl.DataFrame) -> dict[str, list[str]]:
    """Block → keys, in order."""
    held = Blocks(folder)
    for batch in batches:
        held.add(batch)
    whole = pl.concat([one for (one,) in groups_of([held])])
    return {str(name): rows[KEY].to_list() for (name,), rows in whole.partition_by(BLOCK, as_dict=True).items()}


@unhurried
@given(KEYS, st.randoms(use_true_random=False), st.integers(1, 7))
def test_blocks_do_not_depend_on_the_order_or_the_batches_of_rows(keys: list[str], random: object, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "ROWS", 3)
        shuffled = list(keys)
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        whole, rows = frame(keys), frame(shuffled)
        batches = [rows.slice(n, size) for n in range(0, rows.height, size)]

        assert spread(Path(), whole) == spread(Path(), *batches)


@unhurried
@given(KEYS, st.integers(1, 4))
def test_what_is_laid_down_is_in_the_same_blocks(
    tmp_path_factory: pytest.TempPathFactory, keys: list[str], held: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "ROWS", 3)
        batches = [frame(keys[n : n + 2], first=n) for n in range(0, len(keys), 2)]
        in_memory = spread(Path(), *batches)
        patch.setattr(blocks, "HELD", held)
        patch.setattr(blocks, "WAITING", held)

        assert spread(tmp_path_factory.mktemp("spill"), *batches) == in_memory


@unhurried
@given(KEYS, st.data())
def test_another_key_changes_one_block_or_splits_or_joins_two(keys: list[str], data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "ROWS", 3)
        gone = data.draw(st.sampled_from(keys))
        before = spread(Path(), frame(keys))
        rest = [key for key in keys if key != gone]
        after = spread(Path(), frame(rest)) if rest else {}

        changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        assert len(changed) <= (2 if begins_block(gone) else 1)


@given(KEYS)
def test_blocks_are_runs_of_neighbours(keys: list[str]) -> None:
    ordered = sorted(keys)
    edges = ordered[::3]
    names = block_names(ordered, edges)

    assert len(set(names)) == len([n for n, name in enumerate(names) if n == 0 or names[n - 1] != name])


@given(KEYS, st.integers(1, 12))
def test_slices_cut_no_block_and_leave_no_row_out(keys: list[str], rows: int) -> None:
    whole = frame(keys).sort(KEY)
    named = whole.with_columns(pl.Series(BLOCK, block_names(whole[KEY].to_list(), sorted(keys)[::3])))
    pieces = list(slices(named, rows))

    assert pl.concat([piece for piece, _ in pieces]).equals(named)
    assert [name for _, names in pieces for name in names] == named[BLOCK].unique(maintain_order=True).to_list()
    assert all(set(piece[BLOCK]) == set(names) for piece, names in pieces)


def test_a_digest_tells_cells_columns_and_places_apart() -> None:
    plain = pl.DataFrame({BLOCK: ["0"], "a": ["x"], "b": [None], "#fragment": ["row=2"], "#file": ["t.csv"]})
    others = [
        plain.with_columns(b=pl.lit("x"), a=pl.lit(None, pl.String)),
        plain.with_columns(b=pl.lit("")),
        plain.rename({"b": "c"}),
        pl.concat([plain, plain]),
    ]
    moved = plain.with_columns(pl.lit("row=3").alias("#fragment"))
    told = [digests(one, places=False)["0"] for one in [plain, *others]]

    assert len(set(told)) == len(told)
    assert digests(plain, places=False) == digests(moved, places=False)
    assert digests(plain, places=True) != digests(moved, places=True)


@pytest.mark.usefixtures("small")
def test_an_unchanged_dossier_encodes_no_block_and_a_changed_row_one(tmp_path: Path) -> None:
    project = dossier(tmp_path / "case", {"data/tables/events.csv": text(MANY, HEADER)})
    first = build(project).news["events"]["encoded"]
    again = build(project).news["events"]
    rows = [row | {"killed": "7"} if row["id"] == "w11" else row for row in MANY]
    change(project.root, {"data/tables/events.csv": text(rows, HEADER)})
    changed = build(project).news["events"]

    assert first > 5
    assert again == {"encoded": 0, "added": 0, "changed": 0, "gone": 0}
    assert changed == {"encoded": 1, "added": 0, "changed": 1, "gone": 0}


@pytest.mark.usefixtures("small")
def test_an_edit_of_one_table_reads_no_other(tmp_path: Path) -> None:
    project = dossier(tmp_path / "case")
    build(project)
    change(project.root, {"data/tables/events.csv": text(EVENT_ROWS[1:], HEADER)})
    built = build(project)

    assert built.news["listed"] == {"encoded": 0, "added": 0, "changed": 0, "gone": 0}
    assert built.news["events"]["gone"] == 5


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("dangling", ["", "gone"])
def test_a_table_larger_than_memory_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dangling: str
) -> None:
    """Whether rows were laid down, in whatever batches they came, and though blocks are encoded again for missing names."""
    rows = [row | {"part": dangling} if row["id"] in ("w3", "w30") else row for row in MANY]
    project = dossier(tmp_path / "case", {"data/tables/events.csv": text(rows, HEADER)})
    in_memory = state(full(project, tmp_path / "memory").folder)
    monkeypatch.setattr(blocks, "HELD", 7)
    monkeypatch.setattr(blocks, "WAITING", 5)
    monkeypatch.setattr(rowing, "BATCH", 6)
    monkeypatch.setattr(tables, "ROWS", 3)
    laid_down = build(project)

    assert in_memory == state(laid_down.folder)
    assert not (laid_down.folder / "spill").exists()


@pytest.mark.usefixtures("small")
def test_polars_and_duckdb_make_one_build(tmp_path: Path) -> None:
    """Every file, and every quad of the store."""
    rows = [*MANY, event("k_9", unit='Guard "of" the\\ weir', aliases="قيل;x", killed="1,041", sources="b;c")]
    project = dossier(tmp_path / "case", {"data/tables/events.csv": text(rows, HEADER)})
    with_polars = build(project, store="disk", engine="polars")
    seen, held = state(with_polars.folder), quads(with_polars.folder)
    with_duckdb = full(project, tmp_path / "duck", store="disk", engine="duckdb")

    assert seen == state(with_duckdb.folder)
    assert held == quads(with_duckdb.folder)
    assert manifest(with_duckdb.folder)["tables"]["events"]["mapped"] == 41
