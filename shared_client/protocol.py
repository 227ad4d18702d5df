"""The vocabulary of the CosyVoice 2.0 API, shared by the client and the local server.

Paths, names and bodies as the five API documents give them. Document 000 is dialect V1, documents
001 to 004 are dialect V2.
"""

from __future__ import annotations

from dataclasses import dataclass
import ipaddress
import re
from typing import Any, Final
from urllib.parse import unquote

from yarl import URL

from .errors import CosyVoiceUnsupportedError, CosyVoiceValueError
from .model_studio.protocol import is_model_studio
from .models import AudioFormat, Dialect, SpeechOptions

HTTP_MODEL: Final = "CosyVoice2-0.5B"
"""`model` of a speech request."""

WEBSOCKET_MODEL: Final = "cosyvoice-v2"
"""`model` of a `run-task`."""

ANNOUNCED_AS: Final = "_cosyvoice._tcp.local."
"""The type of DNS-SD under which our local server announces itself."""

RUN_TASK: Final = "run-task"
CONTINUE_TASK: Final = "continue-task"
FINISH_TASK: Final = "finish-task"

TASK_STARTED: Final = "task-started"
RESULT_GENERATED: Final = "result-generated"
TASK_FINISHED: Final = "task-finished"
TASK_FAILED: Final = "task-failed"

FINISH_REASON_STOP: Final = "stop"
"""`finish_reason` of the last event of an SSE stream."""

DEFAULT_BIT_RATE_V1: Final = 192_000
DEFAULT_COMPRESSION_LEVEL: Final = 2


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a dialect keeps its endpoints, below the service's base URL."""

    reference_audio: str
    speech: str
    websocket: str


PATHS: Final = {
    Dialect.V1: Paths(
        reference_audio="v1/audio/reference_audio",
        speech="v1/audio/speech",
        websocket="v1/audio/speech/ws",
    ),
    Dialect.V2: Paths(
        reference_audio="api/v1/audio/reference_audio",
        speech="api/v1/audio/speech",
        websocket="api-ws/v1/audio/speech",
    ),
}

_API_PATH: Final = re.compile(
    r"/(?:api-ws/v1(?:/audio(?:/speech)?|/inference)?"
    r"|compatible-mode(?:/v1(?:/.*)?)?"
    r"|api/v1/(?:services/.*|uploads|tokens)"
    r"|(?:api/)?v1(?:/audio(?:/(?:speech(?:/ws)?|reference_audio(?:/[^/]*)?))?)?)/*$"
)
_SECRET_WORDS: Final = frozenset(
    (
        *("token", "key", "secret", "pass", "passwd", "passphrase", "pwd", "credential"),
        *("credentials", "auth", "authorization", "bearer", "jwt", "sig", "signature"),
        *("session", "sid"),
    )
)
_SECRET_PARTS: Final = ("token", "secret", "password", "passwd", "apikey", "accesskey", "sessionid")
_HOST: Final = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?", re.ASCII | re.IGNORECASE)
_LONGEST_HOST: Final = 253  # characters, from RFC 1035
_LONGEST_ADDRESS: Final = 2048  # characters: servers take no longer ones
_USUAL_PORTS: Final = (80, 443)
_SCHEMES: Final = {"http": "http", "https": "https", "ws": "http", "wss": "https"}


def service_url(text: str) -> URL:
    """The base URL of a service from any form in which a person gives it.

    A missing scheme becomes https, or http for a host on this machine or network; a trailing slash,
    a query and the path of an API operation, or its beginning, are cut off; a path prefix stays
    (`https://gateway/api/predict/service`). A query with a token isn't: it would be missing. Model
    Studio's own hosts are asked over https alone, and have no prefix.

    Raises:
        CosyVoiceValueError: It isn't an address of an HTTP service; the message says what to write
            instead.
    """
    text = text.strip()
    if not text:
        raise CosyVoiceValueError("address_missing")
    _refuse_secrets(text)  # first of all, for other errors quote the address
    if len(text) > _LONGEST_ADDRESS:
        raise CosyVoiceValueError("address_invalid", address=f"{text[:_LONGEST_HOST]}…")
    try:
        url = URL(text if "://" in text else f"http://{text}")
        host, port = url.host, url.port
    except ValueError:
        raise CosyVoiceValueError("address_invalid", address=text) from None
    if not url.scheme:
        raise CosyVoiceValueError("address_invalid", address=text)
    if url.scheme not in _SCHEMES:
        raise CosyVoiceValueError("address_scheme", scheme=url.scheme)
    if not host or not port or re.search(r"[\s<>]", host):
        raise CosyVoiceValueError("address_without_host", address=text)
    if not _can_be_host(url.raw_host or ""):
        raise CosyVoiceValueError("address_invalid", address=text)
    if is_model_studio(host):
        # All of its paths are operations, and a key must be readable by nobody on the way.
        return URL.build(scheme="https", host=host, port=None if port in _USUAL_PORTS else port)
    scheme = _SCHEMES[url.scheme]
    if "://" not in text and not _is_near(host):
        scheme = "https"
    path = _API_PATH.sub("", url.raw_path).rstrip("/")
    return URL.build(scheme=scheme, authority=url.raw_authority, path=path, encoded=True)


