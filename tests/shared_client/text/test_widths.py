"""Widths: what is as wide as a Chinese character, and what is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
import pytest

from shared_client.text.widths import LIMIT, NARROW, WIDE, is_wide, weigh


@pytest.mark.parametrize("char", "中あア한，。！（Ａ￥")
def test_east_asian_characters_and_their_marks_are_wide(char: str) -> None:
    assert is_wide(char)
    assert weigh(char) == WIDE


@pytest.mark.parametrize("char", "aZ9 .,—“é…яع｡ｱ\n")
def test_all_others_are_narrow(char: str) -> None:
    assert not is_wide(char)
    assert weigh(char) == NARROW


@given(st.text(), st.text())
def test_a_text_is_as_wide_as_its_parts(one: str, other: str) -> None:
    assert weigh(one + other) == weigh(one) + weigh(other)


def test_as_much_english_as_chinese_fits_into_what_is_spoken_in_one_go() -> None:
    assert weigh("中" * 90) == weigh("a" * 200) == LIMIT * WIDE
