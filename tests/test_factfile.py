"""Fact files: what is written is what is claimed, and all that is wrong is said in one run. (Words of errors: tests/cases-bad.)"""

import json
import os
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from dalil.build import Dossier, read_dossier
from dalil.model import Anchor, Claim, Statement
from dalil.project import open_project
from dalil.values import Time, parse_count, parse_time
from dalil.vocabulary import TYPE, dalil
from tests.little import complaints, facts, make, read

BASE = "https://example.org/bad/"


def entity(local: str) -> NamedNode:
    """`event-x` as the base dossier names it."""
    return NamedNode(BASE + local)


def only(dossier: Dossier) -> Claim:
    """The one claim of a dossier with nothing wrong."""
    assert dossier.errors == []
    (claim,) = dossier.claims
    return claim


def objects(dossier: Dossier, term: str) -> set[object]:
    """What the one claim says under a term."""
    return {object_ for _, predicate, object_ in only(dossier).statements if predicate == dalil(term)}


# --- what is written is what is claimed


def test_claim_has_what_was_written_and_the_defaults(tmp_path: Path) -> None:
    """Without further keys a claim is asserted by the source's voice, and knows its file and line."""
    claim = only(
        read(tmp_path / "a", "- quote: on 3 May 2031\n  says: { event:weir-shooting: { date: 2031-05-03 } }\n")
    )

    assert (Statement(entity("event-weir-shooting"), dalil("date"), parse_time("2031-05-03")),) == claim.statements
    assert ("asserted", (entity("actor-river-watch"),), entity("source-letter")) == (
        claim.mode,
        claim.speakers,
        claim.source,
    )
    assert (claim.quote, isinstance(claim.anchor, Anchor) and claim.anchor.status, str(claim.where)) == (
        "on 3 May 2031",
        "exact",
        "data/facts/letter.yaml:3",
    )


def test_claim_keeps_speakers_chain_and_scales_apart(tmp_path: Path) -> None:
    """Who holds it, who relays it in which order, on what it rests, the source's hedge and the extractor's doubt."""
    claim = only(
        read(
            tmp_path / "a",
            """
- quote: Men of the Dam Guard may have shot
  by: [actor:river-watch, actor:dam-guard]
  via: [source:letter, actor:editors]
  basis: source:letter
  mode: alleged
  hedge: may
  certainty: probable
  note: ours
  says: { event:weir-shooting: { perpetrator: actor:dam-guard } }
""",
        )
    )

    assert (entity("actor-dam-guard"), entity("actor-river-watch")) == claim.speakers
    assert ((entity("source-letter"), entity("actor-editors")), (entity("source-letter"),)) == (claim.via, claim.basis)
    assert (claim.mode, claim.hedge, claim.certainty, claim.note) == ("alleged", "may", "probable", "ours")


@pytest.mark.parametrize(
    "text", ["no", "on", "1e3", "0o7", "12:30", "2031-05-03", "٤١", "4١", "Yes", "0x1F", "NULL", "1_000"]
)
def test_text_stays_as_written(tmp_path: Path, text: str) -> None:
    """What YAML 1.1 makes booleans, numbers and times of is text, in the language of the source."""
    claims = f"- quote: 41 farmers\n  says: {{ event:weir-shooting: {{ name: {text}, identifier: {text} }} }}\n"
    dossier = read(tmp_path / "a", claims)

    assert {Literal(text, language="en")} == objects(dossier, "name")
    assert {Literal(text)} == objects(dossier, "identifier")


def test_values_are_read_by_the_range_of_their_term(tmp_path: Path) -> None:
    """Times, counts, ranges, texts in other languages and whole numbers, one or several."""
    dossier = read(
        tmp_path / "a",
        """
- quote: 41 farmers
  says:
    event:weir-shooting:
      type: [Killing, Massacre]
      date: [2031-05, { words: that day }]
      killed: [41 farmers, { low: 40, best: 41, high: 50, unit: farmers }]
      name: { ar: إطلاق النار, en-GB: [shooting] }
    event:day: { type: Commemoration, anniversaryNumber: 011 }
""".replace("[shooting]", "shooting"),
    )

    assert {parse_time("2031-05"), Time(words="that day", scope="letter")} == objects(dossier, "date")
    assert {"41 farmers", "40/41/50 farmers (low/best/high)"} == {count.label for count in objects(dossier, "killed")}  # type: ignore[attr-defined]
    assert {Literal("إطلاق النار", language="ar"), Literal("shooting", language="en-gb")} == objects(dossier, "name")
    assert {"11"} == {number.value for number in objects(dossier, "anniversaryNumber")}  # type: ignore[attr-defined]
    assert {dalil("Killing"), dalil("Massacre"), dalil("Commemoration")} == {
        o for _, p, o in only(dossier).statements if p == TYPE
    }


