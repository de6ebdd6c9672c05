"""Sources: bytes are held as they are, decoded once, never exchanged in silence; and a source file is read as it is written."""

import codecs
import gzip
import hashlib
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.build import hold_source, read_dossier
from dalil.errors import DalilErrors, SnapshotChanged, SourceError, UnknownTerm, Where
from dalil.model import Snapshot
from dalil.project import Project
from dalil.sources import Vault, canonical, hold, read_source, record_snapshot, recorded_snapshots
from dalil.yamlnodes import parse_yaml
from tests.little import facts, make, unhurried

ARABIC = "في ربيع تلك السنة كتب أهل الحي رسالة إلى المحكمة، وطلبوا فيها تحقيقا مستقلا في ما جرى عند السد القديم. " * 4
WHERE = Where("data/sources/letter.yaml")


# --- bytes to text


@pytest.mark.parametrize(
    ("data", "text", "encoding", "guessed"),
    [
        (b"a\nb", "a\nb", "utf-8", False),
        ("é\u200f🕊\n".encode(), "é\u200f🕊\n", "utf-8", False),
        (codecs.BOM_UTF8 + b"a\n", "a\n", "utf-8", False),
        (b"a\r\nb\rc\n\r\n", "a\nb\nc\n\n", "utf-8", False),
        (b"a\x0cb\x1fc\xc2\x85\xe2\x80\xa8d", "a\x0cb\x1fc\x85\u2028d", "utf-8", False),
        ("a\r\n\u0623".encode("utf-16"), "a\n\u0623", "utf-16", False),
        (codecs.BOM_UTF16_BE + "a🕊".encode("utf-16-be"), "a🕊", "utf-16", False),
        ("a🕊".encode("utf-32"), "a🕊", "utf-32", False),
        (ARABIC.encode("cp1256"), ARABIC, "cp1256", True),
        (ARABIC.encode("utf-16"), ARABIC, "utf-16", False),
    ],
)
def test_text_is_the_characters_and_nothing_else_is_changed(
    data: bytes, text: str, encoding: str, guessed: bool
) -> None:
    """Line ends become one, a byte-order mark goes; every other character stays."""
    assert (text, encoding, guessed) == canonical(data, "letter.txt")


@unhurried
@given(st.text(min_size=1).filter(str.strip))
def test_any_utf8_text_is_kept(text: str) -> None:
    """Whatever the characters: the same, but for line ends and a leading byte-order mark."""
    if "\0" in text or text.lstrip().startswith("<"):
        return
    wanted = text.replace("\r\n", "\n").replace("\r", "\n")

    assert wanted.removeprefix("\ufeff").removeprefix("\ufeff") == canonical(text.encode(), "x")[0].removeprefix(
        "\ufeff"
    )


NO_TEXTS = {
    "nothing": b"",
    "spaces": b" \r\n\t ",
    "a byte-order mark": codecs.BOM_UTF8,
    "no-break spaces": "\u00a0\u2003\n".encode(),
    "a NUL byte": b"text\0text",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a picture of another kind": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "an archive": b"PK\x03\x04\x14\0\x06\0",
    "an old document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "rich text": b"{\\rtf1\\ansi Hello}",
    "a PDF": b"%PDF-1.7\n1 0 obj",
    "a PDF behind junk": b"\r\njunk\n%PDF-1.4\n",
    "gzip": gzip.compress(b"text", mtime=0),
    "UTF-16 without its mark": "text".encode("utf-16-le"),
    "half a UTF-16 character": b"\xff\xfea",
    "HTML": b"<!DOCTYPE html><p>text",
    "HTML behind a mark": codecs.BOM_UTF8 + b"<html><p>text",
    "HTML behind spaces": b"\n\n  <HTML lang='en'>",
    "HTML in UTF-16": "<html>text".encode("utf-16"),
    "HTML behind a comment": b"<!-- saved from a page --><html>",
    "XML": b"<?xml version='1.0'?><a/>",
}


@pytest.mark.parametrize("name", NO_TEXTS)
def test_what_is_no_plain_text_is_refused(name: str) -> None:
    """Pages, pictures, archives, nothing: a sentence that names the file and says what to hold instead."""
    with pytest.raises(SourceError) as caught:
        canonical(NO_TEXTS[name], "letter.txt")

    assert str(caught.value.where) == "letter.txt"


