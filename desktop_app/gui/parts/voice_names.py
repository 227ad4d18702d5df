"""What voices are called, wherever windows and menus offer them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .plain_text import shortened

if TYPE_CHECKING:
    from shared_client import ReferenceAudio

_LONGEST: Final = 120  # characters


def name_of(voice: ReferenceAudio) -> str:
    """What a voice is called: its file without the suffix; no more than there is room for."""
    name = voice.filename.rpartition(".")[0] or voice.filename or voice.id
    return shortened(name, _LONGEST)
