"""How the page is set: typeface, measure and leading, and the colors of what is heard."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QLocale
from PyQt6.QtGui import (
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetricsF,
    QGuiApplication,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
)

from desktop_app.gui.parts.colors import (
    DARK,
    LIGHT,
    PageColors,
    colors,
    is_dark,
    is_stark,
    page_colors,
    readable,
)
from desktop_app.reading.scripts import CHINESE, JAPANESE, KOREAN, TRADITIONAL
from desktop_app.settings.appearance import Appearance

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAST_SIZE: Final = 12.5  # points: 17 px
_TIMES_SYSTEM: Final = 1.25
_SAMPLE: Final = (
    "Every evening an old man climbed its stairs, lit the lamp, and watched the ships come home."
)
_MEASURES: Final = {"narrow": (54, 28), "normal": (68, 36), "wide": (88, 46)}
"""Characters in a line: of an alphabet, and of Chinese, Japanese or Korean."""
_LEADINGS: Final = {"tight": (1.4, 1.5), "normal": (1.6, 1.75), "loose": (1.9, 2.1)}
"""From line to line, as multiples of the size: likewise."""
_GAP: Final = 0.7  # of the size, between two paragraphs of an alphabet
_INDENT: Final = 2  # characters before a paragraph in Chinese
_HEADING: Final = 1.35
_ABOVE_HEADING: Final = 1.2
_EAST_ASIAN: Final = (CHINESE, TRADITIONAL, JAPANESE, KOREAN)
_MINIMUM: Final[int] = QTextBlockFormat.LineHeightTypes.MinimumHeight.value  # type: ignore[assignment] # the stubs take it for a member of the enum; it is its int
_LIGHT_STYLES: Final = ("DemiLight", "SemiLight", "Light")

_FACES: Final = {
    "serif": {
        "": (
            "Literata",
            "Noto Serif",
            "Source Serif 4",
            "Georgia",
            "Charter",
            "Liberation Serif",
            "DejaVu Serif",
        ),
        CHINESE: (
            "Noto Serif CJK SC",
            "Source Han Serif SC",
            "Noto Serif SC",
            "Songti SC",
            "SimSun",
        ),
        TRADITIONAL: (
            "Noto Serif CJK TC",
            "Source Han Serif TC",
            "Noto Serif TC",
            "Songti TC",
            "PMingLiU",
        ),
        JAPANESE: ("Noto Serif CJK JP", "Source Han Serif", "Hiragino Mincho ProN", "Yu Mincho"),
        KOREAN: ("Noto Serif CJK KR", "Source Han Serif K", "AppleMyungjo", "Batang"),
    },
    "sans": {
        "": ("Noto Sans", "Source Sans 3", "Segoe UI", "Helvetica Neue", "Arial", "DejaVu Sans"),
        CHINESE: ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei"),
        TRADITIONAL: (
            "Noto Sans CJK TC",
            "Source Han Sans TC",
            "PingFang TC",
            "Microsoft JhengHei",
        ),
        JAPANESE: ("Noto Sans CJK JP", "Source Han Sans", "Hiragino Sans", "Yu Gothic"),
        KOREAN: ("Noto Sans CJK KR", "Source Han Sans K", "Apple SD Gothic Neo", "Malgun Gothic"),
    },
}
_DYSLEXIC: Final = ("OpenDyslexic", "OpenDyslexic 3", "OpenDyslexic3", "OpenDyslexicAlta")


@dataclass(frozen=True, slots=True)
class Look:
    """What a person chose for the page, and the language of the text.

    Attributes:
        appearance: The choices.
        size: Of the text, in points; 0 for the usual one.
        language: One of `reading.scripts`, or empty for every alphabet.
    """

    appearance: Appearance = field(default_factory=Appearance)
    size: float = 0.0
    language: str = ""

    @property
    def is_east_asian(self) -> bool:
        """Whether each character is a square."""
        return self.language in _EAST_ASIAN

    def font(self, *, dark: bool) -> QFont:
        """The font of the page.

        Args:
            dark: Whether it is light on dark, where Qt draws Chinese much bolder than it is.
        """
        font = QGuiApplication.font()
        families = _families(self.appearance.typeface, self.language)
        font.setFamilies([*families, *font.families()])
        font.setPointSizeF(self.size or usual_size())
        if self.is_east_asian:
            # Else the signs of the app's language are drawn, in whatever font.
            font.setFeature(QFont.Tag("locl"), 0)
        if dark and self.is_east_asian and families:
            light = [one for one in _LIGHT_STYLES if one in QFontDatabase.styles(families[0])]
            if light and self.appearance.typeface != "serif":
                font.setWeight(QFontDatabase.weight(families[0], light[0]))
        return font

    def measure(self, font: QFont) -> int:
        """How wide a line is, in pixels."""
        characters, squares = _MEASURES[self.appearance.width]
        metrics = QFontMetricsF(font)
        if self.is_east_asian:
            return round(squares * metrics.horizontalAdvance("字"))
        return round(characters * metrics.horizontalAdvance(_SAMPLE) / len(_SAMPLE))

    def paragraph(self, font: QFont) -> QTextBlockFormat:
        """How a paragraph is set."""
        size = QFontInfo(font).pixelSize()
        form = QTextBlockFormat()
        leading = _LEADINGS[self.appearance.line_spacing][self.is_east_asian]
        form.setLineHeight(round(leading * size), _MINIMUM)
        form.setTopMargin(0)
        form.setBottomMargin(0 if self.is_east_asian else round(_GAP * size))
        form.setTextIndent(_INDENT * size if self.is_east_asian else 0)
        return form

    def broken_off(self, font: QFont, *, begins: bool, ends: bool) -> QTextBlockFormat:
        """How a piece of a line is set that is too long to be shown as one."""
        form = self.paragraph(font)
        if not begins:
            form.setTextIndent(0)
        if not ends:
            form.setBottomMargin(0)
        return form

    def heading(self, font: QFont) -> tuple[QTextBlockFormat, QTextCharFormat]:
        """How the title of a chapter is set."""
        size = QFontInfo(font).pixelSize()
        block = self.paragraph(font)
        block.setTextIndent(0)
        block.setTopMargin(round(_ABOVE_HEADING * size))
        block.setBottomMargin(round(_GAP * size))
        block.setHeadingLevel(1)  # a screen reader says so
        words = QTextCharFormat()
        words.setFontPointSize(_HEADING * font.pointSizeF())
        words.setFontWeight(QFont.Weight.DemiBold)
        return block, words


def usual_size() -> float:
    """The size of the text where none is chosen, in points."""
    return max(_LEAST_SIZE, _TIMES_SYSTEM * QGuiApplication.font().pointSizeF())


def has_dyslexic() -> bool:
    """Whether OpenDyslexic is installed."""
    return bool(_installed(_DYSLEXIC))


def _families(typeface: str, language: str) -> list[str]:
    """The installed families of a typeface: that of the text's language first."""
    squares = language or _language_of_app()
    if typeface == "opendyslexic":
        own, east = _installed(_DYSLEXIC), _installed(_FACES["sans"].get(squares, ()))
    elif typeface == "system":
        own, east = [], _installed(_FACES["sans"].get(squares, ()))
        own = list(QGuiApplication.font().families()) if not language else []
    else:
        own, east = (_installed(_FACES[typeface].get(one, ())) for one in ("", squares))
    return [*east, *own] if language else [*own, *east]


