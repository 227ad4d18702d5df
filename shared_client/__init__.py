"""Async client of the CosyVoice 2.0 API."""
