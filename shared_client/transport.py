"""HTTP below the client: one place where requests are made, tried again and refused.

Every failure of the network and every refusal of a service leaves here as an error of `errors`.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
import io
import math
import re
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, TypeVar

import aiohttp
from aiohttp import hdrs
import orjson
from yarl import URL

from .errors import (
    CosyVoiceConnectionError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceUnavailableError,
    KeyedError,
)
from .events import describe_failure
from .network_errors import network_error
from .pauses import LONGEST_RETRY_AFTER, Pauses
from .refusals import refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
    import ssl

    from .models import Timeouts


COLD_START: Final = frozenset({408, 429, 450, 502, 503, 504})
"""Answers of a gateway whose service is asleep, full or on its way; worth asking again."""

NOT_PROCESSED: Final = frozenset({429, 450, 503})
"""Answers that say that nothing was done with the request: even an upload may be sent again."""

MAX_LIST_SIZE: Final = 8 * 1024 * 1024
"""Bytes of a list of voices, decompressed: some ten thousand."""

MAX_VOICE_SIZE: Final = 1024 * 1024
"""Bytes of an answer that tells of one voice, decompressed."""

MAX_MESSAGE_SIZE: Final = 64 * 1024 * 1024
"""Bytes of one WebSocket message; aiohttp's own limit of 4 MiB is a minute of audio."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_REDIRECTS_OF_ANY_METHOD: Final = frozenset({307, 308})
_MAX_REDIRECTS: Final = 3
_FIRST_REDIRECT: Final = 300
_REQUEST_IDS: Final = ("X-Request-Id", "X-Acs-Request-Id", "X-Dashscope-Request-Id")
_REQUEST_ID: Final = re.compile(r"[\w.:=+/-]{1,100}")
_FIRST_ERROR: Final = 400
_SLOWEST_UPLOAD: Final = 64 * 1024  # bytes a second
_MAX_ERROR_BODY: Final = 64 * 1024
_LEFTOVERS: Final = 2.0  # seconds for the rest of an answer that was understood without it
_SHORTEST_SECRET: Final = 6
_KEEP_ALIVE: Final = 4.0  # seconds: less than the gateway's 5, which would answer with a reset

_STEP: Final = 16 * 1024  # bytes of an upload between two reports of how far it is

_T = TypeVar("_T")


def connector(*, secure: ssl.SSLContext | bool = True) -> aiohttp.TCPConnector:
    """What a session for `CosyVoiceClient` opens connections with: as many as there are streams.

    Args:
        secure: As `aiohttp.TCPConnector` takes it.
    """
    return aiohttp.TCPConnector(limit=0, ssl=secure, keepalive_timeout=_KEEP_ALIVE)


class _Counted(io.BytesIO):
    """Bytes that tell how far they were read: aiohttp reads on as the connection takes more."""

    def __init__(self, data: bytes, progress: Callable[[float], None]) -> None:
        super().__init__(data)
        self._length = len(data)
        self._progress = progress

    def read(self, size: int | None = -1, /) -> bytes:
        """Read on, and say how far it is."""
        piece = super().read(size if size is None or size < 0 else min(size, _STEP))
        self._progress(self.tell() / self._length)
        return piece


def read_to_send(data: bytes, progress: Callable[[float], None] | None) -> io.BytesIO:
    """Bytes as a file to upload.

    Args:
        data: The bytes.
        progress: Called with the share of them that was read, up to 1.
    """
    return io.BytesIO(data) if progress is None else _Counted(data, progress)


