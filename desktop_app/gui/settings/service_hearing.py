"""A sentence spoken by a service that isn't saved yet: what it sounds like, and what was billed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.audio.player import Player
from desktop_app.audio.streaming import pieces_of, play
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.trial_sentence import sentence_for
from desktop_app.reading.opening import device_of
from desktop_app.services.connection import Connection, client_for, find_voice
from desktop_app.settings.settings import load_settings
from shared_client import AudioSpec, SpeechOptions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from concurrent.futures import Future

    from desktop_app.gui.loop import LoopThread
    from desktop_app.settings.settings import ServiceSettings

_RATE = 24_000


class ServiceHearing(QObject):
    """Speaks one sentence at a time with a service as a form has it.

    Args:
        loop: Where it is spoken.
        parent: The form.

    Attributes:
        running: Whether a sentence is heard, or on its way.

    Signals:
        changed: `running` has changed.
        spoken: It was heard; the characters that were billed, or None where nobody said.
        failed: What keeps it from being heard.
    """

    changed = pyqtSignal()
    spoken = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, loop: LoopThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running = False
        self._loop = loop
        self._speaking: Future[int | None] | None = None

    def start(self, service: ServiceSettings, token: Callable[[], Awaitable[str]]) -> None:
        """Speak in the service's default voice, or the newest."""
        self.stop()
        self._speaking = self._loop.start(
            _say(service, token), while_there(self, self._end), while_there(self, self._fail)
        )
        self._run(running=True)

    def stop(self) -> None:
        """Be silent."""
        if self._speaking is not None:
            self._speaking.cancel()
            self._speaking = None
        self._run(running=False)

    def _end(self, characters: int | None) -> None:
        self._speaking = None
        self._run(running=False)
        self.spoken.emit(characters)

    def _fail(self, error: Exception) -> None:
        self._speaking = None
        self._run(running=False)
        self.failed.emit(error)

    def _run(self, *, running: bool) -> None:
        if running != self.running:
            self.running = running
            self.changed.emit()


async def _say(service: ServiceSettings, fetch: Callable[[], Awaitable[str]]) -> int | None:
    """Speak a sentence; return what was billed."""
    device = device_of(await asyncio.to_thread(load_settings))
    async with client_for(service, await fetch()) as client, Player(device=device) as player:
        voice = await find_voice(Connection(client, service.url, service.voice), None)
        await player.open(AudioSpec(_RATE))
        options = SpeechOptions(voice.id, sample_rate=_RATE)
        async with client.speak(sentence_for(voice.text), options) as stream:
            await play(pieces_of(stream), player, AudioSpec(_RATE))
        return stream.metrics.characters
