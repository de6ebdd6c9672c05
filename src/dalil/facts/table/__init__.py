"""Tables: mappings read and checked, and rows made ready for the claims that they become."""

from dalil.facts.table.columns import column_errors, columns_of_claim, columns_of_thing, columns_used, unused
from dalil.facts.table.described import Described, introduced
from dalil.facts.table.mapping import read_mapping
from dalil.facts.table.schema import mapping_schema

__all__ = [
    "Described",
    "column_errors",
    "columns_of_claim",
    "columns_of_thing",
    "columns_used",
    "introduced",
    "mapping_schema",
    "read_mapping",
    "unused",
]
