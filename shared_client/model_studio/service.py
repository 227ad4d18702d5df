"""Model Studio as the client asks for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..duplex import Connections
from ..models import Dialect
from ..service import Service
from .protocol import (
    LONGEST_TEXT,
    MAX_IDLE_AGE,
    WEBSOCKET,
    characters,
    meaning,
    speaks_over_http,
)
from .speech import StudioEvents, TaskChain
from .voices import StudioVoices

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ..models import SpeechOptions
    from ..stream import SpeechStream
    from ..transport import Transport


class ModelStudio(Service):
    """Model Studio, or a gateway to it.

    Args:
        transport: Where it is.
        model: What new voices are made for.
    """

    voices: StudioVoices

    def __init__(self, transport: Transport, model: str) -> None:
        super().__init__(transport, Connections(transport, MAX_IDLE_AGE))
        transport.meaning = partial(meaning, host=transport.base_url.host or "")
        self.voices = StudioVoices(transport, model)

    @property
    def dialect(self) -> Dialect:
        """Known from the beginning."""
        return Dialect.MODEL_STUDIO

    async def find(self) -> Dialect:
        """Nothing has to be asked for."""
        return Dialect.MODEL_STUDIO

    def stream(self, text: str, options: SpeechOptions, *, events: bool) -> SpeechStream | None:
        """Server-sent events in Beijing; one answer would only be an address."""
        del events
        if speaks_over_http(self.transport.base_url.host) and characters(text) <= LONGEST_TEXT:
            return StudioEvents(self.transport, self.voices.model_of, text, options)
        return None

    def speak(self, segments: AsyncGenerator[str], options: SpeechOptions) -> SpeechStream:
        """One task after another on WebSockets."""
        return TaskChain(self.transport, self.connections, self.voices.model_of, segments, options)

    async def warm_up(self) -> None:
        """Have a connection ready."""
        await self.connections.warm_up(WEBSOCKET)
