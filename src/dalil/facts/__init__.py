"""What sources say, as people write it down: fact files, the registry, quotations and their anchors."""

from dalil.facts.anchoring import Anchorer, name_premises
from dalil.facts.drafts import Draft, Premise, Reader
from dalil.facts.factfile import FactFile, introduced, open_facts
from dalil.facts.factschema import fact_schema
from dalil.facts.quotes import find, fold
from dalil.facts.registry import Registry, read_registry

__all__ = [
    "Anchorer",
    "Draft",
    "FactFile",
    "Premise",
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
