"""The page of the hotkeys, with keys that are really pressed."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QClipboard, QGuiApplication
from PyQt6.QtWidgets import QLabel, QLineEdit, QPushButton
import pytest

from desktop_app.gui.parts.key_field import KeysField, give_to_field
from desktop_app.gui.settings import hotkeys_page
from desktop_app.gui.settings.hotkeys_page import (
    HotkeysPage,
    action_names,
)
from desktop_app.hotkeys import HotkeysStatus, KeyState, KeyStatus, Way
from desktop_app.settings.settings import HOTKEYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PyQt6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application

pytestmark = pytest.mark.usefixtures("qapp")
NONE = Qt.KeyboardModifier.NoModifier
WORKS = KeyStatus(KeyState.ACTIVE)
CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def press(qtbot: QtBot, field: KeysField, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    qtbot.keyClick(field, key, held)  # type: ignore[no-untyped-call] # it has no types


def shown(
    qtbot: QtBot, hotkeys: Mapping[str, str] | None = None, status: HotkeysStatus | None = None
) -> HotkeysPage:
    page = HotkeysPage(hotkeys or {}, status)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


def works(way: Way = Way.X11, **states: KeyStatus) -> HotkeysStatus:
    usual = {
        action: KeyStatus(KeyState.ACTIVE if keys else KeyState.NONE)
        for action, keys in HOTKEYS.items()
    }
    return HotkeysStatus(way, {**usual, **{key.replace("_", "-"): states[key] for key in states}})


def said(page: HotkeysPage) -> dict[str, str]:
    return {action: label.text() for action, label in page.states.items() if label.text()}


def test_the_usual_keys_and_whether_they_work(qtbot: QtBot) -> None:
    page = shown(qtbot)
    assert {action: field.keys() for action, field in page.fields.items()} == HOTKEYS
    assert said(page) == {}  # nothing is known yet
    page.show_status(works())
    assert said(page) == {"read-selection": "✓ Works", "pause": "✓ Works"}
    assert page.fields["pause"].accessibleDescription() == "✓ Works"
    assert page.hotkeys() == {}


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (KeyState.TAKEN, "⚠ Another app uses this hotkey. Choose a different one."),
        (KeyState.ABSENT, "⚠ This keyboard doesn't have that key."),
        (KeyState.UNSET, "⚠ Not assigned. Set a hotkey in your desktop's keyboard settings."),
        (KeyState.OFF, "⚠ This desktop doesn't let apps register hotkeys."),
    ],
)
def test_why_keys_do_not_work(qtbot: QtBot, state: KeyState, words: str) -> None:
    page = shown(qtbot, {}, works(read_selection=KeyStatus(state)))
    assert said(page)["read-selection"] == words


def test_keys_are_chosen_by_pressing_them(qtbot: QtBot) -> None:
    page = shown(qtbot, {}, works())
    field = page.fields["stop"]
    with qtbot.waitSignal(page.edited):
        press(qtbot, field, Qt.Key.Key_F9)
    assert said(page)["stop"] == "Not active yet"
    press(qtbot, field, Qt.Key.Key_S, CTRL_ALT)
    assert page.hotkeys() == {"stop": "Ctrl+Alt+S"}
    press(qtbot, field, Qt.Key.Key_Backspace)
    assert page.hotkeys() == {}
    press(qtbot, page.fields["pause"], Qt.Key.Key_Control)
    assert page.fields["pause"].keys() == "Ctrl+Alt+Space"
    press(qtbot, page.fields["pause"], Qt.Key.Key_Delete)
    assert page.hotkeys() == {"pause": ""}
    assert "pause" not in said(page)
    restore = page.findChild(QPushButton, "restore-defaults")
    assert restore is not None
    restore.click()
    assert page.hotkeys() == {}
    assert said(page)["pause"] == "✓ Works"


def test_keys_that_cannot_be_had_are_told_at_once(qtbot: QtBot) -> None:
    page = shown(qtbot, {}, works())
    press(qtbot, page.fields["stop"], Qt.Key.Key_R, CTRL_ALT)
    assert said(page)["stop"] == "⚠ “Read selection” already uses this hotkey."
    press(qtbot, page.fields["stop"], Qt.Key.Key_R)
    assert said(page)["stop"] == "⚠ Add Ctrl, Alt, or Meta. This key alone is needed for typing."
    press(qtbot, page.fields["stop"], Qt.Key.Key_MicMute)
    assert said(page)["stop"] == "⚠ This hotkey isn't recognized. Choose a different one."
    press(qtbot, page.fields["read-selection"], Qt.Key.Key_F9)
    press(qtbot, page.fields["stop"], Qt.Key.Key_R, CTRL_ALT)
    assert said(page)["stop"] == "Not active yet"


def test_what_was_written_by_hand_stays_as_it_is(qtbot: QtBot) -> None:
    chosen = {"pause": "ctrl+alt+p", "stop": "no such keys", "read-selection": "Ctrl+Alt+R"}
    status = works(stop=KeyStatus(KeyState.UNKNOWN), read_selection=KeyStatus(KeyState.DOUBLE))
    page = shown(qtbot, chosen, status)
    assert page.hotkeys() == chosen
    assert said(page) == {
        "pause": "✓ Works",
        "stop": "⚠ This hotkey isn't recognized. Choose a different one.",
        "read-selection": "⚠ Another action uses this hotkey.",
    }


def test_an_empty_field_says_what_to_do_in_words_of_our_own(app: Application, qtbot: QtBot) -> None:
    app.translate("zh_CN")
    try:
        field = KeysField("")
    finally:
        app.translate("")
    qtbot.addWidget(field)
    line = field.findChild(QLineEdit)
    assert line is not None
    assert line.placeholderText() == "按下快捷键"  # Qt's own are about those on the desktop


def test_keys_for_the_window_stay_the_windows(qtbot: QtBot) -> None:
    page = shown(qtbot, {}, works())
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        press(qtbot, page.fields["stop"], key)
    assert page.hotkeys() == {}
    page.fields["read-selection"].setFocus()
    press(qtbot, page.fields["read-selection"], Qt.Key.Key_Tab)
    assert page.focusWidget() is page.fields["read-clipboard"]


def test_hotkeys_that_are_pressed_go_to_the_field(qtbot: QtBot) -> None:
    page = shown(qtbot, {}, works())
    qtbot.waitUntil(page.isActiveWindow)
    page.fields["stop"].setFocus()
    assert give_to_field("Ctrl+Alt+R")
    assert page.fields["stop"].keys() == "Ctrl+Alt+R"
    restore = page.findChild(QPushButton, "restore-defaults")
    assert restore is not None
    restore.setFocus()
    assert not give_to_field("Ctrl+Alt+R")


def test_hotkeys_that_the_app_holds_can_be_chosen_again(app: Application, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: app.engine.hotkeys_status.actions.get("read-selection") == WORKS, timeout=10_000
    )
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("What is selected.", QClipboard.Mode.Selection)
    page = shown(qtbot, {}, app.engine.hotkeys_status)
    qtbot.waitUntil(page.isActiveWindow)
    page.fields["stop"].setFocus()
    subprocess.run(["xdotool", "key", "ctrl+alt+r"], check=True)
    qtbot.waitUntil(lambda: page.fields["stop"].keys() == "Ctrl+Alt+R", timeout=10_000)
    assert app.engine.queue == ()
    page.hide()
    subprocess.run(["xdotool", "key", "ctrl+alt+r"], check=True)
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)


def test_where_the_system_chooses(qtbot: QtBot) -> None:
    chosen = KeyStatus(KeyState.ACTIVE, "Press <Super>r")
    page = shown(qtbot, {}, works(Way.PORTAL, read_selection=chosen))
    assert said(page)["read-selection"] == "✓ Works: Press <Super>r"
    assert page._system.isVisible()
    page.show_status(works())
    assert not page._system.isVisible()


def test_where_there_are_none_a_command_is_given(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("python", "cosyvoice"):
        (tmp_path / name).touch(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    page = shown(qtbot, {}, works(Way.NONE))
    assert not page.fields["stop"].isVisible()
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert any("This desktop doesn't let apps register hotkeys." in text for text in texts)
    lines = [page.findChild(QLineEdit, f"command-{action}") for action in HOTKEYS]
    commands = dict(zip(HOTKEYS, [line.text() for line in lines if line is not None], strict=True))
    assert commands == {
        "read-selection": "cosyvoice read-selection",
        "read-clipboard": "cosyvoice read-clipboard",
        "pause": "cosyvoice toggle",
        "stop": "cosyvoice stop",
        "next": "cosyvoice next",
        "previous": "cosyvoice previous",
        "announce": "cosyvoice announce",
    }
    copy = page.findChild(QPushButton, "copy-pause")
    assert copy is not None
    assert copy.accessibleName() == "Copy the command: Pause or resume"
    copy.click()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == "cosyvoice toggle"
    assert page.copied.text() == "✓ Copied: Pause or resume"
    page.show_status(works())
    assert page.fields["stop"].isVisible()


def test_commands_are_such_as_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(hotkeys_page, "installed_program", lambda _: None)
        elsewhere.delenv("PYTHONPATH", raising=False)
        checkout = hotkeys_page.command_of("stop")
    assert checkout.endswith("-m desktop_app.cli stop")
    run = [*shlex.split(checkout), "--help"]
    assert subprocess.run(run, cwd="/", check=True, capture_output=True).stdout
    program = tmp_path / "a folder" / "cosyvoice"
    program.parent.mkdir()
    program.touch(0o755)
    monkeypatch.setattr(sys, "executable", str(program.with_name("python")))
    assert hotkeys_page.command_of("stop") == f"'{program}' stop"


def test_every_action_has_a_name_and_every_field_a_label(qtbot: QtBot, qapp: QApplication) -> None:
    del qapp
    assert list(action_names()) == list(HOTKEYS)
    page = shown(qtbot)
    labelled = {label.buddy() for label in page.findChildren(QLabel)}
    for field in page.findChildren(KeysField):
        assert field in labelled
        assert field.accessibleName()
