"""CosyVoice's tags in a text: what is heard beside words, and how words are said.

A text is spoken in pieces. A tag belongs to the words beside it, and <strong> that is open where a
piece ends is closed there and opened again in the next one.
"""

from __future__ import annotations

import re
from typing import Final

_HEARD: Final = (
    r"\[(?:accent|breath|clucking|cough|hissing|laughter|lipsmack|mn|noise|quick_breath|sigh"
    r"|vocalized-noise)\]"
)
_SPAN: Final = "(?:strong|laughter)"
CLOSING: Final = rf"</{_SPAN}>"
BEHIND: Final = rf"(?:{CLOSING})*(?:(?:\s*{_HEARD})+(?:{CLOSING})*(?=\s*$))?"
"""What belongs to the words before it: the end of a span, and what is heard at the end of all."""
TAG: Final = re.compile(rf"{_HEARD}|</?{_SPAN}>|<\|[a-z]+\|>")
_EDGE: Final = re.compile(rf"<(/?)({_SPAN})>")
_EMPTY: Final = re.compile(rf"<({_SPAN})>(\s*)</\1>")


def without(text: str) -> str:
    """A text without tags."""
    return TAG.sub("", text)


def is_heard(text: str) -> bool:
    """Whether there is something to hear beside words."""
    return re.search(_HEARD, text) is not None


class Spans:
    """Closes in each piece of a text what is open at its end, and opens it again in the next."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def whole(self, piece: str) -> str:
        """The next piece, in which every span that begins also ends."""
        piece = "".join(f"<{name}>" for name in self._open) + piece
        self._open = []
        for closes, name in _EDGE.findall(piece):
            if not closes:
                self._open.append(name)
            elif name in self._open:
                self._open.reverse()
                self._open.remove(name)
                self._open.reverse()
        piece += "".join(f"</{name}>" for name in reversed(self._open))
        return _EMPTY.sub(r"\2", piece)
