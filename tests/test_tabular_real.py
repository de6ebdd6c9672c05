"""Real tables of ../shared/data: as many rows, cells and sources as were counted there by other means."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dalil.errors import SourceError, Where
from dalil.tabular import MANY, Reading, batches

DATA = Path(__file__).parents[2] / "shared" / "data"
HERE = Where("data/tables/invented.yaml", 1)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here: real data is never committed")


def read(name: str, **reading: Any) -> pl.DataFrame:
    return pl.concat(batches(DATA / name, Reading(**reading), where=HERE))


def test_units_have_all_their_sourced_cells_and_references():
    """30,464 references stand in the columns Source, 2,011 in the column UUID; three cells of a source say nan."""
    units = read("sfm-nigeria/ng_orgs_20191024.tsv", quote="")
    sources = units.select(pl.col("^Source.*$"))
    assert (units.height, units.width - 2) == (1552, 116)
    assert sources.select(pl.all().count()).sum_horizontal()[0] == 14_166
    ids = units.select(pl.col("^(Source|UUID).*$").str.count_matches("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}").sum())
    assert ids.sum_horizontal()[0] == 32_475


def test_quotes_that_are_letters_are_not_taken_for_quotes():
    with pytest.raises(SourceError, match=r'row 2.*\n.*quote: ""'):
        read("sfm-nigeria/ng_orgs_20191024.tsv")


def test_sources_have_their_two_repeated_ids():
    ids = read("sfm-nigeria/sources_20190501.csv")["source_id_lookup"]
    assert (ids.len(), ids.n_unique()) == (5987, 5985)


def test_events_are_counted_as_records_not_lines():
    """632 lines after header and tags are 601 events: some cells have line breaks."""
    events = read("ucdp/conflict_data_BGD.csv", skip=1)
    assert (events.height, events.width - 2, events["id"].n_unique()) == (601, 43, 601)
    assert events["#row"].to_list() == list(range(3, 604))
    with pytest.raises(SourceError, match="skip: 1"):
        read("ucdp/conflict_data_BGD.csv")


def test_vetoes_are_counted_as_records_not_lines():
    assert read("unsc-vetoes/unsc_vetoes_1946_sept2022.csv").height == 214


@pytest.mark.parametrize(("name", "rows", "width"), [("sdn", 7379, 12), ("add", 11_696, 6), ("alt", 9_682, 5)])
def test_lists_without_header_are_read(name, rows, width):
    frame = read(f"sanctions/watchman/{name}.csv", header=0, nulls=("-0-",)).drop("#file", "#row")
    assert frame.shape == (rows, width)
    assert frame.columns == [str(number) for number in range(1, width + 1)]
    assert not frame.filter(pl.any_horizontal(pl.all().str.strip_chars() == "-0-")).height


def test_sanctions_of_the_united_nations_are_all_there():
    entities = read("sanctions/un_consolidated_20181029.xml", rows="ENTITIES/ENTITY")
    assert entities.height == 390
    assert read("sanctions/un_consolidated_20181029.xml", rows="INDIVIDUALS/INDIVIDUAL").height == 703
    lists = entities.select(
        name=pl.col("ENTITY_ALIAS/ALIAS_NAME").str.count_matches(MANY, literal=True),
        quality=pl.col("ENTITY_ALIAS/QUALITY").str.count_matches(MANY, literal=True),
    ).drop_nulls()
    assert lists["name"].equals(lists["quality"])


@pytest.mark.parametrize("path", sorted((DATA / "popolo").glob("*.json")), ids=lambda path: path.name)
def test_popolo_is_read_as_json_reads_it(path):
    known = json.loads(path.read_text(encoding="utf-8"))
    for rows in ("memberships", "persons", "organizations"):
        frame = read(f"popolo/{path.name}", rows=f"$.{rows}[*]")
        assert frame.height == len(known[rows])
        if "id" in frame.columns:
            assert frame["id"].to_list() == [row.get("id") for row in known[rows]]


@pytest.mark.parametrize(
    ("name", "kind", "rows"), [("donations.ijson", "", 474), ("parteispenden.entities.ftm.json", "jsonl", 475)]
)
def test_entities_are_lines(name, kind, rows):
    assert read(f"ftm/{name}", kind=kind).height == rows
