"""Turns the client's errors into Home Assistant's, in words that can be translated."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Final

from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .shared_client import (
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
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class VoiceGoneError(CosyVoiceError):
    """The service has no such reference audio any more."""


# A subclass stands before its base.
_KEYS: Final[tuple[tuple[type[CosyVoiceError], str], ...]] = (
    (VoiceGoneError, "voice_gone"),
    (CosyVoiceAuthError, "invalid_auth"),
    (CosyVoiceNotFoundError, "not_found"),
    (CosyVoiceRequestError, "refused"),
    (CosyVoiceUnavailableError, "asleep"),
    (CosyVoiceTimeoutError, "timeout"),
    (CosyVoiceConnectionError, "cannot_connect"),
    (CosyVoiceProtocolError, "not_cosyvoice"),
    (CosyVoiceUnsupportedError, "unsupported"),
    (CosyVoiceSynthesisError, "synthesis_failed"),
)


# What no waiting mends.
_FAULTS: Final = frozenset({500, 501})


def error_key(error: CosyVoiceError) -> str:
    """The translation key of an error; the same in forms and in exceptions."""
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return "tls"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "no_tls"
    if isinstance(error, CosyVoiceUnavailableError) and error.status in _FAULTS:
        return "broken"
    return next((key for kind, key in _KEYS if isinstance(error, kind)), "unknown")


def translated(error: CosyVoiceError) -> HomeAssistantError:
    """The error as Home Assistant shows it; to be raised `from error`."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=error_key(error),
        translation_placeholders={"error": str(error)},
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        yield from (arg for arg in error.args if isinstance(arg, BaseException))
        if (inner := getattr(error, "os_error", None)) is not None:
            yield inner
        error = error.__cause__ or error.__context__
