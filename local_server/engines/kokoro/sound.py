"""Silence around speech: cut from its ends, and put back as long as its punctuation wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

SAMPLE_RATE: Final = 24_000

_FRAME: Final = SAMPLE_RATE // 100
_LOUD: Final = 10 ** (-30 / 20)
"""Of the loudest frame: over it is speech."""
_QUIET: Final = 10 ** (-42 / 20)
"""Of the loudest frame: over it is a soft sound at the end of a word, or breath."""
_SOFT: Final = 0.12
"""Seconds of the longest soft sound, at normal speed; what is longer is breath."""
_MARGIN: Final = 0.03
"""Seconds kept before and after."""


def heard(samples: npt.NDArray[np.float32], speed: float = 1.0) -> slice:
    """Which samples to keep: from where something is heard to where nothing is heard anymore.

    Args:
        samples: Speech with silence around it.
        speed: Of the speech.
    """
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    loudness = np.sqrt(np.mean(frames**2, axis=1))
    if not loudness.any():
        return slice(0, 0)
    loud, soft = (np.flatnonzero(loudness > part * loudness.max()) for part in (_LOUD, _QUIET))
    longest = round(_SOFT / speed * SAMPLE_RATE / _FRAME)
    start = max(int(soft[0]), int(loud[0]) - longest) * _FRAME
    end = (min(int(soft[-1]), int(loud[-1]) + longest) + 1) * _FRAME
    margin = round(_MARGIN / speed * SAMPLE_RATE)
    return slice(max(0, start - margin), end + margin)


def silence(seconds: float) -> npt.NDArray[np.float32]:
    """Nothing to hear."""
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)
