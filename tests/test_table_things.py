"""Rows describe sources and entries of the registry, with the keys that files have."""

import pytest
from pyoxigraph import Literal, NamedNode

from dalil.errors import FactError
from dalil.graph.encode import Encoder
from dalil.model import Condition, Entity, Source
from dalil.values import parse_time
from tests.prepared import BASE, PROJECT, WHERE, describe, lines_of, reasons, slot, thing, written

VOICE = slot("entity", "actor:pub-{pub | slug}", "", "Actor")
TITLE, LANGUAGE = slot("string", "{title}"), slot("string", "en")
RDFS_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def node(local: str) -> NamedNode:
    return NamedNode(BASE + local)


def test_a_row_describes_the_source_that_a_file_would():
    of = thing(
        "source", "source:sfm-{id}", "{type}", title=TITLE, voice=VOICE, publisher=VOICE, language=LANGUAGE,
        published=slot("time", "{day | date %-m/%-d/%Y, %Y}"), url=slot("string", "{url}"), rights=slot("string", "all"),
        note=slot("string", "from {url}"),
    )  # fmt: skip

    prepared = describe(
        of,
        {
            "id": "a1",
            "type": "Statement",
            "title": 'The "weir"',
            "pub": "River Radio",
            "day": "5/3/2031",
            "url": "https://example.org/a?b=c",
        },
    )

    expected = Source(
        node("source-sfm-a1"), "Statement", 'The "weir"', "en", node("actor-pub-River-Radio"), node("actor-pub-River-Radio"),
        parse_time("2031-05-03"), "https://example.org/a?b=c", rights="all", note="from https://example.org/a?b=c", where=WHERE,
    )  # fmt: skip
    assert reasons(prepared) == []
    assert written(prepared) == lines_of(Encoder(BASE).source(expected))
    assert set(prepared.values) == {"time-2031-05-03"}
    assert prepared.prototype.subjects[0][0].startswith("source-sfm-~h")
    assert len(prepared.prototype.mentioned) == 1


def test_a_source_without_title_or_voice_is_reported_and_empty_cells_say_nothing():
    of = thing(
        "source",
        "source:sfm-{id}",
        "Source",
        title=TITLE,
        voice=VOICE,
        language=LANGUAGE,
        published=slot("time", "{day}"),
    )
    cells = [
        {"id": "1", "title": "", "pub": "x"},
        {"id": "2", "title": "t", "pub": ""},
        {"id": "3", "title": "t", "pub": "x", "day": ""},
        {"id": "", "title": "t", "pub": "x"},
    ]

    prepared = describe(of, *cells)

    assert reasons(prepared) == ["2 title: a source without a title", "3 pub: a source without a voice"]
    assert prepared.frame["key"].to_list() == ["3"]
    assert not any("issued" in line for line in written(prepared))


def test_a_row_describes_the_entry_that_the_registry_would():
    of = thing(
        "entity", "actor:unit-{id}", "Organisation", name=[slot("text", "{en}", "en"), slot("text", "{ar}", "ar")],
        names=slot("text", "{aliases | split ;}", "en"), ours_names=slot("text", "{ours}", "fr"),
        ours_sameAs=[slot("string", "https://www.wikidata.org/entity/{qid}"), slot("string", "{page}")], note=slot("string", "as tabled"),
    )  # fmt: skip
    cells = [
        {
            "id": "1",
            "en": "Dam Guard",
            "ar": "حرس",
            "aliases": "DG;The Guard",
            "ours": "Garde",
            "qid": "Q1",
            "page": "http://example.org/x",
        },
        {"id": "2", "en": "", "ar": "سد", "aliases": "", "ours": "", "qid": "", "page": ""},
    ]

    prepared = describe(of, *cells)

    english, arabic = ("en", "Dam Guard"), ("ar", "حرس")
    first = Entity(
        node("actor-unit-1"), "Organisation", (english, arabic), (("en", "DG"), ("en", "The Guard")), (("fr", "Garde"),),
        ("https://www.wikidata.org/entity/Q1", "http://example.org/x"), "as tabled", WHERE,
    )  # fmt: skip
    second = Entity(node("actor-unit-2"), "Organisation", (("ar", "سد"),), note="as tabled", where=WHERE)
    encoder = Encoder(BASE, PROJECT.languages)
    assert reasons(prepared) == []
    assert written(prepared) == lines_of([*encoder.entity(first), *encoder.entity(second)])


