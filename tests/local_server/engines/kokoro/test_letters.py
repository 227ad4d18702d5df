"""English in Kokoro's symbols, against misaki 0.9.4, with which the model was trained.

`expected/american.tsv` has what its `EspeakFallback` gives for whole sentences; what it doubles
(əɹɹ) is single in its dictionary, and here. `expected/british.tsv` is from its British dictionary.
"""

import pytest

from local_server.engines.kokoro.letters import phonemes
from local_server.engines.kokoro.vocabulary import NUMBERS
from local_server.engines.languages import BRITISH
from tests.local_server.engines.kokoro.expected.rows import rows


@pytest.mark.parametrize(("word", "expected"), rows("british.tsv"))
def test_a_british_word_has_the_phonemes_of_the_dictionary(word: str, expected: str) -> None:
    assert phonemes(word, BRITISH) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [("Москва", "ru"), ("東京タワー", "ja"), ("Straße", "de"), ("señor", "es"), ("안녕", "ko")],
)
def test_words_of_other_languages_are_spoken_too(text: str, language: str) -> None:
    assert len(set(phonemes(text, language)) & NUMBERS.keys()) > 3


def test_a_word_that_espeak_ng_takes_for_another_language_has_no_remark() -> None:
    assert "(" not in phonemes("déjà vu rendezvous")