def test_source_may_call_a_thing_what_the_registry_does_not(tmp_path: Path) -> None:
    """A type that contradicts the registry is the source's claim, and stays in the claim."""
    dossier = read(
        tmp_path / "a", "- quote: Men of the Dam Guard\n  says: { actor:dam-guard: { type: UnnamedGroup } }\n"
    )
    registry = dossier.registry.entities["actor:dam-guard"]

    assert (Statement(entity("actor-dam-guard"), TYPE, dalil("UnnamedGroup")),) == only(dossier).statements
    assert registry.type == "SecurityUnit"


def test_claim_may_introduce_an_entity(tmp_path: Path) -> None:
    """A type given in any file makes an entity known in all of them, in letters of any script."""
    extra = "- quote: 41 farmers\n  says: { actor:فلاحون: { type: UnnamedGroup } }\n"
    uses = "- quote: shot 41 farmers\n  says: { event:weir-shooting: { victim: actor:فلاحون } }\n"
    project = make(tmp_path / "a", {"data/facts/zz.yaml": facts(extra), "data/facts/aa.yaml": facts(uses)})

    assert read_dossier(project).errors == []


def test_order_in_which_things_are_listed_says_nothing(tmp_path: Path) -> None:
    """Speakers, works and values are sets: the same claim has the same name, however its lists are turned."""
    one = "- quote: 41 farmers\n  by: [actor:editors, actor:dam-guard]\n  says: { event:weir-shooting: { killed: [41 farmers, 41 men], date: 2031 } }\n"
    two = "- says: { event:weir-shooting: { date: 2031, killed: [41 men, forty-one] } }\n  by: [actor:dam-guard, actor:editors]\n  quote: 41 farmers\n"

    assert (
        only(read(tmp_path / "a", one)).local
        == only(read(tmp_path / "b", two.replace("forty-one", "'41  farmers'"))).local
    )


# --- inferences


def test_premises_may_stand_in_other_files_and_on_other_inferences(tmp_path: Path) -> None:
    """Labels lead to claims of any file, in any order; an inference has no quotation and a reason."""
    letter = """
- { id: c, from: [b, two/a], reason: r, says: { event:weir-burial: { date: 2031 } } }
- { id: b, from: a, reason: r, by: actor:river-watch, says: { event:weir-burial: { date: 2031-05 } } }
- { id: a, quote: on 3 May 2031, says: { event:weir-shooting: { date: 2031-05-03 } } }
"""
    two = "- { id: a, quote: They buried them, says: { event:weir-burial: { perpetrator: actor:dam-guard } } }\n"
    dossier = read_dossier(
        make(tmp_path / "a", {"data/facts/letter.yaml": facts(letter), "data/facts/two.yaml": facts(two)})
    )
    by_label = {
        label: claim for label, name in dossier.labels.items() for claim in dossier.claims if claim.local == name
    }

    assert dossier.errors == []
    assert {"letter/a", "letter/b", "letter/c", "two/a"} == set(by_label)
    assert tuple(sorted([by_label["letter/b"].local, by_label["two/a"].local])) == by_label["letter/c"].premises
    assert (
        by_label["letter/c"].mode,
        by_label["letter/c"].quote,
        by_label["letter/c"].source,
        by_label["letter/c"].anchor,
    ) == ("inferred", "", None, None)
    assert ((entity("actor-editors"),), (entity("actor-river-watch"),)) == (
        by_label["letter/c"].speakers,
        by_label["letter/b"].speakers,
    )


