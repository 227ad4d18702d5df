"""The language of each part of a text."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
import pytest

from local_server.engines import languages
from local_server.engines.languages import asked_for, runs, script_of
from local_server.engines.phonemes import clauses

PLAIN = asked_for("")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好。", [("cmn", "你好。")]),
        ("Hello.", [("en-us", "Hello.")]),
        (
            "北京, hello 3 world。再见",
            [("cmn", "北京, "), ("en-us", "hello 3 world。"), ("cmn", "再见")],
        ),
        ("“Hello”你好", [("en-us", "“Hello”"), ("cmn", "你好")]),
        ("Привет こんにちは 안녕", [("ru", "Привет "), ("ja", "こんにちは "), ("ko", "안녕")]),
        (
            "γειά שלום مرحبا नमस्ते",
            [("el", "γειά "), ("he", "שלום "), ("ar", "مرحبا "), ("hi", "नमस्ते")],
        ),
        ("𠀀Ａ", [("cmn", "𠀀"), ("en-us", "Ａ")]),
        ("naïve café", [("en-us", "naïve café")]),
        ("3×4", [("en-us", "3×4")]),
        ("", [("en-us", "")]),
    ],
)
def test_runs(text: str, expected: list[tuple[str, str]]) -> None:
    assert runs(text, PLAIN) == expected


def test_digits_keep_the_language_before() -> None:
    assert runs("42", PLAIN, "cmn") == [("cmn", "42")]


@pytest.mark.parametrize(
    ("instruct", "chinese"),
    [
        ("", "cmn"),
        ("用四川话说", "cmn"),
        ("用广东话说", "yue"),
        ("用四川话说或者用广东话说", "yue"),
        ("請用廣東話", "yue"),
        ("用粤语", "yue"),
        ("Speak in Cantonese", "yue"),
        ("Speak Mandarin", "cmn"),
    ],
)
def test_dialect_asked_for(instruct: str, chinese: str) -> None:
    assert runs("你好 hello", asked_for(instruct)) == [(chinese, "你好 "), ("en-us", "hello")]


@pytest.mark.parametrize(
    ("instruct", "latin"),
    [("用法语说", "fr"), ("in GERMAN", "de"), ("British accent", "en-gb-x-rp")],
)
def test_language_asked_for(instruct: str, latin: str) -> None:
    assert runs("你好 a", asked_for(instruct)) == [("cmn", "你好 "), (latin, "a")]


def test_espeak_ng_has_every_language_that_can_be_found_or_asked_for() -> None:
    """A voice that it doesn't have would be an error of the whole sentence."""
    found = {language for _, _, language in languages._SCRIPTS} - {"latin"}
    asked = {language for language, _ in (*languages._ASKED, *languages._ASKED_LATIN)}
    for language in {*found, *asked, languages.ENGLISH}:
        assert clauses("a", voice=f"{language}+f1")


@given(st.text(max_size=200))
def test_the_runs_are_the_text(text: str) -> None:
    found = runs(text, PLAIN)
    assert "".join(part for _, part in found) == text
    languages = [language for language, _ in found]
    assert all(one != other for one, other in itertools.pairwise(languages))


def test_signs_have_no_script() -> None:
    assert [script_of(char) for char in "3 ,。・×\x00"] == [None] * 7
