"""Recordings with known borders, spoken by eSpeak NG in another voice and at another pace."""

import numpy as np
import numpy.typing as npt
import pytest
import soxr  # type: ignore[import-untyped]  # it ships no types

from local_server.engines import Excerpt, phonemes
from local_server.engines.zipvoice import excerpts
from local_server.engines.zipvoice.features import RATE
from local_server.engines.zipvoice.reading import Collected
from local_server.workers.espeak import SAMPLE_RATE
from tests.local_server.engines.zipvoice import scenes

Parts = list[tuple[str, float, float]]
"""Words, the speed at which they are spoken, and the seconds of the pause after them."""

CHINESE: Parts = [
    ("今天晚上会下雨，", 0.7, 0.4),
    ("记得把阳台上", 1.5, 0.35),  # a pause where there is no mark
    ("的衣服收进来。", 1.5, 0.25),
    ("你好，", 1.0, 0.3),
    ("欢迎回家！", 1.0, 0.5),
    ("我不知道他一个人去了哪里。", 1.3, 0.3),
]
ENGLISH: Parts = [
    ("Hello, ", 1.0, 0.3),
    ("my name is Anna. ", 0.7, 0.5),
    ("I was born in a small town near the sea, ", 1.4, 0.4),
    ("and I moved to the city ", 1.4, 0.3),
    ("when I was nineteen. ", 1.0, 0.4),
    ("Now I teach music to children.", 0.8, 0.2),
]
MIXED: Parts = [
    ("请打开设置页面，", 0.8, 0.3),
    ("然后选择 voice 选项。", 1.2, 0.4),
    ("We can start now, ", 1.3, 0.3),
    ("and then we go home. ", 1.0, 0.4),
    ("我马上就来，", 0.8, 0.3),
    ("请等一等我。", 1.0, 0.3),
]
RECORDINGS = pytest.mark.parametrize(
    ("parts", "voice"), [(CHINESE, "cmn+m7"), (ENGLISH, "en-gb+f4"), (MIXED, "cmn+f5")]
)


def speak(parts: Parts, voice: str) -> tuple[npt.NDArray[np.float32], list[tuple[int, int]]]:
    """A recording, and where each part begins and ends in it."""
    speech = phonemes.speech()
    noise = np.random.default_rng(1)
    sound, places = [scenes.nothing(RATE // 3)], []
    for words, speed, pause in parts:
        sink = Collected()
        language = voice if "\u4e00" <= words[0] <= "\u9fff" else f"en-us+{voice[-2:]}"
        speech.speak(language, 60, words, speed=speed, last=False, sink=sink)
        pcm = np.frombuffer(sink.pcm, "<i2").astype(np.float32) / 32_768
        loud = np.flatnonzero(np.abs(pcm) > 0.01)
        start = sum(map(len, sound))
        sound.append(soxr.resample(pcm[loud[0] : loud[-1] + 1], SAMPLE_RATE, RATE))
        places.append((start, start + len(sound[-1])))
        sound.append(scenes.nothing(int(pause * RATE)))
    samples = np.concatenate(sound)
    return samples + noise.normal(0, 5e-4, len(samples)).astype(np.float32), places


@RECORDINGS
def test_an_excerpt_holds_the_words_that_it_says(parts: Parts, voice: str) -> None:
    """By proportion, the slow and the fast parts would be cut in the middle of a word."""
    samples, places = speak(parts, voice)
    text = "".join(words for words, _, _ in parts)
    found = excerpts.candidates(samples, text)
    assert len(found) > 5
    for one in found[1:]:
        first = text.index(one.text)
        inside = [
            place
            for number, place in enumerate(places)
            if first
            <= len("".join(words for words, _, _ in parts[:number]))
            < first + len(one.text)
        ]
        assert one.start == pytest.approx(inside[0][0], abs=0.15 * RATE)
        assert one.end == pytest.approx(inside[-1][1], abs=0.15 * RATE)


@RECORDINGS
def test_of_a_long_recording_a_few_seconds_are_taken(parts: Parts, voice: str) -> None:
    samples, _ = speak(parts, voice)
    best = excerpts.choose(samples, "".join(words for words, _, _ in parts))
    assert not best.whole
    assert 2.5 * RATE < best.end - best.start < 5.5 * RATE


@RECORDINGS
def test_words_that_are_not_said_cut_nothing(parts: Parts, voice: str) -> None:
    samples, _ = speak(parts, voice)
    others = ENGLISH if parts is CHINESE else CHINESE
    found = excerpts.candidates(samples, "".join(words for words, _, _ in others))
    assert [one.whole for one in found] == [True]


@pytest.mark.parametrize(
    ("parts", "voice", "missing"),
    [(CHINESE, "cmn+m7", 1), (ENGLISH, "en-gb+f4", 3), (MIXED, "cmn+f5", 2)],
)
def test_what_is_said_and_not_written_is_in_no_excerpt(
    parts: Parts, voice: str, missing: int
) -> None:
    samples, places = speak(parts, voice)
    text = "".join(words for number, (words, _, _) in enumerate(parts) if number != missing)
    for one in excerpts.candidates(samples, text)[1:]:
        assert one.end < sum(places[missing]) / 2 or one.start > sum(places[missing]) / 2


def test_a_recording_without_pauses_or_marks_is_taken_whole() -> None:
    samples, _ = speak(
        [(words.rstrip("，。 "), speed, 0.0) for words, speed, _ in CHINESE], "cmn+m7"
    )
    text = "".join(words for words, _, _ in CHINESE)
    assert excerpts.choose(samples, text).whole
    samples, _ = speak(CHINESE, "cmn+m7")
    assert excerpts.choose(samples, text.translate(str.maketrans("，。！", "   "))).whole


def test_a_short_recording_is_taken_whole() -> None:
    samples, _ = speak(CHINESE[:2], "cmn+m7")
    best = excerpts.choose(samples, "今天晚上会下雨，记得把阳台上")
    assert best == Excerpt(0, len(samples), "今天晚上会下雨，记得把阳台上", whole=True)
