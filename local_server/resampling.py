"""PCM from one sample rate to another, piece by piece; the same samples each time.

soxr's own way to 16 bits adds noise, which no two runs have in common. It keeps a worker's second
attempt from fitting to its first, and one answer from being compared with another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import soxr  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    import numpy.typing as npt


class Resampler:
    """Resamples one stream of signed 16 bit mono PCM.

    Args:
        source_rate: Of what comes, in Hz.
        sample_rate: Of what leaves, in Hz.
    """

    def __init__(self, source_rate: int, sample_rate: int) -> None:
        self._stream = soxr.ResampleStream(source_rate, sample_rate, 1, dtype="float32")

    def feed(self, pcm: bytes) -> bytes:
        """Take PCM; returns what is ready, perhaps nothing."""
        return self._pass(np.frombuffer(pcm, dtype="<i2"), last=False)

    def finish(self) -> bytes:
        """The rest."""
        return self._pass(np.zeros(0, np.int16), last=True)

    def _pass(self, samples: npt.NDArray[np.int16], *, last: bool) -> bytes:
        made = self._stream.resample_chunk(samples.astype(np.float32), last=last)
        pcm: bytes = np.clip(np.rint(made), -32_768, 32_767).astype("<i2").tobytes()
        return pcm
