"""GraphML and GEXF, as Gephi reads them.

Written here, because NetworkX stamps the day into GEXF and names GraphML keys so that Gephi takes two of
them (d3, d7) for labels; and because Gephi joins parallel edges of one kind, and keeps one quotation of all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import networkx as nx

from dalil.network.plain import Plain, Values, plain, types
from dalil.network.text import markup

OWN = {"label", "weight"}
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
GEXF = "http://gexf.net/1.3"


def graphml(graph: nx.Graph) -> bytes:
    """GraphML, for Gephi, yEd, Cytoscape and igraph."""
    flat = plain(graph)
    keys = {
        "graph": types([flat.values]),
        "node": types(values for _, values in flat.nodes),
        "edge": types(edge.values for edge in flat.edges),
    }
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<graphml xmlns="{GRAPHML}">']
    lines += [
        f' <key id="{on}-{markup(key)}" for="{on}" attr.name="{markup(key)}" attr.type="{type_}"/>'
        for on, types in keys.items()
        for key, type_ in types.items()
    ]
    lines += [f' <graph edgedefault="{"directed" if flat.directed else "undirected"}">']
    lines += _data("graph", flat.values)
    for name, values in flat.nodes:
        lines += [f'  <node id="{markup(name)}">', *_data("node", values), "  </node>"]
    for edge in flat.edges:
        ends = f'source="{markup(edge.source)}" target="{markup(edge.target)}"'
        lines += [f'  <edge id="{markup(edge.id)}" {ends}>', *_data("edge", edge.values), "  </edge>"]
    return _file([*lines, " </graph>", "</graphml>"])


def _data(on: str, values: Values) -> list[str]:
    return [f'   <data key="{on}-{markup(key)}">{markup(str(value))}</data>' for key, value in values.items()]


def gexf(graph: nx.Graph) -> bytes:
    """GEXF 1.3, for Gephi 0.9.3 and later. `start` and `end` are the bounds of an edge's day, where they are known."""
    flat = plain(graph)
    dated = any({"earliest", "latest"} & edge.values.keys() for edge in flat.edges)
    time = ' mode="dynamic" timeformat="date"' if dated else ' mode="static"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<gexf xmlns="{GEXF}" version="1.3">']
    lines += [" <meta>", "  <creator>dalil</creator>", f"  <description>{_told(flat)}</description>", " </meta>"]
    lines += [f' <graph defaultedgetype="{"directed" if flat.directed else "undirected"}"{time}>']
    for on, rows in {"node": [v for _, v in flat.nodes], "edge": [e.values for e in flat.edges]}.items():
        lines += [f'  <attributes class="{on}" mode="static">']
        for key, type_ in types(rows).items():
            if key not in OWN:
                lines.append(f'   <attribute id="{markup(key)}" title="{markup(key)}" type="{type_}"/>')
        lines += ["  </attributes>"]
    lines += ["  <nodes>"]
    for name, values in flat.nodes:
        label = markup(str(values.get("label", name)))
        lines += [f'   <node id="{markup(name)}" label="{label}">', *_attvalues(values), "   </node>"]
    lines += ["  </nodes>", "  <edges>", *_gexf_edges(flat), "  </edges>", " </graph>", "</gexf>"]
    return _file(lines)


def _gexf_edges(flat: Plain) -> Iterator[str]:
    """Parallel edges of one label get kinds of their own (`victim`, `victim 2`): Gephi would join them."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for edge in flat.edges:
        values = edge.values
        label = str(values.get("label", ""))
        alike = (edge.source, edge.target, label)
        seen[alike] += 1
        kind = label if seen[alike] == 1 else f"{label} {seen[alike]}"
        given = {
            "id": edge.id,
            "source": edge.source,
            "target": edge.target,
            "label": label,
            "kind": kind,
            "weight": values.get("weight", ""),
            "start": values.get("earliest", ""),
            "end": values.get("latest", ""),
        }
        written = " ".join(f'{key}="{markup(str(value))}"' for key, value in given.items() if value != "")
        yield from (f"   <edge {written}>", *_attvalues(values), "   </edge>")


def _attvalues(values: Values) -> list[str]:
    found = [f'     <attvalue for="{markup(k)}" value="{markup(str(v))}"/>' for k, v in values.items() if k not in OWN]
    return ["    <attvalues>", *found, "    </attvalues>"] if found else []


def _told(flat: Plain) -> str:
    return markup("; ".join(f"{key}: {value}" for key, value in flat.values.items()))


def _file(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
