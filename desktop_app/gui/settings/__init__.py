"""Settings: their window and its pages; services, tokens, diagnostics."""
