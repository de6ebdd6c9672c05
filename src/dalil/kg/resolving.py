"""Who may be who in a dossier: its things as candidates want them, what is known of each, and where decisions go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import combinations

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from dalil.build import read_dossier
from dalil.errors import DalilError, DalilErrors, ProjectError, QueryError, gathering, nearest
from dalil.graph import load
from dalil.kg.opened import open as open_build
from dalil.model import Judgement
from dalil.project import Project
from dalil.reconcile.judgements import read_identity
from dalil.reconcile.resolving.candidates import Candidate, Cut, Decided, Search, Thing
from dalil.reconcile.resolving.log import Decision, append, read_decisions, take_back
from dalil.vocabulary import DALIL, RDFS, SKOS, TYPE, dalil

KINDS = ("actor", "instrument", "place", "work")
"""Kinds whose names are names; an event or a source is mostly called by what it is."""
NAMED_BY = (RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", DALIL + "ourName", DALIL + "name")
UNNAMED = {"UnnamedPerson", "UnnamedGroup"}
SPEAKING = tuple(map(dalil, ("accordingTo", "deniedBy", "demandedBy", "via")))
SHOWN = 3
"""So many quotations are shown of a thing."""
LOOKED_AT = 50
"""In so many claims they are looked for: no two alike."""


@dataclass(frozen=True, slots=True)
class Account:
    """What a person who judges wants to know of a thing."""

    name: str
    types: tuple[str, ...]
    called: tuple[str, ...]
    claims: int
    speaks: int
    quotes: tuple[tuple[str, str], ...]
    """Words, and the source in which they stand."""


@dataclass
class Resolving:
    """The things of a dossier on their way to being judged. Names are CURIEs, as people write them."""

    project: Project
    store: Store
    judgements: list[Judgement] = field(default_factory=list)
    cut: list[Cut] = field(default_factory=list)
    added: list[bytes] = field(default_factory=list)

    @classmethod
    def open(cls, project: Project) -> Resolving:
        """The dossier as written: its build, or its files. Raises DalilErrors where they, or the log, cannot be read."""
        found = cls(project, _store(project))
        found.judgements, errors = read_identity(project, found.known)
        if errors:
            raise DalilErrors(errors)
        _ = found.decided
        return found

    @cached_property
    def things(self) -> dict[str, Thing]:
        """Everything that has a type and a name, by its name in the dossier."""
        return {thing.name: thing for thing in _things(self.project, self.store, self.types)}

    @cached_property
    def types(self) -> dict[str, set[str]]:
        """Every entity by its IRI, with the classes that the registry and claims give it. Claims and rows are not looked at."""
        found: dict[str, set[str]] = defaultdict(set)
        for class_ in sorted(self.project.vocabulary.classes):
            if "Entity" in self.project.vocabulary.ancestors(class_):
                for quad in self.store.quads_for_pattern(None, TYPE, dalil(class_)):
                    found[quad.subject.value].add(class_)  # type: ignore[union-attr]
        return dict(found)

    @cached_property
    def known(self) -> set[str]:
        """All names that a judgement may be about, as people write them."""
        names = map(self.project.curies.shorten, self.types)
        return {name for name in names if name.partition(":")[0] in self.project.curies.kinds}

    @property
    def decided(self) -> Decided:
        """What has been judged up to now."""
        return Decided.by(self.judgements)

    def candidates(self, kinds: Sequence[str] = ()) -> list[Candidate]:
        """Pairs that nobody has judged, the likeliest first; blocks that were too large are told in `cut`. Raises QueryError."""
        for kind in kinds:
            if kind not in self.project.curies.kinds:
                raise QueryError(f"{kind!r} is no kind of thing", hint=nearest(kind, self.project.curies.kinds, "kind"))
        wanted = tuple(f"{kind}-" for kind in kinds or KINDS)
        things = [t for t in self.things.values() if t.name.startswith(wanted) and not t.types & UNNAMED]
        search = Search(things, self.decided, self.alike)
        found = search.candidates()
        self.cut = search.cut
        shorten, base = self.project.curies.shorten, self.project.base
        return [Candidate(shorten(base + c.first), shorten(base + c.second), c.score, c.reasons) for c in found]

    def alike(self, first: frozenset[str], second: frozenset[str]) -> bool:
        """Whether things of these classes may be one: one class within the other, or both within one that is no mere kind."""
        vocabulary = self.project.vocabulary
        mere = {"Entity", *map(str.capitalize, vocabulary.kinds)}
        return any(
            a in vocabulary.ancestors(b)
            or b in vocabulary.ancestors(a)
            or (vocabulary.ancestors(a) & vocabulary.ancestors(b)) - mere
            for a in first
            for b in second
        )

    def verdict(self, pair: Sequence[str]) -> str:
        """How two names were judged, also by way of others; "" where nothing was decided."""
        first, second = (self._local(name) for name in pair)
        return self.decided.verdict(first, second)

    def verdict_on(self, decision: Decision) -> str:
        """How the names of a decision were judged before, each two of them; "" where that differs, or a name is not known."""
        if not set(decision.names) <= self.known or len(set(decision.names)) < len(decision.names):
            return ""
        found = {self.verdict(pair) for pair in combinations(decision.names, 2)}
        return found.pop() if len(found) == 1 else ""

    def label(self, curie: str) -> str:
        """How a thing is called first."""
        thing = self.things.get(self._local(curie))
        return thing.called[0] if thing and thing.called else curie

    def account(self, curie: str) -> Account:
        """A thing with all names that are one with it."""
        linker = self.decided.linker
        canonical = linker.canonical(self._local(curie))
        names = [canonical, *(name for name, first in linker.merged.items() if first == canonical)]
        things = [self.things[name] for name in names if name in self.things]
        nodes = [NamedNode(self.project.base + name) for name in names]
        claims = {claim for node in nodes for claim in _mentioning(node, self.store)}
        spoken = {q.subject for node in nodes for by in SPEAKING for q in self.store.quads_for_pattern(None, by, node)}
        return Account(
            curie,
            tuple(sorted({type_ for thing in things for type_ in thing.types})),
            tuple(dict.fromkeys(called for thing in things for called in thing.called)),
            len(claims),
            len(spoken),
            tuple(dict.fromkeys(self._quote(claim) for claim in sorted(claims, key=str)[:LOOKED_AT]))[:SHOWN],
        )

    def _quote(self, claim: NamedNode) -> tuple[str, str]:
        words, source = (self._one(claim, DALIL + key) for key in ("quote", "source"))
        return words or "(inferred)", self.project.curies.shorten(source) if source else ""

    def _one(self, subject: NamedNode, predicate: str) -> str:
        quad = next(iter(self.store.quads_for_pattern(subject, NamedNode(predicate), None, DefaultGraph())), None)
        return quad.object.value if quad and isinstance(quad.object, NamedNode | Literal) else ""

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Write decisions to the log. Raises DalilErrors, and writes nothing, where one cannot be or contradicts others."""
        errors: list[DalilError] = []
        made: list[Judgement] = []
        for decision in decisions:
            with gathering(errors):
                made.append(decision.judgement(self.project, self.known))
        if errors:
            raise DalilErrors(errors)
        Decided.by([*self.judgements, *made])
        self.added.append(append(self.project, decisions))
        self.judgements += made

    def undo(self) -> bool:
        """Take the last decision back; not if the file was changed after it."""
        if not self.added or not take_back(self.project, self.added[-1]):
            return False
        self.added.pop()
        self.judgements.pop()
        return True

    def _local(self, curie: str) -> str:
        return self.project.curies.local(self.project.curies.expand(curie))


