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

_LONGEST_PAUSE: Final = 60.0  # seconds; who listens is told why it is silent


def is_passing(error: Exception) -> bool:
    """Whether what is wrong may be over by itself."""
    return isinstance(error, CosyVoiceConnectionError | CosyVoiceUnavailableError)


def pause_after(error: Exception, usual: float) -> float:
    """Seconds to wait before another attempt: the usual, or more where the service asks for it.

    Args:
        error: What the attempt before ended with.
        usual: Seconds that are waited in any case.
    """
    wanted: float = getattr(error, "retry_after", None) or 0.0
    return max(usual, min(wanted, _LONGEST_PAUSE))
