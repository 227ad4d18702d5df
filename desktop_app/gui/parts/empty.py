"""What a list shows while nothing is in it: what it is for, and the buttons to begin with."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from .icons import wear
from .labels import TitleLabel, secondary
from .metrics import CONTENT, EMPTY_ICON, LARGE, MEDIUM, SMALL, head


class Empty(QWidget):
    """A large icon, a title, a line or two, and buttons, in the middle.

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
        super().__init__()
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
        layout = QHBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.addStretch(1)
        layout.addWidget(column, 100)
        layout.addStretch(1)
