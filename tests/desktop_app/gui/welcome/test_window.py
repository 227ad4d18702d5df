"""The first start, as people go through it: the built-in voice, a service, a key, a try."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QLabel, QMessageBox, QPushButton, QToolButton
import pytest

from desktop_app.errors import AppError
from desktop_app.gui.application import Application
from desktop_app.gui.parts.drawing import WRONG
from desktop_app.gui.voices.recording_dialog import RecordingDialog
from desktop_app.gui.welcome.window import Welcome
from desktop_app.hotkeys import HotkeysStatus, KeyState, KeyStatus, Way
from desktop_app.reading.events import QueueItem, ReaderState, StateChanged
from desktop_app.reading.model import Reading
from desktop_app.services.engines import LocalEngine
from desktop_app.services.found_services import FoundService
from desktop_app.settings.settings import ServiceSettings, Settings, VoiceProfile, load_settings
from desktop_app.settings.tokens import TokenPlace, load_token
from desktop_app.system import autostart
from desktop_app.system.paths import config_file, token_file
from tests.desktop_app.gui import keyrings
from tests.local_server.running import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PyQt6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.sound_server import SoundServer

DEAD = "http://127.0.0.1:9"
HAND: Any = QTest  # its stubs are no static methods


@pytest.fixture
def app(
    qapp: QApplication, home: Path, sound_server: SoundServer, built_in: None
) -> Iterator[Application]:
    """The app where nothing is set yet."""
    del home, sound_server, built_in
    config_file().unlink()
    app = Application(qapp)
    try:
        yield app
    finally:
        app._end()


@pytest.fixture
def wizard(app: Application, qtbot: QtBot) -> Iterator[Welcome]:
    """What the app opens then."""
    wizard = app.windows["welcome"]
    assert isinstance(wizard, Welcome)
    assert wizard.isVisible()
    with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
        app.engine.refresh_voices()
    yield wizard
    wizard.keeping.cancel()


def go_on(wizard: Welcome) -> None:
    assert wizard.go_on.isVisible()
    assert wizard.go_on.isEnabled()
    wizard.go_on.click()


def tries(wizard: Welcome, qtbot: QtBot) -> None:
    """Wait for the last page."""
    qtbot.waitUntil(lambda: wizard.current is wizard.now, timeout=20_000)


def welcomed(qtbot: QtBot, wizard: Welcome) -> Settings:
    """The settings, once the wizard is over."""
    qtbot.waitUntil(lambda: not wizard.isVisible(), timeout=10_000)
    qtbot.waitUntil(lambda: load_settings().app.welcomed, timeout=10_000)
    return load_settings()


def box_over(qtbot: QtBot, wizard: Welcome) -> QMessageBox:
    def there() -> list[QMessageBox]:
        return [one for one in wizard.findChildren(QMessageBox) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(there()), timeout=10_000)
    return there()[0]


def click(parent: QMessageBox, name: str) -> None:
    button = parent.findChild(QAbstractButton, name)
    assert button is not None
    button.click()


@pytest.mark.audio
def test_the_built_in_voice_is_heard_tried_and_used(
    wizard: Welcome, app: Application, qtbot: QtBot, sound_server: SoundServer
) -> None:
    hear = wizard.who.hear
    hear.click()
    assert "top" in hear.text()
    hear.click()
    with sound_server.recording() as recording:
        hear.click()
        qtbot.waitUntil(lambda: "Hear" in hear.text(), timeout=20_000)
    assert recording.duration > 0.5
    assert wizard.who.example.isHidden()  # nobody's voice is shipped
    go_on(wizard)
    assert wizard.current is wizard.now
    now = wizard.now
    assert now.sentence.selectedText() == now.sentence.text()
    assert now.own.isHidden()
    assert now.better.isHidden()  # never before a sentence was heard
    now.hear.click()
    qtbot.waitUntil(lambda: now.heard, timeout=20_000)
    assert now.state.text().startswith("Heard")
    qtbot.waitUntil(now.better.isVisible, timeout=20_000)
    assert not now.start.isChecked()
    wizard.reader.click()
    settings = welcomed(qtbot, wizard)
    assert (settings.services, settings.active) == ({}, "")
    assert app.windows["reader"].isVisible()
    assert not autostart.is_on()


def test_the_hotkey_turns_the_circle_into_a_check_mark(
    wizard: Welcome, app: Application, qtbot: QtBot
) -> None:
    works = {"read-selection": KeyStatus(KeyState.ACTIVE)}
    app.engine.hotkeys_status = HotkeysStatus(Way.X11, works)
    go_on(wizard)
    now = wizard.now
    assert "Press Ctrl+Alt+R now" in now.state.text()
    assert now.sentence.text().startswith("Select me and press Ctrl+Alt+R")
    app.obey("read-selection")  # as the hotkey does
    qtbot.waitUntil(lambda: now.heard, timeout=20_000)
    assert now.state.text() == "Heard. It works in every program."
    app.engine.stop()
    taken = {"read-selection": KeyStatus(KeyState.TAKEN)}
    app.engine.hotkeys_status = HotkeysStatus(Way.X11, taken)
    now.heard = False
    app.engine.hotkeys_changed.emit(app.engine.hotkeys_status)
    assert "No hotkey" in now.state.text()


def test_closed_early_it_does_not_come_again(wizard: Welcome, qtbot: QtBot) -> None:
    wizard.who.remote.setChecked(True)
    go_on(wizard)
    wizard.service.form.url.setText(DEAD)
    assert wizard.later.text() == "Set up &later"
    wizard.later.click()
    assert welcomed(qtbot, wizard).services == {}


def test_an_example_is_there_where_an_engine_clones(wizard: Welcome) -> None:
    languages = ("zh", "en")
    rest: dict[str, Any] = {"license": "", "consent": "", "sources": (), "built_in": False}
    engine = LocalEngine("zipvoice", "ZipVoice", "installed", 1, 1, languages, clones=True, **rest)
    wizard.who._know([engine])
    assert wizard.who.example.isVisible()
    go_on(wizard)
    assert wizard.now.own.isVisible()


def test_a_service_of_the_network_is_chosen_by_its_chip(wizard: Welcome) -> None:
    wizard.who._found(FoundService("Voices of home", DEAD))
    chip = wizard.who.findChild(QPushButton, "found")
    assert chip is not None
    assert chip.isVisible()
    chip.click()
    assert wizard.current is wizard.service
    form = wizard.service.form
    assert (form.url.text(), form.name.text()) == (DEAD, "Voices-of-home")
    wizard.back.click()
    assert wizard.who.isVisible()
    assert wizard.who.remote.isChecked()


def test_letters_of_the_services_page_are_different(wizard: Welcome, qtbot: QtBot) -> None:
    wizard.who.remote.setChecked(True)
    go_on(wizard)
    form = wizard.service.form
    form.more.setChecked(True)
    form.url.setText(DEAD)
    with qtbot.waitSignal(form.tried, timeout=10_000):
        go_on(wizard)
    shown: list[QLabel | QAbstractButton] = [
        *wizard.findChildren(QLabel),
        *wizard.findChildren(QAbstractButton),
    ]
    letters = [
        letter
        for one in shown
        if one.isVisible() and not isinstance(one, QToolButton)
        for letter in re.findall(r"&(\w)", one.text().upper())
    ]
    assert {"N", "U", "L", "B"} < set(letters)
    assert sorted(letters) == sorted(set(letters))


def test_a_service_is_asked_while_one_types_and_its_token_kept(
    wizard: Welcome, app: Application, qtbot: QtBot, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = keyrings.Working()
    keyrings.use(ring, monkeypatch)
    wizard.who.remote.setChecked(True)
    go_on(wizard)
    page, form = wizard.service, wizard.service.form
    go_on(wizard)
    assert "Enter the address of the service" in page.result.words.text()
    assert form.url.property(WRONG)
    form.url.setText(served)
    assert not form.url.property(WRONG)
    qtbot.waitUntil(page.anyway.isVisible, timeout=10_000)  # asked by itself
    assert "requires a token" in page.result.words.text()
    assert form.token.property(WRONG)
    form.token.setText(TOKEN)
    assert not page.anyway.isVisible()
    qtbot.waitUntil(lambda: "Responds in" in page.result.words.text(), timeout=10_000)
    assert "CosyVoice V2 · 1 voice" in page.result.words.text()
    assert ring.kept == {}
    form.name.setText("home")
    go_on(wizard)
    tries(wizard, qtbot)
    assert ring.kept == {"home": TOKEN}
    assert app.engine.settings.active == "home"  # so that it can be tried
    assert wizard.now.own.isVisible()
    wizard.go_back()
    form.name.setText("house")
    go_on(wizard)
    tries(wizard, qtbot)
    assert list(app.engine.settings.services) == ["house"]
    wizard.now.start.setChecked(True)
    wizard.finish.click()
    settings = welcomed(qtbot, wizard)
    assert settings.services == {"house": ServiceSettings(served, TokenPlace.KEYRING)}
    assert settings.active == "house"
    assert autostart.is_on()
    autostart.turn_off()


def test_going_back_to_the_built_in_voice_leaves_no_service(
    wizard: Welcome, app: Application, qtbot: QtBot, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyrings.use(keyrings.Working(), monkeypatch)
    wizard._take(FoundService("home", served))
    wizard.service.form.token.setText(TOKEN)
    go_on(wizard)
    tries(wizard, qtbot)
    wizard.go_back()
    wizard.go_back()
    wizard.who.local.setChecked(True)
    go_on(wizard)
    assert (app.engine.settings.services, app.engine.settings.active) == ({}, "")


def test_a_voice_of_ones_own_is_recorded_at_the_end(
    wizard: Welcome, app: Application, qtbot: QtBot
) -> None:
    wizard.who.clones = True
    go_on(wizard)
    make = wizard.now.findChild(QPushButton, "make-voice")
    assert make is not None
    HAND.keyClick(wizard, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    welcomed(qtbot, wizard)
    dialog = app.windows["voices"].findChild(RecordingDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.reject()


def test_a_service_that_does_not_work_yet_and_no_keyring(wizard: Welcome, qtbot: QtBot) -> None:
    wizard.who.remote.setChecked(True)
    go_on(wizard)
    form = wizard.service.form
    form.url.setText(DEAD)
    form.token.setText(TOKEN)
    wizard.go_back()
    go_on(wizard)
    assert form.url.text() == DEAD
    with qtbot.waitSignal(form.tried, timeout=10_000):
        go_on(wizard)
    assert wizard.current is wizard.service
    wizard.service.anyway.setChecked(True)
    go_on(wizard)
    click(box_over(qtbot, wizard), "go-back")
    assert wizard.current is wizard.service
    assert not token_file().exists()
    assert load_settings() == Settings()
    go_on(wizard)
    click(box_over(qtbot, wizard), "keep-in-file")
    tries(wizard, qtbot)
    wizard.finish.click()
    service = welcomed(qtbot, wizard).services["CosyVoice"]
    assert service.token_in is TokenPlace.FILE
    assert load_token("CosyVoice", TokenPlace.FILE) == TOKEN


def test_a_key_is_not_tested_before_one_agrees(wizard: Welcome, qtbot: QtBot) -> None:
    wizard.who.key.setChecked(True)
    go_on(wizard)
    page, studio = wizard.service, wizard.service.form.studio
    studio.address.setText(DEAD)
    page.form.token.setText("sk-never-sent")
    page._ask()  # as after a moment of typing
    assert not page.form.trial.running
    assert "before you agree" in wizard.page.subtitle.text()
    page.stop()
    go_on(wizard)
    assert not page.form.trial.running
    assert page.result.words.text().startswith("Tick “I agree” first.")
    assert studio.agree.hasFocus()
    with qtbot.waitSignal(page.form.tried, timeout=10_000):
        studio.agree.click()
    assert page.anyway.isVisible()


def test_one_need_not_wait_for_the_keyring(
    wizard: Welcome, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = keyrings.Waiting()
    keyrings.use(ring, monkeypatch)
    wizard.who.remote.setChecked(True)
    go_on(wizard)
    wizard.service.form.url.setText(DEAD)
    wizard.service.form.token.setText(TOKEN)
    with qtbot.waitSignal(wizard.service.form.tried, timeout=10_000):
        go_on(wizard)
    wizard.service.anyway.setChecked(True)
    go_on(wizard)
    qtbot.waitUntil(wizard.service.busy.isVisible, timeout=10_000)
    wizard.next()  # once is enough
    assert wizard.later.text() == "Cancel"
    wizard.later.click()
    assert wizard.later.text() == "Set up &later"
    assert wizard.isVisible()
    assert not wizard.service.busy.isVisible()
    ring.unlocked.set()
    wizard.reject()
    assert welcomed(qtbot, wizard).services == {}
    wizard.reject()  # it is over


def test_a_start_that_cannot_be_set_is_told_and_gone_without(
    wizard: Welcome, qtbot: QtBot, home: Path
) -> None:
    (home / "config" / "autostart").write_text("a file where the folder should be")
    go_on(wizard)
    wizard.now.start.setChecked(True)
    wizard.finish.click()
    qtbot.waitUntil(wizard.now.notice.isVisible, timeout=10_000)
    assert wizard.isVisible()
    assert not wizard.now.start.isChecked()
    wizard.finish.click()
    welcomed(qtbot, wizard)


def test_a_desktop_without_a_tray(wizard: Welcome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "desktop_app.gui.welcome.try_page.QSystemTrayIcon.isSystemTrayAvailable", lambda: False
    )
    go_on(wizard)
    assert "no system tray" in wizard.now.words.text()
    monkeypatch.undo()


def test_a_sentence_that_cannot_be_heard(wizard: Welcome) -> None:
    wizard.who.trial.failed.emit(AppError("no_output"))
    assert "There is no audio output device." in wizard.who.notice.words.text()


def test_one_thing_is_heard_at_a_time_and_stops_by_its_button(
    wizard: Welcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, heard = wizard.who, []

    def start(_: VoiceProfile, words: str) -> None:
        heard.append(words.partition("!")[2])
        who.trial._run(running=True)

    monkeypatch.setattr(who.trial, "start", start)
    who._hear_local()
    assert (who.hear.text(), who.example.text()) == ("S&top", "Hear an &example")
    who._hear_example()
    assert (who.hear.text(), who.example.text()) == ("&Hear it", "S&top")
    who._hear_example()
    assert not who.trial.running
    assert (who.hear.text(), who.example.text()) == ("&Hear it", "Hear an &example")
    assert heard == [
        " I am the built-in voice.",
        " This voice was made from a recording of a few seconds.",
    ]


def test_only_so_many_services_of_the_network_are_offered(wizard: Welcome) -> None:
    for number in range(30):
        name = f"Voices & more {number} " + "x" * 90
        wizard.who._found(FoundService(name, f"http://10.0.0.{number}:8000"))
    chips = wizard.who.findChildren(QPushButton, "found")
    assert 3 < len(chips) < 10
    assert all(len(chip.text()) < 90 for chip in chips)  # they end in "…"
    assert "&&" in chips[0].text()  # no letter of it is a key
    assert chips[0].toolTip().endswith("10.0.0.0:8000")


def test_what_was_heard_or_keeps_it_from_being_heard_is_said(
    wizard: Welcome, app: Application
) -> None:
    go_on(wizard)
    page = wizard.now
    trouble = AppError("no_output")
    app.engine.state_changed.emit(StateChanged(ReaderState.TROUBLE, trouble))
    assert "There is no audio output device." in page.notice.words.text()
    assert page.hear.text() == "S&top"
    page.begin(clones=False, built_in=True)
    reading = Reading(page.sentence.text())
    app.engine.queue = (QueueItem(1, reading),)
    app.engine.state_changed.emit(StateChanged(ReaderState.IDLE))
    assert not page.better.isVisible()  # a person hears first what is there
    app.engine.state_changed.emit(StateChanged(ReaderState.SPEAKING))
    assert page.notice.isHidden()
    assert page.state.text().startswith("Heard.")
    app.engine.state_changed.emit(StateChanged(ReaderState.IDLE))
    assert page.better.isVisible()
    app.engine.queue = ()
