"""A text that is spoken in between, such as a screen reader's; what it interrupts goes on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from desktop_app.errors import AppError

from .events import QueueChanged, ReaderState, StateChanged
from .model import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.settings.settings import Settings

    from .events import Event
    from .reader import Reader

_PATIENCE: Final = 5.0  # seconds in trouble; a device that went comes back sooner, as a rule


@dataclass(frozen=True, slots=True)
class Interjection:
    """A text that is spoken in between.

    Attributes:
        text: The text.
        speed: Multiplied by that of the profile and of the reader.
        volume: Multiplied by that of the profile and of the reader.
        language: Where scripts do not tell; may be empty.
        profile: Name of a profile of the settings; another, or an empty name, means what texts are
            read in.
    """

    text: str
    speed: float = 1.0
    volume: float = 1.0
    language: str = ""
    profile: str = ""

    def as_arguments(self) -> list[str]:
        """Write it for an order."""
        return [self.text, repr(self.speed), repr(self.volume), self.language, self.profile]

    @classmethod
    def of_arguments(cls, arguments: Sequence[str]) -> Interjection:
        """Read what `as_arguments` wrote.

        Raises:
            ValueError: They are something else.
        """
        text, speed, volume, language, profile = arguments
        return cls(text, float(speed), float(volume), language, profile)


class NotSpokenError(AppError):
    """A text could not be spoken."""


async def interject(
    reader: Reader, interjection: Interjection, settings: Settings, service: str
) -> None:
    """Speak a text at once, and let what it interrupted go on; return when it was heard.

    Cancel it to have it silent. Nobody remembers it.

    Args:
        reader: Speaks.
        interjection: The text.
        settings: Which have the profiles.
        service: The service in use.

    Raises:
        NotSpokenError: Nobody can speak it, or nothing can play it.
    """
    wait = _Wait(reader)
    end = reader.listen(wait.hear)
    begun = asyncio.ensure_future(reader.read(_reading(interjection, settings, service), now=True))
    try:
        wait.number = await asyncio.shield(begun)
        await wait.over
    finally:
        end()
        wait.be_patient()
        # Not halfway into the queue: there is a number to remove it by.
        await asyncio.shield(_remove(reader, begun))


class _Wait:
    """Waits until a text is out of the queue, or has been in trouble for too long."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._loop = asyncio.get_running_loop()
        self._patience: asyncio.TimerHandle | None = None
        self.over: asyncio.Future[None] = self._loop.create_future()
        self.number = 0

    def hear(self, event: Event) -> None:
        match event:
            case QueueChanged(items) if self.number:
                if self.number not in {item.number for item in items} and not self.over.done():
                    self.over.set_result(None)
            case StateChanged(state):
                self.be_patient()
                if state is ReaderState.TROUBLE:
                    seconds = _PATIENCE if event.retrying else 0.0
                    self._patience = self._loop.call_later(seconds, self._give_up, event)
            case _:
                pass

    def be_patient(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self, trouble: StateChanged) -> None:
        first = next(iter(self._reader.queue), None)
        if first is not None and first.number == self.number and not self.over.done():
            self.over.set_exception(NotSpokenError("not_spoken", error=trouble.error))


async def _remove(reader: Reader, begun: asyncio.Future[int]) -> None:
    await reader.remove(await begun)


def _reading(interjection: Interjection, settings: Settings, service: str) -> Reading:
    # speech-dispatcher's module starts without it: the app that runs may do the speaking.
    from .from_settings import profile_of, profiles_of  # noqa: PLC0415 - see above

    chosen = settings.profiles.get(interjection.profile)
    profiles = {"": profile_of(chosen)} if chosen else profiles_of(settings, service)
    speed, volume = interjection.speed, interjection.volume
    scaled = {
        language: replace(one, speed=one.speed * speed, volume=one.volume * volume)
        for language, one in profiles.items()
    }
    return Reading(
        interjection.text,
        language=interjection.language,
        profiles=scaled,
        remember=False,
        verbatim=True,  # who cannot see it has to hear all of it
    )
