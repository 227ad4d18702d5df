"""From an engine's PCM to the bytes of an answer: rate, volume, and WAV, MP3 or PCM."""

from __future__ import annotations

from typing import Final, Protocol

import av
import numpy as np

from local_server.framing import Framing, wav_header
from local_server.resampling import Resampler
from shared_client.models import AudioFormat

_MPEG_1: Final = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MPEG_2: Final = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MPEG_2_5: Final = (8, 16, 24, 32, 40, 48, 56, 64)
_LEGAL: Final = {
    8_000: _MPEG_2_5,
    11_025: _MPEG_2_5,
    12_000: _MPEG_2_5,
    16_000: _MPEG_2,
    22_050: _MPEG_2,
    24_000: _MPEG_2,
    32_000: _MPEG_1,
    44_100: _MPEG_1,
    48_000: _MPEG_1,
}
"""Bit rates in kbit/s that MP3 has at a sample rate."""

_TAIL: Final = 0.01
"""Seconds that are held back, so that the last piece of a stream is never empty."""


def legal_bit_rate(sample_rate: int, bit_rate: int) -> int:
    """The bit rate nearest to the one asked for that MP3 has at a sample rate, in bit/s."""
    return 1000 * min(_LEGAL[sample_rate], key=lambda rate: (abs(1000 * rate - bit_rate), -rate))


class _Codec(Protocol):
    def encode(self, pcm: bytes) -> bytes: ...

    def finish(self) -> bytes: ...


class Encoder:
    """Turns the PCM of one task into the bytes of its answer, piece by piece.

    Args:
        source_rate: Of the PCM that comes, in Hz.
        sample_rate: Of the audio that leaves, in Hz.
        volume: Linear gain; what gets too loud is held at full scale.
        output_format: Of the bytes that leave.
        framing: Of WAV.
        bit_rate: Of MP3, in bit/s.
        compression_level: Of MP3: 0 is the best and slowest, 9 the fastest.
    """

    def __init__(
        self,
        source_rate: int,
        sample_rate: int,
        *,
        volume: float = 1.0,
        output_format: AudioFormat = AudioFormat.WAV,
        framing: Framing = Framing.STREAM,
        bit_rate: int = 192_000,
        compression_level: int = 7,
    ) -> None:
        self._rate = sample_rate
        self._volume = volume
        self._resampler = None
        if source_rate != sample_rate:
            self._resampler = Resampler(source_rate, sample_rate)
        self._held = b""
        self._tail = 2 * round(_TAIL * sample_rate)
        self._codec: _Codec
        if output_format is AudioFormat.MP3:
            legal = legal_bit_rate(sample_rate, bit_rate)
            self._codec = _Mp3(sample_rate, legal, compression_level)
        elif output_format is AudioFormat.WAV:
            self._codec = _Wav(sample_rate, framing)
        else:
            self._codec = _Pcm()

    def feed(self, pcm: bytes) -> tuple[bytes, float]:
        """Take PCM; returns bytes, perhaps none, and the seconds of audio that went into them."""
        return self._encode(pcm, last=False)

    def finish(self, pcm: bytes = b"") -> tuple[bytes, float]:
        """Take the last PCM; returns the rest of the bytes and its seconds of audio."""
        data, seconds = self._encode(pcm, last=True)
        return data + self._codec.finish(), seconds

    def _encode(self, pcm: bytes, *, last: bool) -> tuple[bytes, float]:
        if self._resampler is not None:
            pcm = self._resampler.feed(pcm) + (self._resampler.finish() if last else b"")
        samples = np.frombuffer(pcm, dtype="<i2")
        if self._volume != 1.0:
            louder = np.rint(samples.astype(np.float32) * self._volume)
            samples = np.clip(louder, -32_768, 32_767)
        data = self._held + samples.astype("<i2").tobytes()
        keep = 0 if last else min(self._tail, len(data))
        data, self._held = data[: len(data) - keep], data[len(data) - keep :]
        return (self._codec.encode(data) if data else b""), len(data) / (2 * self._rate)


class _Pcm:
    def encode(self, pcm: bytes) -> bytes:
        return pcm

    def finish(self) -> bytes:
        return b""


class _Wav(_Pcm):
    def __init__(self, sample_rate: int, framing: Framing) -> None:
        self._rate = sample_rate
        self._framing = framing

    def encode(self, pcm: bytes) -> bytes:
        if self._framing is Framing.BARE:
            return pcm
        if self._framing is Framing.FILES:
            return wav_header(self._rate, len(pcm)) + pcm
        self._framing = Framing.BARE
        return wav_header(self._rate) + pcm


class _Mp3:
    """MP3 frames without a container, as a stream has them."""

    def __init__(self, sample_rate: int, bit_rate: int, compression_level: int) -> None:
        self._rate = sample_rate
        codec = av.AudioCodecContext.create("libmp3lame", "w")
        codec.sample_rate = sample_rate
        codec.bit_rate = bit_rate
        codec.layout = "mono"
        codec.format = "s16p"
        codec.options = {"compression_level": str(compression_level)}
        codec.open()
        self._codec = codec
        self._fifo = av.AudioFifo()

    def encode(self, pcm: bytes) -> bytes:
        frame = av.AudioFrame.from_ndarray(
            np.frombuffer(pcm, dtype="<i2").reshape(1, -1), format="s16p", layout="mono"
        )
        frame.sample_rate = self._rate
        self._fifo.write(frame)
        return self._packets(partial=False)

    def finish(self) -> bytes:
        data = self._packets(partial=True)
        return data + b"".join(bytes(packet) for packet in self._codec.encode(None))

    def _packets(self, *, partial: bool) -> bytes:
        data = bytearray()
        for frame in self._fifo.read_many(self._codec.frame_size, partial=partial):
            for packet in self._codec.encode(frame):
                data += bytes(packet)
        return bytes(data)
