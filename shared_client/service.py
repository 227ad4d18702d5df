"""What every service can do, whichever API it has: all that the client knows of one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from .errors import CosyVoiceUnsupportedError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from .duplex import Connections
    from .models import (
        Dialect,
        Excerpt,
        Excerpts,
        Invitation,
        ReferenceAudio,
        SortOrder,
        SpeechOptions,
    )
    from .stream import SpeechStream
    from .transport import Transport


class Voices(ABC):
    """The voices of a service."""

    @abstractmethod
    async def any(self) -> bool:
        """Whether there is one."""

    @abstractmethod
    async def all(self, *, limit: int, order: SortOrder) -> list[ReferenceAudio]:
        """The first `limit` of them, in this order of the moments they were made."""

    @abstractmethod
    async def get(self, voice: str) -> ReferenceAudio:
        """One of them, by its id."""

    @abstractmethod
    async def add(
        self, data: bytes, text: str, name: str, progress: Callable[[float], None] | None
    ) -> ReferenceAudio:
        """Store one; once only, whatever happens on the way.

        Args:
            data: The recording.
            text: What is said in it.
            name: Of the file; may be empty.
            progress: Called with the share of the recording that is on its way.
        """

    @abstractmethod
    async def delete(self, voice: str) -> None:
        """Delete one, by its id."""

    async def excerpts(self, voice: str) -> Excerpts | None:  # noqa: ARG002 - for who has them
        """Which parts of its recording can be used; None where the service uses no part."""
        return None

    async def invite(self, *, manage: bool) -> Invitation | None:  # noqa: ARG002 - as above
        """Let a phone in to the service's page for voices; None where it has no such page."""
        return None

    async def choose_excerpt(self, voice: str, excerpt: Excerpt | None) -> Excerpts:  # noqa: ARG002 - as above
        """Have a part of its recording used; None leaves it to the service.

        Raises:
            CosyVoiceUnsupportedError: The service uses no part.
        """
        raise CosyVoiceUnsupportedError("excerpts_not_offered")


class Service(ABC):
    """A service.

    Args:
        transport: Where it is.
        connections: Its WebSockets.

    Attributes:
        transport: As above.
        connections: As above.
        voices: Its voices.
    """

    voices: Voices

    def __init__(self, transport: Transport, connections: Connections) -> None:
        self.transport = transport
        self.connections = connections

    @property
    @abstractmethod
    def dialect(self) -> Dialect:
        """What it speaks, as far as that is known."""

    @abstractmethod
    async def find(self) -> Dialect:
        """What it speaks; asked for, if need be."""

    @abstractmethod
    def stream(self, text: str, options: SpeechOptions, *, events: bool) -> SpeechStream | None:
        """Speech over HTTP; None where it has none, and its WebSocket serves.

        Args:
            text: What to say.
            options: How to say it.
            events: Whether it comes while it is made.
        """

    @abstractmethod
    def speak(self, segments: AsyncGenerator[str], options: SpeechOptions) -> SpeechStream:
        """Speech over the WebSocket, of a text that is cut for it."""

    @abstractmethod
    async def warm_up(self) -> None:
        """Have a connection ready."""
