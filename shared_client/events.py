"""What a service says, sans-I/O: bytes of an answer in, pieces of audio out, failures raised.

One reading for all transports: the JSON answer, the data of a server-sent event and the payload of
a WebSocket event carry the same `output`. Failures come in many shapes; every one that says in
band that the synthesis failed becomes a `CosyVoiceSynthesisError`.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass, field
import math
from typing import TYPE_CHECKING, Any, Final

import orjson
import pybase64

from .errors import CosyVoiceProtocolError, CosyVoiceSynthesisError
from .pauses import LONGEST_RETRY_AFTER
from .protocol import FINISH_REASON_STOP, RESULT_GENERATED, TASK_FAILED
from .sse import SSEParser

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_JSON_SIZE: Final = 128 * 1024 * 1024
"""Bytes of a JSON answer that are collected at the most: over half an hour of audio."""

_WORDS_LIMIT: Final = 300
_FAILURES: Final = 20  # of a list of them, what fills more than a line
_NOTICES: Final = 8  # more than there are
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Result:
    """One piece of a synthesis.

    Attributes:
        audio: The bytes of the piece in the wire's form; may be empty.
        request_id: The service's name for the request, where it gave one.
        metrics: The service's own figures for the piece, where `debug` asked for them.
        stop: Whether the service says that this is the end.
        characters: What the service bills for all so far, where it says so.
        engine: Which engine spoke, where it says so, at the end.
        notices: What was asked for and can't be done, at the end.
    """

    audio: bytes
    request_id: str | None = None
    stop: bool = False
    metrics: dict[str, Any] = field(default_factory=dict)
    characters: int | None = None
    engine: str = ""
    notices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TaskEvent:
    """One event of a WebSocket task.

    Attributes:
        name: `header.event`; unknown names are for the caller to pass over.
        task_id: `header.task_id`, where there is one.
        audio: The bytes of a `result-generated`.
        metrics: Its figures.
        error: What a `task-failed` says.
        characters: What the service bills for the task so far, where it says so.
        engine: Which engine spoke, where it says so.
        notices: What was asked for and can't be done, at the end.
    """

    name: str
    task_id: str | None
    audio: bytes = b""
    metrics: dict[str, Any] | None = None
    error: CosyVoiceSynthesisError | None = None
    characters: int | None = None
    engine: str = ""
    notices: list[str] = field(default_factory=list)


def parse_task_event(message: dict[str, Any]) -> TaskEvent:
    """Read a text frame of the WebSocket, as `load_object` gives it.

    Raises:
        CosyVoiceProtocolError: It is no event.
        CosyVoiceSynthesisError: It is no event but a failure in the HTTP manner.
    """
    header = message.get("header")
    payload = message.get("payload")
    if not isinstance(header, dict) or not isinstance(name := header.get("event"), str):
        _raise_failure(message)
        raise CosyVoiceProtocolError("message_not_an_event")
    task_id = header.get("task_id")
    parsed = TaskEvent(name, task_id if isinstance(task_id, str) else None)
    if name == RESULT_GENERATED:
        if isinstance(payload, dict):
            parsed.audio = _audio_of(payload)
            metrics = payload.get("metrics")
            parsed.metrics = metrics if isinstance(metrics, dict) else None
    elif name == TASK_FAILED:
        parsed.error = _task_failure(header, payload if isinstance(payload, dict) else {})
    if isinstance(payload, dict):
        parsed.characters = _billed(payload)
    attributes = header.get("attributes")
    if isinstance(attributes, dict):
        parsed.engine, parsed.notices = _speaker(attributes)
    return parsed


class SpeechBodyParser:
    """Reads the body of a speech answer, whether it is JSON or server-sent events.

    The body itself tells which it is: neither what was asked for nor Content-Type can be trusted.
    The result does not depend on how the bytes are split.
    """

    def __init__(self) -> None:
        self._head = b""  # what may still become a byte order mark
        self._sse: SSEParser | None = None
        self._json: list[bytes] | None = None
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[Result]:
        """Take the next bytes; return what they complete.

        The iterator raises as `parse_result` does, where it stands: what came before a failure is
        not lost.

        Raises:
            CosyVoiceProtocolError: The body is larger than can be.
        """
        if self._sse is None and self._json is None:
            head = self._head + chunk
            chunk = head.removeprefix(_BOM).lstrip()
            self._head = head if _BOM.startswith(head) else b""
            if self._head or not chunk:
                return iter(())
            if chunk[:1] in b"{[<":  # "<" is a gateway's page, which finish() names
                self._json = []
            else:
                self._sse = SSEParser()
        if self._json is None:
            return map(parse_result, self._sse.feed(chunk)) if self._sse else iter(())
        self._size += len(chunk)
        if self._size > MAX_JSON_SIZE:
            raise CosyVoiceProtocolError("answer_too_large", size=MAX_JSON_SIZE // 1024 // 1024)
        self._json.append(chunk)
        return iter(())

    def finish(self) -> Iterator[Result]:
        """End the body; return what is left, in the manner of `feed`."""
        if self._sse is not None:
            return map(parse_result, self._sse.finish())
        whole, self._json = b"".join(self._json or ()), None  # the pieces go before it is read
        return map(parse_result, [whole] if whole else [])


def parse_result(data: bytes) -> Result:
    """Read the object that carries a piece of audio.

    Raises:
        CosyVoiceSynthesisError: It says that the synthesis failed.
        CosyVoiceProtocolError: It is no such object.
    """
    if data.strip() == b"[DONE]":  # related services end a stream so
        return Result(b"", stop=True)
    result = load_object(data)
    reason = _raise_failure(result)
    request_id = result.get("request_id")
    metrics = result.get("metrics")
    return Result(
        _audio_of(result),
        request_id if isinstance(request_id, str) else None,
        reason == FINISH_REASON_STOP,
        metrics if isinstance(metrics, dict) else {},
        _billed(result),
        *_speaker(result),
    )


def _speaker(holder: dict[str, Any]) -> tuple[str, list[str]]:
    """Which engine spoke, and what it says that it can't do."""
    notices = holder.get("notices")
    several = notices[:_NOTICES] if isinstance(notices, list) else []
    return _words(holder.get("engine")), [words for each in several if (words := _words(each))]


