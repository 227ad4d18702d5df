"""In which language a text is."""

from __future__ import annotations

import pytest

from desktop_app.reading.languages import Languages, primary


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("今天天气很好。", "zh"),
        ("今天用 iPhone 听音乐。", "zh"),
        ("He likes 茶 very much indeed.", "en"),
        ("これは日本語です。", "ja"),
        ("カタカナ", "ja"),
        ("안녕하세요", ""),
        ("Привет", "ru"),
        ("123 456", ""),
    ],
)
def test_a_script_tells_the_language(text: str, language: str) -> None:
    assert Languages(["en", "zh-Hans", "ja", "ru", ""]).of(text) == language


async def test_words_tell_where_scripts_do_not() -> None:
    languages = Languages(["en", "de", "fr"])
    await languages.load()
    assert languages.of("The weather is fine today.") == "en"
    assert languages.of("Heute ist das Wetter wirklich schön.") == "de"
    assert languages.of("Il fait très beau aujourd'hui.") == "fr"
    assert languages.of("So.", "de") == "de"
    assert languages.of("So.") == "en"


async def test_languages_that_the_model_does_not_know_or_names_otherwise() -> None:
    languages = Languages(["haw", "en", "nb"])
    await languages.load()
    assert languages.of("The weather is fine today.") == "en"
    assert languages.of("Jeg vet ikke hvor jeg skal gå i dag, men været er fint.") == "nb"
    unknown = Languages(["haw", "mi"])
    await unknown.load()
    assert unknown.of("He aha te mea nui o te ao?", "mi") == "mi"
    assert unknown.of("He aha te mea nui o te ao?") == "haw"


@pytest.mark.parametrize(("text", "language"), [("ನಮಸ್ಕಾರ", "kn"), ("សួស្តី", "km"), ("ሰላም", "am")])
def test_scripts_of_one_language(text: str, language: str) -> None:
    assert Languages(["en", "kn", "km", "am"]).of(text) == language


async def test_no_model_is_loaded_where_scripts_are_enough() -> None:
    languages = Languages(["en", "zh"])
    await languages.load()
    assert languages._model is None


def test_a_language_is_known_by_its_first_part() -> None:
    assert primary("zh_Hans-CN") == "zh"
    assert primary("") == ""
