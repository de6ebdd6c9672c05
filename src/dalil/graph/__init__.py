"""Claims as quads: how they are written, kept and validated."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dalil.graph.encode import Encoder
    from dalil.graph.merged import merge
    from dalil.graph.store import load, parse, to_nquads, to_trig, to_turtle

__all__ = ["Encoder", "load", "merge", "parse", "to_nquads", "to_trig", "to_turtle"]
MODULES = {"Encoder": "encode", "merge": "merged"}
"""Where what stands at the front comes from, if not from the store."""


def __getattr__(name: str) -> Any:
    """Fetched when it is asked for: whoever validates others' data needs nothing of claims."""
    if name in __all__:
        return getattr(import_module(f"dalil.graph.{MODULES.get(name, 'store')}"), name)
    raise AttributeError(f"module 'dalil.graph' has no attribute {name!r}")
