"""Tables that are well written: every format gives the cells that were put in, and says which row each stands in."""

import codecs
import csv
import gzip
import hashlib
import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from dalil.errors import DalilError, FactError, SourceError, Where
from dalil.tabular import Reading, batches, columns, encoding_of, expand, fingerprint, fragment, kind_of, media_type
from dalil.tabular.records import regular

HERE = Where("data/tables/invented.yaml", 1)


def read(path: Path | str, size: int = 20_000, **reading: Any) -> pl.DataFrame:
    return pl.concat(batches(path, Reading(**reading), where=HERE, size=size))


def cells(frame: pl.DataFrame) -> list[tuple[str | None, ...]]:
    return frame.drop("#file", "#row").rows()


def as_read(rows: list[list[str]]) -> list[tuple[str | None, ...]]:
    """What a cell says: nothing, if only white space stands in it."""
    return [tuple(cell if cell.strip() else None for cell in row) for row in rows]


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r,;|\"'#=- "), max_size=8)
ENCODINGS = {"utf-8": "", "utf-8-sig": "", "utf-16": "", "utf-32": "", "utf-16-le": "utf-16-le", "gb18030": "gb18030"}


@st.composite
def tables(draw):
    width = draw(st.integers(1, 5))
    return draw(st.lists(st.lists(TEXT, min_size=width, max_size=width), max_size=12)), width


@settings(max_examples=300, deadline=None)
@given(
    tables(),
    st.sampled_from(",;\t|^¦"),
    st.sampled_from("\"'"),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(sorted(ENCODINGS)),
    st.integers(1, 5),
)
def test_what_a_csv_writer_wrote_is_read_back_cell_for_cell(  # noqa: PLR0913 - a dialect has as many sides
    tmp_path_factory, table, delimiter, quote, quoting, end, encoding, size
):
    rows, width = table
    if quoting == csv.QUOTE_MINIMAL:
        end = "\r\n"  # before Python 3.13 the writer quotes only those line breaks that it writes itself
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quotechar=quote, quoting=quoting, lineterminator=end)
    names = [f"column {n}" for n in range(width)]
    writer.writerows([names, *rows])
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    reading = Reading(delimiter=delimiter, quote=quote, encoding=ENCODINGS[encoding])
    try:
        frame = pl.concat(batches(path, reading, where=HERE, size=size))
    except SourceError as error:
        assert "HXL" in error.message  # noqa: PT017 - a first row like #a is one, whoever wrote it
        return
    assert cells(frame) == as_read(rows)
    assert frame["#row"].to_list() == list(range(2, len(rows) + 2))
    assert set(frame.columns) == {*names, "#file", "#row"}


