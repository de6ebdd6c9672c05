"""The named questions: what each answers is on record, byte for byte, and none lets a denial or a demand pass for an accusation.

The repository's own dossier is read without its texts, so that quotations are the brief ones of the fact files. DALIL_REGOLD=1
writes the answers (tests/queries/*.csv) and the reference page anew. Some questions are also asked of an invented graph.
"""

import csv
import io
import os
import random
import re
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from dalil.build import read_dossier
from dalil.endpoint import Local, Remote, Table
from dalil.errors import EndpointUnavailable, QueryError, Where
from dalil.formats import short
from dalil.graph import Encoder, load, to_nquads
from dalil.model import Claim, Entity, Judgement, Row, Source, Statement
from dalil.project import open_project
from dalil.questions import Query, named_queries
from dalil.values import Value, parse_count, parse_time
from dalil.vocabulary import TYPE, Curies, dalil

ROOT = Path(__file__).parents[1]
ANSWERS = Path(__file__).parent / "queries"
PAGE = ROOT / "docs" / "reference" / "queries.md"
REGOLD = bool(os.environ.get("DALIL_REGOLD"))
QUERIES = {name: query for name, query in named_queries(open_project(ROOT)).items() if not name.startswith("check-")}
CURIES = open_project(ROOT).curies
INVENTED = Curies("https://example.org/invented/", CURIES.kinds)
# Asked of everything, these answer with the whole dossier; on record is their answer about one thing.
GIVEN = {
    "about": {"entity": "event:tadamon-massacre"},
    "corroboration": {"entity": "event:tadamon-massacre"},
    "said-by": {"speaker": "actor:hadi-al-bahra"},
    "single-root": {"entity": "event:tadamon-massacre"},
}
SUBJECTS = [
    *("actors and their parts", "counts and acts", "time and place", "what was done about it", "names, offices, ties"),
    *("speakers and their words", "sources and works", "evidence", "agreement and judgement"),
]
HOLES = [(name, parameter) for name, query in QUERIES.items() for parameter in query.parameters]
each_query = pytest.mark.parametrize("name", QUERIES)
each_hole = pytest.mark.parametrize(("name", "parameter"), HOLES, ids=lambda word: word)


@dataclass(frozen=True)
class Asked:
    """A graph, and how its things are called."""

    curies: Curies
    nquads: str
    store: Store

    def ask(self, name: str, **given: str) -> Table:
        return Local(self.store).select(QUERIES[name].bind(given, self.curies))

    def rows(self, name: str, *columns: str, **given: str) -> list[tuple[str, ...]]:
        """Some columns of an answer, as people read them."""
        table = self.ask(name, **given)
        chosen = [table.columns.index(column) for column in columns]
        return [tuple(short(row[n], self.curies) for n in chosen) for row in table.rows]


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The repository's dossier, without its texts."""
    folder = tmp_path_factory.mktemp("dossier")
    for name in ("data", "ontology", "shapes", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "dalil.toml", folder)
    project = open_project(folder)
    read = read_dossier(project)
    assert read.errors == []
    nquads = read.nquads()
    return Asked(project.curies, nquads, load(nquads))


# --- an invented graph: an attack on a mill, told by three, denied by one, with a demand


def node(curie: str) -> NamedNode:
    return INVENTED.expand(curie)


def said(
    *says: tuple[str, str, str | Value], by: str, mode: str = "asserted", quote: str = "", hedge: str = ""
) -> Claim:
    """A claim of the invented letter."""
    statements = tuple(
        Statement(node(s), TYPE if p == "a" else dalil(p), node(o) if isinstance(o, str) else o) for s, p, o in says
    )
    return Claim(
        statements,
        mode,
        (node(by),),
        source=node("source:letter"),
        quote=quote or f"{by} {mode} {says[0][1]}",
        hedge=hedge,
        where=Where("data/facts/letter.yaml", 1),
    )


