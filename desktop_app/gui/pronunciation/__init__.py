"""Pronunciation rules: their window and table."""
