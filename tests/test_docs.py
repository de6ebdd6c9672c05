"""The pages are true: what they show was run, what they list is what there is, and where they point there is something."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import dalil
from dalil.build import build
from dalil.build.rows import CLAIMS, EDGES
from dalil.facts.factfile import CLAIM_KEYS
from dalil.kg import tell_network
from dalil.model import Source
from dalil.project import KNOWN, KNOWN_AGREEMENT, KNOWN_LIMITS, KNOWN_VALIDATION, open_project
from dalil.sources import Vault, read_source
from dalil.starter import make_dossier
from tests import docs_pages
from tests.docs_blocks import ENVIRONMENT, ROOT, Untrue, Walk, agree, begins_in, blocks

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
REGOLD = bool(os.environ.get("DALIL_REGOLD"))
HEAVY = {
    *("rdflib", "pandas", "polars", "pyspark", "pyshacl", "networkx", "oxrdflib", "SPARQLWrapper", "numpy"),
    *("narwhals", "duckdb", "pyarrow", "fastexcel", "shacl", "zstandard"),
}
PICTURE = ROOT / "docs" / "pictures" / "first-dossier.svg"
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What pages begin in: the worked example, and the repository's own dossier without its texts, both built."""
    folder = tmp_path_factory.mktemp("dossiers")
    make_dossier(folder / "example")
    shutil.copytree(ROOT / "data", folder / "first" / "data")
    shutil.copy(ROOT / "dalil.toml", folder / "first")
    for name in ("example", "first"):
        build(open_project(folder / name))
    return {name: folder / name for name in ("example", "first")}


@each_page
def test_page_runs(page: Path, tmp_path: Path, dossiers: dict[str, Path]) -> None:
    """Every console, python, sparql and file block of the page does what the page says."""
    start = begins_in(page.read_text(encoding="utf-8"))
    folder = tmp_path / "case"
    if start:
        shutil.copytree(dossiers[start], folder, symlinks=True)
    folder.mkdir(exist_ok=True)
    shutil.copytree(dossiers["first"], tmp_path / "demo", symlinks=True)

    Walk(page, folder, tmp_path / "demo", regold=REGOLD).run()


@each_page
def test_generated_parts_are_what_the_code_says(page: Path) -> None:
    """DALIL_REGOLD=1 writes them anew."""
    text = page.read_text(encoding="utf-8")
    if REGOLD:
        page.write_text(docs_pages.filled(text), encoding="utf-8")
        return

    assert text == docs_pages.filled(text)


def test_every_generated_part_has_its_page() -> None:
    found = [name for page in PAGES for name in docs_pages.parts(page.read_text(encoding="utf-8"))]

    assert sorted(found) == sorted(docs_pages.PARTS)


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link is a file of the repository, and its fragment a heading there."""
    broken = []
    for target in re.findall(
        r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    ):
        name, _, fragment = target.partition("#")
        path = page.parent / name if name else page
        if re.match(r"https?://|mailto:", target):
            continue
        if not path.exists() or (fragment and fragment not in anchors(path)):
            broken.append(target)

    assert broken == []


def anchors(page: Path) -> set[str]:
    """The fragments under which a page's headings are found."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_index_leads_to_every_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")} - {"index.md"}

    assert pages <= set(re.findall(r"\]\(([^)#]+)", index))


def test_every_command_is_documented_and_has_help() -> None:
    reference = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    for name, command in docs_pages.commands().items():
        assert command.help, f"dalil {name} has no help"
        assert f"## dalil {name}\n" in reference
        assert [key for key, about in docs_pages.helps(name).items() if not about] == [], f"of dalil {name}"


@pytest.mark.parametrize("name", docs_pages.commands())
def test_every_command_tells_its_help_and_an_example(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dalil", name, "--help"],
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert f"Usage: dalil {name}" in done.stdout
    assert "Example: dalil" in done.stdout


@pytest.mark.parametrize(
    "words", [["--help"], ["query", "--help"], ["build", "--help"], ["map", "--help"], ["schema"]], ids=" ".join
)
def test_help_loads_no_heavy_library(words: list[str], dossiers: dict[str, Path]) -> None:
    """A command that needs no graph starts quickly: asked of a fresh process."""
    script = f"import sys; sys.argv = ['dalil', *{words!r}]\ntry:\n    from dalil.cli import main; main()\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=dossiers["example"],
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert HEAVY & {name.partition(".")[0] for name in done.stderr.split()} == set()


def test_every_claim_key_has_a_checked_example() -> None:
    page = (ROOT / "docs" / "reference" / "fact-files.md").read_text(encoding="utf-8")
    checked = "".join(block.text for block in blocks(page) if block.file.startswith("data/facts/"))

    assert [key for key in CLAIM_KEYS if not re.search(rf"^[- ] ?{key}:", checked, re.MULTILINE)] == []


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "dossier.md").read_text(encoding="utf-8")
    tables = {"limits": KNOWN_LIMITS, "validation": KNOWN_VALIDATION, "agreement": KNOWN_AGREEMENT}
    settings = [*(KNOWN - tables.keys()), *(f"{table}.{key}" for table, keys in tables.items() for key in keys)]

    assert [key for key in settings if f"| `{key}` |" not in page] == []


