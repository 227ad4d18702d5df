"""What is written, and how it is said."""

from pathlib import Path
import re

from hypothesis import given
from hypothesis import strategies as st
import pytest

from local_server.engines.wording import spoken

LINES = Path(__file__).with_name("wording.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [line.replace("\\n", "\n").split("\t") for line in LINES]
"""Language, what is written, how it is said."""


@pytest.mark.parametrize(("language", "written", "said"), ROWS)
def test_what_is_written_is_said(language: str, written: str, said: str) -> None:
    found = spoken(written)
    assert found == said
    if language == "chinese":  # English digits are eSpeak NG's to read
        assert not re.search("[0-9０-９]", found)


def test_numbers_without_words_are_read_in_the_language_asked_for() -> None:
    assert spoken("3.5%") == "3.5%"
    assert spoken("3.5%", chinese=True) == "百分之三点五"
    assert spoken("It is 5", chinese=True) == "It is 5"


@given(st.text(alphabet="0123456789.,:/-+%$€ abAkgmh年月点好°C@'\n", max_size=40))
def test_any_text_can_be_said_and_loses_no_word(text: str) -> None:
    said = spoken(text)
    assert said.count("好") >= text.count("好")
    assert bool(re.search(r"\w", said)) == bool(re.search(r"\w", text.replace("°", "")))
