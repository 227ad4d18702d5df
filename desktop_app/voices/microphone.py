"""Record from a microphone into a file that grows, through a child process that can be lost."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self
import wave

from desktop_app.audio import wire
from desktop_app.audio.devices import DeviceName
from desktop_app.audio.errors import (
    MicrophoneBusyError,
    MicrophoneError,
    MicrophoneLostError,
    MicrophoneNotFoundError,
    NoMicrophoneError,
)
from desktop_app.audio.process import AudioProcess, ChildKind
from desktop_app.errors import RecordingError

from .wave_file import seal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECORDING: Final = ChildKind(
    "desktop_app.voices.recording_child", "recorder_not_started", "recorder_died_because"
)

LONGEST: Final = 300.0
"""Seconds after which recording ends by itself."""

_OPEN_LIMIT: Final = 10.0
_SILENCE_LIMIT: Final = 3.0  # the child says a level every 50 ms, unless it hangs
_STOP_LIMIT: Final = 2.0


@dataclass(frozen=True, slots=True)
class Level:
    """How loud it is now.

    Attributes:
        seconds: Recorded so far.
        peak: Largest sample since the last level; 1 is full scale.
        rms: Root mean square since the last level; 1 is full scale.
        losses: How often sound was lost, because the machine was too busy.
    """

    seconds: float
    peak: float
    rms: float
    losses: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of a recording.

    Attributes:
        path: A WAV: signed 16 bit, mono, at the microphone's own rate.
        seconds: Its length.
        losses: How often sound was lost.
        error: Why it ended before it was stopped, if it did; the file has all that came before.
    """

    path: Path
    seconds: float
    losses: int
    error: Exception | None = None


class Recorder:
    """Records once, from `start` until `stop`, or until it ends by itself.

    ```python
    async with Recorder(path, on_level=show) as recorder:
        await recorder.wait(10.0)
        recorded = await recorder.stop()
    ```

    Whatever happens meanwhile, the file has all that was recorded by then.

    Args:
        path: The file to make; it must not be there yet.
        device: The microphone; None is the default one.
        longest: Seconds after which it ends by itself.
        on_level: Called in the event loop some 20 times a second; it must not block.
    """

    def __init__(
        self,
        path: Path,
        *,
        device: DeviceName | None = None,
        longest: float = LONGEST,
        on_level: Callable[[Level], None] | None = None,
    ) -> None:
        self._path = path
        self._wanted = device
        self._longest = longest
        self._on_level = on_level
        self._process: AudioProcess | None = None
        self._opened: asyncio.Future[wire.Message] | None = None
        self._over = asyncio.Event()
        self._heard = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        self._recorded: Recorded | None = None
        self._error: Exception | None = None
        self._losses = 0
        self.device: DeviceName | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def start(self) -> None:
        """Open the microphone; it records from now on.

        Raises:
            MicrophoneError: It cannot be opened.
            RecordingError: The file cannot be made.
            AudioProcessError: The child cannot be started, or died.
        """
        self._opened = asyncio.get_running_loop().create_future()
        self._process = await AudioProcess.spawn(self._hear, RECORDING)
        device = self._wanted and (self._wanted.host_api, self._wanted.name)
        try:
            async with asyncio.timeout(_OPEN_LIMIT):
                await self._process.until_ready()
                self._process.send(
                    wire.command(
                        "record", path=str(self._path), device=device, longest=self._longest
                    )
                )
                answer = await self._opened
        except TimeoutError:
            await self._process.kill()
            raise MicrophoneBusyError("microphone_silent") from None
        except BaseException:
            await self._process.kill()
            raise
        if answer["is"] != "recording":
            await self._process.close()
            raise _open_error(answer, self._path, self._process)
        host_api, name = answer["device"]
        self.device = DeviceName(name, host_api)
        self._watching = asyncio.create_task(self._watch(), name="recording watch")

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait until it ends by itself, or for so many seconds; say whether it has ended."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._over.wait()
        return self._over.is_set()

    async def stop(self) -> Recorded:
        """End recording; give what came of it, also where it ended by itself.

        Raises:
            RecordingError: There is nothing: no sound came, or the file is gone.
        """
        if self._recorded is None:
            if self._process is not None and not self._over.is_set():
                self._process.send(wire.command("stop"))
                await self.wait(_STOP_LIMIT)
            await self.aclose()
            self._recorded = await asyncio.to_thread(self._result)
        return self._recorded

    async def aclose(self) -> None:
        """End recording without asking what came of it; the file is whole all the same."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait({self._watching})
        if self._process is not None:
            if self._error is None:
                await self._process.close()
            else:
                await self._process.kill()  # it may hang with its device
            self._process = None
            with suppress(OSError, EOFError, wave.Error):
                await asyncio.to_thread(seal, self._path)

    def _result(self) -> Recorded:
        try:
            seconds = seal(self._path)
        except (OSError, EOFError, wave.Error) as error:
            raise RecordingError("cannot_read", path=self._path, error=error) from error
        if not seconds:
            if self._error is not None:
                raise RecordingError("nothing_recorded_because", error=self._error)
            raise RecordingError("nothing_recorded")
        return Recorded(self._path, seconds, self._losses, self._error)

    def _hear(self, process: AudioProcess, message: wire.Message) -> None:
        self._heard.set()
        if self._opened is not None and not self._opened.done():
            self._opened.set_result(message)
            return
        match message["is"]:
            case "level":
                self._losses = message["losses"]
                if self._on_level is not None:
                    level = Level(*(message[key] for key in ("seconds", "peak", "rms", "losses")))
                    self._on_level(level)
            case "finished":
                self._losses = message["losses"]
                self._error = _end_error(message)
                self._over.set()
            case "ended" if not self._over.is_set():
                self._error = process.error()
                self._over.set()

    async def _watch(self) -> None:
        """Give up a child that says nothing any more: its device hangs, and it with it."""
        while not self._over.is_set():
            self._heard.clear()
            try:
                async with asyncio.timeout(_SILENCE_LIMIT):
                    await self._heard.wait()
            except TimeoutError:
                if self._heard.is_set():
                    continue  # it spoke in the timer's own turn of the loop
                self._error = MicrophoneLostError("microphone_hung")
                self._over.set()


def _open_error(answer: wire.Message, path: Path, process: AudioProcess) -> Exception:
    words = answer.get("words")
    match answer.get("why"):
        case "none":
            return NoMicrophoneError("no_microphone")
        case "not_found":
            return MicrophoneNotFoundError("microphone_missing", name=words)
        case "busy":
            return MicrophoneBusyError("microphone_not_opened", words=words)
        case "refused":
            return MicrophoneError("microphone_format", words=words)
        case "file":
            return RecordingError("cannot_write", path=path, error=_of_system(answer))
        case _:
            return process.error()


def _of_system(message: wire.Message) -> OSError:
    """The system's error in the child; `words` says it by its number."""
    return OSError(message["number"], message["words"])


def _end_error(message: wire.Message) -> Exception | None:
    match message["why"]:
        case "gone":
            return MicrophoneLostError("microphone_gone")
        case "file":
            return RecordingError("recording_not_continued", error=_of_system(message))
        case _:
            return None
