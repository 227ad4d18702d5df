"""From the audio's rate and channels to those of a device that refuses them."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Converter:
    """Converts one stream of signed 16 bit PCM, piece by piece and without a seam.

    numpy and soxr are imported only where the rate differs: they take longer to load than a device
    takes to open, and most devices take any rate.

    Args:
        rate: Frames per second that come.
        channels: Samples per frame that come.
        to_rate: Frames per second that the device wants.
        to_channels: Samples per frame that the device wants.
    """

    def __init__(self, rate: int, channels: int, to_rate: int, to_channels: int) -> None:
        self._channels = channels
        self._to_channels = to_channels
        self._resample = _resampler(rate, channels, to_rate) if rate != to_rate else None

    def convert(self, pcm: bytes, *, last: bool = False) -> bytes:
        """Convert whole frames; `last` gives what the resampler still holds, too."""
        if self._resample is not None:
            pcm = self._resample(pcm, last)
        return _remix(pcm, self._channels, self._to_channels)


def _resampler(rate: int, channels: int, to_rate: int) -> Callable[[bytes, bool], bytes]:
    import numpy as np  # noqa: PLC0415 - costs 100 ms; only where the device refuses the rate
    import soxr  # type: ignore[import-untyped] # noqa: PLC0415 - it carries no types; as above

    stream = soxr.ResampleStream(rate, to_rate, channels, dtype="int16", quality="HQ")

    def resample(pcm: bytes, last: bool) -> bytes:  # noqa: FBT001 - as soxr has it
        frames = np.frombuffer(pcm, dtype=np.int16)
        if channels > 1:
            frames = frames.reshape(-1, channels)
        converted: bytes = stream.resample_chunk(frames, last=last).tobytes()
        return converted

    return resample


def _remix(pcm: bytes, channels: int, to_channels: int) -> bytes:
    if channels == to_channels:
        return pcm
    samples = array("h", pcm)
    if channels == 1:
        mono = samples
    else:
        lanes = [samples[channel::channels] for channel in range(channels)]
        mono = array("h", (sum(frame) // channels for frame in zip(*lanes, strict=True)))
    if to_channels == 1:
        return mono.tobytes()
    wide = array("h", bytes(len(mono) * to_channels * 2))
    for channel in range(to_channels):
        wide[channel::to_channels] = mono
    return wide.tobytes()
