"""`dalil check --watch`, with real edits of real files: what is new, what is mended, what stays."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from queue import Empty, Queue
from threading import Thread, Timer
from typing import Any

import pytest

import dalil
from dalil.starter import make_dossier
from dalil.watching import Files, Watch

ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(dalil.__file__).parents[1]), "NO_COLOR": "1"}
PATIENCE = 60
"""Seconds that a round may take on a busy machine."""
UNION = "data/facts/union-2021.yaml"
COMPANY = "data/facts/company-2021.yaml"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The worked example, invented."""
    make_dossier(tmp_path / "case")
    return tmp_path / "case"


def edit(file: Path, old: str, new: str) -> None:
    """Change a file as an editor does: a whole new one takes its place."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    part = file.with_name(f".{file.name}.swp")
    part.write_text(text.replace(old, new), encoding="utf-8")
    part.replace(file)


# --- files


def test_a_look_finds_what_came_changed_and_went_and_nothing_else(case: Path) -> None:
    files = Files(case)
    files.look()
    (case / "data/facts/.hidden.yaml").write_text("x", encoding="utf-8")
    os.utime(case / UNION)

    assert files.look() == set()

    edit(case / UNION, "perpetrator", "witness")
    (case / COMPANY).unlink()
    (case / "shapes").mkdir()
    (case / "shapes/own.ttl").write_text("", encoding="utf-8")

    assert files.look() == {case / UNION, case / COMPANY, case / "shapes/own.ttl"}
    assert files.look() == set()


def test_what_a_check_writes_itself_starts_no_round(case: Path) -> None:
    (case / "data/anchors").mkdir(exist_ok=True)
    files = Files(case)
    files.look()
    (case / "data/anchors/union-2021.jsonl").write_text("{}\n", encoding="utf-8")
    files.accept(case / "data/anchors")

    assert files.look() == set()


def test_a_table_that_lies_elsewhere_is_looked_at_too(case: Path, tmp_path: Path) -> None:
    table = tmp_path / "elsewhere.csv"
    table.write_text("id\n1\n", encoding="utf-8")
    files = Files(case, frozenset([table]))
    files.look()
    table.write_text("id\n1\n2\n", encoding="utf-8")

    assert files.look() == {table}


# --- rounds, one by one


def codes(problems: Any) -> list[str]:
    return sorted(one.code for one in problems)


def test_rounds_tell_what_is_new_what_is_mended_and_what_stays(case: Path) -> None:
    watch = Watch(case)

    assert watch.check(()).holds

    edit(case / UNION, "perpetrator:", "perpetratr:")
    first = watch.check([case / UNION])
    edit(case / COMPANY, "- quote: of May 2021", "- quote: nobody said so")
    second = watch.check([case / COMPANY])
    edit(case / UNION, "perpetratr:", "perpetrator:")
    third = watch.check([case / UNION])

    assert (first.changed, codes(first.new), first.stays) == ((UNION,), ["UnknownTerm"], 0)
    assert (codes(second.new), codes(second.mended), second.stays) == (["QuoteNotFound"], [], 1)
    assert (codes(third.new), codes(third.mended), third.stays) == ([], ["UnknownTerm"], 1)


def test_lines_that_move_make_no_problem_new(case: Path) -> None:
    edit(case / UNION, "perpetrator:", "perpetratr:")
    watch = Watch(case)
    watch.check(())
    edit(case / UNION, "claims:\n", "claims:\n\n\n\n")
    moved = watch.check([case / UNION])

    assert (moved.new, moved.mended, moved.stays) == ((), (), 1)


def test_what_was_not_looked_for_is_not_called_mended(case: Path) -> None:
    """A warning of the shapes, then a file that is no YAML, then no settings: the warning is still there."""
    own = Path(__file__).parent / "watch-shapes.ttl"
    (case / "shapes").mkdir()
    shutil.copy(own, case / "shapes/own.ttl")
    watch = Watch(case)
    warned = watch.check(())
    text = (case / UNION).read_text(encoding="utf-8")
    (case / UNION).write_text("claims: [\n", encoding="utf-8")
    broken = watch.check(())
    (case / "dalil.toml").rename(case / "away.toml")
    lost = watch.check(())
    (case / "away.toml").rename(case / "dalil.toml")
    (case / UNION).write_text(text, encoding="utf-8")
    again = watch.check(())

    assert len(warned.new) == 11
    assert {one.severity for one in warned.new} == {"warning"}
    assert (broken.mended, broken.unseen) == ((), 11)
    assert not broken.holds
    assert lost.unseen == 11 + len(broken.new)
    assert (again.new, again.stays, again.unseen) == ((), 11, 0)
    assert codes(again.mended) == sorted([*codes(broken.new), *codes(lost.new)])


def test_only_what_a_change_affects_is_validated_again_and_the_findings_are_those_of_a_whole_check(case: Path) -> None:
    """A quotation is taken out, a claim is made sure, the rule itself is changed: each time all findings are known."""
    (case / "shapes").mkdir()
    own = case / "shapes/own.ttl"
    shutil.copy(Path(__file__).parent / "watch-shapes.ttl", own)
    watch = Watch(case)
    watch.check(())
    looked = []
    for file, old, new in (
        (case / COMPANY, "- quote: of May 2021\n  says: { event:shots-at-pier-4: { date: 2021-05 } }\n", ""),
        (case / UNION, "- quote: On 3 May 2021\n", "- quote: On 3 May 2021\n  certainty: certain\n"),
        (own, "sh:Warning", "sh:Info"),
    ):
        edit(file, old, new)
        looked.append(watch.check(()).looked)
        fresh = Watch(case)
        fresh.check(())

        assert sorted(one.identity for one in watch.known["graph"]) == sorted(
            one.identity for one in fresh.known["graph"]
        )
    assert [("nodes that the change affects" in one) for one in looked] == [True, True, False]
    assert len(watch.known["graph"]) == 9


def test_a_table_is_watched_too(case: Path) -> None:
    """A cell that is no date, and the same cell mended."""
    (case / "data/tables").mkdir()
    source = "title: A log\ntype: Dataset\nvoice: actor:harbour-union\nlanguage: en\nrights: invented\n"
    (case / "data/sources/log.yaml").write_text(source, encoding="utf-8")
    mapping = 'table: log.csv\nrow: "{id}"\nsource: source:log\nclaims:\n- says: { "event:log-{id}": { type: Event, date: "{day}" } }\n'
    (case / "data/tables/log.yaml").write_text(mapping, encoding="utf-8")
    table = case / "data/tables/log.csv"
    table.write_text("id,day\n1,2031\n2,2032\n", encoding="utf-8")
    watch = Watch(case)
    first = watch.check(())
    edit(table, "2032", "some day")
    wrong = watch.check(watch.files.look())
    edit(table, "some day", "2033")
    right = watch.check(watch.files.look())

    assert first.holds
    assert wrong.changed == ("data/tables/log.csv",)
    assert ["some day" in one.message for one in wrong.new] == [True]
    assert (len(right.mended), right.holds) == (1, True)


def test_a_watch_of_some_files_tells_of_them_only(case: Path) -> None:
    edit(case / UNION, "perpetrator:", "perpetratr:")
    edit(case / COMPANY, "- quote: of May 2021", "- quote: nobody said so")

    assert codes(Watch(case, only=frozenset([COMPANY])).check(()).new) == ["QuoteNotFound"]


# --- the command


class Running:
    """`dalil check --watch --format json` in a process of its own."""

    def __init__(self, case: Path) -> None:
        command = [sys.executable, "-m", "dalil", "check", "--watch", "--format", "json"]
        self.process = subprocess.Popen(
            command, cwd=case, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.lines: Queue[str] = Queue()
        self.reader = Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line)

    def round(self) -> dict[str, Any]:
        """The next one."""
        try:
            told: dict[str, Any] = json.loads(self.lines.get(timeout=PATIENCE))
        except Empty:
            self.process.kill()
            pytest.fail(f"no round came: {self.process.communicate()[1]}")
        return told

    def end(self) -> tuple[int, str]:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        assert self.process.stderr
        return self.process.returncode, self.process.stderr.read()


@pytest.fixture
def running(case: Path) -> Iterator[Running]:
    found = Running(case)
    with found.process:
        yield found
        found.process.kill()
        found.reader.join()


def test_watch_survives_what_an_hour_of_editing_does(running: Running, case: Path) -> None:
    """Broken YAML, a file deleted and restored, settings that are none for a moment; Ctrl-C ends it with 0."""
    first = running.round()
    edit(case / UNION, "claims:", "claims: [")
    broken = running.round()
    edit(case / UNION, "claims: [", "claims:")
    mended = running.round()
    text = (case / COMPANY).read_text(encoding="utf-8")
    (case / COMPANY).unlink()
    without = running.round()
    (case / "dalil.toml").write_text((case / "dalil.toml").read_text(encoding="utf-8") + "\nnonsense = 1\n")
    invalid = running.round()
    (case / COMPANY).write_text(text, encoding="utf-8")
    edit(case / "dalil.toml", "\nnonsense = 1\n", "")
    last = running.round()
    while not last["holds"]:  # two files were written: they may be seen one after the other
        last = running.round()
    code, said = running.end()

    assert (first["round"], first["holds"], first["changed"]) == (1, True, [])
    assert not broken["holds"]
    assert broken["changed"] == [UNION]
    assert broken["new"][0]["file"] == UNION
    assert (mended["holds"], len(mended["mended"])) == (True, len(broken["new"]))
    assert without["changed"] == [COMPANY]
    assert invalid["new"][0]["error"] == "ProjectError"
    assert "nonsense" in invalid["new"][0]["message"]
    assert code == 0
    assert "no longer watching" in said
    assert "Traceback" not in said


def test_people_read_what_is_new_and_what_is_mended_with_the_time_of_day(case: Path) -> None:
    """On stderr, as a report is; stdout stays empty."""
    command = [sys.executable, "-m", "dalil", "check", "--watch"]
    with subprocess.Popen(
        command, cwd=case, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        killed = Timer(3 * PATIENCE, process.kill)
        killed.start()
        assert process.stderr
        assert process.stdout
        told = list(takewhile(lambda line: not line.startswith("watching"), process.stderr))
        edit(case / UNION, "perpetrator:", "perpetratr:")
        wrong = list(takewhile(lambda line: " s" not in line[:6], process.stderr))
        edit(case / UNION, "perpetratr:", "perpetrator:")
        mended = list(takewhile(lambda line: " s" not in line[:6], process.stderr))
        process.send_signal(signal.SIGINT)
        rest, stdout = process.stderr.read(), process.stdout.read()
        killed.cancel()

    assert "all holds: 11 claims\n" in told
    assert re.fullmatch(rf"\d\d:\d\d:\d\d {UNION}\n", wrong[1])
    assert "new (1)\n" in wrong
    assert f"{UNION}:12:46: 'perpetratr' is not a term of the ontology\n" in wrong
    assert "mended (1)\n" in mended
    assert "all holds: 11 claims\n" in mended
    assert (process.returncode, stdout) == (0, "")
    assert rest == "no longer watching; nothing was built\n"


def test_a_watch_tells_text_or_json(case: Path) -> None:
    command = [sys.executable, "-m", "dalil", "check", "--watch", "--format", "sarif"]
    done = subprocess.run(command, cwd=case, env=ENVIRONMENT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "text or json" in done.stderr
