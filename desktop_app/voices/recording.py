"""A recording in memory: how it looks, its parts, and its WAV."""

from __future__ import annotations

from dataclasses import dataclass, replace
import io
from typing import TYPE_CHECKING, Final, Self
import wave

import numpy as np

from desktop_app.system.whole_files import replacing
from shared_client.recordings import Part

if TYPE_CHECKING:
    from pathlib import Path

    from shared_client.recording_checks import Samples

EXPORT_RATE: Final = 24_000
"""Sample rate of what is exported, in Hz: that of CosyVoice itself; more would be thrown away."""

FADE: Final = 0.005
"""Seconds over which a cut comes and goes: an edge inside a sound clicks."""

_FULL_SCALE: Final = 32_768


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Mono audio.

    Attributes:
        samples: Full scale is -1 to 1; a lossy codec may go a little beyond.
        rate: Samples per second, in Hz, as it was recorded.
        truncated: The file goes on, but this is all that was read of it.
        begins: Seconds of the file that come before it.
        length: Seconds of the whole file; None where nobody knows.
        damaged: What follows it in the file can't be read.
    """

    samples: Samples
    rate: int
    truncated: bool = False
    begins: float = 0.0
    length: float | None = None
    damaged: bool = False

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / self.rate

    @property
    def span(self) -> Part:
        """All of it."""
        return Part(0.0, self.seconds)

    def part(self, span: Part) -> Self:
        """Cut out a part, with short fades where it was cut."""
        start, end = self._frames(span)
        samples = self.samples[start:end].copy()
        fade = min(round(FADE * self.rate), len(samples) // 2)
        ramp = np.linspace(0, 1, fade, endpoint=False, dtype=np.float32)
        if start > 0:
            samples[:fade] *= ramp
        if end < len(self.samples):
            samples[len(samples) - fade :] *= ramp[::-1]
        return replace(self, samples=samples, truncated=False, damaged=False, begins=0.0)

    def peaks(self, columns: int, span: Part | None = None) -> Samples:
        """The waveform as it is drawn: an array of (columns, 2), lowest and highest sample of each.

        Args:
            columns: How many pixels wide it is drawn.
            span: The part that is shown; by default all of it. Beyond the ends it is silent.
        """
        start, end = span or self.span
        edges = np.linspace(start, end, columns + 1) * self.rate
        first = np.floor(edges[:-1]).astype(np.int64)
        last = np.maximum(np.ceil(edges[1:]).astype(np.int64), first + 1)
        found = np.zeros((columns, 2), np.float32)
        inside = np.flatnonzero((last > 0) & (first < len(self.samples)))
        if inside.size:
            bounds = np.column_stack((first, last))[inside].clip(0, len(self.samples))
            # Every second result is of what lies between two columns: nothing, or their overlap.
            padded = np.append(self.samples, np.float32(0))
            found[inside, 0] = np.minimum.reduceat(padded, bounds.ravel())[::2]
            found[inside, 1] = np.maximum.reduceat(padded, bounds.ravel())[::2]
        return found

    def at_rate(self, rate: int) -> Self:
        """Resample."""
        if rate == self.rate:
            return self
        import soxr  # type: ignore[import-untyped] # noqa: PLC0415 - it carries no types; seldom needed

        samples: Samples = soxr.resample(self.samples, self.rate, rate, quality="VHQ")
        return replace(self, samples=samples, rate=rate)

    def wav(self) -> bytes:
        """A WAV as services take it: signed 16 bit, mono, `EXPORT_RATE` or its own if lower."""
        small = self.at_rate(min(self.rate, EXPORT_RATE))
        loud = np.rint(small.samples * _FULL_SCALE).clip(-_FULL_SCALE, _FULL_SCALE - 1)
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(small.rate)
            file.writeframes(loud.astype("<i2").tobytes())
        return buffer.getvalue()

    def save(self, path: Path) -> None:
        """Write the WAV to a file, whole or not at all.

        Raises:
            OSError: It cannot be written; the file is as it was.
        """
        with replacing(path) as file:
            file.write(self.wav())

    def _frames(self, span: Part) -> tuple[int, int]:
        start, end = (round(min(max(0.0, second), self.seconds) * self.rate) for second in span)
        return start, max(start, end)
