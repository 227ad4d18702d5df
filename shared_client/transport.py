"""HTTP below the client: one place where requests are made, tried again and refused.

Every failure of the network and every refusal of a service leaves here as an error of `errors`.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
import math
import random
import re
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, TypeVar

import aiohttp
from aiohttp import hdrs
import orjson
from yarl import URL

from .errors import CosyVoiceProtocolError, CosyVoiceUnavailableError
from .events import describe_failure
from .network_errors import network_error
from .refusals import refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping

    from .models import Timeouts

COLD_START: Final = frozenset({408, 429, 450, 502, 503, 504})
"""Answers of a gateway whose service is asleep, full or on its way; worth asking again."""

NOT_PROCESSED: Final = frozenset({429, 450, 503})
"""Answers that say that nothing was done with the request: even an upload may be sent again."""

MAX_MESSAGE_SIZE: Final = 64 * 1024 * 1024
"""Bytes of one WebSocket message; aiohttp's own limit of 4 MiB is a minute of audio."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_REDIRECTS_OF_ANY_METHOD: Final = frozenset({307, 308})
_MAX_REDIRECTS: Final = 3
_FIRST_ERROR: Final = 400
_FIRST_PAUSE: Final = 0.25
_LONGEST_PAUSE: Final = 5.0
_MAX_ERROR_BODY: Final = 64 * 1024
_SHORTEST_SECRET: Final = 6
KEEP_ALIVE: Final = 4.0  # seconds: less than the gateway's 5, which would answer with a reset

_T = TypeVar("_T")


