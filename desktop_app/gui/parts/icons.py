"""Icons: the app's, with a mark for what it does, and those of playback in the window's colours."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from PyQt6.QtCore import QByteArray, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QIcon, QPainter, QPalette, QPen, QPixmap, QPolygonF
from PyQt6.QtSvg import QSvgRenderer

from desktop_app.reading.events import ReaderState

_SVG: Final = Path(__file__).with_name("icon.svg")
_SMALL_SVG: Final = _SVG.with_name("icon-small.svg")  # drawn for the pixels of the smallest
_SMALL: Final = 16
_SIZES: Final = (16, 22, 24, 32, 48, 64)
_COLORS: Final = {
    ReaderState.SPEAKING: "#1f9d55",
    ReaderState.PAUSED: "#5b6470",
    ReaderState.TROUBLE: "#d42a2a",
}
_MARKS: Final = {  # none where nothing is heard and nobody has to do anything
    ReaderState.SPEAKING: "play",
    ReaderState.PAUSED: "pause",
    ReaderState.TROUBLE: "trouble",
}
_LINES: Final = {
    "address": "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M3 12h18M12 3c4 4 4 14 0 18M12 3c-4 4-4 14 0 18",
    "close": "M6 6l12 12M18 6L6 18",
    "down": "M6 9l6 6 6-6",
    "find": "M4 10.5a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0M15.5 15.5L21 21",
    "menu": "M4 6h16M4 12h16M4 18h16",
    "open": "M3 7a2 2 0 0 1 2-2h4l2 3h8a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z",
    "queue": "M4 6h16M4 12h9M4 18h9M17 11l4.5 3.5-4.5 3.5z",
    "remove": "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10.5 11v5M13.5 11v5",
    "save": "M12 3v11M7.5 10l4.5 4.5 4.5-4.5M4 16.5V20h16v-3.5",
    "skip": "M3 6l6.5 6L3 18zM11 6l6.5 6-6.5 6zM21 6v12",
    "sleep": "M20 14.5A8.5 8.5 0 0 1 9.5 4A8.5 8.5 0 1 0 20 14.5z",
    "up": "M6 15l6-6 6 6",
    "volume": "M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
}
"""Icons that are lines, on a square of 24."""

_LINE_SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{path}" fill="none"'
    ' stroke="{color}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


@cache
def app_icon(state: ReaderState = ReaderState.IDLE) -> QIcon:
    """The app's icon; but idle, with a mark in its corner."""
    icon = QIcon()
    for size in _SIZES:
        pixmap = _blank(size)
        painter = _painter(pixmap)
        drawing = _SMALL_SVG if size <= _SMALL else _SVG
        QSvgRenderer(str(drawing)).render(painter, QRectF(0, 0, size, size))
        if state in _MARKS:
            _badge(painter, size, QColor(_COLORS[state]), _MARKS[state])
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def control_icon(name: str, palette: QPalette) -> QIcon:
    """An icon in a palette's colour of text.

    Args:
        name: `play`, `pause`, `stop`, `next`, `previous`, or one of those that are lines.
        palette: Has the colours.
    """
    icon = QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        pixmap = _blank(48)
        painter = _painter(pixmap)
        color = palette.color(group, QPalette.ColorRole.ButtonText)
        if name in _LINES:
            svg = _LINE_SVG.format(path=_LINES[name], color=color.name())
            QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(2, 2, 44, 44))
        else:
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
