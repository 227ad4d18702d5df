"""A reader out of the settings: player, services, profiles, rules, speed and volume.

The app and speech-dispatcher's module open a `Reader`, which has a queue and a player. The command
line opens a `Narrator`, which is the part of it that speaks.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.audio.devices import DeviceName
from desktop_app.audio.player import Player

from .fallbacks import services_of
from .from_settings import profiles_of
from .narrator import Narrator
from .pronunciation import Pronunciation
from .synthesis import SAMPLE_RATE, Synthesis, Transport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from desktop_app.services.connection import Service
    from desktop_app.settings.settings import Settings
    from shared_client import SpeechStream

    from .events import ServiceChanged
    from .positions import Positions
    from .pronunciation import Rule
    from .reader import Reader
    from .synthesis import Speaker


@dataclass(slots=True)
class Opened:
    """A reader and what it reads with.

    Attributes:
        reader: Reads.
        player: Plays for it.
        services: Those that it asks, the active one first.
        positions: Where texts were left; None where nobody keeps that.
    """

    reader: Reader
    player: Player
    services: list[Service]
    positions: Positions | None = None

    async def aclose(self) -> None:
        """Stop reading, then end the player and close the services."""
        try:
            await self.reader.aclose()
        finally:
            await self.player.aclose()
            for service in self.services:
                await service.aclose()


async def open_reader(
    settings: Settings,
    rules: Iterable[Rule] = (),
    *,
    positions: Positions | None = None,
    speaker: Speaker | None = None,
) -> Opened:
    """Make a reader. It connects to nothing and starts nothing until it is asked to.

    Args:
        settings: What a person has set up.
        rules: The rules of pronunciation.
        positions: Keeps places in long texts; None for none.
        speaker: As `Synthesis` has it; who called closes it.
    """
    from .reader import Reader  # noqa: PLC0415 - the command line does without

    player = Player(device=device_of(settings))
    services = services_of(settings)
    reader = Reader(
        player,
        services,
        profiles=profiles_of(settings, services[0].name),
        pronunciation=Pronunciation(rules),
        positions=positions,
        speaker=speaker,
    )
    await reader.configure(settings=settings.reading)
    reader.set_volume(settings.app.volume)
    await reader.set_speed(settings.app.speed)
    return Opened(reader, player, services, positions)


@asynccontextmanager
async def open_narrator(
    settings: Settings,
    rules: Iterable[Rule] = (),
    *,
    named: bool = False,
    notify: Callable[[ServiceChanged], None] = lambda _: None,
    watch: Callable[[SpeechStream], None] = lambda _: None,
    sample_rate: int = SAMPLE_RATE,
    transport: Transport = Transport.DUPLEX,
    speaker: Speaker | None = None,
) -> AsyncIterator[Narrator]:
    """Speak as a reader does, without a queue and a player; its services are closed at the end.

    Args:
        settings: What a person has set up.
        rules: The rules of pronunciation.
        named: As `services_of` has it.
        notify: As `Synthesis` has it, and the other three.
        watch: As above.
        sample_rate: As above, in Hz.
        transport: As above.
        speaker: As above; who called closes it.
    """
    services = services_of(settings, named=named)
    synthesis = Synthesis(
        services,
        notify=notify,
        watch=watch,
        sample_rate=sample_rate,
        transport=transport,
        speaker=speaker,
    )
    narrator = Narrator(
        synthesis,
        profiles=profiles_of(settings, services[0].name),
        pronunciation=Pronunciation(rules),
    )
    narrator.speed = settings.app.speed
    narrator.settings = settings.reading
    try:
        yield narrator
    finally:
        for service in services:
            await service.aclose()


def device_of(settings: Settings) -> DeviceName | None:
    """The output device that is chosen; None for the default device."""
    return DeviceName.parse(settings.app.device) if settings.app.device else None
