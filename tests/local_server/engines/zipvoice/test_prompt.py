import numpy as np
import pytest

from local_server.engines.zipvoice import features, prompt
from local_server.engines.zipvoice.tokens import TokenTable
from local_server.errors import EngineError
from tests.local_server.engines.zipvoice import graphs, scenes

TABLE = TokenTable(graphs.TOKENS)
WORDS = "今天晚上会下雨，记得收衣服"


def test_a_quiet_recording_is_lifted_and_its_loudness_kept() -> None:
    loud = prompt.prepared(scenes.voice(), WORDS, TABLE)
    quiet = prompt.prepared(scenes.voice() * np.float32(0.1), WORDS, TABLE)
    assert quiet.loudness < 0.2 <= loud.loudness <= 1.0
    same = min(len(loud.features), len(quiet.features)) - 30
    assert abs(loud.features[:same].max() - quiet.features[:same].max()) < 0.1


def test_a_transcript_ends_with_a_full_stop_as_the_model_wants_it() -> None:
    assert prompt.prepared(scenes.voice(), WORDS, TABLE).tokens[-1] == TABLE.ids["."]
    assert prompt.with_full_stop(" 好！ ") == "好！"


def test_of_a_long_recording_only_a_part_is_prepared() -> None:
    samples = scenes.voice()
    text = (scenes._VOICE.with_suffix(".txt")).read_text("utf-8")
    best = prompt.prepare(samples, text, TABLE)
    assert len(best.features) * features.HOP / features.RATE < 5.5 < len(samples) / features.RATE


@pytest.mark.parametrize(
    ("text", "around", "words"),
    [
        ("3", "你好", "三"),
        ("3", "Hello", "3"),
        ("气温-5℃", "", "气温负五摄氏度"),
        ("It's -5 °C…", "", "It's minus 5 degrees Celsius,"),
    ],
)
def test_what_the_model_would_misread_is_put_into_words(text: str, around: str, words: str) -> None:
    assert prompt.readable(text, around).strip() == words


@pytest.mark.parametrize("text", ["", " ", "……", "。"])
def test_without_a_transcript_the_error_says_what_to_do(text: str) -> None:
    with pytest.raises(EngineError, match="add the voice again with its transcript"):
        prompt.prepare(scenes.voice(), text, TABLE)


def test_a_transcript_of_unknown_letters_is_an_error() -> None:
    with pytest.raises(EngineError, match="knows no word"):
        prompt.prepare(scenes.voice(end=48_000), "བོད་སྐད", TABLE)


def test_a_silent_recording_is_an_error() -> None:
    with pytest.raises(EngineError, match="nothing can be heard"):
        prompt.prepare(scenes.nothing(72_000), WORDS, TABLE)
