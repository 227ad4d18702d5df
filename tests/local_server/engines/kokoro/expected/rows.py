"""Reads what others say: tables of text and phonemes."""

from pathlib import Path


def rows(name: str) -> list[tuple[str, str]]:
    """The rows of a table beside this module."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [(text, phonemes) for text, _, phonemes in (line.partition("\t") for line in lines)]