def _installed(names: Iterable[str]) -> list[str]:
    known = _known_families()
    return [name for name in names if name in known]


@cache
def _known_families() -> frozenset[str]:
    return frozenset(QFontDatabase.families())


def _language_of_app() -> str:
    """The language whose signs stand in a text of another one."""
    name = QLocale().name()
    if name.startswith("ja"):
        return JAPANESE
    if name.startswith("ko"):
        return KOREAN
    return TRADITIONAL if name in {"zh_TW", "zh_HK", "zh_MO"} else CHINESE


def colors_of_page(appearance: Appearance, palette: QPalette) -> PageColors:
    """The colors of the page.

    Args:
        appearance: What a person chose.
        palette: Of the windows, which the page follows where nothing else was chosen.
    """
    if appearance.page != "system":
        return page_colors(appearance.page, appearance.highlight_color)
    role = QPalette.ColorRole
    name = "dark" if is_dark(palette) else "light"
    known = page_colors(name, appearance.highlight_color)
    if colors(palette) in (LIGHT, DARK):
        return known
    page, ink = palette.color(role.Base), palette.color(role.Text)
    known = replace(known, page=page, ink=ink, secondary=ink)
    if not is_stark(palette):
        return known
    # In high contrast, nothing is tinted: the word has the desktop's own colors.
    chosen, on_it = palette.color(role.Highlight), palette.color(role.HighlightedText)
    return replace(
        known,
        sentence=page,
        sentence_ink=ink,
        word=readable(chosen, on_it),
        word_ink=on_it,
        rule=ink,
    )
