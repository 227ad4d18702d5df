"""What a text is called where a person sees it, and its file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .model import Reading

_LOOKED_AT: Final = 4000
_MOST: Final = 80
_NOT_IN_FILE_NAMES: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f.\s]+')  # on some system


def title_of(reading: Reading) -> str:
    """Its title, or else how it begins.

    Returns:
        Without a title, at most 80 characters in one line; cut between words where there are any,
        with an ellipsis.
    """
    if reading.title:
        return reading.title
    beginning = " ".join(reading.text[:_LOOKED_AT].split())
    if len(beginning) <= _MOST:
        return beginning
    start, space, _ = beginning[:_MOST].rpartition(" ")
    return f"{start if space else beginning[:_MOST]}…"


def file_name_of(reading: Reading) -> str:
    """What a text's file may be called on any system, without a suffix; at most 80 characters."""
    name = _NOT_IN_FILE_NAMES.sub(" ", title_of(reading)).strip(" …“”")
    return name[:_MOST].strip() or "CosyVoice Home"
