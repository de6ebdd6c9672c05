"""Tables that are broken, hostile or not what the mapping says: each is a sentence, none a crash or a silent loss."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dalil.build import build
from dalil.errors import DalilError
from dalil.project import open_project
from dalil.starter import make_dossier

TABLE = "id,day,kind\n1,2031-05-03,A\n2,2031-06,B\n"
SOURCE = "title: A list\ntype: Dataset\nvoice: actor:harbour-union\nlanguage: en\nrights: invented\n"
MAPPING = """\
table: {name}
row: "{{id}}"
source: source:list
lookups: {{ kind: {{ A: Shooting, B: Burning }} }}
claims:
- says: {{ "event:x-{{id}}": {{ type: "{{kind | lookup kind}}", date: "{{day}}" }} }}
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier with a table, built."""
    case = tmp_path_factory.mktemp("bad") / "case"
    make_dossier(case)
    (case / "data/tables").mkdir()
    (case / "data/sources/list.yaml").write_text(SOURCE, encoding="utf-8")
    (case / "data/tables/x.csv").write_text(TABLE, encoding="utf-8")
    (case / "data/tables/x.yaml").write_text(MAPPING.format(name="x.csv"), encoding="utf-8")
    build(open_project(case))
    return case


def refused(case: Path) -> str:
    """What a build says that is refused; the old build stands."""
    old = (case / "build/manifest.json").read_bytes()
    with pytest.raises(DalilError) as caught:
        build(open_project(case))
    assert (case / "build/manifest.json").read_bytes() == old
    assert list((case / ".dalil/builds").iterdir()) == [(case / "build").resolve()]
    return str(caught.value)


def cut_gz(path: Path) -> None:
    path.write_bytes(gzip.compress(TABLE.encode() * 200)[:-20])


def bomb(path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    path.write_text(f"<!DOCTYPE r [{entities}]><r><row><id>&e9;</id></row></r>", encoding="utf-8")


def stranger(path: Path) -> None:
    (path.parent / "secret.txt").write_text("a secret", encoding="utf-8")
    document = '<!DOCTYPE r [<!ENTITY x SYSTEM "secret.txt">]><r><row><id>&x;</id></row></r>'
    path.write_text(document, encoding="utf-8")


def text(content: str | bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("x.csv.gz", cut_gz, "cut short"),
        (
            "x.csv",
            text(TABLE.encode() + "3,2031,é\n".encode("latin-1") + "4,2031,é\n".encode()),
            "is not UTF-8",
        ),
        ("x.csv", text("id,day,kind\n1,2031," + "x" * 70_000_000), "longer than"),
        ("x.xml", bomb, "entit"),
        ("x.xml", stranger, "entit"),
        ("x.csv", text("id,day,day,kind\n1,2031,2031,A\n"), "columns of the same name: 'day'"),
        ("x.csv", text("id,day\n1,2031\n"), "no column 'kind'"),
        ("x.csv", text("id,day,kind,more\n1,2031,A,x\n"), "more"),
        ("x.csv", text("id,day,kind\n1,2031,A\n1,2032,B\n"), "2 rows have the key '1'"),
        ("x.csv", text("id,day,kind\n,2031,A\n"), "row 2"),
        ("x.csv", text("id,day,kind\n1,2031,=HYPERLINK(0)\n"), "'=HYPERLINK(0)' is not in the lookup"),
        ("x.csv", text("id,day,kind\n1,2031,C\n"), "'C' is not in the lookup 'kind'"),
        ("x.csv", text("id,day,kind\n1,31 May,A\n"), "'31 May' is not a date"),
        ("x.csv", text("id,day,kind\n1,2031\n"), "row 2 has 2 cells, the header has 3"),
        ("x.csv", text('id,day,kind\n1,2031,"A\n2,2031,B\n'), "quotation mark"),
        ("x.csv", text(""), "empty"),
        ("x.parquet", text("no parquet"), "x.parquet"),
        ("x.json", text('[{"id": "1", "id": "2"}]'), "twice"),
        ("x.jsonl", text('{"id": "1"}\n{"id"\n'), "line 2"),
    ],
    ids=[
        *("truncated gz", "two encodings", "endless line", "billion laughs", "foreign entity", "same header twice"),
        *("column gone", "column new", "same key twice", "no key", "formula", "unknown code", "no date", "short row"),
        *("open quote", "no bytes", "no parquet", "same JSON key twice", "broken JSON line"),
    ],
)
def test_bad_table_is_a_sentence(
    whole: Path, tmp_path: Path, name: str, make: Callable[[Path], object], said: str
) -> None:
    """What is wrong stands in the message, what was built before stays, and nothing of a stranger's file is told."""
    case = tmp_path / "case"
    shutil.copytree(whole, case, symlinks=True)
    (case / "data/tables/x.csv").unlink()
    make(case / "data/tables" / name)
    mapping = MAPPING.format(name=name)
    if name.endswith("xml"):
        mapping += "format: { rows: row }\n"
    (case / "data/tables/x.yaml").write_text(mapping, encoding="utf-8")
    message = refused(case)

    assert said in message
    assert name in message or "x.yaml" in message
    assert "a secret" not in message
    assert len(message) < 5000


@pytest.mark.parametrize(
    ("written", "changed", "said"),
    [
        ('"{{day}}"', '"{{dya}}"', "no column 'dya'"),
        ("lookup kind", "lookup knid", "'knid' is not among the lookups"),
        ('row: "{{id}}"', "row: none", "has no hole"),
        ("lookup kind", "lookup kind | lookup kind", "leads back to itself"),
        ("{name}", "gone.csv", "gone.csv"),
    ],
    ids=["hole without a column", "unknown lookup", "key without a hole", "lookup in a circle", "no such file"],
)
def test_bad_mapping_is_a_sentence(whole: Path, tmp_path: Path, written: str, changed: str, said: str) -> None:
    case = tmp_path / "case"
    shutil.copytree(whole, case, symlinks=True)
    mapping = MAPPING.replace(written, changed).format(name="x.csv")
    (case / "data/tables/x.yaml").write_text(mapping, encoding="utf-8")

    assert said in refused(case)


def test_ten_thousand_columns_are_read(whole: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(whole, case, symlinks=True)
    header = ",".join(["id", "day", "kind", *(f"c{n}" for n in range(10_000))])
    row = ",".join(["1", "2031", "A", *("0" for _ in range(10_000))])
    (case / "data/tables/x.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    (case / "data/tables/x.yaml").write_text(MAPPING.format(name="x.csv") + 'ignore: ["c*"]\n', encoding="utf-8")

    assert build(open_project(case)).manifest["tables"]["x"]["claims"] == 1
