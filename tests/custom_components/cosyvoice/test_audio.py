"""Audio files made in this process."""

from __future__ import annotations

from array import array
import io
from itertools import batched

import av
import numpy as np
import pytest

from custom_components.cosyvoice.audio import AudioWriter, amplified, can_write
from custom_components.cosyvoice.shared_client import AudioSpec
from tests.shared_client.service import tone

SOURCE = AudioSpec(24_000)
SECONDS = 2.0
SAMPLES = tone(SECONDS)
PEAK = 12_000 / 32_768


def write(form: str, target: AudioSpec, source: AudioSpec = SOURCE, **more: int) -> bytes:
    """A file, of pieces as uneven as a service's."""
    writer = AudioWriter(form, source, target, **more)
    pieces = [bytes(piece) for piece in batched(SAMPLES, 3_336, strict=False)]
    return b"".join(map(writer.write, pieces)) + writer.finish()


def read(data: bytes) -> tuple[np.ndarray, AudioSpec]:
    """Samples by channel, from -1 to 1, and their shape."""
    with av.open(io.BytesIO(data), "r") as container:
        stream = container.streams.audio[0]
        convert = av.AudioResampler("fltp")
        frames = [
            frame.to_ndarray()
            for decoded in container.decode(stream)
            for frame in convert.resample(decoded)
        ]
        spec = AudioSpec(stream.rate, stream.channels, stream.format.bytes)
    return np.concatenate(frames, axis=1), spec


def assert_is_the_tone(samples: np.ndarray, rate: int, *, exact: bool) -> None:
    """A sine of 440 Hz, as long and as loud as it was, on every channel; LAME takes 5 % off."""
    assert samples.shape[1] / rate == pytest.approx(SECONDS, abs=0.001 if exact else 0.3)
    for channel in samples:
        middle = channel[rate // 2 : rate // 2 + rate]
        assert np.abs(middle).max() == pytest.approx(PEAK, rel=0.03 if exact else 0.06)
        assert np.argmax(np.abs(np.fft.rfft(middle))) == 440


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("form", ["wav", "flac", "mp3"])
def test_the_sound_stays_the_same(form: str, channels: int, rate: int) -> None:
    samples, spec = read(write(form, AudioSpec(rate, channels)))
    assert (spec.sample_rate, spec.channels) == (rate, channels)
    assert_is_the_tone(samples, rate, exact=form != "mp3")


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_wav_in_every_width(channels: int, width: int) -> None:
    data = write("wav", AudioSpec(24_000, channels, width))
    assert int.from_bytes(data[34:36], "little") == 8 * width
    samples, _ = read(data)
    assert_is_the_tone(samples, 24_000, exact=True)


def test_wav_as_it_came_is_passed_on_untouched() -> None:
    writer = AudioWriter("wav", SOURCE, SOURCE)
    assert writer.is_trivial
    assert writer.write(SAMPLES)[44:] == SAMPLES
    assert writer.finish() == b""


def test_an_empty_file_has_a_header() -> None:
    assert AudioWriter("wav", SOURCE, SOURCE).finish()[:4] == b"RIFF"


def test_two_channels_become_one() -> None:
    samples, spec = read(write("wav", AudioSpec(24_000), source=AudioSpec(24_000, 2)))
    assert (spec.channels, samples.shape[0]) == (1, 1)


def test_a_file_is_ready_piece_by_piece() -> None:
    for form in ("wav", "flac", "mp3"):
        writer = AudioWriter(form, SOURCE, SOURCE)
        assert writer.write(SAMPLES[:9_600]), form


def test_mp3_has_the_bit_rate_asked_for() -> None:
    small = write("mp3", SOURCE, bit_rate=32)
    large = write("mp3", SOURCE, bit_rate=128)
    assert len(large) / len(small) == pytest.approx(4, rel=0.1)
    assert len(small) * 8 / SECONDS == pytest.approx(32_000, rel=0.1)


def test_what_is_not_made_here() -> None:
    assert can_write("wav", 24_000)
    assert not can_write("ogg", 24_000)
    assert not can_write("mp3", 96_000)
    assert not can_write("flac", 24_000, 6)
    assert not can_write("flac", 24_000, 1, 4)


@pytest.mark.parametrize(
    ("gain", "expected"),
    [
        (0.0, [0, 0, 0, 0, 0, 0]),
        (0.5, [0, 0, 500, -500, 16384, -16384]),
        (2.0, [0, 2, 2000, -2000, 32767, -32768]),
        (1e308, [0, 32767, 32767, -32768, 32767, -32768]),
    ],
)
def test_samples_are_amplified_up_to_full_scale(gain: float, expected: list[int]) -> None:
    samples = array("h", [0, 1, 1000, -1000, 32767, -32768])
    assert array("h", amplified(samples.tobytes(), gain)).tolist() == expected
