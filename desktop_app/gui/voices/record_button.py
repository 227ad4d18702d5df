"""The round button that records, and the ring around it that fills while one speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPen
from PyQt6.QtWidgets import QGridLayout, QLayout, QProgressBar, QPushButton, QWidget

from desktop_app.gui.parts.colors import colors, mixed
from desktop_app.gui.parts.icons import pixmap
from desktop_app.gui.parts.metrics import PLAY, PLAY_ICON, SMALL, STRONG, TINY

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

_SIZE: Final = 64  # pixels across
TENTHS: Final = 10
"""Of a second: what the ring counts in."""

_RED: Final = QColor("#d42a2a")  # in light and dark: it records
_WHITE: Final = QColor("white")
_AROUND: Final = SMALL + TINY  # of the button, to the outside of the ring
_TURN: Final = 16  # sixteenths of a degree
_TOP: Final = 90 * _TURN


class RecordButton(QPushButton):
    """Red and round; a microphone, or a square while it records."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(_SIZE, _SIZE))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._recording = False

    def be_low(self) -> None:
        """Be as small as a button to play, for a screen with little room."""
        self.setFixedSize(QSize(PLAY, PLAY))

    def show_recording(self, *, recording: bool) -> None:
        """Show what a press does: stop, or begin."""
        self._recording = recording
        self.update()

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw the disc, what is on it, and the focus around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        known = colors(self.palette())
        red = _RED if self.isEnabled() else mixed(_RED, known.window, 0.5)
        if self.isDown():
            red = red.darker(120)
        elif self.underMouse() and self.isEnabled():
            red = red.darker(108)
        edge = STRONG * 2
        disc = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(red)
        painter.drawEllipse(disc)
        if self.hasFocus():
            painter.setPen(QPen(known.focus, STRONG))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        name = "square" if self._recording else "mic"
        ratio = self.devicePixelRatioF()
        picture = pixmap(name, self.palette(), PLAY_ICON, _WHITE, ratio)
        left = round((self.width() - PLAY_ICON) / 2)
        painter.drawPixmap(left, left, picture)


class ElapsedRing(QProgressBar):
    """A ring around the button: how long one has spoken, and when that is enough.

    Its value is in tenths of a second.

    Args:
        button: What it lies around.
        good: Seconds from which it is long enough, and up to which it serves best.
    """

    def __init__(self, button: RecordButton, good: tuple[float, float]) -> None:
        super().__init__()
        self.setObjectName("elapsed")
        self.setAccessibleName(self.tr("Seconds recorded"))
        self.setRange(0, round(TENTHS * good[1]))
        self.setTextVisible(False)
        self._enough = round(TENTHS * good[0])
        layout = self._around = QGridLayout(self)
        layout.setContentsMargins(_AROUND, _AROUND, _AROUND, _AROUND)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        layout.addWidget(button, 0, 0, Qt.AlignmentFlag.AlignCenter)

    def be_low(self) -> None:
        """Be close to the button, for a screen with little room."""
        self._around.setContentsMargins(SMALL, SMALL, SMALL, SMALL)

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw the whole ring faintly, and of it what is spoken: green once it is enough."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        known = colors(self.palette())
        half = TINY / 2
        place = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.setPen(QPen(known.line, TINY))
        painter.drawEllipse(place)
        share = max(self.value(), 0) / max(self.maximum(), 1)
        if share:
            color = known.good if self.value() >= self._enough else known.secondary
            pen = QPen(color, TINY)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(place, _TOP, -round(360 * _TURN * share))
