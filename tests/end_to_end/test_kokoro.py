"""A person with nothing but the programs installs Kokoro, and the next sentence is spoken by it."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final
import wave

import numpy as np
import pytest

from tests.desktop import ROOT, Home
from tests.kokoro_model import kokoro

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

EXPECTED: Final = ROOT / "tests/local_server/engines/kokoro/expected/library.json"
"""Has what kokoro-onnx 0.6.1 makes of one sentence in each Chinese voice: `bands` of its frames."""
FRAME: Final = 1200
STEP: Final = 120
EDGES: Final = np.geomspace(100, 8000, 13)

pytestmark = pytest.mark.timeout(300)  # where the model has to be downloaded first


@pytest.fixture
def home() -> Iterator[Home]:
    with Home.made() as home:
        yield home


def cosyvoice(home: Home, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app.cli", *arguments],
        cwd=home.path,
        env={**home.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def bands(frames: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """How strong 12 bands of frequencies are in frames of 50 ms."""
    power = np.abs(np.fft.rfft(frames * np.hanning(FRAME), axis=-1)) ** 2
    hertz = np.fft.rfftfreq(FRAME, 1 / 24_000)
    parts = [
        power[..., (hertz >= low) & (hertz < high)].sum(-1)
        for low, high in itertools.pairwise(EDGES)
    ]
    return np.log10(np.stack(parts, -1) + 1e-3)


def likeness(path: Path, spectrum: list[list[float]]) -> float:
    """How well a file agrees with a spectrum, wherever in it the speech begins."""
    with wave.open(str(path)) as file:
        assert file.getframerate() == 24_000
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 2**15
    expected = np.array(spectrum)
    # The silence around is the library's alone.
    loud = np.flatnonzero(expected.max(axis=1) > expected.max() - 3)
    expected = expected[loud[0] : loud[-1] + 1]
    padded = np.pad(samples, FRAME)
    all_bands = bands(np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::STEP])
    each = FRAME // STEP
    found = [0.0]
    for start in range(len(all_bands) - each * (len(expected) - 1)):
        part = all_bands[start : start + each * len(expected) : each]
        heard = np.maximum(part, expected.min())
        found.append(float(np.corrcoef(heard.ravel(), expected.ravel())[0, 1]))
    return max(found)


def test_the_sentence_after_its_installation_is_spoken_as_the_library_speaks(home: Home) -> None:
    spectra = json.loads(EXPECTED.read_text(encoding="utf-8"))["spectra"]
    first, second = home.path / "first.wav", home.path / "second.wav"
    cosyvoice(home, "speak", "-o", str(first), spectra["text"])
    cosyvoice(home, "engines", "install", "kokoro", "--from", str(kokoro()), "--yes")
    cosyvoice(home, "speak", "-o", str(second), spectra["text"])
    before, after = (
        sorted(likeness(file, spectrum) for spectrum in spectra["voices"].values())
        for file in (first, second)
    )
    assert before[-1] < 0.8  # eSpeak NG
    assert after[-1] > 0.97
    assert after[-2] < 0.9  # another voice of Kokoro
