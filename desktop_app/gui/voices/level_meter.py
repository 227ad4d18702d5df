"""How loud it is, in decibels: a bar for the peak, a line for the highest of a second."""

from __future__ import annotations

import math
from typing import Final

from PyQt6.QtCore import QLineF, QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

LOWEST: Final = -60.0
"""Decibels of full scale at the left end."""

_TOO_LOUD: Final = -1.0
_GOOD: Final = -24.0, -6.0  # where the peaks of speech ought to be
_LABELS: Final = (-60, -48, -36, -24, -12, -6, 0)
_HOLD: Final = 20  # levels for which a peak stays, about a second
_ROLE = QPalette.ColorRole


def decibels(amplitude: float) -> float:
    """Decibels of full scale."""
    return 20 * math.log10(max(amplitude, 10 ** (LOWEST / 20)))


class LevelMeter(QWidget):
    """Shows levels as they come.

    Attributes:
        too_loud: Whether a peak of the last second was cut off, or nearly.
        too_quiet: Whether no peak since `clear` was as loud as speech ought to be.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("level")
        self.setAccessibleName(self.tr("Microphone level"))
        self.setToolTip(self.tr("Your voice should reach the shaded area."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.too_loud = False
        self.too_quiet = True
        self._peak = LOWEST
        self._held = LOWEST
        self._holds = 0

    def show_level(self, peak: float) -> None:
        """Show a peak; 1 is full scale."""
        self._peak = decibels(peak)
        self._holds -= 1
        if self._peak >= self._held or self._holds <= 0:
            self._held, self._holds = self._peak, _HOLD
        self.too_loud = self._held > _TOO_LOUD
        self.too_quiet = self.too_quiet and self._peak < _GOOD[0]
        self.update()

    def clear(self) -> None:
        """Show silence, and forget what was heard."""
        self._holds = 0
        self.too_quiet = True
        self.show_level(0.0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A bar over its scale."""
        return QSize(300, 18 + self.fontMetrics().height() + 4)

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Bar, the range that is good, peaks, and a scale beneath."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        bar = QRectF(0.5, 0.5, self.width() - 1, self.height() - self.fontMetrics().height() - 5)
        painter.setPen(palette.color(_ROLE.Mid))
        painter.setBrush(palette.color(_ROLE.Base))
        painter.drawRect(bar)
        good = palette.color(_ROLE.Highlight)
        good.setAlpha(48)
        left, right = (self._x(level) for level in _GOOD)
        painter.fillRect(QRectF(left, bar.top(), right - left, bar.height()), good)
        inner = bar.adjusted(2, 4, -2, -4)
        inner.setRight(max(inner.left(), self._x(self._peak)))
        painter.fillRect(inner, palette.color(_ROLE.Highlight))
        if self._held > LOWEST:
            painter.setPen(QPen(palette.color(_ROLE.Text), 3))
            x = min(self._x(self._held), bar.right() - 2)
            painter.drawLine(QLineF(x, bar.top() + 2, x, bar.bottom() - 2))
        self._draw_scale(painter)

    def _draw_scale(self, painter: QPainter) -> None:
        painter.setPen(self.palette().color(_ROLE.WindowText))
        metrics = self.fontMetrics()
        for level in _LABELS:
            words = f"−{-level}" if level else self.tr("{level} dB").format(level=level)
            width = metrics.horizontalAdvance(words)
            left = max(0.0, min(self._x(level) - width / 2, self.width() - width))
            place = QRectF(left, self.height() - metrics.height(), width + 1, metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, words)

    def _x(self, level: float) -> float:
        return (level - LOWEST) / -LOWEST * self.width()
