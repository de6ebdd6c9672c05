"""A dossier, read whole: files → sources, registry, claims, judgements, agreements → N-Quads text.

Everything that can be wrong is gathered before anything is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from dalil.build.misplaced import misplaced
from dalil.errors import DalilError, FactError, UnknownTerm, Where, gathering, nearest
from dalil.facts import (
    Anchorer,
    Draft,
    FactFile,
    Reader,
    Registry,
    introduced,
    name_premises,
    open_facts,
    read_registry,
)
from dalil.graph import Encoder, to_nquads
from dalil.model import Agreement, Anchor, Claim, Judgement, Mapping, Source
from dalil.project import SETTINGS, Project
from dalil.reconcile import Linker, agreements, read_judgements, roots
from dalil.sources import Vault, read_source
from dalil.values import Time

YAML = (".yaml", ".yml")


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
    left_out: dict[tuple[str, str], int] = field(default_factory=dict)
    """Thing and term → pairs of its written claims that are too many to compare."""
    roots: dict[str, tuple[NamedNode, ...]] = field(default_factory=dict)
    anchorers: dict[str, Anchorer] = field(default_factory=dict)
    errors: list[DalilError] = field(default_factory=list)
    quoted_in: dict[str, str] = field(default_factory=dict)
    """Fact file, as errors call it → the source that it quotes."""
    mappings: list[Mapping] = field(default_factory=list)
    tabled: set[str] = field(default_factory=set)
    """Entities that files name because a table may describe them: whether it does, its rows tell."""
    judged: set[str] = field(default_factory=set)
    """Claims of tables that judgements are about."""

    @property
    def encoder(self) -> Encoder:
        """Writes this dossier's things as quads."""
        return Encoder(self.project.base, self.project.languages)

    def nquads(self) -> str:
        """The whole dossier as canonical N-Quads."""
        e = self.encoder
        parts: list[Iterable[object]] = [
            *(e.source(source) for source in self.sources.values()),
            *(e.entity(entity) for entity in self.registry),
            *(e.claim(claim) for claim in self.claims),
            *(e.judgement(judgement) for judgement in self.judgements),
            *(e.agreement(agreement) for agreement in self.agreements),
            e.states(self.claims, self.sources.values()),
            e.roots(self.roots),
        ]
        return to_nquads(quad for part in parts for quad in part)  # type: ignore[misc]

    def errors_in(self, curie: str) -> list[DalilError]:
        """What is wrong in a source's own file and in the fact files that quote it."""
        files = {file for file, source in self.quoted_in.items() if source == curie}
        files |= {self.sources[curie].where.file} if curie in self.sources else set()
        return [error for error in self.errors if isinstance(error.where, Where) and error.where.file in files]

    def counts(self) -> dict[str, object]:
        """What a build says of itself: how much of what, checked and unchecked."""
        status = Counter(claim.anchor.status for claim in self.claims if isinstance(claim.anchor, Anchor))
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
            **({"agreements_left_out": sum(self.left_out.values())} if self.left_out else {}),
        }


def read_dossier(project: Project) -> Dossier:
    """Read and check every file of a dossier; what is wrong stands in `errors`."""
    dossier = Dossier(project)
    dossier.errors += misplaced(project)
    dossier.registry, errors = read_registry(project)
    dossier.errors += errors
    _read_sources(dossier)
    files = list(_open_files(dossier))
    known = _with_tables(dossier, _known(dossier, files))
    _check_people(dossier, known)
    _read_claims(dossier, files, known)
    names = dossier.labels | {project.curies.shorten(project.base + c.local): c.local for c in dossier.claims}
    dossier.judgements, errors = read_judgements(project, known, _with_table_claims(dossier, names))
    dossier.errors += errors
    _reconcile(dossier)
    return dossier


def _read_sources(dossier: Dossier) -> None:
    project = dossier.project
    vault = Vault(project.private / "vault")
    for path in project.files("sources", *YAML):
        with gathering(dossier.errors):
            source = read_source(path, project)
            dossier.sources[f"source:{path.stem}"] = source
            lock = project.data / "anchors" / f"{path.stem}.jsonl"
            anchorer = Anchorer(source, vault.text(source), lock, project.name(lock))
            dossier.anchorers[f"source:{path.stem}"] = anchorer
            for span in (*source.furniture, *source.no_fact):
                with gathering(dossier.errors):
                    anchorer.find(span)


def _source_names(project: Project) -> set[str]:
    """Every source that somebody wrote a file for, be the file right or wrong."""
    return {f"source:{path.stem}" for path in project.files("sources", *YAML)}


def _open_files(dossier: Dossier) -> Iterator[FactFile]:
    """Fact files that are YAML; their claims are read even where the source's own file is wrong."""
    written = _source_names(dossier.project)
    for path in dossier.project.files("facts", *YAML):
        with gathering(dossier.errors):
            file, errors = open_facts(path, dossier.project)
            dossier.errors += errors
            if file is None:
                continue
            if file.source not in written:
                hint = nearest(file.source, written, "source")
                raise UnknownTerm(f"no source is called {file.source!r}", file.node.mapping["source"].where, hint)
            dossier.quoted_in[file.node.where.file] = file.source
            yield file


