"""How loud it is: bars that move along as one speaks, in color only where something is wrong."""

from __future__ import annotations

from collections import deque
import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QFontMetrics, QPainter
from PyQt6.QtWidgets import QSizePolicy, QWidget

from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.metrics import LARGE, SMALL, TINY, VAST, WIDE, helper

if TYPE_CHECKING:
    from PyQt6.QtGui import QColor, QPaintEvent

    from desktop_app.gui.parts.colors import Colors

LOWEST: Final = -60.0
"""Decibels of full scale of the lowest bar."""
BARS: Final = 24

_TOO_LOUD: Final = -1.0
_GOOD: Final = -24.0  # what the peaks of speech ought to reach
_HOLD: Final = 20  # levels for which a peak stays, about a second
_WIDTH: Final = 6  # of a bar


def decibels(amplitude: float) -> float:
    """Decibels of full scale."""
    return 20 * math.log10(max(amplitude, 10 ** (LOWEST / 20)))


class LevelMeter(QWidget):
    """Shows levels as they come, and below them in a word what they are like.

    Attributes:
        too_loud: Whether a peak of the last second was cut off, or nearly.
        too_quiet: Whether no peak since `clear` was as loud as speech ought to be.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("level")
        self.setAccessibleName(self.tr("Microphone level"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.too_loud = False
        self.too_quiet = True
        self._levels = deque([LOWEST] * BARS, maxlen=BARS)
        self._peak = LOWEST
        self._held = LOWEST
        self._holds = 0
        self._heard = 0  # levels since `clear`
        self._bars = VAST  # pixels of the highest one

    def be_low(self) -> None:
        """Have lower bars, for a screen with little room."""
        self._bars = WIDE
        self.updateGeometry()

    def show_level(self, peak: float) -> None:
        """Show a peak; 1 is full scale."""
        self._heard += 1
        self._peak = decibels(peak)
        self._levels.append(self._peak)
        self._holds -= 1
        if self._peak >= self._held or self._holds <= 0:
            self._held, self._holds = self._peak, _HOLD
        self.too_loud = self._held > _TOO_LOUD
        self.too_quiet = self.too_quiet and self._peak < _GOOD
        self.setAccessibleDescription(self._words()[self._which()])
        self.update()

    def clear(self) -> None:
        """Show silence, and forget what was heard."""
        self._levels.extend([LOWEST] * BARS)
        self._holds = 0
        self.too_quiet = True
        self.show_level(0.0)
        self._heard = 0
        self.setAccessibleDescription("")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Bars over a line of words."""
        return QSize(300, self._bars + SMALL + QFontMetrics(helper(self.font())).height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All of it."""
        return QSize(240, self.sizeHint().height())

    def _words(self) -> tuple[str, str, str]:
        return self.tr("too quiet"), self.tr("good"), self.tr("too loud")

    def _which(self) -> int:
        """Which of the words holds."""
        if self.too_loud:
            return 2
        quiet = self._held < _GOOD if self._heard >= _HOLD else False
        return 0 if quiet else 1

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw the bars, and the words with the one that holds in front."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        known = colors(self.palette())
        step = _WIDTH + TINY
        left = (self.width() - BARS * step + TINY) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color(known))
        for place, level in enumerate(self._levels):
            height = max(float(TINY), (level - LOWEST) / -LOWEST * self._bars)
            bar = QRectF(left + place * step, (self._bars - height) / 2, _WIDTH, height)
            painter.drawRoundedRect(bar, _WIDTH / 2, _WIDTH / 2)
        self._draw_words(painter, known)

    def _color(self, known: Colors) -> QColor:
        if self._heard and self._which() == 2:  # noqa: PLR2004 - too loud
            return known.error
        if self._heard and self._which() == 0:
            return known.warning
        return known.secondary

    def _draw_words(self, painter: QPainter, known: Colors) -> None:
        font = helper(self.font())
        strong = helper(self.font())
        strong.setWeight(strong.Weight.DemiBold)
        widths = [QFontMetrics(strong).horizontalAdvance(one) for one in self._words()]
        x = (self.width() - sum(widths) - 2 * LARGE) / 2
        top = self._bars + SMALL
        for number, (words, width) in enumerate(zip(self._words(), widths, strict=True)):
            holds = bool(self._heard) and number == self._which()
            painter.setFont(strong if holds else font)
            painter.setPen(known.ink if holds else known.secondary)
            place = QRectF(x, top, width, self.height() - top)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, words)
            x += width + LARGE