@settings(max_examples=200, deadline=None)
@given(st.text('ab,;"\n\r #', max_size=30), st.integers(1, 3))
def test_what_is_read_fast_is_what_pythons_csv_module_reads(text, width):
    """Chunks in which quotes are anything but regular never come to polars."""
    chunk = text.encode()
    count = regular(chunk, b",", b'"', width)
    if not count:
        return
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    try:
        names = [str(n) for n in range(width)]
        frame = pl.read_csv(chunk, has_header=False, schema=dict.fromkeys(names, pl.String))
    except pl.exceptions.PolarsError:
        return
    if frame.height == count:
        assert [tuple(cell or "" for cell in row) for row in frame.rows()] == [tuple(row) for row in rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_in_the_first_rows(tmp_path, delimiter):
    path = tmp_path / "t.csv"
    path.write_text(delimiter.join(["id", "name", "n"]) + "\n" + delimiter.join(["1", '"a, b; c | d"', "2"]) + "\n")
    assert cells(read(path)) == [("1", "a, b; c | d", "2")]


def test_decimal_commas_do_not_hide_the_semicolon(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id;a;b\n1;2,5;3,5\n2;4,5;5,5\n")
    assert columns(path, Reading(), HERE) == ["id", "a", "b"]


def test_one_column_needs_no_delimiter(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('name\nx\n"a, b"\n\n')
    assert cells(read(path)) == [("x",), ("a, b",)]


@pytest.mark.parametrize(
    ("encoding", "text", "said"),
    [
        ("utf-8", "حمص", ""),
        ("utf-8-sig", "حمص", ""),
        ("utf-16", "حمص", ""),
        ("utf-16-be", "Homs", "utf-16-be"),
        ("cp1256", "مدينة حمص وسط البلاد", "cp1256"),
        ("cp1252", "Zürich – Café", "cp1252"),
    ],
)
def test_text_of_any_encoding_is_the_same_text(tmp_path, encoding, text, said):
    path = tmp_path / "t.csv"
    path.write_bytes(f"id,name\n1,{text}\n".encode(encoding))
    assert read(path, encoding=said)["name"].to_list() == [text]


def test_long_arabic_text_of_windows_is_recognised(tmp_path):
    sentence = "أعلنت الجهات المحلية في المدينة عن سقوط عدد من الضحايا بين المدنيين خلال الأسبوع الماضي"
    path = tmp_path / "t.csv"
    path.write_bytes(b"id,text\n" + b"".join(f"{n},{sentence}\n".encode("cp1256") for n in range(30)))
    assert encoding_of(path) == "cp1256"
    assert read(path)["text"][0] == sentence


def test_rows_are_counted_as_rfc_7111_does(tmp_path):
    """The header is row 1, a quoted line break begins no row, an empty line is a row without cells."""
    path = tmp_path / "t.csv"
    path.write_text('id,name\n1,"two\nlines"\n2,x\n\n4,y\n\n')
    assert read(path)["#row"].to_list() == [2, 3, 5]


def test_rows_are_counted_on_across_chunks_and_files_named(tmp_path):
    path = tmp_path / "long.csv"
    lines = "line\n" * 30
    path.write_text("id,text\n" + "".join(f'{n},"{lines}"\n' for n in range(5000)))
    frame = read(path, size=700)
    assert frame["#row"].to_list() == list(range(2, 5002))
    assert frame["id"].to_list() == [str(n) for n in range(5000)]
    assert set(frame["#file"]) == {"long.csv"}


def test_header_may_stand_lower_or_nowhere(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('"A title, with\nline break"\n\nid,name\n#id,#name\n1,x\n')
    frame = read(path, header=3, skip=1, delimiter=",")
    assert (cells(frame), frame["#row"].to_list()) == ([("1", "x")], [5])
    path.write_text("1,x\n2,y\n")
    frame = read(path, header=0)
    assert frame.rows(named=True)[0] == {"1": "1", "2": "x", "#file": "t.csv", "#row": 1}


def test_null_markers_are_compared_without_the_space_around_them(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b,c\n-0- , x ,NA\n \u00a0 ,NAN,-\n")
    assert cells(read(path, nulls=("-0-", "NA", "-"))) == [(None, " x ", None), (None, "NAN", None)]


def test_quotation_marks_may_be_characters_like_others(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text('id\tname\n1\t"Al" group\n2\tthe 5" gun\n')
    assert cells(read(path, quote="")) == [("1", '"Al" group'), ("2", 'the 5" gun')]
    with pytest.raises(SourceError, match="row 2") as caught:
        read(path)
    assert 'quote: ""' in (caught.value.hint or "")


def test_a_quotation_mark_within_a_cell_stays(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('id,name\n1,the 5" gun\n2,the 6" gun\n')
    assert cells(read(path)) == [("1", 'the 5" gun'), ("2", 'the 6" gun')]


def test_formulas_are_text(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,name\n1,=cmd|'/c calc'!A1\n2,+1\n3,-1\n4,@SUM(A1)\n")
    assert read(path)["name"].to_list() == ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)"]


def test_nameless_columns_without_cells_are_left_out(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,name,,\n1,x,,\n2,y, ,\n")
    assert columns(path, Reading(), HERE) == ["id", "name"]


def test_names_of_columns_are_written_in_one_line(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('"Date\nof  event", place \n1,2\n')
    assert columns(path, Reading(), HERE) == ["Date of event", "place"]


def test_a_header_without_rows_is_an_empty_table(tmp_path):
    path = tmp_path / "t.csv"
    for text in ("a,b", "a,b\n", "a,b\r\n\r\n"):
        path.write_bytes(text.encode())
        frame = read(path)
        assert (frame.height, frame.columns) == (0, ["a", "b", "#file", "#row"])
        assert frame.schema["#row"] == pl.Int64


def test_ten_thousand_columns_are_many_but_no_trouble(tmp_path):
    path = tmp_path / "t.csv"
    rows = [[f"{name}{n}" for n in range(10_000)] for name in ("column ", "x", "y")]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    assert cells(read(path)) == [tuple(row) for row in rows[1:]]


def packed_gz(data):
    return gzip.compress(data)


def packed_zst(data):
    half = len(data) // 2
    return b"".join(zstandard.ZstdCompressor().compress(part) for part in (data[:half], data[half:]))


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", packed_gz), (".zst", packed_zst)])
def test_packed_tables_are_read_through(tmp_path, suffix, pack):
    path = tmp_path / f"t.csv{suffix}"
    data = b"id,name\n" + b"".join(b"%d,name %d\n" % (n, n) for n in range(20_000))
    path.write_bytes(pack(data))
    told: list[int] = []
    frame = pl.concat(batches(path, Reading(), where=HERE, progress=told.append))
    assert frame["name"].to_list() == [f"name {n}" for n in range(20_000)]
    assert sum(told) == path.stat().st_size


def test_standard_input_is_kept_and_read_as_often_as_needed(tmp_path, monkeypatch):
    from dalil.tabular import streams

    given_ = tmp_path / "in"
    given_.write_bytes(b"a,b\n1,2\n")
    with given_.open("rb") as file:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(file))
        streams._kept_stdin.cache_clear()
        assert columns("-", Reading(kind="csv"), HERE) == ["a", "b"]
        assert read("-", kind="csv").rows() == [("1", "2", "stdin", 2)]
        assert fingerprint("-")[1] == 8
    streams._kept_stdin.cache_clear()


def test_fingerprint_is_of_the_bytes_as_they_lie(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n1,2\n")
    assert fingerprint(path) == (hashlib.sha256(b"a,b\n1,2\n").hexdigest(), 8)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.csv", "csv"),
        ("a.CSV.gz", "csv"),
        ("a.b.tsv.zst", "tsv"),
        ("a.xlsx", "excel"),
        ("a.ndjson", "jsonl"),
        ("a.json", "json"),
        ("a.xml", "xml"),
        ("a.parquet", "parquet"),
        ("a.db", "sqlite"),
        ("env:LIST", "postgres"),
        ("postgresql://host/list", "postgres"),
    ],
)
def test_suffix_says_the_kind(name, kind):
    assert kind_of(name) == kind


@pytest.mark.parametrize("name", ["a.docx", "a.zip", "a", "-", ".gz"])
def test_unknown_suffix_names_the_kinds_there_are(name):
    with pytest.raises(FactError) as caught:
        kind_of(name)
    assert "parquet, sqlite, postgres" in str(caught.value)


def test_paths_are_found_in_the_first_folder_that_has_them(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, names in ((one, ["b.csv", "a.csv"]), (two, ["a.csv", "c.csv"])):
        folder.mkdir()
        for name in names:
            (folder / name).touch()
    assert expand("a.csv", [one, two]) == (one / "a.csv",)
    assert expand("c.csv", [one, two]) == (two / "c.csv",)
    assert expand("*.csv", [one, two]) == (one / "a.csv", one / "b.csv")
    assert expand(["c.csv", "*.csv", "-", "env:LIST"], [two]) == (two / "c.csv", two / "a.csv", "-", "env:LIST")
    assert expand(str(two / "c.csv"), []) == (two / "c.csv",)
    with pytest.raises(SourceError, match=r"d\.csv is not there") as caught:
        expand("d.csv", [one, two])
    assert str(one) in str(caught.value)
    assert "dalil.toml under [tables]" in str(caught.value)
    with pytest.raises(SourceError, match="is a folder"):
        expand("one", [tmp_path])
    with pytest.raises(DalilError, match="no table"):
        expand([], [one])


def test_a_file_with_a_glob_in_its_name_is_that_file(tmp_path):
    (tmp_path / "list [1].csv").touch()
    assert expand("list [1].csv", [tmp_path]) == (tmp_path / "list [1].csv",)


@pytest.mark.parametrize(
    ("kind", "rows", "said"),
    [
        ("csv", "", "row=17"),
        ("tsv", "", "row=17"),
        ("excel", "Sheet", "row=17"),
        ("jsonl", "", "line=16,17"),
        ("json", "$.memberships[*]", "/memberships/16"),
        ("json", "", "/16"),
        ("json", "$['a/b~c'].d[*]", "/a~1b~0c/d/16"),
        ("json", "$.a[*].b[*]", ""),
        ("json", "$", ""),
        ("xml", "INDIVIDUALS/INDIVIDUAL", "(/*/INDIVIDUALS/INDIVIDUAL)[17]"),
        ("parquet", "", ""),
        ("sqlite", "SELECT 1", ""),
    ],
)
def test_rows_are_pointed_at_as_their_format_has_it(kind, rows, said):
    assert fragment(kind, rows, 17) == said


def test_a_mark_at_the_head_says_more_than_a_guess(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(codecs.BOM_UTF16_LE + "id,n\n1,ü\n".encode("utf-16-le"))
    assert (encoding_of(path), read(path, encoding="utf-16")["n"][0]) == ("utf-16-le", "ü")
    with pytest.raises(FactError, match="by its first bytes"):
        read(path, encoding="cp1252")


def test_paths_may_be_text(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a\n1\n")
    assert read(str(path)).equals(read(Path(path)))


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("a.csv", "", "text/csv"),
        ("a.txt", "csv", "text/csv"),
        ("a.csv.gz", "", "application/gzip"),
        ("a.xls", "", "application/vnd.ms-excel"),
        ("a.ods", "excel", "application/vnd.oasis.opendocument.spreadsheet"),
        ("env:LIST", "", ""),
    ],
)
def test_media_type_is_of_the_file_as_it_lies(name, kind, said):
    assert media_type(name, kind) == said
