"""Voice profiles: their window, their editor, importing, one per language."""
