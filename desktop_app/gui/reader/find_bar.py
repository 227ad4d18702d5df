"""The bar that finds words in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent, QTextCursor, QTextDocument
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from desktop_app.gui.parts.buttons import tool
from desktop_app.gui.parts.metrics import SMALL, TARGET, TINY
from desktop_app.reading.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from .text_view import TextView


class FindBar(QWidget):
    """Words to find, and the way to each place where they stand; hidden until it is opened.

    Args:
        text: Where they are looked for.
    """

    def __init__(self, text: TextView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find-bar")
        self._text = text
        self.words = QLineEdit()
        self.words.setObjectName("find-words")
        self.words.setPlaceholderText(self.tr("Find in text"))
        self.words.setAccessibleName(self.tr("Find in text"))
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(self._find_from_here)
        self.found = QLabel()
        self.found.setObjectName("find-found")
        before = self.tr("Previous match (Shift+Enter)")
        self._buttons = {
            "up": self._button("chevron-up", before, self.find_before),
            "down": self._button("chevron-down", self.tr("Next match (Enter)"), self.find_next),
            "close": self._button("x", self.tr("Close (Esc)"), self.leave),
        }
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SMALL, TINY, SMALL, TINY)
        layout.addWidget(self.words, 1)
        for name in ("up", "down"):
            layout.addWidget(self._buttons[name])
        layout.addWidget(self.found, 1)
        layout.addWidget(self._buttons["close"])
        self.hide()

    def _button(self, name: str, words: str, call: Callable[[], object]) -> QToolButton:
        button = tool(name, words, size=TARGET)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _: call())
        return button

    def enter(self) -> None:
        """Show the bar, with what is selected as the words to find, if that is one line."""
        selected = self._text.textCursor().selectedText()
        if selected and "\u2029" not in selected:
            self.words.setText(selected)
        self.show()
        self.words.setFocus()
        self.words.selectAll()

    def leave(self) -> None:
        """Hide the bar; the place that was found stays selected."""
        self.hide()
        self._text.setFocus()

    def find_next(self) -> bool:
        """Select the next place, from the beginning again after the last one."""
        return self._find(self._text.textCursor())

    def find_before(self) -> bool:
        """Select the place before, from the end again before the first one."""
        return self._find(self._text.textCursor(), QTextDocument.FindFlag.FindBackward)

    def event(self, event: QEvent | None) -> bool:
        """Close on Escape, which means stop elsewhere in the window."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() is QEvent.Type.KeyPress:
                self.leave()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Go on finding on Enter."""
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            _ = self.find_before() if shift else self.find_next()
        else:
            super().keyPressEvent(event)

    def _find_from_here(self) -> None:
        """Find what has been typed so far, at the present place if it still fits there."""
        cursor = self._text.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self._find(cursor)

    def _find(
        self,
        start: QTextCursor,
        flag: QTextDocument.FindFlag = QTextDocument.FindFlag(0),  # noqa: B008 - it never changes
    ) -> bool:
        document = self._text.document()
        words = self.words.text()
        self.found.clear()
        if document is None or not words:
            return False
        place = document.find(words, start, flag)
        if place.isNull():
            backward = flag is QTextDocument.FindFlag.FindBackward
            start.movePosition(_END if backward else _START)
            place = document.find(words, start, flag)
            around = (
                self.tr("Continued from the end") if backward else self.tr("Continued from the top")
            )
            self.found.setText(self.tr("Not found") if place.isNull() else around)
        if place.isNull():
            return False
        self._text.setTextCursor(place)
        self._text.show_middle(self._text.selection() or Span(0, 0))
        self._text.stop_following()
        return True


_START = QTextCursor.MoveOperation.Start
_END = QTextCursor.MoveOperation.End
