"""Recordings as Model Studio takes them."""

from __future__ import annotations

import struct

import pytest

from shared_client import CosyVoiceValueError
from shared_client.model_studio.recordings import recording_for_model_studio
from shared_client.models import AudioSpec
from shared_client.wav import wav_file

RATE = 24_000


def test_samples_of_another_width_become_those_of_16_bits() -> None:
    samples = [0.25, -0.5, 0.0] * 2 * RATE
    data = struct.pack(f"<{len(samples)}f", *samples)
    header = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, 1, RATE, RATE * 4, 4, 32)
    size = struct.pack("<I", len(data))
    whole = b"WAVE" + header + b"data" + size + data
    made = recording_for_model_studio(b"RIFF" + struct.pack("<I", len(whole)) + whole)
    assert (made.suffix, made.media_type) == (".wav", "audio/wav")
    expected = [round(32_768 * sample) for sample in samples]
    assert made.data == wav_file(struct.pack(f"<{len(samples)}h", *expected), AudioSpec(RATE))


def test_of_several_channels_the_first_is_sent() -> None:
    left, right, times = b"\1\0", b"\xff\xff", 58 * 48_000
    whole = wav_file((left + right) * times, AudioSpec(48_000, channels=2))
    assert len(whole) > 10 * 1024 * 1024
    sent = recording_for_model_studio(whole).data
    assert sent == wav_file(left * times, AudioSpec(48_000))


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"ID3rest", ".mp3"),
        (b"\xff\xfbrest", ".mp3"),
        (b"\0\0\0\x20ftypM4A rest", ".m4a"),
    ],
)
def test_what_it_takes_besides_is_sent_as_it_is(data: bytes, suffix: str) -> None:
    made = recording_for_model_studio(data)
    assert (made.data, made.suffix) == (data, suffix)


def test_the_limits_themselves_are_within_them() -> None:
    for seconds in (5, 60):
        pcm = b"\1\0" * 16_000 * seconds
        assert recording_for_model_studio(wav_file(pcm, AudioSpec(16_000)))
    with pytest.raises(CosyVoiceValueError, match="5 to 60"):
        recording_for_model_studio(wav_file(b"\1\0" * 16_000 * 4, AudioSpec(16_000)))