def _known(dossier: Dossier, files: list[FactFile]) -> dict[str, frozenset[str]]:
    """Every entity there is, with all classes it is known to belong to.

    Of one whose entry or class is wrong, which is said where it stands, nothing more is complained of: it may be anything.
    """
    vocabulary = dossier.project.vocabulary
    types: dict[str, set[str]] = {curie: {entity.type} for curie, entity in dossier.registry.entities.items()}
    for curie in _source_names(dossier.project):
        source = dossier.sources.get(curie)
        types.setdefault(curie, set()).update({"Source", source.type if source else "Source"})
    for file in files:
        for curie, names in introduced(file).items():
            types.setdefault(curie, set()).update(names)
    anything = dict.fromkeys(dossier.registry.broken, vocabulary.classes)
    return anything | {
        curie: frozenset().union(*(vocabulary.ancestors(name) for name in names))
        if names <= vocabulary.classes and curie not in anything
        else vocabulary.classes
        for curie, names in types.items()
    }


def _with_tables(dossier: Dossier, known: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """What is known, and what the mappings of tables describe: by name, or by a pattern of names."""
    paths = dossier.project.mapping_files()
    if not paths:
        return known
    from dalil.build.known import Known, read_mappings

    dossier.mappings, errors = read_mappings(paths, dossier.project, known)
    dossier.errors += errors
    return Known.of(known, dossier.mappings, dossier.project, dossier.tabled)


def _with_table_claims(dossier: Dossier, names: dict[str, str]) -> dict[str, str]:
    """What judgements may call a claim: those of tables too."""
    if not dossier.mappings:
        return names
    from dalil.build.known import ClaimNames

    return ClaimNames.of(names, dossier.mappings, dossier.judged)


def _check_people(dossier: Dossier, known: dict[str, frozenset[str]]) -> None:
    """Voices, publishers and the editor are actors in the registry."""
    project = dossier.project
    people = [
        (project.curies.shorten(iri), source.where)
        for source in dossier.sources.values()
        for iri in filter(None, (source.voice, source.publisher))
    ]
    people += [(project.editor, Where(SETTINGS))] if project.editor else []
    for curie, where in people:
        if "Actor" not in known.get(curie, ()):
            hint = nearest(curie, known, "actor")
            dossier.errors.append(UnknownTerm(f"{curie} is no actor in the registry", where, hint))


def _read_claims(dossier: Dossier, files: list[FactFile], known: dict[str, frozenset[str]]) -> None:
    by_label: dict[str, Claim] = {}
    inferred: list[tuple[Draft, Claim]] = []
    for file in files:
        for draft, claim in _claims(dossier, file, known):
            if draft.premises:
                inferred.append((draft, claim))
            else:
                dossier.claims.append(claim)
                by_label |= {draft.label: claim} if draft.label else {}
    written = {label for file in files for label in file.labels}
    finished, errors = name_premises(by_label, inferred, written)
    dossier.errors += errors
    dossier.claims += [claim for _, claim in finished]
    by_label |= {label: claim for label, claim in finished if label}
    dossier.labels = {label: claim.local for label, claim in by_label.items()}
    _refuse_twins(dossier)
    dossier.claims.sort(key=lambda claim: claim.local)


def _claims(dossier: Dossier, file: FactFile, known: dict[str, frozenset[str]]) -> Iterator[tuple[Draft, Claim]]:
    """The claims of one file that hold; what is wrong with the others goes to the dossier's errors."""
    project, anchorer = dossier.project, dossier.anchorers.get(file.source)
    source = dossier.sources.get(file.source) or _stand_in(project)
    drafts, errors = Reader(project, source, known, project.editor).drafts(file)
    dossier.errors += errors
    if anchorer is None:
        return
    unplaced = {draft.span: None for draft in drafts if draft.span and not anchorer.knows(draft.span)}
    if unplaced:
        dossier.errors.append(anchorer.unknown(list(unplaced)))
    for draft in drafts:
        if draft.span not in unplaced:
            with gathering(dossier.errors):
                yield draft, anchorer.claim(draft)


def _stand_in(project: Project) -> Source:
    """For a source whose own file is wrong: enough to find what else is wrong. Nothing is built of it."""
    iri = project.curies.expand("source:unread")
    return Source(iri, "Source", title="", language="und", voice=iri)


def _refuse_twins(dossier: Dossier) -> None:
    """Two entries that say the same in the same words are one claim written twice."""
    first: dict[str, Claim] = {}
    for claim in dossier.claims:
        twin = first.setdefault(claim.local, claim)
        if twin is not claim:
            message = "the same claim, in the same words, by the same speaker, stands here twice"
            dossier.errors.append(FactError(message, claim.where, f"first at {twin.where}"))


def _reconcile(dossier: Dossier) -> None:
    """Roots and agreements, under the names that judgements make one."""
    project, local = dossier.project, dossier.project.curies.local
    with gathering(dossier.errors):
        linker = Linker.of(dossier.judgements)
        dossier.roots = roots(dossier.claims, linker, project.base)
        published = {local(source.iri): source.published for source in dossier.sources.values()}
        acting = [judgement for judgement in dossier.judgements if judgement.acts]
        dossier.agreements = agreements(
            dossier.claims,
            project.vocabulary,
            linker,
            project.base,
            {local(entity.iri): entity.label(project.languages)[1] for entity in dossier.registry},
            published={source: day for source, day in published.items() if isinstance(day, Time)},
            types={local(entity.iri): entity.type for entity in dossier.registry},
            retracted={claim for judgement in acting if judgement.verdict == "retracted" for claim in judgement.about},
            left_out=dossier.left_out,
        )
