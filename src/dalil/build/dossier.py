"""A dossier, read whole: files → sources, registry, claims, judgements, agreements → N-Quads text.

Everything that can be wrong is gathered before anything is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from dalil.errors import DalilError, DalilErrors, FactError, UnknownTerm, nearest
from dalil.facts import Anchorer, FactFile, Reader, Registry, introduced, name_premises, open_facts, read_registry
from dalil.graph import Encoder, to_nquads
from dalil.model import Agreement, Claim, Judgement, Source
from dalil.project import Project
from dalil.reconcile import Linker, agreements, read_judgements, roots
from dalil.sources import Vault, read_source


@dataclass
class Dossier:
    """All that a dossier says, in memory, and everything that is wrong with it."""

    project: Project
    sources: dict[str, Source] = field(default_factory=dict)
    registry: Registry = field(default_factory=lambda: Registry({}))
    claims: list[Claim] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    judgements: list[Judgement] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    roots: dict[str, tuple[NamedNode, ...]] = field(default_factory=dict)
    anchorers: dict[str, Anchorer] = field(default_factory=dict)
    errors: list[DalilError] = field(default_factory=list)

    @property
    def encoder(self) -> Encoder:
        """Writes this dossier's things as quads."""
        return Encoder(self.project.base)

    def nquads(self) -> str:
        """The whole dossier as canonical N-Quads."""
        e = self.encoder
        parts: list[Iterable[object]] = [
            *(e.source(source) for source in self.sources.values()),
            *(e.entity(entity) for entity in self.registry),
            *(e.claim(claim) for claim in self.claims),
            *(e.judgement(judgement) for judgement in self.judgements),
            *(e.agreement(agreement) for agreement in self.agreements),
            e.roots(self.roots),
        ]
        return to_nquads(quad for part in parts for quad in part)  # type: ignore[misc]

    def counts(self) -> dict[str, object]:
        """What a build says of itself: how much of what, checked and unchecked."""
        status = Counter(claim.anchor.status for claim in self.claims if claim.anchor)
        return {
            "sources": len(self.sources),
            "texts_held": sum(a.text is not None for a in self.anchorers.values()),
            "entities": len(self.registry.entities),
            "claims": len(self.claims),
            "claims_by_mode": dict(sorted(Counter(claim.mode for claim in self.claims).items())),
            "quotations": sum(status.values()),
            "quotations_checked": status["exact"] + status["folded"],
            "quotations_unchecked": status["unchecked"],
            "judgements": len(self.judgements),
            "agreements": dict(sorted(Counter(a.kind for a in self.agreements).items())),
        }


def read_dossier(project: Project) -> Dossier:
    """Read and check every file of a dossier; what is wrong stands in `errors`."""
    dossier = Dossier(project)
    dossier.registry, errors = read_registry(project)
    dossier.errors += errors
    _read_sources(dossier)
    files = list(_open_files(dossier))
    known = _known(dossier, files)
    _check_people(dossier, known)
    _read_claims(dossier, files, known)
    names = dossier.labels | {project.curies.shorten(project.base + c.local): c.local for c in dossier.claims}
    dossier.judgements, errors = read_judgements(project, known, names)
    dossier.errors += errors
    _reconcile(dossier)
    return dossier


def _read_sources(dossier: Dossier) -> None:
    project = dossier.project
    vault = Vault(project.private / "vault")
    for path in project.files("sources", ".yaml", ".yml"):
        try:
            source = read_source(path, project)
            dossier.sources[f"source:{path.stem}"] = source
            lock = project.data / "anchors" / f"{path.stem}.jsonl"
            anchorer = Anchorer(source, vault.text(source), lock, project.name(lock))
            dossier.anchorers[f"source:{path.stem}"] = anchorer
        except DalilErrors as several:
            dossier.errors += several.errors
        except DalilError as error:
            dossier.errors.append(error)


def _open_files(dossier: Dossier) -> Iterator[FactFile]:
    """Fact files that are YAML and name a source there is."""
    for path in dossier.project.files("facts", ".yaml", ".yml"):
        try:
            file = open_facts(path, dossier.project)
            if file.source not in dossier.sources:
                where = file.node.mapping["source"].where
                hint = nearest(file.source, dossier.sources, "source")
                raise UnknownTerm(f"no source is called {file.source!r}", where, hint)
            yield file
        except DalilErrors as several:
            dossier.errors += several.errors
        except DalilError as error:
            dossier.errors.append(error)


def _known(dossier: Dossier, files: list[FactFile]) -> dict[str, frozenset[str]]:
    """Every entity there is, with all classes it is known to belong to."""
    vocabulary = dossier.project.vocabulary
    types: dict[str, set[str]] = {curie: {entity.type} for curie, entity in dossier.registry.entities.items()}
    for curie, source in dossier.sources.items():
        types.setdefault(curie, set()).update({source.type, "Source"})
    for file in files:
        for curie, names in introduced(file).items():
            types.setdefault(curie, set()).update(names & vocabulary.classes)
    return {
        curie: frozenset().union(*(vocabulary.ancestors(name) for name in names)) for curie, names in types.items()
    }


def _check_people(dossier: Dossier, known: dict[str, frozenset[str]]) -> None:
    """Voices and publishers are actors in the registry."""
    for source in dossier.sources.values():
        for iri in filter(None, (source.voice, source.publisher)):
            curie = dossier.project.curies.shorten(iri)
            if curie not in known:
                hint = nearest(curie, known, "actor")
                dossier.errors.append(UnknownTerm(f"{curie} is not in the registry", source.where, hint))


def _read_claims(dossier: Dossier, files: list[FactFile], known: dict[str, frozenset[str]]) -> None:
    project, inferred = dossier.project, []
    by_label: dict[str, Claim] = {}
    for file in files:
        source, anchorer = dossier.sources[file.source], dossier.anchorers[file.source]
        drafts, errors = Reader(project, source, known, project.editor).drafts(file)
        dossier.errors += errors
        for draft in drafts:
            try:
                claim = anchorer.claim(draft)
            except DalilError as error:
                dossier.errors.append(error)
                continue
            if draft.premises:
                inferred.append(claim.named(draft.label))
            else:
                dossier.claims.append(claim)
                by_label[draft.label] = claim
    finished, errors = name_premises({label: c for label, c in by_label.items() if label}, inferred)
    dossier.errors += errors
    dossier.claims += finished
    written = {claim.where: claim.name for claim in inferred}
    by_label |= {written[claim.where]: claim for claim in finished}
    dossier.labels = {label: claim.local for label, claim in by_label.items() if label}
    _refuse_twins(dossier)
    dossier.claims.sort(key=lambda claim: claim.local)


def _refuse_twins(dossier: Dossier) -> None:
    """Two entries that say the same in the same words are one claim written twice."""
    first: dict[str, Claim] = {}
    for claim in dossier.claims:
        twin = first.setdefault(claim.local, claim)
        if twin is not claim:
            message = "the same claim, in the same words, by the same speaker, stands here twice"
            dossier.errors.append(FactError(message, claim.where, f"first at {twin.where}"))


def _reconcile(dossier: Dossier) -> None:
    project = dossier.project
    try:
        linker = Linker.of(dossier.judgements)
    except DalilError as error:
        dossier.errors.append(error)
        return
    labels = {project.curies.local(entity.iri): entity.labels[0][1] for entity in dossier.registry if entity.labels}
    dossier.roots = roots(dossier.claims, linker, project.base)
    dossier.agreements = agreements(dossier.claims, project.vocabulary, linker, project.base, labels)
