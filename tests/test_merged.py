"""The merged view: names that were judged to be one are read as one, and nothing that a source says is touched.

Everything here is invented.
"""

import os
import re
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

import dalil
from dalil.build import build, read_dossier
from dalil.endpoint import Local
from dalil.graph import load, merge, to_nquads
from dalil.kg import KnowledgeGraph, explain, explain_link, tell
from dalil.model import Judgement, Withdrawal
from dalil.project import Project
from dalil.reconcile import Linker, read_linker
from tests.little import facts, make, unhurried
from tests.networks import BASE, CURIES, Case, mill, node

pytestmark = pytest.mark.slow  # a build each
ENTITIES = """
actor:editors: { type: Group, name: The editors }
actor:river-watch: { type: Organisation, name: River Watch }
actor:dam-guard: { type: SecurityUnit, name: Dam Guard, note: Our first entry }
actor:weir-guard: { type: SecurityUnit, name: { en: Weir Guard, ar: حرس السد }, ours: { sameAs: ["https://example.org/id/7"] } }
event:weir-shooting: { type: Shooting, name: The shooting at the weir }
event:weir-burial: { type: Burial, name: The burial at the weir }
place:weir: { type: Place, name: The weir }
"""
CLAIMS = facts("""
- quote: Men of the Dam Guard
  says: { event:weir-shooting: { perpetrator: actor:dam-guard } }
- quote: They buried them at the weir
  says: { event:weir-burial: { perpetrator: actor:weir-guard, place: place:weir } }
- quote: We ask for an inquiry
  by: actor:weir-guard
  says: { event:weir-burial: { type: Burial } }
""")
SAME = "- same: [actor:weir-guard, actor:dam-guard]\n  reason: One gate, one commander.\n  who: editors\n  when: 2031-06-01\n"
TAKEN_BACK = SAME + "  withdrawn: { reason: There are two gates., who: editors, when: 2031-06-03 }\n"


