"""Recordings as Model Studio takes them: judged, and made WAV of 16 bits, before a request."""

from __future__ import annotations

from array import array
from typing import Final, NamedTuple

from ..errors import CosyVoiceProtocolError, CosyVoiceValueError
from ..models import LEAST_RECORDING_RATE, AudioSpec
from ..wav import WavReader, wav_file

LONGEST: Final = 60.0
"""Seconds that a recording may have."""

SHORTEST: Final = 5.0
"""Seconds of speech that a recording needs."""

LARGEST: Final = 10 * 1024 * 1024
"""Bytes that a recording may have."""

_MPEG: Final = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")


class Recording(NamedTuple):
    """What is sent.

    Attributes:
        data: The file.
        suffix: Of its name.
        media_type: What it is.
    """

    data: bytes
    suffix: str
    media_type: str


def recording_for_model_studio(data: bytes) -> Recording:
    """Bring a recording to what the service takes.

    WAV of any encoding becomes WAV of 16 bits and one channel; MP3 and M4A are sent as they are.

    Args:
        data: The file.

    Raises:
        CosyVoiceValueError: It is too short, too long, too large, of too low a sample rate, or in
            a format that the service doesn't take.
    """
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        data, suffix, media_type = _wav(data), ".wav", "audio/wav"
    elif data.startswith(_MPEG):
        suffix, media_type = ".mp3", "audio/mpeg"
    elif data[4:8] == b"ftyp":
        suffix, media_type = ".m4a", "audio/mp4"
    else:
        raise CosyVoiceValueError("recording_format")
    if len(data) > LARGEST:
        raise CosyVoiceValueError("recording_oversized", size=LARGEST // 1024**2)
    return Recording(data, suffix, media_type)


def _wav(data: bytes) -> bytes:
    reader = WavReader(AudioSpec(LEAST_RECORDING_RATE))
    try:
        pcm = reader.feed(data) + reader.finish()
    except CosyVoiceProtocolError:
        raise CosyVoiceValueError("recording_format") from None
    spec = reader.spec
    if spec is None or not pcm:
        raise CosyVoiceValueError("recording_empty")
    seconds = len(pcm) / spec.bytes_per_second
    if not SHORTEST <= seconds <= LONGEST:
        raise CosyVoiceValueError(
            "recording_length", seconds=round(seconds, 1), shortest=SHORTEST, longest=LONGEST
        )
    if spec.sample_rate < LEAST_RECORDING_RATE:
        raise CosyVoiceValueError(
            "recording_rate", value=spec.sample_rate, lowest=LEAST_RECORDING_RATE
        )
    if spec.channels > 1:  # the service listens to the first channel alone
        pcm = array("h", pcm)[:: spec.channels].tobytes()
    return wav_file(pcm, AudioSpec(spec.sample_rate))
