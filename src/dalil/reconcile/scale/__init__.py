"""Agreement over a million claims: statements in columns, blocks of those that have rivals."""
