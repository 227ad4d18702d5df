import numpy as np

from local_server.engines.phonemes import clauses
from local_server.engines.zipvoice import reading
from tests.local_server.engines.zipvoice import scenes

TEXT = scenes._VOICE.with_suffix(".txt").read_text("utf-8").strip()
COMMA = TEXT.index("，") + 1


def test_the_words_that_are_said_fit_better_than_others_and_at_their_place() -> None:
    samples = scenes.voice()
    speech = np.ones(len(samples) // 480, np.bool_)
    right = reading.laid_over(samples, speech, TEXT, [COMMA])
    wrong = reading.laid_over(samples, speech, "She sells sea shells by the shore. " * 3, [34])
    assert right.fit < 0.9 < wrong.fit
    costs = right.through(right.places[0], range(1, len(speech)))
    assert costs.min() >= -1e-6
    assert 0.7 < (int(np.argmin(costs)) + 1) / len(speech) < 0.95


def test_a_reading_does_not_depend_on_what_was_read_before() -> None:
    speech = np.ones(405, np.bool_)
    fits = []
    for _ in range(2):
        fits.append(reading.laid_over(scenes.voice(), speech, TEXT, [COMMA]).fit)
        reading.laid_over(scenes.voice(), speech, "Something else. " * 3, [])
    assert fits[0] == fits[1]


def test_after_it_the_phonemes_are_those_of_the_voice_asked_for() -> None:
    reading.laid_over(scenes.voice(), np.ones(405, np.bool_), TEXT, [])
    assert clauses("Hello")[0].phonemes == "həlˈoʊ"
