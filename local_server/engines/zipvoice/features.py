"""Sound as ZipVoice sees it: the logarithm of a mel spectrum, 93.75 frames a second."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    _Floats = npt.NDArray[np.float32]

RATE: Final = 24_000
"""Of all sound, in Hz."""
HOP: Final = 256
"""Samples from one frame to the next."""
WINDOW: Final = 1_024
"""Samples of a frame."""
BANDS: Final = 100
SCALE: Final = np.float32(0.1)
"""What the models' features are multiplied by."""

_FLOOR: Final = np.float32(1e-7)


@functools.cache
def window() -> _Floats:
    """Hann's window, periodic; shape (WINDOW,)."""
    return np.hanning(WINDOW + 1)[:-1].astype(np.float32)


def of(samples: _Floats) -> _Floats:
    """The features of a sound.

    Args:
        samples: Mono at `RATE`, from -1 to 1; at least one.

    Returns:
        Shape (frames, BANDS), scaled by `SCALE`.
    """
    padded = np.pad(samples, WINDOW // 2, "reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP] * window()
    spectrum = np.abs(np.fft.rfft(frames)).astype(np.float32)
    mel = np.log(np.maximum(spectrum @ _bank(), _FLOOR)) * SCALE
    count = int(len(samples) / HOP + 0.5)
    return np.pad(mel[:count], ((0, max(0, count - len(mel))), (0, 0)), "edge")


@functools.cache
def _bank() -> _Floats:
    """Triangles, evenly spaced in mel from 0 Hz to half the rate; shape (bins, BANDS)."""
    highest = 2595.0 * np.log10(1.0 + RATE / 2 / 700.0)
    hertz = 700.0 * (10.0 ** (np.linspace(0.0, highest, BANDS + 2) / 2595.0) - 1.0)
    bins = np.linspace(0.0, RATE / 2, WINDOW // 2 + 1)[:, None]
    rising = (bins - hertz[:-2]) / (hertz[1:-1] - hertz[:-2])
    falling = (hertz[2:] - bins) / (hertz[2:] - hertz[1:-1])
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)
