"""The network: every tie keeps its claim, nothing is mixed, nothing is left out without being counted."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from dalil.errors import DalilError, QueryError
from dalil.network import FORMATS, Edge, actors, caption, export, measures, network, path
from dalil.network.graph import EVERY_MODE
from dalil.vocabulary import dalil
from tests.networks import BASE, CURIES, Case, invented, mill, node

HOSTILE = '<script>&"\x00\x0b]]>\ud800\ufffe' + "\n\t  \u202eقال\u202c شاهد é\U0001f525"


def only(edges: list[Edge], role: str) -> Edge:
    found = [edge for edge in edges if edge.role == role]
    assert len(found) == 1
    return found[0]


# --- edges ---------------------------------------------------------------------------------------------------


def test_an_edge_is_a_statement_between_two_entities():
    """Types, texts and dates are no ties."""
    case = Case()
    case.say("event:x perpetrator actor:y", "event:x type Shooting", "event:x name the shot", "event:x date 2031-05")

    assert [(edge.subject, edge.role, edge.object) for edge in case.edges()] == [("event:x", "perpetrator", "actor:y")]


def test_an_edge_carries_its_claim_whole():
    """What a reader needs to judge a tie stands on it."""
    case = Case()
    name = case.say(
        "event:x perpetrator actor:y", quote="it is said", by="actor:b actor:a", mode="alleged", hedge="said"
    )
    edge = only(case.edges(), "perpetrator")

    assert (edge.claim, edge.source, edge.speakers) == (name, "source:letter", ("actor:a", "actor:b"))
    assert (edge.mode, edge.quote, edge.hedge, edge.event) == ("alleged", "it is said", "said", "event:x")


@pytest.mark.parametrize("mode", EVERY_MODE)
def test_only_an_assertion_goes_without_its_mode(mode):
    """A denial, a demand or an inference never reads as an accusation; who holds it is still the speaker."""
    case = Case()
    about: dict[str, Any] = (
        {"source": "", "premises": ("claim-1",), "reason": "r", "quote": ""} if mode == "inferred" else {}
    )
    case.say("event:x perpetrator actor:y", mode=mode, by="actor:z", **about)
    edge = only(case.edges(), "perpetrator")

    assert edge.label == ("perpetrator" if mode == "asserted" else f"perpetrator ({mode})")
    assert edge.speakers == ("actor:z",)


def test_bounds_come_from_the_event_and_name_their_claim():
    """A month stays a month."""
    case = Case()
    dated = case.say("event:x date 2031-05")
    case.say("event:x perpetrator actor:y")
    edge = only(case.edges(), "perpetrator")

    assert (edge.earliest, edge.latest, edge.bounds_from) == (date(2031, 5, 1), date(2031, 5, 31), (dated,))


def test_bounds_of_an_act_come_from_what_it_is_part_of():
    """And then the claim that it is part of it is named too."""
    case = Case()
    dated = case.say("event:whole date 2031-05-03")
    part = case.say("event:act partOf event:middle")
    middle = case.say("event:middle partOf event:whole")
    case.say("event:act perpetrator actor:y")
    edge = only(case.edges(), "perpetrator")

    assert edge.earliest == edge.latest == date(2031, 5, 3)
    assert edge.bounds_from == tuple(sorted([dated, part, middle]))


@pytest.mark.parametrize(
    ("triples", "about"),
    [
        (["event:x date 2031-05"], {"source": "source:other"}),
        (["event:x date 2031-05"], {"mode": "denied"}),
        (["event:x date 2031-05"], {"mode": "demanded"}),
        (["event:x date 2031-05"], {"mode": "inferred", "source": "", "premises": ("claim-1",), "reason": "r"}),
        (["event:x date Today"], {}),
        (["event:x partOf event:w"], {"source": "source:other"}),
        (["event:x partOf event:w"], {"mode": "denied"}),
        (["event:x before event:w"], {}),
    ],
)
def test_bounds_are_never_borrowed(triples, about):
    """Not from another source, a denial, a demand, an inference, an unresolved day or a neighbour in time."""
    case = Case()
    case.say("event:w date 2031-05", quote="the other")
    case.say(*triples, **about)
    case.say("event:x perpetrator actor:y")
    edge = only(case.edges(), "perpetrator")

    assert (edge.earliest, edge.latest, edge.bounds_from) == (None, None, ())


def test_a_retracted_date_bounds_nothing():
    """What was withdrawn is not used behind one's back."""
    case = Case()
    dated = case.say("event:x date 2031-05")
    case.say("event:x perpetrator actor:y")
    case.judge("retracted", dated)

    assert only(case.edges(), "perpetrator").bounds_from == ()


