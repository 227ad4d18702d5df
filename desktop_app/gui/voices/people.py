"""The list of voices, with its keys, and the buttons that lie over the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    pyqtSignal,
)
from PyQt6.QtGui import QCursor, QKeyEvent
from PyQt6.QtWidgets import QAbstractItemView, QFrame, QListView, QVBoxLayout, QWidget

from desktop_app.gui.parts.metrics import TURN_MS, animated
from desktop_app.gui.parts.row_menu import row_asked

from .model import ROW_ROLE, FoundVoices, VoiceRow
from .row import Heard, RowButtons, RowDelegate

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import (
        QContextMenuEvent,
        QFocusEvent,
        QMouseEvent,
        QResizeEvent,
        QShowEvent,
    )

    from shared_client import ReferenceAudio

_STEP: Final = 9  # degrees of a ring that turns, for each of its pictures
_ENTER: Final = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_ROWS: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_FLAGS = QItemSelectionModel.SelectionFlag


class _View(QListView):
    """Rows; keys and clicks in them are for the voice, and not for its text.

    Signals:
        hear: The row's voice is to be heard, or to be silent.
        use: The row's voice is to read.
        more: The row's menu is wanted, at a place on the screen.
        moved: Rows are elsewhere now.
    """

    hear = pyqtSignal(QModelIndex)
    use = pyqtSignal(QModelIndex)
    more = pyqtSignal(QModelIndex, QPoint)
    moved = pyqtSignal()

    def __init__(self, rows: FoundVoices) -> None:
        super().__init__()
        self._pressed = ""  # the button of the row that a mouse went down on
        self.setObjectName("table")
        self.setModel(rows)
        self.row_delegate = RowDelegate(self)
        self.setItemDelegate(self.row_delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)  # hundreds of rows are measured as one
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        viewport = self.viewport()
        assert viewport is not None  # noqa: S101 - a view has one
        viewport.setAutoFillBackground(False)
        self.doubleClicked.connect(self.hear)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as all rows, if there is room."""
        row = self.sizeHintForRow(0) if self.rowCount() else 0
        return QSize(super().sizeHint().width(), row * self.rowCount())

    def rowCount(self) -> int:  # noqa: N802 - as Qt's models have it
        """How many rows there are."""
        rows = self.model()
        return rows.rowCount() if rows is not None else 0

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Space hears a voice, Enter uses it; all else is the list's."""
        assert event is not None  # noqa: S101 - Qt has one
        index = self.currentIndex()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and index.isValid() and event.key() == Qt.Key.Key_Space:
            self.hear.emit(index)
        elif plain and index.isValid() and event.key() in _ENTER:
            self.use.emit(index)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:  # noqa: N802 - Qt's name
        """Open the menu of a row."""
        index, at = row_asked(self, event)
        if index.isValid():
            self.more.emit(index, at)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Choose a row; remember which of its buttons it was."""
        self._pressed = self._button(event)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Do what the button says that is drawn there."""
        pressed, self._pressed = self._pressed, ""
        super().mouseReleaseEvent(event)
        if event is None or not pressed or self._button(event) != pressed:
            return
        index = self.indexAt(event.position().toPoint())
        if pressed == "hear":
            self.hear.emit(index)
        elif pressed == "more":
            self.more.emit(index, event.globalPosition().toPoint())
        else:
            self.use.emit(index)

    def _button(self, event: QMouseEvent | None) -> str:
        if event is None or event.button() is not Qt.MouseButton.LeftButton:
            return ""
        index = self.indexAt(event.position().toPoint())
        row = index.data(ROW_ROLE)
        if not isinstance(row, VoiceRow):
            return ""
        return self.row_delegate.button_at(event.position(), self.visualRect(index), row)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 - Qt's name
        """Take the buttons along."""
        super().scrollContentsBy(dx, dy)
        self.moved.emit()

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        """Take the buttons along."""
        super().updateGeometries()
        self.updateGeometry()
        self.moved.emit()

    def focusInEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        """Have a row to begin with."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rowCount():
            rows = self.model()
            assert rows is not None  # noqa: S101 - it has rows
            self.setCurrentIndex(rows.index(0, 0))

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw the buttons in other colors or another font."""
        super().changeEvent(event)
        if event is not None and hasattr(self, "row_delegate"):
            self.row_delegate.forget_pictures()


