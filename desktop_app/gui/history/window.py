"""The window of what was read: to hear it again, to save it, to forget it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QDateTime, QLocale, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.documents.opening import is_address
from desktop_app.errors import AppError
from desktop_app.gui.parts.actions import action_button, plain_slot, shortcuts_of
from desktop_app.gui.parts.columns import SpacedColumns
from desktop_app.gui.parts.icons import app_icon
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.on_screen import keep_on_screen
from desktop_app.gui.parts.plain_text import MOST, plain, shortened
from desktop_app.gui.parts.save_dialog import save_as_audio

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QHideEvent, QShowEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.history import HistoryEntry
    from desktop_app.reading.model import Reading
    from desktop_app.settings.settings import Settings

_WHEN, _TITLE, _SOURCE, _LENGTH = range(4)
_ID: Final = Qt.ItemDataRole.UserRole
_UNDO: Final = 10_000  # ms in which what was removed can be brought back
_SETTLED: Final = 200  # ms
_FEW: Final = 500  # rows that are made at a time
_LONGEST_TITLE: Final = 200
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText


class HistoryWindow(QMainWindow):
    """The texts that were read, the newest first.

    Args:
        engine: Keeps them, and reads.

    Signals:
        settings_wanted: A person wants to change whether there is a history.
    """

    settings_wanted = pyqtSignal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._entries: list[HistoryEntry] = []
        self._removed: list[str] = []  # hidden, and forgotten in a moment
        self.setObjectName("history")
        self.setWindowTitle(self.tr("History – CosyVoice Home"))
        self.setWindowIcon(app_icon())
        keep_on_screen(self, 860, 560)
        self._actions = self._make_actions()
        self.search = self._make_search()
        self.off = Notice()
        self.off.setObjectName("history-off")
        self.notice = Notice()
        self.list = self._make_list()
        self.empty = self._make_empty()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.empty)
        self._lay_out()
        self._forgetting = self._timer(_UNDO, self._forget)
        self._to_come: list[HistoryEntry] = []  # that are not in the list yet
        self._adding = self._timer(0, self._add_rows)
        self._settling = self._timer(_SETTLED, self.refresh)
        engine.history_changed.connect(self._refresh_soon)
        engine.settings_changed.connect(self._show_settings)
        self._show_settings(engine.settings)
        self._show()

    # Parts

    def _timer(self, time: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(time)
        timer.timeout.connect(call)
        return timer

    def _make_actions(self) -> dict[str, QAction]:
        table: dict[str, tuple[str, str, Callable[[], object]]] = {
            "read": (self.tr("&Read again"), "", self._read),
            "queue": (self.tr("Add to &queue"), "Ctrl+Return", self._queue),
            "save": (self.tr("&Save as audio…"), "Ctrl+S", self._save),
            "remove": (self.tr("Re&move"), "Del", self._remove),
            "clear": (self.tr("&Clear all…"), "", self._ask_to_clear),
            "find": (self.tr("Find"), "Ctrl+F", self._find),
            "close": (self.tr("Close"), "", self.close),
        }
        actions = {}
        for name, (words, keys, call) in table.items():
            action = QAction(words, self)
            action.setObjectName(f"history-{name}")
            action.setShortcuts(shortcuts_of(name, keys))
            action.triggered.connect(plain_slot(call))
            actions[name] = action
        actions["remove"].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        actions["queue"].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        for name in ("save", "find", "close"):
            self.addAction(actions[name])
        return actions

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("history-search")
        search.setPlaceholderText(self.tr("Search titles and sources"))
        search.setAccessibleName(self.tr("Search"))
        search.setClearButtonEnabled(True)
        search.textChanged.connect(lambda _: self._show())
        return search

    def _make_list(self) -> QTreeWidget:
        rows = QTreeWidget()
        rows.setObjectName("history-list")
        rows.setAccessibleName(self.tr("Texts in the history"))
        rows.setHeaderLabels(
            [self.tr("When"), self.tr("Title"), self.tr("Source"), self.tr("Characters")]
        )
        rows.setRootIsDecorated(False)
        rows.setUniformRowHeights(True)
        rows.setAlternatingRowColors(True)
        rows.setAllColumnsShowFocus(True)
        rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        rows.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        rows.setItemDelegate(SpacedColumns(rows))
        header = rows.header()
        if header is not None:
            header.setStretchLastSection(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionResizeMode(_TITLE, QHeaderView.ResizeMode.Stretch)
            header.setSectionResizeMode(_SOURCE, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(_SOURCE, 190)
        rows.itemActivated.connect(lambda *_: self._read())
        rows.itemSelectionChanged.connect(self._enable)
        for name in ("read", "queue", "save", "remove"):
            rows.addAction(self._actions[name])
        return rows

    def _make_empty(self) -> QLabel:
        empty = QLabel()
        empty.setObjectName("history-empty")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setMargin(40)
        return empty

    def _lay_out(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self.off)
        layout.addWidget(self.search)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.notice)
        row = QHBoxLayout()
        for name in ("read", "queue", "save", "remove", "clear"):
            row.addWidget(action_button(self._actions[name]))
        row.insertStretch(4)
        layout.addLayout(row)
        self.setCentralWidget(inside)

    # What there is

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Look what there is now."""
        super().showEvent(event)
        self.refresh()
        self.search.setFocus()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """Forget what was removed: nobody can bring it back any more."""
        super().hideEvent(event)
        self._forget()

    def refresh(self) -> None:
        """List what was read, as it is now."""
        self._engine.list_history(self._take)

    def _refresh_soon(self) -> None:
        if self.isVisible():  # a text is noted a moment after it is heard
            self._settling.start()

    def _take(self, entries: list[HistoryEntry]) -> None:
        self._entries = entries
        self._show()

    def _show(self) -> None:
        chosen = {entry.id for entry in self._chosen()}
        shown = [entry for entry in self._entries if self._fits(entry)]
        self.list.clear()
        self._to_come = shown
        self._add_rows(chosen)
        first = self.list.topLevelItem(0)
        if first is not None and not self.list.selectedItems():
            self.list.setCurrentItem(first)
        if self._entries and self.search.text().strip():
            self.empty.setText(self.tr("No text has these words in its title or source."))
        else:
            self.empty.setText(
                self.tr(
                    "Nothing has been read yet.\n\nTexts you've had read aloud appear here, so "
                    "you can listen to them again."
                )
            )
        self._pages.setCurrentWidget(self.list if shown else self.empty)
        self._enable()

    def _add_rows(self, chosen: set[str] | None = None) -> None:
        """Add a few hundred texts, and the next ones once the window has had its turn."""
        few, self._to_come = self._to_come[:_FEW], self._to_come[_FEW:]
        rows = [self._row(entry) for entry in few]
        self.list.addTopLevelItems(rows)  # one by one, each has the list laid out
        for entry, row in zip(few, rows, strict=True):
            if chosen and entry.id in chosen:
                row.setSelected(True)
        if self._to_come:
            self._adding.start()

    def _fits(self, entry: HistoryEntry) -> bool:
        words = self.search.text().casefold().split()
        about = f"{entry.title} {entry.source}".casefold()
        return entry.id not in self._removed and all(word in about for word in words)

    def _row(self, entry: HistoryEntry) -> QTreeWidgetItem:
        when = QDateTime.fromSecsSinceEpoch(int(entry.read_at.timestamp()))
        locale = QLocale()
        title = shortened(" ".join(entry.title[:MOST].split()), _LONGEST_TITLE)
        row = QTreeWidgetItem(
            [
                locale.toString(when, QLocale.FormatType.ShortFormat),
                title,
                self._source(entry.source),
                locale.toString(entry.characters),
            ]
        )
        row.setTextAlignment(_LENGTH, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.setSizeHint(_TITLE, QSize(0, self.fontMetrics().height() + 8))
        row.setToolTip(_TITLE, plain(title))
        row.setToolTip(_SOURCE, plain(entry.source))
        row.setData(_WHEN, _ID, entry.id)
        return row

    def _source(self, source: str) -> str:
        """Where a text is from, in short: a file's name, a site, or a word."""
        words = {"selection": self.tr("selection"), "clipboard": self.tr("clipboard")}
        if not source or source in words:
            return words.get(source, "")
        return source.partition("://")[2] if is_address(source) else Path(source).name

    def _show_settings(self, settings: Settings) -> None:
        if settings.app.history:
            self.off.clear()
        else:
            words = self.tr("History is off. New texts won't be saved here.")
            self.off.tell(words, self.tr("Settings…"), self._want_settings)

    def _want_settings(self) -> None:
        self._show_settings(self._engine.settings)  # the note stays as long as it is true
        self.settings_wanted.emit()

    def _enable(self) -> None:
        count = len(self._chosen())
        for name in ("read", "queue", "remove"):
            self._actions[name].setEnabled(count > 0)
        self._actions["save"].setEnabled(count == 1)
        self._actions["clear"].setEnabled(bool(self._entries))

    def _chosen(self) -> list[HistoryEntry]:
        """What is selected, in the order of the list."""
        ids = {item.data(_WHEN, _ID) for item in self.list.selectedItems()}
        return [entry for entry in self._entries if entry.id in ids]

    # What a person does

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _read(self) -> None:
        """Read the first of what is chosen, and the others after it."""
        for place, entry in enumerate(self._chosen()):
            self._engine.replay(entry.id, at_once=place == 0)

    def _queue(self) -> None:
        chosen = self._chosen()
        for entry in chosen:
            self._engine.replay(entry.id, at_once=False)
        if chosen:
            self.notice.tell(self.tr("%n text(s) added to the queue.", "", len(chosen)))

    def _save(self) -> None:
        for entry in self._chosen()[:1]:
            self._engine.reading_of(entry.id, self._save_reading)

    def _save_reading(self, reading: Reading | None) -> None:
        if reading is None:
            self.notice.warn(AppError("text_gone"))
            self.refresh()
        else:
            save_as_audio(self._engine, reading, self)

    def _remove(self) -> None:
        chosen = self._chosen()
        if not chosen:
            return
        self._removed += [entry.id for entry in chosen]
        row = self.list.indexOfTopLevelItem(self.list.selectedItems()[0])
        self._show()
        following = self.list.topLevelItem(min(row, self.list.topLevelItemCount() - 1))
        if following is not None:
            self.list.setCurrentItem(following)
        words = self.tr("%n text(s) removed.", "", len(self._removed))
        self.notice.tell(words, self.tr("Undo"), self._bring_back)
        self._forgetting.start()

    def _bring_back(self) -> None:
        self._forgetting.stop()
        self._removed.clear()
        self._show()

    def _forget(self) -> None:
        """Forget for good what was removed."""
        self._forgetting.stop()
        removed, self._removed = self._removed, []
        self._entries = [entry for entry in self._entries if entry.id not in removed]
        if removed:
            self.notice.clear()
        for entry in removed:
            self._engine.forget(entry)

    def _ask_to_clear(self) -> None:
        box = QMessageBox(self)
        box.setObjectName("history-question")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Clear history"))
        box.setText(self.tr("Delete all texts in the history and their audio?"))
        box.setInformativeText(self.tr("This can't be undone."))
        clear = box.addButton(self.tr("Delete all"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(keep)
        if clear is not None:
            clear.clicked.connect(self._clear)
        box.open()

    def _clear(self) -> None:
        self._forgetting.stop()
        self._removed.clear()
        self.notice.clear()
        self._engine.clear_history()
