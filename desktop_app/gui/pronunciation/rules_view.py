"""Draws the rules as rows of two fields, written and said, and tells which button is pressed."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QContextMenuEvent, QPainter, QPalette, QPen
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.gui.parts.colors import Colors, colors, mixed
from desktop_app.gui.parts.icons import pixmap
from desktop_app.gui.parts.labels import fitted
from desktop_app.gui.parts.metrics import (
    CARD_CORNER,
    CORNER,
    FIELD,
    HUGE,
    MEDIUM,
    OUTLINE,
    ROW,
    SMALL,
    SMALL_ICON,
    STRONG,
    TINY,
    WIDE,
    helper,
)
from desktop_app.gui.parts.row_menu import row_asked

from .rules_table import (
    CASE,
    FIND,
    HEAR,
    LANGUAGE,
    MORE,
    PATTERN,
    PLAYING,
    PROBLEM,
    SAY,
    USABLE,
    WORDS,
    LanguageDelegate,
)

_FIELDS: Final = (FIND, SAY, LANGUAGE)
_BUTTONS: Final = (HEAR, MORE)
_CHOSEN: Final = 0.16
"""How much of the color of what is selected is in the ground of a row."""


class RulesView(QTableView):
    """The rules in rows.

    Signals:
        pressed_button: The cell of a button (`HEAR` or `MORE`), and where it is on the screen.
    """

    pressed_button = pyqtSignal(QModelIndex, QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setHorizontalHeader(_Header(self))
        viewport = self.viewport()
        assert viewport is not None  # noqa: S101 - a view has one
        viewport.setAutoFillBackground(False)
        self.rules = RuleDelegate(self)
        self.setItemDelegate(self.rules)
        self.setItemDelegateForColumn(LANGUAGE, self.rules)
        rows = self.verticalHeader()
        if rows is not None:
            rows.hide()
            rows.setMinimumSectionSize(FIELD)
            rows.setDefaultSectionSize(ROW)
        self.clicked.connect(self._clicked)

    def lay_out(self) -> None:
        """Share the width out, once there is a model."""
        header = self.horizontalHeader()
        assert header is not None  # noqa: S101 - a table has one
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(FIELD)
        for column in (FIND, SAY):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column, wide in ((LANGUAGE, 11), (HEAR, 0), (MORE, 0)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            letters = wide * self.fontMetrics().averageCharWidth()
            self.setColumnWidth(column, letters + (HUGE + WIDE if wide else FIELD + SMALL))
        for column in (PATTERN, WORDS, CASE, PROBLEM):
            self.hideColumn(column)

    def keyPressEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Have Space and Return press the button that a person is at."""
        index = self.currentIndex()
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        key = getattr(event, "key", lambda: None)()
        if index.column() in _BUTTONS and key in keys:
            self._press(index)
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type] # it is Qt's own

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:  # noqa: N802 - Qt's name
        """Open the menu of a row, as its button does."""
        index, at = row_asked(self, event)
        if index.isValid():
            self.pressed_button.emit(index.siblingAtColumn(MORE), at)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() in _BUTTONS:
            self._press(index)
        elif index.column() in _FIELDS:
            self.edit(index)

    def _press(self, index: QModelIndex) -> None:
        viewport = self.viewport()
        if viewport is not None and index.data(USABLE):
            at = viewport.mapToGlobal(self.visualRect(index).bottomLeft())
            self.pressed_button.emit(index, at)


