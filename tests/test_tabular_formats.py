"""Tables that are no csv: spreadsheets, JSON, XML, Parquet and databases become rows of text as well."""

import datetime as dt
import json
import sqlite3
import sys
import zipfile
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalil.errors import DalilError, FactError, SourceError, Where
from dalil.tabular import MANY, Reading, batches

HERE = Where("data/tables/invented.yaml", 1)
PRINTED = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=8)


def read(path: Path | str, size: int = 20_000, **reading: Any) -> pl.DataFrame:
    return pl.concat(batches(path, Reading(**reading), where=HERE, size=size))


def records(path: Path, **reading: Any) -> list[dict[str, str | None]]:
    return read(path, **reading).drop("#file", "#row").rows(named=True)


def refusal(path: Path | str, **reading: Any) -> str:
    with pytest.raises(DalilError) as caught:
        read(path, **reading)
    return str(caught.value)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def said(cell: str) -> str | None:
    return cell if cell.strip() else None


# JSON


def test_nested_json_is_flat_and_keeps_numbers_as_written(tmp_path):
    text = """[{"id": 7, "n": 1.50, "big": 12345678901234567890, "yes": true, "none": null, "area": {"id": "x"},
      "names": ["a", "b"], "contacts": [{"type": "mail", "value": "v1"}, {"value": "v2"}], "empty": []}]"""
    assert records(written(tmp_path, "t.json", text)) == [
        {
            "id": "7",
            "n": "1.50",
            "big": "12345678901234567890",
            "yes": "true",
            "none": None,
            "area.id": "x",
            "names[*]": f"a{MANY}b",
            "contacts[*].type": f"mail{MANY}",
            "contacts[*].value": f"v1{MANY}v2",
        }
    ]


def test_paths_lead_to_records(tmp_path):
    text = '{"of": {"the list": [{"a": 1}, {"a": 2}]}, "groups": [{"in": [{"b": 1}]}, {}, {"in": [{"b": 2}]}], "one": {"c": 3}}'
    path = written(tmp_path, "t.json", text)
    assert records(path, rows="$.of['the list'][*]") == [{"a": "1"}, {"a": "2"}]
    assert records(path, rows='$["groups"][*].in[*]') == [{"b": "1"}, {"b": "2"}]
    assert records(path, rows="$.one") == [{"c": "3"}]
    assert records(path, rows="$")[0]["one.c"] == "3"
    assert read(path, rows="$.of['the list'][*]")["#row"].to_list() == [1, 2]


@pytest.mark.parametrize("rows", ["memberships", "$..a", "$.a[0]", "$.a[?(@.b)]", "$.", "$.a[*", "$ .a"])
def test_other_paths_are_refused_with_the_grammar(tmp_path, rows):
    assert "write $ and then .name, ['name'] or [*]" in refusal(written(tmp_path, "t.json", "[]"), rows=rows)


def test_paths_that_lead_nowhere_say_what_is_there(tmp_path):
    path = written(tmp_path, "t.json", '{"persons": [{"a": 1}], "n": 1}')
    assert "has no 'people'" in refusal(path, rows="$.people[*]")
    assert "it has persons, n" in refusal(path, rows="$.people[*]")
    assert "is no list" in refusal(path, rows="$.n[*]")
    assert 'rows: "$.persons[*]"' in refusal(path)
    assert "record 1 is no object" in refusal(written(tmp_path, "u.json", "[1]"))


def test_json_lines_are_counted_as_lines(tmp_path):
    path = written(tmp_path, "t.jsonl", '{"a": "x\\u2028y"}\n\n{"b": 2}\r\n{"a": null, "b": {"c": 1}}')
    frame = read(path, size=1)
    assert frame["#row"].to_list() == [1, 3, 4]
    assert frame.columns == ["a", "b", "b.c", "#file", "#row"]
    assert frame["a"].to_list() == ["x\u2028y", None, None]


