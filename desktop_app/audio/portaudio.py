"""PortAudio as the child sees it: which devices there are, and how one is opened.

Two packages reach it, and either will do: `by_pyaudio`, `by_sounddevice`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
import os
from typing import Any, Final, Literal, Protocol, TypedDict

from .buffer import PERIOD

PACKAGES: Final = ("pyaudio", "sounddevice")
"""Those that can reach PortAudio: the first one that can be imported does."""

VARIABLE: Final = "COSYVOICE_AUDIO_BACKEND"
"""The environment variable that names one of them, and no other will do."""

# Invalid sample rate, invalid number of channels, sample format not supported.
_REFUSED: Final = frozenset({-9997, -9998, -9994})

Callback = Callable[[Any, int, dict[str, float], int], tuple[Any, int]]
"""What a stream calls: with what was recorded, if anything, the number of frames, times (for an
output), and PortAudio's flags. It returns what is to be played, if anything, and 0 to go on."""

Way = Literal["output", "input"]


class Device(TypedDict):
    """A device of any kind; `output` and `input` are numbers of channels."""

    index: int
    host_api: str
    name: str
    output: int
    input: int
    sample_rate: int


class Running(Protocol):
    """A started stream. Only the thread that opened it may touch it."""

    @property
    def latency(self) -> float:
        """Of an output: seconds from the callback until sound is heard, as PortAudio reckons."""

    @property
    def active(self) -> bool:
        """Whether PortAudio still means to call back; it lies where the device hangs."""

    def close(self) -> None:
        """Abort, and let go of the device."""


class Library(Protocol):
    """A package that reaches PortAudio. Its list of devices stays as it was at first."""

    def devices(self) -> Iterable[Device]:
        """List all devices, in PortAudio's order."""

    def default(self, way: Way) -> int | None:
        """Give the index of the device that is used where none is chosen."""

    def start(
        self, way: Way, index: int, shape: tuple[int, int], frames: int, callback: Callback
    ) -> Running:
        """Open and start a stream.

        Args:
            way: Whether it plays or records.
            index: The device.
            shape: Frames per second, and samples per frame; samples are signed 16 bit.
            frames: How many the callback is asked for or given each time.
            callback: Called from PortAudio's own thread, also before this returns.

        Raises:
            OSError: It can't be opened; PortAudio's number is its first argument.
        """


class DeviceError(Exception):
    """A device cannot be opened.

    Attributes:
        why: `none`, `not_found`, `busy` or `refused`: what went wrong, for the player.
    """

    def __init__(self, why: str, words: str) -> None:
        super().__init__(words)
        self.why = why


class PortAudio:
    """One initialised PortAudio. Its list of devices is the one of this moment, for good.

    Attributes:
        library: Which package reaches it, and the versions of both.

    Raises:
        ImportError: No package reaches it.
        ValueError: The environment names a package that isn't known.
    """

    def __init__(self) -> None:
        self._library: Library
        self.library, self._library = _load()

    def devices(self) -> list[dict[str, Any]]:
        """List the output devices, in PortAudio's order."""
        return self._list("output")

    def microphones(self) -> list[dict[str, Any]]:
        """List the input devices, in PortAudio's order."""
        return self._list("input")

    def _list(self, way: Way) -> list[dict[str, Any]]:
        default = self._library.default(way)
        return [
            {
                "host_api": device["host_api"],
                "name": device["name"],
                "default": device["index"] == default,
                "channels": device[way],
                "sample_rate": device["sample_rate"],
            }
            for device in self._all(way)
        ]

    def open(
        self,
        device: tuple[str, str] | None,
        rate: int,
        channels: int,
        callback: Callable[[int, int], Callback],
    ) -> Stream:
        """Open and start a stream, in the audio's own rate and channels where that goes.

        Args:
            device: Host API (empty: any) and name; None is the default device.
            rate: Frames per second of the audio.
            channels: Samples per frame of the audio.
            callback: Makes the callback, given the rate and channels the stream will have.

        Raises:
            DeviceError: No stream could be opened.
        """
        return self._open("output", device, rate, channels, callback)

    def open_microphone(
        self, device: tuple[str, str] | None, rate: int, callback: Callable[[int, int], Callback]
    ) -> Stream:
        """Open and start an input stream, mono where that goes; otherwise as `open`."""
        return self._open("input", device, rate, 1, callback)

    def _open(
        self,
        way: Way,
        device: tuple[str, str] | None,
        rate: int,
        channels: int,
        callback: Callable[[int, int], Callback],
    ) -> Stream:
        found = self._find(way, device)
        number: object = 0
        for shape in _shapes(rate, channels, found, found[way]):
            frames = round(shape[0] * PERIOD)
            try:
                running = self._library.start(way, found["index"], shape, frames, callback(*shape))
            except OSError as failure:
                number = failure.args[0]
                if number not in _REFUSED:
                    break
            else:
                return Stream(running, (found["host_api"], found["name"]), *shape)
        # Its number, for it has words in English alone, and they say less than our own.
        raise DeviceError(
            "refused" if number in _REFUSED else "busy", f"{found['name']}, PortAudio {number}"
        )

    def _find(self, way: Way, device: tuple[str, str] | None) -> Device:
        found = list(self._all(way))
        if not found:
            raise DeviceError("none", f"PortAudio finds no {way} device")
        if device is None:
            default = self._library.default(way)
            return next((one for one in found if one["index"] == default), found[0])
        host_api, name = device
        for one in found:
            if one["name"] == name and host_api in ("", one["host_api"]):
                return one
        raise DeviceError("not_found", name)

    def _all(self, way: Way) -> Iterator[Device]:
        return (device for device in self._library.devices() if device[way] > 0)


class Stream:
    """A started stream. Only the thread that opened it may touch it."""

    def __init__(self, running: Running, device: tuple[str, str], rate: int, channels: int) -> None:
        self._running = running
        self.device = device
        self.rate = rate
        self.channels = channels

    @property
    def latency(self) -> float:
        """Of an output: seconds from the callback until sound is heard, as PortAudio reckons."""
        return self._running.latency

    @property
    def active(self) -> bool:
        """Whether PortAudio still means to call back; it lies where the device hangs."""
        return self._running.active

    def abort(self) -> None:
        """End at once: stopping plays out what is queued, and hangs where the device does.

        Closing an active stream aborts it (PortAudio's word).
        """
        self._running.close()


def _load() -> tuple[str, Library]:
    """Import a package that reaches PortAudio, and name it."""
    named = os.environ.get(VARIABLE)
    if named and named not in PACKAGES:
        raise ValueError(f"{VARIABLE} is {named!r}, and can be {' or '.join(PACKAGES)}")
    why = []
    for package in (named,) if named else PACKAGES:
        try:
            module = import_module(f".by_{package}", __package__)
        except (ImportError, OSError) as error:  # sounddevice raises the latter, without PortAudio
            why.append(f"{package}: {error}")
        else:
            return module.NAME, module.Library()
    raise ImportError(f"nothing reaches PortAudio ({'; '.join(why)})")


def _shapes(
    rate: int, channels: int, device: Device, most_channels: int
) -> Iterator[tuple[int, int]]:
    """Give the shapes worth trying, the best first: resampling costs more than copying channels."""
    own_channels = min(2, most_channels)
    seen = set()
    for to_rate in (rate, device["sample_rate"], 48_000, 44_100):
        for to_channels in (channels, own_channels, most_channels):
            if (to_rate, to_channels) not in seen:
                seen.add((to_rate, to_channels))
                yield to_rate, to_channels
