"""Async client of the CosyVoice 2.0 API, in both of its dialects."""

from ._version import __version__
from .client import CosyVoiceClient
from .errors import (
    CosyVoiceAuthError,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
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
    ReferenceAudio,
    ServiceInfo,
    SortOrder,
    Speech,
    SpeechMetrics,
    SpeechOptions,
    SynthesisMode,
    Timeouts,
)
from .protocol import service_url
from .stream import SpeechStream

__all__ = [
    "AudioFormat",
    "AudioSpec",
    "CosyVoiceAuthError",
    "CosyVoiceClient",
    "CosyVoiceConnectionError",
    "CosyVoiceError",
    "CosyVoiceNotFoundError",
    "CosyVoiceProtocolError",
    "CosyVoiceRequestError",
    "CosyVoiceSynthesisError",
    "CosyVoiceTimeoutError",
    "CosyVoiceUnavailableError",
    "CosyVoiceUnsupportedError",
    "CosyVoiceValueError",
    "Dialect",
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
