"""The services in use: the active one first, and their change for others."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.reading.fallbacks import others_of, services_of
from desktop_app.reading.trouble import FAILURES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop_app.services.connection import Service
    from desktop_app.settings.settings import Settings
    from shared_client import ReferenceAudio


class Services:
    """Those of the settings, the active one first, and their change for others.

    Args:
        services: Those at the start.
    """

    def __init__(self, services: list[Service]) -> None:
        self._services = services
        self._newest: Settings | None = None
        self._turn = asyncio.Lock()

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
                await service.aclose()
        return self._newest is settings

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
                voices = await connection.client.list_reference_audio(limit=1000)
            except FAILURES:
                if service is self.active:
                    raise
            else:
                if service is self.active:
                    return voices

    async def aclose(self) -> None:
        """Close them, once those that are given up have been closed."""
        async with self._turn:
            for service in self._services:
                await service.aclose()


def speakers(settings: Settings) -> object:
    """What has to stay the same for connections to stay open: all but voices."""
    services = {name: replace(one, voice="") for name, one in settings.services.items()}
    return settings.active, services, others_of(settings)
