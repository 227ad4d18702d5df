from __future__ import annotations

import pytest

from desktop_app.reading.model import Reading
from desktop_app.reading.titles import title_of


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