class _Header(QHeaderView):
    """The titles of the columns: small, and without a frame."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        viewport = self.viewport()
        assert viewport is not None  # noqa: S101 - a view has one
        viewport.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its words."""
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + SMALL)

    def paintSection(self, painter: QPainter | None, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803 - Qt's names
        """Draw a title above the field that it is of."""
        model = self.model()
        if painter is None or model is None:
            return
        painter.setFont(helper(self.font()))
        painter.setPen(colors(self.palette()).secondary)
        words = str(model.headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        left = WIDE if logicalIndex == SAY else SMALL
        where = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect.adjusted(left, 0, 0, 0), where, words)


class RuleDelegate(LanguageDelegate):
    """Draws the cells of a rule as fields, a chip and buttons."""

    def __init__(self, view: RulesView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """A row is high enough for a field."""
        return QSize(super().sizeHint(option, index).width(), ROW)

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Write where the field is drawn."""
        if editor is not None:
            editor.setGeometry(_field(option.rect, index.column()))

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw a cell."""
        assert painter is not None  # noqa: S101 - Qt has one
        known = colors(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            highlight = option.palette.color(QPalette.ColorRole.Highlight)
            painter.fillRect(option.rect, mixed(highlight, known.window, _CHOSEN))
        column = index.column()
        if column in (FIND, SAY):
            self._paint_field(painter, option, index, known)
        elif column == LANGUAGE:
            self._paint_chip(painter, option, index, known)
        elif column in _BUTTONS:
            self._paint_button(painter, option, index, known)
        painter.restore()

    def _paint_field(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex,
        known: Colors,
    ) -> None:
        place = _field(option.rect, index.column())
        if index.column() == SAY:
            arrow = QRect(0, 0, SMALL_ICON, SMALL_ICON)
            arrow.moveCenter(QPoint(option.rect.left() + WIDE // 2, place.center().y()))
            self._paint_icon(painter, arrow, "chevron-right", option, "secondary")
        wrong = index.column() == FIND and bool(index.siblingAtColumn(PROBLEM).data())
        self._outline(painter, QRectF(place), option, known, corner=CORNER, wrong=wrong)
        text = str(index.data() or "")
        painter.setPen(known.ink if text else known.secondary)
        hints = {FIND: self.tr("As it is written"), SAY: self.tr("As it sounds")}
        self._words(painter, place.adjusted(SMALL, 0, -SMALL, 0), text or hints[index.column()])

    def _paint_chip(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex,
        known: Colors,
    ) -> None:
        place = _field(option.rect, LANGUAGE)
        self._outline(painter, QRectF(place), option, known, corner=place.height() / 2)
        arrow = QRect(0, 0, SMALL_ICON, SMALL_ICON)
        arrow.moveCenter(QPoint(place.right() - MEDIUM - TINY, place.center().y()))
        self._paint_icon(painter, arrow, "chevron-down", option, "secondary")
        painter.setPen(known.ink if index.data(Qt.ItemDataRole.EditRole) else known.secondary)
        words = place.adjusted(MEDIUM, 0, -MEDIUM - SMALL_ICON, 0)
        self._words(painter, words, str(index.data()))

    def _paint_button(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex,
        known: Colors,
    ) -> None:
        place = QRect(0, 0, FIELD, FIELD)
        place.moveCenter(option.rect.center())
        usable = bool(index.data(USABLE))
        over = usable and bool(option.state & QStyle.StateFlag.State_MouseOver)
        if index.column() == HEAR:
            half = FIELD / 2
            self._outline(painter, QRectF(place), option, known, corner=half, usable=usable)
            name = "square" if index.data(PLAYING) else "play"
        else:
            name = "ellipsis"
            painter.setBrush(known.hover if over else Qt.BrushStyle.NoBrush)
            focus = self._is_current(option)
            painter.setPen(QPen(known.focus, STRONG) if focus else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), CARD_CORNER, CARD_CORNER)
        icon = QRect(0, 0, SMALL_ICON, SMALL_ICON)
        icon.moveCenter(place.center())
        self._paint_icon(painter, icon, name, option, "ink" if usable else "disabled")

    def _outline(
        self,
        painter: QPainter,
        place: QRectF,
        option: QStyleOptionViewItem,
        known: Colors,
        *,
        corner: float,
        wrong: bool = False,
        usable: bool = True,
    ) -> None:
        focus = self._is_current(option)
        color = known.focus if focus else known.error if wrong else known.outline
        width = STRONG if focus or wrong else OUTLINE
        painter.setPen(QPen(color if usable else known.line, width))
        painter.setBrush(known.card)
        half = width / 2
        painter.drawRoundedRect(place.adjusted(half, half, -half, -half), corner, corner)

    def _is_current(self, option: QStyleOptionViewItem) -> bool:
        return bool(option.state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()

    def _paint_icon(
        self, painter: QPainter, place: QRect, name: str, option: QStyleOptionViewItem, role: str
    ) -> None:
        ratio = self._view.devicePixelRatioF()
        painter.drawPixmap(place, pixmap(name, option.palette, SMALL_ICON, role, ratio))

    @staticmethod
    def _words(painter: QPainter, place: QRect, words: str) -> None:
        elided = fitted(words, painter.fontMetrics(), place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)


def _field(cell: QRect, column: int) -> QRect:
    """Where the field of a cell is; the arrow between both stands before what is said."""
    left = WIDE if column == SAY else SMALL
    place = cell.adjusted(left, 0, -TINY, 0)
    place.setHeight(FIELD)
    place.moveTop(cell.top() + (cell.height() - FIELD) // 2)
    return place
