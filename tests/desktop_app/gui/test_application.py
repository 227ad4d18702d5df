"""The app as people use it: tray, menu, Reader, heard on a real sound server."""

from __future__ import annotations

from dataclasses import replace
import gc
import json
import logging
import os
from pathlib import Path
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from PyQt6 import sip
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import (
    QAction,
    QClipboard,
    QColor,
    QDropEvent,
    QFontDatabase,
    QGuiApplication,
    QPalette,
)
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialogButtonBox,
    QFileDialog,
    QMenu,
    QMessageBox,
    QRadioButton,
    QSystemTrayIcon,
)
import pytest

from desktop_app.app.events import NothingToRead, WindowWanted
from desktop_app.errors import DocumentError
from desktop_app.gui import qt_app
from desktop_app.gui.application import Application
from desktop_app.gui.parts.colors import DARK, LIGHT, contrast
from desktop_app.gui.parts.style import Style
from desktop_app.home.home import Announced, HomeChanged
from desktop_app.home.link import LinkState, LinkStatus
from desktop_app.home.login import HomeError
from desktop_app.hotkeys import KeyState, KeyStatus
from desktop_app.reading.events import FirstSound, ReaderState
from desktop_app.services.consent import refused
from desktop_app.settings.settings import ServiceSettings, load_settings
from desktop_app.system.control import ControlError, send
from desktop_app.system.paths import config_file, log_file
from desktop_app.system.redaction import hide
from desktop_app.system.selection import Place
from shared_client.desktop_link import Stage
from tests.desktop import ROOT, display
from tests.programs import running, until

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.app.core import Core
    from desktop_app.reading.events import Event
    from tests.sound_server import SoundServer

ROLE = QPalette.ColorRole
SENTENCES = "One is first. Two comes after it, as it does. Three is the last of them all. "


def wait_for(qtbot: QtBot, app: Application, state: ReaderState) -> None:
    qtbot.waitUntil(lambda: app.engine.state.state is state, timeout=20_000)


def is_opened(app: Application) -> bool:
    return bool(app.engine.queue) and not app.engine.queue[0].opening


def copy(text: str, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(text, mode)


def choose(app: Application, name: str) -> None:
    """Choose something in the menu of the tray, as it is when it opens."""
    assert app.tray is not None
    app.tray.rebuild()
    action = app.tray.menu.findChild(QAction, name)
    assert action is not None
    assert action.isEnabled()
    action.trigger()


@pytest.mark.audio
def test_it_starts_to_the_tray_and_reads_what_was_copied(
    app: Application, qtbot: QtBot, sound_server: SoundServer
) -> None:
    assert app.tray is not None
    assert app.tray.icon.isVisible()
    assert app.reader is None
    copy("Hello, this is read aloud.")
    with sound_server.recording() as recording:
        choose(app, "read-clipboard")
        wait_for(qtbot, app, ReaderState.SPEAKING)
        assert "Reading" in app.tray.icon.toolTip()
        wait_for(qtbot, app, ReaderState.IDLE)
    assert 1 < recording.duration < 5


@pytest.mark.audio
def test_a_pause_is_silent_and_then_it_goes_on(
    app: Application, qtbot: QtBot, sound_server: SoundServer
) -> None:
    copy(SENTENCES)
    with sound_server.recording() as recording:
        choose(app, "read-clipboard")
        qtbot.waitUntil(lambda: app.engine.position is not None, timeout=20_000)
        qtbot.wait(500)
        choose(app, "toggle")
        wait_for(qtbot, app, ReaderState.PAUSED)
        qtbot.wait(1500)
        choose(app, "toggle")
        wait_for(qtbot, app, ReaderState.SPEAKING)
        wait_for(qtbot, app, ReaderState.IDLE)
    assert [1.2 < silence < 2.5 for silence in recording.silences(1.0)] == [True]


def test_a_middle_click_reads_the_selection(app: Application, qtbot: QtBot) -> None:
    assert app.tray is not None
    copy("not this")
    copy("What is selected.", QClipboard.Mode.Selection)
    app.tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.MiddleClick)
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    assert app.engine.queue[0].reading.text == "What is selected."
    choose(app, "stop")
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    copy("", QClipboard.Mode.Selection)
    with qtbot.waitSignal(app.engine.nothing_to_read, timeout=10_000):
        choose(app, "read-selection")
    assert not app.engine.queue


