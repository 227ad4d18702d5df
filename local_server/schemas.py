"""What the bodies and commands of the API must look like, in both dialects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import voluptuous as vol

from local_server.errors import InvalidCommandError, InvalidParameterError
from shared_client.models import (
    BIT_RATES,
    MP3_SAMPLE_RATES,
    SAMPLE_RATES,
    SPEED_RANGE,
    AudioFormat,
    Dialect,
    ExcerptChoice,
    SortOrder,
    SynthesisMode,
)
from shared_client.protocol import (
    CONTINUE_TASK,
    DEFAULT_BIT_RATE_V1,
    DEFAULT_COMPRESSION_LEVEL,
    FINISH_TASK,
    HTTP_MODEL,
    RUN_TASK,
    WEBSOCKET_MODEL,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

MAX_LIST: Final = 10_000
FAST_COMPRESSION_LEVEL: Final = 7
"""Of MP3 where the API has no say (V2). At the default of V1, 2, encoding takes thrice as long, so
that fifty streams would all be late on a machine of two cores."""


@dataclass(frozen=True, slots=True)
class SpeechParameters:
    """How something is to be spoken, whatever the dialect called it.

    Attributes:
        reference_audio_id: The voice.
        mode: Of the synthesis.
        instruct: Empty for none, and in modes that have none.
        speed: 0.5 to 2.0.
        volume: Linear gain.
        sample_rate: In Hz.
        output_format: Of the audio.
        bit_rate: Of MP3, in bit/s.
        compression_level: Of MP3.
        debug: Whether `metrics` are wanted.
    """

    reference_audio_id: str
    mode: SynthesisMode
    instruct: str = ""
    speed: float = 1.0
    volume: float = 1.0
    sample_rate: int = 24_000
    output_format: AudioFormat = AudioFormat.WAV
    bit_rate: int = 192_000
    compression_level: int = FAST_COMPRESSION_LEVEL
    debug: bool = False


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """A body of POST speech.

    Attributes:
        text: To be spoken.
        stream: Whether server-sent events are wanted.
        parameters: How.
    """

    text: str
    stream: bool
    parameters: SpeechParameters


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the WebSocket protocol.

    Attributes:
        action: One of the three.
        task_id: As the client named its task.
        text: Of a `continue-task`.
        parameters: Of a `run-task`; no other command has them.
    """

    action: str
    task_id: str
    text: str = ""
    parameters: SpeechParameters | None = None


_Fields = dict[Any, Any]


def _member(kind: type[StrEnum]) -> Callable[[Any], StrEnum]:
    def check(value: Any) -> StrEnum:
        try:
            return kind(value)
        except ValueError:
            raise vol.Invalid(f"must be one of {', '.join(kind)}") from None

    return check


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise vol.Invalid("must be a string")
    return value


def _name(value: Any) -> str:
    if not _text(value).strip():
        raise vol.Invalid("must not be empty")
    return str(value)


def _optional_text(value: Any) -> str:
    return "" if value is None else _text(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise vol.Invalid("must be true or false")
    return value


def _whole(low: int, high: int, unit: str = "") -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise vol.Invalid(f"must be a whole number from {low} to {high}{unit}")
        return value

    return check


def _number(low: float, high: float, words: str) -> Callable[[Any], float]:
    def check(value: Any) -> float:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high  # nor is NaN
        ):
            raise vol.Invalid(f"must be {words}")
        return float(value)

    return check


def _bit_rate(value: Any) -> int:
    if value not in BIT_RATES:
        raise vol.Invalid(f"must be one of {', '.join(BIT_RATES)}")
    return int(value.removesuffix("k")) * 1000


