"""The first dossier against its texts: read whole, anchored whole, and no quotation survives a change of meaning."""

import re
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from dalil.build import Dossier, cover, hold_source, read_dossier
from dalil.errors import QuoteNotFound
from dalil.facts import find, fold
from dalil.model import Anchor
from dalil.project import open_project

ROOT = Path(__file__).parents[1]
TEXTS = ROOT.parent / "shared" / "sources"
FILES = {"source:coalition-2024": "000_*.txt", "source:ngo-letter-2022": "001_*.txt"}

pytestmark = pytest.mark.skipif(not TEXTS.is_dir(), reason="the two texts are other people's and are not held here")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """A copy of the repository's dossier, with both texts held."""
    folder = tmp_path_factory.mktemp("dossier")
    for name in ("data", "ontology", "shapes", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "dalil.toml", folder)
    project = open_project(folder)
    for source, pattern in FILES.items():
        (text,) = TEXTS.glob(pattern)
        held = hold_source(project, text, source)

        assert held.lost == ()
    return read_dossier(project)


def test_every_quotation_is_checked(dossier: Dossier) -> None:
    """No error, and nothing left unchecked."""
    counts = dossier.counts()

    assert dossier.errors == []
    assert (counts["quotations_checked"], counts["quotations_unchecked"]) == (counts["quotations"], 0)


@pytest.mark.parametrize("source", FILES)
def test_every_character_is_accounted_for(dossier: Dossier, source: str) -> None:
    """Nothing is unread, and the kinds add up to the text."""
    found = cover(dossier, source)
    text = dossier.anchorers[source].text

    assert text is not None
    assert [run.text for run in found.unread] == []
    assert sum(found.counts.values()) == len(text)


def test_no_claim_touches_furniture(dossier: Dossier) -> None:
    """Breadcrumb, language switcher and teasers of other articles say nothing in this dossier."""
    source = "source:ngo-letter-2022"
    anchorer, iri = dossier.anchorers[source], dossier.sources[source].iri
    furniture = [place for span in dossier.sources[source].furniture if (place := anchorer.find(span))]
    claimed = [claim.anchor for claim in dossier.claims if claim.source == iri and isinstance(claim.anchor, Anchor)]

    assert len(furniture) > 5
    assert [(f, c) for f in furniture for c in claimed if c.start < f.end and f.start < c.end] == []


def altered(quote: str) -> set[str]:
    """The quotation with another number, with or without its negation, with another name or word."""
    number = re.sub(r"\d+", lambda match: str(int(match[0]) + 1), quote)
    first = re.sub(r"\b[A-Z][a-z]{3,}", "Somebody", quote, count=1)
    negated = re.sub(r"\b(was|were|have|has|are|is)\b", r"\1 not", quote, count=1)
    affirmed = re.sub(r"\b(not|never|no) ", "", quote, count=1)
    swapped = re.sub(r"\b(committed|killed|published|showed|demand|urge|said)\b", "denied", quote, count=1)
    return {number, first, negated, affirmed, swapped} - {quote}


def test_no_quotation_survives_a_change_of_meaning(dossier: Dossier) -> None:
    """Every quotation of both documents, altered by rule, is refused against the real text."""
    tried, accepted = 0, []
    for source in FILES:
        text = dossier.anchorers[source].text or ""
        folded, iri = fold(text), dossier.sources[source].iri
        for quote in {claim.quote for claim in dossier.claims if claim.source == iri}:
            for words in altered(quote):
                if words in text:
                    continue  # another true quotation
                tried += 1
                with suppress(QuoteNotFound):
                    accepted.append((words, find(words, folded)))

    assert tried > 200
    assert accepted == []
