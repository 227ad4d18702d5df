"""How long the model will speak: the part of it that decides, and the speed to ask for."""

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from local_server.engines.kokoro.durations import part_of, speed_for


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0, 1.25, 1.5, 2.0])
def test_the_speed_asked_for_makes_it_as_long_as_wanted(speed: float) -> None:
    lengths = np.abs(np.random.default_rng(7).normal(3, 1.5, 80)).astype(np.float32) + 0.3

    def frames(asked: float) -> float:
        return float(np.maximum(np.rint(lengths / np.float32(asked)), 1).sum())

    assert frames(speed_for(lengths, speed)) == pytest.approx(frames(1.0) / speed, rel=0.02)


@given(st.lists(st.floats(0.125, 40, width=32), min_size=1, max_size=200), st.floats(0.5, 2))
def test_whatever_the_lengths_there_is_a_speed(lengths: list[float], speed: float) -> None:
    assert 0.2 < speed_for(np.array(lengths, np.float32), speed) <= 8


@pytest.mark.parametrize("data", [b"", b"\x3a\x00", b"\x08\x01", b"\x3b", b"\x0f"])
def test_a_file_that_is_no_such_model_is_told_from_it(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"get (it|Kokoro v1\.0) again"):
        part_of(data)
