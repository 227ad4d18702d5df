"""Speech over HTTP: one request, and its answer as server-sent events or as one JSON object."""

from __future__ import annotations

from abc import abstractmethod
import asyncio
from contextlib import AsyncExitStack, suppress
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from aiohttp import hdrs

from .errors import CosyVoiceConnectionError, CosyVoiceTimeoutError, KeyedError
from .events import SpeechBodyParser
from .stream import SpeechStream

if TYPE_CHECKING:
    from collections.abc import Iterator

    import aiohttp

    from .events import Result
    from .models import SpeechOptions
    from .transport import Transport

_LINGER: Final = 1.0  # seconds that the end of the body may take after the service said "stop"
_AFTER_BREAK: Final = 0.25  # seconds
_MOST_BREAKS: Final = 2  # of the connection before anything was heard, after which it's asked again


class EventStream(SpeechStream):
    """POST speech, read as it comes.

    Args:
        transport: Makes the request.
        options: How to say it.
        repeats: Whether it may be asked for again where the connection breaks before anything was
            heard: behind a balancer, another server is there. What is billed is never said twice.
    """

    def __init__(
        self, transport: Transport, options: SpeechOptions, *, repeats: bool = False
    ) -> None:
        super().__init__(options)
        self._transport = transport
        self._breaks_left = _MOST_BREAKS if repeats else 0
        self._request = AsyncExitStack()
        self._content: aiohttp.StreamReader | None = None
        self._parser = SpeechBodyParser()
        self._results: Iterator[Result] = iter(())
        self._last_bytes_until: float | None = None  # set once the service said "stop"
        self._deadline = 0.0  # of the next audio

    @abstractmethod
    async def _ask(self) -> aiohttp.ClientResponse:
        """Make the request, with `_post`; the answer has begun."""

    async def _open(self) -> None:
        response = await self._ask()
        self._content = response.content
        timeouts = self._transport.timeouts
        self._deadline = asyncio.get_running_loop().time() + timeouts.first_audio

    async def _post(self, path: str, **arguments: Any) -> aiohttp.ClientResponse:
        """Make the request; the arguments are those of `Transport.request`."""
        asked_at = perf_counter()
        response = await self._request.enter_async_context(
            self._transport.request(hdrs.METH_POST, path, **arguments)
        )
        self._text_at = self._finish_at = asked_at
        self.metrics.task_accepted = perf_counter() - asked_at
        return response

    async def _receive(self) -> bytes | None:
        while True:
            try:
                return await self._receive_audio()
            except CosyVoiceConnectionError as error:
                if not self._may_ask_again(error):
                    raise self._transport.understood(error) from error.__cause__
            except KeyedError as error:
                raise self._transport.understood(error) from error.__cause__
            self._breaks_left -= 1
            await self._begin_again()

    def _may_ask_again(self, error: CosyVoiceConnectionError) -> bool:
        """Whether a connection broke under a request that nothing was heard of yet."""
        if isinstance(error, CosyVoiceTimeoutError) or self._closed:
            return False
        return self._breaks_left > 0 and self._first_audio_at is None

    async def _begin_again(self) -> None:
        self._content = None
        with suppress(CosyVoiceConnectionError):  # of the broken connection
            await self._request.aclose()
        self._request = AsyncExitStack()
        self._parser = SpeechBodyParser()
        self._results = iter(())
        await self._transport.pause(_AFTER_BREAK)
        await self._open()

    async def _receive_audio(self) -> bytes | None:
        if self._first_audio_at is not None:  # a slow reader takes none of the service's time
            now = asyncio.get_running_loop().time()
            self._deadline = now + self._transport.timeouts.first_audio
        while True:
            for result in self._results:
                self.request_id = self.request_id or result.request_id
                self._billed(result.characters)
                if result.engine:
                    self.metrics.engine, self.metrics.notices = result.engine, result.notices
                if result.stop and self._last_bytes_until is None:
                    self._last_bytes_until = asyncio.get_running_loop().time() + _LINGER
                if result.audio:
                    self._audio_came(result.metrics)
                    return result.audio
            if self._content is None:
                return None
            chunk = await self._read(self._content)
            if chunk:
                self._results = self._parser.feed(chunk)
            else:
                self._results = self._parser.finish()
                self._content = None
                await self._request.aclose()

    async def _read(self, content: aiohttp.StreamReader) -> bytes:
        """The next bytes of the body; none at its end."""
        if self._last_bytes_until is not None:
            with suppress(CosyVoiceConnectionError), self._transport.translate_errors():
                async with asyncio.timeout_at(self._last_bytes_until):
                    return await content.readany()
            return b""
        with self._transport.translate_errors():
            if chunk := content.read_nowait():
                return chunk
            try:
                async with asyncio.timeout_at(self._deadline) as limit:
                    return await content.readany()
            except TimeoutError:
                if not limit.expired():
                    raise
                raise CosyVoiceTimeoutError(
                    "no_audio_in_time", seconds=self._transport.timeouts.first_audio
                ) from None

    async def _abort(self) -> None:
        self._content = None
        await self._request.aclose()
