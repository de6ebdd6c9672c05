"""Tables that are not what they should be: an error with file, row and what to do; never a crash, never a silent loss."""

import gzip
import tracemalloc
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import zstandard

from dalil.errors import DalilError, FactError, SourceError, Where
from dalil.tabular import Reading, batches, columns, fingerprint
from dalil.tabular.separated import Separated

HERE = Where("data/tables/invented.yaml", 1)
ROWS = "".join(f"{n},name {n}\n" for n in range(30_000))


def read(path: Path | str, **reading: Any) -> pl.DataFrame:
    return pl.concat(batches(path, Reading(**reading), where=HERE))


def refusal(path: Path | str, **reading: Any) -> str:
    with pytest.raises(DalilError) as caught:
        read(path, **reading)
    return str(caught.value)


def written(folder: Path, data: str | bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("\n\n \n", "the file is empty"),
        ("a,b,a\n1,2,3\n", "'a' (columns 1 and 3)"),
        (",,\n1,2,3\n", "row 1, which should name the columns, is empty"),
        ("a,,c\n1,,3\n1,x,3\n", "row 3: column 2 has no name in the header, but a cell: 'x'"),
        ("a,b\n1,2\n3\n", "row 3 has 1 cells, the header has 2"),
        ("a,b\n1,2\n3,4,5\n", "row 3 has 3 cells, the header has 2"),
        ('a,b\n"1\n1",2\n3,4,5\n', "row 3 has 3 cells"),
        ("a,b\n1,2\n3,4,\n5\n", "row 3 has 3 cells"),
        ("a,b\n1,\n\n2,\n,x,", "row 5 has 3 cells"),
        ('a,b\n1,"2\n3,4\n', "row 2: unexpected end of data"),
        ('a,b\n1,"x" y\n', "row 2: ',' expected after '\"'"),
        ("a,b\n1,x\x00y\n", r"row 2, column 'b': control character \u0000 in 'x\u0000y'"),
        ("a,b\n1,x\n2,\x1b[31m\n", r"row 3, column 'b': control character \u001b"),
        ("a,b\n1,x\u0085y\n", r"control character \u0085"),
        ("a,\x07b\n1,2\n", r"'\u0007b' has a control character"),
        ("a,#row\n1,2\n", "its own column #row"),
        ("a,b\n#adm1 +name,\n", "write format: { skip: 1 }"),
        ("sep=;\na;b\n1;2\n", 'write format: { delimiter: ";", header: 2 }'),
    ],
)
def test_bad_tables_are_told_with_row_and_words(tmp_path, text, words):
    path = written(tmp_path, text)
    assert words in refusal(path)
    assert str(path) in refusal(path)


def test_a_bad_row_deep_in_a_table_is_found(tmp_path):
    assert "row 30002 has 1 cells" in refusal(written(tmp_path, f"id,name\n{ROWS}x\n{ROWS}"))
    assert "row 30002, column 'name': control" in refusal(written(tmp_path, f"id,name\n{ROWS}x,\x08\n{ROWS}"))


def test_what_came_before_a_bad_row_is_no_table(tmp_path):
    """Frames may have come already; the error comes in the place of the rest."""
    path = written(tmp_path, f"id,name\n{ROWS}x\n")
    stream = batches(path, Reading(), where=HERE, size=100)
    assert next(stream).height == 100
    with pytest.raises(SourceError):
        list(stream)


