"""Buttons and words side by side in one frame, as "Hear it · 6.2 s · Best part"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QLineF, QRectF
from PyQt6.QtGui import QPainter, QPen
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.metrics import CORNER, FIELD, MEDIUM, OUTLINE

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent


class Segments(QFrame):
    """A frame around several widgets, with a line between two of them.

    Args:
        widgets: From left to right; quiet buttons and labels.
    """

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._widgets = widgets
        layout = QHBoxLayout(self)
        layout.setContentsMargins(OUTLINE, OUTLINE, OUTLINE, OUTLINE)
        layout.setSpacing(MEDIUM)
        for widget in widgets:
            widget.setMinimumHeight(FIELD - 2 * OUTLINE)
            layout.addWidget(widget)

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw the frame and the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        known = colors(self.palette())
        half = OUTLINE / 2
        painter.setPen(QPen(known.outline, OUTLINE))
        painter.setBrush(known.card)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(half, half, -half, -half), CORNER, CORNER
        )
        painter.setPen(QPen(known.line, OUTLINE))
        for left, right in zip(self._widgets, self._widgets[1:], strict=False):
            x = (left.geometry().right() + right.geometry().left()) / 2 + half
            painter.drawLine(QLineF(x, CORNER, x, self.height() - CORNER))
