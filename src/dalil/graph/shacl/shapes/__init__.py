"""Shapes as code: read, checked as anybody's and as a dossier's own, with codes, footprints of queries and examples."""
