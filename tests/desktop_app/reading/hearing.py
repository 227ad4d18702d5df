"""What tests of reading share: a player that is fast, services that are told what to do."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from desktop_app.audio.errors import AudioDeviceLostError, AudioStoppedError
from desktop_app.reading.events import Finished, PositionChanged, ReaderState, StateChanged
from desktop_app.services.connection import Connection
from local_server.engines import SAMPLE_RATE, Capabilities, State
from shared_client import CosyVoiceClient, Timeouts
from tests.local_server.running import TOKEN, running
from tests.sound_server import tone

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from pathlib import Path

    from desktop_app.reading.events import Event
    from desktop_app.reading.reader import Reader
    from local_server.engines import Engine, Style, Voice
    from shared_client import AudioSpec

TIMEOUTS = Timeouts(connect=2, first_audio=10, idle=10, cold_start=0)
_LOST = AudioDeviceLostError("output_lost")


class ToneEngine:
    """An engine whose speech can be compared: a tone for each letter, always the same.

    Args:
        seconds: Length of a letter.
        pause: Silence after each sentence, in seconds.
    """

    name = "tones"
    capabilities = Capabilities()
    state = State.READY
    rate: float | None = None

    def __init__(self, seconds: float = 0.05, pause: float = 0.0) -> None:
        self.seconds = seconds
        self.pause = pause

    async def start(self) -> None:
        """It is always ready."""

    async def close(self) -> None:
        """It holds nothing."""

    async def speak(
        self, text: AsyncIterator[str], voice: Voice, style: Style
    ) -> AsyncGenerator[bytes]:
        higher = sum(voice.id.encode()) % 100
        async for piece in text:
            letters = [char for char in piece if char.isalnum()]
            seconds = self.seconds / style.speed
            tones = [
                tone(seconds, frequency=500 + higher + 40 * (ord(char) % 64)) for char in letters
            ]
            pause = self.pause if piece.rstrip().endswith(".") else 0.0
            yield b"".join(tones) + bytes(2 * round(pause * SAMPLE_RATE))


class FastPlayer:
    """Takes PCM as a player does, and hears it many times as fast; keeps what was heard.

    Args:
        times: How much faster than sound.
        keep: Whether to keep what was heard.
    """

    def __init__(self, times: float = 6.0, *, keep: bool = True) -> None:
        self.times = times
        self.heard = bytearray()
        self.sounds = 0
        self.fail_with: Exception | None = None
        self.lost = False
        self.first_sample_at: float | None = None
        self.longest_ahead = 0.0
        self._keep = keep
        self._rate = 1
        self._written = 0.0
        self._begun = 0.0
        self._paused_at: float | None = None
        self._open = False
        self.volume = 1.0
        self._pending = bytearray()
        self._heard_seconds = 0.0

    @property
    def position(self) -> float:
        if self._open:
            now = self._paused_at or perf_counter()
            self._heard_seconds = min(self._written, (now - self._begun) * self.times)
        return self._heard_seconds

    async def start(self) -> None:
        pass

    def set_volume(self, volume: float) -> None:
        self.volume = volume

    @property
    def trouble(self) -> AudioDeviceLostError | None:
        return _LOST if self.lost else None

    async def open(self, spec: AudioSpec) -> None:
        if self.fail_with is not None:
            raise self.fail_with
        await self.stop()
        self.sounds += 1
        self._rate = spec.bytes_per_second
        self._written = 0.0
        self._heard_seconds = 0.0
        self._begun = perf_counter()
        self._paused_at = None
        self._open = True
        self.first_sample_at = None

    async def write(self, pcm: bytes) -> None:
        while self._written - self.position > 2:
            await asyncio.sleep(min(0.002, 1 / self.times))
            self._check()
        self._check()
        if self._written <= self.position and self._paused_at is None:  # it had run dry
            self._begun = perf_counter() - self._written / self.times
        self.first_sample_at = self.first_sample_at or perf_counter()
        self._written += len(pcm) / self._rate
        if self._keep:
            self._pending += pcm

    def _check(self) -> None:
        if self.fail_with is not None:
            raise self.fail_with
        if not self._open:
            raise AudioStoppedError("playback_stopped")

    async def drain(self) -> None:
        while self._written > self.position:
            await asyncio.sleep(0.002)
            self._check()
        self._take()
        self._open = False

    async def pause(self) -> None:
        self._paused_at = self._paused_at or perf_counter()

    async def resume(self) -> None:
        if self._paused_at is not None:
            self._begun += perf_counter() - self._paused_at
            self._paused_at = None

    async def stop(self) -> None:
        if self._open:
            self._take()
            self._open = False

    def _take(self) -> None:
        count = round(self.position * self._rate / 2) * 2
        self.heard += self._pending[:count]
        self._pending.clear()


@asynccontextmanager
async def local_connection(
    directory: Path, name: str = "local", *, engine: Engine | None = None
) -> AsyncIterator[Connection]:
    """The real local server with one voice, in this process."""
    async with running(directory, engine=engine or ToneEngine()) as server:
        voice = await server.voice()
        async with CosyVoiceClient(server.url, TOKEN, timeouts=TIMEOUTS) as client:
            yield Connection(client, name, voice)


class Listener:
    """Collects what a reader tells, and waits for it."""

    def __init__(self, reader: Reader) -> None:
        self.events: list[Event] = []
        self._news = asyncio.Event()
        reader.listen(self._hear)

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    async def until(self, condition: object, seconds: float = 30.0) -> None:
        """Wait for an event that a function says yes to."""
        assert callable(condition)
        seen = 0
        async with asyncio.timeout(seconds):
            while True:
                while seen < len(self.events):
                    seen += 1
                    if condition(self.events[seen - 1]):
                        return
                self._news.clear()
                await self._news.wait()

    async def finished(self, number: int) -> None:
        await self.until(lambda event: event == Finished(number))

    async def state(self, state: ReaderState) -> None:
        await self.until(lambda event: isinstance(event, StateChanged) and event.state is state)

    async def sentence(self, start: int) -> None:
        await self.until(
            lambda event: isinstance(event, PositionChanged) and event.sentence.start == start
        )

    def forget(self) -> None:
        self.events.clear()

    @property
    def sentences(self) -> list[int]:
        """Where the sentences begin that were heard, in their order."""
        starts = [
            event.sentence.start for event in self.events if isinstance(event, PositionChanged)
        ]
        return [start for at, start in enumerate(starts) if at == 0 or starts[at - 1] != start]
