"""The text to read aloud, set large and in short lines; a person can write another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QFontMetricsF, QTextBlockFormat, QTextCursor
from PyQt6.QtWidgets import QApplication, QSizePolicy, QTextEdit

from desktop_app.gui.parts.metrics import LARGE, TINY
from desktop_app.gui.parts.on_screen import is_low

if TYPE_CHECKING:
    from PyQt6.QtCore import QEvent
    from PyQt6.QtGui import QResizeEvent

_PIXELS: Final = 20
_LEADING: Final = 150.0  # per cent
_CHARACTERS: Final = 44  # of a line at most
_HAN: Final = 22  # the same where the characters are as wide as they are high
_PROPORTIONAL: Final = 1  # the value of LineHeightTypes.ProportionalHeight, which its stub hides
_WIDE: Final = "\u3000"
_LEAST_LINES: Final = 3
_LEAST_IF_LOW: Final = 1  # on a screen with little room


class Prompt(QTextEdit):
    """Large letters, centered, with much room between the lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("text")
        self.setAccessibleName(self.tr("Text to read aloud"))
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setPlaceholderText(self.tr("Type the text you will read aloud"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._setting = False
        self._use_font()
        self.textChanged.connect(self._set)

    def setPlainText(self, text: str | None) -> None:  # noqa: N802 - Qt's name
        """Show a text, set as it should be."""
        super().setPlainText(text)
        self._set()

    def line(self) -> float:
        """Pixels of the widest line: fewer characters where they are wide."""
        metrics = QFontMetricsF(self.font())
        text = self.toPlainText()
        if any(char > _WIDE for char in text):
            return _HAN * metrics.horizontalAdvance(_WIDE)
        return _CHARACTERS * metrics.averageCharWidth()

    def _use_font(self) -> None:
        font = QApplication.font(self)
        font.setPixelSize(_PIXELS)
        self.setFont(font)

    def _set(self) -> None:
        """Center the lines and space them; what is typed keeps that."""
        if self._setting:
            return
        self._setting = True
        self.blockSignals(True)  # noqa: FBT003 - Qt's; the words stay the same
        spacing = QTextBlockFormat()
        spacing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        spacing.setLineHeight(_LEADING, _PROPORTIONAL)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spacing)
        self.blockSignals(False)  # noqa: FBT003 - as above
        self._center()
        self._setting = False

    def _center(self) -> None:
        view = self.viewport()
        document = self.document()
        if view is None or document is None:
            return
        frame = document.rootFrame()
        assert frame is not None  # noqa: S101 - a document has one
        form = frame.frameFormat()
        side = max(float(LARGE), (view.width() - self.line()) / 2)
        if form.leftMargin() != side:  # first: how high the text is depends on it
            form.setLeftMargin(side)
            form.setRightMargin(side)
            form.setBottomMargin(TINY)
            frame.setFrameFormat(form)
        text = document.size().height() - form.topMargin() - form.bottomMargin()
        above = max(float(TINY), float((view.height() - text) // 2 - TINY))
        if form.topMargin() != above:
            form.setTopMargin(above)
            frame.setFrameFormat(form)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keep the lines in the middle."""
        self._center()
        super().resizeEvent(event)
        bar = self.verticalScrollBar()
        if bar is not None and not self.textCursor().position():
            bar.setValue(0)  # it is read, and from its beginning

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow the font of the system."""
        super().changeEvent(event)
        if event is not None and event.type() is event.Type.ApplicationFontChange:
            self._use_font()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Some lines."""
        lines = _LEAST_IF_LOW if is_low(self) else _LEAST_LINES
        height = lines * _LEADING / 100 * QFontMetricsF(self.font()).height()
        return QSize(280, round(height) + 2 * TINY)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A little more."""
        return QSize(560, self.minimumSizeHint().height() + _PIXELS)