def test_a_column_that_is_null_where_it_has_no_parts_is_no_column(tmp_path):
    path = written(tmp_path, "t.jsonl", '{"a": null, "l": null}\n{"a": {"b": 1}, "l": [1]}\n{"a": null, "l": []}')
    assert read(path, size=1).columns == ["a.b", "l[*]", "#file", "#row"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("t.json", "", "the file is empty"),
        ("t.json", '[{"a": 1}, {"a"', "cut short"),
        ("t.json", '[{"a": 1, "a": 2}]', "the key 'a' stands twice"),
        ("t.json", '[{"a": NaN}]', "NaN is no JSON number"),
        ("t.json", "[" * 100_000, "no JSON"),
        ("t.json", '{"a": 1}\n{"a": 2}\n', "type: jsonl"),
        ("t.json", '[{"a": "x\\u0007"}]', r"record 1, column 'a': control character \u0007"),
        ("t.json", '[{"a.b": 1, "a": {"b": 2}}]', "two keys make the column 'a.b'"),
        ("t.json", '[{"#row": 1}]', "its own column #row"),
        ("t.jsonl", "", "the file is empty"),
        ("t.jsonl", '{"a": 1}\n{"a": \n', "line 2"),
        ("t.jsonl", '{"a": 1}\n[1]\n', "record 2 is no object"),
        ("t.jsonl", '{"a": 1}\n{"a": 1, "a": 1}\n', "t.jsonl:2"),
    ],
)
def test_broken_json_is_told_with_its_place(tmp_path, name, text, words):
    assert words in refusal(written(tmp_path, name, text))


KEYS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(KEYS, PRINTED, min_size=1, max_size=4), min_size=1, max_size=8), st.integers(1, 4))
def test_flat_records_of_json_and_json_lines_come_back(tmp_path_factory, rows, size):
    folder = tmp_path_factory.mktemp("json")
    names = dict.fromkeys(name for row in rows for name in row)
    expected = [{name: said(row.get(name, "")) for name in names} for row in rows]
    whole = written(folder, "t.json", json.dumps(rows, ensure_ascii=False))
    lines = written(folder, "t.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    assert records(whole, size=size) == records(lines, size=size) == expected


# XML


def test_nested_xml_is_flat_and_lists_stay_parallel(tmp_path):
    text = """<?xml version="1.0"?><list xmlns="urn:x" when="2018"><people><person id="p1"><name>A &amp; B</name>
      <alias kind="good"><name>x</name><note/></alias><alias><name>y</name><note>n</note></alias><title/>
      <said>It <b>was</b> so</said></person><person><name>C</name></person></people><people><person><name>D</name></person>
      </people></list>"""
    found = records(written(tmp_path, "t.xml", text), rows="people/person")
    assert found[0] == {
        "@id": "p1",
        "name": "A & B",
        "alias/@kind": f"good{MANY}",
        "alias/name": f"x{MANY}y",
        "alias/note": f"{MANY}n",
        "title": None,
        "said/b": "was",
        "said": "It   so",
    }
    assert [row["name"] for row in found] == ["A & B", "C", "D"]


BOMB = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]><a><b><c>&y;</c></b></a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><b><c>&x;</c></b></a>'
DTD = '<!DOCTYPE a SYSTEM "a.dtd"><a><b><c>1</c></b></a>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, DTD])
def test_document_types_and_entities_of_xml_are_refused(tmp_path, text):
    assert "document type or entities" in refusal(written(tmp_path, "t.xml", text), rows="b")


@pytest.mark.parametrize(
    ("text", "rows", "words"),
    [
        ("<a><b><c>1</c></b><b><c>", "b", "no whole XML"),
        ("", "b", "no whole XML"),
        ("<a><b/><b/></a>", "x/y", "there are: b"),
        ("<a><b/><b/></a>", "", "without the root; there are: b"),
        ("<a><b/><b/></a>", "b[1]", "no path of element names"),
        ("<a><b><c>\u0085x</c></b></a>", "b", r"record 1, column 'c': control character \u0085"),
    ],
)
def test_broken_xml_and_paths_are_told(tmp_path, text, rows, words):
    assert words in refusal(written(tmp_path, "t.xml", text), rows=rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PRINTED, PRINTED), min_size=1, max_size=8))
def test_what_is_written_as_xml_comes_back(tmp_path_factory, rows):
    body = "".join(f"<r a={quoteattr(a)}><b>{escape(b)}</b></r>" for a, b in rows)
    path = written(tmp_path_factory.mktemp("xml"), "t.xml", f"<all>{body}</all>")
    try:
        found = records(path, rows="r")
    except SourceError:
        assert any(ord(char) in {0xFFFE, 0xFFFF} for row in rows for cell in row for char in cell)
        return
    assert found == [{"@a": said(a), "b": said(b)} for a, b in rows]


