"""The sheet "Aa": how the page looks, changed while one looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFontInfo, QPainter, QPen
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.buttons import chip, tool
from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.labels import secondary, sized
from desktop_app.gui.parts.metrics import (
    MEDIUM,
    OUTLINE,
    SMALL,
    STRONG,
    TARGET,
    TINY,
    helper,
    section,
    ticking,
)
from desktop_app.gui.parts.popover import Popover
from desktop_app.settings.appearance import CHOICES, Appearance

from .typesetting import Look, colors_of_page, has_dyslexic

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.settings.settings import Settings

    from .text_view import TextView

_WIDTH: Final = 320
_SPACING: Final = {"tight": "rows-4", "normal": "rows-3", "loose": "rows-2"}
_LINES: Final = {"narrow": 10, "normal": 16, "wide": 22}
_BY_ARROW: Final = Qt.FocusPolicy.ClickFocus
_LETTER: Final = "A"


class Swatch(QAbstractButton):
    """A round button in the colors that it stands for.

    Args:
        words: What they are called.
        ground: The color that fills it.
        ink: Of the letter in it; none for no letter.
    """

    def __init__(self, words: str, ground: QColor, ink: QColor | None = None) -> None:
        super().__init__()
        self._ground, self._ink = ground, ink
        self.setCheckable(True)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setFixedSize(TARGET, TARGET)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as a target."""
        return QSize(TARGET, TARGET)

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw the circle, with a ring where it is chosen or has the focus."""
        known = colors(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(STRONG, STRONG, -STRONG, -STRONG)
        ring = known.focus if self.hasFocus() else known.accent
        if self.isChecked() or self.hasFocus():
            painter.setPen(QPen(ring, STRONG))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place)
        inner = place.adjusted(TINY, TINY, -TINY, -TINY) if self.isChecked() else place
        painter.setPen(QPen(known.outline, OUTLINE))
        painter.setBrush(self._ground)
        painter.drawEllipse(inner)
        if self._ink is not None:
            painter.setPen(self._ink)
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, _LETTER)


class Measure(QToolButton):
    """A button that shows how long lines are.

    Args:
        words: What it does.
        width: Of the lines, in pixels.
    """

    def __init__(self, words: str, width: int) -> None:
        super().__init__()
        self._length = width
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setProperty("look", "tool")
        self.setAutoRaise(True)
        self.setFixedSize(TARGET, TARGET)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw four lines in the middle."""
        super().paintEvent(event)
        painter = QPainter(self)
        pen = QPen(colors(self.palette()).ink, STRONG)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        left = (self.width() - self._length) // 2
        for line in range(4):
            y = self.height() // 2 - 7 + 5 * line
            painter.drawLine(left, y, left + self._length, y)


