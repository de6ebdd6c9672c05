"""The network of a dossier: edges with their claims, graphs, measures, paths, exports, a picture."""

from dalil.network.edges import Edge, Node, read_edges, read_nodes
from dalil.network.export import FORMATS, export
from dalil.network.graph import ALL_KINDS, KINDS, MODES, actors, caption, network
from dalil.network.measures import Hop, Measure, measures, path
from dalil.network.picture import svg

__all__ = [
    "ALL_KINDS",
    "FORMATS",
    "KINDS",
    "MODES",
    "Edge",
    "Hop",
    "Measure",
    "Node",
    "actors",
    "caption",
    "export",
    "measures",
    "network",
    "path",
    "read_edges",
    "read_nodes",
    "svg",
]
