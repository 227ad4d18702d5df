"""The process that records: `python -m desktop_app.voices.recording_child`.

It writes the file itself, as the sound comes: neither a program that crashes nor a microphone that
goes away takes anything with it. `docs/recording.md` lists what it hears and says.
"""

from __future__ import annotations

from array import array
import contextlib
import json
import math
from pathlib import Path
import queue
import sys
import time
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from desktop_app.audio.child import serve
from desktop_app.audio.conversion import Converter

from .wave_file import GrowingWave

if TYPE_CHECKING:
    from desktop_app.audio import wire
    from desktop_app.audio.portaudio import Stream

RATE: Final = 48_000
"""Sample rate that is asked for, in Hz: what nearly every microphone has itself."""

TICK: Final = 0.05
"""Seconds between two levels."""

HUNG: Final = 1.5
"""Seconds without sound after which a microphone is gone."""

ASLEEP: Final = 4.0
"""The same before the first sound: it may have to wake up."""

OVERFLOW: Final = 2
"""PortAudio's `paInputOverflow`: sound was lost before we were called."""

_FULL_SCALE: Final = 32_768


class Piece(NamedTuple):
    """What PortAudio has given us, and whether something was lost before."""

    pcm: bytes
    lost: bool


class Take:
    """One recording.

    Args:
        port: The PortAudio to record by.
        order: The `record` command.
        incoming: Where sound goes, for the main thread.

    Raises:
        DeviceError: The microphone does not open.
        OSError: The file cannot be made.
    """

    def __init__(self, port: Any, order: wire.Message, incoming: queue.SimpleQueue[Any]) -> None:
        self._incoming = incoming
        self._longest: float = order["longest"]
        device = order["device"]
        self.stream: Stream = port.open_microphone(
            tuple(device) if device else None, RATE, self._prepare
        )
        try:
            self.file = GrowingWave(Path(order["path"]), self.stream.rate)
        except OSError:
            self.stream.abort()
            raise
        self._mix = Converter(self.stream.rate, self.stream.channels, self.stream.rate, 1)
        self._heard_at = time.monotonic()
        self._peak = 0
        self._squares = 0
        self._counted = 0
        self._losses = 0

    def _prepare(self, _rate: int, _channels: int) -> Any:
        return self._callback

    def _callback(
        self, pcm: bytes, _frames: int, _times: dict[str, float], flags: int
    ) -> tuple[None, int]:
        """Take PortAudio's frames; everything else is for the main thread."""
        self._incoming.put(Piece(pcm, bool(flags & OVERFLOW)))
        return None, 0

    @property
    def is_full(self) -> bool:
        """Whether it is as long as it may be."""
        return self.file.seconds >= self._longest

    @property
    def is_hung(self) -> bool:
        """Whether the microphone gives nothing any more."""
        patience = HUNG if self.file.frames else ASLEEP
        return time.monotonic() - self._heard_at > patience or not self.stream.active

    def add(self, piece: Piece) -> None:
        """Write sound to the file.

        Raises:
            OSError: It cannot be written.
        """
        self._heard_at = time.monotonic()
        self._losses += piece.lost
        pcm = self._mix.convert(piece.pcm)
        samples = array("h", pcm)
        self._peak = max(self._peak, max(samples, default=0), -min(samples, default=0))
        self._squares += sum(sample * sample for sample in samples)
        self._counted += len(samples)
        self.file.write(pcm)

    def level(self) -> wire.Message:
        """Say how loud it was since the last time."""
        rms = math.sqrt(self._squares / self._counted) if self._counted else 0.0
        level = {
            "seconds": self.file.seconds,
            "peak": self._peak / _FULL_SCALE,
            "rms": rms / _FULL_SCALE,
            "losses": self._losses,
        }
        self._peak = self._squares = self._counted = 0
        return level


class Child:
    """The main thread's work: commands and sound in their order, and a level now and then."""

    def __init__(self, incoming: queue.SimpleQueue[Any], lines: BinaryIO, port: Any) -> None:
        self._incoming = incoming
        self._lines = lines
        self._port = port
        self._take: Take | None = None

    def run(self) -> None:
        """Work until the recorder is gone."""
        self._say("ready")
        next_level = 0.0
        while True:
            try:
                message = self._incoming.get(timeout=TICK if self._take else None)
            except queue.Empty:
                message = {"do": "nothing"}
            if message is None:
                break
            self._handle(message)
            if self._take is None:
                continue
            if self._take.is_full:
                self._finish("full")
            elif self._take.is_hung:
                self._finish("gone")
            elif time.monotonic() >= next_level:
                next_level = time.monotonic() + TICK
                self._say("level", **self._take.level())
        self._finish("stopped")

    def _handle(self, message: Piece | wire.Message) -> None:
        if isinstance(message, Piece):
            self._add(message)
        elif message["do"] == "record":
            self._record(message)
        elif message["do"] == "stop":
            self._finish("stopped")

    def _record(self, order: wire.Message) -> None:
        from desktop_app.audio.portaudio import (  # noqa: PLC0415 - loaded already, after the silencing
            DeviceError,
        )

        try:
            self._take = Take(self._port, order, self._incoming)
        except DeviceError as error:
            self._say("failed", why=error.why, words=str(error))
        except OSError as error:
            self._say("failed", why="file", number=error.errno, words=str(error.strerror))
        else:
            stream = self._take.stream
            self._say("recording", device=stream.device, rate=stream.rate)

    def _add(self, piece: Piece) -> None:
        if self._take is None:
            return  # it was on its way when recording ended
        try:
            self._take.add(piece)
        except OSError as error:
            self._finish("file", number=error.errno, words=str(error.strerror))

    def _finish(self, why: str, **details: Any) -> None:
        take, self._take = self._take, None
        if take is None:
            return
        while why == "stopped" and not self._incoming.empty():  # what was said before "stop"
            piece = self._incoming.get()
            if piece is None:
                self._incoming.put(None)  # for `run`
                break
            if isinstance(piece, Piece):
                with contextlib.suppress(OSError):
                    take.add(piece)
        level = take.level()
        take.file.close()
        self._say("finished", why=why, **level, **details)
        take.stream.abort()  # last of all: it may hang in a device that hangs

    def _say(self, what: str, **details: Any) -> None:
        with contextlib.suppress(OSError):  # the recorder is gone; our stdin tells so as well
            self._lines.write(json.dumps({"is": what, **details}).encode() + b"\n")
            self._lines.flush()


def main() -> int:
    """Record for the program that started this process."""
    return serve(Child)


if __name__ == "__main__":
    sys.exit(main())
