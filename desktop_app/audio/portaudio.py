"""PortAudio as the child sees it: which devices there are, and how one is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import pyaudio  # type: ignore[import-untyped]  # it carries no types

from .buffer import PERIOD

_REFUSED: Final = frozenset(
    {
        pyaudio.paInvalidSampleRate,
        pyaudio.paInvalidChannelCount,
        pyaudio.paSampleFormatNotSupported,
    }
)

Callback = Callable[[Any, int, dict[str, float], int], tuple[bytes, int]]
DeviceInfo = dict[str, Any]


class _Way(NamedTuple):
    """Output or input, as PyAudio spells it."""

    option: str
    channels: str


_OUTPUT: Final = _Way("output", "maxOutputChannels")
_INPUT: Final = _Way("input", "maxInputChannels")


class DeviceError(Exception):
    """A device cannot be opened.

    Attributes:
        why: `none`, `not_found`, `busy` or `refused`: what went wrong, for the player.
    """

    def __init__(self, why: str, words: str) -> None:
        super().__init__(words)
        self.why = why


class PortAudio:
    """One initialised PortAudio. Its list of devices is the one of this moment, for good."""

    def __init__(self) -> None:
        self._library = pyaudio.PyAudio()

    def devices(self) -> list[DeviceInfo]:
        """List the output devices, in PortAudio's order."""
        return self._list(_OUTPUT)

    def microphones(self) -> list[DeviceInfo]:
        """List the input devices, in PortAudio's order."""
        return self._list(_INPUT)

    def _list(self, way: _Way) -> list[DeviceInfo]:
        default = self._default_index(way)
        return [
            {
                "host_api": host_api,
                "name": info["name"],
                "default": info["index"] == default,
                "channels": info[way.channels],
                "sample_rate": round(info["defaultSampleRate"]),
            }
            for host_api, info in self._all(way)
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
        return self._open(_OUTPUT, device, rate, channels, callback)

    def open_microphone(
        self, device: tuple[str, str] | None, rate: int, callback: Callable[[int, int], Callback]
    ) -> Stream:
        """Open and start an input stream, mono where that goes; otherwise as `open`."""
        return self._open(_INPUT, device, rate, 1, callback)

    def _open(
        self,
        way: _Way,
        device: tuple[str, str] | None,
        rate: int,
        channels: int,
        callback: Callable[[int, int], Callback],
    ) -> Stream:
        host_api, info = self._find(way, device)
        error: OSError | None = None
        for to_rate, to_channels in _shapes(rate, channels, info, info[way.channels]):
            try:
                stream = self._library.open(
                    rate=to_rate,
                    channels=to_channels,
                    format=pyaudio.paInt16,
                    frames_per_buffer=round(to_rate * PERIOD),
                    stream_callback=callback(to_rate, to_channels),
                    **{way.option: True, f"{way.option}_device_index": info["index"]},
                )
            except OSError as failure:
                error = failure
                if failure.args[0] not in _REFUSED:
                    break
            else:
                return Stream(stream, (host_api, info["name"]), to_rate, to_channels)
        why = "refused" if error and error.args[0] in _REFUSED else "busy"
        # Its number, for it has words in English alone, and they say less than our own.
        number = f", PortAudio {error.args[0]}" if error else ""
        raise DeviceError(why, f"{info['name']}{number}")

    def _find(self, way: _Way, device: tuple[str, str] | None) -> tuple[str, DeviceInfo]:
        found = list(self._all(way))
        if not found:
            raise DeviceError("none", f"PortAudio finds no {way.option} device")
        if device is None:
            default = self._default_index(way)
            return next((entry for entry in found if entry[1]["index"] == default), found[0])
        for entry in found:
            host_api, name = device
            if entry[1]["name"] == name and host_api in ("", entry[0]):
                return entry
        raise DeviceError("not_found", device[1])

    def _all(self, way: _Way) -> Iterator[tuple[str, DeviceInfo]]:
        for index in range(self._library.get_device_count()):
            info = self._library.get_device_info_by_index(index)
            if info[way.channels] > 0:
                host_api = self._library.get_host_api_info_by_index(info["hostApi"])["name"]
                yield host_api, info

    def _default_index(self, way: _Way) -> int | None:
        try:
            default = getattr(self._library, f"get_default_{way.option}_device_info")()
        except OSError:
            return None
        return int(default["index"])


class Stream:
    """A started stream. Only the thread that opened it may touch it."""

    def __init__(self, stream: Any, device: tuple[str, str], rate: int, channels: int) -> None:
        self._stream = stream
        self.device = device
        self.rate = rate
        self.channels = channels

    @property
    def latency(self) -> float:
        """Of an output: seconds from the callback until sound is heard, as PortAudio reckons."""
        return float(self._stream.get_output_latency())

    @property
    def active(self) -> bool:
        """Whether PortAudio still means to call back; it lies where the device hangs."""
        return bool(self._stream.is_active())

    def abort(self) -> None:
        """End at once; `stop_stream` would play out what is queued, and hang in a hung device."""
        # PyAudio has no abort of its own; closing an active stream aborts it (PortAudio's word).
        self._stream.close()


def _shapes(
    rate: int, channels: int, info: DeviceInfo, most_channels: int
) -> Iterator[tuple[int, int]]:
    """Give the shapes worth trying, the best first: resampling costs more than copying channels."""
    own_rate = round(info["defaultSampleRate"])
    own_channels = min(2, most_channels)
    seen = set()
    for to_rate in (rate, own_rate, 48_000, 44_100):
        for to_channels in (channels, own_channels, most_channels):
            if (to_rate, to_channels) not in seen:
                seen.add((to_rate, to_channels))
                yield to_rate, to_channels