def _refuse_secrets(text: str) -> None:
    if _has_secret(text):
        raise CosyVoiceValueError("address_with_secret")
    if "@" in re.split(r"[/?#]", text.partition("://")[2] or text, maxsplit=1)[0]:
        raise CosyVoiceValueError("address_with_user")


def _has_secret(text: str) -> bool:
    """Whether a query or a fragment names something that nobody else should know."""
    for pair in re.split(r"[?#&;]", text)[1:]:
        name, _, value = pair.partition("=")
        name = unquote(name)
        words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
        whole = re.sub(r"[^a-z]", "", name.lower())
        if value and (words & _SECRET_WORDS or any(part in whole for part in _SECRET_PARTS)):
            return True
    return False


def _can_be_host(host: str) -> bool:
    """Whether it is an IP address or a name that can be looked up."""
    address, _, zone = host.partition("%")
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return len(host) <= _LONGEST_HOST and _HOST.fullmatch(host) is not None
    return not zone or _HOST.fullmatch(zone) is not None


def _is_near(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".home.arpa", ".localhost"))
    return address.is_private or address.is_loopback or address.is_link_local


def speech_body(
    dialect: Dialect, text: str, options: SpeechOptions, *, stream: bool
) -> dict[str, Any]:
    """The body of POST speech (documents 000 to 004).

    Raises:
        CosyVoiceUnsupportedError: The dialect has no place for an option that was set.
    """
    content: dict[str, Any] = {
        "mode": options.mode.value,
        "reference_audio_id": options.reference_audio_id,
        "text": text,
        "sample_rate": options.sample_rate,
    }
    if options.instruct:
        content["instruct"] = options.instruct
    body: dict[str, Any] = {"model": HTTP_MODEL, "input": content, "stream": stream}
    if dialect is Dialect.V1:
        _refuse_volume(options)
        if options.output_format is AudioFormat.MP3:
            raise CosyVoiceUnsupportedError("mp3_needs_v2")
        body["speed"] = options.speed
        content["bit_rate"] = _bits_per_second(options)
        content["compression_level"] = DEFAULT_COMPRESSION_LEVEL
    else:
        content["speed"] = options.speed
        content["volume"] = options.volume
        content["output_format"] = options.output_format.value
        content["bit_rate"] = options.bit_rate
        content["debug"] = True
    return body


def task_parameters(dialect: Dialect, options: SpeechOptions) -> dict[str, Any]:
    """`payload.parameters` of a `run-task` (documents 000 to 004).

    Raises:
        CosyVoiceUnsupportedError: The dialect has no place for an option that was set.
    """
    parameters: dict[str, Any] = {
        "mode": options.mode.value,
        "reference_audio_id": options.reference_audio_id,
        "instruct": options.instruct or "",
        "output_format": options.output_format.value,
        "sample_rate": options.sample_rate,
    }
    if dialect is Dialect.V1:
        _refuse_volume(options)
        if options.speed != 1.0:
            raise CosyVoiceUnsupportedError("speed_needs_v2")
        parameters["bit_rate"] = _bits_per_second(options)
        parameters["compression_level"] = DEFAULT_COMPRESSION_LEVEL
    else:
        parameters["bit_rate"] = options.bit_rate
        parameters["volume"] = options.volume
        parameters["speed"] = options.speed
        parameters["debug"] = True
    return parameters


def command(action: str, task_id: str, payload: dict[str, Any]) -> dict[str, Any]:
    """A command of the WebSocket protocol (documents 000 to 004)."""
    return {
        "header": {"action": action, "task_id": task_id, "streaming": "duplex"},
        "payload": payload,
    }


def run_task(
    task_id: str, parameters: dict[str, Any], model: str = WEBSOCKET_MODEL
) -> dict[str, Any]:
    """The command that opens a task."""
    return command(
        RUN_TASK,
        task_id,
        {
            "task_group": "audio",
            "task": "tts",
            "function": "SpeechSynthesizer",
            "model": model,
            "parameters": parameters,
            "input": {},
        },
    )


def _refuse_volume(options: SpeechOptions) -> None:
    if options.volume != 1.0:
        raise CosyVoiceUnsupportedError("volume_needs_v2")


def _bits_per_second(options: SpeechOptions) -> int:
    return int(options.bit_rate.removesuffix("k")) * 1000
