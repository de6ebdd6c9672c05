"""Graphs as files for other programs: the same bytes every time, for a graph of the same content."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import networkx as nx

from dalil.errors import QueryError, nearest
from dalil.network.gephi import gexf, graphml
from dalil.network.picture import svg
from dalil.network.plain import PlainEdge, Value, plain

FORMULA = tuple("=+-@＝＋－＠")
"""How a spreadsheet knows a formula; the fullwidth ones too, which some programs fold."""
INVISIBLE = " \t\r\n\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
STATEMENTS = (
    *("subject", "subject_label", "role", "object", "object_label", "label", "mode", "claim", "claim_source"),
    *("speaker", "quote", "hedge", "assessment", "event", "earliest", "latest", "bounds_from"),
)
TIES = ("subject", "subject_label", "object", "object_label", "weight", "events", "claims")


def node_link(graph: nx.Graph) -> bytes:
    """Node-link JSON: `networkx.node_link_graph(data, edges="edges")`, D3, graphology."""
    flat = plain(graph)
    data = {
        "directed": flat.directed,
        "multigraph": flat.multi,
        "graph": flat.values,
        "nodes": [{"id": name, **values} for name, values in flat.nodes],
        "edges": [{**_ends(e), **({"key": e.key} if flat.multi else {}), **e.values} for e in flat.edges],
    }
    return _json(data)


def cytoscape(graph: nx.Graph) -> bytes:
    """Cytoscape JSON (.cyjs); `interaction` is the role."""
    flat = plain(graph)
    nodes = [{"id": n, "value": n, "name": values.get("label", n), **values} for n, values in flat.nodes]
    edges = [
        {"id": e.id, **_ends(e), **({"key": e.key} if flat.multi else {}), "interaction": e.values.get("label", "tie")}
        | e.values
        for e in flat.edges
    ]
    data = {
        "data": {"name": "dalil network", **flat.values},
        "directed": flat.directed,
        "multigraph": flat.multi,
        "elements": {kind: [{"data": item} for item in items] for kind, items in (("nodes", nodes), ("edges", edges))},
    }
    return _json(data)


def _ends(edge: PlainEdge) -> dict[str, str]:
    return {"source": edge.source, "target": edge.target}


def table(graph: nx.Graph) -> bytes:
    """CSV, one edge a row. A cell that a spreadsheet would run as a formula gets a `'` in front.

    That alters some quotations, here only: this is the format that people open with a double click.
    """
    flat = plain(graph)
    labels = {name: values.get("label", name) for name, values in flat.nodes}
    columns = STATEMENTS if flat.multi else TIES
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for edge in flat.edges:
        ends = {"subject": edge.source, "object": edge.target}
        told = {f"{key}_label": labels[name] for key, name in ends.items()}
        row = {**edge.values, **ends, **told}
        writer.writerow([_cell(row.get(column, "")) for column in columns])
    return out.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    first = value.lstrip(INVISIBLE)[:1]
    return f"'{value}" if first in FORMULA else value


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def picture(graph: nx.Graph) -> bytes:
    """The SVG of `picture.svg`, under the graph's own title."""
    return svg(graph, str(graph.graph.get("title", "Network"))).encode()


FORMATS: dict[str, Callable[[nx.Graph], bytes]] = {
    "graphml": graphml,
    "gexf": gexf,
    "json": node_link,
    "cytoscape": cytoscape,
    "csv": table,
    "svg": picture,
}


def export(graph: nx.Graph, format: str) -> bytes:
    """A graph in one of FORMATS. Raises QueryError for another."""
    if format in FORMATS:
        return FORMATS[format](graph)
    hint = (
        "write svg and convert it: rsvg-convert, Inkscape or a browser"
        if format in ("png", "pdf")
        else nearest(format, FORMATS, "format")
    )
    raise QueryError(f"{format!r} is not a format of networks", hint=hint)
