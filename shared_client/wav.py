"""WAV, sans-I/O: the audio messages of a service in, signed 16 bit PCM out.

Services frame WAV in every way there is: one header for the whole stream or one in every message,
split over messages or not, with sizes that are right, zero, 0xFFFFFFFF, 0x7FFFFFFF or those of the
first message only, with further chunks before and after the samples. `WavReader` reads them all.
"""

from __future__ import annotations

from array import array
from enum import Enum, auto
from functools import partial
import math
import struct
import sys
from typing import TYPE_CHECKING, Final

from .errors import CosyVoiceProtocolError
from .models import AudioSpec

if TYPE_CHECKING:
    from collections.abc import Callable

_RIFF_HEADER: Final = 12  # "RIFF", size, "WAVE"
_CHUNK_HEADER: Final = 8  # id, size
_UNKNOWN_SIZE: Final = 0x7000_0000  # a data size from here on is a placeholder
_MOST_CHANNELS: Final = 64
_HIGHEST_RATE: Final = 768_000
_MAX_FMT_SIZE: Final = 4096
_PCM: Final = 0x0001
_IEEE_FLOAT: Final = 0x0003
_EXTENSIBLE: Final = 0xFFFE
_KNOWN_CHUNKS: Final = (
    *(b"data", b"LIST", b"fact", b"cue ", b"smpl", b"inst", b"bext", b"iXML"),
    *(b"PEAK", b"JUNK", b"junk", b"id3 ", b"ID3 ", b"afsp", b"FLLR", b"PAD "),
)
_FLIP_SIGN: Final = bytes(value ^ 0x80 for value in range(256))


def streaming_header(spec: AudioSpec) -> bytes:
    """The 44 bytes of a WAV whose length is not known yet: both sizes are 0xFFFFFFFF."""
    return wav_header(spec, 0xFFFF_FFFF)


def wav_file(pcm: bytes, spec: AudioSpec) -> bytes:
    """A whole WAV file of `pcm`."""
    return wav_header(spec, len(pcm)) + pcm


def wav_header(spec: AudioSpec, size: int) -> bytes:
    """The 44 bytes before `size` bytes of PCM; sizes that 32 bits cannot hold become 0xFFFFFFFF."""
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        min(36 + size, 0xFFFF_FFFF),
        b"WAVE",
        b"fmt ",
        16,
        _PCM,
        spec.channels,
        spec.sample_rate,
        spec.bytes_per_second,
        spec.frame_size,
        8 * spec.sample_width,
        b"data",
        min(size, 0xFFFF_FFFF),
    )


class _State(Enum):
    START = auto()  # nothing seen: RIFF or raw PCM
    CHUNK = auto()  # a chunk header comes, before the samples
    FMT = auto()
    SKIP = auto()  # bytes that say nothing about the sound
    DATA = auto()  # samples of a known size
    AFTER = auto()  # a known size was read: another file, another chunk, or simply more samples
    OPEN = auto()  # samples without an end


_IN_SAMPLES: Final = (_State.DATA, _State.AFTER, _State.OPEN)