def test_every_column_of_claims_and_edges_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "table-mappings.md").read_text(encoding="utf-8")
    for what, columns in {"claims": CLAIMS, "edges": EDGES}.items():
        told = re.search(rf"^\| column of {what} \|.*?\n\n", page + "\n", re.MULTILINE | re.DOTALL)
        assert told

        assert [name for name in columns if f"`{name}`" not in told[0]] == []


def test_map_of_the_house_names_every_room() -> None:
    house = ROOT / "src" / "dalil"
    rooms = {path.stem for path in house.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()} - {
        "__init__",
        "__main__",
    }
    for page in ("README.md", "docs/explanation/the-house.md"):
        text = (ROOT / page).read_text(encoding="utf-8")

        assert {room for room in rooms if not re.search(rf"\b{room}\b", text)} == set(), page


def test_picture_is_light_and_quotes_no_more_than_a_fact_file(dossiers: dict[str, Path]) -> None:
    """Its tooltips hold quotations: at most a dozen words each, as they are written in the fact files."""
    if REGOLD:
        PICTURE.write_bytes(tell_network(dalil.open(dossiers["first"]), "svg")[0])
    svg = PICTURE.read_text(encoding="utf-8")
    said = [text for element in ET.fromstring(svg).iter() for text in (element.text, element.tail) if text]
    quotes = [quote for text in said for quote in re.findall('[“"]([^”"]+)[”"]', text)]

    assert len(svg.encode()) < 300_000
    assert "<script" not in svg
    assert [quote for quote in quotes if len(quote.replace("…", " ").split()) > 12] == []


def sources() -> Iterator[tuple[Source, str]]:
    """The sources of the repository's dossier whose texts are held on this machine."""
    project = open_project(ROOT)
    for path in project.files("sources", ".yaml"):
        source = read_source(path, project)
        text = Vault(project.private / "vault").text(source)
        if text:
            yield source, text


def test_no_page_repeats_a_stretch_of_a_source() -> None:
    """No run of fifteen words of a held text stands in a page or picture. Without the texts there is nothing to compare."""
    held = list(sources())
    if not held:
        pytest.skip("no source text is held here: this is for those who write the pages")
    pages = {
        path.name: " ".join(words(path.read_text(encoding="utf-8")))
        for path in [*PAGES, PICTURE, ROOT / "CHANGELOG.md"]
    }
    for source, text in held:
        told = words(text)
        runs = [" ".join(told[i : i + 15]) for i in range(len(told) - 14)]

        assert [(source.title, name, run) for run in runs for name, page in pages.items() if run in page] == []


def words(text: str) -> list[str]:
    """The bare words of a text, whatever stands between them."""
    return re.findall(r"\w+", text.lower())


@pytest.mark.parametrize(
    ("told", "printed", "expected"),
    [
        (["a", "b"], "a\nb\n", True),
        (["a", "c"], "a\nb\n", False),
        (["a"], "a\nb\n", False),
        (["a", "…"], "a\nb\nc\n", True),
        (["…", "c"], "a\nb\nc\n", True),
        (["…", "b"], "a\nb\nc\n", False),
        (["claim:… holds"], "claim:1f holds\n", True),
        (["claim:… holds"], "claim:1f fails\n", False),
        (["a.c"], "abc\n", False),
        ([], "anything\n", True),
    ],
)
def test_comparison_of_a_page_with_what_is_printed(told: list[str], printed: str, expected: bool) -> None:
    assert agree(told, printed) is expected


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ("```console\n$ dalil doctor\nall is well\n```", "prints something else"),
        ("```console\n$ dalil query nothing-of-that-name\n```", "leaves with 2, not 0"),
        ("```console exit=3\n$ dalil doctor\n```", "leaves with 0, not 3"),
        ("```console\n$ rm -r data\n```", "cannot run this"),
        ('```sparql\nSELECT ?c { ?c dalil:quote "nobody said so" }\n```', "no answer"),
        ("```python\n>>> 1 + 1\n3\n```", "Expected"),
        (
            "```yaml data/facts/company-2021.yaml\nsource: source:company-2021\nclaims:\n- quote: nobody said so\n  says: { event:shots-at-pier-4: { date: 2021 } }\n```",
            "does not stand in the source",
        ),
        (
            "```yaml data/facts/company-2021.yaml wrong\nsource: source:company-2021\nclaims:\n- quote: of May 2021\n  says: { event:shots-at-pier-4: { date: 2021-05 } }\n```",
            "passes",
        ),
    ],
)
def test_an_untrue_page_is_found_out(block: str, complaint: str, tmp_path: Path, dossiers: dict[str, Path]) -> None:
    """Each kind of block can fail, and says where."""
    shutil.copytree(dossiers["example"], tmp_path / "case", symlinks=True)
    (tmp_path / "page.md").write_text(f"# A page\n\n{block}\n", encoding="utf-8")

    with pytest.raises(Untrue, match=r"page\.md:3") as caught:
        Walk(tmp_path / "page.md", tmp_path / "case").run()

    assert complaint in str(caught.value)