@pytest.mark.parametrize("cut", [10, 100, 0])
def test_packed_tables_cut_short_are_no_short_tables(tmp_path, cut):
    data = f"id,name\n{ROWS}".encode()
    checked = zstandard.ZstdCompressor(write_checksum=True)
    for suffix, packed in ((".gz", gzip.compress(data)), (".zst", checked.compress(data))):
        path = written(tmp_path, packed[: len(packed) // 2 if not cut else -cut], f"t.csv{suffix}")
        assert "damaged or cut short" in refusal(path)
        broken = bytearray(packed)
        broken[len(broken) // 2] ^= 0xFF
        assert str(path) in refusal(written(tmp_path, bytes(broken), f"t.csv{suffix}"))


def test_what_is_not_packed_is_not_unpacked(tmp_path):
    assert "damaged or cut short" in refusal(written(tmp_path, "a,b\n1,2\n", "t.csv.gz"))
    assert "damaged or cut short" in refusal(written(tmp_path, "a,b\n1,2\n", "t.csv.zst"))


def test_mixed_encodings_are_told_with_line_and_byte(tmp_path):
    path = written(tmp_path, "id,name\n1,Zürich\n2,".encode() + "Zürich\n".encode("cp1252"))
    said = refusal(path)
    assert "t.csv:3: byte 21 (0xfc) is not UTF-8" in said
    assert "the file mixes encodings" in said


def test_late_bytes_of_another_encoding_are_told_with_a_guess(tmp_path):
    data = ("id,name\n" + ROWS * 5).encode() + "x,Zürich und Größe\n".encode("cp1252") + ROWS.encode()
    path = written(tmp_path, data)
    said = refusal(path)
    assert f"t.csv:{150_002}: byte" in said
    assert "encoding:" in said
    assert read(path, encoding="cp1252").filter(pl.col("id") == "x")["name"].to_list() == ["Zürich und Größe"]


def test_an_encoding_that_does_not_fit_is_told(tmp_path):
    path = written(tmp_path, b"id,name\n1,\x81\n")
    assert "t.csv:2: byte 10 (81) is not cp1252" in refusal(path, encoding="cp1252")
    assert "no encoding is called 'latin-99'" in refusal(path, encoding="latin-99")


@pytest.mark.parametrize(
    "reading", [{"delimiter": "ab"}, {"delimiter": "\n"}, {"quote": "xx"}, {"delimiter": '"'}, {"header": -1}]
)
def test_dialects_that_make_no_sense_are_told(tmp_path, reading):
    with pytest.raises(FactError) as caught:
        read(written(tmp_path, "a,b\n1,2\n"), **reading)
    assert str(caught.value).startswith("data/tables/invented.yaml:1: ")


def test_a_header_beyond_the_end_is_told(tmp_path):
    assert "the file has 2 rows, and row 5" in refusal(written(tmp_path, "a,b\n1,2\n"), header=5)


@pytest.mark.parametrize("text", ["a,b\n" + "x" * 5000, 'a,b\n1,"' + "x\n" * 5000, "x" * 5000])
def test_endless_records_are_told_where_they_begin(tmp_path, text):
    with pytest.raises(SourceError, match=r"byte \d+ .*longer than 1,000 bytes") as caught:
        list(Separated(written(tmp_path, text), Reading(delimiter=","), HERE, longest=1000).batches(100))
    assert "t.csv" in str(caught.value)


def test_fingerprint_refuses_endless_lines(tmp_path):
    path = written(tmp_path, "a,b\n1,2\n" + "x" * 5000)
    with pytest.raises(SourceError, match="the line that begins at byte 8 is longer than 1,000 bytes"):
        fingerprint(path, longest=1000)
    assert fingerprint(written(tmp_path, "[" + " " * 5000 + "]", "t.json"), longest=1000)[1] == 5002


@pytest.mark.slow
def test_a_line_of_a_gigabyte_takes_no_gigabyte(tmp_path):
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,")
        file.truncate(1 << 30)
    tracemalloc.start()
    assert "longer than 67,108,864 bytes" in refusal(path, delimiter=",")
    assert tracemalloc.get_traced_memory()[1] < 300 << 20
    tracemalloc.stop()


@pytest.mark.parametrize("name", ["t.csv", "t.json", "t.jsonl", "t.parquet", "t.db", "t.xml", "t.xlsx"])
def test_folders_and_files_that_went_away_are_told(tmp_path, name):
    if name == "t.xlsx":
        pytest.importorskip("fastexcel")
    path = tmp_path / name
    with pytest.raises(SourceError, match="No such file"):
        read(path, rows="b" if name == "t.xml" else "")
    path.mkdir()
    with pytest.raises(SourceError, match="folder"):
        read(path, rows="b" if name == "t.xml" else "")


def test_fingerprint_of_what_is_no_file_is_told(tmp_path):
    for path in (tmp_path, tmp_path / "none.csv", "postgresql://me:hunter2@host/x"):
        with pytest.raises(SourceError) as caught:
            fingerprint(path)
        assert "hunter2" not in str(caught.value)


def test_columns_tell_what_batches_would(tmp_path):
    with pytest.raises(SourceError, match="same name"):
        columns(written(tmp_path, "a,a\n1,2\n"), Reading(), HERE)


def test_text_that_fits_several_encodings_is_asked_for(tmp_path):
    """One accent can be anything: dalil does not choose the spelling of a name."""
    path = written(tmp_path, b"id,name\n1,Mil" + b"\xe8" + b"\n")
    try:
        name = read(path)["name"][0]
    except SourceError as error:
        assert "encoding" in (error.hint or "")  # noqa: PT017 - either is right, a wrong letter is not
    else:
        assert name == "Milè"
    assert Path(path).exists()