def test_claims_on_one_line_keep_their_own_labels(tmp_path: Path) -> None:
    """Two inferences written on the same line are told apart by their labels."""
    letter = """
- { id: a, quote: on 3 May 2031, says: { event:weir-shooting: { date: 2031-05-03 } } }
- { id: b, quote: 41 farmers, says: { event:weir-shooting: { killed: 41 farmers } } }
""".lstrip()
    line = "{ id: x, from: a, reason: r, says: { event:weir-burial: { date: 2031 } } }, { id: y, from: b, reason: r, says: { event:weir-burial: { date: 2032 } } }"
    text = f"source: source:letter\nclaims: [ {letter.replace('- {', '{').replace(chr(10), ', ')} {line} ]\n"
    dossier = read_dossier(make(tmp_path / "a", {"data/facts/letter.yaml": text}))
    years = {claim.local: claim.statements[0].object.local for claim in dossier.claims if claim.premises}  # type: ignore[union-attr]

    assert dossier.errors == []
    assert (years[dossier.labels["letter/x"]], years[dossier.labels["letter/y"]]) == ("time-2031", "time-2032")


def test_long_chain_of_inferences_is_followed(tmp_path: Path) -> None:
    """Three hundred steps, written last step first."""
    steps = [
        f"- {{ id: s{n}, from: s{n - 1}, reason: r, says: {{ event:weir-burial: {{ date: {1000 + n} }} }} }}"
        for n in range(300, 0, -1)
    ]
    first = "- { id: s0, quote: on 3 May 2031, says: { event:weir-shooting: { date: 2031-05-03 } } }"
    dossier = read(tmp_path / "a", "\n".join([*steps, first]) + "\n")

    assert dossier.errors == []
    assert len(dossier.claims) == 301


# --- texts that are not held


CLAIMS = """
- quote: on 3 May 2031
  says: { event:weir-shooting: { date: 2031-05-03 } }
- quote: Dam Guard may have shot
  hedge: may
  says: { event:weir-shooting: { perpetrator: actor:dam-guard } }
- quote: They buried … burned the boats
  says: { event:weir-burial: { type: Burning } }
"""


def forget(root: Path) -> None:
    """Throw the held texts away."""
    for path in (root / ".dalil" / "vault").iterdir():
        path.unlink()


def test_text_that_was_never_looked_up_is_one_error_a_file(tmp_path: Path) -> None:
    """Without text and lock file each fact file says once how many quotations it cannot place, and what to do."""
    project = make(
        tmp_path / "a",
        {
            "data/facts/letter.yaml": facts(CLAIMS),
            "data/facts/one.yaml": facts(CLAIMS.split("- quote: Dam", maxsplit=1)[0]),
        },
    )
    forget(project.root)
    about = "never looked up in the text on record of 'Letter of River Watch', and that text is not held here\n  → dalil hold FILE --source source:letter"

    assert [
        f"data/facts/letter.yaml:3:10: 3 quotations from here on were {about}",
        f"data/facts/one.yaml:3:10: 'on 3 May 2031' was {about}",
    ] == [str(error) for error in read_dossier(project).errors]


def test_lock_file_stands_in_for_the_text(tmp_path: Path) -> None:
    """With the text thrown away, the claims keep their names, places and quotations, and are marked unchecked."""
    project = make(tmp_path / "a", {"data/facts/letter.yaml": facts(CLAIMS)})
    held = read_dossier(project)
    for anchorer in held.anchorers.values():
        anchorer.save()
    forget(project.root)

    found = read_dossier(project)

    assert found.errors == []
    assert [claim.local for claim in held.claims] == [claim.local for claim in found.claims]
    assert {"unchecked"} == {claim.anchor.status for claim in found.claims if isinstance(claim.anchor, Anchor)}
    assert "They buried … burned the boats" in {claim.quote for claim in found.claims}


def test_lock_file_of_another_text_is_not_believed(tmp_path: Path) -> None:
    """Where the source was revised and its text is not held, old anchors are no anchors."""
    project = make(tmp_path / "a", {"data/facts/letter.yaml": facts(CLAIMS)})
    for anchorer in read_dossier(project).anchorers.values():
        anchorer.save()
    path = project.root / "data" / "sources" / "letter.yaml"
    path.write_text(
        path.read_text().replace(
            json.dumps(read_dossier(project).sources["source:letter"].snapshots[0].text), f'"{"0" * 64}"'
        )
    )

    (error,) = read_dossier(project).errors

    assert "3 quotations from here on were never looked up in the text on record" in str(error)


