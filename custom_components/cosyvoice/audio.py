"""Audio in the form that the caller wants, made in this process: WAV, FLAC and MP3."""

from __future__ import annotations

from array import array
from functools import lru_cache
import io
from typing import TYPE_CHECKING, Any, Final, override

import av
from av.audio.resampler import AudioResampler

from .shared_client import AudioSpec
from .shared_client.models import MP3_SAMPLE_RATES
from .shared_client.wav import streaming_header

if TYPE_CHECKING:
    from collections.abc import Iterable

WAV: Final = "wav"
FLAC: Final = "flac"
MP3: Final = "mp3"

CODECS: Final = {WAV: "pcm_s16le", FLAC: "flac", MP3: "libmp3lame"}
# Of MP3, in kbit/s: transparent for one voice. LAME takes the nearest that the rate allows.
MP3_BIT_RATE: Final = 128

_RATES: Final[dict[str, Iterable[int]]] = {
    # RFC 9639 allows more; decoders of players do not.
    FLAC: range(8_000, 192_001),
    MP3: MP3_SAMPLE_RATES,
    WAV: range(1_000, 384_001),
}
_LAYOUTS: Final = {1: "mono", 2: "stereo"}
_WIDTHS: Final = {WAV: (1, 2, 3, 4), FLAC: (2,), MP3: (2,)}


def can_write(form: str, sample_rate: int, channels: int = 1, sample_width: int = 2) -> bool:
    """Whether `AudioWriter` makes this form; where it does not, Home Assistant's ffmpeg does."""
    return (
        form in _RATES
        and sample_rate in _RATES[form]
        and channels in _LAYOUTS
        and sample_width in _WIDTHS[form]
        and (form == WAV or CODECS[form] in av.codecs_available)
    )


def frame_of(samples: bytes, spec: AudioSpec) -> av.AudioFrame:
    """Whole frames of signed 16 bit samples, as FFmpeg has them."""
    frame = av.AudioFrame(
        format="s16", layout=_LAYOUTS[spec.channels], samples=len(samples) // spec.frame_size
    )
    # FFmpeg pads its planes; what is written is what is played.
    frame.planes[0].update(samples.ljust(frame.planes[0].buffer_size, b"\0"))
    frame.sample_rate = spec.sample_rate
    return frame


def amplified(samples: bytes, gain: float) -> bytes:
    """Signed 16 bit samples, louder or softer; what goes beyond full scale is clipped."""
    return array("h", map(_amplified_values(gain).__getitem__, array("H", samples))).tobytes()


@lru_cache(maxsize=4)
def _amplified_values(gain: float) -> list[int]:
    """What becomes of each value, by its bits as an unsigned number."""
    lowest, highest = -0x8000, 0x7FFF
    values = (*range(highest + 1), *range(lowest, 0))
    return [round(max(lowest, min(highest, value * gain))) for value in values]


class AudioWriter:
    """Samples in, a file's bytes out, as they come.

    Args:
        form: `wav` (with a streaming header), `flac` or `mp3`.
        source: Shape of the samples that are written: signed 16 bit.
        target: Shape of the audio in the file.
        bit_rate: Of MP3, in kbit/s.
    """

    def __init__(
        self, form: str, source: AudioSpec, target: AudioSpec, bit_rate: int | None = None
    ) -> None:
        self._doubles = source.channels < target.channels
        if self._doubles:
            source = AudioSpec(source.sample_rate, target.channels)
        self._source = source
        self._target = target
        self._resampler: AudioResampler | None = None
        if (source.sample_rate, source.channels) != (target.sample_rate, target.channels):
            self._resampler = AudioResampler("s16", _LAYOUTS[target.channels], target.sample_rate)
        self._header = b""
        self._encoder: _Encoder | None = None
        if form == WAV:
            self._header = streaming_header(target)
        else:
            self._encoder = _Encoder(form, target, bit_rate)

    @property
    def is_trivial(self) -> bool:
        """Whether writing costs next to nothing, so that it may happen on the event loop."""
        return self._encoder is None and self._resampler is None

    def write(self, samples: bytes) -> bytes:
        """Add whole frames; return what is ready of the file, which may be nothing."""
        if self._doubles:
            samples = _doubled(samples)
        if self.is_trivial:
            return self._wav(samples)
        frame = frame_of(samples, self._source)
        return self._frames(self._resampler.resample(frame) if self._resampler else [frame])

    def finish(self) -> bytes:
        """The rest of the file."""
        rest = self._frames(self._resampler.resample(None)) if self._resampler else b""
        if self._encoder is not None:
            return rest + self._encoder.finish()
        return rest or self._wav(b"")

    def _frames(self, frames: Iterable[av.AudioFrame]) -> bytes:
        if self._encoder is not None:
            return self._encoder.encode(frames)
        return b"".join(
            self._wav(bytes(frame.planes[0])[: frame.samples * 2 * self._target.channels])
            for frame in frames
        )

    def _wav(self, samples: bytes) -> bytes:
        header, self._header = self._header, b""
        return header + _widened(samples, self._target.sample_width)


def _doubled(samples: bytes) -> bytes:
    """One channel on two, each as loud as it was; FFmpeg would take 3 dB off."""
    doubled = bytearray(2 * len(samples))
    for channel in (0, 2):
        doubled[channel::4] = samples[0::2]
        doubled[channel + 1 :: 4] = samples[1::2]
    return bytes(doubled)


def _widened(samples: bytes, width: int) -> bytes:
    """Signed 16 bit samples in another width. WAV's 8 bit are unsigned."""
    if width == 2:  # noqa: PLR2004 - bytes of a sample
        return samples
    if width == 1:
        return bytes(high ^ 0x80 for high in samples[1::2])
    wide = bytearray(len(samples) // 2 * width)
    wide[width - 2 :: width] = samples[0::2]
    wide[width - 1 :: width] = samples[1::2]
    return bytes(wide)


class _Sink(io.RawIOBase):
    """Collects what the muxer writes. It cannot go back, and does not try to."""

    def __init__(self) -> None:
        self._data = bytearray()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Any, /) -> int:
        self._data += data
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        data = bytes(self._data)
        self._data.clear()
        return data


class _Encoder:
    """FFmpeg's encoder and muxer of a form."""

    def __init__(self, form: str, target: AudioSpec, bit_rate: int | None) -> None:
        self._sink = _Sink()
        # No tags and no Xing header: it would say how long a stream is that has only begun.
        options = {"write_xing": "0", "id3v2_version": "0"} if form == MP3 else {}
        self._container = av.open(self._sink, "w", format=form, options=options)
        stream = self._container.add_stream(
            CODECS[form], rate=target.sample_rate, layout=_LAYOUTS[target.channels]
        )
        assert isinstance(stream, av.AudioStream)  # noqa: S101 - as both codecs are
        self._stream = stream
        if form == MP3:
            self._stream.bit_rate = (bit_rate or MP3_BIT_RATE) * 1_000

    def encode(self, frames: Iterable[av.AudioFrame]) -> bytes:
        for frame in frames:
            frame.pts = None
            self._container.mux(self._stream.encode(frame))
        return self._sink.take()

    def finish(self) -> bytes:
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._sink.take()
