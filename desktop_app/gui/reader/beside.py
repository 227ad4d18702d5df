"""The page with the queue beside it, or over it where the window is too narrow for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QSplitter, QWidget

from .player_bar import NARROW
from .queue_panel import WIDTH

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent


class Beside(QWidget):
    """Lays out a page and a panel.

    Args:
        page: Has all the room that is left.
        panel: Beside it, as wide as a person drags it; in a narrow window it covers the page.
    """

    def __init__(self, page: QWidget, panel: QWidget) -> None:
        super().__init__()
        self._panel = panel
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.addWidget(page)
        self._split.addWidget(panel)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(0, 1)
        self._covers = False

    @property
    def covers(self) -> bool:
        """Whether the panel lies over the page now."""
        return self._covers and self._panel.isVisible()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Put the panel beside the page, or over it."""
        super().resizeEvent(event)
        self._split.setGeometry(self.rect())
        covers = self.width() < NARROW
        if covers is not self._covers:
            self._covers = covers
            shown = not self._panel.isHidden()
            if covers:
                self._panel.setParent(self)
            else:
                self._split.addWidget(self._panel)
                self._split.setStretchFactor(0, 1)
            self._panel.setVisible(shown)
        if covers:
            width = min(WIDTH, self.width())
            right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            left = 0 if right_to_left else self.width() - width
            self._panel.setGeometry(left, 0, width, self.height())
            self._panel.raise_()
