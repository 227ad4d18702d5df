"""What a list shows while nothing is in it: what it is for, and the buttons to begin with."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from .icons import wear
from .labels import TitleLabel, secondary
from .metrics import CONTENT, EMPTY_ICON, LARGE, MEDIUM, SMALL, VOICE_ROW, head
from .on_screen import Scrolled


class Empty(Scrolled):
    """A large icon, a title, a line or two, and buttons, in the middle.

    It scrolls where there is little room, for what is in its place otherwise is a list, and may be
    lower than this.

    Args:
        name: Of the icon.
        title: As "Whose voice shall read to you?".
        words: What to do.
        buttons: The main one first; `primary` marks it.

    Attributes:
        title: The label of the title.
        words: The label below.
        below: A layout below the buttons, for examples.
    """

    def __init__(self, name: str, title: str, words: str, *buttons: QAbstractButton) -> None:
        content = QWidget()
        super().__init__(content)
        icon = QLabel()
        wear(icon, name, EMPTY_ICON, "secondary")
        self.title = TitleLabel(title, head)
        self.words = secondary(QLabel(words))
        for label in (icon, self.title, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addStretch()
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        self.below = QVBoxLayout()
        self.below.setSpacing(MEDIUM)
        column = QWidget()
        column.setMaximumWidth(CONTENT)
        inner = QVBoxLayout(column)
        inner.setSpacing(MEDIUM)
        inner.addStretch()
        for widget in (icon, self.title, self.words):
            inner.addWidget(widget)
        inner.addSpacing(SMALL)
        inner.addLayout(row)
        inner.addLayout(self.below)
        inner.addStretch()
        layout = QHBoxLayout(content)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.addStretch(1)
        layout.addWidget(column, 100)
        layout.addStretch(1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As low as a list with one row."""
        least = super().minimumSizeHint()
        return QSize(least.width(), min(least.height(), VOICE_ROW))
