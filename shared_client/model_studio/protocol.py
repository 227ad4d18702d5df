"""The vocabulary of Model Studio: hosts, paths, models, and what can be asked of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..errors import CosyVoiceError, CosyVoiceSynthesisError, CosyVoiceUnsupportedError
from ..models import DEFAULT_BIT_RATE, AudioFormat, SynthesisMode
from ..refusals import refusal_by_code

if TYPE_CHECKING:
    from ..models import SpeechOptions

CUSTOMIZATION: Final = "api/v1/services/audio/tts/customization"
"""POST: all that is done with voices."""

UPLOADS: Final = "api/v1/uploads"
"""GET: where, and with which signature, a recording may be uploaded."""

SPEECH: Final = "api/v1/services/audio/tts/SpeechSynthesizer"
"""POST: speech as server-sent events or one answer. Beijing alone documents it."""

EVENTS: Final = "X-DashScope-SSE"
"""Header that asks for speech as server-sent events: `enable`."""

RESOLVE: Final = "X-DashScope-OssResourceResolve"
"""Header that allows an address of an upload, `oss://…`: `enable`."""

WEBSOCKET: Final = "api-ws/v1/inference"
"""The duplex WebSocket."""

DEFAULT_MODEL: Final = "cosyvoice-v3-flash"
"""The model that new voices are made for: it follows instructions, and costs the least."""

SAMPLE_RATES: Final = (8_000, 16_000, 22_050, 24_000, 44_100, 48_000)
"""Sample rates in Hz that can be asked for."""

LONGEST_INSTRUCTION: Final = 128
"""Characters of an instruction."""

TEXT_GAP: Final = 20.0
"""Seconds without text after which a task is ended by us: the service fails it after 23."""

MAX_IDLE_AGE: Final = 25.0
"""Seconds for which a connection rests; the SDK's pool renews its own after 25 to 35."""

BEIJING: Final = "cn-beijing"
SINGAPORE: Final = "ap-southeast-1"

_REGIONS: Final = {
    "dashscope.aliyuncs.com": BEIJING,
    "dashscope-intl.aliyuncs.com": SINGAPORE,
}
_WORKSPACES: Final = ".maas.aliyuncs.com"
_ENGINE_REFUSES: Final = "Engine return error code: 418"
_LOUDEST: Final = 100  # of `volume`; 50 leaves the level as it is


class Model(NamedTuple):
    """A model that speaks with cloned voices.

    Attributes:
        name: As it is asked for; the id of a voice begins with that of its model.
        instructions: Whether it follows an instruction in words.
        preprocessing: Whether it takes `max_prompt_audio_length` with a recording.
    """

    name: str
    instructions: bool = True
    preprocessing: bool = True


MODELS: Final = {
    model.name: model
    for model in (
        Model("cosyvoice-v3-flash"),
        Model("cosyvoice-v3-plus", instructions=False, preprocessing=False),
        Model("cosyvoice-v3.5-flash"),
        Model("cosyvoice-v3.5-plus"),
        Model("cosyvoice-v2", instructions=False, preprocessing=False),
        Model("qwen-audio-3.0-tts-flash"),
        Model("qwen-audio-3.0-tts-plus"),
    )
}
"""Models by name, in the order in which to offer them."""


def is_model_studio(host: str | None) -> bool:
    """Whether a host is one of Model Studio's own: by name, before any request."""
    name = (host or "").lower().rstrip(".")
    return name in _REGIONS or name.endswith(_WORKSPACES)


def region_of(host: str | None) -> str | None:
    """The region that a host is in, as Alibaba Cloud names it; None where its name doesn't say."""
    name = (host or "").lower().rstrip(".")
    if name in _REGIONS:
        return _REGIONS[name]
    if not name.endswith(_WORKSPACES):
        return None
    return name.removesuffix(_WORKSPACES).rpartition(".")[2]


def speaks_over_http(host: str | None) -> bool:
    """Whether server-sent events are documented for a host."""
    return region_of(host) == BEIJING


def model_of(voice: str) -> str | None:
    """The model that a voice was made for, as its id says; None where it names none known here."""
    named = [name for name in MODELS if voice.startswith(f"{name}-")]
    return max(named, key=len, default=None)


def speech_input(text: str, options: SpeechOptions, model: str) -> dict[str, Any]:
    """The body of POST speech: all that is asked for lies in `input`.

    Raises:
        CosyVoiceUnsupportedError: The service or the model can't do what an option asks for.
    """
    return {"model": model, "input": {"text": text, **_parameters(options, model)}}


def task_parameters(options: SpeechOptions, model: str) -> dict[str, Any]:
    """`payload.parameters` of a `run-task`.

    Raises:
        CosyVoiceUnsupportedError: The service or the model can't do what an option asks for.
    """
    return {"text_type": "PlainText", "enable_ssml": False, **_parameters(options, model)}


def failure(error: CosyVoiceSynthesisError, host: str) -> CosyVoiceError:
    """What a failed synthesis means, where the service's code or words tell.

    Args:
        error: What it says.
        host: Of the service.
    """
    if _ENGINE_REFUSES in error.message:
        # Of another model or account, not ready, or deleted.
        return CosyVoiceSynthesisError("voice_not_usable", code=error.code, message=error.message)
    return refusal_by_code(error.code, host=host, words=error.message) or error


def _parameters(options: SpeechOptions, model: str) -> dict[str, Any]:
    if options.sample_rate not in SAMPLE_RATES:
        known = ", ".join(map(str, SAMPLE_RATES))
        raise CosyVoiceUnsupportedError(
            "sample_rate_not_offered", value=options.sample_rate, known=known
        )
    if options.bit_rate != DEFAULT_BIT_RATE:
        raise CosyVoiceUnsupportedError("bit_rate_not_offered", value=options.bit_rate)
    volume = round(options.volume * _LOUDEST / 2)
    if volume > _LOUDEST:
        raise CosyVoiceUnsupportedError("volume_too_high", value=options.volume, highest=2)
    parameters: dict[str, Any] = {
        "voice": options.reference_audio_id,
        # A header of ours goes before the samples: the service's has placeholders for sizes.
        "format": "mp3" if options.output_format is AudioFormat.MP3 else "pcm",
        "sample_rate": options.sample_rate,
        "volume": volume,
        "rate": options.speed,
    }
    # The other two modes are cloning as the service does it anyway.
    if options.mode is SynthesisMode.NATURAL_LANGUAGE_REPLICATION and options.instruct:
        known_model = MODELS.get(model)
        if known_model is not None and not known_model.instructions:
            raise CosyVoiceUnsupportedError("instruction_not_offered", model=model)
        if len(options.instruct) > LONGEST_INSTRUCTION:
            raise CosyVoiceUnsupportedError(
                "instruction_too_long", length=len(options.instruct), longest=LONGEST_INSTRUCTION
            )
        parameters["instruction"] = options.instruct
    return parameters
