"""Who is who, what rests on what, and how claims stand to each other: judged, never silently resolved."""

from dalil.reconcile.agreement import agreements
from dalil.reconcile.comparing.verdicts import RULES
from dalil.reconcile.identity import Linker, read_linker
from dalil.reconcile.judgements import read_judgements
from dalil.reconcile.roots import roots

__all__ = ["RULES", "Linker", "agreements", "read_judgements", "read_linker", "roots"]
