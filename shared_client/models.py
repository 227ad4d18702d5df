"""The API's nouns as typed values: what is sent, what comes back, what was measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
import math
import sys
from typing import Any, Final, Self

from .errors import CosyVoiceProtocolError, CosyVoiceValueError

SPEED_RANGE: Final = (0.5, 2.0)
"""Accepted `speed`, from all five API documents."""

SAMPLE_RATES: Final = range(8_000, 48_001)
"""Accepted `sample_rate` in Hz: telephony to studio; the documents name no bounds."""

BIT_RATES: Final = ("16k", "32k", "48k", "64k", "128k", "192k", "256k", "320k", "384k")
"""Accepted `bit_rate`, from documents 001 to 004."""

DEFAULT_BIT_RATE: Final = "192k"
"""What all five API documents use."""

MP3_SAMPLE_RATES: Final = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
"""Sample rates in Hz that MP3 has: ISO 11172-3 and 13818-3, and LAME's 2.5."""

RECORDING_SECONDS: Final = (3.0, 30.0)
"""Length of reference audio, from related services; the model was trained with no other."""

BEST_RECORDING_SECONDS: Final = (5.0, 15.0)
"""Length that serves best."""

_MILLISECONDS: Final = 1e11
"""A moment from here on is no number of seconds: in seconds, this is the year 5138."""

LEAST_RECORDING_RATE: Final = 16_000
"""Sample rate in Hz that reference audio has at least."""


class Dialect(StrEnum):
    """Which of the published forms of the API a service speaks."""

    AUTO = "auto"
    """Found out with the first request."""
    V1 = "v1"
    """Document 000: `/v1/...`."""
    V2 = "v2"
    """Documents 001 to 004: `/api/v1/...` and `/api-ws/v1/...`."""
    MODEL_STUDIO = "model_studio"
    """Alibaba Cloud Model Studio (百炼, DashScope): `/api-ws/v1/inference`."""


class SynthesisMode(StrEnum):
    """How the reference audio is used (`mode`)."""

    FAST_REPLICATION = "fast_replication"
    CROSS_LINGUAL_REPLICATION = "cross_lingual_replication"
    NATURAL_LANGUAGE_REPLICATION = "natural_language_replication"


class AudioFormat(StrEnum):
    """The form of the audio (`output_format`)."""

    WAV = "wav"
    MP3 = "mp3"
    PCM = "pcm"


class SortOrder(StrEnum):
    """Order of a list of reference audio by `created_at` (`order`)."""

    ASC = "asc"
    DESC = "desc"


class ExcerptChoice(StrEnum):
    """Who says which part of a recording is used; only our local server knows of it."""

    AUTOMATIC = "automatic"
    """The engine."""
    WHOLE = "whole"
    """A person: all of it."""
    EXCERPT = "excerpt"
    """A person: a part of it."""


class VoiceState(StrEnum):
    """Whether a voice can be spoken with."""

    READY = "ready"
    IN_REVIEW = "in_review"
    """The service is still looking at it."""
    REFUSED = "refused"
    """The service has looked at it, and will not speak with it."""


