"""The mappings of data/tables on the files that they are for, each figure counted in the file itself in another way.

The files are not in the repository: without ../shared/data there is nothing to count. No name of a person stands here.
"""

import csv
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

import dalil
from dalil.build import Built, build
from dalil.facts.table import column_errors, read_mapping
from dalil.project import open_project

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
SETS = {
    "vetoes": (["un-vetoes"], ["unsc-vetoes/unsc_vetoes_1946_sept2022.csv"]),
    "ucdp": (["ucdp-bangladesh"], ["ucdp/conflict_data_BGD.csv"]),
    "sfm": (["sfm-units", "sfm-sources"], ["sfm-nigeria/ng_orgs_20191024.tsv", "sfm-nigeria/sources_20190501.csv"]),
    "un": (["un-sanctions-entities"], ["sanctions/un_consolidated_20181029.xml"]),
    "popolo": (["popolo-memberships"], ["popolo/Croatia-Sabor-ep-popolo.json"]),
    "ofac": (
        ["ofac-sdn", "ofac-alt", "ofac-add"],
        [f"sanctions/watchman/{name}.csv" for name in ("sdn", "alt", "add")],
    ),
}
SETTINGS = """title = "{0}"
base = "https://example.org/{0}/"
publisher = "nobody"
licence = "https://creativecommons.org/licenses/by/4.0/"
languages = ["en"]
"""
Cells = dict[str, str]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the publishers' files are not here: they are not in the repository"),
]


@dataclass(frozen=True)
class Case:
    """A dossier of one publisher's tables, built."""

    folder: Path
    built: Built

    @cached_property
    def kg(self) -> Any:
        return dalil.open(self.folder)

    def ask(self, pattern: str) -> list[tuple[Any, ...]]:
        """What a SELECT gives, as texts."""
        return [tuple(_text(value) for value in row.values()) for row in self.kg.query(pattern)]

    def number(self, pattern: str, what: str = "*") -> int:
        """How many solutions a pattern has, or how many different values of a variable."""
        counted = "*" if what == "*" else f"DISTINCT ?{what}"
        return int(self.ask(f"SELECT (COUNT({counted}) AS ?n) {{ {pattern} }}")[0][0])

    def said(self, subject: str, term: str) -> set[str]:
        """What the claims say of a thing, by one term: names without the base."""
        return {value for (value,) in self.ask(f"SELECT ?value {{ GRAPH ?claim {{ {subject} dalil:{term} ?value }} }}")}

    def issues(self, mapping: str) -> list[dict[str, Any]]:
        """What is reported of the rows of a table."""
        report = self.folder / ".dalil" / "reports" / f"{mapping}.jsonl"
        return [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()] if report.exists() else []

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """What the manifest says of each table."""
        tables: dict[str, dict[str, Any]] = self.built.manifest["tables"]
        return tables


def _text(value: object) -> str:
    return str(getattr(value, "value", value))


def dossier(folder: Path, name: str) -> Path:
    """A new dossier with the mappings as they are, and the publisher's files beside them."""
    mappings, files = SETS[name]
    tables = folder / "data" / "tables"
    tables.mkdir(parents=True)
    for mapping in mappings:
        shutil.copy(ROOT / "data" / "tables" / f"{mapping}.yaml", tables)
    for file in files:
        shutil.copyfile(DATA / file, tables / Path(file).name)
    (folder / "dalil.toml").write_text(SETTINGS.format(name), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Case]:
    """Every dossier is built once, when a test first asks for it."""
    cases: dict[str, Case] = {}

    def one(name: str) -> Case:
        if name not in cases:
            folder = dossier(tmp_path_factory.mktemp("real") / name, name)
            cases[name] = Case(folder, build(open_project(folder)))
        return cases[name]

    return one


