"""The graph of a dossier, opened: ask it, read its claims, study its network, hand it to rdflib."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from dalil.build import MANIFEST, fingerprint
from dalil.endpoint import Endpoint, Local, Remote, Table
from dalil.errors import ProjectError, VerificationFailed
from dalil.formats import FORMATS, records, short, write
from dalil.graph import load, merge
from dalil.graph.decode import decode
from dalil.model import Claim
from dalil.project import Project, open_project
from dalil.questions import Query, find_query
from dalil.reconcile import Linker, read_linker
from dalil.vocabulary import RDFS

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

SHOWN = 50
NAME = re.compile(r"<([^<>\s]+)>|\b[a-z]+:[\w.~-]*\w")


@dataclass(frozen=True, slots=True)
class Result:
    """An answer: iterate for rows as dicts, or turn it into what you work with."""

    table: Table
    graph: KnowledgeGraph

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(records(self.table))

    def __len__(self) -> int:
        return len(self.table)

    def to(self, format_: str) -> str:
        """As text in one of the formats that `dalil query --format` knows."""
        return write(self.table, format_, self.graph.project.curies)

    def to_pandas(self) -> Any:
        """As a pandas DataFrame (needs pandas)."""
        import pandas as pd  # type: ignore[import-not-found,import-untyped,unused-ignore]

        return pd.DataFrame(list(self), columns=list(self.table.columns))

    def to_polars(self) -> Any:
        """As a polars DataFrame (needs polars)."""
        import polars as pl  # type: ignore[import-not-found,unused-ignore]

        return pl.DataFrame(list(self), schema=list(self.table.columns), infer_schema_length=None)

    def _repr_html_(self) -> str:
        curies = self.graph.project.curies
        head = "".join(f"<th>{escape(name)}</th>" for name in self.table.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(short(term, curies))}</td>" for term in row) + "</tr>"
            for row in self.table.rows[:SHOWN]
        )
        cut = f"<p>{SHOWN} of {len(self)} rows shown</p>" if len(self) > SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{cut}"

    def __repr__(self) -> str:
        return self.to("table")


@dataclass(frozen=True)
class KnowledgeGraph:
    """A dossier's newest build. `dalil.open()` makes one. `merged`: names that were judged to be one are read as one."""

    project: Project
    manifest: dict[str, Any]
    folder: Path
    merged: bool = True

    @cached_property
    def store(self) -> Store:
        """The build's quads: the store on disk, or the dump loaded into memory. Raises VerificationFailed."""
        if self.manifest["store"] == "disk":
            view = self.folder / "merged"
            return Store.read_only(str(view if self.merged and view.is_dir() else self.folder / "store"))
        data = (self.folder / "dossier.nq").read_bytes()
        if hashlib.sha256(data).hexdigest() != self.manifest["files"]["dossier.nq"]["sha256"]:
            raise VerificationFailed("build/dossier.nq was altered after the build", hint="dalil build")
        store = load(data.decode())
        if self.merged:
            merge(store, read_linker(lambda query: Local(store).select(query).rows, "").merged)
        return store

    @cached_property
    def linker(self) -> Linker:
        """Which names are read as one here, by IRI; none where names are read as written."""
        if not self.merged:
            return Linker()
        return read_linker(lambda query: Local(self.store).select(query).rows, "")

    def canonical(self, iri: NamedNode) -> NamedNode:
        """The name that stands for this one here."""
        return NamedNode(self.linker.canonical(iri.value))

    def standing(self, curie: str) -> str:
        """The same for names as people write them; what is no name of a thing stays as it is."""
        kind, _, slug = curie.partition(":")
        if kind not in self.project.curies.kinds or f"{self.project.base}{kind}-{slug}" not in self.linker.merged:
            return curie
        return self.project.curies.shorten(self.canonical(self.project.curies.expand(curie)))

    def names_in(self, text: str) -> set[str]:
        """Names in a text that are read as another one here, as people write them."""
        shorten = self.project.curies.shorten
        written = {shorten(match[1]) if match[1] else match[0] for match in NAME.finditer(text)}
        return {name for name in written if self.standing(name) != name}

    def also(self, curie: str) -> tuple[str, ...]:
        """The other names that are read as this one here."""
        iri = self.project.curies.expand(curie).value
        return tuple(self.project.curies.shorten(name) for name, first in self.linker.merged.items() if first == iri)

    @property
    def stale(self) -> bool:
        """Whether the dossier's files have changed since this build."""
        return bool(self.manifest["inputs"] != fingerprint(self.project))

    def endpoint(self, url: str = "") -> Endpoint:
        """The build itself, or the SPARQL endpoint at `url`."""
        return Remote(url) if url else Local(self.store)

    def query(self, name: str, /, **parameters: str) -> Result:
        """Ask a named question or any SPARQL. Raises QueryError.

        >>> dalil.open().query("perpetrators", event="event:tadamon-massacre")  # doctest: +SKIP
        """
        question: Query = find_query(self.project, name)
        return Result(self.endpoint().select(self.bind(question, parameters)), self)

    def bind(self, question: Query, parameters: Mapping[str, str]) -> str:
        """The text of a question, its parameters by the names that stand for them here. Raises QueryError."""
        return question.bind(parameters, self.project.curies, self._standing)

    def _standing(self, term: NamedNode | Literal) -> NamedNode | Literal:
        return self.canonical(term) if isinstance(term, NamedNode) else term

    def claims(self, about: str = "") -> list[Claim]:
        """All claims, or those that mention an entity as subject or object."""
        if not about:
            return self._claims
        iri = self.canonical(self.project.curies.expand(about))
        return [claim for claim in self._claims if any(iri in (s.subject, s.object) for s in claim.statements)]

    @cached_property
    def _claims(self) -> list[Claim]:
        return decode(self.store, self.project.base)

    def label(self, iri: NamedNode) -> str:
        """How the registry calls a thing; its short name where the registry has none."""
        return self._labels.get(iri.value) or self.project.curies.shorten(iri)

    @cached_property
    def _labels(self) -> dict[str, str]:
        quads = self.store.quads_for_pattern(None, NamedNode(RDFS + "label"), None, DefaultGraph())
        return {quad.subject.value: quad.object.value for quad in quads}  # type: ignore[union-attr]

    def network(self, **filters: Any) -> nx.MultiDiGraph:
        """Actors and events as a NetworkX graph; every edge has its claim, source, speaker, quote and dates."""
        from dalil.network import network, read_edges, read_nodes

        endpoint = self.endpoint()
        curies = self.project.curies
        nodes = read_nodes(endpoint, curies, merged=self.merged)
        graph = network(read_edges(endpoint, curies, merged=self.merged), nodes, base=self.project.base, **filters)
        graph.graph["title"] = self.project.title
        return graph

    @property
    def dataset(self) -> Dataset:
        """The store as an rdflib Dataset (oxrdflib), for everything else."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        dataset = Dataset(store=OxigraphStore(store=self.store))
        for prefix, namespace in self.project.curies.prefixes.items():
            dataset.bind(prefix, namespace)
        return dataset


def open(path: Path | str | None = None, *, merged: bool = True) -> KnowledgeGraph:
    """Open the newest build of the dossier here, or at `path`; `merged=False` reads every name as written. Raises ProjectError."""
    project = open_project(path)
    folder = project.build.resolve()
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ProjectError("there is no build here yet", hint="dalil build") from error
    return KnowledgeGraph(project, manifest, folder, merged)


__all__ = ["FORMATS", "KnowledgeGraph", "Result", "open"]
