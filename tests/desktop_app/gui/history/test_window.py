"""The window of what was read: heard again, queued, saved, forgotten and brought back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PyQt6.QtCore import QItemSelectionModel, QLocale, QModelIndex, QPoint, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QApplication,
    QMessageBox,
    QStyleOptionViewItem,
    QWidget,
)
import pytest

from desktop_app.gui.history.days import now
from desktop_app.gui.history.texts import ENTRY, HistoryRow
from desktop_app.gui.history.window import HistoryWindow
from desktop_app.gui.parts.read_before import kind_of
from desktop_app.gui.parts.save_dialog import SaveSheet
from desktop_app.gui.parts.saving_toasts import SavingToasts
from desktop_app.gui.savings import savings_of
from desktop_app.reading.events import ReaderState
from desktop_app.reading.history import History, HistoryEntry
from desktop_app.reading.model import Profile, Reading
from desktop_app.system.paths import history_folder
from tests.desktop_app.gui.test_all_windows import cut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.app.core import Core
    from desktop_app.gui.application import Application
    from tests.sound_server import SoundServer

TEXTS = {
    "Alpha": ("The first text that is read.", "/books/alpha.epub"),
    "Beta": ("The second text of them all.", "https://example.org/beta"),
    "Gamma": ("And the third one, at last.", "selection"),
}


def press(widget: QWidget | None, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    QTest.keyClick(widget, key, *modifiers)  # type: ignore[call-overload] # stubs: not static


def trigger(window: HistoryWindow, name: str) -> None:
    action = window.findChild(QAction, f"history-{name}")
    assert action is not None
    assert action.isEnabled()
    action.trigger()


def shown(window: HistoryWindow) -> list[str]:
    rows = (window.model.index(row) for row in range(window.model.rowCount()))
    return [str(row.data()) for row in rows if row.data(ENTRY) is not None]


def row_of(window: HistoryWindow, title: str) -> QModelIndex:
    (entry,) = (one for one in window.model.entries if one.title == title)
    return window.model.index(window.model.row_of(entry.id))


def click(window: HistoryWindow, title: str, name: str) -> None:
    """Press a button of a row: `go_on` or `more`."""
    index = row_of(window, title)
    option = QStyleOptionViewItem()
    option.rect = window.list.visualRect(index)
    delegate = window.list.itemDelegate()
    assert isinstance(delegate, HistoryRow)
    go_on, more = delegate.buttons(option.rect, window.list.font())
    place = (go_on if name == "go_on" else more).center()
    view, left = window.list.viewport(), Qt.MouseButton.LeftButton
    QTest.mouseClick(view, left, Qt.KeyboardModifier.NoModifier, place)  # type: ignore[call-overload] # stubs


def kept() -> int:
    return len(list(history_folder().rglob("*.txt")))


def is_idle(app: Application, qtbot: QtBot) -> None:
    idle = ReaderState.IDLE
    qtbot.waitUntil(lambda: app.engine.state.state is idle and not app.engine.queue, timeout=20_000)


@pytest.fixture
def history(app: Application, qtbot: QtBot) -> Iterator[HistoryWindow]:
    """The window, with three texts that were read some time before."""
    history = History(history_folder())
    for title, (text, source) in TEXTS.items():
        asyncio.run(history.add(Reading(text, title, source), {"": Profile()}))
    assert kept() == 3
    window = app.open("history")
    assert isinstance(window, HistoryWindow)
    qtbot.waitUntil(lambda: shown(window) == ["Gamma", "Beta", "Alpha"], timeout=10_000)
    qtbot.waitUntil(window.isActiveWindow, timeout=5_000)
    yield window
    app.engine.stop()
    is_idle(app, qtbot)
    window.close()


def choose(window: HistoryWindow, *titles: str) -> None:
    selection = window.list.selectionModel()
    assert selection is not None
    selection.clearSelection()
    for title in titles:
        selection.setCurrentIndex(row_of(window, title), QItemSelectionModel.SelectionFlag.Select)


@pytest.mark.audio
def test_a_text_is_heard_again(
    app: Application, history: HistoryWindow, qtbot: QtBot, sound_server: SoundServer
) -> None:
    with sound_server.recording() as recording:
        history.list.setFocus()
        press(history.list, Qt.Key.Key_Down)
        press(history.list, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
        assert app.engine.queue[0].reading.title == "Beta"
        is_idle(app, qtbot)
    assert recording.duration > 1
    qtbot.waitUntil(lambda: shown(history)[0] == "Beta", timeout=10_000)  # it is the newest now


def test_a_double_click_reads_and_the_others_wait(
    app: Application, history: HistoryWindow, qtbot: QtBot
) -> None:
    place = history.list.visualRect(row_of(history, "Alpha")).topLeft() + QPoint(40, 6)
    view, left = history.list.viewport(), Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(view, left, none, place)  # type: ignore[call-overload] # stubs
    QTest.mouseDClick(view, left, none, place)  # type: ignore[call-overload] # stubs
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    assert app.engine.queue[0].reading.title == "Alpha"
    choose(history, "Beta", "Gamma")
    history.list.setFocus()
    press(history.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(app.engine.queue) == 3, timeout=10_000)
    assert "2 text" in history.notice.words.text()


def test_texts_stand_below_their_days_with_how_far_they_were_read(history: HistoryWindow) -> None:
    today = now()
    days = (0, 1, 7, 8)
    history._take(
        [
            HistoryEntry(
                str(number),
                f"Text {number}",
                "/books/a.epub",
                today - timedelta(days=number),
                36_000,
                seconds=2400.0,
                offset=15_120 if number == 0 else 0,
            )
            for number in days
        ]
    )
    model, role = history.model, Qt.ItemDataRole
    rows = [model.index(row).data() for row in range(model.rowCount())]
    assert rows == [
        *("Today", "Text 0", "Yesterday", "Text 1"),
        *("Last week", "Text 7", "Earlier", "Text 8"),
    ]
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsSelectable
    told = model.index(1).data(role.AccessibleTextRole)
    assert told.startswith("Text 0, EPUB · 42% · 23 min left, ")
    assert "EPUB · 40 min" in model.index(3).data(role.AccessibleTextRole)
    weekday = QLocale().dayName((today - timedelta(days=7)).isoweekday())
    assert model.index(5).data(role.AccessibleTextRole).endswith(weekday)
    assert "EPUB" in model.index(1).data(role.AccessibleTextRole)
    assert "/books/a.epub" in model.index(1).data(role.ToolTipRole)
    # What was begun goes on; all else is read.
    choose(history, "Text 0")
    action = {name: history.findChild(QAction, f"history-{name}") for name in ("read", "anew")}
    assert action["read"] is not None
    assert action["anew"] is not None
    assert (action["read"].text(), action["anew"].isVisible()) == ("&Go on", True)
    choose(history, "Text 1")
    assert (action["read"].text(), action["anew"].isVisible()) == ("&Read", False)
    history.grab()  # draws all kinds of rows


@pytest.mark.audio
def test_a_long_text_goes_on_where_it_was_left_or_from_its_beginning(
    app: Application, history: HistoryWindow, qtbot: QtBot, sound_server: SoundServer
) -> None:
    del sound_server
    long = Reading("A sentence that is read. " * 200, "Long", "/books/long.epub")
    asyncio.run(History(history_folder()).add(long, {"": Profile()}))
    noted = []

    async def note(core: Core) -> None:
        assert core.positions is not None
        core.positions.note(long, 2500)
        noted.append(True)

    app.engine.do(note)
    qtbot.waitUntil(lambda: bool(noted), timeout=10_000)
    history.refresh()
    qtbot.waitUntil(lambda: "Long" in shown(history), timeout=10_000)
    assert "50%" in row_of(history, "Long").data(Qt.ItemDataRole.AccessibleTextRole)
    with qtbot.waitSignal(app.engine.position_changed, timeout=20_000) as heard:
        click(history, "Long", "go_on")
    assert heard.args[0].word.start >= 2500
    app.engine.stop()
    is_idle(app, qtbot)
    choose(history, "Long")
    with qtbot.waitSignal(app.engine.position_changed, timeout=20_000) as heard:
        trigger(history, "anew")
    assert heard.args[0].word.start < 100
    click(history, "Alpha", "more")
    qtbot.waitUntil(history.menu.isVisible, timeout=5_000)
    assert [entry.title for entry in history._chosen()] == ["Alpha"]
    history.menu.close()


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("/books/alpha.epub", "EPUB"),
        ("https://www.example.org/a/b", "example.org"),
        ("selection", "Selection"),
        ("clipboard", "Clipboard"),
        ("", ""),
        ("/notes/README", "README"),
        ("/notes/old.backup-copy", "old.backup-copy"),
    ],
)
def test_a_text_says_what_it_is(source: str, kind: str) -> None:
    assert kind_of(source) == kind


def test_titles_and_sources_are_searched(history: HistoryWindow) -> None:
    press(history, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert history.search.hasFocus()
    history.search.setText("EPUB alp")
    assert shown(history) == ["Alpha"]
    history.search.setText("nothing like it")
    assert shown(history) == []
    assert history.no_match.isVisible()
    history.search.clear()
    assert len(shown(history)) == 3
    assert history.list.isVisible()


def test_what_is_removed_can_be_brought_back_for_a_while(
    history: HistoryWindow, qtbot: QtBot
) -> None:
    choose(history, "Beta")
    history.list.setFocus()
    press(history.list, Qt.Key.Key_Delete)
    assert shown(history) == ["Gamma", "Alpha"]
    assert [entry.title for entry in history._chosen()] == ["Alpha"]
    assert kept() == 3
    assert history.notice.action.text() == "Undo"
    history.notice.action.click()
    assert shown(history) == ["Gamma", "Beta", "Alpha"]
    choose(history, "Beta")
    trigger(history, "remove")
    choose(history, "Gamma")
    trigger(history, "remove")
    history._forgetting.timeout.emit()  # nobody has to wait for it here
    qtbot.waitUntil(lambda: kept() == 1, timeout=10_000)
    assert shown(history) == ["Alpha"]
    assert not history.notice.isVisible()
    choose(history, "Alpha")
    trigger(history, "remove")
    press(history, Qt.Key.Key_Escape)  # closing says that it is meant
    assert not history.isVisible()
    qtbot.waitUntil(lambda: kept() == 0, timeout=10_000)
    assert not history.list.isVisible()
    assert "Nothing has been read" in history.empty.title.text()


def test_it_cannot_be_made_so_small_that_words_are_cut(history: HistoryWindow) -> None:
    history.resize(1, 1)
    for entries in ([], history._entries):
        history._take(list(entries))
        QApplication.processEvents()
        assert list(cut(history)) == []
    delegate = history.list.itemDelegate()
    assert isinstance(delegate, HistoryRow)
    row = history.list.visualRect(row_of(history, "Gamma"))
    go_on, _ = delegate.buttons(row, history.list.font())
    assert go_on.left() - row.left() > 200  # room for a title and for when it was read


def test_several_texts_stay_chosen_and_go_and_come_back_together(history: HistoryWindow) -> None:
    choose(history, "Gamma", "Alpha")
    history._show()  # as after each change of the history
    assert sorted(entry.title for entry in history._chosen()) == ["Alpha", "Gamma"]
    trigger(history, "remove")
    assert shown(history) == ["Beta"]
    history.notice.action.click()
    assert shown(history) == ["Gamma", "Beta", "Alpha"]


def test_the_menu_of_a_text_opens_and_where_none_is_chosen_nothing_happens(
    app: Application, history: HistoryWindow, qtbot: QtBot
) -> None:
    click(history, "Beta", "more")
    qtbot.waitUntil(history.menu.isVisible, timeout=5_000)
    assert [entry.title for entry in history._chosen()] == ["Beta"]
    history.menu.close()
    history.list.clearSelection()
    history._queue()
    history._remove()
    history._read_anew()
    assert shown(history) == ["Gamma", "Beta", "Alpha"]
    assert not history.notice.isVisible()
    assert app.engine.queue == ()


def test_all_is_forgotten_once_that_is_sure(history: HistoryWindow, qtbot: QtBot) -> None:
    for sure in (False, True):
        trigger(history, "clear")
        box = history.findChild(QMessageBox, "history-question")
        assert box is not None
        words = "Delete all" if sure else "Cancel"
        next(one for one in box.buttons() if one.text().replace("&", "") == words).click()
        box.setObjectName("")
        if not sure:
            assert kept() == 3
    qtbot.waitUntil(lambda: kept() == 0, timeout=10_000)
    qtbot.waitUntil(lambda: shown(history) == [], timeout=10_000)
    action = history.findChild(QAction, "history-clear")
    assert action is not None
    assert not action.isEnabled()


def test_a_text_is_saved(
    app: Application, history: HistoryWindow, qtbot: QtBot, home: Path
) -> None:
    choose(history, "Gamma")
    press(history, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: history.findChild(SaveSheet) is not None, timeout=10_000)
    sheet = history.findChild(SaveSheet)
    assert sheet is not None
    assert sheet.path.name == "Gamma.mp3"
    assert sheet.voice.currentText() == "As it was read before"
    sheet.path = home / "Gamma.mp3"
    sheet.accept()
    toasts = history.findChild(SavingToasts)
    assert toasts is not None
    saving = savings_of(app.engine).under_way[0]
    toast = toasts.toast_of(saving)
    assert toast is not None
    assert toast.isVisible()
    qtbot.waitUntil((home / "Gamma.mp3").exists, timeout=20_000)
    qtbot.waitUntil(lambda: toast.words.text() == "Saved · Gamma.mp3", timeout=10_000)
    choose(history, "Gamma", "Beta")
    save = history.findChild(QAction, "history-save")
    assert save is not None
    assert not save.isEnabled()
    choose(history, "Alpha")
    history._entries = [
        HistoryEntry("gone", "Gone", "", datetime(2026, 1, 2, tzinfo=UTC), 3),
        *history._entries,
    ]
    history._show()
    choose(history, "Gone")
    trigger(history, "save")
    qtbot.waitUntil(lambda: "no longer exists" in history.notice.words.text(), timeout=10_000)


def test_that_there_is_no_history_is_told(
    app: Application, history: HistoryWindow, qtbot: QtBot
) -> None:
    assert not history.off.isVisible()
    app.engine.change(app.engine.settings.with_app(history=False))
    assert "History is off" in history.off.words.text()
    with qtbot.waitSignal(history.settings_wanted):
        history.off.action.click()
    assert history.off.isVisible()
    app.engine.change(app.engine.settings.with_app(history=True))
    assert not history.off.isVisible()


def test_ten_thousand_texts_with_titles_of_any_length_leave_the_window_awake(
    history: HistoryWindow, qtbot: QtBot
) -> None:
    at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    many = [
        HistoryEntry(str(number), f"{number} " + "x" * 200_000 * (number < 3), "/a/b.txt", at, 9)
        for number in range(10_000)
    ]
    history._take(many)
    QApplication.processEvents()
    assert len(history.model.index(1).data()) < 300
    history.search.setText("9999")
    assert shown(history) == ["9999"]
    history._take([])
    qtbot.waitUntil(lambda: shown(history) == [], timeout=5_000)
