"""Words from elsewhere, for tool tips, boxes and labels: however long they are, and as they are."""

from __future__ import annotations

from html import escape
import re
from typing import Final

MOST: Final = 2000
"""Characters that a label or a tool tip shows; Qt lays out all of them at once."""

_RUN: Final = re.compile(r"[!-~]{80}(?=[!-~])")  # Qt can't wrap it, and makes the window as wide


def shortened(words: str, most: int = MOST) -> str:
    """Words, or their beginning and an ellipsis where there are too many."""
    return words if len(words) <= most else f"{words[:most]}…"


def shown(words: str, most: int = MOST) -> str:
    """Words for a label that wraps them: not too many, and none too long to be wrapped."""
    return _RUN.sub(lambda run: f"{run.group()}\u200b", shortened(words, most))


def plain(words: str) -> str:
    """Words that are shown as they are, whatever is in them: no picture, no link, nothing bold."""
    words = shortened(words)
    if "<" not in words and "&lt;" not in words:
        return words
    return f"<p style='white-space: pre-wrap'>{escape(words)}</p>"
