"""What the handlers of all operations share: voices, speaker, settings, words for errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
import hmac
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Protocol

from aiohttp import web

from local_server.engines import Style, Voice
from local_server.errors import ApiError, InvalidParameterError, NotFoundError
from local_server.limits import MAX_UPLOAD, PATIENCE
from local_server.recordings import Recordings
from local_server.sparing_log import SparingLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_server.engines.choice import Better
    from local_server.framing import Framing
    from local_server.schemas import SpeechParameters
    from local_server.storage import Storage, StoredAudio
    from local_server.synthesis import Speaker, Task
    from local_server.text_stream import TextStream


class Connection(Protocol):
    """An open connection that has to be closed in the end."""

    async def close(self) -> None:
        """Let a task say its last words, and close."""


@dataclass(slots=True)
class Service:
    """The state of a running server.

    Attributes:
        storage: The reference audio.
        speaker: Runs tasks on the engine.
        token: What callers must show.
        max_upload: Bytes of a reference audio.
        patience: Seconds for which a WebSocket task may be without text, and for which a caller
            may take nothing of its answer.
        connections: The open WebSockets.
        strangers: Logs requests without the token.
        better: Finds the engines that would speak better than the one in use.
        ingress: Whether Home Assistant's ingress has signed people in to the page for voices.
        address: The server's URL, as others on the network reach it; empty until it listens.
        recordings: The sound of the voices.
    """

    storage: Storage
    speaker: Speaker
    token: str = field(repr=False)
    max_upload: int = MAX_UPLOAD
    patience: float = PATIENCE
    connections: set[Connection] = field(default_factory=set)
    strangers: SparingLog = field(default_factory=SparingLog)
    better: Callable[[], list[Better]] = list
    ingress: bool = False
    address: str = ""
    recordings: Recordings = field(init=False)

    def __post_init__(self) -> None:
        self.recordings = Recordings(self.storage)

    def may_enter(self, request: web.Request) -> bool:
        """Whether a request shows the token. Takes the same time whatever it shows."""
        shown = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        return hmac.compare_digest(shown, f"Bearer {self.token}".encode())

    def voice(self, identity: str) -> StoredAudio:
        """A stored reference audio.

        Raises:
            NotFoundError: There is none of this id.
        """
        audio = self.storage.get(identity)
        if audio is None:
            raise NotFoundError(f"reference_audio_id {identity!r} doesn't exist")
        return audio

    def for_engines(self, audio: StoredAudio) -> Voice:
        """A stored reference audio, as engines see it."""
        return Voice(audio.id, audio.text, audio.pitch, partial(self.recordings.load, audio))

    def admit(self, text: TextStream, parameters: SpeechParameters, framing: Framing) -> Task:
        """Take a synthesis into the queue.

        Raises:
            ApiError: There is no such voice, or no place.
        """
        voice = self.for_engines(self.voice(parameters.reference_audio_id))
        style = Style(parameters.instruct, parameters.speed, parameters.mode)
        return self.speaker.admit(text, voice, style, parameters, framing)


SERVICE: Final = web.AppKey("service", Service)
SPOKEN_BY: Final = web.RequestKey("spoken_by", str)
"""What the log says of a request beside its outcome."""


async def json_of(request: web.Request) -> Any:
    """The body of a request.

    Raises:
        InvalidParameterError: It isn't JSON.
    """
    try:
        return await request.json()
    except (ValueError, LookupError, RecursionError):  # also of an unknown charset
        raise InvalidParameterError("the body must be JSON") from None


def error_body(error: ApiError) -> dict[str, Any]:
    """The words of an error, as JSON answers and events carry them."""
    return {"code": error.code, "message": error.message}


def error_response(error: ApiError) -> web.Response:
    """An error as an HTTP answer."""
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    if error.status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return web.json_response(error_body(error), status=error.status, headers=headers)


def refusal(error: web.HTTPException) -> web.Response:
    """What aiohttp itself refuses, in the shape of the API's errors."""
    words = {"code": HTTPStatus(error.status).phrase.replace(" ", ""), "message": error.reason}
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return web.json_response(words, status=error.status, headers=headers)
