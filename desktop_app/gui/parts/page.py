"""The frame of all windows: a head with the title, a body, and a foot for buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from .labels import TitleLabel, secondary
from .metrics import FIELD, LARGE, MEDIUM, SMALL, TINY, WIDE, head, helper, section
from .notice import Notice
from .on_screen import Scrolled

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QAbstractButton

_SIDES: Final = (WIDE, LARGE, WIDE, LARGE)


class Page(QWidget):
    """Head, notice, body and foot, in this order, in the measure of all windows.

    Args:
        title: What the window is, as "Voices".
        subtitle: A line below it; `set_subtitle` changes it.
        parent: The window. If it has no layout, the page fills it.
        scrolled: Whether the body scrolls when there is too little room for it.

    Attributes:
        title: The label of the title.
        subtitle: The label of the line below.
        notice: For what has happened; hidden while there is nothing to tell.
        body: The layout for what the window shows.
        foot: The layout for buttons, filled from the right: `add_foot`. Without any, it takes no
            room.
    """

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        parent: QWidget | None = None,
        *,
        scrolled: bool = False,
    ) -> None:
        super().__init__(parent)
        self.title = TitleLabel(title, head)
        self.title.setObjectName("page-title")
        self.subtitle = secondary(QLabel(), helper)
        self.subtitle.setObjectName("page-subtitle")
        self.set_subtitle(subtitle)
        self.notice = Notice()
        self._actions = QHBoxLayout()
        self._actions.setSpacing(MEDIUM)
        words = QVBoxLayout()
        words.setSpacing(TINY // 2)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        top = self._top = QHBoxLayout()
        top.setSpacing(WIDE)
        top.addLayout(words, 1)
        top.addLayout(self._actions)
        self.body = QVBoxLayout()
        self.body.setSpacing(MEDIUM)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(SMALL)
        self._stretched = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*_SIDES)
        layout.setSpacing(MEDIUM)
        layout.addLayout(top)
        layout.addWidget(self.notice)
        if scrolled:
            content = QWidget()
            self.body.setContentsMargins(0, 0, 0, 0)
            content.setLayout(self.body)
            layout.addWidget(Scrolled(content), 1)
        else:
            layout.addLayout(self.body, 1)
        layout.addLayout(self.foot)
        if parent is not None and parent.layout() is None:
            fill(parent, self)

    def set_title(self, words: str) -> None:
        """Change the title."""
        self.title.setText(words)

    def set_subtitle(self, words: str) -> None:
        """Change the line below the title; empty hides it."""
        self.subtitle.setText(words)
        self.subtitle.setVisible(bool(words))
        # A title is at the same place with a button beside it and without.
        self.title.setMinimumHeight(0 if words else FIELD)

    def add_action(self, button: QAbstractButton) -> None:
        """Put a button at the right of the head, beside those that are there."""
        self._actions.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def limit_head(self, width: int) -> None:
        """Have the head be no wider than a body that is limited, so that both end at one line."""
        rest = self.width() - _SIDES[0] - _SIDES[2] - width
        self._top.setContentsMargins(0, 0, max(0, rest), 0)

    def add_foot(self, *widgets: QWidget, left: bool = False) -> None:
        """Put buttons into the foot: at the right, the main one last, or at its left end."""
        if not self._stretched:
            self._stretched = True
            self.foot.addStretch(1)
        for widget in widgets:
            if left:
                self.foot.insertWidget(self._lefts(), widget)
            else:
                self.foot.addWidget(widget)

    def _lefts(self) -> int:
        """How many widgets are left of the stretch."""
        items = (self.foot.itemAt(place) for place in range(self.foot.count()))
        return next(place for place, one in enumerate(items) if one and one.spacerItem())


def fill(window: QWidget, content: QWidget) -> None:
    """Have a widget fill a window that has no layout yet, without a margin."""
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(content)


def section_box(title: str, *, explained: str = "") -> tuple[QWidget, QVBoxLayout]:
    """A part of a page under a title of its own.

    Args:
        title: What it is about.
        explained: A line below the title.

    Returns:
        The part, and the layout below its title.
    """
    part = QWidget()
    part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    layout = QVBoxLayout(part)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SMALL)
    layout.addWidget(TitleLabel(title, section))
    if explained:
        layout.addWidget(secondary(QLabel(explained), helper))
    return part, layout
