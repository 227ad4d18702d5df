"""Async client of the CosyVoice 2.0 API, in both of its versions."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from ._version import __version__
from .errors import (
    CosyVoiceAuthError,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoicePaymentError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
    CosyVoiceValueError,
)
from .models import (
    AudioFormat,
    AudioSpec,
    Dialect,
    Excerpt,
    ExcerptChoice,
    Excerpts,
    Invitation,
    ReferenceAudio,
    ServiceInfo,
    SortOrder,
    Speech,
    SpeechMetrics,
    SpeechOptions,
    SynthesisMode,
    Timeouts,
)

if TYPE_CHECKING:
    from .client import CosyVoiceClient
    from .protocol import service_url
    from .stream import SpeechStream
else:
    # What needs the network's libraries is imported when it is asked for: they take a while, and a
    # program that only wants a limit or the name of an error should not wait for them.
    _LATE: Final = {
        "CosyVoiceClient": "client",
        "SpeechStream": "stream",
        "service_url": "protocol",
    }

    def __getattr__(name: str) -> object:
        if name not in _LATE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f".{_LATE[name]}", __name__), name)
        return found


__all__ = [
    "AudioFormat",
    "AudioSpec",
    "CosyVoiceAuthError",
    "CosyVoiceClient",
    "CosyVoiceConnectionError",
    "CosyVoiceError",
    "CosyVoiceNotFoundError",
    "CosyVoicePaymentError",
    "CosyVoiceProtocolError",
    "CosyVoiceRequestError",
    "CosyVoiceSynthesisError",
    "CosyVoiceTimeoutError",
    "CosyVoiceUnavailableError",
    "CosyVoiceUnsupportedError",
    "CosyVoiceValueError",
    "Dialect",
    "Excerpt",
    "ExcerptChoice",
    "Excerpts",
    "Invitation",
    "ReferenceAudio",
    "ServiceInfo",
    "SortOrder",
    "Speech",
    "SpeechMetrics",
    "SpeechOptions",
    "SpeechStream",
    "SynthesisMode",
    "Timeouts",
    "__version__",
    "service_url",
]
