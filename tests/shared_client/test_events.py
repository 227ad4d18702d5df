"""Answers of every shape: what they carry, and how they say that something failed."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import orjson
import pytest

from shared_client import CosyVoiceError, CosyVoiceProtocolError, CosyVoiceSynthesisError
from shared_client import events as events_module
from shared_client.events import (
    SpeechBodyParser,
    TaskEvent,
    describe_failure,
    load_object,
    parse_result,
)
from tests.shared_client.service import result, sse


def parse(*chunks: bytes) -> list[bytes]:
    parser = SpeechBodyParser()
    results = [found for chunk in chunks for found in parser.feed(chunk)]
    return [found.audio for found in (*results, *parser.finish())]


def read_task_event(message: str | bytes) -> TaskEvent:
    return events_module.parse_task_event(load_object(message))


def dumps(data: Any) -> bytes:
    return orjson.dumps(data)


BODIES = [
    (sse(result(b"one"), result(b"two", "stop")), [b"one", b"two"]),
    (b": ping\n\n" + sse(result(b"one")), [b"one"]),
    (b"\xef\xbb\xbf" + sse(result(b"one")), [b"one"]),
    (b"\n\n" + sse(result(b"one")), [b"one"]),
    (b"# " + sse(result(b"one")), [b"one"]),
    (dumps(result(b"one")), [b"one"]),
    (b"\xef\xbb\xbf \n" + dumps(result(b"one")), [b"one"]),
    (sse(result(b"one"), result(b"", "stop"), result(None, "stop")), [b"one", b"", b""]),
    (sse(result(b"one")) + b"data: [DONE]\n\n", [b"one", b""]),
    (sse({"output": {"audio": {"data": "b25l"}}}), [b"one"]),
    (sse({"output": {"audio": {"data": "b2\r\n5l"}}}), [b"one"]),
    (sse({"output": {"audio": None}}, {"output": {}}, {"request_id": 1}), [b"", b"", b""]),
    (b"", []),
    (b" \n", []),
]


@pytest.mark.parametrize(("body", "audio"), BODIES)
def test_bodies(body: bytes, audio: list[bytes]) -> None:
    assert parse(body) == audio
    assert parse(*(body[i : i + 1] for i in range(len(body)))) == audio


FAILURES = [
    ({"error": "out of memory"}, "out of memory", ""),
    ({"output": {}, "error": {"code": "E1", "message": "no voice"}}, "no voice", "E1"),
    ({"output": {"finish_reason": "text too long"}}, "text too long", ""),
    ({"code": "InvalidParameter", "message": "speed"}, "speed", "InvalidParameter"),
    ({"detail": "Not a voice"}, "Not a voice", ""),
    ({"detail": [{"loc": ["body", "speed"], "msg": "too fast"}]}, "body.speed: too fast", ""),
    ({"error": True}, "", ""),
    ({"error": {}, "code": 500}, "500", ""),
    ({"message": "x" * 1000}, "x" * 299 + "…", ""),
]


@pytest.mark.parametrize(("answer", "message", "code"), FAILURES)
@pytest.mark.parametrize("pack", [dumps, sse])
def test_failures_in_band(answer: dict[str, Any], message: str, code: str, pack: Any) -> None:
    with pytest.raises(CosyVoiceSynthesisError) as failed:
        parse(pack(answer))
    assert (failed.value.message, failed.value.code) == (message, code)


def test_a_failure_without_words() -> None:
    with pytest.raises(CosyVoiceSynthesisError, match="gave no reason"):
        parse_result(b'{"error": {"x": 1}}')
    assert describe_failure(7) == ("", "")


@pytest.mark.parametrize(
    "body",
    [
        b"<html>502</html>",
        b"{broken",
        b"[1]",
        b"data: 7\n\n",
        b"data: nonsense\n\n",
        b'{"output":{"audio":{"data":"a"}}}',
        b'{"output":{"audio":{"data":7}}}',
    ],
)
def test_what_is_no_answer(body: bytes) -> None:
    with pytest.raises(CosyVoiceProtocolError):
        parse(body)


def test_an_endless_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events_module, "MAX_JSON_SIZE", 1000)
    parser = SpeechBodyParser()
    with pytest.raises(CosyVoiceProtocolError, match="larger than"):
        for _ in range(2000):
            parser.feed(b"{")


@given(
    body=st.sampled_from([body for body, _ in BODIES]) | st.binary(max_size=80),
    cuts=st.lists(st.integers(0, 400), max_size=6),
)
def test_splits_change_nothing(body: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]

    def outcome(*chunks: bytes) -> Any:
        try:
            return parse(*chunks)
        except CosyVoiceError as error:
            return type(error), str(error)

    chunks = [body[a:b] for a, b in itertools.pairwise(edges)]
    assert outcome(*chunks) == outcome(body)


def test_task_events() -> None:
    audio = base64.b64encode(b"abc").decode()
    event = read_task_event(
        json.dumps(
            {
                "header": {"event": "result-generated", "task_id": "t"},
                "payload": {"output": {"audio": {"data": audio}}, "metrics": {"speech_len": 1.0}},
            }
        )
    )
    assert (event.name, event.task_id, event.audio) == ("result-generated", "t", b"abc")
    assert event.metrics == {"speech_len": 1.0}
    assert read_task_event(b'{"header":{"event":"new-thing"}}').name == "new-thing"
    assert read_task_event(b'{"header":{"event":"result-generated"}}').audio == b""


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({"header": {"error_code": "E", "error_message": "bad voice"}}, "E: bad voice"),
        ({"header": {"code": "E", "message": "bad voice"}}, "E: bad voice"),
        ({"header": {}, "payload": {"message": "bad voice"}}, "bad voice"),
        ({"header": {}, "payload": {"error": {"message": "bad voice"}}}, "bad voice"),
        ({"header": {"error": "bad voice"}, "payload": None}, "bad voice"),
        ({"header": {}}, ""),
    ],
)
def test_task_failed(event: dict[str, Any], words: str) -> None:
    event["header"]["event"] = "task-failed"
    error = read_task_event(dumps(event)).error
    assert error is not None
    assert error.values == ({"words": words} if words else {})
    assert error.key == ("synthesis_failed_because" if words else "synthesis_failed")


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (b"{}", CosyVoiceProtocolError),
        (b"[]", CosyVoiceProtocolError),
        (b"hello", CosyVoiceProtocolError),
        (b'{"header": {"event": 7}}', CosyVoiceProtocolError),
        (b'{"code": "E", "message": "gateway"}', CosyVoiceSynthesisError),
    ],
)
def test_what_is_no_event(message: bytes, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        read_task_event(message)


@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "header",
                        "event",
                        "payload",
                        "output",
                        "audio",
                        "data",
                        "error",
                        "code",
                        "message",
                        "detail",
                        "finish_reason",
                        "metrics",
                        "task_id",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
    ).map(dumps)
)
def test_no_input_raises_anything_else(data: bytes) -> None:
    for read in (read_task_event, parse_result):
        with contextlib.suppress(CosyVoiceError):
            read(data)
