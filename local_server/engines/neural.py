"""A neural engine on this machine: one process with the model, which all callers share."""

from __future__ import annotations

from contextlib import aclosing, suppress
import json
import os
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Final

from local_server.engines import Excerpt, Excerpts, State
from local_server.engines.pool import Limits, Order, Pool, command
from local_server.errors import LoadFailedError
from local_server.installing.places import COMPLETE
from local_server.text_stream import joined

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from local_server.engines import Capabilities, Style, Voice

IDLE: Final = 300.0
"""Seconds without work after which a model leaves the memory."""
_SIBLINGS: Final = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"
_UNKNOWN_RATE: Final = 1.0
_LIMITS: Final = Limits(start=300.0, silence=60.0, idle=IDLE)


class NeuralEngine:
    """Speaks with a synthesizer (see `synthesizer`) in a process of its own.

    Args:
        name: For people.
        capabilities: What it can do.
        synthesizer: `module:class` of the synthesizer.
        folder: Of its model.
        limits: How long it may take.
        is_there: Whether its model is installed, now.
        joined: Tenths of a second up to which pieces that wait are made in one go; see
            `text_stream.joined`.
        finder: `module:class` of what finds the parts of a recording that it could use; empty if
            it uses recordings whole.
    """

    def __init__(
        self,
        name: str,
        capabilities: Capabilities,
        synthesizer: str,
        folder: Path,
        limits: Limits = _LIMITS,
        is_there: Callable[[], bool] = lambda: True,
        joined: float = 0,
        finder: str = "",
    ) -> None:
        self.name = name
        self._marker = folder / COMPLETE
        self._failed = 0
        self._is_there = is_there
        self._joined = joined
        self.capabilities = capabilities
        self._pool = Pool(name, _worker(synthesizer, folder), limits=limits)
        looking = f"{name} (parts of recordings)"
        self._finder = Pool(looking, _worker(finder, folder), limits=limits) if finder else None

    @property
    def state(self) -> State:
        """How far it is from speaking."""
        if not self._is_there():
            return State.ABSENT  # although it may be in memory still: it reads files as it goes
        state = self._pool.state
        if state is State.FAILED and self._stamp() != self._failed:
            return State.INSTALLED  # what failed has been installed again since
        return state

    @property
    def failure(self) -> str:
        """Why its model can't be loaded; empty where it can."""
        return self._pool.failure

    def _stamp(self) -> int:
        """When its model was installed."""
        try:
            return self._marker.stat().st_mtime_ns
        except OSError:
            return 0

    @property
    def rate(self) -> float | None:
        """Seconds that it takes for a second of speech, as measured; a guess before."""
        return _UNKNOWN_RATE if self._pool.rate is None else self._pool.rate

    async def start(self) -> None:
        """Take work; the model is loaded when there is some."""
        self._pool.start()
        if self._finder is not None:
            self._finder.start()

    def prepare(self) -> None:
        """Load the model, for there will be work soon; see `Prepares`."""
        if self.state in (State.INSTALLED, State.UNLOADED):
            self._pool.wake()

    async def close(self) -> None:
        """End the processes."""
        await self._pool.close()
        if self._finder is not None:
            await self._finder.close()

    async def excerpts(self, voice: Voice) -> Excerpts | None:
        """The parts of its recording that it could use; see `UsesExcerpts`."""
        if self._finder is None:
            return None
        recording = await voice.recording()
        fields = {"text": "", "voice_text": voice.text, "digest": recording.digest}
        data = recording.samples.astype("<f4").tobytes()
        async with aclosing(self._finder.speak(Order(fields, data))) as words:
            automatic, *found = json.loads(b"".join([each async for each in words]))
        return Excerpts(tuple(Excerpt(*each) for each in found), Excerpt(*automatic))

    async def speak(
        self, text: AsyncIterator[str], voice: Voice, style: Style
    ) -> AsyncGenerator[bytes, None]:
        """Speak pieces of text as they come; see `Engine.speak`."""
        if self.state is State.ABSENT:
            raise LoadFailedError(self.name)
        try:
            async with aclosing(self._speak(text, voice, style)) as audio:
                async for pcm in audio:
                    yield pcm
        except LoadFailedError:
            self._failed = self._stamp()
            raise

    async def _speak(
        self, text: AsyncIterator[str], voice: Voice, style: Style
    ) -> AsyncGenerator[bytes, None]:
        fields = {
            "voice_id": voice.id,
            "voice_text": voice.text,
            "pitch": voice.pitch,
            "instruct": style.instruct,  # one that follows few still knows an accent
            "speed": style.speed,
            "mode": style.mode,
        }
        data = b""
        if self.capabilities.clones:
            recording = await voice.recording()
            samples = recording.samples
            fields["digest"] = recording.digest
            if self._finder is not None and (part := recording.chosen) is not None:
                samples = samples[part.start : part.end]
                fields["voice_text"] = part.text
                fields["digest"] = f"{recording.digest} {part.start}-{part.end}"
                fields["chosen"] = True
            data = samples.astype("<f4").tobytes()
        async for piece in joined(text, self._joined) if self._joined else text:
            async with aclosing(self._pool.speak(Order({"text": piece, **fields}, data))) as audio:
                async for pcm in audio:
                    yield pcm


def _worker(synthesizer: str, folder: Path) -> list[str]:
    arguments = (synthesizer, str(folder.absolute()), str(physical_cores()))
    return command("local_server.engines.worker", *arguments)


def physical_cores() -> int:
    """Cores of this machine that the process may use; two threads of one count once."""
    if sys.platform == "linux":
        with suppress(OSError):  # one that doesn't tell
            siblings = {
                Path(_SIBLINGS.format(number)).read_bytes() for number in os.sched_getaffinity(0)
            }
            return len(siblings) or 1
    return os.cpu_count() or 1
