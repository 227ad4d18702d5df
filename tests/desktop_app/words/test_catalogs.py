"""The translations are there, whole, and found by a person's language."""

from __future__ import annotations

from collections import Counter
import re
from typing import TYPE_CHECKING

import pytest

from desktop_app.words import catalogs as module
from desktop_app.words.catalogs import CHINESE, FOLDER, language_for, language_of, translated
from script import catalogs

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog

_FIELD = re.compile(r"{[^}]*}")
_FORBIDDEN = re.compile("它|(?<!识)别的|(?<!識)別的|这里|這裡|这台计算机|不见了|不見了|文字稿")


def catalog(language: str) -> Catalog:
    return catalogs.read(catalogs.source(FOLDER, language))


@pytest.mark.parametrize("language", CHINESE)
def test_every_message_is_translated_with_its_fields(language: str) -> None:
    for message in catalog(language):
        if message.id:
            source = message.id if isinstance(message.id, str) else message.id[-1]
            forms = message.string or ""
            for form in (forms,) if isinstance(forms, str) else forms:
                assert form, source
                assert Counter(_FIELD.findall(form)) == Counter(_FIELD.findall(source)), source
                assert not _FORBIDDEN.search(form), form


@pytest.mark.parametrize("language", CHINESE)
def test_the_collected_messages_are_those_of_the_code(language: str, tmp_path: Path) -> None:
    catalogs.collect(tmp_path)
    new = {message.id for message in catalogs.read(catalogs.source(tmp_path, language))}
    assert {message.id for message in catalog(language)} == new, "run script/translate"


@pytest.mark.parametrize("language", CHINESE)
def test_every_translation_is_found_in_what_is_shipped(language: str) -> None:
    for message in catalog(language):
        if message.id and isinstance(message.id, str):
            assert translated(message.id, language) == message.string, "run script/translate"


def test_each_chinese_has_its_own_characters_and_words() -> None:
    whole = {
        language: "".join(str(message.string) for message in catalog(language))
        for language in CHINESE
    }
    assert not set(whole["zh_CN"]) & set("這沒讀網設為語錄檔開關戶際個說們聲")
    assert not set(whole["zh_TW"]) & set("这没读网设为语录档开关户际个说们声")


def test_english_needs_no_catalog_and_an_unknown_message_stays() -> None:
    assert translated("Unknown command.", "en") == "Unknown command."
    assert translated("Never said.", "zh_CN") == "Never said."


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (["zh_CN.UTF-8"], "zh_CN"),
        (["zh_SG"], "zh_CN"),
        (["zh-Hant-HK"], "zh_TW"),
        (["zh_HK.UTF-8@x"], "zh_TW"),
        (["zh-Hans-HK"], "zh_CN"),
        (["yue"], "zh_TW"),
        (["de_DE", "zh_TW"], "zh_TW"),
        (["en_GB", "zh_TW"], "en"),
        (["C"], "en"),
        (["", "tlh"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_is_there_is_taken(tags: list[str], language: str) -> None:
    assert language_for(tags) == language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, "zh_TW"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_TW:en"}, "zh_TW"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_HK.UTF-8"}, "zh_TW"),
    ],
)
def test_a_terminal_has_the_language_of_its_locale(
    environment: dict[str, str], language: str
) -> None:
    assert language_of(environment) == language


def test_where_no_locale_is_set_the_windows_of_the_system_say_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_windows_language", lambda: "zh_TW")
    assert language_of({}) == "zh_TW"
    assert language_of({"LANG": "en_US.UTF-8"}) == "en"
