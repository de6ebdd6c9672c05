"""Who may be who: candidates by sound and writing, with reasons; nothing is merged here."""
