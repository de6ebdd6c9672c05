"""`dalil resolve`: what may be one is shown, what a person decides goes to the log, and everything else in the log stays.

The dossier is invented. On a terminal the command reads keys, elsewhere lines; both are tried for real.
"""

import csv
import io
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dalil
from dalil.build import build, read_dossier
from dalil.errors import FactError
from dalil.project import Project, open_project
from dalil.reconcile.resolving.log import Decision, append, take_back
from tests.little import make, unhurried

pytestmark = pytest.mark.slow  # a terminal each
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(dalil.__file__).parents[1]), "COLUMNS": "120"}
ENTITIES = """
actor:editors: { type: Group, name: The editors }
actor:river-watch: { type: Organisation, name: River Watch }
actor:the-river-watch: { type: CivilSocietyOrganisation, name: The River-Watch }
actor:river-watch-ar: { type: Organisation, name: { ar: مرصد النهر } }
actor:dam-guard: { type: SecurityUnit, name: Dam Guard, names: [al-Tadamon guard] }
actor:hurras: { type: SecurityUnit, name: { ar: Al Tadamun guard } }
actor:branch-227: { type: SecurityUnit, name: Branch 227 }
actor:branch-215: { type: SecurityUnit, name: Branch 215 }
event:weir-shooting: { type: Shooting, name: The shooting at the weir }
event:weir-burial: { type: Burial, name: The burial at the weir }
place:weir: { type: Place, name: The weir }
"""
LOG = """# What we decided, and why.

- different: [actor:branch-227, actor:branch-215]   # two numbers
  reason: >-
    Two branches.
  who: editors
  when: 2031-06-01
"""


def run(*words: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """One command in a fresh process."""
    command = [sys.executable, "-m", "dalil", *words]
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, input=stdin, capture_output=True, text=True, check=False)


