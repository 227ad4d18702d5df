"""PortAudio by sounddevice, whose wheels for macOS and Windows bring PortAudio along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sounddevice  # type: ignore[import-untyped]  # it carries no types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .portaudio import Callback, Device, Running, Way

NAME = f"sounddevice {sounddevice.__version__}, {sounddevice.get_portaudio_version()[1]}"

_INPUT_OVERFLOW = 2
_OUTPUT_UNDERFLOW = 4


class Library:
    """PortAudio as it is since this module was imported; see `portaudio.Library`."""

    def devices(self) -> Iterator[Device]:
        """List all devices."""
        for host_api in sounddevice.query_hostapis():
            for index in host_api["devices"]:
                try:
                    info = sounddevice.query_devices(index)
                except UnicodeDecodeError:  # in an encoding of its own; it can't be named
                    continue
                yield {
                    "index": index,
                    "host_api": host_api["name"],
                    "name": info["name"],
                    "output": info["max_output_channels"],
                    "input": info["max_input_channels"],
                    "sample_rate": round(info["default_samplerate"]),
                }

    def default(self, way: Way) -> int | None:
        """Give the index of the device that is used where none is chosen."""
        try:
            return int(sounddevice.query_devices(kind=way)["index"])
        except (ValueError, sounddevice.PortAudioError):
            return None

    def start(
        self, way: Way, index: int, shape: tuple[int, int], frames: int, callback: Callback
    ) -> Running:
        """Open and start a stream."""
        output = way == "output"
        kind = sounddevice.RawOutputStream if output else sounddevice.RawInputStream
        rate, channels = shape
        stream = None
        try:
            stream = kind(
                device=index,
                samplerate=rate,
                channels=channels,
                dtype="int16",
                blocksize=frames,
                latency="low",  # PyAudio asks for the same
                callback=_filling(callback) if output else _taking(callback),
            )
            stream.start()
        except sounddevice.PortAudioError as error:
            if stream:  # it would keep the device
                stream.close()
            raise OSError(*error.args[1::-1]) from error
        running: Running = stream  # it has all that we need
        return running


def _filling(callback: Callback) -> Any:
    def fill(frames_out: Any, frames: int, times: Any, status: Any) -> None:
        moments = {
            "output_buffer_dac_time": times.outputBufferDacTime,
            "current_time": times.currentTime,
        }
        flags = _OUTPUT_UNDERFLOW if status.output_underflow else 0
        frames_out[:] = callback(None, frames, moments, flags)[0]

    return fill


def _taking(callback: Callback) -> Any:
    def take(frames_in: Any, frames: int, _times: Any, status: Any) -> None:
        flags = _INPUT_OVERFLOW if status.input_overflow else 0
        callback(bytes(frames_in), frames, {}, flags)

    return take
