"""A sheet that opens from a button and closes by a click elsewhere, or by Esc."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPoint, QRectF, Qt
from PyQt6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PyQt6.QtWidgets import QFrame, QVBoxLayout, QWidget

from .colors import colors
from .metrics import MEDIUM, OUTLINE, POPOVER, SHEET_CORNER, TINY

if TYPE_CHECKING:
    from PyQt6.QtGui import QHideEvent, QPaintEvent

_SHADOW: Final = 8
_FAINT: Final = 1.2  # of 255, for each of the lines that make the shadow, and more inside


class Popover(QFrame):
    """A sheet for a few settings: size and typeface, speed, volume, sleep.

    The first control has the focus when it opens; afterwards the button has it again.

    Args:
        title: What it is about, for screen readers.
        parent: The window.
        width: Of the sheet.

    Attributes:
        body: The layout for what is in it.
    """

    def __init__(self, title: str, parent: QWidget | None = None, *, width: int = POPOVER) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setFixedWidth(width + 2 * _SHADOW)
        self._button: QWidget | None = None
        self.body = QVBoxLayout(self)
        side = MEDIUM + _SHADOW
        self.body.setContentsMargins(side, side, side, side)
        self.body.setSpacing(MEDIUM)

    def open_at(self, button: QWidget) -> None:
        """Open below a button, or above it where there is no room below, within the screen."""
        self._button = button
        self.adjustSize()
        screen = button.screen()
        room = screen.availableGeometry() if screen is not None else self.rect()
        below = button.mapToGlobal(QPoint(0, button.height() + TINY - _SHADOW))
        above = button.mapToGlobal(QPoint(0, _SHADOW - TINY)).y() - self.height()
        y = below.y() if below.y() + self.height() <= room.bottom() + _SHADOW else above
        centre = below.x() + button.width() // 2 - self.width() // 2
        x = min(max(centre, room.left() - _SHADOW), room.right() + _SHADOW - self.width())
        self.move(x, max(y, room.top() - _SHADOW))
        self.show()
        self.focusNextChild()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Close by Esc."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """Give the focus back."""
        super().hideEvent(event)
        if self._button is not None and self._button.isVisible():
            self._button.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw shadow, ground and outline."""
        painter = QPainter(self)
        paint_sheet(painter, QRectF(self.rect()), self)


def paint_sheet(painter: QPainter, place: QRectF, widget: QWidget) -> None:
    """Draw a sheet that lies over a window: with a shadow, 8 px within its place."""
    known = colors(widget.palette())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(_SHADOW):
        painter.setBrush(QColor(0, 0, 0, round(_FAINT * (step + 1))))
        inner = place.adjusted(step, step + 1, -step, -step + 1)
        painter.drawRoundedRect(inner, SHEET_CORNER + _SHADOW - step, SHEET_CORNER + _SHADOW - step)
    sheet = place.adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
    half = OUTLINE / 2
    painter.setBrush(known.card if not known.dark else known.window)
    painter.setPen(QPen(known.line, OUTLINE))
    painter.drawRoundedRect(sheet.adjusted(half, half, -half, -half), SHEET_CORNER, SHEET_CORNER)
