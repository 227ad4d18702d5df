"""Buttons of the home: named, given keys, shown in the menu, pressed, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QCheckBox, QToolButton
import pytest

from desktop_app.gui.settings.home_buttons import HomeButtons, key_of
from desktop_app.gui.settings.window import SettingsWindow
from desktop_app.hotkeys import HotkeysStatus, KeyState, KeyStatus
from desktop_app.settings.home import HomeButton
from desktop_app.settings.settings import load_settings
from shared_client.desktop_link import BUTTONS, KEY_LENGTH

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application


def buttons_of(app: Application) -> HomeButtons:
    window = app.open("settings")
    assert isinstance(window, SettingsWindow)
    window.show_page("home")
    return window.home.buttons


def test_one_is_added_named_and_given_keys(app: Application, qtbot: QtBot) -> None:
    page = buttons_of(app)
    page.adds.click()
    (key,) = page.names
    assert page.names[key].text() == "Button 1"
    page.names[key].setText("Lights off")
    page.names[key].editingFinished.emit()
    page.keys[key].setKeySequence(QKeySequence("Ctrl+Alt+L"))
    expected = {key: HomeButton("Lights off", "Ctrl+Alt+L")}
    qtbot.waitUntil(lambda: load_settings().home.buttons == expected, timeout=10_000)
    assert app.engine.settings.keys[f"button:{key}"] == "Ctrl+Alt+L"
    page.names[key].setText("  ")
    page.names[key].editingFinished.emit()
    assert page.names[key].text() == "Lights off"
    page.names[key].editingFinished.emit()
    taken = KeyStatus(KeyState.TAKEN)
    page._show_states(HotkeysStatus(actions={f"button:{key}": taken}))
    assert page.states[key].isVisible()
    assert "Another app" in page.keys[key].accessibleDescription()
    shown = page.findChild(QCheckBox, f"button-shown-{key}")
    assert shown is not None
    shown.click()
    assert not app.engine.settings.home.buttons[key].in_menu
    other = {key: HomeButton("Dog", "Ctrl+Alt+D")}
    app.engine.change(app.engine.settings.with_home(buttons=other))
    assert page.keys[key].keys() == "Ctrl+Alt+D"
    gone = page.findChild(QToolButton, f"button-remove-{key}")
    assert gone is not None
    gone.click()
    qtbot.waitUntil(lambda: load_settings().home.buttons == {}, timeout=10_000)
    assert page.names == {}


@pytest.mark.parametrize("count", [2, 7])
def test_they_are_in_the_menu_and_say_when_nobody_hears_them(
    app: Application, qtbot: QtBot, count: int
) -> None:
    buttons = {f"b{n}": HomeButton(f"Number {n}") for n in range(count)}
    buttons["hidden"] = HomeButton("Hidden", in_menu=False)
    home = app.engine.settings.with_home(addresses=("http://127.0.0.1:9",), buttons=buttons)
    app.engine.change(home)
    assert app.tray is not None
    app.tray.rebuild()
    assert app.tray.menu.findChild(QAction, "press-hidden") is None
    entry = app.tray.menu.findChild(QAction, "press-b1")
    assert entry is not None
    with qtbot.waitSignal(app.engine.failed, timeout=10_000) as failed:
        entry.trigger()
    assert failed.args is not None
    assert failed.args[0].key == "home_not_connected"
    with qtbot.waitSignal(app.engine.failed, timeout=10_000):
        app.engine.do(_by_hotkey)
    app._give_to_field("button:b1")


async def _by_hotkey(core: object) -> None:
    core._pressed("button:b1")  # type: ignore[attr-defined] # as its keys do


def test_a_key_is_made_of_a_name_and_is_no_other() -> None:
    assert key_of("Lights off!", ()) == "lights_off"
    assert key_of("灯", ()) == "button"
    assert key_of("灯", ("button", "button_2")) == "button_3"
    assert len(key_of("x" * 99, ["x" * 29])) <= KEY_LENGTH
    assert BUTTONS == 32
