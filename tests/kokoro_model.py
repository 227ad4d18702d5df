"""Kokoro's own model and voices, for tests that need the real ones, and how to know its speech."""

from __future__ import annotations

import functools
import itertools
import json
from pathlib import Path
import subprocess
from typing import TYPE_CHECKING, Any, Final
import wave

import numpy as np
import pytest

if TYPE_CHECKING:
    import numpy.typing as npt

_ROOT: Final = Path(__file__).resolve().parents[1]
_SCRIPT: Final = _ROOT / "script" / "provide-kokoro"
_EXPECTED: Final = _ROOT / "tests/local_server/engines/kokoro/expected/library.json"

_SPECTRA: Final = json.loads(_EXPECTED.read_text(encoding="utf-8"))["spectra"]
"""What kokoro-onnx 0.6.1 makes of one sentence in each Chinese voice: `_bands` of its frames."""
SENTENCE: Final[str] = _SPECTRA["text"]
"""The sentence that `likenesses` knows."""

_FRAME: Final = 1200
_STEP: Final = 120
_EDGES: Final = np.geomspace(100, 8000, 13)


@functools.cache
def kokoro() -> Path:
    """The folder of the model; the test is skipped, with words, where it can't be had."""
    found = subprocess.run([_SCRIPT], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(f"Kokoro's model isn't here: {found.stderr.strip().splitlines()[-1]}")
    return Path(found.stdout.strip())


def likenesses(path: Path) -> list[float]:
    """How well a file of `SENTENCE` agrees with each Chinese voice: best last, 1 at most."""
    return sorted(_likeness(path, spectrum) for spectrum in _SPECTRA["voices"].values())


def _bands(frames: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """How strong 12 bands of frequencies are in frames of 50 ms."""
    power = np.abs(np.fft.rfft(frames * np.hanning(_FRAME), axis=-1)) ** 2
    hertz = np.fft.rfftfreq(_FRAME, 1 / 24_000)
    parts = [
        power[..., (hertz >= low) & (hertz < high)].sum(-1)
        for low, high in itertools.pairwise(_EDGES)
    ]
    return np.log10(np.stack(parts, -1) + 1e-3)


def _likeness(path: Path, spectrum: list[list[float]]) -> float:
    """How well a file agrees with a spectrum, wherever in it the speech begins."""
    with wave.open(str(path)) as file:
        assert file.getframerate() == 24_000
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 2**15
    expected = np.array(spectrum)
    # The silence around is the library's alone.
    loud = np.flatnonzero(expected.max(axis=1) > expected.max() - 3)
    expected = expected[loud[0] : loud[-1] + 1]
    padded = np.pad(samples, _FRAME)
    all_bands = _bands(np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_STEP])
    each = _FRAME // _STEP
    found = [0.0]
    for start in range(len(all_bands) - each * (len(expected) - 1)):
        part = all_bands[start : start + each * len(expected) : each]
        heard = np.maximum(part, expected.min())
        found.append(float(np.corrcoef(heard.ravel(), expected.ravel())[0, 1]))
    return max(found)
