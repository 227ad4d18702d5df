"""Words from elsewhere, for tool tips, boxes and labels: however long they are, and as they are."""

from __future__ import annotations

from html import escape
import re
from typing import Final

MOST: Final = 2000
"""Characters that a label or a tool tip shows; Qt lays out all of them at once."""

_LONG: Final = re.compile(r"[!-~]{81,}")  # Qt can't wrap it, and makes the window as wide
# Where it may be wrapped: behind the folders of a path, and within what is long all the same.
_WRAPS: Final = re.compile(r"[^/\\]{80}(?=[^/\\])|[/\\](?=.)")


def shortened(words: str, most: int = MOST) -> str:
    """Words, or their beginning and an ellipsis where there are too many."""
    return words if len(words) <= most else f"{words[:most]}…"


def shown(words: str, most: int = MOST) -> str:
    """Words for a label that wraps them: not too many, and none too long to be wrapped."""
    return _LONG.sub(
        lambda run: _WRAPS.sub(lambda end: f"{end.group()}\u200b", run.group()),
        shortened(words, most),
    )


def plain(words: str) -> str:
    """Words that are shown as they are, whatever is in them: no picture, no link, nothing bold."""
    words = shortened(words)
    if "<" not in words and "&lt;" not in words:
        return words
    return f"<p style='white-space: pre-wrap'>{escape(words)}</p>"
