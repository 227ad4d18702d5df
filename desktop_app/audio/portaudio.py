"""PortAudio as the child sees it: which devices there are, and how one is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

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
        default = self._default_index()
        return [
            {
                "host_api": host_api,
                "name": info["name"],
                "default": info["index"] == default,
                "channels": info["maxOutputChannels"],
                "sample_rate": round(info["defaultSampleRate"]),
            }
            for host_api, info in self._outputs()
        ]

    def open(
        self,
        device: tuple[str, str] | None,
        rate: int,
        channels: int,
        callback: Callable[[int, int], Callback],
    ) -> OutputStream:
        """Open and start a stream, in the audio's own rate and channels where that goes.

        Args:
            device: Host API (empty: any) and name; None is the default device.
            rate: Frames per second of the audio.
            channels: Samples per frame of the audio.
            callback: Makes the callback, given the rate and channels the stream will have.

        Raises:
            DeviceError: No stream could be opened.
        """
        host_api, info = self._find(device)
        error: OSError | None = None
        for to_rate, to_channels in _shapes(rate, channels, info):
            try:
                stream = self._library.open(
                    rate=to_rate,
                    channels=to_channels,
                    format=pyaudio.paInt16,
                    output=True,
                    output_device_index=info["index"],
                    frames_per_buffer=round(to_rate * PERIOD),
                    stream_callback=callback(to_rate, to_channels),
                )
            except OSError as failure:
                error = failure
                if failure.args[0] not in _REFUSED:
                    break
            else:
                return OutputStream(stream, (host_api, info["name"]), to_rate, to_channels)
        why = "refused" if error and error.args[0] in _REFUSED else "busy"
        raise DeviceError(why, f"{info['name']}: {error.args[-1] if error else 'no format'}")

    def _find(self, device: tuple[str, str] | None) -> tuple[str, DeviceInfo]:
        outputs = list(self._outputs())
        if not outputs:
            raise DeviceError("none", "PortAudio finds no output device")
        if device is None:
            default = self._default_index()
            return next((entry for entry in outputs if entry[1]["index"] == default), outputs[0])
        for entry in outputs:
            host_api, name = device
            if entry[1]["name"] == name and host_api in ("", entry[0]):
                return entry
        raise DeviceError("not_found", f"{device[1]} is not there")

    def _outputs(self) -> Iterator[tuple[str, DeviceInfo]]:
        for index in range(self._library.get_device_count()):
            info = self._library.get_device_info_by_index(index)
            if info["maxOutputChannels"] > 0:
                host_api = self._library.get_host_api_info_by_index(info["hostApi"])["name"]
                yield host_api, info

    def _default_index(self) -> int | None:
        try:
            return int(self._library.get_default_output_device_info()["index"])
        except OSError:
            return None


class OutputStream:
    """A started stream. Only the thread that opened it may touch it."""

    def __init__(self, stream: Any, device: tuple[str, str], rate: int, channels: int) -> None:
        self._stream = stream
        self.device = device
        self.rate = rate
        self.channels = channels

    @property
    def latency(self) -> float:
        """Seconds from the callback until the sound is heard, as PortAudio reckons."""
        return float(self._stream.get_output_latency())

    @property
    def active(self) -> bool:
        """Whether PortAudio still means to call back; it lies where the device hangs."""
        return bool(self._stream.is_active())

    def abort(self) -> None:
        """End at once; `stop_stream` would play out what is queued, and hang in a hung device."""
        # PyAudio has no abort of its own; closing an active stream aborts it (PortAudio's word).
        self._stream.close()


def _shapes(rate: int, channels: int, info: DeviceInfo) -> Iterator[tuple[int, int]]:
    """Give the shapes worth trying, the best first: resampling costs more than copying channels."""
    own_rate = round(info["defaultSampleRate"])
    own_channels = min(2, info["maxOutputChannels"])
    seen = set()
    for to_rate in (rate, own_rate, 48_000, 44_100):
        for to_channels in (channels, own_channels, info["maxOutputChannels"]):
            if (to_rate, to_channels) not in seen:
                seen.add((to_rate, to_channels))
                yield to_rate, to_channels