def test_two_dates_of_one_source_bound_together():
    """Either may be right, so the tie lies between the first and the last; an open end stays open."""
    case = Case()
    case.say("event:x date 2031-05-03", quote="on the third")
    case.say("event:x date 2031-05-09", quote="on the ninth")
    case.say("event:x perpetrator actor:y")
    edge = only(case.edges(), "perpetrator")
    case.say("event:x date 2031-05-05/..", quote="since the fifth")
    later = only(case.edges(), "perpetrator")

    assert (edge.earliest, edge.latest, len(edge.bounds_from)) == (date(2031, 5, 3), date(2031, 5, 9), 2)
    assert (later.earliest, later.latest) == (date(2031, 5, 3), None)


def test_events_that_are_part_of_each_other_do_not_hang():
    """Sources say such things."""
    case = Case()
    case.say("event:x partOf event:y", "event:y partOf event:x", "event:x perpetrator actor:z")

    assert only(case.edges(), "perpetrator").bounds_from == ()


def test_names_judged_to_be_one_are_one():
    """Identity is applied when reading; a name judged unsure stays apart."""
    case = Case()
    case.register("actor:unit-12", "Organisation", ("en", "Unit 12"))
    case.register("actor:twelfth", "Organisation", ("en", "The twelfth"))
    case.say("event:x perpetrator actor:unit-12")
    case.say("event:x perpetrator actor:twelfth", quote="twelfth")
    case.say("event:x perpetrator actor:other", quote="other")
    case.judge("same", "actor:unit-12", "actor:twelfth")
    case.judge("unsure", "actor:unit-12", "actor:other")
    nodes = case.nodes()

    assert {edge.object for edge in case.edges()} == {"actor:twelfth", "actor:other"}
    assert (nodes["actor:twelfth"].label, nodes["actor:twelfth"].also) == ("The twelfth", ("actor:unit-12",))


def test_nodes_have_a_label_in_the_dossiers_first_language():
    """The first language there is, then any; a source its title; who has no label keeps the name."""
    nodes, arabic = mill().nodes(), mill(("ar", "en")).nodes()

    assert (nodes["actor:unit"].label, arabic["actor:unit"].label) == ("Unit 12", "الوحدة ١٢")
    assert (nodes["actor:farmers"].label, nodes["source:daily"].label) == ("الفلاحون", "The daily")
    assert (nodes["event:shooting"].label, nodes["event:shooting"].type) == ("event:shooting", ("Shooting",))
    assert (nodes["source:daily"].type, nodes["event:attack"].type) == (("Letter",), ("Killing",))


def test_a_denied_type_is_nobodys_type():
    """Where the registry is silent, a claim's type is shown, not what is denied."""
    case = Case()
    case.say("event:x type Massacre", mode="denied")

    assert "event:x" not in case.nodes()


# --- graphs --------------------------------------------------------------------------------------------------


def test_network_shows_actors_and_events_by_default():
    """A denial is no tie; everything left out is counted by its reason."""
    graph = mill().graph()

    assert {data["kind"] for _, data in graph.nodes(data=True)} == {"actor", "event"}
    assert not [data for *_, data in graph.edges(data=True) if data["mode"] == "denied"]
    assert (graph.graph["left_out_denied"], graph.graph["left_out_kind"]) == (1, 1)
    assert "1 denied" in caption(graph)
    assert graph.graph["base"] == BASE


def test_a_denial_that_is_asked_for_says_so():
    """Everywhere the label says the mode."""
    graph = mill().graph(modes=EVERY_MODE)

    assert sorted(data["label"] for data in graph["event:attack"]["actor:unit"].values()) == [
        "perpetrator",
        "perpetrator",
        "perpetrator (denied)",
    ]


