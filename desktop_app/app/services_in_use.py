"""The services in use: the active one first, and their change for others."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.errors import AppError
from desktop_app.reading.fallbacks import others_of, services_of
from desktop_app.reading.trouble import FAILURES
from desktop_app.services.connection import Addressee, Service
from desktop_app.services.voice_notes import list_voices
from desktop_app.settings.settings import LOCAL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from desktop_app.services.connection import Connection
    from desktop_app.settings.settings import Settings
    from shared_client import ReferenceAudio


class Services:
    """Those of the settings, the active one first, and their change for others.

    Args:
        services: Those at the start.
    """

    def __init__(self, services: list[Service]) -> None:
        self._services = services
        self._spare: Service | None = None  # the built-in one, where it is none of them
        self._newest: Settings | None = None
        self._turn = asyncio.Lock()
        self._asked: Counter[Service] = Counter()  # how many ask a service for something

    @property
    def active(self) -> Service:
        """The active one."""
        return self._services[0]

    async def change(
        self, settings: Settings, use: Callable[[list[Service]], Awaitable[None]]
    ) -> bool:
        """Change to the services of other settings, then close those from before.

        Args:
            settings: Those that hold from now on.
            use: Has the reader use them.

        Returns:
            Whether they are used: a change that is overtaken by a newer one is left to that.
        """
        self._newest = settings
        async with self._turn:
            if self._newest is not settings:
                return False
            before, self._services = self._services, services_of(settings)
            await use(self._services)
            for service in before:
                if service not in self._asked:  # else whoever asks it closes it
                    await service.aclose()
        return self._newest is settings

    def named(self, name: str, settings: Settings) -> Service:
        """A service that is to read one text; it is closed with all others at the end.

        Args:
            name: One of those in use, or `LOCAL`.
            settings: Those that hold now.

        Raises:
            AppError: It is none of them any more.
        """
        for service in self._services:
            if service.name == name:
                return service
        if name != LOCAL:
            raise AppError("service_changed", service=name)
        if self._spare is None:
            self._spare = Service(LOCAL, settings)
        return self._spare

    @asynccontextmanager
    async def opened(
        self, settings: Settings, meant: Addressee | None = None
    ) -> AsyncIterator[Connection]:
        """The connection to a service, for as long as something is asked of it.

        Another service may come into use meanwhile: this one is closed when the last one who asks
        it is done.

        Args:
            settings: Those that hold now.
            meant: The service; None for the active one.

        Raises:
            AppError: It was changed or removed; or it can't be opened.
        """
        service = self._service(settings, meant)
        self._asked[service] += 1
        try:
            yield await service.open()
        finally:
            self._asked[service] -= 1
            if not self._asked[service]:
                del self._asked[service]
                if service not in self._services:
                    await service.aclose()

    def _service(self, settings: Settings, meant: Addressee | None) -> Service:
        if meant is None:
            return self.active
        if meant != Addressee.in_use(settings) and meant != Addressee.named(meant.name, settings):
            raise AppError("service_changed", service=meant.name)
        # One that only stands in has no token of the environment; the built-in one needs none.
        known = (self.active, *self._asked, *(one for one in self._services if one.name == LOCAL))
        for service in known:
            if service.addressee == meant:
                return service
        # It was in use when it was meant, with the token that the environment has for that.
        return Service(meant.name, settings, in_use=True)

    async def voices(self) -> list[ReferenceAudio]:
        """List the voices of the active service; of the next one, where it changes meanwhile.

        Raises:
            CosyVoiceError: It does not tell.
            AppError: It can't be reached.
        """
        while True:
            service = self.active
            try:
                connection = await service.open()
                voices = await list_voices(connection.client)
            except FAILURES:
                if service is self.active:
                    raise
            else:
                if service is self.active:
                    return voices

    async def aclose(self) -> None:
        """Close them, once those that are given up have been closed."""
        async with self._turn:
            for service in (*self._services, *([self._spare] if self._spare else [])):
                await service.aclose()


def speakers(settings: Settings) -> object:
    """What has to stay the same for connections to stay open: all but voices."""
    services = {name: replace(one, voice="") for name, one in settings.services.items()}
    return settings.active, services, others_of(settings)