def test_a_file_that_is_dropped_is_read(app: Application, qtbot: QtBot, home: Path) -> None:
    path = home / "note.md"
    path.write_text("# A note\n\nIt has a sentence.", "utf-8")
    app.open("reader")
    assert app.reader is not None
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(QPoint(9, 9)), Qt.DropAction.CopyAction, data, buttons, keys)
    app.reader.text.dropEvent(drop)
    qtbot.waitUntil(lambda: is_opened(app), timeout=20_000)
    assert app.engine.queue[0].reading.source == str(path)
    assert "It has a sentence." in app.reader.text.toPlainText()
    app.engine.stop()
    wait_for(qtbot, app, ReaderState.IDLE)


def test_a_file_that_is_none_is_told_of_in_words(app: Application, qtbot: QtBot) -> None:
    app.open("reader")
    assert app.reader is not None
    with qtbot.waitSignal(app.engine.failed, timeout=10_000) as failed:
        app.engine.open_all(["file:///nowhere/at-all.txt"])
    assert failed.args is not None
    assert isinstance(failed.args[0], DocumentError)
    assert "Can't read /nowhere/at-all.txt: no such file" in app.reader.notice.words.text()


def test_voice_and_speed_are_at_hand_and_kept(app: Application, qtbot: QtBot) -> None:
    assert app.tray is not None
    app.tray.menu.aboutToShow.emit()
    voices = app.tray.menu.findChild(QMenu, "voice")
    speeds = app.tray.menu.findChild(QMenu, "speed")
    assert voices is not None
    assert speeds is not None
    assert [one.isChecked() for one in voices.actions() if one.isCheckable()] == [True, False]
    voices.actions()[1].trigger()
    qtbot.waitUntil(lambda: load_settings().app.local_voice == app.engine.voices[0].id)
    next(one for one in speeds.actions() if one.text().startswith("1.5")).trigger()
    qtbot.waitUntil(lambda: load_settings().app.speed == 1.5)
    app.open("reader")
    assert app.reader is not None
    assert app.reader.player.speed.exact.value() == 1.5
    app.reader.player.speed.exact.setValue(1.2)
    qtbot.waitUntil(lambda: load_settings().app.speed == 1.2)
    app.engine.refresh_voices()
    with qtbot.waitSignal(app.engine.voices_changed, timeout=10_000):
        pass


def test_a_second_start_hands_its_file_over(app: Application, qtbot: QtBot, home: Path) -> None:
    (home / "note.txt").write_text("From the second start.", "utf-8")
    command = [sys.executable, "-m", "desktop_app.cli", "app", "note.txt"]
    with running(command, cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)}) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
        assert second.returncode == 0
    qtbot.waitUntil(lambda: is_opened(app), timeout=20_000)
    assert app.engine.queue[0].reading.text == "From the second start."


def test_orders_from_outside(app: Application, qtbot: QtBot) -> None:
    assert app.obey("status", []) == "idle"
    app.obey("read", ["A text, and no file."])
    wait_for(qtbot, app, ReaderState.SPEAKING)
    app.obey("pause", [])
    wait_for(qtbot, app, ReaderState.PAUSED)
    app.obey("stop", [])
    wait_for(qtbot, app, ReaderState.IDLE)
    app.obey("show", [])
    assert app.reader is not None
    assert app.reader.isVisible()
    with pytest.raises(ControlError, match="doesn't know the command"):
        app.obey("dance", [])


