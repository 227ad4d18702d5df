"""Icons: the app's, with a mark for what it does, and Lucide's in the colors of the windows."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from PyQt6 import sip
from PyQt6.QtCore import QByteArray, QEvent, QObject, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtWidgets import QAbstractButton, QLabel, QWidget

from desktop_app.reading.events import ReaderState

from .colors import colors
from .metrics import ICON

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
_FOLDER: Final = Path(__file__).parents[1] / "icons"
_FILLED: Final = {"play", "pause", "square", "skip-back", "skip-forward"}
"""What is pressed while one listens is solid; all else is outlines."""
_OLD_NAMES: Final = {
    "address": "globe",
    "close": "x",
    "down": "chevron-down",
    "find": "search",
    "menu": "menu",
    "next": "skip-forward",
    "open": "folder-open",
    "previous": "skip-back",
    "queue": "list-music",
    "remove": "trash-2",
    "save": "file-audio",
    "skip": "arrow-down",
    "sleep": "moon",
    "stop": "square",
    "up": "chevron-up",
    "volume": "volume-2",
}
_WORN: Final = "icon worn"  # the property that says what `wear` put on


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


def icon(name: str, palette: QPalette, size: int = ICON, role: str | QColor = "ink") -> QIcon:
    """An icon of the windows, in the colors of a palette, sharp on every screen there is.

    Args:
        name: Of a file in `desktop_app/gui/icons`, without `.svg`. `script/provide-icons` has the
            list, to which new ones are added.
        palette: Of the widget that shows it. Take the icon again when that changes, or use `wear`.
        size: Width and height, in device-independent pixels.
        role: Which of `Colors` it has, or a color of its own.
    """
    known = colors(palette)
    color = role if isinstance(role, QColor) else getattr(known, role)
    chosen = palette.color(QPalette.ColorRole.HighlightedText)
    screens = QGuiApplication.screens()
    ratios = tuple(sorted({screen.devicePixelRatio() for screen in screens} | {1.0}))
    return _icon(name, color.name(), known.disabled.name(), chosen.name(), size, ratios)


def pixmap(name: str, palette: QPalette, size: int, role: str | QColor, ratio: float) -> QPixmap:
    """An icon as a picture, for labels and delegates; as for `icon`.

    Args:
        name: As for `icon`.
        palette: As for `icon`.
        size: As for `icon`.
        role: As for `icon`.
        ratio: Pixels of the screen to a device-independent one: `widget.devicePixelRatioF()`.
    """
    color = role if isinstance(role, QColor) else getattr(colors(palette), role)
    return _drawn(name, color.name(), size, ratio)


def wear(
    target: QAbstractButton | QLabel | QAction,
    name: str,
    size: int = ICON,
    role: str | QColor = "ink",
    *,
    of: QWidget | None = None,
) -> None:
    """Give a button, a label or an action an icon that follows a change from light to dark.

    Args:
        target: What shows it; call this again for another icon.
        name: As for `icon`.
        size: As for `icon`.
        role: As for `icon`.
        of: For an action: the widget whose palette it follows, its menu or window.
    """
    watched = target if isinstance(target, QWidget) else of
    assert watched is not None  # noqa: S101 - an action has no palette
    before = target.property(_WORN)
    if isinstance(before, _Worn):
        before.name, before.size, before.role = name, size, role
        before.put_on()
        return
    target.setProperty(_WORN, _Worn(target, watched, name, size, role))


class _Worn(QObject):
    """Puts an icon on again whenever the palette of a widget changes."""

    def __init__(
        self,
        target: QAbstractButton | QLabel | QAction,
        watched: QWidget,
        name: str,
        size: int,
        role: str | QColor,
    ) -> None:
        super().__init__(target)
        self._target = target
        self._watched = watched
        self.name, self.size, self.role = name, size, role
        watched.installEventFilter(self)
        self.put_on()

    def eventFilter(self, _: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """See the palette change."""
        gone = sip.isdeleted(self._target) or sip.isdeleted(self._watched)
        if event is not None and not gone and event.type() in _CHANGES:
            self.put_on()
        return False

    def put_on(self) -> None:
        """Draw it in the colors that hold now."""
        palette = self._watched.palette()
        if isinstance(self._target, QLabel):
            ratio = self._watched.devicePixelRatioF()
            self._target.setPixmap(pixmap(self.name, palette, self.size, self.role, ratio))
            return
        self._target.setIcon(icon(self.name, palette, self.size, self.role))
        if isinstance(self._target, QAbstractButton):
            self._target.setIconSize(QSize(self.size, self.size))


_CHANGES: Final = {
    QEvent.Type.PaletteChange,
    QEvent.Type.StyleChange,
    QEvent.Type.DevicePixelRatioChange,
}


def control_icon(name: str, palette: QPalette) -> QIcon:
    """An icon by the name that it had before; it goes when nobody uses it any longer."""
    return icon(_OLD_NAMES.get(name, name), palette)


@cache
def _icon(
    name: str, color: str, disabled: str, chosen: str, size: int, ratios: tuple[float, ...]
) -> QIcon:
    made = QIcon()
    for ratio in ratios:
        for mode, of_mode in (
            (QIcon.Mode.Normal, color),
            (QIcon.Mode.Active, color),
            (QIcon.Mode.Disabled, disabled),
            (QIcon.Mode.Selected, chosen),
        ):
            made.addPixmap(_drawn(name, of_mode, size, ratio), mode)
    return made


@cache
def _drawn(name: str, color: str, size: int, ratio: float) -> QPixmap:
    """An SVG in one color; QtSvg knows no `currentColor`, so that it is put into the text."""
    svg = _svg(name).replace("currentColor", color)
    if name in _FILLED:
        svg = svg.replace('fill="none"', f'fill="{color}"', 1)
    width = max(1, round(size * ratio))
    drawn = _blank(width)
    painter = _painter(drawn)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, width, width))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@cache
def _svg(name: str) -> str:
    return (_FOLDER / f"{name}.svg").read_text("utf-8")


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
