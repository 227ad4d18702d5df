"""Bodies of answers as they come: sound of any form, and events that say when they are whole."""

from __future__ import annotations

import base64
import io
import json
import wave

import numpy as np
import pytest

from local_server.engines.speech_api.answers import RATE, Answer, AnswerError
from local_server.framing import wav_header

EVENTS = "text/event-stream"
SOUND = np.arange(-600, 600, dtype="<i2")


def event(**data: object) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def speech(pcm: bytes) -> bytes:
    return event(type="speech.audio.delta", audio=base64.b64encode(pcm).decode())


def test_of_two_channels_the_middle_is_heard() -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((2, 2, RATE, 0, "NONE", ""))
        writer.writeframes(np.column_stack([SOUND + 100, SOUND - 100]).astype("<i2").tobytes())
    answer = Answer("audio/wav")
    pcm = answer.feed(file.getvalue()) + answer.finish()
    assert pcm == SOUND.tobytes()
    assert answer.samples == len(SOUND)


@pytest.mark.parametrize(
    "end",
    [event(type="speech.audio.done"), b"data: [DONE]\n\n", b"data: [DONE]\n", b"data: [DONE]"],
)
def test_a_stream_of_events_is_whole_when_it_says_so(end: bytes) -> None:
    answer = Answer(EVENTS)
    pcm = b"".join(answer.feed(part) for part in (speech(SOUND.tobytes()), end))
    assert pcm + answer.finish() == SOUND.tobytes()


def test_a_stream_of_events_that_breaks_off_is_told() -> None:
    answer = Answer(EVENTS)
    answer.feed(speech(SOUND.tobytes()))
    with pytest.raises(AnswerError, match="ended before it was complete"):
        answer.finish()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"data: [1, 2]\n\n", "isn't speech"),
        (b"data: nonsense\n\n", "isn't speech"),
        (event(audio={"url": "x"}), "isn't speech"),
        (event(error={"message": "out of memory"}), "out of memory"),
        (event(error={"code": "busy"}), "busy"),
        (event(detail=[{"msg": "too long"}, {"msg": "too loud"}, 3]), "too long; too loud"),
        (event(code=7, message="no such voice"), "no such voice"),
    ],
)
def test_an_event_that_is_no_speech_is_told_in_the_words_of_the_service(
    data: bytes, words: str
) -> None:
    with pytest.raises(AnswerError, match=words):
        Answer(EVENTS).feed(data)


def test_an_answer_without_a_sample_is_no_speech() -> None:
    answer = Answer("audio/wav")
    answer.feed(wav_header(RATE, 0))
    with pytest.raises(AnswerError, match="without any audio"):
        answer.finish()
