"""How the two documents of the first dossier stand to each other, as a careful reader sees it. Each test names the two claims."""

import shutil
from pathlib import Path

import pytest

from dalil.build import Dossier, read_dossier
from dalil.model import Agreement, Claim
from dalil.project import open_project
from dalil.reconcile import Linker

ROOT = Path(__file__).parents[1]
STATEMENT, LETTER = "source-coalition-2024", "source-ngo-letter-2022"

FORTY_ONE = "which led to the killing of 41 civilians"
AT_LEAST_PEOPLE = "massacre of at least 41 people"
AT_LEAST_CIVILIANS = "the massacre of at least 41 civilians"
THE_DAY, THE_MONTH = "on 16 April 2013", "committed in April 2013"
REGIME = "the massacre committed by Assad regime in Al-Tadamon neighborhood"
BRANCH = "committed in April 2013 by members of branch 227"
SERVICES = "a war crime committed … by Assad's intelligence services"
FIRST_BURIED = "buried on top of each other in a mass grave then incinerated"
FIRST_BURNED = "burning their corpses and burying them"
SOLDIER, TWO = "a soldier from branch 227 … shooting them", "the two main perpetrators"
SILENCE = "the lack of response … to such a shocking report"


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """A copy of the repository's dossier, without the texts: quotations are then as the fact files write them."""
    folder = tmp_path_factory.mktemp("dossier")
    for name in ("data", "ontology", "shapes", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "dalil.toml", folder)
    found = read_dossier(open_project(folder))
    assert found.errors == []
    return found


def between(dossier: Dossier, one: str, other: str) -> list[Agreement]:
    """All agreements between the claims with these two quotations, one of each document."""
    quotes = {claim.local: claim.quote for claim in dossier.claims}
    assert {one, other} <= set(quotes.values())
    return [a for a in dossier.agreements if {quotes[a.first], quotes[a.second]} == {one, other}]


def only(dossier: Dossier, one: str, other: str) -> Agreement:
    """The one agreement between two quotations."""
    (found,) = between(dossier, one, other)
    return found


def quoted(dossier: Dossier, quote: str) -> list[Claim]:
    """The claims with a quotation."""
    return [claim for claim in dossier.claims if claim.quote == quote]


def first_quote(dossier: Dossier, agreement: Agreement) -> str:
    """The words of the claim that says more."""
    return next(claim.quote for claim in dossier.claims if claim.local == agreement.first)


def on(found: list[Agreement], term: str) -> list[Agreement]:
    """Those that compare by a property."""
    return [agreement for agreement in found if agreement.term == term]


@pytest.mark.parametrize("letter", [AT_LEAST_PEOPLE, AT_LEAST_CIVILIANS])
def test_forty_one_and_at_least_forty_one_can_both_hold(dossier: Dossier, letter: str) -> None:
    """Also where the one counts civilians and the other people, which the sentence says."""
    (found,) = on(between(dossier, FORTY_ONE, letter), "killed")

    assert (found.kind, found.rule) == ("compatible", "count-ranges")
    assert "41 civilians, according to Syrian National Coalition (coalition-2024)" in found.sentence
    assert ("“civilians” counts a part of what “people” counts" in found.sentence) is (letter == AT_LEAST_PEOPLE)


def test_the_day_refines_the_month(dossier: Dossier) -> None:
    """16 April 2013 lies in April 2013."""
    found = only(dossier, THE_DAY, THE_MONTH)

    assert (found.kind, found.rule) == ("refines", "date-ranges")
    assert first_quote(dossier, found) == THE_DAY
    assert found.sentence.endswith("2013-04-16 lies within 2013-04.")


@pytest.mark.parametrize(
    ("low", "high", "chain"),
    [
        (
            "Al-Tadamon neighborhood in south Damascus",
            "Tadamon neighborhood in Damascus",
            "Damascus, within it South Damascus",
        ),
        ("massacre … in Tadamon neighborhood", "Al-Tadamon Massacre in Damascus", "Damascus, within it Tadamon"),
    ],
)
def test_places_lie_within_each_other(dossier: Dossier, low: str, high: str, chain: str) -> None:
    """Tadamon, south Damascus, Damascus: one place at several sizes."""
    (found,) = [a for a in between(dossier, low, high) if a.term in ("within", "place")]

    assert (found.kind, found.rule) == ("refines", "hierarchy")
    assert first_quote(dossier, found) == low
    assert chain in found.sentence


