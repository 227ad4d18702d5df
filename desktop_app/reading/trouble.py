"""What keeps a text from being heard, in words for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.audio.errors import AudioError
from desktop_app.errors import AppError
from shared_client import (
    CosyVoiceAuthError,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
)

FAILURES: Final = (CosyVoiceError, AppError)
"""What a service may fail with."""

_HINTS: Final[dict[type[Exception], str]] = {
    CosyVoiceAuthError: "Give another token in the settings.",
    CosyVoiceTimeoutError: "See that the service runs and the network is fast enough.",
    CosyVoiceConnectionError: "See that the service runs and its address is right.",
    CosyVoiceUnavailableError: "The service is busy or being started; wait a little.",
    CosyVoiceNotFoundError: "See that the voice and the address are right.",
    CosyVoiceSynthesisError: "Choose another voice, or go on with the next sentence.",
    CosyVoiceUnsupportedError: "Leave that option out for this service.",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong.

    Attributes:
        words: What, in a sentence.
        hint: What to do; may be empty.
        passing: Whether it may be over by itself.
    """

    words: str
    hint: str
    passing: bool

    @classmethod
    def of(cls, error: Exception) -> Trouble:
        """Say what an error means."""
        passing = isinstance(error, CosyVoiceConnectionError | CosyVoiceUnavailableError)
        if isinstance(error, AudioError | AppError):
            return cls(str(error), error.hint, passing)
        hint = next((words for kind, words in _HINTS.items() if isinstance(error, kind)), "")
        return cls(str(error), hint, passing)
