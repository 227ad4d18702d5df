"""Where a text is cut for the model."""

from hypothesis import given
from hypothesis import strategies as st

from local_server.engines.kokoro.pieces import Piece, pieces

CLAUSE = "ə bɹˈAk fˈɑst ɪz ɹˈɛdi, "


def test_a_short_text_is_one_piece() -> None:
    assert pieces("həlˈO wˈɜɹld. bˈI!", 510) == [Piece("həlˈO wˈɜɹld. bˈI!", 0.3)]
    assert pieces("", 510) == []


def test_the_first_piece_of_a_long_text_ends_early() -> None:
    first, rest = pieces((CLAUSE * 10).rstrip(), 510)
    assert first == Piece(CLAUSE.strip(), 0.14)
    assert len(rest.phonemes) > 200


def test_long_texts_end_with_a_sentence_rather_than_a_clause_and_a_clause_rather_than_a_word() -> (
    None
):
    text = f"{'abc ' * 20}end. {'abc ' * 10}now, {'abc ' * 30}"
    cut = pieces(text.strip(), 120)
    assert [piece.phonemes[-4:] for piece in cut[:2]] == ["end.", "now,"]
    assert [piece.pause for piece in cut[:2]] == [0.3, 0.14]
    assert cut[2].phonemes.endswith("abc")


@given(st.text(alphabet="aəˈ .,!?…”", max_size=400), st.integers(20, 90))
def test_nothing_is_lost_and_no_piece_is_too_long(text: str, longest: int) -> None:
    cut = [piece.phonemes for piece in pieces(text.strip(), longest)]
    assert all(0 < len(piece) <= max(longest, 90) for piece in cut)
    assert "".join(cut).replace(" ", "") == text.replace(" ", "")
