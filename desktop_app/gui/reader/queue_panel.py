"""The queue beside the text: what is read, and what comes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.icons import control_icon
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.plain_text import plain
from desktop_app.reading.events import ReaderState
from desktop_app.reading.titles import title_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QDropEvent, QKeyEvent, QShowEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.events import QueueItem
    from desktop_app.reading.model import Reading

_NUMBER: Final = Qt.ItemDataRole.UserRole
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText


class _List(QListWidget):
    """Texts that are dragged to another place; whoever hears of it puts them there.

    Signals:
        moved: The place that a text was at, and the one it is to have.
    """

    moved = pyqtSignal(int, int)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Leave keys with Alt alone: where they move no text, they choose no other one either."""
        if event is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802 - Qt's name
        """Say where a text is to go; the list shows it once it is there."""
        if event is None or event.source() is not self:
            return
        index = self.indexAt(event.position().toPoint())
        to = index.row() if index.isValid() else self.count()
        if self.dropIndicatorPosition() is QAbstractItemView.DropIndicatorPosition.BelowItem:
            to += 1
        row = self.currentRow()
        event.setDropAction(Qt.DropAction.IgnoreAction)  # else the view takes the row away
        event.accept()
        self.moved.emit(row, to - 1 if to > row else to)


class QueuePanel(QDockWidget):
    """The texts in their order; the first is what is read, and stays the first.

    Args:
        engine: Has the queue.
    """

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._back: list[tuple[Reading, int]] = []  # texts that come back, and where they were
        self.setObjectName("queue-panel")
        self.setWindowTitle(self.tr("Queue"))
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self.list = _List()
        self._set_up_list()
        self.empty = QLabel(
            self.tr("The queue is empty.\n\nDrop files or texts here, or read something else.")
        )
        self.empty.setObjectName("queue-empty")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.notice = Notice()
        self._actions = self._make_actions()
        self._buttons = QHBoxLayout()
        for name in ("up", "down", "remove", "clear"):
            button = QToolButton()
            button.setObjectName(f"queue-{name}-button")
            button.setDefaultAction(self._actions[name])
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._buttons.addWidget(button)
        self._buttons.insertStretch(3)
        self._lay_out()
        engine.queue_changed.connect(self._show)
        engine.state_changed.connect(self._show_state)
        self._show(engine.queue)
        self._paint_icons()

    # Parts

    def _set_up_list(self) -> None:
        self.list.setObjectName("queue")
        self.list.setSpacing(2)
        self.list.setIconSize(QSize(14, 14))
        self.list.setAccessibleName(self.tr("Queue"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.list.moved.connect(self._move)
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self.list.itemDoubleClicked.connect(lambda _: self._begin())

    def _make_actions(self) -> dict[str, QAction]:
        table: dict[str, tuple[str, str, Callable[[], None]]] = {
            "begin": (self.tr("Read now"), "Return", self._begin),
            "up": (self.tr("Move up"), "Alt+Up", lambda: self._step(-1)),
            "down": (self.tr("Move down"), "Alt+Down", lambda: self._step(1)),
            "remove": (self.tr("Remove"), "Del", self._remove),
            "clear": (self.tr("Clear"), "", self._clear),
        }
        actions = {}
        for name, (words, keys, call) in table.items():
            action = QAction(words, self)
            action.setObjectName(f"queue-{name}")
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(_plain(call))
            shown = action.shortcut().toString(_NATIVE)
            action.setToolTip(f"{words} ({shown})" if shown else words)
            self.list.addAction(action)
            actions[name] = action
        actions["clear"].setToolTip(self.tr("Remove all waiting texts"))
        return actions

    def _lay_out(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(6, 0, 6, 6)
        layout.addWidget(self.notice)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(self._buttons)
        self.setWidget(inside)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Have the icons again, which Qt has put back while the panel moved into its window."""
        super().showEvent(event)
        self._paint_icons()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self._paint_icons()

    def _paint_icons(self) -> None:
        for name, icon in (
            ("up", "up"),
            ("down", "down"),
            ("remove", "close"),
            ("clear", "remove"),
        ):
            self._actions[name].setIcon(control_icon(icon, self.palette()))
        close = self.findChild(QAbstractButton, "qt_dockwidget_closebutton")
        if close is not None:
            close.setIcon(control_icon("close", self.palette()))
        self._show(self._engine.queue)

    # What the engine tells

    def _show(self, items: tuple[QueueItem, ...]) -> None:
        chosen = self._chosen()
        number = self._number(chosen) if chosen > 0 else 0
        self.list.clear()
        for place, item in enumerate(items):
            self.list.addItem(self._row(place, item))
        self.list.setVisible(bool(items))
        self.empty.setVisible(not items)
        numbers = [item.number for item in items]
        row = numbers.index(number) if number in numbers else min(chosen, len(items) - 1)
        self.list.setCurrentRow(row)
        self._enable()
        self._put_back(items)

    def _show_state(self, _: object) -> None:
        # No lambda: that would outlive the panel, where this ends with it.
        self._show(self._engine.queue)

    def _row(self, place: int, item: QueueItem) -> QListWidgetItem:
        title = title_of(item.reading)
        if item.opening:
            title = self.tr("{title} – opening…").format(title=title)
        row = QListWidgetItem(title)
        row.setData(_NUMBER, item.number)
        length = self.tr("{count} characters").format(count=f"{len(item.reading.text):,}")
        length = "" if item.opening else length
        row.setToolTip(plain("\n".join(filter(None, (title, item.reading.source, length)))))
        if place == 0:
            paused = self._engine.state.state is ReaderState.PAUSED
            row.setIcon(control_icon("pause" if paused else "play", self.palette()))
            font = self.list.font()
            font.setBold(True)
            row.setFont(font)
            row.setFlags(row.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
            now = self.tr("Now reading: {title}").format(title=title)
            row.setData(Qt.ItemDataRole.AccessibleTextRole, now)
        return row

    def _enable(self) -> None:
        row, count = self._chosen(), self.list.count()
        self._actions["begin"].setEnabled(row > 0)
        self._actions["up"].setEnabled(row > 1)
        self._actions["down"].setEnabled(0 < row < count - 1)
        self._actions["remove"].setEnabled(row >= 0)
        self._actions["clear"].setEnabled(count > 1)

    # What a person does

    def _chosen(self) -> int:
        return self.list.currentRow()

    def _number(self, row: int) -> int:
        item = self.list.item(row)
        return int(item.data(_NUMBER)) if item is not None else 0

    def _begin(self) -> None:
        """Read a text in place of the one that is read."""
        row = self._chosen()
        if row > 0:
            left = self._engine.queue[0].reading
            self._engine.move(self._number(row), 1)
            self._engine.skip()
            words = self.tr("Skipped “{title}”.").format(title=title_of(left))
            self._offer_back(words, [(left, 1)])

    def _step(self, by: int) -> None:
        row = self._chosen()
        self._move(row, row + by)

    def _move(self, row: int, to: int) -> None:
        to = max(1, min(to, self.list.count() - 1))
        if row > 0 and to != row:
            self._engine.move(self._number(row), to)

    def _remove(self) -> None:
        row = self._chosen()
        if not 0 <= row < len(self._engine.queue):
            return
        item = self._engine.queue[row]
        self._engine.remove(item.number)
        words = self.tr("Removed “{title}”.").format(title=title_of(item.reading))
        self._offer_back(words, [(item.reading, max(1, row))])

    def _clear(self) -> None:
        waiting = self._engine.queue[1:]
        for item in waiting:
            self._engine.remove(item.number)
        words = self.tr("%n text(s) removed.", "", len(waiting))
        self._offer_back(words, [(item.reading, at + 1) for at, item in enumerate(waiting)])

    def _offer_back(self, words: str, texts: list[tuple[Reading, int]]) -> None:
        self.notice.tell(words, self.tr("Undo"), lambda: self.bring_back(texts))

    def bring_back(self, texts: list[tuple[Reading, int]]) -> None:
        """Put texts into the queue again, each at its place as far as there are as many."""
        self._back += texts
        for reading, _ in texts:
            self._engine.read_again(reading, at_once=False)

    def _put_back(self, items: tuple[QueueItem, ...]) -> None:
        for place, item in enumerate(items):
            back = next((one for one in self._back if _is_it(one[0], item.reading)), None)
            if back is not None:
                self._back.remove(back)
                if place not in (0, back[1]):
                    self._engine.move(item.number, back[1])


def _is_it(wanted: Reading, reading: Reading) -> bool:
    """Whether a text is the one that was wanted: one that was not opened yet has a new place."""
    if wanted.text or not wanted.source:
        return reading is wanted
    return reading.source == wanted.source and not reading.text


def _plain(call: Callable[[], None]) -> Callable[[], None]:
    """A slot without the argument `checked`."""
    return lambda *_: call()
