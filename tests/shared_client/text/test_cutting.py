"""Cutting: of the places where a text may be cut, the best one is taken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
import pytest

from shared_client.text.cutting import best_cut, ends_clause
from shared_client.text.widths import NARROW, WIDE, weigh


def cut(text: str) -> str:
    """What is left of a text that is one character too long."""
    return text[: best_cut(text, weigh(text[:-1]))]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("one two three, four five", "one two three,"),  # a clause is better than a later space
        ("one, two three four five", "one, two three four "),  # but not one that comes too early
        ("one two three four five", "one two three four "),
        ("one two 1 000 000", "one two "),
        ("one two no\u00a0break here", "one two no\u00a0break "),
        ("今天天气很好，我们出去玩", "今天天气很好，"),
        ("今天天气很好我们出去玩", "今天天气很好我们出去"),
        ("我们一起用Python写", "我们一起用Python"),
        ("我们一起用Python", "我们一起用"),
        ("abcdefghij", "abcdefghi"),
        ("word-and-wordy", "word-and-"),
        ("they say don't", "they say "),
        ("at 12:30:45", "at "),
    ],
)
def test_a_text_is_cut_where_it_hurts_least(text: str, left: str) -> None:
    assert cut(text) == left


@pytest.mark.parametrize(
    "whole", ["e\u0301", "👍🏽", "👨\u200d👩", "🇩🇪", "\ud83d\ude00", "\u1112\u1161"]
)
def test_what_a_reader_takes_for_one_character_stays_whole(whole: str) -> None:
    text = "a" + whole * 20
    left = cut(text)
    assert left.removeprefix("a").replace(whole, "") == ""
    assert left != text


@given(st.text(st.sampled_from("a1中，, .“”—\u0301\u200d🇩'"), min_size=2))
def test_a_cut_leaves_something_on_both_sides(text: str) -> None:
    for limit in (NARROW, WIDE, weigh(text[:-1])):
        assert 0 < best_cut(text, limit) < len(text)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("so, it", True),
        ("so,it", False),
        ("10,000", False),
        ("苹果，香", True),
        ("苹果，”香", False),  # the quote belongs to the clause
        ("1，2", False),
        ("well—then", True),
        ("1990–2000", False),
        ("What! a", True),
        ("Dr. a", False),
    ],
)
def test_a_clause_ends_after_its_mark_but_not_inside_a_number(text: str, ends: bool) -> None:  # noqa: FBT001 - a row of the table
    mark = next(at for at, char in enumerate(text) if char in ",，—–!.")
    assert ends_clause(text, mark + 1) is ends
