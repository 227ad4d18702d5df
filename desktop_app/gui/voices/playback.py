"""Plays a part of a recording, and holds what is read meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.audio.devices import DeviceName
from desktop_app.audio.player import Player
from desktop_app.gui.parts.alive import while_there
from desktop_app.reading.events import UNDER_WAY, ReaderState
from shared_client import AudioSpec

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from desktop_app.gui.engine import Engine
    from desktop_app.voices.recording import Recording
    from shared_client.recordings import Part

_TICK: Final = 0.04  # seconds between two reports of what is heard
_FULL_SCALE: Final = 32_767


class Hush:
    """Holds what is read while something else is to be heard, or recorded.

    Args:
        engine: Reads.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held = False

    def begin(self) -> None:
        """Hold it, if anything is read."""
        if self._engine.state.state in UNDER_WAY:
            self._held = True
            self._engine.pause()

    def end(self) -> None:
        """Let it go on, if it was held here and nobody has stopped it."""
        if self._held and self._engine.state.state is not ReaderState.IDLE:
            self._engine.resume()
        self._held = False


class Playback(QObject):
    """Plays one part after another for a window, the last one only.

    Args:
        engine: Has the loop, and knows the output device.
        parent: The window.

    Attributes:
        running: Whether something is played.

    Signals:
        changed: `running` has changed.
        moved: The second of the recording that is heard.
        failed: Why nothing is heard, an exception.
    """

    changed = pyqtSignal()
    moved = pyqtSignal(float)
    failed = pyqtSignal(object)

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running = False
        self._engine = engine
        self._hush = Hush(engine)
        self._playing: Future[None] | None = None
        self._turn = 0

    def play(self, recording: Recording, part: Part) -> None:
        """Play a part, in place of the one before."""
        self._cancel()
        self._turn += 1
        turn, moved = self._turn, while_there(self, self._tell)

        def tell(second: float) -> None:
            self._engine.loop.post(lambda: moved(turn, part.start + second))

        self._hush.begin()
        name = self._engine.settings.app.device
        device = DeviceName.parse(name) if name else None
        work = _play(recording, part, device, tell)
        self._playing = self._engine.loop.start(
            work,
            while_there(self, lambda _: self._end(turn)),
            while_there(self, self._fail),
        )
        self._run(running=True)

    def stop(self) -> None:
        """Fade out."""
        self._cancel()
        self._run(running=False)

    def _cancel(self) -> None:
        self._turn += 1
        if self._playing is not None:
            self._playing.cancel()
            self._playing = None

    def _tell(self, turn: int, second: float) -> None:
        if turn == self._turn:
            self.moved.emit(second)

    def _end(self, turn: int) -> None:
        if turn == self._turn:
            self._playing = None
            self._run(running=False)

    def _fail(self, error: Exception) -> None:
        self._playing = None
        self._run(running=False)
        self.failed.emit(error)

    def _run(self, *, running: bool) -> None:
        if not running:
            self._hush.end()
        if running != self.running:
            self.running = running
            self.changed.emit()


async def _play(
    recording: Recording, part: Part, device: DeviceName | None, tell: Callable[[float], None]
) -> None:
    pcm = await asyncio.to_thread(_pcm, recording, part)
    player = Player(device=device)
    starting = asyncio.create_task(player.start(), name="playback start")
    try:
        await asyncio.shield(starting)  # a process given up while it starts leaves its pipes open
        await player.open(AudioSpec(recording.rate, 1, 2))
        watching = asyncio.create_task(_watch(player, tell), name="playback position")
        try:
            await player.write(pcm)
            await player.drain()
        finally:
            watching.cancel()
    finally:
        await asyncio.wait({starting})
        await player.aclose()


async def _watch(player: Player, tell: Callable[[float], None]) -> None:
    while True:
        tell(player.position)
        await asyncio.sleep(_TICK)


def _pcm(recording: Recording, part: Part) -> bytes:
    samples = (recording.part(part).samples * _FULL_SCALE).clip(-_FULL_SCALE, _FULL_SCALE)
    return samples.round().astype("<i2").tobytes()
