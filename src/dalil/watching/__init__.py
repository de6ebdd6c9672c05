"""A dossier checked again whenever one of its files changes: what is new, what is mended, what stays."""

from dalil.watching.files import Files
from dalil.watching.rounds import Round, Watch

__all__ = ["Files", "Round", "Watch"]