ATTACK, UNIT, DRIVER, BUREAU = "event:mill-attack", "actor:unit-12", "actor:driver", "actor:bureau"
CLAIMS = [
    said((ATTACK, "perpetrator", UNIT), by="actor:society"),
    said((ATTACK, "perpetrator", UNIT), by=UNIT, mode="denied"),
    said((ATTACK, "perpetrator", BUREAU), by="actor:families", mode="demanded"),
    said((ATTACK, "perpetrator", "actor:norland"), by="actor:society", quote="retracted"),
    # A chain of parts: the loading is part of the shooting, which is part of the attack; who denies a part makes none.
    said(("event:shooting", "partOf", ATTACK), by="actor:society"),
    said(("event:shooting", "perpetrator", DRIVER), by="actor:society", mode="alleged", hedge="may"),
    said(("event:loading", "partOf", "event:shooting"), by="actor:society"),
    said(("event:loading", "perpetrator", "actor:helper"), by="actor:society"),
    said(("event:elsewhere", "partOf", ATTACK), by=UNIT, mode="denied"),
    said(("event:elsewhere", "perpetrator", "actor:stranger"), by="actor:society"),
    # A chain of command of five steps, one more than the question follows.
    said((DRIVER, "memberOf", UNIT), by="actor:society"),
    said((UNIT, "subordinateTo", "actor:brigade"), by="actor:society"),
    said(("actor:brigade", "subordinateTo", "actor:division"), by="actor:society"),
    said(("actor:division", "subordinateTo", BUREAU), by="actor:society"),
    said((BUREAU, "subordinateTo", "actor:norland"), by="actor:society"),
    said((UNIT, "subordinateTo", "actor:harbour-office"), by="actor:norland", mode="denied"),
    said((ATTACK, "killed", parse_count("at least 7 people")), by="actor:society"),
    said((ATTACK, "killed", parse_count("3 people")), by="actor:families", mode="demanded"),
    said((ATTACK, "date", parse_time("2031-05")), by="actor:society"),
    said(("event:vigil", "date", parse_time("2031-05-20/..")), by="actor:families"),
    said(
        ("event:demand", "a", "dalil:Demand"),
        ("event:demand", "addressee", "actor:norland"),
        by="actor:families",
        mode="demanded",
    ),
    said(("event:plea", "a", "dalil:Demand"), by="actor:families", mode="demanded"),
]


@pytest.fixture(scope="module")
def invented() -> Asked:
    encoder = Encoder(INVENTED.base)
    letter = Source(node("source:letter"), "Letter", "Open the archives", "en", node("actor:society"))
    people = ["society", "families", "unit-12", "driver", "bureau", "norland"]
    retracted = next(claim for claim in CLAIMS if claim.quote == "retracted")
    row = Row(node("source:rows"), "row-rows-7", "7", "row=17")
    gone = replace(
        said((ATTACK, "perpetrator", "actor:clerk"), (ATTACK, "killed", parse_count("900")), by="actor:society"),
        name="claim-rows-7-1",
        anchor=row,
        withdrawn=parse_time("2033-01"),
        withdrawal="Row 7 is not in the version of 2033-01.",
    )
    parts = [
        encoder.source(letter),
        *(
            encoder.entity(Entity(node(f"actor:{name}"), "Organisation", (("en", name), ("ar", name))))
            for name in people
        ),
        *(encoder.claim(claim) for claim in [*CLAIMS, gone]),
        encoder.row(row),
        encoder.judgement(
            Judgement("retracted", (retracted.local,), "the letter was corrected", "editor", "2031-07-01")
        ),
        encoder.roots({claim.local: (node("source:letter"),) for claim in CLAIMS}),
    ]
    nquads = to_nquads(chain.from_iterable(parts))
    return Asked(INVENTED, nquads, load(nquads))


# --- answers on record


