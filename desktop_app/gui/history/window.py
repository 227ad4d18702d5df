"""The window of what was read: to go on with it, to hear it again, to save it, to forget it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QStackedWidget,
)

from desktop_app.errors import AppError
from desktop_app.gui.parts.actions import plain_slot, shortcuts_of
from desktop_app.gui.parts.buttons import chip, more
from desktop_app.gui.parts.confirm import confirm_clearing
from desktop_app.gui.parts.empty import Empty
from desktop_app.gui.parts.icons import app_icon
from desktop_app.gui.parts.metrics import FIELD, SMALL
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.on_screen import keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.gui.parts.save_dialog import save_as_audio

from .announcements import AnnouncementsList
from .texts import ENTRY, TextsModel, TextsView

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QHideEvent, QShowEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.history import HistoryEntry
    from desktop_app.reading.model import Reading
    from desktop_app.settings.settings import Settings

_UNDO: Final = 10_000  # ms in which what was removed can be brought back
_SETTLED: Final = 200  # ms
_LEAST: Final = 480, 360


class HistoryWindow(QMainWindow):
    """The texts that were read, the newest first, by day.

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
        self.setMinimumSize(*_LEAST)
        keep_on_screen(self, 760, 600)
        self._actions = self._make_actions()
        self.search = self._make_search()
        self.off = Notice()
        self.off.setObjectName("history-off")
        self.model = TextsModel()
        self.list = self._make_list()
        self.empty = Empty(
            "history",
            self.tr("Nothing has been read yet"),
            self.tr(
                "Texts you've had read aloud appear here, so that you can go on where you stopped "
                "or listen to them again."
            ),
        )
        self.empty.setObjectName("history-empty")
        self.no_match = Empty(
            "search",
            self.tr("Nothing found"),
            self.tr("No text has these words in its title or source."),
        )
        self.announcements = AnnouncementsList(engine)
        self.texts, self.announced = self._make_chips()
        self._pages = QStackedWidget()
        for page in (self.list, self.empty, self.no_match, self.announcements):
            self._pages.addWidget(page)
        self.page = self._lay_out()
        self.notice = self.page.notice
        self._forgetting = self._timer(_UNDO, self._forget)
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
            "read": (self.tr("&Go on"), "", self._read),
            "anew": (self.tr("Read from the &beginning"), "Shift+Return", self._read_anew),
            "queue": (self.tr("Add to &queue"), "Ctrl+Return", self._queue),
            "save": (self.tr("&Save as audio…"), "Ctrl+S", self._save),
            "remove": (self.tr("Re&move"), "Del", self._remove),
            "clear": (self.tr("&Clear all…"), "", self._ask_to_clear),
            "settings": (self.tr("&History settings…"), "", self.settings_wanted.emit),
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
        for name in ("anew", "queue", "remove"):
            actions[name].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        for name in ("save", "find", "close"):
            self.addAction(actions[name])
        return actions

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("history-search")
        search.setPlaceholderText(self.tr("Search the history"))
        search.setAccessibleName(self.tr("Search"))
        search.setClearButtonEnabled(True)
        search.setMinimumHeight(FIELD)
        search.textChanged.connect(lambda _: self._show())
        return search

    def _make_chips(self) -> tuple[QPushButton, QPushButton]:
        """Two chips, of which one is pressed: what was read, and what was announced."""
        made = []
        group = QButtonGroup(self)
        for name, words in (
            ("texts", self.tr("&Texts")),
            ("announcements", self.tr("&Announcements")),
        ):
            button = chip(QPushButton(words))
            button.setObjectName(f"history-{name}")
            button.setCheckable(True)
            group.addButton(button)
            made.append(button)
        texts, announced = made
        texts.setChecked(True)
        group.buttonClicked.connect(lambda _: self._show())
        self.announcements.counted.connect(lambda _: self._show())
        return texts, announced

    def _make_list(self) -> TextsView:
        rows = TextsView()
        rows.setObjectName("history-list")
        rows.setAccessibleName(self.tr("Texts in the history"))
        rows.setModel(self.model)
        rows.activated.connect(lambda _: self._read())
        rows.go_on.connect(self._go_on_with)
        rows.more_wanted.connect(self._show_menu)
        selection = rows.selectionModel()
        assert selection is not None  # noqa: S101 - it has a model
        selection.selectionChanged.connect(lambda *_: self._enable())
        for name in ("anew", "queue", "remove"):
            rows.addAction(self._actions[name])
        self.menu = QMenu(rows)
        self.menu.setObjectName("history-menu")
        for name in ("read", "anew", "queue", "save", "remove"):
            self.menu.addAction(self._actions[name])
        return rows

    def _lay_out(self) -> Page:
        page = Page(self.tr("History"))
        menu = QMenu(page)
        menu.addAction(self._actions["settings"])
        menu.addAction(self._actions["clear"])
        self.more = more(self.tr("More about the history"), menu, page)
        self.more.setObjectName("history-more")
        page.add_action(self.more)
        chips = QHBoxLayout()
        chips.setSpacing(SMALL)
        chips.addWidget(self.texts)
        chips.addWidget(self.announced)
        chips.addStretch()
        page.body.addWidget(self.off)
        page.body.addLayout(chips)
        page.body.addWidget(self.search)
        page.body.addWidget(self._pages, 1)
        self.setCentralWidget(page)
        return page

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
        self.announcements.refresh()

    def _refresh_soon(self) -> None:
        if self.isVisible():  # a text is noted a moment after it is heard
            self._settling.start()

    def _take(self, entries: list[HistoryEntry]) -> None:
        self._entries = entries
        self._show()

    def _show(self) -> None:
        chosen = {entry.id for entry in self._chosen()}
        shown = [entry for entry in self._entries if self._fits(entry)]
        self.model.show(shown, self._engine.settings.app.speed)
        rows = [row for id_ in chosen if (row := self.model.row_of(id_)) >= 0]
        self._choose(rows or [self.model.first()])
        searches = self._entries and self.search.text().strip()
        nothing = self.no_match if searches else self.empty
        heard = self._show_chips()
        texts = self.list if shown else nothing
        self._pages.setCurrentWidget(self.announcements if heard else texts)
        something = self.announcements.has_any if heard else bool(self._entries)
        if something and self.search.isHidden():
            self.search.show()
            self.search.setFocus()
        self.search.setHidden(not something)
        self.announcements.search(self.search.text())
        count = 0 if heard else len(self._entries) - len(self._removed)
        self.page.set_subtitle(
            self.tr("%n text(s), kept on this computer only", "", count) if count > 0 else ""
        )
        self._enable()

    def _show_chips(self) -> bool:
        """Offer announcements where there may be some; whether they are what is shown."""
        possible = bool(self._engine.settings.home.addresses) or self.announcements.has_any
        self.texts.setVisible(possible)
        self.announced.setVisible(possible)
        return possible and self.announced.isChecked()

    def _choose(self, rows: list[int]) -> None:
        selection = self.list.selectionModel()
        if selection is None or min(rows) < 0:
            return
        flags = QItemSelectionModel.SelectionFlag
        selection.setCurrentIndex(self.model.index(rows[0]), flags.ClearAndSelect)
        for row in rows[1:]:
            selection.select(self.model.index(row), flags.Select)

    def _fits(self, entry: HistoryEntry) -> bool:
        words = self.search.text().casefold().split()
        about = f"{entry.title} {entry.source}".casefold()
        return entry.id not in self._removed and all(word in about for word in words)

    def _show_settings(self, settings: Settings) -> None:
        self._show_chips()
        if settings.app.history:
            self.off.clear()
        else:
            words = self.tr("History is off. New texts won't be saved here.")
            self.off.tell(words, self.tr("Settings…"), self._want_settings)

    def _want_settings(self) -> None:
        self._show_settings(self._engine.settings)  # the note stays as long as it is true
        self.settings_wanted.emit()

    def _enable(self) -> None:
        chosen = self._chosen()
        for name in ("read", "anew", "queue", "remove"):
            self._actions[name].setEnabled(bool(chosen))
        begun = bool(chosen) and chosen[0].offset > 0
        self._actions["read"].setText(self.tr("&Go on") if begun else self.tr("&Read"))
        self._actions["anew"].setVisible(begun)
        self._actions["save"].setEnabled(len(chosen) == 1)
        self._actions["clear"].setEnabled(bool(self._entries) or self.announcements.has_any)

    def _chosen(self) -> list[HistoryEntry]:
        """What is selected, in the order of the list."""
        selection = self.list.selectionModel()
        rows = sorted(index.row() for index in selection.selectedIndexes()) if selection else []
        return [self.model.index(row).data(ENTRY) for row in rows]

    # What a person does

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _show_menu(self, at: QPoint) -> None:
        self.menu.popup(at)

    def _go_on_with(self, index: QModelIndex) -> None:
        """Read one text, whatever else is selected."""
        self._engine.replay(index.data(ENTRY).id)

    def _read(self) -> None:
        """Read the first of what is chosen where it was left, and the others after it."""
        for place, entry in enumerate(self._chosen()):
            self._engine.replay(entry.id, at_once=place == 0)

    def _read_anew(self) -> None:
        """Read what is chosen from the beginning."""
        for place, entry in enumerate(self._chosen()):
            self._engine.replay(entry.id, anew=True, at_once=place == 0)

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
        following = self._after(chosen)
        self._removed += [entry.id for entry in chosen]
        self._show()
        if following is not None:
            self._choose([self.model.row_of(following)])
        words = self.tr("%n text(s) removed.", "", len(self._removed))
        self.notice.tell(words, self.tr("Undo"), self._bring_back)
        self._forgetting.start()

    def _after(self, chosen: list[HistoryEntry]) -> str | None:
        """The text to be at once some are removed: the next one, else the one before."""
        gone = {entry.id for entry in chosen}
        shown = [entry.id for entry in self.model.entries]
        at = shown.index(chosen[0].id)
        following = [id_ for id_ in shown[at:] if id_ not in gone]
        before = [id_ for id_ in shown[:at] if id_ not in gone]
        return next(iter([*following, *reversed(before)]), None)

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
        confirm_clearing(self, "history-question", self._clear)

    def _clear(self) -> None:
        self._forgetting.stop()
        self._removed.clear()
        self.notice.clear()
        self._engine.clear_history()
        self.announcements.refresh()
