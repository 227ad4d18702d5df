"""Speech over HTTP: one request, and its answer as server-sent events or as one JSON object."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from time import perf_counter
from typing import TYPE_CHECKING, Final

from aiohttp import hdrs

from .errors import CosyVoiceConnectionError, CosyVoiceSynthesisError, CosyVoiceTimeoutError
from .events import SpeechBodyParser
from .model_studio import protocol as model_studio
from .models import AudioFormat, Dialect
from .protocol import PATHS, speech_body
from .stream import SpeechStream

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    import aiohttp

    from .dialects import Dialects
    from .events import Result
    from .models import SpeechOptions
    from .transport import Transport

_LINGER: Final = 1.0  # seconds that the end of the body may take after the service said "stop"


class EventStream(SpeechStream):
    """POST speech, read as it comes.

    Args:
        transport: Makes the request.
        dialects: Know, or find out, what the service speaks.
        model_of: Finds out which model a voice speaks with, for Model Studio.
        text: What to say.
        options: How to say it.
        stream: False asks for one JSON answer; what comes is read either way.
    """

    def __init__(
        self,
        transport: Transport,
        dialects: Dialects,
        model_of: Callable[[str], Awaitable[str]],
        text: str,
        options: SpeechOptions,
        *,
        stream: bool = True,
    ) -> None:
        super().__init__(options)
        self._transport = transport
        self._dialects = dialects
        self._model_of = model_of
        self._is_model_studio = False
        self._text = text
        self._stream = stream
        self._request = AsyncExitStack()
        self._content: aiohttp.StreamReader | None = None
        self._parser = SpeechBodyParser()
        self._results: Iterator[Result] = iter(())
        self._last_bytes_until: float | None = None  # set once the service said "stop"
        self._deadline = 0.0  # of the next audio

    async def _open(self) -> None:
        response = await self._dialects.guess(self._ask)
        self._content = response.content
        timeouts = self._transport.timeouts
        self._deadline = asyncio.get_running_loop().time() + timeouts.first_audio

    async def _ask(self, dialect: Dialect) -> aiohttp.ClientResponse:
        """Make the request; the answer has begun."""
        headers: dict[str, str] = {}
        if dialect is Dialect.MODEL_STUDIO:
            model = await self._model_of(self._options.reference_audio_id)
            body = model_studio.speech_input(self._text, self._options, model)
            headers[model_studio.EVENTS] = "enable"
            self._is_model_studio = True
            self._read_raw()
        else:
            body = speech_body(dialect, self._text, self._options, stream=self._stream)
        if dialect is Dialect.V1:
            self._read_as(AudioFormat.WAV)  # it has no other over HTTP; PCM is taken out of it
        timeouts = self._transport.timeouts
        asked_at = perf_counter()
        response = await self._request.enter_async_context(
            self._transport.request(
                hdrs.METH_POST,
                PATHS[dialect].speech,
                # One JSON answer is one long silence: there, waiting is the rule.
                wait=timeouts.idle if self._stream else max(timeouts.idle, timeouts.first_audio),
                json=body,
                headers=headers,
            )
        )
        self._text_at = self._finish_at = asked_at
        self.metrics.task_accepted = perf_counter() - asked_at
        return response

    async def _receive(self) -> bytes | None:
        try:
            return await self._receive_audio()
        except CosyVoiceSynthesisError as error:
            if not self._is_model_studio:
                raise
            raise model_studio.failure(error, self._transport.base_url.host or "") from None

    async def _receive_audio(self) -> bytes | None:
        if self._first_audio_at is not None:  # a slow reader takes none of the service's time
            now = asyncio.get_running_loop().time()
            self._deadline = now + self._transport.timeouts.first_audio
        while True:
            for result in self._results:
                self.request_id = self.request_id or result.request_id
                self._billed(result.characters)
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