def well_formed(text: str) -> str:
    """The text in which no half of a UTF-16 pair stands alone: JSON can't carry it.

    Halves get into a text where a pair was cut, or from the name of a file in another encoding.
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@dataclass(frozen=True, slots=True)
class AudioSpec:
    """The shape of decoded audio: interleaved little-endian PCM.

    Attributes:
        sample_rate: Frames per second, in Hz.
        channels: Samples per frame.
        sample_width: Bytes per sample; 2 is signed 16 bit.
    """

    sample_rate: int
    channels: int = 1
    sample_width: int = 2

    @property
    def frame_size(self) -> int:
        """Bytes per frame."""
        return self.channels * self.sample_width

    @property
    def bytes_per_second(self) -> int:
        """Bytes per second of audio."""
        return self.sample_rate * self.frame_size


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits in seconds. None of them limits the whole of a stream.

    Attributes:
        connect: Until a connection is open, TLS included.
        first_audio: From the first text sent until audio came; heartbeats do not move it.
        idle: Silence on the wire; heartbeats, pings and comments end it.
        cold_start: How long 408, 429, 450, 502, 503 and 504 are retried before anything was
            handed out. Services scale to zero and answer 503 to the first call.
    """

    connect: float = 10.0
    first_audio: float = 60.0
    idle: float = 20.0
    cold_start: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what is no limit.

        Raises:
            ValueError: A limit is not a number, negative, or zero where that cannot work.
        """
        for name in ("connect", "first_audio", "idle"):
            if not getattr(self, name) > 0:
                raise ValueError(f"timeout {name} must be more than 0 seconds")
        if not self.cold_start >= 0:
            raise ValueError("timeout cold_start must be 0 seconds or more")


@dataclass(frozen=True, slots=True)
class SpeechOptions:
    """How text is to be spoken. Checked when made, before any I/O.

    Attributes:
        reference_audio_id: The voice: `ReferenceAudio.id`.
        mode: How the reference audio is used.
        instruct: The style in words ("用四川话说"). Required in natural language replication and
            dropped in the other modes (documents 000 to 004).
        speed: 0.5 to 2.0.
        volume: Linear gain, 0 or more; 1.0 leaves the level as it is.
        sample_rate: In Hz; a whole number.
        output_format: The form of the bytes handed out.
        bit_rate: Of MP3; one of `BIT_RATES`.
    """

    reference_audio_id: str
    mode: SynthesisMode = SynthesisMode.FAST_REPLICATION
    instruct: str | None = None
    speed: float = 1.0
    volume: float = 1.0
    sample_rate: int = 24_000
    output_format: AudioFormat = AudioFormat.WAV
    bit_rate: str = DEFAULT_BIT_RATE

    def __post_init__(self) -> None:
        """Check every option.

        Raises:
            CosyVoiceValueError: An option is outside of what the API documents allow.
        """
        _check_voice(self.reference_audio_id)
        # Plain strings are welcome where an enum is meant: callers read them from a form or a file.
        if self.mode not in list(SynthesisMode):
            known = ", ".join(SynthesisMode)
            raise CosyVoiceValueError("mode_unknown", value=str(self.mode), known=known)
        if self.output_format not in list(AudioFormat):
            known = ", ".join(AudioFormat)
            raise CosyVoiceValueError("format_unknown", value=str(self.output_format), known=known)
        object.__setattr__(self, "mode", SynthesisMode(self.mode))
        object.__setattr__(self, "output_format", AudioFormat(self.output_format))
        low, high = SPEED_RANGE
        if not (_is_number(self.speed) and low <= self.speed <= high):
            raise CosyVoiceValueError(
                "speed_out_of_range", value=_shown(self.speed), lowest=low, highest=high
            )
        if not (_is_number(self.volume) and self.volume >= 0):
            raise CosyVoiceValueError("volume_out_of_range", value=_shown(self.volume))
        if type(self.sample_rate) is not int or self.sample_rate not in SAMPLE_RATES:
            low, high = SAMPLE_RATES[0], SAMPLE_RATES[-1]
            raise CosyVoiceValueError(
                "sample_rate_out_of_range", value=str(self.sample_rate), lowest=low, highest=high
            )
        if self.bit_rate not in BIT_RATES:
            known = ", ".join(BIT_RATES)
            raise CosyVoiceValueError("bit_rate_unknown", value=str(self.bit_rate), known=known)
        if self.mode is SynthesisMode.NATURAL_LANGUAGE_REPLICATION:
            if not (self.instruct and self.instruct.strip()):
                raise CosyVoiceValueError("instruction_missing")
            object.__setattr__(self, "instruct", well_formed(self.instruct))
        else:
            object.__setattr__(self, "instruct", None)


def _check_voice(reference_audio_id: object) -> None:
    if not isinstance(reference_audio_id, str) or not reference_audio_id.strip():
        raise CosyVoiceValueError("voice_missing")
    if (shown := well_formed(reference_audio_id)) != reference_audio_id:
        raise CosyVoiceValueError("invalid_voice_id", id=shown)


def _shown(value: float) -> str | float:
    return value if _is_number(value) else str(value)


def _is_number(value: object) -> bool:
    """Whether a caller gave a number, whatever the types say: it may come from a form or a file."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -sys.float_info.max <= value <= sys.float_info.max  # NaN isn't within, nor is 10 ** 400


