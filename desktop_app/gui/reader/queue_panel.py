"""The queue beside the text: what is read, and what comes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QKeySequence, QPainter, QPen
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import plain_slot
from desktop_app.gui.parts.buttons import quiet, tool
from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.durations import about, left, length
from desktop_app.gui.parts.empty import Empty
from desktop_app.gui.parts.labels import Elided, TitleLabel, secondary, sized
from desktop_app.gui.parts.metrics import MEDIUM, OUTLINE, SMALL, helper, section
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.plain_text import plain
from desktop_app.gui.parts.read_before import kind_of
from desktop_app.reading.pace import usual_seconds
from desktop_app.reading.titles import title_of

from .queue_row import MORE, NOW, OPENING, QueueRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import (
        QDragEnterEvent,
        QDragMoveEvent,
        QDropEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QShowEvent,
    )

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.events import PositionChanged, QueueItem
    from desktop_app.reading.model import Reading

WIDTH: Final = 320

_NUMBER: Final = Qt.ItemDataRole.UserRole
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText


class _List(QListWidget):
    """Texts that are dragged to another place; whoever hears of it puts them there.

    Signals:
        moved: The place that a text was at, and the one it is to have.
        crossed: The × of a row was clicked.
        dropped: Files or texts from elsewhere were dropped.
    """

    moved = pyqtSignal(int, int)
    crossed = pyqtSignal(int)
    dropped = pyqtSignal(list)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Leave keys with Alt alone: where they move no text, they choose no other one either."""
        if event is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Hear of the × of a row, which is drawn and no widget of its own."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            index = self.indexAt(event.position().toPoint())
            row = self.itemDelegate()
            if index.isValid() and isinstance(row, QueueRow):
                cross = row.cross(self.visualRect(index))
                if cross.contains(event.position().toPoint()):
                    self.setCurrentRow(index.row())
                    self.crossed.emit(index.row())
                    return
        super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take rows, and what can be read."""
        if event is not None and not _take(event, self):
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:  # noqa: N802 - Qt's name
        """As when it enters."""
        if event is not None and not _take(event, self):
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802 - Qt's name
        """Say where a text is to go; the list shows it once it is there."""
        assert event is not None  # noqa: S101 - Qt has one
        if event.source() is not self:
            _drop(event, self.dropped.emit)
            return
        index = self.indexAt(event.position().toPoint())
        to = index.row() if index.isValid() else self.count()
        if self.dropIndicatorPosition() is QAbstractItemView.DropIndicatorPosition.BelowItem:
            to += 1
        row = self.currentRow()
        event.setDropAction(Qt.DropAction.IgnoreAction)  # else the view takes the row away
        event.accept()
        self.moved.emit(row, to - 1 if to > row else to)


class QueuePanel(QFrame):
    """The texts in their order; the first is what is read, and stays the first.

    Args:
        engine: Has the queue.

    Attributes:
        toggle: Shows and hides it.
        list: The texts.
        empty: Shown instead of them, where there are none.
        total: How many are waiting, and how long they take.
        notice: What was taken out, with Undo.

    Signals:
        add_wanted: Files to be added are to be asked for.
    """

    add_wanted = pyqtSignal()

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._back: list[tuple[Reading, int]] = []  # texts that come back, and where they were
        self._lengths: dict[int, float] = {}  # by number: seconds at the usual pace
        self.setObjectName("queue-panel")
        self.setAccessibleName(self.tr("Queue"))
        self.setMinimumWidth(WIDTH)
        self.setAutoFillBackground(True)
        self.setAcceptDrops(True)
        self.toggle = self._make_toggle()
        self.list = _List()
        self._set_up_list()
        self.empty = Empty(
            "list-music",
            self.tr("Nothing is waiting"),
            self.tr("Drop files or texts here, or add some while something else is read."),
        )
        self.empty.setObjectName("queue-empty")
        self.notice = Notice()
        self.total = sized(Elided(), helper)
        self._actions = self._make_actions()
        self._lay_out()
        engine.queue_changed.connect(self._show)
        engine.position_changed.connect(self._show_position)
        engine.settings_changed.connect(self._show_again)
        self._show(engine.queue)

    # Parts

    def _make_toggle(self) -> QAction:
        action = QAction(self.tr("Queue"), self)
        action.setObjectName("queue")
        action.setShortcut(QKeySequence("F9"))
        action.setCheckable(True)
        action.toggled.connect(self._toggle)
        return action

    def _toggle(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal has it so
        self.setVisible(shown)
        if shown and self._engine.queue:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _set_up_list(self) -> None:
        self.list.setObjectName("queue")
        self.list.setItemDelegate(QueueRow(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        viewport = self.list.viewport()
        assert viewport is not None  # noqa: S101 - every view has one
        viewport.setAutoFillBackground(False)  # rows lie on the panel, not on a sheet of their own
        self.list.setAccessibleName(self.tr("Queue"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.list.moved.connect(self._move)
        self.list.crossed.connect(lambda _: self._remove())
        self.list.dropped.connect(self._add)
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
            action.triggered.connect(plain_slot(call))
            shown = action.shortcut().toString(_NATIVE)
            action.setToolTip(f"{words} ({shown})" if shown else words)
            self.list.addAction(action)
            actions[name] = action
        actions["clear"].setToolTip(self.tr("Remove all waiting texts"))
        return actions

    def _lay_out(self) -> None:
        close = tool("x", self.tr("Hide the queue"))
        close.setObjectName("queue-close")
        close.clicked.connect(lambda: self.toggle.setChecked(False))
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        title = TitleLabel(self.tr("Up next"), section)
        title.setWordWrap(False)
        self.total.setObjectName("queue-total")
        head.addWidget(title)
        head.addWidget(secondary(self.total), 1)
        self.total.setWordWrap(False)
        head.addWidget(close)
        add = quiet(QPushButton(self.tr("Add…")), "plus")
        add.setObjectName("queue-add")
        add.setToolTip(self.tr("Add files to the queue"))
        add.clicked.connect(self.add_wanted)
        self.skip = quiet(QPushButton(self.tr("Next text")), "skip-forward")
        self.skip.setObjectName("queue-skip")
        self.skip.clicked.connect(self._engine.skip)
        self.clear = quiet(QPushButton(self.tr("Clear")))
        self.clear.setObjectName("queue-clear-button")
        self.clear.setToolTip(self._actions["clear"].toolTip())
        self.clear.clicked.connect(self._actions["clear"].trigger)
        foot = QHBoxLayout()
        foot.addWidget(add)
        foot.addStretch()
        foot.addWidget(self.skip)
        foot.addWidget(self.clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout.setSpacing(SMALL)
        layout.addLayout(head)
        layout.addWidget(self.notice)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(foot)

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark: rows are drawn in its colors."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self.list.update()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Say how far it is by now."""
        super().showEvent(event)
        self._show_again()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw the line that parts it from the text."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(colors(self.palette()).line, OUTLINE))
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = self.width() - OUTLINE if right_to_left else 0
        painter.drawLine(x, 0, x, self.height())

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take what can be read, beside the list too."""
        assert event is not None  # noqa: S101 - Qt has one
        _take(event, self.list)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802 - Qt's name
        """Put it at the end of the queue."""
        assert event is not None  # noqa: S101 - Qt has one
        _drop(event, self._add)

    # What the engine tells

    def _show(self, items: tuple[QueueItem, ...]) -> None:
        chosen = self._chosen()
        number = self._number(chosen) if chosen > 0 else 0
        self._measure(items)
        self.list.clear()
        for place, item in enumerate(items):
            self.list.addItem(self._row(place, item))
        self.list.setVisible(bool(items))
        self.empty.setVisible(not items)
        numbers = [item.number for item in items]
        row = numbers.index(number) if number in numbers else min(chosen, len(items) - 1)
        self.list.setCurrentRow(row)
        self._show_total(items[1:])
        self._enable()
        self._put_back(items)

    def _show_again(self, _: object = None) -> None:
        # No lambda: that would outlive the panel, where this ends with it.
        for row, item in enumerate(self._engine.queue[: self.list.count()]):
            self._tell(self.list.item(row), row, item)
        self._show_total(self._engine.queue[1:])

    def _show_position(self, _: PositionChanged) -> None:
        first = self._engine.queue[:1]
        if first and self.isVisible():
            self._tell(self.list.item(0), 0, first[0])

    def _measure(self, items: tuple[QueueItem, ...]) -> None:
        """Note how long texts take: that of a book is not worth finding out twice."""
        known = self._lengths
        self._lengths = {
            item.number: known.get(item.number) or usual_seconds(item.reading.text)
            for item in items
            if not item.opening
        }

    def _row(self, place: int, item: QueueItem) -> QListWidgetItem:
        title = title_of(item.reading)
        row = QListWidgetItem(title)
        row.setData(_NUMBER, item.number)
        row.setToolTip(plain("\n".join(filter(None, (title, item.reading.source)))))
        row.setData(NOW, place == 0)
        row.setData(OPENING, item.opening)
        if place == 0:
            row.setFlags(row.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
        self._tell(row, place, item)
        return row

    def _tell(self, row: QListWidgetItem | None, place: int, item: QueueItem) -> None:
        """Say in the second line what is known of a text."""
        if row is None:
            return
        more = self._more(place, item)
        if more != row.data(MORE):
            row.setData(MORE, more)
            words = self.tr("Now reading: {title}") if place == 0 else "{title}"
            words = words.format(title=title_of(item.reading))
            row.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}, {more}" if more else words)

    def _more(self, place: int, item: QueueItem) -> str:
        if item.opening:
            return self.tr("opening…")
        pace, position = self._engine.pace, self._engine.position
        parts = [kind_of(item.reading.source)]
        if place == 0 and position is not None and item.reading.remember:
            parts.append(self.tr("{percent}%").format(percent=int(100 * position.progress)))
            parts.append(left(pace.left()))
        else:
            parts.append(about(pace.at_present(self._lengths.get(item.number, 0.0))))
        return " · ".join(filter(None, parts))

    def _show_total(self, waiting: tuple[QueueItem, ...]) -> None:
        """How many are waiting; and for how long, once all of them are opened."""
        parts = [str(len(waiting))] if waiting else []
        if waiting and not any(item.opening for item in waiting):
            usual = sum(self._lengths.get(item.number, 0.0) for item in waiting)
            parts.append(length(self._engine.pace.at_present(usual)))
        self.total.setText(" · ".join(parts))

    def _enable(self) -> None:
        row, count = self._chosen(), self.list.count()
        self._actions["begin"].setEnabled(row > 0)
        self._actions["up"].setEnabled(row > 1)
        self._actions["down"].setEnabled(0 < row < count - 1)
        self._actions["remove"].setEnabled(row >= 0)
        self._actions["clear"].setEnabled(count > 1)
        self.clear.setEnabled(count > 1)
        self.skip.setEnabled(count > 1)

    # What a person does

    def _chosen(self) -> int:
        return self.list.currentRow()

    def _number(self, row: int) -> int:
        item = self.list.item(row)
        return int(item.data(_NUMBER)) if item is not None else 0

    def _add(self, what: list[str]) -> None:
        self._engine.open_all(what, at_once=False)

    def _begin(self) -> None:
        """Read a text in place of the one that is read."""
        row = self._chosen()
        if row > 0:
            left_text = self._engine.queue[0].reading
            self._engine.move(self._number(row), 1)
            self._engine.skip()
            words = self.tr("Skipped “{title}”.").format(title=title_of(left_text))
            self._offer_back(words, [(left_text, 1)])

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


def _take(event: QDragMoveEvent, rows: QWidget) -> bool:
    """Take what comes from elsewhere, if there is something to read in it."""
    data = event.mimeData()
    if data is None or event.source() is rows or not (data.hasUrls() or data.hasText()):
        return False
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
    return True


def _drop(event: QDropEvent, take: Callable[[list[str]], object]) -> None:
    data = event.mimeData()
    assert data is not None  # noqa: S101 - what is dropped has some
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
    what = [url.toLocalFile() or url.toString() for url in data.urls()] or [data.text()]
    if any(one.strip() for one in what):
        take(what)
