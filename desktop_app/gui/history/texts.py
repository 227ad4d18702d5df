"""The list of texts that were read: by day, each with its buttons, drawn as they are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    pyqtSignal,
)
from PyQt6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPen
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from desktop_app.gui.parts.card import paint_card_of_row, paint_lines
from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.icons import pixmap
from desktop_app.gui.parts.metrics import (
    CORNER,
    FIELD,
    HUGE,
    LARGE,
    MEDIUM,
    OUTLINE,
    SMALL,
    SMALL_ICON,
    STRONG,
    TINY,
    helper,
    section,
)
from desktop_app.gui.parts.plain_text import MOST, plain, shortened
from desktop_app.gui.parts.read_before import about
from desktop_app.gui.parts.row_menu import row_asked

from .days import group_of, now, when

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PyQt6.QtGui import QContextMenuEvent, QFont

    from desktop_app.gui.parts.colors import Colors
    from desktop_app.reading.history import HistoryEntry

ENTRY: Final = Qt.ItemDataRole.UserRole
"""The text of a row; None for the title of a group."""
_ABOUT: Final = Qt.ItemDataRole.UserRole + 1
_WHEN: Final = Qt.ItemDataRole.UserRole + 2

CARD: Final = 56
"""How high the card of a text or of an announcement is."""

_GAP: Final = SMALL
_GROUP: Final = HUGE + SMALL
_LONGEST_TITLE: Final = 200
_NOWHERE: Final = QModelIndex()


class TextsModel(QAbstractListModel):
    """Texts, the newest first, below the days on which they were read."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[HistoryEntry | str] = []
        self._speed = 1.0

    @property
    def entries(self) -> list[HistoryEntry]:
        """The texts that are shown, in their order."""
        return [row for row in self._rows if not isinstance(row, str)]

    def show(self, entries: Iterable[HistoryEntry], speed: float) -> None:
        """Show other texts.

        Args:
            entries: They, the newest first.
            speed: The reader's, for how long each takes.
        """
        today = now().date()
        rows: list[HistoryEntry | str] = []
        group = ""
        for entry in entries:
            if (its := group_of(entry.read_at, today)) != group:
                group = its
                rows.append(group)
            rows.append(entry)
        self.beginResetModel()
        self._rows, self._speed = rows, speed
        self.endResetModel()

    def row_of(self, id_: str) -> int:
        """The row of a text; -1 where it isn't shown."""
        found = (
            row
            for row, shown in enumerate(self._rows)
            if not isinstance(shown, str) and shown.id == id_
        )
        return next(found, -1)

    def first(self) -> int:
        """The row of the first text; -1 where there is none."""
        return 1 if len(self._rows) > 1 else -1

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many rows there are, with the titles of the groups."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Titles of groups can't be chosen."""
        if isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a row shows, and says to a screen reader."""
        row = self._rows[index.row()]
        if isinstance(row, str):
            told = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return row if role in told else None
        if role == ENTRY:
            return row
        if role == _ABOUT:
            return about(row, self._speed)
        if role == _WHEN:
            return when(row.read_at, now().date())
        title = shortened(" ".join(row.title[:MOST].split()), _LONGEST_TITLE)
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(f"{title}\n{row.source}" if row.source else title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((title, about(row, self._speed), when(row.read_at, now().date())))
        return None


class TextsView(QListView):
    """Shows the texts, and tells what a person wants with one.

    Signals:
        go_on: The button of a row was pressed.
        more_wanted: The menu of a row is wanted, at a place on the screen.
    """

    go_on = pyqtSignal(QModelIndex)
    more_wanted = pyqtSignal(QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(HistoryRow(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        viewport = self.viewport()
        assert viewport is not None  # noqa: S101 - a view has one
        viewport.setAutoFillBackground(False)

    def ask_for_menu_of(self, index: QModelIndex, at: QPoint) -> None:
        """Ask for the menu of a text, or of all that is selected with it, at a place on screen."""
        selection = self.selectionModel()
        if selection is not None and not selection.isSelected(index):
            self.setCurrentIndex(index)
        self.more_wanted.emit(at)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:  # noqa: N802 - Qt's name
        """Ask for the menu of a text; the titles of groups have none."""
        index, at = row_asked(self, event)
        if index.data(ENTRY) is not None:
            self.ask_for_menu_of(index, at)


class HistoryRow(QStyledItemDelegate):
    """Draws a text as a card, with a button to go on and one for the rest."""

    def __init__(self, view: TextsView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """One height for texts, another for the titles of groups."""
        del option
        return QSize(0, _GROUP if index.data(ENTRY) is None else CARD + _GAP)

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw a row."""
        assert painter is not None  # noqa: S101 - Qt has one
        known = colors(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if (entry := index.data(ENTRY)) is None:
            font = section(option.font)
            painter.setFont(font)
            painter.setPen(known.ink)
            bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
            painter.drawText(option.rect.adjusted(TINY, 0, 0, -SMALL), bottom, str(index.data()))
        else:
            self._paint_text(painter, option, index, entry, known)
        painter.restore()

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex,
        entry: HistoryEntry,
        known: Colors,
    ) -> None:
        card = card_of(option.rect)
        paint_card_of_row(painter, card, known, option.state, self._view)
        go_on, more = self.buttons(option.rect, option.font)
        time = str(index.data(_WHEN))
        small = helper(option.font)
        wide = QFontMetrics(small).horizontalAdvance(time)
        at = QRect(go_on.left() - MEDIUM - wide, card.top(), wide, card.height())
        painter.setFont(small)
        painter.setPen(known.secondary)
        painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, time)
        words = card.adjusted(LARGE, SMALL, 0, -SMALL - STRONG)
        words.setRight(at.left() - LARGE)
        about = str(index.data(_ABOUT))
        paint_lines(painter, words, option.font, str(index.data()), about, known)
        if entry.offset:
            self._paint_progress(painter, card, entry.share, known)
        self._paint_button(painter, go_on, option, self._words(entry), known)
        self._paint_icon(painter, more, "ellipsis", option, known)

    @staticmethod
    def _paint_progress(painter: QPainter, card: QRect, share: float, known: Colors) -> None:
        """A line at the foot of the card, as long as what was read."""
        left, right = card.left() + LARGE, card.right() - LARGE
        y = card.bottom() - STRONG - OUTLINE
        reached = left + max(STRONG, round((right - left) * share))
        for color, end in ((known.line, right), (known.accent, reached)):
            painter.setPen(QPen(color, STRONG, cap=Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(left, y), QPointF(end, y))

    def _paint_button(
        self,
        painter: QPainter,
        place: QRect,
        option: QStyleOptionViewItem,
        words: str,
        known: Colors,
    ) -> None:
        painter.setPen(QPen(known.outline, OUTLINE))
        painter.setBrush(known.hover if self._is_under_pointer(place) else known.card)
        half = QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(half, CORNER, CORNER)
        icon = QRect(place.left() + MEDIUM, 0, SMALL_ICON, SMALL_ICON)
        icon.moveCenter(QPoint(icon.center().x(), place.center().y()))
        self._paint_picture(painter, icon, "play", option)
        painter.setFont(option.font)
        painter.setPen(known.ink)
        painter.drawText(
            place.adjusted(MEDIUM + SMALL_ICON + SMALL, 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter,
            words,
        )

    def _paint_icon(
        self,
        painter: QPainter,
        place: QRect,
        name: str,
        option: QStyleOptionViewItem,
        known: Colors,
    ) -> None:
        if self._is_under_pointer(place):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(known.hover)
            painter.drawRoundedRect(QRectF(place), CORNER, CORNER)
        icon = QRect(0, 0, SMALL_ICON, SMALL_ICON)
        icon.moveCenter(place.center())
        self._paint_picture(painter, icon, name, option)

    def _paint_picture(
        self, painter: QPainter, place: QRect, name: str, option: QStyleOptionViewItem
    ) -> None:
        ratio = self._view.devicePixelRatioF()
        painter.drawPixmap(place, pixmap(name, option.palette, SMALL_ICON, "ink", ratio))

    def _is_under_pointer(self, place: QRect) -> bool:
        viewport = self._view.viewport()
        if viewport is None or not viewport.underMouse():
            return False
        return place.contains(viewport.mapFromGlobal(self._view.cursor().pos()))

    # What is pressed

    def editorEvent(  # noqa: N802 - Qt's name
        self,
        event: QEvent | None,
        model: QAbstractItemModel | None,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> bool:
        """Press the buttons of a row; all else chooses it."""
        entry = index.data(ENTRY)
        if (
            entry is None
            or not isinstance(event, QMouseEvent)
            or event.button() is not Qt.MouseButton.LeftButton
        ):
            return super().editorEvent(event, model, option, index)
        go_on, more = self.buttons(option.rect, option.font)
        at = event.position().toPoint()
        if not (go_on.contains(at) or more.contains(at)):
            return super().editorEvent(event, model, option, index)
        if event.type() is QEvent.Type.MouseButtonRelease:
            viewport = self._view.viewport()
            if go_on.contains(at):
                self._view.go_on.emit(index)
            elif viewport is not None:
                self._view.ask_for_menu_of(index, viewport.mapToGlobal(more.bottomLeft()))
        return True

    def helpEvent(  # noqa: N802 - Qt's name
        self,
        event: QHelpEvent | None,
        view: QAbstractItemView | None,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> bool:
        """Say what a button does, or all of the title and where the text is from."""
        entry = index.data(ENTRY)
        if event is not None and entry is not None:
            _, more = self.buttons(option.rect, option.font)
            if more.contains(event.pos()):
                QToolTip.showText(event.globalPos(), self.tr("More"), view)
                return True
        return super().helpEvent(event, view, option, index)

    def _words(self, entry: HistoryEntry) -> str:
        return self.tr("Go on") if entry.offset else self.tr("Read")

    def buttons(self, row: QRect, font: QFont) -> tuple[QRect, QRect]:
        """Where in a row the button to go on and ⋯ are: in all rows below each other."""
        metrics = QFontMetrics(font)
        wide = max(map(metrics.horizontalAdvance, (self.tr("Go on"), self.tr("Read"))))
        card = card_of(row)
        more = QRect(card.right() - SMALL - FIELD, 0, FIELD, FIELD)
        go_on = QRect(0, 0, MEDIUM + SMALL_ICON + SMALL + wide + MEDIUM, FIELD)
        go_on.moveRight(more.left() - TINY)
        for place in (go_on, more):
            place.moveTop(card.top() + (card.height() - FIELD) // 2)
        return go_on, more


def card_of(row: QRect) -> QRect:
    """Where the card is in a row of a list."""
    return row.adjusted(0, 0, 0, -_GAP)
