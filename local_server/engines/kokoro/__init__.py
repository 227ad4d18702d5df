"""Kokoro: a neural voice for Chinese and English that doesn't clone."""
