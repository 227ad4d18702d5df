from pathlib import Path
from typing import Any

import pytest

from local_server.engines.zipvoice.tokens import TokenTable, tokens, with_known_marks
from local_server.errors import EngineError
from tests.local_server.engines.zipvoice import graphs, scenes

TABLE = TokenTable(graphs.TOKENS)


def test_fifty_sentences_have_the_tokens_of_the_models_own_tokenizer(upstream: Any) -> None:
    assert len(scenes.SENTENCES) == 50
    for sentence, numbers in zip(scenes.SENTENCES, upstream["tokens"], strict=True):
        assert TABLE.numbers(tokens(sentence)) == numbers, sentence


def test_no_token_of_fifty_sentences_is_unknown() -> None:
    found = [token for text in scenes.SENTENCES for token in tokens(with_known_marks(text))]
    assert [token for token in found if token not in TABLE.ids] == []


@pytest.mark.parametrize("mark", "…—–（）［］【】「」『』《》〈〉«»～·・")
def test_marks_without_a_token_become_marks_that_have_one(mark: str) -> None:
    found = tokens(with_known_marks(f"今天{mark}明天"))
    assert [token for token in found if token not in TABLE.ids] == []
    assert len(found) > len(tokens("今天明天"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("明天[下午]见。", "明天(下午)见."),
        ("See [the note] below.", "See (the note) below."),
        ("好<b>的</b>。", "好 b 的 /b ."),
        ("1 < 2 > 0", "1   2   0"),
        ("汉字<pin1><yin1>", "汉字<pin1><yin1>"),
    ],
)
def test_words_in_brackets_are_said_and_pinyin_in_them_is_read(written: str, said: str) -> None:
    assert with_known_marks(written) == said


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("他说Привет就走了。", "t0a1sh0uo1prʲivʲˈetj0iu4z0ou3l0e5."),
        ("say Привет to them", "sˈeɪprʲivʲˈettə ðˌɛm"),
        ("说κόσμος吗", "sh0uo1kˈosmosm0a5"),
    ],
)
def test_a_word_of_another_script_is_said_and_not_left_out(text: str, sounds: str) -> None:
    found = tokens(text)
    assert "".join(found) == sounds
    assert set(found) <= set(TABLE.ids)


def test_a_number_too_long_for_words_is_read_digit_by_digit() -> None:
    found = tokens("号码" + "8" * 40)
    assert found[-4:] == ["b0", "a1", "b0", "a1"]
    assert len(found) == 84


def test_a_table_keeps_the_space_that_is_a_token() -> None:
    assert TABLE.ids[" "] == 3
    assert len(TABLE.ids) == 358


def test_a_table_with_spaces_between_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    path.write_text(graphs.TOKENS.read_text("utf-8").replace("\t", " "), "utf-8")
    assert TokenTable(path).ids == TABLE.ids


def test_a_file_that_is_no_table_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    path.write_text("<html>Not found</html>", "utf-8")
    with pytest.raises(EngineError, match=r"can't use its tokens in .*tokens\.txt"):
        TokenTable(path)
