"""The icon in the tray: the app's, with a badge for what the reader does.

Each badge has a shape of its own, drawn for the pixels of each size, so that it is known without
its color. What is around it is erased, so that it stands off from the icon on every panel.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import (
    QColor,
    QIcon,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPixmap,
    QPolygonF,
)

from desktop_app.reading.events import ReaderState

from .parts.icons import app_icon

SIZES: Final = (16, 22, 24, 32, 48, 64)
"""Pixels that panels have for an icon, and their doubles."""

_BADGES: Final = {16: 9, 22: 12, 24: 12, 32: 16, 48: 24, 64: 32}
_RINGS: Final = {16: 1}  # pixels that are erased around the badge; elsewhere two
_WHITE: Final = QColor("white")
_DARK: Final = QColor("#1f2328")
_COLORS: Final = {
    ReaderState.SPEAKING: QColor("#1f9d55"),
    ReaderState.PAUSED: QColor("#e0a100"),
    ReaderState.TROUBLE: QColor("#d42a2a"),
    ReaderState.WAITING: QColor("#0b66c3"),
}


@cache
def tray_icon(state: ReaderState) -> QIcon:
    """The icon for a state; idle, it is the app's."""
    if state not in _COLORS:
        return app_icon()
    icon = QIcon()
    for size in SIZES:
        pixmap = app_icon().pixmap(size, size, QIcon.Mode.Normal)
        pixmap = pixmap.scaled(size, size) if pixmap.width() != size else QPixmap(pixmap)
        pixmap.setDevicePixelRatio(1.0)
        painter = QPainter(pixmap)
        _draw_badge(painter, size, state)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def _draw_badge(painter: QPainter, size: int, state: ReaderState) -> None:
    shape, mark = _SHAPES[state]
    width = _BADGES[size]
    path = shape(size, width)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    around = QPainterPathStroker()
    around.setWidth(2 * _RINGS.get(size, 2))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.fillPath(path.united(around.createStroke(path)), _WHITE)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    if state is ReaderState.PAUSED:  # amber is pale on a light panel: it has a dark edge
        painter.fillPath(path, _DARK)
        path = shape(size, width, edge=1)
    painter.fillPath(path, _COLORS[state])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    place = path.boundingRect()
    mark(painter, place, width)


# Shapes, whose places are whole pixels


def _circle(size: int, width: int, *, edge: int = 0) -> QPainterPath:
    del edge
    path = QPainterPath()
    path.addEllipse(QRectF(size - width, size - width, width, width))
    return path


def _square(size: int, width: int, *, edge: int = 0) -> QPainterPath:
    wide = width + width % 2  # for two bars and a gap of two pixels each
    path = QPainterPath()
    place = QRectF(size - wide, size - wide, wide, wide).adjusted(edge, edge, -edge, -edge)
    radius = max(3, wide // 4) - edge
    path.addRoundedRect(place, radius, radius)
    return path


def _triangle(size: int, width: int, *, edge: int = 0) -> QPainterPath:
    del edge
    wide = width + 2  # a triangle looks smaller than it is
    path = QPainterPath()
    corners = QPointF(size - wide / 2, size - wide + 1), QPointF(size, size)
    path.addPolygon(QPolygonF([*corners, QPointF(size - wide, size)]))
    path.closeSubpath()
    return path


def _capsule(size: int, width: int, *, edge: int = 0) -> QPainterPath:
    """As wide as three dots want it."""
    del edge
    dot = _dot(width)
    room = 0 if width < _BADGES[22] else 2
    wide, high = _dots_width(dot) + 2 * dot + room, 3 * dot + room
    path = QPainterPath()
    path.addRoundedRect(QRectF(size - wide, size - high, wide, high), high / 2, high / 2)
    return path


# Marks, in whole pixels


def _play(painter: QPainter, place: QRectF, width: int) -> None:
    unit = max(1, width // 6)
    wide = 2 * unit + round(place.width()) % 2 + 1
    high = 2 * wide - 1 + (round(place.width()) + 1) % 2
    left = round(place.center().x() - wide / 2 + 0.5)
    top = round(place.center().y() - high / 2)
    for column in range(wide):
        painter.fillRect(left + column, top + column, 1, high - 2 * column, _WHITE)


def _pause(painter: QPainter, place: QRectF, width: int) -> None:
    bar = max(2, width // 6)
    wide = 3 * bar + (round(place.width()) - 3 * bar) % 2
    gap = wide - 2 * bar
    high = round(place.height() / 2)
    high += (round(place.height()) - high) % 2
    left = round(place.center().x() - wide / 2)
    top = round(place.center().y() - high / 2)
    for x in (left, left + bar + gap):
        painter.fillRect(x, top, bar, high, _DARK)


def _exclamation(painter: QPainter, place: QRectF, width: int) -> None:
    unit = max(1, width // 6)
    wide = unit + (round(place.width()) - unit) % 2
    left = round(place.center().x() - wide / 2)
    bottom = round(place.bottom()) - max(1, unit // 2) - 1
    painter.fillRect(left, bottom - wide, wide, wide, _WHITE)
    gap = max(1, unit // 2)
    top = round(place.top() + place.height() * 0.4)
    painter.fillRect(left, top, wide, bottom - wide - gap - top, _WHITE)


def _dots(painter: QPainter, place: QRectF, width: int) -> None:
    dot = _dot(width)
    left = round(place.center().x() - _dots_width(dot) / 2)
    top = round(place.center().y() - dot / 2)
    for number in range(3):
        painter.fillRect(left + number * (2 * dot - 1), top, dot, dot, _WHITE)


def _dot(width: int) -> int:
    return max(2, width // 5)


def _dots_width(dot: int) -> int:
    """Three dots, and two gaps that are a pixel narrower."""
    return 5 * dot - 2


_Shape = Callable[..., QPainterPath]
_Mark = Callable[[QPainter, QRectF, int], None]
_SHAPES: Final[dict[ReaderState, tuple[_Shape, _Mark]]] = {
    ReaderState.SPEAKING: (_circle, _play),
    ReaderState.PAUSED: (_square, _pause),
    ReaderState.TROUBLE: (_triangle, _exclamation),
    ReaderState.WAITING: (_capsule, _dots),
}