def test_hedge_is_looked_for_without_the_text_too(tmp_path: Path) -> None:
    """What the quotation itself holds can be checked anywhere."""
    project = make(tmp_path / "a", {"data/facts/letter.yaml": facts(CLAIMS)})
    for anchorer in read_dossier(project).anchorers.values():
        anchorer.save()
    forget(project.root)
    (project.root / "data/facts/letter.yaml").write_text(facts(CLAIMS.replace("hedge: may", "hedge: perhaps")))

    assert [error.message for error in read_dossier(project).errors] == [
        "the hedge 'perhaps' does not stand in the quoted words"
    ]


def test_lock_file_that_was_altered_is_found_out(tmp_path: Path) -> None:
    """An anchor that was moved, in a lock file of this very text, is an error that names the quotation."""
    project = make(tmp_path / "a", {"data/facts/letter.yaml": facts(CLAIMS)})
    for anchorer in read_dossier(project).anchorers.values():
        anchorer.save()
    lock = project.root / "data" / "anchors" / "letter.jsonl"
    lines = [json.loads(line) for line in lock.read_text(encoding="utf-8").splitlines()]
    lines[-1]["start"] += 1
    lock.write_text("".join(json.dumps(line) + "\n" for line in lines))

    (error,) = read_dossier(project).errors

    assert lines[-1]["quote"] in error.message


def test_unsound_lock_file_is_an_error_and_the_rest_is_read(tmp_path: Path) -> None:
    """A lock file that is none does not stop the run, nor does a vault that was altered."""
    project = make(
        tmp_path / "a",
        {"data/anchors/letter.jsonl": "{}\nnonsense\n", "data/facts/letter.yaml": facts("- quote: x\n  mode: said\n")},
    )

    assert sorted(str(error.where) for error in read_dossier(project).errors) == [
        "data/anchors/letter.jsonl:1",
        "data/anchors/letter.jsonl:2",
        "data/facts/letter.yaml:3:3",
        "data/facts/letter.yaml:4:9",
    ]

    (project.root / "data/anchors/letter.jsonl").unlink()
    next((project.root / ".dalil/vault").glob("*.txt")).write_text("Another text.")
    errors = [str(error) for error in read_dossier(project).errors]

    assert any("was altered" in error for error in errors)
    assert any("letter.yaml:4:9: 'said' is not a mode" in error for error in errors)


# --- what people and machines leave in a folder


def litter(folder: Path) -> dict[str, str]:
    """Every kind of thing that is no fact file: name → what is said of it."""
    said = {
        "empty.yaml": "an empty file",
        "not-utf8.yaml": "not UTF-8: byte 0xe9",
        "big.yaml": "100,000,000 bytes are more than 16 MB",
        "directory.yaml": "a directory, where a YAML file is wanted",
        "broken-link.yaml": "a link to nothing",
        "deep.yaml": "nested more than 24 deep",
        "bomb.yaml": "YAML anchors and aliases are refused",
        "nul.yaml": "the character U+0000 is refused",
        "list.yaml": "`key: value` lines are wanted here, not a list",
        "text.yaml": "`key: value` lines are wanted here, not the text 'Dear Sir'",
        "no-claims.yaml": "a fact file without claims",
        "notes.txt": "nobody reads this",
        "new\\u000aline.yaml": "a file name with a line break or another control character",
    }
    (folder / "empty.yaml").write_bytes(b"")
    (folder / "not-utf8.yaml").write_bytes(b"source: source:letter\nclaims:\n- quote: caf\xe9\n")
    with (folder / "big.yaml").open("wb") as file:
        file.truncate(100_000_000)
    (folder / "directory.yaml").mkdir()
    (folder / "broken-link.yaml").symlink_to("nowhere.yaml")
    (folder / "deep.yaml").write_text("source: " + "[" * 100_000)
    (folder / "bomb.yaml").write_text("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n")
    (folder / "nul.yaml").write_bytes(b"source: source:letter\nclaims:\n- quote: \0\n")
    (folder / "list.yaml").write_text("- source: source:letter\n")
    (folder / "text.yaml").write_text("Dear Sir\n")
    (folder / "no-claims.yaml").write_text("source: source:letter\nclaims: []\n")
    (folder / "notes.txt").write_text("notes")
    (folder / "new\nline.yaml").write_text(
        facts("- quote: 41 farmers\n  says: { event:weir-shooting: { killed: 41 farmers } }\n")
    )
    if os.geteuid() != 0:
        (folder / "secret.yaml").write_text("source: source:letter\n")
        (folder / "secret.yaml").chmod(0)
        said["secret.yaml"] = "cannot be read: Permission denied"
    return said


