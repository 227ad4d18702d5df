"""A row of the queue, as it is drawn: title, what is known of the text, handle and ×."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.gui.parts.colors import Colors, colors
from desktop_app.gui.parts.icons import pixmap
from desktop_app.gui.parts.labels import fitted
from desktop_app.gui.parts.metrics import (
    BAR_LINE,
    CARD_CORNER,
    MEDIUM,
    ROW,
    SMALL,
    SMALL_ICON,
    STRONG,
    TINY,
    TURN_MS,
    animated,
    helper,
    section,
)
from desktop_app.gui.parts.ring import paint_dots, paint_ring

if TYPE_CHECKING:
    from PyQt6.QtGui import QFont

MORE: Final = Qt.ItemDataRole.UserRole + 1
"""The second line."""
NOW: Final = Qt.ItemDataRole.UserRole + 2
"""Whether it is what is read now."""
OPENING: Final = Qt.ItemDataRole.UserRole + 3
"""Whether its text is still being opened."""

CROSS: Final = 28
"""Width and height of what can be clicked to take a text out."""

_STEP: Final = 9  # degrees
_STATE = QStyle.StateFlag


class QueueRow(QStyledItemDelegate):
    """Draws the rows of a list.

    Args:
        view: The list; it tracks the mouse.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._angle = 0
        self._turns = QTimer(self)
        self._turns.setSingleShot(True)
        self._turns.setInterval(TURN_MS)
        self._turns.timeout.connect(self._turn)

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QSize:
        """All rows are equally high."""
        del index
        return QSize(option.rect.width(), ROW)

    def cross(self, row: QRect) -> QRect:
        """Where the × of a row is."""
        place = QRect(0, 0, CROSS, CROSS)
        place.moveCenter(QPoint(0, row.center().y()))
        if self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            place.moveLeft(row.left() + TINY)
        else:
            place.moveRight(row.right() - TINY)
        return place

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw a row."""
        assert painter is not None  # noqa: S101 - Qt has one
        known = colors(option.palette)
        chosen, over = (
            bool(option.state & flag) for flag in (_STATE.State_Selected, _STATE.State_MouseOver)
        )
        now, opening = bool(index.data(NOW)), bool(index.data(OPENING))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, option, known, chosen=chosen, over=over)
        left, right = option.rect.left() + MEDIUM, option.rect.right() - MEDIUM
        if now:
            bar = QRectF(option.rect.left() + TINY, option.rect.top() + SMALL, BAR_LINE, 0)
            bar.setBottom(option.rect.bottom() - SMALL)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(known.accent)
            painter.drawRoundedRect(bar, BAR_LINE / 2, BAR_LINE / 2)
        before = QRect(left, option.rect.top(), SMALL_ICON, option.rect.height())
        if opening:
            self._draw_ring(painter, QRectF(before), known)
        elif now:
            self._draw_icon(painter, "audio-lines", before, option, "accent")
        elif over or chosen:
            self._draw_icon(painter, "grip-vertical", before, option, "secondary")
        if over or chosen:
            cross = self.cross(option.rect)
            self._draw_icon(painter, "x", cross, option, "ink")
            right = cross.left() - TINY
        begin = before.right() + SMALL
        words = QRect(begin, option.rect.top(), right - begin, option.rect.height())
        self._draw_words(painter, words, option, known, index)
        painter.restore()

    def _draw_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        known: Colors,
        *,
        chosen: bool,
        over: bool,
    ) -> None:
        place = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or over:
            painter.setBrush(known.pressed if chosen else known.hover)
            painter.drawRoundedRect(place, CARD_CORNER, CARD_CORNER)
        if chosen and option.state & _STATE.State_HasFocus:
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(known.focus)
            pen.setWidth(STRONG)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), CARD_CORNER, CARD_CORNER)

    def _draw_words(
        self,
        painter: QPainter,
        place: QRect,
        option: QStyleOptionViewItem,
        known: Colors,
        index: QModelIndex,
    ) -> None:
        title, more = str(index.data() or ""), str(index.data(MORE) or "")
        fonts: list[QFont] = [section(option.font), helper(option.font)]
        heights = []
        for font in fonts:
            painter.setFont(font)
            heights.append(painter.fontMetrics().height())
        top = place.top() + (place.height() - sum(heights)) // 2
        colors_of = known.ink, known.secondary
        for words, font, height, color in zip(
            (title, more), fonts, heights, colors_of, strict=True
        ):
            painter.setFont(font)
            painter.setPen(color)
            line = QRect(place.left(), top, place.width(), height)
            shown = fitted(words, painter.fontMetrics(), place.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter.value), shown)
            top += height

    def _draw_icon(
        self, painter: QPainter, name: str, place: QRect, option: QStyleOptionViewItem, role: str
    ) -> None:
        ratio = self._view.devicePixelRatioF()
        drawn = pixmap(name, option.palette, SMALL_ICON, role, ratio)
        square = QRect(0, 0, SMALL_ICON, SMALL_ICON)
        square.moveCenter(place.center())
        painter.drawPixmap(square.topLeft(), drawn)

    def _draw_ring(self, painter: QPainter, place: QRectF, known: Colors) -> None:
        square = QRectF(0, 0, SMALL_ICON, SMALL_ICON)
        square.moveCenter(place.center())
        if animated(self._view):
            paint_ring(painter, square, known, None, self._angle)
            if not self._turns.isActive():
                self._turns.start()  # as long as one is seen
        else:
            paint_dots(painter, square, known)

    def _turn(self) -> None:
        self._angle = (self._angle + _STEP) % 360
        viewport = self._view.viewport()
        if viewport is not None and viewport.isVisible():
            viewport.update()
