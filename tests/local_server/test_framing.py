"""The header of WAV, as a player reads it."""

from __future__ import annotations

import io
import struct
import wave

from local_server.framing import STREAMING_SIZE, wav_header


def test_a_header_says_what_follows() -> None:
    with wave.open(io.BytesIO(wav_header(16_000, 6) + bytes(6))) as file:
        assert file.getparams()[:4] == (1, 2, 16_000, 3)
    header = wav_header(16_000, 6)
    assert len(header) == 44
    assert struct.unpack_from("<I", header, 4) == (42,)
    assert struct.unpack_from("<IHH", header, 28) == (32_000, 2, 16)


def test_a_stream_has_no_size() -> None:
    header = wav_header(24_000)
    assert struct.unpack_from("<I", header, 4) == struct.unpack_from("<I", header, 40)
    assert struct.unpack_from("<I", header, 40) == (STREAMING_SIZE,)
