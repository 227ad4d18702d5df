"""Kokoro with its real weights: the library's samples, words, speed, cancellation.

`expected/library.json` was made with kokoro-onnx 0.6.1 and misaki 0.9.4 on Python 3.11: the
loudness of what the library speaks, in frames of 600 samples, and how many such frames each word
of a sentence takes with the phonemes of misaki, by the model's own durations.
"""

from __future__ import annotations

import json
from pathlib import Path
import threading
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from local_server.engines.kokoro import front_end
from local_server.engines.kokoro.synthesis import KokoroSynthesizer
from local_server.engines.kokoro.vocabulary import tokens
from local_server.engines.synthesizer import Cancelled, Job
from tests.kokoro_model import kokoro

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from local_server.engines.kokoro.model import Model

LIBRARY: Final = json.loads(
    Path(__file__).with_name("expected").joinpath("library.json").read_text(encoding="utf-8")
)
FRAME: Final = 600
VOICE: Final[dict[str, Any]] = {"voice_id": "alice", "voice_text": "你好", "pitch": 210.0}

pytestmark = pytest.mark.timeout(300)  # where the model has to be downloaded first


@pytest.fixture(scope="module")
def synthesizer() -> KokoroSynthesizer:
    synthesizer = KokoroSynthesizer(kokoro(), threads=2)
    synthesizer.load()
    return synthesizer


@pytest.fixture(scope="module")
def model(synthesizer: KokoroSynthesizer) -> Model:
    assert synthesizer._model is not None
    return synthesizer._model


def say(
    synthesizer: KokoroSynthesizer, text: str, step: Callable[[], None] = lambda: None, **job: Any
) -> npt.NDArray[np.float32]:
    return np.concatenate([*synthesizer.speak(Job(text, **VOICE, **job), step)])


@pytest.mark.parametrize("spoken", LIBRARY["samples"], ids=lambda spoken: spoken["voice"])
def test_the_same_phonemes_make_the_samples_that_the_library_makes(
    synthesizer: KokoroSynthesizer, model: Model, spoken: dict[str, Any]
) -> None:
    numbers = tokens(spoken["phonemes"])
    style = synthesizer._style(spoken["voice"])[len(numbers) - 1]
    samples = model.speak(numbers, style, 1.0)
    assert len(samples) == spoken["samples"]
    loudness = np.sqrt(np.mean(samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME) ** 2, 1))
    # Processors round int8 in ways of their own.
    assert np.corrcoef(loudness, spoken["loudness"])[0, 1] > 0.999


@pytest.mark.parametrize("sentence", LIBRARY["words"], ids=lambda sentence: sentence["text"])
def test_no_word_is_lost_or_shorter_than_it_should_be(
    synthesizer: KokoroSynthesizer, model: Model, sentence: dict[str, Any]
) -> None:
    phonemes = front_end.phonemes(sentence["text"])
    words = phonemes.split(" ")
    assert [word.strip("ˈ,.") for word in words] == [
        word.replace("pˈY", "pY").strip("ˈ,.") for word in sentence["words"]
    ]
    numbers = tokens(phonemes)
    style = synthesizer._style(sentence["voice"])[len(numbers) - 1]
    frames = model.lengths(numbers, style)[1:-1]
    ends = np.cumsum([len(word) + 1 for word in words])
    found = [
        part[: len(word)].sum() for part, word in zip(np.split(frames, ends), words, strict=False)
    ]
    assert np.divide(found, sentence["frames"]).min() > 0.6
    assert sum(found) == pytest.approx(sum(sentence["frames"]), rel=0.05)


def test_speech_is_as_long_as_asked_and_the_same_each_time(
    synthesizer: KokoroSynthesizer,
) -> None:
    text = "今天 It rains."
    once = say(synthesizer, text)
    assert 1 < len(once) / 24_000 < 3
    assert np.abs(once).max() <= 1
    assert 0.03 < np.sqrt(np.mean(once**2)) < 0.15
    np.testing.assert_array_equal(say(synthesizer, text), once)
    for speed in (0.5, 2.0):
        assert len(say(synthesizer, text, speed=speed)) * speed == pytest.approx(
            len(once), rel=0.05
        )


def test_an_instruct_for_british_english_gets_a_british_voice(
    synthesizer: KokoroSynthesizer,
) -> None:
    first, british = (
        next(synthesizer.speak(Job("No.", **VOICE, instruct=words), lambda: None))
        for words in ("Be happy!", "用英式英语说")
    )
    assert set(synthesizer._styles) >= {"af_heart", "bf_lily"}
    assert len(first) != len(british) or not np.array_equal(first, british)


def test_a_job_that_is_no_longer_wanted_ends_between_and_in_runs(
    synthesizer: KokoroSynthesizer,
) -> None:
    def gone() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        say(synthesizer, "你好。", gone)

    timer = threading.Timer(0.4, synthesizer.stop)
    timer.start()
    with pytest.raises(Exception, match="terminate"):
        say(synthesizer, "The quick brown fox jumps over the lazy dog and runs home again. " * 6)
    timer.join()
    assert len(say(synthesizer, "好。")) > 4_000


def test_marks_alone_are_silent(synthesizer: KokoroSynthesizer) -> None:
    assert [*synthesizer.speak(Job("……", **VOICE), lambda: None)] == []


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"model\.onnx"):
        KokoroSynthesizer(tmp_path, 1).load()
