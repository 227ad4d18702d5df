"""The menu of the tray: what is going on, and only what can be done about it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QFileDialog, QMenu
import pytest

from desktop_app.gui.parts import app_menu
from desktop_app.gui.settings.window import SettingsWindow
from desktop_app.reading.events import (
    PositionChanged,
    QueueChanged,
    QueueItem,
    ReaderState,
    StateChanged,
    Waiting,
)
from desktop_app.reading.model import Reading, Span

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application

TEXT = "A word. " * 600


def lines(app: Application) -> list[str]:
    """The words of the menu, without its mnemonics."""
    assert app.tray is not None
    app.tray.menu.aboutToShow.emit()
    actions = app.tray.menu.actions()
    return [action.text().replace("&", "") for action in actions if not action.isSeparator()]


def menu(app: Application, name: str) -> QMenu:
    assert app.tray is not None
    found = app.tray.menu.findChild(QMenu, name)
    assert found is not None
    return found


def read(app: Application) -> None:
    """Have the windows believe that a text is read, at its half."""
    engine = app.engine
    engine._show(QueueChanged((QueueItem(1, Reading(TEXT, "Salt & pepper")),)))
    engine._show(StateChanged(ReaderState.SPEAKING))
    half = len(TEXT) // 2
    engine._show(PositionChanged(1, Span(half, half + 7), Span(half, half + 1), 0.5))


def test_at_rest_it_has_eleven_lines_and_nothing_that_cannot_be_done(app: Application) -> None:
    assert lines(app) == [
        "Ready",
        "Read selection",
        "Read clipboard",
        "Open a file…",
        "Voice: Built-in",
        "Speed: 1.0×",
        "Open Reader",
        "Voices…",
        "Settings…",
        "More",
        "Quit",
    ]
    assert app.tray is not None
    assert [one.objectName() for one in app.tray.menu.actions() if not one.isEnabled()] == ["now"]


def test_while_a_text_is_read_it_says_which_and_how_long_it_will_be(app: Application) -> None:
    read(app)
    found = lines(app)
    assert found[0] == "Salt  pepper · 3 min left"  # without the doubled mnemonic
    assert found[4:9] == [
        "Pause",
        "Next sentence",
        "Previous sentence",
        "Stop",
        "Voice: Built-in",
    ]
    assert "Sleep: off" in found
    app.engine._show(StateChanged(ReaderState.PAUSED))
    found = lines(app)
    assert found[0].endswith("· Paused")
    assert found[4] == "Resume"
    waiting = Waiting("a.pdf", 0.0, opening=True)
    app.engine._show(StateChanged(ReaderState.WAITING, waiting=waiting))
    assert lines(app)[0] == "Opening “a.pdf”…"


def test_its_submenus_say_what_is_chosen(app: Application, qtbot: QtBot) -> None:
    app.engine.set_speed(1.25)
    assert "Speed: 1.25×" in lines(app)
    chosen = [one.text() for one in menu(app, "speed").actions() if one.isChecked()]
    assert chosen == ["1.25×"]
    app.engine.read(TEXT)
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    lines(app)
    next(one for one in menu(app, "sleep").actions() if "30" in one.text()).trigger()
    qtbot.waitUntil(lambda: app.engine.sleep is not None, timeout=10_000)
    assert "Sleep: 30 min" in lines(app)
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)


@pytest.mark.parametrize("name", ["profiles", "pronunciation", "history"])
def test_what_is_seldom_needed_is_under_more(app: Application, name: str) -> None:
    lines(app)
    next(one for one in menu(app, "more").actions() if one.objectName() == name).trigger()
    assert app.windows[name].isVisible()


def test_a_file_is_asked_for_and_help_is_found(app: Application, qtbot: QtBot) -> None:
    assert app.tray is not None
    lines(app)
    next(one for one in app.tray.menu.actions() if one.objectName() == "open-file").trigger()
    assert app.reader is not None
    dialog = app.reader.findChild(QFileDialog, "open-file")
    assert dialog is not None
    dialog.reject()
    lines(app)
    next(one for one in menu(app, "more").actions() if one.objectName() == "help").trigger()
    window = app.windows["settings"]
    assert isinstance(window, SettingsWindow)
    qtbot.waitUntil(window.isVisible, timeout=5_000)


def test_on_a_low_screen_the_home_has_a_menu_of_its_own(
    app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(app)
    engine = app.engine
    engine.change(engine.settings.with_home(addresses=("http://127.0.0.1:9",)))
    assert {"Announce at home…", "Voices…"} <= set(lines(app))
    monkeypatch.setattr(app_menu, "MENU_ROW", 200)
    low = set(lines(app))
    assert "Home" in low
    assert low.isdisjoint({"Announce at home…", "Do not disturb", "Voices…"})
    for name, found in (("home", "announce"), ("home", "quiet"), ("more", "voices")):
        assert found in [one.objectName() for one in menu(app, name).actions()]


def test_a_menu_that_is_higher_than_the_screen_stays_in_one_column(app: Application) -> None:
    assert app.tray is not None
    long = QMenu(app.tray.menu)
    for number in range(100):
        long.addAction(f"Line {number}")
    long.popup(QPoint())
    assert {long.actionGeometry(one).x() for one in long.actions()[:40]} == {
        long.actionGeometry(long.actions()[0]).x()
    }
    long.close()
