"""hold: a file into the vault, its hashes on record, and every quotation of its source looked up again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dalil.build.dossier import read_dossier
from dalil.errors import QuoteAmbiguous, QuoteNotFound, UnknownTerm, Where
from dalil.project import Project
from dalil.sources import Vault, hold, record_snapshot, recorded_snapshots
from dalil.vocabulary import SLUG


@dataclass(frozen=True, slots=True)
class Holding:
    """What was held, in a sentence, and the quotations that do not stand in it."""

    sentence: str
    lost: tuple[str, ...]


def hold_source(project: Project, file: Path, curie: str, *, revise: bool = False) -> Holding:
    """Hold a file as the text of a source; makes the source's file where there is none. Raises SourceError."""
    kind, _, name = curie.partition(":")
    if kind != "source" or not SLUG.fullmatch(name):
        raise UnknownTerm(f"{curie!r} is not the id of a source", hint="write source:my-letter")
    path = next(
        (p for p in project.files("sources", ".yml") if p.stem == name), project.data / "sources" / f"{name}.yaml"
    )
    fresh = not path.exists()
    known = recorded_snapshots(path, project)
    held = hold(file, Vault(project.private / "vault"), known, Where(project.name(path)), revise=revise)
    if held.new:
        record_snapshot(path, held.snapshot)
    shot = held.snapshot
    how = " (guessed: if it is wrong, save the file as UTF-8 and hold that)" if held.guessed else ""
    told = f"{curie}: {shot.characters:,} characters, {shot.encoding}{how}, SHA-256 {shot.sha256[:12]}…"
    if fresh:
        told += f"\nwrote {project.name(path)}: fill in what is TODO"
    return Holding(told, () if fresh else _lost(project, curie))


def _lost(project: Project, curie: str) -> tuple[str, ...]:
    """Quotations of this source that no longer stand in its text, furniture among them; or that none was looked up."""
    dossier = read_dossier(project)
    if curie in dossier.quoted_in.values() and curie not in dossier.anchorers:
        return (
            f"its quotations were not looked up: data/sources/{curie.partition(':')[2]} is not right yet (dalil check)",
        )
    return tuple(str(e) for e in dossier.errors_in(curie) if isinstance(e, QuoteNotFound | QuoteAmbiguous))