def dossier(root: Path, log: str = LOG) -> Project:
    files = {"data/entities/all.yaml": ENTITIES} | ({"data/judgements.yaml": log} if log else {})
    return make(root, files)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("resolve") / "a"
    build(dossier(root))
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A built dossier, for one test to write to."""
    return Path(shutil.copytree(made, tmp_path / "a", symlinks=True))


def log_of(root: Path) -> str:
    return (root / "data" / "judgements.yaml").read_text(encoding="utf-8")


def judged(root: Path) -> list[tuple[str, tuple[str, ...], str, str]]:
    """All judgements that a build reads, and that it reads them without an error."""
    found = read_dossier(open_project(root))

    assert found.errors == []
    return [(j.verdict, j.about, j.reason, j.who) for j in found.judgements]


def test_list_gives_pairs_with_reasons(root: Path) -> None:
    """For programs as JSON; nothing is written, and what was judged is not among them."""
    done = run("resolve", "--json", cwd=root)
    rows = json.loads(done.stdout)

    assert [(row["first"], row["second"]) for row in rows] == [
        ("actor:river-watch", "actor:the-river-watch"),
        ("actor:dam-guard", "actor:hurras"),
    ]
    assert all(row["why"] for row in rows)
    assert log_of(root) == LOG


def test_without_a_build_the_files_are_read(tmp_path: Path) -> None:
    """Who is who can be settled before anything is built."""
    dossier(tmp_path / "a")

    assert len(json.loads(run("resolve", "--json", cwd=tmp_path / "a").stdout)) == 2


def test_accepting_writes_an_entry_and_keeps_the_file(root: Path) -> None:
    """Comments, order and layout of what people wrote are theirs."""
    done = run("resolve", "--who", "ed", cwd=root, stdin="a\nOne address: 3 Dam Road\nr\n\n")

    assert done.returncode == 0, done.stderr
    assert "2 decisions written to data/judgements.yaml; 0 left to judge" in done.stderr
    assert log_of(root).startswith(LOG)
    assert judged(root)[1:] == [
        ("same", ("actor-river-watch", "actor-the-river-watch"), "One address: 3 Dam Road", "ed"),
        (
            "different",
            ("actor-dam-guard", "actor-hurras"),
            "“tadamon” and “tadamun” have the same consonants. Nothing else says that they are one, so they are kept apart.",
            "ed",
        ),
    ]


def test_screen_shows_what_a_person_needs(root: Path) -> None:
    """Both names with type, further names, claims and words, and why they are shown."""
    shown = run("resolve", "--who", "ed", cwd=root, stdin="q\n").stderr

    assert "1 of 2 · likeness 0.98" in shown
    assert "River Watch   actor:river-watch (Organisation)" in shown
    assert "speaks or relays in 1" in shown
    assert "are the same but for case, marks or article" in shown


def test_accepting_without_a_reason_decides_nothing(root: Path) -> None:
    """Nobody could examine it."""
    done = run("resolve", "--who", "ed", cwd=root, stdin="a\n\nq\n")

    assert "nothing was decided" in done.stderr
    assert log_of(root) == LOG


def test_undo_takes_the_entry_back(root: Path) -> None:
    """Also a skip, and a rejection after it; the file is as it was, to the byte."""
    done = run("resolve", "--who", "ed", cwd=root, stdin="s\nr\nno\nz\nz\nz\nq\n")

    assert log_of(root) == LOG
    assert [line for line in done.stderr.splitlines() if line in ("undone", "back", "nothing to undo")] == [
        "undone",
        "back",
        "nothing to undo",
    ]


def test_next_sitting_begins_where_this_one_ended(root: Path) -> None:
    """What was decided is not asked again, what was skipped is."""
    run("resolve", "--who", "ed", cwd=root, stdin="s\nu\n\n")

    assert [row["first"] for row in json.loads(run("resolve", "--json", cwd=root).stdout)] == ["actor:river-watch"]


def test_unknown_key_is_told_the_keys(root: Path) -> None:
    """And decides nothing."""
    done = run("resolve", "--who", "ed", cwd=root, stdin="x\n\nq\n")

    assert done.stderr.count("a accept · r reject") == 3
    assert log_of(root) == LOG


def test_hostile_words_cannot_steer_the_log(root: Path) -> None:
    """Control characters are left out, and what looks like YAML is a text."""
    run("resolve", "--who", "ed", cwd=root, stdin="r\nsame: [a, b]  # \x1b[31m \u202eodd\nq\n")

    assert judged(root)[1][2] == "same: [a, b] # [31m odd"


def terminal(root: Path, steps: list[tuple[str, str]], *, end: int | None = None) -> tuple[int, str]:
    """The command on a terminal of its own: waits for a text, then types; at the end it is sent a signal, if one is given."""
    process, file = pty.fork()
    if process == 0:
        os.chdir(root)
        os.execve(sys.executable, [sys.executable, "-m", "dalil", "resolve", "--who", "ed"], ENVIRONMENT)
    shown, waited = "", time.monotonic() + 30
    try:
        for text, keys in [*steps, ("", "")]:
            seen = len(shown)
            while time.monotonic() < waited and not (text and text in shown[seen:]):
                if not text and end is not None:
                    os.kill(process, end)
                    end = None
                if select.select([file], [], [], 0.2)[0]:
                    try:
                        data = os.read(file, 65536)
                    except OSError:  # the other side is closed
                        data = b""
                    if not data:
                        break
                    shown += data.decode(errors="replace")
            os.write(file, keys.encode()) if keys else None
    finally:
        os.close(file)
        status = os.waitpid(process, 0)[1]
    return os.waitstatus_to_exitcode(status), shown


def test_keys_of_a_terminal_need_no_enter(root: Path) -> None:
    """One key decides, the reason is a line."""
    code, shown = terminal(root, [("q quit", "a"), ("one?", "One address\n"), ("q quit", "q")])

    assert (code, judged(root)[1][:2]) == (0, ("same", ("actor-river-watch", "actor-the-river-watch"))), shown


def test_interrupted_at_the_reason_what_was_decided_is_written(root: Path) -> None:
    """Ctrl-C loses the one that was not finished."""
    code, shown = terminal(
        root, [("q quit", "a"), ("one?", "One address\n"), ("q quit", "a"), ("one?", "half a rea")], end=signal.SIGINT
    )

    assert code == 130, shown
    assert "what was decided is written" in shown
    assert len(judged(root)) == 2


TABLE = "verdict,first,second,reason\n"


def test_list_can_be_filled_in_and_given_back(root: Path) -> None:
    """Rows without a verdict stay open."""
    listed = run("resolve", "--list", "-f", "csv", cwd=root).stdout
    rows = list(csv.DictReader(io.StringIO(listed)))
    rows[1] |= {"verdict": "different", "reason": "One is a unit, the other a post."}
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    (root / "c.csv").write_text(text.getvalue(), encoding="utf-8-sig")
    done = run("resolve", "--from", "c.csv", "--who", "ed", cwd=root)
    again = run("resolve", "--from", "c.csv", "--who", "ed", cwd=root)

    assert "1 decision written" in done.stderr, done.stderr
    assert judged(root)[1] == (
        "different",
        ("actor-dam-guard", "actor-hurras"),
        "One is a unit, the other a post.",
        "ed",
    )
    assert "0 decisions written to data/judgements.yaml; 1 were judged so before" in again.stderr


def test_file_of_entries_is_taken_too(root: Path) -> None:
    """As the log has them; who and when may be left to the command."""
    (root / "d.yaml").write_text("- same: [actor:river-watch, actor:river-watch-ar]\n  reason: translated\n")
    done = run("resolve", "--from", "d.yaml", "--who", "ed", cwd=root)

    assert done.returncode == 0, done.stderr
    assert judged(root)[1][3] == "ed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("first,second\n", "c.csv:1: no column verdict, reason"),
        (TABLE + "same,actor:river-watch,actor:nobody,r\n", "c.csv:2: 'actor:nobody' is not in the registry"),
        (TABLE + "same,actor:river-watch,place:weir,r\n", "c.csv:2: things of different kinds are never the same"),
        (TABLE + "same,actor:river-watch,actor:river-watch,r\n", "c.csv:2: same needs two different entities"),
        (TABLE + "alike,actor:river-watch,actor:hurras,r\n", "c.csv:2: 'alike' is no verdict on who is who"),
        (TABLE + "same,actor:river-watch,actor:hurras,\n", "c.csv:2: a judgement without `reason`"),
        (
            TABLE + 'different,actor:river-watch,actor:hurras,"two\nlines"\nsame,actor:branch-215,actor:branch-227,r\n',
            "actor:branch-215 and actor:branch-227 are judged different here, and the same by c.csv:4: same",
        ),
    ],
)
def test_wrong_row_stops_the_file_and_nothing_is_written(root: Path, text: str, said: str) -> None:
    """With its line; the right rows wait for it."""
    (root / "c.csv").write_text(text, encoding="utf-8")
    done = run("resolve", "--from", "c.csv", "--who", "ed", cwd=root)

    assert done.returncode == 1
    assert said in done.stderr
    assert log_of(root) == LOG


def test_all_wrong_rows_are_told(root: Path) -> None:
    """Not the first only."""
    (root / "c.csv").write_text(TABLE + "same,actor:a,actor:b,r\nsame,actor:hurras,actor:c,r\n", encoding="utf-8")
    done = run("resolve", "--from", "c.csv", "--who", "ed", cwd=root)

    assert [line[:8] for line in done.stderr.splitlines() if line.startswith("c.csv")] == ["c.csv:2:", "c.csv:3:"]


def test_wrong_log_is_told_before_anything_is_asked(root: Path) -> None:
    """Nobody decides on top of a contradiction."""
    (root / "data" / "judgements.yaml").write_text(LOG + LOG.replace("different", "same"), encoding="utf-8")
    done = run("resolve", "--who", "ed", cwd=root, stdin="a\nr\n")

    assert done.returncode == 1
    assert "are judged different here, and the same by line 10" in done.stderr


def test_asked_for_a_kind_that_there_is_not(root: Path) -> None:
    """The nearest is told."""
    done = run("resolve", "--list", "--kind", "actors", cwd=root)

    assert (done.returncode, "did you mean actor" in done.stderr) == (2, True)


def test_kinds_that_are_called_by_what_they_are_need_asking_for(root: Path) -> None:
    """The names of events are descriptions."""
    assert "0 candidates" in run("resolve", "--list", "--kind", "event", cwd=root).stderr


DAY = "2031-06-02"
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=60).filter(
    lambda text: text.strip() == text and not re.search("[\x80-\x9f\u2028\u2029]", text)
)


@unhurried
@given(
    TEXTS, TEXTS, st.sampled_from(["", "\n", "# comment\n", "# comment", LOG, LOG.rstrip(), LOG.replace("\n", "\r\n")])
)
def test_any_reason_reads_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, reason: str, who: str, old: str
) -> None:
    """Whatever the log looked like, it has one entry more, and taking it back leaves what was there."""
    root = tmp_path_factory.mktemp("log")
    (root / "dalil.toml").write_text('title = "t"\nbase = "https://example.org/t/"\npublisher = "p"\n')
    log = root / "data" / "judgements.yaml"
    log.parent.mkdir()
    log.write_bytes(old.encode())
    project = open_project(root)
    decision = Decision("same", ("actor:a", "actor:b"), reason, who, DAY)
    added = append(project, [decision])
    read = decision.judgement(project, {"actor:a", "actor:b"})

    assert (read.reason, read.who) == (reason, who)
    assert log.read_bytes().startswith(old.encode())
    assert take_back(project, added)
    assert not old or log.read_bytes() == old.encode()


@pytest.mark.parametrize("old", ["[]\n", "same: [actor:a, actor:b]\n", "- a\n...\n", "- {a: b\n"])
def test_log_that_takes_no_entry_is_left_alone(tmp_path: Path, old: str) -> None:
    """It is said, and nothing is written."""
    (tmp_path / "dalil.toml").write_text('title = "t"\nbase = "https://example.org/t/"\npublisher = "p"\n')
    log = tmp_path / "data" / "judgements.yaml"
    log.parent.mkdir()
    log.write_text(old)
    with pytest.raises(FactError):
        append(open_project(tmp_path), [Decision("same", ("actor:a", "actor:b"), "r", "w", DAY)])

    assert log.read_text() == old
    assert [path.name for path in log.parent.iterdir()] == ["judgements.yaml"]


def test_entry_that_was_changed_since_is_not_taken_back(tmp_path: Path) -> None:
    """Somebody edited the file meanwhile: what they wrote stays."""
    project = dossier(tmp_path / "a")
    added = append(project, [Decision("unsure", ("actor:hurras", "actor:dam-guard"), "r", "w", DAY)])
    edited = log_of(tmp_path / "a") + "# later\n"
    (tmp_path / "a" / "data" / "judgements.yaml").write_text(edited)

    assert not take_back(project, added)
    assert log_of(tmp_path / "a") == edited
