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


# What Alibaba Cloud calls it, beside a status that says less: by the beginning of the code.
_CODES: Final[dict[str, tuple[type[CosyVoiceError], str, int]]] = {
    "InvalidApiKey": (CosyVoiceAuthError, "key_refused", 401),
    "Arrearage": (CosyVoicePaymentError, "account_unpaid", 402),
    "AllocationQuota.FreeTierOnly": (CosyVoicePaymentError, "free_tier_ended", 402),
    "AccessDenied.Unpurchased": (CosyVoicePaymentError, "not_activated", 402),
    "DataInspectionFailed": (CosyVoiceRequestError, "content_refused", 400),
    "Throttling": (CosyVoiceUnavailableError, "too_many_requests", 429),
    "BadRequest.ResourceNotExist": (CosyVoiceNotFoundError, "not_found", 404),
    "BadRequest.VoiceNotFound": (CosyVoiceNotFoundError, "not_found", 404),
    "Audio.": (CosyVoiceRequestError, "recording_not_cloned", 400),
    "BadRequest.UnsupportedFileFormat": (CosyVoiceRequestError, "recording_not_cloned", 400),
}


def refusal_by_code(
    code: str, *, host: str, words: str = "", retry_after: float | None = None
) -> CosyVoiceError | None:
    """The error to raise for a code that Alibaba Cloud gives; None where it says nothing more."""
    for start, (kind, key, status) in _CODES.items():
        if code.startswith(start):
            more = {"retry_after": retry_after} if kind is CosyVoiceUnavailableError else {}
            return kind(key, host=host, status=status, words=words, **more)  # type: ignore[arg-type]  # None only where it may be
    return None


def refusal(
    status: int,
    *,
    host: str,
    code: str = "",
    words: str = "",
    retry_after: float | None = None,
) -> CosyVoiceError:
    """The error to raise.

    Args:
        status: The HTTP status of the answer, 400 or more.
        host: Of the service.
        code: The service's own name for what is wrong, if it gave one.
        words: What the service says about it, without the token.
        retry_after: Seconds until the service wants to be asked again, if it said so.
    """
    by_code = refusal_by_code(code, host=host, words=words, retry_after=retry_after)
    if by_code is not None:
        return by_code
    words = ": ".join(filter(None, (code, words)))
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
