"""Reads a recording and says what is wrong with it, before it becomes a voice."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
import io
from itertools import batched, chain
from pathlib import PurePath
from typing import Final, NamedTuple

import av
from av.audio.resampler import AudioResampler
from homeassistant.exceptions import ServiceValidationError

from .const import DOMAIN
from .shared_client import AudioSpec
from .shared_client.model_studio import recordings as model_studio
from .shared_client.models import (
    BEST_RECORDING_SECONDS,
    LEAST_RECORDING_RATE,
    RECORDING_SECONDS,
)
from .shared_client.wav import wav_file

# Half a minute of any recording has less.
MAX_BYTES: Final = 20_000_000


class Limits(NamedTuple):
    """What a service takes.

    Attributes:
        shortest: Seconds.
        longest: Seconds.
        best: Seconds, from and to, that serve best.
        speech: Seconds of speech that it needs without a long pause; 0 where it doesn't say.
        pause: Seconds of a pause that is a long one.
        largest: Bytes that can be sent; what is larger is sent as WAV of one channel.
        channels: The most that are sent as they are.
    """

    shortest: float
    longest: float
    best: tuple[float, float]
    speech: float = 0
    pause: float = 0
    largest: int = MAX_BYTES
    channels: int = 2

    @property
    def words(self) -> dict[str, str]:
        """What the forms name."""
        numbers = zip(
            ("shortest", "longest", "best_from", "best_to"),
            (self.shortest, self.longest, *self.best),
            strict=True,
        )
        return {name: f"{number:g}" for name, number in numbers}


LIMITS: Final = Limits(*RECORDING_SECONDS, best=BEST_RECORDING_SECONDS)
"""Of the CosyVoice 2.0 API."""

MODEL_STUDIO_LIMITS: Final = Limits(
    model_studio.SHORTEST,
    model_studio.LONGEST,
    best=(10, 20),
    speech=model_studio.SHORTEST,
    pause=2,
    largest=model_studio.LARGEST,
    channels=1,  # it hears the first one alone
)
"""Of Model Studio, from the vendor's page on recordings."""

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


def check_recording(data: bytes, filename: str, limits: Limits = LIMITS) -> Recording:
    """Check a recording, and bring it into a form that services take. For the executor.

    Args:
        data: The file, in any form that FFmpeg reads.
        filename: Its name.
        limits: What the service takes.

    Raises:
        RecordingError: It is too large, no audio, too short, too long, of too low a rate, silent or
            clipped; or it has too little speech.
    """
    if len(data) > MAX_BYTES:
        raise RecordingError("recording_too_large", limit=f"{MAX_BYTES // 1_000_000}")
    kind, samples, rate, channels = _decode(data, limits.longest)
    seconds = len(samples) / rate
    if seconds < limits.shortest:
        raise RecordingError(
            "recording_too_short", seconds=f"{seconds:.1f}", shortest=f"{limits.shortest:g}"
        )
    if seconds > limits.longest:
        raise RecordingError("recording_too_long", longest=f"{limits.longest:g}")
    if rate < LEAST_RECORDING_RATE:
        raise RecordingError(
            "recording_rate_too_low", rate=f"{rate}", lowest=f"{LEAST_RECORDING_RATE}"
        )
    _check_level(samples, rate, limits)

    suffix = _TAKEN.get(kind)
    too_many = suffix == ".wav" and channels > limits.channels
    if suffix is None or too_many or len(data) > limits.largest:
        suffix = ".wav"
        data = wav_file(samples.tobytes(), AudioSpec(rate))
    name = PurePath(filename)
    if name.suffix.lower() != suffix:
        name = name.with_suffix(suffix) if name.name else PurePath(f"recording{suffix}")
    return Recording(data, name.name, seconds, rate)


def _decode(data: bytes, longest: float) -> tuple[tuple[str, str], array[int], int, int]:
    """Container and codec, the samples of one channel, their rate, and the file's channels.

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
                if len(samples) > longest * stream.rate:
                    break
            kind = (container.format.name, stream.codec_context.name)
    except (av.error.FFmpegError, ValueError) as error:
        raise RecordingError("recording_is_no_audio") from error
    return kind, samples, stream.rate, stream.channels


def _check_level(samples: array[int], rate: int, limits: Limits) -> None:
    frames = batched(samples, round(_FRAME * rate), strict=False)
    voiced = [max(frame) > _VOICE for frame in frames]
    if sum(voiced) < _VOICED * len(voiced):
        raise RecordingError("recording_is_silent")
    speech = _longest_speech(voiced, limits.pause)
    if speech < limits.speech:
        raise RecordingError(
            "recording_has_little_speech", seconds=f"{speech:.1f}", speech=f"{limits.speech:g}"
        )
    clipped = samples.count(_FULL_SCALE) + samples.count(-_FULL_SCALE - 1)
    if clipped > _CLIPPED * len(samples):
        raise RecordingError("recording_is_clipped")


def _longest_speech(voiced: list[bool], pause: float) -> float:
    """Seconds of the longest stretch in which nobody pauses for longer than that."""
    longest, start, last = 0, 0, -1
    for frame in (number for number, is_voice in enumerate(voiced) if is_voice):
        if last < 0 or (frame - last) * _FRAME > pause:
            start = frame
        last = frame
        longest = max(longest, last + 1 - start)
    return longest * _FRAME