def _billed(holder: dict[str, Any]) -> int | None:
    """The characters that Model Studio bills; they add up."""
    usage = holder.get("usage")
    count = usage.get("characters") if isinstance(usage, dict) else None
    return count if isinstance(count, int) else None


def describe_failure(data: Any, *, depth: int = 8) -> tuple[str, str]:
    """The code and the words of a failure in any of the shapes that services use.

    Knows `{code, message}`, `{error: text | {code, message}}` and FastAPI's `{detail: text | [{loc,
    msg}]}`. Both are empty if it says nothing, or nothing within `depth` levels.
    """
    if not depth:
        return "", ""
    if isinstance(data, str):
        return "", _words(data)
    if isinstance(data, list):
        several = (describe_failure(item, depth=depth - 1)[1] for item in data[:_FAILURES])
        return "", _words("; ".join(filter(None, several)))
    if not isinstance(data, dict):
        return "", ""
    for key in ("error", "detail"):
        if data.get(key):
            code, message = describe_failure(data[key], depth=depth - 1)
            if message:
                return code or _words(data.get("code")), message
    where = data.get("loc")
    message = _words(data.get("message") or data.get("msg"))
    if message and isinstance(where, list):
        message = f"{_words('.'.join(map(_words, where[:_FAILURES])))}: {message}"
    code = _words(data.get("code"))
    return (code, message) if message else ("", code)


def load_object(data: str | bytes) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        CosyVoiceProtocolError: It is none.
    """
    try:
        loaded = orjson.loads(data)
    except orjson.JSONDecodeError:
        head = data if isinstance(data, str) else data[:_WORDS_LIMIT].decode(errors="replace")
        raise CosyVoiceProtocolError("data_not_json", start=_words(head)[:80]) from None
    if not isinstance(loaded, dict):
        raise CosyVoiceProtocolError("json_not_an_object")
    return loaded


def _raise_failure(result: dict[str, Any]) -> object:
    """Raise what the service says has failed; else return the `finish_reason`."""
    output = result.get("output")
    if not isinstance(output, dict):
        output = {}
    reason = output.get("finish_reason")
    if isinstance(reason, str) and reason not in ("", "null", FINISH_REASON_STOP):
        raise CosyVoiceSynthesisError("synthesis_failed", message=_words(reason))
    if output.get("type") == "error":  # seen of Model Studio
        code, message = describe_failure(output)
        raise CosyVoiceSynthesisError("synthesis_failed", code=code, message=message)
    if result.get("error") or (
        not output and any(key in result for key in ("code", "message", "detail"))
    ):
        code, message = describe_failure(result)
        raise CosyVoiceSynthesisError("synthesis_failed", code=code, message=message)
    return reason


def _task_failure(header: dict[str, Any], payload: dict[str, Any]) -> CosyVoiceSynthesisError:
    code = _words(header.get("error_code") or header.get("code") or payload.get("code"))
    message = (
        _words(header.get("error_message") or header.get("message"))
        or describe_failure(payload)[1]
        or describe_failure(header)[1]
    )
    return CosyVoiceSynthesisError(
        "synthesis_failed", code=code, message=message, retry_after=_retry_after(header)
    )


def _retry_after(header: dict[str, Any]) -> float | None:
    """Seconds after which a service that is only busy wants to be asked again."""
    attributes = header.get("attributes")
    seconds = attributes.get("retry_after") if isinstance(attributes, dict) else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    if not math.isfinite(seconds) or seconds < 0:
        return None
    return min(float(seconds), LONGEST_RETRY_AFTER)


def _audio_of(holder: dict[str, Any]) -> bytes:
    output = holder.get("output")
    audio = output.get("audio") if isinstance(output, dict) else None
    data = audio.get("data") if isinstance(audio, dict) else None
    if not data:
        return b""
    try:
        return pybase64.b64decode(data, validate=True)
    except (ValueError, TypeError):
        pass  # white space, say; the strict way is the fast one, and nearly always right
    try:
        return binascii.a2b_base64(data)
    except (ValueError, TypeError):
        raise CosyVoiceProtocolError("audio_not_base64") from None


def _words(value: object) -> str:
    """A service's words on one line, cut to what a person reads."""
    if value is None or isinstance(value, dict | list):
        return ""
    text = " ".join(str(value).split())
    return text if len(text) <= _WORDS_LIMIT else text[: _WORDS_LIMIT - 1] + "…"
