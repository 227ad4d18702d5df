"""What can be a reference audio: its limits, where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from local_server.errors import UnsupportedAudioError
from local_server.reference_audio import check, pitch

from .running import wav

if TYPE_CHECKING:
    from pathlib import Path


def voice(seconds: float, *, rate: int = 24_000, level: float = 8_000, tone: float = 125) -> bytes:
    """Something with a pitch, as signed 16 bit mono PCM."""
    time = np.arange(round(seconds * rate)) / rate
    wave = np.zeros_like(time)
    for harmonic in range(1, 8):
        wave += np.sin(2 * np.pi * tone * harmonic * time) / harmonic
    return (level * wave / 2).astype("<i2").tobytes()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        *((2.85, "too short"), (2.95, ""), (3.0, "")),
        *((30.0, ""), (30.05, ""), (30.2, "too long"), (40, "too long")),
    ],
)
def test_it_lasts_from_three_to_thirty_seconds(tmp_path: Path, seconds: float, words: str) -> None:
    path = tmp_path / "a.pcm"
    path.write_bytes(voice(seconds))
    if words:
        with pytest.raises(UnsupportedAudioError, match=words):
            check(path, ".pcm")
    else:
        assert check(path, ".pcm").seconds == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize(("rate", "is_taken"), [(15_999, False), (16_000, True)])
def test_it_has_a_rate_of_sixteen_thousand_or_more(
    tmp_path: Path, rate: int, *, is_taken: bool
) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav(voice(4, rate=rate), rate))
    if is_taken:
        assert check(path, ".wav").sample_rate == rate
    else:
        with pytest.raises(UnsupportedAudioError, match="16000 Hz or more"):
            check(path, ".wav")


def test_it_is_not_silent_and_has_whole_samples(tmp_path: Path) -> None:
    path = tmp_path / "a.pcm"
    path.write_bytes(voice(4, level=20))
    with pytest.raises(UnsupportedAudioError, match="silent"):
        check(path, ".pcm")
    path.write_bytes(voice(4) + b"\0")
    with pytest.raises(UnsupportedAudioError, match="odd number"):
        check(path, ".pcm")


@pytest.mark.parametrize("tone", [80, 125, 220, 350])
def test_the_pitch_is_the_tone_and_no_octave_of_it(tone: float) -> None:
    samples = np.frombuffer(voice(2, rate=16_000, tone=tone), "<i2").astype(np.float32)
    assert pitch(samples) == pytest.approx(tone, rel=0.02)
    assert pitch(samples[:1_000]) is None
