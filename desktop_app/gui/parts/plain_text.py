"""Words from elsewhere, for tool tips and message boxes, where Qt takes for HTML what looks so."""

from __future__ import annotations

from html import escape


def plain(words: str) -> str:
    """Words that are shown as they are, whatever is in them: no picture, no link, nothing bold."""
    if "<" not in words and "&lt;" not in words:
        return words
    return f"<p style='white-space: pre-wrap'>{escape(words)}</p>"
