"""The phonemes of eSpeak NG, against what the library is known to do wrongly."""

import pytest

from local_server.engines.phonemes import IPA, between, clauses, tied_by
from local_server.errors import EngineError


def ipa(text: str) -> list[str]:
    return [clause.phonemes for clause in clauses(text)]


def test_each_clause_comes_with_the_text_that_was_read_for_it() -> None:
    found = clauses("Hello, world! Good night")
    assert [clause.phonemes for clause in found] == ["həlˈoʊ", "wˈɜːld", "ɡˈʊd nˈaɪt"]
    assert "".join(clause.source for clause in found).rstrip() == "Hello, world! Good night"


def test_a_lone_last_character_stays_in_its_own_text() -> None:
    """Without a space after it, the library would speak it at the head of the next text."""
    assert ipa("No. 5") == ["nˈoʊ", "fˈaɪv"]
    assert ipa("Welcome.") == ["wˈɛlkʌm"]


def test_text_after_a_nul_is_read() -> None:
    assert ipa("one\0two") == ipa("one two")


def test_text_that_is_no_unicode_text_is_read_as_far_as_it_is() -> None:
    assert ipa("blue \udcff sky")[0].startswith("blˈuː")


def test_a_text_without_words_has_no_phonemes() -> None:
    assert "".join(ipa("")) == "".join(ipa("   ")) == ""


def test_phonemes_can_be_told_apart_and_tied() -> None:
    assert clauses("chain", IPA | between("_"))[0].phonemes == "tʃ_ˈeɪ_n"
    assert clauses("chain", IPA | tied_by("^"))[0].phonemes == "t^ʃˈe^ɪn"
    assert clauses("four", 0)[0].phonemes == "f'o@"


def test_a_voice_that_is_not_there_is_an_error_of_the_engine() -> None:
    with pytest.raises(EngineError, match="no voice xx-nowhere"):
        clauses("one", voice="xx-nowhere")
    assert ipa("blue") == ["blˈuː"]
