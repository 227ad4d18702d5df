"""Chinese in Kokoro's symbols, against misaki 0.9.4, with which the model was trained.

`expected/syllables.tsv` has what its `ZHG2P.py2ipa` gives for every reading in pypinyin 0.55,
`expected/mandarin.tsv` what `ZHG2P()` gives for whole sentences.
"""

import pytest

from local_server.engines.kokoro import front_end, mandarin
from tests.local_server.engines.kokoro.expected.rows import rows


def test_every_syllable_sounds_as_the_model_was_trained() -> None:
    expected = dict(rows("syllables.tsv"))
    assert len(expected) == 1549
    assert {reading: mandarin._syllable(reading) for reading in expected} == expected


@pytest.mark.parametrize(("text", "phonemes"), rows("mandarin.tsv"))
def test_a_sentence_has_the_phonemes_that_the_model_was_trained_with(
    text: str, phonemes: str
) -> None:
    assert front_end.phonemes(text) == phonemes


def test_traditional_characters_are_read_by_word_too() -> None:
    assert mandarin.phonemes("音樂") == mandarin.phonemes("音乐")
    assert mandarin.phonemes("快樂") == mandarin.phonemes("快乐")
    assert mandarin.phonemes("乾隆") == "ʨʰjɛ↗nlʊ↗ŋ"  # of both; simplified alone it is 干


def test_a_character_that_is_repeated_by_a_sign_is_read_twice() -> None:
    assert mandarin.phonemes("人々") == mandarin.phonemes("人人")


def test_what_has_no_reading_is_passed_over() -> None:
    assert mandarin.phonemes("\U00032000好") == "xau↓"
