"""Data and shapes in whatever form they come, as engines take them: N-Quads text, and Shapes."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, Quad, RdfFormat, Store

from dalil.errors import InvalidGraph, ProjectError, nearest
from dalil.graph.shacl.shapes.reading import load_shapes, read_shapes
from dalil.graph.shacl.shapes.shapegraph import Shapes
from dalil.graph.store import serialize

if TYPE_CHECKING:
    from rdflib import Graph

    Data = str | bytes | Path | Sequence[Path] | Graph | Store
    Rules = Shapes | Path | Sequence[Path] | str | bytes | Graph

FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
"""How a file of data is written, by the end of its name."""
LARGE = 50_000_000
"""Bytes of a file beyond which it is not read into memory."""
LINES = (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES)


def as_shapes(shapes: Rules, *, checked: bool) -> Shapes:
    """Shapes in any form; where `checked`, files are held to what a dossier's own rules must have. Raises DalilErrors."""
    if isinstance(shapes, Shapes):
        return shapes
    if checked and isinstance(shapes, Path):
        return load_shapes([shapes])
    if checked and isinstance(shapes, Sequence) and not isinstance(shapes, str | bytes):
        return load_shapes(shapes)
    return read_shapes(shapes)


def as_text(data: Data) -> bytes:
    """Data in any form as N-Quads. Raises InvalidGraph, ProjectError (a file that cannot be read or is of no known kind)."""
    if isinstance(data, str):
        return data.encode()
    if isinstance(data, bytes):
        return data
    if isinstance(data, Path):
        return _of_files([data])
    if isinstance(data, Sequence):
        return _of_files(cast("Sequence[Path]", data))
    if isinstance(data, Store):
        return data.dump(format=RdfFormat.N_QUADS) or b""
    if hasattr(data, "serialize"):
        form = "nquads" if getattr(data, "context_aware", False) else "nt"
        return bytes(data.serialize(format=form, encoding="utf-8"))
    raise ProjectError(
        f"a {type(data).__name__} cannot be validated", hint="give N-Quads text, files, a Graph or a Store"
    )


def as_part(data: Data) -> bytes | list[Path]:
    """The same, but large files of lines stay files, so that they need not be in memory. Raises as `as_text` does."""
    if isinstance(data, Path):
        name = Path(data.name.removesuffix(".gz"))
        if FORMATS.get(name.suffix.lower()) in LINES and data.is_file() and data.stat().st_size > LARGE:
            return [data]
    return as_text(data)


def _of_files(paths: Sequence[Path]) -> bytes:
    """Files as one text. Nameless nodes of several files stay apart."""
    texts = [(path, *_read(path)) for path in paths]
    if len(texts) > 1 and any(b"_:" in text for _, text, _ in texts):
        return b"".join(_relabelled(_parsed(path, text, form), f"f{n}b") for n, (path, text, form) in enumerate(texts))
    return b"".join(
        _ended(text) if form in LINES else _relabelled(_parsed(path, text, form), "b") for path, text, form in texts
    )


def _read(path: Path) -> tuple[bytes, RdfFormat]:
    """The bytes of a file, unpacked, and how they are written."""
    name = path.name.removesuffix(".gz")
    form = FORMATS.get(Path(name).suffix.lower())
    if form is None:
        hint = nearest(Path(name).suffix, FORMATS, "kind of file")
        raise ProjectError(f"{path.name} is of no known kind", str(path), hint)
    try:
        text = path.read_bytes()
        return gzip.decompress(text) if path.suffix == ".gz" else text, form
    except (OSError, EOFError, zlib.error) as error:
        raise ProjectError(f"the data cannot be read: {error}", str(path)) from error


def _parsed(path: Path, text: bytes, form: RdfFormat) -> Iterator[Quad]:
    base = path.absolute().as_uri() if form not in LINES else None
    try:
        yield from ox.parse(text, format=form, base_iri=base)
    except SyntaxError as error:
        raise InvalidGraph(f"the data cannot be read: {error.msg}").at(f"{path}:{error.lineno or 0}") from error


def _relabelled(quads: Iterable[Quad], start: str) -> bytes:
    """Quads as N-Quads, their nameless nodes numbered in the order of the text: the same text gives the same report."""
    labels: dict[BlankNode, BlankNode] = {}

    def term(node: Any) -> Any:
        return labels.setdefault(node, BlankNode(f"{start}{len(labels)}")) if isinstance(node, BlankNode) else node

    told = (Quad(term(q.subject), q.predicate, term(q.object), term(q.graph_name)) for q in quads)
    return serialize(told, RdfFormat.N_QUADS).encode()


def _ended(text: bytes) -> bytes:
    return text if not text or text.endswith(b"\n") else text + b"\n"
