"""A reader out of the settings: player, services, profiles, rules, speed and volume."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.audio.devices import DeviceName
from desktop_app.audio.player import Player

from .from_settings import profiles_of, services_of
from .pronunciation import Pronunciation
from .reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.services.connection import Service
    from desktop_app.settings.settings import Settings

    from .positions import Positions
    from .pronunciation import Rule


@dataclass(slots=True)
class Opened:
    """A reader and what it reads with.

    Attributes:
        reader: Reads.
        player: Plays for it.
        services: Those that it asks, the active one first.
    """

    reader: Reader
    player: Player
    services: list[Service]

    async def aclose(self) -> None:
        """Stop reading, then end the player and close the services."""
        try:
            await self.reader.aclose()
        finally:
            await self.player.aclose()
            for service in self.services:
                await service.aclose()


async def open_reader(
    settings: Settings, rules: Iterable[Rule] = (), *, positions: Positions | None = None
) -> Opened:
    """Make a reader. It connects to nothing and starts nothing until it is asked to.

    Args:
        settings: What a person has set up.
        rules: The rules of pronunciation.
        positions: Keeps places in long texts; None for none.
    """
    player = Player(device=device_of(settings))
    services = services_of(settings)
    reader = Reader(
        player,
        services,
        profiles=profiles_of(settings, services[0].name),
        pronunciation=Pronunciation(rules),
        positions=positions,
    )
    reader.set_volume(settings.app.volume)
    await reader.set_speed(settings.app.speed)
    return Opened(reader, player, services)


def device_of(settings: Settings) -> DeviceName | None:
    """The output device that is chosen; None for the default device."""
    return DeviceName.parse(settings.app.device) if settings.app.device else None
