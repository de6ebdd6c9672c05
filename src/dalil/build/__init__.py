"""The pipeline on one machine: read, validate, load, install; and what it reads along the way."""

from dalil.build.coverage import Coverage, cover
from dalil.build.dossier import Dossier, read_dossier
from dalil.build.holding import Holding, hold_source
from dalil.build.inputs import fingerprint
from dalil.build.old import MANIFEST
from dalil.build.pipeline import Built, Checked, build, check
from dalil.build.place import locked

__all__ = [
    "MANIFEST",
    "Built",
    "Checked",
    "Coverage",
    "Dossier",
    "Holding",
    "build",
    "check",
    "cover",
    "fingerprint",
    "hold_source",
    "locked",
    "read_dossier",
]
