"""Icons: the app's, with a mark for what it does, and those of playback in the window's colours."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QIcon, QPainter, QPalette, QPen, QPixmap, QPolygonF
from PyQt6.QtSvg import QSvgRenderer

from desktop_app.reading.events import ReaderState

_SVG: Final = Path(__file__).with_name("icon.svg")
_SIZES: Final = (16, 22, 24, 32, 48, 64)
_COLORS: Final = {
    ReaderState.SPEAKING: "#1f9d55",
    ReaderState.PAUSED: "#5b6470",
    ReaderState.TROUBLE: "#d42a2a",
}
_MARKS: Final = {
    ReaderState.SPEAKING: "play",
    ReaderState.PAUSED: "pause",
    ReaderState.TROUBLE: "trouble",
}


@cache
def app_icon(state: ReaderState = ReaderState.IDLE) -> QIcon:
    """The app's icon; but idle, with a mark in its corner."""
    icon = QIcon()
    for size in _SIZES:
        pixmap = _blank(size)
        painter = _painter(pixmap)
        QSvgRenderer(str(_SVG)).render(painter, QRectF(0, 0, size, size))
        if state in _MARKS:
            _badge(painter, size, QColor(_COLORS[state]), _MARKS[state])
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def control_icon(name: str, palette: QPalette) -> QIcon:
    """`play`, `pause`, `stop`, `next` or `previous`, in a palette's colour of text."""
    icon = QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        pixmap = _blank(48)
        painter = _painter(pixmap)
        color = palette.color(group, QPalette.ColorRole.ButtonText)
        _draw(painter, name, QRectF(6, 6, 36, 36), color)
        painter.end()
        icon.addPixmap(pixmap, mode)
    return icon


def _blank(size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _painter(pixmap: QPixmap) -> QPainter:
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def _badge(painter: QPainter, size: int, color: QColor, mark: str) -> None:
    width = round(size * 0.56)
    place = QRectF(size - width, size - width, width, width)
    painter.setPen(QPen(QColor("white"), max(1.0, size / 24)))
    painter.setBrush(color)
    painter.drawEllipse(place.adjusted(0.5, 0.5, -0.5, -0.5))
    inset = width * 0.28
    _draw(painter, mark, place.adjusted(inset, inset, -inset, -inset), QColor("white"))


def _draw(painter: QPainter, name: str, place: QRectF, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    left, top, right, bottom = place.left(), place.top(), place.right(), place.bottom()
    middle, width = place.center(), place.width()
    match name:
        case "play":
            _triangle(painter, left + width * 0.12, right, place)
        case "pause":
            for x in (left + width * 0.1, left + width * 0.58):
                painter.drawRect(QRectF(x, top, width * 0.32, place.height()))
        case "stop":
            painter.drawRect(
                place.adjusted(width * 0.06, width * 0.06, -width * 0.06, -width * 0.06)
            )
        case "next":
            _triangle(painter, left, right - width * 0.2, place)
            painter.drawRect(QRectF(right - width * 0.2, top, width * 0.16, place.height()))
        case "previous":
            _triangle(painter, right, left + width * 0.2, place)
            painter.drawRect(QRectF(left + width * 0.04, top, width * 0.16, place.height()))
        case "trouble":
            painter.drawRect(QRectF(middle.x() - width * 0.16, top, width * 0.32, width * 0.6))
            painter.drawRect(
                QRectF(middle.x() - width * 0.16, bottom - width * 0.26, width * 0.32, width * 0.26)
            )


def _triangle(painter: QPainter, base: float, tip: float, place: QRectF) -> None:
    corners = (base, place.top()), (tip, place.center().y()), (base, place.bottom())
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