def test_an_entry_has_one_label_in_the_first_language_that_names_it():
    of = thing(
        "entity",
        "actor:{id}",
        "Group",
        name=[slot("text", "{fr}", "fr"), slot("text", "{ar}", "ar"), slot("text", "{en}", "en")],
    )
    cells = [
        {"id": f"{n}", **{tag: f"{tag}{n}" for bit, tag in enumerate(("fr", "ar", "en")) if n >> bit & 1}}
        for n in range(8)
    ]

    prepared = describe(of, *cells)

    encoder = Encoder(BASE, PROJECT.languages)
    found = {line for line in written(prepared) if RDFS_LABEL in line}
    expected = set()
    for n in range(1, 8):
        labels = tuple((tag, f"{tag}{n}") for bit, tag in enumerate(("fr", "ar", "en")) if n >> bit & 1)
        expected |= {
            line for line in lines_of(encoder.entity(Entity(node(f"actor-{n}"), "Group", labels))) if RDFS_LABEL in line
        }
    assert found == expected
    assert len(found) == 7
    assert [reason.partition(": ")[2] for reason in reasons(prepared)] == ["an entry without a name"]


def test_every_element_of_a_list_in_a_name_describes_a_thing():
    of = thing("entity", "actor:{members | split ; | slug}", "Group", name=slot("text", "{members | split ;}", "en"))

    prepared = describe(of, {"id": "1", "members": "a b;c;a b"}, {"id": "2", "members": ""})

    assert {line for line in written(prepared) if RDFS_LABEL in line} == {
        f'<{BASE}actor-a-b> {RDFS_LABEL} "a b"@en .',
        f'<{BASE}actor-c> {RDFS_LABEL} "c"@en .',
    }


def test_a_thing_of_constants_is_the_same_in_every_row():
    of = thing(
        "source",
        "source:register",
        "Dataset",
        title=slot("string", "Register"),
        voice=slot("entity", "actor:x"),
        language=LANGUAGE,
        published=slot("time", "2031"),
    )

    prepared = describe(of, {"id": "1"}, {"id": "2"})

    assert prepared.frame.height == 2
    assert Literal("Register", language="en").value in "".join(written(prepared))
    assert set(prepared.values) == {"time-2031"}
    assert prepared.prototype.subjects == (("source-register", "Dataset"),)


def test_conditions_and_bad_names_leave_things_out():
    of = thing(
        "entity",
        "place:{id}",
        "{class}",
        name=slot("text", "{name}", "en"),
        when=(Condition("kind", frozenset({"p"})),),
    )
    place = {"kind": "p", "class": "Place", "name": "a"}

    prepared = describe(
        of,
        {**place, "id": "1"},
        {**place, "id": "2", "kind": "q"},
        {**place, "id": "a b"},
        {**place, "id": "4", "class": "Person"},
        {**place, "id": "5", "class": ""},
    )

    assert prepared.frame["key"].to_list() == ["1"]
    assert [(issue.row, issue.column) for issue in prepared.issues] == [(4, "id"), (5, "class"), (6, "class")]


def test_a_bad_cell_that_a_thing_can_do_without_is_reported_and_not_said():
    published = slot("time", "{day | date %Y-%m-%d}")
    of = thing("source", "source:{id}", "Source", title=TITLE, voice=VOICE, language=LANGUAGE, published=published)

    prepared = describe(
        of,
        {"id": "1", "title": "t", "pub": "p", "day": "2031-020-24"},
        {"id": "2", "title": "t", "pub": "p", "day": "2031-02-24"},
        {"id": "3", "title": "", "pub": "p", "day": "never"},
    )

    assert prepared.frame["key"].to_list() == ["1", "2"]
    assert [(issue.row, issue.column) for issue in prepared.issues] == [(4, "title"), (2, "day")]
    assert len([line for line in written(prepared) if "issued" in line]) == 1
    assert set(prepared.values) == {"time-2031-02-24"}


def test_a_language_that_changes_from_row_to_row_is_a_fault_of_the_mapping():
    of = thing("source", "source:{id}", "Source", title=TITLE, voice=VOICE, language=slot("string", "{lang}"))

    with pytest.raises(FactError, match="the language of sources is a hole"):
        describe(of, {"id": "1", "title": "t", "pub": "p", "lang": "ar"})