def rows_of(file: str, delimiter: str = ",", *, quoted: bool = True) -> list[Cells]:
    with (DATA / file).open(encoding="utf-8-sig", newline="") as lines:
        if quoted:
            return list(csv.DictReader(lines, delimiter=delimiter))
        return list(csv.DictReader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))


def listed(cell: str) -> list[str]:
    """The elements of a cell, as often as they stand there."""
    return [element.strip() for element in cell.split(";") if element.strip()]


# --- every mapping


@pytest.mark.parametrize("name", SETS)
def test_every_row_and_every_column_is_accounted_for(name: str, case: Callable[[str], Case]) -> None:
    """Rows: mapped, ignored by the mapping, or reported. Columns: the build refuses those that are neither used nor ignored."""
    one = case(name)
    for mapping in SETS[name][0]:
        record, issues = one.tables[mapping], one.issues(mapping)
        repeated = {issue["row"] for issue in issues if "the same, cell for cell" in issue["reason"]}

        left = record["rows"] - record["mapped"] - record.get("ignored", 0)
        assert left == (len(repeated) if record["claims"] else 0), mapping
        assert record.get("reported", 0) == len({issue["row"] for issue in issues}), mapping


@pytest.mark.parametrize("mapping", sorted(path.stem for path in (ROOT / "data" / "tables").glob("*.yaml")))
def test_a_new_column_is_not_lost_in_silence(mapping: str, tmp_path: Path) -> None:
    name = next(name for name, (mappings, _) in SETS.items() if mapping in mappings)
    folder = dossier(tmp_path, name)
    read, errors = read_mapping(folder / "data" / "tables" / f"{mapping}.yaml", open_project(folder), {})

    assert errors == []
    assert read
    assert any("'Quite new'" in str(error) for error in column_errors(read, ["Quite new"]))


# --- vetoes


VETOES = "unsc-vetoes/unsc_vetoes_1946_sept2022.csv"


def test_vetoes_are_all_there_with_their_states(case: Callable[[str], Case]) -> None:
    """214 rows (217 lines, for three cells hold a line break); two of them are one row, cell for cell."""
    one, rows = case("vetoes"), rows_of(VETOES)
    votes = Counter(
        row[f"member_veto{n}"] for row in {tuple(row.items()): row for row in rows}.values() for n in (1, 2, 3)
    )

    assert len(rows) == 214
    assert [issue["row"] for issue in one.issues("un-vetoes")] == [6]
    assert one.number("GRAPH ?c { ?veto a dalil:Veto }", "veto") == 213
    found = one.ask(
        "SELECT ?state (COUNT(DISTINCT ?veto) AS ?n) { GRAPH ?c { ?veto dalil:agent ?state } } GROUP BY ?state"
    )
    states = {
        "USSR": "soviet-union",
        "Russia": "russian-federation",
        "USA": "united-states",
        "UK": "united-kingdom",
        "France": "france",
        "China": "china",
    }
    assert {state.rpartition("/actor-")[2]: int(n) for state, n in found} == {
        states[state]: n for state, n in votes.items() if state
    }


def test_columns_of_states_that_are_ignored_say_less_than_those_that_are_mapped() -> None:
    """What the mapping's comment says of the columns of 0 and 1."""
    states = ("China", "France", "Russia", "USSR", "USA", "UK")
    fewer = Counter(
        bool(ones)
        for row in rows_of(VETOES)
        if (ones := {state for state in states if row[state] == "1"})
        != {row[f"member_veto{n}"] for n in (1, 2, 3)} - {""}
    )

    assert fewer == {False: 17, True: 9}


