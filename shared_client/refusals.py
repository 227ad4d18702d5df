"""Which error of the tree it is when a service refuses, for each HTTP status with a meaning."""

from __future__ import annotations

from typing import Final

from .errors import (
    CosyVoiceAuthError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoicePaymentError,
    CosyVoiceRequestError,
    CosyVoiceUnavailableError,
)

_REQUESTS: Final[dict[int, tuple[type[CosyVoiceRequestError], str]]] = {
    402: (CosyVoicePaymentError, "payment_required"),
    404: (CosyVoiceNotFoundError, "not_found"),
    413: (CosyVoiceRequestError, "too_large"),
}
_UNAVAILABLE: Final = {
    408: "unavailable",
    429: "too_many_requests",
    450: "queue_full",
    501: "not_implemented",
    502: "unavailable",
    503: "unavailable",
    504: "unavailable",
    507: "storage_full",
}
_UNAUTHORIZED: Final = frozenset({401, 403})
_FIRST_SERVER_ERROR: Final = 500


def refusal(
    status: int, *, host: str, words: str = "", retry_after: float | None = None
) -> CosyVoiceError:
    """The error to raise.

    Args:
        status: The HTTP status of the answer, 400 or more.
        host: Of the service.
        words: What the service says about it, without the token.
        retry_after: Seconds until the service wants to be asked again, if it said so.
    """
    if status in _UNAUTHORIZED:
        return CosyVoiceAuthError("token_refused", host=host, status=status, words=words)
    if status in _REQUESTS:
        kind, key = _REQUESTS[status]
        return kind(key, host=host, status=status, words=words)
    if status in _UNAVAILABLE:
        return CosyVoiceUnavailableError(
            _UNAVAILABLE[status], host=host, status=status, words=words, retry_after=retry_after
        )
    if status >= _FIRST_SERVER_ERROR:
        return CosyVoiceUnavailableError(
            "service_failed", host=host, status=status, words=words, retry_after=retry_after
        )
    return CosyVoiceRequestError("request_refused", host=host, status=status, words=words)
