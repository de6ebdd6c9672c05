"""Coverage: every character of a text is claimed, furniture, without fact, layout or not yet read, and they add up."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalil.build import cover, read_dossier
from dalil.errors import DalilErrors, SourceError, UnknownTerm
from dalil.project import open_project
from tests.little import facts, make

ROOT = Path(__file__).parents[1]


def covered(root: Path, claims: str, source: str = "", text: str = "") -> dict[str, list[str]]:
    """The letter's runs by kind, layout apart."""
    files = {"data/facts/letter.yaml": facts(claims)}
    files |= (
        {"data/sources/letter.yaml": f"title: t\nvoice: actor:river-watch\nlanguage: en\n{source}\n"} if source else {}
    )
    files |= {"texts/letter.txt": text} if text else {}
    dossier = read_dossier(make(root, files))
    assert dossier.errors == []
    found = cover(dossier, "source:letter")
    held = dossier.anchorers["source:letter"].text or ""

    assert "".join(run.text for run in found.runs) == held
    assert [(run.start, run.end) for run in found.runs] == [
        (s, s + len(run.text)) for run in found.runs for s in [run.start]
    ]
    assert sum(found.counts.values()) == len(held)
    runs: dict[str, list[str]] = {}
    for run in found.runs:
        runs.setdefault(run.kind, []).append(run.text)
    return {kind: texts for kind, texts in runs.items() if kind != "layout"}


DATE = "- quote: on 3 May 2031\n  says: { event:weir-shooting: { date: 2031-05-03 } }\n"


def test_what_nobody_read_is_told(tmp_path: Path) -> None:
    """What no claim quotes and no list names is unread, word by word between layout."""
    found = covered(tmp_path / "a", DATE)

    assert found["claimed"] == ["on 3 May 2031"]
    assert found["furniture"] == ["INVENTED"]
    assert found["unread"][:3] == ["Men", "of", "the"]


def test_passage_claims_all_between_its_ends(tmp_path: Path) -> None:
    """First words … last words is one run, layout and all."""
    found = covered(
        tmp_path / "a",
        "- quote: Men of the Dam Guard … They buried them\n  says: { event:weir-burial: { perpetrator: actor:dam-guard } }\n",
    )

    assert found["claimed"] == [
        "Men of the Dam Guard may have shot 41 farmers at the weir on 3 May 2031. They buried them"
    ]


def test_claim_outweighs_furniture_and_furniture_no_fact(tmp_path: Path) -> None:
    """Where two say something of a character, the one that says more holds."""
    source = "furniture: [on 3 May]\nnoFact: [41 farmers at the weir on 3 May 2031, INVENTED]"
    found = covered(tmp_path / "a", "- quote: 3 May\n  says: { event:weir-shooting: { date: 2031-05-03 } }\n", source)

    assert {kind: texts for kind, texts in found.items() if kind != "unread"} == {
        "claimed": ["3 May"],
        "furniture": ["on "],
        "no fact": ["INVENTED", "41 farmers at the weir ", " 2031"],
    }


def test_inference_claims_no_character(tmp_path: Path) -> None:
    """It quotes nothing."""
    found = covered(
        tmp_path / "a",
        DATE.replace("- ", "- id: a\n  ") + "- { from: a, reason: r, says: { event:weir-burial: { date: 2031 } } }\n",
    )

    assert found["claimed"] == ["on 3 May 2031"]


def test_offsets_are_code_points(tmp_path: Path) -> None:
    """Astral characters, joined marks and line ends of two bytes count as canonical text counts them."""
    found = covered(tmp_path / "a", DATE, source="note: n", text="🕊🕊 é\u0301\r\non 3 May 2031 𒀀\r\n")

    assert found == {"claimed": ["on 3 May 2031"], "unread": ["é", "𒀀"]}


def test_claims_of_another_source_cover_nothing(tmp_path: Path) -> None:
    """Each text is accounted for by its own claims."""
    files = {
        "data/sources/copy.yaml": "title: t\nvoice: actor:river-watch\nlanguage: en\n",
        "texts/copy.txt": "on 3 May 2031\n",
        "data/facts/copy.yaml": facts(DATE).replace("source:letter", "source:copy"),
        "data/facts/letter.yaml": facts(
            "- quote: 41 farmers\n  says: { event:weir-shooting: { killed: 41 farmers } }\n"
        ),
    }
    dossier = read_dossier(make(tmp_path / "a", files))

    assert [run.text for run in cover(dossier, "source:letter").runs if run.kind == "claimed"] == ["41 farmers"]
    assert cover(dossier, "source:copy").unread == ()


def test_text_that_is_not_held_cannot_be_covered(tmp_path: Path) -> None:
    """Nothing short that looks whole: an error, with what to do."""
    project = make(tmp_path / "a")
    dossier = read_dossier(project)
    for anchorer in dossier.anchorers.values():
        anchorer.save()
    for path in (project.private / "vault").iterdir():
        path.unlink()

    with pytest.raises(SourceError, match="is not held here\n  → dalil hold FILE --source source:letter"):
        cover(read_dossier(project), "source:letter")
    with pytest.raises(UnknownTerm, match="did you mean source:letter"):
        cover(dossier, "source:leter")


def test_furniture_that_does_not_stand_in_the_text_is_an_error(tmp_path: Path) -> None:
    """Told by every run, and by coverage itself."""
    source = "title: t\nvoice: actor:river-watch\nlanguage: en\nfurniture: [MADE UP]\nnoFact: [at the weir]\n"
    dossier = read_dossier(make(tmp_path / "a", {"data/sources/letter.yaml": source}))

    assert [str(error.where) for error in dossier.errors] == [
        "data/sources/letter.yaml:4:13",
        "data/sources/letter.yaml:5:10",
    ]
    with pytest.raises(DalilErrors):
        cover(dossier, "source:letter")


WORDS = ["Men", "of", "the", "Dam", "Guard", "may", "have", "shot", "41", "farmers"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 9)), min_size=1, max_size=5, unique=True))
def test_runs_add_up_whatever_is_claimed(
    tmp_path_factory: pytest.TempPathFactory, spans: list[tuple[int, int]]
) -> None:
    """Overlapping claims, claims within claims: each character is counted once, and what is claimed is what was quoted."""
    quotes = sorted({" ".join(WORDS[i : i + n]) for i, n in spans})
    claims = "".join(
        f"- quote: {quote}\n  occurrence: 1\n  says: {{ event:weir-shooting: {{ date: {2000 + n} }} }}\n"
        for n, quote in enumerate(quotes)
    )
    found = covered(tmp_path_factory.mktemp("x") / "a", claims)
    marked = {k for i, n in spans for k in range(i, min(i + n, len(WORDS)))}

    assert [WORDS[k] for k in sorted(marked)] == " ".join(found["claimed"]).split()


@pytest.mark.skipif(
    not list((ROOT / ".dalil" / "vault").glob("*.txt")), reason="the two documents' texts are not held on this machine"
)
def test_first_dossier_is_read_to_its_last_character() -> None:
    """Of both documents nothing is unread."""
    dossier = read_dossier(open_project(ROOT))

    assert dossier.errors == []
    assert dict.fromkeys(dossier.sources, ()) == {curie: cover(dossier, curie).unread for curie in dossier.sources}