def notifications(app: Application, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the tray tells from now on: the display of the tests shows no bubbles."""
    told: list[tuple[str, str]] = []
    assert app.tray is not None
    monkeypatch.setattr(app.tray, "tell", lambda *words: told.append(words))
    return told


def test_what_keeps_it_from_reading_or_is_announced_is_told_by_the_tray(
    app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = notifications(app, monkeypatch)
    selection, clipboard = Place.SELECTION, Place.CLIPBOARD
    for wanted, place in (
        (selection, selection),
        (selection, clipboard),
        (clipboard, clipboard),
    ):
        app.engine.nothing_to_read.emit(NothingToRead(wanted, place))
    assert [words.partition(".")[0] for _, words in told] == [
        "No text is selected",
        "Can't get the selected text on this system",
        "There's no text on the clipboard",
    ]
    told.clear()
    for announced in (
        Announced("Dinner", "Anna", Stage.STARTED, shown=True),
        Announced("Door", "", Stage.STARTED, shown=True),
        Announced("Secret", "Anna", Stage.STARTED),
        Announced("", "Anna", Stage.STARTED, shown=True),
    ):
        app.engine.announced.emit(announced)
    assert told == [("Anna", "Dinner"), ("At home", "Door")]
    told.clear()
    away = HomeError("home_unreachable", address="http://home.local", error="no route")
    for status in (
        LinkStatus(LinkState.UNREACHABLE, error=away),  # it comes back by itself
        removed := LinkStatus(LinkState.REMOVED, error=HomeError("home_refusal_removed")),
        removed,  # told once
        LinkStatus(LinkState.OFF),
    ):
        app.engine.home_changed.emit(HomeChanged(status))
    ((title, words),) = told
    assert title == "This computer was removed from Home Assistant."
    assert "Settings > Home" in words


def test_orders_that_cannot_be_carried_out_are_refused_in_words(
    app: Application, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ControlError) as no_text:
        app.obey("speak", [])
    assert no_text.value.key == "no_text"
    app.engine.ordered.emit(WindowWanted("dance", ()))  # nobody waits for an answer on the bus
    assert "order refused" in caplog.text
    status = json.loads(str(app.obey("home-status")))
    assert status == {"state": "off", "words": "Not connected to a home", "error": ""}
    app.engine.ordered.emit(WindowWanted("open-file", ()))
    assert app.reader is not None
    (asked,) = app.reader.findChildren(QFileDialog)
    asked.reject()


def test_hotkeys_and_clicks_on_the_tray_do_what_they_say(app: Application, qtbot: QtBot) -> None:
    assert app.tray is not None
    reason = QSystemTrayIcon.ActivationReason
    app.tray.icon.activated.emit(reason.Context)  # the menu opens by itself
    assert "reader" not in app.windows
    app.tray.icon.activated.emit(reason.Trigger)
    assert app.reader is not None
    assert app.reader.isVisible()
    copy("")
    with qtbot.waitSignal(app.engine.nothing_to_read, timeout=10_000):
        app.engine.hotkey.emit("read-clipboard")


def test_a_tray_that_never_comes_leaves_a_window(
    app: Application, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.tray is not None
    app.tray.icon.hide()
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    app.tray, app._hidden, app._looks = None, True, 29  # as when it was started at login
    try:
        app._look_for_tray()
        assert app.windows == {}
        assert not qapp.quitOnLastWindowClosed()
        app._look_for_tray()
        assert app.windows["reader"].isVisible()
        assert qapp.quitOnLastWindowClosed()
        app._look_for_tray()  # once more changes nothing
        assert list(app.windows) == ["reader"]
    finally:
        qapp.setQuitOnLastWindowClosed(False)


def test_consent_is_asked_for_once_however_often_a_text_needs_it(app: Application) -> None:
    def asked() -> list[QMessageBox]:
        boxes = (box for box in QApplication.topLevelWidgets() if box.objectName() == "consent")
        return [box for box in boxes if isinstance(box, QMessageBox)]

    trouble = refused("far", ServiceSettings("https://far.example"))
    for _ in range(2):
        app.engine.state_changed.emit(replace(app.engine.state, error=trouble))
    (box,) = asked()
    box.reject()


def children(pid: int) -> set[int]:
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.add(int(status.parent.name))
    return found


def test_without_a_tray_there_is_a_window_and_quitting_leaves_nothing_behind(
    home: Path, sound_server: SoundServer
) -> None:
    del home, sound_server
    with display() as name:
        environment = {**os.environ, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}
        command = [sys.executable, "-m", "desktop_app.gui", SENTENCES]
        with running(command, cwd=ROOT, env=environment) as process:
            until(lambda: send("status") == "speaking")
            search = ["xdotool", "search", "--onlyvisible", "--name", "CosyVoice Home"]
            assert subprocess.run(search, env=environment, check=False, timeout=30).returncode == 0
            started = children(process.pid)
            assert len(started) >= 2  # the sound process and the local server
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
            assert [pid for pid in started if Path(f"/proc/{pid}").exists()] == []
    assert send("status") is None


def test_without_a_tray_a_window_stays_after_the_welcome(
    qapp: QApplication, home: Path, sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    del home, sound_server
    config_file().unlink()
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    app = Application(qapp)
    try:
        assert app.tray is None
        assert app.windows["welcome"].isVisible()
        app.windows["welcome"].close()
        assert app.windows["reader"].isVisible()
    finally:
        app._end()
        qapp.setQuitOnLastWindowClosed(False)


# How it looks


def test_colours_can_be_read(qapp: QApplication) -> None:
    style = qapp.style()
    assert isinstance(style, Style)
    dark = QPalette(QColor("#2b2d30"))
    dark.setColor(ROLE.Base, QColor("#1e1f22"))
    dark.setColor(ROLE.Highlight, QColor("#3574f0"))
    dark.setColor(ROLE.HighlightedText, QColor("white"))
    qapp.setPalette(dark)
    qapp.setPalette(QPalette())  # as when the system's colours change
    for palette in (qapp.palette(), style.polish(dark)):
        assert contrast(palette.color(ROLE.Highlight), palette.color(ROLE.HighlightedText)) >= 4.5
        hint, field = palette.color(ROLE.PlaceholderText), palette.color(ROLE.Base)
        assert contrast(hint, field) >= 4.5
    blue = style.polish(dark).color(ROLE.Highlight)
    assert style.polish(style.polish(dark)).color(ROLE.Highlight) == blue  # enough is enough


@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
@pytest.mark.parametrize("window", ["#2b2d30", "#efefef"])
def test_what_can_be_ticked_is_seen(
    qtbot: QtBot, kind: type[QCheckBox | QRadioButton], window: str
) -> None:
    palette = QPalette(QColor(window))
    if window == "#2b2d30":
        palette.setColor(ROLE.Base, QColor("#1e1f22"))
    button = kind()
    qtbot.addWidget(button)
    button.setPalette(palette)
    button.resize(40, 40)
    picture = button.grab().toImage()
    middle = picture.height() // 2
    row = [picture.pixelColor(x, middle) for x in range(picture.width())]
    assert max(contrast(color, QColor(window)) for color in row) >= 3
    assert not button.isChecked()


def test_buttons_of_dialogs_have_no_icons(qtbot: QtBot) -> None:
    gc.collect()  # Python does not take the style away
    standard = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(standard.Ok | standard.Cancel | standard.Close)
    qtbot.addWidget(box)
    assert [button.icon().isNull() for button in box.buttons()] == [True] * 3


def test_what_is_unexpected_is_logged_and_shown(
    app: Application,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    del app
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    qt_app.tell_what_is_unexpected()
    error = ValueError("a surprise")
    sys.excepthook(ValueError, error, None)
    box = qt_app._BOXES.pop()
    qtbot.addWidget(box)
    assert "a surprise" in box.text()
    assert "app.log" in box.informativeText()
    assert "unexpected" in caplog.text


def test_what_is_unexpected_is_shown_once_and_as_it_is(
    app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    del app
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    qt_app.tell_what_is_unexpected()
    hide("a-token-of-somebody")
    for _ in range(3):  # as what fails whenever something is painted
        sys.excepthook(ValueError, ValueError("<b>a-token-of-somebody</b>"), None)
    (box,) = qt_app._BOXES
    qtbot.addWidget(box)
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert box.text() == "ValueError: <b>***</b>"
    qt_app._BOXES.clear()


def test_the_log_has_no_secrets(home: Path) -> None:
    del home
    handlers = list(logging.getLogger().handlers)
    qt_app.log_to_file()
    hide("a-token-of-somebody")
    try:
        int("a-token-of-somebody")
    except ValueError:
        logging.getLogger("desktop_app").exception(
            "with %s", "https://me:hush-hush@speech.example/"
        )
    for handler in set(logging.getLogger().handlers) - set(handlers):
        logging.getLogger().removeHandler(handler)
        handler.close()
    noted = log_file().read_text("utf-8")
    assert "base 10: '***'" in noted
    assert "a-token" not in noted
    assert "hush" not in noted
    assert log_file().parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.audio
def test_a_hotkey_reads_what_is_selected_in_another_program(
    app: Application, qtbot: QtBot, sound_server: SoundServer
) -> None:
    working = KeyStatus(KeyState.ACTIVE)
    qtbot.waitUntil(
        lambda: app.engine.hotkeys_status.actions.get("read-selection") == working, timeout=10_000
    )
    subprocess.run(["xclip", "-selection", "primary"], input=b"Said by a key.", check=True)
    with sound_server.recording() as recording:
        subprocess.run(["xdotool", "key", "ctrl+alt+r"], check=True)
        wait_for(qtbot, app, ReaderState.SPEAKING)
        assert app.engine.queue[0].reading.text == "Said by a key."
        subprocess.run(["xdotool", "key", "ctrl+alt+space"], check=True)
        wait_for(qtbot, app, ReaderState.PAUSED)
        subprocess.run(["xdotool", "key", "ctrl+alt+space"], check=True)
        wait_for(qtbot, app, ReaderState.IDLE)
    assert recording.duration > 0.5


def test_a_hotkey_speaks_while_the_windows_hang(app: Application, qtbot: QtBot) -> None:
    working = KeyStatus(KeyState.ACTIVE)
    qtbot.waitUntil(
        lambda: app.engine.hotkeys_status.actions.get("read-selection") == working, timeout=10_000
    )
    subprocess.run(["xclip", "-selection", "primary"], input=b"Said by a key.", check=True)
    heard = threading.Event()

    def hear(event: Event) -> None:
        if isinstance(event, FirstSound):
            heard.set()

    async def listen(core: Core) -> None:
        core.reader.listen(hear)

    app.engine.do(listen).result(10)
    subprocess.run(["xdotool", "key", "ctrl+alt+r"], check=True)
    assert heard.wait(20)  # the GUI thread does nothing else meanwhile
    assert not app.engine.queue  # it has not even been told
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    assert app.engine.queue[0].reading.text == "Said by a key."
    wait_for(qtbot, app, ReaderState.IDLE)


def test_other_keys_hold_at_once(app: Application, qtbot: QtBot) -> None:
    app.engine.change(app.engine.settings.with_app(hotkeys={"stop": "F9"}))
    working = KeyStatus(KeyState.ACTIVE)
    qtbot.waitUntil(
        lambda: app.engine.hotkeys_status.actions.get("stop") == working, timeout=10_000
    )
    app.engine.read(SENTENCES)
    wait_for(qtbot, app, ReaderState.SPEAKING)
    subprocess.run(["xdotool", "key", "F9"], check=True)
    wait_for(qtbot, app, ReaderState.IDLE)


def test_the_windows_are_as_dark_as_a_person_wants_them(app: Application) -> None:
    dark = app.engine.settings.with_appearance(theme="dark")
    app.engine.change(dark)
    assert app.qt.palette().color(ROLE.Window) == DARK.window
    app.engine.change(dark.with_appearance(theme="light"))
    assert app.qt.palette().color(ROLE.Window) == LIGHT.window
    app.engine.change(dark.with_appearance(theme="system"))


def test_windows_that_were_deleted_hear_nothing_more(app: Application) -> None:
    """As when the language changes: windows are made again."""
    for name in ("welcome", "reader"):
        app.open(name)
        sip.delete(app.windows.pop(name))
    app.engine.hotkeys_changed.emit(app.engine.hotkeys_status)
    app.engine.first_sound.emit(FirstSound(1, 0.1))


def test_characters_are_those_of_the_app_s_language(app: Application) -> None:
    if not {"Noto Sans CJK SC", "Noto Sans CJK TC"} <= set(QFontDatabase.families()):
        pytest.skip("needs the fonts of Noto Sans CJK")
    for language, family in (("zh_CN", "Noto Sans CJK SC"), ("zh_TW", "Noto Sans CJK TC")):
        app.translate(language)
        assert app.qt.font().families()[-1] == family
    app.translate("en")
