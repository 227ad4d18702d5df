"""Media that the home has played here: a song, a radio station, one at a time."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
import logging
from typing import TYPE_CHECKING, Final

from desktop_app.audio.errors import AudioError
from desktop_app.audio.player import PlayerState
from desktop_app.audio.streaming import play

from .media import MediaError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from desktop_app.audio.player import Player
    from shared_client import AudioSpec

_LOG: Final = logging.getLogger(__name__)


class Media:
    """Plays media.

    Args:
        player: Plays them, and nothing else.
        changed: Called when another is played, or none.

    Attributes:
        title: Of what is played; empty where it isn't known.
    """

    def __init__(self, player: Player, changed: Callable[[], None]) -> None:
        self.title = ""
        self._player = player
        self._changed = changed
        self._playing: asyncio.Task[None] | None = None

    @property
    def is_there(self) -> bool:
        """Whether something is played, or held."""
        return self._playing is not None

    @property
    def is_held(self) -> bool:
        """Whether it is held."""
        return self._player.state is PlayerState.PAUSED

    async def play(self, sound: AsyncGenerator[tuple[AudioSpec, bytes]], title: str) -> None:
        """Play something in place of what is played."""
        await self.stop()
        self.title = title
        self._playing = asyncio.create_task(self._play(sound), name="media")
        self._playing.add_done_callback(self._ended)
        self._changed()

    async def hold(self, *, on: bool) -> None:
        """Hold it, or go on."""
        await (self._player.pause() if on else self._player.resume())
        self._changed()

    async def stop(self) -> bool:
        """End it; whether there was anything."""
        playing, self._playing = self._playing, None
        if playing is None:
            return False
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
        await self._player.stop()
        self._changed()
        return True

    def set_volume(self, gain: float) -> None:
        """Set how loud it is, a linear gain."""
        self._player.set_volume(gain)

    async def aclose(self) -> None:
        """End it, and what plays it."""
        await self.stop()
        await self._player.aclose()

    async def _play(self, sound: AsyncGenerator[tuple[AudioSpec, bytes]]) -> None:
        try:
            async with aclosing(sound) as pieces:
                await play(pieces, self._player)
        except (MediaError, AudioError) as error:
            _LOG.warning("What the home plays broke off: %s", error)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if self._playing is task:
            self._playing = None
            self._changed()
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.error("What the home plays broke off", exc_info=error)