def test_compressed_noise_is_no_text() -> None:
    """Bytes without a single NUL are not text for that."""
    noise = bytes(byte or 1 for byte in random.Random(7).randbytes(4000))

    with pytest.raises(SourceError):
        canonical(noise, "x")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("missing", "cannot be read: No such file"),
        ("directory", "a directory, where a text is wanted"),
        ("pipe", "no plain file"),
    ],
)
def test_file_that_is_none_is_refused(tmp_path: Path, kind: str, said: str) -> None:
    """At once, and nothing is written to the vault."""
    path = tmp_path / "letter.txt"
    if kind == "directory":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)

    with pytest.raises(SourceError, match=said):
        hold(path, Vault(tmp_path / "vault"), (), WHERE)

    assert not (tmp_path / "vault").exists()


def test_very_large_file_is_refused_unread(tmp_path: Path) -> None:
    """A terabyte of nothing takes no memory and no time."""
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(10**12)

    with pytest.raises(SourceError, match="too many for one source"):
        hold(tmp_path / "big.txt", Vault(tmp_path / "vault"), (), WHERE)


# --- holding


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The base dossier, its letter held."""
    return make(tmp_path / "case")


def snapshots(project: Project) -> tuple[Snapshot, ...]:
    """What is on record of the letter."""
    return recorded_snapshots(project.data / "sources" / "letter.yaml", project)


def vault(project: Project) -> dict[str, bytes]:
    """What is held, by name."""
    return {path.name: path.read_bytes() for path in (project.private / "vault").iterdir()}


def revised(project: Project) -> Path:
    """The letter with a day changed and a line less."""
    path = project.root / "revised.txt"
    path.write_text((project.root / "texts" / "letter.txt").read_text().replace("3 May", "4 May"))
    return path


def test_bytes_and_text_are_kept_under_their_hashes(project: Project) -> None:
    """The vault holds both; the source file says which they are."""
    data = (project.root / "texts" / "letter.txt").read_bytes()
    digest = hashlib.sha256(data).hexdigest()

    assert {digest: data, f"{digest}.txt": data} == vault(project)
    assert (Snapshot(digest, len(data), "text/plain", "utf-8", digest, len(data)),) == snapshots(project)


def test_holding_again_changes_nothing(project: Project) -> None:
    """The same file, twice: one snapshot, the same source file."""
    before = (project.data / "sources" / "letter.yaml").read_bytes(), vault(project)
    hold_source(project, project.root / "texts" / "letter.txt", "source:letter")

    assert before == ((project.data / "sources" / "letter.yaml").read_bytes(), vault(project))


def test_another_file_is_refused(project: Project) -> None:
    """Other bytes for a source are never taken in silence, and nothing of them is kept."""
    before = (project.data / "sources" / "letter.yaml").read_bytes(), vault(project)

    with pytest.raises(SnapshotChanged, match="is not the file on record") as caught:
        hold_source(project, revised(project), "source:letter")

    assert "--revise" in str(caught.value)
    assert before == ((project.data / "sources" / "letter.yaml").read_bytes(), vault(project))


def test_revise_keeps_both_and_looks_every_quotation_up_again(project: Project) -> None:
    """Both versions stay held and on record, the new one is current, and lost quotations are told, furniture among them."""
    second = "- quote: 41 farmers\n  says: { event:weir-shooting: { killed: 41 farmers } }\n- quote: 3 May\n  says: { event:weir-shooting: { date: 2031-05-03 } }\n"
    (project.data / "facts" / "another-name.yaml").write_text(facts(second))
    path = revised(project)
    path.write_text(path.read_text().replace("INVENTED", "MADE UP"))
    first = snapshots(project)

    told = hold_source(project, path, "source:letter", revise=True)

    assert (2, first[0]) == (len(snapshots(project)), snapshots(project)[0])
    assert len(vault(project)) == 4
    assert [line.split(": ")[0] for line in sorted(told.lost)] == [
        "data/facts/another-name.yaml:5:10",
        "data/facts/letter.yaml:3:10",
        "data/sources/letter.yaml:6:3",
    ]


def test_older_version_may_be_held_again(project: Project) -> None:
    """What is on record as an older version is put in the vault, and does not become current unless asked to."""
    hold_source(project, revised(project), "source:letter", revise=True)
    both = snapshots(project)
    for path in (project.private / "vault").iterdir():
        path.unlink()

    hold_source(project, project.root / "texts" / "letter.txt", "source:letter")

    assert both == snapshots(project)
    assert {both[0].sha256, both[0].text + ".txt"} == set(vault(project))

    hold_source(project, project.root / "texts" / "letter.txt", "source:letter", revise=True)

    assert (*both, both[0]) == snapshots(project)


def test_encoding_on_record_is_used_again(tmp_path: Path) -> None:
    """The same bytes are the same text on every machine, whatever it would guess."""
    (tmp_path / "x.txt").write_bytes(ARABIC.encode("cp1256"))
    known = hold(tmp_path / "x.txt", Vault(tmp_path / "a"), (), WHERE).snapshot
    latin = ARABIC.encode("cp1256").decode("latin-1")
    odd = Snapshot(
        known.sha256, known.bytes, "text/plain", "latin-1", hashlib.sha256(latin.encode()).hexdigest(), len(latin)
    )

    again = hold(tmp_path / "x.txt", Vault(tmp_path / "b"), (odd,), WHERE)

    assert (odd, False, False) == (again.snapshot, again.new, again.guessed)
    assert latin == (tmp_path / "b" / f"{odd.text}.txt").read_text(encoding="utf-8")
    with pytest.raises(SnapshotChanged, match="no longer gives the text on record"):
        hold(
            tmp_path / "x.txt",
            Vault(tmp_path / "c"),
            (Snapshot(known.sha256, 1, "text/plain", "latin-1", "0" * 64, 1),),
            WHERE,
        )


def test_guess_is_told(tmp_path: Path) -> None:
    """Who holds a file without a mark is told that its encoding was guessed, and what to do if wrongly."""
    project = make(tmp_path / "case")
    (tmp_path / "other.txt").write_bytes(ARABIC.encode("cp1256"))

    told = hold_source(project, tmp_path / "other.txt", "source:other")

    assert "cp1256 (guessed: if it is wrong, save the file as UTF-8 and hold that)" in told.sentence
    assert "fill in what is TODO" in told.sentence


@pytest.mark.parametrize(
    "curie",
    [
        "letter",
        "source:",
        "source:a b",
        "source:../letter",
        "source:a/b",
        "actor:river-watch",
        "source:a#b",
        "source:.x",
        "",
    ],
)
def test_source_has_a_name(project: Project, curie: str) -> None:
    """No id leads out of data/sources."""
    with pytest.raises(UnknownTerm, match="is not the id of a source"):
        hold_source(project, project.root / "texts" / "letter.txt", curie)


def test_text_in_the_vault_that_was_altered_is_found_out(project: Project) -> None:
    """What no longer has its hash is not read."""
    source = read_source(project.data / "sources" / "letter.yaml", project)
    path = project.private / "vault" / f"{source.snapshots[0].text}.txt"
    path.write_text(path.read_text().replace("41", "14"))

    with pytest.raises(SourceError, match="was altered"):
        Vault(project.private / "vault").text(source)


def test_source_that_is_not_held_has_no_text(project: Project) -> None:
    """None, not an empty text."""
    source = read_source(project.data / "sources" / "letter.yaml", project)

    assert Vault(project.root / "nowhere").text(source) is None


# --- the file


SHOT = Snapshot("a" * 64, 12, "text/plain", "utf-8", "b" * 64, 11)
LINES = f'sha256: "{"a" * 64}"\n  bytes: 12\n  format: "text/plain"\n  encoding: "utf-8"\n  text: "{"b" * 64}"\n  characters: 11\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: a  # why\n", f"title: a  # why\nsnapshots:\n- {LINES}"),
        ("title: a", f"title: a\nsnapshots:\n- {LINES}"),
        ("title: a\nsnapshots:\nnote: b\n", f"title: a\nsnapshots:\n- {LINES}note: b\n"),
        ("title: a\nsnapshots: []\n", f"title: a\nsnapshots:\n- {LINES}"),
        ("title: a\nsnapshots: ~\n", f"title: a\nsnapshots:\n- {LINES}"),
        (f"snapshots:\n- {LINES}# end\n", f"snapshots:\n- {LINES}- {LINES}# end\n"),
        (
            "published: 2031-02-31\ntitle: >-\n  a\n  b\n\nnote: 012\n",
            f"published: 2031-02-31\ntitle: >-\n  a\n  b\n\nnote: 012\nsnapshots:\n- {LINES}",
        ),
    ],
)
def test_snapshot_is_added_and_every_other_byte_stays(tmp_path: Path, before: str, after: str) -> None:
    """Comments, order, folded texts and mistakes of the file stay as they are."""
    (tmp_path / "x.yaml").write_text(before)
    record_snapshot(tmp_path / "x.yaml", SHOT)

    assert after == (tmp_path / "x.yaml").read_text()


def test_indented_snapshots_and_line_ends_stay(tmp_path: Path) -> None:
    """The list keeps its indentation, the file its byte-order mark and its line ends."""
    indented = "snapshots:\n  - " + LINES.replace("\n  ", "\n    ")
    (tmp_path / "x.yaml").write_bytes(codecs.BOM_UTF8 + indented.replace("\n", "\r\n").encode())
    record_snapshot(tmp_path / "x.yaml", SHOT)
    written = (tmp_path / "x.yaml").read_bytes()

    assert (
        codecs.BOM_UTF8 + (indented + indented.removeprefix("snapshots:\n")).replace("\n", "\r\n").encode() == written
    )


def test_snapshots_in_brackets_are_left_alone(tmp_path: Path) -> None:
    """What cannot be added to without harm is an error, and the file stays."""
    entry = "{" + LINES.replace("\n", ", ").rstrip(", ") + "}"
    (tmp_path / "x.yaml").write_text(f"snapshots: [{entry}]\n")
    before = (tmp_path / "x.yaml").read_text()

    with pytest.raises(SourceError, match="cannot be added"):
        record_snapshot(tmp_path / "x.yaml", SHOT)

    assert before == (tmp_path / "x.yaml").read_text()


def test_new_source_file_says_what_is_missing(tmp_path: Path) -> None:
    """A file that `hold` made is read, and what is TODO is asked for."""
    project = make(tmp_path / "case")
    hold_source(project, project.root / "texts" / "letter.txt", "source:new")

    assert sorted(error.message for error in read_dossier(project).errors) == [
        "language is missing: its language, as a BCP 47 tag",
        "voice is missing: the actor whose voice it is where nobody else is quoted",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("tilte: x", "7:1: 'tilte' is not a key of a source"),
        ("publisher: place:weir", "7:12: publisher 'place:weir' is not an actor"),
        ("publisher: river-watch", "7:12: 'river-watch' is not the name of an entity"),
        ("publisher: actor:a b", "7:12: 'actor:a b' is not a name"),
        ("published: yesterday", "7:12: 'yesterday' is not a date in EDTF"),
        ("url: [a]", "7:6: a text is wanted here, not a list"),
        ("noFact: [{ quot: x }]", "7:12: 'quot' is not a key of a quotation"),
        ("noFact: [{ after: x }]", "7:10: a quotation without `quote`"),
        ("noFact: [{ quote: x, occurrence: 0 }]", "7:34: '0' is not a whole number from 1"),
        ("noFact: [[x]]", "7:10: `key: value` lines are wanted here, not a list"),
        ("snapshots: [{ sha256: x }]", "7:13: a snapshot with other keys than `dalil hold` writes"),
        (
            "snapshots: [{ sha256: ../../x, text: ../../x, bytes: 1, characters: 1, format: a, encoding: b }]",
            "7:13: a SHA-256 has 64 digits, 0-9 and a-f",
        ),
        (
            f"snapshots: [{{ sha256: {'a' * 64}, text: {'a' * 64}, bytes: many, characters: 1, format: a, encoding: b }}]",
            "7:168: 'many' is not a whole number from 0",
        ),
    ],
)
def test_mistake_in_a_source_file_has_its_place(tmp_path: Path, line: str, said: str) -> None:
    """Line and column of the very word."""
    project = make(tmp_path / "case")
    path = project.data / "sources" / "letter.yaml"
    path.write_text("title: t\ntype: Letter\nvoice: actor:river-watch\nlanguage: en\n\n\n" + line + "\n")

    with pytest.raises(DalilErrors) as caught:
        read_source(path, project)

    assert [f"data/sources/letter.yaml:{said}"] == [str(error).split("\n")[0] for error in caught.value.errors]


def test_skeleton_is_yaml() -> None:
    """Ids that look like numbers or booleans are titles all the same."""
    from dalil.sources.sourcefile import _skeleton

    assert [parse_yaml(_skeleton(stem), "x").mapping["title"].text for stem in ("no", "2031", "1e3")] == [
        "no",
        "2031",
        "1e3",
    ]
