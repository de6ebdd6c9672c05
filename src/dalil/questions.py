"""Named questions and the places that answer them.

A question is a file `queries/<name>.rq` with a `#+` header in YAML (grlc's convention): summary,
parameters, expect. Parameters are bound as terms, never pasted as text. `Local` asks the dossier's
own build, `Remote` any SPARQL 1.1 endpoint through SPARQLWrapper; both give the same `Table`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from dalil.errors import BadValue, DalilError, QueryError, UnknownQuery, nearest
from dalil.project import Project
from dalil.values import parse_time
from dalil.vocabulary import XSD, Curies
from dalil.yamlnodes import Node, parse_yaml, refuse_unknown

HEADER_KEYS = ("summary", "description", "parameters", "expect", "tags")
PARAMETER_KEYS = ("kind", "about", "default")
EXPECTATIONS = ("rows", "empty", "any")
LITERAL_KINDS = {"string": "string", "date": "date", "integer": "integer"}
OPAQUE = re.compile(r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|\#[^\n]*', re.S)
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

    def bind(self, given: Mapping[str, str], curies: Curies) -> str:
        """The SPARQL text with values in its holes and prefixes in front. Raises QueryError.

        A parameter that is not given stays a free variable: it then means "any".
        """
        for name in given:
            if name not in self.parameters:
                raise QueryError(f"{self.name} has no parameter {name!r}", hint=nearest(name, self.parameters, "parameter"))
        defaults = {name: p.default for name, p in self.parameters.items() if p.default}
        terms = {name: self.parameters[name].term(text, curies) for name, text in (defaults | dict(given)).items()}
        return with_prefixes(bind(self.text, terms), curies)


def bind(text: str, terms: Mapping[str, Term]) -> str:
    """Replace `?_name_type` by terms, but never inside strings, IRIs or comments."""

    def put(match: re.Match[str]) -> str:
        term = terms.get(match["name"])
        return match[0] if term is None else str(term)

    return "".join(piece if opaque else PARAMETER.sub(put, piece) for piece, opaque in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut into code and what code must not touch."""
    position = 0
    for match in OPAQUE.finditer(text):
        yield text[position : match.start()], False
        yield match[0], True
        position = match.end()
    yield text[position:], False


def with_prefixes(text: str, curies: Curies) -> str:
    """The query with a PREFIX line for each prefix it uses and does not declare."""
    code = " ".join(piece for piece, opaque in _pieces(text) if not opaque)
    declared = {name.lower() for name in re.findall(r"\bPREFIX\s+([\w.-]*)\s*:", code, re.I)}
    used = set(re.findall(r"(?<![\w?$:@-])([A-Za-z][\w.-]*):", code))
    wanted = sorted(name for name in used if name in curies.prefixes and name.lower() not in declared)
    return "".join(f"PREFIX {name}: <{curies.prefixes[name]}>\n" for name in wanted) + text


def read_query(path: Path) -> Query:
    """One .rq file. Raises QueryError naming the header's line."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    header = "\n".join(line[2:].removeprefix(" ") if line.startswith("#+") else "" for line in lines)
    if not header.strip():
        return Query(path.stem, text)
    try:
        node = parse_yaml(header, path.name)
        for error in refuse_unknown(node, HEADER_KEYS, "a query's header"):
            raise error
        entries = {key: value for key, value in node.mapping.items() if key in HEADER_KEYS}
        parameters = {n: _parameter(n, v) for n, v in (entries["parameters"].mapping if "parameters" in entries else {}).items()}
        texts = {key: entries[key].text for key in ("summary", "description", "expect") if key in entries}
    except DalilError as error:
        raise QueryError(f"the header of {path.name}: {error}") from error
    if texts.get("expect", "any") not in EXPECTATIONS:
        raise QueryError(f"{path.name} expects {texts['expect']!r}", hint="rows, empty or any")
    holes = {m["name"] for piece, opaque in _pieces(text) if not opaque for m in PARAMETER.finditer(piece)}
    if holes != set(parameters):
        odd = ", ".join(sorted(holes ^ set(parameters)))
        raise QueryError(f"{path.name}: header and text do not agree on the parameters: {odd}")
    return Query(path.stem, text, parameters=parameters, **texts)


def _parameter(name: str, node: Node) -> Parameter:
    for error in refuse_unknown(node, PARAMETER_KEYS, "a parameter"):
        raise error
    texts = {key: value.text for key, value in node.mapping.items()}
    return Parameter(name, **({"kind": "string"} | texts))


def named_queries(project: Project) -> dict[str, Query]:
    """All questions of a dossier: its own before the package's."""
    paths = {p.stem: p for folder in reversed(project.resources("queries")) for p in sorted(folder.glob("*.rq"))}
    return {name: read_query(path) for name, path in sorted(paths.items())}


def find_query(project: Project, name: str, standard_input: str = "") -> Query:
    """A question by name, a .rq file, `-` for standard input, or SPARQL itself. Raises UnknownQuery."""
    if name == "-":
        return Query("-", standard_input)
    if re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b[^{]*\{|\bDESCRIBE\b", name, re.I):
        return Query("query", name)
    if name.endswith(".rq"):
        if not Path(name).is_file():
            raise UnknownQuery(f"no file {name}")
        return read_query(Path(name))
    queries = named_queries(project)
    if name not in queries:
        raise UnknownQuery(f"no question is called {name!r}", hint=nearest(name, queries, "question"))
    return queries[name]