def written(table: Table, curies: Curies) -> str:
    """An answer as it is kept: CURIEs for IRIs, plain text for literals."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([short(term, curies) for term in row] for row in table.rows)
    return out.getvalue()


@each_query
def test_answer_is_the_one_on_record(name: str, dossier: Asked) -> None:
    answer = written(dossier.ask(name, **GIVEN.get(name, {})), dossier.curies)
    kept = ANSWERS / f"{name}.csv"
    if REGOLD:
        kept.write_bytes(answer.encode())

    assert kept.read_bytes().decode() == answer


def test_every_answer_on_record_has_its_question() -> None:
    assert {path.stem for path in ANSWERS.glob("*.csv")} == set(QUERIES)


@each_query
def test_answer_does_not_depend_on_the_order_of_loading(name: str, dossier: Asked, shuffled: Store) -> None:
    text = QUERIES[name].bind({}, dossier.curies)

    assert Local(shuffled).select(text) == Local(dossier.store).select(text)


@pytest.fixture(scope="module")
def shuffled(dossier: Asked) -> Store:
    lines = dossier.nquads.splitlines(keepends=True)
    random.Random(7).shuffle(lines)
    return load("".join(lines))


@each_query
def test_question_gives_what_it_expects(name: str, dossier: Asked) -> None:
    rows = len(dossier.ask(name))

    assert {"rows": rows > 0, "empty": rows == 0, "any": True}[QUERIES[name].expect]


@each_query
def test_question_explains_itself(name: str) -> None:
    query = QUERIES[name]

    assert query.summary.endswith(".")
    assert set(query.tags) <= set(SUBJECTS)
    assert query.tags
    assert all(parameter.about for parameter in query.parameters.values())
    assert "SERVICE" not in query.text
    assert "ORDER BY" in query.text


@each_query
def test_columns_keep_the_iri_beside_its_label_and_end_at_the_claim(name: str, dossier: Asked) -> None:
    columns = dossier.ask(name).columns
    labels = [column.removesuffix("Label") for column in columns if column.endswith("Label")]

    assert set(labels) <= set(columns)
    assert "quote" not in columns or "claim" in columns


@each_query
def test_labels_add_no_row_and_take_none(name: str, dossier: Asked, unlabelled: Store) -> None:
    """A label asked of what may be unbound would match every label there is."""
    text = QUERIES[name].bind({}, dossier.curies)
    told, bare = Local(dossier.store).select(text), Local(unlabelled).select(text)
    kept = [n for n, column in enumerate(told.columns) if not column.lower().endswith(("label", "title"))]

    assert [[row[n] for n in kept] for row in bare.rows] == [[row[n] for n in kept] for row in told.rows]


@pytest.fixture(scope="module")
def unlabelled(dossier: Asked) -> Store:
    """The dossier without display names and titles."""
    return load(
        "".join(
            line for line in dossier.nquads.splitlines(keepends=True) if not re.search(r"#prefLabel>|/title>", line)
        )
    )


@each_query
def test_every_claim_in_an_answer_can_be_opened(name: str, dossier: Asked) -> None:
    table = dossier.ask(name)
    columns = [n for n, column in enumerate(table.columns) if re.search(r"claim[12]?$|Claim$|premise$", column)]
    found = {term for row in table.rows for n in columns if (term := row[n]) is not None}

    for claim in found:
        assert isinstance(claim, NamedNode)
        assert dossier.store.query(f"ASK {{ {claim} a {dalil('Claim')} . GRAPH {claim} {{ ?s ?p ?o }} }}"), claim


# --- parameters


def candidates(asked: Asked, kind: str) -> list[str]:
    """Every name of a kind in the graph; `entity` is any kind."""
    if kind == "date":
        return ["2013-04-01", "2031-05-20"]
    names = {match[1] for match in re.finditer(r"<([^>]+)>", asked.nquads)}
    wanted = ["source", "work"] if kind == "work" else [kind]
    curies = sorted(map(asked.curies.shorten, names))
    return [curie for curie in curies if kind == "entity" or curie.partition(":")[0] in wanted]


@each_hole
def test_parameter_takes_a_value_that_occurs(name: str, parameter: str, dossier: Asked, invented: Asked) -> None:
    """What it then answers is a part of what it answers to everything; nobody denies anything in the two documents."""
    asked = dossier if len(dossier.ask(name)) else invented
    everything = set(asked.ask(name).rows)
    kind = QUERIES[name].parameters[parameter].kind
    answers = (asked.ask(name, **{parameter: value}) for value in candidates(asked, kind))
    found = next((answer for answer in answers if len(answer)), None)

    assert found is not None
    assert kind == "date" or set(found.rows) <= everything
    assert found.columns == asked.ask(name).columns


@each_hole
def test_parameter_that_does_not_occur_finds_nothing(name: str, parameter: str, dossier: Asked) -> None:
    kind = QUERIES[name].parameters[parameter].kind
    far = {"from": "9998-01-01", "to": "0002-01-01"}
    value = far[parameter] if kind == "date" else f"{'actor' if kind == 'entity' else kind}:nobody-here"

    assert len(dossier.ask(name, **{parameter: value})) == 0


def test_name_without_prefix_is_of_the_parameters_kind(dossier: Asked) -> None:
    assert dossier.ask("perpetrators", event="tadamon-massacre") == dossier.ask(
        "perpetrators", event="event:tadamon-massacre"
    )
    assert dossier.ask("agreements", kind="conflicts").rows


# --- a denial or a demand is no accusation


def test_example_of_the_design_runs_as_written(dossier: Asked) -> None:
    query = Query(
        "design",
        """SELECT ?actor ?speaker ?quote WHERE {
  GRAPH ?claim { event:tadamon-massacre dalil:perpetrator ?actor }
  ?claim dalil:accordingTo ?speaker ; dalil:quote ?quote .
}""",
    )
    table = Local(dossier.store).select(query.bind({}, dossier.curies))
    held = {
        row[:2] for row in dossier.rows("perpetrators", "actor", "speaker", "act") if row[2] == "event:tadamon-massacre"
    }

    assert table.columns == ("actor", "speaker", "quote")
    assert {tuple(short(term, dossier.curies) for term in row[:2]) for row in table.rows} == held
    assert held


def test_who_is_denied_or_demanded_is_no_perpetrator(invented: Asked) -> None:
    rows = invented.rows("perpetrators", "act", "actor", "speaker", "mode", "hedge", "deniedBy", event=ATTACK)

    assert rows == [
        ("event:loading", "actor:helper", "actor:society", "dalil:asserted", "", ""),
        (ATTACK, UNIT, "actor:society", "dalil:asserted", "", UNIT),
        ("event:shooting", DRIVER, "actor:society", "dalil:alleged", "may", ""),
    ]


def test_denials_name_who_denies_and_who_holds_it(invented: Asked) -> None:
    rows = invented.rows("denials", "denier", "subject", "property", "value", "heldBy", denier=UNIT)

    assert (UNIT, ATTACK, "dalil:perpetrator", UNIT, "actor:society") in rows
    assert (UNIT, "event:elsewhere", "dalil:partOf", ATTACK, "") in rows


@pytest.mark.parametrize(
    "name", ["perpetrators", "participants", "counts", "dates", "memberships", "command-chain", "events-between"]
)
def test_nothing_denied_or_demanded_stands_among_what_is_held(name: str, invented: Asked) -> None:
    speakers = {row[0] for row in invented.rows(name, "mode")}

    assert speakers <= {"dalil:asserted", "dalil:alleged"}


@pytest.mark.parametrize("name", ["about", "unnamed", "said-by", "citing", "propositions"])
def test_where_all_that_is_said_stands_the_stance_is_told(name: str, dossier: Asked, invented: Asked) -> None:
    assert "stance" in dossier.ask(name).columns
    stances = set(invented.rows("about", "stance", entity=ATTACK))

    assert stances == {("dalil:accordingTo",), ("dalil:deniedBy",), ("dalil:demandedBy",)}


def test_demands_are_found_by_addressee_and_without_one(invented: Asked) -> None:
    assert invented.rows("demands", "addressee", "demand") == [("", "event:plea"), ("actor:norland", "event:demand")]
    assert invented.rows("demands", "demand", addressee="norland") == [("event:demand",)]


@pytest.fixture(scope="module", params=["assessment retracted", "withdrawn time-2033"])
def taken_back(request: pytest.FixtureRequest, dossier: Asked) -> Store:
    """The dossier with every claim retracted by an analyst, or withdrawn by a later version of its source."""
    claims = set(re.findall(rf"<{dossier.curies.base}claim-[^>]*>", dossier.nquads))
    key, value = request.param.split()
    object_ = dalil(value) if key == "assessment" else NamedNode(dossier.curies.base + value)
    return load(dossier.nquads + "".join(f"{claim} {dalil(key)} {object_} .\n" for claim in claims))


@each_query
def test_claims_that_were_taken_back_stay_out(name: str, dossier: Asked, taken_back: Store) -> None:
    """Without any claim nothing is left but the judgements, and the sources with none."""
    table = Local(taken_back).select(QUERIES[name].bind({}, dossier.curies))
    claims = [row[table.columns.index("claims")] for row in table.rows] if "claims" in table.columns else []

    assert bool(len(table)) is (name in {"judgements", "claims-per-source"})
    assert {term.value for term in claims if isinstance(term, Literal)} <= {"0"}


def test_what_a_table_no_longer_says_is_told_and_stands_nowhere_else(invented: Asked) -> None:
    rows = invented.rows("withdrawals", "source", "version", "sentence", "speaker", "claim")

    assert rows == [
        ("source:rows", "2033-01", "Row 7 is not in the version of 2033-01.", "actor:society", "claim:rows-7-1")
    ]
    assert invented.rows("withdrawals", "claim", source="source:letter") == []
    assert [name for name in QUERIES if "claim:rows-7-1" in written(invented.ask(name), invented.curies)] == [
        "withdrawals"
    ]


def test_modes_add_up_to_all_claims(dossier: Asked) -> None:
    rows = dossier.rows("modes", "source", "mode", "claims")

    assert sum(int(row[2]) for row in rows) == dossier.nquads.count(f"{dalil('Claim')} .\n")
    assert {row[0] for row in rows if row[1] == "dalil:inferred"} == {""}


# --- traps of the two documents


def test_numbers_that_are_names_are_no_counts(dossier: Asked) -> None:
    numbers = {int(n) for row in dossier.rows("counts", "low", "best", "high") for n in row if n}

    assert {41, 2} <= numbers
    assert not {227, 2254, 2118, 799, 10017, 11} & numbers


def test_teasers_of_other_articles_have_no_part(dossier: Asked) -> None:
    everything = "\n".join(written(dossier.ask(name), dossier.curies) for name in QUERIES)

    assert not re.search(
        r"4,000|\b4000\b|(?<!yaml:)\b93\b|\b1983\b|caricatur|sectarian|deported", everything, re.IGNORECASE
    )


def test_counts_keep_the_unit_and_the_qualifier_of_each_speaker(dossier: Asked) -> None:
    rows = set(
        dossier.rows("counts", "qualifier", "low", "best", "high", "unit", "speaker", event="event:tadamon-massacre")
    )

    assert ("", "41", "41", "41", "civilians", "actor:syrian-national-coalition") in rows
    assert ("at least", "41", "", "", "civilians", "actor:undersigned") in rows
    assert ("at least", "41", "", "", "people", "actor:undersigned") in rows


def test_one_soldier_and_two_main_perpetrators_stay_apart(dossier: Asked) -> None:
    soldier, two = "actor:soldier-branch-227", "actor:two-main-perpetrators"
    named = {row[0] for row in dossier.rows("perpetrators", "actor", event="event:tadamon-massacre")}
    verdicts = {
        row[0] for row in dossier.rows("judgements", "verdict", "first", "second", entity=soldier) if two in row
    }

    assert {soldier, two} <= named
    assert {soldier, two} <= {row[0] for row in dossier.rows("unnamed", "actor")}
    assert "dalil:judgedSame" not in verdicts


def test_the_person_caesar_did_not_sign(dossier: Asked) -> None:
    signed = [row[0] for row in dossier.rows("signatories", "signatory")]

    assert len(signed) == len(set(signed)) == 14
    assert "actor:caesar-families-association" in signed
    assert "actor:caesar" not in signed


def test_white_helmets_rescue_and_sign_and_are_one(dossier: Asked) -> None:
    parts = {row[0] for row in dossier.rows("participants", "part", actor="actor:white-helmets")}

    assert "dalil:rescuer" in parts
    assert ("actor:white-helmets",) in dossier.rows("signatories", "signatory")
    assert {row[0] for row in dossier.rows("names", "entity") if "helmets" in row[0]} == {"actor:white-helmets"}


def test_both_documents_rest_on_one_film(dossier: Asked) -> None:
    roots = dossier.rows("roots", "root", "sources")

    assert [root for root, sources in roots if root.startswith("work:") and sources == "2"] == [roots[0][0]]
    assert {row[0] for row in dossier.rows("evidence", "source") if row} == {
        "source:coalition-2024",
        "source:ngo-letter-2022",
    }


def test_today_has_no_day_but_by_inference(dossier: Asked) -> None:
    rows = dossier.rows("dates", "timeLabel", "earliest", "mode", "quote", event="event:tadamon-anniversary-11")
    inferred = {row[0] for row in dossier.rows("inferred", "value")}

    assert ("Today", "", "dalil:asserted") in {row[:3] for row in rows}
    assert [row[3] for row in rows if row[2] == "dalil:inferred"] == [""]
    assert "time:2024-04-16" in inferred


def test_three_elevens_are_three(dossier: Asked) -> None:
    spans = {(row[0], row[1]) for row in dossier.rows("dates", "dated", "timeLabel") if "11" in row[1]}
    ordinals = {row[0] for row in dossier.rows("said-by", "subject", "property") if row[1] == "dalil:anniversaryNumber"}

    assert {span for _, span in spans} >= {"nearly 11 years", "11 years"}
    assert not {event for event, span in spans if span == "11 years"} & {
        event for event, span in spans if span == "nearly 11 years"
    }
    assert not ordinals & {event for event, _ in spans}


def test_burial_and_burning_are_told_in_both_orders(dossier: Asked) -> None:
    rows = dossier.rows("order-of-acts", "first", "then", "order", "reversed", "source", event="event:tadamon-burial")
    both = [row for row in rows if set(row[:2]) == {"event:tadamon-burial", "event:tadamon-burning"}]

    assert {row[0] for row in both} == {"event:tadamon-burial", "event:tadamon-burning"}
    assert {row[3] for row in both} == {"true"}
    assert ("event:tadamon-burial", "event:tadamon-burning", "dalil:before", "true", "source:ngo-letter-2022") in both


def test_chain_of_the_branch_is_the_letters_own(dossier: Asked) -> None:
    rows = dossier.rows("command-chain", "step", "upper", "goesOn", "source", unit="actor:branch-227")

    assert rows[0] == ("1", "actor:military-intelligence", "true", "source:ngo-letter-2022")
    assert {row[3] for row in rows} == {"source:ngo-letter-2022"}
    assert rows[-1][2] == "false"


def test_chain_that_is_cut_says_so(invented: Asked) -> None:
    rows = invented.rows("command-chain", "step", "upper", "goesOn", unit=DRIVER)

    assert rows == [
        ("1", UNIT, "true"),
        ("2", "actor:brigade", "true"),
        ("3", "actor:division", "true"),
        ("4", BUREAU, "true"),
    ]
    assert invented.rows("command-chain", "upper", "goesOn", unit=BUREAU) == [("actor:norland", "false")]


def test_event_is_certain_only_where_its_whole_time_lies_between(invented: Asked) -> None:
    def certain(**days: str) -> dict[str, str]:
        return dict(invented.rows("events-between", "event", "certain", **days))  # type: ignore[arg-type]

    assert certain() == {ATTACK: "true", "event:vigil": "true"}
    assert certain(to="2031-05-16") == {ATTACK: "false"}
    assert certain(to="2031-05-31") == {ATTACK: "true", "event:vigil": "false"}
    assert certain(**{"from": "2031-06-01"}) == {"event:vigil": "false"}
    assert certain(**{"from": "2031-05-20"}) == {ATTACK: "false", "event:vigil": "true"}


def test_label_in_two_languages_makes_no_second_row(invented: Asked) -> None:
    assert len(invented.rows("memberships", "actor", "actorLabel", actor=DRIVER)) == 1


# --- the same questions, asked of a server


@pytest.fixture(scope="module")
def server(dossier: Asked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A SPARQL server on loopback that holds the dossier's dump; its address."""
    folder = Path(sysconfig.get_path("scripts"))
    program = next(
        (str(path) for path in folder.glob("oxigraph*") if os.access(path, os.X_OK)), shutil.which("oxigraph")
    )
    if program is None:
        pytest.skip("no oxigraph server here: it is the package `oxigraph`")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "serve", "-l", str(tmp_path_factory.mktemp("server")), "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        dump = Request(
            f"{address}/store", data=dossier.nquads.encode(), headers={"Content-Type": RdfFormat.N_QUADS.media_type}
        )
        answered(dump, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def answered(request: Request, process: "subprocess.Popen[bytes]") -> None:
    """Send it as soon as the server listens."""
    for _ in range(100):
        try:
            with urlopen(request, timeout=30):
                return
        except URLError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@each_query
def test_server_gives_the_same_rows_term_for_term(name: str, dossier: Asked, server: str) -> None:
    text = QUERIES[name].bind({}, dossier.curies)

    assert Remote(f"{server}/query").select(text) == Local(dossier.store).select(text)


@pytest.mark.parametrize("form", ["ASK", "CONSTRUCT { ?s a ?o } WHERE", "DESCRIBE ?s WHERE"])
def test_server_gives_the_same_for_every_form_of_question(form: str, dossier: Asked, server: str) -> None:
    """A comment before the question may say select, ask, describe, insert or add: it is no question."""
    text = f"# we asked to select, describe, insert, delete and add\n{form} {{ ?s a {dalil('Source')} , ?o }}"
    answer = Remote(f"{server}/query").select(text)

    assert answer == Local(dossier.store).select(text)
    assert len(answer)


def test_server_that_refuses_says_why(server: str) -> None:
    with pytest.raises(QueryError, match=r"refuses the question.*expected"):
        Remote(f"{server}/query").select("SELECT nonsense")


def test_server_is_sent_questions_only(dossier: Asked, server: str) -> None:
    """SPARQLWrapper would send this as an update, to the address that takes updates too."""
    update = "INSERT DATA { <https://example.org/a> <https://example.org/b> <https://example.org/c> }"

    for route in ("query", "update"):
        with pytest.raises(QueryError):
            Remote(f"{server}/{route}").select(update)
    count = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    assert Remote(f"{server}/query").select(count) == Local(dossier.store).select(count)


def test_address_that_is_no_query_route_is_told_so(server: str) -> None:
    with pytest.raises(EndpointUnavailable, match="query route"):
        Remote(f"{server}/sparql-is-not-here").select("ASK {}")


# --- the reference page


def page() -> str:
    """docs/reference/queries.md: every named question by subject, as its file describes it."""
    sections = (
        f"## {subject.capitalize()}\n\n"
        + "\n".join(entry(name) for name, query in QUERIES.items() if subject in query.tags)
        for subject in SUBJECTS
    )
    return "\n".join([HEAD, *sections])


HEAD = """# Named questions

Each is a file in `queries/`: SPARQL with a `#+` header. `dalil query NAME -p parameter=value` asks it; a parameter that is not
given means any. `--format csv|tsv|json|jsonl|ttl|nt` writes the answer for a program, `--endpoint URL` asks a server.
A column `x` is an IRI and `xLabel` what the registry calls it; `claim` is the named graph that says the row. A claim that an
analyst retracted, or that a later version of its table withdrew, is in no answer but that of `withdrawals`. What each answers for the first dossier is kept in `tests/queries/`.

This page is written from the headers by `tests/test_queries.py`. The rules that every build checks are the files `check-*.rq`.
"""


def entry(name: str) -> str:
    """One question: what it asks, what it takes, what its columns are, how it is called."""
    query = QUERIES[name]
    table = Local(Store()).select(query.bind({}, CURIES))
    takes = "".join(
        f"| `{p.name}` | {p.kind} | {p.about} | {f'`{p.default}`' if p.default else 'any'} |\n"
        for p in query.parameters.values()
    )
    parameters = f"| parameter | kind | what it is | not given |\n| --- | --- | --- | --- |\n{takes}\n" if takes else ""
    given = "".join(f" -p {p.name}=…" for p in query.parameters.values())
    columns = ", ".join(f"`{column}`" for column in table.columns)
    return (
        f"### {name}\n\n{query.summary} {query.description}".rstrip()
        + f"\n\n{parameters}Columns: {columns}.\n\n`dalil query {name}{given}` · [{name}.rq](../../queries/{name}.rq)\n"
    )


def test_reference_page_says_what_the_headers_say() -> None:
    if REGOLD:
        PAGE.write_text(page(), encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == page()
