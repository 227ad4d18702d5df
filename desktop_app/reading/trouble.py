"""What keeps a text from being heard: what a service may fail with, and what may pass by itself."""

from __future__ import annotations

from typing import Final

from desktop_app.errors import AppError
from shared_client import (
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceUnavailableError,
)

FAILURES: Final = (CosyVoiceError, AppError)
"""What a service may fail with."""


def is_passing(error: Exception) -> bool:
    """Whether what is wrong may be over by itself."""
    return isinstance(error, CosyVoiceConnectionError | CosyVoiceUnavailableError)
