"""Named questions, and their text with values in its holes; `endpoint` answers them.

A question is a file `queries/<name>.rq` with a `#+` header in YAML (grlc's convention): summary,
parameters, expect. Parameters are bound as terms, never pasted as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from dalil.errors import BadValue, DalilError, QueryError, UnknownQuery, nearest
from dalil.project import Project
from dalil.sparql import pieces
from dalil.values import parse_time
from dalil.vocabulary import XSD, Curies
from dalil.yamlnodes import Node, parse_yaml, refuse_unknown

TEXT_KEYS = ("summary", "description", "expect", "code", "severity")
HEADER_KEYS = (*TEXT_KEYS, "parameters", "tags")
PARAMETER_KEYS = ("kind", "about", "default")
EXPECTATIONS = ("rows", "empty", "any")
SEVERITIES = ("violation", "warning", "info")
LITERAL_KINDS = {"string": "string", "date": "date", "integer": "integer"}
VARIABLES_ONLY = re.compile(r"\b(?:SELECT|(?:GROUP|ORDER)\s+BY)\b[^{}]*", re.IGNORECASE)
PARAMETER = re.compile(r"\?_(?P<name>[a-z]+)_(?P<type>iri|string|date|integer)\b")

Term = NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Parameter:
    """One hole of a question: an entity's kind (or string, date, integer), what it is for, a default."""

    name: str
    kind: str
    about: str = ""
    default: str = ""

    def term(self, text: str, curies: Curies) -> Term:
        """The value a person gave, as a term. Raises QueryError."""
        try:
            if self.kind not in LITERAL_KINDS:
                return self._entity(text, curies)
            if self.kind == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", parse_time(text).edtf):
                raise BadValue(f"{text!r} is not a day", hint="write 2013-04-16")
            if self.kind == "integer" and not re.fullmatch(r"-?[0-9]+", text):
                raise BadValue(f"{text!r} is not a whole number")
            datatype = NamedNode(XSD + LITERAL_KINDS[self.kind])
            return Literal(text) if self.kind == "string" else Literal(text, datatype=datatype)
        except DalilError as error:
            raise QueryError(f"{self.name}: {error.message}", hint=error.hint) from error
        except ValueError as error:  # of pyoxigraph: no IRI, or bytes that are no text
            raise QueryError(f"{self.name}: {text!r} cannot be asked for: {error}") from error

    def _entity(self, text: str, curies: Curies) -> NamedNode:
        """A name without prefix is of the parameter's kind; one of another kind would only find nothing."""
        bare = ":" not in text and self.kind in curies.prefixes
        iri = curies.expand(f"{self.kind}:{text}" if bare else text)
        kind = curies.shorten(iri).partition(":")[0]
        wanted = {self.kind, "source"} if self.kind == "work" else {self.kind}  # every source is a work
        if self.kind in curies.prefixes and kind in curies.prefixes and kind not in wanted:
            raise BadValue(f"{text!r} is not of the kind {self.kind}:", hint=f"write {self.kind}:…")
        return iri


@dataclass(frozen=True, slots=True)
class Query:
    """A question: its text, and what its header says of it."""

    name: str
    text: str
    summary: str = ""
    description: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    expect: str = "any"
    code: str = ""
    """Of a rule: how reports call it, such as D150."""
    severity: str = "violation"
    """Of a rule: whether what it finds stops a build."""
    tags: tuple[str, ...] = ()

    def bind(
        self, given: Mapping[str, str], curies: Curies, standing: Callable[[Term], Term] = lambda term: term
    ) -> str:
        """The SPARQL text with values in its holes and prefixes in front. Raises QueryError.

        A parameter that is not given stays a free variable: it then means "any". `standing` gives the term that stands for
        another one, where names are read as one.
        """
        terms = {name: standing(term) for name, term in self.terms(given, curies).items()}
        return with_prefixes(bind(self.text, terms), curies)

    def terms(self, given: Mapping[str, str], curies: Curies) -> dict[str, Term]:
        """What a person gave, and the defaults of the rest, as terms. Raises QueryError."""
        for name in given:
            if name not in self.parameters:
                raise QueryError(
                    f"{self.name} has no parameter {name!r}", hint=nearest(name, self.parameters, "parameter")
                )
        defaults = {name: p.default for name, p in self.parameters.items() if p.default}
        return {name: self.parameters[name].term(text, curies) for name, text in (defaults | dict(given)).items()}


def bind(text: str, terms: Mapping[str, Term]) -> str:
    """Replace `?_name_type` by terms, but never inside strings, IRIs or comments."""

    def put(match: re.Match[str]) -> str:
        term = terms.get(match["name"])
        return match[0] if term is None else str(term)

    return "".join(piece if opaque else PARAMETER.sub(put, piece) for piece, opaque in pieces(text))


