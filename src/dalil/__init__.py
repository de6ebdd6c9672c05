"""dalil (دليل, "evidence"): knowledge graphs in which every edge opens the words that say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dalil.graph.validate import validate
    from dalil.kg import KnowledgeGraph, open

__version__ = "0.1.0"
__all__ = ["KnowledgeGraph", "open", "validate"]


def __getattr__(name: str) -> Any:
    """What stands at the front is fetched when it is asked for: `import dalil` costs nothing."""
    if name == "validate":
        from dalil.graph import validate as room

        return room.validate
    if name in __all__:
        from dalil import kg

        return getattr(kg, name)
    raise AttributeError(f"module 'dalil' has no attribute {name!r}")
