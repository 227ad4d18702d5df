"""The one tree of errors that the client raises."""

from __future__ import annotations


class CosyVoiceError(Exception):
    """Anything that goes wrong between this client and a CosyVoice service."""


class CosyVoiceConnectionError(CosyVoiceError):
    """The service cannot be reached, or the connection ended before the work did."""


class CosyVoiceTimeoutError(CosyVoiceConnectionError):
    """The service did not answer within one of the limits in `Timeouts`."""


class CosyVoiceAuthError(CosyVoiceError):
    """The service refuses the token (401 or 403)."""


class CosyVoiceRequestError(CosyVoiceError):
    """The service refuses the request itself.

    Attributes:
        status: The HTTP status of the answer.
    """

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class CosyVoiceNotFoundError(CosyVoiceRequestError):
    """There is no such path or no such reference audio (404)."""


class CosyVoiceUnavailableError(CosyVoiceError):
    """The service cannot work right now: 408, 429, 450 or 5xx.

    Attributes:
        status: The HTTP status of the answer.
        retry_after: Seconds until the service wants to be asked again, if it said so.
    """

    def __init__(self, message: str, *, status: int, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class CosyVoiceProtocolError(CosyVoiceError):
    """The service answers something that is not the CosyVoice API."""


class CosyVoiceUnsupportedError(CosyVoiceError):
    """The service's dialect cannot carry an option that was set."""


class CosyVoiceSynthesisError(CosyVoiceError):
    """The service accepted the request and then reported, in band, that it failed.

    Attributes:
        code: The service's own code, such as `InvalidParameter`; empty where it gave none.
        message: The service's own words.
    """

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(f"{code}: {message}" if code else message)
        self.code = code
        self.message = message
