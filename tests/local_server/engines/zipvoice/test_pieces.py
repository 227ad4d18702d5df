from hypothesis import given
from hypothesis import strategies as st

from local_server.engines.zipvoice import pieces
from local_server.engines.zipvoice.tokens import tokens

TOKENS = st.lists(st.sampled_from(["a", "i3", "n0", " ", ",", ".", "!"]), max_size=120)


@given(TOKENS, st.integers(1, 40))
def test_nothing_is_lost_and_nothing_is_too_long(found: list[str], most: int) -> None:
    cut = pieces.cut(found, most)
    assert [token for piece in cut for token in piece] == found
    assert all(0 < len(piece) <= most for piece in cut)


def test_what_is_short_enough_stays_whole() -> None:
    assert pieces.cut(["a"] * 40, 40) == [["a"] * 40]


def test_a_long_text_is_cut_between_sentences_rather_than_at_commas() -> None:
    found = tokens("One, two, three, four. Five, six, seven, eight.")
    assert [piece[-1] for piece in pieces.cut(found, len(found) - 1)] == [".", "."]


def test_a_text_without_marks_is_cut_between_words_and_between_syllables() -> None:
    english = tokens("several words that go on and on")
    assert "".join(pieces.cut(english, 25)[1]).startswith(" ")
    chinese = tokens("这里没有一个标点符号")
    for piece in pieces.cut(chinese, 8):
        assert piece[-1][-1] in "12345"


def test_no_piece_is_a_short_rest() -> None:
    found = tokens("一二三四五六七八九十，" * 7 + "好。")
    assert min(len(piece) for piece in pieces.cut(found, 60)) > 20
