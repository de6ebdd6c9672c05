"""dalil (دليل, "evidence"): knowledge graphs in which every edge opens the words that say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dalil.kg import KnowledgeGraph

__version__ = "0.1.0"
__all__ = ["KnowledgeGraph", "open"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from dalil import kg

        return getattr(kg, name)
    raise AttributeError(f"module 'dalil' has no attribute {name!r}")
