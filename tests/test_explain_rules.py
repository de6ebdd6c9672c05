"""`dalil explain D017`: what a rule asks, what to do, an example of either, and how often the build has it."""

import json
from pathlib import Path

import pytest

from dalil import errors
from dalil.build import build
from dalil.errors import UnknownTerm
from dalil.kg.rules import explain_rule, rule_story, tell_rule
from dalil.project import open_project
from dalil.reports import rules_of
from dalil.starter import make_dossier
from tests.test_cli import run

ROOT = Path(__file__).parents[1]


def story(word: str, start: Path | None = ROOT) -> dict[str, object]:
    """Of one rule."""
    found = explain_rule(word, start)
    assert isinstance(found, dict)
    return found


def test_every_rule_says_what_holds_what_to_do_and_shows_an_example_of_either() -> None:
    for rule in rules_of(open_project(ROOT)).values():
        told = tell_rule(rule_story(rule))

        assert told.startswith(f"{rule.code} {rule.name} ("), rule.name
        for part in ("must hold", "if not", "written in", "This does not hold:", "This holds:"):
            assert part in told, f"{rule.code} {part}"


@pytest.mark.parametrize("word", ["D17", "d017", "D017", "claim-is-recorded"])
def test_a_code_may_be_written_as_people_write_it(word: str) -> None:
    assert story(word)["name"] == "claim-is-recorded"


def test_d_lists_all_rules_by_code() -> None:
    found = explain_rule("D", ROOT)
    assert isinstance(found, list)
    codes = [one["code"] for one in found]

    assert len(found) == len(rules_of(open_project(ROOT)))
    assert codes == sorted(codes)
    assert tell_rule(found).count("\n") == len(found)


@pytest.mark.parametrize(
    ("word", "hint"),
    [("D999", "dalil explain D"), ("claim-has-moed", "claim-has-mode"), ("QuoteNotFond", "QuoteNotFound")],
)
def test_a_rule_that_nobody_knows_comes_with_the_nearest(word: str, hint: str) -> None:
    with pytest.raises(UnknownTerm) as caught:
        explain_rule(word, ROOT)

    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize("word", ["event:x", "claim:D017", "https://example.org/D017", "nonsense", ""])
def test_what_is_no_rule_is_left_to_others(word: str) -> None:
    assert explain_rule(word, ROOT) is None


@pytest.mark.parametrize("kind", ["QuoteNotFound", "InvalidGraph", "DalilErrors"])
def test_kinds_of_errors_are_explained_too(kind: str) -> None:
    found = story(kind)

    assert found["means"]
    assert found["exit"] == getattr(errors, kind).exit_code


def test_outside_of_a_dossier_the_rules_are_those_of_dalil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert story("D017", None)["found"] == ""


def test_how_often_the_build_has_it_is_told(tmp_path: Path) -> None:
    """With a rule of the dossier's own, which has no code and no example."""
    make_dossier(tmp_path / "case")
    (tmp_path / "case/shapes").mkdir()
    rules = Path(__file__).parent / "watch-shapes.ttl"
    (tmp_path / "case/shapes/own.ttl").write_text(rules.read_text(encoding="utf-8"), encoding="utf-8")
    project = open_project(tmp_path / "case")
    before = story("claim-is-sure", project.root)["found"]
    build(project)

    assert before == ""
    assert story("claim-is-sure", project.root)["found"] == "11 findings"
    assert story("D017", project.root)["found"] == "0 findings"


def test_the_command_explains_rules_without_a_build(tmp_path: Path) -> None:
    make_dossier(tmp_path / "case")
    told = run("explain", "D015", cwd=tmp_path / "case")
    asked = run("explain", "D015", "--json", cwd=tmp_path / "case")
    unknown = run("explain", "D999", cwd=tmp_path / "case")

    assert told.returncode == 0
    assert "claim-has-words-or-premises" in told.stdout
    assert json.loads(asked.stdout)["code"] == "D015"
    assert (unknown.returncode, unknown.stdout) == (1, "")
