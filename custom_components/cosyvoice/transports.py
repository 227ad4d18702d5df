"""Carries a text to the service, turn by turn, on the first transport that works."""

from __future__ import annotations

from contextlib import aclosing, asynccontextmanager
import logging
from time import monotonic
from typing import TYPE_CHECKING, Final

from .const import TRANSPORT_AUTO, TRANSPORT_JSON, TRANSPORT_SSE, TRANSPORT_WEBSOCKET
from .shared_client import (
    AudioSpec,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoicePaymentError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
    Dialect,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from .shared_client import CosyVoiceClient, SpeechOptions, SpeechStream
    from .text import Text

_LOGGER = logging.getLogger(__name__)

# A transport that failed where the next one worked is tried last for this long, in seconds.
_REST: Final = 300.0

_ORDER: Final = (TRANSPORT_WEBSOCKET, TRANSPORT_SSE, TRANSPORT_JSON)
# 5xx that say "not this way" instead of "not now". What says "not now" was waited for already.
_NOT_THIS_WAY: Final = frozenset({500, 501, 502})


class Carrier:
    """Carries the turns of one text, all with samples of one shape.

    Args:
        client: The service.
        chosen: The transport to use, or `auto`.
        rest: Transports to try last, and until when on the monotonic clock; kept up to date here.

    Attributes:
        heard: The service has spoken in this turn.
        spec: Shape of the samples, once the first came.
        transport: What carries the turn: `websocket`, `sse` or `json`.
    """

    def __init__(self, client: CosyVoiceClient, chosen: str, rest: dict[str, float]) -> None:
        self._client = client
        self._chosen = chosen
        self._rest = rest
        self._stream: SpeechStream | None = None
        self._closed = False
        self._is_billed = client.dialect is Dialect.MODEL_STUDIO
        self._is_accepted = False
        self._billed: int | None = None
        self.heard = False
        self.spec: AudioSpec | None = None
        self.transport: str | None = None

    async def carry(self, text: Text, options: SpeechOptions) -> AsyncGenerator[bytes]:
        """Speak a turn; an empty item says that the service has accepted a task.

        Until the first samples come, what one transport cannot carry is tried on the next.

        Raises:
            CosyVoiceError: None carries it, or one broke off. Of all errors it is the last, that of
                HTTP: refused WebSockets come without words.
        """
        self.heard = False
        failed: list[str] = []
        transports = self._order()
        for transport in transports:
            try:
                async with aclosing(self._streams(transport, text, options)) as streams:
                    async for stream in streams:
                        yield b""
                        async for samples in stream.pcm():
                            self._hear(stream, failed)
                            yield samples
            except CosyVoiceError as error:
                if not (text.has_words or self._closed):
                    return
                if self.heard or self._closed or not _is_of_the_transport(error):
                    raise
                _LOGGER.debug("%s does not work: %s", transport, error)
                if transport == transports[-1] or self._may_cost(transport):
                    raise
                if not isinstance(error, CosyVoiceUnsupportedError):  # which is of these options
                    failed.append(transport)
            else:
                return

    @property
    def characters(self) -> int | None:
        """What was billed so far, failed attempts included; None where the service doesn't say."""
        now = None if self._stream is None else self._stream.metrics.characters
        return self._billed if now is None else now + (self._billed or 0)

    async def aclose(self) -> None:
        """End the stream under way, and begin no other."""
        self._closed = True
        if self._stream is not None:
            await self._stream.aclose()

    def _may_cost(self, transport: str) -> bool:
        """Whether the text has gone to a service that bills it: it goes there once alone."""
        return self._is_billed and (self._is_accepted or transport != TRANSPORT_WEBSOCKET)

    def _order(self) -> list[str]:
        if self._chosen != TRANSPORT_AUTO:
            return [self._chosen]
        now = monotonic()
        return sorted(_ORDER, key=lambda transport: self._rest.get(transport, now) > now)

    async def _streams(
        self, transport: str, text: Text, options: SpeechOptions
    ) -> AsyncGenerator[SpeechStream]:
        """What speaks the turn: one stream as it is written, or over HTTP one for each segment."""
        async with aclosing(text.segments()) as segments:
            if transport == TRANSPORT_WEBSOCKET:
                stream = self._client.speak(segments, options, segmented=True)
                async with self._accepted(transport, stream):
                    yield stream
                return
            async for segment in segments:
                if self._closed:
                    return
                stream = self._client.stream(segment, options, events=transport == TRANSPORT_SSE)
                async with self._accepted(transport, stream):
                    yield stream

    @asynccontextmanager
    async def _accepted(self, transport: str, stream: SpeechStream) -> AsyncGenerator[None]:
        self._stream = stream
        self._is_accepted = False
        try:
            async with stream:
                await stream.start()
                self._is_accepted = True
                self.transport = transport
                yield
        finally:
            self._billed = self.characters
            self._stream = None

    def _hear(self, stream: SpeechStream, failed: list[str]) -> None:
        if self.spec is None:
            self.spec = stream.format
        elif self.spec != stream.format:
            raise CosyVoiceProtocolError("audio_changed")
        if not self.heard:
            self.heard = True
            self._rest.update(dict.fromkeys(failed, monotonic() + _REST))


def _is_of_the_transport(error: CosyVoiceError) -> bool:
    """Whether another transport might do better."""
    if isinstance(error, CosyVoicePaymentError):
        return False
    if isinstance(error, CosyVoiceUnavailableError):
        return error.status in _NOT_THIS_WAY
    return isinstance(
        error,
        CosyVoiceConnectionError
        | CosyVoiceProtocolError
        | CosyVoiceRequestError
        | CosyVoiceUnsupportedError,
    )
