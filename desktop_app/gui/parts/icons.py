"""Icons: the app's own, and Lucide's in the colors of the windows."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from PyQt6 import sip
from PyQt6.QtCore import QByteArray, QEvent, QObject, QRectF, QSize, Qt
from PyQt6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtWidgets import QAbstractButton, QLabel, QWidget

from .colors import colors
from .metrics import ICON

_SVG: Final = Path(__file__).with_name("icon.svg")
_SMALL_SVG: Final = _SVG.with_name("icon-small.svg")  # drawn for the pixels of the smallest
_SMALL: Final = 16
_SIZES: Final = (16, 22, 24, 32, 48, 64)
_FOLDER: Final = Path(__file__).parents[1] / "icons"
_FILLED: Final = {"play", "pause", "square", "skip-back", "skip-forward"}
"""What is pressed while one listens is solid; all else is outlines."""
_WORN: Final = "icon worn"  # the property that says what `wear` put on


@cache
def app_icon() -> QIcon:
    """The app's icon; `gui.tray_icon` has it with a badge for what the reader does."""
    icon = QIcon()
    for size in _SIZES:
        pixmap = _blank(size)
        painter = _painter(pixmap)
        drawing = _SMALL_SVG if size <= _SMALL else _SVG
        QSvgRenderer(str(drawing)).render(painter, QRectF(0, 0, size, size))
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
        if event is not None and event.type() in _CHANGES and self._is_there():
            self.put_on()
        return False

    def _is_there(self) -> bool:
        """Whether both are there; Python may have let go of this one before Qt does."""
        parts = (getattr(self, "_target", None), getattr(self, "_watched", None))
        return all(one is not None and not sip.isdeleted(one) for one in parts)

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