def project(root: Path, judgements: str = SAME) -> Project:
    """The little dossier with two guards that may be one."""
    files = {"data/entities/all.yaml": ENTITIES, "data/facts/letter.yaml": CLAIMS}
    return make(root, files | ({"data/judgements.yaml": judgements} if judgements else {}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("merged") / "a"
    build(project(root))
    return root


@pytest.fixture(scope="module")
def merged(folder: Path) -> KnowledgeGraph:
    return dalil.open(folder)


@pytest.fixture(scope="module")
def written(folder: Path) -> KnowledgeGraph:
    return dalil.open(folder, merged=False)


def texts(kg: KnowledgeGraph, query: str) -> list[tuple[str, ...]]:
    return sorted(tuple(str(value) for value in row.values()) for row in kg.query(query))


PERPETRATORS = "SELECT ?event ?who { GRAPH ?claim { ?event dalil:perpetrator ?who } }"


def test_merged_is_how_a_dossier_is_opened(merged: KnowledgeGraph, written: KnowledgeGraph) -> None:
    """What claims say of either name they say of one; as written they are two."""
    guard, weir = (merged.project.base + name for name in ("actor-dam-guard", "actor-weir-guard"))

    assert {who for _, who in texts(merged, PERPETRATORS)} == {guard}
    assert {who for _, who in texts(written, PERPETRATORS)} == {guard, weir}
    assert len(merged.claims()) == len(written.claims()) == 3


def test_words_stay_where_they_stand(merged: KnowledgeGraph, written: KnowledgeGraph) -> None:
    """Quotations, their places and sources are the same in both views; only who speaks is read by the canonical name."""
    words = "SELECT ?claim ?quote ?source ?passage { ?claim dalil:quote ?quote ; dalil:source ?source ; dalil:passage ?passage }"
    speakers = "SELECT DISTINCT ?who { ?claim dalil:accordingTo ?who }"

    assert texts(merged, words) == texts(written, words)
    assert [who for (who,) in texts(written, speakers) if who.endswith("guard")] == [
        merged.project.base + "actor-weir-guard"
    ]
    assert [who for (who,) in texts(merged, speakers) if who.endswith("guard")] == [
        merged.project.base + "actor-dam-guard"
    ]


def test_dump_is_as_written(folder: Path, tmp_path: Path) -> None:
    """Merging is reading: but for the log, a build with the judgement and one without are the same bytes."""
    other = tmp_path / "a"
    build(project(other, ""))
    names = "claims.parquet", "edges.parquet"
    with_it, without = ((root / "build" / "dossier.nq").read_text().splitlines() for root in (folder, other))

    assert [line for line in with_it if "judgement-" not in line] == without
    assert [(folder / "build" / name).read_bytes() for name in names] == [
        (other / "build" / name).read_bytes() for name in names
    ]


def test_canonical_has_one_label_and_all_names(merged: KnowledgeGraph) -> None:
    """What the registry calls the others are further names; addresses and notes are gathered."""
    about = "SELECT ?p ?o { actor:dam-guard ?p ?o FILTER(?p IN (rdfs:label, skos:altLabel, skos:exactMatch, skos:editorialNote)) }"

    assert sorted(value for _, value in texts(merged, about)) == [
        "Dam Guard",
        "Our first entry",
        "Weir Guard",
        "https://example.org/id/7",
        "حرس السد",
    ]
    assert texts(merged, "SELECT ?l { actor:dam-guard rdfs:label ?l }") == [("Dam Guard",)]


def test_other_name_keeps_its_label_and_no_type(merged: KnowledgeGraph) -> None:
    """So that it is no thing of its own, and a judgement on two names still reads as one on two names."""
    assert [tuple(row) for row in texts(merged, "SELECT ?o { actor:weir-guard ?p ?o }")] == [("Weir Guard",)]
    ((first, second),) = texts(
        merged,
        "SELECT ?a ?b { ?j dalil:judges ?x, ?y . ?x rdfs:label ?a . ?y rdfs:label ?b FILTER(STR(?x) < STR(?y)) }",
    )

    assert (first, second) == ("Dam Guard", "Weir Guard")


@pytest.mark.parametrize("name", ["actor:weir-guard", "actor:dam-guard"])
def test_either_name_finds_the_thing(merged: KnowledgeGraph, name: str) -> None:
    """As a parameter, in claims(), in a story and on a path."""
    told = explain(merged, name)

    assert len(merged.query("about", entity=name)) == len(merged.query("about", entity="actor:dam-guard")) == 2
    assert len(merged.claims(about=name)) == 2
    assert (told["entity"], told["also"]) == ("actor:dam-guard", ["Weir Guard (actor:weir-guard)"])
    assert "judged to be the same: Weir Guard (actor:weir-guard)" in tell(told)
    assert len(explain_link(merged, name, "place:weir")["hops"]) == 2
    assert len(merged.query("judgements", entity=name)) == 1


def test_as_written_each_name_has_its_own(written: KnowledgeGraph) -> None:
    """Nothing is merged, and nothing says so."""
    assert {name: len(written.claims(about=name)) for name in ("actor:weir-guard", "actor:dam-guard")} == {
        "actor:weir-guard": 1,
        "actor:dam-guard": 1,
    }
    assert "also" not in explain(written, "actor:weir-guard")
    assert texts(written, "SELECT ?x { ?x dalil:mergedFrom ?y }") == []


def test_network_has_one_node_or_two(merged: KnowledgeGraph, written: KnowledgeGraph) -> None:
    """By how it was opened."""
    nodes = {name: set(kg.network().nodes) & {"actor:dam-guard", "actor:weir-guard"} for name, kg in
             (("merged", merged), ("written", written))}  # fmt: skip

    assert nodes == {"merged": {"actor:dam-guard"}, "written": {"actor:dam-guard", "actor:weir-guard"}}
    assert merged.network().nodes["actor:dam-guard"]["also"] == "actor:weir-guard"


def test_store_on_disk_has_the_same_two_views(folder: Path, tmp_path: Path) -> None:
    """A second store beside the first, only where something was judged to be the same."""
    root, plain = tmp_path / "a", tmp_path / "b"
    build(project(root), store="disk")
    build(project(plain, ""), store="disk")

    assert (root / "build" / "merged").is_dir()
    assert not (plain / "build" / "merged").exists()
    for view in (True, False):
        memory, disk = dalil.open(folder, merged=view), dalil.open(root, merged=view)
        assert to_nquads(memory.store) == to_nquads(disk.store)


def test_withdrawn_judgement_merges_nothing_and_stays_on_record(tmp_path: Path) -> None:
    """It keeps its name, and says who took it back, when and why."""
    build(project(tmp_path / "a", TAKEN_BACK))
    kg = dalil.open(tmp_path / "a")
    (before,) = read_dossier(project(tmp_path / "b")).judgements
    (row,) = kg.query("judgements")

    assert not kg.linker.merged
    assert row["judgement"] == kg.project.base + before.local
    assert (row["withdrawnOn"], row["withdrawnBecause"]) == ("2031-06-03", "There are two gates.")


def test_retraction_that_was_withdrawn_leaves_the_claim_standing(tmp_path: Path) -> None:
    """The claim has no assessment, in the graph and in the columns, and the log has both."""
    name = "claim:" + read_dossier(project(tmp_path / "a", "")).claims[0].local.removeprefix("claim-")
    text = f"- retracted: {name}\n  reason: r\n  who: w\n  when: 2031-06-01\n"
    taken = text + "  withdrawn: { reason: It stands after all., who: w, when: 2031-06-01 }\n"
    build(project(tmp_path / "b", text))
    build(project(tmp_path / "c", taken))
    standing = "SELECT ?status { ?claim dalil:assessment ?status }"

    assert len(dalil.open(tmp_path / "b").query(standing)) == 1
    assert len(dalil.open(tmp_path / "c").query(standing)) == 0
    assert len(dalil.open(tmp_path / "c").query("judgements")) == 1


def test_whole_dossier_is_the_same_in_any_order_of_the_log(tmp_path: Path) -> None:
    """Agreements and roots too: only what the log says of itself differs, by the lines in which it stands."""
    apart = SAME.replace("same", "different").replace("dam-guard", "editors")
    gone = TAKEN_BACK.replace("weir-guard", "river-watch")
    logs = ["\n".join(order) for order in permutations((SAME, apart, gone))] + [f"{apart}\n{SAME}"]
    texts = {
        "\n".join(
            line
            for line in read_dossier(project(tmp_path / f"{n}", log)).nquads().split("\n")
            if "/judgement-" not in line
        )
        for n, log in enumerate(logs)
    }

    assert len(texts) == 1


def test_canonical_without_a_label_takes_one() -> None:
    """From the first of the others that has one."""
    store = Store()
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    store.add(Quad(node("actor:b"), label, Literal("B", language="en")))
    merge(store, {node("actor:b").value: node("actor:a").value})

    assert [q.object for q in store.quads_for_pattern(node("actor:a"), label, None)] == [Literal("B", language="en")]


def test_source_that_is_another_stays_a_document_of_its_own() -> None:
    """Words stand in the document in which they stand; what others say of it is said of both."""
    case = mill()
    case.say("source:daily cites work:film", quote="the film", source="source:letter")
    case.judge("same", "source:letter", "source:daily")
    store = merged_store(case)
    rows = Local(store).select(f"SELECT ?s (COUNT(*) AS ?n) {{ ?c <{DALIL}source> ?s }} GROUP BY ?s ORDER BY ?s").rows
    titles = f"SELECT ?s ?t {{ ?s <http://purl.org/dc/terms/title> ?t ; a <{DALIL}Source> }}"
    cites = Local(store).select(f"SELECT ?s {{ GRAPH ?c {{ ?s <{DALIL}cites> ?w }} }}").rows

    assert [CURIES.shorten(row[0]) for row in rows] == ["source:daily", "source:letter"]  # type: ignore[arg-type]
    assert len(Local(store).select(titles).rows) == 2
    assert [row[0] for row in cites] == [node("source:daily")]


DALIL = "https://w3id.org/dalil/ontology#"
ACTORS = ("actor:unit", "actor:bureau", "actor:society", "actor:driver", "actor:farmers")


def merged_store(case: Case) -> Store:
    store = load(to_nquads(case.quads))
    merge(store, read_linker(lambda query: Local(store).select(query).rows, "").merged)
    return store


def apart_from_the_log(store: Store) -> set[str]:
    return {str(quad) for quad in store if not re.match(f"<{BASE}judgement-", str(quad.subject))}


PAIRS = st.lists(st.sampled_from(list(permutations(ACTORS, 2))), min_size=1, max_size=4, unique=True)


@unhurried
@given(PAIRS, PAIRS, st.randoms(use_true_random=False))
def test_any_order_of_judging_and_withdrawing_gives_one_graph(
    acting: list[tuple[str, str]], taken_back: list[tuple[str, str]], random: object
) -> None:
    """The same judgements in force, the same canonical names and the same graph, apart from the log."""
    gone = Withdrawal("r", "w", "2031-06-02")
    judgements = [Judgement("same", _local(pair), "r", "w", "2031-06-01") for pair in acting]
    judgements += [Judgement("same", _local(pair), "r", "x", "2031-06-01", withdrawn=gone) for pair in taken_back]
    shuffled = list(judgements)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    only = judgements[: len(acting)]
    graphs = []
    for order in (judgements, shuffled, only):
        case = mill()
        case.quads += [quad for judgement in order for quad in case.encoder.judgement(judgement)]
        graphs.append(apart_from_the_log(merged_store(case)))

    assert graphs[0] == graphs[1] == graphs[2]
    assert Linker.of(judgements).merged == Linker.of(shuffled).merged == Linker.of(only).merged


@unhurried
@given(PAIRS)
def test_no_other_name_is_left_where_names_are_read(pairs: list[tuple[str, str]]) -> None:
    """But for what was judged, its label, and of what the canonical name was merged; and nothing is lost."""
    case = mill()
    for pair in pairs:
        case.judge("same", *pair)
    before = load(to_nquads(case.quads))
    store = merged_store(case)
    linker = read_linker(lambda query: Local(before).select(query).rows, "")
    kept = {f"{DALIL}judges", f"{DALIL}mergedFrom", "http://www.w3.org/2000/01/rdf-schema#label"}
    left = {
        q.predicate.value
        for q in store
        for term in (q.subject, q.object)
        if getattr(term, "value", "") in linker.merged
    }
    read = {
        (linker.canonical(q.subject.value), q.predicate.value, linker.canonical(q.object.value), str(q.graph_name))
        for q in before
        if isinstance(q.graph_name, NamedNode)
    }

    assert left <= kept
    assert read == {
        (q.subject.value, q.predicate.value, q.object.value, str(q.graph_name))
        for q in store
        if isinstance(q.graph_name, NamedNode)
    }


def _local(pair: tuple[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name.replace(":", "-", 1) for name in pair))


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """One command in a fresh process."""
    environment = os.environ | {"PYTHONPATH": str(Path(dalil.__file__).parents[1])}
    command = [sys.executable, "-m", "dalil", *words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words",
    [
        ("query", "participants", "-p", "actor=weir-guard"),
        ("query", "about", "-p", "entity=actor:weir-guard"),
        ("query", "SELECT * { GRAPH ?claim { ?s ?p actor:weir-guard } }"),
        ("query", "SELECT * { GRAPH ?claim { ?s ?p <https://example.org/bad/actor-weir-guard> } }"),
        ("explain", "actor:weir-guard"),
        ("explain", "place:weir", "actor:weir-guard"),
    ],
    ids=" ".join,
)
def test_command_says_which_name_is_read_otherwise(folder: Path, words: tuple[str, ...]) -> None:
    """On stderr, also where somebody's own SPARQL finds nothing under it; as written there is nothing to say."""
    said = "note: actor:weir-guard is read as actor:dam-guard, judged to be the same"
    merged, written = run(*words, cwd=folder), run(*words, "--as-written", cwd=folder)

    assert said in merged.stderr, merged.stderr
    assert "is read as" not in written.stderr
    assert merged.stdout != written.stdout


@pytest.mark.parametrize("words", [("conflicts", "--all"), ("network", "-f", "csv")], ids=" ".join)
def test_command_reads_names_as_written_if_asked(folder: Path, words: tuple[str, ...]) -> None:
    """Every command that reads a build can."""
    done = run(*words, "--as-written", cwd=folder)

    assert done.returncode == 0, done.stderr
    assert ("actor:weir-guard" in done.stdout) is (words[0] == "network")
    assert "actor:weir-guard" not in run(*words, cwd=folder).stdout or words[0] == "network"
