"""Sources as files say them, their bytes in the vault, and the canonical text made from them."""

from dalil.sources.snapshot import Held, Vault, canonical, hold
from dalil.sources.sourcefile import read_source, record_snapshot, recorded_snapshots

__all__ = ["Held", "Vault", "canonical", "hold", "read_source", "record_snapshot", "recorded_snapshots"]
