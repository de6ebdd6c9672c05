"""What a build is made from, as one hash, so that an answer can say when the dossier has moved on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from dalil.project import SETTINGS, Project


def fingerprint(project: Project) -> str:
    """SHA-256 over names and contents of every file that people write and every held text; of tables the manifest has the hashes."""
    digest = hashlib.sha256()
    for path in _inputs(project):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{project.name(path)} {content}\n".encode())
    return digest.hexdigest()


def _inputs(project: Project) -> Iterator[Path]:
    yield project.root / SETTINGS
    yield project.resource("ontology") / "dalil.ttl"
    yield from project.rules("shapes", "*.ttl")
    for folder in ("sources", "entities", "facts", "anchors"):
        yield from project.files(folder, ".yaml", ".yml", ".jsonl")
    yield from project.mapping_files()
    yield from filter(Path.is_file, [project.data / "judgements.yaml"])
    yield from sorted((project.private / "vault").glob("*.txt"))