def test_claims_of_one_role_stay_apart():
    """Two sources are two edges, each with its words; one claim with two roles is two edges as well."""
    case = mill()
    twice = case.say("event:attack witness actor:unit", "event:attack agent actor:unit", quote="saw and did")
    graph = case.graph()
    found = graph["event:attack"]["actor:unit"]

    assert {data["quote"] for data in found.values()} == {"by unit 12", "unit twelve", "saw and did"}
    assert {f"{twice} witness", f"{twice} agent"} < set(found)


def test_filters_keep_what_they_name():
    """One source, some roles."""
    one, some = mill().graph(sources=["source:daily"]), mill().graph(roles=["victim", "memberOf"])

    assert {data["source"] for *_, data in one.edges(data=True)} == {"source:daily"}
    assert {data["role"] for *_, data in some.edges(data=True)} == {"victim", "memberOf"}
    assert (one.graph["sources"], some.graph["roles"]) == ("source:daily", "memberOf victim")


def test_retracted_claims_are_left_out_and_counted():
    """They stay on record, and can be asked for."""
    case = Case()
    name = case.say("event:x perpetrator actor:y")
    case.say("event:x victim actor:z")
    case.judge("retracted", name)

    assert case.graph().graph["left_out_retracted"] == 1
    assert case.graph(retracted=True).number_of_edges() == 2


def test_a_retraction_outweighs_what_was_judged_before():
    """Both judgements stay on record; the claim is out of use."""
    case = Case()
    name = case.say("event:x perpetrator actor:y")
    case.judge("accepted", name)
    case.judge("retracted", name)

    assert only(case.edges(), "perpetrator").assessment == "retracted"


def test_graphs_of_others_are_no_claims():
    """A store may hold more than a dossier."""
    case = mill()
    before = case.edges()
    case.quads.append(Quad(node("event:attack"), dalil("perpetrator"), node("actor:society"), NamedNode("urn:else")))

    assert case.edges() == before


def test_one_claim_that_names_somebody_twice_is_one_edge():
    """Two names in one sentence, judged to be one."""
    case = Case()
    case.say("event:x perpetrator actor:unit-12", "event:x perpetrator actor:twelfth")
    case.judge("same", "actor:unit-12", "actor:twelfth")

    assert len(case.edges()) == case.graph().number_of_edges() == 1


@pytest.mark.parametrize(
    ("filters", "hint"),
    [
        ({"roles": ["perpetratr"]}, "perpetrator"),
        ({"modes": ["deny"]}, "denied"),
        ({"kinds": ["actors"]}, "actor"),
        ({"sources": ["source:dayly"]}, "source:daily"),
    ],
)
def test_a_filter_that_nothing_meets_is_an_error(filters, hint):
    """An empty network would look like an answer."""
    with pytest.raises(QueryError) as caught:
        mill().graph(**filters)

    assert hint in str(caught.value)


@settings(max_examples=25, deadline=None)
@given(
    kinds=st.sets(st.sampled_from(["actor", "event", "place"]), min_size=1),
    roles=st.none() | st.sets(st.sampled_from(["perpetrator", "victim", "partOf", "memberOf"]), min_size=1),
    modes=st.sets(st.sampled_from(EVERY_MODE), min_size=1),
    sources=st.none() | st.sets(st.sampled_from(["source:letter", "source:daily"]), min_size=1),
)
def test_shown_and_left_out_add_up(kinds, roles, modes, sources):
    """Whatever is filtered, every statement is either there or counted."""
    case = mill()
    edges = case.edges()
    graph = network(edges, case.nodes(), kinds=kinds, roles=roles, modes=modes, sources=sources)
    left = sum(n for key, n in graph.graph.items() if key.startswith("left_out_") and key != "left_out_untied")

    assert graph.number_of_edges() + left == len(edges)


