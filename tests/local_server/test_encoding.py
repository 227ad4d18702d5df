"""From PCM to the bytes of an answer."""

from __future__ import annotations

import numpy as np
import pytest

from local_server.encoding import Encoder, legal_bit_rate
from local_server.framing import Framing
from shared_client.models import AudioFormat


@pytest.mark.parametrize(
    ("rate", "asked", "given"),
    [
        (24_000, 192_000, 160_000),
        (24_000, 64_000, 64_000),
        (24_000, 60_000, 64_000),  # as near as 56: the better one
        (24_000, 59_999, 56_000),
        (8_000, 320_000, 64_000),
        (48_000, 1_000, 32_000),
        (44_100, 320_000, 320_000),
    ],
)
def test_mp3_has_the_nearest_bit_rate_there_is(rate: int, asked: int, given: int) -> None:
    assert legal_bit_rate(rate, asked) == given


def pcm(*samples: int) -> bytes:
    return np.array(samples, "<i2").tobytes()


def test_what_gets_too_loud_is_held_at_full_scale() -> None:
    encoder = Encoder(24_000, 24_000, volume=2.0, output_format=AudioFormat.PCM)
    data, seconds = encoder.finish(pcm(20_000, -20_000, 101, -101))
    assert data == pcm(32_767, -32_768, 202, -202)
    assert seconds == 4 / 24_000
    quiet = Encoder(24_000, 24_000, volume=0.5, output_format=AudioFormat.PCM)
    assert quiet.finish(pcm(3, -5, 7))[0] == pcm(2, -2, 4)  # rounded, not cut


def test_the_last_piece_is_never_empty() -> None:
    """A hundredth of a second is held back for it."""
    encoder = Encoder(24_000, 24_000, output_format=AudioFormat.PCM)
    assert encoder.feed(bytes(480)) == (b"", 0)
    data, seconds = encoder.feed(bytes(960))
    assert (len(data), seconds) == (960, 0.02)
    data, seconds = encoder.finish()
    assert (len(data), seconds) == (480, 0.01)


@pytest.mark.parametrize(
    ("framing", "headers"),
    [(Framing.STREAM, [1, 0]), (Framing.FILES, [1, 1]), (Framing.BARE, [0, 0])],
)
def test_a_wav_has_its_header_where_it_belongs(framing: Framing, headers: list[int]) -> None:
    encoder = Encoder(24_000, 24_000, framing=framing)
    pieces = [encoder.feed(bytes(960))[0], encoder.finish(bytes(960))[0]]
    assert [piece.count(b"RIFF") for piece in pieces] == headers
    assert sum(map(len, pieces)) == 1_920 + 44 * sum(headers)
