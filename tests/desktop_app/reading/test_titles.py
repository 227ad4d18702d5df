from __future__ import annotations

import pytest

from desktop_app.reading.model import Reading
from desktop_app.reading.titles import file_name_of, title_of


@pytest.mark.parametrize(
    ("reading", "title"),
    [
        (Reading("Text.", "Title"), "Title"),
        (Reading("\n \nOne  line\tof it.\nAnother."), "One line of it. Another."),
        (Reading("word " * 40), "word " * 15 + "word…"),
        (Reading("字" * 100), "字" * 80 + "…"),
        (Reading("…"), "…"),
        (Reading(""), ""),
    ],
)
def test_what_a_text_is_called(reading: Reading, title: str) -> None:
    assert title_of(reading) == title


def test_names_of_files() -> None:
    assert file_name_of(Reading("Some words to say. " * 20)).startswith("Some words to say")
    assert len(file_name_of(Reading("x", "word " * 99))) <= 80
    assert file_name_of(Reading("...", "???")) == "CosyVoice Home"
    assert file_name_of(Reading("早上好。", "早上好")) == "早上好"
