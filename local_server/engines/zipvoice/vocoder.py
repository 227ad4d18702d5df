"""Makes sound of features: Vocos, and the inverse of the Fourier transform that it leaves to us."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from local_server.engines.zipvoice.features import HOP, SCALE, WINDOW, window

if TYPE_CHECKING:
    import numpy.typing as npt

    from local_server.engines.zipvoice.runtime import Graph

    _Floats = npt.NDArray[np.float32]


def sound(vocoder: Graph, features: _Floats) -> _Floats:
    """The sound of features.

    Args:
        vocoder: Vocos: from features to magnitude, and cosine and sine of the phase.
        features: Shape (frames, bands), scaled by `features.SCALE`.

    Returns:
        Mono, from -1 to 1; `HOP` samples for each frame but the last.
    """
    mels = np.ascontiguousarray((features / SCALE).T[None])
    magnitude, cosine, sine = vocoder.run(mels)
    return inverse(magnitude[0] * (cosine[0] + 1j * sine[0])).clip(-1.0, 1.0)


def inverse(spectrum: npt.NDArray[np.complexfloating]) -> _Floats:
    """The sound of a spectrum whose frames overlap.

    Args:
        spectrum: Shape (bins, frames).
    """
    frames = (np.fft.irfft(spectrum.T, axis=1) * window()).astype(np.float32)
    count = len(frames)
    overlap = WINDOW // HOP
    total = np.zeros((count + overlap - 1, HOP), np.float32)
    weight = np.zeros_like(total)
    squares = (window() ** 2).reshape(overlap, HOP)
    for part in range(overlap):
        total[part : part + count] += frames[:, part * HOP : (part + 1) * HOP]
        weight[part : part + count] += squares[part]
    # Half a window at either end was only there so that the first and last samples have one.
    middle = slice(WINDOW // 2, -(WINDOW // 2))
    samples = total.reshape(-1) / np.maximum(weight.reshape(-1), 1e-8)
    return samples[middle].astype(np.float32)