class WavReader:
    """Turns the audio messages of one synthesis into signed 16 bit PCM of whole frames.

    Among samples, a message that starts with `RIFF....WAVE` starts a new file. Apart from that the
    result does not depend on how the bytes are split. What does not start with RIFF is raw PCM as
    it was asked for.

    Args:
        asked: The shape to assume for audio without a header.

    Attributes:
        spec: The shape of the PCM that comes out, once it is known.
    """

    def __init__(self, asked: AudioSpec) -> None:
        self.spec: AudioSpec | None = None
        self._asked = asked
        self._state = _State.START
        self._pending = b""  # bytes that cannot be judged yet: less than a header
        self._left = 0  # bytes left of the chunk
        self._pad = 0  # a chunk of odd size is followed by a byte that belongs to none
        self._after = _State.CHUNK  # where SKIP leads
        self._samples = _Samples(_PCM, asked.channels, asked.sample_rate, 16)

    def feed(self, message: bytes) -> bytes:
        """Take one audio message; return the PCM that it completes, in whole frames.

        Raises:
            CosyVoiceProtocolError: It is a WAV that cannot be read, or one of another shape than
                what came before.
        """
        if self._pending:
            message = self._pending + message
            self._pending = b""
        elif self._state is _State.OPEN and message[:1] != b"R":
            return self._samples.decode(message)  # nearly every message, so it is the short way
        at = 0
        between_files = self._state is _State.SKIP and self._after is _State.AFTER
        if (between_files or self._state in _IN_SAMPLES) and _may_be_riff(message):
            if len(message) < _RIFF_HEADER:
                self._pending = message
                return b""
            self._state = _State.CHUNK
            at = _RIFF_HEADER
        pcm: list[bytes] = []
        while at < len(message):
            taken = self._read(message, at, pcm)
            if taken is None:
                self._pending = message[at:]
                break
            at += taken
        return pcm[0] if len(pcm) == 1 else b"".join(pcm)

    def finish(self) -> bytes:
        """End the input; return what was held back. A begun frame is dropped."""
        held, self._pending = self._pending, b""
        if not held or self._state not in (_State.START, *_IN_SAMPLES):
            return b""
        if self._state is _State.START:
            self._begin_samples(self._samples)
        return self._samples.decode(held)

    def _read(self, message: bytes, at: int, pcm: list[bytes]) -> int | None:
        """Read one thing at `at`; return the bytes it took, or None if it is not whole yet."""
        there = len(message) - at
        match self._state:
            case _State.OPEN:
                pcm.append(self._samples.decode(message[at:]))
                return there
            case _State.DATA:
                taken = min(self._left, there)
                pcm.append(self._samples.decode(message[at : at + taken]))
                self._left -= taken
                if not self._left:
                    self._skip(self._pad, _State.AFTER)
                return taken
            case _State.SKIP:
                taken = min(self._left, there)
                self._skip(self._left - taken, self._after)
                return taken
            case _State.FMT:
                if there < self._left:
                    return None
                self._begin_samples(_Samples.from_fmt(message[at : at + self._left]))
                taken = self._left
                self._skip(self._pad, _State.CHUNK)
                return taken
            case _State.CHUNK:
                return self._read_chunk_header(message, at)
            case _State.START | _State.AFTER:
                return self._read_between(message, at)

    def _read_between(self, message: bytes, at: int) -> int | None:
        start = message[at : at + _RIFF_HEADER]
        if _may_be_riff(start):
            if len(start) < _RIFF_HEADER:
                return None
            self._state = _State.CHUNK
            return _RIFF_HEADER
        if self._state is _State.START:
            self._begin_samples(self._samples)
        elif any(start.startswith(name[: len(start)]) for name in _KNOWN_CHUNKS):
            return self._read_chunk_header(message, at)
        self._state = _State.OPEN
        return 0

    def _read_chunk_header(self, message: bytes, at: int) -> int | None:
        if len(message) - at < _CHUNK_HEADER:
            return None
        name, size = struct.unpack_from("<4sI", message, at)
        if name == b"data":
            if self.spec is None:
                raise CosyVoiceProtocolError("wav_without_format")
            self._state = _State.OPEN if size == 0 or size >= _UNKNOWN_SIZE else _State.DATA
        elif size >= _UNKNOWN_SIZE or (name == b"fmt " and size > _MAX_FMT_SIZE):
            raise CosyVoiceProtocolError("wav_chunk_impossible")
        elif name == b"fmt ":
            self._state = _State.FMT
        else:
            before_samples = self._state is _State.CHUNK
            self._skip(size + size % 2, _State.CHUNK if before_samples else _State.AFTER)
            return _CHUNK_HEADER
        self._left = size
        self._pad = size % 2
        return _CHUNK_HEADER

    def _skip(self, size: int, then: _State) -> None:
        self._left = size
        self._after = then
        self._state = _State.SKIP if size else then

    def _begin_samples(self, samples: _Samples) -> None:
        spec = AudioSpec(samples.sample_rate, samples.channels)
        if self.spec is not None and self.spec != spec:
            raise CosyVoiceProtocolError("audio_changed")
        self.spec = spec
        self._samples = samples


