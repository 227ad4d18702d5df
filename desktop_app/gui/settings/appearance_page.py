"""The page of how windows, and the page of the Reader, look; each choice is seen at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QDoubleSpinBox

from desktop_app.settings.settings import TEXT_SIZES

from .choices import choice, show_choice
from .section import Section, add_row, form

if TYPE_CHECKING:
    from desktop_app.settings.settings import Settings

LANGUAGES: Final = {"en": "English", "zh_CN": "简体中文", "zh_TW": "繁體中文"}
"""Of menus and windows, each in its own name."""
_FIRST_SIZE: Final = 12.0  # points, a step above the usual size


class AppearancePage(Section):
    """Language and theme of the windows; colors, type and marks of the page.

    Args:
        settings: What is set.

    Signals:
        edited: Something was changed.
    """

    edited = pyqtSignal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        app, look = settings.app, settings.appearance
        languages = [(self.tr("System default"), ""), *((b, a) for a, b in LANGUAGES.items())]
        self.language = choice("language", languages, app.language)
        self.boxes: dict[str, QComboBox] = {
            name: choice(name, options, getattr(look, name))
            for name, options in self._options().items()
        }
        self.text_size = QDoubleSpinBox()
        self.text_size.setObjectName("text-size")
        self.text_size.setDecimals(1)
        self.text_size.setRange(0, TEXT_SIZES[1])
        self.text_size.setSpecialValueText(self.tr("Default size"))
        self.text_size.setSuffix(self.tr(" pt"))
        self.text_size.setValue(app.text_size)
        windows, page = form(), form()
        add_row(windows, self.tr("&Language:"), self.language)
        add_row(windows, self.tr("&Theme:"), self.boxes["theme"])
        add_row(page, self.tr("&Page color:"), self.boxes["page"])
        add_row(page, self.tr("T&ypeface:"), self.boxes["typeface"])
        add_row(page, self.tr("Text &size:"), self.text_size, 1)
        add_row(page, self.tr("Line s&pacing:"), self.boxes["line_spacing"])
        add_row(page, self.tr("Line &width:"), self.boxes["width"])
        add_row(page, self.tr("&Mark while reading:"), self.boxes["highlight"])
        add_row(page, self.tr("Mark &color:"), self.boxes["highlight_color"])
        self.add_part(self.tr("Windows"), windows)
        self.add_part(self.tr("Page in the Reader"), page)
        for box in (self.language, *self.boxes.values()):
            box.currentIndexChanged.connect(self.edited)
        self.text_size.setKeyboardTracking(False)  # a number that is half typed is none
        self.text_size.valueChanged.connect(self._take_size)

    def _options(self) -> dict[str, list[tuple[str, str]]]:
        return {
            "theme": [
                (self.tr("Same as the system"), "system"),
                (self.tr("Light"), "light"),
                (self.tr("Dark"), "dark"),
            ],
            "page": [
                (self.tr("Same as the windows"), "system"),
                (self.tr("Light"), "light"),
                (self.tr("Sepia"), "sepia"),
                (self.tr("Dark"), "dark"),
                (self.tr("Black"), "black"),
            ],
            "typeface": [
                (self.tr("Serif"), "serif"),
                (self.tr("Sans serif"), "sans"),
                (self.tr("Same as the windows"), "system"),
                (self.tr("OpenDyslexic, if installed"), "opendyslexic"),
            ],
            "line_spacing": [
                (self.tr("Normal"), "normal"),
                (self.tr("Tight"), "tight"),
                (self.tr("Loose"), "loose"),
            ],
            "width": [
                (self.tr("Normal"), "normal"),
                (self.tr("Narrow"), "narrow"),
                (self.tr("Wide"), "wide"),
            ],
            "highlight": [
                (self.tr("Sentence and word"), "sentence_and_word"),
                (self.tr("Sentence"), "sentence"),
                (self.tr("Word"), "word"),
                (self.tr("Nothing"), "nothing"),
            ],
            "highlight_color": [
                (self.tr("Amber"), "amber"),
                (self.tr("Blue"), "blue"),
                (self.tr("Green"), "green"),
                (self.tr("Pink"), "pink"),
            ],
        }

    # What is chosen

    def choices(self) -> dict[str, object]:
        """What is set here, as `AppSettings` has it."""
        return {
            "language": self.language.currentData(),
            "text_size": round(self.text_size.value(), 1),
        }

    def looks(self) -> dict[str, str]:
        """What is set here, as `Appearance` has it."""
        return {name: box.currentData() for name, box in self.boxes.items()}

    def show_settings(self, settings: Settings) -> None:
        """Show what another window has chosen."""
        show_choice(self.language, settings.app.language)
        for name, box in self.boxes.items():
            show_choice(box, getattr(settings.appearance, name))
        if not self.text_size.hasFocus():
            with QSignalBlocker(self.text_size):
                self.text_size.setValue(settings.app.text_size)

    def _take_size(self, points: float) -> None:
        """Go from the usual size to one that can be read, and back."""
        if 0 < points < TEXT_SIZES[0]:
            with QSignalBlocker(self.text_size):
                self.text_size.setValue(_FIRST_SIZE if points <= 1 else 0)
        self.edited.emit()