@pytest.mark.parametrize(
    ("quote", "levels"),
    [
        (BRANCH, ["Assad regime", "Syria's military intelligence service", "Branch 227", "Members of branch 227"]),
        (SERVICES, ["Assad regime", "Assad's intelligence services"]),
    ],
)
def test_regime_service_and_branch_are_one_allegation(dossier: Dossier, quote: str, levels: list[str]) -> None:
    """The statement names the regime, the letter its service and its branch: no conflict, and every level is named."""
    found = only(dossier, REGIME, quote)

    assert (found.kind, found.rule) == ("refines", "hierarchy")
    assert first_quote(dossier, found) == quote
    told = found.sentence.partition("levels: ")[2]
    assert [told.index(level) for level in levels] == sorted(told.index(level) for level in levels)
    assert "is inferred)" in told


def test_order_of_burning_and_burying_differs(dossier: Dossier) -> None:
    """The letter says which came first, the statement lists them the other way round; it is said that this is a list."""
    found = only(dossier, FIRST_BURIED, FIRST_BURNED)

    assert (found.kind, found.rule) == ("conflicts", "order-of-acts")
    assert "one of them is that of a list" in found.sentence
    assert [a.kind for a in dossier.agreements].count("conflicts") == 1


def test_one_soldier_and_two_main_perpetrators_stay_apart(dossier: Dossier) -> None:
    """Nothing says that they are one, refine each other or clash, and nobody is merged."""
    linker = Linker.of(dossier.judgements)
    soldier, two = "actor-soldier-branch-227", "actor-two-main-perpetrators"

    assert between(dossier, SOLDIER, TWO) == []
    assert linker.canonical(soldier) != linker.canonical(two)
    assert not [a for a in dossier.agreements if "soldier from branch 227" in a.sentence and "two main" in a.sentence]


@pytest.mark.parametrize("state", ["France, the Netherlands, and Germany", "the Netherlands, and Germany", "Germany"])
def test_no_response_and_three_investigations_are_of_different_times(dossier: Dossier, state: str) -> None:
    """The letter of 2022 says that there was no response, the statement of 2024 that three states announced an investigation."""
    quote = f"{state} announced the opening of an investigation"
    (found,) = {a.local: a for a in between(dossier, SILENCE, quote)}.values()

    assert (found.kind, found.rule) == ("unrelated-in-time", "absence-and-presence")
    assert "told between 2022-04 and 2022-05, a day that is inferred" in found.sentence
    assert "told on 2024-04-16, a day that is inferred" in found.sentence


def test_both_documents_rest_on_one_film(dossier: Dossier) -> None:
    """What each says of the dead, and of the shooting, goes back to the same footage."""
    roots = {
        source: {
            root.value.rpartition("/")[2]
            for quote in quotes
            for claim in quoted(dossier, quote)
            for root in dossier.roots[claim.local]
        }
        for source, quotes in {
            STATEMENT: (FORTY_ONE, SOLDIER, FIRST_BURNED),
            LETTER: (AT_LEAST_CIVILIANS, FIRST_BURIED, "the civilians were deliberately shot dead"),
        }.items()
    }

    assert roots[STATEMENT] == roots[LETTER]
    assert len(roots[LETTER]) == 1


def test_the_three_elevens_are_compared_with_nothing(dossier: Dossier) -> None:
    """An anniversary, the signatories' years of work and the years of impunity are three things."""
    terms = {a.term for a in dossier.agreements if "11" in a.sentence}

    assert "duration" not in {a.term for a in dossier.agreements}
    assert terms <= {"anniversaryNumber", "anniversaryOf"}


def test_every_sentence_names_both_voices_and_no_bare_name(dossier: Dossier) -> None:
    """Sentences say who, where and why, in words that a person knows: no local names, no double blanks or stops."""
    for agreement in dossier.agreements:
        sentence = agreement.sentence
        assert sentence.count("coalition-2024)") + sentence.count("ngo-letter-2022)") == 2, sentence
        assert not [bad for bad in ("actor-", "event-", "work-", "place-", "  ", "..", " ,", ";.") if bad in sentence]
        assert sentence.endswith(".")
