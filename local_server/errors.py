"""What a caller is told when a request cannot be served: a status, a code and words."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from local_server.words import SENTENCES, reason_of, say

FAILED: Final = "the server failed; see its log for details"
"""What a caller is told of a fault of the server's own."""


class ApiError(Exception):
    """A request that ends with words for the caller.

    Attributes:
        status: The HTTP status, where the words still travel by HTTP.
        code: The machine-readable kind, such as `InvalidParameter`.
        message: The words; they name the parameter at fault.
        retry_after: Seconds after which asking again makes sense.
    """

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "InternalError"
    retry_after: int | None = None

    def __init__(self, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if retry_after is not None:
            self.retry_after = retry_after


class InvalidParameterError(ApiError):
    """A parameter is missing or outside of what the API documents allow."""

    status = HTTPStatus.BAD_REQUEST
    code = "InvalidParameter"


class InvalidRequestError(ApiError):
    """A request isn't HTTP, or its body isn't what its headers say."""

    status = HTTPStatus.BAD_REQUEST
    code = "InvalidRequest"


class UnsupportedAudioError(ApiError):
    """The uploaded file is no reference audio that can be used."""

    status = HTTPStatus.BAD_REQUEST
    code = "InvalidAudio"


class TooLargeError(ApiError):
    """What was sent, or what was asked for, is over a limit."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "TooLarge"


class UnauthorizedError(ApiError):
    """The token is missing or wrong."""

    status = HTTPStatus.UNAUTHORIZED
    code = "Unauthorized"


class NotFoundError(ApiError):
    """There is no such path or no such reference audio."""

    status = HTTPStatus.NOT_FOUND
    code = "NotFound"


class NoExcerptError(ApiError):
    """The engine uses no part of a recording."""

    status = HTTPStatus.CONFLICT
    code = "NoExcerpt"


class DiskFullError(ApiError):
    """There is no room to keep what was sent."""

    status = HTTPStatus.INSUFFICIENT_STORAGE
    code = "InsufficientStorage"


class BusyError(ApiError):
    """As many syntheses as the server takes are running and waiting."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "Busy"
    retry_after = 2


class StoppingError(ApiError):
    """The server is being stopped."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "ServerStopping"
    retry_after = 5


class LoadingError(ApiError):
    """The engine isn't ready yet."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "EngineLoading"
    retry_after = 5


class UnreachableError(ApiError):
    """The engine stands elsewhere, and doesn't answer."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "EngineUnreachable"
    retry_after = 5


class InvalidCommandError(ApiError):
    """A WebSocket message is not what the protocol has at this point."""

    status = HTTPStatus.BAD_REQUEST
    code = "InvalidCommand"


class IdleError(ApiError):
    """A task waited too long for text."""

    status = HTTPStatus.REQUEST_TIMEOUT
    code = "IdleTimeout"


class EngineError(ApiError):
    """The speech engine failed."""

    code = "EngineError"


class LoadFailedError(EngineError):
    """The model of an engine can't be loaded, so another engine may speak.

    Attributes:
        reason: Why; empty where it isn't installed anymore.
    """

    def __init__(self, engine: str, reason: str = "") -> None:
        words = f"can't be loaded: {reason}" if reason else "isn't installed anymore"
        super().__init__(f"{engine} {words}")
        self.reason = reason


class EngineFailedError(EngineError):
    """The engine that was asked for can't speak until somebody does something about it.

    No 503: a client that waits and asks again would only keep a person waiting.
    """

    code = "EngineFailed"


class EngineDownError(EngineFailedError):
    """The same, for a balancer."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 60


class StartError(Exception):
    """The server can't start; the words say why, and what to do.

    Attributes:
        key: Of its sentence.
        values: What the sentence names; an error of the system is named in its words.
    """

    def __init__(self, key: str, **values: Any) -> None:
        told = {
            name: reason_of(value) if isinstance(value, Exception) else value
            for name, value in values.items()
        }
        super().__init__(say(SENTENCES[key]).format_map(told))
        self.key = key
        self.values = values