def test_actors_are_tied_by_the_events_they_share():
    """The weight counts events, not claims; membership is no shared event, and is counted apart."""
    case = mill()
    case.say("event:burning witness actor:unit", quote="looked on")
    together = actors(case.graph())
    tie = together["actor:farmers"]["actor:unit"]

    assert (tie["weight"], tie["events"]) == (2, ["event:attack", "event:burning"])
    assert tie["claims"] == sorted(tie["claims"])
    assert len(tie["claims"]) == 5
    assert not together.has_edge("actor:driver", "actor:unit")
    assert together.graph["left_out_direct"] == 2
    assert caption(together).startswith(
        "5 entities, 1 tie of 5 claims. Statements left out: 1 denied, 2 between actors directly"
    )


# --- measures and paths --------------------------------------------------------------------------------------


def star(points: int) -> nx.MultiDiGraph:
    case = Case()
    for n in range(points):
        case.say(f"event:x victim actor:a{n}", quote=f"{n}")
    return case.graph()


def test_measures_of_a_star_are_known():
    """All paths go through its centre; PageRank has a closed form."""
    rows = {row.node: row for row in measures(star(6))}
    centre, point = rows["event:x"], rows["actor:a3"]
    expected = (0.15 / 7 + 0.85 * 6 * (0.15 / 7)) / (1 - 0.85**2)

    assert (centre.degree, centre.betweenness, centre.claims) == (6, 1.0, 6)
    assert (point.degree, point.betweenness, point.claims) == (1, 0.0, 1)
    assert centre.pagerank == pytest.approx(expected, abs=1e-9)
    assert sum(row.pagerank for row in rows.values()) == pytest.approx(1)


def test_measures_count_ties_not_claims():
    """Ten newspapers that copy one report make nobody more central; the claims are counted beside it."""
    case = mill()
    before = {row.node: row for row in measures(case.graph())}
    for n in range(10):
        case.say("event:attack perpetrator actor:unit", quote=f"copy {n}", source="source:daily")
    after = {row.node: row for row in measures(case.graph())}

    assert [(r.degree, r.betweenness, r.pagerank) for r in before.values()] == [
        (after[name].degree, after[name].betweenness, after[name].pagerank) for name in before
    ]
    assert after["actor:unit"].claims == before["actor:unit"].claims + 10


def test_measures_of_nothing_are_none():
    assert measures(nx.MultiDiGraph()) == []


def test_a_tie_to_itself_counts_for_nothing():
    """Sources say that a thing is part of itself; it has no neighbour more for it."""
    case = Case()
    case.say("event:x partOf event:x", "event:x victim actor:y")
    rows = {row.node: row.degree for row in measures(case.graph())}

    assert rows == {"event:x": 1, "actor:y": 1}


def test_a_path_opens_every_claim_of_every_hop():
    """Direction is for reading, not for walking."""
    case = mill()
    hops = path(case.graph(), "actor:farmers", "actor:bureau")

    assert [hop.end for hop in hops] == ["event:attack", "actor:unit", "actor:bureau"]
    assert [len(hop.claims) for hop in hops] == [1, 2, 1]
    assert {data["quote"] for data in hops[1].edges} == {"by unit 12", "unit twelve"}
    assert hops[0].edges[0]["subject"] == "event:attack"


def test_a_path_takes_the_short_way():
    case = mill()
    case.say("event:talks participant actor:farmers", "event:talks participant actor:bureau", quote="talks")

    assert [hop.end for hop in path(case.graph(), "actor:farmers", "actor:bureau")] == ["event:talks", "actor:bureau"]


def test_a_path_from_nowhere_suggests_a_name():
    """By name or by label."""
    for word, hint in (("actor:unti", "actor:unit"), ("relief", "actor:society")):
        with pytest.raises(QueryError) as caught:
            path(mill().graph(), word, "actor:unit")
        assert hint in str(caught.value)


def test_no_path_is_said_in_a_sentence():
    """With both names as people know them, and what the network leaves out."""
    case = mill()
    case.register("actor:hermit", "Person", ("en", "A hermit"))
    case.say("event:prayer agent actor:hermit")
    with pytest.raises(DalilError) as caught:
        path(case.graph(), "actor:hermit", "actor:unit")

    assert "A hermit and Unit 12" in str(caught.value)
    assert "1 denied" in str(caught.value)


# --- exports -------------------------------------------------------------------------------------------------