def today() -> str:
    """The day on which somebody decides."""
    return datetime.now(UTC).date().isoformat()


def _store(project: Project) -> Store:
    """The newest build; the files where there is none, or where they have changed since and no table is needed."""
    try:
        graph = open_build(project.root, merged=False)
        if project.mapping_files() or not graph.stale:
            return graph.store
    except ProjectError:
        pass
    dossier = read_dossier(project)
    if dossier.errors:
        raise DalilErrors(dossier.errors)
    return load(dossier.nquads())


def _things(project: Project, store: Store, types: Mapping[str, Iterable[str]]) -> Iterable[Thing]:
    vocabulary, base = project.vocabulary, project.base
    called: dict[str, dict[str, None]] = defaultdict(dict)
    for predicate in NAMED_BY:
        for subject, text in _pairs(store, predicate, types):
            called[subject][text] = None
    same_as: dict[str, list[str]] = defaultdict(list)
    for subject, address in _pairs(store, SKOS + "exactMatch", types):
        same_as[subject].append(address)
    for subject in sorted(called):
        name, classes = subject.removeprefix(base), frozenset(types[subject])
        if name.partition("-")[0] in project.curies.kinds:
            above: set[str] = set().union(*(vocabulary.ancestors(one) for one in classes))
            yield Thing(name, classes, tuple(called[subject]), tuple(same_as[subject]), person="Person" in above)


def _pairs(store: Store, predicate: str, subjects: Container[str]) -> list[tuple[str, str]]:
    """Subject and object of every quad of a property that is about one of some things, each once, in one order."""
    quads = store.quads_for_pattern(None, NamedNode(predicate), None)
    return sorted({(q.subject.value, q.object.value) for q in quads if q.subject.value in subjects})  # type: ignore[union-attr]


def _mentioning(node: NamedNode, store: Store) -> set[NamedNode]:
    """The claims that speak of a thing."""
    quads = [*store.quads_for_pattern(node, None, None), *store.quads_for_pattern(None, None, node)]
    return {quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}


__all__ = ["Account", "Candidate", "Decision", "Resolving", "read_decisions", "today"]
