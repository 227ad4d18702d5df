"""In which typeface a text is set, by its language, the app's, and what a person chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QLocale
import pytest

from desktop_app.gui.reader import typesetting
from desktop_app.reading.scripts import CHINESE, JAPANESE, KOREAN, TRADITIONAL

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def locale() -> Iterator[None]:
    """The locale of the app is as it was afterwards."""
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("locale")
@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("ja_JP", JAPANESE),
        ("ko_KR", KOREAN),
        ("zh_TW", TRADITIONAL),
        ("zh_HK", TRADITIONAL),
        ("zh_CN", CHINESE),
        ("en_US", CHINESE),
    ],
)
def test_signs_in_a_text_of_an_alphabet_are_those_of_the_app_s_language(
    name: str, language: str
) -> None:
    QLocale.setDefault(QLocale(name))
    assert typesetting._language_of_app() == language


@pytest.mark.parametrize("language", ["", CHINESE])
def test_a_typeface_for_dyslexic_readers_has_the_signs_of_another_after_or_before_it(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    own, east = "OpenDyslexic", "Noto Sans CJK SC"
    monkeypatch.setattr(typesetting, "_known_families", lambda: frozenset({own, east}))
    assert typesetting.has_dyslexic()
    families = typesetting._families("opendyslexic", language)
    assert families == ([east, own] if language else [own, east])
    monkeypatch.setattr(typesetting, "_known_families", frozenset)
    assert not typesetting.has_dyslexic()
    assert typesetting._families("opendyslexic", language) == []
