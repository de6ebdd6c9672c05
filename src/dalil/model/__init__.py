"""The things that cross rooms: sources and their snapshots, entities, claims, judgements, agreements; tables and their mappings.

All are frozen values. A claim names itself by its content, so it has the same name on every machine.
"""

from dalil.model.claims import (
    SPEAKER_ROLE,
    Anchor,
    Claim,
    Entity,
    Named,
    Object,
    Row,
    Snapshot,
    Source,
    Span,
    Statement,
)
from dalil.model.judged import (
    AGREEMENT_KINDS,
    ASSESSMENTS,
    IDENTITY_VERDICTS,
    Agreement,
    Judgement,
    Withdrawal,
)
from dalil.model.table import (
    WHOLE,
    ClaimMapping,
    Condition,
    Hole,
    Issue,
    Join,
    Lookup,
    Mapping,
    Slot,
    Step,
    Table,
    Template,
    ThingMapping,
)

__all__ = [
    "AGREEMENT_KINDS",
    "ASSESSMENTS",
    "IDENTITY_VERDICTS",
    "SPEAKER_ROLE",
    "WHOLE",
    "Agreement",
    "Anchor",
    "Claim",
    "ClaimMapping",
    "Condition",
    "Entity",
    "Hole",
    "Issue",
    "Join",
    "Judgement",
    "Lookup",
    "Mapping",
    "Named",
    "Object",
    "Row",
    "Slot",
    "Snapshot",
    "Source",
    "Span",
    "Statement",
    "Step",
    "Table",
    "Template",
    "ThingMapping",
    "Withdrawal",
]