class PcmReader:
    """Raw 16 bit PCM as it comes in, whole frames out; the counterpart of `WavReader`.

    Attributes:
        spec: The shape of the PCM: as it was asked for.
    """

    def __init__(self, asked: AudioSpec) -> None:
        self.spec = asked
        self._samples = _Samples(_PCM, asked.channels, asked.sample_rate, 16)

    def feed(self, message: bytes) -> bytes:
        """Take one audio message; return the whole frames that it completes."""
        return self._samples.decode(message)

    def finish(self) -> bytes:
        """End the input. A begun frame is dropped."""
        return b""


class _Samples:
    """Samples of one encoding, decoded to signed 16 bit; a frame may be split over calls."""

    def __init__(self, encoding: int, channels: int, sample_rate: int, bits: int) -> None:
        self.channels = channels
        self.sample_rate = sample_rate
        decode = _DECODERS.get((encoding, bits))
        if decode is None or not (
            0 < channels <= _MOST_CHANNELS and 0 < sample_rate <= _HIGHEST_RATE
        ):
            raise CosyVoiceProtocolError(
                "wav_unreadable",
                encoding=f"{encoding:#06x}",
                bits=bits,
                channels=channels,
                sample_rate=sample_rate,
            )
        self._decode = decode
        self._frame = channels * bits // 8
        self._carry = b""

    @classmethod
    def from_fmt(cls, fmt: bytes) -> _Samples:
        """Read a `fmt ` chunk, WAVE_FORMAT_EXTENSIBLE included."""
        if len(fmt) < 16:  # noqa: PLR2004 - the size of the chunk's fixed part
            raise CosyVoiceProtocolError("wav_format_cut_off")
        encoding, channels, sample_rate, _, _, bits = struct.unpack_from("<HHIIHH", fmt)
        if encoding == _EXTENSIBLE and len(fmt) >= 26:  # noqa: PLR2004 - up to the subformat's code
            (encoding,) = struct.unpack_from("<H", fmt, 24)
        return cls(encoding, channels, sample_rate, bits)

    def decode(self, data: bytes) -> bytes:
        if self._carry:
            data = self._carry + data
            self._carry = b""
        rest = len(data) % self._frame
        if rest:
            self._carry = data[-rest:]
            data = data[:-rest]
        return self._decode(data)


def _may_be_riff(start: bytes) -> bool:
    """Whether `start` is, or can still become, the twelve bytes of a RIFF WAVE header."""
    riff, wave = start[:4], start[8:12]
    return bool(start) and b"RIFF".startswith(riff) and b"WAVE".startswith(wave)


def _from_s16(data: bytes) -> bytes:
    return data


def _from_u8(data: bytes) -> bytes:
    pcm = bytearray(2 * len(data))
    pcm[1::2] = data.translate(_FLIP_SIGN)
    return bytes(pcm)


def _from_s24(data: bytes) -> bytes:
    pcm = bytearray(len(data) // 3 * 2)
    pcm[0::2] = data[1::3]
    pcm[1::2] = data[2::3]
    return bytes(pcm)


def _from_s32(data: bytes) -> bytes:
    pcm = bytearray(len(data) // 2)
    pcm[0::2] = data[2::4]
    pcm[1::2] = data[3::4]
    return bytes(pcm)


def _from_float(code: str, data: bytes) -> bytes:
    values = array(code, data)
    if sys.byteorder == "big":
        values.byteswap()
    samples = array("h", (_saturate(value) for value in values))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


def _saturate(value: float) -> int:
    if math.isnan(value):
        return 0
    return round(32_767 * max(-1.0, min(1.0, value)))


_DECODERS: Final[dict[tuple[int, int], Callable[[bytes], bytes]]] = {
    (_PCM, 16): _from_s16,
    (_PCM, 8): _from_u8,
    (_PCM, 24): _from_s24,
    (_PCM, 32): _from_s32,
    (_IEEE_FLOAT, 32): partial(_from_float, "f"),
    (_IEEE_FLOAT, 64): partial(_from_float, "d"),
}
