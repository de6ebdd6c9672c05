"""Where questions are asked: the dossier's own build, or any SPARQL 1.1 endpoint.

Both give a Table of pyoxigraph terms, so that nothing above knows which of them answered.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, Store, Triple

from dalil.errors import EndpointUnavailable, QueryError
from dalil.sparql import calls_out

if TYPE_CHECKING:
    from collections.abc import Iterable

Term = NamedNode | Literal | BlankNode | None

FORM = re.compile(r"<[^<>\s]*>|#[^\n]*|\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b(?![\w.-]*:)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: rows of terms under named columns. ASK answers one row, CONSTRUCT triples."""

    columns: tuple[str, ...]
    rows: list[tuple[Term, ...]]
    triples: tuple[Triple, ...] | None = None

    def __len__(self) -> int:
        return len(self.rows)


class Endpoint(Protocol):
    """Something that answers SPARQL."""

    def select(self, query: str) -> Table:
        """The whole answer, or an error: never a short one that looks whole."""
        ...


@dataclass(frozen=True, slots=True)
class Local:
    """A store in this process."""

    store: Store

    def select(self, query: str) -> Table:
        """Ask the store, and nobody else. Raises QueryError, with the engine's words where it refuses."""
        if calls_out(query):
            hint = "drop SERVICE; another endpoint is asked with --endpoint"
            raise QueryError("a build is asked offline: SERVICE would send parts of the question elsewhere", hint=hint)
        try:
            found = self.store.query(query)
            if isinstance(found, QueryBoolean):
                return _asked(bool(found))
            if isinstance(found, QuerySolutions):
                names = tuple(variable.value for variable in found.variables)
                rows = [tuple(solution[name] for name in names) for solution in found]
                return Table(names, rows)
            return _built(found)
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise QueryError(f"the question cannot be answered: {error}") from error


@dataclass(frozen=True, slots=True)
class Remote:
    """A SPARQL endpoint elsewhere, asked by SPARQLWrapper over POST."""

    url: str
    timeout: int = 60

    def select(self, query: str) -> Table:
        """Ask over HTTP. Raises EndpointUnavailable, QueryError."""
        from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, EndPointNotFound, SPARQLWrapperException

        wrapper = SPARQLWrapper(self.url)
        wrapper.setMethod(POST)
        wrapper.setTimeout(self.timeout)
        # Not setQuery: it takes the "add" of a comment on addresses for an update, and would send one.
        wrapper.queryString, wrapper.queryType = query, _form(query)
        graph = wrapper.queryType in ("CONSTRUCT", "DESCRIBE")
        wrapper.setReturnFormat(TURTLE if graph else JSON)
        try:
            answer = wrapper.query().response.read()
            return _turtle(answer) if graph else _json(json.loads(answer))
        except (EndPointNotFound, EndPointInternalError, OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or _first_line(error)
            hint = "is it running, and is the address that of the query route (…/query)?"
            raise EndpointUnavailable(f"{self.url} does not answer: {reason}", hint=hint) from error
        except SPARQLWrapperException as error:
            raise QueryError(f"{self.url} refuses the question: {_first_line(error)}") from error
        except (ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
            raise EndpointUnavailable(f"{self.url} does not answer in SPARQL's formats: {error}") from error


def _form(query: str) -> str:
    """Which of the four kinds of question it is: the first such word that no comment, IRI or prefix holds."""
    forms = (match[1] for match in FORM.finditer(query))
    return next((form.upper() for form in forms if form), "SELECT")


def _asked(answer: bool) -> Table:  # noqa: FBT001 - the answer itself
    boolean = NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
    return Table(("answer",), [(Literal(str(answer).lower(), datatype=boolean),)])


def _built(triples: Iterable[Triple]) -> Table:
    """CONSTRUCT and DESCRIBE have no order of their own: sorted, and each once."""
    ordered = sorted(set(triples), key=str)
    rows = [(t.subject, t.predicate, t.object) for t in ordered]
    return Table(("subject", "predicate", "object"), rows, tuple(ordered))  # type: ignore[arg-type]


def _turtle(data: bytes) -> Table:
    import pyoxigraph as ox

    quads: Iterable[Quad] = ox.parse(data, format=ox.RdfFormat.TURTLE)
    return _built(quad.triple for quad in quads)


def _json(answer: dict[str, Any]) -> Table:
    """SPARQL 1.1 Query Results JSON → Table."""
    if "boolean" in answer:
        return _asked(answer["boolean"])
    names = tuple(answer["head"]["vars"])
    rows = [tuple(_term(row.get(name)) for name in names) for row in answer["results"]["bindings"]]
    return Table(names, rows)


def _term(cell: dict[str, str] | None) -> Term:
    if cell is None:
        return None
    if cell["type"] == "uri":
        return NamedNode(cell["value"])
    if cell["type"] == "bnode":
        return BlankNode(cell["value"])
    if "xml:lang" in cell:
        return Literal(cell["value"], language=cell["xml:lang"])
    datatype = cell.get("datatype")
    return Literal(cell["value"], datatype=NamedNode(datatype)) if datatype else Literal(cell["value"])


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).replace("\\n", "\n").split("\n") if line.strip()]
    return " ".join(lines[:3])[:300]
