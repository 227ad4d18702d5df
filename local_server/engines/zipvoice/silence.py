"""Silence around speech and in it, by the rules of pydub that ZipVoice prepares its prompts with.

Sound is judged in milliseconds of 16 bit samples. A stretch is silent below -50 dB of full scale.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from local_server.engines.zipvoice.features import RATE

if TYPE_CHECKING:
    import numpy.typing as npt

    _Floats = npt.NDArray[np.float32]
    _Pcm = npt.NDArray[np.int16]

_MS: Final = RATE // 1_000
"""Samples of a millisecond."""
_FULL_SCALE: Final = 32_768
_SILENT: Final = 10 ** (-50 / 20) * _FULL_SCALE
"""Root mean square of 16 bit samples up to which a stretch is silent."""
_STEP: Final = 10
"""Milliseconds from one look at the sound to the next."""
_LONG: Final = 1_000
"""Milliseconds: a silence of so much is long; so much of it stays on either side."""
_EDGE: Final = 100
"""Milliseconds of silence that stay at either end."""
_AFTER_A_PROMPT: Final = 4_798
"""Samples of silence that follow a prompt, so that nothing of it leaks into the speech: 200 ms, as
pydub resamples them from its own 11,025 Hz."""


def prompt(samples: _Floats) -> _Floats:
    """A recording as a prompt: no long silence in it, little around it, some after it."""
    pcm = _without_edges(_without_long_silence(_as_pcm(samples)))
    return _as_floats(np.concatenate([pcm, np.zeros(_AFTER_A_PROMPT, np.int16)]))


def trimmed(samples: _Floats) -> _Floats:
    """A sound with little silence at its ends."""
    return _as_floats(_without_edges(_as_pcm(samples)))


def _as_pcm(samples: _Floats) -> _Pcm:
    return (samples * _FULL_SCALE).clip(-_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16)


def _as_floats(pcm: _Pcm) -> _Floats:
    return pcm.astype(np.float32) / np.float32(_FULL_SCALE)


def _milliseconds(pcm: _Pcm) -> int:
    return round(len(pcm) / _MS)


def _slice(pcm: _Pcm, start: int, end: int) -> _Pcm:
    """From one millisecond to another; what is missing at the end is silence."""
    part = pcm[start * _MS : end * _MS]
    return np.pad(part, (0, (end - start) * _MS - len(part)))


def _rms(pcm: _Pcm, starts: npt.NDArray[np.int64], length: int) -> npt.NDArray[np.int64]:
    """The level of stretches, in whole numbers.

    Args:
        pcm: The sound.
        starts: In milliseconds.
        length: Of each stretch, in milliseconds.
    """
    squares = np.concatenate([[0], np.cumsum(pcm.astype(np.int64) ** 2)])
    first = np.minimum(starts * _MS, len(pcm))
    last = np.minimum((starts + length) * _MS, len(pcm))
    counted = np.minimum(length, max(1, _milliseconds(pcm)) - starts).clip(1) * _MS
    levels: npt.NDArray[np.int64] = np.sqrt((squares[last] - squares[first]) / counted).astype(
        np.int64
    )
    return levels


def _leading(pcm: _Pcm) -> int:
    """Milliseconds of silence at the beginning."""
    whole = _milliseconds(pcm)
    levels = _rms(pcm, np.arange(0, whole, _STEP), _STEP)
    loud = np.flatnonzero(levels >= _SILENT)
    return min(int(loud[0]) * _STEP, whole) if len(loud) else whole


def _without_edges(pcm: _Pcm) -> _Pcm:
    for _ in range(2):
        pcm = _slice(pcm, max(0, _leading(pcm) - _EDGE), _milliseconds(pcm))[::-1]
    return pcm


def _without_long_silence(pcm: _Pcm) -> _Pcm:
    whole = _milliseconds(pcm)
    if whole < _LONG:
        return _slice(pcm, 0, whole)
    loud = _complement(_long_silences(pcm, whole), whole)
    ranges = [[start - _LONG, end + _LONG] for start, end in loud]
    for one, following in pairwise(ranges):
        if following[0] < one[1]:
            one[1] = following[0] = (one[1] + following[0]) // 2
    parts = [_slice(pcm, max(0, start), min(end, whole)) for start, end in ranges]
    return np.concatenate(parts) if parts else pcm[:0]


def _long_silences(pcm: _Pcm, whole: int) -> list[tuple[int, int]]:
    """Where each long silence begins and ends, in milliseconds."""
    last = whole - _LONG
    starts = np.arange(0, last + 1, _STEP)
    if last % _STEP:
        starts = np.append(starts, last)
    silent = starts[_rms(pcm, starts, _LONG) <= _SILENT]
    if not len(silent):
        return []
    gaps = np.diff(silent)
    apart = np.flatnonzero((gaps != _STEP) & (gaps > _LONG))
    first = silent[np.append(0, apart + 1)]
    end = silent[np.append(apart, len(silent) - 1)] + _LONG
    return [(int(a), int(b)) for a, b in zip(first, end, strict=True)]


def _complement(silences: list[tuple[int, int]], whole: int) -> list[tuple[int, int]]:
    """The stretches between silences."""
    starts = [0, *(end for _, end in silences)]
    ends = [*(start for start, _ in silences), whole]
    return [pair for pair in zip(starts, ends, strict=True) if pair[0] != pair[1]]
