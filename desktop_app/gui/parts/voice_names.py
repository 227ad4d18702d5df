"""What voices are called, wherever windows and menus offer them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication

from .plain_text import shortened

if TYPE_CHECKING:
    from shared_client import ReferenceAudio

_LONGEST: Final = 120  # characters
_SAMPLE: Final = "reference_voice.wav"  # the local server has it from the start


def is_sample(voice: ReferenceAudio) -> bool:
    """Whether it is the voice that the built-in server has from the start."""
    return voice.filename == _SAMPLE


def name_of(voice: ReferenceAudio) -> str:
    """What a voice is called: its file without the suffix; no more than there is room for."""
    if is_sample(voice):
        return QCoreApplication.translate("Voices", "Sample voice")
    name = voice.filename.rpartition(".")[0] or voice.filename or voice.id
    return shortened(name, _LONGEST)
