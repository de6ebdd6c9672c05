"""A dossier's newest build, opened: ask it, walk its edges back to their words, list who disagrees."""

from dalil.kg.agreements import list_agreements
from dalil.kg.explain import explain, explain_link, tell
from dalil.kg.opened import KnowledgeGraph, Result, open
from dalil.kg.telling import tell_agreements
from dalil.kg.ties import tell_network

__all__ = [
    "KnowledgeGraph",
    "Result",
    "explain",
    "explain_link",
    "list_agreements",
    "open",
    "tell",
    "tell_agreements",
    "tell_network",
]
