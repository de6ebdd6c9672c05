"""Claims as quads: nothing is lost or added on the way there, into a store, and back; content never leaks into the default graph."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from dalil.build import read_dossier
from dalil.errors import Where
from dalil.graph import Encoder, load, parse, to_nquads, to_trig, to_turtle
from dalil.graph.decode import decode
from dalil.model import Agreement, Anchor, Claim, Entity, Judgement, Named, Row, Snapshot, Source, Statement
from dalil.values import MULTITUDES, QUALIFIERS, UNCOUNTED, Count, Duration, Time, Value, parse_time
from dalil.vocabulary import DALIL, TYPE, XSD, dalil
from tests.little import make, unhurried

BASE = "https://example.org/case/"
ENCODER = Encoder(BASE)
MODES = ("asserted", "alleged", "denied", "demanded", "opined", "inferred")

# --- any claim


def node(kind: str) -> st.SearchStrategy[NamedNode]:
    """An entity of a kind, one of few, so that claims meet."""
    return st.sampled_from(["a", "b", "c-1", "حي", "a.b", "_"]).map(lambda local: NamedNode(f"{BASE}{kind}-{local}"))


HOSTILE = st.sampled_from(
    [
        *(
            '"',
            "\\",
            '"\\"',
            "\n",
            "\r\n",
            "\t",
            "'",
            "\\u0041",
            "\\n",
            '" .\n<a> <b> <c> .\n',
            "@en",
            "^^<x>",
            "<",
            ">",
            "{",
            "}",
            "#",
            "_:b",
        ),
        *(
            "\u202e evil",
            "\u2066\u2069",
            "\u200f",
            "\u0000",
            "\ufffe",
            "\ufeff",
            "\u2028",
            "\x85",
            "\x0b",
            "🕊",
            "𒀀",
            "e\u0301",
            "é",
            "  ",
            " a ",
        ),
    ]
)
TEXT = (
    (st.lists(HOSTILE | st.text(max_size=5), min_size=1, max_size=4).map("".join) | HOSTILE)
    .map(lambda t: t.encode("utf-8", "ignore").decode())
    .filter(bool)
)
MAYBE = st.just("") | TEXT
UNIT = MAYBE.map(lambda text: " ".join(text.split()))
FIGURE = st.integers(0, 10**15)


@st.composite
def counts(draw: st.DrawFn) -> Count:
    """A count as the words of a source or the cells of a table give it."""
    qualifier, unit = draw(st.sampled_from(["", "", *QUALIFIERS, *MULTITUDES, *sorted(UNCOUNTED)])), draw(UNIT)
    if qualifier in MULTITUDES:
        return Count(unit, qualifier, MULTITUDES[qualifier])
    if qualifier in QUALIFIERS:
        return Count(unit, qualifier, **{QUALIFIERS[qualifier][1]: draw(FIGURE.filter(bool))})
    if qualifier:
        return Count(unit, qualifier)
    return Count(unit, "", *draw(st.tuples(*[st.none() | FIGURE] * 3).filter(lambda figures: figures != (None,) * 3)))


EDTF = st.sampled_from(
    [
        "2013",
        "2013-04",
        "2013-04-16",
        "2011/2013",
        "2013~",
        "2013-04?",
        "2013/..",
        "../2013",
        "XXXX-05",
        "201X",
        "2013-24",
        "[2011,2013]",
        "-0500",
        "2013%",
    ]
)
TIMES = EDTF.map(parse_time) | st.builds(
    Time, words=TEXT, scope=st.sampled_from(["letter", "letter-2", "a--b", "رسالة"])
)
LENGTHS = st.builds("P{}{}".format, st.integers(1, 999), st.sampled_from("YMWD"))
VALUES: st.SearchStrategy[Value] = counts() | TIMES | st.builds(Duration, LENGTHS, st.sampled_from(["", *QUALIFIERS]))
LITERALS = (
    st.builds(Literal, TEXT)
    | st.builds(
        lambda text, tag: Literal(text, language=tag), TEXT, st.sampled_from(["en", "ar", "ar-latn", "zh-hant"])
    )
    | st.builds(
        lambda number: Literal(str(number), datatype=NamedNode(XSD + "integer")), st.integers(-(10**17), 10**17)
    )
)
STATEMENTS = st.builds(
    Statement,
    node("event"),
    st.sampled_from(["date", "killed", "name", "place"]).map(dalil),
    node("place") | LITERALS | VALUES,
) | st.builds(Statement, node("actor"), st.just(TYPE), st.sampled_from(["Person", "Group"]).map(dalil))
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)


@st.composite
def anchors(draw: st.DrawFn) -> Anchor:
    """A place in a text, held or not."""
    start = draw(st.integers(0, 10**6))
    end = start + draw(st.integers(1, 100))
    if draw(st.booleans()):
        return Anchor(start, end, draw(HASHES), "unchecked")
    return Anchor(
        start, end, draw(HASHES), draw(st.sampled_from(["exact", "folded"])), draw(TEXT), draw(MAYBE), draw(MAYBE)
    )


def in_order(items: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
    """As the reader hands over what has no order."""
    return tuple(sorted(set(items), key=lambda item: item.value))


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Any claim that a fact file can make."""
    mode = draw(st.sampled_from(MODES))
    claim = Claim(
        statements=tuple(sorted(draw(st.sets(STATEMENTS, min_size=1, max_size=4)), key=Statement.sort_key)),
        mode=mode,
        speakers=in_order(draw(st.lists(node("actor"), min_size=1, max_size=3))),
        basis=in_order(draw(st.lists(node("work"), max_size=2))),
        certainty=draw(st.sampled_from(["", "certain", "probable", "possible"])),
        note=draw(MAYBE),
        where=Where(
            draw(st.sampled_from(["data/facts/a.yaml", "data/facts/a:1 b.yaml", "data/facts/رسالة.yaml"])),
            draw(st.integers(1, 9999)),
        ),
    )
    if mode == "inferred":
        premises = draw(st.sets(st.integers(0, 9).map("claim-{}".format), min_size=1, max_size=3))
        return replace(claim, premises=tuple(sorted(premises)), reason=draw(TEXT))
    via = tuple(draw(st.lists(node("actor") | node("source"), max_size=4)))
    anchor = draw(anchors())
    quote = draw(TEXT) if anchor.exact is None else anchor.exact
    return replace(claim, source=draw(node("source")), quote=quote, anchor=anchor, via=via, hedge=draw(MAYBE))