class AppearanceSheet(Popover):
    """Size, typeface, spacing, width, page and highlight; each change is seen and kept at once.

    Args:
        engine: Keeps the settings.
        text: The page.
        parent: The window.
    """

    def __init__(self, engine: Engine, text: TextView, parent: QWidget) -> None:
        super().__init__(self.tr("Appearance of the text"), parent, width=_WIDTH)
        self.setObjectName("appearance")
        self._engine = engine
        self._text = text
        self._groups: dict[str, QButtonGroup] = {}
        self.pixels = sized(QLabel(), lambda font: ticking(section(font)))
        self.pixels.setObjectName("text-size")
        self.pixels.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.highlight = self._make_highlight()
        self.body.setSpacing(MEDIUM)
        self._add_size()
        self._add_typeface()
        self._add_spacing_and_width()
        self._add_pages()
        self._add_highlight()
        engine.settings_changed.connect(self._show)
        self._show(engine.settings)

    # Parts

    def _add_size(self) -> None:
        row = QHBoxLayout()
        for icon, words, step in (
            ("minus", self.tr("Smaller text"), -1),
            ("plus", self.tr("Larger text"), 1),
        ):
            button = tool(icon, words)
            button.setObjectName("smaller" if step < 0 else "larger")
            button.clicked.connect(lambda _=False, by=step: self._text.zoom(by))
            row.addWidget(button)
        row.insertWidget(1, self.pixels, 1)
        self.body.addLayout(row)

    def _add_typeface(self) -> None:
        names = {
            "serif": self.tr("Serif"),
            "sans": self.tr("Sans"),
            "system": self.tr("System"),
            "opendyslexic": self.tr("OpenDyslexic"),
        }
        buttons: dict[str, QAbstractButton] = {}
        for value, words in names.items():
            if value == "opendyslexic" and not has_dyslexic():
                continue
            button = chip(QPushButton(words))
            look = Look(Appearance(typeface=value))
            font = button.font()
            font.setFamilies(look.font(dark=False).families())
            button.setFont(font)
            buttons[value] = button
        self._add_row("typeface", self.tr("Typeface"), buttons)

    def _add_spacing_and_width(self) -> None:
        spacings = {
            "tight": self.tr("Lines close together"),
            "normal": self.tr("Normal line spacing"),
            "loose": self.tr("Lines far apart"),
        }
        widths = {
            "narrow": self.tr("Short lines"),
            "normal": self.tr("Normal line length"),
            "wide": self.tr("Long lines"),
        }
        spacing: dict[str, QAbstractButton] = {
            value: tool(_SPACING[value], words, size=TARGET) for value, words in spacings.items()
        }
        width: dict[str, QAbstractButton] = {
            value: Measure(words, _LINES[value]) for value, words in widths.items()
        }
        grid = QGridLayout()
        for column, (key, title, buttons) in enumerate(
            (
                ("line_spacing", self.tr("Line spacing"), spacing),
                ("width", self.tr("Line length"), width),
            )
        ):
            grid.addWidget(secondary(QLabel(title), helper), 0, column)
            grid.addLayout(self._row(key, title, buttons), 1, column)
        self.body.addLayout(grid)

    def _add_pages(self) -> None:
        names = {
            "system": self.tr("As the windows"),
            "light": self.tr("Light page"),
            "sepia": self.tr("Sepia page"),
            "dark": self.tr("Dark page"),
            "black": self.tr("Black page"),
        }
        buttons: dict[str, QAbstractButton] = {"system": chip(QPushButton(self.tr("Automatic")))}
        buttons["system"].setToolTip(names.pop("system"))
        for value, words in names.items():
            known = colors_of_page(Appearance(page=value), QApplication.palette())
            buttons[value] = Swatch(words, known.page, known.ink)
        self._add_row("page", self.tr("Page"), buttons)

    def _make_highlight(self) -> QComboBox:
        words = {
            "sentence_and_word": self.tr("Sentence and word"),
            "sentence": self.tr("Sentence"),
            "word": self.tr("Word"),
            "nothing": self.tr("Nothing"),
        }
        box = QComboBox()
        box.setObjectName("highlight")
        box.setAccessibleName(self.tr("Highlight"))
        for value in CHOICES["highlight"]:
            box.addItem(words[value], value)
        box.activated.connect(lambda at: self._choose("highlight", box.itemData(at)))
        return box

    def _add_highlight(self) -> None:
        words = {
            "amber": self.tr("Amber highlight"),
            "blue": self.tr("Blue highlight"),
            "green": self.tr("Green highlight"),
            "pink": self.tr("Pink highlight"),
        }
        buttons: dict[str, QAbstractButton] = {}
        for value, name in words.items():
            known = colors_of_page(
                Appearance(page="light", highlight_color=value), QApplication.palette()
            )
            buttons[value] = Swatch(name, known.word)
        title = self.tr("Highlight")
        self.body.addWidget(secondary(QLabel(title), helper))
        self.body.addWidget(self.highlight)
        self.body.addLayout(self._row("highlight_color", title, buttons))

    def _add_row(self, key: str, title: str, buttons: dict[str, QAbstractButton]) -> None:
        part = QVBoxLayout()
        part.setSpacing(TINY)
        part.addWidget(secondary(QLabel(title), helper))
        part.addLayout(self._row(key, title, buttons))
        self.body.addLayout(part)

    def _row(self, key: str, title: str, buttons: dict[str, QAbstractButton]) -> QHBoxLayout:
        """Lay out buttons of which one is chosen; the arrow keys go from one to the next."""
        row, group = QHBoxLayout(), QButtonGroup(self)
        row.setSpacing(SMALL)
        for value, button in buttons.items():
            button.setObjectName(f"{key}-{value}")
            button.setCheckable(True)
            button.setAccessibleDescription(title)
            button.clicked.connect(lambda _=False, one=value: self._choose(key, one))
            group.addButton(button)
            row.addWidget(button)
        row.addStretch()
        self._groups[key] = group
        return row

    # What is chosen

    def _choose(self, key: str, value: str) -> None:
        self._engine.change(self._engine.settings.with_appearance(**{key: value}))

    def _show(self, settings: Settings) -> None:
        for key, group in self._groups.items():
            chosen = f"{key}-{getattr(settings.appearance, key)}"
            for button in group.buttons():
                if button.objectName() == chosen:
                    button.setChecked(True)
            for button in group.buttons():  # the Tab key goes to the one that is chosen
                by_tab = Qt.FocusPolicy.StrongFocus if button.isChecked() else _BY_ARROW
                button.setFocusPolicy(by_tab)
        place = self.highlight.findData(settings.appearance.highlight)
        self.highlight.setCurrentIndex(place)
        font = Look(settings.appearance, settings.app.text_size).font(dark=False)
        pixels = QFontInfo(font).pixelSize()
        self.pixels.setText(self.tr("{size} px").format(size=pixels))
