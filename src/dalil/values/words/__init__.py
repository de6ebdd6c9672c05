"""Times and counts in the words of sources: English and Arabic, and an honest "unresolved" for all else."""