NAMED = st.sampled_from(["time-1999-01", "count-x1-people", "duration-x", "time-2100--2101"]).map(Named)
"""Values that nothing here describes."""


@st.composite
def table_claims(draw: st.DrawFn) -> Claim:
    """Any claim that a table can make: named by its row, perhaps withdrawn, perhaps on the word of a source that a cell cites."""
    claim = draw(claims().filter(lambda claim: claim.mode != "inferred"))
    key = draw(st.sampled_from(["1", "QDe.004", "a%20b", "مفتاح"]))
    state = draw(st.none() | st.just(NamedNode(BASE + "snapshot-1")))
    row = Row(draw(node("source")), f"row-s-{key}", key, draw(st.sampled_from(["", "row=17"])), state)
    said = {
        *claim.statements,
        *draw(st.sets(st.builds(Statement, node("event"), st.just(dalil("x")), NAMED), max_size=2)),
    }
    withdrawn = draw(st.none() | TIMES | NAMED.filter(lambda value: value.local.startswith("time")))
    return replace(
        claim,
        statements=tuple(sorted(said, key=Statement.sort_key)),
        anchor=row,
        name=f"claim-s-{key}-{draw(st.integers(1, 3))}",
        withdrawn=withdrawn,
        withdrawal=draw(TEXT) if withdrawn else "",
    )


def quads(these: Iterable[Claim]) -> Iterator[Quad]:
    """All quads of some claims, and of the rows on which they stand."""
    for claim in these:
        yield from ENCODER.claim(claim)
        if isinstance(claim.anchor, Row):
            yield from ENCODER.row(claim.anchor)


def place(claim: Claim) -> object:
    """Where a claim stands: its row, or its place in its source."""
    anchor = claim.anchor
    if isinstance(anchor, Row):
        return anchor.local
    return anchor and (claim.source, anchor.start, anchor.end, anchor.sha256)


def apart(these: list[Claim]) -> list[Claim]:
    """Claims with names of their own, one wording a passage and one description a row, as in any dossier without errors."""
    names = {claim.local: claim for claim in these}
    places = {place(claim): claim for claim in names.values() if claim.source}
    kept = [claim for claim in names.values() if not claim.source or places[place(claim)] is claim]
    return sorted(kept, key=lambda claim: claim.local)


SOME = st.lists(claims() | table_claims(), min_size=1, max_size=4).map(apart)


@unhurried
@given(SOME)
def test_decode_is_the_inverse_of_encode(these: list[Claim]) -> None:
    """Modes, values, chains, premises, anchors, hostile texts: every claim comes back as it went."""
    assert these == decode(quads(these), BASE)