@dataclass(frozen=True, slots=True)
class ReferenceAudio:
    """A voice on the service: the reference audio object of the API documents.

    Attributes:
        id: Names it in `SpeechOptions.reference_audio_id`.
        filename: As uploaded.
        bytes: Size of the file; 0 where the service doesn't tell.
        created_at: When it was stored, in UTC; None where the service doesn't tell.
        text: What is said in it; empty where the service doesn't keep that.
        state: Whether it can be spoken with.
        model: The model that it was made for, and that alone speaks with it; None where there is
            only one.
    """

    id: str
    filename: str
    bytes: int
    created_at: datetime | None
    text: str
    state: VoiceState = VoiceState.READY
    model: str | None = None

    @property
    def ready(self) -> bool:
        """Whether it can be spoken with."""
        return self.state is VoiceState.READY

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read the object as the service sends it; what can't be read of it counts as not told.

        Raises:
            CosyVoiceProtocolError: It is no object with an id.
        """
        name = data.get("id") if isinstance(data, dict) else None
        if not (isinstance(name, str | int) and not isinstance(name, bool) and str(name)):
            raise CosyVoiceProtocolError("voice_unreadable")
        return cls(
            id=str(name),
            filename=_text(data.get("filename")),
            bytes=int(_amount(data.get("bytes")) or 0),
            created_at=_moment(data.get("created_at")),
            text=_text(data.get("text")),
        )


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a recording.

    Attributes:
        begin: Where it begins, in seconds.
        end: Where it ends, in seconds.
        text: What is said in it.
        whole: Whether it is all that is said in the recording.
    """

    begin: float
    end: float
    text: str
    whole: bool

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read it as our local server sends it.

        Raises:
            CosyVoiceProtocolError: It is something else.
        """
        match data:
            case {
                "begin": int() | float() as begin,
                "end": int() | float() as end,
                "text": str(text),
                "whole": bool(whole),
            }:
                return cls(float(begin), float(end), text, whole)
        raise CosyVoiceProtocolError("voice_unreadable")


@dataclass(frozen=True, slots=True)
class Excerpts:
    """Which part of a voice's recording is used, and which could be.

    Attributes:
        engine: Who uses it, for people.
        choice: Who has chosen it.
        used: The part that is used.
        automatic: The part that the engine would use by itself.
        candidates: The parts whose words are certain: the whole first, then by their begin.
    """

    engine: str
    choice: ExcerptChoice
    used: Excerpt
    automatic: Excerpt
    candidates: tuple[Excerpt, ...]

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read them as our local server sends them.

        Raises:
            CosyVoiceProtocolError: It is something else.
        """
        match data:
            case {
                "engine": str(engine),
                "choice": str(choice),
                "used": dict(used),
                "automatic": dict(automatic),
                "candidates": list(candidates),
            } if choice in list(ExcerptChoice):
                return cls(
                    engine,
                    ExcerptChoice(choice),
                    Excerpt.from_json(used),
                    Excerpt.from_json(automatic),
                    tuple(map(Excerpt.from_json, candidates)),
                )
        raise CosyVoiceProtocolError("voice_unreadable")