def reread(graph: nx.Graph, format_: str, folder: Path) -> nx.Graph:
    file = folder / f"graph.{format_}"
    file.write_bytes(export(graph, format_))
    if format_ == "graphml":
        return nx.read_graphml(file, force_multigraph=graph.is_multigraph())
    if format_ == "gexf":
        if "1.3" not in nx.readwrite.gexf.GEXF.versions:  # NetworkX 3.5 reads the same under its older name
            file.write_bytes(file.read_bytes().replace(b"http://gexf.net/1.3", b"http://www.gexf.net/1.2draft"))
        return nx.read_gexf(file)
    data = json.loads(file.read_text())
    return nx.node_link_graph(data, edges="edges") if format_ == "json" else nx.cytoscape_graph(data)


@pytest.mark.parametrize("format_", ["graphml", "gexf", "json", "cytoscape"])
def test_other_programs_read_what_was_written(format_, tmp_path):
    """Every node, every edge, every attribute with its value; nothing where nothing is known."""
    graph = mill().graph(modes=EVERY_MODE)
    back = reread(graph, format_, tmp_path)
    written = {data["claim"] + data["role"] + v: (u, v, data) for u, v, data in graph.edges(data=True)}
    read = {data["claim"] + data["role"] + v: (u, v, data) for u, v, data in back.edges(data=True)}

    assert set(back) == set(graph)
    assert back.nodes["actor:farmers"]["label"] == "الفلاحون"
    assert written.keys() == read.keys()
    assert len(read) == back.number_of_edges()
    for name, (u, v, data) in written.items():
        known = {("claim_source" if key == "source" else key): value for key, value in data.items() if value}
        assert (u, v) == read[name][:2]
        assert known.items() <= read[name][2].items()
        assert None not in read[name][2].values()


@pytest.mark.parametrize("format_", ["graphml", "gexf", "json", "cytoscape", "csv"])
def test_a_projection_is_written_too(format_):
    """Its lists of claims become text."""
    together = actors(mill().graph())
    claims = " ".join(together["actor:farmers"]["actor:unit"]["claims"])

    assert claims in export(together, format_).decode()


@pytest.mark.parametrize("format_", ["graphml", "gexf", "json", "cytoscape"])
def test_hostile_words_arrive_as_they_are(format_, tmp_path):
    """Only what XML cannot hold is replaced, visibly; lines, tabs and directions stay."""
    case = Case()
    quote = HOSTILE.replace("\ud800", "")
    case.say("event:x victim actor:y", quote=quote)
    back = reread(case.graph(), format_, tmp_path)
    (found,) = (data["quote"] for *_, data in back.edges(data=True))

    assert found == (
        quote if format_ in ("json", "cytoscape") else quote.translate(dict.fromkeys([0, 11, 0xFFFE], "\ufffd"))
    )


@pytest.mark.parametrize("format_", ["graphml", "gexf", "json", "cytoscape", "csv", "svg"])
def test_half_a_character_breaks_no_file(format_):
    """A lone surrogate cannot come from a store, but from a program that builds a graph."""
    graph = mill().graph()
    graph.nodes["actor:unit"]["label"] = HOSTILE
    for *_, data in graph.edges(data=True):
        data["quote"] = HOSTILE

    assert export(graph, format_).decode()


@pytest.mark.parametrize("format_", FORMATS)
def test_order_of_statements_changes_no_byte(format_):
    case = invented(12, 14, 60)
    edges = case.edges()
    shuffled = list(edges)
    Random(3).shuffle(shuffled)
    nodes = case.nodes()

    assert export(network(edges, nodes), format_) == export(network(shuffled, dict(reversed(nodes.items()))), format_)


@pytest.mark.parametrize("format_", FORMATS)
def test_order_of_a_graph_changes_no_byte(format_):
    """Nor does it matter in which order a program put nodes and edges into a graph."""
    graph = invented(12, 14, 60).graph()
    turned = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))

    assert export(turned, format_) == export(graph, format_)