class Transport:
    """Requests to one service, with its token.

    Args:
        base_url: As `protocol.service_url` gives it.
        token: Sent as a bearer token to the origin of `base_url` and to no other; empty for none.
        session: A session to borrow; it is never closed. Without one, an own session is made with
            the first request.
        timeouts: The limits.

    Attributes:
        base_url: As above.
        timeouts: As above.
        meaning: What the service means by a refusal, or a failure that it tells of in band.
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
        self.meaning: Callable[[KeyedError], KeyedError] = lambda error: error
        self._closed = False
        self._waits: set[asyncio.Timeout] = set()

    def stop(self) -> None:
        """Give up what is being waited for: it raises that the client was closed."""
        self._closed = True
        now = asyncio.get_running_loop().time()
        for wait in self._waits:
            if not wait.expired():
                wait.reschedule(now)

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
        size: int = 0,
        **arguments: Any,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Make a request; yield its answer once it is a good one, with the body not yet read.

        Args:
            method: The HTTP method.
            path: Below the base URL; encoded.
            retry: Answers after which it is made again, for `Timeouts.cold_start` at the most.
            wait: Seconds of silence until it has failed; `Timeouts.idle` if None. The answer must
                begin within that and the time to connect, however little by little it comes.
            repeatable: Whether it may be made twice if the connection breaks before an answer: a
                gateway closes idle connections, and a request may run into that.
            body: Makes `data` for every try, where a body cannot be sent twice.
            size: Bytes of that body. They take their time, unseen: to the system they are sent once
                it has them.
            arguments: More for aiohttp: `json`, `params`, `headers`.

        Raises:
            CosyVoiceError: The request or the reading of its answer failed.
        """
        wait = self.timeouts.idle if wait is None else wait
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=self.timeouts.connect,
            sock_connect=self.timeouts.connect,
            sock_read=None if size else wait,
        )
        limit = self.timeouts.connect + wait + size / _SLOWEST_UPLOAD

        async def ask() -> aiohttp.ClientResponse:
            if body is not None:
                arguments["data"] = body()
            async with self._limited(limit):
                return await self._follow(method, path, timeout=timeout, **arguments)

        async def attempt() -> aiohttp.ClientResponse:
            try:
                response = await ask()
            except (aiohttp.ServerDisconnectedError, ConnectionResetError):
                if not repeatable:
                    raise
                response = await ask()
            if not response.ok:
                await self._refuse(response)
            return response

        with self.translate_errors():
            seconds = self.timeouts.cold_start
            pauses = Pauses(seconds)
            if body is not None:
                pauses = Pauses(seconds, first=1.0, longest=10.0, tries=10)
            response = await self.until_awake(attempt, retry, pauses)
            try:
                yield response
            finally:
                if response.content.is_eof():
                    response.release()
                else:
                    response.close()  # the service sees at once that nobody listens

    async def upload_elsewhere(self, url: URL, form: aiohttp.FormData, *, limit: float) -> None:
        """Post a form to another service, without the token and without following it further.

        Args:
            url: Where to.
            form: What.
            limit: Seconds that all of it may take.

        Raises:
            CosyVoiceError: It was not taken.
        """
        with self.translate_errors(url):
            async with (
                self._limited(limit),
                self._get_session().post(
                    url,
                    data=form,
                    allow_redirects=False,
                    raise_for_status=False,
                    timeout=aiohttp.ClientTimeout(total=None, connect=self.timeouts.connect),
                ) as response,
            ):
                if response.status >= _FIRST_REDIRECT:
                    words = (await self.read_leftovers(response)).decode(errors="replace")
                    raise CosyVoiceRequestError(
                        "upload_failed",
                        status=response.status,
                        host=url.host or "",
                        words=_plain(words),
                    )

    async def get_json(self, path: str, most: int, params: dict[str, str] | None = None) -> Any:
        """The JSON at a path; the arguments are those of `request` and `read_json`."""
        async with self.request(hdrs.METH_GET, path, params=params) as response:
            return await self.read_json(response, most)

    async def read_json(self, response: aiohttp.ClientResponse, most: int) -> Any:
        """The JSON of an answer, whatever type the service says it is.

        Args:
            response: The answer. All of it must come within `Timeouts.idle`.
            most: Bytes that it may have, decompressed.

        Raises:
            CosyVoiceProtocolError: It is no JSON, or too large.
        """
        pieces: list[bytes] = []
        async with self._limited(self.timeouts.idle):
            async for piece in response.content.iter_any():
                pieces.append(piece)
                most -= len(piece)
                if most < 0:
                    size = (most + sum(map(len, pieces))) // 1024 // 1024
                    raise CosyVoiceProtocolError("answer_too_large", size=size)
        try:
            return orjson.loads(b"".join(pieces))
        except orjson.JSONDecodeError:
            raise CosyVoiceProtocolError("answer_not_json", path=response.url.path) from None

    async def read_leftovers(self, response: aiohttp.ClientResponse) -> bytes:
        """What comes, soon, of the body of an answer that has said what matters by its status."""
        pieces: list[bytes] = []
        size = 0
        with suppress(aiohttp.ClientError, OSError):
            async with self._limited(_LEFTOVERS):
                async for piece in response.content.iter_any():
                    pieces.append(piece)
                    size += len(piece)
                    if size >= _MAX_ERROR_BODY:
                        break
        return b"".join(pieces)[:_MAX_ERROR_BODY]

    async def open_websocket(self, path: str) -> aiohttp.ClientWebSocketResponse[Literal[False]]:
        """Open a WebSocket, and wait for a service that is just starting.

        Raises:
            CosyVoiceError: It could not be opened.
        """

        async def attempt() -> aiohttp.ClientWebSocketResponse[Literal[False]]:
            try:
                async with self._limited(self.timeouts.connect):
                    socket = await self._get_session().ws_connect(
                        self._url(path),
                        headers=self._headers(),
                        autoping=False,  # pings are heard, so that they end a silence
                        max_msg_size=MAX_MESSAGE_SIZE,
                        decode_text=False,
                    )
            except aiohttp.WSServerHandshakeError as error:
                self._refuse_other_origin(error.request_info.real_url.origin())
                self._refuse_handshake(error)
            except TimeoutError:
                self._refuse_if_full()
                raise
            origin = socket._response.url.origin()  # noqa: SLF001 - aiohttp follows redirects of an upgrade, and tells of it nowhere else
            if origin != self.base_url.origin():
                await socket.close()
            self._refuse_other_origin(origin)
            return socket

        with self.translate_errors():
            return await self.until_awake(attempt, COLD_START, Pauses(self.timeouts.cold_start))

    def understood(self, error: KeyedError) -> KeyedError:
        """What the service means by an error that it tells of, without the token."""
        if len(self._token) >= _SHORTEST_SECRET:
            error.hide(self._token)
        return self.meaning(error)

    @contextmanager
    def translate_errors(self, url: URL | None = None) -> Iterator[None]:
        """Turn what aiohttp raises into errors of this package.

        Args:
            url: What was asked, where that isn't the service.
        """
        url = url or self.base_url
        host = url.host or ""
        try:
            yield
        except KeyedError:
            raise
        except Exception as error:
            if self._closed:
                raise CosyVoiceConnectionError("client_closed") from error
            if isinstance(error, aiohttp.ConnectionTimeoutError):
                self._refuse_if_full()
            if isinstance(error, aiohttp.ClientError | OSError):
                raise network_error(error, url, self._without_token) from error
            # aiohttp meets strange answers with errors of many kinds, some of its own assertions
            # among them; and a session that is lent can be closed by who lent it.
            raise CosyVoiceConnectionError("connection_failed", host=host) from error

    @asynccontextmanager
    async def _limited(self, seconds: float | None) -> AsyncIterator[None]:
        """Wait for so long at the most, and only until the client is closed.

        Raises:
            TimeoutError: That time is over, or the client is closed.
        """
        if self._closed:
            raise CosyVoiceConnectionError("client_closed")
        async with asyncio.timeout(seconds) as wait:
            self._waits.add(wait)
            try:
                yield
            finally:
                self._waits.discard(wait)

    def _get_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=connector())
        return self._session

    def _refuse_if_full(self) -> None:
        """Say so where a connection was waited for that the session does not allow."""
        used = None if self._session is None else self._session.connector
        if used is None or self._closed:
            return
        host = self.base_url.host or ""
        # How many there are, aiohttp tells nowhere else.
        everywhere = len(used._acquired)  # noqa: SLF001 - as above
        by_host = used._acquired_per_host.items()  # noqa: SLF001 - as above
        here = max((len(open_) for key, open_ in by_host if key.host == host), default=0)
        for limit, number in ((used.limit, everywhere), (used.limit_per_host, here)):
            if 0 < limit <= number:
                raise CosyVoiceConnectionError("too_many_connections", host=host, limit=limit)

    def _headers(self) -> dict[str, str]:
        return {hdrs.AUTHORIZATION: f"Bearer {self._token}"} if self._token else {}

    def _url(self, path: str) -> URL:
        return self.base_url.joinpath(path, encoded=True)

    async def _follow(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **arguments: Any
    ) -> aiohttp.ClientResponse:
        """Make one request; follow redirects of the same method within the origin alone."""
        url = self._url(path)
        for _ in range(_MAX_REDIRECTS):
            response = await self._get_session().request(
                method,
                url,
                headers=self._headers() | (headers or {}),
                allow_redirects=False,
                raise_for_status=False,
                **arguments,
            )
            if response.status not in _REDIRECTS:
                return response
            if method != hdrs.METH_GET and response.status not in _REDIRECTS_OF_ANY_METHOD:
                break
            response.release()
            target = _target(url, response)
            if target is None:
                break
            self._refuse_other_origin(target.origin())
            arguments.pop("params", None)  # they are in the new address
            url = target
        response.release()
        raise CosyVoiceProtocolError("redirected", host=url.host or "", status=response.status)

    async def until_awake(
        self,
        attempt: Callable[[], Awaitable[_T]],
        retry: frozenset[int],
        pauses: Pauses,
    ) -> _T:
        """Try until the service is awake, or it is to be given up.

        Args:
            attempt: What is tried.
            retry: Answers after which it is tried again.
            pauses: How long that lasts.
        """
        while True:
            try:
                return await attempt()
            except CosyVoiceUnavailableError as error:
                wait = pauses.following(error.retry_after)
                if error.status not in retry or wait is None:
                    raise
            await self.pause(wait)

    async def pause(self, seconds: float) -> None:
        """Wait, but no longer than until the client is closed.

        Raises:
            CosyVoiceConnectionError: It is closed.
        """
        with self.translate_errors():
            async with self._limited(None):
                await asyncio.sleep(seconds)

    async def _refuse(self, response: aiohttp.ClientResponse) -> NoReturn:
        async with response:
            text = (await self.read_leftovers(response)).decode(errors="replace")
        named: object = ""
        try:
            answer = orjson.loads(text)
            code, message = describe_failure(answer)
            named = answer.get("request_id") if isinstance(answer, dict) else ""
        except orjson.JSONDecodeError:
            code, message = "", _plain(text)
        self._raise_status(response.status, message, response.headers, code=code, named=named)

    def _refuse_other_origin(self, origin: URL) -> None:
        if origin != self.base_url.origin():
            raise CosyVoiceProtocolError(
                "redirected_elsewhere", host=self.base_url.host or "", origin=str(origin)
            )

    def _refuse_handshake(self, error: aiohttp.WSServerHandshakeError) -> NoReturn:
        if error.status < _FIRST_ERROR:
            raise CosyVoiceProtocolError(
                "no_websocket", host=self.base_url.host or "", status=error.status
            ) from None
        self._raise_status(error.status, "", error.headers or {})

    def _raise_status(
        self,
        status: int,
        words: str,
        headers: Mapping[str, str],
        *,
        code: str = "",
        named: object = "",
    ) -> NoReturn:
        refused = refusal(
            status,
            host=self.base_url.host or "",
            code=code,
            words=words,
            retry_after=_retry_after(headers.get(hdrs.RETRY_AFTER), headers.get(hdrs.DATE)),
        )
        refused.request_id = _request_id(named, headers)
        raise self.understood(refused)

    def _without_token(self, words: str) -> str:
        # What is shorter is no secret, and may well be part of a word.
        secret = len(self._token) >= _SHORTEST_SECRET
        return words.replace(self._token, "***") if secret else words