@pytest.mark.parametrize(
    ("draft", "day", "voters", "row"), [("S/2012/77", "2012-02-04", 2, 189), ("S/2018/321", "2018-04-10", 1, 204)]
)
def test_a_veto_leads_to_its_row(draft: str, day: str, voters: int, row: int, case: Callable[[str], Case]) -> None:
    one = case("vetoes")
    ((event, said, fragment, key),) = one.ask(
        f"""SELECT ?veto ?day ?fragment ?key {{
          GRAPH ?claim {{ ?draft dalil:identifier "{draft}" . ?veto dalil:about ?draft ; dalil:date ?time }}
          ?time dalil:edtf ?day . ?claim dalil:passage ?row . ?row dalil:fragment ?fragment ; dalil:rowKey ?key }}"""
    )
    number = int(fragment.removeprefix("row="))

    assert said == day
    assert len(one.said(f"<{event}>", "agent")) == voters
    assert key.startswith(draft)
    assert rows_of(VETOES)[number - 2]["draft"] == draft
    assert number == row


def test_a_meeting_without_a_draft_names_none(case: Callable[[str], Case]) -> None:
    """Where the table repeats the record's symbol in the column of drafts."""
    rows = {tuple(row.items()): row for row in rows_of(VETOES)}.values()

    assert case("vetoes").number("GRAPH ?c { ?veto dalil:about ?draft . ?draft a dalil:Instrument }", "veto") == sum(
        not row["draft"].startswith("S/PV") for row in rows
    )


# --- UCDP


UCDP = "ucdp/conflict_data_BGD.csv"


def test_ucdp_events_are_all_there(case: Callable[[str], Case]) -> None:
    """601 events: the file has 634 lines, but some cells hold line breaks, and the second row is one of tags."""
    one, rows = case("ucdp"), rows_of(UCDP)[1:]
    noughts = [row["id"] for row in rows if not int(row["low"]) <= int(row["best"]) <= int(row["high"])]
    best = (
        "GRAPH ?c { ?event a dalil:ArmedConflictEvent } GRAPH ?d { ?event dalil:killed ?count } ?count dalil:best ?best"
    )

    assert len(rows) == len({row["id"] for row in rows}) == 601
    assert one.number("GRAPH ?c { ?event a dalil:ArmedConflictEvent }", "event") == 601
    assert [issue["key"] for issue in one.issues("ucdp-bangladesh")] == noughts == ["84006"]
    ((total,),) = one.ask(f"SELECT (SUM(?best) AS ?n) {{ {best} }}")
    assert int(total) == sum(int(row["best"]) for row in rows if row["id"] not in noughts)