def _exactly(*values: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in values:
            raise vol.Invalid(f"must be {' or '.join(values)}")
        return str(value)

    return check


_COMMON: Final[_Fields] = {
    vol.Required("mode"): _member(SynthesisMode),
    vol.Required("reference_audio_id"): _name,
    vol.Optional("instruct", default=""): _optional_text,
    vol.Optional("sample_rate", default=24_000): _whole(
        SAMPLE_RATES[0], SAMPLE_RATES[-1], " (in Hz)"
    ),
}
_FORMAT: Final[_Fields] = {vol.Optional("output_format", default="wav"): _member(AudioFormat)}
_SPEED: Final[_Fields] = {
    vol.Optional("speed", default=1.0): _number(
        *SPEED_RANGE, "a number from {} to {}".format(*SPEED_RANGE)
    )
}
_V1: Final[_Fields] = {
    **_COMMON,
    vol.Optional("bit_rate", default=DEFAULT_BIT_RATE_V1): _whole(8_000, 512_000, " (in bit/s)"),
    vol.Optional("compression_level", default=DEFAULT_COMPRESSION_LEVEL): _whole(0, 9),
}
_V2: Final[_Fields] = {
    **_COMMON,
    **_FORMAT,
    **_SPEED,
    vol.Optional("bit_rate", default="192k"): _bit_rate,
    vol.Optional("volume", default=1.0): _number(0.0, 1000.0, "a number from 0 to 1000"),
    vol.Optional("debug", default=False): _boolean,
}


def _object(fields: Mapping[Any, Any]) -> vol.Schema:
    # Unknown keys are dropped: what a later API knows must not fail here.
    return vol.Schema(dict(fields), extra=vol.REMOVE_EXTRA)


_BODY: Final = {
    Dialect.V1: _object(
        {
            vol.Required("model"): _exactly(HTTP_MODEL),
            vol.Required("input"): _object({**_V1, vol.Required("text"): _name}),
            vol.Optional("stream", default=True): _boolean,
            **_SPEED,
        }
    ),
    Dialect.V2: _object(
        {
            vol.Required("model"): _exactly(HTTP_MODEL),
            vol.Required("input"): _object({**_V2, vol.Required("text"): _name}),
            vol.Optional("stream", default=True): _boolean,
        }
    ),
}
_HEADER: Final = _object(
    {
        vol.Required("header"): _object(
            {
                vol.Required("action"): _exactly(RUN_TASK, CONTINUE_TASK, FINISH_TASK),
                vol.Required("task_id"): _name,
                vol.Optional("streaming"): _exactly("duplex"),
            }
        ),
        vol.Optional("payload", default=dict): dict,
    }
)
_RUN: Final = {
    dialect: _object(
        {
            vol.Optional("task_group"): _exactly("audio"),
            vol.Optional("task"): _exactly("tts"),
            vol.Optional("function"): _exactly("SpeechSynthesizer"),
            vol.Required("model"): _exactly(WEBSOCKET_MODEL),
            vol.Required("parameters"): _object(fields),
        }
    )
    for dialect, fields in ((Dialect.V1, {**_V1, **_FORMAT}), (Dialect.V2, _V2))
}
_CONTINUE: Final = _object({vol.Required("input"): _object({vol.Required("text"): _text})})
_SECONDS: Final = _number(0.0, 3_600.0, "a number of seconds")
_EXCERPT: Final = _object(
    {
        vol.Required("choice"): _member(ExcerptChoice),
        vol.Optional("begin"): _SECONDS,
        vol.Optional("end"): _SECONDS,
    }
)
_LIST: Final = _object(
    {
        vol.Optional("limit", default=100): vol.All(
            vol.Coerce(int, msg=f"must be a whole number from 0 to {MAX_LIST}"), _whole(0, MAX_LIST)
        ),
        vol.Optional("order", default="desc"): _member(SortOrder),
    }
)


def _check(schema: vol.Schema, data: Any, *above: str) -> dict[str, Any]:
    try:
        checked: dict[str, Any] = schema(data)
    except vol.MultipleInvalid as error:
        # Which of several is named must not depend on the order of a set.
        first = min(error.errors, key=lambda each: [str(part) for part in each.path])
        name = ".".join([*above, *map(str, first.path)])
        words = first.msg if not isinstance(first, vol.RequiredFieldInvalid) else "is required"
        if isinstance(first, vol.DictInvalid) or words.startswith("expected a dict"):
            words = "must be a JSON object"
        raise InvalidParameterError(f"{name or 'the body'} {words}") from None
    return checked


def _parameters(fields: dict[str, Any], where: str, **more: Any) -> SpeechParameters:
    fields = {**fields, **more}
    if fields["mode"] is not SynthesisMode.NATURAL_LANGUAGE_REPLICATION:
        fields["instruct"] = ""
    elif not fields["instruct"].strip():
        raise InvalidParameterError(f"{where}.instruct is required with mode {fields['mode']}")
    parameters = SpeechParameters(**fields)
    if (
        parameters.output_format is AudioFormat.MP3
        and parameters.sample_rate not in MP3_SAMPLE_RATES
    ):
        rates = ", ".join(map(str, MP3_SAMPLE_RATES))
        raise InvalidParameterError(
            f"{where}.sample_rate must be one of {rates} with output_format mp3"
        )
    return parameters


def speech_request(dialect: Dialect, body: Any) -> SpeechRequest:
    """Check a body of POST speech.

    Raises:
        InvalidParameterError: It names the parameter at fault.
    """
    checked = _check(_BODY[dialect], body)
    fields = checked["input"]
    text = fields.pop("text")
    top = {"speed": checked["speed"]} if dialect is Dialect.V1 else {}
    return SpeechRequest(text, checked["stream"], _parameters(fields, "input", **top))


def task_id(data: Any) -> str:
    """The task that a message is about, as far as it can be told; otherwise empty."""
    header = data.get("header") if isinstance(data, dict) else None
    found = header.get("task_id") if isinstance(header, dict) else None
    return found if isinstance(found, str) else ""


def command(dialect: Dialect, data: Any) -> Command:
    """Check a command of the WebSocket protocol.

    Raises:
        InvalidCommandError: It is no command.
        InvalidParameterError: It names the parameter at fault.
    """
    try:
        checked = _check(_HEADER, data)
    except InvalidParameterError as error:
        raise InvalidCommandError(error.message) from None
    action, task = checked["header"]["action"], checked["header"]["task_id"]
    payload = checked["payload"]
    if action == RUN_TASK:
        fields = _check(_RUN[dialect], payload, "payload")["parameters"]
        return Command(action, task, parameters=_parameters(fields, "payload.parameters"))
    if action == CONTINUE_TASK:
        return Command(action, task, text=_check(_CONTINUE, payload, "payload")["input"]["text"])
    return Command(action, task)


def excerpt_choice(body: Any) -> tuple[ExcerptChoice, float, float]:
    """Check a body that says which part of a recording is to be used: how, begin and end in s.

    Raises:
        InvalidParameterError: It names the parameter at fault.
    """
    checked = _check(_EXCERPT, body)
    choice: ExcerptChoice = checked["choice"]
    for name in ("begin", "end"):
        if choice is ExcerptChoice.EXCERPT and name not in checked:
            raise InvalidParameterError(f"{name} is required with choice {choice}")
    return choice, checked.get("begin", 0.0), checked.get("end", 0.0)


def list_query(query: Mapping[str, str]) -> tuple[int, SortOrder]:
    """Check the query of a list of reference audio: limit and order.

    Raises:
        InvalidParameterError: It names the parameter at fault.
    """
    checked = _check(_LIST, dict(query))
    return checked["limit"], checked["order"]
