"""Claims as quads: how they are written, kept and validated."""

from dalil.graph.decode import decode
from dalil.graph.encode import Encoder
from dalil.graph.store import load, parse, to_nquads, to_trig, to_turtle

__all__ = ["Encoder", "decode", "load", "parse", "to_nquads", "to_trig", "to_turtle"]
