"""What analysts make of claims: a verdict with a note, never without; a retracted claim stays on record and decides nothing."""

import json
import shutil
from pathlib import Path

import pytest

from dalil import kg
from dalil.build import build, read_dossier
from dalil.graph.validate import validate
from dalil.kg import KnowledgeGraph, explain, list_agreements, tell, tell_agreements
from dalil.model import ASSESSMENTS
from dalil.project import open_project
from dalil.questions import named_queries
from tests.little import hold_texts, make

EXAMPLE = Path(__file__).parents[1] / "src" / "dalil" / "starter" / "example"
NOTE = "A note that is shown beside the verdict."
ACCUSATION, DENIAL = "guards of the Pier Company", "None of our guards"


def entry(verdict: str, claim: str, note: str = NOTE) -> str:
    """A judgement of a claim."""
    return f"- {verdict}: {claim}\n  reason: {note}\n  who: editors\n  when: 2031-07-01\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The worked example (invented), with its texts held."""
    shutil.copytree(EXAMPLE, tmp_path / "case")
    with (tmp_path / "case" / "dalil.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[validation]\noracle = 0\n")
    hold_texts(open_project(tmp_path / "case"))
    return tmp_path / "case"


def built(case: Path, judgements: str = "") -> KnowledgeGraph:
    """The example with some judgements, built and opened."""
    log = case / "data" / "judgements.yaml"
    log.unlink(missing_ok=True)
    if judgements:
        log.write_text(judgements, encoding="utf-8")
    build(open_project(case))
    return kg.open(case)


def claim_of(graph: KnowledgeGraph, words: str) -> str:
    """The name of the claim whose quotation begins so."""
    return next("claim:" + c.local.removeprefix("claim-") for c in graph.claims() if c.quote.startswith(words))


@pytest.mark.parametrize("verdict", ASSESSMENTS)
def test_every_verdict_is_explained_with_its_note(case: Path, verdict: str) -> None:
    """In the story, for programs and for people."""
    accusation = claim_of(built(case), ACCUSATION)
    graph = built(case, entry(verdict, accusation))
    story = explain(graph, accusation)

    assert story["assessment"] == [verdict]
    assert story["judgements"] == [{"verdict": verdict, "reason": NOTE, "who": "editors", "when": "2031-07-01"}]
    assert f"  judged     {verdict} (editors, 2031-07-01): {NOTE}" in tell(story)


def test_conflict_is_listed_with_the_note_of_its_claims(case: Path) -> None:
    """In the list, in its JSON, in the question, and where the other claim is explained."""
    accusation = claim_of(built(case), ACCUSATION)
    graph = built(case, entry("conflict", accusation))
    pair = next(p for p in list_agreements(graph) if accusation in [side.claim for side in p.claims])
    told = json.dumps(pair.as_dict())
    asked = [row for row in graph.query("conflicts") if NOTE in (row["note1"], row["note2"])]

    assert f"judged conflict: {NOTE}" in tell_agreements([pair])
    assert {"verdict": "conflict", "reason": NOTE} in [a for side in json.loads(told)["assessments"] for a in side]
    assert len(asked) == 1
    assert f"judged conflict: {NOTE}" in tell(explain(graph, claim_of(graph, DENIAL)))


def test_retracted_claim_keeps_its_name_and_words_and_conflicts_with_nothing(case: Path) -> None:
    """It is left out of every question but those on judgements, and is still explained."""
    before = built(case)
    accusation = claim_of(before, ACCUSATION)
    graph = built(case, entry("retracted", accusation))
    iri = graph.project.base + accusation.replace(":", "-")
    asked = {
        name: [row for row in graph.query(name) if iri in row.values()]
        for name in named_queries(graph.project)
        if not name.startswith("check-")
    }

    assert explain(graph, accusation)["quote"] == explain(before, accusation)["quote"]
    assert accusation in {side.claim for pair in list_agreements(before) for side in pair.claims}
    assert accusation not in {side.claim for pair in list_agreements(graph, every=True) for side in pair.claims}
    assert "rivals" not in explain(graph, claim_of(graph, DENIAL))
    assert {name for name, rows in asked.items() if rows} <= {"judgements"}


def test_taking_a_retraction_back_restores_everything(case: Path) -> None:
    """No source fact was touched: the graph is, but for the log, the one before."""
    before = built(case)
    accusation = claim_of(before, ACCUSATION)
    plain = (case / "build" / "dossier.nq").read_text(encoding="utf-8")
    built(case, entry("retracted", accusation))
    built(case)

    assert (case / "build" / "dossier.nq").read_text(encoding="utf-8") == plain


@pytest.mark.parametrize("note", ["", "   "])
def test_verdict_without_a_note_is_refused(tmp_path: Path, note: str) -> None:
    """In the file: line, and what to write."""
    claims = "- quote: on 3 May 2031\n  id: day\n  says: { event:weir-shooting: { date: 2031-05-03 } }\n"
    project = make(
        tmp_path / "case",
        {
            "data/facts/letter.yaml": "source: source:letter\nclaims:\n" + claims,
            "data/judgements.yaml": entry("conflict", "letter/day", f'"{note}"'),
        },
    )
    (error,) = read_dossier(project).errors

    assert "data/judgements.yaml:1" in str(error)
    assert "reason" in str(error)


def test_verdict_without_a_note_in_a_graph_is_found(case: Path) -> None:
    """A graph that shows a conflict without its note does not hold."""
    graph = built(case, entry("conflict", claim_of(built(case), ACCUSATION)))
    lines = (case / "build" / "dossier.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    bare = "".join(line for line in lines if "/judgement-" not in line.partition(" ")[0])
    project = graph.project
    shapes, ontology = project.rules("shapes", "*.ttl"), project.resource("ontology") / "dalil.ttl"

    assert validate("".join(lines), shapes, ontology=ontology).findings == ()
    assert {f.code for f in validate(bare, shapes, ontology=ontology).findings} == {"D203"}


# --- how much a statement rests on


def test_explain_tells_sources_and_roots(case: Path) -> None:
    """`2 sources, 2 roots` with the claims that hold the same; a denial holds nothing."""
    graph = built(case)
    place = next(
        c for c in graph.claims() if c.quote == "at Pier 4" and c.source and c.source.value.endswith("company-2021")
    )
    story = explain(graph, "claim:" + place.local.removeprefix("claim-"))

    (held,) = story["corroboration"]
    assert (len(held["sources"]), len(held["roots"]), len(held["claims"])) == (2, 2, 2)
    assert "  held in    2 sources, 2 roots: " in tell(story)
    assert "corroboration" not in explain(graph, claim_of(graph, DENIAL))


def test_two_documents_on_one_film_are_two_sources_and_one_root(case: Path) -> None:
    """What the company's notice says of the place, and the union's statement, both from one video."""
    works = case / "data" / "entities" / "works.yaml"
    works.write_text("work:pier-video: { type: Video, name: A video from the pier }\n", encoding="utf-8")
    for name, quote in (("union-2021", "- quote: at Pier 4 in Northport\n"), ("company-2021", "- quote: at Pier 4\n")):
        path = case / "data" / "facts" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(quote, f"{quote}  basis: work:pier-video\n"), encoding="utf-8")
    graph = built(case)
    place = next(c for c in graph.claims() if c.quote == "at Pier 4" and c.basis)

    assert "  held in    2 sources, 1 root: " in tell(explain(graph, "claim:" + place.local.removeprefix("claim-")))
    (row,) = [r for r in graph.query("corroboration") if r["property"].endswith("#place")]
    assert (row["sources"], row["roots"]) == (2, 1)