@unhurried
@given(SOME)
def test_a_claim_survives_text_and_store(these: list[Claim]) -> None:
    """Written as N-Quads, loaded by a store that rewrites literals, and read from there: the same claims."""
    nquads = to_nquads(quads(these))

    assert these == decode(parse(nquads), BASE)
    assert these == decode(load(nquads), BASE)


@unhurried
@given(SOME, st.randoms(use_true_random=False))
def test_nquads_are_the_same_bytes_in_any_order(these: list[Claim], chance: random.Random) -> None:
    """Sorted, each line once, whatever the order of claims and quads."""
    found = list(quads(these))
    nquads = to_nquads(found)
    chance.shuffle(found)
    lines = nquads.split("\n")

    assert nquads == to_nquads([*found, *found])
    assert lines[:-1] == sorted(set(lines[:-1]))
    assert nquads == to_nquads(parse(nquads))


@unhurried
@given(SOME)
def test_nothing_is_blank_and_content_stays_in_its_graph(these: list[Claim]) -> None:
    """No blank node anywhere; in the default graph no statement of any claim, and in a claim's graph nothing else."""
    said = {(s.subject, s.predicate) for claim in these for s in claim.statements}
    for quad in quads(these):
        assert not any(isinstance(term, BlankNode) for term in (quad.subject, quad.object, quad.graph_name))
        assert isinstance(quad.graph_name, DefaultGraph) != ((quad.subject, quad.predicate) in said)
    graphs = {
        claim.local: {q.triple for q in ENCODER.claim(claim) if q.graph_name == ENCODER.node(claim.local)}
        for claim in these
    }

    assert {claim.local: len(set(claim.statements)) for claim in these} == {
        name: len(triples) for name, triples in graphs.items()
    }


@unhurried
@given(claims())
def test_who_denies_or_demands_is_never_according_to(claim: Claim) -> None:
    """Each mode has its one way to name its speakers, and the natural question finds no denial."""
    roles = {"denied": "deniedBy", "demanded": "demandedBy"}
    found = {quad.predicate.value.removeprefix(DALIL): set() for quad in ENCODER.claim(claim)}  # type: dict[str, set[str]]
    for quad in ENCODER.claim(claim):
        found[quad.predicate.value.removeprefix(DALIL)].add(quad.object.value)  # type: ignore[union-attr]
    speakers = {speaker.value for speaker in claim.speakers}
    expected = (
        "http://www.w3.org/ns/prov#wasAttributedTo"
        if claim.mode == "inferred"
        else roles.get(claim.mode, "accordingTo")
    )

    assert speakers == found[expected]
    assert {expected} == {
        "accordingTo",
        "deniedBy",
        "demandedBy",
        "http://www.w3.org/ns/prov#wasAttributedTo",
    } & found.keys()


def identity(claim: Claim) -> object:
    """What makes a claim this one: source, place, speakers, mode, content, premises."""
    return (
        claim.source,
        place(claim),
        frozenset(claim.speakers),
        claim.mode,
        frozenset(claim.statements),
        frozenset(claim.premises),
    )


@unhurried
@given(claims(), claims())
def test_two_claims_share_a_name_only_if_they_are_one(a: Claim, b: Claim) -> None:
    """The name says source, place, speakers, mode, content and premises, and all of them."""
    assert (identity(a) == identity(b)) == (a.local == b.local)


@unhurried
@given(claims(), st.data())
def test_changing_any_part_of_a_claim_changes_its_name(claim: Claim, data: st.DataObject) -> None:
    """One other statement, speaker, mode, place or source is another claim; note, line and certainty are not."""
    other = data.draw(claims())
    for change in (
        {"statements": other.statements},
        {"speakers": other.speakers},
        {"mode": other.mode},
        {"anchor": other.anchor},
        {"source": other.source},
        {"premises": other.premises},
    ):
        changed = replace(claim, **change)
        assert (identity(changed) == identity(claim)) == (changed.local == claim.local)
    assert claim.local == replace(claim, note="x", where=Where("y", 1), certainty="possible", hedge="z").local


@unhurried
@given(VALUES, VALUES)
def test_values_of_two_claims_do_not_mix(a: Value, b: Value) -> None:
    """Described side by side in one graph, each value keeps its own figures and words."""
    assume(a != b)
    pair = [
        Claim(
            (Statement(NamedNode(BASE + "event-x"), dalil("date"), value),),
            "asserted",
            (NamedNode(BASE + "actor-a"),),
            where=Where("f", n),
        )
        for n, value in enumerate((a, b), 1)
    ]
    store = load(to_nquads(quads(pair)))

    assert {1: a, 2: b} == {claim.where.line: claim.statements[0].object for claim in decode(store, BASE)}


