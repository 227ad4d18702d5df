"""PortAudio by PyAudio, which is compiled against the system's PortAudio, or brings it along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyaudio  # type: ignore[import-untyped]  # it carries no types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .portaudio import Callback, Device, Way

NAME = f"PyAudio {pyaudio.__version__}, {pyaudio.get_portaudio_version_text()}"


class Library:
    """One initialised PortAudio; see `portaudio.Library`."""

    def __init__(self) -> None:
        self._pyaudio = pyaudio.PyAudio()

    def devices(self) -> Iterator[Device]:
        """List all devices."""
        for index in range(self._pyaudio.get_device_count()):
            info = self._pyaudio.get_device_info_by_index(index)
            name = info["name"]
            yield {
                "index": index,
                "host_api": self._pyaudio.get_host_api_info_by_index(info["hostApi"])["name"],
                # Bytes where it cannot be read in the system's encoding nor in UTF-8.
                "name": name.decode(errors="replace") if isinstance(name, bytes) else name,
                "output": info["maxOutputChannels"],
                "input": info["maxInputChannels"],
                "sample_rate": round(info["defaultSampleRate"]),
            }

    def default(self, way: Way) -> int | None:
        """Give the index of the device that is used where none is chosen."""
        try:
            return int(getattr(self._pyaudio, f"get_default_{way}_device_info")()["index"])
        except OSError:
            return None

    def start(
        self, way: Way, index: int, shape: tuple[int, int], frames: int, callback: Callback
    ) -> Running:
        """Open and start a stream."""
        rate, channels = shape
        return Running(
            self._pyaudio.open(
                rate=rate,
                channels=channels,
                format=pyaudio.paInt16,
                frames_per_buffer=frames,
                stream_callback=callback,
                **{way: True, f"{way}_device_index": index},
            )
        )


class Running:
    """A started stream of PyAudio."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    @property
    def latency(self) -> float:
        """Of an output: seconds from the callback until sound is heard."""
        return float(self._stream.get_output_latency())

    @property
    def active(self) -> bool:
        """Whether PortAudio still means to call back."""
        return bool(self._stream.is_active())

    def close(self) -> None:
        """Close, which aborts an active stream: PyAudio has no abort of its own."""
        self._stream.close()
