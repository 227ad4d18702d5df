"""A ring that turns while one waits, or fills with what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QPainter, QPen
from PyQt6.QtWidgets import QWidget

from .colors import Colors, colors
from .metrics import PLAY_ICON, STRONG, TURN_MS, animated

if TYPE_CHECKING:
    from PyQt6.QtGui import QHideEvent, QPaintEvent, QShowEvent

_TURN: Final = 16  # sixteenths of a degree
_WHOLE: Final = 360 * _TURN
_TOP: Final = 90 * _TURN
_ARC: Final = 90 * _TURN
_STEP: Final = 9  # degrees
_DOTS: Final = 3


class Ring(QWidget):
    """A ring; it takes CPU only while it is seen and turns.

    Args:
        size: Its width and height.
        parent: Where it belongs.
    """

    def __init__(self, size: int = PLAY_ICON, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(size, size))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._done: float | None = None
        self._angle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self._turn)

    @property
    def done(self) -> float | None:
        """How much is done, 0 to 1; None while nobody knows, and the ring turns."""
        return self._done

    def set_done(self, done: float | None) -> None:
        """Fill it, or have it turn (None)."""
        self._done = done
        self._run()
        self.update()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Turn."""
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """Rest."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw the ring, or three dots where nothing may move."""
        painter = QPainter(self)
        known = colors(self.palette())
        if self._done is None and not animated(self):
            paint_dots(painter, QRectF(self.rect()), known)
            return
        paint_ring(painter, QRectF(self.rect()), known, self._done, self._angle)

    def _run(self) -> None:
        if self._done is None and self.isVisible() and animated(self):
            self._timer.start()
        else:
            self._timer.stop()

    def _turn(self) -> None:
        self._angle = (self._angle + _STEP) % 360
        self.update()


def paint_ring(
    painter: QPainter, place: QRectF, known: Colors, done: float | None, angle: int = 0
) -> None:
    """Draw a ring, also around something else.

    Args:
        painter: What draws.
        place: Where; the ring is within it.
        known: The colors of the window.
        done: How much of it is filled, 0 to 1; None for a piece that turns.
        angle: Where that piece is, in degrees.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    place = place.adjusted(STRONG / 2, STRONG / 2, -STRONG / 2, -STRONG / 2)
    painter.setPen(QPen(known.line, STRONG))
    painter.drawEllipse(place)
    pen = QPen(known.accent, STRONG)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    if done is None:
        painter.drawArc(place, _TOP - angle * _TURN, -_ARC)
    else:
        painter.drawArc(place, _TOP, -round(_WHOLE * min(max(done, 0.0), 1.0)))
    painter.restore()


def paint_dots(painter: QPainter, place: QRectF, known: Colors) -> None:
    """Draw three dots, for a desktop without animations."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(known.accent)
    width = place.width() / 6
    for number in range(_DOTS):
        x = place.center().x() + (number - 1) * width * 1.8 - width / 2
        painter.drawEllipse(QRectF(x, place.center().y() - width / 2, width, width))
    painter.restore()