def test_hash_seed_changes_no_byte():
    """Two processes whose sets have different orders write the same files."""
    program = (
        "import hashlib, sys; from tests.networks import invented; from dalil.network import *;"
        "g = invented(12, 14, 60).graph(); p = actors(g);"
        "print([hashlib.sha256(export(x, f)).hexdigest() for x in (g, p) for f in FORMATS if x is g or f != 'svg'], measures(g))"
    )
    root = Path(__file__).parents[1]
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert outputs[0] == outputs[1]


def test_edge_ids_are_unique_and_stay():
    """Gephi drops an edge whose id it has seen; a filter must not rename the others."""
    case = mill()
    case.say("event:attack witness actor:driver", "event:shooting witness actor:driver", quote="one claim, two events")

    def ids(graph: nx.MultiDiGraph) -> list[str | None]:
        return [edge.get("id") for edge in ET.fromstring(export(graph, "graphml")).iter() if edge.tag.endswith("}edge")]

    everything, some = ids(case.graph()), ids(case.graph(roles=["witness"]))
    assert len(set(everything)) == len(everything)
    assert len(some) == 2
    assert set(some) < set(everything)


def test_gephi_keeps_every_quotation():
    """It joins parallel edges of one kind: no two have the same. GraphML keys stay clear of those it takes for labels."""
    graph = mill().graph()
    xml = ET.fromstring(export(graph, "gexf"))
    kinds = [tuple(edge.get(k) for k in ("source", "target", "kind")) for edge in xml.iter("{http://gexf.net/1.3}edge")]
    keys = [key.get("id") for key in ET.fromstring(export(graph, "graphml")) if key.tag.endswith("}key")]

    assert len(set(kinds)) == len(kinds) == graph.number_of_edges()
    assert ("event:attack", "actor:unit", "perpetrator 2") in kinds
    assert b"lastmodified" not in export(graph, "gexf")
    assert not {"d3", "d7", "source", "target", "id"} & {str(key).partition("-")[2] for key in keys}


def test_gexf_dates_are_the_bounds():
    case = Case()
    case.say("event:x date 2031-05", "event:x victim actor:y")
    (edge,) = ET.fromstring(export(case.graph(), "gexf")).iter("{http://gexf.net/1.3}edge")

    assert (edge.get("start"), edge.get("end")) == ("2031-05-01", "2031-05-31")


@pytest.mark.parametrize("format_", ["graphml", "gexf", "json", "cytoscape"])
def test_files_say_what_was_left_out(format_):
    """A projection is an interpretation: the file tells of which."""
    text = export(mill().graph(), format_).decode()

    assert "1 denied" in text
    assert "left_out_kind" in text
    assert BASE in text


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+1", "-1", "@x", " =1", "\t=1", "\u202e=1", "＝1"])
def test_no_cell_of_a_table_is_a_formula(words):
    """Sources are other people's words, and people open tables with a double click."""
    case = Case()
    case.say("event:x victim actor:y", quote=words)
    (row,) = csv.DictReader(io.StringIO(export(case.graph(), "csv").decode(), newline=""))

    assert row["quote"] == f"'{words}"


def test_a_table_holds_every_statement():
    """With labels, lines inside quotations and all."""
    case = mill()
    case.say("event:attack agent actor:unit", quote='two\nlines, "quoted"')
    graph = case.graph()
    rows = list(csv.DictReader(io.StringIO(export(graph, "csv").decode(), newline="")))

    assert len(rows) == graph.number_of_edges()
    assert {"object_label": "Unit 12", "quote": 'two\nlines, "quoted"'}.items() <= next(
        r for r in rows if r["role"] == "agent"
    ).items()
    assert not any(None in row.values() or None in row for row in rows)


@pytest.mark.parametrize(("format_", "hint"), [("gefx", "gexf"), ("png", "svg")])
def test_an_unknown_format_is_an_error(format_, hint):
    with pytest.raises(QueryError) as caught:
        export(mill().graph(), format_)

    assert hint in str(caught.value)


def test_an_edge_has_no_terms_of_the_store_in_it():
    """Text, days and names only: a later sidecar of columns can give the same edges."""
    for edge in mill().edges():
        values = [getattr(edge, name) for name in Edge.__slots__]
        assert all(isinstance(value, str | tuple | date | None) for value in values)
        assert CURIES.expand(edge.claim).value.startswith(BASE + "claim-")
