"""A name that is nearly right is found."""

from __future__ import annotations

import pytest

from desktop_app.words.likeness import most_alike

NAMES = ["speak", "voices", "Story", "mum.wav", "家里"]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("spek", "speak"),
        ("SPEAK", "speak"),
        ("voice", "voices"),
        ("story", "Story"),
        ("mum", "mum.wav"),
        ("家", "家里"),
        ("sing", ""),
        ("", ""),
    ],
)
def test_the_name_that_is_most_like_a_word(word: str, name: str) -> None:
    assert most_alike(word, NAMES) == name


def test_of_no_names_none_is() -> None:
    assert most_alike("speak", []) == ""