def test_errors_of_all_files_come_in_one_run(tmp_path: Path) -> None:
    """Whatever lies in data/facts: one sentence for each, on one line, and the right file among them is read."""
    project = make(tmp_path / "a")
    said = litter(project.data / "facts")

    dossier = read_dossier(project)
    found = {str(error.where).split(":")[0].removeprefix("data/facts/"): error.message for error in dossier.errors}

    assert said == found
    assert not [error for error in dossier.errors if "\n" in str(error.where)]
    assert len(dossier.claims) == 2


def test_empty_dossier_is_read(tmp_path: Path) -> None:
    """Settings alone are a dossier with nothing in it."""
    (tmp_path / "dalil.toml").write_text('title = "t"\nbase = "https://example.org/x/"\npublisher = "p"\n')
    dossier = read_dossier(open_project(tmp_path))

    assert (dossier.errors, dossier.claims, dossier.nquads()) == ([], [], "")


def test_very_long_words_make_short_errors(tmp_path: Path) -> None:
    """A fact file with words of 100,000 characters is refused in sentences that fit a screen."""
    long = "x" * 100_000
    found = complaints(
        tmp_path / "a",
        f"- quote: {long}\n  mode: {long}\n  by: actor:{long}\n  says: {{ event:weir-shooting: {{ killed: {long}, date: {long} }} }}\n",
    )

    assert len(found) == 4
    assert max(map(len, found)) < 5000


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("by", ""),
        ("by", "[]"),
        ("via", "~"),
        ("basis", "[]"),
        ("note", ""),
        ("hedge", '""'),
        ("certainty", ""),
        ("id", ""),
        ("after", ""),
    ],
)
def test_key_without_a_value_is_refused(tmp_path: Path, key: str, value: str) -> None:
    """An empty `by:` must not make the claim the source's own."""
    found = complaints(
        tmp_path / "a",
        f"- quote: on 3 May 2031\n  {key}: {value}\n  says: {{ event:weir-shooting: {{ date: 2031 }} }}\n",
    )

    assert [f"data/facts/letter.yaml:4:3: `{key}` has no value\n  → write one, or leave the key out"] == found


@pytest.mark.parametrize("occurrence", ["0", "-1", "1.0", "one", "١", "9" * 5000, "[1]", "3"])
def test_occurrence_is_a_place_there_is(tmp_path: Path, occurrence: str) -> None:
    """The n-th place from 1, no more than there are."""
    found = complaints(
        tmp_path / "a",
        f"- quote: at the weir\n  occurrence: {occurrence}\n  says: {{ event:weir-shooting: {{ date: 2031 }} }}\n",
    )

    assert len(found) == 1
    assert found[0].startswith("data/facts/letter.yaml:")


def test_same_source_may_be_read_in_two_files(tmp_path: Path) -> None:
    """Claims of two files on one source share its lock file."""
    second = facts("- quote: 41 farmers\n  says: { event:weir-shooting: { killed: 41 farmers } }\n")
    dossier = read_dossier(make(tmp_path / "a", {"data/facts/second.yaml": second}))
    dossier.anchorers["source:letter"].save()
    lock = (tmp_path / "a/data/anchors/letter.jsonl").read_text()

    assert dossier.errors == []
    assert [line.split(": ")[1].split(", ")[0] for line in lock.splitlines()] == ['"41 farmers"', '"on 3 May 2031"']


def test_counts_compare_by_content(tmp_path: Path) -> None:
    """The same count written twice is one statement, and said so."""
    found = complaints(
        tmp_path / "a", '- quote: 41 farmers\n  says: { event:weir-shooting: { killed: [41 farmers, "41 farmers"] } }\n'
    )

    assert parse_count("41  farmers") == parse_count("41 farmers")
    assert found == ["data/facts/letter.yaml:4:9: the same is said twice in one claim"]