def _plain(text: str) -> str:
    """The beginning of a page or a text, without markup."""
    return " ".join(re.sub(r"<[^<>]*>", " ", text).split())[:300]


def _request_id(named: object, headers: Mapping[str, str]) -> str:
    """The service's name for a request, from its answer or a header; empty where it has none."""
    for one in (named, *(headers.get(name) for name in _REQUEST_IDS)):
        if isinstance(one, str) and _REQUEST_ID.fullmatch(one):
            return one
    return ""


def _target(url: URL, response: aiohttp.ClientResponse) -> URL | None:
    """Where a redirect leads; None if that is no address."""
    try:
        target = url.join(URL(response.headers.get(hdrs.LOCATION, ""))).with_user(None)
        return target if target.origin() else None
    except (TypeError, ValueError):
        return None


def _retry_after(value: str | None, date: str | None) -> float | None:
    """Seconds from a Retry-After header, which is a number or a date (RFC 9110).

    Args:
        value: The header.
        date: When the service sent it, by its own clock, which may differ from ours.
    """
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        then = _date(value)
        if then is None:
            return None
        seconds = max(0.0, (then - (_date(date) or datetime.now(UTC))).total_seconds())
    return min(seconds, LONGEST_RETRY_AFTER) if math.isfinite(seconds) and seconds >= 0 else None


def _date(value: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(value or "")
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
