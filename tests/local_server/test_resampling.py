"""One sample rate to another: the same samples, however they come."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from local_server.resampling import Resampler
from tests.local_server.running import voice_pcm


@pytest.mark.parametrize(
    ("source", "target"), [(22_050, 24_000), (24_000, 48_000), (24_000, 8_000)]
)
def test_pieces_make_the_samples_of_the_whole(source: int, target: int) -> None:
    pcm = voice_pcm(1.0, source)
    whole = Resampler(source, target)
    expected = whole.feed(pcm) + whole.finish()
    assert len(expected) / 2 == pytest.approx(target, abs=2)
    piecewise = Resampler(source, target)
    cuts = [0, 2, 400, 402, 20_000, len(pcm)]
    found = b"".join(piecewise.feed(pcm[a:b]) for a, b in pairwise(cuts))
    assert found + piecewise.finish() == expected


def test_what_gets_too_loud_is_held_at_full_scale() -> None:
    square = np.tile(np.repeat(np.array([-32_768, 32_767], "<i2"), 25), 100).tobytes()
    resampler = Resampler(24_000, 48_000)
    samples = np.frombuffer(resampler.feed(square) + resampler.finish(), dtype="<i2")
    inner = samples[1_000:-1_000].reshape(-1, 100)
    assert (np.sign(inner[:, 10:40].astype(int)) == -np.sign(inner[:, 60:90].astype(int))).all()