def with_prefixes(text: str, curies: Curies) -> str:
    """The query with a PREFIX line for each prefix it uses and does not declare."""
    code = " ".join(piece for piece, opaque in pieces(text) if not opaque)
    declared = {name.lower() for name in re.findall(r"\bPREFIX\s+([\w.-]*)\s*:", code, re.IGNORECASE)}
    used = set(re.findall(r"(?<![\w?$:@-])([A-Za-z][\w.-]*):", code))
    wanted = sorted(name for name in used if name in curies.prefixes and name.lower() not in declared)
    return "".join(f"PREFIX {name}: <{curies.prefixes[name]}>\n" for name in wanted) + text


def read_query(path: Path) -> Query:
    """One .rq file. Raises QueryError naming the header's line."""
    try:
        text = path.read_text(encoding="utf-8")
        header = _header(text, path.name)
    except UnicodeDecodeError as error:
        raise QueryError(f"{path.name} is not UTF-8", hint="save it as UTF-8") from error
    except DalilError as error:
        raise QueryError(f"the header of {path.name}: {error}") from error
    query = Query(path.stem, text, **header)
    if query.expect not in EXPECTATIONS:
        raise QueryError(f"{path.name} expects {query.expect!r}", hint="rows, empty or any")
    if query.severity not in SEVERITIES:
        raise QueryError(f"{path.name} has the severity {query.severity!r}", hint="violation, warning or info")
    _refuse_holes(query, path.name)
    return query


def _header(text: str, name: str) -> dict[str, Any]:
    """The `#+` lines as what Query takes; lines keep their numbers, for errors."""
    lines = ("  " + line[2:] if line.startswith("#+") else "" for line in text.split("\n"))
    header = "\n".join(lines)
    if not header.strip():
        return {}
    node = parse_yaml(header, name)
    for error in refuse_unknown(node, HEADER_KEYS, "a query's header"):
        raise error
    found: dict[str, Any] = {key: value.text for key, value in node.mapping.items() if key in TEXT_KEYS}
    if "parameters" in node.mapping:
        holes = node.mapping["parameters"].mapping
        found["parameters"] = {key: _parameter(key, value) for key, value in holes.items()}
    if "tags" in node.mapping:
        found["tags"] = tuple(item.text for item in node.mapping["tags"].items)
    return found


def _refuse_holes(query: Query, name: str) -> None:
    """Holes that the header does not declare, or as another type, or where SPARQL takes a variable only."""
    code = " ".join(piece for piece, opaque in pieces(query.text) if not opaque)
    holes = {(m["name"], m["type"]) for m in PARAMETER.finditer(code)}
    declared = {(p.name, LITERAL_KINDS.get(p.kind, "iri")) for p in query.parameters.values()}
    if holes != declared:
        odd = ", ".join(sorted(f"?_{hole}_{type_}" for hole, type_ in holes ^ declared))
        raise QueryError(f"{name}: header and text do not agree on the parameters: {odd}")
    for clause in VARIABLES_ONLY.finditer(code):
        bare = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", clause[0]))
        if hole := PARAMETER.search(bare):
            raise QueryError(
                f"{name}: {hole[0]} cannot stand there once it has a value",
                hint=f"write ({hole[0]} AS ?{hole['name']})",
            )


def _parameter(name: str, node: Node) -> Parameter:
    for error in refuse_unknown(node, PARAMETER_KEYS, "a parameter"):
        raise error
    texts = {key: value.text for key, value in node.mapping.items()}
    return Parameter(name, **({"kind": "string"} | texts))


def named_queries(project: Project) -> dict[str, Query]:
    """All questions of a dossier: its own before the package's."""
    paths = {path.stem: path for path in project.rules("queries", "*.rq")}
    return {name: read_query(path) for name, path in sorted(paths.items())}


def find_query(project: Project, name: str, standard_input: str = "") -> Query:
    """A question by name, a .rq file, `-` for standard input, or SPARQL itself. Raises UnknownQuery."""
    if name == "-":
        return Query("-", standard_input)
    if re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b[^{]*\{|\bDESCRIBE\b", name, re.IGNORECASE):
        return Query("query", name)
    if name.endswith(".rq"):
        if not Path(name).is_file():
            raise UnknownQuery(f"no file {name}")
        return read_query(Path(name))
    queries = named_queries(project)
    if name not in queries:
        raise UnknownQuery(f"no question is called {name!r}", hint=nearest(name, queries, "question"))
    return queries[name]