# Parquet


def test_parquet_of_any_type_is_text(tmp_path):
    path = tmp_path / "t.parquet"
    frame = pl.DataFrame(
        {
            "text": ["a", " "],
            "n": [1, None],
            "x": [2.0, 2.5],
            "d": [dt.date(2018, 10, 29), None],
            "t": [dt.datetime(2018, 10, 29, 12, 30), dt.datetime(2018, 10, 29)],  # noqa: DTZ001
            "yes": [True, False],
            "sum": [Decimal("1.50"), None],
            "list": [["a", None, "b"], []],
            "place": [{"id": 1, "name": "x"}, {"id": 2, "name": None}],
            "many": [[{"k": 1}, {"k": 2}], None],
        }
    )
    frame.write_parquet(path)
    one, two = records(path, size=1)
    assert one == {
        "text": "a",
        "n": "1",
        "x": "2",
        "d": "2018-10-29",
        "t": "2018-10-29T12:30:00",
        "yes": "true",
        "sum": "1.50",
        "list[*]": f"a{MANY}{MANY}b",
        "place.id": "1",
        "place.name": "x",
        "many[*].k": f"1{MANY}2",
    }
    assert (two["text"], two["x"], two["list[*]"], two["many[*].k"]) == (None, "2.5", None, None)
    assert read(path, size=1)["#row"].to_list() == [1, 2]


def test_parquet_that_cannot_be_read_is_told(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"a": ["x\x07"]}).write_parquet(path)
    assert r"\u0007" in refusal(path)
    pl.DataFrame({"a": [b"x"]}).write_parquet(path)
    assert "'a' holds Binary" in refusal(path)
    path.write_bytes(path.read_bytes()[:-10])
    assert "no whole Parquet file" in refusal(path)
    assert "rows: has no meaning" in refusal(path, rows="x")


# spreadsheets

SPACE = "http://schemas.openxmlformats.org"
DATE, MOMENT, TIME = 1, 2, 3


def text_cell(value: str) -> str:
    return f't="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is>'


def number(value: float, style: int = 0) -> str:
    return f's="{style}"><v>{value}</v>'


def workbook(path: Path, sheets: dict[str, dict[int, list[str]]]) -> Path:
    """The smallest file that is a workbook: sheets, and rows as {number of the row: cells}."""
    relation = f"{SPACE}/officeDocument/2006/relationships"
    package = f"{SPACE}/package/2006"
    main = f'xmlns="{SPACE}/spreadsheetml/2006/main"'
    numbered = list(enumerate(sheets.items(), 1))
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, (name, _) in numbered)
    linked = "".join(
        f'<Relationship Id="r{n}" Type="{relation}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
    )
    styles = "".join(f'<xf numFmtId="{n}"/>' for n in (0, 14, 22, 21))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{relation}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{linked}'
        f'<Relationship Id="s" Type="{relation}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet {main}><cellXfs count="4">{styles}</cellXfs></styleSheet>',
    }
    for n, (_, rows) in numbered:
        body = "".join(
            f'<row r="{r}">'
            + "".join(f'<c r="{chr(65 + at)}{r}" {cell}</c>' for at, cell in enumerate(cells))
            + "</row>"
            for r, cells in rows.items()
        )
        parts[f"xl/worksheets/sheet{n}.xml"] = f"<worksheet {main}><sheetData>{body}</sheetData></worksheet>"
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, f'<?xml version="1.0"?>{content}')
    return path


def test_cells_of_a_sheet_are_the_text_that_is_shown(tmp_path):
    pytest.importorskip("fastexcel")
    rows = {
        3: [text_cell(name) for name in ("id", "day", "moment", "time", "share", "note")],
        4: [number(1), number(43831, DATE), number(43831.5, MOMENT), number(0.5, TIME), number(0.25), text_cell(" x ")],
        6: [
            number(12345678901),
            text_cell("circa 2019"),
            text_cell(""),
            text_cell("-"),
            number(3.0),
            text_cell("=1+1"),
        ],
    }
    path = workbook(tmp_path / "t.xlsx", {"Data": rows, "Notes": {1: [text_cell("a")]}})
    frame = read(path, rows="Data", header=3, nulls=("-",))
    assert frame["#row"].to_list() == [4, 6]
    assert frame.drop("#file", "#row").rows() == [
        ("1", "2020-01-01", "2020-01-01T12:00:00", "12:00:00", "0.25", " x "),
        ("12345678901", "circa 2019", None, None, "3", "=1+1"),
    ]


