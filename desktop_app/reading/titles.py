"""What a text is called where a person sees it, and its file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .model import Reading

_LOOKED_AT: Final = 4000
_MOST: Final = 80
_LONGEST_TITLE: Final = 200
_NOT_IN_FILE_NAMES: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f.\s]+')  # on some system


def title_of(reading: Reading) -> str:
    """Its title, or else how it begins.

    Returns:
        One line: of a title at most 200 characters, else at most 80; cut between words where there
        are any, with an ellipsis.
    """
    if reading.title:
        return _cut(reading.title, _LONGEST_TITLE)
    return _cut(reading.text, _MOST)


def _cut(text: str, most: int) -> str:
    beginning = " ".join(text[:_LOOKED_AT].split())
    if len(beginning) <= most:
        return beginning
    start, space, _ = beginning[:most].rpartition(" ")
    return f"{start if space else beginning[:most]}…"


def file_name_of(reading: Reading) -> str:
    """What a text's file may be called on any system, without a suffix; at most 80 characters."""
    name = _NOT_IN_FILE_NAMES.sub(" ", title_of(reading)).strip(" …“”")
    return name[:_MOST].strip() or "CosyVoice Home"