class Transport:
    """Requests to one service, with its token.

    Args:
        base_url: As `protocol.service_url` gives it.
        token: Sent as a bearer token to the origin of `base_url` and to no other; empty for none.
        session: A session to borrow; it is never closed. Without one, an own session is made with
            the first request.
        timeouts: The limits.
    """

    def __init__(
        self,
        base_url: URL,
        token: str,
        session: aiohttp.ClientSession | None,
        timeouts: Timeouts,
    ) -> None:
        self.base_url = base_url
        self.timeouts = timeouts
        self._token = token
        self._session = session
        self._own_session = session is None

    async def close(self) -> None:
        """Close the own session; a lent one stays as it is."""
        if self._own_session and self._session is not None:
            await self._session.close()

    @asynccontextmanager
    async def request(
        self,
        method: str,
        path: str,
        *,
        retry: frozenset[int] = COLD_START,
        wait: float | None = None,
        repeatable: bool = True,
        body: Callable[[], Any] | None = None,
        **arguments: Any,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Make a request; yield its answer once it is a good one, with the body not yet read.

        Args:
            method: The HTTP method.
            path: Below the base URL.
            retry: Answers after which it is made again, for `Timeouts.cold_start` at the most.
            wait: Seconds of silence until it has failed; `Timeouts.idle` if None.
            repeatable: Whether it may be made twice if the connection breaks before an answer: a
                gateway closes idle connections, and a request may run into that.
            body: Makes `data` anew for every try, where a body cannot be sent twice.
            arguments: More for aiohttp: `json`, `params`.

        Raises:
            CosyVoiceError: The request or the reading of its answer failed.
        """
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=self.timeouts.connect,
            sock_connect=self.timeouts.connect,
            sock_read=self.timeouts.idle if wait is None else wait,
        )

        async def attempt() -> aiohttp.ClientResponse:
            if body is not None:
                arguments["data"] = body()
            try:
                response = await self._follow(method, path, timeout=timeout, **arguments)
            except (aiohttp.ServerDisconnectedError, ConnectionResetError):
                if not repeatable:
                    raise
                response = await self._follow(method, path, timeout=timeout, **arguments)
            if not response.ok:
                async with response:
                    await self._refuse(response)
            return response

        with self.translate_errors():
            response = await self._until_awake(attempt, retry)
            try:
                yield response
            finally:
                if response.content.is_eof():
                    response.release()
                else:
                    response.close()  # the service sees at once that nobody listens

    async def read_json(self, response: aiohttp.ClientResponse) -> Any:
        """The JSON of an answer, whatever type the service says it is.

        Raises:
            CosyVoiceProtocolError: It is no JSON.
        """
        body = await response.read()
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            raise CosyVoiceProtocolError("answer_not_json", path=response.url.path) from None

    async def open_websocket(self, path: str) -> aiohttp.ClientWebSocketResponse[Literal[False]]:
        """Open a WebSocket, and wait for a service that is just starting.

        Raises:
            CosyVoiceError: It could not be opened.
        """

        async def attempt() -> aiohttp.ClientWebSocketResponse[Literal[False]]:
            async with asyncio.timeout(self.timeouts.connect):
                try:
                    socket = await self._get_session().ws_connect(
                        self._url(path),
                        headers=self._headers(),
                        autoping=False,  # pings are heard, so that they end a silence
                        max_msg_size=MAX_MESSAGE_SIZE,
                        decode_text=False,
                    )
                except aiohttp.WSServerHandshakeError as error:
                    self._refuse_handshake(error)
            origin = socket._response.url.origin()  # noqa: SLF001 - aiohttp follows redirects of an upgrade, and tells of it nowhere else
            if origin != self.base_url.origin():
                await socket.close()
                self._refuse_other_origin(origin)
            return socket

        with self.translate_errors():
            return await self._until_awake(attempt, COLD_START)

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """Turn what aiohttp raises into errors of this package."""
        try:
            yield
        except (aiohttp.ClientError, OSError) as error:
            raise network_error(error, self.base_url, self._without_token) from error

    def _get_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=KEEP_ALIVE)
            )
        return self._session

    def _headers(self) -> dict[str, str]:
        return {hdrs.AUTHORIZATION: f"Bearer {self._token}"} if self._token else {}

    def _url(self, path: str) -> URL:
        return self.base_url / path

    async def _follow(self, method: str, path: str, **arguments: Any) -> aiohttp.ClientResponse:
        """Make one request; follow redirects of the same method within the origin alone."""
        url = self._url(path)
        for _ in range(_MAX_REDIRECTS):
            response = await self._get_session().request(
                method,
                url,
                headers=self._headers(),
                allow_redirects=False,
                raise_for_status=False,
                **arguments,
            )
            if response.status not in _REDIRECTS:
                return response
            if method != hdrs.METH_GET and response.status not in _REDIRECTS_OF_ANY_METHOD:
                break
            target = url.join(URL(response.headers.get(hdrs.LOCATION, "")))
            response.release()
            if target.origin() != url.origin():
                self._refuse_other_origin(target.origin())
            arguments.pop("params", None)  # they are in the new address
            url = target
        response.release()
        raise CosyVoiceProtocolError("redirected", host=url.host or "", status=response.status)

    async def _until_awake(self, attempt: Callable[[], Awaitable[_T]], retry: frozenset[int]) -> _T:
        """Try until the service is awake, for `Timeouts.cold_start` at the most."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.timeouts.cold_start
        pause = _FIRST_PAUSE
        while True:
            try:
                return await attempt()
            except CosyVoiceUnavailableError as error:
                wait = error.retry_after
                if wait is None:
                    wait = pause * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, keeps no secret
                    pause = min(2 * pause, _LONGEST_PAUSE)
                if error.status not in retry or loop.time() + wait > deadline:
                    raise
            await asyncio.sleep(wait)

    async def _refuse(self, response: aiohttp.ClientResponse) -> NoReturn:
        text = (await response.content.read(_MAX_ERROR_BODY)).decode(errors="replace")
        try:
            code, message = describe_failure(orjson.loads(text))
        except orjson.JSONDecodeError:
            code, message = "", " ".join(re.sub(r"<[^>]*>", " ", text).split())[:300]
        words = f"{code}: {message}" if code and message else message
        self._raise_status(response.status, words, response.headers)

    def _refuse_other_origin(self, origin: URL) -> NoReturn:
        raise CosyVoiceProtocolError(
            "redirected_elsewhere", host=self.base_url.host or "", origin=str(origin)
        )

    def _refuse_handshake(self, error: aiohttp.WSServerHandshakeError) -> NoReturn:
        if error.status < _FIRST_ERROR:
            raise CosyVoiceProtocolError(
                "no_websocket", host=self.base_url.host or "", status=error.status
            ) from None
        self._raise_status(error.status, "", error.headers or {})

    def _raise_status(self, status: int, words: str, headers: Mapping[str, str]) -> NoReturn:
        raise refusal(
            status,
            host=self.base_url.host or "",
            words=self._without_token(words),
            retry_after=_retry_after(headers.get(hdrs.RETRY_AFTER)),
        )

    def _without_token(self, words: str) -> str:
        # What is shorter is no secret, and may well be part of a word.
        secret = len(self._token) >= _SHORTEST_SECRET
        return words.replace(self._token, "***") if secret else words


def _retry_after(value: str | None) -> float | None:
    """Seconds from a Retry-After header, which is a number or a date (RFC 9110)."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        pass
    else:
        return max(0.0, seconds) if math.isfinite(seconds) else None
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
