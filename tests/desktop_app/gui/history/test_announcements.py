"""What was announced on this computer, in the window of the history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QMessageBox
import pytest

from desktop_app.gui.history.window import HistoryWindow
from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.home_words import ending_in_words
from desktop_app.home.announced import WasAnnounced
from shared_client.desktop_link import Reason, Stage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.app.core import Core
    from desktop_app.gui.application import Application

NOW = datetime.now(UTC)
ANNOUNCED = (
    WasAnnounced("3", NOW - timedelta(days=1), "", "", Stage.HEARD),
    WasAnnounced("2", NOW - timedelta(minutes=2), "The train is late.", "", Stage.HEARD),
    WasAnnounced("1", NOW, "Dinner is ready.", "Anna", Stage.SUPPRESSED, Reason.DO_NOT_DISTURB),
)


@pytest.fixture
def window(app: Application, qtbot: QtBot) -> HistoryWindow:
    """The window, with three announcements."""

    async def fill(core: Core) -> None:
        for one in ANNOUNCED:
            core.home.register.note(one)

    with qtbot.waitSignal(app.engine.history_changed, timeout=10_000):
        app.engine.do(fill, lambda _: app.engine.history_changed.emit())
    window = app.open("history")
    assert isinstance(window, HistoryWindow)
    qtbot.waitUntil(window.announced.isVisible, timeout=10_000)
    window.announced.click()
    return window


def lines(window: HistoryWindow) -> list[str]:
    rows = window.announcements.list
    return [rows.item(row).text() for row in range(rows.count())]  # type: ignore[union-attr]


def test_each_says_what_became_of_it_and_can_be_heard(
    app: Application, window: HistoryWindow, qtbot: QtBot
) -> None:
    first, second, third = lines(window)
    assert first.startswith("Dinner is ready.\n")
    assert first.endswith("Anna · Not played: do not disturb")
    assert second.endswith(" · Heard")
    assert third.startswith("A sound without words\nYesterday")
    rows = window.announcements
    with qtbot.waitSignal(app.engine.first_sound, timeout=20_000):
        rows.hears.click()
    rows.copies.click()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == "Dinner is ready."
    clipboard.clear()
    rows.list.setCurrentRow(2)
    assert not rows.hears.isEnabled()
    rows.hear()
    with qtbot.waitSignal(app.engine.failed, timeout=10_000):
        app.engine.hear_announcement("3")


def test_one_is_searched_and_removed_and_all_are_cleared(
    window: HistoryWindow, qtbot: QtBot
) -> None:
    window.search.setText("train")
    assert len(lines(window)) == 1
    window.search.setText("nowhere")
    assert not window.announcements.list.isVisible()
    window.announcements._copy()
    window.announcements._remove()
    window.search.clear()
    window.announcements.list.setCurrentRow(1)
    window.announcements.list.setFocus()
    qtbot.waitUntil(window.announcements.list.hasFocus, timeout=10_000)
    QTest.keyClick(window.announcements.list, Qt.Key.Key_Delete)  # type: ignore[call-overload] # stubs
    qtbot.waitUntil(lambda: len(lines(window)) == 2, timeout=10_000)
    window._ask_to_clear()
    box = window.findChild(QMessageBox, "history-question")
    assert box is not None
    clear = next(one for one in box.buttons() if one.text() == "Delete all")
    clear.click()
    qtbot.waitUntil(lambda: lines(window) == [], timeout=10_000)
    assert not window.announced.isVisible()  # there is no home, and nothing was announced


@pytest.mark.parametrize("stage", [one for one in Stage if one is not Stage.STARTED])
def test_every_ending_has_words(stage: Stage) -> None:
    assert ending_in_words(stage, None)
    told = {ending_in_words(stage, reason) for reason in Reason}
    assert len(told) in {1, len(Reason)}


def test_they_are_cards_as_texts_are_and_the_chosen_one_is_outlined(window: HistoryWindow) -> None:
    rows = window.announcements.list
    known = colors(rows.palette())

    def left_edge(row: int) -> QColor:
        item = rows.item(row)
        assert item is not None
        place = rows.visualItemRect(item)
        view = rows.viewport()
        assert view is not None
        return view.grab().toImage().pixelColor(place.left(), place.center().y() - 4)

    rows.setCurrentRow(1)
    assert left_edge(1) == known.accent
    assert left_edge(0) == left_edge(2) == known.line
