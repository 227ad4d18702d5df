"""Other rates and other numbers of channels."""

from __future__ import annotations

from array import array
import itertools

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from desktop_app.audio.conversion import Converter
from tests.sound_server import tone


@given(
    cuts=st.lists(st.integers(1, 2_000), min_size=1, max_size=10),
    rates=st.sampled_from([(24_000, 48_000), (24_000, 44_100), (48_000, 16_000)]),
    channels=st.sampled_from([1, 2]),
)
def test_any_split_is_resampled_to_the_same_samples(
    cuts: list[int], rates: tuple[int, int], channels: int
) -> None:
    rate, to_rate = rates
    sent = array("h", tone(0.3, rate=rate)) * channels
    audio = sent.tobytes()

    def convert(sizes: list[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
        converter = Converter(rate, channels, to_rate, channels)
        out = b""
        at = 0
        for size in itertools.cycle(sizes):
            if at >= len(audio):
                break
            step = size * channels * 2
            out += converter.convert(audio[at : at + step])
            at += step
        return np.frombuffer(out + converter.convert(b"", last=True), dtype=np.int16)

    whole, split = convert([len(audio)]), convert(cuts)
    assert len(whole) == len(split)
    assert len(whole) == pytest.approx(len(sent) * to_rate / rate, abs=2 * channels)
    assert np.abs(whole.astype(int) - split.astype(int)).max() <= 2  # dither


@pytest.mark.parametrize(
    ("channels", "to_channels", "expected"),
    [
        (1, 1, [100, -200]),
        (1, 2, [100, 100, -200, -200]),
        (1, 3, [100, 100, 100, -200, -200, -200]),
        (2, 1, [-50]),
        (2, 2, [100, -200]),
        (2, 4, [-50, -50, -50, -50]),
    ],
)
def test_channels_are_copied_or_mixed(channels: int, to_channels: int, expected: list[int]) -> None:
    converter = Converter(24_000, channels, 24_000, to_channels)
    out = converter.convert(array("h", [100, -200]).tobytes())
    assert array("h", out).tolist() == expected
    assert converter.convert(b"", last=True) == b""