@unhurried
@given(SOME)
def test_trig_and_turtle_say_what_the_nquads_say(these: list[Claim]) -> None:
    """TriG holds the same quads; Turtle those of the default graph."""
    import pyoxigraph as ox

    nquads = to_nquads(quads(these))
    prefixes = {"dalil": DALIL, "event": BASE + "event-"}
    whole = set(parse(nquads))

    assert whole == set(ox.parse(to_trig(nquads, prefixes), format=ox.RdfFormat.TRIG))
    assert {q.triple for q in whole if q.graph_name == DefaultGraph()} == {
        q.triple for q in ox.parse(to_turtle(nquads, prefixes), format=ox.RdfFormat.TURTLE)
    }


@settings(max_examples=20, deadline=None)
@given(st.lists(claims(), min_size=1, max_size=3).map(apart))
def test_question_of_the_design_finds_who_holds_what(these: list[Claim]) -> None:
    """The natural question answers with every holder, and with no denier, demander or inferrer."""
    store = load(to_nquads(quads(these)))
    query = f"SELECT ?claim ?speaker WHERE {{ GRAPH ?claim {{ ?s ?p ?o }} ?claim <{DALIL}accordingTo> ?speaker }}"
    found = {(row["claim"].value, row["speaker"].value) for row in store.query(query)}  # type: ignore[union-attr]

    assert found == {
        (BASE + c.local, s.value) for c in these if c.mode not in ("denied", "demanded", "inferred") for s in c.speakers
    }


# --- the rest of a dossier


def test_sources_entities_and_judgements_have_no_blank_nodes_and_no_content() -> None:
    """All else that the encoder writes stands in the default graph, named by content."""
    where = Where("data/x.yaml", 3, 1)
    shot = Snapshot("a" * 64, 12, "text/plain", "utf-8", "b" * 64, 11)
    source = Source(
        NamedNode(BASE + "source-s"),
        "Letter",
        'T "1"',
        "en",
        NamedNode(BASE + "actor-a"),
        published=parse_time("2013"),
        snapshots=(shot,),
        where=where,
    )
    entity = Entity(
        NamedNode(BASE + "actor-a"),
        "Person",
        (("en", "A\nB"),),
        (("ar", "ا"),),
        (("en", "C"),),
        ("https://example.org/z",),
        "n",
        where,
    )
    judgement = Judgement("accepted", ("claim-1",), "r", "w", "2031-05-03", where)
    agreement = Agreement("claim-1", "claim-2", "conflicts", "denial", "A sentence.", "x")
    found = [
        *ENCODER.source(source),
        *ENCODER.entity(entity),
        *ENCODER.judgement(judgement),
        *ENCODER.agreement(agreement),
    ]

    assert all(isinstance(quad.graph_name, DefaultGraph) for quad in found)
    assert not any(isinstance(term, BlankNode) for quad in found for term in (quad.subject, quad.object))
    assert Literal("A sentence.", language="en") in {quad.object for quad in found}
    assert to_nquads(found) == to_nquads(parse(to_nquads(found)))


def test_agreements_of_one_pair_are_told_apart() -> None:
    """Two claims may agree on the place and conflict on the count, by one rule or by two."""
    one, two = (
        Agreement("claim-1", "claim-2", kind, "count-ranges", "S.", about)
        for kind, about in (("same", "killed"), ("conflicts", "injured"))
    )

    assert one.local != two.local
    assert one.local == Agreement("claim-2", "claim-1", "same", "count-ranges", "Another sentence.", "killed").local


@pytest.mark.parametrize("held", [True, False])
def test_passages_name_the_snapshot_on_which_they_count(tmp_path: object, held: bool) -> None:
    """Offsets mean something only in one version of a text."""
    from pathlib import Path

    project = make(Path(str(tmp_path)) / "a")
    dossier = read_dossier(project)
    for anchorer in dossier.anchorers.values():
        anchorer.save()
    if not held:
        for path in (project.private / "vault").iterdir():
            path.unlink()
    nquads = read_dossier(project).nquads()
    state = [line for line in nquads.splitlines() if "#hasState>" in line]

    assert [f"<https://example.org/bad/{dossier.sources['source:letter'].snapshots[0].local}> ."] == [
        line.split(" ", 2)[2] for line in state
    ]