class People(QWidget):
    """All voices, one below the other.

    Args:
        rows: The voices.

    Attributes:
        view: The list.
        buttons: Those of the current voice; keys reach them.

    Signals:
        chosen: Another voice, or several, are selected.
        hear: A `ReferenceAudio` is to be heard, or to be silent.
        use: A `ReferenceAudio` is to read.
        more: The menu of the selected voices is wanted, at a place on the screen.
    """

    chosen = pyqtSignal()
    hear = pyqtSignal(object)
    use = pyqtSignal(object)
    more = pyqtSignal(QPoint)

    def __init__(self, rows: FoundVoices) -> None:
        super().__init__()
        self._rows = rows
        self.view = _View(rows)
        self.view.setAccessibleName(self.tr("Voices"))
        self.view.setAccessibleDescription(
            self.tr("Space hears a voice, Enter reads with it, F2 renames it.")
        )
        self._over = QPersistentModelIndex()  # the row below the pointer
        self.buttons = self._make_buttons(keys=True)
        self._hovered = self._make_buttons(keys=False)
        self._timer = QTimer(self)
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self._turn)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.view.moved.connect(self._place)
        self.view.hear.connect(lambda index: self.hear.emit(rows.voice(index)))
        self.view.use.connect(lambda index: self.use.emit(rows.voice(index)))
        self.view.more.connect(self._open_menu)
        selection = self._selection()
        selection.selectionChanged.connect(lambda *_: self.chosen.emit())
        selection.currentChanged.connect(lambda *_: self._place())
        for signal in (rows.dataChanged, rows.layoutChanged, rows.modelReset):
            signal.connect(lambda *_: self._place())
        viewport = self.view.viewport()
        assert viewport is not None  # noqa: S101 - a view has one
        viewport.installEventFilter(self)
        self.view.installEventFilter(self)
        self.setFocusProxy(self.view)

    def _make_buttons(self, *, keys: bool) -> RowButtons:
        clip = QWidget(self)  # a row may be half scrolled away
        clip.hide()
        buttons = RowButtons(clip, keys=keys)
        for button in buttons.buttons():
            button.installEventFilter(self)
        buttons.hear.connect(lambda: self._tell(buttons, self.hear.emit))
        buttons.use.connect(lambda: self._tell(buttons, self.use.emit))
        buttons.more.connect(lambda: self._open_menu_of(buttons))
        return buttons

    # Voices

    def selected(self) -> list[ReferenceAudio]:
        """The voices that are selected, from top to bottom."""
        rows = sorted(index.row() for index in self._selection().selectedRows())
        return [self._rows.voice(self._rows.index(row, 0)) for row in rows]

    def current(self) -> ReferenceAudio | None:
        """The voice that keys are for."""
        index = self.view.currentIndex()
        return self._rows.voice(index) if index.isValid() else None

    def select(self, ids: set[str]) -> None:
        """Select voices; where none of them is there, the first one."""
        rows = [
            row
            for row in range(self._rows.rowCount())
            if self._rows.voice(self._rows.index(row, 0)).id in ids
        ]
        chosen = QItemSelection()
        for row in rows or ([0] if self._rows.rowCount() else []):
            chosen.select(self._rows.index(row, 0), self._rows.index(row, 0))
        # All at once: each change of the selection is looked at.
        selection = self._selection()
        selection.select(chosen, _FLAGS.ClearAndSelect)
        if chosen.count():
            selection.setCurrentIndex(chosen.indexes()[-1], _FLAGS.NoUpdate)
        if rows:
            self.view.scrollTo(self._rows.index(rows[0], 0))

    def _selection(self) -> QItemSelectionModel:
        selection = self.view.selectionModel()
        assert selection is not None  # noqa: S101 - it has a model
        return selection

    # What is heard

    def show_heard(self, heard: Heard) -> None:
        """Show which voice is heard, or none."""
        delegate = self.view.row_delegate
        delegate.heard = heard
        delegate.turns = animated(self)
        waits = bool(heard.id) and heard.done is None and delegate.turns
        if waits != self._timer.isActive():
            (self._timer.start if waits else self._timer.stop)()
        self._repaint()
        self._place()

    def _turn(self) -> None:
        delegate = self.view.row_delegate
        delegate.angle = (delegate.angle + _STEP) % 360
        self._repaint()

    def _repaint(self) -> None:
        viewport = self.view.viewport()
        assert viewport is not None  # noqa: S101 - a view has one
        viewport.update()

    # Buttons

    def _place(self) -> None:
        """Lay the buttons over their rows."""
        self._lay(self.buttons, self.view.currentIndex())
        over = QModelIndex(self._over)
        self._lay(self._hovered, over if over != self.view.currentIndex() else QModelIndex())

    def _lay(self, buttons: RowButtons, index: QModelIndex) -> None:
        clip = buttons.parentWidget()
        assert clip is not None  # noqa: S101 - made above
        row = index.data(ROW_ROLE) if index.isValid() else None
        viewport = self.view.viewport()
        if not isinstance(row, VoiceRow) or viewport is None:
            clip.hide()
            return
        delegate = self.view.row_delegate
        buttons.show_row(row, delegate.heard)
        place = delegate.buttons_place(self.view.visualRect(index), self.layoutDirection())
        place.translate(viewport.mapTo(self, QPoint()))
        seen = place.intersected(viewport.rect().translated(viewport.mapTo(self, QPoint())))
        clip.setGeometry(seen)
        buttons.setGeometry(
            place.x() - seen.x(), place.y() - seen.y(), place.width(), place.height()
        )
        clip.setVisible(not seen.isEmpty())
        clip.raise_()

    def _tell(self, buttons: RowButtons, emit: Callable[[object], None]) -> None:
        voice = self._voice_of(buttons)
        if voice is not None:
            emit(voice)

    def _voice_of(self, buttons: RowButtons) -> ReferenceAudio | None:
        index = self.view.currentIndex() if buttons is self.buttons else QModelIndex(self._over)
        if buttons is self._hovered and index.isValid():
            self.view.setCurrentIndex(index)
        return self._rows.voice(index) if index.isValid() else None

    def _open_menu_of(self, buttons: RowButtons) -> None:
        if self._voice_of(buttons) is not None:
            button = buttons.more_button
            self.more.emit(button.mapToGlobal(QPoint(0, button.height())))

    def _open_menu(self, index: QModelIndex, at: QPoint) -> None:
        if not self._selection().isSelected(index):
            self.view.setCurrentIndex(index)
        self.more.emit(at)

    # Qt's

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Follow the pointer, and let the arrow keys go from a button to the next voice."""
        assert event is not None  # noqa: S101 - Qt has one
        viewport = self.view.viewport()
        if watched is viewport and event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            QTimer.singleShot(0, self._place)  # once the rows are where they go
        elif watched is viewport and event.type() is QEvent.Type.MouseMove:
            assert viewport is not None  # noqa: S101 - it is watched
            self._point_at(self.view.indexAt(viewport.mapFromGlobal(QCursor.pos())))
        elif watched is viewport and event.type() is QEvent.Type.Leave:
            if not self._hovered.underMouse():
                self._point_at(QModelIndex())
        elif watched is self.view and event.type() in {
            QEvent.Type.FocusIn,
            QEvent.Type.FocusOut,
        }:
            self._repaint()
        elif (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in _ROWS
            and watched in self.buttons.buttons()
        ):
            row = self.view.currentIndex().row() + _ROWS[Qt.Key(event.key())]
            if 0 <= row < self._rows.rowCount():
                self.view.setCurrentIndex(self._rows.index(row, 0))
            return True
        return False

    def _point_at(self, index: QModelIndex) -> None:
        if index != QModelIndex(self._over):
            self._over = QPersistentModelIndex(index)
            self._place()

    def leaveEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Have no row below the pointer."""
        super().leaveEvent(event)
        self._point_at(QModelIndex())

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take the buttons along."""
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Lay the buttons where rows are known to be."""
        super().showEvent(event)
        QTimer.singleShot(0, self._place)
