"""The child process that alone touches the sound device: `python -m desktop_app.audio.child`.

Three threads: one reads commands and audio from stdin, PortAudio's asks for samples, and the main
one owns the stream and writes status lines. It never outlives the program that started it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import queue
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from . import wire
from .buffer import PERIOD, PlaybackBuffer
from .conversion import Converter
from .gain import Gain
from .timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

TICK: Final = 0.05
"""Seconds between two status lines while a stream is open."""

TAIL_PERIODS: Final = 3
"""Device buffers of silence after the last sample; without them 40 to 300 ms are cut."""

FADE_LIMIT: Final = 0.15
"""Seconds that `stop` waits at most for its fade to be heard before it aborts."""

UNDERFLOW: Final = 4
"""PortAudio's `paOutputUnderflow`: the callback came too late, and the device ran dry."""

PRIORITY: Final = -11
"""The niceness PulseAudio gives itself, where real time is not allowed; a callback that is 40 ms
late is heard as a gap."""

EXIT_LIMIT: Final = 0.5
"""Seconds that the main thread has to end in once the parent is gone; PortAudio may hang."""

_Incoming = bytes | wire.Message | None


class Playing:
    """One stream and the audio that goes through it.

    Args:
        port: The PortAudio to play by.
        order: The `open` command.
    """

    def __init__(self, port: Any, order: wire.Message) -> None:
        self.id: int = order["stream"]
        self._start: int = order["start"]
        self._rate: int = order["rate"]
        self._channels: int = order["channels"]
        self._fade_in = bool(order["start"])
        self._gain = Gain(order["volume"])
        self._lock = threading.Lock()  # held for memory only, never for I/O: the callback takes it
        self._calls = 0
        self._xruns = 0
        self._first: float | None = None
        self._last_call: float | None = None
        self._latency = 0.0
        self._device_rate = self._rate
        self.ending = False
        device = order["device"]
        self.stream = port.open(
            tuple(device) if device else None, self._rate, self._channels, self._prepare
        )
        if order["paused"]:
            self.buffer.pause()
        self._latency = self.stream.latency
        self._converter = Converter(
            self._rate, self._channels, self.stream.rate, self.stream.channels
        )

    def _prepare(self, rate: int, channels: int) -> Any:
        """Make what the callback needs: it is called before `open` returns."""
        self._device_rate = rate
        self.buffer = PlaybackBuffer(rate, channels, fade_in=self._fade_in)
        self._timeline = Timeline(rate)
        self._silence = bytes(2 * channels)
        return self._callback

    def _callback(
        self, _input: Any, frames: int, times: dict[str, float], flags: int
    ) -> tuple[bytes, int]:
        """Give PortAudio its frames. An exception here would end the stream: none leaves."""
        try:
            now = time.perf_counter()
            with self._lock:
                first = self.buffer.played
                pcm = self.buffer.read(frames)
                played = self.buffer.played
                delay = times["output_buffer_dac_time"] - times["current_time"]
                if not 0 <= delay < 10:  # noqa: PLR2004 - some host APIs leave a time at zero
                    delay = self._latency
                self._timeline.add(now + delay, first, played)
                self._last_call = now
                self._calls += 1
                if played and self._first is None:
                    self._first = now
                if flags & UNDERFLOW and self._calls > TAIL_PERIODS:
                    self._xruns += 1
            pcm = self._gain.apply(pcm)
        except Exception:  # noqa: BLE001 - see above; silence is all that is left to do
            pcm = self._silence * frames
        return pcm, 0

    def write(self, pcm: bytes) -> None:
        """Queue audio as it came from the player."""
        converted = self._converter.convert(pcm)
        with self._lock:
            self.buffer.write(converted)

    def end(self) -> None:
        """Play to the last sample, then be `drained`."""
        if self.ending:
            return
        self.ending = True
        rest = self._converter.convert(b"", last=True)
        with self._lock:
            self.buffer.write(rest)
            self.buffer.end()

    def pause(self, *, on: bool) -> None:
        """Hold or go on."""
        with self._lock:
            if on:
                self.buffer.pause()
            else:
                self.buffer.resume()

    def set_volume(self, level: float) -> None:
        """Glide to another volume."""
        self._gain.level = level

    @property
    def drained(self) -> bool:
        """Whether the last sample has been heard and the device has enough silence behind it."""
        with self._lock:
            tail = self.buffer.tail
            heard = self._timeline.heard(time.perf_counter()) == self.buffer.played
        return self.ending and heard and tail >= TAIL_PERIODS * PERIOD * self._device_rate

    def fade_out(self) -> None:
        """Fade out, and wait until the fade has been heard."""
        with self._lock:
            self.buffer.stop()
        deadline = time.perf_counter() + FADE_LIMIT
        while time.perf_counter() < deadline:
            with self._lock:
                faded = not self.buffer.sounding
                heard = self._timeline.heard(time.perf_counter()) == self.buffer.played
            if faded and heard:
                break
            time.sleep(0.002)

    def status(self) -> wire.Message:
        """Say how far playing is; frames are those of the player's audio."""
        with self._lock:
            # The last callback, not now: a device that stopped asking has stopped playing.
            at = self._last_call or time.perf_counter()
            heard = self._timeline.heard(at)
            return {
                "stream": self.id,
                "at": at,
                "heard": self._source_frame(heard),
                "handed": self._source_frame(self.buffer.played),
                "calls": self._calls,
                "underruns": self.buffer.underruns,
                "xruns": self._xruns,
                "first": self._first,
                "sounding": self.buffer.sounding,
            }

    def _source_frame(self, frame: int) -> int:
        return int(self._start + frame * self._rate // self._device_rate)


class Child:
    """The main thread's work: commands in their order, and a status line now and then."""

    def __init__(self, incoming: queue.SimpleQueue[_Incoming], lines: BinaryIO, port: Any) -> None:
        self._incoming = incoming
        self._lines = lines
        self._port = port
        self._playing: Playing | None = None

    def run(self) -> None:
        """Work until the player is gone."""
        self._say("ready")
        next_status = 0.0
        while True:
            playing = self._playing
            try:
                message = self._incoming.get(timeout=self._patience(next_status))
            except queue.Empty:
                pass
            else:
                if message is None:
                    break
                self._handle(message)
            if playing and playing is self._playing:
                if time.perf_counter() >= next_status:
                    next_status = time.perf_counter() + TICK
                    self._watch(playing)
                elif playing.ending and playing.drained:
                    self._finish("drained")
        if self._playing:
            self._playing.stream.abort()

    def _patience(self, next_status: float) -> float | None:
        if self._playing is None:
            return None
        longest = 0.01 if self._playing.ending else TICK
        return min(longest, max(0.001, next_status - time.perf_counter()))

    def _handle(self, message: bytes | wire.Message) -> None:
        playing = self._playing
        if isinstance(message, bytes):
            if playing:
                playing.write(message)
            return
        match message["do"]:
            case "open":
                self._open(message)
            case "devices" | "microphones" as what:
                found = getattr(self._port, what)()
                self._say("devices", devices=found, library=self._port.library)
            case "end" if playing:
                playing.end()
            case "pause" if playing:
                playing.pause(on=message["on"])
            case "volume" if playing:
                playing.set_volume(message["level"])
            case "stop" if playing:
                playing.fade_out()
                self._finish("stopped")
            case "stop":
                self._say("stopped", stream=message["stream"])

    def _open(self, order: wire.Message) -> None:
        from .portaudio import DeviceError  # noqa: PLC0415 - loaded already, after the silencing

        if self._playing:
            self._finish("stopped")
        try:
            playing = Playing(self._port, order)
        except DeviceError as error:
            self._say("failed", stream=order["stream"], why=error.why, words=str(error))
            return
        self._playing = playing
        stream = playing.stream
        self._say(
            "opened",
            stream=playing.id,
            device=stream.device,
            rate=stream.rate,
            channels=stream.channels,
            latency=stream.latency,
        )

    def _watch(self, playing: Playing) -> None:
        if playing.stream.active:
            self._say("at", **playing.status())
        else:
            self._finish("gone")

    def _finish(self, what: str) -> None:
        playing, self._playing = self._playing, None
        if playing:
            playing.stream.abort()
            self._say(what, **playing.status())

    def _say(self, what: str, **details: Any) -> None:
        with contextlib.suppress(OSError):  # the player is gone; its stdin tells so as well
            self._lines.write(json.dumps({"is": what, **details}).encode() + b"\n")
            self._lines.flush()


def _listen(source: BinaryIO, incoming: queue.SimpleQueue[_Incoming]) -> None:
    with contextlib.suppress(OSError, ValueError):
        while (message := wire.read_message(source.read)) is not None:
            incoming.put(message)
    incoming.put(None)
    time.sleep(EXIT_LIMIT)
    os._exit(1)  # the main thread hangs in PortAudio; nobody is left to wait for it


def _hurry() -> None:
    """Come before others when the machine is busy, as sound servers do, where that is allowed.

    All threads of this process do: the callback waits for the interpreter lock of any of them.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
            return
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)


def serve(work: Callable[[Any, BinaryIO, Any], Any]) -> int:
    """Be a child that owns a sound device, and end with the program that started it.

    Args:
        work: Makes the main thread's work of what comes in, what goes out, and a PortAudio.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which then tells us
    _hurry()
    # ALSA and JACK print dozens of lines wherever they like. What Python has to say, and where it
    # crashed, still goes to the program.
    lines = os.fdopen(os.dup(1), "wb")
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    faulthandler.enable(sys.stderr)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)

    from .portaudio import PortAudio  # noqa: PLC0415 - it talks while it is loaded

    incoming: queue.SimpleQueue[_Incoming] = queue.SimpleQueue()
    threading.Thread(
        target=_listen, args=(sys.stdin.buffer, incoming), name="listen", daemon=True
    ).start()
    work(incoming, lines, PortAudio()).run()
    return 0


def main() -> int:
    """Play for the program that started this process."""
    return serve(Child)


if __name__ == "__main__":
    sys.exit(main())
