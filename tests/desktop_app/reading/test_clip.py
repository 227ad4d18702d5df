"""The audio of a sentence: what is heard when, and where a listener finds back in."""

from __future__ import annotations

import asyncio

import pytest

from desktop_app.reading.clip import Clip
from desktop_app.reading.text import Script, Sentence
from shared_client import AudioSpec
from tests.sound_server import tone

SPEC = AudioSpec(24_000)
TEXT = "The cat sat on the mat, and then it slept."


def silence(seconds: float) -> bytes:
    return bytes(round(seconds * 24_000) * 2)


def clip(*parts: bytes, complete: bool = True) -> Clip:
    sentence = Script(TEXT).get(0)
    assert sentence is not None
    made = Clip(0, sentence)
    for part in parts:
        made.add(SPEC, part)
    if complete:
        made.end(complete=True)
    return made


@pytest.mark.parametrize(
    ("parts", "at", "back_to"),
    [
        ([tone(2.0), silence(0.2), tone(2.0)], 3.0, 2.18),
        ([tone(2.0), silence(0.2), tone(2.0)], 1.0, 0.0),
        ([tone(1.0), silence(0.02), tone(2.0)], 2.5, 0.0),
        ([tone(9.0)], 5.0, 5.0),
        ([silence(9.0)], 2.0, 0.0),
        ([tone(1.0), silence(0.2), tone(1.0), silence(0.2), tone(1.0)], 3.0, 2.38),
        ([], 0.0, 0.0),
    ],
)
def test_one_goes_back_to_the_last_pause(parts: list[bytes], at: float, back_to: float) -> None:
    assert clip(*parts).pause_before(at) == pytest.approx(back_to, abs=0.021)


def test_words_are_timed_by_what_is_voiced() -> None:
    made = clip(silence(1.0), tone(4.0), silence(1.0))
    heard = [made.word_at(seconds / 10) for seconds in range(61)]
    words = [TEXT[word.start : word.end] for word in heard if word]
    assert words[:11] == ["The"] * 11
    assert words[-12:] == ["slept"] * 12
    assert list(dict.fromkeys(words)) == TEXT.replace(",", "").rstrip(".").split()


def test_words_are_guessed_before_all_is_there_and_in_silence() -> None:
    first = clip(complete=False).word_at(0.0)
    assert first is not None
    assert first.start == 0
    assert clip(silence(1.0)).word_at(0.5) is not None
    assert Clip(0, Sentence(0, 1, "…", ((0, 0),))).word_at(0.0) is None
    assert clip(tone(1.0)).offset(0.5) == 24_000
    assert clip(tone(1.0)).offset(5) == 48_000
    assert clip().offset(5) == 0


async def test_audio_is_waited_for_until_it_ends_or_breaks() -> None:
    made = clip(complete=False)
    waiting = asyncio.create_task(made.more(0))
    await asyncio.sleep(0)
    made.add(SPEC, tone(0.1))
    assert await waiting == tone(0.1)
    made.end(complete=False, error=ValueError("broken"))
    assert await made.more(0) == tone(0.1)
    with pytest.raises(ValueError, match="broken"):
        await made.more(4800)
