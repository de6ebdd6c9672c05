"""What sources say, as people write it down: fact files, the registry, quotations and their anchors."""

from dalil.facts.anchoring import Anchorer, name_premises
from dalil.facts.factfile import Draft, FactFile, Reader, introduced, open_facts
from dalil.facts.quotes import find, fold
from dalil.facts.factschema import fact_schema
from dalil.facts.registry import Registry, read_registry

__all__ = [
    "Anchorer",
    "Draft",
    "FactFile",
    "Reader",
    "Registry",
    "fact_schema",
    "find",
    "fold",
    "introduced",
    "name_premises",
    "open_facts",
    "read_registry",
]