@dataclass(frozen=True, slots=True)
class Invitation:
    """Lets one phone in to the page for voices of our local server, once.

    Attributes:
        address: For the phone's browser; it holds a secret.
        qr: Its QR code: for each row, `1` for dark and `0` for light.
        seconds: For which it can be used.
    """

    address: str = field(repr=False)
    qr: tuple[str, ...] = field(repr=False)
    seconds: float

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read it as our local server sends it.

        Raises:
            CosyVoiceProtocolError: It is something else.
        """
        match data:
            case {"address": str(address), "qr": list(rows), "expires_in": int(seconds)} if all(
                isinstance(row, str) and len(row) == len(rows) for row in rows
            ):
                return cls(address, tuple(rows), seconds)
        raise CosyVoiceProtocolError("voice_unreadable")


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _amount(value: object) -> float | None:
    """A number of 0 or more, also one that is written as text."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _moment(value: object) -> datetime | None:
    """A moment in seconds since 1970, as the documents say; or in milliseconds, or ISO 8601."""
    seconds = _amount(value)
    try:
        if seconds is not None:
            seconds = seconds / 1000 if seconds >= _MILLISECONDS else seconds
            return datetime.fromtimestamp(seconds, UTC) if seconds else None
        if not isinstance(value, str):
            return None
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """What a probe found.

    Attributes:
        dialect: The dialect the service speaks; never `AUTO`.
        latency: Seconds from the request to the answer, over an open connection.
        has_voices: Whether at least one reference audio is stored.
    """

    dialect: Dialect
    latency: float
    has_voices: bool


@dataclass(slots=True)
class SpeechMetrics:
    """What was measured of one synthesis; filled in while it runs. Times in seconds.

    Attributes:
        connect: Opening the WebSocket; 0 where an open one served, and over HTTP, where it is part
            of `task_accepted`.
        warm: Whether a WebSocket that was open already served.
        task_accepted: From asking for the task until the service accepted it.
        first_audio: From the first text sent until the first audio came.
        longest_gap: The longest wait between two pieces of audio.
        audio_seconds: Length of the audio so far.
        bytes: Audio bytes handed out.
        elapsed: From the first text sent until the last audio came.
        client_first_package_time: The vendor's own: first audio minus the moment at which
            `finish-task` had been sent (documents 001 to 004). Negative where audio came while
            text was still being sent.
        client_rtf: The vendor's own: time from that moment to the last audio, divided by the sum
            of `speech_len` (documents 001 to 004).
        server: The `metrics` of each event as the service sent them, summed over the stream.
        characters: What the service bills, where it says so: a Chinese character counts as two.
        engine: Which engine spoke, where the service says so, as our local server does.
        notices: What was asked for and can't be done, in the service's words.
    """

    connect: float = 0.0
    warm: bool = False
    task_accepted: float | None = None
    first_audio: float | None = None
    longest_gap: float = 0.0
    audio_seconds: float = 0.0
    bytes: int = 0
    elapsed: float | None = None
    client_first_package_time: float | None = None
    client_rtf: float | None = None
    server: dict[str, float] = field(default_factory=dict)
    characters: int | None = None
    engine: str = ""
    notices: list[str] = field(default_factory=list)

    @property
    def real_time_factor(self) -> float | None:
        """`elapsed` divided by `audio_seconds`; under 1 is faster than the speech."""
        if self.elapsed is None or not self.audio_seconds:
            return None
        return self.elapsed / self.audio_seconds


@dataclass(frozen=True, slots=True)
class Speech:
    """One whole synthesis.

    Attributes:
        audio: The bytes in the form of `output_format`; a WAV has true sizes in its header.
        output_format: The form of `audio`.
        format: Shape of the decoded audio; None for MP3.
        metrics: What was measured.
        request_id: The service's name for the request, where it gave one.
    """

    audio: bytes = field(repr=False)
    output_format: AudioFormat
    format: AudioSpec | None
    metrics: SpeechMetrics
    request_id: str | None = None
