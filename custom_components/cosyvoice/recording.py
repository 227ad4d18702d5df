"""Reads a recording and says what is wrong with it, before it becomes a voice."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
import io
from itertools import batched, chain
from pathlib import PurePath
from typing import Final

import av
from av.audio.resampler import AudioResampler
from homeassistant.exceptions import ServiceValidationError

from .const import DOMAIN
from .shared_client import AudioSpec
from .shared_client.models import LEAST_RECORDING_RATE, RECORDING_SECONDS
from .shared_client.wav import wav_file

SHORTEST, LONGEST = RECORDING_SECONDS
# Half a minute of any recording has less.
MAX_BYTES: Final = 20_000_000

# What documents 001 to 004 name and a file can say of itself; other forms are sent as WAV.
_TAKEN: Final = {("wav", "pcm_s16le"): ".wav", ("mp3", "mp3float"): ".mp3", ("mp3", "mp3"): ".mp3"}

_FULL_SCALE: Final = 32_767
# A voice is not softer than this, of full scale: -36 dB.
_VOICE: Final = _FULL_SCALE // 64
# Of the frames, at least so many are voice where somebody speaks.
_VOICED: Final = 0.1
# Of the samples, at most so many may lie at full scale.
_CLIPPED: Final = 0.01
_FRAME: Final = 0.02


class RecordingError(ServiceValidationError):
    """The recording would not make a voice. The translation says why, and what to do."""

    def __init__(self, key: str, **placeholders: str) -> None:
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=placeholders,
        )


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that can be sent.

    Attributes:
        data: The file.
        filename: Its name; the suffix fits the content.
        seconds: Its length.
        sample_rate: In Hz.
    """

    data: bytes = field(repr=False)
    filename: str
    seconds: float
    sample_rate: int


def check_recording(data: bytes, filename: str) -> Recording:
    """Check a recording, and bring it into a form that services take. For the executor.

    Args:
        data: The file, in any form that FFmpeg reads.
        filename: Its name.

    Raises:
        RecordingError: It is too large, no audio, too short, too long, of too low a rate, silent or
            clipped.
    """
    if len(data) > MAX_BYTES:
        raise RecordingError("recording_too_large", limit=f"{MAX_BYTES // 1_000_000}")
    kind, samples, rate = _decode(data)
    seconds = len(samples) / rate
    if seconds < SHORTEST:
        raise RecordingError(
            "recording_too_short", seconds=f"{seconds:.1f}", shortest=f"{SHORTEST:g}"
        )
    if seconds > LONGEST:
        raise RecordingError("recording_too_long", longest=f"{LONGEST:g}")
    if rate < LEAST_RECORDING_RATE:
        raise RecordingError(
            "recording_rate_too_low", rate=f"{rate}", lowest=f"{LEAST_RECORDING_RATE}"
        )
    _check_level(samples, rate)

    suffix = _TAKEN.get(kind)
    if suffix is None:
        suffix = ".wav"
        data = wav_file(samples.tobytes(), AudioSpec(rate))
    name = PurePath(filename)
    if name.suffix.lower() != suffix:
        name = name.with_suffix(suffix) if name.name else PurePath(f"recording{suffix}")
    return Recording(data, name.name, seconds, rate)


def _decode(data: bytes) -> tuple[tuple[str, str], array[int], int]:
    """Container and codec, the samples of one channel, and their rate.

    Of what is too long, no more is read than shows it.
    """
    samples = array("h")
    try:
        with av.open(io.BytesIO(data), "r") as container:
            if not container.streams.audio:
                raise RecordingError("recording_is_no_audio")
            stream = container.streams.audio[0]
            resampler = AudioResampler("s16", "mono", stream.rate)
            for frame in chain(container.decode(stream), [None]):
                for plain in resampler.resample(frame):
                    samples.frombytes(bytes(plain.planes[0])[: 2 * plain.samples])
                # A small file may hold hours of silence, and more than there is memory.
                if len(samples) > LONGEST * stream.rate:
                    break
            kind = (container.format.name, stream.codec_context.name)
    except (av.error.FFmpegError, ValueError) as error:
        raise RecordingError("recording_is_no_audio") from error
    return kind, samples, stream.rate


def _check_level(samples: array[int], rate: int) -> None:
    frames = list(batched(samples, round(_FRAME * rate), strict=False))
    voiced = sum(max(frame) > _VOICE for frame in frames)
    if voiced < _VOICED * len(frames):
        raise RecordingError("recording_is_silent")
    clipped = samples.count(_FULL_SCALE) + samples.count(-_FULL_SCALE - 1)
    if clipped > _CLIPPED * len(samples):
        raise RecordingError("recording_is_clipped")
