"""What a person is told of a build's tables and of rows that are wrong."""

from pathlib import Path

from dalil.build import Built
from dalil.graph.validate import Report
from dalil.model import Issue
from dalil.summary import LONGEST_CELL, issues_text, summary

MANIFEST = {
    "title": "A case",
    "claims_by_mode": {"asserted": 3},
    "agreements": {},
    "sources": 1,
    "texts_held": 1,
    "claims": 3,
    "entities": 2,
    "quotations": 3,
    "quotations_checked": 3,
    "quotations_unchecked": 0,
    "validation": {"conforms": True, "violations": 0, "warnings": 0, "shapes": 1, "engine": "none"},
    "judgements": 0,
    "files": {"dossier.nq": {}},
    "quads": 100,
}
RECORD = {"rows": 632, "mapped": 630, "ignored": 1, "reported": 1, "claims": 1890, "blocks": 16}


def told(tables: dict[str, object], news: dict[str, object] | None = None) -> str:
    return summary(Built(Path(), {**MANIFEST, "tables": tables}, Report((), "none", 0, 0), news or {}))


def issue(row: int, value: str, column: str = "killed", reason: str = "{!r} is not a count → write digits") -> Issue:
    return Issue("weir.csv", row, str(row), column, value, reason.format(value), "data/tables/weir.yaml:9")


def test_summary_accounts_for_every_row_of_a_table() -> None:
    text = told({"weir": {**RECORD, "report": ".dalil/reports/weir.jsonl"}})

    assert "tables      weir: 632 rows: 630 mapped, 1 ignored, 1 reported; 1,890 claims" in text
    assert "reported rows: .dalil/reports/weir.jsonl" in text


def test_summary_tells_what_is_new_and_what_was_encoded_at_all() -> None:
    text = told({"weir": RECORD}, {"weir": {"encoded": 2, "added": 3, "changed": 0, "gone": 1}})

    assert "2 of 16 blocks encoded anew" in text
    assert "against the build before: 3 added, 0 changed, 1 gone" in text


def test_summary_tells_the_difference_between_two_versions() -> None:
    old = {"version": "2018-10-29", "added": 12, "changed": 0, "withdrawn": 0, "standing": 12}
    new = {"version": "2028-10-30", "added": 7, "changed": 2, "withdrawn": 5, "standing": 14}
    text = told({"weir": {**RECORD, "versions": [old, new]}})

    assert "version 2028-10-30: 7 added, 2 changed, 5 withdrawn, 14 standing" in text


def test_summary_of_a_dossier_without_tables_has_no_word_of_them() -> None:
    assert "tables" not in told({})


def test_faults_are_counted_by_reason_before_any_is_shown() -> None:
    """The most frequent first; few rows of each; the file that has them all."""
    issues = [issue(n, f"some {n}") for n in range(2, 9)] + [issue(3, "May", "day", "{!r} is not a date")]
    lines = issues_text(issues, 2, ".dalil/reports/weir.jsonl").splitlines()

    assert lines[:3] == [
        "8 faults in 7 rows:",
        "        7 × column killed: … is not a count",
        "        1 × column day: … is not a date",
    ]
    assert "weir.csv, row 2, column killed: “some 2”: 'some 2' is not a count → write digits" in lines
    assert "  … and 5 more like it" in lines
    assert lines[-1] == "all of them: .dalil/reports/weir.jsonl"


def test_hostile_cells_neither_steer_a_terminal_nor_flood_it() -> None:
    text = issues_text([issue(2, "\x1b[31mred\x07\u202egnorw\nnext"), issue(3, "x" * 10_000)])

    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "\\u001b[31mred" in text
    assert "⏎next" in text
    assert f"{'x' * LONGEST_CELL}… (10,000 characters)" in text
    assert len(text) < 2000
