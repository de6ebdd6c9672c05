"""The anchors' lock file: the same bytes every time, whole or not at all, and never believed blindly."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.errors import DalilErrors, FactError, Where
from dalil.facts.lock import LockEntry, entry_of, read_lock, write_lock
from dalil.facts.quotes import find, fold, words_hash
from dalil.model import Anchor, Span

TEXT = "Invented: the Committee’s team counted 41 people.\nThe team left. The team came back."
DIGEST = words_hash(TEXT)
SPANS = [
    Span("the Committee's team"),
    Span("41 people"),
    Span("The team", occurrence=2),
    Span("The team", after="41 people"),
    Span("counted … left"),
]


def entries() -> list[LockEntry]:
    read = fold(TEXT)
    return [entry_of(s, find(s.quote, read, s.after, s.occurrence), DIGEST) for s in SPANS]


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "anchors" / "invented.jsonl"
    assert write_lock(path, entries())
    return path


def test_lock_file_is_what_the_reference_says(lock):
    first, *_ = lines = lock.read_text(encoding="utf-8").splitlines()

    assert json.loads(first) == {
        "quote": "the Committee's team",
        "start": 10,
        "end": 30,
        "sha256": words_hash("the Committee’s team"),
        "status": "folded",
        "text": DIGEST,
    }
    assert [json.loads(line)["start"] for line in lines] == [10, 31, 39, 50, 65]
    assert list(json.loads(lines[3])) == ["quote", "after", "start", "end", "sha256", "status", "text"]
    assert lock.read_bytes().endswith(b"}\n")


def test_lock_file_round_trips(lock):
    assert {e.key: e for e in entries()} == read_lock(lock)


def test_same_entries_in_any_order_give_the_same_bytes(lock, tmp_path):
    write_lock(tmp_path / "other.jsonl", reversed(entries() * 2))

    assert lock.read_bytes() == (tmp_path / "other.jsonl").read_bytes()


def test_unchanged_file_is_not_touched(lock):
    before = lock.stat()

    assert write_lock(lock, entries()) is False
    assert before.st_mtime_ns == lock.stat().st_mtime_ns
    assert before.st_ino == lock.stat().st_ino


def test_no_file_has_no_entries_and_none_are_written(tmp_path):
    assert read_lock(tmp_path / "none.jsonl") == {}
    assert write_lock(tmp_path / "none.jsonl", []) is False
    assert not (tmp_path / "none.jsonl").exists()


def test_interrupted_writing_leaves_the_old_file_and_nothing_else(lock, monkeypatch):
    before = lock.read_bytes()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))

    with pytest.raises(KeyboardInterrupt):
        write_lock(lock, entries()[:1])

    assert before == lock.read_bytes()
    assert [lock] == list(lock.parent.iterdir())


@given(
    st.lists(
        st.builds(
            lambda quote, after, occurrence, start, size: LockEntry(
                quote, after, occurrence, start, start + size, words_hash(quote), "folded", DIGEST
            ),
            st.text(st.characters(exclude_categories=["Cs"])),
            st.none() | st.text(st.characters(exclude_categories=["Cs"])),
            st.none() | st.integers(1, 99),
            st.integers(0, 10**6),
            st.integers(1, 2000),
        ),
        unique_by=lambda e: e.key,
    )
)
def test_any_entries_round_trip(tmp_path_factory, found):
    """Quotations may hold line separators, quotes, NUL: one line each all the same."""
    path = tmp_path_factory.mktemp("lock") / "x.jsonl"
    write_lock(path, found)

    assert {e.key: e for e in found} == read_lock(path)
    assert path.exists() is bool(found)
    assert not found or len(found) == path.read_bytes().count(b"\n")


# --- a lock file that was altered


def altered(**changes: Any) -> str:
    record = json.loads(entries()[1].as_line()) | changes
    return json.dumps({k: v for k, v in record.items() if v is not ...}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("", "Expecting value"),
        ("<<<<<<< ours", "Expecting value"),
        ('{"quote": "41 peo', "Unterminated string"),
        ("[" * 100_000, ""),
        ("[]", "no JSON object"),
        ('"41 people"', "no JSON object"),
        ('{"quote": "a", "quote": "b"}', "a key twice"),
        (altered(start=...), "it has no start"),
        (altered(sha256=..., text=...), "it has no sha256, text"),
        (altered(certainty="high"), "nobody knows its key 'certainty'"),
        (altered(start="31"), "its start is '31'"),
        (altered(start=39.0), "its start is 39.0"),
        (altered(start=True), "its start is True"),
        (altered(occurrence=None), "its occurrence is None"),
        (altered(occurrence=0), "its occurrence is 0"),
        (altered(start=-1), "at -1-48"),
        (altered(end=39), "at 39-39"),
        (altered(sha256="41"), "64 hexadecimal digits"),
        (altered(text=DIGEST.upper()), "64 hexadecimal digits"),
        (altered(status="fuzzy"), "status is 'fuzzy'"),
        (altered(status="unchecked"), "status is 'unchecked'"),
        (altered(quote="14 people"), "the words of '14 people' do not have its hash"),
        (entries()[0].as_line().strip(), "is in the lock file twice"),
    ],
)
def test_unsound_line_is_named(lock, line, complaint):
    lines = lock.read_text(encoding="utf-8").splitlines()
    lock.write_text("\n".join([lines[0], line, *lines[2:]]) + "\n", encoding="utf-8")

    with pytest.raises(FactError) as refused:
        read_lock(lock, "data/anchors/invented.jsonl")

    assert complaint in str(refused.value)
    assert refused.value.where == Where("data/anchors/invented.jsonl", 2)


def test_all_unsound_lines_are_named_at_once(lock):
    lock.write_text("{}\n" + lock.read_text(encoding="utf-8") + "x\n", encoding="utf-8")

    with pytest.raises(DalilErrors) as refused:
        read_lock(lock)

    assert [Where("invented.jsonl", 1), Where("invented.jsonl", 7)] == [e.where for e in refused.value.errors]


def test_file_that_is_no_text_is_named(lock):
    lock.write_bytes(b"\xff\xfe")
    with pytest.raises(FactError, match=r"invented\.jsonl: the lock file is not UTF-8"):
        read_lock(lock)

    lock.unlink()
    lock.mkdir()
    with pytest.raises(FactError, match=r"invented\.jsonl: the lock file cannot be read"):
        read_lock(lock)


# --- without the text


def test_without_the_text_an_anchor_is_unchecked():
    entry = entries()[1]

    assert entry.unchecked() == Anchor(39, 48, entry.sha256, "unchecked")
