"""The vocabulary of Model Studio: hosts, paths, models, and what can be asked of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..errors import (
    CosyVoiceAuthError,
    CosyVoiceSynthesisError,
    CosyVoiceUnsupportedError,
    KeyedError,
)
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

LONGEST_TEXT: Final = 20_000
"""Characters of the text in one message, as they are billed."""

TEXT_GAP: Final = 20.0
"""Seconds without text after which a task is ended by us: the service fails it after 23."""

MAX_IDLE_AGE: Final = 25.0
"""Seconds for which a connection rests; the SDK's pool renews its own after 25 to 35."""

BEIJING: Final = "cn-beijing"
SINGAPORE: Final = "ap-southeast-1"

HOSTS: Final = {
    BEIJING: "dashscope.aliyuncs.com",
    SINGAPORE: "dashscope-intl.aliyuncs.com",
}
"""The host of each region that clones voices."""

KEY_PAGES: Final = {
    BEIJING: "https://bailian.console.aliyun.com/?tab=model#/api-key",
    SINGAPORE: "https://modelstudio.console.alibabacloud.com/?tab=model#/api-key",
}
"""Where a person makes a key, for each region."""

_REGIONS: Final = {host: region for region, host in HOSTS.items()}
_WORKSPACES: Final = ".maas.aliyuncs.com"
_VOICE_REFUSED: Final = re.compile(r"Engine return error code: ?41[18]|voice is invalid")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_USUAL_VOLUME: Final = 50  # it leaves the level as it is
_MOST_GAIN: Final = 2.0
_OLDEST_MODEL: Final = "cosyvoice-v1"


class Model(NamedTuple):
    """A model that speaks with cloned voices.

    Attributes:
        name: As it is asked for; the id of a voice begins with that of its model.
        instructions: Whether it follows an instruction in words.
    """

    name: str
    instructions: bool = True


MODELS: Final = {
    model.name: model
    for model in (
        Model("cosyvoice-v3-flash"),
        Model("cosyvoice-v3-plus", instructions=False),
        Model("cosyvoice-v3.5-flash"),
        Model("cosyvoice-v3.5-plus"),
        Model("cosyvoice-v2", instructions=False),
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


def characters(text: str) -> int:
    """Characters as they are billed, and as limits are counted: a Chinese one is two."""
    return len(text) if text.isascii() else len(text) + len(_HAN.findall(text))


def meaning(error: KeyedError, *, host: str) -> KeyedError:
    """What the service means by an error that it tells of, where its code or words say more.

    Args:
        error: The error.
        host: Of the service.
    """
    if isinstance(error, CosyVoiceAuthError):
        status, words = error.values["status"], str(error.values.get("words", ""))
        return CosyVoiceAuthError("key_refused", host=host, status=status, words=words)
    if not isinstance(error, CosyVoiceSynthesisError):
        return error
    if _VOICE_REFUSED.search(error.message):
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
    if options.volume > _MOST_GAIN:
        raise CosyVoiceUnsupportedError("volume_too_high", value=options.volume, highest=_MOST_GAIN)
    parameters: dict[str, Any] = {
        "voice": options.reference_audio_id,
        # A header of ours goes before the samples: the service's has placeholders for sizes.
        "format": "mp3" if options.output_format is AudioFormat.MP3 else "pcm",
        "sample_rate": options.sample_rate,
        "volume": round(_USUAL_VOLUME * options.volume),
        "rate": options.speed,
    }
    # The other two modes are cloning as the service does it anyway.
    if options.mode is SynthesisMode.NATURAL_LANGUAGE_REPLICATION and options.instruct:
        if model == _OLDEST_MODEL or (model in MODELS and not MODELS[model].instructions):
            raise CosyVoiceUnsupportedError("instruction_not_offered", model=model)
        if len(options.instruct) > LONGEST_INSTRUCTION:
            raise CosyVoiceUnsupportedError(
                "instruction_too_long", length=len(options.instruct), longest=LONGEST_INSTRUCTION
            )
        parameters["instruction"] = options.instruct
    return parameters
