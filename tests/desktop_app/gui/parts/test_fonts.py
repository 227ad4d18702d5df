"""Han characters have the strokes of the app's language, whatever the session's is."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFont, QFontDatabase, QFontInfo, QImage, QPainter
import pytest

from desktop_app.gui.parts.fonts import han_family, with_han

CHARACTERS = "直骨角"
"""Three that are drawn differently in China, Taiwan and Japan."""
FAMILIES = {"zh-Hans-CN": "Noto Sans CJK SC", "zh-Hant-TW": "Noto Sans CJK TC"}

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def has_fonts() -> None:
    if not {*FAMILIES.values(), "Noto Sans CJK JP"} <= set(QFontDatabase.families()):
        pytest.skip("needs the fonts of Noto Sans CJK")


def drawn(font: QFont) -> QImage:
    picture = QImage(160, 60, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    font.setPixelSize(40)
    painter.setFont(font)
    painter.drawText(picture.rect(), Qt.AlignmentFlag.AlignCenter.value, CHARACTERS)
    painter.end()
    return picture


@pytest.mark.parametrize(("language", "family"), FAMILIES.items())
def test_characters_are_drawn_as_the_language_of_the_app_writes_them(
    language: str, family: str
) -> None:
    font = with_han(QFont("DejaVu Sans"), [language, "en"], dark=False)
    assert drawn(font) == drawn(QFont(family))
    assert drawn(font) != drawn(QFont("Noto Sans CJK JP"))
    assert QFontInfo(font).family() == "DejaVu Sans"  # Latin letters stay


def test_a_change_of_language_changes_the_characters_too() -> None:
    first = with_han(QFont("DejaVu Sans"), ["zh-Hans-CN"], dark=False)
    then = with_han(first, ["zh-Hant-TW"], dark=False)
    assert drawn(first) == drawn(QFont("Noto Sans CJK SC"))
    assert drawn(then) == drawn(QFont("Noto Sans CJK TC"))


@pytest.mark.parametrize(
    ("languages", "family"),
    [
        (("zh_CN",), "Noto Sans CJK SC"),
        (("zh-HK",), "Noto Sans CJK TC"),
        (("zh-Hans-HK",), "Noto Sans CJK SC"),
        (("yue-HK",), "Noto Sans CJK TC"),
        (("en-US", "de"), "Noto Sans CJK SC"),  # for names of voices, and texts
        (("en-US", "ja-JP"), ""),
        (("ko",), ""),
    ],
)
def test_each_language_has_its_characters(languages: tuple[str, ...], family: str) -> None:
    assert han_family(languages, dark=False) == family


def test_a_lighter_style_is_taken_in_the_dark_if_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = ["Noto Sans CJK SC", "Noto Sans CJK SC DemiLight"]
    monkeypatch.setattr(QFontDatabase, "families", lambda: there)
    han_family.cache_clear()
    try:
        assert han_family(("zh",), dark=True) == "Noto Sans CJK SC DemiLight"
        assert han_family(("zh",), dark=False) == "Noto Sans CJK SC"
    finally:
        han_family.cache_clear()
