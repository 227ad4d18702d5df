from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from local_server.engines.zipvoice import english
from tests.local_server.engines.zipvoice import scenes


def test_numbers_and_abbreviations_become_the_words_that_the_model_was_trained_with(
    upstream: Any,
) -> None:
    assert [english.in_words(text) for text in scenes.NUMBERS] == upstream["words"]


def test_a_number_too_long_for_words_is_read_digit_by_digit() -> None:
    assert english.in_words("5" * 40).split() == ["five,"] * 39 + ["five"]


@given(st.text("0123456789.,/%$£ sth"))
def test_no_digit_is_left(text: str) -> None:
    assert not any(char.isdigit() for char in english.in_words(text))