def table_claim(name: str, via: tuple[str, ...] = ()) -> Claim:
    """A claim of a table: the 17th row of a dataset says when an event was, in the words of a report that it cites."""
    return Claim(
        (Statement(NamedNode(BASE + "event-x"), dalil("date"), Named("time-2031")),),
        "asserted",
        (NamedNode(BASE + "actor-a"),),
        NamedNode(BASE + "source-report"),
        "date: 2031",
        Row(NamedNode(BASE + "source-rows"), "row-rows-7", "7", "row=17"),
        tuple(NamedNode(BASE + link) for link in via),
        name=name,
    )


def short(found: Iterable[Quad]) -> list[str]:
    """Lines without namespaces."""
    return sorted(to_nquads(found).replace(BASE, "").replace(DALIL, "").splitlines())


def test_claim_of_a_row_is_as_short_as_can_be() -> None:
    """Each quad answers a question of its own, for there are millions: what, a claim, how, whose, in which words, where, written where."""
    assert short(ENCODER.claim(table_claim("claim-rows-7-1"))) == [
        "<claim-rows-7-1> <accordingTo> <actor-a> .",
        "<claim-rows-7-1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <Claim> .",
        "<claim-rows-7-1> <mode> <asserted> .",
        "<claim-rows-7-1> <passage> <row-rows-7> .",
        '<claim-rows-7-1> <quote> "date: 2031" .',
        '<claim-rows-7-1> <recordedIn> ":0" .',
        "<claim-rows-7-1> <source> <source-report> .",
        "<event-x> <date> <time-2031> <claim-rows-7-1> .",
    ]


def test_row_is_described_once_for_all_its_claims() -> None:
    """By its table, its key, its place in the file and, where versions are kept, the version."""
    row = table_claim("").anchor
    assert isinstance(row, Row)
    state = replace(row, state=NamedNode(BASE + "snapshot-1"))

    assert short(ENCODER.row(row)) == [
        '<row-rows-7> <fragment> "row=17" .',
        "<row-rows-7> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <Row> .",
        "<row-rows-7> <http://www.w3.org/ns/oa#hasSource> <source-rows> .",
        '<row-rows-7> <rowKey> "7" .',
    ]
    assert short(ENCODER.row(replace(row, fragment=""))) == short(ENCODER.row(row))[1:]
    assert len(short(ENCODER.row(state))) == len(short(ENCODER.row(row))) + 1


def test_version_of_a_table_has_a_date_and_no_text() -> None:
    """Its bytes are known by hash; no offset counts on it."""
    version = Snapshot("a" * 64, 9000, "text/csv", issued=Named("time-2031-05"))

    assert short(ENCODER.snapshots(NamedNode(BASE + "source-rows"), [version])) == [
        f'<snapshot-{"a" * 20}> <bytes> "9000"^^<{XSD}integer> .',
        f'<snapshot-{"a" * 20}> <http://purl.org/dc/terms/format> "text/csv" .',
        f"<snapshot-{'a' * 20}> <http://purl.org/dc/terms/issued> <time-2031-05> .",
        f"<snapshot-{'a' * 20}> <{TYPE.value}> <Snapshot> .",
        f'<snapshot-{"a" * 20}> <sha256> "{"a" * 64}" .',
        f"<source-rows> <snapshot> <snapshot-{'a' * 20}> .",
    ]


def test_chains_of_two_rows_do_not_meet() -> None:
    """In a prototype all rows have the same tokens for links, so that a hash of links would tie them together."""
    pair = [table_claim(f"claim-rows-{n}-1", ("actor-~h1~", "source-rows")) for n in (7, 8)]

    assert decode(quads(pair), BASE) == pair
    heads = {
        str(quad.object) for claim in pair for quad in ENCODER.claim(claim) if quad.predicate == dalil("relayChain")
    }
    assert heads == {f"<{BASE}chain-rows-7-1-1>", f"<{BASE}chain-rows-8-1-1>"}


def test_hostile_words_do_not_leave_their_literal() -> None:
    """Words that look like quads stay words."""
    words = '" .\n<https://evil.example/s> <https://evil.example/p> <https://evil.example/o> .\n"'
    claim = Claim(
        (Statement(NamedNode(BASE + "event-x"), dalil("name"), Literal(words)),),
        "asserted",
        (NamedNode(BASE + "actor-a"),),
        NamedNode(BASE + "source-s"),
        words,
        Anchor(0, 9, "a" * 64, "exact", words, words, words),
    )
    store = load(to_nquads(ENCODER.claim(claim)))

    assert not store.query(
        "ASK { { <https://evil.example/s> ?p ?o } UNION { GRAPH ?g { <https://evil.example/s> ?p ?o } } }"
    )
    assert [claim] == decode(store, BASE)