@pytest.mark.parametrize("column", ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"])
def test_deaths_are_told_apart_by_side(column: str, case: Callable[[str], Case]) -> None:
    end = column.replace("_", "-")
    pattern = f"GRAPH ?c {{ ?part dalil:partOf ?event ; dalil:killed ?count }} ?count dalil:best ?best FILTER(STRENDS(STR(?part), '-{end}'))"
    ((parts, total),) = case("ucdp").ask(f"SELECT (COUNT(?part) AS ?parts) (SUM(?best) AS ?n) {{ {pattern} }}")
    figures = [int(row[column]) for row in rows_of(UCDP)[1:]]

    assert (int(parts), int(total)) == (sum(figure > 0 for figure in figures), sum(figures))


def test_no_date_is_finer_than_its_code(case: Callable[[str], Case]) -> None:
    found = dict(
        case("ucdp").ask(
            "SELECT ?id ?time { GRAPH ?c { ?event dalil:date ?at } ?at dalil:edtf ?time . ?c dalil:passage/dalil:rowKey ?id }"
        )
    )
    expected = {}
    for row in rows_of(UCDP)[1:]:
        day = 10 if row["date_prec"] in "123" else 7
        first, last = row["date_start"][:day], row["date_end"][:day]
        expected[row["id"]] = first if first == last else f"{first}/{last}"

    assert found == expected


def test_no_place_is_finer_than_its_code(case: Callable[[str], Case]) -> None:
    """1 a place with coordinates, 2 around it, 3 district, 4 division, 5 and 7 an area, 6 the country."""
    found = dict(
        case("ucdp").ask(
            "SELECT ?id ?label { GRAPH ?c { ?event a ?any } GRAPH ?d { ?event dalil:place ?place } ?place rdfs:label ?label . ?d dalil:passage/dalil:rowKey ?id }"
        )
    )
    columns = {
        "1": "where_coordinates",
        "2": "where_coordinates",
        "3": "adm_2",
        "4": "adm_1",
        "5": "where_coordinates",
        "6": "country",
        "7": "where_coordinates",
    }
    expected = {
        row["id"]: "around " * (row["where_prec"] == "2") + row[columns[row["where_prec"]]] for row in rows_of(UCDP)[1:]
    }

    assert found == expected
    assert case("ucdp").number("GRAPH ?c { ?place dalil:latitude ?north } ?c dalil:passage ?row", "row") == 264


def test_events_of_which_ucdp_counts_no_sources_say_so(case: Callable[[str], Case]) -> None:
    rows = rows_of(UCDP)[1:]
    notes = Counter(
        note.partition(":")[0]
        for (note,) in case("ucdp").ask(
            "SELECT ?note { ?claim skos:editorialNote ?note FILTER(CONTAINS(?note, 'source')) }"
        )
    )

    assert notes == {
        "number_of_sources is -1": sum(
            row["number_of_sources"] == "-1" and bool(row["source_article"]) for row in rows
        ),
        "no source_article": sum(not row["source_article"] for row in rows),
    }
    assert notes.total() == 486


@pytest.mark.parametrize(
    ("key", "date", "deaths"),
    [
        ("71663", "2013-12-13/2013-12-14", "1/1/1"),
        ("88484", "2000-08-01/2000-08-07", "50/50/50"),
        ("274866", "2018-12", "3/3/3"),
        ("96798", "2001-02/2001-07", "4/4/4"),
        ("51122", "1998-10-07", "3/5/5"),
    ],
)
def test_an_event_leads_to_its_row(key: str, date: str, deaths: str, case: Callable[[str], Case]) -> None:
    """By a key chosen by hand: the claim's words are the row's cells."""
    one = case("ucdp")
    row = next(row for row in rows_of(UCDP)[1:] if row["id"] == key)
    ((time, low, best, high, quote),) = one.ask(
        f"""SELECT ?time ?low ?best ?high ?quote {{
          GRAPH ?c {{ ?event dalil:date ?at }} ?at dalil:edtf ?time . ?c dalil:passage/dalil:rowKey "{key}" ; dalil:quote ?quote .
          GRAPH ?d {{ ?event dalil:killed ?count }} ?count dalil:low ?low ; dalil:best ?best ; dalil:high ?high }}"""
    )

    assert (time, f"{low}/{best}/{high}") == (date, deaths)
    assert f"{low}/{best}/{high}" == f"{row['low']}/{row['best']}/{row['high']}"
    assert f"date_start: {row['date_start']}" in quote


# --- Security Force Monitor


UNITS = "sfm-nigeria/ng_orgs_20191024.tsv"
BASE = "Headquarters (Barracks, Base, Physical Asset)"
KIND_OF_PARENT = "UUID: Administrative, Command, or Informal parent relationship"
PARENT = "OrganizationOrganization:parent_id"


def units() -> list[Cells]:
    return rows_of(UNITS, "\t", quoted=False)


def different_units() -> list[Cells]:
    """Without the five rows that repeat another one, cell for cell."""
    return list({tuple(row.values()): row for row in units()}.values())


def cited(rows: list[Cells]) -> Iterator[tuple[Cells, str, list[str]]]:
    """Every cell with sources: its row, its column, its references as often as they stand there."""
    for row in rows:
        for column, cell in row.items():
            if (column.startswith("Source:") or column == KIND_OF_PARENT) and cell.strip():
                yield row, column, listed(cell)


def test_the_file_has_the_cells_and_references_that_are_known_of_it() -> None:
    """14,166 cells in the 21 columns that are called `Source: …`; a 22nd column, called `UUID: …`, has 1,233 more.

    All 22 hold 32,478 references, three of which are "nan": 32,475 ids, of which 282 repeat another one of their cell.
    """
    cells = list(cited(units()))
    references = [one for *_, found in cells for one in found]

    assert sum(column != KIND_OF_PARENT for _, column, _ in cells) == 14_166
    assert sum(column == KIND_OF_PARENT for _, column, _ in cells) == 1_233
    assert len(references) == 32_478
    assert references.count("nan") == 3
    assert sum(len(found) - len(set(found)) for *_, found in cells) == 282
    assert len({(row["source_id"]) for row in rows_of("sfm-nigeria/sources_20190501.csv")}) == 5_985


def test_every_reference_of_every_cell_is_a_claim_or_reported(case: Callable[[str], Case]) -> None:
    """By column: each different reference of a cell makes one claim, from that source; five rows repeat others whole."""
    one = case("sfm")
    read, _ = read_mapping(one.folder / "data" / "tables" / "sfm-units.yaml", open_project(one.folder), {})
    assert read
    columns = {claim.where.line: claim.source.holes[0].column for claim in read.claims if claim.source.holes}
    made: Counter[str] = Counter()
    for place, n in one.ask(
        "SELECT ?place (COUNT(?claim) AS ?n) { ?claim dalil:recordedIn ?place ; dalil:via ?table } GROUP BY ?place"
    ):
        made[columns[int(place.rpartition(":")[2])]] += int(n)
    different = different_units()
    wanted = Counter(column for _, column, found in cited(different) for _ in set(found))
    silent = [
        (column, len(set(found)))
        for row, column, found in cited(different)
        if column == "Source: Site:geonames_name" and not row["Site:geonames_id"]
    ]
    reported = Counter(
        {
            "Source: Name": 3,
            "Source: Organization date_last_cited": 1,
            "Source: Date of last citation for parent organization": 1,
        }
    )

    assert len(different) == 1_547
    assert silent == [("Source: Site:geonames_name", 1)]
    assert made == wanted - reported - Counter(dict(silent))
    assert made.total() == 32_083
    assert (
        one.number(
            "?claim dalil:via ?table ; dalil:accordingTo ?who . FILTER NOT EXISTS { ?claim dalil:source/dalil:voice ?who }"
        )
        == 0
    )


def test_what_is_wrong_with_the_tables_is_reported(case: Callable[[str], Case]) -> None:
    reported = Counter(
        (issue["column"], issue["reason"].split(" → ")[0][-40:]) for issue in case("sfm").issues("sfm-units")
    )
    of_sources = case("sfm").issues("sfm-sources")

    assert sum(n for (column, _), n in reported.items() if column == "Source: Name") == 3
    assert sum(n for (column, _), n in reported.items() if "date" in column) == 2
    assert sum("the same, cell for cell" in issue["reason"] for issue in case("sfm").issues("sfm-units")) == 5
    assert sum("the same, cell for cell" in issue["reason"] for issue in of_sources) == 2
    assert sum(issue["column"] == "published_on" for issue in of_sources) == 3
    assert case("sfm").number("?source a dalil:Source ; dalil:voice ?who") == 5_985 + 2  # and the two tables


def test_parents_all_resolve_and_make_the_known_network(case: Callable[[str], Case]) -> None:
    one = case("sfm")
    graph = nx.DiGraph(one.ask("SELECT DISTINCT ?unit ?parent { GRAPH ?c { ?unit dalil:subordinateTo ?parent } }"))
    dated = one.ask(
        "SELECT DISTINCT ?unit ?parent { GRAPH ?c { ?relation a dalil:Subordination ; dalil:holder ?unit ; dalil:forBody ?parent } }"
    )

    assert (graph.number_of_nodes(), graph.number_of_edges()) == (1_048, 1_188)
    assert set(dated) == set(graph.edges)
    assert nx.is_directed_acyclic_graph(graph)
    assert nx.number_weakly_connected_components(graph) == 4
    assert one.number("GRAPH ?c { ?unit dalil:subordinateTo ?parent } ?parent a dalil:SecurityUnit", "parent") == 221
    assert one.number("?unit a dalil:SecurityUnit", "unit") == 1_058


def test_rows_conflict_where_the_file_has_a_base_in_two_towns(case: Callable[[str], Case]) -> None:
    """And nowhere else: units that moved or came under another command did so at times of their own."""
    one, towns = case("sfm"), dict[tuple[str, str], set[str]]()
    for row in units():
        base, state, town = (row[name].strip() for name in (BASE, "Site:admin_level_1_geonames_id", "Site:geonames_id"))
        if base and town:
            towns.setdefault((base, state), set()).add(town)
    conflict = "?agreement dalil:kind dalil:conflicts ; dalil:between ?a, ?b FILTER(STR(?a) < STR(?b))"
    torn = f"{conflict} GRAPH ?a {{ ?base dalil:within ?town }} GRAPH ?b {{ ?base dalil:within ?other }} FILTER(?town != ?other)"

    assert sum(len(found) > 1 for found in towns.values()) == one.number(torn, "base") == 2
    assert one.number(conflict, "agreement") == one.number(torn, "agreement") > 0
    assert one.number("?agreement dalil:kind dalil:unrelatedInTime", "agreement") > 1_000
    assert one.number("?agreement dalil:kind dalil:refines", "agreement") > 1_000


def rests_on(column: str) -> str:
    """A pattern: the words of claim ?c are, among others, a cell of this column."""
    return f"?c dalil:quote ?quote FILTER(CONTAINS(CONCAT(' | ', ?quote), ' | {column}: '))"


def test_dates_keep_their_precision(case: Callable[[str], Case]) -> None:
    """Of the first citations of parents, as many claims have a day, a month, a year as their cells have."""
    words = "OrganizationOrganization:date_first_cited"
    source = "Source: Date of first citation for parent organization"
    wanted = Counter(
        len(re.findall("[A-Za-z0-9]+", row[words])) for row in different_units() for _ in set(listed(row[source]))
    )
    found = case("sfm").ask(
        f"SELECT ?time {{ GRAPH ?c {{ ?relation dalil:attested|dalil:began ?at }} ?at dalil:edtf ?time . {rests_on(words)} }}"
    )

    assert Counter(len(time.split("-")) for (time,) in found) == wanted
    assert min(wanted.values()) > 100


def test_confidence_is_read_as_certainty(case: Callable[[str], Case]) -> None:
    read = {"Low": "possible", "Medium": "probable", "High": "certain"}
    different = different_units()
    column = "Confidence: Area of Operations"
    wanted = Counter(read[row[column]] for row in different for _ in set(listed(row["Source: Area of Operations"])))
    found = case("sfm").ask(
        "SELECT ?sure (COUNT(?c) AS ?n) { GRAPH ?c { ?unit dalil:operatesIn ?place } ?c dalil:certainty ?sure } GROUP BY ?sure"
    )

    assert {sure: int(n) for sure, n in found} == wanted


@pytest.mark.parametrize(
    ("line", "column", "time"),
    [
        (2, "Organization:date_first_cited", "2001-06-27"),
        (10, "OrganizationOrganization:date_first_cited", "1991-06"),
        (59, "OrganizationSite:date_first_cited", "2010"),
        (1181, "Date of last citation for area of operations", "2016-09-21"),
        (269, "Organization:date_last_cited", "2012"),
    ],
)
def test_a_date_leads_to_its_row(line: int, column: str, time: str, case: Callable[[str], Case]) -> None:
    """By a line chosen by hand: the row that the claims name is that line, and its cell the date."""
    found = case("sfm").ask(
        f"""SELECT DISTINCT ?time {{ ?row dalil:fragment "row={line}" . ?c dalil:passage ?row . {rests_on(column)}
            GRAPH ?c {{ ?thing dalil:attested|dalil:began|dalil:ended ?at }} ?at dalil:edtf ?time }}"""
    )

    assert found == [(time,)]
    assert time[:4] in units()[line - 2][column]


# --- the UN's list


UN = "sanctions/un_consolidated_20181029.xml"


def un_entities(path: Path = DATA / UN) -> list[ET.Element]:
    return ET.parse(path).getroot().findall("ENTITIES/ENTITY")


def test_entities_of_the_list_are_all_there_and_no_individual(case: Callable[[str], Case]) -> None:
    one, entities = case("un"), un_entities()
    aliases = sum(
        len({name for found in entity.findall("ENTITY_ALIAS/ALIAS_NAME") if (name := (found.text or "").strip())})
        for entity in entities
    )
    countries = sum(
        len({name for found in entity.findall("ENTITY_ADDRESS/COUNTRY") if (name := (found.text or "").strip())})
        for entity in entities
    )

    assert len(entities) == 390
    assert one.number("GRAPH ?c { ?body a dalil:Organisation }", "body") == 390
    assert one.number("GRAPH ?c { ?listing dalil:sanctioned ?body ; dalil:date ?day }", "listing") == 390
    assert one.number("?person a dalil:Person") == 0
    assert one.number("?c a dalil:Claim FILTER(REGEX(STR(?c), '-4-[0-9a-f]{8}$'))") == aliases
    assert one.number("GRAPH ?c { ?body dalil:basedAt ?country }") == countries


@pytest.mark.parametrize(
    ("key", "listed_on"), [("QDe.004", "2001-10-06"), ("CDe.001", "2014-06-30"), ("KPe.001", "2009-04-24")]
)
def test_a_listing_leads_to_its_entry(key: str, listed_on: str, case: Callable[[str], Case]) -> None:
    entry = next(entity for entity in un_entities() if (entity.findtext("REFERENCE_NUMBER") or "").strip() == key)
    ((day, kind),) = case("un").ask(
        f"""SELECT ?day ?kind {{ GRAPH ?c {{ ?listing dalil:date ?at ; dalil:classification ?kind }}
            ?at dalil:edtf ?day . ?c dalil:passage/dalil:rowKey "{key}" }}"""
    )

    assert day == listed_on == (entry.findtext("LISTED_ON") or "")[:10]
    assert kind == entry.findtext("UN_LIST_TYPE")


def test_a_later_version_of_the_list_withdraws_what_it_drops(tmp_path: Path) -> None:
    """An invented later version of the real file: three entries gone, one renamed, one added."""
    folder = dossier(tmp_path, "un")
    tables = folder / "data" / "tables"
    later, (gone, renamed) = edited(tables / "un_consolidated_20181029.xml", tables / "later.xml"), (3, 1)
    mapping = tables / "un-sanctions-entities.yaml"
    text = mapping.read_text(encoding="utf-8")
    first = next(line for line in text.splitlines() if line.endswith("un_consolidated_20181029.xml"))
    mapping.write_text(text.replace(first, f"{first}\n  2028-10-30: later.xml"), encoding="utf-8")
    one = Case(folder, build(open_project(folder)))
    ends = dict(
        one.ask(
            "SELECT ?key (COUNT(?c) AS ?n) { ?c dalil:withdrawn/dalil:edtf '2028-10-30' ; dalil:passage/dalil:rowKey ?key } GROUP BY ?key"
        )
    )
    names = one.ask("SELECT ?claim { ?claim dalil:withdrawn ?at ; dalil:passage/dalil:rowKey 'QDe.004' }")

    assert {key for key in ends if key != "QDe.004"} == set(later)
    assert len(later) == gone
    assert len(names) == renamed
    assert one.number("?claim dalil:withdrawn ?at . FILTER NOT EXISTS { ?claim dalil:withdrawal ?why }") == 0
    assert one.number("GRAPH ?c { ?body a dalil:Organisation }", "body") == 391
    assert (
        one.number("GRAPH ?c { ?body a dalil:Organisation } FILTER NOT EXISTS { ?c dalil:withdrawn ?at }", "body")
        == 388
    )


def edited(old: Path, new: Path) -> list[str]:
    """The list with invented edits. The keys of entries that are gone."""
    tree = ET.parse(old)
    entities = tree.getroot().find("ENTITIES")
    assert entities is not None
    entries = {(entity.findtext("REFERENCE_NUMBER") or "").strip(): entity for entity in entities}
    gone = ["KPe.001", "CDe.001", "IRe.010"]
    for key in gone:
        entities.remove(entries[key])
    renamed = entries["QDe.004"].find("FIRST_NAME")
    assert renamed is not None
    renamed.text = "INVENTED NAME"
    added = ET.fromstring(ET.tostring(entries["QDe.003"]))
    for tag, text in (("REFERENCE_NUMBER", "QDe.999"), ("DATAID", "9999999"), ("FIRST_NAME", "INVENTED BODY")):
        found = added.find(tag)
        assert found is not None
        found.text = text
    entities.append(added)
    tree.write(new, encoding="utf-8", xml_declaration=True)
    return gone


# --- assemblies


@pytest.mark.parametrize("file", sorted(path.name for path in (DATA / "popolo").glob("*.json")))
def test_memberships_of_any_assembly(file: str, tmp_path: Path) -> None:
    """The mapping as it is, but for the file's name."""
    folder = dossier(tmp_path, "popolo")
    mapping = folder / "data" / "tables" / "popolo-memberships.yaml"
    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace("Croatia-Sabor-ep-popolo.json", file), encoding="utf-8"
    )
    shutil.copy(DATA / "popolo" / file, mapping.parent)
    one = Case(folder, build(open_project(folder)))
    memberships = json.loads((DATA / "popolo" / file).read_text(encoding="utf-8"))["memberships"]

    assert one.number("GRAPH ?c { ?membership a dalil:Membership }", "membership") == len(memberships)
    assert one.number("GRAPH ?c { ?membership dalil:holder ?person }", "person") == len(
        {m["person_id"] for m in memberships}
    )
    for term, key in (
        ("began", "start_date"),
        ("ended", "end_date"),
        ("place", "area_id"),
        ("during", "legislative_period_id"),
    ):
        found = one.number(f"GRAPH ?c {{ ?membership a dalil:Membership ; dalil:{term} ?value }}", "membership")
        assert found == sum(bool(m.get(key)) for m in memberships), key
    assert one.number("?person dalil:born ?day") == one.number("GRAPH ?c { ?person dalil:born ?day }") == 0


# --- OFAC


def test_entities_of_ofac_are_joined_from_three_tables(case: Callable[[str], Case]) -> None:
    def read(name: str) -> list[list[str]]:
        with (DATA / f"sanctions/watchman/{name}.csv").open(encoding="utf-8", newline="") as lines:
            return [[cell.strip() for cell in row] for row in csv.reader(lines)]

    one = case("ofac")
    entities = {row[0] for row in read("sdn") if row[2] == "-0-"}
    aliases = [row for row in read("alt") if row[0] in entities]
    countries = {(row[0], row[4]) for row in read("add") if row[0] in entities and row[4] != "-0-"}

    assert len(entities) == 2_994
    assert one.number("GRAPH ?c { ?body a dalil:Organisation }", "body") == len(entities)
    assert one.number(
        "GRAPH ?c { ?body dalil:name ?name } ?c dalil:source <https://example.org/ofac/source-ofac-alt>", "c"
    ) == len(aliases)
    assert len(one.ask("SELECT DISTINCT ?body ?place { GRAPH ?c { ?body dalil:basedAt ?place } }")) == len(countries)
    assert one.number("?person a dalil:Person") == 0