def test_sheets_that_are_missing_or_damaged_are_told(tmp_path):
    pytest.importorskip("fastexcel")
    one = {1: [text_cell("a"), text_cell("b")], 2: [text_cell("#adm1"), text_cell("#date")], 3: [number(1), number(2)]}
    path = workbook(tmp_path / "t.xlsx", {"Data": one, "Empty": {}, "Twice": {1: [text_cell("a"), text_cell("a")]}})
    assert "has no sheet 'Dta'" in refusal(path, rows="Dta")
    assert "'Data', 'Empty', 'Twice'" in refusal(path, rows="Dta")
    assert "has several sheets" in refusal(path)
    assert "the sheet is empty" in refusal(path, rows="Empty")
    assert "same name: 'a' (columns 1 and 2)" in refusal(path, rows="Twice")
    assert "row 2 is an HXL row" in refusal(path, rows="Data")
    assert read(path, rows="Data", skip=1).rows() == [("1", "2", "t.xlsx", 3)]
    assert read(path, rows="Data", header=0)["1"].to_list() == ["a", "#adm1", "1"]
    assert "row 9" in refusal(path, rows="Data", header=9)
    path.write_bytes(path.read_bytes()[:500])
    assert "the spreadsheet cannot be read" in refusal(path, rows="Data")


def test_without_the_extra_it_is_named(tmp_path, monkeypatch):
    path = tmp_path / "t.xlsx"
    path.touch()
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    assert "pip install 'dalil[excel]'" in refusal(path)


# databases


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "t & 50%.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE events (id INTEGER, name TEXT, n REAL, raw BLOB)")
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", [(1, "a\nb", 2.0, None), (2, " ", 2.5, b"x")])
    connection.close()
    return path


def test_sqlite_answers_a_query(database):
    assert records(database, rows="SELECT id, name, n AS killed FROM events ORDER BY id") == [
        {"id": "1", "name": "a\nb", "killed": "2"},
        {"id": "2", "name": None, "killed": "2.5"},
    ]
    assert read(database, rows="SELECT id FROM events ORDER BY id", size=1)["#row"].to_list() == [1, 2]
    assert read(database, rows="SELECT id FROM events WHERE id > 9").height == 0


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("", "holds bytes"),
        ("people", "tables: events"),
        ("SELECT * FROM people", "no such table: people"),
        ("SELEC * FROM events", "syntax error"),
        ("SELECT id, name AS id FROM events", "same name: 'id'"),
        ("DELETE FROM events", "a query only reads"),
        ("ATTACH 'x.db' AS x", "a query only reads"),
        ("SELECT id FROM events; DROP TABLE events", "one statement"),
    ],
)
def test_queries_that_fail_are_told(database, rows, words):
    assert words in refusal(database, rows=rows)
    assert records(database, rows="SELECT count(*) AS n FROM events") == [{"n": "2"}]


def test_a_file_that_is_no_database_is_told(tmp_path):
    assert "no whole SQLite file" in refusal(written(tmp_path, "t.db", "x" * 500))


def test_addresses_of_databases_are_never_shown(monkeypatch):
    secret = "postgresql://me:hunter2@127.0.0.1:1/list"
    monkeypatch.setenv("DALIL_TEST_LIST", secret)
    for path in (secret, "env:DALIL_TEST_LIST"):
        for rows in ("", "SELECT 1"):
            assert "hunter2" not in refusal(path, rows=rows)
    missing = "the environment has no NOT_THERE" if find_spec("adbc_driver_postgresql") else "dalil[postgres]"
    assert missing in refusal("env:NOT_THERE", rows="SELECT 1")


def test_reading_must_name_a_kind_there_is(tmp_path):
    path = written(tmp_path, "t.txt", "a\n1\n")
    assert "no kind of table is called 'word'" in refusal(path, kind="word")
    assert "invented.yaml:1" in refusal(path)
    with pytest.raises(FactError):
        read(path)
    assert records(path, kind="csv") == [{"a": "1"}]
