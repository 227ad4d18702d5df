"""Speaks in between: at once, and what it interrupted goes on afterwards."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.errors import AppError

from .chosen import profile_of, profiles_of
from .events import QueueChanged, ReaderState, Reading, StateChanged

if TYPE_CHECKING:
    from desktop_app.settings import Settings

    from .events import Event
    from .interjection import Interjection
    from .reader import Reader


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
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    number = 0

    def hear(event: Event) -> None:
        if not number or over.done():
            return
        match event:
            case QueueChanged(items) if number not in {item.number for item in items}:
                over.set_result(None)
            case StateChanged(ReaderState.TROUBLE, words, hint, retrying=False):
                if [item.number for item in reader.queue[:1]] == [number]:
                    over.set_exception(NotSpokenError(words, hint=hint))
            case _:
                pass

    end = reader.listen(hear)
    begun = asyncio.ensure_future(reader.read(_reading(interjection, settings, service), now=True))
    try:
        number = await asyncio.shield(begun)
        await over
    finally:
        end()
        # Not halfway into the queue: there is a number to remove it by.
        await asyncio.shield(_remove(reader, begun))


async def _remove(reader: Reader, begun: asyncio.Future[int]) -> None:
    await reader.remove(await begun)


def _reading(interjection: Interjection, settings: Settings, service: str) -> Reading:
    chosen = settings.profiles.get(interjection.profile)
    profiles = {"": profile_of(chosen)} if chosen else profiles_of(settings, service)
    speed, volume = interjection.speed, interjection.volume
    scaled = {
        language: replace(one, speed=one.speed * speed, volume=one.volume * volume)
        for language, one in profiles.items()
    }
    return Reading(
        interjection.text, language=interjection.language, profiles=scaled, remember=False
    )
