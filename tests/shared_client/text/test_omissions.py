"""What is said where code is left out."""

from __future__ import annotations

import pytest

from shared_client.text.omissions import CODE, code_phrase


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("de-AT", "de"), ("zh_CN", "zh"), ("zh-Hant", "zh"), ("yue", "yue")],
)
def test_the_phrase_is_in_the_language_of_the_text(tag: str, language: str) -> None:
    assert code_phrase(tag) == CODE[language]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("Run this 👍:", "en"),
        ("A long text of English words, in which 你好 is explained.", "en"),
        ("请运行 print：", "zh"),
        ("これを実行：", "ja"),
        ("실행하세요", "ko"),
        ("Запустите это", "ru"),
    ],
)
def test_a_script_tells_where_no_language_does(text: str, language: str) -> None:
    assert code_phrase(None, text) == CODE[language]


def test_in_a_language_without_a_phrase_nothing_is_said() -> None:
    assert code_phrase("sw") == ""
